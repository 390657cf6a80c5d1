"""Tone toward an actor: what the name may not do, where it is measured, and what the numbers mean."""

import json
import warnings

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT, examples
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing import resources
from framing.tone import features as tone_features
from framing.tone.features import stem
from framing.tone.keys import keys_of, pack_keys, unpack_keys
from framing.tone.model import load_model

CASES = json.loads((ROOT / "tests" / "cases" / "tone.json").read_text(encoding="utf8"))
P = ["p_negative", "p_neutral", "p_positive"]


def table(*pairs):
    """Articles and one mention in each, from (text, name) pairs; the first place of the name is the mention."""
    articles = framing.read_articles(pd.DataFrame({"text": [text for text, _ in pairs]}))
    start = [text.find(name) for text, name in pairs]
    mentions = pd.DataFrame({"article": articles["article"], "start": start,
                             "end": [s + len(name) for s, (_, name) in zip(start, pairs, strict=True)]})
    return mentions, articles


def tone_of(text, name, **options):
    return framing.score_tone(*table((text, name)), **options)["tone"].iloc[0]


@pytest.fixture(scope="module")
def corpus():
    articles = framing.read_articles(ROOT / "data" / "sample")
    sections = framing.split_sections(articles)
    _, tokens = framing.tokenize(articles, sections)
    return articles, tokens, framing.find_entities(articles, tokens)


@pytest.mark.parametrize("case", CASES, ids=[c["claim"] for c in CASES])
def test_known_directions(case):
    scored = framing.score_tone(*table((case["text"], case["name"]))).iloc[0]
    assert int(np.argmax(scored[P].to_numpy(dtype=float))) - 1 == case["sign"]


@pytest.mark.parametrize("text", [
    "Critics say {} lied to voters, but {}'s friends disagree.",
    "{} was praised.",
    "A judge in Ohio fined {} and the paper called it fair to {}.",
])
@pytest.mark.parametrize("other", ["Trump", "Stalin", "Rose", "Zqxwv", "Smith"])
def test_swapping_the_name_leaves_the_tone_equal(text, other):
    assert tone_of(text.format(other, other), other) == tone_of(text.format("Mandela", "Mandela"), "Mandela")


@pytest.mark.parametrize("other", ["Trump", "Hitler", "Zqxwv"])
def test_a_name_nearby_brings_no_reputation_either(other):
    assert tone_of(f"Ada Cole met {other} in Vienna.", "Ada Cole") == tone_of("Ada Cole met Gandhi in Vienna.", "Ada Cole")


def test_two_actors_of_one_sentence_are_told_apart():
    text = "Dunn praised Cole as honest and brave, while he attacked Reyes as a corrupt liar."
    assert tone_of(text, "Cole") > tone_of(text, "Reyes")


def test_probabilities_add_up_and_tone_is_their_difference(corpus):
    articles, tokens, mentions = corpus
    scored = framing.score_tone(mentions, articles, tokens=tokens)
    assert np.allclose(scored[P].sum(axis=1), 1, atol=1e-12)
    assert np.allclose(scored["tone"], scored["p_positive"] - scored["p_negative"], atol=1e-12)
    assert scored["tone"].between(-1, 1).all()
    assert list(scored.columns) == [*mentions.columns, "tone", *P, "n_scored"]


def test_with_and_without_a_token_table_the_numbers_are_the_same(corpus):
    articles, tokens, mentions = corpus
    plain = pd.DataFrame({c: mentions[c] for c in ("article", "start", "end")})
    bare = framing.score_tone(plain, articles)
    assert bare["tone"].tolist() == framing.score_tone(mentions, articles, tokens=tokens)["tone"].tolist()


def test_chunks_order_and_neighbours_do_not_matter(corpus):
    articles, _, mentions = corpus
    whole = framing.score_tone(mentions, articles)["tone"]
    one_by_one = pd.concat([framing.score_tone(mentions.iloc[k:k + 7], articles)["tone"]
                            for k in range(0, len(mentions), 7)])
    assert one_by_one.tolist() == whole.tolist()
    assert framing.score_tone(mentions.iloc[::-1], articles)["tone"].tolist() == whole.tolist()[::-1]


def test_a_batch_border_changes_nothing():
    text = "Cole lied. " * 3000
    articles = framing.read_articles(pd.DataFrame({"text": [text]}))
    start = np.arange(0, len(text), 11)
    mentions = pd.DataFrame({"article": [articles["article"][0]] * len(start), "start": start, "end": start + 4})
    tone = framing.score_tone(pd.concat([mentions] * 2, ignore_index=True), articles)["tone"]
    assert tone.nunique() == 1


