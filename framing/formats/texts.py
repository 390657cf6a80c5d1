"""What a text should hold and what it should not: its title, and the entities of a web page."""

from __future__ import annotations

import re
from html.entities import html5
from itertools import islice

from ..layout import split_lines

_WORD = re.compile(r"[^\W_]+")
_HEADING = re.compile(r"#{1,6}[ \t]+(?=\S)")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|([A-Za-z][A-Za-z0-9]{1,31}));")
#: A kicker or a date may stand over a title.
_TOP = 3


def with_title(text: str, title: str) -> str:
    """A text with its title: as it is if it has it, else the title, a blank line and the text.

    A text has its title if its first words are those of the title (case, marks and white space aside), if one of its
    first three lines is the title, or if it begins with a Markdown heading. A text without a word gets none.
    """
    title = _HEADING.sub("", " ".join(title.split()), count=1)
    wanted = _words(title)
    if not wanted or not text.strip() or _words(text, len(wanted)) == wanted:
        return text
    lines = split_lines(text)
    headed = [_HEADING.match(line.text) is not None for line in lines]
    if headed[0] or any(_words(line.text, len(wanted) + 1) == wanted for line in lines[:_TOP]):
        return text
    return f"{'# ' if any(headed) else ''}{title}\n\n{text}"


def _words(text: str, most: int | None = None) -> list[str]:
    return [match.group().casefold() for match in islice(_WORD.finditer(text), most)]


def find_entity(text: str) -> str:
    """The first HTML entity that a text holds, such as "&ldquo;"; "" if it holds none."""
    for match in _ENTITY.finditer(text) if "&" in text else ():
        if match[1] is None or match[1] + ";" in html5:
            return match.group()
    return ""
