"""Tables on disk: written aside first, then renamed, so that an earlier result is never half overwritten."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from .schema import TABLES, choose, context_of
from .spreadsheets import SIGNS, is_formula
from .swap import swap

FORMATS = ("csv", "parquet")
_FIRST = frozenset(SIGNS)
_ESCAPED = re.compile(r"[\\\r\x00]")
WORDS = {"article": "category", "section": "int32", "heading_line": "bool",
          "voice": TABLES["tokens"]["voice"], "n_tokens": "int64"}


def save_analysis(analysis, folder, *, format: str = "csv") -> None:
    """Write the tables of an analysis, its word counts and its manifest into a folder.

    Parameters
    ----------
    analysis : Analysis
    folder : path
        Made if it does not exist. One that holds an analysis is replaced as a whole, once all is written.
    format : {"csv", "parquet"}
        Parquet needs the extra ``parquet``. In CSV, text that a spreadsheet would run as a formula has a backslash before
        it (``\\=1+1``), and ``\\\\``, ``\\r``, ``\\0`` stand for the backslash, the carriage return and NUL;
        `framing.load_analysis` gives the text back as it was.

    Raises
    ------
    FileExistsError
        If the folder holds files that are no analysis.
    OSError
        If the disk is full or the place cannot be written; an earlier result stays whole.
    """
    tables = {name: getattr(analysis, name) for name in TABLES}
    tables["words"] = context_of(analysis.tokens).words

    def fill(place: Path) -> None:
        write_tables(tables, place, format=format)
        write_json(place / "manifest.json", analysis.manifest)

    replace_folder(folder, fill, marker="manifest.json")


def check_folder(folder, *, marker: str, source=None) -> None:
    """Whether a folder may be written or replaced; asked before hours of work, too.

    Raises
    ------
    FileExistsError
        If `folder` holds files but no `marker`, so that it is none of ours to replace.
    NotADirectoryError
        If `folder` is a file.
    OSError
        If nothing can be written beside it.
    ValueError
        If `source`, a path or a list of them, is the folder or lies in it: replacing it would remove the articles.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(f"{str(folder)!r} is a file; name a folder.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / marker).exists():
        raise FileExistsError(f"{str(folder)!r} holds files that framing did not write; name a new or empty folder.")
    whole = folder.resolve()
    for path in _paths_of(source):
        if whole in (path.resolve(), *path.resolve().parents):
            raise ValueError(f"the articles are in {str(folder)!r}, which would be replaced; name another folder.")
    try:
        tempfile.TemporaryFile(dir=next(place for place in whole.parents if place.exists())).close()
    except OSError as error:
        raise type(error)(f"{str(folder)!r} cannot be written: {error.strerror}; name another folder.") from None


def _paths_of(source) -> list[Path]:
    if isinstance(source, (str, Path)):
        return [] if str(source) == "-" else [Path(source).expanduser()]
    return [path for one in source for path in _paths_of(one)] if isinstance(source, (list, tuple)) else []


def replace_folder(folder, fill: Callable[[Path], None], *, marker: str) -> None:
    """Fill a new folder beside `folder`, then put it in its place.

    Raises
    ------
    FileExistsError, NotADirectoryError
        As `check_folder`.
    """
    folder = Path(folder).resolve() if Path(folder).is_symlink() else Path(folder)
    check_folder(folder, marker=marker)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        fill(aside)
        os.chmod(aside, 0o755)
        if folder.exists() and not swap(aside, folder):
            old = aside.with_name(aside.name + "-old")
            os.replace(folder, old)
            try:
                os.replace(aside, folder)
            except OSError:
                os.replace(old, folder)
                raise
            shutil.rmtree(old, ignore_errors=True)
        elif not folder.exists():
            os.replace(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def write_json(path: Path, data) -> None:
    """Write JSON that reads well and sorts the same everywhere; halves of characters, which UTF-8 lacks, as escapes."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    if any("\ud800" <= c <= "\udfff" for c in text):
        text = json.dumps(data, indent=1)
    path.write_text(text + "\n", encoding="utf8")


def write_tables(tables: Mapping[str, pd.DataFrame], folder: Path, *, format: str = "csv") -> None:
    """Write each table as NAME.csv or NAME.parquet."""
    choose(format, FORMATS, "format")
    for name, table in tables.items():
        table = table.copy(deep=False)
        table.attrs = {}
        if format == "parquet":
            table.to_parquet(folder / f"{name}.parquet", index=False)
        else:
            _escaped(table).to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf8",
                                   errors="surrogatepass")


def _escaped(table: pd.DataFrame) -> pd.DataFrame:
    """What does not survive CSV readers (carriage return, NUL) or wakes a spreadsheet (formulas) is written as an escape."""
    table = table.copy(deep=False)
    for name in table.columns:
        values = table[name]
        if isinstance(values.dtype, pd.CategoricalDtype) and values.dtype.categories.dtype.kind not in "iufb":
            labels = [_escape(str(c)) for c in values.cat.categories]
            if labels != list(values.cat.categories):
                table[name] = pd.Categorical.from_codes(values.cat.codes, categories=labels)
        elif pd.api.types.is_string_dtype(values.dtype) or values.dtype == object:
            values = values.astype(object).tolist()
            if _may_need_escapes(values):
                table[name] = [_escape(v) if isinstance(v, str) else v for v in values]
    return table


def _may_need_escapes(values: list) -> bool:
    """Whether any text holds what `_escape` changes; most columns do not, and this is told in two quick passes."""
    texts = [v for v in values if isinstance(v, str)]
    return not _FIRST.isdisjoint({v[:1] for v in texts}) or _ESCAPED.search("".join(texts)) is not None


def _escape(text: str) -> str:
    if "\\" in text or "\r" in text or "\x00" in text:
        text = text.replace("\\", "\\\\").replace("\r", "\\r").replace("\x00", "\\0")
    return "\\" + text if is_formula(text) else text


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    out, plain = [], {"\\": "\\", "r": "\r", "0": "\x00"} | {c: c for c in SIGNS}
    at = 0
    while (found := text.find("\\", at)) >= 0:
        out.append(text[at:found])
        out.append(plain.get(text[found + 1:found + 2], text[found:found + 2]))
        at = found + 2
    return "".join(out) + text[at:]


def read_manifest(folder) -> dict:
    """The manifest of a saved analysis.

    Raises
    ------
    FileNotFoundError
        If the folder holds none.
    ValueError
        If it is no JSON.
    """
    path = Path(folder) / "manifest.json"
    if not path.is_file():
        shared = (path.parent / "datapackage.json").is_file()
        raise FileNotFoundError(f"{str(folder)!r} holds no saved analysis (no manifest.json); "
                                + ("it holds shared features, which framing.load_features() reads." if shared else
                                   "name a folder that Analysis.save() wrote."))
    try:
        return json.loads(path.read_text(encoding="utf8"))
    except ValueError as error:
        raise ValueError(f"{str(path)!r} is damaged: {error}. Save the analysis again.") from None


def load_tables(folder) -> dict[str, pd.DataFrame]:
    """All tables of a saved analysis, with the dtypes they had.

    Raises
    ------
    FileNotFoundError
        If the folder holds no analysis.
    ValueError
        If a table is missing or lacks a column, or the folder holds the tables of ``framing tables``.
    """
    folder = Path(folder)
    read_manifest(folder)
    there = {path.stem for path in folder.iterdir() if path.suffix in (".csv", ".parquet")}
    if "tokens" not in there and {"terms", "entities"} <= there:
        raise ValueError(f"{str(folder)!r} holds what `framing tables` wrote: counts of a collection, without its texts and "
                         "tokens, and so no analysis. framing.load_tables(folder) reads them. For an analysis, analyse the "
                         "articles themselves with framing.analyze(source), and keep it with .save(folder).")
    articles = load_table(folder, "articles", TABLES["articles"], None)
    articles["article"] = pd.Categorical(articles["article"], categories=list(articles["article"]))
    dtype = articles["article"].dtype
    tables = {"articles": articles}
    for name, columns in (TABLES | {"words": WORDS}).items():
        if name != "articles":
            tables[name] = load_table(folder, name, columns, dtype)
    return tables


def load_table(folder: Path, name: str, columns: Mapping, article_dtype, others: Mapping | None = None) -> pd.DataFrame:
    """One table from NAME.parquet or NAME.csv, cast to the contract; `others` may stand beside, all else is text."""
    parquet, text = folder / f"{name}.parquet", folder / f"{name}.csv"
    if parquet.is_file():
        table = pd.read_parquet(parquet)
    elif text.is_file():
        table = pd.read_csv(text, dtype=str, keep_default_na=False, lineterminator="\n",
                            encoding="utf8", encoding_errors="surrogatepass")
        for column in table.columns:
            if table[column].str.contains("\\", regex=False).any():
                table[column] = pd.Series(list(map(_unescape, table[column].astype(object))), dtype=str)
    else:
        raise ValueError(f"{str(folder)!r} lacks the table {name!r}; save the analysis again.")
    missing = [c for c in columns if c not in table.columns]
    if missing:
        raise ValueError(f"{name} in {str(folder)!r} lacks column(s) {missing}; it was written by another version of "
                         "framing. Analyse the texts again.")
    dtypes = dict.fromkeys(table.columns, "str") | (others or {}) | dict(columns)
    return pd.DataFrame({c: _restore(table[c], c, dtypes[c], article_dtype) for c in table.columns})


def _restore(values: pd.Series, name: str, dtype, article_dtype):
    if name == "article" and article_dtype is not None and dtype == "category":
        return pd.Categorical(values, dtype=article_dtype)
    if isinstance(dtype, pd.CategoricalDtype):
        return pd.Categorical.from_codes(dtype.categories.get_indexer(pd.Index(values)), dtype=dtype)
    if dtype == "category":
        if isinstance(values.dtype, pd.CategoricalDtype):
            return values.array
        return pd.Categorical(values, categories=pd.Index(pd.unique(values), dtype=str))
    if dtype == "bool":
        return values.to_numpy() if values.dtype == bool else (values == "True").to_numpy()
    if dtype == "str":
        return pd.Series(values, dtype=str)
    if dtype == "float64" and not pd.api.types.is_numeric_dtype(values.dtype):
        return np.array([float(v) if v else np.nan for v in values.astype(object)], float)
    return np.asarray(values).astype(dtype)
