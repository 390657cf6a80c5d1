"""What one task of a cluster reads: some row groups of a Parquet file, or a partition of a Dask DataFrame.

Files are read by the readers that one process reads them by, so that names, columns and cells are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from ..formats import read_row_groups, split_parquet
from ..read import find_files, read_one, table_records


class Rows(NamedTuple):
    """Row groups of a Parquet file.

    Attributes
    ----------
    path : str
        As the user names it.
    whole : str
        The same from the root, as workers find it.
    name : str
        What its articles are called by.
    groups : tuple of int
    before : int
        Rows before the first of them.
    """

    path: str
    whole: str
    name: str
    groups: tuple[int, ...]
    before: int


def find_rows(source, problems: list[dict]) -> list[Rows]:
    """Pieces of all Parquet files of a source, in the order one process reads them.

    Raises
    ------
    FileNotFoundError
        If there is no such path.
    ValueError
        If there are other files too, or none.
    """
    files = list(find_files(source, problems))
    others = [str(path) for path, _ in files if path.suffix.lower() != ".parquet"]
    if others or not files:
        told = f"; {len(others)} other file(s), first {others[0]!r}" if others else "; there is none"
        raise ValueError(f"a cluster reads Parquet files: {str(source)!r}{told}. Without a cluster all formats are read.")
    return [Rows(str(path), str(path.absolute()), name, groups, before) for path, name in files
            for groups, before in split_parquet(path)]


def read_piece(piece: Rows | pd.DataFrame, columns, problems: list[dict]) -> Iterator[dict]:
    """The records of a piece; those of a partition have "\\0" where the table's name and the row's number stand."""
    if isinstance(piece, pd.DataFrame):
        yield from table_records(piece, columns, "\0")
    else:
        def read(file, columns, problems):
            return read_row_groups(file._replace(path=Path(piece.whole)), columns, problems, groups=list(piece.groups),
                                   before=piece.before)

        for record, _ in read_one(Path(piece.path), piece.name, columns, problems, read):
            yield record
