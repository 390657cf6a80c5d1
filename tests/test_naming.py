"""Namings, contested terms and frames, each count against its hits."""

import numpy as np
import pandas as pd
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from marked import analysis, tables

import framing
from framing.patterns import find_phrases, split_phrase

BOOK = {"labels": {"conflict": ["special operation", "war*", "operation", "invasion"]},
        "frames": {"violence": ["attack*", "open fire", "fire"], "order": ["*ly", "operation"]}}


@pytest.fixture(scope="module")
def war():
    return analysis(
        "A war of words\n\n{Ann Lee|P} calls the war a special operation. ⟦“War is war,”|Roy⟧ {Roy|P} said.\n\nNo operation\n\n"
        "They attacked quickly. Open fire! {Lee|P} slept.",
        "The operation ended. {Ann Lee|P} saw no fire.", outlet=["Echo", "Mirror"])


def lookup(table, **keys):
    for name, value in keys.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_terms_are_counted_with_the_words_of_the_group_and_their_share(war):
    table = framing.count_labels(war.tokens, BOOK, by="outlet")
    echo = lookup(table, outlet="Echo", label="war*")
    assert (echo.n, echo.n_tokens, echo.n_issue) == (4, 24, 5)
    assert (echo.per_1000, echo.share) == (4000 / 24, 0.8)
    mirror = lookup(table, outlet="Mirror", label="operation")
    assert (mirror.n, mirror.n_tokens, mirror.share) == (1, 8, 1.0)


def test_a_longer_alternative_takes_its_words_from_a_shorter_one(war):
    table = framing.count_labels(war.tokens, BOOK, by=None)
    assert dict(zip(table["label"], table["n"], strict=True)) == {
        "special operation": 1, "war*": 4, "operation": 1, "invasion": 0}


def test_headings_count_only_where_asked(war):
    table = framing.count_labels(war.tokens, BOOK, by=None, include="heading")
    assert lookup(table, label="operation").n == 2


def test_terms_by_voice_and_by_section(war):
    by_voice = framing.count_labels(war.tokens, BOOK, by="voice")
    assert lookup(by_voice, voice="quoted", label="war*")[["n", "n_tokens"]].tolist() == [2, 3]
    by_section = framing.count_labels(war.tokens, BOOK, by=["article", "section"])
    assert by_section.groupby("label")["n"].sum()["war*"] == 4


def test_an_issue_nobody_speaks_of_has_no_share_but_a_count_of_zero(war):
    table = framing.count_labels(war.tokens[(war.tokens["section"] == 2).to_numpy()], BOOK, by="section")
    assert (table["n"] == 0).all() and table["share"].isna().all() and (table["per_1000"] == 0).all()


def test_frames_count_a_word_once_per_frame_and_in_every_frame_it_fits(war):
    table = framing.count_frames(war.tokens, BOOK, by=None)
    assert dict(zip(table["frame"], table["n"], strict=True)) == {"violence": 3, "order": 3}


def test_frames_within_an_actors_sentences(war):
    table = framing.count_frames(war.tokens, BOOK, by=["actor"], mentions=war.mentions)
    lee = lookup(table, actor="Ann Lee", frame="violence")
    assert (lee.n, lee.n_tokens) == (1, 8 + 2 + 5)
    assert lookup(table, actor="Roy", frame="violence").n == 0
    assert lookup(framing.count_labels(war.tokens, BOOK, by="actor", mentions=war.mentions), actor="Roy", label="war*").n == 2


def test_two_names_in_a_sentence_give_it_to_both_and_no_phrase_runs_across_the_copies():
    found = analysis("{Ann Lee|P} {Tom Roy|P}")
    table = framing.count_frames(found.tokens, {"frames": {"x": ["roy ann", "lee tom"]}}, by="actor", mentions=found.mentions)
    assert table[["actor", "n", "n_tokens"]].values.tolist() == [["Ann Lee", 1, 4], ["Tom Roy", 1, 4]]


def test_every_hit_is_shown_in_context_and_the_hits_are_the_count(war):
    hits = framing.find_labels(war.tokens, war.articles, BOOK)
    texts = dict(zip(war.articles["article"], war.articles["text"], strict=True))
    for row in hits.itertuples():
        assert texts[row.article][row.start:row.end] == row.term
        around = " ".join(texts[row.article].split())
        assert " ".join((row.left + row.term + row.right).split()) in around
    counted = framing.count_labels(war.tokens, BOOK, by=None, include=["heading", "furniture"])
    assert hits.groupby("label").size().to_dict() == {k: n for k, n in zip(counted["label"], counted["n"], strict=True) if n}
    frames = framing.find_frames(war.tokens, war.articles, BOOK)
    assert set(zip(frames["frame"], frames["pattern"], frames["term"], strict=True)) == {
        ("violence", "attack*", "attacked"), ("violence", "open fire", "Open fire"), ("violence", "fire", "fire"),
        ("order", "*ly", "quickly"), ("order", "operation", "operation")}


@pytest.mark.parametrize("pattern, fits", [
    ("war", ["War", "WAR", "war"]), ("war*", ["War", "WAR", "war", "warlike", "wars"]), ("*like", ["warlike"]),
    ("w*s", ["wars"]), ("war like", []), ("war . wars", ["war. wars"]), ("won't", ["won’t"]), ("wa", []),
])
def test_patterns_match_whole_tokens_without_regard_to_case(pattern, fits):
    articles, _, _, tokens, _, _ = tables("War WAR warlike won’t war. wars")
    first, last = find_phrases(tokens, [pattern])[0]
    text = articles["text"].iloc[0]
    found = [text[s:e] for s, e in zip(tokens["start"].to_numpy()[first], tokens["end"].to_numpy()[last], strict=True)]
    assert sorted(found) == sorted(fits)


