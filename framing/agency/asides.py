"""Asides: brackets and datelines stand inside a sentence, and are no part of its clauses.

"The European Space Agency (ESA) said": who says so is the agency, not what the bracket adds. "LONDON (AP) — Police arrested
two men": the city arrests nobody. Both are set behind their sentence as sentences of their own while roles are told.
"""

from __future__ import annotations

import numpy as np

from .elements import NOUNS, NUMBER, VERBS, Elements

_N = NUMBER
_BRACKETS = [_N["open"], _N["close"]]
#: What a dateline may hold before its dash, and what cannot open the sentence behind it.
_DATELINE = NOUNS | {_N["comma"], _N["stop"]}
_GOES_ON = VERBS | {_N["who"], _N["which"], _N["what"], _N["when"], _N["and"], _N["or"], _N["stop"], _N["comma"]}
#: A dateline names a city, a country, a day: more elements than this are none.
_LONGEST = 9


def set_apart(elements: Elements) -> tuple[Elements, np.ndarray]:
    """Set asides behind the sentence they stand in.

    Parameters
    ----------
    elements : Elements
        In reading order.

    Returns
    -------
    elements : Elements
        The same ones, each aside a sentence of its own behind its sentence; ``sentence`` counts them all.
    order : array of int
        The place in reading order of each of them.
    """
    symbol, sentence = elements.symbol, elements.sentence
    part = np.zeros(len(symbol), np.int64)
    _mark_brackets(symbol, sentence, part)
    main = np.flatnonzero(part == 0)
    part[main[_in_datelines(symbol[main], sentence[main])]] = len(symbol)
    order = np.lexsort((part, sentence))
    moved = [column[order] for column in elements]
    new = (np.diff(sentence[order], prepend=-1) != 0) | (np.diff(part[order], prepend=-1) != 0)
    return Elements(*moved)._replace(sentence=np.cumsum(new) - 1), order


def _mark_brackets(symbol, sentence, part) -> None:
    """Number the outermost brackets of each sentence that are closed in it."""
    opened: list[int] = []
    for k in np.flatnonzero(np.isin(symbol, _BRACKETS)).tolist():
        if opened and sentence[opened[0]] != sentence[k]:
            opened = []
        if symbol[k] == _N["open"]:
            opened.append(k)
        elif opened:
            first = opened.pop()
            if not opened:
                part[first:k + 1] = first + 1


def _in_datelines(symbol, sentence) -> np.ndarray:
    """Which elements belong to a dateline: nouns up to the only dash of a sentence, before a clause of its own."""
    found = np.zeros(len(symbol), bool)
    dashes = np.flatnonzero(symbol == _N["dash"])
    alone = np.bincount(sentence[dashes], minlength=int(sentence[-1]) + 1 if len(sentence) else 0)[sentence[dashes]] == 1
    first = np.searchsorted(sentence, sentence[dashes])
    for low, dash in zip(first[alone].tolist(), dashes[alone].tolist(), strict=True):
        behind = dash + 1
        if (0 < dash - low <= _LONGEST and symbol[low] in NOUNS and _DATELINE.issuperset(symbol[low:dash].tolist())
                and behind < len(symbol) and sentence[behind] == sentence[dash] and symbol[behind] not in _GOES_ON):
            found[low:behind] = True
    return found
