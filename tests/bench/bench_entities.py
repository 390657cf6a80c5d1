"""How good and how fast named entities are.

Run: python tests/bench/bench_entities.py [--corpora ../shared/gold/entities] [--tokens 1000000]
Tokens per second of one core, of the tagger alone and of all of `find_entities`, over at least so many tokens of the corpora as
plain text, in chunks as `analyze` makes them: the first pass of a fresh model, and once more with its vocabulary known. Beside
it python-crfsuite with the same weights on the same sentences, its features built in Python as the training builds them;
that the labels are the same is checked. Then F1 on the development files. Times are CPU time of this process.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "data" / "build")]

import entity_measures  # noqa: E402
import pycrfsuite  # noqa: E402
from crfsuite_file import write_model  # noqa: E402
from entity_attributes import attributes, weights_of  # noqa: E402
from entity_data import Tagged, load_corpus  # noqa: E402

import framing  # noqa: E402
from framing import entities  # noqa: E402
from framing.analysis import chunks  # noqa: E402
from framing.resources import load_arrays, resource_path  # noqa: E402
from framing.tokens import token_types  # noqa: E402

FILES = ["gmb.train.c2", "gmb.test", "gmb.dev", "gum.other.train.h", "wikigold.h", "politics.dev.h"]


def read(folder, least):
    """Articles of at least `least` tokens, and their tokens chunk by chunk."""
    parts, size = [], 0
    for name in FILES:
        articles = load_corpus(folder / f"{name}.conll.xz").articles
        for chunk in chunks(articles):
            _, tokens = framing.tokenize(chunk, framing.split_sections(chunk))
            parts.append((chunk, tokens))
            size += len(tokens)
            if size >= least:
                return parts, size
    return parts, size


def lay(tokens):
    """Types, codes and first-of-sentence flags of a table of tokens."""
    article, sentence = tokens["article"].cat.codes.to_numpy(), tokens["sentence"].to_numpy()
    begins = np.append(True, (sentence[1:] != sentence[:-1]) | (article[1:] != article[:-1]))
    return token_types(tokens), tokens["token"].cat.codes.to_numpy(), begins


def seconds(work):
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def tag(model, rows):
    """Tags by our tagger, headlines rewritten first."""
    out = []
    for types, code, begins in rows:
        types, code, _ = model.truecaser.recase(types, code, begins, model.words.columns(types)[:, 0])
        out.append(model.tag(types, code, begins))
    return np.concatenate(out)


def tag_with_crfsuite(model, tagger, rows):
    """The same by python-crfsuite."""
    number = {label: k for k, label in enumerate(model.labels)}
    out, spent = [], 0.0
    for types, code, begins in rows:
        none = np.zeros(len(code), int)
        part = Tagged(types, code.astype("int64"), begins, none, none, none, none)
        cut = np.append(np.flatnonzero(begins), len(code))
        took, features = seconds(lambda part=part: attributes(model.words, part))
        spent += took
        out += [number[label] for a, b in zip(cut[:-1], cut[1:], strict=True) for label in tagger.tag(features[a:b])]
    return np.array(out), spent


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--corpora", type=Path, default=ROOT.parent / "shared/gold/entities")
    options.add_argument("--tokens", type=int, default=1_000_000)
    options = options.parse_args()
    if not options.corpora.is_dir():
        sys.exit(f"no corpora in {options.corpora}; name their folder with --corpora.")
    parts, n = read(options.corpora, options.tokens)
    rows = [lay(tokens) for _, tokens in parts]
    loading = []
    for _ in range(5):
        spent, model = seconds(lambda: entities.EntityModel(load_arrays("entities")))
        loading.append(spent)
    first, labels = seconds(lambda: tag(model, rows))
    warm, again = seconds(lambda: tag(model, rows))
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "model"
        write_model(path, *weights_of(model))
        tagger = pycrfsuite.Tagger()
        tagger.open(str(path))
        theirs, (expected, building) = seconds(lambda: tag_with_crfsuite(model, tagger, rows))
    if not (np.array_equal(labels, expected) and np.array_equal(labels, again)):
        sys.exit(f"{np.count_nonzero(labels != expected):,} of {n:,} labels differ from CRFsuite's.")
    entities.shipped_model.cache_clear()
    entities.shipped_model()
    whole, _ = seconds(lambda: [framing.find_entities(*part) for part in parts])
    whole_warm, _ = seconds(lambda: [framing.find_entities(*part) for part in parts])
    print(f"{n:,} tokens in {len(parts)} chunks, Python {platform.python_version()}, NumPy {np.__version__}, pandas {pd.__version__}")
    print(f"{'':46} {'seconds':>8} {'tokens/s':>10} {'x CRFsuite':>10}")
    for name, spent in [("tagger, first pass", first), ("tagger, warm", warm), ("python-crfsuite, features and tagging", theirs),
                        ("python-crfsuite, tagging alone", theirs - building),
                        ("find_entities, first pass", whole), ("find_entities, warm", whole_warm)]:
        print(f"{name:46} {spent:8.2f} {n / spent:10,.0f} {theirs / spent:10.1f}")
    size = resource_path("entities.npz").stat().st_size
    print(f"{'load the model (median of 5)':46} {sorted(loading)[2]:8.3f}   {size / 1e6:.2f} MB; labels the same as CRFsuite's: all {n:,}")
    print(f"\n{'development file, exact spans':74} {'measure':24} {'F1':>6} {'95 % interval':>15} {'n':>6}")
    for name, corpus in entity_measures.load(options.corpora).items():
        for row in entity_measures.rows(name, entity_measures.count(corpus, entity_measures.find(corpus, model))):
            print(f"{row['set']:74} {row['measure']:24} {row['value']:6.4f} {row['low']:7.4f}-{row['high']:.4f} {row['n']:6}")
    print("(CrossNER politics, dev part, is among the training data: its fair figure is on the model's card.)")


if __name__ == "__main__":
    main()
