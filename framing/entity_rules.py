"""From tags to spans, and the second pass over an article: what a name is in one place, it is in the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

PERSON, LOC, ORG, NORP, OTHER = range(5)


class Spans(NamedTuple):
    """Runs of tokens that make a name: first and last token, label as a number."""

    first: np.ndarray
    last: np.ndarray
    label: np.ndarray


def cut_spans(tag: np.ndarray, begins: np.ndarray) -> Spans:
    """Spans of tags 0 (outside), 1 (first token of label 0), 2 (further token of label 0), 3, 4 …"""
    inside = tag > 0
    label = (tag - 1) >> 1
    before = np.append(-1, label[:-1])
    starts = inside & ((tag % 2 == 1) | begins | (before != label) | ~np.append(False, inside[:-1]))
    first = np.flatnonzero(starts)
    ends = inside & np.append(starts[1:] | ~inside[1:], True)
    return Spans(first, np.flatnonzero(ends), label[first])


def second_pass(spans: Spans, types: Sequence[str], code: np.ndarray, article: np.ndarray, sentence: np.ndarray,
                free: np.ndarray, fixed: Mapping[str, int], common: Collection[str]) -> Spans:
    """Make an article's names agree with each other.

    A person named in full makes the last name a person everywhere in the article. Of the labels that one string got,
    the one with at least 60 % wins. A name that was found once is found again where it was overlooked.

    Parameters
    ----------
    spans : Spans
        In reading order.
    types, code, article, sentence
        The tokens.
    free : array of bool, one per token
        Tokens that may begin an overlooked name: they hold a capital.
    fixed : mapping of str to int
        Strings whose label never changes (countries, peoples).
    common : collection of str
        Words too common to be looked for when they stand at the beginning of a sentence.
    """
    if not len(spans.first):
        return spans
    owner = article[spans.first]
    cut = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    bounds = np.append(cut, len(owner)).tolist()
    codes = [tuple(code[a:b + 1].tolist()) for a, b in zip(spans.first.tolist(), spans.last.tolist(), strict=True)]
    label = spans.label.tolist()
    names: dict[int, dict] = {}
    for low, high in zip(bounds[:-1], bounds[1:], strict=True):
        names[int(owner[low])] = _agree(codes, label, low, high, types, fixed)
    covered = np.zeros(len(code) + 1, np.int64)
    covered[spans.first] += 1
    covered[spans.last + 1] -= 1
    loose = np.flatnonzero(free & (np.cumsum(covered)[:-1] == 0))
    more = _repeats(loose, names, types, code, article, sentence, covered, common)
    first = np.concatenate([spans.first, [m[0] for m in more]]).astype(np.int64)
    last = np.concatenate([spans.last, [m[1] for m in more]]).astype(np.int64)
    labels = np.concatenate([label, [m[2] for m in more]]).astype(np.int64)
    order = np.argsort(first, kind="stable")
    return Spans(first[order], last[order], labels[order])


def _agree(codes, label, low, high, types, fixed) -> dict:
    """Relabel the spans low…high of one article in place; give the label of every string."""
    votes: dict[tuple, Counter] = {}
    surnames = {}
    for k in range(low, high):
        votes.setdefault(codes[k], Counter())[label[k]] += 1
        if label[k] == PERSON and len(codes[k]) > 1:
            surnames[codes[k][-1:]] = PERSON
    settled = {}
    for key, count in votes.items():
        text = " ".join(types[c] for c in key)
        known = fixed.get(text)
        best, n = count.most_common(1)[0]
        total = sum(count.values())
        if known is not None:
            settled[key] = known
        elif key in surnames and count[PERSON] * 4 >= 0:
            settled[key] = PERSON
        elif total >= 2 and n >= 0.6 * total:
            settled[key] = best
    for k in range(low, high):
        label[k] = settled.get(codes[k], label[k])
    return {key: settled.get(key, count.most_common(1)[0][0]) for key, count in votes.items()} | {
        key: PERSON for key in surnames if key not in votes}


def _repeats(loose, names, types, code, article, sentence, covered, common) -> list[tuple[int, int, int]]:
    """Untagged tokens that repeat a name of their article."""
    if not len(loose):
        return []
    width = len(types)
    heads = np.array([a * width + key[0] for a, keys in names.items() for key in keys], np.int64)
    at = loose[np.isin(article[loose].astype(np.int64) * width + code[loose], heads)]
    by_head: dict[tuple[int, int], list] = {}
    for a, keys in names.items():
        for key, label in keys.items():
            by_head.setdefault((a, key[0]), []).append((key, label))
    inside = np.cumsum(covered)[:-1]
    more, taken = [], -1
    for t in at.tolist():
        if t <= taken:
            continue
        for key, label in sorted(by_head[int(article[t]), int(code[t])], key=lambda pair: -len(pair[0])):
            end = t + len(key)
            if end > len(code) or tuple(code[t:end].tolist()) != key or sentence[end - 1] != sentence[t] \
                    or article[end - 1] != article[t] or inside[t:end].any():
                continue
            if len(key) == 1 and types[key[0]].lower() in common:
                continue
            more.append((t, end - 1, label))
            taken = end - 1
            break
    return more
