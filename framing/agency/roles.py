"""Roles of noun chunks: a second tagger over the elements of sentences corrects what the rules say.

Features are whole numbers, packed from the symbols around an element, the paths to the verb groups on both sides and
the rules' own answer; a feature is known by the hash of its number.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from ..resources import load_arrays
from ..tagger import decode
from .elements import NOUNS, NUMBER, SYMBOLS, VERBS, Elements, find_elements
from .lemmas import verb_kind, verb_lemma
from .postags import capital_names, is_noun, tag_codes
from .rules import AGENT, BY, NONE, OBJECT, SUBJECT, Links, link_elements

#: Labels of the second tagger, the roles first (in the order of `framing.agency.rules`).
LABELS = ("none", "agent", "object", "subject", "by", "active", "passive")
#: Weights are stored as whole numbers, this many to one.
SCALE = 20
_N = NUMBER
_BASE = np.int64(48)
_IS_NOUN = np.isin(np.arange(len(SYMBOLS)), list(NOUNS))
_IS_VERB = np.isin(np.arange(len(SYMBOLS)), list(VERBS))
_PASSIVE = np.isin(np.arange(len(SYMBOLS)), [_N["pass"], _N["infp"]])
_LOOSE = np.isin(np.arange(len(SYMBOLS)), [_N["part"], _N["inf"], _N["infp"], _N["ger"]])
_SPAN = 6
#: Tokens worked on at a time: memory does not grow with the text.
_PIECE = 100_000


class Clauses(NamedTuple):
    """Elements with their final labels (index into `LABELS`) and, for chunks with a role, the verb group's element; and the
    word classes of all tokens (index into `framing.agency.postags.TAGS`)."""

    elements: Elements
    label: np.ndarray
    verb: np.ndarray
    tags: np.ndarray


class RoleModel:
    """Weights by hashed feature.

    Parameters
    ----------
    words : sequence of str
        Words that features name; their number is their place, from 1.
    keys : array of uint32, sorted
    weights : array of float, (keys, labels)
    transitions : array of float, (labels, labels)
    """

    def __init__(self, words, keys, weights, transitions):
        self.word_number = {word: k for k, word in enumerate(words, 1)}
        self.keys, self.transitions = keys, transitions
        self.weights = np.concatenate([weights, np.zeros((1, weights.shape[1]), weights.dtype)])
        # the upper bits of a key say where in `keys` to look, and that is at most `deep` places before the key
        self.padded = np.append(keys, np.uint32(2 ** 32 - 1))
        self.first = np.searchsorted(keys, np.arange(1 << 18, dtype=np.uint64) << 14).astype(np.int32)
        self.deep = int(np.bincount(keys >> 14).max(initial=0))

    def score(self, features: np.ndarray) -> np.ndarray:
        """Scores of the labels for elements with these features, uint32 (features, elements)."""
        total = np.zeros((features.shape[1], self.weights.shape[1]), np.float32)
        if not len(self.keys):
            return total
        for row in features:
            at = self.first[row >> 14]
            for _ in range(self.deep):
                at += self.padded[at] < row
            at[self.padded[at] != row] = len(self.keys)  # a row of zeros
            total += self.weights.take(at, axis=0)
        return total


def read_model(arrays: dict[str, np.ndarray]) -> RoleModel:
    """A model from the arrays that ``data/build/agency.py`` writes."""
    keys = np.cumsum(arrays["steps"], dtype=np.uint64).astype(np.uint32)
    weights = np.zeros((len(keys), len(LABELS)), np.float32)
    weights.reshape(-1)[np.cumsum(arrays["cells"], dtype=np.int64)] = arrays["values"]
    return RoleModel(arrays["words"].tobytes().decode().split("\n"), keys, weights,
                     arrays["transitions"].astype(np.float32))


@cache
def load_role_model() -> RoleModel:
    """The role model that ships with the package."""
    return read_model(load_arrays("agency"))


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


def find_clauses(types: list[str], code: np.ndarray, begins: np.ndarray, tight: np.ndarray | None = None, *,
                 tags: np.ndarray | None = None, names: np.ndarray | None = None, model: RoleModel | None = None) -> Clauses:
    """Elements of sentences with their roles.

    Parameters
    ----------
    types : list of str
    code : array of int, one per token
    begins : array of bool
        Whether a sentence begins at the token.
    tight : array of bool, optional
        Whether the next token follows without a blank.
    tags : array of int, optional
        Index into `framing.agency.postags.TAGS`; found here if not given.
    names : array of bool, optional
        Tokens known to be part of a name, see `framing.agency.postags.tag_codes`.
    model : RoleModel, optional

    Returns
    -------
    Clauses
    """
    model = model or load_role_model()
    found, pieces = [], _pieces(begins)
    for piece in pieces:
        held, own = np.unique(code[piece], return_inverse=True)
        parts = (None if x is None else x[piece] for x in (tight, tags, names))
        found.append(_find([types[k] for k in held.tolist()], own, begins[piece], *parts, model))
    return found[0] if len(found) == 1 else _join(found, [piece.start for piece in pieces])


def _pieces(begins: np.ndarray) -> list[slice]:
    """Whole sentences of about `_PIECE` tokens together."""
    at = np.flatnonzero(begins)
    cuts = [0, *at[1:][np.diff(at[1:] // _PIECE, prepend=0) > 0].tolist()] if len(at) else [0]
    return [slice(low, high) for low, high in zip(cuts, [*cuts[1:], len(begins)], strict=True)]


def _join(found: list[Clauses], tokens: list[int]) -> Clauses:
    """The clauses of pieces that begin at these tokens as those of one text."""
    sizes = [len(part.label) for part in found]
    first = np.cumsum([0, *sizes])[:-1]
    verb = [np.where(part.verb >= 0, part.verb + k, -1) for part, k in zip(found, first, strict=True)]
    last = [int(part.elements.sentence[-1]) + 1 if size else 0 for part, size in zip(found, sizes, strict=True)]
    shift = dict.fromkeys(("start", "end", "head"), tokens) | {"sentence": np.cumsum([0, *last])[:-1]}
    columns = {name: np.concatenate([getattr(part.elements, name) + k for part, k in zip(found, shift[name], strict=True)]
                                    if name in shift else [getattr(part.elements, name) for part in found])
               for name in Elements._fields}
    return Clauses(Elements(**columns), np.concatenate([part.label for part in found]), np.concatenate(verb),
                   np.concatenate([part.tags for part in found]))


def with_names(clauses: Clauses, types: list[str], code: np.ndarray, begins: np.ndarray, tight: np.ndarray,
               names: np.ndarray) -> Clauses:
    """What `find_clauses` gives with `names`, from what it gave without.

    Making a noun of what was best as a noun changes nothing, so only sentences with other names are worked out again.
    """
    number = np.cumsum(begins) - 1
    again = np.zeros(int(number[-1]) + 1 if len(number) else 0, bool)
    again[number[capital_names(types, code, names) & ~is_noun(clauses.tags)]] = True
    rows = np.flatnonzero(again[number])
    if not len(rows):
        return clauses
    new, old = find_clauses(types, code[rows], begins[rows], tight[rows], names=names[rows]), clauses.elements
    moved = new.elements._replace(start=rows[new.elements.start], end=rows[new.elements.end - 1] + 1,
                                  head=rows[new.elements.head])
    kept = np.flatnonzero(~again[number[old.start]])
    order = np.argsort(np.concatenate([old.start[kept], moved.start]), kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    place_old = np.full(len(old.start), -1)
    place_old[kept] = place[:len(kept)]
    verbs = [np.where(verb >= 0, to[verb], -1) for verb, to in ((clauses.verb[kept], place_old),
                                                                (new.verb, place[len(kept):]))]
    columns = [np.concatenate([a[kept], b])[order] for a, b in zip(old, moved, strict=True)]
    elements = Elements(*columns)
    tags = clauses.tags.copy()
    tags[rows] = new.tags
    label = np.concatenate([clauses.label[kept], new.label])[order]
    return Clauses(elements._replace(sentence=number[elements.start]), label, np.concatenate(verbs)[order], tags)


def _find(types, code, begins, tight, tags, names, model) -> Clauses:
    """`find_clauses` of one piece."""
    if tags is None:
        tags = tag_codes(types, code, begins, tight, names=names)
    elements = find_elements(types, code, tags, begins)
    is_verb = _IS_VERB[elements.symbol]
    speaks = (verb_kinds(types)[code[elements.head]] == 1) & is_verb
    links = link_elements(elements, speaks)
    features = describe_elements(elements, links, types, code, model.word_number)
    starts = np.diff(elements.sentence, prepend=-1) > 0
    label = decode(model.score(features), starts, model.transitions)
    label = np.where(_IS_NOUN[elements.symbol], np.where(label > BY, NONE, label), np.where(is_verb, label, NONE))
    return Clauses(elements, label, _attach(elements, links, label), tags)


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
    verb = _IS_VERB[elements.symbol] if among is None else _IS_VERB[elements.symbol] & among
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
    word = np.where(_IS_VERB[s], verbs[head], plain[head])
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


def _attach(elements: Elements, links: Links, label: np.ndarray) -> np.ndarray:
    """The verb group of each chunk with a role: the rules' where they agree, else the nearest that fits."""
    symbol = elements.symbol
    verb = np.where(links.role == label, links.verb, -1).astype(np.int64)
    left, right = nearest_verbs(elements)
    passive = (label == LABELS.index("passive")) | _PASSIVE[symbol]
    fits = {AGENT: ~_LOOSE[symbol], SUBJECT: passive, OBJECT: ~passive, BY: passive | (symbol == _N["part"])}
    for role, fit in fits.items():
        i = np.flatnonzero((label == role) & (verb < 0))
        forward = role in (AGENT, SUBJECT)
        near, far = (right[i], left[i]) if forward else (left[i], right[i])
        fitting = nearest_verbs(elements, fit)[forward][i]
        near = np.where(fitting >= 0, fitting, near)
        verb[i] = np.where(near >= 0, near, far)
    verb[label == NONE] = -1
    return np.where(label > BY, -1, verb)
