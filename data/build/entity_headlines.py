"""Sentences of the training data rewritten as headlines, in Title Case and in capitals."""

from __future__ import annotations

import numpy as np
from entity_data import Tagged

_SMALL = frozenset("a an the and but or nor for of in on at to by with from as is vs via".split())


def headline(word: str, how: str, opens: bool) -> str:
    """A word as a headline in "title" case or "capitals" writes it; "plain" leaves it."""
    if how == "capitals":
        return word.upper() if len(word.upper()) == len(word) else word
    if how == "title" and (opens or word.lower() not in _SMALL):
        return word[:1].upper() + word[1:]
    return word.lower() if how == "title" else word


def headlines(part: Tagged, how: str, *, every: int = 1) -> Tagged:
    """Every so many-th sentence of 4 to 18 tokens that holds a name, its full stop cut, as an article of its own."""
    bounds = np.append(np.flatnonzero(part.begins), len(part.code))
    keep, article, begins = [], [], []
    count = 0
    for low, high in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        words = [part.types[c] for c in part.code[low:high]]
        if words[-1] == ".":
            high -= 1
        if not 4 <= high - low <= 18 or "," in words or ";" in words or (part.tag[low:high] == "O").all():
            continue
        count += 1
        if count % every:
            continue
        keep += range(low, high)
        article += [count] * (high - low)
        begins += [True] + [False] * (high - low - 1)
    keep, begins = np.array(keep, int), np.array(begins, bool)
    number: dict[str, int] = {}
    code = [number.setdefault(headline(part.types[c], how, opens), len(number))
            for c, opens in zip(part.code[keep].tolist(), begins.tolist(), strict=True)]
    return Tagged(list(number), np.array(code, np.int64), begins, np.array(article, np.int32), part.start[keep],
                  part.end[keep], part.tag[keep])
