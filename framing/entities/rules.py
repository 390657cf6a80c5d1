"""From tags to spans, and from spans to names an article agrees on: what a name is in one place, it is in the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from ..resources import load_json

PERSON, LOC, ORG, NORP, OTHER = range(5)
#: What each tag given in the first pass adds to its label, in units of the tagger's scores (hundredths). None, or four
#: times as much, changes no development set's F1 by more than 0.2 points.
VOTE = 100.0
#: Small words that say where in a place, and are no part of its name.
_DIRECTIONS = frozenset("""north south east west northern southern eastern western central northeast northwest southeast
southwest northeastern northwestern southeastern southwestern mid downtown upper lower mainland""".split())

#: Quotation marks, with the apostrophes that may be some.
_QUOTES = frozenset("\"'“”„‟«»‹›‘’‚‛`´＂＇")


@cache
def legal_forms(*, short: bool = False) -> frozenset[str]:
    """What companies bear behind their name ("Ltd", "GmbH"); `short`: those that are as often something else."""
    return frozenset(load_json("actors.json")["short_legal_forms" if short else "legal_forms"])


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


def within_quotes(first: np.ndarray, last: np.ndarray, types: Sequence[str],
                  code: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and last tokens of names, quotation marks at the ends cut off: “Erdogan is Erdogan; of marks alone, none.

    An apostrophe inside a token (O'Neill) stays. At the front goes also what one parts from the word before: "'s" of "the
    General's Advisory Committee".
    """
    first, last = first.copy(), last.copy()
    kinds = np.unique(code[np.concatenate([first, last])]).tolist()
    odd = [k for k in kinds if types[k][0] in _QUOTES]
    for k in np.flatnonzero(np.isin(code[first], odd) | np.isin(code[last], odd)).tolist():
        while first[k] <= last[k] and types[code[first[k]]][0] in _QUOTES:
            first[k] += 1
        while first[k] <= last[k] and _QUOTES.issuperset(types[code[last[k]]]):
            last[k] -= 1
    return first, last


def drop_quotes(spans: Spans, types: Sequence[str], code: np.ndarray) -> Spans:
    """The spans without quotation marks at their ends, and without those of marks alone."""
    first, last = within_quotes(spans.first, spans.last, types, code)
    kept = first <= last
    return Spans(first[kept], last[kept], spans.label[kept])


def drop_directions(spans: Spans, types: Sequence[str], code: np.ndarray) -> Spans:
    """Cut small words of direction off places: southern Arle is Arle, East Arle stays."""
    first = spans.first.copy()
    for k in np.flatnonzero((spans.label == LOC) & (spans.last > first)).tolist():
        while first[k] < spans.last[k] and types[code[first[k]]] in _DIRECTIONS:
            first[k] += 1
    return spans._replace(first=first)


