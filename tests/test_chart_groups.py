"""Groups in charts: none is lost where there is room, the largest stay where there is not, the unnamed one stands last."""

import numpy as np
import pandas as pd
import pytest
from chart_geometry import drawn_texts, outside, overlapping, texts, words_of
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

import framing

OUTLETS = ["", "Aurora", "Bugle", "Courier", "Dispatch", "Echo", "Zenith Herald"]
#: Words, roles and clauses of each outlet: the last in the alphabet is the largest.
SIZES = [1, 40, 50, 60, 30, 20, 900]


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def speech():
    return pd.DataFrame({"outlet": OUTLETS, "actor": "Ann Lee", "n_quotes": 1, "n_words": SIZES, "n_reported": 0,
                         "n_quoted": SIZES, "share": 1.0})


def roles():
    return pd.DataFrame({"outlet": OUTLETS, "actor": "Ann Lee", "n_agent": SIZES, "n_patient": 0, "share_agent": 1.0, "low": 0.5,
                         "high": 1.0, "few": np.array(SIZES) < 20})


def terms():
    return pd.DataFrame({"outlet": OUTLETS, "term": "tram", "n": 1, "n_tokens": np.array(SIZES) * 100,
                         "per_1000": 10 / np.array(SIZES)})


PANELS = {"plot_speakers": speech, "plot_roles": roles, "plot_terms": terms}


@pytest.mark.parametrize("name", PANELS)
def test_every_outlet_has_its_panel_and_the_unnamed_one_is_the_last(name):
    ax = getattr(framing, name)(PANELS[name]())
    assert [t.replace("\n", " ") for t in texts(ax, "head")] == [*OUTLETS[1:], "no outlet given"]
    assert "shown" not in words_of(ax)
    found = drawn_texts(ax.figure)
    assert outside(found, ax.figure.bbox.extents) == []
    assert overlapping(found) == []


@pytest.mark.parametrize("name", PANELS)
def test_where_there_is_no_room_the_largest_outlet_stays_and_the_others_are_named(name):
    ax = getattr(framing, name)(PANELS[name](), ax=Figure(figsize=(4, 2.7)).subplots())
    shown = [t.replace("\n", " ") for t in texts(ax, "head")]
    assert "Zenith Herald" in shown and len(shown) < len(OUTLETS)
    sizes = dict(zip([*OUTLETS[1:], "no outlet given"], [*SIZES[1:], SIZES[0]], strict=True))
    assert min(sizes[head] for head in shown) > max(n for head, n in sizes.items() if head not in shown)
    note = framing.charts.describe_chart(ax)
    assert f"{len(shown)} of 7 outlets shown, the largest; left out: " in note
    assert next(head for head in sizes if head not in shown) in note


def test_every_line_of_panels_names_its_rows():
    ax = framing.plot_speakers(speech())
    labels = [[t.get_text() for t in one.get_yticklabels()] for one in ax.child_axes]
    assert [k for k, one in enumerate(labels) if one == ["Ann Lee"]] == [0, 4]


@pytest.mark.parametrize("name, table", [
    ("plot_sentiment", pd.DataFrame({"outlet": OUTLETS, "mean": 0.1, "low": 0.0, "high": 0.2, "n_sentences": 40,
                                     "share_scored": 0.5, "few": False})),
    ("plot_passives", pd.DataFrame({"outlet": OUTLETS, "n_active": 20, "n_with_agent": 0, "n_agentless": 5, "n": 25,
                                    "share_agentless": 0.2, "low": 0.1, "high": 0.4, "few": False})),
    ("plot_tone", pd.DataFrame({"outlet": OUTLETS, "mean": 0.1, "low": 0.0, "high": 0.2, "n_mentions": 40, "few": False})),
])
def test_the_row_of_no_outlet_stands_below_the_others(name, table):
    labels = [t.get_text() for t in getattr(framing, name)(table).get_yticklabels()]
    assert labels == [*OUTLETS[1:], "no outlet given"]


def test_the_column_of_no_outlet_is_the_last():
    table = pd.DataFrame({"outlet": OUTLETS, "actor": "Ann Lee", "label": "PERSON", "n": 2, "n_tokens": 500.0, "per_1000": 4.0})
    assert texts(framing.plot_entities(table), "head")[-1].replace("\n", " ") == "no outlet given"


TEXT = """The tram

Ann Lee praised the drivers. "We are tired," Lee said.

Police arrested Tom Roy

Tom Roy left. Lee hired Roy.
"""


def test_charts_of_mentions_count_what_the_measures_count_and_no_headings():
    analysis = framing.analyze(pd.DataFrame({"text": [TEXT]}))
    counted = framing.count_entities(analysis.mentions, by=[])["n"].sum()
    assert counted < (analysis.mentions["actor"] != "").sum()
    assert f"n = {counted} mentions" in words_of(framing.plot_positions(analysis.mentions))
    roles = framing.find_roles(analysis.mentions, analysis.articles, analysis.tokens)
    by_actor = framing.count_roles(roles).set_index("actor")
    assert (roles[roles["actor"] == "Tom Roy"]["role"] == "patient").sum() > by_actor.loc["Tom Roy", "n_patient"]
    assert f"done to them n = {by_actor.loc['Tom Roy', 'n_patient']}, done by them n = {by_actor.loc['Tom Roy', 'n_acting']}" in \
        " ".join(words_of(framing.plot_verbs(roles, actor="Tom Roy")).split())
