"""Lines over time: 0 where nobody is named, a gap where nothing was written, and no peak made of a few words."""

import numpy as np
import pandas as pd
import pytest
from chart_geometry import dots, words_of
from matplotlib import pyplot as plt

import framing

LONG = "Ann Lee spoke. " + "The trams of the town stood still all day and all night. " * 6
OTHER = "Tom Roy spoke. " + "The trams of the town stood still all day and all night. " * 6
NOBODY = "It rained on the trams of the town all day and all night. " * 6


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def counted(*articles):
    """The mentions of each day of these articles: a day as it is written, and a text."""
    days, texts = zip(*articles, strict=True)
    analysis = framing.analyze(pd.DataFrame({"text": texts, "published": days}))
    return framing.count_entities(analysis.mentions, by="published")


def line(ax, name="line", k=0):
    return [one for one in ax.lines if one.get_gid() == name][k].get_ydata().tolist()


def test_an_actor_whom_the_articles_of_a_day_do_not_name_stands_at_zero():
    table = counted(("2025-02-03", LONG), ("2025-02-04", OTHER), ("2025-02-05", LONG))
    lee = table.loc[table["actor"] == "Ann Lee", "per_1000"].tolist()
    assert line(framing.plot_over_time(table)) == [lee[0], 0.0, lee[1]]
    assert line(framing.plot_over_time(table, value="n")) == [1, 0, 1]


def test_a_day_whose_articles_name_nobody_is_drawn_too_with_its_words():
    table = counted(("2025-02-03", LONG), ("2025-02-04", NOBODY), ("2025-02-05", LONG))
    assert "2025-02-04" not in set(table["published"])
    ax = framing.plot_over_time(table)
    assert line(ax)[1] == 0.0
    assert "78 words" in words_of(ax)


def test_a_day_without_articles_is_a_gap_and_said_so():
    table = counted(("2025-02-03", LONG), ("2025-02-04", LONG), ("2025-02-06", LONG))
    ax = framing.plot_over_time(table)
    assert np.isnan(line(ax)).tolist() == [False, False, True, False]
    assert len(dots(ax)) == 3
    assert "Dotted: over days without articles" in words_of(ax)


def test_months_that_follow_each_other_leave_no_gap_and_a_month_without_articles_does():
    months = pd.DataFrame({"published": ["2024-11", "2024-12", "2025-01", "2025-04"], "actor": "Ann Lee", "n": 2, "per_1000": 4.0,
                           "n_tokens": 500.0})
    ax = framing.plot_over_time(months)
    assert np.isnan(line(ax)).tolist() == [False, False, False, True, False]
    assert "Dotted: over months without articles" in words_of(ax)


def test_a_day_of_few_words_is_hollow_and_its_line_pale():
    table = counted(("2025-02-03", LONG), ("2025-02-04", LONG), ("2025-02-05", "Ann Lee left."))
    ax = framing.plot_over_time(table)
    hollow = [one.get_xdata().tolist() for one in ax.lines if one.get_gid() == "value" and one.get_markerfacecolor() == "white"]
    assert hollow == [[2.0]]
    assert np.isnan(line(ax)).tolist() == [False, False, True]
    assert not np.isnan(line(ax, "faint")).any()
    assert "Hollow: days of fewer than 50 words, do not compare" in " ".join(words_of(ax).split())
    assert "Hollow" not in words_of(framing.plot_over_time(table, min_words=3))
    assert "Hollow" not in words_of(framing.plot_over_time(table, value="n"))


def test_a_rate_that_is_not_known_is_no_zero():
    table = pd.DataFrame({"published": ["2025-02-03", "2025-02-04", "2025-02-04"], "actor": ["Ann Lee", "Ann Lee", "Tom Roy"],
                          "n": [2, 3, 1], "per_1000": [4.0, np.nan, np.nan]})
    assert np.isnan(line(framing.plot_over_time(table))).tolist() == [False, True]
    roy = line(framing.plot_over_time(table), k=1)
    assert roy[0] == 0.0 and np.isnan(roy[1])


def test_mentions_without_a_clear_date_are_left_out_counted_and_do_not_bend_the_axis():
    table = counted(("2025-02-03", LONG), ("2025-02-05", LONG), ("03.02.2025", LONG), ("", OTHER))
    ax = framing.plot_over_time(table)
    assert sorted({x for x, _ in dots(ax)}) == [0.0, 2.0]
    words = " ".join(words_of(ax).split())
    assert "(n = 2 mentions)" in words
    assert "2 mentions without a clear date left out" in words


def test_the_source_note_tells_the_period_by_clear_dates_only():
    table = counted(("03.02.2025", LONG), ("2025-02-05", LONG), ("2025-02-11", LONG), ("2025-02-30", LONG), ("", LONG))
    assert "2025-02-05 to 2025-02-11 (3 without a clear date)" in framing.charts.describe_chart(framing.plot_entities(table))
    one = counted(("06.02.2025", LONG))
    assert "06.02.2025" in framing.charts.describe_chart(framing.plot_entities(one))


def test_weeks_of_ones_own_stay_in_their_order():
    weeks = pd.DataFrame({"week": ["W06", "W07", "W09"], "actor": "Ann Lee", "n": [1, 2, 3], "per_1000": [1.0, 2.0, 3.0]})
    ax = framing.plot_over_time(weeks, time="week")
    assert line(ax) == [1.0, 2.0, 3.0]
    assert sorted({x for x, _ in dots(ax)}) == [0.0, 1.0, 2.0]
