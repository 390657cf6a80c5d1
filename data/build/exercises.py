"""Student copies of the exercises, made from the source notebooks by nbgrader's own preprocessors.

python data/build/exercises.py --write    make the student copies
python data/build/exercises.py --check    they are current, solutions pass, unanswered copies fail every check
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)
from traitlets.config import Config

FOLDER = Path(__file__).resolve().parents[2] / "notebooks" / "exercises"


def student_copy(source: Path) -> str:
    config = Config({"ClearSolutions": {"code_stub": {"python": "# your code here"}, "text_stub": "*Your answer here.*"}})
    notebook = nbformat.read(source, as_version=4)
    for step in (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ClearHiddenTests, ComputeChecksums):
        notebook, _ = step(config=config).preprocess(notebook, {})
    return nbformat.writes(notebook) + "\n"


def checks(path: Path) -> list[list[str]]:
    """Run a notebook; the error lines of each graded code cell (none where it passed)."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3", allow_errors=True, extra_arguments=["--log-level=ERROR"],
                   resources={"metadata": {"path": str(path.parent)}}).execute()
    found = []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        errors = [f"{o.ename}: {o.evalue}" for o in cell.outputs if o.output_type == "error"]
        if cell.metadata.get("nbgrader", {}).get("grade"):
            found.append(errors)
        elif errors:
            found.append(["cell stopped: " + errors[0]])
    return found


def main(mode: str) -> int:
    faults = []
    for source in sorted((FOLDER / "source").glob("*.ipynb")):
        student = FOLDER / "student" / source.name
        if mode == "--write":
            student.parent.mkdir(exist_ok=True)
            student.write_text(student_copy(source), encoding="utf8")
            continue
        if not student.exists() or student.read_text(encoding="utf8") != student_copy(source):
            faults.append(f"{source.name}: the student copy is not current; run python data/build/exercises.py --write")
            continue
        faults += [f"{source.name}: {e}" for errors in checks(source) for e in errors]
        blank = checks(student)
        if not blank or not all(len(e) == 1 and "no answer yet" in e[0] for e in blank):
            faults.append(f"{source.name}: an unanswered copy should fail each check with a helpful message; got {blank}")
    print("\n".join(faults) or f"exercises: {mode[2:]} done")
    return bool(faults)


if __name__ == "__main__":
    if sys.argv[1:] not in (["--write"], ["--check"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
