"""One machine: chunks in turn or on several processes, each kept on disk until all are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import chain, islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd

from ..analysis import CHUNK_CHARACTERS, hash_codebook, make_manifest
from ..read import nothing_read, problem, stream_articles
from ..schema import choose, make_table
from ..store import FORMATS, check_folder, replace_folder, write_json, write_tables
from .joins import Sum, finish_sums, join_rows, read_note, read_sums
from .kept import Kept, check_parts
from .parts import ROWS, SUMS, fingerprint
from .pool import Pool, work

MARKER = "manifest.json"


class Interrupted(KeyboardInterrupt):
    """Stopped by the user; `parts` holds what is finished."""

    def __init__(self, parts: Path, done: int):
        super().__init__(f"stopped; {done} finished part(s) are kept in {str(parts)!r}. Go on with --resume (resume=True)."
                         if done else "stopped; nothing was finished yet.")
        self.parts, self.done = parts, done


def measure_corpus(source, out, *, columns=None, codebook=None, tagger="framing", method="textblob",
                   workers: int = 1, resume: bool = False, restart: bool = False, format: str = "csv",
                   progress: Callable[[int, int, int], Any] | None = None,
                   stage: Callable[[str, int], Any] | None = None,
                   characters: int = CHUNK_CHARACTERS) -> pd.DataFrame:
    """Analyse a collection of any size and write its tables into a folder.

    Articles stream through in chunks, from a folder and from a single .csv, .tsv, .jsonl, .parquet or .zip of any size
    alike. Of an article that is done no more is held than its name, 150 bytes or so: 100,000 articles passed in 172 MiB of
    memory, 400,000 in 218. A single .xlsx, .docx, .html, .txt or .md is read whole. Each chunk's tables are kept in a folder
    beside `out` until all are done, so that a stopped run can go on; on disk that takes up to 2.1 times the tables, and 3.1
    times where older tables are replaced.

    On Ctrl-C the chunks that several processes have under way are finished first; a second Ctrl-C stops at once.

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
        Go on with the parts a stopped run left, of the same options; parts whose texts changed are computed again. So
        are all parts of a `tagger` of your own, whose code may have changed.
    restart : bool
        Remove the parts a stopped run left. Without `resume` or `restart` they are in the way.
    format : {"csv", "parquet"}
        Parquet needs the extra ``parquet``.
    progress : callable, optional
        Called with (articles done, bytes done, bytes in all) after each chunk.
    stage : callable, optional
        Called with (what, articles): "reused" before the `progress` of a chunk that a stopped run had done, "joining" when
        all articles are measured, "stopping" (0) when chunks under way are waited for.
    characters : int
        Size of a chunk, in characters. The tables are the same, to the byte, for any number.

    Returns
    -------
    DataFrame
        The problems table: ``source``, ``article``, ``what``, ``detail``. An article that raises an error, or kills its
        process (with 2 workers and more), is "not measured"; all others are.

    Raises
    ------
    FileExistsError, NotADirectoryError, OSError
        If `out` is a file, holds files that framing did not write, or cannot be written.
    FileNotFoundError, ValueError
        If nothing can be read, an option is unknown, `out` holds the articles, or the stopped run that is to go on had other
        options.
    FileExistsError
        If a stopped run left parts and neither `resume` nor `restart` is given.
    BlockingIOError
        If another run is writing into `out`.
    OSError
        If the disk is full; what is finished is kept for `resume`.
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
    options = name_options(tagger=tagger, codebook=codebook, method=method, format=format)
    asked = options | {"columns": repr(dict(columns or {})), "characters": characters} | own_code(tagger)
    problems: list[dict] = []
    job = {"codebook": codebook, "tagger": tagger, "method": method, "format": format}
    batches = stream_articles(source, columns=columns, characters=characters, problems=problems)
    stage = stage or (lambda what, articles: None)
    parts: dict[int, Path] = {}
    marks: dict[Path, str] = {}
    lost: dict[int, list[dict]] = {}
    with Kept(out, resume=resume, restart=restart) as kept:
        try:
            first = list(islice(batches, 1))  # a wrong path must not cost the parts of a stopped run
            if resume:
                check_resumable(kept.place, asked)
            if first:
                kept.begin()
            with closing(_run(chain(first, batches), kept.place, asked, job, workers, stage)) as finished:
                for number, mark, part, told, done in finished:
                    if part is not None:
                        parts[number], marks[part] = part, mark
                    lost[number] = told if part is None else read_note(part)["problems"]
                    if progress:
                        progress(*done)
            problems += [row for number in sorted(lost) for row in lost[number]]
            if not parts:
                raise nothing_read(problems or [problem(str(source), "", "no articles")])
            table = make_table("problems", {c: [p[c] for p in problems] for c in ("source", "article", "what", "detail")})
            stage("joining", sum(read_note(part)["articles"] for part in marks))
            check_parts(marks)
            assemble([parts[n] for n in sorted(parts)], out, table, options, format=format)
        except KeyboardInterrupt:
            raise Interrupted(kept.place, kept.count()) from None
    return table


def own_code(tagger) -> dict:
    """What marks the parts of a tagger that is no name: its code may change, so no two runs share a part."""
    return {} if isinstance(tagger, str) else {"run": uuid4().hex}


def check_resumable(kept: Path, asked: dict) -> None:
    """Refuse to go on with the parts of a run that had other options: none of them could be used."""
    for part in sorted(kept.iterdir() if kept.is_dir() else []):
        before = read_note(part).get("options", asked)
        changed = [name for name in asked if name != "run" and before.get(name) != asked[name]]
        if changed:
            told = ", ".join("another codebook" if name == "codebook" else f"{name} {before.get(name)}, not {asked[name]}"
                             for name in changed)
            raise ValueError(f"the stopped run had {told}. Give what it had, to go on with its parts in {str(kept)!r}, or "
                             "give --restart (restart=True) to compute all of them again.")


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


def name_options(*, tagger, codebook, method: str, format: str) -> dict:
    """What decides the tables beside the texts, as text: the same in every process that is asked alike."""
    from .. import __version__

    called = tagger if isinstance(tagger, str) else getattr(tagger, "__qualname__", repr(tagger))
    return {"framing": __version__, "tagger": called, "codebook": hash_codebook(codebook), "method": method,
            "format": format}


def _run(batches, kept: Path, options: dict, job: dict, workers: int, stage) -> Iterator[tuple]:
    """Every chunk's (number, mark, part, problems, progress), in the order they finish."""
    done = 0

    def told(task, part, problems):
        nonlocal done
        number, articles, note, at, total = task
        done += len(articles)
        return number, note["fingerprint"], part, problems, (done, at, total)

    pool = Pool(workers, kept, job, lambda: stage("stopping", 0)) if workers > 1 else None
    try:
        for number, (articles, at, total) in enumerate(batches):
            note = {"fingerprint": fingerprint(articles, options), "options": options}
            part = kept / f"{number:06d}"
            task = number, articles, note, at, total
            if read_note(part).get("fingerprint") == note["fingerprint"]:
                stage("reused", len(articles))
                yield told(task, part, [])
            elif pool is None:
                yield told(task, work(number, articles, kept, note, job), [])
            else:
                yield from (told(*finished) for finished in pool.add(*task))
        if pool is not None:
            yield from (told(*finished) for finished in pool.drain())
    finally:
        if pool is not None:
            pool.close()
