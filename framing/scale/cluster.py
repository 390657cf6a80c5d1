"""A Dask cluster: the same pure functions over row groups of Parquet files, or partitions of a Dask DataFrame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock
from typing import Any

import pandas as pd

from ..analysis import CHUNK_CHARACTERS
from ..formats import Asked
from ..read import Met, articles_table, problem, table_records
from ..schema import TABLES, choose, make_table
from ..store import FORMATS, check_folder
from .joins import read_note
from .kept import Kept, check_parts
from .parts import NOT_MEASURED, fingerprint
from .pieces import Rows, find_rows, read_piece
from .pool import work
from .run import MARKER, Interrupted, assemble, check_resumable, name_options, own_code
from .workers import check_workers, name_differences, tell_version, wait_for_some

#: One chunk at a time in a process: more threads would only hold more chunks in memory.
_ALONE = Lock()


def analyze_parquet(source, out, *, client=None, columns=None, codebook=None, tagger="framing", method="textblob",
                    resume: bool = False, restart: bool = False, format: str = "parquet",
                    progress: Callable[[int, int, int], Any] | None = None,
                    stage: Callable[[str, int], Any] | None = None) -> pd.DataFrame:
    """Analyse articles in Parquet files on a Dask cluster and write the tables `measure_corpus` writes.

    The tables are those of one process, whatever the number of workers and however the articles are partitioned. Names of
    all articles are held in memory, twice while they are made unique.

    Parameters
    ----------
    source : path, list of paths, or dask.dataframe.DataFrame
        Parquet files (or a folder of them) that all workers can read under the same path; a task takes some row groups.
        Files are read as `measure_corpus` reads them, a Dask DataFrame as it reads a DataFrame.
    out : path
        Folder for the tables, on a disk that all workers share.
    client : dask.distributed.Client, optional
        The cluster; None does it all in this process. Its workers need the framing, and the models, of this process.
    columns, codebook, tagger, method, resume, restart, stage
        As in `measure_corpus`.
    format : {"parquet", "csv"}
    progress : callable, optional
        Called with (articles done, articles done, articles in all) after each task.

    Returns
    -------
    DataFrame
        The problems table: ``source``, ``article``, ``what``, ``detail``. A task that killed its workers is "not measured"
        as a whole.

    Raises
    ------
    ModuleNotFoundError
        If dask is not installed (extra ``cluster``).
    FileNotFoundError, FileExistsError, BlockingIOError, OSError
        As `measure_corpus`.
    ValueError
        If the source has no text column, holds no articles or other files than Parquet, or lies in `out`, an option is
        unknown, no worker comes within a minute, or one of them has no framing, or another than this process.
    Interrupted
        On Ctrl-C; tasks that wait are cancelled, finished parts are kept for `resume`.

    Examples
    --------
    >>> import framing.scale
    >>> framing.scale.analyze_parquet("articles.parquet", "tables", format="xls")
    Traceback (most recent call last):
    ValueError: unknown format 'xls'; choose one of ['csv', 'parquet'].
    """
    choose(format, FORMATS, "format")
    choose(method, ["textblob", "vader"], "method")
    try:
        import dask
        import dask.dataframe as dd
    except ModuleNotFoundError:
        raise ModuleNotFoundError("the cluster needs Dask; run: pip install 'framing[cluster]'") from None
    if codebook is not None:
        from ..actors.codebook import load_codebook

        codebook = load_codebook(codebook)
    out = Path(out)
    check_folder(out, marker=MARKER, source=source)
    reading: list[dict] = []
    if isinstance(source, dd.DataFrame):
        list(table_records(pd.DataFrame(columns=list(source.columns)), columns, "table"))  # complains of columns at once
        pieces = source.to_delayed()
    else:
        pieces = find_rows(source, reading)
    if client is not None:
        check_workers(client)
    stage = stage or (lambda what, articles: None)
    options = name_options(tagger=tagger, codebook=codebook, method=method, format=format)
    asked = options | {"columns": repr(dict(columns or {}))} | own_code(tagger)
    job = {"codebook": codebook, "tagger": tagger, "method": method, "format": format}
    with Kept(out, resume=resume, restart=restart) as kept:
        try:
            if resume:
                check_resumable(kept.place, asked)
            listing = [dask.delayed(list_names)(piece, columns) for piece in pieces]
            told = [(found, error) for _, found, error in sorted(_run(client, listing), key=lambda t: t[0])]
            good, met = _readable(pieces, told, reading), Met()
            met.columns = dict.fromkeys(c for n in good for c in told[n][0]["columns"] if c not in TABLES["articles"])
            met.first = next((source for n in good for _, source in told[n][0]["names"][:1]), "").replace("\0", "table")
            met.tell_columns(reading)
            wanted = Asked(columns)
            wanted.see([column for n in good for column in told[n][0]["there"]])
            if good and not isinstance(source, dd.DataFrame):
                wanted.check()
            odd: list[dict] = []
            names = dict(zip(good, _settle_names([told[n][0]["names"] for n in good], odd), strict=True))
            del told
            total = sum(map(len, names.values()))
            if not total:
                why = f": {reading[0]['what']}: {reading[0]['detail']}" if reading else ""
                raise ValueError(f"{str(source)!r} holds no articles{why}.")
            kept.begin()
            tasks, first = [], 0
            for n in good:
                tasks.append(dask.delayed(measure_partition)(
                    pieces[n], n, first, names[n], str(kept.place), columns, list(met.columns), asked, job, tell_version()))
                first += len(names[n])
            parts, measured, done = {}, {}, 0
            for place, result, error in _run(client, tasks):
                n = good[place]
                if error is None:
                    parts[n], measured[n] = result["parts"], result["problems"]
                    odd += result["odd"]
                    if result["reused"]:
                        stage("reused", result["reused"])
                else:
                    measured[n] = [problem(f"partition {n}", names[n][0], NOT_MEASURED, "the partition killed its workers: "
                                           f"{len(names[n])} article(s), {names[n][0]} to {names[n][-1]}: {error}")]
                done += len(names[n])
                if progress:
                    progress(done, done, total)
            place_of = {name: place for place, name in enumerate(name for n in good for name in names[n])}
            odd.sort(key=lambda p: place_of.get(p["article"], -1))
            problems = [*reading, *odd, *(row for n in sorted(measured) for row in measured[n])]
            marks = {Path(part): mark for n in sorted(parts) for part, mark in parts[n]}
            if not marks:
                raise ValueError(f"nothing could be measured: {problems[0]['what']} {problems[0]['detail']}")
            table = make_table("problems", {c: [p[c] for p in problems] for c in ("source", "article", "what", "detail")})
            stage("joining", total)
            check_parts(marks)
            assemble(list(marks), out, table, options, format=format)
        except KeyboardInterrupt:
            raise Interrupted(kept.place, kept.count()) from None
    return table


def _run(client, tasks) -> Iterator[tuple]:
    """Every task's (place, result, error) as they finish; the error tells of workers that kept dying, others are raised."""
    if client is None:
        yield from ((place, task.compute(scheduler="synchronous"), None) for place, task in enumerate(tasks))
        return
    from distributed import KilledWorker

    futures = client.compute(tasks)
    places = {future.key: place for place, future in enumerate(futures)}
    pending = set(futures)
    try:
        while pending:
            finished = wait_for_some(client, pending)
            pending -= finished
            for future in sorted(finished, key=lambda f: places[f.key]):
                try:
                    yield places[future.key], future.result(), None
                except KilledWorker as error:
                    yield places[future.key], None, str(error).split("\n")[0]
    finally:
        client.cancel(futures)


