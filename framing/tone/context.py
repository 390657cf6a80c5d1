"""Sums of good and bad words around a mention, and what kind of place it stands in: features of the tone model."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .features import LEFT, RIGHT, Batch, Pairs, Scene, Vocabulary, distance_band
from .keys import coded

#: Valences below this are noise of the lexicons.
_LEAST, _STRONG = 0.08, 0.9
#: Facts about the place of a mention, and how many values each has.
FACTS = {"before": 16, "after": 16, "around": 256, "people": 5, "inside": 2, "position": 4, "length": 7, "kind": 3,
         "again": 3}


def valence_rows(pairs: Pairs, scene: Scene) -> np.ndarray:
    """Rows of `pairs` whose word is known to be good or bad."""
    return np.flatnonzero((np.abs(scene.valence[pairs.place]) > _LEAST) & ~pairs.same)


def _sums(pairs: Pairs, scene: Scene, batch: Batch, n: int) -> tuple[dict, np.ndarray, np.ndarray]:
    """Sums of valence over parts of the sentence, and the rows and values of the words that have one."""
    rows = valence_rows(pairs, scene)
    value, owner = scene.valence[pairs.place[rows]].astype(np.float64), pairs.owner[rows]
    side, distance = pairs.side[rows], pairs.distance[rows]
    away = np.abs(scene.clause[pairs.place[rows]] - scene.clause[batch.first][owner])
    quoted = _quoted(scene, batch, pairs.place[rows], owner)
    masks = {
        "tot": None, "L": side == LEFT, "R": side == RIGHT, "near": distance <= 5, "same": away == 0,
        "adj": away <= 1, "LS": (side == LEFT) & (away == 0), "RS": (side == RIGHT) & (away == 0), "q": quoted,
        "nq": ~quoted, "L3": (side == LEFT) & (distance <= 4), "R3": (side == RIGHT) & (distance <= 4),
    }
    found = {name: np.bincount(owner, weights=value if mask is None else value * mask, minlength=n)
             for name, mask in masks.items()}
    return found, rows, value


def _quoted(scene, batch, place, owner):
    """Whether an odd number of quotation marks stands before a token in its sentence."""
    return (scene.quotes[place] - scene.quotes[batch.sentence_first[owner]]) % 2 == 1


def _grade(total: np.ndarray) -> np.ndarray:
    """-2 to 2, shifted to 0 to 4."""
    sign = np.where(np.abs(total) < _LEAST, 0, np.sign(total)).astype(np.int64)
    return sign * np.where(np.abs(total) > _STRONG, 2, 1) + 2


def place_blocks(pairs: Pairs, scene: Scene, batch: Batch, words: Vocabulary, further: np.ndarray) -> Iterator[tuple]:
    """Sums of valence, their signs and sizes, alone and with the place of the mention in its sentence.

    An owner of None stands for one row per mention, in order.
    """
    n = len(batch.first)
    sums, rows, value = _sums(pairs, scene, batch, n)
    length = np.sqrt(batch.sentence_last - batch.sentence_first)
    grades = {name: _grade(total) for name, total in sums.items()}
    for number, (name, total) in enumerate(sums.items()):
        yield f"v1 {name}", None, coded("v1", (12,), number), np.tanh(1.5 * total)
        yield f"v2 {name}", None, coded("v2", (12,), number), total / length
        yield f"v3 {name}", None, coded("v3", (12, 5), number, grades[name]), None
    yield from _valence_blocks(pairs, scene, batch, rows, value)
    yield from _counts(pairs, batch, scene, rows, value, n)
    facts = _facts(pairs, scene, batch, words, further, n)
    for name, fact in facts.items():
        yield f"c {name}", None, coded(f"c {name}", (FACTS[name],), fact), None
    for name in ("before", "after", "around", "people", "inside", "position"):
        for part in ("tot", "same", "L", "R"):
            yield f"w {name} {part}", None, coded(f"w {name} {part}", (FACTS[name], 5), facts[name], grades[part]), None
        if name in ("before", "after"):
            for part in ("L", "R"):
                yield f"wt {name}", None, coded(f"wt {name} {part}", (FACTS[name],), facts[name]), np.tanh(1.5 * sums[part])


def _valence_blocks(pairs, scene, batch, rows, value):
    """Single words with a valence, by side and distance, clause, quotation marks and negation."""
    owner, place, side = pairs.owner[rows], pairs.place[rows], pairs.side[rows]
    band = distance_band(pairs.distance[rows])
    away = np.minimum(np.abs(scene.clause[place] - scene.clause[batch.first][owner]), 2)
    inside = _quoted(scene, batch, place, owner) * 2 + _quoted(scene, batch, batch.first[owner], owner)
    good = (value > 0).astype(np.int8)
    yield "x", owner, coded("x", (2, 4), side, band), value
    yield "xc", owner, coded("xc", (2, 3), side, away), value
    yield "xq", owner, coded("xq", (4,), inside), value
    yield "xn", owner, coded("xn", (2, 2), side, scene.negated[place]), value
    yield "xg", owner, coded("xg", (2, 2), side, good), np.abs(value)


def _counts(pairs, batch, scene, rows, value, n):
    owner, side = pairs.owner[rows], pairs.side[rows]
    same = scene.clause[pairs.place[rows]] == scene.clause[batch.first][owner]
    for number, mask in enumerate((np.ones(len(rows), bool), same, side == LEFT, side == RIGHT)):
        good = np.minimum(np.bincount(owner[mask & (value > 0)], minlength=n), 3)
        bad = np.minimum(np.bincount(owner[mask & (value < 0)], minlength=n), 3)
        yield f"vc {number}", None, coded("vc", (4, 4, 4), number, good, bad), None


def _facts(pairs, scene, batch, words, further, n) -> dict[str, np.ndarray]:
    """The place of the mention: what stands next to it, how many people, quotation, position, length."""
    role = words.role.values[batch.code]
    name = (scene.marks[pairs.place] & 8 > 0) & ~pairs.same
    begins = name.copy()
    begins[1:] &= ~(name[:-1] & (pairs.owner[1:] == pairs.owner[:-1]) & (pairs.place[1:] == pairs.place[:-1] + 1))
    left = batch.first > batch.sentence_first
    right = batch.last < batch.sentence_last
    before = np.where(left, role[np.maximum(batch.first - 1, 0)], 0)
    after = np.where(right, role[np.minimum(batch.last, len(role) - 1)], 0)
    pronoun = (scene.marks[batch.first] & 16 > 0) & (batch.last - batch.first == 1)
    offset = batch.first - batch.sentence_first
    return {
        "before": before, "after": after, "around": before.astype(np.int64) * 16 + after,
        "people": np.minimum(np.bincount(pairs.owner[begins], minlength=n), 4),
        "inside": _quoted(scene, batch, batch.first, np.arange(n)).astype(np.int64),
        "position": (offset > 0) * 1 + (offset > 3) + (offset > 11),
        "length": np.minimum((batch.sentence_last - batch.sentence_first) // 8, 6),
        "kind": np.where(pronoun, 1, np.where(role[batch.first] == 3, 2, 0)),
        "again": np.minimum(np.bincount(pairs.owner[further], minlength=n), 2),
    }
