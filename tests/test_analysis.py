"""The whole way in one call: what good input gives, what bad input gives, and that nothing is lost on disk."""

import dataclasses
import json
import sys

import numpy as np
import pandas as pd
import pytest
from conftest import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import framing
from framing.analysis import chunks, table_names
from framing.schema import TABLES

TEXT = "The Bridge\n\nAnn Lee left. \"We will go,\" Tom Roy said.\n\nThe end\n\nLee met Roy in Arle on Friday."


def analyze(*texts, **columns):
    return framing.analyze(pd.DataFrame({"text": list(texts), **columns}))


def assert_whole(analysis):
    """The contract of every table, and that every span slices the text it came from."""
    texts = dict(zip(analysis.articles["article"].astype(object), analysis.articles["text"], strict=True))
    for name in table_names():
        table = getattr(analysis, name)
        assert list(table.columns)[:len(TABLES[name])] == list(TABLES[name])
        for column, dtype in TABLES[name].items():
            assert table[column].dtype == make_empty(name)[column].dtype or (dtype == "category"), (name, column)
        if {"start", "end"} <= set(table.columns):
            for article, start, end in zip(table["article"].astype(object), table["start"], table["end"], strict=True):
                assert 0 <= start <= end <= len(texts[article])
    for table, column in (("tokens", "token"), ("mentions", "text")):
        rows = getattr(analysis, table)
        for article, start, end, word in zip(rows["article"].astype(object), rows["start"], rows["end"],
                                             rows[column].astype(object), strict=True):
            assert texts[article][start:end] == word


def make_empty(name):
    from framing.schema import make_table

    return make_table(name)


def test_one_call_gives_what_the_steps_give():
    found = analyze(TEXT)
    articles = framing.read_articles(pd.DataFrame({"text": [TEXT]}))
    sections = framing.split_sections(articles)
    sentences, tokens = framing.tokenize(articles, sections)
    mentions = framing.find_entities(articles, tokens)
    quotes = framing.find_quotes(articles, sections, sentences, tokens, mentions)
    mentions, quotes = framing.resolve_actors(mentions, articles, quotes=quotes)
    assert found.tokens["token"].tolist() == tokens["token"].tolist()
    assert found.mentions[["start", "end", "label", "actor"]].values.tolist() == \
        mentions[["start", "end", "label", "actor"]].values.tolist()
    assert found.quotes[["start", "end", "actor"]].values.tolist() == quotes[["start", "end", "actor"]].values.tolist()
    assert_whole(found)


def test_articles_do_not_influence_each_other(sample):
    together = framing.analyze(sample / "articles")
    alone = framing.analyze(sample / "articles" / "hpa-2.txt")
    for name in ("sections", "sentences", "tokens", "mentions", "quotes"):
        table = getattr(together, name)
        mine = table[(table["article"] == "hpa-2").to_numpy(bool)].drop(columns="article").astype(object)
        assert mine.values.tolist() == getattr(alone, name).drop(columns="article").astype(object).values.tolist()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(characters=st.integers(1, 300))
def test_the_tables_do_not_depend_on_how_articles_are_cut_into_chunks(monkeypatch, characters):
    texts = [TEXT, "", "One word", TEXT.replace("Ann", "Una"), "\n\n", "Rain fell. " * 9]
    whole = analyze(*texts)
    monkeypatch.setattr("framing.analysis.chunks", lambda articles: chunks(articles, characters))
    cut = analyze(*texts)
    for name in table_names():
        assert getattr(cut, name).equals(getattr(whole, name)), name


NOTHING = {"empty": "", "white space": " \n\t\n \u00a0 \r\n", "only marks": "… — !!! ???", "NUL bytes": "\x00\x00\x00"}
ODD = {
    "one word": "Rain", "no headings": "Ann Lee left. Tom Roy stayed.\n\nIt rained all day on the town.",
    "only headings": "A first heading\n\nA second heading\n\nA third heading",
    "mixed line ends": "Ann Lee left.\r\n\r\nTom Roy stayed.\r\rIt rained.\n\nThe end came.\u2028It was late.",
    "NUL in words": "Ann\x00Lee left.\x00 It rained.", "lone marks": "“ ” ‘ ’ \" ' ) ( ] [", "combining": "A\u0301nn Le\u0301e left.",
    "right to left": "‏Ann Lee אמר left.", "emoji": "😀😀 Ann Lee left 👩‍👩‍👧. It rained 🌧️.", "hyphens": "-" * 3000,
    "one line without spaces": "a" * 20_000, "byte order mark inside": "Ann Lee\ufeff left. It rained.",
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING.keys())
def test_a_text_with_nothing_in_it_gives_empty_tables_with_their_columns(text):
    found = analyze(text)
    assert_whole(found)
    assert (len(found.articles), len(found.mentions), len(found.quotes)) == (1, 0, 0)
    assert found.summary()["words"] == 0
    for table, columns in (
            (framing.count_terms(found.tokens), ["section", "term", "n", "n_tokens", "per_1000"]),
            (framing.count_entities(found.mentions), ["section", "actor", "label", "n", "n_tokens", "per_1000"]),
            (framing.mean_tone(framing.score_tone(found.mentions, found.articles), by="actor"),
             ["actor", "mean", "low", "high", "n_mentions"]),
            (framing.count_speech(found.quotes, found.tokens), ["actor", "n_quotes", "n_words"]),
            (framing.portray_actors(found), ["actor", "label", "n"]),
            (framing.count_roles(framing.find_roles(found.mentions, found.articles, found.tokens)), ["actor", "n_agent"])):
        assert len(table) == 0
        assert list(table.columns)[:len(columns)] == columns


