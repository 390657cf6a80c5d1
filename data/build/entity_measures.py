"""How good named entities are: exact spans on the development files, whole pipeline on plain text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from entity_data import Corpus, load_corpus, spans_of, tag_tokens
from entity_headlines import headlines

import framing
from framing.schema import LABELS
from framing.tokens import token_types

#: File, whether its sentences stand alone, what it is.
DEVELOPMENT = [
    ("gmb.dev", False, "GMB, development part (agency news)"), ("gmb.test", False, "GMB, test part (agency news)"),
    ("gum.news.test", False, "GUM, news"), ("uner_ewt.test.h", False, "UNER English EWT, test part (web)"),
    ("wnut17.test", True, "WNUT 2017, test part (social media)"), ("politics.dev.h", True, "CrossNER politics, dev part"),
]
THREE = ("PERSON", "LOC", "ORG")
_DRAWS = 1000


def load(folder: Path) -> dict[str, Corpus]:
    """The development files by what they are."""
    return {what: load_corpus(folder / (name + ".conll.xz"), loose=loose) for name, loose, what in DEVELOPMENT}


def find(corpus: Corpus, model) -> list[tuple[int, int, int, str]]:
    """Names as (number of the article, start, end, label), as `framing.find_entities` finds them with this model."""
    _, tokens = framing.tokenize(corpus.articles, framing.split_sections(corpus.articles))
    article = tokens["article"].cat.codes.to_numpy()
    spans = model.find(token_types(tokens), tokens["token"].cat.codes.to_numpy(), article, tokens["sentence"].to_numpy())
    start, end = tokens["start"].to_numpy()[spans.first], tokens["end"].to_numpy()[spans.last]
    return [(a, s, e, LABELS[k]) for a, s, e, k in
            zip(article[spans.first].tolist(), start.tolist(), end.tolist(), spans.label.tolist(), strict=True)]


def count(corpus: Corpus, found: list[tuple[int, int, int, str]]) -> np.ndarray:
    """Spans right, in the gold data, and found, by article and label: (articles, labels, 3)."""
    gold = {(a, *span) for a, spans in enumerate(corpus.spans) for span in spans if span[2] in LABELS}
    return _count(gold, set(found), len(corpus.spans))


def count_headlines(corpus: Corpus, how: str, model) -> np.ndarray:
    """The same for sentences rewritten as headlines ("plain", "title" or "capitals"), each an article of its own."""
    part = headlines(tag_tokens(corpus), how)
    found = model.find(part.types, part.code, part.article, np.zeros(len(part.code), int))
    owner = np.unique(part.article, return_inverse=True)[1]
    gold = {(int(owner[a]), a, b, label) for a, b, label in spans_of(part, part.tag) if label in LABELS}
    found = {(int(owner[a]), a, b, LABELS[k]) for a, b, k in zip(*(c.tolist() for c in found), strict=True)}
    return _count(gold, found, int(owner.max()) + 1)


def _count(gold: set, found: set, n: int) -> np.ndarray:
    out = np.zeros((n, len(LABELS), 3), np.int64)
    for column, spans in ((0, gold & found), (1, gold), (2, found)):
        for article, _, _, label in spans:
            out[article, LABELS.index(label), column] += 1
    return out


def f1(counts: np.ndarray) -> np.ndarray:
    """F1 of (…, 3) counts: twice the right ones over gold and found together; NaN where there are none."""
    right, gold, found = np.moveaxis(counts, -1, 0)
    with np.errstate(invalid="ignore"):
        return 2 * right / (gold + found)


def rows(name: str, counts: np.ndarray, *, labels: bool = True, least: int = 40) -> list[dict]:
    """F1 over persons, places and organisations, and of each label seen `least` times, with 95 % intervals.

    The intervals are percentiles over articles drawn again, 1,000 times, always with the same seed.
    """
    chosen = [("F1 of PERSON, LOC, ORG", [LABELS.index(x) for x in THREE])]
    if labels:
        chosen += [(f"F1 of {label}", [k]) for k, label in enumerate(LABELS) if counts[:, k, 1].sum() >= least]
    draws = np.random.default_rng(1).multinomial(len(counts), np.full(len(counts), 1 / len(counts)), _DRAWS)
    out = []
    for measure, places in chosen:
        part = counts[:, places].sum(axis=1)
        low, high = np.nanquantile(f1(draws @ part), [0.025, 0.975])
        out.append({"set": name, "measure": measure, "value": round(float(f1(part.sum(axis=0))), 4),
                    "low": round(float(low), 4), "high": round(float(high), 4), "n": int(part[:, 1].sum())})
    return out


def measure(folder: Path, model, blind=None, late=()) -> list[dict]:
    """All rows of the model's card; `blind` measures the files named in `late`, which the model was trained on."""
    corpora = load(folder)
    unseen = {what: name not in late for name, _, what in DEVELOPMENT}
    out = [row for what, corpus in corpora.items()
           for row in rows(what if unseen[what] else f"{what} (model trained without it)",
                           count(corpus, find(corpus, model if unseen[what] else blind)))]
    for what in list(corpora)[1:3]:
        for how, words in (("plain", "sentences of 4 to 18 tokens, each alone"), ("title", "the same in Title Case"),
                           ("capitals", "the same in capitals")):
            out += rows(f"{what}: {words}", count_headlines(corpora[what], how, model), labels=False)
    return out
