"""Whether the workers of a cluster are there, and have the framing of this process."""

from __future__ import annotations

from functools import cache
from uuid import uuid4

from ..resources import list_cards

#: Seconds that a worker may take to come.
PATIENCE = 60


@cache
def tell_version() -> dict[str, str]:
    """What decides the numbers in this process: the version of framing, and the sha256 of each model and list."""
    from .. import __version__

    return {"framing": __version__} | {card["name"]: card.get("sha256_found", "") for card in list_cards()}


def name_differences(theirs: dict[str, str], ours: dict[str, str]) -> str:
    """Both versions in words.

    Examples
    --------
    >>> name_differences({"framing": "0.1"}, {"framing": "0.2"})
    'framing 0.1, not 0.2'
    """
    return ", ".join(f"{name} {theirs.get(name, 'absent')[:12]}, not {ours.get(name, 'absent')[:12]}"
                     for name in sorted({*theirs, *ours}) if theirs.get(name) != ours.get(name))


def check_workers(client) -> None:
    """Whether a cluster can work, before anything is asked of it.

    Raises
    ------
    ValueError
        If no worker comes, or one of them lacks framing, or has another version or other models than this process.
    """
    from distributed import wait

    try:
        wait(client.submit(str, uuid4().hex), timeout=PATIENCE)  # a task, so that a cluster that grows at need does
    except TimeoutError:
        raise ValueError(f"no worker came to the scheduler {client.scheduler.address} within {PATIENCE} seconds; start some "
                         "with: dask worker ADDRESS") from None
    for worker, error in client.run(exec, "import framing.scale", {}, on_error="return").items():
        if isinstance(error, Exception):
            raise ValueError(f"worker {worker} cannot import framing ({type(error).__name__}: {error}); install it "
                             "there, in the version of this machine.")
    for worker, theirs in client.run(tell_version).items():
        if theirs != tell_version():
            raise ValueError(f"worker {worker} has {name_differences(theirs, tell_version())}; all must have the same.")


def wait_for_some(client, pending: set) -> set:
    """Those of the tasks that are finished, as soon as some are.

    Raises
    ------
    ConnectionError
        If the cluster has lost all its workers, and none comes back within a minute.
    """
    from distributed import wait

    while True:
        try:
            return wait(pending, timeout=PATIENCE, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            if not client.scheduler_info()["workers"]:
                raise ConnectionError(f"the cluster at {client.scheduler.address} has no worker any more; start some, and "
                                      "go on with --resume (resume=True).") from None