def test_an_analysis_without_articles_has_the_columns_of_one_with_some(tmp_path):
    none, some = analyze(), analyze('"Go," Ann Lee said. Bo Ray was shot.')
    assert_whole(none)
    none.save(tmp_path / "none")
    for found in (none, framing.load_analysis(tmp_path / "none")):
        for name in table_names():
            assert getattr(found, name).dtypes.astype(str).to_dict() == getattr(some, name).dtypes.astype(str).to_dict(), name
            assert len(getattr(found, name)) == 0


@pytest.mark.parametrize("measure", [
    lambda a: framing.count_names(a.mentions), lambda a: framing.count_names(a.mentions, quotes=a.quotes),
    lambda a: framing.count_terms(a.tokens), lambda a: framing.count_entities(a.mentions),
    lambda a: framing.count_talk(a.quotes, a.mentions), lambda a: framing.find_passives(a.tokens, a.articles),
    lambda a: framing.explain_actors(a.mentions, articles=a.articles), lambda a: framing.find_duplicates(a.articles),
    lambda a: framing.mean_sentiment(framing.score_sentiment(a.sentences, a.articles)), framing.portray_actors,
    lambda a: framing.make_features(a).terms, lambda a: framing.tag_words(a.tokens),
])
def test_an_empty_table_is_a_table(measure):
    none, some = measure(analyze()), measure(analyze('"Go," Ann Lee said. Bo Ray was shot.'))
    assert len(none) == 0 and list(none.columns) == list(some.columns)


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_an_odd_text_is_measured_and_never_stops_anything(text):
    found = analyze(text)
    assert_whole(found)
    counted = framing.count_terms(found.tokens, by=None, stop=None)
    assert counted["n"].sum() <= found.summary()["words"]
    scored = framing.score_sentiment(found.sentences, found.articles)
    assert scored["polarity"].between(-1, 1).all()


