"""Sentiment of spans by dictionary: scores, means with intervals, the words behind them, tests of differences.

Dictionary sentiment is weak on news (van Atteveldt, van der Velden and Boukes 2021). It is here because it can be
compared with earlier work; read it with its coverage, and prefer `framing.score_tone` for how actors are shown.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd

from ..bundles import source_rows
from ..differences import test_difference
from ..groups import group_rows
from ..schema import LowCoverageWarning, choose, context_of, require, with_context
from ..stats import FEW, article_codes, mean_intervals, value_column
from . import polarity, vader

__all__ = ["explain_sentiment", "mean_sentiment", "score_sentiment", "span_texts", "test_difference",
           "warn_if_uncovered"]

METHODS = ("textblob", "textblob-negation", "vader")


def score_sentiment(spans: pd.DataFrame, articles: pd.DataFrame, *,
                    method: str | Callable = "textblob") -> pd.DataFrame:
    """Score the text of each span.

    Parameters
    ----------
    spans : DataFrame
        Any table with ``article``, ``start`` and ``end``: sentences, quotes, sections. Means over sentences are
        better than scores of whole sections, which even out (TextBlob) or saturate (VADER).
    articles : DataFrame
        As `read_articles` gives it.
    method : str or callable
        "textblob" gives to the last bit what ``TextBlob(text).sentiment`` returns, and with it that n't does not
        negate ("isn't good" = +0.7). "textblob-negation" is the same with n't as a negation ("isn't good" =
        -0.35): the numbers are no longer TextBlob's. "vader" gives to the last digit what vaderSentiment 3.3.2
        returns. A callable takes a list of texts and gives one number per text, or a mapping of column names to
        such lists; NaN where it has nothing to say.

    Returns
    -------
    DataFrame
        A copy of `spans` with, for TextBlob, ``polarity`` (float, -1 to 1) and ``subjectivity`` (float, 0 to 1);
        for VADER ``negative``, ``neutral``, ``positive`` (float, shares of the words) and ``compound`` (float,
        -1 to 1); for a callable ``polarity`` or its own columns. Always ``n_words`` (int32, words of the span)
        and ``n_scored`` (int32, words, emoticons and emoji of it that entered the score; for a callable all words
        or none).

    Raises
    ------
    ValueError
        If a column is missing, the method is unknown, a span lies outside its article, or a callable gives the
        wrong number of scores.
    ModuleNotFoundError
        If the package that holds the method's lexicon is not installed.

    References
    ----------
    De Smedt, T., and Daelemans, W. (2012). Pattern for Python. JMLR 13, 2063-2067.
    Hutto, C. J., and Gilbert, E. (2014). VADER: a parsimonious rule-based model. ICWSM 8, 216-225.

    Examples
    --------
    >>> import framing
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["A very good plan. It isn't good."]}))
    >>> sentences, _ = framing.tokenize(articles, framing.split_sections(articles))
    >>> framing.score_sentiment(sentences, articles)["polarity"].round(3).tolist()
    [0.91, 0.7]
    >>> framing.score_sentiment(sentences, articles, method="vader")["compound"].tolist()
    [0.4927, -0.3412]
    """
    if not callable(method):
        choose(method, METHODS, "method")
    texts = span_texts(spans, articles)
    if callable(method):
        columns = _call(method, texts)
    elif method == "vader":
        columns = vader.score_texts(texts)._asdict()
    else:
        columns = polarity.score_texts(texts, negate_contractions=method == "textblob-negation")._asdict()
    return spans.assign(**columns)


def span_texts(spans: pd.DataFrame, articles: pd.DataFrame) -> list[str]:
    """The text of each span.

    Raises
    ------
    ValueError
        If a column is missing, an article is unknown, or a span lies outside its article.
    """
    require(spans, ["article", "start", "end"], "spans")
    require(articles, ["article", "text"], "articles")
    place = source_rows(spans, articles, "spans")
    texts = articles["text"].tolist()
    start, end = spans["start"].to_numpy(), spans["end"].to_numpy()
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    wrong = (start < 0) | (end < start) | (end > sizes[place]) if len(spans) else np.zeros(0, bool)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise ValueError(f"row {row}: the span {start[row]}:{end[row]} lies outside its article, which has "
                         f"{sizes[place[row]]} characters. Were the spans made from another version of the text?")
    return [texts[p][a:b] for p, a, b in zip(place.tolist(), start.tolist(), end.tolist(), strict=True)]


def _call(method, texts):
    scores = method(texts) if texts else []
    columns = dict(scores) if hasattr(scores, "keys") else {"polarity": scores}
    columns = {name: np.asarray(values, float) for name, values in columns.items()}
    for name, values in columns.items():
        if values.shape != (len(texts),):
            raise ValueError(f"method gave {values.shape} for {name!r}; it must give one number for each of the "
                             f"{len(texts)} texts.")
    first = next(iter(columns.values()), np.zeros(0))
    n_words = polarity.count_text_words(texts)
    return columns | {"n_words": n_words, "n_scored": np.where(np.isnan(first), 0, n_words).astype(np.int32)}


def mean_sentiment(scored: pd.DataFrame, *, by="section", value: str | None = None, include=(),
                   seed: int = 0) -> pd.DataFrame:
    """Mean score of the sentences of each group, with a 95 % interval.

    Parameters
    ----------
    scored : DataFrame
        As `score_sentiment` gives it, one row per sentence.
    by : str, list of str or None
        Columns to group by: "section", "article", ["outlet", "section"], … None for one mean of all.
    value : str, optional
        The column to average; "polarity" if there is one, else "compound".
    include : iterable of {"heading", "furniture"}
        Headings and furniture are left out unless named.
    seed : int
        Of the bootstrap.

    Returns
    -------
    DataFrame
        The `by` columns; ``mean`` (float); ``low`` and ``high`` (float, ends of the 95 % interval; NaN where fewer
        than two sentences, or all alike, say nothing about the spread); ``n_sentences`` (int); ``n_scored`` (int,
        sentences with a scored word); ``share_scored`` (float, their share of the sentences); ``few`` (bool, under
        10 sentences).
        Sentences are resampled within an article; where a group spans several articles, whole articles are.

    Raises
    ------
    ValueError
        If a column is missing or a name is unknown.

    Warns
    -----
    framing.LowCoverageWarning
        If fewer than half of all sentences hold a word the method can score.

    Examples
    --------
    >>> import framing
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["A good plan. A bad idea. A nice day."]}))
    >>> sentences, _ = framing.tokenize(articles, framing.split_sections(articles))
    >>> means = framing.mean_sentiment(framing.score_sentiment(sentences, articles), by="article")
    >>> means[["mean", "n_sentences", "share_scored", "few"]].round(3).iloc[0].to_dict()
    {'mean': 0.2, 'n_sentences': 3, 'share_scored': 1.0, 'few': True}
    """
    value = value_column(scored, value)
    require(scored, ["n_scored"], "scored")
    groups = group_rows(scored, by, include)
    n_groups = len(groups.keys)
    values = scored[value].to_numpy(dtype=float)
    counted = (groups.codes >= 0) & ~np.isnan(values)
    # "mean" scores of all methods lie between -1 and 1; a column of one's own may not.
    limits = (-1.0, 1.0) if value in ("polarity", "compound") else (-np.inf, np.inf)
    if counted.any() and np.abs(values[counted]).max() > 1:
        limits = (-np.inf, np.inf)
    found = mean_intervals(values, groups.codes, n_groups, clusters=article_codes(scored), seed=seed, limits=limits)
    hit = counted & (scored["n_scored"].to_numpy() > 0)
    n_scored = np.bincount(groups.codes[hit], minlength=n_groups)
    warn_if_uncovered(int(hit.sum()), int(counted.sum()))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = n_scored / np.where(found.n > 0, found.n, np.nan)
    table = groups.keys.reset_index(drop=True).assign(
        mean=found.mean, low=found.low, high=found.high, n_sentences=found.n.astype(int), n_scored=n_scored,
        share_scored=share, few=found.n < FEW)
    return with_context(table, context_of(scored))


def warn_if_uncovered(n_scored: int, n: int, *, what: str = "sentences", stacklevel: int = 2) -> None:
    """Warn, at the line that called the caller, when fewer than half of the rows hold a scored word."""
    if n and n_scored * 2 < n:
        warnings.warn(f"only {n_scored:,} of {n:,} {what} hold a word that the method can score; the mean says more "
                      "about the lexicon than about the text. Report share_scored beside it.",
                      LowCoverageWarning, stacklevel=stacklevel + 1)


def explain_sentiment(spans: pd.DataFrame, articles: pd.DataFrame, *, method: str = "textblob") -> pd.DataFrame:
    """The words that made each score, with their values.

    Parameters
    ----------
    spans, articles
        As in `score_sentiment`. Pass a few rows: this walks word by word.
    method : {"textblob", "textblob-negation", "vader"}

    Returns
    -------
    DataFrame
        One row per scored word: ``span`` (int, row of `spans`); ``article``; ``section`` and ``sentence`` where
        `spans` has them; ``start`` and ``end`` (int32, of the word in the article's text); ``word`` (as written);
        ``modifiers`` (the words and marks that changed its value, as written, joined by blanks); ``lexicon``
        (float, its value in the lexicon); ``value`` (float, after all modifiers). The polarity of TextBlob is the
        mean of the values; VADER adds them up, adds the emphasis of ! and ?, and presses the sum between -1 and 1.

    Raises
    ------
    ValueError
        As in `score_sentiment`.

    Examples
    --------
    >>> import framing
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["It was not a very good plan."]}))
    >>> sentences, _ = framing.tokenize(articles, framing.split_sections(articles))
    >>> row = framing.explain_sentiment(sentences, articles).iloc[0]
    >>> row["word"], row["modifiers"], float(row["lexicon"]), round(float(row["value"]), 3)
    ('good', 'not very', 0.7, -0.269)
    """
    choose(method, METHODS, "method")
    texts = span_texts(spans, articles)
    found = []
    for row, text in enumerate(texts):
        if method == "vader":
            steps = vader.explain_text(text)
        else:
            steps = polarity.explain_words(text, negate_contractions=method == "textblob-negation")
        found += [(row, *step) for step in steps]
    row, start, end, word, modifiers, lexicon, value = zip(*found, strict=True) if found else [()] * 7
    row = np.array(row, np.int64)
    offset = spans["start"].to_numpy()[row]
    keys = {name: spans[name].array.take(row) for name in ("article", "section", "sentence") if name in spans.columns}
    return pd.DataFrame({
        "span": row, **keys, "start": (np.array(start, np.int64) + offset).astype(np.int32),
        "end": (np.array(end, np.int64) + offset).astype(np.int32), "word": pd.array(word, dtype="str"),
        "modifiers": pd.array(modifiers, dtype="str"), "lexicon": np.array(lexicon, float),
        "value": np.array(value, float)})
