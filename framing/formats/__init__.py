"""One reader per file format: a file in, records out (metadata and ``text``).

Tables of rows (CSV, JSON lines, Parquet) and zips can be read in parts, any number of articles through little memory. The
other formats are read whole: their parsers, or the marks between their articles, need all of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from .archives import read_zip
from .documents import read_docx
from .encodings import GUESSED, decode
from .files import File, printable, problem
from .folders import find_files
from .limits import MAX_BYTES, MAX_COLUMNS, Unreadable, check_date
from .names import Asked, as_text, propose_columns, show_names
from .pages import read_html
from .plain import read_text, text_records
from .tables import check_parquet, read_csv, read_jsonl, read_parquet, read_xlsx, split_parquet
from .texts import find_entity, with_title

__all__ = ["FORMATS", "GUESSED", "MAX_BYTES", "MAX_COLUMNS", "UNKNOWN", "Asked", "File", "Unreadable", "as_text",
           "check_date", "decode", "find_entity", "find_files", "glance_file", "printable", "problem", "propose_columns",
           "read_file", "read_row_groups", "show_names", "split_parquet", "stream_file", "text_records", "with_title"]

#: What is told of a file that is of no format framing reads.
UNKNOWN = "unknown format"
Reader = Callable[[File, Asked | None, list], Iterable[dict]]
#: Readers that give an article as soon as they have read its row; each of their records has its ``article``.
BY_ROW: dict[str, Reader] = {
    ".csv": read_csv, ".tsv": read_csv, ".jsonl": read_jsonl, ".ndjson": read_jsonl, ".parquet": read_parquet,
}
WHOLE: dict[str, Reader] = {
    ".txt": read_text, ".text": read_text, ".md": read_text, ".markdown": read_text,
    ".docx": read_docx, ".xlsx": read_xlsx, ".html": read_html, ".htm": read_html,
}
FORMATS = sorted([*BY_ROW, *WHOLE, ".zip"])


def read_file(file: File, columns: Asked | None, problems: list[dict]) -> Iterator[tuple[dict, float]]:
    """All articles of one file, held in memory together; none if anything is wrong with the file.

    Yields
    ------
    (record, share)
        An article, and how much of the file is given with it (0 to 1).

    Raises
    ------
    Unreadable
        If the file's format is unknown, it is too large, or its content cannot be read.
    OSError
        If it cannot be opened.
    """
    _check(file)
    if file.suffix == ".zip":
        records = [record for record, _ in read_zip(file, problems, _inside(read_file, columns, problems))]
    else:
        records = list((BY_ROW | WHOLE)[file.suffix](file, columns, problems))
    several = len(records) > 1
    for number, record in enumerate(records, start=1):
        record["article"] = record.get("article") or (f"{file.stem}-{number}" if several else file.stem)
        record.setdefault("source", file.label)
        yield record, number / len(records)


def stream_file(file: File, columns: Asked | None, problems: list[dict]) -> Iterator[tuple[dict, float]]:
    """What `read_file` gives, through little memory where the format allows it, and then from files of any size.

    Tables are read twice: whatever is wrong with one is found before the first of its articles is given.

    Yields
    ------
    (record, share)
        As `read_file`.

    Raises
    ------
    Unreadable, OSError
        As `read_file`; of a zip's or a table's size there is no limit.
    """
    if file.suffix == ".zip":
        yield from read_zip(file, problems, _inside(stream_file, columns, problems))
    elif reader := BY_ROW.get(file.suffix):
        n = sum(1 for _ in reader(file, columns, problems))
        for number, record in enumerate(reader(file, columns, []), start=1):
            yield record, number / n
    else:
        yield from read_file(file, columns, problems)


def glance_file(file: File, columns: Asked | None, problems: list[dict]) -> Iterator[tuple[dict, float]]:
    """What `stream_file` gives, from the first row on: for whoever needs but a few; how much is read is not told.

    Yields
    ------
    (record, 0.0)

    Raises
    ------
    Unreadable, OSError
        As `stream_file`, when it is come to.
    """
    if file.suffix == ".zip":
        yield from read_zip(file, problems, _inside(glance_file, columns, problems))
    elif reader := BY_ROW.get(file.suffix):
        yield from ((record, 0.0) for record in reader(file, columns, problems))
    else:
        yield from read_file(file, columns, problems)


def read_row_groups(file: File, columns: Asked | None, problems: list[dict], *, groups: list[int],
                    before: int) -> Iterator[tuple[dict, float]]:
    """Some row groups of a Parquet file (all, if none is named), as `stream_file` gives them; how much is read is not told.

    Yields
    ------
    (record, 0.0)

    Raises
    ------
    Unreadable, OSError
        As `stream_file`, when it is come to.
    """
    yield from ((record, 0.0) for record in read_parquet(file, columns, problems, groups, before))


def _check(file: File) -> None:
    if file.suffix not in FORMATS:
        raise Unreadable(UNKNOWN, f"{file.suffix or 'no ending'}; framing reads {', '.join(FORMATS)}")
    if file.suffix == ".parquet":
        check_parquet(file)
    size = file.path.stat().st_size
    if size > MAX_BYTES and file.suffix not in (".zip", ".parquet"):
        raise Unreadable("too large", f"{size / 2**20:,.0f} MiB; the limit is {MAX_BYTES / 2**20:,.0f} MiB a file. Split it"
                         + ("; framing tables takes it as it is." if file.suffix in BY_ROW else "."))


def _inside(read, columns, problems) -> Callable[[File], Iterator[tuple[dict, float]]]:
    """A reader of the members of a zip."""
    def read_member(inner: File) -> Iterator[tuple[dict, float]]:
        if inner.suffix == ".zip":
            raise Unreadable("a zip inside a zip", "unpack it first")
        return read(inner, columns, problems)

    return read_member
