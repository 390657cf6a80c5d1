"""Tests of differences keep their level, whatever articles hold; p, the least p and the interval agree."""

import numpy as np
import pandas as pd
import pytest
import scipy.stats

import framing
from framing.differences import difference_intervals
from framing.permutation import permutation_test


def scored(values, groups, articles):
    """A table of scores: one row per value."""
    return pd.DataFrame({"article": pd.Categorical(articles), "start": 0, "end": 1, "group": groups, "polarity": values,
                         "n_scored": 1})


def compare(values, groups, articles, **options):
    options = {"n_permutations": 199, **options}
    return framing.test_difference(scored(values, groups, articles), by="group", **options)


def level(make, runs, **options):
    """How often p <= 0.05 where `make` draws values without a true difference."""
    rng = np.random.default_rng(11)
    tests = [compare(*make(rng), seed=k, **options) for k in range(runs)]
    return np.mean([t["p"].iloc[0] <= 0.05 for t in tests])


def cells(sizes, rng, interaction=0.3):
    """Values of article × group cells of these sizes: articles differ, and treat the groups differently, by chance."""
    sizes = np.asarray(sizes)
    mean = rng.normal(0, 0.3, (len(sizes), 1)) + rng.normal(0, interaction, sizes.shape)
    article, group = (np.repeat(k.ravel(), sizes.ravel()) for k in np.indices(sizes.shape))
    return np.repeat(mean.ravel(), sizes.ravel()) + rng.normal(0, 0.5, sizes.sum()), group, article


CROSSED = {
    "two actors, eight mentions each": [(8, 8)] * 12,
    "one actor named ten times as often": [(20, 2)] * 10,
    "articles that name one actor only": [(8, 8)] * 5 + [(8, 0)] * 5 + [(0, 8)] * 5,
    "an actor in three of fifteen articles": [(4, 8)] * 3 + [(0, 8)] * 12,
    "four sections of unlike length": [(1, 3, 6, 12)] * 9,
}
# 0.05 + three standard errors of 200 trials.
MOST = 0.097


@pytest.mark.parametrize("sizes", CROSSED.values(), ids=CROSSED)
def test_the_level_is_kept_where_articles_treat_the_groups_differently_by_chance(sizes):
    assert level(lambda rng: cells(sizes, rng), 200) <= MOST


NESTED = {
    "alike": (1, [6] * 5, [6] * 5, [6] * 5),
    "few articles against many that differ less": (0.3, [8] * 8, [8] * 24),
    "short articles against long ones that differ less": (0.3, [3] * 10, [30] * 10),
    "few long articles against many short ones": (1, [30] * 4, [3] * 12),
}


@pytest.mark.parametrize("spread, lengths", [(spread, lengths) for spread, *lengths in NESTED.values()], ids=NESTED)
def test_the_level_is_kept_where_groups_differ_in_number_length_and_spread_of_articles(spread, lengths):
    size = np.concatenate(lengths)
    group = np.repeat(np.repeat(np.arange(len(lengths)), [len(x) for x in lengths]), size)
    article = np.repeat(np.arange(len(size)), size)

    def make(rng):
        values = rng.normal(0, 0.3, len(size))[article] + rng.normal(0, 0.5, len(article))
        return np.where(group > 0, spread, 1) * values, group, article

    assert level(make, 200) <= MOST


def test_the_level_is_kept_within_one_article():
    values = [-0.5, -0.2, 0.1, 0.25, 0.5, 0.8]

    def make(rng):
        return np.where(rng.random(34) < 0.45, 0, rng.choice(values, 34)), np.repeat([0, 1, 2], [6, 8, 20]), np.zeros(34)

    assert 0.01 <= level(make, 300) <= 0.09


def test_a_true_difference_is_found():
    rng = np.random.default_rng(4)
    p = []
    for k in range(40):
        values, group, article = cells([(8, 8)] * 12, rng, interaction=0.1)
        p.append(compare(values + 0.4 * group, group, article, seed=k)["p"].iloc[0])
    assert np.mean(np.array(p) <= 0.05) > 0.9


