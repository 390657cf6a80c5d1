"""The lines and paragraphs of an article, each labelled title, subtitle, heading, text or furniture.

Plain text has no mark-up, so a heading is told from its shape and its place: a short line on its own, without
a sentence end, followed by running text. Markdown headings are known.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .furniture import (
    credit_of,
    is_furniture,
    is_rubric,
    lists_links,
    names_author,
    opens_caption,
    tells_of,
    tells_role,
)
from .layout import Line, is_wrapped, split_lines
from .lines import looks_like_heading, looks_like_title, runs_on, starts_list

_ATX = re.compile(r"(#{1,6})[ \t]+(.*)")
_SETEXT = re.compile(r"(=+|-{3,})$")


class Block(NamedTuple):
    """A paragraph or line of an article, with what it was taken for."""

    start: int
    end: int
    text: str
    label: str
    level: int = 0


def label_blocks(text: str, title: str = "") -> list[Block]:
    """Every line or paragraph of a text, labelled title, subtitle, heading, text or furniture.

    A first line that equals the `title` known from elsewhere is the title, whatever its shape.
    """
    lines = split_lines(text)
    if any(_ATX.match(line.text) for line in lines):
        return _without_portraits(_markdown_blocks(lines))
    blocks = _join_wrapped(lines) if is_wrapped(text) else lines
    return _without_portraits(_plain_blocks(blocks, title))


def _without_portraits(blocks: list[Block]) -> list[Block]:
    """What is said of the author among the last lines is furniture."""
    names = [credit_of(b.text)[1] or names_author(b.text) for b in blocks if b.label == "furniture"]
    for i in range(max(1, len(blocks) - 4), len(blocks)):
        if blocks[i].label in ("text", "heading") and any(tells_of(n, blocks[i].text) for n in names if n):
            blocks[i] = blocks[i]._replace(label="furniture")
    return blocks


def _join_wrapped(lines: list[Line]) -> list[Line]:
    joined = []
    for line in lines:
        if joined and line.blank_before == 0 and not (len(joined) == 1 and is_furniture(line.text)):
            last = joined[-1]
            joined[-1] = Line(last.start, line.end, last.text + " " + line.text, last.blank_before)
        else:
            joined.append(line)
    return joined


def _markdown_blocks(lines: list[Line]) -> list[Block]:
    blocks: list[Block] = []
    depths = sorted({len(m.group(1)) for line in lines if (m := _ATX.match(line.text))})
    titled = False
    for line in lines:
        match = _ATX.match(line.text)
        words = match.group(2).rstrip("#").rstrip(" \t") if match else ""
        if match and words:
            start = line.start + match.start(2)
            span = (start, start + len(words), words)
            depth = len(match.group(1))
            first = not titled and not any(b.label in ("text", "heading") for b in blocks)
            if first and depth == depths[0]:
                blocks.append(Block(*span, "title"))
                titled = True
            else:
                ranks = depths[1:] if titled and len(depths) > 1 else depths
                level = ranks.index(depth) + 1 if depth in ranks else 1
                blocks.append(Block(*span, "heading", level))
        elif _SETEXT.match(line.text):
            continue
        elif is_furniture(line.text) or line.text.startswith("!["):
            blocks.append(Block(line.start, line.end, line.text, "furniture"))
        elif titled and all(b.label in ("title", "subtitle", "furniture") for b in blocks) and \
                looks_like_title(line.text):
            blocks.append(Block(line.start, line.end, line.text.strip("*_"), "subtitle"))
        else:
            blocks.append(Block(line.start, line.end, line.text, "text"))
    return blocks


def _plain_blocks(lines: list[Line], title: str) -> list[Block]:
    labels = ["furniture" if is_furniture(line.text) else "" for line in lines]
    _label_credits_at_end(lines, labels)
    _label_links(lines, labels)
    _label_top(lines, labels, title)
    shapes = [not label and looks_like_heading(line.text) for line, label in zip(lines, labels, strict=True)]
    interview = sum(1 for line, shape in zip(lines, shapes, strict=True) if shape and _asks_you(line.text)) >= 3
    nearest = None
    for i in reversed(range(len(lines))):
        if labels[i]:
            continue
        following, nearest = nearest, i
        if not shapes[i] or (interview and _asks_you(lines[i].text)):
            labels[i] = "text"
        elif following is None:
            labels[i] = "text"
        elif labels[following] == "heading":
            labels[i] = "heading" if _umbrella(lines, labels, i, following) else "text"
        else:
            labels[i] = "heading" if runs_on(lines[i].text, lines[following].text) else "text"
    return [Block(line.start, line.end, line.text, label) for line, label in zip(lines, labels, strict=True)]


def _asks_you(line: str) -> bool:
    return line.endswith("?") and re.search(r"\b(?:you|your)\b", line, re.I) is not None


def _umbrella(lines: list[Line], labels: list[str], i: int, following: int) -> bool:
    """Whether a short line before a heading is a heading over headings, and not the end of a list."""
    if starts_list(lines[i].text):
        return False
    before = i - 1
    listed = before >= 0 and not labels[before] and looks_like_heading(lines[before].text)
    deeper = following + 1 < len(labels) and labels[following + 1] == "heading"
    return not listed and not deeper


def _label_credits_at_end(lines: list[Line], labels: list[str]) -> None:
    """Names and short scraps between two pieces of furniture at the end belong to it."""
    for i in range(len(lines) - 2, 0, -1):
        if not labels[i + 1]:
            break
        if not labels[i] and labels[i - 1] and _is_scrap(lines[i].text):
            labels[i] = "furniture"


def _is_scrap(line: str) -> bool:
    """Whether a line is a few words that end no sentence."""
    return len(line.split()) <= 4 and line[-1] not in ".?!"


def _label_links(lines: list[Line], labels: list[str]) -> None:
    """What is listed below "Related articles" belongs to it, as far as it looks like titles; so does a caption."""
    listed = False
    for i, line in enumerate(lines):
        if i and labels[i - 1] and opens_caption(lines[i - 1].text):
            labels[i] = "furniture"
        if labels[i]:
            listed |= lists_links(line.text)
        else:
            listed = listed and looks_like_title(line.text) and line.text[-1] not in "?!:"
            if listed:
                labels[i] = "furniture"


def _label_top(lines: list[Line], labels: list[str], title: str) -> None:
    """Find the title, the byline without "by" and the subtitles among the first lines."""
    top = [i for i, label in enumerate(labels) if not label]
    known = bool(top) and bool(title) and " ".join(lines[top[0]].text.split()) == " ".join(title.split())
    while not known and len(top) > 2 and is_rubric(lines[top[0]].text) and looks_like_title(lines[top[1]].text):
        labels[top.pop(0)] = "furniture"
    if not known and (len(top) < 2 or not looks_like_title(lines[top[0]].text)):
        return
    spaced = any(lines[i].blank_before for i in top[1:])
    labels[top[0]] = "title"
    _label_byline(lines, labels, top)
    top = [i for i in top if not labels[i]]
    for place, i in enumerate(top[:3]):
        line = lines[i]
        rest = top[place + 1:place + 2]
        if not rest or not looks_like_title(line.text) or starts_list(line.text):
            return
        if not _is_subtitle(lines, i, rest[0], spaced):
            return
        labels[i] = "subtitle"


def _label_byline(lines: list[Line], labels: list[str], top: list[int]) -> None:
    """A line of a name between the title and the first sentence, or of a name and a role, place or date, is a byline.

    A name alone is told by its two or three capitalised words, so the title must not be written in such words itself.
    """
    title = lines[top[0]].text.split()
    capitals = sum(word[0].isupper() for word in title[1:] if word[0].isalpha())
    sentence_case = 2 * capitals < sum(word[0].isalpha() for word in title[1:])
    for i in top[1:4]:
        text = lines[i].text
        if not looks_like_title(text):
            return
        if is_rubric(text) or text.isdigit():
            labels[i] = "furniture"
        elif names_author(text) and i + 1 < len(lines):
            alone = len(text.split()) <= 6 and all(word[0].isupper() for word in text.split())
            if tells_role(text) or (sentence_case and alone):
                labels[i] = "furniture"
                below = lines[i + 1].text
                if not labels[i + 1] and _is_scrap(below) and tells_role(below):
                    labels[i + 1] = "furniture"


def _is_subtitle(lines: list[Line], i: int, following: int, spaced: bool) -> bool:
    after = lines[following].text
    if len(after.split()) <= 3 and after[-1] not in ".?!":
        return False
    return not spaced or lines[i].blank_before > 0 or lines[following].blank_before > 0


