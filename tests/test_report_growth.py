"""The report of a large collection: every measure taken once, and twice the articles at most twice the steps."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
from test_faults import steps
from test_report import analyze, parse

import framing
from framing import agency, permutation
from framing.report import measures, write_report
from framing.report.evidence import gather
from framing.report.tables import all_views

ONCE = ["read_clauses", "find_roles", "find_passives", "score_tone", "score_sentiment", "explain_actors", "count_terms",
        "compare_terms", "count_entities", "count_names", "count_talk", "count_speech", "portray_actors", "test_difference",
        "find_labels", "find_frames"]


def counting(monkeypatch, module, name, calls):
    kept = getattr(module, name)

    def call(*args, **named):
        calls.setdefault(name, []).append(args)
        return kept(*args, **named)

    monkeypatch.setattr(module, name, call)


def test_every_measure_of_a_report_is_taken_once(sample, sample_analysis, monkeypatch):
    calls = {}
    for name in ONCE:
        counting(monkeypatch, measures, name, calls)
    got = measures.measure(sample_analysis, sample / "codebook.yaml")
    all_views(got, gather(got))
    days = "over_time" in got.tables  # counted by outlet, and by day
    assert {name: len(calls.get(name, ())) for name in ONCE} == dict.fromkeys(ONCE, 1) | {"count_entities": 1 + days}


def test_the_clauses_of_a_collection_are_read_once_and_those_of_misread_names_again(sample_analysis, monkeypatch):
    calls = {}
    counting(monkeypatch, agency, "find_clauses", calls)
    counting(monkeypatch, agency.roles, "find_clauses", calls)
    measures.measure(sample_analysis)
    read = [len(code) for _, code, *_ in calls["find_clauses"]]
    assert read[0] == len(sample_analysis.tokens)
    assert sum(read) < 1.5 * len(sample_analysis.tokens)


def test_clauses_read_before_change_no_number(sample_analysis):
    a = sample_analysis
    clauses = agency.read_clauses(a.tokens)
    pd.testing.assert_frame_equal(framing.find_roles(a.mentions, a.articles, a.tokens, clauses=clauses),
                                  framing.find_roles(a.mentions, a.articles, a.tokens))
    pd.testing.assert_frame_equal(framing.find_passives(a.tokens, a.articles, actives=True, clauses=clauses),
                                  framing.find_passives(a.tokens, a.articles, actives=True))


def test_clauses_do_not_depend_on_what_is_read_beside_them(sample_analysis, monkeypatch):
    a = sample_analysis
    whole = framing.find_passives(a.tokens, a.articles, actives=True)
    monkeypatch.setattr(agency.roles, "_PIECE", 500)
    pd.testing.assert_frame_equal(framing.find_passives(a.tokens, a.articles, actives=True), whole)
    last = a.tokens[(a.tokens["article"] == a.articles["article"].iloc[-1]).to_numpy(bool)]
    alone = framing.find_passives(last, a.articles, actives=True)
    pd.testing.assert_frame_equal(alone, whole.iloc[len(whole) - len(alone):].reset_index(drop=True))


def test_twice_the_articles_are_at_most_twice_the_steps_of_counting():
    text = "The Bridge\n\nAnn Lee wrecked the good bridge. Tom Roy was fired. “We go,” Roy said.\n\nThe End\n\nBad Lee left."

    def work(n):
        analysis = analyze(*[text] * n)

        def count():
            got = measures.measure(analysis)
            all_views(got, gather(got))

        return steps(count)

    work(30)
    few, many = work(60), work(120)
    assert many <= 2.2 * few


def test_twice_as_long_a_sentence_is_at_most_twice_the_steps_of_finding_verbs():
    def work(n):
        """A sentence of passives, and objects between them that none of these verbs can have."""
        number, zeros = agency.roles.NUMBER, np.zeros(2 * n, np.int32)
        symbol, place = np.tile([number["pass"], number["NN"]], n).astype(np.int8), np.arange(2 * n)
        elements = agency.elements.Elements(symbol, place, place + 1, place, zeros, zeros > 0, zeros > 0)
        label = np.tile([agency.roles.LABELS.index("passive"), agency.roles.OBJECT], n)
        links = agency.rules.Links(zeros, zeros - 1, zeros - 1, zeros - 1, place, place)
        found = agency.roles._attach(elements, links, label)
        assert (found[1::2] == place[::2]).all()

    assert steps(partial(work, 400)) <= 2.2 * steps(partial(work, 200))


@pytest.mark.parametrize("group", [lambda article, row: article % 2, lambda article, row: row % 2, lambda article, row: row % 7],
                         ids=["whole articles", "articles of two groups", "articles of seven groups"])
def test_twice_the_articles_are_at_most_twice_the_steps_of_a_permutation_test(monkeypatch, group):
    monkeypatch.setattr(permutation, "_CELLS", 20_000)

    def work(articles):
        values = np.random.default_rng(0).normal(size=articles * 10)
        article, row = np.divmod(np.arange(articles * 10), 10)
        return steps(partial(permutation.permutation_test, values, group(article, row), article, n_permutations=999))

    assert work(400) <= 2.2 * work(200)


def test_days_too_many_to_draw_are_counted_by_month_and_said_so(tmp_path):
    days = pd.date_range("2020-01-01", periods=100).strftime("%Y-%m-%d")
    text = "Ann Lee left. Lee said no."
    page = parse(write_report(analyze(*[text] * 100, published=days), tmp_path / "r").parent)
    table = pd.read_csv(tmp_path / "r/tables/over_time.csv")
    assert list(table["published"]) == ["2020-01", "2020-02", "2020-03", "2020-04"]
    assert table["n"].tolist() == [62, 58, 62, 18]
    assert table["n_tokens"].tolist() == [6 * n for n in (31, 29, 31, 9)]
    assert "words of the month; 100 days are too many to draw" in page.text_content()
    link = page.get_element_by_id("table-over_time").find(".//td/a")
    lines = page.get_element_by_id(link.get("href")[1:]).iterfind(".//li")
    picked = [line for line in lines if set(link.get("data-f").split()) <= set(line.get("data-k").split())]
    assert int(link.text) == len(picked) == 62


def test_the_page_says_for_how_many_groups_keyness_is_drawn(tmp_path):
    texts = [f"Ann Lee saw the {word} again. " * 40 for word in ("harbour", "bridge", "river", "tower", "market", "school")]
    page = parse(write_report(analyze(*texts, outlet=list("ABCDEF")), tmp_path / "r").parent)
    assert "Drawn for the 4 longest of 6 outlets; the table has them all." in page.text_content()
