"""Lines and paragraphs of plain text, as offsets."""

from __future__ import annotations

import re
from typing import NamedTuple

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_WRAPPED_WIDTH = (50, 100)
_TOO_LONG = re.compile(r"[^\n\r]{121}")


class Line(NamedTuple):
    """A line that is not blank: offsets without the white space around it, and blank lines before it."""

    start: int
    end: int
    text: str
    blank_before: int


def split_lines(text: str) -> list[Line]:
    """All lines that are not blank, located in `text`."""
    lines, last = [], None
    for match in _LINE.finditer(text):
        raw = match.group()
        bare = raw.strip()
        if not bare:
            continue
        start = match.start() + raw.index(bare)
        gap = text[last:match.start()] if last is not None else ""
        breaks = len(_BREAK.findall(gap)) if len(gap) > 1 else 1
        lines.append(Line(start, start + len(bare), bare, max(breaks - 1, 0)))
        last = match.end()
    return lines


def is_wrapped(text: str) -> bool:
    """Whether single line ends are only typesetting: the text was broken to a fixed width.

    True when lines stop at a common width in the middle of sentences. Then paragraphs are told by blank lines.
    """
    if _TOO_LONG.search(text):
        return False
    lines = split_lines(text)
    inner = [(a, b) for a, b in zip(lines, lines[1:], strict=False) if b.blank_before == 0]
    if len(inner) < 3:
        return False
    low, high = _WRAPPED_WIDTH
    longest = max(line.end - line.start for line, _ in inner)
    if not low <= longest <= high:
        return False
    full = [a for a, b in inner if (a.end - a.start) + 1 + len(b.text.split(None, 1)[0]) > longest - 2]
    running = sum(1 for a, b in inner if a.text[-1] not in ".!?:\"”’'")
    return len(full) >= 0.5 * len(inner) and running >= 0.5 * len(inner)