def _readable(pieces, told, reading: list[dict]) -> list[int]:
    """Which pieces are measured: not those of a file that cannot be read as a whole, nor those that killed their workers."""
    broken: dict = {}
    for n, (found, error) in enumerate(told):
        name = _name_piece(pieces, n)
        if error is not None:
            reading.append(problem(f"partition {n}", "", NOT_MEASURED, f"it killed its workers while it was read: {error}"))
        elif found["problems"] and name not in broken:
            broken[name] = found["problems"]
            reading += found["problems"]
    return [n for n, (found, error) in enumerate(told)
            if error is None and found["names"] and _name_piece(pieces, n) not in broken]


def _name_piece(pieces, n: int):
    return pieces[n].path if isinstance(pieces[n], Rows) else n


def list_names(piece, columns) -> dict:
    """What the articles of a piece are called, and why it cannot be read.

    Returns
    -------
    dict
        ``names`` (name and source per article; of a table without them they begin with "\\0"), ``columns``, ``there`` (the
        columns as the piece names them), ``problems``.
    """
    problems: list[dict] = []
    names: list[tuple[str, str]] = []
    met: dict[str, None] = {}
    asked = Asked(columns)
    for record in read_piece(piece, asked, problems):
        names.append((record["article"], record["source"]))
        met.update(dict.fromkeys(record))
    return {"names": names, "columns": list(met), "there": list(asked.there), "problems": problems}


def _settle_names(names: list[list[tuple]], problems: list[dict]) -> list[list[str]]:
    """Unique names for the articles of all pieces, numbered through where none is told, as one process gives them."""
    met = Met()
    settled, place = [], 0
    for mine in names:
        records = []
        for name, source in mine:
            place += 1
            records.append({"article": _numbered(name, "-", place), "source": _numbered(source, ":", place), "text": "-"})
        settled.append(articles_table(records, problems, met)["article"].astype(object).tolist())
    return settled


def _numbered(name: str, mark: str, place: int) -> str:
    return f"table{mark}{place}" if name.startswith("\0") else name


def measure_partition(piece, number: int, first: int, names: list[str], kept: str, columns, met: list[str], options: dict,
                      job: dict, version: dict) -> dict:
    """Measure one piece, chunk by chunk, on whichever worker has it; rows are numbered through the whole source.

    Returns
    -------
    dict
        ``parts`` (folder and fingerprint of each chunk, in order), ``odd`` and ``problems`` (of the articles, and of
        measuring them), ``reused`` (articles whose parts a stopped run left).

    Raises
    ------
    ValueError
        If this worker has another version than the process that asks.
    """
    if tell_version() != version:
        raise ValueError(f"a worker has {name_differences(tell_version(), version)}; all must have the same.")
    result: dict = {"parts": [], "odd": [], "problems": [], "reused": 0}
    batch: list[dict] = []
    known = Met()
    known.columns = dict.fromkeys(met)

    def flush() -> None:
        articles = articles_table(batch, result["odd"], known)
        place = number * 10**5 + len(result["parts"])
        note = {"fingerprint": fingerprint(articles, options), "options": options}
        part = Path(kept) / f"{place:06d}"
        if read_note(part).get("fingerprint") == note["fingerprint"]:
            result["reused"] += len(articles)
        else:
            part = work(place, articles, Path(kept), note, job)
        result["problems"] += read_note(part)["problems"]
        result["parts"].append((str(part), note["fingerprint"]))
        batch.clear()

    with _ALONE:
        size = 0
        records = read_piece(piece, Asked(columns), [])
        for place, (record, name) in enumerate(zip(records, names, strict=True), start=first + 1):
            batch.append(record | {"article": name, "source": _numbered(record["source"], ":", place)})
            size += len(record["text"])
            if size >= CHUNK_CHARACTERS:
                flush()
                size = 0
        if batch:
            flush()
    return result
