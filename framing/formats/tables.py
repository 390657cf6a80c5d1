"""Tables to records, one article per row: CSV, JSON lines, Excel, Parquet.

The readers of CSV, JSON lines and Parquet are generators: they hold one row (one batch of rows) at a time.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TextIO

from .archives import check_office
from .encodings import open_text
from .files import File, need, parsing
from .limits import MAX_BYTES, MAX_COLUMNS, Unreadable
from .names import as_text, propose_columns, rename, show_names

#: Rows of Parquet that are held at once.
_BATCH = 100
#: Parquet page by page: what pyarrow does unasked is to fetch a row group as a whole, and a row group may be all of a file.
_IN_PAGES = {"buffer_size": 1 << 16, "pre_buffer": False}
_NO_TEXT = "no text column"


def table_rows(rows: Iterable[tuple[int, dict]], columns, fields: list[str], file: File) -> Iterator[dict]:
    """Records of (line, row) pairs, each with the line it stands on in its ``source``.

    Raises
    ------
    Unreadable
        If no column holds a text.
    """
    for line, row in rows:
        record = _record(line, row, columns, file)
        if "text" not in record:
            raise _no_text(record, fields)
        yield record


def _record(line: int, row: dict, columns, file: File) -> dict[str, str]:
    record = rename({str(k): as_text(v) for k, v in row.items()}, columns)
    if not record.get("article"):
        record["article"] = f"{file.stem}-{line}"
    return record | {"source": f"{file.label}:{line}"}


def _no_text(record: dict, fields: list[str]) -> Unreadable:
    likely = propose_columns(fields).get("text", "…")
    return Unreadable(_NO_TEXT, f"it has {show_names(fields)}; name it with columns={{'text': {likely!r}}}"
                      + (". A list of titles and addresses (Media Cloud, GDELT) holds no articles; "
                         "columns={'text': 'title'} reads the titles alone" if "title" in record else ""))


def _check_width(names: list[str]) -> None:
    if len(names) > MAX_COLUMNS:
        raise Unreadable("too many columns", f"{len(names):,}; the limit is {MAX_COLUMNS:,}")
    twice = sorted({n for n in names if n and names.count(n) > 1})
    if twice:
        raise Unreadable("two columns of one name", f"{show_names(twice)}; rename one of each")


def read_csv(file: File, columns, problems) -> Iterator[dict]:
    """A .csv or .tsv file: one article per row."""
    with open_text(file.path, "", partial(file.complain, problems)) as text:
        separator = "\t" if file.suffix == ".tsv" else _separator(text)
        rows = _csv_rows(text, separator)
        names = [name.strip() for name in next(rows, (0, []))[1]]
        if not any(names):
            raise Unreadable("empty table", "it has no header row")
        _check_width(names)
        yield from table_rows(_named(rows, names, file, problems), columns, names, file)


def _csv_rows(text: TextIO, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, each with the line it begins on."""
    reader = csv.reader(text, delimiter=separator)
    line = 1
    while (row := _next_row(reader)) is not None:
        if row:
            yield line, row
        line = reader.line_num + 1


def _next_row(reader) -> list[str] | None:
    """The next row, its fields as long as a file may be; the limit belongs to the process, so it is put back each time."""
    limit = csv.field_size_limit(MAX_BYTES)
    try:
        return next(reader, None)
    except csv.Error as error:
        raise Unreadable("damaged table", f"line {reader.line_num}: {error}") from None
    finally:
        csv.field_size_limit(limit)


def _named(rows, names: list[str], file: File, problems) -> Iterator[tuple[int, dict]]:
    for line, row in rows:
        if len(row) > len(names) and any(row[len(names):]):
            file.complain(problems, "too many cells", f"{len(row) - len(names)} beyond the header; they were left out",
                          line=line)
        elif len(row) < len(names):
            file.complain(problems, "too few cells", f"{len(row)} of {len(names)}; the rest is empty", line=line)
        yield line, {n: v for n, v in zip(names, chain(row, [""] * (len(names) - len(row))), strict=False) if n}


def _separator(text: TextIO) -> str:
    """The mark that stands most often in the first line; the text goes back to its beginning."""
    head = text.read(100_000).split("\n", 1)[0]
    text.seek(0)
    return max(",;\t|", key=head.count)


