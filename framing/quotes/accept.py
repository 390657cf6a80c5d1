"""Which pairs of marks are speech, and which of those are statements of their own."""

from __future__ import annotations

from .attributions import Attribution
from .features import is_defined, is_nickname, lists_words
from .spans import Span
from .text import Text
from .words import BRACKET_CLOSE, COLON, COMMA, CONJUNCTION, FINITE, STOP, UPPER, WORDS

_TOLD = frozenset({"X said", "said X", "X said:"})
_BEHIND = frozenset({"X said", "said X", "according to X"})


def accept_speech(text: Text, spans: list[Span], attributions: list[Attribution], scores: list[float]) -> list[int]:
    """The spans that are speech: by the model, and inside another quotation by a cue or a sentence of their own."""
    accepted: set[int] = set()
    listed = _listed(text, spans)
    holding = {span.parent for span, a in zip(spans, attributions, strict=True) if a.rule in _TOLD}
    for number, span in enumerate(spans):
        if span.parent >= 0 and _inside(spans, number, accepted):
            inner = range(span.first + 1, span.last)
            words = sum(bool(text.bits[k] & WORDS) for k in inner[:12])
            clause = words >= 4 and text.bits[span.first + 1] & UPPER and any(text.bits[k] & FINITE for k in inner[:40])
            known = span.single or not spans[span.parent].complete  # the model has seen few double marks in double ones
            if words and ((attributions[number].rule or clause) if known else scores[number] > 0):
                accepted.add(number)
        elif number in listed or is_nickname(text, span, attributions[number]) or is_defined(text, span):
            continue
        elif scores[number] > 0 or (number in holding and not span.complete) or _is_heading(text, span):
            accepted.add(number)
    return sorted(accepted)


def _listed(text: Text, spans: list[Span]) -> set[int]:
    """Marked words that a sentence lists as words: “expects” and “plans” in 'Words such as “expects” and “plans” …'."""
    found: set[int] = set()
    for number, span in enumerate(spans):
        last = spans[number - 1].last if number - 1 in found else span.first
        if lists_words(text, span) or (last < span.first <= last + 4 and all(
                text.bits[k] & (COMMA | CONJUNCTION) for k in range(last + 1, span.first))):
            found.add(number)
    return found


def _is_heading(text: Text, span: Span) -> bool:
    """Is a whole heading in quotation marks?"""
    first, last = text.paragraphs[text.paragraph[span.first]]
    return text.heading[first] and span.first == first and span.last >= last - 1 and span.last - span.first >= 4


def _inside(spans: list[Span], number: int, accepted: set[int]) -> bool:
    parent = spans[number].parent
    while parent >= 0:
        if parent in accepted:
            return True
        parent = spans[parent].parent
    return False


def is_whole(text: Text, span: Span, attribution: Attribution) -> bool:
    """Is a quotation a statement of its own (or only words inside somebody else's sentence)?"""
    bits, first = text.bits, span.first
    if span.pieces[0][1] != span.last:
        return True
    if stands_behind(attribution, span) or attribution.rule in ("signed", "same sentence"):
        return True
    before = bits[first - 1] if first > text.paragraphs[text.paragraph[first]][0] else STOP
    upper = bool(bits[first + 1] & UPPER)
    if before & COLON or (before & COMMA and (upper or (span.last - first > 6 and 0 <= attribution.near <= 1))):
        return True
    ends = bits[span.last - 1] & (STOP | COMMA) or not span.complete
    return bool(upper and ends and span.last - first >= 3 and (before & STOP or text.bits[first - 1] & BRACKET_CLOSE or not (
        bits[first - 1] & WORDS) or attribution.near == 0))


def stands_behind(attribution: Attribution, span: Span) -> bool:
    """Does a quotation's cue stand behind it?"""
    return attribution.rule in _BEHIND and attribution.cue[0] > span.last
