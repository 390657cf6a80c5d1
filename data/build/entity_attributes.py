"""The entity tagger's features as strings, one list per token: what CRFsuite trains on, and checks our tagger with."""

from __future__ import annotations

import numpy as np
from entity_data import Tagged

from framing.entities.features import PLACES, USED, Words, stream_names, streams
from framing.entities.truecase import Truecaser
from framing.tagger import AFTER, BEFORE, sequence_bounds


def recase(words: Words, part: Tagged) -> Tagged:
    """The tokens as the tagger sees them: headlines in capitals or Title Case as running text."""
    types, code, _ = Truecaser(words).recase(part.types, part.code, part.begins, words.columns(part.types)[:, 0])
    return part._replace(types=types, code=code)


def attributes(words: Words, part: Tagged) -> list[list[str]]:
    """Attributes of every token, as strings."""
    part = recase(words, part)
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


def weights_of(model) -> tuple[dict, dict, list[str]]:
    """The weights of a `framing.entities.EntityModel` as CRFsuite has them: of attributes, of moves, and the labels."""
    labels, rows = model.labels, model.tagger.rows
    state = {}
    for name, k in rows.number.items():
        for at, place in enumerate(PLACES):
            row = {labels[j]: float(rows.weights[k, at, j]) for j in np.flatnonzero(rows.weights[k, at]).tolist()}
            if row:
                state[f"{place}|{name}"] = row
    for name, values in model.plain.items():
        state[name] = {labels[j]: float(values[j]) for j in np.flatnonzero(values).tolist()}
    moves = {(a, b): float(model.tagger.transitions[i, j]) for i, a in enumerate(labels) for j, b in enumerate(labels)}
    return state, moves, list(labels)
