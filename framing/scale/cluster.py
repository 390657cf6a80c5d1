"""A Dask cluster: the same pure functions over the partitions of a Dask DataFrame of articles."""

from __future__ import annotations

import shutil
from pathlib import Path
from threading import Lock

import pandas as pd

from ..analysis import CHUNK_CHARACTERS
from ..read import Met, articles_table, problem, table_records
from ..schema import choose, make_table
from ..store import FORMATS, check_folder
from .joins import read_note
from .parts import fingerprint
from .run import MARKER, assemble, name_options, work

#: One chunk at a time in a process: more threads would only hold more chunks in memory.
_ALONE = Lock()


def analyze_parquet(source, out, *, client=None, columns=None, codebook=None, tagger="framing", method="textblob",
                    format: str = "parquet") -> pd.DataFrame:
    """Analyse articles in Parquet files on a Dask cluster and write the tables `measure_corpus` writes.

    The tables do not depend on the number of workers or on how the articles are partitioned.

    Parameters
    ----------
    source : path or dask.dataframe.DataFrame
        Parquet files (or a folder of them) that all workers can read, with a ``text`` column.
    out : path
        Folder for the tables, on a disk that all workers share.
    client : dask.distributed.Client, optional
        The cluster; None does it all in this process.
    columns, codebook, tagger, method
        As in `measure_corpus`.
    format : {"parquet", "csv"}

    Returns
    -------
    DataFrame
        The problems table: ``source``, ``article``, ``what``, ``detail``.

    Raises
    ------
    ModuleNotFoundError
        If dask is not installed (extra ``cluster``).
    FileExistsError, NotADirectoryError, OSError
        If `out` is a file, holds files that framing did not write, or cannot be written.
    ValueError
        If the source has no text column, holds no articles or lies in `out`, or an option is unknown.

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
    frame = source if isinstance(source, dd.DataFrame) else dd.read_parquet(str(Path(source).absolute()))
    list(table_records(pd.DataFrame(columns=list(frame.columns)), columns, "table"))  # complains of columns at once
    if codebook is not None:
        from ..actors.codebook import load_codebook

        codebook = load_codebook(codebook)
    out = Path(out).absolute()
    check_folder(out, marker=MARKER, source=source)
    kept = out.with_name(f".{out.name}-parts")
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    run = _on(client, dask)
    partitions = frame.to_delayed()
    found: list[dict] = []
    asked = [dask.delayed(list_names)(part, columns) for part in partitions]
    names = _settle_names([told or [] for told, _ in run(asked)], found)
    job = {"codebook": codebook, "tagger": tagger, "method": method, "format": format}
    tasks, first = [], 0
    for number, (part, mine) in enumerate(zip(partitions, names, strict=True)):
        tasks.append(dask.delayed(measure_partition)(part, number, first, mine, str(kept), columns, job))
        first += len(mine)
    parts: list[Path] = []
    for number, (told, error) in enumerate(run(tasks)):
        if error is None:
            parts += [Path(part) for part in told[0]]
            found += told[1]
        else:
            mine = names[number]
            found.append(problem(f"partition {number}", mine[0], "the partition killed its workers",
                                 f"{len(mine)} article(s) skipped, {mine[0]} to {mine[-1]}: {error}"))
    if not parts:
        shutil.rmtree(kept, ignore_errors=True)
        raise ValueError(f"{str(source)!r} holds no articles." if first == 0 else
                         f"nothing could be measured: {found[0]['what']} {found[0]['detail']}")
    place_of = {name: place for place, name in enumerate(name for mine in names for name in mine)}
    problems = sorted(found, key=lambda p: place_of.get(p["article"], -1))
    table = make_table("problems", {c: [p[c] for p in problems] for c in ("source", "article", "what", "detail")})
    assemble(parts, out, table, name_options(tagger=tagger, codebook=codebook, method=method, format=format), format=format)
    shutil.rmtree(kept, ignore_errors=True)
    return table


def _on(client, dask):
    """A function that runs delayed tasks and gives (result, None), or (None, error) where workers kept dying."""
    if client is None:
        return lambda tasks: [(result, None) for result in dask.compute(*tasks, scheduler="synchronous")]
    from distributed import KilledWorker

    def run(tasks):
        for future in client.compute(tasks):
            try:
                yield future.result(), None
            except KilledWorker as error:
                yield None, str(error).split("\n")[0]

    return run


def list_names(part: pd.DataFrame, columns) -> list[str]:
    """What the articles of a partition are called; "" where nothing is told."""
    theirs = (columns or {}).get("article", "article")
    if theirs not in part.columns:
        return [""] * len(part)
    named = pd.DataFrame({"text": "", "article": part[theirs].to_numpy()})
    records = table_records(named, None, "\0")
    return ["" if record["article"].startswith("\0") else record["article"] for record in records]


def _settle_names(names: list[list[str]], problems: list[dict]) -> list[list[str]]:
    """Unique names for the articles of all partitions, numbered through where none is told, as one process gives them."""
    met = Met()
    settled, place = [], 0
    for mine in names:
        records = []
        for name in mine:
            place += 1
            records.append({"article": name or f"table-{place}", "source": f"table:{place}", "text": "-"})
        settled.append(articles_table(records, problems, met)["article"].astype(object).tolist() if records else [])
    return settled


def measure_partition(part: pd.DataFrame, number: int, first: int, names: list[str], kept: str, columns,
                      job: dict) -> tuple[list[str], list[dict]]:
    """Measure one partition, chunk by chunk, on whichever worker has it; rows are numbered through the whole source.

    Returns
    -------
    parts : list of str
        Folders of the chunks' tables, in order.
    problems : list of dict
    """
    problems: list[dict] = []
    parts: list[str] = []
    batch: list[dict] = []

    def flush() -> None:
        articles = articles_table(batch, problems)
        place = number * 10**5 + len(parts)
        part = work(place, articles, Path(kept), {"fingerprint": fingerprint(articles, {})}, job)
        problems.extend(read_note(part)["problems"])
        parts.append(str(part))
        batch.clear()

    with _ALONE:
        size = 0
        sourced = "source" in part.columns or "source" in (columns or {})
        records = zip(table_records(part, columns, "table"), names, strict=True)
        for place, (record, name) in enumerate(records, start=first + 1):
            record |= {"article": name} | ({} if sourced else {"source": f"table:{place}"})
            batch.append(record)
            size += len(record["text"])
            if size >= CHUNK_CHARACTERS:
                flush()
                size = 0
        if batch:
            flush()
    return parts, problems