def second_pass(spans: Spans, scores: np.ndarray, types: Sequence[str], code: np.ndarray, article: np.ndarray,
                sentence: np.ndarray, free: np.ndarray, fixed: Mapping[str, int], common: Collection[str],
                own: np.ndarray | None = None, listed: Collection[str] = (), places: np.ndarray | None = None) -> Spans:
    """Make an article's names agree with each other.

    A string that is a name somewhere in an article is looked for in all of it. The scores of its occurrences are added
    up, and the label that is best for all of them together wins; the last name of a person named in full is a person, and
    a company's name without its legal form an organisation. A string on a closed list keeps that list's label.

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
    own : array of float, (tokens, tags), optional
        The part of the scores that a token's own form gives. Of a word that is on no list it counts once, not at every
        occurrence, when a person is to be told from a place: what stands around it must be heard.
    listed : collection of str
        Words on a list.
    places : array of bool, one per token, optional
        Tokens of datelines, which name places.
    """
    if not len(spans.first):
        return spans
    keys = [(a, *code[f:e + 1].tolist())
            for a, f, e in zip(article[spans.first].tolist(), spans.first.tolist(), spans.last.tolist(), strict=True)]
    names: dict[tuple, int] = {}
    number = [names.setdefault(key, len(names)) for key in keys]
    surnames = dict.fromkeys((key[0], key[-1]) for key, label in zip(keys, spans.label.tolist(), strict=True)
                             if label == PERSON and len(key) > 2)
    companies = dict.fromkeys((key[0], *short) for key, label in zip(keys, spans.label.tolist(), strict=True)
                              if label == ORG and (short := bare_company(key[1:], types)) != key[1:])
    for key in (*surnames, *companies):
        names.setdefault(key, len(names))
    more = _repeats(spans, names, types, code, article, sentence, free, common)
    first = np.concatenate([spans.first, [m[0] for m in more]]).astype(np.int64)
    last = np.concatenate([spans.last, [m[1] for m in more]]).astype(np.int64)
    number = np.array(number + [m[2] for m in more], np.int64)
    given = np.concatenate([spans.label, np.full(len(more), -1)])
    total = np.zeros((len(names), OTHER + 1), np.float64)
    fit = _label_scores(scores, first, last)
    np.add.at(total, number, fit)
    np.add.at(total, (number[given >= 0], given[given >= 0]), VOTE)
    best = total.argmax(axis=1)
    if own is not None:
        parts = {(key[0], word) for key, label in zip(keys, spans.label.tolist(), strict=True)
                 if label == PERSON and len(key) > 2 for word in key[1:]}
        odd = [k for key, k in names.items() if len(key) == 2 and key not in parts and types[key[1]] not in listed]
        switched = _hear_surroundings(best, total, number, _label_scores(own, first, last), odd)
        swap = np.isin(number, switched)
        fit[swap, PERSON] = fit[swap, LOC] = fit[swap][:, [PERSON, LOC]].max(axis=1)
    seen = np.bincount(number, minlength=len(names))
    tagged = np.zeros(len(names), np.int64)
    tagged[number[given >= 0]] = given[given >= 0]
    best[seen == 1] = tagged[seen == 1]
    best[[names[key] for key in surnames if key not in companies]] = PERSON
    best[[names[key] for key in companies if key not in surnames]] = ORG
    if places is not None:
        named = number[:len(keys)][places[spans.first] & (spans.label == LOC)]
        best[named] = LOC
        again = np.isin(number, named)
        fit[again, LOC] = fit[again, :OTHER].max(axis=1)
    for key, k in names.items():
        known = fixed.get(types[key[1]] if len(key) == 2 else " ".join(types[c] for c in key[1:]))
        if known is not None:
            best[k] = known
    label = best[number]
    sure = (given >= 0) | ((fit[np.arange(len(label)), label] > 0) & (label < OTHER))
    first, last, label = first[sure], last[sure], label[sure]
    order = np.argsort(first, kind="stable")
    return Spans(first[order], last[order], label[order])


def bare_company(name: tuple[int, ...], types: Sequence[str]) -> tuple[int, ...]:
    """The words of a company's name, as codes, without the legal forms at its end; the same if it has none."""
    forms = legal_forms() | legal_forms(short=True)
    while len(name) > 1 and (types[name[-1]] in forms or types[name[-1]] == ","):
        name = name[:-1]
    return name


def _hear_surroundings(best: np.ndarray, total: np.ndarray, number: np.ndarray, own: np.ndarray,
                       odd: list[int]) -> np.ndarray:
    """Choose again between person and place for the names `odd`, with their own form counted once; those that changed."""
    seen = np.bincount(number, minlength=len(best))
    odd = np.array([k for k in odd if seen[k] > 1 and best[k] in (PERSON, LOC)], np.int64)
    once = np.zeros(total.shape)
    once[number] = own
    heard = total[odd] - (seen[odd] - 1)[:, None] * once[odd]
    new = np.where(heard[:, PERSON] >= heard[:, LOC], PERSON, LOC)
    switched = odd[new != best[odd]]
    best[odd] = new
    return switched


def spell_out(spans: Spans, types: Sequence[str], code: np.ndarray, begins: np.ndarray) -> Spans:
    """Let an abbreviation in brackets, "Arle People's Party (APP)", say where its name begins, and share its label."""
    found = []
    starts = np.maximum.accumulate(np.where(begins, np.arange(len(begins)), 0))
    for t in np.flatnonzero((code[:-2] == _number(types, "(")) & (code[2:] == _number(types, ")"))).tolist():
        if not _is_short(types[code[t + 1]]):
            continue
        low = max(int(starts[t + 2]), t - 14)
        size = _spelled(types[code[t + 1]], [types[c] for c in code[low:t].tolist()])
        if not size:
            continue
        near = np.flatnonzero((spans.last >= t - size) & (spans.first < t))
        labels = spans.label[near]
        exact = near[(spans.first[near] == t - size) & (spans.last[near] == t - 1)]
        if len(exact):
            label = int(spans.label[exact[0]])
        else:
            label = OTHER if OTHER in labels else ORG
        found.append((t - size, t - 1, label))
        found.append((t + 1, t + 1, label))
    taken = np.zeros(len(code), bool)
    for a, b, _ in found:
        taken[a:b + 1] = True
    counts = np.append(0, np.cumsum(taken))
    return replace_spans(spans, np.flatnonzero(counts[spans.last + 1] > counts[spans.first]), found)


