"""One machine: chunks in turn or on several processes, each kept on disk until all are there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd

from ..analysis import CHUNK_CHARACTERS, make_manifest
from ..read import problem, stream_articles
from ..schema import choose, make_table
from ..store import FORMATS, replace_folder, write_json, write_tables
from .joins import Sum, finish_sums, join_rows, read_note, read_sums, write_part
from .parts import ROWS, SUMS, fingerprint, measure_each

MARKER = "manifest.json"


class Interrupted(KeyboardInterrupt):
    """Stopped by the user; `parts` holds what is finished."""

    def __init__(self, parts: Path, done: int):
        super().__init__(f"stopped; {done} finished part(s) are kept in {str(parts)!r}. Go on with --resume.")
        self.parts, self.done = parts, done


def measure_corpus(source, out, *, columns=None, codebook=None, tagger="framing", method="textblob",
                   workers: int = 1, resume: bool = False, format: str = "csv",
                   progress: Callable[[int, int, int], Any] | None = None,
                   characters: int = CHUNK_CHARACTERS) -> pd.DataFrame:
    """Analyse a collection of any size and write its tables into a folder.

    Articles stream through in chunks, from a folder and from a single .csv, .tsv, .jsonl, .parquet or .zip of any size
    alike; memory does not grow with the collection. A single .xlsx, .docx, .html, .txt or .md is read whole. Each chunk's
    tables are kept in a folder beside `out` until all are done, so that a stopped run can go on.

    Parameters
    ----------
    source : path, list of paths, or DataFrame
        As in `read_articles`.
    out : path
        Folder for the tables; one that an earlier run wrote is replaced when all is done.
    columns, codebook, tagger
        As in `analyze`.
    method : {"textblob", "vader"}
        How sentences are scored.
    workers : int
        Processes. The tables are the same, to the byte, for any number.
    resume : bool
        Go on with the parts a stopped run left; parts whose texts or options changed are computed again.
    format : {"csv", "parquet"}
        Parquet needs the extra ``parquet``.
    progress : callable, optional
        Called with (articles done, bytes done, bytes in all) after each chunk.
    characters : int
        Size of a chunk, in characters. The tables are the same, to the byte, for any number.

    Returns
    -------
    DataFrame
        The problems table: ``source``, ``article``, ``what``, ``detail``.

    Raises
    ------
    FileNotFoundError, ValueError
        If nothing can be read or an option is unknown.
    Interrupted
        On Ctrl-C; a KeyboardInterrupt that says where the finished parts are.

    Examples
    --------
    >>> import tempfile
    >>> from framing.scale import measure_corpus
    >>> table = pd.DataFrame({"text": ["Rain fell on Arle.", "Snow fell on Velm."], "outlet": ["Echo", "Mirror"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     problems = measure_corpus(table, folder + "/tables")
    ...     len(problems), len(pd.read_csv(folder + "/tables/articles.csv"))
    (0, 2)
    """
    choose(format, FORMATS, "format")
    choose(method, ["textblob", "vader"], "method")
    if not isinstance(workers, int) or workers < 1:
        raise ValueError(f"workers must be a whole number from 1; got {workers!r}.")
    if codebook is not None:
        from ..actors.codebook import load_codebook

        codebook = load_codebook(codebook)
    out = Path(out)
    kept = out.with_name(f".{out.name}-parts")
    if kept.exists() and not resume:
        shutil.rmtree(kept)
    kept.mkdir(parents=True, exist_ok=True)
    options = name_options(tagger=tagger, codebook=codebook, method=method, format=format)
    problems: list[dict] = []
    job = {"codebook": codebook, "tagger": tagger, "method": method, "format": format}
    batches = stream_articles(source, columns=columns, characters=characters, problems=problems)
    parts: dict[int, Path] = {}
    lost: dict[int, list[dict]] = {}
    try:
        for number, part, error, told in _run(batches, kept, options, job, workers):
            if error:
                lost[number] = [problem(error[0], "", "the chunk killed its process twice", error[1])]
            else:
                parts[number] = part
                lost[number] = read_note(part)["problems"]
            if progress:
                progress(*told)
    except KeyboardInterrupt:
        raise Interrupted(kept, sum(1 for p in kept.iterdir() if read_note(p))) from None
    problems += [row for number in sorted(lost) for row in lost[number]]
    if not parts:
        shutil.rmtree(kept, ignore_errors=True)
        first = problems[0] if problems else problem(str(source), "", "no articles")
        raise ValueError(f"nothing could be read: {first['source']}: {first['what']} {first['detail']}".strip())
    table = make_table("problems", {c: [p[c] for p in problems] for c in ("source", "article", "what", "detail")})
    assemble([parts[n] for n in sorted(parts)], out, table, options, format=format)
    shutil.rmtree(kept, ignore_errors=True)
    return table


def assemble(parts: list[Path], out: Path, problems: pd.DataFrame, options: dict, *, format: str) -> None:
    """Lay all parts together in `out`."""
    sums = {name: Sum(keys) for name, keys in SUMS.items()}
    for part in parts:
        for name, total in sums.items():
            total.add(read_sums(part, name, format=format))

    def fill(place: Path) -> None:
        for name in ROWS:
            join_rows(parts, name, place, format=format)
        totals = {name: total.total() for name, total in sums.items()}
        write_tables(finish_sums(totals) | {"problems": problems}, place, format=format)
        manifest = make_manifest(pd.DataFrame({"article": [], "text": []}))
        manifest["options"] = options
        manifest["inputs"] = "see the column sha256 of the articles table"
        write_json(place / MARKER, manifest)

    replace_folder(out, fill, marker=MARKER)


def work(number: int, articles: pd.DataFrame, kept: Path, mark: str, job: dict) -> Path:
    """Measure one chunk and keep it on disk; runs in whichever process.

    An article that cannot be measured leaves a row among the problems; the others are measured all the same.
    """
    job = dict(job)
    format = job.pop("format")
    part = kept / f"{number:06d}"
    aside = kept / f".{number:06d}-{os.getpid()}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    tables, problems = measure_each(articles, **job)
    write_part(tables, aside, {"fingerprint": mark, "articles": len(articles), "problems": problems}, format=format)
    shutil.rmtree(part, ignore_errors=True)
    os.replace(aside, part)
    return part


def name_options(*, tagger, codebook, method: str, format: str) -> dict:
    """What decides the tables beside the texts, as text: the same in every process that is asked alike."""
    from .. import __version__

    called = tagger if isinstance(tagger, str) else getattr(tagger, "__qualname__", repr(tagger))
    return {"framing": __version__, "tagger": called, "codebook": repr(codebook), "method": method, "format": format}


def _run(batches, kept: Path, options: dict, job: dict, workers: int) -> Iterator[tuple]:
    """Every chunk's (number, part, error, progress), in the order they finish."""
    done = 0

    def told(articles, at, total):
        nonlocal done
        done += articles
        return done, at, total

    pool = _Pool(workers, kept, job) if workers > 1 else None
    try:
        for number, (articles, at, total) in enumerate(batches):
            mark = fingerprint(articles, options)
            part = kept / f"{number:06d}"
            if read_note(part).get("fingerprint") == mark:
                yield number, part, None, told(len(articles), at, total)
            elif pool is None:
                yield number, work(number, articles, kept, mark, job), None, told(len(articles), at, total)
            else:
                for n, p, e, size, a, t in pool.add(number, articles, mark, at, total):
                    yield n, p, e, told(size, a, t)
        if pool is not None:
            for n, p, e, size, a, t in pool.drain():
                yield n, p, e, told(size, a, t)
    finally:
        if pool is not None:
            pool.close()


def _ignore_interrupts() -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


class _Pool:
    """A bounded process pool that outlives the death of its workers."""

    def __init__(self, workers: int, kept: Path, job: dict):
        self.workers, self.kept, self.job = workers, kept, job
        self.pool = self._new(workers)
        self.flying: dict = {}

    def _new(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_ignore_interrupts)

    def _submit(self, task) -> None:
        number, articles, mark, _, _ = task
        self.flying[self.pool.submit(work, number, articles, self.kept, mark, self.job)] = task

    def add(self, *task) -> Iterator[tuple]:
        while len(self.flying) >= 2 * self.workers:
            yield from self._collect()
        try:
            self._submit(task)
        except BrokenProcessPool:
            yield from self._recover([task])

    def drain(self) -> Iterator[tuple]:
        while self.flying:
            yield from self._collect()

    def _collect(self) -> Iterator[tuple]:
        finished, _ = wait(self.flying, return_when=FIRST_COMPLETED)
        lost = []
        for future in finished:
            task = self.flying.pop(future)
            try:
                yield self._told(task, future.result(), None)
            except BrokenProcessPool:
                lost.append(task)
        if lost:
            yield from self._recover(lost)

    def _recover(self, lost: list) -> Iterator[tuple]:
        """A worker died: whose chunk did it is unknown, so each of those under way is tried alone, twice at most."""
        lost += self.flying.values()
        self.flying.clear()
        self.pool.shutdown(wait=True, cancel_futures=True)
        for task in sorted(lost, key=lambda t: t[0]):
            yield self._alone(task)
        self.pool = self._new(self.workers)

    def _alone(self, task) -> tuple:
        number, articles, mark, _, _ = task
        for _ in range(2):
            self.pool = self._new(1)
            try:
                part = self.pool.submit(work, number, articles, self.kept, mark, self.job).result()
                return self._told(task, part, None)
            except BrokenProcessPool:
                continue
            finally:
                self.pool.shutdown(wait=True)
        names = articles["article"].astype(str)
        return self._told(task, None, (articles["source"].iloc[0], f"{len(names)} article(s) skipped, "
                                       f"{names.iloc[0]} to {names.iloc[-1]}"))

    @staticmethod
    def _told(task, part, error) -> tuple:
        number, articles, _, at, total = task
        return number, part, error, len(articles), at, total

    def close(self) -> None:
        self.pool.shutdown(wait=True, cancel_futures=True)
