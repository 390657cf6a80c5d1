"""Intervals cover what they say, tests keep their level, corrections are the published ones."""

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.permutation import difference_intervals, permutation_test
from framing.stats import (
    adjust_fdr,
    adjust_holm,
    bootstrap_interval,
    mean_intervals,
    proportion_intervals,
    t_quantile,
)


def draw(shape, size, rng):
    """Samples of one row each, and the true mean; the shapes are those of sentence scores."""
    if shape == "polarity, 45 % zeros":
        return np.where(rng.random(size) < 0.45, 0, rng.choice([-0.5, -0.2, 0.1, 0.25, 0.5, 0.8], size)), 0.55 * 0.95 / 6
    if shape == "compound, 30 % zeros":
        return np.where(rng.random(size) < 0.3, 0, rng.beta(2, 3, size) * 2 - 1), 0.7 * -0.2
    if shape == "70 % zeros, skewed":
        return np.where(rng.random(size) < 0.7, 0, rng.beta(2, 2, size)), 0.15
    if shape == "80 % zeros, skewed":
        return np.where(rng.random(size) < 0.8, 0, rng.beta(2, 2, size)), 0.1
    if shape == "85 % zeros, few values":
        return np.where(rng.random(size) < 0.85, 0, rng.choice([-0.5, 0.3, 0.5, 0.8], size)), 0.15 * 0.275
    return rng.normal(size=size), 0.0


SHAPES = ["polarity, 45 % zeros", "compound, 30 % zeros", "70 % zeros, skewed", "80 % zeros, skewed",
          "85 % zeros, few values", "normal"]


def coverage(samples, mean, **options):
    n_samples, n = samples.shape
    codes = np.repeat(np.arange(n_samples), n)
    found = mean_intervals(samples.ravel(), codes, n_samples, n_resamples=1000, **options)
    return ((found.low <= mean) & (mean <= found.high)).mean()


@pytest.mark.parametrize("n", [30, 100])
@pytest.mark.parametrize("shape", SHAPES)
def test_95_percent_intervals_cover_93_to_97_percent(shape, n):
    samples, mean = draw(shape, (4000, n), np.random.default_rng([7, n]))
    assert 0.93 <= coverage(samples, mean) <= 0.97


@pytest.mark.parametrize("n_articles", [4, 10, 30])
def test_intervals_over_articles_cover_though_their_sentences_resemble_each_other(n_articles):
    rng = np.random.default_rng(n_articles)
    n = 2500
    article = rng.normal(0, 0.15, (n, n_articles, 1))
    values = article + rng.normal(0, 0.3, (n, n_articles, 20))
    codes = np.repeat(np.arange(n), n_articles * 20)
    clusters = np.repeat(np.arange(n * n_articles), 20)
    by_article = mean_intervals(values.ravel(), codes, n, clusters=clusters, n_resamples=1000)
    by_sentence = mean_intervals(values.ravel(), codes, n, n_resamples=1000)
    assert 0.93 <= ((by_article.low <= 0) & (by_article.high >= 0)).mean() <= 0.97
    assert ((by_sentence.low <= 0) & (by_sentence.high >= 0)).mean() < 0.8


def test_small_groups_get_the_t_interval():
    values = np.array([0.1, 0.5, 0.3, -0.2])
    found = mean_intervals(values, np.zeros(4), 1)
    expected = scipy.stats.t.interval(0.95, 3, values.mean(), values.std(ddof=1) / 2)
    assert (found.low[0], found.high[0]) == pytest.approx(expected, abs=1e-7)


def test_no_interval_where_the_sample_says_nothing_about_its_spread():
    found = mean_intervals([0.2, 0, 0, 0], [0, 1, 1, 1], 3)
    assert np.isnan(found.low).all()
    assert found.n.tolist() == [1, 3, 0]
    assert np.isnan(found.mean[2])


def test_an_interval_stays_within_what_is_possible():
    found = mean_intervals([1, 1, -1], [0, 0, 0], 1, limits=(-1, 1))
    assert (found.low[0], found.high[0]) == (-1, 1)


@given(st.permutations(range(5)), st.integers(0, 3))
@settings(max_examples=examples(20), deadline=None)
def test_an_interval_does_not_depend_on_the_other_groups(order, seed):
    rng = np.random.default_rng(3)
    codes = np.repeat(np.arange(5), [12, 12, 30, 9, 12])
    values = rng.normal(size=len(codes))
    whole = mean_intervals(values, codes, 5, seed=seed)
    moved = mean_intervals(values, np.array(order)[codes], 5, seed=seed)
    alone = mean_intervals(values[codes == 1], np.zeros(12), 1, seed=seed)
    assert np.array_equal(moved.low[order], whole.low)
    assert (alone.low[0], alone.high[0]) == (whole.low[1], whole.high[1])


def test_the_permutation_test_keeps_its_level():
    rng = np.random.default_rng(5)
    p = np.array([permutation_test(draw(SHAPES[0], 24, rng)[0], np.repeat([0, 1, 2], 8), 3, seed=k, n_permutations=199).p
                  for k in range(600)])
    # 0.05 ± three standard errors of 600 trials.
    assert 0.02 <= (p <= 0.05).mean() <= 0.08


def test_exchanging_articles_keeps_the_level_where_exchanging_sentences_does_not():
    rng = np.random.default_rng(6)
    by_article, by_sentence = [], []
    for k in range(300):
        values = (rng.normal(0, 0.3, (10, 1)) + rng.normal(0, 0.3, (10, 6))).ravel()
        codes, article = np.repeat([0, 1], 30), np.repeat(np.arange(10), 6)
        by_article.append(permutation_test(values, codes, 2, clusters=article, seed=k, n_permutations=199).p)
        by_sentence.append(permutation_test(values, codes, 2, seed=k, n_permutations=199).p)
    assert (np.array(by_article) <= 0.05).mean() <= 0.09
    assert (np.array(by_sentence) <= 0.05).mean() > 0.15