def test_no_phrase_runs_from_one_sentence_or_article_into_the_next():
    _, _, _, tokens, _, _ = tables("It was war. Peace came.", "Came war.")
    assert [len(first) for first, _ in find_phrases(tokens, ["war . Peace", "Peace came .", "came . Came"])] == [0, 1, 0]


@given(st.lists(st.sampled_from(["war", "wars", "peace", "the", "fire", ","]), max_size=25),
       st.lists(st.sampled_from(["war", "war*", "*e", "the war", "fire fire"]), min_size=1, max_size=3, unique=True))
@settings(max_examples=examples(80), deadline=None)
def test_hits_equal_searching_by_hand(words, patterns):
    _, _, _, tokens, _, _ = tables(" ".join(words))
    for pattern, (first, _) in zip(patterns, find_phrases(tokens, patterns), strict=True):
        parts = split_phrase(pattern)
        expected = [k for k in range(len(words) - len(parts) + 1) if all(
            w.startswith(p[:-1]) if p.endswith("*") else w.endswith(p[1:]) if p[0] == "*" else w == p
            for w, p in zip(words[k:], parts, strict=False))]
        assert first.tolist() == expected


def test_names_are_counted_by_how_they_name(war):
    table = framing.count_names(war.mentions, by="outlet")
    lee = table[(table["outlet"] == "Echo") & (table["actor"] == "Ann Lee")]
    assert lee[["naming", "n", "n_actor", "share"]].values.tolist() == [["full name", 1, 2, 0.5], ["surname", 1, 2, 0.5]]


def test_speakers_named_by_standing_and_pronoun_are_added_where_asked():
    found = analysis('Mayor {Ann Lee|P} left. ⟦"No,"|she⟧ she said. ⟦"No,"|the mayor⟧ the mayor said.')
    without = framing.count_names(found.mentions, by=None)
    assert without["naming"].tolist() == ["full name"]
    with_speakers = framing.count_names(found.mentions, by="section", quotes=found.quotes)
    assert with_speakers["naming"].tolist() == ["full name", "role", "pronoun"] and set(with_speakers["n_actor"]) == {3}


@pytest.mark.parametrize("text, naming", [
    ("{Ann Lee|P} left.", "full name"), ("{Ann Lee|P}. {Lee|P} left.", "surname"), ("{Ann Lee|P}. Mrs. {Lee|P} left.",
                                                                                  "title + surname"),
    ("{Ann Lee|P}, {Ann Lee|P}. {Ann|P} left.", "first name"), ("{Ann Lee|P} is known as {Bo|P}.", "nickname"),
    ("{Miners Union|O} ({MU|O}) met. {MU|O} left.", "acronym"), ("{Arle|L} slept.", "full name"),
])
def test_each_naming_has_its_name(text, naming):
    assert analysis(text).mentions["naming"].iloc[-1] == naming


@pytest.mark.parametrize("form, label, naming", [
    ("Ann Lee", "P", "full name"), ("Lee", "P", "surname"), ("Mrs. Lee", "P", "title + surname"), ("Ann", "P", "first name"),
    ("Birdie", "P", "nickname"), ("Annie Lee", "P", "nickname"), ("MU", "O", "acronym"), ("Miners", "O", "other"),
])
def test_names_the_codebook_gives_are_named_by_their_shape(form, label, naming):
    book = {"actors": {"Ann Lee": ["Lee", "Ann", "Birdie", "Annie Lee", "Mrs. Lee"], "Miners Union": ["MU", "Miners"]}}
    found = analysis(f"{{{form}|{label}}} left.", codebook=book).mentions
    assert found[["rule", "naming"]].values.tolist() == [["codebook", naming]]


@pytest.mark.parametrize("call, message", [
    (lambda a: framing.count_names(a.mentions.drop(columns="naming")), "lack the column 'naming'.*resolve_actors"),
    (lambda a: framing.count_labels(a.tokens, {}), "has no labels"),
    (lambda a: framing.count_frames(a.tokens, {}), "has no frames"),
    (lambda a: framing.count_frames(a.tokens, BOOK, by="actor"), "give mentions="),
    (lambda a: framing.count_labels(a.tokens.drop(columns="token"), BOOK), r"lacks column\(s\) \['token'\]"),
    (lambda a: framing.count_labels(a.tokens, BOOK, by="outlets"), "unknown by='outlets'"),
])
def test_wrong_use_is_answered_with_what_and_next(war, call, message):
    with pytest.raises(ValueError, match=message):
        call(war)


def test_empty_tables_give_empty_tables():
    found = analysis("")
    assert len(framing.count_labels(found.tokens, BOOK)) == 0 == len(framing.count_frames(found.tokens, BOOK))
    assert list(framing.find_frames(found.tokens, found.articles, BOOK).columns)[-3:] == ["right", "start", "end"]
    assert list(framing.count_names(found.mentions).columns) == ["section", "actor", "naming", "n", "n_actor", "share"]
    assert len(framing.count_frames(found.tokens, BOOK, by="actor", mentions=found.mentions)) == 0


def test_planted_terms_are_counted_as_planted(sample):
    articles = framing.read_articles(sample / "articles")
    _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    table = framing.count_labels(tokens, sample / "codebook.yaml", by="outlet", include="heading")
    lantern = table[table["outlet"] == "The Lantern"].set_index("label")["n"]
    kanal = table[table["outlet"] == "Kanal H"].set_index("label")["n"]
    assert (kanal["operation"], lantern["crackdown"], kanal["unrest"]) == (9, 6, 4)
    assert np.isfinite(table["per_1000"]).all() and isinstance(table, pd.DataFrame)
