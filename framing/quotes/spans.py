"""Where quotation marks open and close: one pass over the marks of each paragraph.

Marks are paired inside a paragraph only, so that one lost mark shifts nothing behind it. A quotation left open
at the end of a paragraph goes on if the next paragraph opens with a mark again; else it is recovered there and
flagged. Every look around a mark is bounded, so that time grows with the text and never with its square.
"""

from __future__ import annotations

from .text import Text
from .words import (
    ANGLE,
    BRACKET_OPEN,
    COLON,
    COMMA,
    DASH,
    DIGIT,
    DOUBLE,
    DOUBLE_CLOSE,
    DOUBLE_OPEN,
    DOUBLES,
    ELIDED,
    FINITE,
    MARKS,
    QUOTE,
    SINGLE_CLOSE,
    SINGLE_OPEN,
    SINGLES,
    STOP,
    UPPER,
    WORDS,
)

OPEN, CLOSE, EITHER, NEITHER = range(4)
_LOOK = 12  # tokens looked back over for ", she said" in front of a lost mark; longer tails are not worth the risk
_DEPTH = 3


class Span:
    """Marked words: tokens ``first`` … ``last`` with their marks, one (first, last) piece per paragraph."""

    __slots__ = ("complete", "first", "last", "parent", "pieces", "single")

    def __init__(self, first: int, single: bool):
        self.first, self.last, self.single = first, -1, single
        self.pieces: list[tuple[int, int]] = []
        self.parent, self.complete = -1, True

    def end(self, begin: int, last: int, complete: bool) -> None:
        self.pieces.append((begin, last))
        self.last, self.complete = last, complete


class _Open:
    """A span that is open in the paragraph at hand, and where it began there."""

    __slots__ = ("begin", "child_end", "span")

    def __init__(self, span: Span, begin: int):
        self.span, self.begin, self.child_end = span, begin, -1


def find_spans(text: Text) -> list[Span]:
    """All pairs of marks that may hold quoted words, outer before inner, with their parents.

    Parameters
    ----------
    text : Text

    Returns
    -------
    list of Span
        In reading order; ``parent`` is the index of the innermost span around it, or -1.
    """
    bits, paragraph = text.bits, text.paragraph
    groups: dict[int, list[int]] = {}
    for i in text.marks:
        groups.setdefault(paragraph[i], []).append(i)
    spans: list[Span] = []
    double, single = None, None
    before = -2
    for number, marks in groups.items():
        first, last = text.paragraphs[number]
        if number != before + 1 or not _goes_on(text, first):
            double, single = None, None
        before = number
        new, double = _pair_doubles(text, [i for i in marks if bits[i] & DOUBLES], first, last, double)
        singles = [i for i in marks if bits[i] & SINGLES]
        spans += new
        if singles:
            pieces = [s.pieces[-1] for s in new]
            if double is not None:
                pieces.append(double.pieces[-1])
            more, single = _pair_singles(text, singles, first, last, pieces, single)
            spans += more
        else:
            single = None
    return _nest(spans)


def _goes_on(text: Text, first: int) -> bool:
    return text.article[first - 1] == text.article[first] and not text.heading[first] and first > 0


def _sides(text: Text, i: int) -> tuple[bool, bool]:
    """Is there a blank (or the paragraph's edge) on the left and on the right of a mark?"""
    first, last = text.paragraphs[text.paragraph[i]]
    return i == first or text.blank[i], i == last or text.blank[i + 1]


def _direction(text: Text, i: int) -> int:
    """Whether a double mark opens or closes, from its shape and its neighbours."""
    bits = text.bits
    own = bits[i]
    left, right = _sides(text, i)
    if left and not right:
        way = EITHER if bits[i + 1] & COMMA else OPEN
    elif right and not left:
        way = CLOSE
    elif left:
        way = EITHER
    elif bits[i - 1] & BRACKET_OPEN or text.form[i - 1] in ("=", "/", "‘"):
        way = OPEN
    elif not bits[i + 1] & WORDS and not bits[i + 1] & BRACKET_OPEN:
        way = CLOSE
    elif bits[i - 1] & DIGIT and own & DOUBLE and not bits[i + 1] & UPPER:
        way = NEITHER
    else:
        way = EITHER
    if own & DOUBLE_OPEN:
        return CLOSE if way == CLOSE else OPEN
    if own & DOUBLE_CLOSE:
        return EITHER if way == OPEN or i == text.paragraphs[text.paragraph[i]][0] else CLOSE
    if own & ANGLE and way == EITHER:
        return OPEN if text.form[i] == "«" else CLOSE
    return way


