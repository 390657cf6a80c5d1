"""Two folders exchanged in one step, where the system can: whoever looks, or is killed, finds the one or the other whole."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

_AT_FDCWD, _EXCHANGE = -100, 2


def swap(one: Path, other: Path) -> bool:
    """Exchange two names on disk in one step; False where the system or the file system has no such step.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     new, old = Path(place) / "new", Path(place) / "old"
    ...     new.mkdir(), (old / "a").mkdir(parents=True)
    ...     done = swap(new, old)
    ...     (new / "a").exists() is done
    (None, None)
    True
    """
    exchange = _exchange()
    return exchange is not None and exchange(os.fsencode(one), os.fsencode(other)) == 0


@cache
def _exchange():
    """renameat2 of Linux (glibc 2.28), renamex_np of macOS, or None."""
    import ctypes

    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform.startswith("linux"):
            rename = library.renameat2
            return lambda a, b: rename(_AT_FDCWD, a, _AT_FDCWD, b, _EXCHANGE)
        if sys.platform == "darwin":
            rename = library.renamex_np
            return lambda a, b: rename(a, b, _EXCHANGE)
    except (OSError, AttributeError, TypeError):
        pass
    return None
