"""The tone model at work: weights by key, gathered and added up for many mentions at a time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from threading import Lock

import numpy as np

from ..resources import load_arrays
from .context import place_blocks, valence_rows
from .features import (
    ADJACENT,
    FURTHER,
    NAME_CODE,
    PATTERNS,
    WORD_TEMPLATES,
    Batch,
    Lists,
    Vocabulary,
    distance_band,
    further_mentions,
    look,
    pair_up,
    phrase_blocks,
    phrase_fits,
    phrase_keys,
    window_blocks,
    word_blocks,
)
from .keys import Coded, KeyTable, keys_of, unpack_keys

PHRASE_SIZES = (2, 3)
_CELLS = 8  # two sides × four distances


def all_blocks(batch: Batch, words: Vocabulary) -> Iterator[tuple]:
    """Every feature of every mention, which is what training sees.

    Yields (template, owner, key, value); an owner of None is every mention in order, a value of None is 1.
    """
    scene = look(batch, words)
    pairs = pair_up(batch, scene.marks)
    yield from word_blocks(pairs, scene, batch, words)
    yield from phrase_blocks(pairs, batch, words)
    yield from place_and_window_blocks(batch, words, scene, pairs)


def place_and_window_blocks(batch, words, scene, pairs) -> Iterator[tuple]:
    """The features of `all_blocks` that there are a few of per mention."""
    every = np.arange(len(batch.first), dtype=np.int32)
    for template, _, key, value in window_blocks(batch, words, every, batch.first, batch.last, ADJACENT + PATTERNS):
        yield template, None, key, value
    further = further_mentions(pairs, scene)
    yield from window_blocks(batch, words, pairs.owner[further], pairs.place[further], pairs.place[further] + 1,
                             FURTHER)
    yield from place_blocks(pairs, scene, batch, words, further)


def length_scale(batch: Batch) -> np.ndarray:
    """What the sum of weights is multiplied by, so that long sentences do not shout."""
    return 1 / np.sqrt(batch.sentence_last - batch.sentence_first + 5.0)


class Model:
    """Weights toward negative and positive (neutral is 0), as whole numbers so that sums are exact in any order.

    Parameters
    ----------
    arrays : dict of arrays
        ``key_gaps`` (as `pack_keys` makes them), ``weights`` (int16, two columns), ``scale`` (one weight unit),
        ``intercept`` (two), ``valence_gaps``, ``valence`` (int8, hundredths), ``known_gaps``; for phrases of 2 and 3
        words ``phrase2_gaps``, ``phrase2_weights`` (int16: left of the mention, right of it), ….
    """

    def __init__(self, arrays: dict[str, np.ndarray]):
        self.table = KeyTable(unpack_keys(arrays["key_gaps"]), arrays["weights"])
        self.phrases = {n: KeyTable(unpack_keys(arrays[f"phrase{n}_gaps"]), arrays[f"phrase{n}_weights"])
                        for n in PHRASE_SIZES}
        self.scale, self.intercept = float(arrays["scale"]), arrays["intercept"].astype(float)
        self.words = Vocabulary(Lists(
            unpack_keys(arrays["valence_gaps"]), arrays["valence"] / 100.0, unpack_keys(arrays["known_gaps"])))
        self.grids: dict[tuple, np.ndarray] = {}
        self.lock = Lock()
        self._forget()

    def _forget(self):
        self.rows = np.zeros((0, 2), np.int32)
        self.negated_rows = np.zeros((0, 2), np.int32)

    def lookup(self, key) -> np.ndarray:
        """The two weights of each key; zeros where the model does not know it."""
        if not isinstance(key, Coded):
            return self.table.lookup(key)
        grid = self.grids.get(key[:2])
        if grid is None:
            grid = self.grids[key[:2]] = self.table.lookup(key.grid())
        return grid[key.codes]

    def codes(self, types: list[str]) -> np.ndarray:
        """Codes of word types in the model's vocabulary, with their weights ready; whoever uses them holds the lock."""
        before = self.words.types
        codes = self.words.codes(types)
        if self.words.types is not before:
            self._forget()
        self._extend_rows()
        return codes

    def _extend_rows(self):
        done, total = len(self.negated_rows), len(self.words.types)
        if done == total:
            return
        side, band = np.repeat([0, 1], 4), np.tile(np.arange(4), 2)
        rows = np.zeros((total - done, _CELLS, 2), np.int32)
        negated_rows = np.zeros((total - done, 2), np.int32)
        for template, which, by_side, by_distance, negated in WORD_TEMPLATES:
            key = getattr(self.words, which).values[done:total]
            if negated:
                negated_rows += self.lookup(keys_of(template, key))
            elif by_side or by_distance:
                parts = [side] * by_side + [band] * by_distance
                rows += self.lookup(keys_of(template, key[:, None], *(p[None, :] for p in parts)))
            else:
                rows += self.lookup(keys_of(template, key))[:, None, :]
        self.rows = np.concatenate([self.rows, rows.reshape(-1, 2)])
        self.negated_rows = np.concatenate([self.negated_rows, negated_rows])

    def score(self, batch: Batch) -> tuple[np.ndarray, np.ndarray]:
        """Raw scores toward negative and positive, and how many words are known to be good or bad, per mention."""
        n = len(batch.first)
        scene = look(batch, self.words)
        pairs = pair_up(batch, scene.marks)
        pair, _, _ = self.pair_weights(batch, scene, pairs)
        ends = np.searchsorted(pairs.owner, np.arange(n + 1))
        total = np.diff(np.vstack([[[0, 0]], np.cumsum(pair, 0, dtype=np.int64)])[ends], axis=0).astype(float)
        numeric = np.zeros((n, 2))
        for _, owner, key, value in place_and_window_blocks(batch, self.words, scene, pairs):
            weight = self.lookup(key)
            if value is not None:
                weight = weight * value[:, None]
            target = total if value is None else numeric
            if owner is None:
                target += weight
            else:
                for k in (0, 1):
                    target[:, k] += np.bincount(owner, weights=weight[:, k], minlength=n)
        known = np.bincount(pairs.owner[valence_rows(pairs, scene)], minlength=n).astype(np.int32)
        return (total + numeric) * self.scale * length_scale(batch)[:, None] + self.intercept, known

    def pair_weights(self, batch, scene, pairs):
        """Weights of each token of a mention's sentence, and of the phrases that begin with it, as whole numbers."""
        code = np.where(pairs.same, NAME_CODE, batch.code[pairs.place])
        weights = self.rows[code * _CELLS + pairs.side * 4 + distance_band(pairs.distance)]
        negated = np.flatnonzero(scene.negated[pairs.place])
        weights[negated] += self.negated_rows[code[negated]]
        phrases = {}
        for n, table in self.phrases.items():
            places, known = table.find(phrase_keys(batch, self.words, n))
            row = np.full(len(batch.code), -1, np.int32)
            row[places] = known
            held = np.flatnonzero(row[pairs.place] >= 0)
            held = held[phrase_fits(pairs, held, n)]
            values = table.weights[row[pairs.place[held]]].reshape(-1, 2, 2)
            phrases[n] = (held, values[np.arange(len(held)), pairs.side[held]])
        single = weights.copy()
        for rows, values in phrases.values():
            weights[rows] += values
        return weights, single, phrases


def probabilities(raw: np.ndarray) -> np.ndarray:
    """p of negative, neutral, positive from raw scores (neutral's is 0); NaN stays NaN."""
    scores = np.stack([raw[:, 0], np.zeros(len(raw)), raw[:, 1]], 1)
    powers = np.exp(scores - scores.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


@cache
def load_model() -> Model:
    """The model that ships with the package."""
    return Model(load_arrays("tone"))