def _pair_doubles(text: Text, marks: list[int], first: int, last: int, pending: Span | None):
    """Pair the double marks of one paragraph; give back its spans and the one that waits for the next paragraph."""
    ways = [_direction(text, i) for i in marks]
    surplus, total = [0] * (len(ways) + 1), 0
    for k in range(len(ways) - 1, -1, -1):
        total += (ways[k] == CLOSE) - (ways[k] == OPEN)
        surplus[k] = total
    done: list[Span] = []
    stack: list[_Open] = []
    resumed = pending is not None and bool(marks) and marks[0] == first and ways[0] in (OPEN, EITHER)
    if resumed:
        stack.append(_Open(pending, first))
    for k, i in enumerate(marks):
        if resumed and k == 0:
            continue
        way = ways[k]
        if way == EITHER:
            way = CLOSE if stack else OPEN
        if way == OPEN:
            if i == last:
                continue
            if stack and not (len(stack) < _DEPTH and _is_nested(text, stack[-1].begin, i, surplus[k])):
                while stack:
                    _lose(text, stack.pop(), i, done)
            stack.append(_Open(Span(i, False), i))
        elif way == CLOSE and stack:
            closed = stack.pop()
            _finish(closed, i, True, done)
            if stack:
                stack[-1].child_end = i
    waits = None
    while stack:
        left_open = stack.pop()
        end, tail = _open_end(text, left_open, last)
        outermost = not stack
        _finish(left_open, end, False, done)
        if outermost and not tail and left_open.child_end < 0:
            waits = left_open.span
    return done, waits


def _finish(opened: _Open, end: int, complete: bool, done: list[Span]) -> None:
    listed = bool(opened.span.pieces)
    opened.span.end(opened.begin, end, complete)
    if not listed:
        done.append(opened.span)


def _is_nested(text: Text, begin: int, i: int, surplus: int) -> bool:
    """Does a mark that opens inside an open quotation begin an inner one (or was a closing mark lost)?"""
    if surplus >= 1:
        return True
    before = text.bits[i - 1]
    if surplus == 0 and text.bits[begin] & DOUBLE and text.bits[i] & DOUBLE_OPEN:
        return True
    if before & COLON:
        return True
    if not before & COMMA:
        return False
    cue = _cue_before(text, i - 1, max(begin, i - 5))
    return cue >= 0 and not any(text.bits[k] & COMMA for k in range(max(begin + 1, cue - 5), cue))


def _cue_before(text: Text, i: int, floor: int) -> int:
    for k in range(i, floor, -1):
        if text.bits[k] & QUOTE and text.bits[k] & FINITE:
            return k
    return -1


def _tail(text: Text, begin: int, end: int) -> int:
    """The comma of a final ", she said" among the last tokens up to `end`, or -1."""
    cue = _cue_before(text, end, max(begin, end - _LOOK))
    if cue < 0:
        return -1
    for k in range(cue - 1, max(begin, cue - 6), -1):
        if text.bits[k] & MARKS:
            return -1
        if text.form[k] in (",", "!", "?"):
            return k
    return -1


def _lose(text: Text, opened: _Open, i: int, done: list[Span]) -> None:
    """End a quotation whose closing mark was lost before the opening mark at `i`."""
    comma = _tail(text, opened.begin, i - 1)
    if comma >= 0:
        end = comma
    elif opened.child_end >= 0:
        end = opened.child_end
    else:
        begins = text.sentences[text.sentence[i]][0]
        end = begins - 1 if begins > opened.begin + 1 else i - 1
    _finish(opened, max(end, opened.begin), False, done)


def _open_end(text: Text, opened: _Open, last: int) -> tuple[int, bool]:
    """Where a quotation ends that is still open at the end of its paragraph, and whether narration follows it."""
    if opened.child_end >= 0:
        ahead = range(opened.child_end + 1, min(opened.child_end + 8, last + 1))
        if opened.child_end == last or any(text.bits[k] & QUOTE and text.bits[k] & FINITE for k in ahead):
            return opened.child_end, True
        return last, False
    comma = _tail(text, opened.begin, last)
    return (comma, True) if comma >= 0 else (last, False)