def read_jsonl(file: File, columns, problems) -> Iterator[dict]:
    """A .jsonl file: one article per line. A line without a text is reported and left out if others have one."""
    before, fields, lacking, found = len(problems), {}, None, False
    for line, row in _objects(file, problems):
        fields.update(dict.fromkeys(row))
        if len(fields) > MAX_COLUMNS:
            raise Unreadable("too many columns", f"more than {MAX_COLUMNS:,} names by line {line}")
        record = _record(line, row, columns, file)
        if "text" in record:
            found = True
            yield record
        else:
            lacking = record
            file.complain(problems, _NO_TEXT, f"this line has {show_names(list(row))}", line=line)
    if found:
        return
    if lacking is None:
        raise Unreadable("no articles", "no line holds a JSON object")
    problems[before:] = [p for p in problems[before:] if p["what"] != _NO_TEXT]
    raise _no_text(lacking, list(fields))


def _objects(file: File, problems) -> Iterator[tuple[int, dict]]:
    """The lines that hold a JSON object, each with its number; the others are reported."""
    with open_text(file.path, "\n", partial(file.complain, problems)) as text:
        for number, line in enumerate(iter(partial(text.readline, MAX_BYTES), ""), start=1):
            if len(line) == MAX_BYTES:
                raise Unreadable("too large", f"line {number} alone has {MAX_BYTES:,} characters and more")
            if not line.strip():
                continue
            try:
                row = json.loads(line.removesuffix("\n"))
            except (ValueError, RecursionError) as error:
                file.complain(problems, "not JSON", str(error), line=number)
                continue
            if isinstance(row, dict):
                yield number, row
            else:
                file.complain(problems, "not an object", f"a {type(row).__name__}; each line must be {{…}} with a text",
                              line=number)


def read_xlsx(file: File, columns, problems) -> list[dict]:
    """An .xlsx file: one article per row of its first sheet. Its texts stand together in one part, which is read whole."""
    openpyxl = need("openpyxl", "office")
    with parsing("an Excel workbook"):
        check_office(file.path)
        book = openpyxl.load_workbook(file.path, read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            rows = ((i, row) for i, row in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1), start=1)
                    if any(v is not None for v in row))
            _, head = next(rows, (0, ()))
            head = list(head)
            while head and head[-1] is None:
                head.pop()
            if not head:
                raise Unreadable("empty table", "the first sheet has no header row")
            names = [str(c).strip() if c is not None else f"column {i}" for i, c in enumerate(head, start=1)]
            _check_width(names)
            return list(table_rows(((i, dict(zip(names, row, strict=False))) for i, row in rows), columns, names, file))
        finally:
            book.close()


def check_parquet(file: File) -> None:
    """Refuse Parquet that unpacks to more than may be held in memory.

    Raises
    ------
    Unreadable
        Naming the limit.
    """
    parquet = need("pyarrow.parquet", "parquet")
    with parsing("a Parquet file"):
        told = parquet.read_metadata(file.path)
        size = sum(told.row_group(g).total_byte_size for g in range(told.num_row_groups))
    if size > 8 * MAX_BYTES:
        raise Unreadable("too large", f"{size / 2**20:,.0f} MiB unpacked; the limit is {8 * MAX_BYTES / 2**20:,.0f} MiB a "
                                      "file. Split it; framing tables takes it as it is.")


def read_parquet(file: File, columns, problems, groups: list[int] | None = None, before: int = 0) -> Iterator[dict]:
    """A .parquet file: one article per row; of some row groups only, if told which and how many rows are before them."""
    parquet = need("pyarrow.parquet", "parquet")
    line = before + 1
    with parsing("a Parquet file"), parquet.ParquetFile(file.path, **_IN_PAGES) as table:
        names = list(table.schema_arrow.names)
        _check_width(names)
        for batch in table.iter_batches(batch_size=_BATCH, use_threads=False, row_groups=groups or None):
            yield from table_rows(enumerate(batch.to_pylist(), start=line), columns, names, file)
            line += len(batch)
    if line == 1:
        raise Unreadable("empty table", "it has no rows")


def split_parquet(path: Path, size: int = 1 << 24) -> list[tuple[tuple[int, ...], int]]:
    """Row groups of a Parquet file that hold about so many bytes together, with the rows before them.

    What cannot be read is one piece without row groups; reading it tells why.
    """
    try:
        with parsing("a Parquet file"):
            told = need("pyarrow.parquet", "parquet").read_metadata(path)
    except Unreadable:
        return [((), 0)]
    pieces, groups, held, before, row = [], [], 0, 0, 0
    for number in range(told.num_row_groups):
        group = told.row_group(number)
        groups.append(number)
        held, row = held + group.total_byte_size, row + group.num_rows
        if held >= size or number == told.num_row_groups - 1:
            pieces.append((tuple(groups), before))
            groups, held, before = [], 0, row
    return pieces or [((), 0)]
