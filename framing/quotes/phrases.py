"""Who is named beside a cue verb: the noun phrase to its left or right, found with bits and named mentions.

No parser: a phrase is a pronoun, a named mention with the titles before it, or a short run of words between a
determiner and a boundary. Every walk is bounded to some twenty tokens.
"""

from __future__ import annotations

from .text import Text
from .words import (
    ADVERB,
    ATTRIBUTIVE,
    AUXILIARY,
    BRACKET_CLOSE,
    BRACKET_OPEN,
    COLON,
    COMMA,
    CONJUNCTION,
    CUE,
    DASH,
    DETERMINER,
    DIGIT,
    FINITE,
    GERUND,
    ING,
    LOWER,
    MARKS,
    PERSON,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    STOP,
    SUBJECT,
    TIME,
    UPPER,
    WORDS,
)

_EDGE = STOP | COMMA | COLON | DASH | BRACKET_OPEN | BRACKET_CLOSE | MARKS
_REACH = 8  # words of one phrase between its determiner and its head
_LINKS = 4  # "the head of the union of dockers in Dremna" has three
_LINKING = frozenset("of for at in from with on to by about".split())
_SUBORDINATORS = frozenset("when while if although though because as since after before once until unless whereas".split())
_ARTICLES = frozenset("the a an his her its their my our your".split())
_BEFORE_ARTICLES = _ARTICLES | frozenset("of for half such quite".split())
Phrase = tuple[int, int]


def label_at(text: Text, i: int) -> str:
    """The label of the mention a token belongs to ("" for none)."""
    number = text.mention_at[i]
    return text.mention_label[number] if number >= 0 else ""


def is_person(text: Text, phrase: Phrase) -> bool:
    """Does a phrase hold a person's name?"""
    return any(label_at(text, k) == "PERSON" for k in range(phrase[0], phrase[1] + 1))


def is_named(text: Text, phrase: Phrase) -> bool:
    """Is the one a phrase means named in it (not so in "Lee's lawyer" and "the Lee campaign")?"""
    return any(label_at(text, k) == "PERSON" and not _goes_on(
        text, text.mention_first[text.mention_at[k]], text.mention_last[text.mention_at[k]] + 1, phrase[1])
        for k in range(phrase[0], phrase[1] + 1))


def is_pronoun(text: Text, i: int) -> bool:
    """Is a token a pronoun that can speak?"""
    return bool(text.bits[i] & SUBJECT)


def can_speak(text: Text, phrase: Phrase) -> bool:
    """Does a phrase name somebody, or stand for somebody?"""
    if is_pronoun(text, phrase[0]):
        return text.low[phrase[0]] != "it"
    return any(text.mention_at[k] >= 0 or text.bits[k] & PERSON for k in range(phrase[0], phrase[1] + 1))


def phrase_ending(text: Text, j: int, floor: int, chain: bool = True) -> Phrase | None:
    """The noun phrase whose last token is `j`, not reaching below `floor`.

    Parameters
    ----------
    text : Text
    j, floor : int
        Token numbers, both inclusive.
    chain : bool
        Follow "of", "in" … to the left, so that "the mayor of Arle" is one phrase.

    Returns
    -------
    (first, last) or None
    """
    if j < floor:
        return None
    bits = text.bits
    own = bits[j]
    if own & SUBJECT and text.mention_at[j] < 0:
        return (j, j)
    first = _core_start(text, j, floor)
    if first is None or (first == j and text.mention_at[j] < 0 and own & (GERUND | DETERMINER) and not own & PRONOUN):
        return None
    person = is_person(text, (first, j))
    links = 0
    while chain and links < _LINKS and first - 2 >= floor and text.low[first - 1] in _LINKING:
        if person and text.low[first - 1] != "of":
            break
        before = _core_start(text, first - 2, floor)
        if before is None or bits[first - 2] & SUBJECT:
            break
        first, links = before, links + 1
        person = person or is_person(text, (first, j))
    return (first, j)


