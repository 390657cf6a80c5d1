"""Numbers computed again: are the tables of a folder those of their articles?"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from .scale import measure_corpus


def verify_tables(folder, source, *, codebook=None, columns=None) -> list[dict]:
    """Compute tables again from the same articles and compare them byte by byte.

    Parameters
    ----------
    folder : path
        Written by `framing.scale.measure_corpus` (``framing tables``).
    source : path, list of paths, or DataFrame
        The articles the tables were made from.
    codebook, columns
        As they were then.

    Returns
    -------
    list of dict
        One per table: ``table``, ``equal`` (bool), ``detail`` (the first line that differs).

    Raises
    ------
    FileNotFoundError
        If the folder holds no manifest.
    ValueError
        If nothing can be read, or the manifest is damaged.
    """
    folder = Path(folder)
    manifest_path = folder / "manifest.json"
    if not manifest_path.is_file():
        raise FileNotFoundError(f"{str(folder)!r} holds no manifest.json; name a folder that `framing tables` wrote.")
    try:
        manifest = json.loads(manifest_path.read_text(encoding="utf8"))
        options = manifest["options"]
        chosen = {"method": options["method"], "format": options["format"], "tagger": options["tagger"]}
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{str(manifest_path)!r} is damaged or of another kind: {error!r}.") from None
    rows = []
    with tempfile.TemporaryDirectory() as place:
        again = Path(place) / "again"
        measure_corpus(source, again, codebook=codebook, columns=columns, **chosen)
        fresh = json.loads((again / "manifest.json").read_text(encoding="utf8"))
        rows.append(_compared("versions", _versions(manifest), _versions(fresh)))
        for path in sorted(again.glob(f"*.{chosen['format']}")):
            old = folder / path.name
            before = old.read_bytes() if old.is_file() else b""
            rows.append(_compared(path.stem, before, path.read_bytes()))
    return rows


def _versions(manifest: dict) -> bytes:
    kept = {k: manifest.get(k) for k in ("framing", "python", "libraries", "models", "options")}
    return json.dumps(kept, indent=0, sort_keys=True).encode()


def _compared(table: str, before: bytes, now: bytes) -> dict:
    if before == now:
        return {"table": table, "equal": True, "detail": ""}
    if not before:
        return {"table": table, "equal": False, "detail": "the file is missing"}
    old, new = before.splitlines(), now.splitlines()
    at = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    was = old[at][:60].decode("utf8", "replace") if at < len(old) else "nothing"
    is_ = new[at][:60].decode("utf8", "replace") if at < len(new) else "nothing"
    return {"table": table, "equal": False, "detail": f"line {at + 1} was {was!r} and is {is_!r}"}
