"""Tables that belong together: some of the articles, tables read from files, texts of another analysis, bundles."""

import io
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import framing

TEXTS = ["Rain fell on Arle. Ann Lee slept.", "Wind rose.\n\nBy Bo Ray\n\nTom Roy left the town of Velm.", "",
         '"We will go," Cy Fox said. Fox slept.']


@pytest.fixture(scope="module")
def articles():
    return framing.read_articles(pd.DataFrame({"text": TEXTS, "outlet": ["Echo", "Mirror", "Echo", "Mirror"]}))


@pytest.fixture(scope="module")
def analysis(articles):
    return framing.analyze(articles)


def from_csv(table):
    """A table as pandas reads it from a file: categories are plain text, and empty texts are NaN."""
    return pd.read_csv(io.StringIO(table.to_csv(index=False)))


# Some of the articles, in any order

@settings(max_examples=examples(25))
@given(st.permutations(range(4)), st.integers(0, 4))
def test_some_articles_have_their_own_sections_tokens_mentions_and_quotes(articles, analysis, order, n):
    some = articles.iloc[list(order)[:n]]
    sections = framing.split_sections(some)
    _, tokens = framing.tokenize(some, sections)
    mentions = framing.find_entities(some, tokens)
    quotes = framing.find_quotes(some, sections, _, tokens, mentions)
    found = framing.analyze(some)
    for table, whole, columns in ((sections, found.sections, ["section", "start", "heading"]), (tokens, found.tokens, ["token", "start"]),
                                  (mentions, found.mentions, ["text", "start"]), (quotes, found.quotes, ["speaker", "start"])):
        for name in some["article"]:
            expected = getattr(analysis, next(k for k, v in vars(found).items() if v is whole))
            expected = expected[(expected["article"] == name).to_numpy()][columns].astype(object).values.tolist()
            assert table[(table["article"] == name).to_numpy()][columns].astype(object).values.tolist() == expected
            assert whole[(whole["article"] == name).to_numpy()][columns].astype(object).values.tolist() == expected


def test_words_of_some_articles_are_counted_for_those_articles(articles):
    some = articles.iloc[[3, 0]]
    _, tokens = framing.tokenize(some, framing.split_sections(some))
    counts = framing.count_terms(tokens, by="article").groupby("article", observed=True)["n_tokens"].first()
    assert counts.astype(int).to_dict() == {"table-4": 8, "table-1": 7}


def test_bylines_go_to_their_own_articles(articles):
    some = articles.iloc[[1, 0]]
    assert framing.add_bylines(some, framing.split_sections(articles.iloc[:2]))["author"].tolist() == ["Bo Ray", ""]


# Tables read from files

def test_articles_read_from_a_file_are_cut_as_those_they_came_from(articles):
    plain = from_csv(articles.iloc[:2])
    assert plain["article"].dtype != "category" and plain["title"].isna().all()
    sections = framing.split_sections(plain)
    assert sections.equals(framing.split_sections(articles.iloc[:2]))
    assert framing.add_bylines(plain, sections)["author"].tolist() == ["", "Bo Ray"]
    assert framing.survey_articles(plain)["undated"] == 2
    assert framing.tokenize(plain, sections)[1]["token"].tolist() == framing.tokenize(articles.iloc[:2], sections)[1]["token"].tolist()


@pytest.mark.parametrize("change, message", [
    (lambda a: a.assign(text=[None, "x"]), "row 0 of the articles has (None|nan) for a text; make the table with framing.read_articles"),
    (lambda a: a.assign(article=["a", "a"]), "two articles are called 'a'; give each its own name"),
    (lambda a: a.assign(article=["a", None]), "row 1 of the articles has no name in the column 'article'"),
])
def test_articles_that_cannot_be_told_apart_or_read_are_refused(articles, change, message):
    with pytest.raises(ValueError, match=message):
        framing.split_sections(change(from_csv(articles.iloc[:2])))


