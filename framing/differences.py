"""Differences between the means of groups: their intervals, and whether they may be chance."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from .bundles import drop_nobody
from .groups import as_list, group_rows
from .permutation import permutation_test
from .stats import FEW, adjust_holm, article_codes, t_quantile_near, value_column

_MOST_GROUPS = 40


def difference_intervals(values, codes, first, second, clusters) -> tuple[np.ndarray, np.ndarray]:
    """95 % interval of the difference of two groups' means, per pair of groups.

    Parameters
    ----------
    values, codes
        As in `permutation_test`, without missing ones.
    first, second : array of int
        The groups of each pair.
    clusters : array of int
        What rows belong to (articles). The units of a group are its articles, or its rows where it has one article;
        what two groups share of an article's units is taken off the spread of their difference.

    Returns
    -------
    low, high : array of float
        Student's t with cluster-robust standard errors and Welch's degrees of freedom, at most one less than there
        are units; NaN where the units do not tell the spread: fewer than two, or all alike.
    """
    low, high = np.full(len(first), np.nan), np.full(len(first), np.nan)
    for k, (a, b) in enumerate(zip(np.asarray(first).tolist(), np.asarray(second).tolist(), strict=True)):
        sides = [(values[codes == g], clusters[codes == g]) for g in (a, b)]
        means = [v.mean() for v, _ in sides]
        pulls = [_pulls(v, c, side) for side, (v, c) in enumerate(sides)]
        n = np.array([len(pull) for pull in pulls], float)
        if (n < 2).any():
            continue
        parts = np.array([(pull ** 2).sum() for pull in pulls])
        joint = pulls[0].sub(pulls[1], fill_value=0.0)
        spread = (joint ** 2).sum()
        if spread <= 1e-24:
            continue
        df = max(int(min(parts.sum() ** 2 / (parts ** 2 / (n - 1)).sum(), len(joint) - 1) + 1e-9), 1)
        half = t_quantile_near(0.975, df) * np.sqrt(spread)
        low[k], high[k] = means[0] - means[1] - half, means[0] - means[1] + half
    return low.round(12), high.round(12)


def _pulls(values, articles, side) -> pd.Series:
    """How far each unit of a group pulls its mean: a value per article, or per row where there is one article."""
    several = len(np.unique(articles)) > 1
    names, unit = np.unique(articles if several else -2 * np.arange(1, len(values) + 1) - side, return_inverse=True)
    n = len(names)
    pull = np.bincount(unit, weights=(values - values.mean()) / len(values))
    return pd.Series(pull * np.sqrt(n / max(n - 1, 1)), index=names)


def test_difference(scored: pd.DataFrame, *, by="section", value: str | None = None, include=(), seed: int = 0,
                    n_permutations: int = 4999) -> pd.DataFrame:
    """Test whether groups differ in their mean: all together, and each pair with Holm's correction.

    Parameters
    ----------
    scored : DataFrame
        As `score_sentiment` or `score_tone` gives it, one row per sentence or mention.
    by, value, include
        As in `framing.mean_sentiment`; at most 40 groups. By actor, mentions of nobody ("") are left out.
    seed : int
    n_permutations : int
        How often lots are drawn; p is at least 1 / (1 + n_permutations).

    Returns
    -------
    DataFrame
        First row: all groups at once (``first`` = "(all groups)"). Then one row per pair: ``first``, ``second``
        (text, the groups; several `by` columns joined by " · "); ``mean_first``, ``mean_second``, ``difference``
        (float); ``low``, ``high`` (float, 95 % interval of the difference, not corrected for the number of pairs);
        ``n_first``, ``n_second`` (int, sentences or mentions); ``few`` (bool, a group of the row has fewer than 10);
        ``p`` (float, permutation test); ``p_least`` (float, the smallest p that so many units can reach, were no two
        alike: with three articles against three 0.1, whatever their difference); ``p_adjusted`` (float, p corrected
        for the number of pairs; in the first row the same as ``p``); ``exchanged`` (text, what was exchanged between
        the groups of the row, see Notes).

    Raises
    ------
    ValueError
        If a column is missing, a name is unknown, `by` makes more than 40 groups, or `n_permutations` is no whole
        number from 1.

    Notes
    -----
    Sentences of one article resemble each other, so the article is exchanged wherever there are several to exchange;
    each row says what was:

    - "sentences": there is one article. p speaks of its sentences (or mentions), not of other articles.
    - "sentences between articles": each group is one article of its own. p speaks of the sentences of these articles;
      whether other articles differ likewise it cannot tell.
    - "articles": each article belongs to one group (by outlet, by day).
    - "signs of articles": articles hold several groups (by actor, section or voice). Whether what an article adds to
      the difference counts for one group or for the other is drawn by lot. An article that holds one group only
      takes part.

    `framing.permutation.permutation_test` has the formulas and their sources. p and the interval judge the same
    difference and take its spread from the same units; groups may differ in the number, length and spread of their articles.

    Examples
    --------
    >>> import framing
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["Good plan. Nice day. Bad idea. Sad end."]}))
    >>> sentences, _ = framing.tokenize(articles, framing.split_sections(articles))
    >>> scored = framing.score_sentiment(sentences, articles).assign(half=["one", "one", "two", "two"])
    >>> tested = framing.test_difference(scored, by="half")
    >>> tested[["first", "second", "p", "p_least", "exchanged"]].round(2).values.tolist()
    [['(all groups)', '', 0.34, 0.33, 'sentences'], ['one', 'two', 0.34, 0.33, 'sentences']]
    """
    value = value_column(scored, value)
    scored = drop_nobody(scored, as_list(by))
    groups = group_rows(scored, by, include)
    n_groups = len(groups.keys)
    if n_groups > _MOST_GROUPS:
        raise ValueError(f"by={as_list(by)} makes {n_groups} groups, {n_groups * (n_groups - 1) // 2} pairs; compare "
                         f"at most {_MOST_GROUPS} groups at once. Filter the table first, for example to one article.")
    values = scored[value].to_numpy(dtype=float)
    counted = (groups.codes >= 0) & ~np.isnan(values)
    values, codes, article = values[counted], groups.codes[counted], article_codes(scored)[counted]
    n = np.bincount(codes, minlength=n_groups)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(codes, weights=values, minlength=n_groups) / n
    pairs = np.array(list(combinations(np.flatnonzero(n).tolist(), 2)), np.int64).reshape(-1, 2)
    a, b = pairs.T
    sets = [codes >= 0, *((codes == g) | (codes == h) for g, h in pairs.tolist())]
    tested = [permutation_test(values[rows], codes[rows], article[rows], seed=seed, n_permutations=n_permutations)
              for rows in (sets[:1] if len(pairs) == 1 else sets)]
    tested *= 2 if len(pairs) == 1 else 1
    p, least, exchanged = (np.array(column) for column in zip(*tested, strict=True))
    label = np.array([" · ".join(map(str, row)) for row in groups.keys.astype(object).itertuples(index=False)] or [""],
                     object)
    low, high = difference_intervals(values, codes, a, b, article)
    nan = [np.nan]
    return pd.DataFrame({
        "first": pd.array(["(all groups)", *label[a]], dtype="str"), "second": pd.array(["", *label[b]], dtype="str"),
        "mean_first": np.append(nan, mean[a]), "mean_second": np.append(nan, mean[b]),
        "difference": np.append(nan, mean[a] - mean[b]), "low": np.append(nan, low), "high": np.append(nan, high),
        "n_first": np.append(n.sum(), n[a]), "n_second": np.append(0, n[b]),
        "few": np.append(bool((n[n > 0] < FEW).any()), np.minimum(n[a], n[b]) < FEW),
        "p": p, "p_least": least, "p_adjusted": np.append(p[:1], adjust_holm(p[1:])),
        "exchanged": pd.array(exchanged, dtype="str")})


#: Its name begins like a test's; pytest must not collect it.
test_difference.__test__ = False
