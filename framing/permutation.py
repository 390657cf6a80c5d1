"""The permutation test behind `framing.test_difference`: what can be exchanged, and how often that differs as much."""

from __future__ import annotations

from math import exp, lgamma, log
from numbers import Integral
from typing import NamedTuple

import numpy as np

_CELLS = 4_000_000
#: Of standardised values: what is smaller is an error of arithmetic.
_LEAST_VARIANCE = 1e-12
#: What may be exchanged between groups; the words stand in the column ``exchanged``.
ROWS, BETWEEN, ARTICLES, SIGNS = "sentences", "sentences between articles", "articles", "signs of articles"


class Permuted(NamedTuple):
    """p of "the groups have the same mean", the smallest p that so many units can reach, and what was exchanged."""

    p: float
    least: float
    exchanged: str


def permutation_test(values, codes, articles=None, *, seed: int = 0, n_permutations: int = 4999) -> Permuted:
    """Could the groups' means differ as much if what belongs to which group were drawn by lot?

    Parameters
    ----------
    values : array of float
        One value per row; NaN is left out.
    codes : array of int
        The group of each row, -1 for none.
    articles : array of int, optional
        What each row belongs to. None: all rows are of one article.
    seed : int
    n_permutations : int
        How often lots are drawn.

    Returns
    -------
    Permuted
        ``p`` (float, NaN for fewer than two groups): (1 + as extreme) / (1 + permutations), which keeps its level at
        any n (Phipson and Smyth 2010), but never under ``least`` (float): the share that the observed arrangement and
        its mirror images have of all that can be drawn. ``exchanged`` (str) is one of

        - "sentences": there is one article; its rows are dealt out anew.
        - "sentences between articles": each group is one article of its own; the rows are dealt out anew between
          them. p speaks of the sentences of these articles, and of no further article.
        - "articles": each article belongs to one group; whole articles are dealt out anew.
        - "signs of articles": articles hold several groups; what each article adds to the difference gets its sign
          by lot. Where every article holds as much of either of two groups, that exchanges the two within it.

    Raises
    ------
    ValueError
        If `n_permutations` is no whole number from 1.

    Notes
    -----
    The statistic is the sum of squares of the groups' means about their common mean, each weighted with 1 / the
    variance of its mean over the units exchanged: for two groups, the square of Welch's t. Unlike the plain difference
    it keeps the level where one group has few, short or unlike units and the other many (Chung and Romano 2013; Pauly,
    Brunner and Konietschke 2015); where a group has one unit only, the weight is its number of rows. Signs are those
    of the deviations from the mean of all rows, summed by article: the score test that flips signs (Hemerik, Goeman
    and Finos 2020), and the wild bootstrap of Cameron, Gelbach and Miller (2008) with the null hypothesis imposed.
    It tests the same difference that `difference_intervals` encloses, so articles that hold one group only take part.

    References
    ----------
    Cameron, A. C., Gelbach, J. B., and Miller, D. L. (2008). Bootstrap-based improvements for inference with clustered
    errors. Review of Economics and Statistics 90, 414-427.
    Chung, E., and Romano, J. P. (2013). Exact and asymptotically robust permutation tests. Annals of Statistics 41,
    484-507.
    Hemerik, J., Goeman, J. J., and Finos, L. (2020). Robust testing in generalized linear models by sign flipping score
    contributions. J. R. Statist. Soc. B 82, 841-864.
    Pauly, M., Brunner, E., and Konietschke, F. (2015). Asymptotic permutation tests in general factorial designs.
    J. R. Statist. Soc. B 77, 461-473.
    Phipson, B., and Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical Applications in
    Genetics and Molecular Biology 9, 39.
    """
    if not isinstance(n_permutations, Integral) or n_permutations < 1:
        raise ValueError(f"n_permutations must be a whole number from 1; got {n_permutations!r}. 4999 is the default: "
                         "p can then be as small as 0.0002.")
    values, codes = np.asarray(values, float), np.asarray(codes, np.int64)
    keep = (codes >= 0) & ~np.isnan(values)
    values = _standard(values[keep])
    _, group = np.unique(codes[keep], return_inverse=True)
    _, article = np.unique(np.zeros(len(group)) if articles is None else np.asarray(articles)[keep], return_inverse=True)
    n_groups = int(group.max(initial=-1)) + 1
    if n_groups < 2:
        return Permuted(np.nan, np.nan, "")
    exchanged = _unit(group, article)
    if exchanged == SIGNS:
        n_units = int(article.max()) + 1
        parts = np.bincount(article * n_groups + group, values, n_units * n_groups).reshape(n_units, n_groups)
        arrangements = (n_units - 1) * log(2)
        extreme = _flip(parts / np.bincount(group), [seed, n_units], n_permutations)
    else:
        unit = article if exchanged == ARTICLES else np.arange(len(values))
        total, size = np.bincount(unit, values), np.bincount(unit).astype(float)
        of_unit = np.zeros(len(total), np.int64)
        of_unit[unit] = group
        counts = np.bincount(of_unit)
        times = np.unique(counts, return_counts=True)[1]
        arrangements = lgamma(len(total) + 1) - sum(lgamma(k + 1) for k in [*counts.tolist(), *times.tolist()])
        extreme = _deal(total, size, of_unit, [seed, len(total)], n_permutations)
    least = max(1 / (1 + n_permutations), round(exp(-arrangements), 12))
    return Permuted(max((1 + extreme) / (1 + n_permutations), least), least, exchanged)


