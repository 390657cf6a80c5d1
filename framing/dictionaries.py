"""Contested terms and frames: a codebook's patterns counted per group, never without their hits."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .actors.codebook import load_codebook
from .groups import as_list, counted_rows, group_rows, group_values
from .patterns import find_phrases
from .places import Places, distinct
from .schema import context_of, require, texts_of, with_context
from .tokens import word_rows
from .tokens.vocabulary import expand


def count_labels(tokens: pd.DataFrame, codebook, *, by="section", mentions: pd.DataFrame | None = None,
                 include=()) -> pd.DataFrame:
    """Count a codebook's contested terms ("special military operation", "war") per group.

    Parameters
    ----------
    tokens : DataFrame
        As `tokenize` or `add_voices` gives it; filter it to count a part.
    codebook : path, dict or Codebook
        Its ``labels``; see `load_codebook`. Patterns are matched against whole tokens without regard to case; where two
        of an issue overlap, the one that begins first counts, of those the longest.
    by : str, list of str or None
        Columns to group by; "actor" counts within the sentences that name the actor and needs `mentions`.
    mentions : DataFrame, optional
    include : iterable of {"heading", "furniture"}
        Count these parts too.

    Returns
    -------
    DataFrame
        The `by` columns; ``issue``; ``label`` (the alternative); ``n`` (int, hits); ``n_tokens`` (int, words of the
        group); ``per_1000`` (float, hits per 1,000 words); ``n_issue`` (int, hits of all alternatives of the issue);
        ``share`` (float, n of n_issue; NaN where the issue is not spoken of). A group without a hit has its row, n = 0.

    Raises
    ------
    ValueError
        If a column is missing, the codebook is damaged or has no labels, or "actor" lacks `mentions`.

    Examples
    --------
    >>> import framing
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["The war goes on. They call it an operation."]}))
    >>> _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    >>> book = {"labels": {"conflict": ["war", "operation*", "invasion"]}}
    >>> count_labels(tokens, book, by=None)[["label", "n", "share"]].values.tolist()
    [['war', 1, 0.5], ['operation*', 1, 0.5], ['invasion', 0, 0.0]]
    """
    labels = _labels(codebook)
    table = _count(tokens, labels, ("issue", "label"), by, mentions, include)
    issue = group_values({name: table[name].array for name in [*as_list(by), "issue"]}, np.ones(len(table), bool)).codes
    sums = np.bincount(issue, weights=table["n"]) if len(table) else np.zeros(0)
    table["n_issue"] = (sums[issue] if len(table) else sums).astype("int64")
    table["share"] = table["n"] / table["n_issue"].where(table["n_issue"] > 0)
    return table


def count_frames(tokens: pd.DataFrame, codebook, *, by="section", mentions: pd.DataFrame | None = None,
                 include=()) -> pd.DataFrame:
    """Count a codebook's frames (dictionaries of words, phrases and wildcards) per group.

    A count of a dictionary is no finding: read its hits with `find_frames`.

    Parameters
    ----------
    tokens, by, mentions, include
        As in `count_labels`.
    codebook : path, dict or Codebook
        Its ``frames``. A word counts once per frame, whatever number of patterns it fits, and in every frame it fits.

    Returns
    -------
    DataFrame
        The `by` columns; ``frame``; ``n`` (int, hits); ``n_tokens`` (int, words of the group); ``per_1000`` (float).

    Raises
    ------
    ValueError
        If a column is missing, the codebook is damaged or has no frames, or "actor" lacks `mentions`.

    Examples
    --------
    >>> import framing
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["They attacked and opened fire."]}))
    >>> _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    >>> count_frames(tokens, {"frames": {"violence": ["attack*", "opened fire", "war"]}}, by=None).values.tolist()
    [['violence', 2, 5, 400.0]]
    """
    return _count(tokens, _frames(codebook), ("frame",), by, mentions, include)


def find_labels(tokens: pd.DataFrame, articles: pd.DataFrame, codebook, *, width: int = 60) -> pd.DataFrame:
    """Every hit of a codebook's contested terms, in context.

    Parameters
    ----------
    tokens, articles : DataFrame
    codebook : path, dict or Codebook
    width : int
        Characters shown on each side.

    Returns
    -------
    DataFrame
        ``article``, ``section``, ``sentence``, ``voice``, ``issue``, ``label``, ``pattern`` (that fits), ``left``, ``term``
        (as written), ``right``, ``start``, ``end`` (str offsets); headings and furniture included.

    Raises
    ------
    ValueError
        As `count_labels`.

    Examples
    --------
    >>> import framing
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["The War goes on."]}))
    >>> _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    >>> find_labels(tokens, articles, {"labels": {"conflict": ["war"]}})[["left", "term", "right"]].values.tolist()
    [['The ', 'War', ' goes on.']]
    """
    return _show(tokens, articles, _labels(codebook), ("issue", "label"), width)


def find_frames(tokens: pd.DataFrame, articles: pd.DataFrame, codebook, *, width: int = 60) -> pd.DataFrame:
    """Every hit of a codebook's frames, in context.

    Parameters
    ----------
    tokens, articles, codebook, width
        As in `find_labels`.

    Returns
    -------
    DataFrame
        As `find_labels`, with ``frame`` in place of issue and label.

    Raises
    ------
    ValueError
        As `count_frames`.

    Examples
    --------
    >>> import framing
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["They attacked."]}))
    >>> _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    >>> find_frames(tokens, articles, {"frames": {"violence": ["attack*"]}})[["frame", "pattern", "term"]].values.tolist()
    [['violence', 'attack*', 'attacked']]
    """
    return _show(tokens, articles, _frames(codebook), ("frame",), width)


def _labels(codebook) -> dict[tuple, tuple]:
    book = load_codebook(codebook)
    if not book.labels:
        raise ValueError("the codebook has no labels; add labels: {issue: [one term, another term]} to it.")
    return {(issue, label): patterns for issue, group in book.labels.items() for label, patterns in group.items()}


def _frames(codebook) -> dict[tuple, tuple]:
    book = load_codebook(codebook)
    if not book.frames:
        raise ValueError("the codebook has no frames; add frames: {name: [word, a phrase, wildcard*]} to it.")
    return {(frame,): patterns for frame, patterns in book.frames.items()}


def _hits(tokens, wanted: dict[tuple, tuple]):
    """First and last token row, number of the cell, and pattern of every hit; overlaps within an issue resolved."""
    require(tokens, ["article", "section", "sentence", "start", "end", "token"], "tokens")
    patterns = list(dict.fromkeys(p for group in wanted.values() for p in group))
    found = dict(zip(patterns, find_phrases(tokens, patterns), strict=True))
    parts = [(first, last, np.full(len(first), cell), np.full(len(first), patterns.index(pattern)))
             for cell, group in enumerate(wanted.values()) for pattern in group for first, last in [found[pattern]]]
    first, last, cell, pattern = (np.concatenate([p[k] for p in parts]) if parts else np.zeros(0, "int64") for k in range(4))
    issue_of = {name: k for k, name in enumerate(dict.fromkeys(key[0] for key in wanted))}
    issue = np.array([issue_of[key[0]] for key in wanted], "int64")[cell] if len(cell) else cell
    order = np.lexsort((cell, -last, first, issue))
    keep, end, current = [], -1, -1
    for k, group, begin, stop in zip(order.tolist(), issue[order].tolist(), first[order].tolist(), last[order].tolist(),
                                     strict=True):
        if group != current:
            current, end = group, -1
        if begin > end:
            keep.append(k)
            end = stop
    keep = np.array(keep, "int64")
    keep = keep[np.lexsort((cell[keep], first[keep]))]
    return first[keep], last[keep], cell[keep], pattern[keep], patterns


def _count(tokens, wanted, names, by, mentions, include) -> pd.DataFrame:
    by = as_list(by)
    first, _, cell, _, _ = _hits(tokens, wanted)
    if "actor" in by:
        tokens, row = _sentences_of_actors(tokens, mentions, include)
        copies = np.argsort(row, kind="stable")
        low, high = (np.searchsorted(row[copies], first, side=side) for side in ("left", "right"))
        cell = np.repeat(cell, high - low)
        first = copies[expand(low, high - low)]
    groups = group_rows(tokens, by, include)
    words = word_rows(tokens) & (groups.codes >= 0)
    size = np.bincount(groups.codes[words], minlength=len(groups.keys)).astype("int64")
    group = groups.codes[first]
    inside = group >= 0
    n = np.bincount(group[inside] * len(wanted) + cell[inside], minlength=len(groups.keys) * len(wanted)).astype("int64")
    table = groups.keys.iloc[np.repeat(np.arange(len(groups.keys)), len(wanted))].reset_index(drop=True)
    for k, name in enumerate(names):
        table[name] = pd.array([key[k] for key in wanted] * len(groups.keys), dtype="str")
    table["n"], table["n_tokens"] = n, np.repeat(size, len(wanted))
    table["per_1000"] = 1000 * table["n"] / table["n_tokens"].where(table["n_tokens"] > 0)
    return with_context(table, context_of(tokens))


def _sentences_of_actors(tokens, mentions, include) -> tuple[pd.DataFrame, np.ndarray]:
    """The tokens of every sentence that names an actor, once per actor, and the row each is a copy of."""
    if mentions is None:
        raise ValueError('by="actor" counts within the sentences that name an actor; give mentions=analysis.mentions.')
    require(mentions, ["article", "sentence", "start", "actor"], "mentions")
    kept = mentions[counted_rows(mentions, include) & (mentions["actor"] != "").to_numpy(dtype=bool)]
    places = Places(tokens)
    names, actors = pd.factorize(kept["actor"].astype(object), sort=True)
    article, sentence = places.articles_of(kept), kept["sentence"].to_numpy()
    first = distinct(article, sentence, names)
    first = first[article[first] >= 0]
    rows, pair = places.within(article[first], sentence[first])
    expanded = tokens.iloc[rows].reset_index(drop=True)
    expanded["actor"] = pd.array(np.asarray(actors, object)[names[first][pair]], dtype="str")
    return with_context(expanded, context_of(tokens)), rows


def _show(tokens, articles, wanted, names, width) -> pd.DataFrame:
    require(articles, ["article", "text"], "articles")
    first, last, cell, pattern, patterns = _hits(tokens, wanted)
    columns = [c for c in ("article", "section", "sentence", "voice") if c in tokens.columns]
    table = _bare(tokens.iloc[first][columns]).reset_index(drop=True)
    keys = list(wanted)
    for k, name in enumerate(names):
        table[name] = pd.array([keys[c][k] for c in cell], dtype="str")
    table["pattern"] = pd.array([patterns[p] for p in pattern], dtype="str")
    start, end = tokens["start"].to_numpy()[first], tokens["end"].to_numpy()[last]
    spans = list(zip(texts_of(table, articles, "tokens"), start.tolist(), end.tolist(), strict=True))
    table["left"] = pd.array([_flat(text[max(0, s - width):s]) for text, s, _ in spans], dtype="str")
    table["term"] = pd.array([text[s:e] for text, s, e in spans], dtype="str")
    table["right"] = pd.array([_flat(text[e:e + width]) for text, _, e in spans], dtype="str")
    table["start"], table["end"] = start.astype("int32"), end.astype("int32")
    return with_context(table, context_of(tokens))


def _flat(text: str) -> str:
    return "".join(" " if c.isspace() else c for c in text)


def _bare(table: pd.DataFrame) -> pd.DataFrame:
    table = table.copy(deep=False)
    table.attrs = {}
    return table
