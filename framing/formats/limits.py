"""How large, how old and how deep an input may be, and the error that says so."""

from __future__ import annotations

import re
from datetime import date, datetime

#: A larger file is refused by name where it would have to be held whole; so is a single cell of a table.
MAX_BYTES = 512 * 2**20
#: A zip may hold so many files and unpack to so many times its size (beyond the floor). Parquet and office files too.
MAX_MEMBERS = 100_000
MAX_RATIO = 200
RATIO_FLOOR = 50 * 2**20
#: Columns of a table beside ours; research exports have some dozens.
MAX_COLUMNS = 500
#: Characters, levels and values of the YAML before a text.
FRONT_CHARACTERS, FRONT_DEPTH, FRONT_ENTRIES = 100_000, 8, 5_000
EARLIEST = 1400

_MONTHS = {m: i for i, m in enumerate(
    "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)}
_ISO = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[T ].*)?$")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T?[0-9]{6}Z?)?$")
_DAY_FIRST = re.compile(r"\b([0-9]{1,2})(?:st|nd|rd|th)?\.? ([A-Za-z]{3,9})\.?,? ([0-9]{4})\b")
_MONTH_FIRST = re.compile(r"\b([A-Za-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})\b")


class Unreadable(Exception):
    """A file that cannot be read: what is wrong with it, and the detail."""

    def __init__(self, what: str, detail: str = ""):
        super().__init__(what, detail)
        self.what, self.detail = what, detail


def check_date(text: str) -> tuple[str, str]:
    """A date as ISO text, and what is wrong with it ("" for nothing).

    A date in another form than year-month-day or with the month's name is kept as it is: 3/4/2024 is April in
    one country and March in another.
    """
    text = " ".join(str(text).split())
    found = None
    if match := _ISO.match(text) or _COMPACT.match(text):
        found = tuple(int(g) for g in match.groups())
    elif match := _DAY_FIRST.search(text):
        found = (int(match[3]), _MONTHS.get(match[2][:3].lower(), 0), int(match[1]))
    elif match := _MONTH_FIRST.search(text):
        found = (int(match[3]), _MONTHS.get(match[1][:3].lower(), 0), int(match[2]))
    if found is None:
        return text, ""
    shown = repr(text if len(text) <= 60 else text[:60] + "…")
    try:
        day = date(*found)
    except ValueError:
        return text, f"{shown} is no day of the calendar"
    if not EARLIEST <= day.year <= datetime.now().year + 1:
        return text, f"{shown} lies outside {EARLIEST} to next year"
    return day.isoformat(), ""
