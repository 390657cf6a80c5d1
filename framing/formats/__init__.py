"""One reader per file format: a file in, a list of records out (metadata and ``text``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .archives import read_zip
from .documents import read_docx
from .files import File, printable
from .limits import MAX_BYTES, MAX_COLUMNS, Unreadable, check_date
from .pages import read_html
from .plain import decode, read_text, text_records
from .tables import read_csv, read_jsonl, read_parquet, read_xlsx

__all__ = ["FORMATS", "MAX_BYTES", "MAX_COLUMNS", "File", "Unreadable", "check_date", "decode", "printable",
           "read_file", "text_records"]


def read_file(file: File, columns: Mapping[str, str] | None, problems: list[dict]) -> list[dict]:
    """All articles of one file.

    Raises
    ------
    Unreadable
        If the file's format is unknown or its content cannot be read.
    OSError
        If it cannot be opened.
    """
    reader = FORMATS.get(file.suffix)
    if reader is None:
        raise Unreadable("unknown format", f"{file.suffix or 'no ending'}; framing reads {', '.join(sorted(FORMATS))}")
    size = file.path.stat().st_size
    if size > MAX_BYTES and file.suffix not in (".zip", ".parquet"):
        raise Unreadable("too large", f"{size / 2**20:,.0f} MiB; the limit is {MAX_BYTES / 2**20:,.0f} MiB a file. "
                                      "Split it, or save it as Parquet.")
    records = reader(file, columns, problems)
    several = len(records) > 1
    for number, record in enumerate(records, start=1):
        record["article"] = record.get("article") or (f"{file.stem}-{number}" if several else file.stem)
        record.setdefault("source", file.label)
    return records


def _zip(file: File, columns, problems) -> list[dict]:
    def read(inner: File) -> list[dict]:
        if inner.suffix == ".zip":
            raise Unreadable("a zip inside a zip", "unpack it first")
        return read_file(inner, columns, problems)

    return read_zip(file, columns, problems, read)


FORMATS: dict[str, Callable[[File, Mapping | None, list], list[dict]]] = {
    ".txt": read_text, ".text": read_text, ".md": read_text, ".markdown": read_text,
    ".csv": read_csv, ".tsv": read_csv, ".jsonl": read_jsonl, ".ndjson": read_jsonl,
    ".docx": read_docx, ".xlsx": read_xlsx, ".parquet": read_parquet,
    ".html": read_html, ".htm": read_html, ".zip": _zip,
}
