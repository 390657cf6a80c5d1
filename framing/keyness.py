"""Statistics of word counts in two groups: G², log-ratio and weighted log-odds. Pure NumPy, any shape."""

from __future__ import annotations

import numpy as np


def log_likelihood(n, n_reference, size, size_reference):
    """Dunning's log-likelihood G² of a count against a reference.

    Parameters
    ----------
    n, n_reference : array of int
        How often the term stands in the group and in the reference.
    size, size_reference : array of int
        Words of the group and of the reference.

    Returns
    -------
    array of float
        G² of the four-cell table, ≥ 0 (without a unit); NaN where a side has no words.

    References
    ----------
    Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. Computational
    Linguistics 19(1). Rayson and Garside (2000) use the two cells of the term only; here all four count.

    Examples
    --------
    >>> round(float(log_likelihood(10, 5, 100, 100)), 4)
    1.8341
    """
    a, b = np.asarray(n, float), np.asarray(n_reference, float)
    c, d = np.asarray(size, float) - a, np.asarray(size_reference, float) - b
    total = a + b + c + d
    with np.errstate(divide="ignore", invalid="ignore"):
        g2 = 2 * sum(_term(observed, row * column / total) for observed, row, column in (
            (a, a + b, a + c), (b, a + b, b + d), (c, c + d, a + c), (d, c + d, b + d)))
    return np.where((a + c > 0) & (b + d > 0), np.maximum(g2, 0.0), np.nan)


def _term(observed, expected):
    return np.where(observed > 0, observed * np.log(np.where(observed > 0, observed, 1) / expected), 0.0)


def log_ratio(n, n_reference, size, size_reference):
    """Binary logarithm of the ratio of two relative frequencies; half a count stands in for none.

    Returns
    -------
    array of float
        Doublings: 1 = twice as frequent as in the reference; NaN where a side has no words.

    References
    ----------
    Hardie, A. (2014). Log Ratio: an informal introduction. CASS, Lancaster University.

    Examples
    --------
    >>> float(log_ratio(20, 5, 1000, 1000))
    2.0
    """
    a, b = np.asarray(n, float), np.asarray(n_reference, float)
    size, size_reference = np.asarray(size, float), np.asarray(size_reference, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log2((np.maximum(a, 0.5) / size) / (np.maximum(b, 0.5) / size_reference))
    return np.where((size > 0) & (size_reference > 0), ratio, np.nan)


def weighted_log_odds(n, n_reference, size, size_reference, prior, prior_size):
    """Log-odds ratio with an informative Dirichlet prior, and its z-score.

    Parameters
    ----------
    n, n_reference, size, size_reference : array of int
    prior : array of float
        Pseudo-counts of each term, usually its share of all text times `prior_size`.
    prior_size : float
        Sum of the pseudo-counts.

    Returns
    -------
    log_odds, z : array of float
        Natural logarithm of the odds ratio, and its number of standard errors; NaN where a side has no words.

    References
    ----------
    Monroe, B., Colaresi, M. and Quinn, K. (2008). Fightin' Words. Political Analysis 16(4), equations 16-22;
    the variance is the paper's approximation, without the terms of all other words.

    Examples
    --------
    >>> odds, z = weighted_log_odds(20, 5, 1000, 1000, 12.5, 1000)
    >>> round(float(odds), 3), round(float(z), 2)
    (0.627, 2.11)
    """
    a, b = np.asarray(n, float) + prior, np.asarray(n_reference, float) + prior
    rest_a = np.asarray(size, float) + prior_size - a
    rest_b = np.asarray(size_reference, float) + prior_size - b
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.log(a / rest_a) - np.log(b / rest_b)
        z = odds / np.sqrt(1 / a + 1 / b)
    known = (np.asarray(size) > 0) & (np.asarray(size_reference) > 0)
    return np.where(known, odds, np.nan), np.where(known, z, np.nan)
