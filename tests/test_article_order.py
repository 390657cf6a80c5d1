"""Rows are matched with their articles by name: whatever was left out, moved, or numbered otherwise by another table."""

import pandas as pd
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.analysis import analyze_chunk, chunks, join_parts
from framing.schema import KINDS, LABELS, VOICES, article_rows, codes_in, make_table, order_articles, take_articles

TEXTS = {
    "x": 'The gate\n\nAnn Lee was arrested by the police. "We will not go," Lee said.\n\nThe end\n\nIt rained on Arle.',
    "y": 'By Bo Ray\n\nTom Roy praised the brave men. "They lied," Roy said, "and they will lie again."',
    "z": "Rain fell here.",
    "u": "Snow on the coast\n\nPresident Una Day said the coast was lost. She met Tom Roy in Arle.\n\nShare this article",
    "v": '"Good," Bo Ray told Una Day. The mayor was hated by all, Ray said.',
}
ARTICLES = framing.read_articles(pd.DataFrame({"article": TEXTS.keys(), "text": TEXTS.values(), "outlet": list("ABABC")}))
WHOLE = framing.analyze(ARTICLES)
TABLES = ("articles", "sections", "sentences", "tokens", "mentions", "quotes")
some = st.lists(st.sampled_from(range(len(TEXTS))), min_size=1, unique=True)


def rows(table):
    """The rows of each article, without what the categories are."""
    plain = table.astype(object).where(table.notna(), None)
    return {name: mine.drop(columns="article").values.tolist() for name, mine in plain.groupby("article", sort=False)}


def rows_of(table, names):
    return {name: mine for name, mine in rows(table).items() if name in names}


def walk(articles):
    """Every step of the analysis, called one by one on the articles as they are."""
    sections = framing.split_sections(articles)
    sentences, tokens = framing.tokenize(articles, sections)
    mentions = framing.find_entities(articles, tokens)
    quotes = framing.find_quotes(articles, sections, sentences, tokens, mentions)
    tokens, mentions = framing.add_voices(tokens, quotes), framing.add_voices(mentions, quotes)
    mentions, quotes = framing.resolve_actors(mentions, articles, quotes=quotes)
    return {"articles": framing.add_bylines(articles, sections), "sections": sections, "sentences": sentences,
            "tokens": tokens, "mentions": mentions, "quotes": quotes}


def measure(articles, tables):
    """Every step that looks at texts and tables at once."""
    sections, sentences, tokens, mentions = (tables[n] for n in ("sections", "sentences", "tokens", "mentions"))
    quotes = framing.find_quotes(articles, sections, sentences, tokens, mentions)
    actors, speakers = framing.resolve_actors(mentions, articles, quotes=quotes)
    return {
        "entities": framing.find_entities(articles, tokens),
        "others": framing.find_entities(articles, tokens, tagger=lambda texts: [[(0, 3, "ORG")] for _ in texts]),
        "quotes": quotes, "voices": framing.add_voices(tokens, quotes), "actors": actors, "speakers": speakers,
        "listed": framing.find_listed(mentions, articles, tokens, {"actors": {"The Gate": {"aliases": ["gate", "coast"]}}}),
        "tone": framing.score_tone(mentions, articles), "tone by tokens": framing.score_tone(mentions, articles, tokens=tokens),
        "roles": framing.find_roles(mentions, articles, tokens), "passives": framing.find_passives(tokens, articles, actives=True),
        "sentiment": framing.score_sentiment(sentences, articles), "context": framing.find_context(tokens, articles, "the"),
        "bylines": framing.add_bylines(articles, sections)}


WALKED = walk(ARTICLES)
MEASURED = measure(ARTICLES, WALKED)


