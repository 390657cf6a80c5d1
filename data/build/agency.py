"""Build framing/models/agency.npz: roles of noun chunks.

Run: python data/build/agency.py --corpora DIR --out framing/models
DIR as for postags.py. The tagger learns from tags as they are at run time: each quarter of the training sentences is tagged
by a part-of-speech tagger trained on the other three.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import crf  # noqa: E402
import postags as pos  # noqa: E402
from trees import Tree, read_trees  # noqa: E402

from framing.agency import postags, roles  # noqa: E402
from framing.agency.asides import set_apart  # noqa: E402
from framing.agency.elements import NOUNS, VERBS, find_elements  # noqa: E402
from framing.agency.features import describe_clauses  # noqa: E402
from framing.agency.lemmas import verb_lemma  # noqa: E402
from framing.agency.roles import LABELS, SCALE, RoleModel  # noqa: E402
from framing.resources import save_arrays, sha256  # noqa: E402

FOLDS, BLOCK = 4, 50
ITERATIONS, LEAST_COUNT, LEAST_WEIGHT = 80, 3, 0.05
PENALTIES = {"c1": 0.3, "c2": 0.3}
_PASS_ON = ("conj", "appos", "flat")


class Batch:
    """Sentences as arrays."""

    def __init__(self, trees: list[Tree]):
        index: dict[str, int] = {}
        self.trees = trees
        self.code = np.array([index.setdefault(w, len(index)) for t in trees for w in t.words], np.int64)
        self.begins = np.array([k == 0 for t in trees for k in range(len(t.words))], bool)
        self.tight = np.array([not space for t in trees for space in t.spaces], bool)
        self.types = list(index)
        self.first = np.flatnonzero(self.begins)

    def gold_tags(self) -> np.ndarray:
        place = {tag: k for k, tag in enumerate(postags.TAGS)}
        return np.array([place.get(tag, place["SYM"]) for t in self.trees for tag in t.tags], np.int8)

    def tags_of(self, tags: list[list[str]]) -> np.ndarray:
        """Tags of WORD_TAGS as codes of TAGS, marks by their form."""
        place = {tag: k for k, tag in enumerate(postags.TAGS)}
        final = np.array([place.get(tag, -1) for row in tags for tag in row], np.int8)
        marks = final < 0
        final[marks] = postags.mark_tags(self.types)[self.code[marks]]
        straight = np.array([t in ('"', "'") for t in self.types], bool)[self.code] & marks
        final[straight] = np.where(self.tight[straight], place["``"], place["''"])
        return final


def role_and_verb(tree: Tree, place: int) -> tuple[int, int]:
    """The role of a word by the tree, and its verb: coordinated and apposed words have those of the word they hang on."""
    seen = 0
    while tree.relations[place] in _PASS_ON and tree.heads[place] >= 0 and seen < 8:
        place = tree.heads[place]
        seen += 1
    head = tree.heads[place]
    if head < 0 or tree.universal[head] != "VERB":
        return 0, -1
    relation = tree.relations[place]
    return {"nsubj": 1, "obj": 2, "nsubj:pass": 3, "obl:agent": 4}.get(relation, 0), head


def word_role(tree: Tree, place: int) -> int:
    return role_and_verb(tree, place)[0]


def is_passive(tree: Tree, place: int) -> bool:
    return any(h == place and r == "aux:pass" for h, r in zip(tree.heads, tree.relations, strict=True))


def gold_labels(batch: Batch, elements, part: np.ndarray) -> np.ndarray:
    """The right label of every element; in a `part` set apart from its verb a chunk has no role."""
    out = np.zeros(len(elements.symbol), np.int8)
    of_token = np.searchsorted(elements.start, np.arange(len(batch.code)), side="right") - 1
    for k, (symbol, start, end, head, sentence) in enumerate(zip(
            elements.symbol.tolist(), elements.start.tolist(), elements.end.tolist(), elements.head.tolist(),
            elements.sentence.tolist(), strict=True)):
        tree, first = batch.trees[sentence], int(batch.first[sentence])
        if symbol in NOUNS:
            inside = range(start - first, end - first)
            tops = [j for j in inside if tree.heads[j] not in inside]
            found = [role_and_verb(tree, j) for j in reversed(tops)]
            out[k] = next((r for r, verb in found if r and part[of_token[first + verb]] == part[k]), 0)
        elif symbol in VERBS:
            out[k] = LABELS.index("passive" if is_passive(tree, head - first) else "active")
    return out


def jackknife(sentences, news) -> list[list[str]]:
    """Tags of the training sentences, each from a tagger that has not seen it."""
    fold = [k // BLOCK % FOLDS for k in range(len(sentences))]
    lexicon = pos.count_classes(sentences)
    first = pos.quick_tagger(pos.train_tagger(sentences, lexicon), lexicon)
    counted = list(zip(news, pos.tag_all(first, news), strict=True))
    out = [None] * len(sentences)
    for part in range(FOLDS):
        rest = [s for s, f in zip(sentences, fold, strict=True) if f != part]
        lexicon = pos.count_classes(rest + counted)
        tagger = pos.quick_tagger(pos.train_tagger(rest, lexicon), lexicon)
        mine = [k for k, f in enumerate(fold) if f == part]
        tagged = pos.tag_all(tagger, [sentences[k][0] for k in mine])
        for k, tags in zip(mine, tagged, strict=True):
            out[k] = tags
    return out


def count_words(batch: Batch, elements) -> list[str]:
    counts = Counter()
    heads = batch.code[elements.head].tolist()
    for symbol, head in zip(elements.symbol.tolist(), heads, strict=True):
        word = batch.types[head]
        counts["=" + verb_lemma(word) if symbol in VERBS else word.lower()] += 1
    return sorted(w for w, n in counts.items() if n >= 6 and "\n" not in w)[:8000]


def prepare(batch: Batch, tags: np.ndarray, number):
    """Elements with asides set apart, hashed features and right labels."""
    found = find_elements(batch.types, batch.code, tags, batch.begins)
    elements, order = set_apart(found)
    _, features = describe_clauses(elements, batch.types, batch.code, tags, number)
    place = np.argsort(order)
    found = found._replace(symbol=elements.symbol[place])
    return elements, features, gold_labels(batch, found, elements.sentence[place])[order]


def train_roles(batch: Batch, tags: np.ndarray) -> dict[str, np.ndarray]:
    elements = find_elements(batch.types, batch.code, tags, batch.begins)
    words = count_words(batch, elements)
    number = {word: k for k, word in enumerate(words, 1)}
    elements, features, labels = prepare(batch, tags, number)
    cut = np.flatnonzero(np.diff(elements.sentence, prepend=-1)).tolist() + [len(labels)]

    def sequences():
        for low, high in zip(cut, cut[1:], strict=False):
            columns = features[:, low:high].T.tolist()
            yield [[str(v) for v in row] for row in columns], [LABELS[k] for k in labels[low:high].tolist()]
    model = crf.train(sequences(), algorithm="lbfgs", max_iterations=ITERATIONS, **PENALTIES,
                      **{"feature.minfreq": LEAST_COUNT})
    return make_arrays(model, words)


def make_arrays(model: dict, words: list[str]) -> dict[str, np.ndarray]:
    _, _, transitions, plain = crf.matrices(model, list(LABELS), scale=SCALE, least=LEAST_WEIGHT)
    keys = np.array(sorted(int(k) for k in plain), np.uint64)
    weights = np.stack([plain[str(k)] for k in keys.tolist()]).astype(np.int16)
    cells = np.flatnonzero(weights)
    return {"words": np.frombuffer("\n".join(words).encode(), np.uint8),
            "steps": np.diff(keys, prepend=np.uint64(0)).astype(np.uint32),
            "cells": np.diff(cells, prepend=0).astype(np.uint16), "values": weights.reshape(-1)[cells],
            "transitions": transitions.astype(np.int16)}


def find_names(tree: Tree) -> list[tuple[int, int]]:
    """Runs of proper nouns."""
    proper = [tag in ("NNP", "NNPS") for tag in tree.tags] + [False]
    starts = [k for k in range(len(tree.tags)) if proper[k] and (k == 0 or not proper[k - 1])]
    return [(k, next(j for j in range(k, len(proper)) if not proper[j])) for k in starts]


def gold_names(batch: Batch) -> list[tuple[int, int, int]]:
    """Names of all sentences as positions, with their role."""
    out = []
    for tree, first in zip(batch.trees, batch.first.tolist(), strict=True):
        for low, high in find_names(tree):
            tops = [j for j in range(low, high) if not low <= tree.heads[j] < high]
            out.append((first + low, first + high, word_role(tree, tops[0]) if tops else 0))
    return out


def name_roles(clauses, names) -> list[int]:
    """The role of each name: that of the first chunk whose head it holds."""
    heads = clauses.elements.head
    out = []
    for low, high, _ in names:
        role = 0
        for k in range(int(np.searchsorted(heads, low)), int(np.searchsorted(heads, high))):
            if clauses.elements.symbol[k] in NOUNS:
                role = int(clauses.label[k])
                break
        out.append(role)
    return out


def measure(batch: Batch, model: RoleModel, tags=None) -> dict[str, tuple[float, int]]:
    """Micro-F1 of agent and patient on names, precision and recall of agents, F1 of passives."""
    names = gold_names(batch)
    known = np.zeros(len(batch.code), bool)
    for low, high, _ in names:
        known[low:high] = True
    clauses = roles.find_clauses(batch.types, batch.code, batch.begins, batch.tight, tags=tags, names=known, model=model)
    two = np.array([0, 1, 2, 2, 1, 0, 0])
    right = two[[r for *_, r in names]]
    found = two[name_roles(clauses, names)]
    clauses = roles.find_clauses(batch.types, batch.code, batch.begins, batch.tight, tags=tags, model=model)
    return score_roles(right, found) | score_passives(batch, clauses)


def score_roles(right, found) -> dict[str, tuple[float, int]]:
    hits = int(((right == found) & (right > 0)).sum())
    agents = int(((right == found) & (right == 1)).sum())
    bearing, given = int((right > 0).sum()), int((found > 0).sum())
    return {"micro-F1 of agent/patient": (2 * hits / (bearing + given), bearing),
            "agent precision": (agents / max(int((found == 1).sum()), 1), int((found == 1).sum())),
            "agent recall": (agents / max(int((right == 1).sum()), 1), int((right == 1).sum())),
            "accuracy of three roles": (float((right == found).mean()), len(right))}


def score_passives(batch: Batch, clauses) -> dict[str, tuple[float, int]]:
    elements = clauses.elements
    found = set(elements.head[clauses.label == LABELS.index("passive")].tolist())
    right = {int(first) + j for tree, first in zip(batch.trees, batch.first.tolist(), strict=True)
             for j in range(len(tree.words)) if is_passive(tree, j)}
    return {"F1 of be/get passives": (2 * len(found & right) / max(len(found) + len(right), 1), len(right))}


def load_trees(folder: Path, *names: str) -> list[Tree]:
    return [tree for name in names for document in read_trees(folder / "agency" / f"{name}.tsv.xz") for tree in document]


def interval(value: float, n: int) -> tuple[float, float]:
    half = 1.96 * (max(value * (1 - value), 0) / max(n, 1)) ** 0.5
    return round(value - half, 3), round(value + half, 3)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    folder = options.corpora
    batch = Batch(load_trees(folder, "gum_train", "ewt_train"))
    sentences = [(t.words, pos.class_tags(t)) for t in batch.trees]
    tags = batch.tags_of(jackknife(sentences, pos.read_news(folder)))
    arrays = train_roles(batch, tags)
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / "agency.npz"
    save_arrays(path, arrays)
    model = roles.read_model(arrays)
    measured = []
    for name in ("ewt_dev", "ewt_test"):
        for what, (value, n) in measure(Batch(load_trees(folder, name)), model).items():
            low, high = interval(value, n)
            measured.append({"set": name, "measure": what, "value": round(value, 3), "low": low, "high": high, "n": n})
            print(measured[-1])
    card = {
        "name": "agency", "what": "Roles of noun chunks (agent, object, passive subject, by-agent) in English sentences.",
        "version": "1", "built_by": "data/build/agency.py",
        "data": [
            {"name": "GUM, the Georgetown University Multilayer corpus (training part)",
             "licence": "annotations CC BY 4.0, texts CC BY and CC BY-SA", "source": "https://gucorpling.org/gum/",
             "used_for": "weights"},
            {"name": "UD English EWT (training part)", "licence": "CC BY-SA 4.0",
             "source": "https://universaldependencies.org/treebanks/en_ewt/", "used_for": "weights"}],
        "features": "symbols around a chunk, paths to the verb groups on both sides, their forms and verbs, the rules' "
                    "answer; hashed; conditional random field (CRFsuite, L-BFGS with L1 and L2), weights as whole numbers",
        "size_bytes": path.stat().st_size, "sha256": sha256(path), "measured": measured,
        "limits": [
            "About one role in five of names in web text is missed: absolute shares of agents are too low. Use agent / "
            "(agent + patient).",
            "Headlines, lists and appositions lose most.",
            "Bare participles ('those based in …') are not counted as passives.",
            "Subjects of 'be' with a noun or adjective act on nobody: role none."],
        "licence": "CC BY-SA 4.0 (weights; no sentence of the corpora is in it)"}
    (options.out / "agency.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf8")
    print(path.stat().st_size)


if __name__ == "__main__":
    main()
