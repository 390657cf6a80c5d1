"""What a cue reports: the patterns of reported speech, and where the reported words begin and end.

One function per pattern: words behind the cue ("said that …", "told Y to …"), before it ("…, X believes"), an account
("according to X"), an opinion ("is confident that …").
"""

from __future__ import annotations

from typing import NamedTuple

from .phrases import Phrase, behind_dateline, best_name, can_speak, is_person, is_pronoun, phrase_ending, phrase_starting
from .subjects import subject_before
from .text import Text
from .words import (
    ADVERB,
    AUXILIARY,
    BARE,
    BE,
    COLON,
    COMMA,
    CONJUNCTION,
    DASH,
    DETERMINER,
    FINITE,
    ING,
    MARKS,
    NAMING,
    NAMING_NOUN,
    NO_FIRST,
    OBJECT,
    ORDER,
    PLAIN,
    POSSESSIVE,
    PREPOSITION,
    PROMISE,
    PRONOUN,
    QUOTE,
    RELATIVE,
    STOP,
    THAT,
    TIME,
    TOLD,
    WORDS,
    verb_of,
)

_CALL_ON = frozenset({"on", "upon", "for"})
_TOPICS = frozenset("about against over".split())
_OBJECTS = frozenset("him her them me us".split())


class Clause(NamedTuple):
    """Reported words as tokens ``first`` … ``last``, with who reports and by which rule."""

    first: int
    last: int
    speaker: Phrase | None
    cue: Phrase
    rule: str


def cue_phrase(text: Text, c: int) -> Phrase:
    if c + 1 < len(text.low) and verb_of(text.form[c]) == "call" and text.low[c + 1] in _CALL_ON:
        return (c, c + 1)
    return (c, c)


def content_start(text: Text, c: int, high: int) -> tuple[int, str]:
    """Where the reported words begin behind a cue, and by which pattern (-1 if nothing is reported)."""
    bits, own, low = text.bits, text.bits[c], text.low
    k = c + 1
    if k > high:
        return -1, ""
    if verb_of(text.form[c]) == "call" and low[k] in _CALL_ON:
        target = phrase_starting(text, k + 1, high)
        if target is None or (low[k] != "for" and not _to_follows(text, target[1], high)):
            return -1, ""
        return k + 1, "X called on Y to"
    if own & THAT:
        for m in range(k, min(k + 9, high)):
            if low[m] == "that" and text.mention_at[m] < 0:
                between = range(k, m)
                if any(bits[n] & (MARKS | COLON | CONJUNCTION) and not bits[n] & (PREPOSITION | PRONOUN) for n in between):
                    break
                if m == k or (not _is_relative(text, k, m) and (own & TOLD or _adjuncts(text, k, m - 1))):
                    return m + 1, "X said that"
                break
            if bits[m] & (STOP | COMMA | COLON | MARKS):
                break
    if own & TOLD and not bits[k] & MARKS:
        target = phrase_starting(text, k, high) or ((k, k) if bits[k] & PRONOUN else None)
        if target is not None:
            if own & ORDER and _to_follows(text, target[1], high):
                return k, "X told Y to"
            relative = low[min(target[1] + 1, high)] == "who" and verb_of(text.form[c]) != "ask"
            if not relative and _clause_at(text, target[1] + 1, high, True):
                return target[1] + 1, "X told Y …"
    elif own & ORDER:
        target = phrase_starting(text, k, high) or ((k, k) if bits[k] & PRONOUN else None)
        if target is not None and _to_follows(text, target[1], high):
            return k, "X told Y to"
    if own & PROMISE and low[k] == "to" and bits[k + 1] & WORDS and not bits[k + 1] & (DETERMINER | PRONOUN):
        return k, "X promised to"
    if own & BARE:
        m = _skip_adjuncts(text, k, high)
        if _clause_at(text, m, high, verb_of(text.form[c]) in PLAIN):
            return m, "X said …"
    if own & OBJECT and own & FINITE and not own & NAMING and bits[k] & DETERMINER and not bits[k] & MARKS and high - k >= 2:
        return k, "X admitted something"
    return -1, ""


def _to_follows(text: Text, last: int, high: int) -> bool:
    for m in range(last + 1, min(last + 6, high)):
        if text.low[m] == "to":
            return True
        if text.bits[m] & (STOP | COMMA | COLON | MARKS | FINITE):
            return False
    return False


def _adjuncts(text: Text, first: int, last: int) -> bool:
    """Do these tokens only say when, where and to whom something was said?"""
    return bool(text.bits[first] & (PREPOSITION | TIME | ADVERB | PRONOUN)) or last - first <= 2


def _is_relative(text: Text, first: int, that: int) -> bool:
    """Does "that" tell of a noun before it ("about a law that bans dogs"), or belong to another verb between?"""
    return text.low[first] in _TOPICS or any(_is_verb(text, k) for k in (*range(first, that), that + 1))


