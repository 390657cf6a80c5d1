"""Zip archives, and the zips that office files are: checked before anything is unpacked."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

from .files import File, parsing
from .limits import MAX_BYTES, MAX_MEMBERS, MAX_RATIO, RATIO_FLOOR, Unreadable


def check_zip(archive: zipfile.ZipFile) -> None:
    """Refuse archives that unpack to more than is safe, or whose members would leave their folder.

    Raises
    ------
    Unreadable
        Naming the member and the limit.
    """
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise Unreadable("too many files in a zip", f"{len(members):,}; the limit is {MAX_MEMBERS:,}")
    total = sum(m.file_size for m in members)
    packed = max(sum(m.compress_size for m in members), 1)
    if total > 8 * MAX_BYTES or (total > RATIO_FLOOR and total / packed > MAX_RATIO):
        raise Unreadable("a zip that unpacks too large", f"{total / 2**20:,.0f} MiB from {packed / 2**20:,.1f} MiB")
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
            raise Unreadable("a path that leaves the zip", repr(member.filename))
        if member.flag_bits & 1:
            raise Unreadable("a locked zip", f"{member.filename!r} needs a password; unpack it first")


def check_office(path: Path) -> None:
    """Refuse office files that are unsafe zips, or whose XML declares a document type (entities grow without bound).

    Raises
    ------
    Unreadable
        Naming the part.
    """
    with zipfile.ZipFile(path) as archive:
        check_zip(archive)
        for member in archive.infolist():
            if member.filename.lower().endswith((".xml", ".rels")) and _declares_type(archive, member):
                raise Unreadable("an office file with XML entities",
                                 f"{member.filename!r} declares a document type; it is not read")


def _declares_type(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether "<!DOCTYPE" or "<!ENTITY" stands anywhere, in UTF-8 or UTF-16 (whose letters have NULs between them)."""
    before = b""
    with archive.open(member) as stream:
        while block := stream.read(1 << 20):
            block = before + block.replace(b"\x00", b"").upper()
            if b"<!DOCTYPE" in block or b"<!ENTITY" in block:
                return True
            before = block[-10:]
    return False


def read_zip(file: File, problems, read: Callable[[File], Iterable[tuple]]) -> Iterator[tuple]:
    """A .zip of files framing reads: the articles of one member after the other, named by its place in the archive.

    Parameters
    ----------
    file : File
    problems : list
        Members that cannot be read are added.
    read : callable
        From an unpacked member to (record, share of it read) pairs.

    Yields
    ------
    (record, share)
        A record, and how much of the archive is read (0 to 1).
    """
    with parsing("a zip"), zipfile.ZipFile(file.path) as archive, tempfile.TemporaryDirectory() as folder:
        check_zip(archive)
        done, total = 0, max(sum(m.file_size for m in archive.infolist()), 1)
        for member in sorted(archive.infolist(), key=lambda m: m.filename):
            inner = PurePosixPath(member.filename.replace("\\", "/"))
            if member.is_dir() or inner.name.startswith((".", "~$")) or "__MACOSX" in inner.parts:
                continue
            suffix = inner.suffix.lower()
            safe = "member" + (suffix if suffix[1:].isalnum() and suffix.isascii() else "")
            unpacked = File(Path(folder) / safe, suffix, f"{file.label}/{member.filename}",
                            inner.with_suffix("").as_posix())
            try:
                with parsing("a member of a zip"), archive.open(member) as packed, open(unpacked.path, "wb") as plain:
                    shutil.copyfileobj(packed, plain)
                for record, share in read(unpacked):
                    yield record, (done + share * member.file_size) / total
            except Unreadable as error:
                unpacked.complain(problems, error.what, error.detail)
            done += member.file_size
