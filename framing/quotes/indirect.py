"""Reported speech without marks: "X said that …", "according to X, …", "…, X believes", "is confident that …".

A clause is reported when a cue verb with a subject introduces it (with or without "that"), trails it, or when an
account ("according to") frames it. Denied acts of speech ("did not say"), infinitives, passives without a speaker
and the first person are left to the narrator.
"""

from __future__ import annotations

from .phrases import Phrase, best_name, first_phrase, is_person, label_at, phrase_ending, phrase_starting
from .reported import Clause, account, content_start, cue_phrase, opinion, trailing
from .subjects import subject_before
from .text import Text
from .words import (
    ADVERB,
    ATTRIBUTIVE,
    AUXILIARY,
    BASE,
    BE,
    COLON,
    COMMA,
    CONJUNCTION,
    DASH,
    DETERMINER,
    FINITE,
    ING,
    MARKS,
    NO_FIRST,
    OPINION,
    PLAIN,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    RELATIVE,
    STOP,
    verb_of,
)

_MODAL = frozenset(
    "would could should may might must can will shall to 'd 'll can't cannot couldn't won't wouldn't".split())
_NOT = frozenset(
    "not never didn't doesn't don't hasn't haven't hadn't won't wouldn't can't cannot couldn't neither "
    "nor".split())
_TAIL = 40  # tokens between a quotation and a cue behind it


def find_clauses(text: Text, marked: list[int], cues: list[int]) -> list[Clause]:
    """All reported clauses of a text.

    Parameters
    ----------
    text : Text
    marked : list of int, one per token
        The span of marked words a token stands in, -1 for none: no cue is looked for inside.
    cues : list of int
        The tokens that may be cues, in order.

    Returns
    -------
    list of Clause
        In reading order, none inside or across another.
    """
    found: list[Clause] = []
    for c in cues:
        if marked[c] >= 0 or text.silent[c] or text.heading[c]:
            continue
        low, high = _bounds(text, c, marked)
        floor = low
        if found and found[-1].first <= c <= found[-1].last:
            if not _breaks_off(text, found[-1], c):
                continue
            found[-1] = _cut(text, found[-1], c)
            if found[-1].last <= found[-1].first:
                found.pop()
        before = found[-1] if found and found[-1].last >= low else None
        for clause in _read_cue(text, c, floor, high, before, _behind_marks(text, c, floor, marked)):
            if clause.last - clause.first >= 1 and (not found or clause.first > found[-1].last):
                found.append(clause)
    return found


def _bounds(text: Text, c: int, marked: list[int]) -> tuple[int, int]:
    """The sentence around a cue, without the full stop; sentences inside marks do not end it."""
    number = text.sentence[c]
    low, high = text.sentences[number]
    paragraph_end = text.paragraphs[text.paragraph[c]][1]
    steps = 0
    while high < paragraph_end and steps < 12 and marked[high] >= 0 and marked[high] == marked[high + 1]:
        number += 1
        steps += 1
        high = text.sentences[number][1]
    while high > c and text.bits[high] & STOP:
        high -= 1
    return low, high


def _breaks_off(text: Text, clause: Clause, c: int) -> bool:
    """Does a new act of speech begin at a cue inside a reported clause (", adding that", ", and Lee said")?"""
    bits = text.bits
    if bits[c] & ING:
        return c - 1 > clause.first and bool(bits[c - 1] & (COMMA | DASH))
    subject = subject_before(text, c, clause.first)
    at = subject[0] if subject else c
    if at - 1 <= clause.first:
        return False
    if not any(bits[k] & FINITE and text.mention_at[k] < 0 for k in range(clause.first, at - 1)):
        return False
    comma = bits[at - 1] & COMMA or (text.low[at - 1] in ("and", "but", "while") and bits[at - 2] & COMMA)
    return bool(comma) or (subject is None and text.low[c - 1] in ("and", "but") and verb_of(text.form[c]) in PLAIN)


def _cut(text: Text, clause: Clause, c: int) -> Clause:
    """End a clause before the comma in front of a new act of speech."""
    subject = subject_before(text, c, clause.first) if not text.bits[c] & ING else None
    last = (subject[0] if subject else c) - 1
    while last > clause.first and text.bits[last] & (COMMA | DASH | CONJUNCTION) and not text.bits[last] & PRONOUN:
        last -= 1
    return clause._replace(last=last)


