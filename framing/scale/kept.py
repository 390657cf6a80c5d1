"""The folder beside the tables where finished parts wait: one run at a time writes into it."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from .joins import read_note

_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
_LOCK = ".lock"


class Kept:
    """The parts of a run, held by this process until the block ends; then they are gone, or kept if the run was stopped.

    The lock is the operating system's: it ends with the process that holds it, however that dies.

    Parameters
    ----------
    out : Path
        Where the tables will be.
    resume, restart : bool
        Whether parts of a stopped run may be used, or removed; else they are in the way.

    Raises
    ------
    ValueError
        If `out` is no name of a folder to be made or replaced.
    BlockingIOError
        If another run holds the folder.
    FileExistsError
        If parts of a stopped run lie there, and it is not said what to do with them.
    """

    def __init__(self, out: Path, *, resume: bool, restart: bool):
        whole = Path(os.path.abspath(out))
        if not whole.name or whole == Path.cwd():
            raise ValueError(f"{str(out)!r} is the folder you are in; name one for the tables.")
        self.out, self.resume, self.restart = out, resume and not restart, restart
        self.place = whole.with_name(f".{whole.name}-parts")

    def __enter__(self) -> Kept:
        self.place.mkdir(parents=True, exist_ok=True)
        self.lock = self._take()
        try:
            finished = self.count()
            if finished and not self.resume and not self.restart:
                raise FileExistsError(f"{finished} finished part(s) of a stopped run are in {str(self.place)!r}: go on with "
                                      "--resume (resume=True), or begin anew with --restart (restart=True).")
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(self, kind, *_) -> None:
        if kind is None or not self.count():
            self.clear()
        self._leave()

    def begin(self) -> None:
        """Remove what is not to be used; called when the source is known to hold articles."""
        if not self.resume:
            self.clear()

    def count(self) -> int:
        """How many parts are finished."""
        return sum(1 for part in self.place.iterdir() if read_note(part)) if self.place.exists() else 0

    def clear(self) -> None:
        for part in list(self.place.iterdir()) if self.place.exists() else []:
            if part.name != _LOCK:
                shutil.rmtree(part, ignore_errors=True)

    def _take(self) -> TextIO:
        path = self.place / _LOCK
        while True:
            self.place.mkdir(parents=True, exist_ok=True)
            lock = open(path, "a+", encoding="utf8")
            try:
                _hold(lock)
            except OSError as error:
                if error.errno in _TAKEN:
                    with lock:
                        lock.seek(0)
                        raise BlockingIOError(f"another run (process {lock.read().strip() or 'unknown'}) writes into "
                                              f"{str(self.out)!r}; wait for it, or name another folder.") from None
                # a disk that knows no locks: parts are compared again before they are joined
            with suppress(FileNotFoundError):
                if os.path.samestat(os.stat(path), os.fstat(lock.fileno())):
                    lock.truncate(0)
                    lock.write(f"{os.getpid()}\n")
                    lock.flush()
                    return lock
            lock.close()  # whoever held it removed it meanwhile

    def _leave(self) -> None:
        if os.name == "nt":
            self.lock.close()  # an open file cannot be removed there
        with suppress(OSError):
            (self.place / _LOCK).unlink()
            self.place.rmdir()
        self.lock.close()


def _hold(lock: TextIO) -> None:
    if os.name == "nt":
        import msvcrt

        lock.seek(1 << 20)
        msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def check_parts(parts: dict[Path, str]) -> None:
    """Whether parts are still those that were measured.

    Raises
    ------
    OSError
        If somebody else wrote or removed one.
    """
    changed = [str(part) for part, mark in parts.items() if read_note(part).get("fingerprint") != mark]
    if changed:
        raise OSError(f"{len(changed)} part(s) were changed or removed by somebody else, first {changed[0]!r}; "
                      "no tables are written. Go on with --resume when nobody else writes there.")
