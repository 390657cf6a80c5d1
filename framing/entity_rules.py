"""From tags to spans, and the second pass over an article: what a name is in one place, it is in the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

PERSON, LOC, ORG, NORP, OTHER = range(5)
#: Weights of the second pass, in units of the tagger's scores, found on the development sets: the root that the number
#: of a name's occurrences is damped by, what each tag given in the first pass adds, what a full name adds to its last.
DAMPING, VOTE, SURNAME = 0.0, 200.0, 600.0
LOOSE = 0.0


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


def second_pass(spans: Spans, scores: np.ndarray, types: Sequence[str], code: np.ndarray, article: np.ndarray,
                sentence: np.ndarray, free: np.ndarray, fixed: Mapping[str, int], common: Collection[str]) -> Spans:
    """Make an article's names agree with each other.

    A string that is a name somewhere in an article is looked for in all of it. The scores of its occurrences are added
    up, and the label that is best for all of them together wins; the last name of a person named in full counts as a
    person's more readily. A string on a closed list keeps that list's label.

    Parameters
    ----------
    spans : Spans
        In reading order.
    scores : array of float, (tokens, tags)
        The tagger's scores; tags as in `cut_spans`.
    types, code, article, sentence
        The tokens.
    free : array of bool, one per token
        Tokens that may begin an overlooked name: they hold a capital.
    fixed : mapping of str to int
        Strings whose label never changes (countries, peoples).
    common : collection of str
        Words too common to be looked for on their own.
    """
    if not len(spans.first):
        return spans
    keys = [(a, *code[f:e + 1].tolist())
            for a, f, e in zip(article[spans.first].tolist(), spans.first.tolist(), spans.last.tolist(), strict=True)]
    names: dict[tuple, int] = {}
    number = [names.setdefault(key, len(names)) for key in keys]
    more = _repeats(spans, names, types, code, article, sentence, free, common)
    first = np.concatenate([spans.first, [m[0] for m in more]]).astype(np.int64)
    last = np.concatenate([spans.last, [m[1] for m in more]]).astype(np.int64)
    number = np.array(number + [m[2] for m in more], np.int64)
    own = np.concatenate([spans.label, np.full(len(more), -1)])
    total = np.zeros((len(names), OTHER + 1), np.float64)
    fit = _label_scores(scores, first, last)
    np.add.at(total, number, fit)
    total /= np.bincount(number, minlength=len(names))[:, None] ** DAMPING
    votes = np.zeros((len(names), OTHER + 1))
    np.add.at(votes, (number[own >= 0], own[own >= 0]), VOTE)
    total += votes
    surnames = {(key[0], key[-1]) for key, label in zip(keys, spans.label.tolist(), strict=True)
                if label == PERSON and len(key) > 2}
    at = [k for key, k in names.items() if len(key) == 2 and key in surnames]
    total[at, PERSON] += SURNAME
    best = total.argmax(axis=1)
    seen = np.bincount(number, minlength=len(names))
    seen[at] += 1
    tagged = np.zeros(len(names), np.int64)
    tagged[number[own >= 0]] = own[own >= 0]
    best[seen == 1] = tagged[seen == 1]
    for key, k in names.items():
        known = fixed.get(types[key[1]] if len(key) == 2 else " ".join(types[c] for c in key[1:]))
        if known is not None:
            best[k] = known
    label = best[number]
    sure = (own >= 0) | ((fit[np.arange(len(label)), label] > LOOSE) & (label < OTHER))
    first, last, label = first[sure], last[sure], label[sure]
    order = np.argsort(first, kind="stable")
    return Spans(first[order], last[order], label[order])


def _label_scores(scores: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """How well each label fits each span, next to no label: (spans, labels)."""
    fit = scores[first, 1::2] - scores[first, :1]
    longer = np.flatnonzero(last > first)
    if len(longer):
        size = (last - first)[longer]
        owner = np.repeat(longer, size)
        inner = np.repeat(first[longer] + 1 - (np.cumsum(size) - size), size) + np.arange(size.sum())
        np.add.at(fit, owner, scores[inner, 2::2] - scores[inner, :1])
    return fit


def _repeats(spans, names, types, code, article, sentence, free, common) -> list[tuple[int, int, int]]:
    """Untagged tokens that repeat a name of their article: first token, last token, number of the name."""
    covered = np.zeros(len(code) + 1, np.int64)
    covered[spans.first] += 1
    covered[spans.last + 1] -= 1
    inside = np.cumsum(covered)[:-1] > 0
    width = len(types)
    by_head: dict[int, list] = {}
    for key, k in names.items():
        if len(key) > 2 or types[key[1]].lower() not in common:
            by_head.setdefault(key[0] * width + key[1], []).append((key, k))
    loose = np.flatnonzero(free & ~inside)
    place = article[loose].astype(np.int64) * width + code[loose]
    hit = np.isin(place, np.fromiter(by_head, np.int64, len(by_head)))
    more, taken = [], -1
    for t, head in zip(loose[hit].tolist(), place[hit].tolist(), strict=True):
        if t <= taken:
            continue
        for key, k in sorted(by_head[head], key=lambda pair: -len(pair[0])):
            end = t + len(key) - 1
            if end <= len(code) and tuple(code[t:end].tolist()) == key[1:] and article[end - 1] == article[t] \
                    and sentence[end - 1] == sentence[t] and not inside[t:end].any():
                more.append((t, end - 1, k))
                taken = end - 1
                break
    return more
