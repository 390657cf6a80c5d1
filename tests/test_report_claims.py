"""What a report says in words: only what its tables bear, on the outlets' own words, with a period, tests and limits told rightly."""

import re
from types import SimpleNamespace

import lxml.html
import pandas as pd
import pytest
from conftest import ROOT

import framing
from framing.report import glance, measures, write_report
from framing.report.lists import Evidence


def page_of(folder, texts, **columns):
    write_report(framing.analyze(pd.DataFrame({"text": texts, **columns})), folder)
    return lxml.html.document_fromstring((folder / "report.html").read_text(encoding="utf8"))


def told(fact, columns, *rows, by="outlet"):
    """What the glance says of such a table."""
    table = pd.DataFrame(rows, columns=columns.split())
    got = SimpleNamespace(tables={"tone": table, "roles": table, "passives": table}, by=by, groups=by + "s",
                          own="the outlets' own words")
    found = fact(got, Evidence(by))
    return [f.text for f in found] if isinstance(found, list) else found.text if found else ""


# At a glance: tone

TONE = "actor mean low high n_mentions few"


def test_of_negative_means_only_the_lowest_is_the_most_negative():
    said = told(glance._toned, TONE, ("Ann Lee", -0.4, -0.5, -0.3, 20, False), ("Tom Roy", -0.1, -0.2, -0.05, 30, False),
                ("Ida Berg", 0.1, -0.1, 0.3, 12, False))
    assert said[0] == ("Tone can be told from neutral for 2 of the 3 actors with 10 mentions or more: 2 negative, 0 positive.")
    assert [s.split(",")[0] for s in said[1:]] == ["Most negative: Ann Lee"]


def test_the_most_positive_is_named_where_one_is_positive_beyond_doubt():
    said = told(glance._toned, TONE, ("Ann Lee", 0.4, 0.3, 0.5, 20, False), ("Tom Roy", -0.1, -0.2, -0.05, 30, False),
                ("Ida Berg", 0.6, -0.1, 0.9, 12, False))
    assert [s.split(",")[0] for s in said[1:]] == ["Most negative: Tom Roy", "Most positive: Ann Lee"]
    assert said[2].endswith("20 mentions; the interval of 1 other overlaps with it.")


def test_an_actor_whose_mentions_are_all_alike_counts_among_those_that_could_be_told():
    said = told(glance._toned, TONE, ("Ann Lee", -0.1, float("nan"), float("nan"), 16, False))
    assert said == ["Tone can be told from neutral for 0 of the 1 actor with 10 mentions or more."]


# At a glance: roles and passives

ROLES = "actor n_agent n_patient share_agent low high few"


@pytest.mark.parametrize("share, n, said", [
    (0.73, (22, 8), "Acts least often, of the 2 actors with 20 roles or more: Ann Lee, who acts in 73 % [68 %, 78 %] of 30."),
    (0.40, (12, 18), "Acted upon most often, of the 2 actors with 20 roles or more: Ann Lee, who acts in 40 % [35 %, 45 %] of 30."),
])
def test_acted_upon_is_said_only_of_those_who_are_more_often_than_they_act(share, n, said):
    rows = [("Ann Lee", *n, share, share - 0.05, share + 0.05, False), ("Tom Roy", 30, 0, 1.0, 0.89, 1.0, False)]
    assert told(glance._cast, ROLES, *rows) == said


def test_a_difference_that_chance_may_have_made_is_no_superlative():
    rows = [("Jonas Kereth", 21, 1, 0.95, 0.78, 0.99, False), ("Goran Tessik", 22, 0, 1.0, 0.85, 1.0, False)]
    assert told(glance._cast, ROLES, *rows) == ("Of the 2 actors with 20 roles or more, none acts clearly less often than all "
                                                "others: in 95 % to 100 % of their roles.")
    columns = "outlet n_agentless n share_agentless low high few"
    assert told(glance._left_out, columns, ("Echo", 6, 34, 0.18, 0.08, 0.34, False), ("Post", 9, 49, 0.18, 0.10, 0.31, False)) == (
        "In the outlets' own words, the doer is left out in 18 % of the clauses; none of the 2 outlets stands clear of all others.")


def test_the_outlet_that_leaves_out_the_doer_most_is_named_where_it_stands_clear():
    columns = "outlet n_agentless n share_agentless low high few"
    assert told(glance._left_out, columns, ("Echo", 57, 103, 0.55, 0.46, 0.65, False), ("Post", 5, 70, 0.07, 0.03, 0.15, False)) == (
        "In the outlets' own words, the doer is left out most in “Echo”: 55 % [46 %, 65 %] of 103 clauses; the least anywhere is 7 %.")
    assert told(glance._left_out, columns, ("Echo", 57, 103, 0.55, 0.46, 0.65, False), ("Post", 1, 2, 0.5, 0.1, 0.9, True)) == (
        "In the outlets' own words, the doer is left out in “Echo” in 55 % [46 %, 65 %] of 103 clauses; no other of the outlets has 20.")


# Whose words

QUOTING = 'The council met on Monday. "Tom Roy was blackmailed, and the town was betrayed," Ann Lee said. '
TELLING = "Ann Lee thanked the drivers. Tom Roy was arrested. Ann Lee hired Tom Roy. "