def _standard(values):
    """Values of mean 0 and variance 1; all 0 where none differs."""
    if not len(values) or np.ptp(values) == 0:
        return np.zeros(len(values))
    return (values - values.mean()) / values.std()


def _unit(group, article) -> str:
    """What can be exchanged between these groups."""
    cells = np.unique(article * (int(group.max()) + 1) + group)
    n_articles, n_groups = int(article.max()) + 1, int(group.max()) + 1
    if n_articles == 1:
        return ROWS
    if len(cells) > n_articles:
        return SIGNS
    return ARTICLES if n_articles > n_groups else BETWEEN


def _deal(total, size, group, seed, n_permutations) -> int:
    """In how many permutations of the units the groups differ as much as observed."""
    # Units in an order of their own: p does not depend on how the table was sorted.
    order = np.lexsort((size, total.round(12), group))
    total, size, group = total[order], size[order], group[order]
    starts = np.flatnonzero(np.append(True, group[1:] != group[:-1]))
    counts = np.bincount(group)
    sums = np.array([size, total, total ** 2, total * size, size ** 2])

    def differ(place):
        n, t, tt, ts, nn = (np.add.reduceat(x[place], starts, axis=-1) for x in sums)
        mean = t / n
        if counts.min() == 1:
            return _between(mean, n)
        spread = (tt - 2 * mean * ts + mean ** 2 * nn) / n ** 2 * counts / (counts - 1)
        return _between(mean, 1 / np.maximum(spread, _LEAST_VARIANCE))

    observed, rng = differ(np.arange(len(total))), np.random.default_rng(seed)
    extreme, step = 0, max(1, _CELLS // len(total))
    for start in range(0, n_permutations, step):
        n = min(step, n_permutations - start)
        place = rng.permuted(np.tile(np.arange(len(total)), (n, 1)), axis=1)
        extreme += int((differ(place) >= observed * (1 - 1e-9) - 1e-12).sum())
    return extreme


def _flip(parts, seed, n_permutations) -> int:
    """In how many draws of a sign for each article the groups differ as much as observed; a row per article."""
    parts = parts[np.lexsort(parts.round(12).T)]
    weight = 1 / np.maximum((parts ** 2).sum(0), _LEAST_VARIANCE)
    observed, rng = _between(parts.sum(0), weight), np.random.default_rng(seed)
    extreme, step = 0, max(1, _CELLS // len(parts))
    for start in range(0, n_permutations, step):
        signs = rng.integers(0, 2, (min(step, n_permutations - start), len(parts))) * 2.0 - 1
        extreme += int((_between(signs @ parts, weight) >= observed * (1 - 1e-9) - 1e-12).sum())
    return extreme


def _between(means, weights):
    """The weighted sum of squares of means about their common mean (last axis), without loss where a weight is huge."""
    far = means - np.take_along_axis(means, np.argmax(np.broadcast_to(weights, means.shape), -1)[..., None], -1)
    return np.maximum((weights * far ** 2).sum(-1) - (weights * far).sum(-1) ** 2 / weights.sum(-1), 0.0)
