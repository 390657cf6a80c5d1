"""One reader per file format: a path in, a list of records out (metadata and ``text``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from .documents import read_docx, read_html, read_parquet, read_xlsx, read_zip
from .limits import MAX_BYTES, Unreadable, check_date
from .plain import decode, read_csv, read_jsonl, read_text

__all__ = ["FORMATS", "MAX_BYTES", "Unreadable", "decode", "read_file"]


def read_file(path: Path, columns: Mapping[str, str] | None, problems: list[dict], suffix: str | None = None,
              ) -> list[dict]:
    """All articles of one file.

    Raises
    ------
    Unreadable
        If the file's format is unknown or its content cannot be read.
    """
    suffix = suffix if suffix is not None else path.suffix.lower()
    reader = FORMATS.get(suffix)
    if reader is None:
        raise Unreadable("unknown format", f"{suffix or 'no ending'}; framing reads {', '.join(sorted(FORMATS))}")
    size = path.stat().st_size
    if size > MAX_BYTES and suffix not in (".zip", ".parquet"):
        raise Unreadable("too large", f"{size / 2**20:,.0f} MiB; the limit is {MAX_BYTES / 2**20:,.0f} MiB a file. "
                                      "Split it, or save it as Parquet.")
    records = reader(path, columns, problems)
    for record in records:
        if record.get("published"):
            record["published"], why = check_date(record["published"])
            if why:
                problems.append({"source": record.get("source", str(path)), "article": record.get("article", ""),
                                 "what": "odd date", "detail": why})
    return records


def _zip(path: Path, columns, problems) -> list[dict]:
    def read(inner, columns, problems, suffix):
        if suffix == ".zip":
            raise Unreadable("a zip inside a zip", "unpack it first")
        return read_file(inner, columns, problems, suffix)

    return read_zip(path, columns, problems, read)


FORMATS: dict[str, Callable] = {
    ".txt": read_text, ".text": read_text, ".md": read_text, ".markdown": read_text,
    ".csv": read_csv, ".tsv": read_csv, ".jsonl": read_jsonl, ".ndjson": read_jsonl,
    ".docx": read_docx, ".xlsx": read_xlsx, ".parquet": read_parquet,
    ".html": read_html, ".htm": read_html, ".zip": _zip,
}
