"""Roles of noun chunks: a second tagger over the elements of sentences corrects what the rules say."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from ..resources import load_arrays
from ..tagger import decode
from .asides import set_apart
from .elements import NOUNS, NUMBER, SYMBOLS, Elements, find_elements
from .features import IS_VERB, describe_clauses, nearest_verbs
from .postags import capital_names, is_noun, tag_codes
from .rules import AGENT, BY, NONE, OBJECT, SUBJECT, Links

#: Labels of the second tagger, the roles first (in the order of `framing.agency.rules`).
LABELS = ("none", "agent", "object", "subject", "by", "active", "passive")
#: Weights are stored as whole numbers, this many to one.
SCALE = 20
_N = NUMBER
_IS_NOUN = np.isin(np.arange(len(SYMBOLS)), list(NOUNS))
_PASSIVE = np.isin(np.arange(len(SYMBOLS)), [_N["pass"], _N["infp"]])
_LOOSE = np.isin(np.arange(len(SYMBOLS)), [_N["part"], _N["inf"], _N["infp"], _N["ger"]])
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
    found = find_elements(types, code, tags, begins)
    elements, order = set_apart(found)
    links, features = describe_clauses(elements, types, code, tags, model.word_number)
    starts = np.diff(elements.sentence, prepend=-1) > 0
    label = decode(model.score(features), starts, model.transitions)
    is_noun_chunk, is_verb = _IS_NOUN[elements.symbol], IS_VERB[elements.symbol]
    label = np.where(is_noun_chunk, np.where(label > BY, NONE, label), np.where(is_verb, label, NONE))
    verb = _attach(elements, links, label)
    place = np.argsort(order)  # back into reading order
    return Clauses(found._replace(symbol=elements.symbol[place]), label[place],
                   np.where(verb >= 0, order[verb], -1)[place], tags)


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
