"""Coding sheets that come back: reading what people filled in, and checking every code."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from ..formats.archives import check_office
from ..formats.encodings import decode
from ..formats.files import parsing
from ..formats.limits import Unreadable
from .cells import Variable, is_number, parse_book, plain_code, read_variables, uncell
from .sheets import KEYS, codebook_path


def read_coding_sheet(path, *, variables: Mapping | None = None) -> pd.DataFrame:
    """Read a sheet that someone has filled in, and check every code.

    Parameters
    ----------
    path : path
        A .xlsx (first page) or .csv file, as `write_coding_sheet` made it or as a spreadsheet has saved it again: other
        separators, encodings and orders of rows and columns are fine.
    variables : mapping, optional
        As in `write_coding_sheet`; by default what the sheet's codebook says. Without either, any code is taken.

    Returns
    -------
    DataFrame
        The sheet's columns in its order, ``unit_id`` as text, ``section``, ``start`` and ``end`` as int32. Coded columns are
        numbers (float) if all allowed values are, else text; a blank cell is a missing value.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is no sheet, lacks a column, names a unit twice, or holds a code that is not allowed. The message names
        the row and the column of the first ten faults, as the spreadsheet numbers them.
    ModuleNotFoundError
        For .xlsx, if openpyxl is missing.

    Examples
    --------
    >>> import tempfile, framing
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = open(folder + "/ann.csv", "w").write("unit_id;tone\\nu1;-1\\nu2;\\nu3;2\\n")
    ...     framing.read_coding_sheet(folder + "/ann.csv", variables={"tone": [-1, 0, 1]})
    Traceback (most recent call last):
    ...
    ValueError: ann.csv has a fault: row 4, column 'tone': '2' is not allowed; choose one of ['-1', '0', '1'].
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(2, "no such coding sheet", str(path))
    try:
        rows, pages = (_read_xlsx if path.suffix.lower() in (".xlsx", ".xlsm") else _read_text)(path)
    except (Unreadable, csv.Error) as error:
        raise ValueError(f"{path.name} cannot be read: {error}; save it as .csv (UTF-8) or .xlsx.") from None
    if not rows or not any(rows[0]):
        raise ValueError(f"{path.name} has no header row; its first row must name the columns.")
    names = rows[0]
    while names and not names[-1]:
        names = names[:-1]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise ValueError(f"{path.name}: row 1 names column(s) {twice} more than once.")
    kept = [(number, [*row, *[""] * len(names)]) for number, row in enumerate(rows[1:], start=2) if any(row)]
    if "unit_id" not in names:
        found = ", ".join(repr(n[:20]) for n in names[:12])
        raise ValueError(f"{path.name} lacks the column 'unit_id'; its first row is {found}. Is it a coding sheet, saved as "
                         ".csv (UTF-8) or .xlsx?")
    table = pd.DataFrame({name: pd.array([row[c] for _, row in kept], dtype="str") for c, name in enumerate(names)})
    faults = [f"row {number}, column {len(names) + c + 1}: {cell!r} stands beyond the last named column"
              for number, row in kept for c, cell in enumerate(row[len(names):]) if cell]
    book = read_variables(variables) if variables is not None else parse_book(pages, names)
    missing = [name for name in book if name not in names]
    if missing:
        raise ValueError(f"{path.name} lacks column(s) {missing} that the codebook names; it has {names}.")
    numbers = [number for number, _ in kept]
    seen: dict[str, int] = {}
    for number, unit in zip(numbers, table["unit_id"], strict=True):
        if not unit:
            faults.append(f"row {number}, column 'unit_id': blank; each unit needs its name")
        elif unit in seen:
            faults.append(f"row {number}, column 'unit_id': {unit!r} stands in row {seen[unit]} already")
        seen.setdefault(unit, number)
    for name in names:
        if name in book:
            table[name] = _codes(table[name], name, book[name], numbers, faults)
        elif name in ("section", "start", "end"):
            table[name] = _whole(table[name], name, numbers, faults)
        elif name not in KEYS or name == "weight":
            table[name] = _guessed(table[name])
    if faults:
        if len(faults) == 1:
            raise ValueError(f"{path.name} has a fault: {faults[0].rstrip('.')}.")
        more = f"\n… and {len(faults) - 10} more" if len(faults) > 10 else ""
        raise ValueError(f"{path.name} has {len(faults)} faults:\n" + "\n".join(faults[:10]) + more)
    return table


def _read_text(path: Path) -> tuple[list, list]:
    beside = codebook_path(path)
    pages = _rows(beside, "\t") if beside.is_file() else []
    return _rows(path, None), pages


def _rows(path: Path, separator: str | None) -> list[list[str]]:
    text = decode(path.read_bytes())
    head = text.split("\n", 1)[0]
    separator = separator or max(",;\t|", key=head.count)
    return _trimmed(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))


def _read_xlsx(path: Path) -> tuple[list, list]:
    try:
        import openpyxl
    except ModuleNotFoundError:
        raise ModuleNotFoundError("reading .xlsx needs openpyxl; run: pip install 'framing[coding]'.") from None
    with parsing("an Excel workbook"):
        check_office(path)
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            pages = []
            for page in book.worksheets[:1] + [page for page in book.worksheets[1:] if page.title == "codebook"]:
                page.reset_dimensions()
                pages.append(_trimmed([_shown(value) for value in row] for row in page.iter_rows(values_only=True)))
        finally:
            book.close()
        return pages[0], pages[1] if len(pages) > 1 else []


def _shown(value) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _trimmed(rows) -> list[list[str]]:
    """Rows as text, apostrophes that made cells harmless taken off; the header without blanks around its names."""
    rows = [[uncell(value) for value in row] for row in rows]
    return [[name.strip() for name in rows[0]], *rows[1:]] if rows else []


def _codes(column: pd.Series, name: str, variable: Variable, numbers: list[int], faults: list[str]) -> pd.Series:
    """Codes checked against the allowed values, whatever their case."""
    allowed = list(variable.values)
    if not allowed:
        return column.where(column.str.strip() != "")
    by_case = {value.casefold(): value for value in allowed}
    codes = []
    for number, text in zip(numbers, column, strict=True):
        code = plain_code(text)
        code = code if code in variable.values else by_case.get(code.casefold(), code)
        if code and code not in variable.values:
            close = difflib.get_close_matches(code, allowed, n=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            faults.append(f"row {number}, column {name!r}: {text!r} is not allowed; choose one of {allowed}.{hint}")
        codes.append(code or None)
    if faults or not all(map(is_number, allowed)):
        words = pd.Series([code or "" for code in codes], index=column.index, dtype="str")
        return words.where(words != "")
    return pd.Series([np.nan if code is None else float(code) for code in codes], index=column.index, dtype=float)


def _whole(column: pd.Series, name: str, numbers: list[int], faults: list[str]) -> pd.Series:
    plain = [plain_code(text) for text in column]
    wrong = [k for k, text in enumerate(plain) if not text.isascii() or not text.isdigit()]
    faults += [f"row {numbers[k]}, column {name!r}: {column.iloc[k]!r} is not a whole number; it says where the unit is and "
               "must stay as it was" for k in wrong]
    return column if wrong else pd.Series(np.array([int(text) for text in plain], np.int32), index=column.index)


def _guessed(column: pd.Series) -> pd.Series:
    """A column of which nothing is known: numbers if all are, blank is missing."""
    plain = column.map(plain_code)
    if len(plain) and plain.map(lambda text: not text or is_number(text)).all() and (plain != "").any():
        return plain.where(plain != "").astype(float)
    return column.where(column.str.strip() != "")
