"""Build framing/models/postags.npz: the part-of-speech tagger.

Run: python data/build/postags.py --corpora DIR --out framing/models
DIR holds agency/*.tsv.xz (syntax trees: gum_train, ewt_train, ewt_dev, ewt_test) and entities/gmb.train.c2.conll.xz.
Word classes are counted in the trees and in GMB's news as a first tagger, trained on the trees alone, tags it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import crf  # noqa: E402
from corpora import read_conll  # noqa: E402
from trees import Tree, read_trees  # noqa: E402

from framing.agency import postags  # noqa: E402
from framing.agency.postags import NEAR, OFFSETS, SCALE, WORD_TAGS, Lexicon  # noqa: E402
from framing.resources import save_arrays, sha256  # noqa: E402
from framing.tagger import AFTER, BEFORE, Tagger  # noqa: E402

ITERATIONS, LEAST_COUNT, LEAST_WEIGHT = 8, 2, 1.1
KNOWN_FROM = 3
SEEDS = (1,)


def class_tags(tree: Tree) -> list[str]:
    return [tag if tag in WORD_TAGS else "PUNCT" for tag in tree.tags]


def count_classes(sentences) -> Lexicon:
    """Classes of words seen at least `KNOWN_FROM` times, and of the endings of rare words."""
    words, endings = defaultdict(Counter), defaultdict(Counter)
    for tokens, tags in sentences:
        for place, (word, tag) in enumerate(zip(tokens, tags, strict=True)):
            if place == 0 and word[:1].isupper() and not tag.startswith("NNP"):
                word = word.lower() if word != "I" else word
            words[word.translate(postags._CURLY)][tag] += 1
    known = {}
    for word, tags in words.items():
        total = sum(tags.values())
        if total >= KNOWN_FROM:
            common = sorted(tag for tag, n in tags.items() if n >= 0.07 * total)
            top = tags.most_common(1)[0]
            known[word] = ("" if top[1] < 0.85 * total else top[0] + "=") + "/".join(common)
        if total <= 10:
            mark = "A" if word[:1].isupper() else "a"
            for size in (1, 2, 3, 4):
                if len(word) > size:
                    endings[mark + word.lower()[-size:]].update(tags)
    ends = {}
    for ending, tags in sorted(endings.items()):
        total = sum(tags.values())
        if total >= (8 if len(ending) > 3 else 4):
            ends[ending] = "/".join(sorted(tag for tag, n in tags.items() if n >= 0.15 * total))
    frequent = Counter(ends.values())
    ends = {k: v for k, v in ends.items() if frequent[v] >= 3}
    frequent = Counter(known.values())
    known = {k: (v if frequent[v] >= 4 else v.split("=")[0] + "=" if "=" in v else v) for k, v in known.items()}
    return Lexicon(dict(sorted(known.items())), ends)


def attribute_table(lexicon: Lexicon):
    """word -> attributes at each offset, remembered."""
    memory: dict[str, dict[int, list[str]]] = {}

    def look_up(word):
        if word not in memory:
            names = postags.describe_word(word, lexicon)
            memory[word] = {k: [f"{k}|{n}" for n in names if n[0] in NEAR[abs(k)]] for k in OFFSETS}
        return memory[word]
    return look_up


def features(words: list[str], look_up) -> list[list[str]]:
    padded = [BEFORE, BEFORE, *words, AFTER, AFTER]
    rows = [look_up(w) for w in padded]
    return [[a for k in OFFSETS for a in rows[t + 2 + k][k]] for t in range(len(words))]


def train_tagger(sentences, lexicon: Lexicon, *, iterations=ITERATIONS, seeds=(1,)) -> dict:
    """The mean of models trained with several seeds."""
    look_up = attribute_table(lexicon)
    models = []
    for seed in seeds:
        models.append(crf.train(((features(words, look_up), tags) for words, tags in sentences), seed=seed,
                                max_iterations=iterations, **{"feature.minfreq": LEAST_COUNT}))
    return crf.average(models) if len(models) > 1 else models[0]


def make_arrays(model: dict, lexicon: Lexicon) -> dict[str, np.ndarray]:
    names, weights, transitions, plain = crf.matrices(model, list(WORD_TAGS), scale=SCALE, least=LEAST_WEIGHT)
    if plain:
        raise ValueError(f"attributes without an offset: {sorted(plain)[:3]}")
    order = sorted(range(len(names)), key=names.__getitem__)
    names, weights = [names[k] for k in order], weights[order]
    flat = np.clip(weights.reshape(-1), -32768, 32767).astype(np.int16)
    place = np.flatnonzero(flat)
    classes = sorted({*lexicon.words.values(), *lexicon.endings.values()})
    number = {c: k for k, c in enumerate(classes)}
    return {
        "names": _bytes(_pack_names(names)),
        "steps": np.diff(place, prepend=0).astype(np.uint16 if np.diff(place, prepend=0).max() < 65536 else np.uint32),
        "values": flat[place], "transitions": np.clip(transitions, -32768, 32767).astype(np.int16),
        "classes": _bytes("\n".join(classes)), "words": _bytes("\n".join(lexicon.words)),
        "word_class": np.array([number[c] for c in lexicon.words.values()], np.uint16),
        "endings": _bytes("\n".join(lexicon.endings)),
        "ending_class": np.array([number[c] for c in lexicon.endings.values()], np.uint16)}


def _bytes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode(), np.uint8)


def _pack_names(names: list[str]) -> str:
    parts, last = [], ""
    for name in names:
        same = 0
        while same < min(len(name), len(last), 60) and name[same] == last[same]:
            same += 1
        parts.append(chr(32 + same) + name[same:])
        last = name
    return "\n\n".join(parts)


def tag_all(tagger: Tagger, sentences: list[list[str]]) -> list[list[str]]:
    """Tags of WORD_TAGS for ready-cut sentences."""
    index: dict[str, int] = {}
    code = np.array([index.setdefault(w, len(index)) for s in sentences for w in s], np.int64)
    begins = np.array([k == 0 for s in sentences for k in range(len(s))], bool)
    found = iter(tagger.tag(list(index), code, begins).tolist())
    return [[WORD_TAGS[next(found)] for _ in s] for s in sentences]


def quick_tagger(model: dict, lexicon: Lexicon) -> Tagger:
    """A tagger straight from a trained model."""
    return postags.read_model(make_arrays(model, lexicon))


def read_news(folder: Path) -> list[list[str]]:
    """Sentences of GMB, clitics joined as our tokenizer has them."""
    out = []
    for document in read_conll(folder / "entities" / "gmb.train.c2.conll.xz"):
        for sentence in document:
            words = []
            for token, _ in sentence:
                if words and token.lower() in ("n't", "n’t"):
                    words[-1] += token
                else:
                    words.append(token)
            out.append(words)
    return out


def build(sentences, news, seeds=(1,)) -> tuple[dict, Lexicon]:
    """Two rounds: classes from the trees, then from the trees and the tagged news."""
    lexicon = count_classes(sentences)
    if news:
        first = quick_tagger(train_tagger(sentences, lexicon), lexicon)
        lexicon = count_classes(sentences + list(zip(news, tag_all(first, news), strict=True)))
    return train_tagger(sentences, lexicon, seeds=seeds), lexicon


def load_sentences(folder: Path, *names: str) -> list[tuple[list[str], list[str]]]:
    return [(tree.words, class_tags(tree)) for name in names
            for document in read_trees(folder / "agency" / f"{name}.tsv.xz") for tree in document]


def accuracy(tagger: Tagger, sentences) -> tuple[float, int]:
    found = tag_all(tagger, [words for words, _ in sentences])
    pairs = [(a, b) for s, (_, tags) in zip(found, sentences, strict=True) for a, b in zip(s, tags, strict=True)]
    return sum(a == b for a, b in pairs) / len(pairs), len(pairs)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    folder = options.corpora
    sentences = load_sentences(folder, "gum_train", "ewt_train")
    model, lexicon = build(sentences, read_news(folder), seeds=SEEDS)
    arrays = make_arrays(model, lexicon)
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / "postags.npz"
    save_arrays(path, arrays)
    tagger = postags.read_model(arrays)
    measured = []
    for name in ("ewt_dev", "ewt_test"):
        share, n = accuracy(tagger, load_sentences(folder, name))
        half = 1.96 * (share * (1 - share) / n) ** 0.5
        measured.append({"set": name, "measure": "accuracy over all tokens", "value": round(share, 4),
                         "low": round(share - half, 4), "high": round(share + half, 4), "n": n})
    card = {
        "name": "postags", "what": "Part-of-speech tagger (Penn tags) for English text, by the words at -2 to +2.",
        "version": "1", "built_by": "data/build/postags.py",
        "data": [
            {"name": "GUM, the Georgetown University Multilayer corpus (training part)", "licence": "annotations CC BY 4.0, "
             "texts CC BY and CC BY-SA", "source": "https://gucorpling.org/gum/", "used_for": "weights, word classes"},
            {"name": "UD English EWT (training part)", "licence": "CC BY-SA 4.0",
             "source": "https://universaldependencies.org/treebanks/en_ewt/", "used_for": "weights, word classes"},
            {"name": "Groningen Meaning Bank", "licence": "texts in the public domain", "source": "https://gmb.let.rug.nl/",
             "used_for": "word classes, counted after tagging it with a first model"}],
        "features": "word, shape, endings, beginnings, word class (counted, or told from the ending); averaged perceptron "
                    "(CRFsuite), weights as whole numbers",
        "size_bytes": path.stat().st_size, "sha256": sha256(path), "measured": measured,
        "limits": ["Marks are tagged by their form alone.", "Headlines in Title Case are tagged as names too often."],
        "licence": "CC BY-SA 4.0 (weights and counts; no sentence of the corpora is in it)"}
    (options.out / "postags.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf8")
    print(json.dumps(measured), path.stat().st_size)


if __name__ == "__main__":
    main()
