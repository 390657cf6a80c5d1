"""Speech behind a dash, as translated press prints it: "— Where are you going? — she asked. — Home."

A paragraph that begins with a dash is a point of a list more often than speech. It is speech where the narrator cuts
in as only dialogue does (", — she said", "? she asked"), or in a row with such a paragraph.
"""

from __future__ import annotations

from .attributions import Attribution
from .phrases import best_name, can_speak, phrase_starting
from .spans import Span
from .text import Text
from .words import ADVERB, AUXILIARY, COMMA, DETERMINER, FINITE, MARKS, QUOTE, STOP, UPPER, WORDS

_DASHES = frozenset("—–―")
_INSERTION = 25  # tokens of the longest "— the governor interrupted, looking at his watch —"


def find_dialogue(text: Text) -> list[tuple[Span, Attribution]]:
    """What is said behind dashes, and by whom (rule "dash"; no speaker where the narrator names none).

    Returns
    -------
    list of (Span, Attribution)
        In reading order.
    """
    found: list[tuple[Span, Attribution]] = []
    run: list[list[tuple[Span, Attribution]]] = []
    before, told = -2, False
    for n, (first, last) in [*enumerate(text.paragraphs), (len(text.paragraphs) + 1, (-1, -1))]:
        if first >= 0 and not _opens(text, first, last):
            continue
        if n != before + 1 or text.article[first] != text.article[first - 1]:
            if told:
                found += [part for parts in run for part in parts]
            run, told = [], False
        before = n
        if first >= 0:
            parts, cut = _read(text, first + 1, last)
            run.append(parts)
            told = told or cut
    return found


def _opens(text: Text, first: int, last: int) -> bool:
    return (text.form[first] in _DASHES and first + 2 <= last and not text.silent[first] and text.blank[first + 1]
            and not text.bits[first + 1] & MARKS and text.form[last] not in _DASHES)


def _read(text: Text, first: int, last: int) -> tuple[list[tuple[Span, Attribution]], bool]:
    """The speech of one paragraph, and whether the narrator cuts in the way of dialogue."""
    parts: list[tuple[int, int]] = []
    speaker, told = Attribution("dash"), False
    k = begin = first
    while k < last:
        end, sure = _cut(text, k)
        own, until = _inserted(text, end, last) if end else (None, k)
        if own is None or not (sure or until == last):
            k += 1
            continue
        parts.append((begin, k))
        speaker, told = (own if speaker.speaker is None else speaker), told or sure
        begin = k = until + 1 if text.form[until] in _DASHES else last + 1
    if begin <= last:
        parts.append((begin, last))
    return [(_span(*part), speaker) for part in parts], told


def _span(first: int, last: int) -> Span:
    span = Span(first, False)
    span.end(first, last, True)
    return span


def _cut(text: Text, k: int) -> tuple[int, bool]:
    """Where the narrator would begin if speech ended at token `k` (0: nowhere), and whether only dialogue is cut so."""
    if k + 2 >= len(text.form) or not text.bits[k] & (STOP | COMMA):
        return 0, False
    if text.form[k + 1] in _DASHES and text.blank[k + 1]:
        return k + 2, True
    if text.form[k] == "." or text.bits[k + 1] & UPPER or not text.bits[k + 1] & WORDS:
        return 0, False
    return k + 1, not text.bits[k] & COMMA


def _inserted(text: Text, k: int, last: int) -> tuple[Attribution | None, int]:
    """Who says it in the narrator's words from token `k`, and the last token of these words."""
    bits, until = text.bits, k
    while until < last and until - k < _INSERTION and not bits[until] & STOP and text.form[until] not in _DASHES:
        until += 1
    if text.form[until] in _DASHES and not bits[until - 1] & (STOP | COMMA):
        return None, k
    if bits[until] & STOP and until < last and text.form[until + 1] in _DASHES:
        end, until = until, until + 1
    else:
        end = until
    verb = k if _says(text, k) else -1
    speaker = phrase_starting(text, k + 1 if verb >= 0 else k, end)
    if verb < 0 and speaker is not None:
        verb = speaker[1] + 1
        while verb < end and bits[verb] & ADVERB and not bits[verb] & DETERMINER:
            verb += 1
    if speaker is None or verb > end or not _says(text, verb) or not can_speak(text, speaker):
        return None, k
    return Attribution("dash", best_name(text, speaker), (verb, verb), 0), until


def _says(text: Text, k: int) -> bool:
    bits = text.bits[k]
    return bool(bits & (FINITE | QUOTE)) and not bits & (AUXILIARY | UPPER) and text.mention_at[k] < 0