def join_parts(spans: Spans, types: Sequence[str], code: np.ndarray, begins: np.ndarray) -> Spans:
    """Join an organisation with the place it is of: "Green Party of Arle", "Court of the Isles"."""
    of, the = (_number(types, word) for word in ("of", "the"))
    first, last, label = spans
    pair = np.flatnonzero((label[:-1] == ORG) & (label[1:] == LOC) & (first[1:] - last[:-1] <= 3))
    gap = (first[1:] - last[:-1] - 1)[pair]
    behind = last[pair] + 1
    fits = (gap > 0) & (code[behind] == of) & ((gap == 1) | (code[np.minimum(behind + 1, len(code) - 1)] == the))
    number = np.cumsum(begins)
    pair = pair[fits & (number[last[pair]] == number[first[pair + 1]])]
    last = last.copy()
    last[pair] = last[pair + 1]
    keep = np.ones(len(first), bool)
    keep[pair + 1] = False
    return Spans(first[keep], last[keep], label[keep])


def part_countries(spans: Spans, types: Sequence[str], code: np.ndarray, article: np.ndarray,
                   fixed: Mapping[str, int]) -> Spans:
    """Part a country from the person behind it, "President of Arle Ann Lee", where the article names the person alone."""
    persons = {(a, *code[f:e + 1].tolist()) for a, f, e, label in
               zip(article[spans.first].tolist(), *(column.tolist() for column in spans), strict=True)
               if label == PERSON and e > f}
    if not persons:
        return spans
    longer = np.flatnonzero((spans.last - spans.first >= 2) & (spans.label != LOC))
    heads = frozenset(name.split(" ")[0] for name in fixed)
    rows = []
    gone = []
    for k in longer.tolist():
        first, last = int(spans.first[k]), int(spans.last[k])
        if types[code[first]] not in heads:
            continue
        for cut in range(first + 1, last):
            label = fixed.get(" ".join(types[c] for c in code[first:cut].tolist()))
            if label is not None and (int(article[first]), *code[cut:last + 1].tolist()) in persons:
                gone.append(k)
                rows += [(first, cut - 1, label), (cut, last, PERSON)]
                break
    return replace_spans(spans, gone, rows)


def replace_spans(spans: Spans, gone: Sequence[int], rows: Sequence[tuple[int, int, int]]) -> Spans:
    """The spans without those numbered `gone`, with new ones, in reading order."""
    if not rows:
        return spans
    keep = np.ones(len(spans.first), bool)
    keep[list(gone)] = False
    columns = [np.concatenate([old[keep], new]) for old, new in zip(spans, np.array(rows, np.int64).T, strict=True)]
    order = np.argsort(columns[0], kind="stable")
    return Spans(*(column[order] for column in columns))


def _number(types: Sequence[str], word: str) -> int:
    """The code of a type, -1 if it does not occur."""
    try:
        return types.index(word)
    except ValueError:
        return -1


def _is_short(word: str) -> bool:
    """Whether a word may be an abbreviation of a name: three to eight capitals."""
    letters = word.replace(".", "").replace("-", "")
    return 3 <= len(letters) <= 8 and letters.isalpha() and letters.isupper()


def _spelled(short: str, words: Sequence[str]) -> int:
    """How many of the last `words` an abbreviation spells: their initials, small words may be left out; else 0."""
    letters = short.replace(".", "").replace("-", "")
    left = len(letters)
    for back, word in enumerate(reversed(words), 1):
        if word[0].isupper():
            initials = "".join(part[0] for part in word.split("-") if part).upper()
            for size in (len(initials), 1):
                if size <= left and letters[left - size:left] == initials[:size]:
                    left -= size
                    break
            else:
                return 0
            if not left:
                return back
        elif word[0].isalpha() and letters[left - 1] == word[0].upper() and len(word) > 4:
            left -= 1  # "Organisation for the prohibition of": a small word that counts
            if not left:
                return 0
        elif word not in _SKIPPED:
            return 0
    return 0


_SKIPPED = frozenset("of the and for in on to at de la del du des di 's ’s & - against".split())


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
