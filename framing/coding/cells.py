"""Cells of a coding sheet: made harmless and back, codes as text, and the variables of its codebook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..spreadsheets import is_formula

CODEBOOK = ["variable", "value", "definition"]
TONE = {"tone": {-1: "negative: the words put the unit, or the one it names, in a bad light",
                 0: "neither, or both alike", 1: "positive: in a good light"}}
_NUMBER = re.compile(r"[+\-−]?\d+(?:[.,]\d+)?")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: The longest text that fits an Excel cell, with some room.
_LONGEST = 32_000


class Variable(NamedTuple):
    """What may be coded: the definition of the whole, and allowed values with theirs (none: any text)."""

    definition: str
    values: dict[str, str]


def read_variables(variables: Mapping) -> dict[str, Variable]:
    """Variables in any of the forms that `write_coding_sheet` takes.

    Raises
    ------
    ValueError
        If a variable has no name, or its values are neither a text, a list nor a mapping.
    """
    book = {}
    for name, allowed in variables.items():
        if not isinstance(name, str) or not name.strip():
            raise ValueError(f"a variable needs a name; got {name!r}.")
        if isinstance(allowed, str):
            book[name] = Variable(allowed, {})
            continue
        try:
            values = dict(allowed if isinstance(allowed, Mapping) else dict.fromkeys(allowed, ""))
        except TypeError:
            raise ValueError(f"the values of {name!r} must be a list, a mapping of value to definition, or a text; "
                             f"got {allowed!r}.") from None
        values = {plain_code(value): str(text) for value, text in values.items()}
        definition = values.pop("", "")
        book[name] = Variable(definition, values)
    return book


def book_rows(book: dict[str, Variable]) -> list[list]:
    """The codebook page: variable, value, definition."""
    rows = []
    for name, variable in book.items():
        if variable.definition or not variable.values:
            rows.append([cell(name), "", cell(variable.definition)])
        rows += [[cell(name), as_number(value), cell(text)] for value, text in variable.values.items()]
    return rows


def parse_book(rows: list[list[str]], names: list[str]) -> dict[str, Variable]:
    """Variables from a codebook page; empty where the rows are none."""
    if not rows or [c.lower() for c in rows[0][:3]] != CODEBOOK:
        return {}
    book: dict[str, dict[str, str]] = {}
    for name, value, text in ([*row, "", "", ""][:3] for row in rows[1:]):
        if name:
            book.setdefault(name, {})[value] = text
    return read_variables({name: values for name, values in book.items() if name in names})


def plain_code(value) -> str:
    """A code as text: 1, 1.0 and "1" are the same, and so are the minus signs."""
    text = "" if value is None or (isinstance(value, float) and np.isnan(value)) else str(value).strip()
    return str(as_number(text)) if is_number(text) else text


def is_number(text: str) -> bool:
    """Whether a text is a plain number."""
    return _NUMBER.fullmatch(text) is not None


def as_number(code: str):
    """A code as it stands in a cell: numbers as numbers."""
    if not is_number(code):
        return cell(code)
    number = float(code.replace("−", "-").replace(",", "."))
    return int(number) if number.is_integer() else number


def cell(value):
    """A value as it may stand in a cell."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, (bool, int, float)):
        return value
    text = _UNPRINTABLE.sub("�", str(value).replace("\r\n", "\n"))
    if len(text) > _LONGEST:
        text = text[:_LONGEST] + "…"
    return "'" + text if is_formula(text.lstrip("'")) else text


def uncell(text: str) -> str:
    """The text that `cell` made harmless."""
    return text[1:] if text[:1] == "'" and is_formula(text.lstrip("'")) else text
