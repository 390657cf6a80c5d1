"""Saved web pages to records: the article alone, with its headings, lists and quotes as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from .encodings import decode
from .files import File, need, parsing
from .limits import Unreadable
from .names import rename


def read_html(file: File, columns, problems) -> list[dict]:
    """A saved web page: its article with headings, lists and quotes as Markdown, and its metadata."""
    trafilatura = need("trafilatura", "web")
    page = decode(file.path.read_bytes())
    with parsing("a web page"):
        found = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False, include_tables=True)
        blocks = [] if found is None else [b for b in _blocks(found.body) if b]
        if not blocks:
            raise Unreadable("no article in the page", "trafilatura found no running text")
        title = " ".join((found.title or "").split())
        record = {"title": title, "outlet": found.sitename or found.hostname, "author": found.author,
                  "published": found.date, "url": found.url}
    if title and not any(title == b.lstrip("# ") for b in blocks[:3]):
        blocks.insert(0, f"# {title}")
    return [rename({k: v or "" for k, v in record.items()}, columns) | {"text": "\n\n".join(blocks)}]


def _blocks(element) -> Iterator[str]:
    """The blocks of an extracted page in reading order, each with its mark."""
    for child in element:
        if child.tag == "head":
            level = (child.get("rend") or "h2")[-1:]
            text = _words(child)
            yield "#" * (int(level) if level in "123456" else 2) + " " + text if text else ""
        elif child.tag == "list":
            yield "\n".join(f"- {text}" for item in child if (text := _words(item)))
        elif child.tag == "quote":
            inner = list(_blocks(child)) if any(c.tag == "p" for c in child) else [_words(child)]
            yield from (f"> {text}" for text in inner if text)
        elif child.tag == "table":
            yield "\n".join(line for row in child.iter("row") if (line := " | ".join(_words(c) for c in row)).strip(" |"))
        elif child.tag in ("p", "code", "div", "item", "cell"):
            yield _words(child)
        tail = " ".join((child.tail or "").split())
        if tail:
            yield tail


def _words(element) -> str:
    """The running text of an element; line breaks become spaces."""
    for mark in element.iter("lb"):
        mark.tail = " " + (mark.tail or "")
    return " ".join("".join(element.itertext()).split())