def test_many_mentions_in_a_sentence_each_get_a_tone():
    text = "Voters met " + ", ".join(f"Name{chr(97 + k % 26)}" for k in range(300)) + " and others."
    articles = framing.read_articles(pd.DataFrame({"text": [text]}))
    start = [k for k in range(len(text)) if text.startswith("Name", k)]
    mentions = pd.DataFrame({"article": [articles["article"][0]] * 300, "start": start, "end": [s + 5 for s in start]})
    assert framing.score_tone(mentions, articles)["tone"].notna().all()


def test_only_the_sentence_counts():
    alone = tone_of("Ada Cole spoke on Monday.", "Ada Cole")
    assert tone_of("He is a liar. Ada Cole spoke on Monday. It was awful!", "Ada Cole") == alone
    assert tone_of("A terrible liar\nAda Cole spoke on Monday.\nA disaster", "Ada Cole") == alone


def test_a_mention_across_a_line_end_is_scored_with_both_lines():
    text = "All of them praised Ada\nCole as a hero."
    assert tone_of(text, "Ada\nCole") == tone_of(text.replace("\n", " "), "Ada Cole")


def test_a_span_without_words_has_no_tone():
    articles = framing.read_articles(pd.DataFrame({"text": ["Cole  lied."]}))
    mentions = pd.DataFrame({"article": [articles["article"][0]] * 3, "start": [4, 2, 0], "end": [6, 2, 4]})
    assert framing.score_tone(mentions, articles)[["tone", *P]].isna().all(axis=1).tolist() == [True, True, False]


@pytest.mark.parametrize("method", ["framing", "vader", "textblob"])
def test_an_empty_table_stays_a_table(method):
    articles = framing.read_articles(pd.DataFrame({"text": ["Cole spoke."]}))
    empty = pd.DataFrame({"article": articles["article"][:0], "start": np.array([], "int32"), "end": np.array([], "int32")})
    scored = framing.score_tone(empty, articles, method=method)
    assert list(scored.columns) == ["article", "start", "end", "tone", *P, "n_scored"]
    assert [str(t) for t in scored.dtypes.iloc[3:]] == ["float64"] * 4 + ["int32"]
    means = framing.mean_tone(scored.assign(actor=pd.Series([], dtype="str")), by="actor")
    assert list(means.columns) == ["actor", "mean", "low", "high", "n_mentions", "share_scored", "few"]
    assert len(framing.explain_tone(empty, articles)) == 0


@pytest.mark.parametrize("method, column", [("vader", "compound"), ("textblob", "polarity")])
def test_dictionary_methods_give_the_score_of_the_sentence(method, column):
    mentions, articles = table(("It rained. Cole was a good mayor. All was bad.", "Cole"))
    sentences, _ = framing.tokenize(articles, framing.split_sections(articles))
    expected = framing.score_sentiment(sentences, articles, method=method)[column].iloc[1]
    scored = framing.score_tone(mentions, articles, method=method).iloc[0]
    assert scored["tone"] == expected
    assert scored[P].isna().all()


def test_an_unknown_method_is_named_with_what_may_be_meant():
    with pytest.raises(ValueError, match="Did you mean 'vader'"):
        framing.score_tone(*table(("Cole spoke.", "Cole")), method="vade")


def test_a_span_outside_its_article_is_named():
    mentions, articles = table(("Cole spoke.", "Cole"))
    with pytest.raises(ValueError, match="row 0: 0:99 lies outside article"):
        framing.score_tone(mentions.assign(end=99), articles)


def test_an_article_that_is_not_there_is_named():
    mentions, articles = table(("Cole spoke.", "Cole"))
    with pytest.raises(ValueError, match="'other', which is not among the articles"):
        framing.score_tone(mentions.assign(article="other"), articles)


def test_the_weights_of_an_explanation_add_up_to_the_log_odds(corpus):
    articles, tokens, mentions = corpus
    some = mentions.iloc[::9]
    scored = framing.score_tone(some, articles)
    words = framing.explain_tone(some, articles, tokens=tokens)
    total = words.groupby("mention")["weight"].sum()
    assert np.allclose(total.to_numpy(), np.log(scored["p_positive"] / scored["p_negative"]).to_numpy(), atol=1e-9)


def test_explained_words_slice_back(corpus):
    articles, _, mentions = corpus
    words = framing.explain_tone(mentions.iloc[:20], articles)
    words = words[words["start"] >= 0]
    texts = articles.set_index("article")["text"]
    assert all(texts[a][s:e] == w for a, s, e, w in words[["article", "start", "end", "word"]].itertuples(index=False))


def test_means_count_mentions_and_leave_out_those_without_a_tone():
    scored = pd.DataFrame({"article": ["a"] * 4, "actor": ["x", "x", "x", "y"], "tone": [0.5, 0.1, np.nan, -1.0],
                           "n_scored": [1, 2, 0, 1]})
    means = framing.mean_tone(scored, by="actor")
    assert means["mean"].round(12).tolist() == [0.3, -1.0]
    assert means["n_mentions"].tolist() == [2, 1]
    assert means["few"].tolist() == [True, True]


