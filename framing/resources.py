"""The files that ship inside the package: model weights, word lists and their cards."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from importlib import util
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
FOLDERS = ("models", "lexicons")


def resource_path(name: str) -> Path:
    """The path of a file below ``framing/models`` or ``framing/lexicons``.

    Raises
    ------
    FileNotFoundError
        If no such file ships with this version; the message lists those that do.
    """
    for folder in FOLDERS:
        path = HERE / folder / name
        if path.is_file():
            return path
    known = sorted(p.name for f in FOLDERS for p in (HERE / f).glob("*") if p.is_file())
    raise FileNotFoundError(f"framing ships no file {name!r}; it has {known}. Reinstalling the package brings "
                            "back a lost file.")


def load_arrays(name: str) -> dict[str, np.ndarray]:
    """All arrays of ``NAME.npz`` (no pickles)."""
    with np.load(resource_path(name + ".npz"), allow_pickle=False) as data:
        return {key: data[key] for key in data.files}


def save_arrays(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write an .npz whose bytes depend on the arrays alone (entries sorted, no time stamps)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for key in sorted(arrays):
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.asanyarray(arrays[key]), allow_pickle=False)
            entry = zipfile.ZipInfo(key + ".npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, buffer.getvalue())


def load_json(name: str):
    """The content of a shipped .json file."""
    return json.loads(resource_path(name).read_bytes())


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    with open(path, "rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def list_cards() -> list[dict]:
    """Every model's and lexicon's card, by name, with the file's actual sha256 under ``sha256_found``.

    Returns
    -------
    list of dict
        The cards as stored, each with ``file`` and ``sha256_found`` added.
    """
    cards = []
    for folder in FOLDERS:
        for path in sorted((HERE / folder).glob("*.json")):
            card = json.loads(path.read_bytes())
            if not isinstance(card, dict) or "built_by" not in card:
                continue
            stem = path.name.removesuffix(".json").removesuffix(".card")
            data = next((p for p in sorted((HERE / folder).glob(stem + ".*")) if p != path), None)
            if data is not None:
                card = card | {"file": f"{folder}/{data.name}", "sha256_found": sha256(data)}
            cards.append(card)
    return cards


def package_file(package: str, *parts: str) -> Path:
    """A data file inside an installed package, found without importing the package.

    Raises
    ------
    ModuleNotFoundError
        If the package is not installed.
    """
    spec = util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"the package {package!r} is not installed; run: pip install {package}")
    return Path(spec.submodule_search_locations[0]).joinpath(*parts)


def sample_folder() -> Path:
    """The folder of the sample corpus: inside an installed package, or in a checkout.

    Raises
    ------
    FileNotFoundError
        If neither is there.
    """
    return _place(HERE / "sample", HERE.parent / "data" / "sample")


def sample_notebook(name: str) -> Path:
    """A notebook that ships with the sample corpus.

    Raises
    ------
    FileNotFoundError
        If it is neither in the installed package nor in a checkout.
    """
    return _place(HERE / "sample" / "notebooks" / name, HERE.parent / "notebooks" / name)


def validity_file() -> Path:
    """The table of what each measure is worth on hand-coded texts.

    Raises
    ------
    FileNotFoundError
        If it is neither in the installed package nor in a checkout.
    """
    return _place(HERE / "validity.csv", HERE.parent / "data" / "validity.csv")


def _place(*places: Path) -> Path:
    for place in places:
        if place.exists():
            return place
    raise FileNotFoundError(f"this installation of framing lacks {places[0].name!r}; reinstall it, or work in a checkout.")