def _core_start(text: Text, j: int, floor: int) -> int | None:
    """The first token of the phrase without its links."""
    bits, number = text.bits, text.mention_at[j]
    if number < 0 and (bits[j] & (_EDGE | PREPOSITION | AUXILIARY | RELATIVE | CONJUNCTION) or not bits[j] & WORDS):
        if not (bits[j] & PRONOUN and bits[j] & DETERMINER):
            return None
    if number < 0 and bits[j] & CUE and bits[j] & FINITE and not bits[j] & (PERSON | UPPER):
        return None
    if number < 0 and bits[j] & (ADVERB | TIME) and not bits[j] & (UPPER | PERSON):
        return None
    first = max(text.mention_first[number], floor) if number >= 0 else j
    steps = 0
    while first - 1 >= floor and steps < _REACH:
        k = first - 1
        b = bits[k]
        number = text.mention_at[k]
        if number >= 0:
            first = max(text.mention_first[number], floor)
        elif b & DETERMINER and not b & SUBJECT:
            first = first if text.low[k] == "that" else k
            break
        elif b & POSSESSIVE:
            if k - 1 < floor:
                break
            first = k
        elif b & PRONOUN or b & _EDGE or b & (PREPOSITION | AUXILIARY | RELATIVE | CONJUNCTION):
            break
        elif b & ATTRIBUTIVE or b & PERSON or b & DIGIT or b & UPPER:
            first = k
        elif b & LOWER and not b & (FINITE | ADVERB) and not (b & CUE and b & (FINITE | ING)):
            if text.mention_at[first] >= 0 and label_at(text, first) == "PERSON":
                break
            first = k
        else:
            break
        steps += 1
    return first


def phrase_starting(text: Text, i: int, ceiling: int) -> Phrase | None:
    """The noun phrase that begins at token `i`, up to token `ceiling` (inclusive)."""
    bits = text.bits
    if i > ceiling:
        return None
    own, number = bits[i], text.mention_at[i]
    if number < 0 and own & SUBJECT:
        return (i, i)
    if number < 0 and ((own & (_EDGE | PREPOSITION | AUXILIARY | CONJUNCTION | TIME | RELATIVE)
                       and not own & DETERMINER) or not own & WORDS):
        return None
    if number < 0 and own & (ADVERB | GERUND) and not own & (DETERMINER | PERSON):
        return None
    last, steps = i, 0
    k = i
    while k <= ceiling and steps < _REACH + 4:
        b, number = bits[k], text.mention_at[k]
        if number >= 0:
            last = min(text.mention_last[number], ceiling)
            if text.mention_label[number] == "PERSON" and not _goes_on(text, k, last + 1, ceiling):
                return (i, last)
            k = last + 1
            steps += 1
            continue
        if b & POSSESSIVE:
            k += 1
            continue
        if text.low[k] == "of" or (text.low[k] == "for" and k > i):
            k += 1
            steps += 1
            continue
        if (b & (_EDGE | RELATIVE | CONJUNCTION | AUXILIARY | TIME) and not b & DETERMINER) or not b & WORDS:
            break
        if b & PREPOSITION or (b & ADVERB and not b & UPPER and k > i and not bits[k - 1] & DETERMINER):
            break
        if k > i and b & PRONOUN and not b & DETERMINER:
            break
        if k > i and b & FINITE and not b & (UPPER | PERSON) and (b & CUE or bits[k - 1] & PERSON):
            break
        if k > i and text.low[k] in _ARTICLES and bits[k - 1] & LOWER and text.low[k - 1] not in _BEFORE_ARTICLES:
            return _before_article(text, i, k)
        last = k
        k += 1
        steps += 1
    while last > i and (text.low[last] in _ARTICLES or text.low[last] in ("of", "for")) and text.mention_at[last] < 0:
        last -= 1
    alone = last == i and own & DETERMINER and not own & PRONOUN
    return None if alone and not (i < ceiling and text.low[i + 1] == "of") else (i, last)