@pytest.mark.parametrize("nobody", ["", None])
def test_means_by_actor_leave_out_mentions_of_nobody_and_other_means_do_not(nobody):
    scored = pd.DataFrame({"article": "a", "actor": ["Cole", nobody, "Cole"], "outlet": "Echo", "tone": [0.5, -1.0, 0.1]})
    assert framing.mean_tone(scored, by="actor")[["actor", "mean", "n_mentions"]].values.tolist() == [["Cole", 0.3, 2]]
    assert framing.mean_tone(scored, by=["outlet", "actor"])["n_mentions"].tolist() == [2]
    assert framing.mean_tone(scored, by="outlet")["n_mentions"].tolist() == [3]


def test_low_coverage_warns_once_by_name():
    scored = pd.DataFrame({"article": ["a"] * 5, "tone": [0.1] * 5, "n_scored": [0, 0, 0, 1, 1]})
    with pytest.warns(framing.LowCoverageWarning, match="only 2 of 5 mentions"):
        framing.mean_tone(scored, by=None)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        framing.mean_tone(scored.iloc[2:], by=None)


@given(st.text(alphabet="Ab c.\n'\"“”,-9\u2028\t!", max_size=60), st.data())
@settings(max_examples=examples(150), deadline=None)
def test_any_span_of_any_text_is_scored_or_has_no_tone(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    articles = pd.DataFrame({"article": ["a"], "text": pd.Series([text], dtype="str")})
    mentions = pd.DataFrame({"article": ["a"], "start": [start], "end": [end]})
    tone = framing.score_tone(mentions, articles)["tone"].iloc[0]
    assert np.isnan(tone) == (not text[start:end].strip())


def test_time_grows_with_the_text_not_with_its_square():
    import time

    def seconds(n):
        text = "Cole met Dunn " * n
        articles = pd.DataFrame({"article": ["a"], "text": [text]})
        start = np.arange(0, len(text), 14)
        mentions = pd.DataFrame({"article": ["a"] * n, "start": start, "end": start + 4})
        begin = time.process_time()
        framing.score_tone(mentions, articles)
        return time.process_time() - begin

    seconds(200)
    assert seconds(2000) < 25 * max(seconds(200), 0.02)


def test_the_model_file_is_the_one_on_its_card():
    card = next(c for c in resources.list_cards() if c["name"] == "tone")
    assert card["sha256"] == card["sha256_found"]
    assert card["size_bytes"] == resources.resource_path("tone.npz").stat().st_size <= 1_000_000


def test_keys_survive_packing():
    keys = np.array([0, 7, 7 + 256, 2**31, 2**32 - 1], np.uint32)
    assert unpack_keys(pack_keys(keys)).tolist() == keys.tolist()


def test_a_weight_is_found_for_each_of_the_models_keys_and_for_no_other():
    table = load_model().table
    assert (table.lookup(table.keys) == table.weights).all()
    others = keys_of("no such feature", np.arange(1000))
    others = others[~np.isin(others, table.keys)]
    assert not table.lookup(others).any()


@pytest.mark.parametrize("words", [("accused", "accuses", "accusing"), ("praises", "praised", "praising"), ("nominations", "nominate")])
def test_forms_of_a_word_share_a_stem(words):
    assert len({stem(w)[:5] for w in words}) == 1


def test_every_ending_is_tried_in_its_order():
    for whole, parts in ((tone_features._ENDINGS, tone_features._ENDINGS_OF), ([(e,) for e in tone_features._SHAPES], tone_features._SHAPES_OF)):
        assert sorted(e[0] for part in parts.values() for e in part) == sorted(e[0] for e in whole)
        order = [e[0] for e in whole]
        assert all([e[0] for e in part] == sorted((e[0] for e in part), key=order.index) for part in parts.values())


@pytest.mark.slow
def test_the_model_fits_what_it_was_trained_on(shared):
    """Held-out quality is on the card; this tells a model that was lost on the way from one that works."""
    import lzma

    with lzma.open(shared / "gold" / "tone" / "newsmtsc_train.jsonl.xz", "rt", encoding="utf8") as stream:
        targets = pd.DataFrame([json.loads(next(stream)) for _ in range(600)])
    articles = pd.DataFrame({"article": [f"a{k}" for k in range(600)], "text": targets["text"]})
    mentions = pd.DataFrame({"article": articles["article"], "start": targets["start"], "end": targets["end"]})
    guess = framing.score_tone(mentions, articles)[P].to_numpy().argmax(1) - 1
    assert (guess == targets["label"]).mean() > 0.85
