"""Train the entity tagger that ships with framing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
from crf import matrices
from entity_data import Tagged, load_corpus, tag_tokens
from entity_lists import case_of, learned, personal_names, places

from framing.entity_features import PLACES, USED, Words, stream_names, streams
from framing.gazetteer import Gazetteer
from framing.tagger import AFTER, BEFORE, Tagger, TypeRows, sequence_bounds

#: Corpus, whether its sentences stand alone, how often it is counted.
TRAINING = [("gmb.train.c2", False, 1), ("gum.other.train.h", False, 2), ("wikigold.h", False, 2),
            ("politics.train.h", True, 2), ("uner_ewt.dev.h", False, 1), ("btc.h", True, 1), ("wnut17.train.h", True, 1)]
LABELS = ["O"] + [p + label for label in ("PERSON", "LOC", "ORG", "NORP", "MISC") for p in ("B-", "I-")]


def count_words(parts: list[Tagged]) -> tuple[Counter, Counter, Counter]:
    """Small and capitalised uses of words inside sentences, and the texts of spans by label."""
    lower, upper, spans = Counter(), Counter(), Counter()
    for part in parts:
        for k, code in enumerate(part.code.tolist()):
            word, tag = part.types[code], part.tag[k]
            if word.islower():
                lower[word] += 1
            elif not part.begins[k] and word[0].isupper() and word[1:].islower():
                upper[word.lower()] += 1
            if tag == "O":
                spans[word, "O"] += 1
            elif tag[0] == "B":
                end = k + 1
                while end < len(part.tag) and part.tag[end][0] == "I":
                    end += 1
                spans[" ".join(part.types[c] for c in part.code[k:end]), tag[2:]] += 1
    return lower, upper, spans


def make_lists(parts: list[Tagged]) -> tuple[dict, dict]:
    """The gazetteer's lists and the case of words."""
    lower, upper, spans = count_words(parts)
    case = case_of(lower, upper)
    common = {w for w, c in case.items() if c in "lm"}
    lists = places() | learned(spans) | personal_names(common)
    return {code: sorted(n for n in names if n.lower() not in common or code in ("cn", "co", "na"))
            for code, names in lists.items()}, case


def attributes(words: Words, part: Tagged) -> list[list[str]]:
    """Attributes of every token, as strings."""
    marks = streams(words, part.types, part.code, part.begins)
    chosen = {}
    for place, prefixes in USED.items():
        chosen[place] = [[f"{place}|{n}" for n in words.describe(t) if n.split("=")[0] in prefixes]
                         for t in [BEFORE, AFTER, *part.types]]
    names = {s: {int(v): stream_names(words, s, int(v)) for v in np.unique(getattr(marks, s))}
             for s in ("pair", "low", "phrase", "length")}
    first, last = sequence_bounds(part.begins)
    code = part.code + 2
    around = {offset: [0 if k + offset < first[k] else 1 if k + offset > last[k] else int(code[k + offset])
                       for k in range(len(code))] for offset in (-2, -1, 0, 1, 2)}
    around |= {"first": code[marks.first].tolist(), "last": code[marks.last].tolist()}
    pair, low, phrase, length = (getattr(marks, s).tolist() for s in ("pair", "low", "phrase", "length"))
    out = []
    for k, active in enumerate(marks.active.tolist()):
        if not active:
            out.append(names["low"][low[k]])
            continue
        found = []
        for place in PLACES:
            found += chosen[place][around[place][k]]
        found += names["pair"][pair[k]] + names["length"][length[k]]
        for offset in (-1, 0, 1):
            if first[k] <= k + offset <= last[k]:
                found += [f"{offset}{n}" for n in names["phrase"][phrase[k + offset]]]
        out.append(found)
    return out


def sentences(part: Tagged, found: list[list[str]], active) -> list[tuple[list, list[str]]]:
    """Attributes and tags by sentence; names without any capital are left out."""
    at = np.append(np.flatnonzero(part.begins), len(part.code))
    tags = part.tag.copy()
    k = 0
    while k < len(tags):
        end = k + 1
        if tags[k][0] == "B":
            while end < len(tags) and tags[end][0] == "I":
                end += 1
            if not active[k:end].any():
                tags[k:end] = "O"
        k = end
    return [(found[a:b], tags[a:b].tolist()) for a, b in zip(at[:-1], at[1:], strict=True)]


def load_training(corpora: Path) -> list[tuple[str, int, Tagged]]:
    return [(name, weight, tag_tokens(load_corpus(corpora / (name + ".conll.xz"), loose=loose)))
            for name, loose, weight in TRAINING]


def pack(model: dict, lists: dict, case: dict, *, scale: float, least: float) -> dict[str, np.ndarray]:
    """The arrays that ship."""
    names, weights, transitions, plain = matrices(model, LABELS, offsets=PLACES, scale=scale, least=least)
    flat = weights.reshape(-1)
    cells = np.flatnonzero(flat)
    blocks = "\n\n".join(code + "\n" + "\n".join(lists[code]) for code in sorted(lists))
    rows = "\n".join(f"{word} {share}" for word, share in sorted(case.items()))

    def text(value):
        return np.frombuffer(value.encode(), np.uint8)

    return {"names": text("\n".join(names)), "labels": text("\n".join(LABELS)), "lists": text(blocks),
            "case": text(rows), "plain_names": text("\n".join(plain)),
            "plain": np.array(list(plain.values())).astype(np.int16),
            "cells": np.diff(cells, prepend=0).astype(np.int32), "values": flat[cells].astype(np.int16),
            "transitions": transitions.astype(np.int16)}