@pytest.mark.parametrize("sizes", CROSSED.values(), ids=CROSSED)
def test_p_and_interval_agree(sizes):
    rng = np.random.default_rng(5)
    agree = []
    for k in range(60):
        values, group, article = cells(sizes, rng)
        pairs = compare(values + 0.15 * group, group, article, seed=k).iloc[1:]
        outside = (pairs["low"] > 0) | (pairs["high"] < 0)
        agree += ((pairs["p"] <= 0.05) == outside).tolist()
    assert np.mean(agree) >= 0.85


def test_exchanging_both_cells_of_each_article_is_all_that_is_done_where_they_are_of_one_size():
    values, group, article = cells([(5, 5)] * 8, np.random.default_rng(3))
    cell = pd.DataFrame({"v": values, "g": group, "a": article}).pivot_table(index="a", columns="g", values="v")
    within = (cell[0] - cell[1]).to_numpy()
    signs = 1 - 2 * ((np.arange(2**8)[:, None] >> np.arange(8)) & 1)
    exact = (np.abs(signs @ within) >= abs(within.sum()) - 1e-12).mean()
    assert permutation_test(values, group, article, n_permutations=19_999).p == pytest.approx(exact, abs=0.01)


def test_the_permutation_p_is_the_exact_one():
    found = permutation_test([1, 2, 3, 10, 11, 12], [0, 0, 0, 1, 1, 1], n_permutations=19_999)
    assert found.p == pytest.approx(2 / 20, abs=0.01)


@pytest.mark.parametrize("groups, articles, least, exchanged", [
    ("aaabbb", "123456", 2 / 20, "articles"),
    ("aaabbbb", "1234567", 1 / 35, "articles"),
    ("aaaabbbb", "11221122", 2 / 2**2, "signs of articles"),
    ("ababababab", "1122334455", 2 / 2**5, "signs of articles"),
    ("aaabbb", "111111", 2 / 20, "sentences"),
    ("aaabbb", "111222", 2 / 20, "sentences between articles"),
    ("aabbcc", "123456", 6 / 90, "articles"),
    ("a" * 30 + "b" * 30, "1" * 60, 1 / 200, "sentences"),
])
def test_the_least_p_is_that_of_the_widest_gap(groups, articles, least, exchanged):
    groups, articles = list(groups), list(articles)
    values = np.array([ord(g) * 1000.0 for g in groups]) + np.arange(len(groups))
    row = compare(values, groups, articles).iloc[0]
    assert row["p_least"] == pytest.approx(least)
    assert (row["p"], row["exchanged"]) == (pytest.approx(least, abs=0.07), exchanged)
    assert row["p"] >= row["p_least"]


def test_what_is_exchanged_is_decided_for_each_pair():
    groups, articles = list("aaaabbbbccccdddd"), list("1111222233334455")
    values = np.r_[np.arange(4) + 10.0, np.arange(4), np.arange(4) + 5, np.arange(4)]
    table = compare(values, groups, articles, n_permutations=999).set_index(["first", "second"])
    assert table.loc[("(all groups)", ""), "exchanged"] == "articles"
    assert table.loc[("a", "b"), "exchanged"] == "sentences between articles"
    assert table.loc[("a", "d"), "exchanged"] == "articles"
    assert table.loc[("a", "b"), "p"] < 0.05 < table.loc[("a", "d"), "p"]
    assert table.loc[("a", "d"), "p_least"] == pytest.approx(1 / 3)


def test_p_does_not_depend_on_the_order_of_the_rows():
    rng = np.random.default_rng(3)
    for group, article in ((["one", "two"] * 30, ["a"] * 60), (np.repeat(["one", "two"], 30), np.repeat(list("abcdef"), 10)),
                           (["one", "two", "three"] * 20, np.repeat(list("abcdefghij"), 6))):
        table = scored(rng.normal(0, 0.3, 60), group, article)
        p, q = (framing.test_difference(t, by="group")["p"].tolist() for t in (table, table.sample(frac=1, random_state=1)))
        assert p == q and 0 < p[0] < 1


