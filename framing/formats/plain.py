"""Plain text and Markdown to records: front matter, and exports of many articles in one text."""

from __future__ import annotations

import re
from functools import partial

from ..plain_yaml import Node, read_yaml
from .encodings import decode
from .exports import split_export
from .files import File
from .limits import FRONT_CHARACTERS, FRONT_DEPTH, FRONT_ENTRIES, Unreadable
from .names import rename

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n")
_FRONT_END = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.M)


def read_text(file: File, columns, problems) -> list[dict]:
    """A .txt or .md file: one article, perhaps with YAML front matter, or an archive's export of many."""
    return text_records(decode(file.path.read_bytes(), partial(file.complain, problems)), columns)


def text_records(text: str, columns) -> list[dict]:
    """The articles of a text: what follows its front matter, or those of an export, or the text itself.

    Raises
    ------
    Unreadable
        If it begins with front matter that is no YAML.
    """
    split = _split_front(text)
    if split is None:
        return split_export(text) or [{"text": text}]
    front, body = split
    try:
        root = read_yaml(front, "front matter", characters=FRONT_CHARACTERS, depth=FRONT_DEPTH, entries=FRONT_ENTRIES,
                         what="front matters")
    except ValueError as error:
        raise Unreadable("front matter is not YAML", str(error).removeprefix("front matter").lstrip(", :")) from None
    if root is None or not isinstance(root.value, list):
        return [{"text": text}]
    meta = {_told(k): _told(v) for k, v in root.value}
    return [rename({k: v for k, v in meta.items() if k not in ("text", "")}, columns) | {"text": body}]


def _split_front(text: str) -> tuple[str, str] | None:
    """The YAML between two lines of dashes at the very beginning, and the text after it; None where there is none."""
    begin = _FRONT.match(text)
    end = _FRONT_END.search(text, begin.end(), begin.end() + FRONT_CHARACTERS) if begin else None
    if end is None:
        return None
    return text[begin.end():end.start()], text[end.end():].lstrip()


def _told(node: Node) -> str:
    """A value as one text; the members of a list with commas between them."""
    if isinstance(node.value, tuple):
        return ", ".join(_told(v) for v in node.value)
    if isinstance(node.value, list):
        return ", ".join(f"{_told(k)}: {_told(v)}" for k, v in node.value)
    return "" if node.value is None else node.value
