"""Where mentions stand: their sentence and its tokens, from a token table or from the text around them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..bundles import require_categories, source_rows
from ..layout import is_wrapped
from ..schema import article_rows, require
from ..tokens import token_types
from ..tokens.pieces import Pieces, cut_pieces
from ..tokens.sentence_ends import sentence_starts
from ..tokens.vocabulary import expand

#: Tokens looked at on each side of a mention; sentences are shorter, unless a text has no sentence ends.
REACH = 200
#: Characters cut in one go.
CHUNK = 300_000
_BREAK = re.compile(r"(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])")
_BLANK_LINE = re.compile(r"(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])\s*(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])")
_RARE_BREAK = re.compile(r"[\r\x0b\x0c\x85\u2028\u2029]")
#: Headings in Markdown: the signs are no part of the heading's sentence.
_MARK = re.compile(r"#{1,6}[ \t]+")


class Places(NamedTuple):
    """Tokens end to end (type, offsets in their article) and each mention's tokens and sentence, as ranges of them.

    A mention that holds no token has first = last = -1.
    """

    types: list[str]
    code: np.ndarray
    start: np.ndarray
    end: np.ndarray
    first: np.ndarray
    last: np.ndarray
    sentence_first: np.ndarray
    sentence_last: np.ndarray


def locate(mentions: pd.DataFrame, articles: pd.DataFrame, tokens: pd.DataFrame | None = None) -> Places:
    """Find each mention's tokens and sentence.

    Parameters
    ----------
    mentions : DataFrame
        ``article``, ``start``, ``end``.
    articles : DataFrame
    tokens : DataFrame, optional
        As `framing.tokenize` gives it. Without it, or where it does not hold a mention, the paragraph around the
        mention is cut by the same tokenizer.

    Returns
    -------
    Places

    Raises
    ------
    ValueError
        If a column is missing, an article is not there, or a span lies outside its article.
    """
    require(mentions, ["article", "start", "end"], "mentions")
    require(articles, ["article", "text"], "articles")
    rows = source_rows(mentions, articles, "mentions")
    start, end = (mentions[c].to_numpy(dtype=np.int64) for c in ("start", "end"))
    length = articles["text"].str.len().to_numpy(dtype=np.int64)
    wrong = (start < 0) | (end < start) | (end > length[rows])
    if wrong.any():
        k = int(np.argmax(wrong))
        raise ValueError(f"row {k}: {start[k]}:{end[k]} lies outside article {mentions['article'].iloc[k]!r}, which has "
                         f"{length[rows[k]]} characters; start and end count characters of articles['text'].")
    if tokens is None or not len(tokens):
        return _from_text(rows, start, end, articles)
    places = _from_tokens(rows, start, end, articles, tokens)
    lost = np.flatnonzero(places.first < 0)
    if not len(lost):
        return places
    return _merge(places, _from_text(rows[lost], start[lost], end[lost], articles), lost)


def _from_tokens(rows, start, end, articles, tokens) -> Places:
    require(tokens, ["article", "sentence", "start", "end", "token"], "tokens")
    require_categories(tokens, ["token"], "tokens")
    owner = article_rows(tokens, articles, "tokens")
    start_of = tokens["start"].to_numpy()
    rising = np.diff(owner) > 0
    rising |= (np.diff(owner) == 0) & (np.diff(start_of) > 0)
    place = slice(None) if rising.all() else np.lexsort((start_of, owner))
    sentence = tokens["sentence"].to_numpy()[place]
    owner = owner[place]
    begins = np.append(True, (owner[1:] != owner[:-1]) | (sentence[1:] != sentence[:-1]))
    return _spans(token_types(tokens), tokens["token"].cat.codes.to_numpy()[place], owner,
                  start_of[place], tokens["end"].to_numpy()[place], begins, rows, start, end)


def _from_text(rows, start, end, articles) -> Places:
    texts = articles["text"].astype(object).tolist()
    order = np.lexsort((end, start, rows))
    listed = rows[order].tolist()
    firsts = np.flatnonzero(np.append(True, np.diff(rows[order]) != 0)[:len(order)]).tolist()
    starts, ends = start[order].tolist(), end[order].tolist()
    parts, owner, offset, needed = [], [], [], []
    for low, high in zip(firsts, [*firsts[1:], len(listed)][:len(firsts)], strict=True):
        text, lines = texts[listed[low]], 1
        spans = [(0, len(text))]
        if _BREAK.search(text):
            lines = 2 if is_wrapped(text) else 1
            spans = _paragraphs(text, starts[low:high], ends[low:high], _BLANK_LINE if lines == 2 else _BREAK)
        for opens, closes in spans:
            mark = _MARK.match(text, opens)
            if mark and mark.end() < closes:
                opens = mark.end()
            parts.append(text[opens:closes])
            owner.append(listed[low])
            offset.append(opens)
            needed.append(lines)
    cut, base = _cut_joined(parts)
    owner, offset, needed = (np.array(x, np.int64) for x in (owner, offset, needed))
    n = len(cut.code)
    part = np.repeat(np.arange(len(parts)), np.diff(np.append(
        np.searchsorted(cut.start + (cut.text.astype(np.int64) << 32), base), n)))
    base &= 0xFFFFFFFF
    forced = np.append(True, (part[1:] != part[:-1]) | (cut.breaks[:-1] >= needed[part[:-1]]))[:n]
    begins = sentence_starts(cut, forced)
    shift = (offset - base)[part]
    return _spans(cut.types, cut.code, owner[part], cut.start + shift, cut.end + shift, begins, rows, start, end)


def _cut_joined(parts: list[str]) -> tuple[Pieces, np.ndarray]:
    """Cut paragraphs joined to texts of some size, and where each begins: the number of its text << 32, its offset.

    Few texts are cut faster than many, but one text of many millions outgrows the cache. No token crosses a blank line.
    """
    ends = np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts)) + 2)
    begins = np.append(0, ends)[:-1]
    chunk = begins // CHUNK
    first = np.searchsorted(chunk, np.unique(chunk))
    joined = ["\n\n".join(parts[a:b]) for a, b in zip(first, [*first[1:], len(parts)][:len(first)], strict=True)]
    number = np.cumsum(np.isin(np.arange(len(parts)), first)) - 1
    return cut_pieces(joined), (number << 32) + begins - begins[first][number]


def _paragraphs(text, starts, ends, border) -> list[tuple[int, int]]:
    """The paragraphs that hold mentions (sorted by start); those that a mention joins come as one."""
    if border is _BREAK and not _RARE_BREAK.search(text):
        edges = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        edges[-1] -= 1
    else:
        edges = [0, *(match.end() for match in border.finditer(text)), len(text)]
    spans: list[tuple[int, int]] = []
    for start, end in zip(starts, ends, strict=True):
        opens = edges[bisect_right(edges, start, hi=len(edges) - 1) - 1]
        closes = edges[bisect_left(edges, max(end, start + 1), hi=len(edges) - 1)]
        if spans and opens < spans[-1][1]:
            opens, closes = spans[-1][0], max(closes, spans.pop()[1])
        spans.append((opens, closes))
    return spans


def _spans(types, code, owner, token_start, token_end, begins, rows, start, end) -> Places:
    """Ranges of tokens by position: all articles laid end to end, a million million characters apart."""
    n = len(code)
    if n == 0:
        none = np.full(len(rows), -1, np.int64)
        return Places(types, np.zeros(0, np.int64), token_start, token_end, none, none, none, none)
    far = np.int64(1) << 40
    first = np.searchsorted(owner * far + token_end, rows * far + start, side="right")
    last = np.searchsorted(owner * far + token_start, rows * far + end, side="left")
    held = (last > first) & (end > start)
    inside, final = np.minimum(first, n - 1), np.maximum(last - 1, 0)
    at = np.flatnonzero(begins)
    number = np.cumsum(begins) - 1
    opens = at[number[inside]]
    closes = np.append(at[1:], n)[number[final]]
    opens, closes = np.maximum(opens, first - REACH), np.minimum(closes, last + REACH)
    return Places(types, code.astype(np.int64), token_start, token_end, *(
        np.where(held, x, -1) for x in (first, last, opens, closes)))


def _merge(places: Places, other: Places, rows) -> Places:
    shift, types = len(places.code), places.types + other.types
    ranges = []
    for mine, theirs in zip(places[4:], other[4:], strict=True):
        mine = mine.copy()
        mine[rows] = np.where(theirs < 0, -1, theirs + shift)
        ranges.append(mine)
    return Places(types, np.concatenate([places.code, other.code + len(places.types)]),
                  np.concatenate([places.start, other.start]), np.concatenate([places.end, other.end]), *ranges)


def narrow(places: Places, rows: np.ndarray) -> Places:
    """The same for some of the mentions, with only the tokens of their sentences."""
    first, last, opens, closes = (x[rows] for x in places[4:])
    keys, which = np.unique(opens << 32 | closes, return_inverse=True)
    span_first, size = keys >> 32, (keys & 0xFFFFFFFF) - (keys >> 32)
    kept = expand(span_first, size)
    moved = (np.cumsum(size) - size - span_first)[which]
    return Places(places.types, places.code[kept], places.start[kept], places.end[kept],
                  *(x + moved for x in (first, last, opens, closes)))
