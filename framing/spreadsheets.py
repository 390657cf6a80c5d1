"""Which text a spreadsheet would run as a formula: the rule behind every escape in files that people open in one."""

from __future__ import annotations

import re

#: Signs that make a cell a formula, in some spreadsheet and language: white space before them is passed over.
SIGNS = "=+-@\t\r\n＝＋－＠"
_NUMBER = re.compile(r"[+-][0-9.,]+")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may run a cell with this text; a number is none, nor is a sign alone.

    Examples
    --------
    >>> [is_formula(text) for text in ("=1+1", "@SUM(A1)", "-2+3", "-2", "-", "a=b")]
    [True, True, True, False, False, False]
    """
    return text[:1] in SIGNS and len(text) > 1 and not _NUMBER.fullmatch(text)