def _skip_adjuncts(text: Text, k: int, high: int) -> int:
    """The token behind "on Tuesday", "in Arle", "Tuesday" after a cue."""
    bits = text.bits
    for _ in range(3):
        if k < high and text.low[k] == "at" and text.low[k + 1] in ("least", "most"):
            break
        if k <= high and (bits[k] & TIME or text.low[k] in ("later", "earlier")):
            k += 1
        elif k + 1 <= high and bits[k] & PREPOSITION and not bits[k] & CONJUNCTION:
            inner = phrase_starting(text, k + 1, high)
            if inner is None and bits[k + 1] & TIME:
                inner = (k + 1, k + 1)
            if inner is None or inner[1] - inner[0] > 3:
                break
            k = inner[1] + 1
        else:
            break
    return k


def _clause_at(text: Text, k: int, high: int, plain: bool) -> bool:
    """Does a clause with a subject and a finite verb begin at a token?"""
    bits = text.bits
    if k + 2 < high and text.low[k] == "at" and text.low[k + 1] in ("least", "most"):
        k += 2
    if k > high or (bits[k] & (STOP | COLON | RELATIVE) and not bits[k] & (DETERMINER | PRONOUN)):
        return False
    if text.low[k] in ("if", "when", "while", "because", "although", "since", "unless"):
        return plain
    if is_pronoun(text, k) and text.low[k] != "who":
        return True
    if bits[k] & MARKS or text.low[k] in ("there", "here"):
        return plain
    phrase = phrase_starting(text, k, high)
    if phrase is None:
        return False
    m, steps = phrase[1] + 1, 0
    while m <= high and steps < 4:
        b = bits[m]
        if b & ADVERB and not b & FINITE:
            m += 1
        elif b & PREPOSITION and not b & CONJUNCTION and text.mention_at[m] < 0:
            inner = phrase_starting(text, m + 1, high)
            m = (inner[1] if inner else m) + 1
        else:
            break
        steps += 1
    if m > high:
        return False
    if bits[m] & AUXILIARY and not bits[m] & POSSESSIVE:
        return True
    return plain and not bits[m] & (STOP | COLON | DETERMINER | CONJUNCTION)


def trailing(text: Text, c: int, low: int, high: int, subject: Phrase | None) -> list[Clause]:
    """"…, X believes." and "…, said X.": the words before the comma are reported."""
    bits = text.bits
    if not bits[c] & (QUOTE | BARE):
        return []
    after, inverted = c + 1, None
    if bits[c - 1] & COMMA and bits[c] & QUOTE and bits[c] & FINITE and after <= high:
        inverted = phrase_starting(text, after, high)
    if inverted is not None and _is_inverted(text, c, inverted, low, high, subject):
        speaker, comma, after = inverted, c - 1, high + 1
    elif subject is not None and subject[0] > low and bits[subject[0] - 1] & COMMA:
        speaker, comma = subject, subject[0] - 1
        role = phrase_ending(text, comma - 1, low) if is_person(text, subject) else None
        if role is not None and role[0] - 1 > low and bits[role[0] - 1] & COMMA and can_speak(text, role) \
                and not is_person(text, role):
            comma = role[0] - 1  # "…, his sister, Ann Lee, said"
    elif subject is not None and subject[0] - 2 > low and bits[subject[0] - 1] & MARKS and bits[subject[0] - 2] & COMMA:
        speaker, comma = subject, subject[0]
    else:
        return []
    if text.low[speaker[0]] in NO_FIRST and text.mention_at[speaker[0]] < 0:
        return []
    if after <= high and not (bits[after] & (COMMA | STOP | PREPOSITION | TIME | ADVERB | DASH)
                              or verb_of(text.form[c]) == "tell"):
        return []
    if after <= high and text.low[after] in ("that", "to"):
        return []
    final = after > high and comma - low >= 4 and not bits[low] & PREPOSITION
    if text.form[comma] == ";" or not (final or any(_is_verb(text, k) for k in range(max(low, comma - 60), comma))):
        return _second_part(text, after, high, speaker, c) if after <= high and bits[after] & COMMA else []
    start = behind_dateline(text, low, comma)
    while start < comma and (bits[start] & DASH or text.low[start] in ("but", "and", "yet", "so", ",")):
        start += 1
    if comma - start < (4 if after <= high and bits[after] & COMMA else 3):
        return _second_part(text, after, high, speaker, c)
    rule = "…, X said"
    clauses = [Clause(start, comma - 1, best_name(text, speaker), cue_phrase(text, c), rule)]
    return clauses + _second_part(text, after, high, speaker, c)


