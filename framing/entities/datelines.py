"""Datelines, "ARLE, Velmia, March 4 (HPA) - ": where they are, and that what they name are places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from .features import ACTIVE, CAPITALS
from .rules import LOC, OTHER, Spans, replace_spans

#: A dateline has at most so many tokens before its dash, and its place at most so many words.
DATELINE_TOKENS = 16
PLACE_WORDS = 4
_DASHES = frozenset("- -- – —".split())
_IN_DATELINES = frozenset(", . ( ) / and de".split())


def find_datelines(types: Sequence[str], code: np.ndarray, begins: np.ndarray,
                   traits: np.ndarray) -> Iterator[tuple[int, int, int]]:
    """Datelines, "ARLE, Velmia, March 4 (HPA) - ": first token, the one behind the place in capitals, the dash."""
    capitals = (traits & CAPITALS) > 0
    active = (traits & ACTIVE) > 0
    opening = np.flatnonzero(begins & capitals[code])
    if len(opening):
        bounds = np.append(np.flatnonzero(begins), len(code))
        ends = bounds[np.searchsorted(bounds, opening, side="right")]
        for at, end in zip(opening.tolist(), ends.tolist(), strict=True):
            stop = min(end - 1, at + DATELINE_TOKENS)
            behind = at
            while behind < stop and capitals[code[behind]]:
                behind += 1
            if behind - at > PLACE_WORDS or types[code[behind]] not in (",", "("):
                continue
            dash = next((t for t in range(behind, stop) if not (
                active[code[t]] or types[code[t]] in _IN_DATELINES or types[code[t]][:1].isdigit())), stop)
            if dash < stop and types[code[dash]] in _DASHES:
                yield at, behind, dash


def name_datelines(spans: Spans, types: Sequence[str], code: np.ndarray,
                   datelines: Sequence[tuple[int, int, int]]) -> Spans:
    """Let the names of a dateline before its bracket be places."""
    if not datelines:
        return spans
    label = spans.label.copy()
    gone, rows = [], []
    for at, behind, dash in datelines:
        opened = next((t for t in range(behind, dash) if types[code[t]] == "("), dash)
        near = slice(*np.searchsorted(spans.first, [at, opened]))
        gone += [k for k in range(near.start, near.stop) if spans.first[k] < behind]
        rows.append((at, behind - 1, LOC))
        label[near] = np.where(label[near] == OTHER, OTHER, LOC)
    return replace_spans(spans._replace(label=label), gone, rows)
