"""Articles to sections: title, subtitle, lead, body sections with their headings, furniture.

Plain text has no mark-up, so a heading is told from its shape and its place: a short line on its own, without
a sentence end, followed by running text. Markdown headings are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from .layout import Line, is_wrapped, split_lines
from .lines import credit_of, is_furniture, looks_like_heading, looks_like_title, runs_on, starts_list
from .schema import base_context, make_table, require, with_context

_ATX = re.compile(r"(#{1,6})[ \t]+(.*)")
_SETEXT = re.compile(r"(=+|-{3,})$")


class Block(NamedTuple):
    """A paragraph or line of an article, with what it was taken for."""

    start: int
    end: int
    text: str
    label: str
    level: int = 0


def split_sections(articles: pd.DataFrame) -> pd.DataFrame:
    """Cut articles into their sections.

    Parameters
    ----------
    articles : DataFrame
        With ``article`` and ``text``, as `read_articles` gives it.

    Returns
    -------
    DataFrame
        One row per section: ``article``; ``section`` (ordinal in the article, from 0); ``kind`` (title <
        subtitle < lead < body < furniture); ``level`` (0 title and furniture, 1 body, 2 a section under an
        umbrella heading); ``heading`` (text, "" for none); ``start``, ``end`` (str offsets of the running text,
        heading left out; a title's own line; an empty span for a heading without text); ``heading_start``,
        ``heading_end`` (str offsets, equal where there is no heading).

    Raises
    ------
    ValueError
        If a column is missing.

    Notes
    -----
    The lead is the text before the first heading. An article without headings has its first paragraph as the
    lead and the rest as one body section. Furniture (share lines, bylines, dates, credits) is located and left
    out of measures; text after it goes on under the same heading as a new section.

    Examples
    --------
    >>> import framing
    >>> text = "Storm hits Arle\\n\\nA storm hit Arle on Monday.\\n\\nWhat comes next\\n\\nRepairs begin today."
    >>> sections = framing.split_sections(framing.read_articles(pd.DataFrame({"text": [text]})))
    >>> sections[["kind", "heading"]].values.tolist()
    [['title', 'Storm hits Arle'], ['lead', ''], ['body', 'What comes next']]
    """
    require(articles, ["article", "text"], "articles")
    rows = []
    titles = articles["title"].astype(object) if "title" in articles else [""] * len(articles)
    for code, (text, title) in enumerate(zip(articles["text"].astype(object), titles, strict=True)):
        rows.extend((code, *row) for row in _sections_of(text, title))
    names = ["code", "section", "kind", "level", "heading", "start", "end", "heading_start", "heading_end"]
    data = {name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)} if rows else {}
    if data:
        data["article"] = pd.Categorical.from_codes(data.pop("code"), dtype=articles["article"].dtype)
    sections = make_table("sections", data)
    context = base_context(add_bylines(articles, sections)).replace(sections=sections.copy(deep=False))
    return with_context(sections, context)


def add_bylines(articles: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """Fill in titles, authors and editors that stand in the texts themselves.

    Parameters
    ----------
    articles, sections : DataFrame

    Returns
    -------
    DataFrame
        The articles with ``title`` and ``author`` filled where they were empty, and an ``editor`` column
        ("" where none is named).

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> import framing
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["Storm hits Arle\\n\\nBy Ann Lee\\n\\nIt rained."]}))
    >>> framing.add_bylines(articles, framing.split_sections(articles))["author"].tolist()
    ['Ann Lee']
    """
    require(articles, ["article", "text"], "articles")
    require(sections, ["article", "kind", "heading", "start", "end"], "sections")
    texts = articles["text"].astype(object).tolist()
    found = {"title": {}, "author": {}, "editor": {}}
    code = sections["article"].cat.codes.to_numpy()
    for kind, article, heading, start, end in zip(sections["kind"].astype(object), code, sections["heading"],
                                                  sections["start"], sections["end"], strict=True):
        if kind == "title":
            found["title"].setdefault(article, heading)
        elif kind == "furniture":
            for line in texts[article][start:end].splitlines():
                role, name = credit_of(line.strip())
                if role:
                    found[role].setdefault(article, name)
    filled = articles.copy(deep=False)
    for column, values in found.items():
        old = articles[column].astype(object).tolist() if column in articles else [""] * len(articles)
        filled[column] = pd.Series([o or values.get(i, "") for i, o in enumerate(old)], dtype=str,
                                   index=articles.index)
    return filled


def _sections_of(text: str, title: str) -> Iterator[tuple]:
    blocks = label_blocks(text, title)
    headed = any(b.label == "heading" for b in blocks)
    rows, heading, under = [], None, 1
    before_heading, seen_text, lead_done = True, False, False
    for index, block in enumerate(blocks):
        if block.label in ("title", "subtitle"):
            rows.append([block.label, 0, block.text, block.start, block.end, block.start, block.end])
        elif block.label == "furniture":
            if rows and rows[-1][0] == "furniture":
                rows[-1][4] = block.end
            else:
                rows.append(["furniture", 0, "", block.start, block.end, block.start, block.start])
            seen_text = False
        elif block.label == "heading":
            before_heading, seen_text = False, True
            umbrella = index + 1 < len(blocks) and blocks[index + 1].label == "heading"
            level = block.level or under
            heading = [block.text, level]
            rows.append(["body", level, block.text, block.end, block.end, block.start, block.end])
            if umbrella and not block.level:
                under = 2
        elif before_heading and not lead_done:
            if seen_text:
                rows[-1][4] = block.end
            else:
                rows.append(["lead", 1, "", block.start, block.end, block.start, block.start])
            seen_text = True
            lead_done = not headed
            seen_text &= headed
        elif not seen_text:
            name, level = heading or ["", 1]
            kind = "lead" if before_heading and headed else "body"
            rows.append([kind, level, name, block.start, block.end, block.start, block.start])
            seen_text = True
        else:
            if rows[-1][3] == rows[-1][4]:
                rows[-1][3] = block.start
            rows[-1][4] = block.end
    return ((number, *row) for number, row in enumerate(rows))


def label_blocks(text: str, title: str = "") -> list[Block]:
    """Every line or paragraph of a text, labelled title, subtitle, heading, text or furniture.

    A first line that equals the `title` known from elsewhere is the title, whatever its shape.
    """
    lines = split_lines(text)
    if any(_ATX.match(line.text) for line in lines):
        return _markdown_blocks(lines)
    blocks = _join_wrapped(lines) if is_wrapped(text) else lines
    return _plain_blocks(blocks, title)


def _join_wrapped(lines: list[Line]) -> list[Line]:
    joined = []
    for line in lines:
        if joined and line.blank_before == 0:
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
        if not labels[i] and labels[i - 1] and len(lines[i].text.split()) <= 4 and lines[i].text[-1] not in ".?!":
            labels[i] = "furniture"


def _label_top(lines: list[Line], labels: list[str], title: str) -> None:
    """Find the title and the subtitles among the first lines."""
    top = [i for i, label in enumerate(labels) if not label]
    known = bool(top) and bool(title) and " ".join(lines[top[0]].text.split()) == " ".join(title.split())
    if not known and (len(top) < 2 or not looks_like_title(lines[top[0]].text)):
        return
    spaced = any(lines[i].blank_before for i in top[1:])
    labels[top[0]] = "title"
    for place, i in enumerate(top[1:4], start=1):
        line = lines[i]
        rest = top[place + 1:place + 2]
        if not rest or not looks_like_title(line.text) or starts_list(line.text):
            return
        if not _is_subtitle(lines, i, rest[0], spaced):
            return
        labels[i] = "subtitle"


def _is_subtitle(lines: list[Line], i: int, following: int, spaced: bool) -> bool:
    after = lines[following].text
    if len(after.split()) <= 3 and after[-1] not in ".?!":
        return False
    return not spaced or lines[i].blank_before > 0 or lines[following].blank_before > 0