@pytest.fixture(scope="module")
def voices(tmp_path_factory):
    folder = tmp_path_factory.mktemp("voices") / "report"
    return page_of(folder, [QUOTING * 3 + TELLING, TELLING * 2], outlet=["Echo", "Post"]), folder / "tables"


def test_passives_of_an_outlet_are_those_of_its_own_words(voices):
    page, tables = voices
    counted = pd.read_csv(tables / "passives.csv").set_index("outlet")["n_agentless"]
    assert counted.to_dict() == {"Echo": 1, "Post": 2}
    every = pd.read_csv(tables / "evidence_clauses.csv")
    quoted = every[(every["voice"] == "quoted") & (every["form"] == "agentless passive")]
    assert len(quoted) == 6
    assert "Only the outlets' own words count" in page.get_element_by_id("fig-passives").text_content()
    assert "in the outlets' own words" in page.get_element_by_id("fig-passives").find(".//img").get("alt")


@pytest.mark.parametrize("name, column", [("roles_by", "n_patient"), ("tone_by", "n_mentions")])
def test_how_an_outlet_casts_and_paints_actors_is_told_from_its_own_words(voices, name, column):
    page, tables = voices
    table = pd.read_csv(tables / f"{name}.csv")
    row = table[(table["outlet"] == "Echo") & (table["actor"] == "Tom Roy")]
    assert row[column].tolist() == [2]
    assert "Only the outlets' own words count" in page.get_element_by_id(f"fig-{name}").text_content()


# Period

def test_only_clear_dates_make_the_period_and_the_others_are_counted(tmp_path):
    days = ["03.02.2025", "2025-02-05", "2025-02-07", "2025-02-11", ""]
    page = page_of(tmp_path / "r", ["Ann Lee left. Lee slept."] * 5, published=days, outlet="Echo")
    assert page.xpath("//p[@class='sub']")[0].text_content() == "Echo · 2025-02-05 to 2025-02-11 (2 without a clear date)"
    assert not [img for img in page.xpath("//img/@alt") if "03.02.2025" in img]
    table = pd.read_csv(tmp_path / "r/tables/over_time.csv", keep_default_na=False)
    assert table[["published", "n"]].values.tolist()[-1] == ["", 4]
    rows = page.get_element_by_id("table-over_time").findall(".//tbody/tr")
    assert rows[-1].findtext("th") == "no clear date"
    link = rows[-1].find("td/a")
    listing = page.get_element_by_id(link.get("href")[1:])
    assert len([li for li in listing.iterfind(".//li") if link.get("data-f") in li.get("data-k").split()]) == 4


# Differences

def test_the_test_of_sentiment_stands_below_sentiment_and_says_what_it_tests(sample_report):
    page = lxml.html.document_fromstring((sample_report / "report.html").read_text(encoding="utf8"))
    ids = [e.get("id") for e in page.get_element_by_id("tone").iterdescendants() if e.get("id") and e.tag in ("figure", "details")]
    assert ids.index("fig-sentiment") < ids.index("numbers-differences") < ids.index("fig-tone")
    assert page.get_element_by_id("table-differences").findtext("caption") == (
        "Differences in the sentiment of sentences (TextBlob), permutation test")


def cells(page):
    table = page.get_element_by_id("table-differences")
    heads = [th.text_content() for th in table.iterfind("thead/tr/th")]
    return heads, [[c.text_content() for c in tr] for tr in table.iterfind("tbody/tr")]


def test_all_groups_at_once_have_no_second_group(sample_report):
    heads, rows = cells(lxml.html.document_fromstring((sample_report / "report.html").read_text(encoding="utf8")))
    first = dict(zip(heads, rows[0], strict=True))
    assert (first["first"], first["second"], first["n, second"]) == ("all groups", "–", "–")
    assert first["n, first"] == "621"


def test_every_column_of_the_test_is_shown_and_no_p_is_zero(tmp_path, monkeypatch):
    def test(*_, **__):
        return framing.test_difference(*_, **__).assign(p=0.0002, p_least=0.25, cells=7)

    monkeypatch.setattr(measures, "test_difference", test)
    heads, rows = cells(page_of(tmp_path / "r", ["A good day. A bad day."] * 4, outlet=["Echo", "Echo", "", ""]))
    row = dict(zip(heads, rows[1], strict=True))
    assert (row["p"], row["least p possible"], row["cells"]) == ("< 0.001", "0.2500", "7")
    assert {row["first"], row["second"]} == {"no outlet given", "Echo"}


# Limits

def test_the_page_says_of_its_validity_what_the_readme_says(sample_report):
    readme = (ROOT / "README.md").read_text(encoding="utf8")
    said = re.search(r"\n\n([^|\n]+)\n\n<!-- /validity -->", readme)[1]
    page = lxml.html.document_fromstring((sample_report / "report.html").read_text(encoding="utf8"))
    trust = " ".join(page.get_element_by_id("trust").text_content().split())
    assert "development data" in said and said in trust
    assert "Every measure" not in trust and "not used to build" not in trust
