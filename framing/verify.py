"""Numbers computed again: are the tables of a folder those of their articles?"""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from .analysis import analyze
from .scale import measure_corpus

#: Sums of the same numbers may differ in their last bits; a real change is far larger.
LAST_BITS = 1e-12
_TOLD = ("framing", "python", "libraries", "models", "options")


def verify_tables(folder, source, *, codebook=None, columns=None) -> list[dict]:
    """Compute tables again from the same articles and compare them byte by byte.

    Parameters
    ----------
    folder : path
        Written by ``framing tables``, ``framing report`` or ``Analysis.save``.
    source : path, list of paths, or DataFrame
        The articles the tables were made from.
    codebook, columns
        As they were then.

    Returns
    -------
    list of dict
        First "versions" (of framing, Python, libraries, models, and the options) and, where the manifest names them,
        "inputs" (articles that are missing, new or changed); then one per table: ``table``; ``equal`` (bool, to the last
        byte); ``largest`` (float, the largest difference if nothing but numbers differs, else NaN); ``detail`` (what
        differs: how many numbers and by how much, or the first line).

    Raises
    ------
    FileNotFoundError
        If the folder holds no manifest.
    ValueError
        If nothing can be read, or the manifest is damaged.

    Notes
    -----
    Python 3.12 made the sum of floating-point numbers exact. Between 3.11 and later versions the last bits of
    dictionary scores may therefore differ: on the sample corpus 10 of 718 polarities by at most 5.6e-17 and one
    subjectivity by 1.1e-16; all other tables, and all tables of 3.12 and 3.13, are the same bytes. What differs by
    less than 1e-12 is called so in ``detail``.
    """
    folder = Path(folder)
    manifest = _read_manifest(folder)
    kind, format = _kind_of(folder, manifest)
    tagger = manifest["options"]["tagger"]
    with tempfile.TemporaryDirectory() as place:
        again = Path(place) / "again"
        if kind == "tables":
            measure_corpus(source, again, codebook=codebook, columns=columns, format=format, tagger=tagger,
                           method=manifest["options"]["method"])
        else:
            analysis = analyze(source, codebook=codebook, columns=columns, tagger=tagger)
            if kind == "report":
                from .report import write_report

                write_report(analysis, again, codebook=codebook)
            else:
                analysis.save(again, format=format)
        fresh = json.loads((again / "manifest.json").read_text(encoding="utf8"))
        rows = [_row("versions", _changes({k: manifest.get(k) for k in _TOLD}, {k: fresh.get(k) for k in _TOLD}))]
        if isinstance(fresh.get("inputs"), dict):
            rows.append(_row("inputs", _changes(manifest.get("inputs"), fresh["inputs"])))
        old, new = (place / "tables" if kind == "report" else place for place in (folder, again))
        for name in sorted({p.name for where in (old, new) for p in where.glob(f"*.{format}")}):
            rows.append(_compared(old / name, new / name))
    return rows


def _read_manifest(folder: Path) -> dict:
    path = folder / "manifest.json"
    if not path.is_file():
        raise FileNotFoundError(f"{str(folder)!r} holds no manifest.json; name a folder that `framing tables`, "
                                "`framing report` or Analysis.save() wrote.")
    try:
        manifest = json.loads(path.read_text(encoding="utf8"))
        if not isinstance(manifest["options"]["tagger"], str):
            raise TypeError("the tagger is no text")
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{str(path)!r} is damaged or of another kind: {error!r}.") from None
    return manifest


def _kind_of(folder: Path, manifest: dict) -> tuple[str, str]:
    """What wrote the folder ("tables", "report" or "analysis"), and the format of its tables."""
    if "method" in manifest["options"]:
        return "tables", manifest["options"].get("format", "csv")
    if (folder / "report.html").is_file():
        return "report", "csv"
    return "analysis", "parquet" if (folder / "articles.parquet").is_file() else "csv"


def _row(table: str, detail: str, largest: float = math.nan) -> dict:
    return {"table": table, "equal": not detail, "largest": largest if detail else 0.0, "detail": detail}


def _changes(before, now) -> str:
    """What of two manifests differs, with both values; of many only the first."""
    old, new = _flat(before), _flat(now)
    found = [f"{key} was {_shown(old.get(key))} and is {_shown(new.get(key))}"
             for key in dict.fromkeys([*old, *new]) if old.get(key) != new.get(key)]
    more = f"; and {len(found) - 5:,} more" if len(found) > 5 else ""
    return "; ".join(found[:5]) + more


def _flat(value, name: str = "") -> dict[str, str]:
    if isinstance(value, dict):
        return {k: v for key, inner in value.items() for k, v in _flat(inner, f"{name} {key}".strip()).items()}
    return {name: "none" if value is None else str(value)}


def _shown(value: str | None) -> str:
    return "absent" if value is None else value if len(value) <= 24 else value[:16] + "…"


def _compared(before: Path, now: Path) -> dict:
    name = now.stem
    if not before.is_file() or not now.is_file():
        return _row(name, "the file is missing" if now.is_file() else "it is not made from these articles")
    if before.read_bytes() == now.read_bytes():
        return _row(name, "")
    old, new = _cells(before), _cells(now)
    if old.shape == new.shape:
        rows, columns = np.nonzero(old != new)
        if not len(rows):
            return _row(name, "the cells are equal, the bytes of the files differ", 0.0)
        numbers = [(_number(old[k]), _number(new[k])) for k in zip(rows, columns, strict=True)]
        if all(a is not None and b is not None for a, b in numbers):
            largest = max(abs(a - b) for a, b in numbers)
            bits = ": last bits, as between Python 3.11 and later" if largest < LAST_BITS else ""
            return _row(name, f"{len(numbers):,} number(s) differ, by at most {largest:.2g}{bits}", largest)
    for line, (was, is_) in enumerate(zip(old.tolist(), new.tolist(), strict=False), start=1):
        if was != is_:
            return _row(name, f"line {line} was {','.join(was)[:60]!r} and is {','.join(is_)[:60]!r}")
    line = min(len(old), len(new)) + 1
    return _row(name, f"line {line} was {'there' if len(old) > len(new) else 'absent'}: {len(old) - 1:,} row(s) then, "
                      f"{len(new) - 1:,} now")


def _cells(path: Path) -> np.ndarray:
    """Header and rows as text."""
    if path.suffix == ".parquet":
        table = pd.read_parquet(path).astype(object)
        table = table.map(lambda value: repr(value) if isinstance(value, float) else str(value))
    else:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, lineterminator="\n", encoding="utf8",
                            encoding_errors="surrogatepass")
    return np.vstack([np.array(list(table.columns), object), table.to_numpy(object)])


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
