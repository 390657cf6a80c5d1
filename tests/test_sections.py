"""Sections: what is a heading, and where everything begins and ends."""

import json

import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

import framing

CASES = json.loads((ROOT / "tests/cases/sections.json").read_text(encoding="utf8"))


def sections_of(text):
    return framing.split_sections(framing.read_articles(pd.DataFrame({"text": [text]})))


@pytest.mark.parametrize("case", [
    pytest.param(c, id=c["claim"], marks=[pytest.mark.xfail(strict=True, reason=c["known_failure"])]
                 if "known_failure" in c else []) for c in CASES])
def test_sections_are_told_from_shape_and_place(case):
    found = sections_of(case["text"])
    rows = [[k, h, v][:len(want)] for (k, h, v), want in
            zip(found[["kind", "heading", "level"]].astype(object).values.tolist(), case["sections"], strict=False)]
    assert rows == case["sections"]
    assert len(found) == len(case["sections"])


def test_the_acceptance_article_is_cut_exactly_as_by_hand(shared):
    folder = shared / "gold" / "lukashenko-interview"
    gold = json.loads((folder / "gold.json").read_text(encoding="utf8"))["sections"]
    found = framing.split_sections(framing.read_articles(folder / "article.txt"))
    assert len(found) == len(gold)
    for want, (_, got) in zip(gold, found.iterrows(), strict=True):
        assert (got.kind, got.level, got.heading) == (want["kind"], want["level"], want["heading"])
        if "start" in want:
            assert (got.start, got.end) == (want["start"], want["end"])


def test_author_and_editor_are_taken_from_the_credit_lines(shared):
    articles = framing.read_articles(shared / "gold" / "lukashenko-interview" / "article.txt")
    filled = framing.add_bylines(articles, framing.split_sections(articles))
    assert filled.loc[0, ["author", "editor"]].tolist() == ["Andrey Mihayloff", "Dmitry Sudakov"]
    assert filled.loc[0, "title"].startswith("Belarus President Lukashenko: Putin")


@pytest.mark.parametrize("line, author", [
    ("By Ann Lee", "Ann Lee"), ("by Ann Lee and Bo Oduya", "Ann Lee and Bo Oduya"), ("Author: Ann Lee", "Ann Lee"),
    ("Written by Jan van Dyk", "Jan van Dyk"), ("By Ann Lee | Velm Echo", "Ann Lee"),
])
def test_bylines_name_the_author(line, author):
    articles = framing.read_articles(pd.DataFrame({"text": [f"Port closed\n\n{line}\n\nThe port is closed."]}))
    assert framing.add_bylines(articles, framing.split_sections(articles))["author"][0] == author


@pytest.mark.parametrize("line", ["By Monday the port was empty.", "By the river", "Editors walked out of the paper."])
def test_running_text_is_no_byline(line):
    articles = framing.read_articles(pd.DataFrame({"text": [f"Port closed\n\n{line}\n\nThe port is closed."]}))
    assert framing.add_bylines(articles, framing.split_sections(articles))["author"][0] == ""


def test_known_metadata_win_over_the_byline():
    articles = framing.read_articles(pd.DataFrame({"text": ["Port closed\n\nBy Ann Lee\n\nIt is."], "author": ["Bo"]}))
    assert framing.add_bylines(articles, framing.split_sections(articles))["author"][0] == "Bo"


LINES = st.lists(st.sampled_from([
    "", "  ", "A short line", "1. Numbered", "# Mark", "## Mark two", "By Ann Lee", "Share this",
    "It was a sentence, and it ended.", "'Quoted'", "Why?", "- item", "Umbrella:", "\x00", "é 'x", "===", "a" * 300,
]), max_size=14)


@given(LINES, st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\u2028"]))
def test_sections_are_ordered_and_hold_all_ink(lines, end):
    text = end.join(lines)
    found = sections_of(text)
    spans = []
    for row in found.itertuples():
        if row.heading_end > row.heading_start:
            assert text[row.heading_start:row.heading_end].strip("*_") == row.heading
        if (row.heading_start, row.heading_end) != (row.start, row.end):
            spans.append((row.heading_start, row.heading_end))
        spans.append((row.start, row.end))
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
    covered = set()
    for start, end_ in spans:
        covered.update(range(start, end_))
    outside = "".join(c for i, c in enumerate(text) if i not in covered)
    assert set(outside) <= set(" \r\n\u2028#=-\t")
    assert found["section"].tolist() == list(range(len(found)))


@pytest.mark.parametrize("line, author", [
    ("By Ann Lee", "Ann Lee"), ("By Ann Lee in Arle", "Ann Lee"), ("BY ANN LEE FOR THE VELM COURIER", "ANN LEE"),
    ("By Ann van der Lee and Bo Marr", "Ann van der Lee and Bo Marr"), ("Words by Ann Lee. Photographs by Bo Marr", "Ann Lee"),
    ("(Reporting by Ann Lee in Arle; Editing by Cy Dunn)", "Ann Lee"), ("Ann Lee, harbour correspondent", "Ann Lee"),
    ("Ann Lee", "Ann Lee"), ("By our staff", ""), ("By Monday", "")])
def test_the_author_is_named_in_a_byline_of_any_shape(line, author):
    articles = framing.read_articles(pd.DataFrame({"text": [f"Port of Velm closed\n\n{line}\n\nThe port is closed.\n\nTalks go on."]}))
    assert framing.add_bylines(articles, framing.split_sections(articles))["author"].tolist() == [author]
