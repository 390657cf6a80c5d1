"""Intervals cover what they say, corrections are the published ones."""

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.stats import (
    adjust_holm,
    bootstrap_interval,
    mean_intervals,
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


def test_holm_by_hand():
    assert adjust_holm([0.01, np.nan, 0.02, 0.5, 0.012]).tolist() == pytest.approx(
        [0.04, np.nan, 0.04, 0.5, 0.04], nan_ok=True)


@pytest.mark.parametrize("df", [1, 2, 7, 100, 2999])
def test_t_quantiles_are_scipys(df):
    assert t_quantile(0.975, df) == pytest.approx(scipy.stats.t.ppf(0.975, df), rel=1e-6)


def test_the_bootstrap_of_any_statistic_agrees_with_that_of_the_mean():
    values = np.random.default_rng(1).normal(size=40)
    low, high = bootstrap_interval(lambda rows: values[rows].mean(), 40, n_resamples=4000)
    found = mean_intervals(values, np.zeros(40), 1, n_resamples=4000)
    assert (low, high) == pytest.approx((found.low[0], found.high[0]), abs=0.05)


def test_intervals_do_not_depend_on_the_order_of_the_rows():
    rng = np.random.default_rng(3)
    scored = pd.DataFrame({"article": pd.Categorical(["a"] * 60), "start": 0, "end": 1, "half": ["one", "two"] * 30,
                           "polarity": rng.normal(0, 0.3, 60).clip(-1, 1), "n_scored": 1})
    shuffled = scored.sample(frac=1, random_state=1)
    means, again = (framing.mean_sentiment(t, by="half").set_index("half") for t in (scored, shuffled))
    pd.testing.assert_frame_equal(means, again, rtol=1e-9)
