"""Who does what a verb says: its subject, found to its left without a parser.

The phrase beside the verb, or the one before an apposition, a relative pronoun or a coordinated clause.
"""

from __future__ import annotations

from .phrases import Phrase, first_phrase, is_named, is_person, is_pronoun, label_at, phrase_ending, phrase_starting
from .text import Text
from .words import (
    ADVERB,
    AUXILIARY,
    BRACKET_CLOSE,
    BRACKET_OPEN,
    COMMA,
    CONJUNCTION,
    DASH,
    DETERMINER,
    FINITE,
    MARKS,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    STOP,
    SUBJECT,
    TIME,
    WORDS,
)


def subject_before(text: Text, cue: int, floor: int) -> Phrase | None:
    """The subject of the verb at `cue`, looking left down to `floor`.

    Returns
    -------
    (first, last) or None
    """
    bits = text.bits
    j = cue - 1
    steps = 0
    while j >= floor and steps < 6 and text.mention_at[j] < 0 and (
            (bits[j] & (ADVERB | AUXILIARY) and not bits[j] & (DETERMINER | SUBJECT))
            or bits[j] & TIME or (text.low[j] in ("not", "to", "on") and bits[j - 1] & (AUXILIARY | WORDS))):
        if text.low[j] in ("on", "to") and not (j + 1 < cue and bits[j + 1] & TIME):
            break
        j -= 1
        steps += 1
    if j < floor:
        return None
    if bits[j] & RELATIVE and text.low[j] in ("who", "which", "that"):
        found = phrase_ending(text, j - 1, floor) if not bits[j - 1] & COMMA else _across_apposition(text, j - 1, floor) \
            if _more_commas(text, j - 1, max(floor, j - 12)) else _phrase_at_comma(text, j - 2, floor)
        return found or ((j, j) if text.low[j] == "who" else None)
    if bits[j] & (COMMA | DASH | BRACKET_CLOSE):
        return _across_apposition(text, j, floor)
    if bits[j] & CONJUNCTION:
        near = nearest_subject(text, j, floor)
        if near is not None and j - near[1] <= 3:
            return near
        main = _clause_subject(text, j - 1, floor)
        if main is not None and (is_person(text, main) or is_pronoun(text, main[0])):
            return main
        return near or main
    phrase = phrase_ending(text, j, floor)
    if phrase is None:
        return nearest_subject(text, j, floor) or _clause_subject(text, j, floor)
    if bits[phrase[0]] & PRONOUN or is_person(text, phrase):
        return phrase
    before = phrase[0] - 1
    if before >= floor and bits[before] & COMMA and not is_person(text, phrase):
        # "Miloslav Adrin, the mayor of Dremna said" and "the mayor, Miloslav Adrin"
        return phrase
    if before >= floor and bits[before] & PREPOSITION and not bits[before] & CONJUNCTION:
        return _clause_subject(text, before, floor) or phrase
    return phrase


def _across_apposition(text: Text, j: int, floor: int) -> Phrase | None:
    """The subject before ", an economist at the school," or before "(Independent)"."""
    bits = text.bits
    k, commas = j - 1, 0
    inner_end = k
    while k >= floor and j - k < 40:
        if bits[k] & BRACKET_CLOSE or (k == j - 1 and bits[j] & BRACKET_CLOSE):
            opened = _open_bracket(text, k, floor)
            if opened > floor:
                if bits[j] & BRACKET_CLOSE and k == j - 1:
                    return phrase_ending(text, opened - 1, floor)
                k = opened - 1
                continue
        if bits[k] & (COMMA | DASH | BRACKET_OPEN):
            commas += 1
            inner = phrase_starting(text, k + 1, inner_end)
            outer = _phrase_at_comma(text, k - 1, floor)
            if outer is not None:
                if inner is not None and is_person(text, inner) and not is_named(text, outer) and inner[1] == j - 1:
                    return inner
                if is_person(text, outer) or bits[outer[0]] & PRONOUN or not _more_commas(text, k - 1, floor):
                    return outer
            if commas >= 3:
                break
        if bits[k] & STOP and text.form[k] != "…":
            break
        k -= 1
    return _clause_subject(text, j - 1, floor)


def _phrase_at_comma(text: Text, k: int, floor: int) -> Phrase | None:
    if k >= floor and text.bits[k] & BRACKET_CLOSE:
        k = _open_bracket(text, k - 1, floor) - 1
    return phrase_ending(text, k, floor)


def _open_bracket(text: Text, k: int, floor: int) -> int:
    """The bracket that opens before token `k`, or `floor`."""
    for m in range(k, max(floor, k - 12), -1):
        if text.bits[m] & BRACKET_OPEN:
            return m
    return floor


def _more_commas(text: Text, k: int, floor: int) -> bool:
    low = max(floor, k - 20)
    return any(text.bits[m] & COMMA for m in range(low, k))


def _clause_subject(text: Text, j: int, floor: int) -> Phrase | None:
    """The first phrase of the clause that ends at `j`."""
    low = max(floor, j - 40)
    start = low
    for k in range(j, low - 1, -1):
        if (text.bits[k] & STOP and text.form[k] != "…") or text.form[k] == ";":
            start = k + 1
            break
    while start <= j and text.bits[start] & (CONJUNCTION | ADVERB | COMMA | MARKS | DASH) \
            and text.mention_at[start] < 0 and not text.bits[start] & DETERMINER:
        start += 1
    return first_phrase(text, start, j)


def nearest_subject(text: Text, k: int, floor: int) -> Phrase | None:
    """The name or pronoun that stands right before the nearest finite verb to the left of token `k`."""
    bits = text.bits
    for m in range(k - 1, max(floor, k - 40), -1):
        if not bits[m] & FINITE or text.mention_at[m] >= 0:
            continue
        j = m - 1
        while j > floor and bits[j] & (ADVERB | AUXILIARY) and not bits[j] & (DETERMINER | SUBJECT):
            j -= 1
        named = label_at(text, j) in ("PERSON", "ORG")
        if named or (bits[j] & SUBJECT and text.low[j] not in ("it", "who")):
            return phrase_ending(text, j, floor, chain=False)
    return None


def name_behind(text: Text, phrase: Phrase, ceiling: int) -> Phrase | None:
    """The name in "said the mayor, Ann Lee."."""
    if phrase[1] + 2 > ceiling or not text.bits[phrase[1] + 1] & COMMA or is_named(text, phrase):
        return None
    name = phrase_starting(text, phrase[1] + 2, ceiling)
    ends = name is not None and (name[1] >= ceiling or text.bits[name[1] + 1] & (STOP | COMMA))
    return name if ends and label_at(text, name[0]) == label_at(text, name[1]) == "PERSON" else None
