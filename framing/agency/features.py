"""What the tagger of roles looks at: whole numbers packed from the symbols around an element, the paths to the verb groups
on both sides and the rules' own answer. A feature is known by the hash of its number."""

from __future__ import annotations

import numpy as np

from .elements import SYMBOLS, VERBS, Elements, mend_verbs
from .lemmas import verb_kind, verb_lemma
from .rules import Links, link_elements

IS_VERB = np.isin(np.arange(len(SYMBOLS)), list(VERBS))
_BASE = np.int64(48)
_SPAN = 6


class _VerbKinds(dict):
    """Whether a verb form speaks (1) or thinks (2), worked out once per type."""

    def __missing__(self, form: str) -> int:
        if len(self) > 200_000:
            self.clear()
        self[form] = found = ("acting", "speaking", "thinking").index(verb_kind(verb_lemma(form)))
        return found


_KINDS = _VerbKinds()


def verb_kinds(types: list[str]) -> np.ndarray:
    """The kind of each type, were it a verb: 0 acting, 1 speaking, 2 thinking."""
    return np.fromiter(map(_KINDS.__getitem__, types), np.int8, len(types))


def word_numbers(types: list[str], number: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """The number of each type as a noun or connector, and as a verb (0 = the model does not know it)."""
    plain = np.array([number.get(t.lower(), 0) for t in types], np.int64)
    verbs = np.array([number.get("=" + verb_lemma(t), 0) for t in types], np.int64)
    return plain, verbs


def describe_clauses(elements: Elements, types: list[str], code: np.ndarray, tags: np.ndarray,
                     number: dict[str, int]) -> tuple[Links, np.ndarray]:
    """What the rules say of elements set in order by `set_apart`, and the features of each (see `describe_elements`)."""
    mend_verbs(elements, tags)
    speaks = (verb_kinds(types)[code[elements.head]] == 1) & IS_VERB[elements.symbol]
    links = link_elements(elements, speaks)
    return links, describe_elements(elements, links, types, code, number)


def _neighbour(values: np.ndarray, sentence: np.ndarray, step: int, fill=0) -> np.ndarray:
    """values[i + step] within the same sentence, else `fill`."""
    out = np.full(len(values), fill, values.dtype)
    if abs(step) >= len(values):
        return out
    if step > 0:
        same = sentence[step:] == sentence[:-step]
        out[:-step][same] = values[step:][same]
    elif step < 0:
        same = sentence[:step] == sentence[-step:]
        out[-step:][same] = values[:step][same]
    else:
        out[:] = values
    return out


def nearest_verbs(elements: Elements, among: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """The verb group (of those `among`) before and behind each element in its sentence, -1 where there is none."""
    n = len(elements.symbol)
    place = np.arange(n)
    verb = IS_VERB[elements.symbol] if among is None else IS_VERB[elements.symbol] & among
    before = np.maximum.accumulate(np.where(verb, place, -1)) if n else place
    before = np.concatenate([[-1], before[:-1]]) if n else before
    after = np.minimum.accumulate(np.where(verb, place, n)[::-1])[::-1] if n else place
    after = np.concatenate([after[1:], [n]]) if n else after
    sentence = np.append(elements.sentence, -1)
    before = np.where((before >= 0) & (sentence[before] == elements.sentence), before, -1)
    after = np.where((after < n) & (sentence[np.minimum(after, n)] == elements.sentence), after, -1)
    return before, after


def _path(symbol: np.ndarray, target: np.ndarray, step: int) -> np.ndarray:
    """The symbols from an element to its verb group as one number; long paths keep the ends nearest the element."""
    place = np.arange(len(symbol))
    size = np.where(target >= 0, np.abs(target - place) - 1, 0)
    out = np.minimum(size, 9) + np.where(target < 0, 20, 0)
    padded = np.concatenate([symbol, np.zeros(_SPAN + 1, symbol.dtype)])
    for k in range(1, _SPAN + 1):
        out = out * _BASE + np.where(k <= size, padded[np.clip(place + step * k, 0, len(padded) - 1)] + 1, 0)
    return out


def describe_elements(elements: Elements, links: Links, types: list[str], code: np.ndarray,
                      number: dict[str, int]) -> np.ndarray:
    """Hashed features of every element, uint32 (features, elements)."""
    sentence = elements.sentence
    s = elements.symbol.astype(np.int64)
    plain, verbs = word_numbers(types, number)
    head = code[elements.head]
    word = np.where(IS_VERB[s], verbs[head], plain[head])
    at = {k: _neighbour(s, sentence, k) for k in range(-3, 4)}
    left, right = nearest_verbs(elements)

    def of(values, index):
        return np.where(index >= 0, values[np.maximum(index, 0)], 0)

    kind = of(s, left), of(s, right)
    path = _path(s, left, -1), _path(s, right, 1)
    near = of(word, left), of(word, right)
    role = links.role.astype(np.int64)
    form = of(s, links.verb.astype(np.int64))
    rule = role * _BASE + form
    has_subject = (links.subject >= 0).astype(np.int64)
    has_object = (links.object >= 0).astype(np.int64)
    filled = has_subject * 2 + has_object
    tense = _neighbour(s, sentence, 1)
    beyond = of(tense, right)
    before_left = of(_neighbour(s, sentence, -1), left)
    next_word, last_word = _neighbour(word, sentence, 1), _neighbour(word, sentence, -1)
    own = s * _BASE
    # of a list, what stands before its first and behind its last chunk counts for all
    first, last = links.first.astype(np.int64), links.last.astype(np.int64)
    place = np.arange(len(s))
    listed = (first < place) * 2 + (last > place)
    outer = at[-1][first], at[1][last]
    size = np.minimum(elements.end - elements.start, 5)
    many = np.int64(1 << 13)
    columns = [
        s, s * many + word, at[-1] * _BASE + s, own + at[1], (at[-1] * _BASE + s) * _BASE + at[1],
        (at[-2] * _BASE + at[-1]) * _BASE + s, (own + at[1]) * _BASE + at[2],
        (((at[-2] * _BASE + at[-1]) * _BASE + s) * _BASE + at[1]) * _BASE + at[2],
        ((at[-3] * _BASE + at[-2]) * _BASE + at[-1]) * _BASE + s, ((own + at[1]) * _BASE + at[2]) * _BASE + at[3],
        last_word * _BASE + s, next_word * _BASE + s,
        _mix(path[1]) + own + kind[1], _mix(path[0]) + own + kind[0],
        _mix(_mix(path[0]) + kind[0]) + _mix(path[1]) * 3 + own + kind[1],
        (own + kind[1]) * many + near[1], (own + kind[0]) * many + near[0],
        (rule * many + near[0]), (rule * many + near[1]),
        rule, rule * _BASE + s, (rule * _BASE + at[-1]) * _BASE + at[1], rule * many + word,
        _mix(path[1]) + rule, _mix(path[0]) + rule + 7 * of(filled, left),
        (own + beyond) * _BASE + kind[1] + _mix(path[1]) * 5, (own + before_left) * _BASE + kind[0] + _mix(path[0]) * 5,
        (own + filled) * 4 + of(filled, left), (own + of(filled, right)) * 4 + of(filled, left) + _mix(rule) * 7,
        (own + size) * _BASE + at[1], (own + kind[0]) * _BASE + kind[1],
        _mix(near[0] * many + word) + s,
        (listed * _BASE + outer[0]) * _BASE + outer[1], _mix(path[0][first]) + kind[0][first] * 4 + listed,
        _mix(path[1][last]) + kind[1][last] * 4 + listed,
        _mix(_mix(path[0][first]) + kind[0][first] * 4 + listed) + _mix(path[1][last]) * 3 + kind[1][last],
    ]
    out = np.empty((len(columns), len(s)), np.uint32)
    for k, column in enumerate(columns):
        out[k] = _hash(column, k)
    return out


def _mix(values: np.ndarray) -> np.ndarray:
    """Spread numbers that would not fit when packed further."""
    return (values.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(24)).astype(np.int64)


def _hash(values: np.ndarray, column: int) -> np.ndarray:
    """32 well-mixed bits (the finaliser of SplitMix64) of a number and the column it stands in."""
    x = values.astype(np.uint64) + np.uint64((column + 1) * 0x9E3779B97F4A7C15 & (2 ** 64 - 1))
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((x ^ (x >> np.uint64(31))) >> np.uint64(32)).astype(np.uint32)