def test_scores_that_never_differ_are_no_difference():
    for articles in ("111111", "111222", "112233", "123456"):
        assert compare([0.1] * 6, list("ababab" if articles == "112233" else "aaabbb"), list(articles))["p"].tolist() == [1, 1]


def test_one_group_cannot_be_tested():
    table = compare([0.1, 0.2], ["a", "a"], ["1", "2"])
    assert len(table) == 1 and np.isnan(table["p"].iloc[0])


def test_groups_under_ten_are_marked():
    table = compare(np.arange(29.0), ["a"] * 10 + ["b"] * 10 + ["c"] * 9, ["1"] * 29)
    assert table["few"].tolist() == [True, False, True, True]


@pytest.mark.parametrize("n", [0, -5, 2.5])
def test_a_number_of_permutations_that_cannot_be_drawn_is_refused(n):
    with pytest.raises(ValueError, match=f"n_permutations must be a whole number from 1; got {n}. 4999 is the default"):
        compare([0.1, 0.2, 0.3, 0.4], list("aabb"), ["1"] * 4, n_permutations=n)


def two_groups_of_sentences(rng):
    values = np.where(rng.random(70) < 0.7, 0, rng.beta(2, 2, 70))
    return values, np.repeat([0, 1], [30, 40]), np.zeros(70, int)


def articles_of_two_groups(rng):
    values = rng.normal(0, 0.2, (12, 1)) + rng.normal(0, 0.3, (12, 8))
    return values.ravel(), np.repeat([0, 1], [40, 56]), np.repeat(np.arange(12), 8)


def two_groups_within_the_same_articles(rng):
    codes = (rng.random((10, 8)) < rng.uniform(0.3, 0.7, (10, 1))).astype(int)
    values = rng.normal(0, 0.5, (10, 1)) + rng.normal(0, 0.3, (10, 8))
    return values.ravel(), codes.ravel(), np.repeat(np.arange(10), 8)


def a_group_in_few_of_the_articles(rng):
    return cells([(8, 8)] * 4 + [(0, 8)] * 12, rng)


@pytest.mark.parametrize("make", [two_groups_of_sentences, articles_of_two_groups, two_groups_within_the_same_articles,
                                  a_group_in_few_of_the_articles])
def test_intervals_of_differences_cover(make):
    rng, hits = np.random.default_rng(12), 0
    for _ in range(1000):
        values, codes, article = make(rng)
        low, high = difference_intervals(values, codes, [0], [1], article)
        hits += low[0] <= 0 <= high[0]
    assert 0.93 <= hits / 1000 <= 0.97


def test_the_interval_of_a_difference_between_sentences_is_welchs():
    rng = np.random.default_rng(4)
    one, two = rng.normal(size=9), rng.normal(1, 2, size=14)
    low, high = difference_intervals(np.r_[one, two], np.repeat([0, 1], [9, 14]), [0], [1], np.zeros(23, int))
    expected = scipy.stats.ttest_ind(one, two, equal_var=False).confidence_interval()
    # Degrees of freedom are whole here, rounded down: a little wider, never narrower.
    assert low[0] <= expected.low < expected.high <= high[0]
    assert high[0] - low[0] == pytest.approx(expected.high - expected.low, rel=0.01)


def test_no_interval_of_a_difference_where_the_spread_is_not_known():
    low, _ = difference_intervals(np.array([0.1, 0.2, 0.3]), np.array([0, 0, 1]), [0], [1], np.zeros(3, int))
    same, _ = difference_intervals(np.ones(6), np.repeat([0, 1], 3), [0], [1], np.zeros(6, int))
    assert np.isnan(low[0]) and np.isnan(same[0])
