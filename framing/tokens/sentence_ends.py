"""Where sentences end, told from word types and the tokens around (after Punkt, Kiss and Strunk 2006)."""

from __future__ import annotations

import numpy as np

from .pieces import Pieces, index_of
from .word_traits import (
    CLOSER,
    DASH,
    DOTS,
    DOTTED,
    NUMBER,
    OPENER,
    SMALL,
    STARTER,
    STOP,
    TITLE,
    UPPER,
    traits_of,
)


def sentence_starts(cut: Pieces, forced: np.ndarray) -> np.ndarray:
    """Which tokens begin a sentence.

    Parameters
    ----------
    cut : Pieces
    forced : array of bool, one per token
        Tokens that begin a paragraph, and so a sentence in any case.

    Returns
    -------
    array of bool, one per token
    """
    n = len(cut.code)
    begins = forced.copy()
    if n == 0:
        return begins
    traits = traits_of(cut.types)
    stop, short, title, closer, opener, small, starter, number, upper, dash, dots = (
        (traits & bit) > 0 for bit in (STOP, DOTTED, TITLE, CLOSER, OPENER, SMALL, STARTER, NUMBER, UPPER,
                                       DASH, DOTS))
    code = cut.code
    at = np.flatnonzero((stop | short)[code])
    last = at.copy()
    for _ in range(4):
        step = np.minimum(last + 1, n - 1)
        goes = closer[code[step]] & (cut.start[step] == cut.end[last]) & (step > last) & ~forced[step]
        last = np.where(goes, step, last)
    after = last + 1
    inside = after < n
    at, last, after = at[inside], last[inside], after[inside]
    free = cut.start[after] > cut.end[last]
    free |= last > at
    opening = opener[code[after]] & ~forced[after]
    behind = np.minimum(after + 1, n - 1)
    word = np.where(opening, behind, after)
    ok = free & ~small[code[word]] & (cut.start[after] > cut.end[last])
    ok &= ~dash[code[after]]
    abbreviation = short[code[at]]
    ok &= ~abbreviation | ((last > at) | (starter[code[word]] & ~(title[code[at]] & ~opening)))
    ok &= ~dots[code[at]] | upper[code[word]]
    before = np.maximum(at - 1, 0)
    listed = number[code[before]] & forced[before] & (code[at] == index_of(cut.types, "."))
    ok &= ~listed
    begins[after[ok]] = True
    return begins
