"""Where a name begins and ends, and what it is, told by its form: marks, particles, legal forms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..resources import load_json
from .rules import ORG, PERSON, Spans, legal_forms, replace_spans


def part_at_semicolons(spans: Spans, types: Sequence[str], code: np.ndarray) -> Spans:
    """Cut names at semicolons, which no name holds: "in the Gulf; Riyadh replied"."""
    at = np.append(0, np.cumsum(_are(types, ";")[code]))
    held = np.flatnonzero(at[spans.last + 1] > at[spans.first])
    rows = []
    for k in held.tolist():
        low = int(spans.first[k])
        for t in range(low, int(spans.last[k]) + 2):
            if t > spans.last[k] or types[code[t]] == ";":
                if t > low:
                    rows.append((low, t - 1, int(spans.label[k])))
                low = t + 1
    return replace_spans(spans, held, rows)


def join_particles(spans: Spans, types: Sequence[str], code: np.ndarray, begins: np.ndarray) -> Spans:
    """Join a first name with the surname behind its particles: "Lieke" and "Ploeg" in "Lieke van der Ploeg"."""
    if not len(spans.first):
        return spans
    particle = np.append(0, np.cumsum(_are(types, *load_json("actors.json")["particles"])[code]))
    first, last, label = spans
    gap = first[1:] - last[:-1] - 1
    pair = np.flatnonzero((label[:-1] == PERSON) & (label[1:] == PERSON) & (gap > 0) & (gap <= 3))
    small = particle[first[pair + 1]] - particle[last[pair] + 1] == gap[pair]
    number = np.cumsum(begins)
    pair = pair[small & (number[last[pair]] == number[first[pair + 1]])]
    ends = last.copy()
    for k in pair[::-1].tolist():
        ends[k] = ends[k + 1]
    keep = np.ones(len(first), bool)
    keep[pair + 1] = False
    return Spans(first[keep], ends[keep], label[keep])


def name_companies(spans: Spans, types: Sequence[str], code: np.ndarray, begins: np.ndarray) -> Spans:
    """Let a name that ends in a legal form, or stands before one, be that of a company, the form included."""
    if not len(spans.first):
        return spans
    sure, short = _are(types, *legal_forms())[code], _are(types, *legal_forms(short=True))[code]
    first, last = spans.first, spans.last.copy()
    slash = _are(types, "A")[code][:-2] & _are(types, "/")[code][1:-1] & _are(types, "S")[code][2:]
    slash = np.append(slash & ~begins[1:-1] & ~begins[2:], [False] * (len(code) - len(slash)))  # "A/S", three tokens
    last[slash[last] & (last > first)] += 2
    danish = last > spans.last
    free = np.append(~begins[1:], False)
    for _ in range(3):  # "Co. Ltd."
        follows = free[last] & sure[np.minimum(last + 1, len(code) - 1)]
        last[follows] += 1
    long = last > first
    company = long & (sure[last] | danish | (short[last] & (spans.label == PERSON)))
    last = np.where(company, last, spans.last)
    keep = np.append(True, first[1:] > np.maximum.accumulate(last)[:-1])
    return Spans(first[keep], last[keep], np.where(company, ORG, spans.label)[keep])


def _are(types: Sequence[str], *words: str) -> np.ndarray:
    """Which types are one of these words."""
    wanted = frozenset(words)
    return np.fromiter((t in wanted for t in types), bool, len(types))
