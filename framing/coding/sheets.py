"""Coding sheets: units out to people, as CSV or Excel, with a codebook page."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from .cells import CODEBOOK, TONE, book_rows, cell, read_variables

#: Columns of a sheet that hold no codes.
KEYS = ("unit_id", "article", "section", "start", "end", "text", "context", "sentence", "actor", "weight")
_WIDTHS = {"unit_id": 9, "article": 14, "text": 48, "context": 60, "sentence": 60, "actor": 20}


def write_coding_sheet(sample: pd.DataFrame, path, *, variables: Mapping | None = None, overwrite: bool = False) -> None:
    """Write units to be coded into a table that opens in any spreadsheet.

    Parameters
    ----------
    sample : DataFrame
        As `draw_sample` gives it, or any table; without ``unit_id``, units are numbered. Coders see every column: leave
        out what they should not know, as in ``sample.drop(columns=["outlet", "weight"])``; ``unit_id`` brings it back.
    path : path
        Ends in .xlsx (two pages, "coding" and "codebook", with lists of the allowed values to choose from) or .csv (the
        codebook stands beside it as NAME.codebook.tsv).
    variables : mapping, optional
        What is to be coded: the name of each column to the allowed values. Values are a list, or a mapping of value to
        definition; a text alone is the definition of a column for any text. "" as a value holds the definition of the
        variable as a whole. By default ``tone``: -1, 0 or 1.
    overwrite : bool
        A sheet that is there already is kept unless this is True: someone may have filled it in.

    Raises
    ------
    FileExistsError
        If the file is there already.
    ValueError
        If the path ends otherwise, a variable has no name or the name of a column of the sample, or a unit stands twice.
    ModuleNotFoundError
        For .xlsx, if openpyxl is missing; ``pip install 'framing[coding]'`` brings it.

    Notes
    -----
    News may hold "=HYPERLINK(…)". A cell that begins with = + - @, a tab or a line end gets an apostrophe in front, which
    `read_coding_sheet` takes off again; numbers stay numbers. Characters that no sheet can hold are replaced by �, and
    texts over 32,000 characters are cut: what counts are article, start and end.

    Examples
    --------
    >>> import tempfile, framing
    >>> sample = pd.DataFrame({"unit_id": ["u1"], "text": ["=1+1 is what he said."]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     framing.write_coding_sheet(sample, folder + "/ann.csv", variables={"joke": ["yes", "no"]})
    ...     print(open(folder + "/ann.csv", encoding="utf-8-sig").read())
    unit_id,text,joke
    u1,'=1+1 is what he said.,
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise ValueError(f"a coding sheet ends in .csv or .xlsx; got {path.name!r}.")
    book = read_variables(TONE if variables is None else variables)
    clash = [name for name in book if name in sample.columns]
    if clash:
        raise ValueError(f"the sample already has column(s) {clash}; coders should not see them. "
                         "Leave them out with sample.drop(columns=…), or name the variable otherwise.")
    if path.exists() and not overwrite:
        raise FileExistsError(f"{str(path)!r} is there already, and may hold someone's codes; choose another name, or pass "
                              "overwrite=True.")
    if "unit_id" not in sample.columns:
        sample = sample.assign(unit_id=[f"u{k}" for k in range(1, len(sample) + 1)])
    if sample["unit_id"].duplicated().any():
        raise ValueError(f"unit {sample['unit_id'][sample['unit_id'].duplicated()].iloc[0]!r} stands twice in the sample.")
    names = ["unit_id", *(c for c in sample.columns if c != "unit_id")]
    rows = [[cell(v) for v in row] for row in zip(*(sample[c].tolist() for c in names), strict=True)]
    header = [cell(str(n)) for n in names + list(book)]
    pages = book_rows(book)
    if suffix == ".xlsx":
        _write_xlsx(path, header, rows, pages, book, len(names))
    else:
        _write_text(path, [header, *([*row, *[""] * len(book)] for row in rows)], ",")
        _write_text(codebook_path(path), [CODEBOOK, *pages], "\t")


def codebook_path(path: Path) -> Path:
    """Where the codebook of a .csv sheet stands."""
    return path.with_suffix(".codebook.tsv")


def _write_text(path: Path, rows, delimiter) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    # The mark tells Excel that it is UTF-8.
    path.write_bytes(out.getvalue().encode("utf-8-sig"))


def _write_xlsx(path, header, rows, pages, book, n_given) -> None:
    try:
        import openpyxl
    except ModuleNotFoundError:
        raise ModuleNotFoundError("writing .xlsx needs openpyxl; run: pip install 'framing[coding]'.") from None
    from openpyxl.styles import PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    workbook = openpyxl.Workbook()
    sheet, codebook = workbook.active, workbook.create_sheet("codebook")
    sheet.title = "coding"
    _fill(sheet, [header, *rows], [_WIDTHS.get(name, 11) for name in header])
    _fill(codebook, [CODEBOOK, *pages], [16, 12, 80])
    for c, name in enumerate(book, start=n_given + 1):
        for r in range(2, len(rows) + 2):
            sheet.cell(r, c).fill = PatternFill("solid", fgColor="FFF6D5")
        at = [r for r, row in enumerate(pages, start=2) if row[0] == cell(name) and row[1] != ""]
        if at and rows:
            rule = DataValidation("list", formula1=f"codebook!$B${at[0]}:$B${at[-1]}", allow_blank=True)
            rule.showErrorMessage, rule.errorTitle = True, "Not in the codebook"
            rule.error = "Choose a value of the page 'codebook'."
            letter = sheet.cell(1, c).column_letter
            rule.add(f"{letter}2:{letter}{len(rows) + 1}")
            sheet.add_data_validation(rule)
    workbook.save(path)


def _fill(page, table, widths) -> None:
    from openpyxl.styles import Alignment, Font

    wrapped, bold = Alignment(vertical="top", wrap_text=True), Font(bold=True)
    for r, row in enumerate(table, start=1):
        for c, value in enumerate(row, start=1):
            spot = page.cell(r, c)
            spot.alignment = wrapped
            if value != "":
                spot.value = value
            if isinstance(value, str) and value:
                # openpyxl takes "#N/A" for an error, not for text.
                spot.data_type = "s"
            if r == 1:
                spot.font = bold
    for c, width in enumerate(widths, start=1):
        page.column_dimensions[page.cell(1, c).column_letter].width = width
    page.freeze_panes = "A2"
