"""What the command line prints beside its results: problems, warnings, and errors in its own words."""

from __future__ import annotations

import errno
import re
import shlex
import sys
from collections import Counter
from pathlib import Path

#: More problems of one kind than this are summed up; the table of problems names all of them.
_FEW = 5
_SHOWN = 3
_SPOKEN = re.compile(r"""columns=\{(['"])(.*?)\1: (['"])(.*?)\3\}""")
_PLAIN = re.compile(r"[\w=.…-]+")


def tell_problems(problems, table: Path | None = None, stream=None) -> None:
    """Print the problems; of many of one kind the first, and how many more the table of problems names."""
    stream = stream or sys.stderr
    total, told = Counter(problems["what"]), Counter()
    for row in problems.itertuples():
        told[row.what] += 1
        if total[row.what] > _FEW and told[row.what] > _SHOWN:
            continue
        where = row.article if row.article and row.article not in row.source else ""
        print(f"problem: {row.source}{' ' + where if where else ''}: {row.what}"
              f"{' – ' + _spoken(row.detail) if row.detail else ''}", file=stream)
    for what, n in total.items():
        if n > _FEW:
            print(f"problem: {what}: {n - _SHOWN:,} more" + (f", named in {table}" if table else ""), file=stream)


def as_option(ours: str, theirs: str) -> str:
    """How a column is named on the command line."""
    pair = f"{ours}={theirs}"
    return "--column " + (pair if _PLAIN.fullmatch(pair) else shlex.quote(pair))


def _spoken(text: str) -> str:
    """A message of the library in the words of the command line."""
    return _SPOKEN.sub(lambda match: as_option(match[2], match[4]), text)


def show_warning(message, category, *_, **__) -> None:
    """Print a warning meant for users; the others are for programmers."""
    if issubclass(category, UserWarning) and not issubclass(category, DeprecationWarning):
        print(f"note: {message}", file=sys.stderr)


def reason(error: Exception) -> str:
    """What to tell of an error, in one line."""
    return _spoken(_reason(error))


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        what = f"{error.strerror}: {error.filename or ''}".rstrip(": ")
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC):
            what += ". Name another folder with --out."
        return what
    if isinstance(error, (ValueError, OSError, ModuleNotFoundError)):
        return str(error)
    if isinstance(error, MemoryError):
        return "not enough memory for all articles at once; framing tables takes any number."
    return (f"stopped by an error of its own, {type(error).__name__}: {error}. Run it again with FRAMING_DEBUG=1 in the "
            "environment and report what it prints.")
