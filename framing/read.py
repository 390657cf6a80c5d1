"""Files, folders and tables to articles."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

import pandas as pd

from .formats import (
    FORMATS,
    GUESSED,
    MAX_BYTES,
    MAX_COLUMNS,
    UNKNOWN,
    Asked,
    File,
    Unreadable,
    as_text,
    check_date,
    decode,
    find_entity,
    find_files,
    glance_file,
    printable,
    problem,
    read_file,
    show_names,
    stream_file,
    text_records,
    with_title,
)
from .schema import TABLES, base_context, make_table, with_context


def read_articles(source, *, columns: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Read articles from a file, a list of files, a folder, or a table with a ``text`` column.

    Parameters
    ----------
    source : path, list of paths, or DataFrame
        "-" reads a text from standard input: an article, or an archive's export of many. A folder is read with all its
        subfolders, in the order of the names. Passed over are files whose names begin with a dot, codebooks (.yaml) and
        notebooks, and folders that framing wrote, with a warning; files of other formats are told among the problems.
    columns : mapping, optional
        For tables: which of their columns holds which of ours, as in ``{"text": "body", "outlet": "medium"}``.

    Returns
    -------
    DataFrame
        One row per article: ``article`` (category, unique), ``title``, ``outlet``, ``author``, ``published`` (ISO
        date where one was told clearly, else as it stands), ``url``, ``source`` (file it came from, with the line or row
        in a table), ``text`` (what is measured, and what all offsets refer to); further columns of a table are kept as
        text. `list_problems` gives what could not be read and what is odd.

    Raises
    ------
    FileNotFoundError
        If `source` is a path that does not exist.
    ValueError
        If nothing could be read at all, a table has no text column, or `columns` names a column that is nowhere.

    Notes
    -----
    ``text`` is as it stands in the file, but for one thing: where a title is told beside it (in a column, in front matter,
    by a web page or an archive) and the text does not begin with it, the title and a blank line are put before it, so that
    titles are measured wherever they come from. Its hash in a manifest is then not that of the column. A text that begins
    with a Markdown heading, and one without a word, stay as they are.

    Bytes that are no UTF-8 and bear no mark are read in the encoding they look like, Windows-1252 if nothing speaks against
    it; each guess is told among the problems. So are HTML entities ("&ldquo;"), which are measured as they stand.

    Examples
    --------
    >>> import framing
    >>> table = pd.DataFrame({"text": ["It rained.", "It snowed."], "outlet": ["Echo", "Mirror"]})
    >>> framing.read_articles(table)["outlet"].tolist()
    ['Echo', 'Mirror']
    >>> framing.read_articles(pd.DataFrame({"text": ["It rained."], "title": ["Storm"]}))["text"].tolist()
    ['Storm\\n\\nIt rained.']
    """
    problems: list[dict] = []
    if isinstance(source, pd.DataFrame):
        records = list(table_records(source, columns, "table"))
    elif _is_stdin(source):
        records = _read_stdin(columns, problems)
    else:
        asked = Asked(columns)
        records = [record for path, name in _all_files(source, problems)
                   for record, _ in read_one(path, name, asked, problems, read_file)]
        if records or asked.there:
            asked.check()
        if not records:
            raise nothing_read(problems)
    return articles_table(records, problems)


def nothing_read(problems: list[dict]) -> ValueError:
    """The error of a source without any article: the first thing that kept one from being read."""
    first = next((p for p in problems if p["what"] not in (GUESSED, UNKNOWN)), problems[0])
    return ValueError(f"nothing could be read: {first['source']}: {first['what']}: {first['detail']}".rstrip(": ")
                      + (f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""))


def _is_stdin(source) -> bool:
    return isinstance(source, str) and source == "-"


def _read_stdin(columns, problems: list[dict]) -> list[dict]:
    asked = Asked(columns)
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        if len(data) > MAX_BYTES:
            raise Unreadable("too large", f"the limit is {MAX_BYTES / 2**20:,.0f} MiB; save it as a file and split it.")
        records = text_records(decode(data, lambda what, detail: problems.append(problem("-", "", what, detail))), asked)
    except Unreadable as error:
        raise ValueError(f"nothing could be read from standard input: {error.what}: {error.detail}".rstrip(": ")) from None
    asked.check()
    several = len(records) > 1
    return [{"source": "-"} | record | {"article": record.get("article") or (f"stdin-{n}" if several else "stdin")}
            for n, record in enumerate(records, start=1)]