def _before_article(text: Text, i: int, article: int) -> Phrase | None:
    """What is left of a phrase when another one begins: the word between them is a verb ("A law gives the miller …")."""
    bits, number = text.bits, text.mention_at[i]
    least = text.mention_last[number] if number >= 0 else i + bool(bits[i] & DETERMINER and not bits[i] & PRONOUN)
    if number < 0 and (text.form[i] == "that" or (least == article - 1 and bits[least] & FINITE)):
        return None
    return (i, max(article - 2, min(least, article - 1)))


def _goes_on(text: Text, name: int, k: int, ceiling: int) -> bool:
    """Does a name go on to somebody else ("Lee's spokesman", "the Lee campaign")?"""
    if k > ceiling:
        return False
    noun = text.bits[k] & LOWER and not text.bits[k] & (
        ADVERB | AUXILIARY | CONJUNCTION | CUE | DETERMINER | FINITE | PREPOSITION | PRONOUN | RELATIVE | TIME)
    return bool(text.bits[k] & POSSESSIVE or (noun and text.low[name - 1] == "the"))


def first_phrase(text: Text, low: int, high: int) -> Phrase | None:
    """The first noun phrase of a stretch that can be a subject: before any verb, not behind a preposition."""
    bits = text.bits
    k = _skip_opening(text, low, high)
    steps = 0
    while k <= high and steps < 3 * _REACH:
        b = bits[k]
        steps += 1
        if text.mention_at[k] < 0 and b & PREPOSITION and not b & CONJUNCTION:
            inner = phrase_starting(text, k + 1, high)
            k = (inner[1] if inner else k) + 1
            continue
        phrase = phrase_starting(text, k, high) if b & (WORDS | DETERMINER) else None
        if phrase is not None and not _is_time(text, phrase) and not (
                phrase[1] < high and text.low[phrase[1] + 1] in ("later", "earlier", "ago", "after", "before")):
            return phrase
        k = (phrase[1] if phrase else k) + 1
    return None


def behind_dateline(text: Text, low: int, high: int) -> int:
    """The first token of a sentence behind "ARLE, March 4 (AP) -", if it begins so."""
    for k in range(low + 1, min(low + 14, high)):
        if text.bits[k] & DASH and text.blank[k] and (text.mention_at[low] >= 0 or text.form[low].isupper()):
            return k + 1
        if not text.bits[k] & (UPPER | DIGIT | STOP | BRACKET_OPEN | BRACKET_CLOSE | COMMA | PREPOSITION):
            break
    return low


def _skip_opening(text: Text, low: int, high: int) -> int:
    """Behind a dateline ("ARLE (AP) -"), a subordinate clause ("When she …,") or a participle ("Asked about …,")."""
    bits = text.bits
    begin = behind_dateline(text, low, high)
    if begin > low:
        return begin
    opens = text.mention_at[low] < 0 and (
        text.low[low] in _SUBORDINATORS or (bits[low] & GERUND and not bits[low] & PERSON)
        or (bits[low] & FINITE and not bits[low] & AUXILIARY))
    if opens:
        for k in range(low + 1, min(low + 30, high)):
            if bits[k] & COMMA:
                return k + 1
    return low


def _is_time(text: Text, phrase: Phrase) -> bool:
    last = text.bits[phrase[1]]
    return bool(last & TIME) or (bool(last & DIGIT) and phrase[1] - phrase[0] < 2 and text.mention_at[phrase[1]] < 0)


def best_name(text: Text, phrase: Phrase) -> Phrase:
    """A phrase without the links behind a named person: "Ann Lee of the union" becomes "Ann Lee"."""
    first, last = phrase
    for k in range(first, last + 1):
        number = text.mention_at[k]
        if number >= 0 and text.mention_label[number] == "PERSON":
            end = min(text.mention_last[number], last)
            if end < last and _goes_on(text, text.mention_first[number], end + 1, last):
                continue
            year = first + 1 == k and text.form[first].isdigit()  # "In 2016 Ann Lee said"
            return (k if year else first, end)
    return phrase
