"""Who does what, by rules over the elements of a sentence: subjects to the left, objects to the right.

The rules need no weights. Their answer is one feature of the tagger in `framing.agency.roles`, which corrects it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .elements import NOUNS, NUMBER, VERBS, Elements

#: Roles of elements: none, agent, object, subject of a passive, agent named with "by".
NONE, AGENT, OBJECT, SUBJECT, BY = range(5)

_N = NUMBER
_COMMA = _N["comma"]
_FINITE = frozenset({_N["fin"], _N["pass"], _N["cop"], _N["aux"]})
_LOOSE = frozenset({_N["part"], _N["ger"], _N["inf"], _N["infp"], _N["bare"]})
_ACTIVE = frozenset({_N["fin"], _N["inf"], _N["ger"], _N["bare"]})
_PASSIVE = frozenset({_N["pass"], _N["infp"]})
_PREPOSITIONS = frozenset({_N["by"], _N["of"], _N["prep"], _N["to"], _N["as"], _N["after"]})
_MAY_OPEN_A_CLAUSE = frozenset({_N["as"], _N["after"]})
_RELATIVE = frozenset({_N["who"], _N["which"], _N["what"]})
_MARKS = frozenset({_N["comma"], _N["quote"], _N["dash"], _N["open"], _N["close"], _N["adj"]})
_JOINERS = frozenset({_N["and"], _N["or"]})
_BETWEEN = _JOINERS | {_COMMA}
_AFTER_SPEAKER = frozenset({_N["end"], _N["comma"], _N["stop"], _N["quote"], _N["prep"], _N["dash"], _N["and"], _N["to"],
                            _N["after"], _N["when"], _N["as"], _N["TMP"]})


class Links(NamedTuple):
    """Per element: ``role`` (int8), ``verb`` (int32, the element that gives the role, -1), ``subject`` and ``object``
    (int32, of a verb group: the element that fills it, -1 none), ``first`` and ``last`` (int32, ends of the list of
    coordinated chunks that the element belongs to; itself if to none)."""

    role: np.ndarray
    verb: np.ndarray
    subject: np.ndarray
    object: np.ndarray
    first: np.ndarray
    last: np.ndarray


def link_elements(elements: Elements, speaks: np.ndarray) -> Links:
    """Roles by rule.

    Parameters
    ----------
    elements : Elements
    speaks : array of bool, one per element
        Whether a verb group's verb is one of speaking.

    Returns
    -------
    Links
    """
    n = len(elements.symbol)
    symbols, speaking = elements.symbol.tolist(), speaks.tolist()
    bounds = np.flatnonzero(np.diff(elements.sentence, prepend=-1)).tolist() + [n]
    role, verb, subject, object_ = [0] * n, [-1] * n, [-1] * n, [-1] * n
    first, last = list(range(n)), list(range(n))
    for low, high in zip(bounds, bounds[1:], strict=False):
        _find_lists(symbols, low, high, first, last)
        _link(symbols, speaking, low, high, role, verb, subject, object_, first, last)
    return Links(np.array(role, np.int8), *(np.array(a, np.int32) for a in (verb, subject, object_, first, last)))


def _find_lists(sym, low, high, first, last) -> None:
    """Lists "A and B", "A, B and C", "A, B, and C"."""
    i = low
    while i < high:
        if sym[i] not in NOUNS:
            i += 1
            continue
        items, sure = [i], 0
        while True:
            j = items[-1]
            one = sym[j + 1] if j + 1 < high else 0
            if one not in _BETWEEN:
                break
            two, three = sym[j + 2] if j + 2 < high else 0, sym[j + 3] if j + 3 < high else 0
            if one in _JOINERS and two in NOUNS:
                items.append(j + 2)
                sure = len(items)
            elif one == _COMMA and two in _JOINERS and three in NOUNS and len(items) > 1:
                items.append(j + 3)
                sure = len(items)
            elif one == _COMMA and two in NOUNS:
                items.append(j + 2)
            else:
                break
        for k in items[:sure]:
            first[k], last[k] = items[0], items[sure - 1]
        i = items[sure - 1] + 1  # without an "and" there is no list; nor is one in what is left of these items


def _link(sym, speaks, low, high, role, verb, subject, object_, first, last) -> None:
    """One sentence, elements low to high."""
    after = high - 1
    for v in range(low, high):
        form = sym[v]
        if form not in VERBS:
            continue
        if form in _FINITE:
            found, to = _find_subject(sym, low, v, subject, first), v
            if found < 0 and speaks[v] and v < after and sym[v + 1] in NOUNS and (
                    v + 2 >= high or sym[v + 2] in _AFTER_SPEAKER):
                found = v + 1  # "…, said the minister."
            if found < 0 and form == _N["aux"] and v + 2 < high and sym[v + 1] in NOUNS and sym[v + 2] in _LOOSE:
                found, to = v + 1, v + 2  # "Did the minister sign"
            subject[v] = found
            if found >= 0 and sym[found] in NOUNS and form != _N["cop"] and verb[found] < 0:
                _give(sym, high, found, to, SUBJECT if form == _N["pass"] else AGENT, role, verb, first, last)
        if form in _ACTIVE and object_[v] < 0:
            k = v + 1
            if k < high and sym[k] in NOUNS and sym[k] != _N["TMP"] and k != subject[v]:
                follows = sym[k + 1] if k + 1 < high else 0
                if follows not in _FINITE and not (follows in _JOINERS and k + 3 < high and sym[k + 2] in NOUNS
                                                   and sym[k + 3] in _FINITE):
                    object_[v] = k
                    if verb[k] < 0:
                        _give(sym, high, k, v, OBJECT, role, verb, first, last)
        if form in _PASSIVE or form == _N["part"]:
            for k in range(v + 1, min(v + 5, high - 1)):
                if sym[k] == _N["by"]:
                    if sym[k + 1] in NOUNS and sym[k + 1] != _N["TMP"] and verb[k + 1] < 0:
                        _give(sym, high, k + 1, v, BY, role, verb, first, last)
                    break
                if sym[k] in VERBS or sym[k] in _MARKS:
                    break


def _give(sym, high, k, v, kind, role, verb, first, last) -> None:
    """Give a chunk a role, and the list it stands in."""
    role[k], verb[k] = kind, v
    low, end = (first[k], k) if k < v else (k, last[k])
    for j in range(low, end + 1):
        if sym[j] in NOUNS and verb[j] < 0 and first[j] == first[k]:
            if j == end and k > v and j + 1 < high and sym[j + 1] in _FINITE:
                continue  # "met Ann, and Bo left": the last one begins a clause
            role[j], verb[j] = kind, v


def _find_subject(sym, low, v, subject, first) -> int:
    j, joined, steps = v - 1, False, 0
    while j >= low and steps < 40:
        steps += 1
        s = sym[j]
        if s in NOUNS:
            own = first[j]
            before = sym[own - 1] if own > low else 0
            if s == _N["TMP"] and j > low:
                j -= 1
            elif before in _PREPOSITIONS and not (before in _MAY_OPEN_A_CLAUSE and j == v - 1):
                j = own - 2
            elif before in _LOOSE or (joined and before in _FINITE):
                j = own - 1
            elif before == _COMMA and sym[v - 1] == _COMMA and own - 2 >= low and sym[own - 2] in NOUNS:
                j = own - 2  # an apposition between commas
            elif joined and j == v - 2 and _verb_before(sym, low, j) >= 0:
                j -= 1
            else:
                return j
        elif s in _RELATIVE:
            return j
        elif s in VERBS:
            if s in _LOOSE:
                j -= 1
                continue
            own = subject[j]
            if joined:
                return own
            if own >= low and sym[own] in _RELATIVE:
                j = own - 1
            elif own > low and own < j and sym[own - 1] in _RELATIVE:
                j = own - 2
            elif own > low and own < j and sym[own - 1] in (_N["sub"], _N["when"], _N["as"], _N["after"]):
                j = own - 2
            else:
                return -1
        elif s in _JOINERS:
            joined = joined or j >= v - 2
            j -= 1
        elif s in _MARKS or s in _PREPOSITIONS:
            j -= 1
        else:
            return -1
    return -1


def _verb_before(sym, low, j) -> int:
    for k in range(j - 1, low - 1, -1):
        if sym[k] in _FINITE:
            return k
    return -1
