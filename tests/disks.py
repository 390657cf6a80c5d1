"""Places that fail: a full disk, a folder without permission, a process that is killed while it writes."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import traceback
from pathlib import Path

import pytest

NOBODY = 65534


def bytes_below(folder) -> dict[str, bytes]:
    """Every file below a folder by its name."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(Path(folder).rglob("*")) if p.is_file()}


@contextlib.contextmanager
def small_disk(place: Path, megabytes: int):
    """A file system of its own, so small that it can be filled."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
    if os.name != "posix" or os.getuid() != 0 or not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mounting a small file system needs root")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill_up(place: Path) -> None:
    """Leave no free block on the file system of `place`."""
    with open(place / "filler", "wb", buffering=0) as stream:
        with contextlib.suppress(OSError):
            while True:
                stream.write(bytes(4096))


def in_child(work) -> str | int:
    """Run a function in a child of this process: "" if it returned, its exception's text, or minus the signal that killed it."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(read)
            told = ""
            try:
                work()
            except BaseException as error:
                told = "".join(traceback.format_exception_only(error)).strip() or "?"
            os.write(write, told.encode("utf8", "replace"))
        finally:
            os._exit(0)
    os.close(write)
    with open(read, "rb") as stream:
        told = stream.read().decode("utf8")
    _, status = os.waitpid(pid, 0)
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else told


def as_nobody(work):
    """The same work by a user who owns nothing; the process must have loaded all it needs."""
    def run():
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        work()
    return run


def with_small_files(work, limit: int = 2048):
    """The same work where no file may grow beyond the limit: what a full disk or a quota does, without being root."""
    def run():
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        work()
    return run


def killed_at(step: int, place: Path, work):
    """The same work, its process killed when it makes its `step`-th change below a folder (opens to write, renames, removes)."""
    def run():
        left = [step]

        def hook(event, arguments):
            if event == "open":
                mode = arguments[1] if isinstance(arguments[1], str) else ""
                changes = any(c in mode for c in "wax+") or bool(arguments[2] & (os.O_WRONLY | os.O_RDWR))
            else:
                changes = event in ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "shutil.rmtree")
            if changes and str(place) in os.fspath(arguments[0] if not isinstance(arguments[0], int) else ""):
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        work()
    return run
