"""How the tables of many chunks are kept on disk and laid together.

Tables of rows are laid end to end, file by file, none of them held in memory. Tables of sums (terms and actors per
outlet) are added up; their rates are divided out once, at the very end.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ..schema import TABLES
from ..store import load_table, write_json, write_tables
from .parts import SUMS, TOLD

#: Rows of a table of sums that may wait before they are added to the total.
_WAITING = 200_000


def write_part(tables: dict, folder: Path, note: dict, *, format: str) -> None:
    """Write a chunk's tables into a folder; the note comes last, so that a part with a note is whole."""
    write_tables(tables, folder, format=format)
    write_json(folder / "part.json", note)


def read_note(part: Path) -> dict:
    """The note of a part; empty if the part is not whole."""
    try:
        return json.loads((part / "part.json").read_text(encoding="utf8"))
    except (OSError, ValueError):
        return {}


class Sum:
    """A table of sums by key, added up part by part.

    Tables wait until there are as many rows as in the total; so the work grows with the rows, not with their square.

    Parameters
    ----------
    keys : list of str
        Columns that name a row; the column ``n`` is added up.
    """

    def __init__(self, keys: list[str]):
        self.keys = keys
        self.waiting: list[pd.DataFrame] = []
        self.rows, self.limit = 0, _WAITING

    def add(self, table: pd.DataFrame) -> None:
        self.waiting.append(table)
        self.rows += len(table)
        if self.rows > self.limit:
            self.waiting = [self._added(sort=False)]
            self.rows = 0
            self.limit = max(_WAITING, len(self.waiting[0]))

    def total(self) -> pd.DataFrame:
        """One row per key, sorted by key."""
        return self._added(sort=True)

    def _added(self, sort: bool) -> pd.DataFrame:
        both = pd.concat(self.waiting, ignore_index=True)
        return both.groupby(self.keys, sort=sort, as_index=False, observed=True)["n"].sum()


def finish_sums(sums: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Divide at the end: rates per 1,000 words of the outlet beside each sum."""
    words = sums["sizes"].set_index("outlet")["n"]
    finished = {}
    for name in ("terms", "actors"):
        table = sums[name].copy()
        table["n_tokens"] = table["outlet"].map(words).fillna(0).astype("int64")
        table["per_1000"] = 1000 * table["n"] / table["n_tokens"].where(table["n_tokens"] > 0)
        order = np.lexsort((*[table[k].rank().to_numpy() for k in reversed(SUMS[name][1:])], -table["n"].to_numpy(),
                            table["outlet"].rank().to_numpy()))
        finished[name] = table.iloc[order].reset_index(drop=True)
    return finished


def read_sums(part: Path, name: str, *, format: str) -> pd.DataFrame:
    """A part's table of sums."""
    if format == "parquet":
        return pd.read_parquet(part / f"{name}.parquet")
    return load_table(part, name, {c: "str" for c in SUMS[name]} | {"n": "int64"}, None)


def join_rows(parts: Sequence[Path], name: str, out: Path, *, format: str) -> None:
    """Lay the rows of all parts end to end in one file, one part after the other.

    Articles may carry metadata that others lack; where one is not told, it is "".
    """
    if format == "parquet":
        _join_parquet(parts, name, out)
    else:
        _join_csv(parts, name, out)


def _all_columns(columns: Sequence[Sequence[str]], name: str) -> list[str]:
    """The columns of all parts in one order: ours, then metadata in the order they are met, then what we count."""
    met = list(dict.fromkeys(c for some in columns for c in some))
    if name != "articles":
        return met
    first = [c for c in TABLES["articles"] if c != "text"]
    return first + [c for c in met if c not in first and c not in TOLD] + list(TOLD)


def _join_parquet(parts, name, out) -> None:
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    files = [part / f"{name}.parquet" for part in parts]
    schemas = [parquet.read_schema(file).remove_metadata() for file in files]
    filled = [parquet.read_metadata(file).num_rows > 0 for file in files]
    fields = {field.name: field for some in (False, True) for schema, full in zip(schemas, filled, strict=True)
              if full is some for field in schema}  # where there are rows, they tell the type
    schema = arrow.schema([fields[c] for c in _all_columns([s.names for s in schemas], name)])
    with parquet.ParquetWriter(out / f"{name}.parquet", schema) as writer:
        for file in files:
            table = parquet.read_table(file)
            columns = [table[f.name].cast(f.type) if f.name in table.column_names
                       else arrow.array([""] * len(table), f.type) for f in schema]
            writer.write_table(arrow.table(columns, schema=schema))


def _join_csv(parts, name, out) -> None:
    files = [part / f"{name}.csv" for part in parts]
    heads = [_head(file) for file in files]
    columns = _all_columns(heads, name)
    with open(out / f"{name}.csv", "wb") as whole:
        for number, (file, head) in enumerate(zip(files, heads, strict=True)):
            if head == columns:
                with open(file, "rb") as piece:
                    line = piece.readline()
                    if number == 0:
                        whole.write(line)
                    while block := piece.read(1 << 20):
                        whole.write(block)
            else:
                table = pd.read_csv(file, dtype=str, keep_default_na=False, lineterminator="\n", encoding="utf8",
                                    encoding_errors="surrogatepass")
                text = table.reindex(columns=columns, fill_value="").to_csv(index=False, header=number == 0,
                                                                            lineterminator="\n")
                whole.write(text.encode("utf8", "surrogatepass"))


def _head(file: Path) -> list[str]:
    with open(file, encoding="utf8", errors="surrogatepass", newline="") as lines:
        return next(csv.reader(lines))