def _all_files(source, problems: list[dict]) -> list[tuple[Path, str]]:
    paths = list(find_files(source, problems))
    if not paths:
        raise ValueError(f"no readable file in {str(source)!r}; framing reads {', '.join(FORMATS)}.")
    return paths


def read_one(path: Path, name: str, columns, problems: list[dict], read) -> Iterator[tuple[dict, float]]:
    """The articles of one file as `read` (`read_file`, `stream_file`) gives them; what went wrong is added to `problems`."""
    before, found = len(problems), False
    try:
        for pair in read(File(path, path.suffix.lower(), printable(str(path)), name), columns, problems):
            found = True
            yield pair
        if not found and all(p["what"] == GUESSED for p in problems[before:]):
            problems.append(problem(str(path), "", "no articles", "it holds none: a table without rows, or an empty zip"))
    except Unreadable as error:
        problems.append(problem(str(path), "", error.what, error.detail))
    except OSError as error:
        problems.append(problem(str(path), "", "cannot be opened", error.strerror or str(error)))


def table_records(table: pd.DataFrame, columns: Mapping[str, str] | None, source: str) -> Iterator[dict]:
    """One record per row of a table, its columns renamed by `columns`.

    Raises
    ------
    ValueError
        If no column holds the text, `columns` names one that is not there, or two columns have one name.
    """
    columns = Asked(columns)
    columns.see(list(table.columns))
    columns.check()
    renamed = table.drop(columns=[c for c in columns if c in table.columns and c not in columns.values()])
    renamed = renamed.rename(columns={theirs: ours for ours, theirs in columns.items()})
    if not renamed.columns.is_unique:
        twice = sorted({str(c) for c in renamed.columns[renamed.columns.duplicated()]})
        raise ValueError(f"the table has several columns of the name(s) {twice}; rename all but one of each.")
    if "text" not in renamed.columns:
        raise ValueError(f"the table has no column 'text'; it has {show_names(list(table.columns))}. "
                         "Name it with columns={'text': '…'}.")
    kept = {str(c): _texts(renamed[c]) for c in renamed.columns}
    for number, values in enumerate(zip(*kept.values(), strict=True), start=1):
        record = dict(zip(kept, values, strict=True))
        record.setdefault("source", f"{source}:{number}")
        if not record.get("article"):
            record["article"] = f"{source}-{number}"
        yield record


def _texts(column: pd.Series) -> list[str]:
    if pd.api.types.is_datetime64_any_dtype(column):
        column = column.dt.strftime("%Y-%m-%d")
    return [as_text(value) for value in column.astype(object)]


def stream_articles(source, *, columns=None, characters: int, problems: list[dict]) -> Iterator[tuple]:
    """Articles in tables of about so many characters, for collections larger than memory.

    Laid end to end they are the table of `read_articles`, whatever the number of characters. Of the source no more is held
    than one table, the names of all articles, and one row of a .csv, .tsv or .jsonl, some rows of a .parquet, or another
    file as a whole.

    Yields
    ------
    (articles, done, total)
        An articles table, and how many bytes of the source (rows, for a DataFrame) are read so far and in all.
        What cannot be read is added to `problems`; what is odd about articles follows when all are read.
    """
    met, odd = Met(), []
    batch: list[dict] = []
    size = 0
    for record, done, total in _stream_records(source, columns, problems):
        batch.append(record)
        size += len(record["text"])
        if size >= characters:
            yield articles_table(batch, odd, met), done, total
            batch, size = [], 0
    if batch:
        yield articles_table(batch, odd, met), 1, 1
    met.tell_columns(problems)
    problems += odd


def _stream_records(source, columns, problems) -> Iterator[tuple[dict, int, int]]:
    if isinstance(source, pd.DataFrame):
        for number, record in enumerate(table_records(source, columns, "table"), start=1):
            yield record, number, len(source)
        return
    if _is_stdin(source):
        records = _read_stdin(columns, problems)
        for number, record in enumerate(records, start=1):
            yield record, number, len(records)
        return
    paths = _all_files(source, problems)
    asked = Asked(columns)
    if asked:
        _check_columns(paths, asked)
    sizes = [path.stat().st_size for path, _ in paths]
    done, total = 0, max(sum(sizes), 1)
    for (path, name), bytes_here in zip(paths, sizes, strict=True):
        for record, share in read_one(path, name, asked, problems, stream_file):
            yield record, done + int(bytes_here * share), total
        done += bytes_here