def test_within_blocks_a_difference_between_blocks_is_no_difference():
    blocks = np.repeat([0, 1], 20)
    values = blocks * 10.0 + np.tile([0.0, 1.0], 20)
    codes = np.r_[np.zeros(15), np.ones(5), np.zeros(5), np.ones(15)]
    assert permutation_test(values, codes, 2).p < 0.01
    found = permutation_test(values, codes, 2, blocks=blocks)
    assert found.p > 0.5
    assert found.p_pair[0] == found.p
    assert found.difference[0] == pytest.approx(-5.1)


@pytest.mark.parametrize("sign", [1, -1])
def test_within_blocks_a_difference_counts_in_either_direction(sign):
    blocks = np.repeat([0, 1], 20)
    codes = np.r_[np.zeros(15), np.ones(5), np.zeros(5), np.ones(15)]
    noise = np.random.default_rng(1).normal(size=40)
    assert permutation_test(blocks * 10 + sign * 1.5 * codes + noise, codes, 2, blocks=blocks).p < 0.01


def test_exchanging_within_blocks_keeps_the_level():
    rng = np.random.default_rng(8)
    blocks = np.repeat([0, 1, 2], [20, 10, 15])
    p = []
    for k in range(400):
        codes = (rng.random(45) < np.array([0.8, 0.3, 0.5])[blocks]).astype(int)
        p.append(permutation_test(blocks * 5 + rng.normal(size=45), codes, 2, blocks=blocks, seed=k, n_permutations=199).p)
    # 0.05 ± three standard errors of 400 trials.
    assert 0.017 <= (np.array(p) <= 0.05).mean() <= 0.083


def two_groups_of_sentences(rng):
    values = np.where(rng.random(70) < 0.7, 0, rng.beta(2, 2, 70))
    return values, np.repeat([0, 1], [30, 40]), np.zeros(70, int), 0.0


def articles_of_two_groups(rng):
    values = rng.normal(0, 0.2, (12, 1)) + rng.normal(0, 0.3, (12, 8))
    return values.ravel(), np.repeat([0, 1], [40, 56]), np.repeat(np.arange(12), 8), 0.0


def two_groups_within_the_same_articles(rng):
    codes = (rng.random((10, 8)) < rng.uniform(0.3, 0.7, (10, 1))).astype(int)
    values = rng.normal(0, 0.5, (10, 1)) + rng.normal(0, 0.3, (10, 8)) + 0.2 * (codes == 0)
    return values.ravel(), codes.ravel(), np.repeat(np.arange(10), 8), 0.2


@pytest.mark.parametrize("make", [two_groups_of_sentences, articles_of_two_groups, two_groups_within_the_same_articles])
def test_intervals_of_differences_cover(make):
    rng, hits = np.random.default_rng(12), 0
    for _ in range(1000):
        values, codes, article, true = make(rng)
        low, high = difference_intervals(values, codes, [0], [1], article)
        hits += low[0] <= true <= high[0]
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


def test_the_permutation_p_is_the_exact_one():
    found = permutation_test([1, 2, 3, 10, 11, 12], [0, 0, 0, 1, 1, 1], 2, n_permutations=19_999)
    assert found.p == pytest.approx(2 / 20, abs=0.01)
    assert found.difference.tolist() == [-9]


def test_one_group_cannot_be_tested():
    assert np.isnan(permutation_test([1, 2], [0, 0], 1).p)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_benjamini_hochberg_is_scipys(p):
    assert adjust_fdr(p) == pytest.approx(scipy.stats.false_discovery_control(p))


def test_holm_by_hand():
    assert adjust_holm([0.01, np.nan, 0.02, 0.5, 0.012]).tolist() == pytest.approx(
        [0.04, np.nan, 0.04, 0.5, 0.04], nan_ok=True)


def test_wilson_is_scipys():
    expected = scipy.stats.binomtest(3, 20).proportion_ci(method="wilson")
    low, high = proportion_intervals([3, 0], [20, 0])
    assert (low[0], high[0]) == pytest.approx((expected.low, expected.high))
    assert np.isnan(low[1])


@pytest.mark.parametrize("df", [1, 2, 7, 100, 2999])
def test_t_quantiles_are_scipys(df):
    assert t_quantile(0.975, df) == pytest.approx(scipy.stats.t.ppf(0.975, df), rel=1e-6)


def test_the_bootstrap_of_any_statistic_agrees_with_that_of_the_mean():
    values = np.random.default_rng(1).normal(size=40)
    low, high = bootstrap_interval(lambda rows: values[rows].mean(), 40, n_resamples=4000)
    found = mean_intervals(values, np.zeros(40), 1, n_resamples=4000)
    assert (low, high) == pytest.approx((found.low[0], found.high[0]), abs=0.05)


def test_intervals_and_p_do_not_depend_on_the_order_of_the_rows():
    rng = np.random.default_rng(3)
    scored = pd.DataFrame({"article": pd.Categorical(["a"] * 60), "start": 0, "end": 1, "half": ["one", "two"] * 30,
                           "polarity": rng.normal(0, 0.3, 60).clip(-1, 1), "n_scored": 1})
    shuffled = scored.sample(frac=1, random_state=1)
    means, again = (framing.mean_sentiment(t, by="half").set_index("half") for t in (scored, shuffled))
    pd.testing.assert_frame_equal(means, again, rtol=1e-9)
    p, q = (framing.test_difference(t, by="half")["p"].iloc[0] for t in (scored, shuffled))
    assert p == q and 0 < p < 1