def _is_inverted(text: Text, c: int, phrase: Phrase, low: int, high: int, subject: Phrase | None) -> bool:
    """Is the phrase behind a cue its subject (", said Lee"), and not what is said, or who is told, by one named before?"""
    own = text.bits[c]
    if text.low[phrase[0]] == "that" or (phrase[0] == phrase[1] and text.low[phrase[0]] in _OBJECTS):
        return False
    behind = text.bits[phrase[1] + 1] if phrase[1] < high else STOP
    plain = not own & (NAMING | ORDER | TOLD | OBJECT) and behind & (STOP | COMMA) and can_speak(text, phrase)
    if not plain and _only_names(text, low, c - 1):
        return False
    if behind & STOP:
        return True
    if behind & (FINITE | AUXILIARY) or (own & ORDER and text.low[phrase[1] + 1] == "to"):
        return False
    return subject is None or not can_speak(text, subject) or can_speak(text, phrase) or not behind & PREPOSITION


def _only_names(text: Text, low: int, high: int) -> bool:
    """Is there no clause before a cue's comma, only a subject and what is added to it ("Ann Lee, a doctor, urged …")?"""
    bits, verb, relative, added = text.bits, False, False, False
    for k in range(max(low, high - 60), high):
        b = bits[k]
        if text.form[k] == ";":
            verb = relative = added = False
            continue
        added = added or bool(b & (COMMA | DASH))
        relative = not b & COMMA and (relative or (b & RELATIVE > 0 and k > low and not bits[k - 1] & CONJUNCTION))
        verb = verb or (not relative and _is_verb(text, k))
    return added and not verb


def _is_verb(text: Text, k: int) -> bool:
    """Is a token a finite verb: no name, and no "'s" that a noun owns something by?"""
    bits = text.bits
    return bool(bits[k] & FINITE) and text.mention_at[k] < 0 and not (bits[k] & POSSESSIVE and not bits[k - 1] & PRONOUN)


def _second_part(text: Text, after: int, high: int, speaker: Phrase, c: int) -> list[Clause]:
    """What follows ", X said," in the middle of a reported sentence."""
    if after > high or not text.bits[after] & COMMA or high - after < 4 or text.bits[after + 1] & (ING | RELATIVE | MARKS):
        return []
    return [Clause(after + 1, high, best_name(text, speaker), cue_phrase(text, c), "…, X said, …")]


def account(text: Text, c: int, low: int, high: int) -> list[Clause]:
    """"According to X, …" and "…, according to X"."""
    bits = text.bits
    if c + 2 > high or text.low[c + 1] != "to":
        return []
    speaker = phrase_starting(text, c + 2, high)
    if speaker is None and bits[c + 2] & PRONOUN:
        speaker = (c + 2, c + 2)
    if speaker is None:
        return []
    rule, cue = "according to X", (c, c + 1)
    if c - low <= 1 or bits[c - 1] & (CONJUNCTION | COLON):
        comma = _next_comma(text, speaker[1] + 1, high)
        if comma < 0 or high - comma < 2:
            return []
        start = _skip_apposition(text, comma, high) + 1
        return [Clause(start, high, best_name(text, speaker), cue, rule)]
    last = c - 1
    while last > low and bits[last] & (COMMA | DASH):
        last -= 1
    start = low
    while start < last and text.low[start] in ("but", "and", "yet", "so", ","):
        start += 1
    clauses = [Clause(start, last, best_name(text, speaker), cue, rule)] if last - start >= 2 else []
    comma = _next_comma(text, speaker[1] + 1, high)
    if (comma == speaker[1] + 1 and high - comma >= 4 and not bits[comma + 1] & (RELATIVE | ING | DETERMINER)) \
            or (comma > 0 and not clauses):
        clauses.append(Clause(comma + 1, high, best_name(text, speaker), cue, rule))
    return clauses


def _next_comma(text: Text, k: int, high: int) -> int:
    for m in range(k, min(k + 25, high)):
        if text.form[m] == ",":
            return m
    return -1


def _skip_apposition(text: Text, comma: int, high: int) -> int:
    """The comma behind ", a lawyer in Arle," if that is what follows; else the same comma."""
    for m in range(comma + 1, min(comma + 15, high)):
        if text.form[m] == ",":
            if high - m >= 3 and text.bits[comma + 1] & (DETERMINER | RELATIVE | NAMING_NOUN):
                return m
            return comma
        if text.bits[m] & FINITE and not text.bits[comma + 1] & RELATIVE:
            return comma
    return comma


def opinion(text: Text, c: int, low: int, high: int) -> list[Clause]:
    """"X is confident that …"."""
    if c + 2 > high or text.low[c + 1] != "that":
        return []
    k = c - 1
    while k > low and text.bits[k] & ADVERB:
        k -= 1
    if text.low[k] not in BE or k <= low:
        return []
    subject = subject_before(text, k, low)
    if subject is None or text.low[subject[0]] in NO_FIRST:
        return []
    return [Clause(c + 2, high, best_name(text, subject), (k, c), "X is sure that")]