def _check_columns(paths: list[tuple[Path, str]], asked: Asked) -> None:
    """Complain of a column that no file has, before hours of work; files are looked into until all columns are met."""
    read = False
    for path, name in paths:
        for _ in read_one(path, name, asked, [], glance_file):
            read = True
            if not asked.missing:
                return
    if read or asked.there:
        asked.check()


class Met:
    """What the articles read so far have: their names, their columns beside ours as first met, the first one's source."""

    def __init__(self):
        self.first = ""
        self.names: dict[str, int] = {}
        self.columns: dict[str, None] = {}

    def add_columns(self, records: list[dict]) -> list[str]:
        """The columns of these records that are kept: those among the first `MAX_COLUMNS` of all."""
        self.first = self.first or (records[0]["source"] if records else "")
        new = dict.fromkeys(k for r in records for k in r if k not in TABLES["articles"])
        self.columns |= new
        kept = set(islice(self.columns, MAX_COLUMNS))
        return [name for name in new if name in kept]

    def tell_columns(self, problems: list[dict]) -> None:
        """Add a row to the problems if columns were left out."""
        if len(self.columns) > MAX_COLUMNS:
            problems.append(problem(self.first, "", "too many columns",
                                    f"{len(self.columns):,} beside ours; the first {MAX_COLUMNS:,} are kept"))


def articles_table(records: list[dict], problems: list[dict], met: Met | None = None) -> pd.DataFrame:
    """Records to an articles table; ids are made unique (beside those `met`) and empty texts reported."""
    alone, met = met is None, met or Met()
    extra = met.add_columns(records)
    if alone:
        met.tell_columns(problems)
    seen = met.names
    for record in records:
        text = record["text"]
        record.update({k: printable(str(v)) for k, v in record.items()})
        halved = record["text"] != text
        record["text"] = with_title(record["text"], record.get("title", ""))
        name = record["article"]
        if name in seen:
            unique = name
            while unique in seen:
                seen[name] += 1
                unique = f"{name}-{seen[name]}"
            problems.append(problem(record["source"], unique, "duplicate id", f"{name!r} was taken; kept as {unique!r}"))
            record["article"] = name = unique
        seen[name] = 1
        if record.get("published"):
            record["published"], why = check_date(record["published"])
            if why:
                problems.append(problem(record["source"], name, "odd date", why))
        if halved:
            problems.append(problem(record["source"], name, "half characters", "replaced by �; the rest is as it was"))
        if entity := find_entity(record["text"]):
            problems.append(problem(record["source"], name, "HTML entities", f"such as {entity}, which are measured as "
                                    "words and hide quotations; unescape the texts first (in Python: html.unescape)"))
        if not text.strip():
            problems.append(problem(record["source"], name, "no text", "the article is empty"))
    data = {c: [str(r.get(c, "") or "") for r in records] for c in [*TABLES["articles"], *extra]}
    table = make_table("articles", data)
    for column in extra:
        table[column] = table[column].astype(str)
    table = with_context(table, base_context(table))
    table.attrs["problems"] = problems
    return table


def list_problems(articles: pd.DataFrame) -> pd.DataFrame:
    """What went wrong while these articles were read.

    Parameters
    ----------
    articles : DataFrame
        As `read_articles` gave it.

    Returns
    -------
    DataFrame
        One row per problem: ``source``, ``article`` ("" where none was made), ``what``, ``detail`` (text).

    Raises
    ------
    TypeError
        If `articles` is no DataFrame.

    Examples
    --------
    >>> import framing
    >>> framing.list_problems(framing.read_articles(pd.DataFrame({"text": [""]})))["what"].tolist()
    ['no text']
    """
    if not isinstance(articles, pd.DataFrame):
        raise TypeError(f"articles must be a DataFrame; got {type(articles).__name__}.")
    problems = articles.attrs.get("problems") or []
    return make_table("problems", {c: [p[c] for p in problems] for c in TABLES["problems"]})