@settings(max_examples=examples(25), deadline=None)
@given(some)
def test_an_analysis_of_some_articles_in_any_order_is_that_part_of_the_analysis_of_all(picked):
    part = ARTICLES.iloc[picked]
    found = framing.analyze(part)
    names = part["article"].tolist()
    assert found.articles["article"].tolist() == names
    assert found.manifest["inputs"] == {name: WHOLE.manifest["inputs"][name] for name in names}
    for name in TABLES:
        assert rows(getattr(found, name)) == rows_of(getattr(WHOLE, name), names), name
    for by in ("article", "kind", "outlet"):
        counted = framing.count_terms(found.tokens, by=["article", by] if by != "article" else by)
        assert rows(counted) == rows_of(framing.count_terms(WHOLE.tokens, by=["article", by] if by != "article" else by), names)


@settings(max_examples=examples(15), deadline=None)
@given(some)
def test_each_step_on_some_articles_in_any_order_gives_that_part_of_the_step_on_all(picked):
    part = ARTICLES.iloc[picked]
    names = set(part["article"])
    walked = walk(part)
    for name in TABLES:
        assert rows(walked[name]) == rows_of(WALKED[name], names), name
    for name, table in measure(part, walked).items():
        assert rows(table) == rows_of(MEASURED[name], names), name


@settings(max_examples=examples(15), deadline=None)
@given(st.permutations(range(len(TEXTS))), st.permutations(list(TEXTS)))
def test_articles_and_tables_may_number_the_same_articles_differently(order, categories):
    moved = {name: table.assign(article=table["article"].cat.set_categories(categories)) for name, table in WALKED.items()}
    for name, table in measure(ARTICLES.iloc[order], moved).items():
        assert rows(table) == rows(MEASURED[name]), name
    texts = measure(ARTICLES.astype({"article": str}), WALKED)
    assert rows(texts["roles"]) == rows(MEASURED["roles"])


@pytest.mark.parametrize("step", [
    lambda a: framing.split_sections(a), lambda a: framing.analyze(a), lambda a: framing.find_entities(a, WALKED["tokens"]),
    lambda a: framing.score_tone(WALKED["mentions"], a), lambda a: framing.tokenize(a, WALKED["sections"])])
def test_two_articles_of_one_name_are_refused(step):
    twice = ARTICLES.iloc[[0, 1, 0]]
    with pytest.raises(ValueError, match="two articles are called 'x'"):
        step(twice)


@pytest.mark.parametrize("step", [
    lambda a: framing.tokenize(a, WALKED["sections"]), lambda a: framing.find_entities(a, WALKED["tokens"]),
    lambda a: framing.add_bylines(a, WALKED["sections"]), lambda a: framing.find_passives(WALKED["tokens"], a),
    lambda a: framing.find_quotes(a, *(WALKED[n] for n in TABLES[1:5])),
    lambda a: framing.resolve_actors(WALKED["mentions"], a), lambda a: framing.find_roles(WALKED["mentions"], a, WALKED["tokens"]),
    lambda a: framing.score_tone(WALKED["mentions"], a), lambda a: framing.score_sentiment(WALKED["sentences"], a),
    lambda a: framing.find_context(WALKED["tokens"], a, "the"), lambda a: framing.explain_actors(WALKED["mentions"], a),
    lambda a: framing.find_labels(WALKED["tokens"], a, {"labels": {"x": {"y": ["the"]}}})])
def test_rows_of_an_article_that_is_not_there_are_refused_by_its_name(step):
    with pytest.raises(ValueError, match="name article 'y', which is not among the articles"):
        step(ARTICLES[ARTICLES["article"] != "y"])


def test_voices_follow_the_names_of_articles_not_the_order_of_their_categories():
    quotes = WALKED["quotes"].assign(article=WALKED["quotes"]["article"].cat.set_categories(list("zyxvu")))
    assert WALKED["tokens"]["article"].dtype == quotes["article"].dtype  # pandas calls them equal
    again = framing.add_voices(WALKED["tokens"], quotes)
    assert again["voice"].tolist() == WALKED["tokens"]["voice"].tolist()
    plain = framing.add_voices(WALKED["tokens"], quotes.astype({"article": str}))
    assert plain["quote"].tolist() == WALKED["tokens"]["quote"].tolist()


