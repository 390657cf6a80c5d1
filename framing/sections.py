"""Articles to sections: title, subtitle, lead, body sections with their headings, furniture."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from .blocks import label_blocks
from .bundles import article_texts
from .furniture import credit_of, is_furniture, names_author
from .schema import article_rows, base_context, make_table, order_articles, require, with_context


def split_sections(articles: pd.DataFrame) -> pd.DataFrame:
    """Cut articles into their sections.

    Parameters
    ----------
    articles : DataFrame
        With ``article`` and ``text``, as `read_articles` gives it, or some rows of it.

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
        If a column is missing, an article has no text (NaN), or two articles have one name.

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
    articles = order_articles(articles)
    rows = []
    for code, (text, title) in enumerate(zip(article_texts(articles), _told(articles, "title"), strict=True)):
        rows.extend((code, *row) for row in _sections_of(text, title))
    names = ["code", "section", "kind", "level", "heading", "start", "end", "heading_start", "heading_end"]
    data = {name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)} if rows else {}
    if data:
        data["article"] = pd.Categorical.from_codes(data.pop("code"), dtype=articles["article"].dtype)
    sections = make_table("sections", data)
    context = base_context(add_bylines(articles, sections)).replace(sections=sections.copy(deep=False))
    return with_context(sections, context)


def _told(articles: pd.DataFrame, column: str) -> list[str]:
    """What the articles say of themselves in a column; "" where they say nothing."""
    if column not in articles:
        return [""] * len(articles)
    return [value if isinstance(value, str) else "" for value in articles[column].astype(object)]


def add_bylines(articles: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """Fill in titles, authors and editors that stand in the texts themselves.

    Parameters
    ----------
    articles, sections : DataFrame
        As `read_articles` gives it, and the sections that `split_sections` made of it.

    Returns
    -------
    DataFrame
        The articles with ``title`` and ``author`` filled where they were empty, and an ``editor`` column
        ("" where none is named).

    Raises
    ------
    ValueError
        If a column is missing, or a section is of an article that is not there.

    Examples
    --------
    >>> import framing
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["Storm hits Arle\\n\\nBy Ann Lee\\n\\nIt rained."]}))
    >>> framing.add_bylines(articles, framing.split_sections(articles))["author"].tolist()
    ['Ann Lee']
    """
    require(articles, ["article", "text"], "articles")
    require(sections, ["article", "kind", "heading", "start", "end"], "sections")
    texts = article_texts(articles)
    found, begun = {"title": {}, "author": {}, "editor": {}}, set()
    code = article_rows(sections, articles, "sections").tolist()
    for kind, article, heading, start, end in zip(sections["kind"].astype(object), code, sections["heading"],
                                                  sections["start"], sections["end"], strict=True):
        if kind == "title":
            found["title"].setdefault(article, heading)
        elif kind == "furniture":
            top = article not in begun
            for line in texts[article][start:end].splitlines():
                role, name = credit_of(line.strip())
                if top and not is_furniture(line.strip()):
                    role, name = "author", names_author(line.strip())
                if name:
                    found[role].setdefault(article, name)
        elif kind in ("lead", "body"):
            begun.add(article)
    filled = articles.copy(deep=False)
    for column, values in found.items():
        told = _told(articles, column)
        filled[column] = pd.Series([t or values.get(i, "") for i, t in enumerate(told)], dtype=str, index=articles.index)
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
