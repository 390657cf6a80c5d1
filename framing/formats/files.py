"""One file to read: where it lies and what it is called; and other libraries' parsers, kept from stopping a corpus."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from .limits import Unreadable

_HALF = re.compile("[\ud800-\udfff]")


class File(NamedTuple):
    """A file on disk and its names; those differ for a member of a zip, which is unpacked under a name of ours.

    Attributes
    ----------
    path : Path
        Where the bytes are.
    suffix : str
        Which format they have, as in ".txt".
    label : str
        What users know it by: its path, or the zip's path and the member's name.
    stem : str
        What its articles are called by.
    """

    path: Path
    suffix: str
    label: str
    stem: str

    def complain(self, problems: list[dict], what: str, detail: str, *, line: int = 0) -> None:
        """Add a row to the problems, with the line (or row) it stands on."""
        problems.append(problem(f"{self.label}:{line}" if line else self.label, "", what, detail))


def problem(source: str, article: str, what: str, detail: str = "") -> dict:
    """A row of the problems table."""
    return {"source": printable(source), "article": article, "what": what, "detail": printable(detail)}


def printable(text: str) -> str:
    """Text with � for half characters (of odd file names, of JSON), which can be neither shown nor saved."""
    return text if text.isascii() else _HALF.sub("\ufffd", text)


def need(module: str, extra: str):
    """Import a library that comes with an extra.

    Raises
    ------
    Unreadable
        If it is not installed, or lacks a library of its own; with what to run.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        missing = "" if isinstance(error, ModuleNotFoundError) else f" ({str(error).splitlines()[0]})"
        raise Unreadable("a library is missing", f"run: pip install 'framing[{extra}]'{missing}") from None


@contextmanager
def parsing(what: str) -> Iterator[None]:
    """Turn whatever another library's parser raises on a damaged file into Unreadable.

    Parsers of office files and web pages raise dozens of types (zlib.error, KeyError, RecursionError, their own);
    each of them means that this one file cannot be read, and none may stop a corpus.
    """
    try:
        yield
    except Unreadable:
        raise
    except Exception as error:
        reason = (str(error).strip().splitlines() or [""])[0][:200]
        raise Unreadable(f"not {what}, or damaged", f"{type(error).__name__}{': ' if reason else ''}{reason}") from None
