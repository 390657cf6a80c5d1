"""Which files of a source are read, in stable order; what framing itself wrote is passed over."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from .files import problem

#: What lies beside articles and is none: codebooks and notebooks, and what Windows hides.
_BESIDE = (".yaml", ".yml", ".ipynb")
_HIDDEN = (".", "~$")
_HIDDEN_NAMES = ("thumbs.db", "desktop.ini")
#: What tells a folder that framing wrote: tables, an analysis or a report; features without the texts.
_MANIFESTS = ("manifest.json", "datapackage.json")


def find_files(source, problems: list[dict]) -> Iterator[tuple[Path, str]]:
    """Every file to read, in stable order, with the name articles are called by; folders closed to us are told.

    Folders that framing wrote are passed over with a warning that names them: their tables hold the articles once more.

    Raises
    ------
    FileNotFoundError
        If a path does not exist.
    ValueError
        If a path is a folder that framing wrote.
    TypeError
        If `source` is neither a path nor a list of paths.
    """
    if isinstance(source, (str, Path)):
        path = Path(source).expanduser()
        if path.is_dir():
            for child in sorted(_walk(path, problems), key=lambda p: p.relative_to(path).parts):
                yield child, child.relative_to(path).with_suffix("").as_posix()
        elif path.exists():
            yield path, path.stem
        else:
            raise FileNotFoundError(f"there is no file or folder {str(source)!r}; check the path, "
                                    f"seen from {str(Path.cwd())!r}.")
    elif isinstance(source, Iterable):
        for one in source:
            yield from find_files(one, problems)
    else:
        raise TypeError(f"source must be a path, a list of paths or a DataFrame; got {type(source).__name__}.")


def _walk(path: Path, problems: list[dict]) -> list[Path]:
    if is_own(path):
        raise ValueError(f"{str(path)!r} is a folder that framing wrote; name the folder of your articles.")
    found, own = [], []
    for folder, folders, names in os.walk(path, onerror=partial(_closed, problems)):
        inside = [Path(folder, name) for name in sorted(folders) if not name.startswith(_HIDDEN)]
        own += (mine := [child for child in inside if is_own(child)])
        folders[:] = [child.name for child in inside if child not in mine]
        found += [child for name in names if not _is_beside(name) and (child := Path(folder, name)).is_file()]
    if own:
        warnings.warn(f"passed over what framing wrote: {', '.join(map(str, own))}.", stacklevel=2)
    return found


def _is_beside(name: str) -> bool:
    return name.startswith(_HIDDEN) or name.lower() in _HIDDEN_NAMES or name.lower().endswith(_BESIDE)


def is_own(folder: Path) -> bool:
    """Whether framing wrote a folder, as its manifest says."""
    for name in _MANIFESTS:
        try:
            told = json.loads((folder / name).read_text(encoding="utf8"))
        except (OSError, ValueError):
            continue
        if isinstance(told, dict) and "framing" in told:
            return True
    return False


def _closed(problems: list[dict], error: OSError) -> None:
    problems.append(problem(str(error.filename), "", "cannot be opened", error.strerror or str(error)))
