"""Paragraphs that begin with who speaks ("Q: …", "RAVN: …", "**Ravn:** …"), and paragraphs that are a question."""

from __future__ import annotations

from typing import NamedTuple

from .phrases import Phrase
from .text import Text
from .words import COLON, DIGIT, MARKS, TIME, UPPER, WORDS

#: What one side is called where nobody is named.
QUESTIONS, REPLIES = frozenset({"q", "q.", "question"}), frozenset({"a", "a.", "answer"})
_MARKUP = frozenset({"*", "_", ">"})
_DASHES = frozenset("—–―-")
_INSIDE = frozenset("of the de del da di la le el al van von der den bin ben y - . ' ’".split())
_LABEL = 8  # tokens of the longest label
_QUESTION = 80  # tokens of the longest question without a label


class Turn(NamedTuple):
    """One side's words up to the end of their first paragraph.

    Attributes
    ----------
    paragraph, begins : int
        The paragraph of the label, and the one in which the words begin (the next one, if the label stands alone).
    label : (first, last) tokens or None
    first, last : int
        Tokens of the words, without markup.
    asks, bold : bool
        The words end with a question mark; the label, or a question without one, is set in bold or italics.
    answer : int
        The token behind a question in bold that shares its paragraph with the answer, or -1.
    """

    paragraph: int
    begins: int
    label: Phrase | None
    first: int
    last: int
    asks: bool
    bold: bool
    answer: int = -1


def find_turns(text: Text, paragraphs: list[int]) -> list[Turn]:
    """What may be turns of an interview among the paragraphs of one article, behind its title."""
    found: list[Turn] = []
    body = next((at for at, n in enumerate(paragraphs) if not text.heading[text.paragraphs[n][0]]), 0)
    for n in paragraphs[body:]:
        first, last = text.paragraphs[n]
        if text.silent[first]:
            continue
        turn = _turn(text, n)
        alone = found and found[-1].first > found[-1].last and found[-1].paragraph == n - 1
        if alone and (turn is None or turn.label is None):
            end = without_markup(text, first, last)[1]
            found[-1] = found[-1]._replace(begins=n, first=first, last=end, asks=_is_asked(text, end))
        elif turn is not None:
            found.append(turn)
    return [turn for turn in found if turn.first <= turn.last]


def without_markup(text: Text, first: int, last: int) -> Phrase:
    """A paragraph without the stars and lines around it."""
    while first < last and text.form[first] in _MARKUP:
        first += 1
    while last > first and text.form[last] in _MARKUP:
        last -= 1
    return first, last


def behind_dash(text: Text, first: int, last: int) -> int:
    """The first token behind a dash that opens a paragraph."""
    return first + 1 if text.form[first] in _DASHES and first < last else first


def _turn(text: Text, n: int) -> Turn | None:
    first, last = text.paragraphs[n]
    begin, end = without_markup(text, first, last)
    bold = begin > first
    begin = behind_dash(text, begin, end)
    label, content = _read_label(text, begin, last, bold)
    asks = _is_asked(text, end)
    if label is not None:
        return Turn(n, n, label, content, end, asks, bold)
    answer = _behind_bold(text, begin, end) if bold else -1
    wrapped = bold and end < last
    if text.bits[begin] & MARKS or not (answer >= 0 or ((asks or wrapped) and end - begin < _QUESTION)):
        return None
    return Turn(n, n, None, begin, end, asks or answer >= 0, bold, answer)


def _behind_bold(text: Text, begin: int, end: int) -> int:
    """Where a paragraph goes on behind a question in bold, or -1."""
    for k in range(begin + 1, min(begin + _QUESTION, end)):
        if text.form[k] in _MARKUP:
            while k < end and text.form[k] in _MARKUP:
                k += 1
            return k if _is_asked(text, k - 2) or _is_asked(text, k - 3) else -1
    return -1


def _is_asked(text: Text, end: int) -> bool:
    return text.form[end][:1] == "?"


def _read_label(text: Text, begin: int, last: int, bold: bool) -> tuple[Phrase | None, int]:
    """The label at the beginning of a paragraph, and where the words behind it begin."""
    bits, k = text.bits, begin
    if text.low[begin] in ("q.", "a.") and begin < last and text.form[begin + 1] != ":":
        return (begin, begin), begin + 1
    while k <= last and k - begin < _LABEL and (bits[k] & UPPER or text.low[k] in _INSIDE) \
            and not bits[k] & DIGIT and (text.mention_at[k] >= 0 or not bits[k] & TIME):
        k += 1
    if k == begin or k > last or not bits[begin] & UPPER or not bits[k - 1] & WORDS:
        return None, begin
    after = k
    while bold and after <= last and text.form[after] in _MARKUP:
        after += 1
    if after <= last and bits[after] & COLON:
        after += 1
        while after <= last and text.form[after] in _MARKUP:
            after += 1
        return (begin, k - 1), after
    return ((begin, k - 1), after) if after > k else (None, begin)
