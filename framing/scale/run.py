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

from ..analysis import CHUNK_CHARACTERS, hash_codebook, make_manifest
from ..read import nothing_read, problem, stream_articles
from ..schema import choose, make_table
from ..store import FORMATS, check_folder, replace_folder, write_json, write_tables
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
        Go on with the parts a stopped run left; parts whose texts changed are computed again.
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
    FileExistsError, NotADirectoryError, OSError
        If `out` is a file, holds files that framing did not write, or cannot be written.
    FileNotFoundError, ValueError
        If nothing can be read, an option is unknown, `out` holds the articles, or the stopped run that is to go on had other
        options.
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
    check_folder(out, marker=MARKER, source=source)
    kept = out.with_name(f".{out.name}-parts")
    options = name_options(tagger=tagger, codebook=codebook, method=method, format=format)
    asked = options | {"columns": repr(dict(columns or {})), "characters": characters}
    if kept.exists() and resume:
        _check_resumable(kept, asked)
    elif kept.exists():
        shutil.rmtree(kept)
    kept.mkdir(parents=True, exist_ok=True)
    problems: list[dict] = []
    job = {"codebook": codebook, "tagger": tagger, "method": method, "format": format}
    batches = stream_articles(source, columns=columns, characters=characters, problems=problems)
    parts: dict[int, Path] = {}
    lost: dict[int, list[dict]] = {}
    try:
        for number, part, error, told in _run(batches, kept, asked, job, workers):
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
        raise nothing_read(problems or [problem(str(source), "", "no articles")])
    table = make_table("problems", {c: [p[c] for p in problems] for c in ("source", "article", "what", "detail")})
    assemble([parts[n] for n in sorted(parts)], out, table, options, format=format)
    shutil.rmtree(kept, ignore_errors=True)
    return table


def _check_resumable(kept: Path, asked: dict) -> None:
    """Refuse to go on with the parts of a run that had other options: none of them could be used."""
    for part in sorted(kept.iterdir()):
        before = read_note(part).get("options", asked)
        changed = [name for name in asked if before.get(name) != asked[name]]
        if changed:
            told = ", ".join("another codebook" if name == "codebook" else f"{name} {before.get(name)}, not {asked[name]}"
                             for name in changed)
            raise ValueError(f"the stopped run had {told}. Give what it had, to go on with its parts in {str(kept)!r}, or "
                             "leave out --resume (resume=True) to compute all of them again.")


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


def work(number: int, articles: pd.DataFrame, kept: Path, note: dict, job: dict) -> Path:
    """Measure one chunk and keep it on disk, with a note of what it was made from; runs in whichever process.

    An article that cannot be measured leaves a row among the problems; the others are measured all the same.
    """
    job = dict(job)
    format = job.pop("format")
    part = kept / f"{number:06d}"
    aside = kept / f".{number:06d}-{os.getpid()}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    tables, problems = measure_each(articles, **job)
    write_part(tables, aside, note | {"articles": len(articles), "problems": problems}, format=format)
    shutil.rmtree(part, ignore_errors=True)
    os.replace(aside, part)
    return part


def name_options(*, tagger, codebook, method: str, format: str) -> dict:
    """What decides the tables beside the texts, as text: the same in every process that is asked alike."""
    from .. import __version__

    called = tagger if isinstance(tagger, str) else getattr(tagger, "__qualname__", repr(tagger))
    return {"framing": __version__, "tagger": called, "codebook": hash_codebook(codebook), "method": method,
            "format": format}


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
            note = {"fingerprint": fingerprint(articles, options), "options": options}
            part = kept / f"{number:06d}"
            if read_note(part).get("fingerprint") == note["fingerprint"]:
                yield number, part, None, told(len(articles), at, total)
            elif pool is None:
                yield number, work(number, articles, kept, note, job), None, told(len(articles), at, total)
            else:
                for n, p, e, size, a, t in pool.add(number, articles, note, at, total):
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
        number, articles, note, _, _ = task
        self.flying[self.pool.submit(work, number, articles, self.kept, note, self.job)] = task

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
        number, articles, note, _, _ = task
        for _ in range(2):
            self.pool = self._new(1)
            try:
                part = self.pool.submit(work, number, articles, self.kept, note, self.job).result()
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
