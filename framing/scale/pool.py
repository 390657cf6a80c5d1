"""Processes that measure chunks: they outlive the death of one of them, and none outlives the run."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import get_context, resource_tracker
from pathlib import Path
from threading import Thread

import pandas as pd

from ..analysis import take_articles
from ..read import problem
from .joins import write_part
from .parts import NOT_MEASURED, measure_each

_CONTEXT = get_context("spawn")


def work(number: int, articles: pd.DataFrame, kept: Path, note: dict, job: dict, told: Sequence[dict] = ()) -> Path:
    """Measure one chunk and keep it on disk, with a note of what it was made from; runs in whichever process.

    An article that cannot be measured leaves a row among the problems, behind those `told` already; the others are
    measured all the same.
    """
    job = dict(job)
    format = job.pop("format")
    part = kept / f"{number:06d}"
    aside = kept / f".{number:06d}-{os.getpid()}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    tables, problems = measure_each(articles, **job)
    write_part(tables, aside, note | {"articles": len(articles), "problems": [*told, *problems]}, format=format)
    shutil.rmtree(part, ignore_errors=True)
    os.replace(aside, part)
    return part


def _begin(parent) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent) -> None:
    """End this process when the other end of the pipe is closed: by the parent, or by its death."""
    with suppress(EOFError, OSError):
        parent.recv()
    os._exit(1)


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes started meanwhile never hear Ctrl-C, not even while they import; for this one it waits."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it would lift the block when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def survive(articles: pd.DataFrame, job: dict) -> None:
    """Measure articles for nothing but to see whether the process outlives it."""
    with suppress(Exception):
        measure_each(articles, **{name: value for name, value in job.items() if name != "format"})


class Pool:
    """A bounded process pool that outlives the death of its workers.

    Parameters
    ----------
    workers : int
    kept : Path
        Where parts are kept.
    job : dict
        As `work` takes it.
    stopping : callable
        Called before chunks under way are waited for.
    """

    def __init__(self, workers: int, kept: Path, job: dict, stopping: Callable[[], object]):
        self.workers, self.kept, self.job, self.stopping = workers, kept, job, stopping
        self.heard, self.alive = _CONTEXT.Pipe(duplex=False)
        self.pool = self._new(workers)
        self.flying: dict = {}

    def _new(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(workers, mp_context=_CONTEXT, initializer=_begin, initargs=(self.heard,))

    def _submit(self, function, *args) -> Future:
        with _deaf():
            return self.pool.submit(function, *args)

    def add(self, *task) -> Iterator[tuple]:
        """Take a chunk (number, articles, note, at, total); gives those that are finished meanwhile, as `drain`."""
        while len(self.flying) >= 2 * self.workers:
            yield from self._collect()
        number, articles, note, _, _ = task
        try:
            self.flying[self._submit(work, number, articles, self.kept, note, self.job)] = task
        except BrokenProcessPool:
            yield from self._recover([task])

    def drain(self) -> Iterator[tuple]:
        """All chunks still under way, as they finish.

        Yields
        ------
        (task, part, problems)
            The folder of its tables, or None if none of its articles could be measured; then why.
        """
        while self.flying:
            yield from self._collect()

    def _collect(self) -> Iterator[tuple]:
        finished, _ = wait(self.flying, return_when=FIRST_COMPLETED)
        lost = []
        for future in finished:
            task = self.flying.pop(future)
            try:
                yield task, future.result(), []
            except BrokenProcessPool:
                lost.append(task)
        if lost:
            yield from self._recover(lost)

    def _recover(self, lost: list) -> Iterator[tuple]:
        """A worker died: whose chunk did it is unknown, so each of those under way is tried alone."""
        lost += self.flying.values()
        self.flying.clear()
        self.pool.shutdown(wait=True, cancel_futures=True)
        for task in sorted(lost, key=lambda t: t[0]):
            yield self._alone(task)
        self.pool = self._new(self.workers)

    def _alone(self, task) -> tuple:
        """A chunk in a process of its own; if it dies, without the articles that kill it."""
        number, articles, note, _, _ = task
        with suppress(BrokenProcessPool):
            return task, self._apart(work, number, articles, self.kept, note, self.job), []
        deadly = set(self._deadly(articles, list(range(len(articles)))))
        told = [problem(articles["source"].iloc[row], str(articles["article"].iloc[row]), NOT_MEASURED,
                        "it killed its process, twice alone") for row in sorted(deadly)]
        good = [row for row in range(len(articles)) if row not in deadly]
        if good:
            with suppress(BrokenProcessPool):
                return task, self._apart(work, number, take_articles(articles, good), self.kept, note, self.job, told), []
            told = [problem(source, str(name), NOT_MEASURED, "its chunk killed its process, again and again")
                    for source, name in zip(articles["source"], articles["article"], strict=True)]
        return task, None, told

    def _deadly(self, articles: pd.DataFrame, rows: list[int]) -> list[int]:
        """Which of the articles kill a process; found by halves."""
        if len(rows) == 1:
            return rows if self._kills(articles, rows) and self._kills(articles, rows) else []
        half = len(rows) // 2
        return [row for some in (rows[:half], rows[half:]) if len(some) == 1 or self._kills(articles, some)
                for row in self._deadly(articles, some)]

    def _kills(self, articles: pd.DataFrame, rows: list[int]) -> bool:
        try:
            self._apart(survive, take_articles(articles, rows), self.job)
        except BrokenProcessPool:
            return True
        return False

    def _apart(self, function, *args):
        self.pool = self._new(1)
        try:
            result = self._submit(function, *args).result()
        except Exception:  # on Ctrl-C, `close` waits
            self.pool.shutdown(wait=True)
            raise
        self.pool.shutdown(wait=True)
        return result

    def close(self) -> None:
        """Wait for the chunks under way; interrupted once more, kill them."""
        try:
            if any(not future.done() for future in self.flying):
                self.stopping()
            self.pool.shutdown(wait=True, cancel_futures=True)
        except KeyboardInterrupt:
            for process in list((getattr(self.pool, "_processes", None) or {}).values()):
                process.kill()
            raise
        finally:
            self.alive.close()
            self.heard.close()
