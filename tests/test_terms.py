"""Term counts, keyness and keyword in context, against plain arithmetic."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import framing

TABLE = pd.DataFrame({
    "text": ["War is war\n\nThe war goes on. War, war and peace.\n\nShare this", "Peace\n\nThe peace holds. It's peace."],
    "outlet": ["Echo", "Mirror"], "article": ["a", "b"]})


def tokens_of(table):
    articles = framing.read_articles(table)
    return articles, framing.tokenize(articles, framing.split_sections(articles))[1]


ARTICLES, TOKENS = tokens_of(TABLE)


def lookup(table, **keys):
    for column, value in keys.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_counts_and_denominators_are_those_of_the_group():
    counts = framing.count_terms(TOKENS, by="outlet")
    war = lookup(counts, outlet="Echo", term="war")
    assert (war.n, war.n_tokens) == (5, 11)
    assert war.per_1000 == pytest.approx(1000 * 5 / 11)
    assert lookup(counts, outlet="Mirror", term="peace").n_tokens == 6


def test_furniture_is_left_out_unless_asked_for():
    without = framing.count_terms(TOKENS, by=None)
    assert "share" not in set(without["term"])
    assert "share" in set(framing.count_terms(TOKENS, by=None, include="furniture")["term"])


def test_headings_are_left_out_unless_asked_for():
    _, tokens = tokens_of(pd.DataFrame({"text": ["Title\n\nIt began.\n\nWhat follows\n\nIt ended."]}))
    assert "follows" not in set(framing.count_terms(tokens, by=None)["term"])
    assert "follows" in set(framing.count_terms(tokens, by=None, include="heading")["term"])


def test_stop_words_leave_the_terms_but_not_the_denominator():
    stopped = framing.count_terms(TOKENS, by="outlet")
    whole = framing.count_terms(TOKENS, by="outlet", stop=None)
    assert "the" not in set(stopped["term"]) and "the" in set(whole["term"])
    assert lookup(stopped, outlet="Echo", term="war").n_tokens == lookup(whole, outlet="Echo", term="war").n_tokens


def test_pairs_of_words_stay_within_a_sentence_and_skip_nothing():
    pairs = framing.count_terms(TOKENS, by="outlet", n=2, stop=None)
    echo = set(pairs.loc[pairs["outlet"] == "Echo", "term"])
    assert {"war goes", "goes on", "is war", "and peace"} <= echo
    assert not {"on war", "war war", "war the"} & echo


def test_words_between_which_tokens_were_taken_out_are_no_neighbours():
    articles, tokens = tokens_of(pd.DataFrame({"text": ["The “brutal and vile” police left, the army left."]}))
    plain = tokens[~tokens["token"].isin(["brutal", "and", "vile", ","]).to_numpy()]
    assert framing.count_terms(plain, by=None, n=2, stop=None)["term"].tolist() == ["army left", "police left", "the army"]
    assert len(framing.find_context(plain, articles, "left the")) == 0


@pytest.mark.parametrize("call", [
    lambda a, t: framing.count_terms(t, n=2), lambda a, t: framing.find_context(t, a, "riot"),
    lambda a, t: framing.find_passives(t, a), lambda a, t: framing.count_labels(t, {"labels": {"x": {"y": ["riot"]}}})],
    ids=["pairs", "context", "passives", "labels"])
def test_tokens_out_of_order_are_refused_where_neighbours_count(call):
    articles, tokens = tokens_of(pd.DataFrame({"text": ["They were shot in a riot. It was a riot."]}))
    with pytest.raises(ValueError, match=r"out of reading order.*sort them by 'article' and 'start'"):
        call(articles, tokens.iloc[::-1])


def test_stemming_joins_word_forms():
    _, tokens = tokens_of(pd.DataFrame({"text": ["He attacked. They attack. Attacks followed."]}))
    assert lookup(framing.count_terms(tokens, by=None, stem="english"), term="attack").n == 3


def test_groups_add_up_to_the_whole():
    parts = framing.count_terms(TOKENS, by=["outlet", "section"]).groupby("term")["n"].sum()
    whole = framing.count_terms(TOKENS, by=None).set_index("term")["n"]
    assert parts.to_dict() == whole.to_dict()


def test_g2_and_log_ratio_of_two_groups():
    compared = framing.compare_terms(TOKENS, by="outlet", min_n=1)
    war = lookup(compared, outlet="Echo", term="war")
    assert (war.n, war.n_reference, war.n_tokens, war.n_tokens_reference) == (5, 0, 11, 6)
    cells = [(5, 5 * 11 / 17), (6, 12 * 11 / 17), (6, 12 * 6 / 17)]
    assert war.g2 == pytest.approx(2 * sum(o * math.log(o / e) for o, e in cells))
    assert war.log_ratio == pytest.approx(math.log2((5 / 11) / (0.5 / 6)))
    assert war.z > 0 > lookup(compared, outlet="Mirror", term="war").z


def test_the_articles_of_the_group_that_hold_a_term_are_counted():
    table = pd.DataFrame({"text": ["War, war, war.", "War.", "No.", "War! No. No."], "outlet": ["A", "A", "A", "B"]})
    compared = framing.compare_terms(tokens_of(table)[1], by="outlet", min_n=1)
    rows = compared[["outlet", "term", "n", "n_articles"]].sort_values(["outlet", "term"])
    assert rows.values.tolist() == [["A", "no", 1, 1], ["A", "war", 4, 2], ["B", "no", 2, 1], ["B", "war", 1, 1]]


@pytest.mark.parametrize("by", ["article", "kind", ["outlet", "kind"]])
def test_no_more_articles_than_a_group_has_hold_a_term(by):
    _, tokens = tokens_of(TABLE)
    compared = framing.compare_terms(tokens, by=by, min_n=1, include=("heading", "furniture"), n=2)
    assert (compared["n_articles"] == (compared["n"] > 0)).all()


@pytest.mark.parametrize("reference", [None, "Mirror"])
def test_z_can_be_worked_out_again_from_what_is_documented(reference):
    table = pd.DataFrame({"text": ["War is war. Peace is near.", "The peace holds.", "No war, no peace, no end of it."],
                          "outlet": ["Echo", "Mirror", "Post"]})
    _, tokens = tokens_of(table)
    compared = framing.compare_terms(tokens, by="outlet", reference=reference, min_n=1)
    counts = framing.count_terms(tokens, by="outlet", stop=None)
    size = counts.groupby("outlet")["n_tokens"].first().median()
    share = counts.groupby("term")["n"].sum() / counts.groupby("outlet")["n_tokens"].first().sum()
    _, z = framing.keyness.weighted_log_odds(
        compared["n"], compared["n_reference"], compared["n_tokens"], compared["n_tokens_reference"],
        compared["term"].map(share) * size, size)
    assert compared["z"].to_numpy() == pytest.approx(z)
    assert (compared.groupby("outlet")["z"].diff().dropna() <= 0).all()


def test_a_named_reference_is_compared_with_and_not_listed():
    compared = framing.compare_terms(TOKENS, by="outlet", reference="Mirror", min_n=1)
    assert set(compared["outlet"]) == {"Echo"}
    with pytest.raises(ValueError, match=r"none of the groups.*Echo.*Mirror"):
        framing.compare_terms(TOKENS, by="outlet", reference="Miror")


@pytest.mark.parametrize("term, hits", [
    ("war", ["War", "war", "war", "War", "war"]), ("goes on", ["goes on"]), ("peac*", ["peace", "Peace", "peace", "peace"]),
    ("*ar and", ["war and"]), ("wa", []), ("on War", []),
])
def test_context_finds_words_phrases_and_wildcards(term, hits):
    found = framing.find_context(TOKENS, ARTICLES, term)
    assert found["term"].tolist() == hits
    texts = dict(zip(ARTICLES["article"], ARTICLES["text"], strict=True))
    for row in found.itertuples():
        assert texts[row.article][row.start:row.end] == row.term


@pytest.mark.parametrize("call, message", [
    (lambda: framing.count_terms(TOKENS, by="outlets"), "unknown by='outlets'.*outlet"),
    (lambda: framing.count_terms(TOKENS, n=0), "whole number of words from 1; got 0"),
    (lambda: framing.count_terms(TOKENS, stop="englisch"), "Did you mean 'english'"),
    (lambda: framing.count_terms(TOKENS, stem="klingon"), "unknown stem 'klingon'"),
    (lambda: framing.count_terms(TOKENS, include="titel"), "include=.*'titel'.*unknown"),
    (lambda: framing.count_terms(TOKENS.drop(columns="token")), r"lacks column\(s\) \['token'\].*tokenize\(\)"),
    (lambda: framing.compare_terms(TOKENS, by=()), "needs by="),
    (lambda: framing.compare_terms(TOKENS[TOKENS["article"] == "a"], by="outlet"), "two groups"),
    (lambda: framing.find_context(TOKENS, ARTICLES, " "), "holds no word"),
    (lambda: framing.find_context(TOKENS.drop(columns="sentence"), ARTICLES, "war"), r"lacks column\(s\) \['sentence'\]"),
])
def test_wrong_use_is_answered_with_what_and_next(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_term_is_text():
    with pytest.raises(TypeError, match=r"term must be text.*got function"):
        framing.find_context(TOKENS, ARTICLES, lambda token: True)


def test_empty_tables_give_empty_tables():
    _, tokens = tokens_of(pd.DataFrame({"text": [""]}))
    counts = framing.count_terms(tokens)
    assert len(counts) == 0 and list(counts.columns) == ["section", "term", "n", "n_tokens", "per_1000"]


WORDS = st.lists(st.sampled_from(["war", "peace", "War", "the", "won't", ".", "it's", ","]), max_size=30)


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_counts_equal_counting_by_hand(articles):
    _, tokens = tokens_of(pd.DataFrame({"text": [" ".join(words) for words in articles]}))
    counted = framing.count_terms(tokens, by="article", stop=None)
    total = 0
    for number, words in enumerate(articles, start=1):
        for term in {"war", "peace", "won't"}:
            rows = counted[(counted["article"] == f"table-{number}") & (counted["term"] == term)]
            expected = sum(w.lower() == term for w in words)
            assert rows["n"].sum() == expected
            total += expected
    assert counted.loc[counted["term"].isin({"war", "peace", "won't"}), "n"].sum() == total


def test_groups_of_a_number_that_some_articles_lack_are_compared_too():
    _, tokens = tokens_of(pd.DataFrame({"text": ["A riot, a riot!", "A protest.", "A protest, a riot."]}))
    year = tokens["article"].astype(str).map({"table-1": 2020.0, "table-3": 2021.0})
    compared = framing.compare_terms(tokens.assign(year=year), by="year")
    assert compared.loc[compared["year"].isna(), ["term", "n"]].values.tolist() == [["protest", 1], ["a", 1], ["riot", 0]]


def test_measures_by_actor_leave_out_mentions_of_nobody():
    analysis = framing.analyze(pd.DataFrame({"text": ["Ann Lee hit Tom Roy. Bo Ray left. Cy Fox stayed."]}))
    roles = framing.find_roles(framing.score_tone(analysis.mentions, analysis.articles), analysis.articles, analysis.tokens)
    roles["actor"] = ["Ann Lee", "", "Bo Ray", ""]
    assert set(framing.count_roles(roles)["actor"]) == set(framing.mean_tone(roles, by="actor")["actor"]) == {"Ann Lee", "Bo Ray"}
    pairs = framing.test_difference(roles, by="actor", value="tone")
    assert set(pairs["first"]) | set(pairs["second"]) == {"(all groups)", "", "Ann Lee", "Bo Ray"} and len(pairs) == 2
