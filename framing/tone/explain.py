"""A tone taken apart: which words, and what else, the weights of one mention came from."""

from __future__ import annotations

import numpy as np

from .context import place_blocks, valence_rows
from .features import ADJACENT, FURTHER, PATTERNS, Batch, further_mentions, look, pair_up, window_blocks
from .model import Model, length_scale

BALANCE, PLACE, START = "(balance of good and bad words)", "(place in the sentence)", "(start value)"
_PER_WORD = {"x", "xc", "xq", "xn", "xg"}


def explain_batch(model: Model, batch: Batch) -> list[tuple[int, str, float]]:
    """Contributions to log(p_positive / p_negative) of one mention: (token, what else it is, weight)."""
    scene = look(batch, model.words)
    pairs = pair_up(batch, scene.marks)
    at_token = np.zeros(len(batch.code))
    rest = {BALANCE: 0.0, PLACE: 0.0}
    _, single, phrases = model.pair_weights(batch, scene, pairs)
    np.add.at(at_token, pairs.place, _lean(single))
    for size, (rows, values) in phrases.items():
        for k in range(size):
            np.add.at(at_token, pairs.place[rows] + k, _lean(values) / size)
    first, last = int(batch.first[0]), int(batch.last[0])
    further = pairs.place[further_mentions(pairs, scene)]
    windows = [(first, last, ADJACENT + PATTERNS)] + [(int(p), int(p) + 1, FURTHER) for p in further.tolist()]
    for before, after, templates in windows:
        blocks = window_blocks(batch, model.words, np.zeros(1, np.int32), np.array([before]), np.array([after]), templates)
        for (_, _, offsets), (_, _, key, _) in zip(templates, blocks, strict=True):
            places = [before + k if k < 0 else after + k - 1 for k in offsets]
            inside = [p for p in places if 0 <= p < len(at_token) and not first <= p < last]
            weight = float(_lean(model.lookup(key))[0])
            if inside:
                at_token[inside] += weight / len(inside)
            else:
                rest[PLACE] += weight
    rows = pairs.place[valence_rows(pairs, scene)]
    further_rows = further_mentions(pairs, scene)
    for template, _, key, value in place_blocks(pairs, scene, batch, model.words, further_rows):
        weights = _lean(model.lookup(key)) * (1.0 if value is None else value)
        name = template.split()[0]
        if name in _PER_WORD:
            np.add.at(at_token, rows, weights)
        else:
            rest[PLACE if name == "c" else BALANCE] += float(weights.sum())
    # The balance belongs to the words that tip it: those of its own sign, by size.
    value = scene.valence[rows]
    share = np.where(value * rest[BALANCE] > 0, np.abs(value), 0.0)
    if share.sum() > 0:
        np.add.at(at_token, rows, rest.pop(BALANCE) * share / share.sum())
    factor = model.scale * float(length_scale(batch)[0])
    found = [(k, "", float(at_token[k] * factor)) for k in range(len(at_token)) if not first <= k < last]
    found += [(-1, what, value * factor) for what, value in rest.items()]
    return [*found, (-1, START, float(model.intercept[1] - model.intercept[0]))]


def _lean(weights):
    return (weights[..., 1] - weights[..., 0]).astype(float)