def test_chunks_of_the_same_words_in_another_order_keep_their_words():
    articles = framing.read_articles(pd.DataFrame({"text": ["Rain fell here. Snow too", "too Snow. here fell Rain"]}))
    parts = [analyze_chunk(part) for part in chunks(articles, 1)]
    assert len(parts) == 2 and parts[0]["tokens"]["token"].dtype == parts[1]["tokens"]["token"].dtype
    tokens = join_parts(articles, parts)["tokens"]
    texts = articles["text"].tolist()
    for article, start, end, token in zip(tokens["article"].cat.codes, tokens["start"], tokens["end"], tokens["token"], strict=True):
        assert texts[article][start:end] == token


def test_a_table_of_the_contract_has_its_categories_in_the_order_of_the_contract():
    labels = pd.Categorical(["ORG", "PERSON"], categories=LABELS[::-1])
    made = make_table("mentions", {"article": ["a", "a"], "label": labels})
    assert made["label"].tolist() == ["ORG", "PERSON"]
    assert list(made["label"].cat.categories) == list(LABELS)


def test_measures_read_voices_and_kinds_by_name():
    tokens = WHOLE.tokens.assign(voice=WHOLE.tokens["voice"].cat.set_categories(VOICES[::-1]))
    assert framing.count_speech(WHOLE.quotes, tokens).equals(framing.count_speech(WHOLE.quotes, WHOLE.tokens))
    roles = framing.find_roles(WHOLE.mentions, WHOLE.articles, WHOLE.tokens)
    moved = roles.assign(role=roles["role"].cat.set_categories(["patient", "none", "agent"]))
    assert framing.count_roles(moved).equals(framing.count_roles(roles))
    clauses = framing.find_passives(WHOLE.tokens, WHOLE.articles, actives=True)
    assert framing.count_passives(clauses.astype({"form": str})).equals(framing.count_passives(clauses))
    sections = WALKED["sections"].assign(kind=WALKED["sections"]["kind"].cat.set_categories(KINDS[::-1]))
    quotes = framing.find_quotes(ARTICLES, sections, *(WALKED[n] for n in ("sentences", "tokens", "mentions")))
    assert rows(quotes) == rows(MEASURED["quotes"])


def test_sections_may_be_left_out_or_moved_before_the_tokens_are_cut():
    sections = framing.split_sections(ARTICLES)
    kept = sections[(sections["kind"] != "lead").to_numpy()].sample(frac=1, random_state=1)
    _, tokens = framing.tokenize(ARTICLES, kept)
    counted = framing.count_terms(tokens, by="kind", stop=None).groupby("kind", observed=True)["n"].sum()
    whole = framing.count_terms(WALKED["tokens"], by="kind", stop=None).groupby("kind", observed=True)["n"].sum()
    assert counted.to_dict() == whole.drop("lead").to_dict()


def test_the_row_of_an_article_is_found_by_name():
    table = pd.DataFrame({"article": pd.Categorical(["b", None, "a", "c"], categories=["c", "b", "a"])})
    names = pd.Index(["a", "b"])
    assert article_rows(table, names).tolist() == [1, -1, 0, -1]
    assert article_rows(table.astype({"article": object}), names).tolist() == [1, -1, 0, -1]
    assert article_rows(table.iloc[:0], names).tolist() == []
    assert codes_in(table["article"], ["a", "b"]).tolist() == [1, -1, 0, -1]


def test_articles_in_order_are_handed_on_as_they_are():
    assert order_articles(ARTICLES) is ARTICLES
    moved = ARTICLES.iloc[[3, 1]]
    assert list(order_articles(moved)["article"].cat.categories) == ["u", "y"]
    assert list(moved["article"].cat.categories) == list(TEXTS)
    assert take_articles(ARTICLES, [3, 1]).index.tolist() == [0, 1]


def test_an_analysis_of_some_articles_comes_back_from_disk_as_it_was(tmp_path):
    found = framing.analyze(ARTICLES.iloc[[3, 1]])
    found.save(tmp_path / "saved")
    again = framing.load_analysis(tmp_path / "saved")
    for name in TABLES[1:]:
        assert getattr(again, name).equals(getattr(found, name)), name
