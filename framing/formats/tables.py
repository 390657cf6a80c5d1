"""Tables to records, one article per row: CSV, JSON lines, Excel, Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from itertools import chain

from .archives import check_office
from .files import File, need, parsing
from .limits import MAX_BYTES, MAX_COLUMNS, Unreadable
from .names import as_text, rename
from .plain import decode


def table_rows(rows: Iterable[tuple[int, dict]], columns, fields: list[str], file: File) -> list[dict]:
    """Records of (line, row) pairs, each with the line it stands on in its ``source``.

    Raises
    ------
    Unreadable
        If no column holds a text.
    """
    records = []
    for line, row in rows:
        record = rename({str(k): as_text(v) for k, v in row.items()}, columns)
        if "text" not in record:
            raise Unreadable("no text column", f"it has {_shown(fields)}; name it with columns={{'text': '…'}}"
                             + (". A list of titles and addresses (Media Cloud, GDELT) holds no articles; "
                                "columns={'text': 'title'} reads the titles alone" if "title" in record else ""))
        if not record.get("article"):
            record["article"] = f"{file.stem}-{line}"
        records.append(record | {"source": f"{file.label}:{line}"})
    return records


def _shown(fields: list[str]) -> str:
    short = [f if len(f) <= 40 else f[:40] + "…" for f in fields[:20]]
    return repr(short) + (f" and {len(fields) - 20} more" if len(fields) > 20 else "")


def _check_width(names: list[str]) -> None:
    if len(names) > MAX_COLUMNS:
        raise Unreadable("too many columns", f"{len(names):,}; the limit is {MAX_COLUMNS:,}")
    twice = sorted({n for n in names if n and names.count(n) > 1})
    if twice:
        raise Unreadable("two columns of one name", f"{_shown(twice)}; rename one of each")


def read_csv(file: File, columns, problems) -> list[dict]:
    """A .csv or .tsv file: one article per row."""
    text = decode(file.path.read_bytes())
    separator = "\t" if file.suffix == ".tsv" else _separator(text)
    limit = csv.field_size_limit(MAX_BYTES)
    try:
        rows = _csv_rows(text, separator)
        names = [name.strip() for name in next(rows, (0, []))[1]]
        if not any(names):
            raise Unreadable("empty table", "it has no header row")
        _check_width(names)
        return table_rows(_named(rows, names, file, problems), columns, names, file)
    finally:
        csv.field_size_limit(limit)


def _csv_rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, each with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    try:
        for row in reader:
            if row:
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable("damaged table", f"line {reader.line_num}: {error}") from None


def _named(rows, names: list[str], file: File, problems) -> Iterator[tuple[int, dict]]:
    for line, row in rows:
        if len(row) > len(names) and any(row[len(names):]):
            file.complain(problems, "too many cells", f"{len(row) - len(names)} beyond the header; they were left out",
                          line=line)
        elif len(row) < len(names):
            file.complain(problems, "too few cells", f"{len(row)} of {len(names)}; the rest is empty", line=line)
        yield line, {n: v for n, v in zip(names, chain(row, [""] * (len(names) - len(row))), strict=False) if n}


def _separator(text: str) -> str:
    head = text[:100_000].split("\n", 1)[0]
    return max(",;\t|", key=head.count)


def read_jsonl(file: File, columns, problems) -> list[dict]:
    """A .jsonl file: one article per line."""
    rows, fields = [], {}
    for number, line in enumerate(decode(file.path.read_bytes()).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            file.complain(problems, "not JSON", str(error), line=number)
            continue
        if not isinstance(row, dict):
            file.complain(problems, "not an object", f"a {type(row).__name__}; each line must be {{…}} with a text",
                          line=number)
            continue
        fields.update(dict.fromkeys(row))
        if len(fields) > MAX_COLUMNS:
            raise Unreadable("too many columns", f"more than {MAX_COLUMNS:,} names by line {number}")
        rows.append((number, row))
    if not rows:
        raise Unreadable("no articles", "no line holds a JSON object")
    return _lenient_rows(rows, columns, list(fields), file, problems)


def _lenient_rows(rows, columns, fields: list[str], file: File, problems) -> list[dict]:
    """As `table_rows`, but a row without a text is reported and left out if other rows have one."""
    records = []
    for line, row in rows:
        try:
            records.extend(table_rows([(line, row)], columns, fields, file))
        except Unreadable as error:
            wrong = error
            file.complain(problems, error.what, f"this line has {_shown(list(row))}", line=line)
    if not records:
        del problems[len(problems) - len(rows):]
        raise wrong
    return records


def read_xlsx(file: File, columns, problems) -> list[dict]:
    """An .xlsx file: one article per row of its first sheet."""
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
            return table_rows(((i, dict(zip(names, row, strict=False))) for i, row in rows), columns, names, file)
        finally:
            book.close()


def read_parquet(file: File, columns, problems) -> list[dict]:
    """A .parquet file: one article per row."""
    parquet = need("pyarrow.parquet", "parquet")
    with parsing("a Parquet file"):
        with parquet.ParquetFile(file.path) as table:
            names = list(table.schema_arrow.names)
            _check_width(names)
            groups = range(table.metadata.num_row_groups)
            size = sum(table.metadata.row_group(g).total_byte_size for g in groups)
            if size > 8 * MAX_BYTES:
                raise Unreadable("too large", f"{size / 2**20:,.0f} MiB unpacked; the limit is "
                                              f"{8 * MAX_BYTES / 2**20:,.0f} MiB a file. Split it.")
            records, line = [], 1
            for batch in table.iter_batches(batch_size=1000):
                rows = batch.to_pylist()
                records += table_rows(enumerate(rows, start=line), columns, names, file)
                line += len(rows)
    if not records:
        raise Unreadable("empty table", "it has no rows")
    return records