@settings(max_examples=examples(25), deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_at_all_keeps_the_contract(text):
    assert_whole(analyze(text))


@pytest.mark.slow
def test_five_megabytes_on_a_single_line(tmp_path):
    sentence = "Ann Lee met Tom Roy in Arle, and \"we will go,\" Lee said. "
    path = tmp_path / "long.txt"
    path.write_text(sentence * (5_000_000 // len(sentence)), encoding="utf8")
    found = framing.analyze(path)
    n = 5_000_000 // len(sentence)
    assert framing.count_terms(found.tokens, by=None, include=("heading",)).set_index("term").loc["met", "n"] == n
    assert len(found.quotes) == n
    assert found.tokens["end"].max() <= path.stat().st_size


def test_files_that_are_no_text_are_listed_and_the_rest_is_analysed(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf8")
    (tmp_path / "b.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "c.txt").write_bytes(b"")
    found = framing.analyze(tmp_path)
    told = {p.source.rsplit("/", 1)[-1]: p.what for p in found.problems.itertuples()}
    assert told == {"b.txt": "not a text file", "c.txt": "no text"}
    assert found.articles["article"].tolist() == ["a", "c"]
    assert set(found.mentions["article"]) == {"a"}


def test_articles_that_share_an_id_stay_apart():
    found = analyze("Ann Lee left.", "Tom Roy stayed.", article=["x", "x"])
    assert found.articles["article"].is_unique
    assert found.mentions.groupby("article", observed=True)["actor"].agg(list).tolist() == [["Ann Lee"], ["Tom Roy"]]
    assert "x" in found.problems["article"].tolist()[0] or "x" in found.problems["detail"].tolist()[0]


@pytest.mark.parametrize("call, error, said", [
    (lambda: framing.analyze(pd.DataFrame({"body": ["Rain."]})), ValueError, r"no column 'text'; it has \['body'\]"),
    (lambda: framing.analyze("nowhere.txt"), FileNotFoundError, "no file or folder 'nowhere.txt'"),
    (lambda: framing.analyze(7), TypeError, "path, a list of paths or a DataFrame; got int"),
    (lambda: framing.analyze(pd.DataFrame({"text": ["Rain."]}), tagger="spcay"), ValueError, "unknown tagger 'spcay'"),
    (lambda: framing.analyze(pd.DataFrame({"text": ["Rain."]}), codebook={"actors": 3}), ValueError, "codebook"),
    (lambda: framing.count_terms(analyze(TEXT).tokens, by="oulet"), ValueError, "unknown by='oulet'.*outlet"),
    (lambda: framing.count_entities(analyze(TEXT).mentions, by=["section", "section"]), ValueError, "names a column twice"),
    (lambda: framing.score_sentiment(analyze(TEXT).sentences, analyze(TEXT).articles, method="texblob"), ValueError,
     "Did you mean 'textblob'"),
    (lambda: framing.score_tone(analyze(TEXT).mentions, analyze(TEXT).articles, method="vadr"), ValueError,
     "Did you mean 'vader'"),
    (lambda: framing.count_terms(analyze(TEXT).tokens, include="heading line"), ValueError, "include=.*is unknown"),
    (lambda: framing.count_terms(analyze(TEXT).articles), ValueError, r"tokens lacks? column\(s\).*tokenize\(\)"),
    (lambda: framing.count_terms("tokens"), TypeError, "must be a pandas DataFrame; got str"),
    (lambda: framing.find_evidence(analyze(TEXT), actor="Ann Leigh"), ValueError, "Did you mean 'Ann Lee'"),
    (lambda: framing.load_analysis("nowhere"), FileNotFoundError, "holds no saved analysis"),
])
def test_wrong_use_says_what_it_got_and_what_to_do(call, error, said):
    with pytest.raises(error, match=r"(?s)" + said):
        call()


def test_an_analysis_cannot_be_changed_by_accident():
    found = analyze(TEXT)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.mentions = None


def test_progress_is_told_article_by_article(monkeypatch, capsys):
    monkeypatch.setattr("framing.analysis.chunks", lambda articles: chunks(articles, 1))
    told = []
    framing.analyze(pd.DataFrame({"text": [TEXT] * 3}), progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    framing.analyze(pd.DataFrame({"text": [TEXT]}), progress=True)
    assert capsys.readouterr().err == ""


def test_the_display_counts_and_never_runs_what_a_title_says():
    found = analyze(*[TEXT] * 7, title=["<script>alert(1)</script>"] + ["A"] * 6)
    assert repr(found) == (f"Analysis(7 articles, {found.summary()['words']:,} words, {len(found.sections):,} sections, "
                           f"{len(found.sentences):,} sentences, {len(found.tokens):,} tokens, {len(found.mentions):,} mentions, "
                           f"{len(found.quotes):,} quotes, 0 problems)")
    shown = found._repr_html_()
    assert "<script>" not in shown and "&lt;script&gt;" in shown
    assert shown.count("<li>") == 6 and "… and 2 more" in shown


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_what_is_saved_comes_back_and_counts_the_same(tmp_path, sample_analysis, format):
    sample_analysis.save(tmp_path / "saved", format=format)
    back = framing.load_analysis(tmp_path / "saved")
    for name in table_names():
        pd.testing.assert_frame_equal(getattr(back, name), getattr(sample_analysis, name), check_categorical=False)
    assert back.manifest == json.loads(json.dumps(sample_analysis.manifest))
    for by in ("outlet", "voice", "section"):
        pd.testing.assert_frame_equal(framing.count_entities(back.mentions, by=by),
                                      framing.count_entities(sample_analysis.mentions, by=by))
    pd.testing.assert_frame_equal(framing.portray_actors(back), framing.portray_actors(sample_analysis))


def test_saving_again_replaces_and_never_touches_what_is_not_its_own(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="did not write"):
        analyze(TEXT).save(tmp_path)
    analyze(TEXT).save(tmp_path / "saved")
    analyze("Rain.").save(tmp_path / "saved", format="parquet")
    assert framing.load_analysis(tmp_path / "saved").articles["text"].tolist() == ["Rain."]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine.txt", "saved"]


@pytest.mark.parametrize("harm, said", [
    (lambda folder: (folder / "tokens.csv").unlink(), "lacks the table 'tokens'"),
    (lambda folder: (folder / "manifest.json").write_text("{"), "manifest.json' is damaged"),
    (lambda folder: (folder / "quotes.csv").write_text("article\n"), r"quotes in .* lacks column\(s\)"),
])
def test_a_damaged_folder_says_which_file_and_what_to_do(tmp_path, harm, said):
    analyze(TEXT).save(tmp_path / "saved")
    harm(tmp_path / "saved")
    with pytest.raises(ValueError, match=said):
        framing.load_analysis(tmp_path / "saved")


def test_the_manifest_names_every_model_and_the_hash_of_every_text():
    import hashlib

    found = analyze(TEXT, "Rain.").manifest
    assert list(found["inputs"].values()) == [hashlib.sha256(t.encode()).hexdigest() for t in (TEXT, "Rain.")]
    assert {"entities", "quotes", "tone", "postags", "agency"} <= set(found["models"])
    assert all(len(m["sha256"]) == 64 for m in found["models"].values())
    assert found["libraries"]["pandas"] == pd.__version__ and found["libraries"]["numpy"] == np.__version__
