"""Intervals of shares cover what they say, though the cases of an article resemble each other."""

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.shares import proportion_intervals, share_intervals


def test_wilson_is_scipys():
    expected = scipy.stats.binomtest(3, 20).proportion_ci(method="wilson")
    low, high = proportion_intervals([3, 0], [20, 0])
    assert (low[0], high[0]) == pytest.approx((expected.low, expected.high))
    assert np.isnan(low[1])


def drawn(share, alike, cases, n_articles, runs=1500):
    """Hits and cases of articles, a row per run: shares of articles vary with this intraclass correlation."""
    rng = np.random.default_rng([int(1000 * share), int(100 * alike), n_articles])
    of = np.maximum(rng.geometric(1 / 8, (runs, n_articles)), 1) if cases is None else np.full((runs, n_articles), cases)
    a, b = share * (1 - alike) / alike, (1 - share) * (1 - alike) / alike
    return rng.binomial(of, rng.beta(a, b, of.shape)), of


def covered(low, high, share):
    return ((low <= share) & (share <= high)).mean()


def intervals(hits, of):
    runs, n_articles = hits.shape
    return share_intervals(hits.ravel(), np.repeat(np.arange(runs), n_articles), runs, of=of.ravel(),
                           clusters=np.tile(np.arange(n_articles), runs))


@pytest.mark.parametrize("n_articles", [3, 8, 15, 40])
@pytest.mark.parametrize("cases", [2, 8, None], ids=["2 cases", "8 cases", "cases of unlike number"])
@pytest.mark.parametrize("alike", [0.05, 0.2])
@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.9])
def test_95_percent_intervals_over_articles_cover(share, alike, cases, n_articles):
    hits, of = drawn(share, alike, cases, n_articles)
    assert covered(*intervals(hits, of), share) >= 0.92


def test_an_interval_over_many_articles_is_not_wider_than_it_needs_to_be():
    hits, of = drawn(0.5, 0.2, 8, 40)
    low, high = intervals(hits, of)
    assert covered(low, high, 0.5) <= 0.97
    assert (high - low).mean() < 0.2


def table_of(hits, n_articles):
    """A table of roles, of one actor."""
    role = np.where(hits.ravel(), "agent", "patient")
    return pd.DataFrame({"article": pd.Categorical(np.repeat(np.arange(n_articles), hits.size // n_articles)), "actor": "Ann",
                         "role": pd.Categorical(role, categories=["agent", "patient", "none"]), "speaking": False})


def test_shares_of_roles_cover_where_articles_differ():
    rng = np.random.default_rng(1)
    tables = [framing.count_roles(table_of(rng.random((15, 8)) < rng.beta(2, 2, (15, 1)), 15)).iloc[0] for _ in range(300)]
    # 0.95 - three standard errors of 300 trials.
    assert np.mean([t["low"] <= 0.5 <= t["high"] for t in tables]) >= 0.912
    as_if_alone = [proportion_intervals([t["n_agent"]], [120]) for t in tables]
    assert np.mean([low[0] <= 0.5 <= high[0] for low, high in as_if_alone]) < 0.85


def test_shares_of_passives_are_taken_over_articles():
    """Two outlets with the same counts: in one the articles agree, in the other each does one thing only."""
    forms = ["agentless passive", "active"] * 40 + ["agentless passive"] * 40 + ["active"] * 40
    clauses = pd.DataFrame({"article": pd.Categorical(np.repeat(np.arange(16), 10)), "outlet": np.repeat(["Echo", "Sun"], 80),
                            "form": pd.Categorical(forms, categories=framing.agency.FORMS), "verb": "shoot"})
    table = framing.count_passives(clauses, per_verb=False).set_index("outlet")
    assert table["share_agentless"].tolist() == [0.5, 0.5]
    width = table["high"] - table["low"]
    assert width["Sun"] > 2 * width["Echo"]


def test_a_group_within_one_article_has_wilsons_interval():
    hits = np.repeat([1, 0], [7, 3])
    assert np.array(share_intervals(hits, np.zeros(10), 1, clusters=np.zeros(10))).ravel() == pytest.approx(
        np.array(proportion_intervals([7], [10])).ravel())


@pytest.mark.parametrize("hits", range(4))
def test_a_hit_more_never_lowers_the_interval(hits):
    def interval(n):
        return share_intervals(np.arange(60) < n, np.zeros(60), 1, clusters=np.arange(60) % 12)

    assert (np.array(interval(hits)) <= np.array(interval(hits + 1)) + 1e-12).all()


@given(st.permutations(range(4)), st.integers(0, 50))
@settings(max_examples=examples(20), deadline=None)
def test_an_interval_depends_on_its_own_group_only_and_not_on_the_order_of_rows(order, seed):
    rng = np.random.default_rng(seed)
    codes, hits, article = np.repeat(np.arange(4), [12, 30, 5, 1]), rng.random(48) < 0.4, rng.integers(0, 6, 48)
    low, high = share_intervals(hits, codes, 4, clusters=article)
    rows = rng.permutation(48)
    moved = share_intervals(hits[rows], np.array(order)[codes[rows]], 4, clusters=article[rows])
    assert moved[0][list(order)] == pytest.approx(low) and moved[1][list(order)] == pytest.approx(high)
    alone = share_intervals(hits[:12], codes[:12], 1, clusters=article[:12])
    assert (alone[0][0], alone[1][0]) == pytest.approx((low[0], high[0]))


def test_no_cases_are_no_share():
    low, high = share_intervals([1, 0], [-1, 1], 3, clusters=[0, 0])
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [True, False, True]


def test_rates_of_an_actor_are_taken_over_articles():
    """An actor named eight times in one article of six is not known as well as one named everywhere."""
    texts = ["Ann Lee left. " * 8 + "Rain fell. " * 8 + "Tom Roy left. "] + ["Tom Roy left. " + "Rain fell. " * 20] * 5
    analysis = framing.analyze(pd.DataFrame({"text": texts}))
    ann, tom = (framing.explorer.measure_actor(analysis, actor).iloc[0] for actor in ("Ann Lee", "Tom Roy"))
    assert (ann["n"], tom["n"], ann["of"]) == (8, 6, tom["of"])
    assert ann["low"] <= ann["value"] <= ann["high"]
    assert ann["high"] - ann["low"] > 2 * (tom["high"] - tom["low"])
