"""Notebooks executed from top to bottom, each in a kernel of its own, in its folder, two at a time.

python data/build/run_notebooks.py notebooks            write the outputs into the notebooks
python data/build/run_notebooks.py --check notebooks    run copies; say what fails and what is not as stored

A folder stands for the notebooks in it (not below it). Written outputs hold no times and no names of machines, so that
running again changes nothing but what the code gives. --check fails where a cell stops, warns or writes to stderr,
where a chart that the code draws is not stored, or where the code changed after it was run. Numbers that differ from
the stored ones are told; they fail the check only with --strict. A cell tagged "varies" (it measures time) may differ.
"""

import argparse
import base64
import hashlib
import io
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image

KERNEL = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
          "language_info": {"name": "python"}}
#: Longest time for one cell, in seconds.
CELL_SECONDS = 300
IMAGES = ("image/png", "image/svg+xml")
#: Charts are stored with so many colours, chosen so that none differs by more than can be seen: a third of the bytes.
COLOURS = 256
#: Faults told for each notebook: the first one is the cause of most others.
TOLD = 4


def run(path: Path) -> nbformat.NotebookNode:
    """The notebook with fresh outputs. A cell that fails keeps its error as an output and the rest runs on."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=CELL_SECONDS, kernel_name="python3", allow_errors=True, record_timing=False,
                   extra_arguments=["--log-level=ERROR"],
                   resources={"metadata": {"path": str(path.resolve().parent)}}).execute()
    return tidy(notebook)


def tidy(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Keep what depends on the code alone, and the code's fingerprint."""
    for cell in notebook.cells:
        cell.metadata = {k: v for k, v in cell.metadata.items() if k not in ("execution", "widgets")}
        if cell.cell_type == "code":
            cell.outputs = joined(cell.outputs)
    notebook.metadata = nbformat.from_dict(KERNEL | {"framing": {"code_sha256": fingerprint(notebook)}})
    return notebook


def joined(outputs: list) -> list:
    """Outputs with the pieces of one stream laid together: how many there are is chance."""
    kept = []
    for output in outputs:
        if output.output_type == "stream" and kept and kept[-1].get("name") == output.name:
            kept[-1].text += output.text
        else:
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = lighter(output.data["image/png"])
            kept.append(output)
    return kept


def lighter(png: str) -> str:
    """A chart with a palette of its own colours."""
    image = Image.open(io.BytesIO(base64.b64decode(png)))
    page = Image.new("RGB", image.size, "white")
    page.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    stream = io.BytesIO()
    page.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        stream, "PNG", optimize=True, dpi=image.info.get("dpi", (100, 100)))
    return base64.b64encode(stream.getvalue()).decode("ascii")


def fingerprint(notebook: nbformat.NotebookNode) -> str:
    """A hash of all code cells."""
    code = "\0".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    return hashlib.sha256(code.encode("utf8")).hexdigest()


def complaints(notebook: nbformat.NotebookNode) -> list[str]:
    """What went wrong in a notebook that was run: errors, and anything written to stderr."""
    found = []
    for number, cell in code_cells(notebook):
        for output in cell.outputs:
            if output.output_type == "error":
                found.append(f"cell {number} stopped: {output.ename}: {output.evalue}")
            elif output.output_type == "stream" and output.name == "stderr":
                found.append(f"cell {number} writes to stderr: {output.text.strip()[:300]}")
    return found


def missing(stored: nbformat.NotebookNode, fresh: nbformat.NotebookNode) -> list[str]:
    """What the stored notebook does not show although its code gives it."""
    if stored.metadata.get("framing", {}).get("code_sha256") != fingerprint(stored):
        return ["the stored outputs are not those of this code"]
    found = []
    for (number, old), (_, new) in zip(code_cells(stored), code_cells(fresh), strict=True):
        if charts(old) != charts(new):
            found.append(f"cell {number} draws {charts(new)} chart(s), {charts(old)} stored")
        elif len(old.outputs) != len(new.outputs):
            found.append(f"cell {number} has {len(new.outputs)} output(s), {len(old.outputs)} stored")
    return found


def changed(stored: nbformat.NotebookNode, fresh: nbformat.NotebookNode) -> list[str]:
    """Cells whose text is no longer the stored one."""
    pairs = zip(code_cells(stored), code_cells(fresh), strict=True)
    return [f"cell {number} gives other numbers than stored" for (number, old), (_, new) in pairs
            if "varies" not in old.metadata.get("tags", []) and words(old) != words(new)]


def code_cells(notebook) -> list[tuple[int, nbformat.NotebookNode]]:
    return list(enumerate((c for c in notebook.cells if c.cell_type == "code"), start=1))


def charts(cell) -> int:
    return sum(any(kind in o.get("data", {}) for kind in IMAGES) for o in cell.outputs)


def words(cell) -> list[str]:
    return [o.get("text") or o.get("data", {}).get("text/plain", "") for o in cell.outputs
            if not any(kind in o.get("data", {}) for kind in IMAGES)]


def listed(places: list[Path]) -> list[Path]:
    paths = [p for place in places for p in (sorted(place.glob("*.ipynb")) if place.is_dir() else [place])]
    absent = [str(p) for p in paths if not p.is_file()]
    if absent or not paths:
        sys.exit(f"no notebook there: {', '.join(absent) or ', '.join(map(str, places))}")
    return paths


def treat(path: Path, check: bool, strict: bool) -> tuple[Path, list[str], list[str], float]:
    """Run one notebook and write or compare it: faults, notes, seconds."""
    start = time.monotonic()
    fresh = run(path)
    faults, notes = complaints(fresh), []
    if check:
        stored = nbformat.read(path, as_version=4)
        faults += missing(stored, fresh)
        if not faults:
            notes = changed(stored, fresh)
            faults += notes if strict else []
    elif not faults:
        nbformat.write(fresh, path)
    return path, faults, notes, time.monotonic() - start


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="+", type=Path, help="notebooks, or folders of them")
    parser.add_argument("--check", action="store_true", help="run copies and compare")
    parser.add_argument("--strict", action="store_true", help="with --check: other numbers are faults too")
    options = parser.parse_args(argv)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # two notebooks share two cores
    os.environ.pop("MPLBACKEND", None)  # charts in the notebook
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        for path, faults, notes, seconds in pool.map(lambda p: treat(p, options.check, options.strict),
                                                     listed(options.places)):
            failed += bool(faults)
            print(f"{path.name:<36}{seconds:5.0f} s  {'FAILS' if faults else 'done'}", flush=True)
            lines = faults or notes
            for line in lines[:TOLD]:
                print(f"    {'' if faults else 'note: '}{line}")
            if len(lines) > TOLD:
                print(f"    … and {len(lines) - TOLD} more")
    if failed and not options.check:
        print("Notebooks that fail were left as they are.")
    elif failed:
        print("Where outputs are missing or old, run: python data/build/run_notebooks.py notebooks")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