def _behind_marks(text: Text, c: int, low: int, marked: list[int]) -> int:
    """Behind the quotation in "“…,” said Lee, who asked …": no subject of a further cue is looked for inside it."""
    for k in range(c - 2, max(low, c - _TAIL), -1):
        if marked[k] >= 0 and text.bits[k] & MARKS:
            return k + 1 if text.bits[k + 1] & QUOTE and text.bits[k + 1] & FINITE and marked[k + 1] < 0 else low
    return low


def _read_cue(text: Text, c: int, low: int, high: int, before: Clause | None, floor: int) -> list[Clause]:
    bits = text.bits
    own = bits[c]
    if text.low[c] == "according":
        return account(text, c, low, high)
    if own & OPINION and not own & QUOTE:
        return opinion(text, c, low, high)
    if c > 0 and not _is_verb_here(text, c, low):
        return []
    subject = _subject(text, c, floor, before)
    if not own & ING:
        after = trailing(text, c, low, high, subject)
        if after:
            return after
    if subject is not None and text.low[subject[0]] in NO_FIRST and text.mention_at[subject[0]] < 0:
        return []
    if subject is None and not own & ING:
        return []
    speaker = best_name(text, subject) if subject else None
    start, rule = content_start(text, c, high)
    if start < 0:
        return []
    while start <= high and bits[start] & COMMA:
        start += 1
    return [Clause(start, high, speaker, cue_phrase(text, c), rule)]


def _is_verb_here(text: Text, c: int, low: int) -> bool:
    """Is a cue form used as a finite verb or participle that says something?"""
    bits, k = text.bits, c - 1
    while k >= low and bits[k] & ADVERB and not bits[k] & DETERMINER and text.mention_at[k] < 0 \
            and text.low[k] not in _NOT:
        k -= 1
    if text.mention_at[c] >= 0:
        return False
    if k < low:
        return bool(bits[c] & ING)
    word = text.low[k]
    negated = word in _NOT and bits[c] & QUOTE
    if negated or (word in _MODAL and not bits[c] & ING):
        return False
    if word in BE and not bits[c] & ING:
        return False
    if bits[c] & BASE and bits[k] & AUXILIARY:
        return bool(word in _NOT)
    if bits[k] & (DETERMINER | POSSESSIVE) and not bits[k] & PRONOUN:
        return False
    if bits[c] & ING:
        return bool(bits[k] & (COMMA | DASH | AUXILIARY | QUOTE)) or word in ("by", "in", "and", "while", "from")
    return not (bits[k] & PREPOSITION and not bits[k] & (CONJUNCTION | RELATIVE)) and not bits[k] & ATTRIBUTIVE


def _subject(text: Text, c: int, low: int, before: Clause | None) -> Phrase | None:
    bits = text.bits
    if bits[c] & ING and not bits[c - 1] & AUXILIARY:
        if before is not None:
            return before.speaker
        for k in range(c - 1, max(low, c - 40) - 1, -1):
            if bits[k] & QUOTE and bits[k] & FINITE and not bits[k] & AUXILIARY:
                found = subject_before(text, k, low) or (
                    phrase_starting(text, k + 1, c - 1) if k + 1 < c and bits[k - 1] & MARKS else None)
                if found is not None:
                    return found
        return first_phrase(text, low, c - 1)
    if text.low[c - 1] in ("and", "but") and before is not None and bits[c] & FINITE:
        return before.speaker
    return subject_before(text, c, low)


def find_headline(text: Text, first: int, last: int) -> Clause | None:
    """A headline of the form "Name: words"."""
    for k in range(first + 1, min(first + 8, last)):
        if text.bits[k] & MARKS:
            return None
        if text.bits[k] & COLON:
            speaker = phrase_ending(text, k - 1, first)
            named = speaker is not None and (is_person(text, speaker) or label_at(text, k - 1) == "ORG")
            if named and speaker[0] == first and last - k >= 3 and not text.bits[k + 1] & MARKS:
                return Clause(k + 1, last - bool(text.bits[last] & STOP), best_name(text, speaker), (k, k), "headline")
            return None
    return None
