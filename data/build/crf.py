"""Train linear-chain models with CRFsuite, the same twice, and turn them into arrays for `framing.tagger`.

An attribute is written "offset|feature": "-1|w=the" is the feature "w=the" of the token before. Attributes without
an offset ("gaz=ci") are looked up by the module that uses the model.
"""

from __future__ import annotations

import ctypes
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import pycrfsuite

OFFSETS = (-2, -1, 0, 1, 2)


def train(sentences: Iterable[tuple[list, list[str]]], *, algorithm: str = "ap", seed: int = 1, **params) -> dict:
    """Train one model; `sentences` gives (features per token, labels).

    CRFsuite's averaged perceptron shuffles with the C library's rand(), which is seeded here.
    """
    trainer = pycrfsuite.Trainer(algorithm=algorithm, verbose=False)
    for features, labels in sentences:
        trainer.append(features, labels)
    trainer.set_params(params)
    ctypes.CDLL(None).srand(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model")
        trainer.train(path)
        return read_model(path)


def read_model(path: str) -> dict:
    """The weights of a CRFsuite model: {"state": {attribute: {label: weight}}, "transitions": {(from, to): weight}}."""
    tagger = pycrfsuite.Tagger()
    tagger.open(path)
    info = tagger.info()
    state = defaultdict(dict)
    for (attribute, label), weight in info.state_features.items():
        state[attribute][label] = weight
    model = {"state": dict(state), "transitions": dict(info.transitions), "labels": tagger.labels()}
    tagger.close()
    return model


def average(models: list[dict]) -> dict:
    """The mean of the weights of several models, absent ones counting as zero."""
    state: dict[str, dict] = defaultdict(lambda: defaultdict(float))
    transitions: dict = defaultdict(float)
    for model in models:
        for attribute, weights in model["state"].items():
            for label, weight in weights.items():
                state[attribute][label] += weight / len(models)
        for pair, weight in model["transitions"].items():
            transitions[pair] += weight / len(models)
    return {"state": {k: dict(v) for k, v in state.items()}, "transitions": dict(transitions),
            "labels": models[0]["labels"]}


def matrices(model: dict, labels: list[str], *, offsets=OFFSETS, scale: float | None = None, least: float = 0.0,
             dtype=np.float32) -> tuple[list[str], np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Feature names, weights (features, offsets, labels), transitions, and the rows of attributes without offset.

    With `scale`, weights are multiplied by it and rounded to whole numbers; those below `least` are dropped.
    """
    place = {label: k for k, label in enumerate(labels)}
    names = [str(offset) for offset in offsets]
    row: dict[str, int] = {}
    cells, plain = [], {}

    def number(weight):
        if abs(weight) < least:
            return 0.0
        return float(np.rint(weight * scale)) if scale else weight

    for attribute in sorted(model["state"]):
        weights = [(place[label], number(w)) for label, w in model["state"][attribute].items()]
        weights = [(k, w) for k, w in weights if w]
        if not weights:
            continue
        offset, bar, feature = attribute.partition("|")
        if bar and offset in names:
            at = row.setdefault(feature, len(row))
            cells += [(at, names.index(offset), k, w) for k, w in weights]
        else:
            plain[attribute] = np.zeros(len(labels), dtype)
            for k, w in weights:
                plain[attribute][k] = w
    weights = np.zeros((len(row), len(offsets), len(labels)), dtype)
    for at, offset, k, w in cells:
        weights[at, offset, k] = w
    transitions = np.zeros((len(labels), len(labels)), dtype)
    for (a, b), w in model["transitions"].items():
        transitions[place[a], place[b]] = np.rint(w * scale) if scale else w
    return list(row), weights, transitions, plain
