"""A Dask cluster: the same pure functions over the partitions of a Dask DataFrame of articles."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

from ..read import articles_table, table_records
from ..schema import choose, make_table
from ..store import FORMATS
from .parts import fingerprint, measure_chunk, write_part
from .run import assemble


def analyze_parquet(source, out, *, client=None, columns=None, codebook=None, tagger="framing", method="textblob",
                    format: str = "parquet", partitions: int | None = None) -> pd.DataFrame:
    """Analyse articles in Parquet files on a Dask cluster and write the tables `measure_corpus` writes.

    Parameters
    ----------
    source : path or dask.dataframe.DataFrame
        Parquet files (or a folder of them) that all workers can read, with a ``text`` column.
    out : path
        Folder for the tables, on a disk that all workers share.
    client : dask.distributed.Client, optional
        The cluster; None uses the threads of this process.
    columns, codebook, tagger, method
        As in `measure_corpus`.
    format : {"parquet", "csv"}
    partitions : int, optional
        Divide the articles into so many; None keeps the partitions of the source. The tables do not depend on it.

    Returns
    -------
    DataFrame
        The problems table.

    Raises
    ------
    ModuleNotFoundError
        If dask is not installed (extra ``cluster``).
    ValueError
        If the source has no text column or an option is unknown.

    Examples
    --------
    >>> import framing.scale
    >>> framing.scale.analyze_parquet.__name__  # an example that runs on a cluster is in notebook 07
    'analyze_parquet'
    """
    choose(format, FORMATS, "format")
    try:
        import dask
        import dask.dataframe as dd
    except ModuleNotFoundError:
        raise ModuleNotFoundError("the cluster needs Dask; run: pip install 'framing[cluster]'") from None
    frame = source if isinstance(source, dd.DataFrame) else dd.read_parquet(source)
    if partitions:
        frame = frame.repartition(npartitions=partitions)
    if codebook is not None:
        from ..codebook import load_codebook

        codebook = load_codebook(codebook)
    out = Path(out).absolute()
    kept = out.with_name(f".{out.name}-parts")
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    sizes = frame.map_partitions(len).compute(scheduler=None if client else "threads") if client is None else \
        client.compute(frame.map_partitions(len)).result()
    firsts = [0, *pd.Series(list(sizes)).cumsum().tolist()[:-1]]
    job = {"codebook": codebook, "tagger": tagger, "method": method}
    tasks = [dask.delayed(measure_partition)(part, number, first, str(kept), columns, job, format)
             for number, (part, first) in enumerate(zip(frame.to_delayed(), firsts, strict=True))]
    if client is None:
        told = list(dask.compute(*tasks, scheduler="threads"))
    else:
        told = client.gather(client.compute(tasks, retries=2))
    problems = [p for part, found in told for p in found]
    parts = [Path(part) for part, _ in told if part]
    if not parts:
        raise ValueError(f"{source!r} holds no articles.")
    table = make_table("problems", {c: [p[c] for p in problems] for c in ("source", "article", "what", "detail")})
    options = {"tagger": tagger if isinstance(tagger, str) else repr(tagger), "codebook": repr(codebook),
               "method": method, "format": format}
    assemble(parts, out, table, options, format=format)
    shutil.rmtree(kept, ignore_errors=True)
    return table


def measure_partition(part: pd.DataFrame, number: int, first: int, kept: str, columns, job: dict,
                      format: str) -> tuple[str, list[dict]]:
    """Measure one partition on whichever worker has it; rows are numbered through the whole source."""
    problems: list[dict] = []
    records = list(table_records(part, columns, "table"))
    if not records:
        return "", problems
    for place, record in enumerate(records, start=first + 1):
        record["source"] = f"table:{place}"
        if "article" not in part.columns and "article" not in (columns or {}):
            record["article"] = f"table-{place}"
    articles = articles_table(records, problems)
    folder = Path(kept) / f"{number:06d}"
    aside = folder.with_name(f".{folder.name}-{id(records)}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    write_part(measure_chunk(articles, **job), aside, {"fingerprint": fingerprint(articles, {})}, format=format)
    shutil.rmtree(folder, ignore_errors=True)
    aside.replace(folder)
    return str(folder), problems