def _single_way(text: Text, i: int) -> tuple[int, bool]:
    """Whether a single mark opens or closes, and whether it may be a mere apostrophe."""
    bits, own = text.bits, text.bits[i]
    left, right = _sides(text, i)
    if not own & SINGLE_CLOSE and not right:
        after = bits[i + 1]
        tight = left or own & SINGLE_OPEN or bits[i - 1] & (BRACKET_OPEN | DASH | DOUBLES)
        elided = after & ELIDED or (after & DIGIT and text.form[i + 1][-1] == "s")
        if tight and not elided and (after & (WORDS | BRACKET_OPEN | DOUBLES | STOP) or text.form[i + 1] in "$£€#@"):
            return OPEN, False
    if left or own & SINGLE_OPEN or i == 0:
        return NEITHER, False
    if not right and bits[i + 1] & WORDS:
        return NEITHER, False
    before = text.low[i - 1]
    firm = not bits[i - 1] & WORDS or (before[-1] not in "szx" and not bits[i - 1] & DIGIT)
    if not firm and not right and (bits[i + 1] & (STOP | COMMA | MARKS)):
        firm = True
    return CLOSE, not firm


def _pair_singles(text: Text, marks: list[int], first: int, last: int, doubles, pending: Span | None):
    """Pair the single marks of one paragraph, each pair inside one and the same double quotation or outside all."""
    edges = sorted(doubles, key=lambda p: (p[0], -p[1]))
    around: list[tuple[int, int]] = []
    at = 0
    openers: dict[int, list[int]] = {}
    done: list[Span] = []

    def settle(key: int) -> None:
        opened, weak = openers.pop(key, (-1, -1))
        if weak >= 0:
            _pair(opened, weak)

    def _pair(opened: int, closed: int) -> None:
        span = pending if pending is not None and opened == first else Span(opened, True)
        listed = bool(span.pieces)
        span.end(opened, closed, True)
        if not listed:
            done.append(span)

    for i in marks:
        while at < len(edges) and edges[at][0] < i:
            around.append(edges[at])
            at += 1
        while around and around[-1][1] < i:
            settle(around.pop()[0])
        key = around[-1][0] if around else -1
        way, weak = _single_way(text, i)
        if way == OPEN:
            settle(key)
            openers[key] = [i, -1]
        elif way == CLOSE and key in openers:
            if not weak:
                _pair(openers.pop(key)[0], i)
            elif openers[key][1] < 0:
                openers[key][1] = i
    waits = None
    opened, weak = openers.get(-1, (-1, -1))
    if opened == first and weak < 0 and last - first > 8 and _next_opens_single(text, last):
        waits = pending or Span(first, True)
        if not waits.pieces:
            done.append(waits)
        waits.end(first, last, False)
        del openers[-1]
    for key in list(openers):
        settle(key)
    return done, waits


def _next_opens_single(text: Text, last: int) -> bool:
    after = last + 1
    return (after < len(text.form) and text.article[after] == text.article[last]
            and bool(text.bits[after] & SINGLES) and _single_way(text, after)[0] == OPEN)


def _nest(spans: list[Span]) -> list[Span]:
    """Sort spans, drop what is empty or crosses another, and give each its parent."""
    spans = sorted((s for s in spans if s.last > s.first), key=lambda s: (s.first, -s.last))
    kept: list[Span] = []
    open_now: list[int] = []
    for span in spans:
        while open_now and kept[open_now[-1]].last < span.first:
            open_now.pop()
        if open_now and kept[open_now[-1]].last < span.last:
            continue
        span.parent = open_now[-1] if open_now else -1
        open_now.append(len(kept))
        kept.append(span)
    return kept


def mark_owners(text: Text, spans: list[Span]) -> list[int]:
    """The innermost span each token stands in (its marks included), -1 for none."""
    owner = [-1] * len(text.form)
    for number, span in enumerate(spans):
        for first, last in span.pieces:
            owner[first:last + 1] = [number] * (last - first + 1)
    return owner
