"""Saved web pages to records: the article alone, with its headings, lists and quotes as Markdown."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import partial

from .encodings import decode
from .files import File, need, parsing
from .limits import Unreadable
from .names import rename

_HEAD = 4096
_CHARSET = re.compile(rb"<meta\s[^>]*?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
#: Codecs of text; Python has others (zip, hex), which a page must not call.
_OF_TEXT = ("cp", "iso8859", "koi8", "mac", "gb", "big5", "euc", "shift_jis", "iso2022", "ascii")
#: What a browser takes these names for (WHATWG, Encoding).
_IN_BROWSERS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}


def read_html(file: File, columns, problems) -> list[dict]:
    """A saved web page: its article with headings, lists and quotes as Markdown, and its metadata."""
    trafilatura = need("trafilatura", "web")
    data = file.path.read_bytes()
    page = decode(data, partial(file.complain, problems), _declared(data[:_HEAD]))
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


def _declared(head: bytes) -> str:
    """The encoding that a page names in its head; "" for none that can be."""
    match = _CHARSET.search(head)
    try:
        name = codecs.lookup(match[1].decode("ascii", "replace")).name if match else ""
    except LookupError:
        return ""
    return _IN_BROWSERS.get(name, name) if name.startswith(_OF_TEXT) else ""


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
