"""Bytes to text: which encoding a file has is settled over all of its bytes before any of its text is given."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO

from .guesses import guess_encoding
from .limits import Unreadable

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BLOCK = 1 << 20
#: What is told where no byte says which encoding it is.
GUESSED = "encoding guessed"
#: Bytes that an unknown encoding is guessed from; what it guesses must then fit all the others.
_GUESSED = 200_000
#: Characters (bytes) that are looked at for what no text has.
_SAMPLE = 4000
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


class Encoding(NamedTuple):
    """How bytes are text: an encoding's name, what to do with bytes that do not fit it, and whether it is a guess."""

    name: str
    errors: str = "strict"
    guessed: bool = False

    def tell(self, complain: Callable[[str, str], None] | None) -> None:
        """Tell whoever wants to know of a guess."""
        if self.guessed and complain:
            complain(GUESSED, f"read as {self.name}; if letters are wrong, save it as UTF-8")


def decode(data: bytes, complain: Callable[[str, str], None] | None = None, declared: str = "") -> str:
    """Bytes to text: by byte order mark, as UTF-8, else as they are `declared`, else as `guess_encoding` finds.

    Parameters
    ----------
    data : bytes
    complain : callable, optional
        Called with what there is to tell, and its detail, where the encoding is a guess.
    declared : str
        The encoding that the text itself names; "" for none.

    Raises
    ------
    Unreadable
        If the bytes are no text.
    """
    encoding = find_encoding(io.BytesIO(data), declared)
    encoding.tell(complain)
    return data.decode(encoding.name, encoding.errors)


@contextmanager
def open_text(path: Path, newline: str, complain: Callable[[str, str], None] | None = None) -> Iterator[TextIO]:
    """A file as a stream of the text that `decode` gives of all its bytes; line ends stay as they are.

    Parameters
    ----------
    path : Path
    newline : {"", "\\n"}
        What ends a line: whatever does somewhere, or the line feed alone.
    complain : callable, optional
        As in `decode`.

    Raises
    ------
    Unreadable
        If its bytes are no text: at once, before any of it is read.
    """
    with open(path, "rb") as stream:
        encoding = find_encoding(stream)
        encoding.tell(complain)
        stream.seek(0)
        with io.TextIOWrapper(stream, encoding=encoding.name, errors=encoding.errors, newline=newline) as text:
            try:
                yield text
            except UnicodeDecodeError as error:
                raise Unreadable("damaged text", f"changed while it was read: {error.reason}") from None


def find_encoding(stream: BinaryIO, declared: str = "") -> Encoding:
    """The encoding that all bytes of a stream have, found in blocks.

    Parameters
    ----------
    stream : BinaryIO
    declared : str
        What the text says itself; it is taken if the bytes fit it and are no UTF-8.

    Raises
    ------
    Unreadable
        If they are no text.
    """
    head = stream.read(_GUESSED)
    for mark, name in _MARKS:
        if head.startswith(mark):
            _walk(stream, name, "begins as")
            return Encoding(name)
    guessed, walked = False, None
    for name in filter(None, ("utf-8", declared)):
        try:
            walked = _walk(stream, name, "")
            break
        except Unreadable:
            continue
    if walked is None:
        name, guessed = _guess(_first_letters(stream)), True
        walked = _walk(stream, name, "looks like")
    if walked.nuls:
        half = head[:_SAMPLE]
        even, odd = half[0::2].count(0), half[1::2].count(0)
        if max(even, odd) > 0.3 * len(half) / 2 and min(even, odd) < 0.05 * len(half) / 2:
            return Encoding("utf-16-le" if odd > even else "utf-16-be", "replace", True)
        if walked.nuls > 0.01 * walked.characters or walked.controls > 0.02:
            raise Unreadable("not a text file", "it holds NUL bytes")
    elif walked.controls > 0.1:
        raise Unreadable("not a text file", "it holds control characters")
    return Encoding(name, guessed=guessed)


class _Walked(NamedTuple):
    """What a stream's text holds; `controls` is the share of control characters at its beginning."""

    characters: int
    nuls: int
    controls: float


def _walk(stream: BinaryIO, name: str, told: str) -> _Walked:
    """Decode the stream from its beginning to its end, block by block."""
    stream.seek(0)
    characters = nuls = fed = 0
    sample, more = "", True
    try:
        decoder = codecs.getincrementaldecoder(name)()
        while more:
            block = stream.read(_BLOCK)
            more = bool(block)
            fed += len(block)
            text = decoder.decode(block, not more)
            characters += len(text)
            nuls += text.count("\x00")
            sample += text[:_SAMPLE - len(sample)]
    except UnicodeDecodeError as error:
        at = fed - len(error.object) + error.start
        raise Unreadable("damaged text", f"{told} {name}, but {error.reason} at byte {at}") from None
    except LookupError as error:
        raise Unreadable("damaged text", f"{told} {name}, but {error}") from None
    return _Walked(characters, nuls, len(_CONTROL.findall(sample)) / max(len(sample), 1))


def _first_letters(stream: BinaryIO) -> bytes:
    """The first of the stream's stretches of bytes that says anything about the encoding: plain ASCII fits them all."""
    stream.seek(0)
    while (stretch := stream.read(_GUESSED)).isascii() and stretch:
        pass
    return stretch


def _guess(stretch: bytes) -> str:
    name = guess_encoding(stretch)
    if name is None:
        raise Unreadable("not a text file", "no encoding fits; save it as UTF-8")
    return name