@pytest.mark.parametrize("call", [
    lambda a, t: framing.find_entities(a.articles, t["tokens"]),
    lambda a, t: framing.find_quotes(a.articles, a.sections, a.sentences, t["tokens"], a.mentions),
    lambda a, t: framing.tag_words(t["tokens"]),
    lambda a, t: framing.score_tone(a.mentions, a.articles, tokens=t["tokens"]),
    lambda a, t: framing.count_speech(a.quotes, t["tokens"]),
    lambda a, t: framing.portray_actors(SimpleNamespace(**t)),
    lambda a, t: framing.find_evidence(SimpleNamespace(**t), term="left"),
], ids=["entities", "quotes", "tags", "tone", "speech", "portraits", "evidence"])
def test_tables_whose_codes_are_read_say_how_to_load_them(analysis, call):
    tables = {name: from_csv(getattr(analysis, name)) for name in ("articles", "sections", "sentences", "tokens", "mentions", "quotes")}
    with pytest.raises(ValueError, match=r"tokens\['\w+'\] is plain .* Load saved tables with framing\.load_analysis\(\)"):
        call(analysis, tables)


# Texts of another analysis

USES = {
    "score_tone": lambda m, a, t: framing.score_tone(m, a), "explain_tone": lambda m, a, t: framing.explain_tone(m, a),
    "score_sentiment": lambda m, a, t: framing.score_sentiment(m, a),
    "find_roles": lambda m, a, t: framing.find_roles(m, a, t.tokens),
    "resolve_actors": lambda m, a, t: framing.resolve_actors(m, a),
    "explain_actors": lambda m, a, t: framing.explain_actors(m, articles=a),
    "find_quotes": lambda m, a, t: framing.find_quotes(a, t.sections, t.sentences, t.tokens, m),
    "find_listed": lambda m, a, t: framing.find_listed(m, a, t.tokens, {"actors": {"Arle": {}}}),
    "find_evidence": lambda m, a, t: framing.find_evidence(replace(t, mentions=m), actor="Ann Lee"),
    "draw_sample": lambda m, a, t: framing.draw_sample(replace(t, mentions=m), unit="mention", n=1),
}


@pytest.mark.parametrize("use", USES)
def test_mentions_of_other_articles_of_the_same_name_are_refused(analysis, use):
    other = framing.analyze(pd.DataFrame({"text": ["Snow fell all night, and " + text for text in TEXTS]}))
    USES[use](analysis.mentions, analysis.articles, analysis)
    with pytest.raises(ValueError, match=r"were not made from these articles: row 0 says 'Arle', where article 'table-1' has "
                                         r"' nig' \(13:17\)\. Pass the articles they were made from; .*drop\(columns='text'\)"):
        USES[use](analysis.mentions, other.articles, other)


def test_one_article_that_was_changed_since_is_enough(analysis):
    changed = analysis.articles.assign(text=analysis.articles["text"].str.replace("Wind", "A wind"))
    with pytest.raises(ValueError, match="row 2 says 'Bo Ray', where article 'table-2' has 'y Bo R'"):
        framing.score_tone(analysis.mentions, changed)


def test_a_table_without_texts_is_taken_at_its_word(analysis):
    other = analysis.articles.assign(text=analysis.articles["text"].str.upper().str.replace("A", "O"))
    assert len(framing.score_tone(analysis.mentions.drop(columns="text"), other)) == len(analysis.mentions)


@pytest.mark.parametrize("unit", ["sentence", "section", "mention"])
def test_what_a_spreadsheet_does_to_a_text_is_no_other_text(tmp_path, unit):
    text = "=1+1 is two,\r\nsaid Ann \x02Lee.\r\n\r\n" + "She went on and on. " * 2500
    analysis = framing.analyze(pd.DataFrame({"text": [text]}))
    framing.write_coding_sheet(framing.draw_sample(analysis, unit=unit, n=1, seed=3), tmp_path / "ann.csv")
    sheet = framing.read_coding_sheet(tmp_path / "ann.csv")
    assert len(framing.score_tone(sheet, analysis.articles)) == 1


# Bundles

@pytest.mark.parametrize("call", [
    framing.portray_actors, framing.draft_codebook, framing.make_features, framing.explore,
    lambda a: framing.find_evidence(a, actor="Ann Lee"), lambda a: framing.draw_sample(a, n=1),
], ids=["portray_actors", "draft_codebook", "make_features", "explore", "find_evidence", "draw_sample"])
def test_a_function_of_an_analysis_says_so(analysis, call, request):
    name = request.node.callspec.id
    with pytest.raises(TypeError, match=rf"{name}\(\) takes an analysis as a whole, .*; got a single table of 11 columns\. Pass "
                                        r"what framing\.analyze\(\)"):
        call(analysis.mentions)
    with pytest.raises(TypeError, match=r"got a str without \["):
        call("analysis")
