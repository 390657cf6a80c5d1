"""Permutation tests of differences between groups."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from .groups import as_list, group_rows
from .stats import adjust_holm, article_codes, t_quantile, value_column

_CELLS = 4_000_000
_MOST_GROUPS = 40


class Differences(NamedTuple):
    """p of "all groups are alike", and per pair of groups: first, second, difference of means, p."""

    p: float
    first: np.ndarray
    second: np.ndarray
    difference: np.ndarray
    p_pair: np.ndarray


def permutation_test(values, codes, n_groups: int, *, clusters=None, blocks=None, seed: int = 0,
                     n_permutations: int = 4999) -> Differences:
    """Could the groups' means differ as much if the groups were drawn by lot?

    Parameters
    ----------
    values, codes, n_groups
        As in `mean_intervals`.
    clusters : array of int, optional
        Rows that change their group together (an article's sentences).
    blocks : array of int, optional
        Rows are exchanged within their block only. Not together with `clusters`.
    seed : int
    n_permutations : int

    Returns
    -------
    Differences
        p-values (1 + as extreme) / (1 + permutations), which keep their level at any n (Phipson and Smyth 2010).
        The statistic is the sum of squares between the groups, after each block's mean is taken off its values: what
        differs between blocks is no difference between groups. ``difference`` is that of the plain means.

    References
    ----------
    Phipson, B., and Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical
    Applications in Genetics and Molecular Biology 9, 39.
    """
    values, codes = np.asarray(values, float), np.asarray(codes, np.int64)
    keep = (codes >= 0) & ~np.isnan(values)
    values, codes = values[keep], codes[keep]
    blocks = np.zeros(len(values), np.int64) if blocks is None else np.asarray(blocks)[keep]
    if clusters is not None:
        _, unit = np.unique(np.asarray(clusters)[keep], return_inverse=True)
        group = np.zeros(unit.max(initial=-1) + 1, np.int64)
        group[unit] = codes
        total, size = np.bincount(unit, weights=values), np.bincount(unit).astype(float)
        blocks = np.zeros(len(group), np.int64)
    else:
        group, total, size = codes, values, np.ones(len(values))
    if len(np.unique(group)) < 2:
        nothing = np.zeros(0)
        return Differences(np.nan, nothing.astype(int), nothing.astype(int), nothing, nothing)
    pairs = np.array(list(combinations(np.unique(group).tolist(), 2)))
    p_pair, difference = np.empty(len(pairs)), np.empty(len(pairs))
    for k, (a, b) in enumerate(pairs.tolist()):
        inside = (group == a) | (group == b)
        difference[k] = (total[group == a].sum() / size[group == a].sum() - total[group == b].sum() / size[group == b].sum())
        p_pair[k] = _permute(total[inside], size[inside], (group[inside] == b).astype(int), blocks[inside],
                             [seed, int(inside.sum())], n_permutations)
    _, dense = np.unique(group, return_inverse=True)
    p = p_pair[0] if len(pairs) == 1 else _permute(total, size, dense, blocks, [seed, len(group)], n_permutations)
    return Differences(p, pairs[:, 0], pairs[:, 1], difference, p_pair)


def _permute(total, size, group, blocks, seed, n_permutations):
    """p of the sum of squares between groups."""
    _, blocks = np.unique(blocks, return_inverse=True)
    several = bool(blocks.any())
    if several:
        total = total - (np.bincount(blocks, total) / np.bincount(blocks, size))[blocks] * size
    # Rows in an order of their own: p does not depend on how the table was sorted.
    order = np.lexsort((size, total.round(12), blocks, group))
    total, size, group, blocks = total[order], size[order], group[order], blocks[order]
    starts = np.flatnonzero(np.append(True, group[1:] != group[:-1]))
    rng = np.random.default_rng(seed)
    sizes = np.add.reduceat(size, starts)
    observed = _between(np.add.reduceat(total, starts), sizes, total, size)
    extreme, step = 0, max(1, _CELLS // max(len(total), 1))
    if several:  # of one row each, so that the groups keep their sizes
        step = max(1, _CELLS // np.bincount(blocks).max())
    for start in range(0, n_permutations, step):
        n = min(step, n_permutations - start)
        if several:
            between = _between(_draw_within(total, group, blocks, n, rng), sizes, total, size)
        else:
            place = rng.permuted(np.tile(np.arange(len(total)), (n, 1)), axis=1)
            between = _between(*(np.add.reduceat(x[place], starts, axis=1) for x in (total, size)), total, size)
        extreme += int((between >= observed * (1 - 1e-9) - 1e-15).sum())
    return (1 + extreme) / (1 + n_permutations)


def _between(sums, sizes, total, size):
    """The sum of squares between groups of these sums and sizes."""
    return (sizes * (sums / sizes - total.sum() / size.sum()) ** 2).sum(-1)


def _draw_within(total, group, blocks, n, rng) -> np.ndarray:
    """Sums of the groups, (n, groups), when the values of each block are dealt out anew n times.

    Only the smaller groups of a block draw: the largest keeps what is left. A block of one group has nothing to deal.
    """
    _, group = np.unique(group, return_inverse=True)
    sums = np.zeros((group.max(initial=0) + 1, n))
    order = np.lexsort((total, blocks))
    bounds = np.append(np.flatnonzero(np.diff(blocks[order], prepend=-1)), len(order))
    column = np.arange(n)
    for low, high in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        rows = order[low:high]
        counts = np.bincount(group[rows])
        rest, left = int(counts.argmax()), total[rows].sum()
        counts[rest] = 0
        pool, at = np.tile(total[rows][:, None], (1, n)), 0
        for of in np.flatnonzero(counts).tolist():
            for _ in range(counts[of]):
                picked = rng.integers(at, len(rows), n)
                value = pool[picked, column]
                pool[picked, column] = pool[at]
                sums[of] += value
                left = left - value
                at += 1
        sums[rest] += left
    return sums.T


def difference_intervals(values, codes, first, second, clusters) -> tuple[np.ndarray, np.ndarray]:
    """95 % interval of the difference of two groups' means, per pair of groups.

    Parameters
    ----------
    values, codes
        As in `permutation_test`, without missing ones.
    first, second : array of int
        The groups of each pair.
    clusters : array of int
        What rows belong to (articles). Groups in the same articles are compared within them; groups in articles of
        their own as independent samples of articles; two groups of one article as independent samples of rows.

    Returns
    -------
    low, high : array of float
        Student's t with Welch's degrees of freedom and cluster-robust standard errors; NaN where the units do not
        tell the spread: fewer than two, or all alike.
    """
    low, high = np.full(len(first), np.nan), np.full(len(first), np.nan)
    for k, (a, b) in enumerate(zip(np.asarray(first).tolist(), np.asarray(second).tolist(), strict=True)):
        sides = [(values[codes == g], clusters[codes == g]) for g in (a, b)]
        means = [v.mean() for v, _ in sides]
        shared = np.intersect1d(sides[0][1], sides[1][1])
        alone = len(np.unique(np.concatenate([c for _, c in sides]))) == 1
        pulls = []
        for (v, c), mean in zip(sides, means, strict=True):
            whole = len(shared) > 0 or len(np.unique(c)) > 1
            units = c if whole and not alone else np.arange(len(v))
            names, unit = np.unique(units, return_inverse=True)
            pulls.append(pd.Series(np.bincount(unit, weights=(v - mean) / len(v)), index=names))
        if len(shared) and not alone:
            pulls = [pulls[0].sub(pulls[1], fill_value=0.0)]
        n = np.array([len(pull) for pull in pulls], float)
        if (n < 2).any():
            continue
        parts = np.array([(pull.to_numpy() ** 2).sum() for pull in pulls]) * n / (n - 1)
        if parts.sum() <= 1e-24:
            continue
        df = max(int(parts.sum() ** 2 / (parts ** 2 / (n - 1)).sum() + 1e-9), 1)
        half = t_quantile(0.975, df if df < 50 else min(df // 10 * 10, 2000)) * np.sqrt(parts.sum())
        low[k], high[k] = means[0] - means[1] - half, means[0] - means[1] + half
    return low.round(12), high.round(12)


def test_difference(scored: pd.DataFrame, *, by="section", value: str | None = None, include=(), seed: int = 0,
                    n_permutations: int = 4999) -> pd.DataFrame:
    """Test whether groups differ in their mean: all together, and each pair with Holm's correction.

    Parameters
    ----------
    scored : DataFrame
        As `score_sentiment` or `score_tone` gives it, one row per sentence or mention.
    by, value, include
        As in `framing.mean_sentiment`; at most 40 groups.
    seed : int
    n_permutations : int

    Returns
    -------
    DataFrame
        First row: all groups at once (``first`` = "(all groups)"). Then one row per pair: ``first``, ``second``
        (text, the groups; several `by` columns joined by " · "); ``mean_first``, ``mean_second``, ``difference``
        (float); ``low``, ``high`` (float, 95 % interval of the difference, not corrected for the number of pairs);
        ``n_first``, ``n_second`` (int, sentences); ``p`` (float, permutation test); ``p_adjusted``
        (float, corrected for the number of pairs; in the first row the same as ``p``); ``exchanged`` (text, what
        was exchanged between groups: whole "articles" where each belongs to one group and a group has several,
        else "sentences", within their article).

    Raises
    ------
    ValueError
        If a column is missing, a name is unknown, or `by` makes more than 40 groups.

    Examples
    --------
    >>> import framing
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["Good plan. Nice day. Bad idea. Sad end."]}))
    >>> sentences, _ = framing.tokenize(articles, framing.split_sections(articles))
    >>> scored = framing.score_sentiment(sentences, articles).assign(half=["one", "one", "two", "two"])
    >>> framing.test_difference(scored, by="half")[["first", "second", "p"]].round(2).values.tolist()
    [['(all groups)', '', 0.34], ['one', 'two', 0.34]]
    """
    value = value_column(scored, value)
    groups = group_rows(scored, by, include)
    n_groups = len(groups.keys)
    if n_groups > _MOST_GROUPS:
        raise ValueError(f"by={as_list(by)} makes {n_groups} groups, {n_groups * (n_groups - 1) // 2} pairs; compare "
                         f"at most {_MOST_GROUPS} groups at once. Filter the table first, for example to one article.")
    values, article = scored[value].to_numpy(dtype=float), article_codes(scored)
    counted = (groups.codes >= 0) & ~np.isnan(values)
    pairs = np.unique(groups.codes[counted] * (article.max(initial=0) + 1) + article[counted])
    of_group, of_article = np.divmod(pairs, article.max(initial=0) + 1)
    nested = len(np.unique(of_article)) == len(of_article)
    whole = nested and len(of_group) > len(np.unique(of_group))
    found = permutation_test(values, groups.codes, n_groups, clusters=article if whole else None,
                             blocks=None if nested else article, seed=seed, n_permutations=n_permutations)
    n = np.bincount(groups.codes[counted], minlength=n_groups)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(groups.codes[counted], weights=values[counted], minlength=n_groups) / n
    label = np.array([" · ".join(map(str, row)) for row in groups.keys.astype(object).itertuples(index=False)] or [""],
                     object)
    a, b = found.first, found.second
    low, high = difference_intervals(values[counted], groups.codes[counted], a, b, article[counted])
    nan = [np.nan]
    return pd.DataFrame({
        "first": pd.array(["(all groups)", *label[a]], dtype="str"), "second": pd.array(["", *label[b]], dtype="str"),
        "mean_first": np.append(nan, mean[a]), "mean_second": np.append(nan, mean[b]),
        "difference": np.append(nan, mean[a] - mean[b]), "low": np.append(nan, low), "high": np.append(nan, high),
        "n_first": np.append(n.sum(), n[a]),
        "n_second": np.append(0, n[b]), "p": np.append(found.p, found.p_pair),
        "p_adjusted": np.append(found.p, adjust_holm(found.p_pair)),
        "exchanged": pd.array([("articles" if whole else "sentences")] * (1 + len(a)), dtype="str")})


#: Its name begins like a test's; pytest must not collect it.
test_difference.__test__ = False
