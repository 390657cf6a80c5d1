"""Fuzz one target with atheris, which steers by the code that is reached.

    pip install atheris
    python tests/fuzz/run.py any_text -max_total_time=600 [FOLDER_OF_INPUTS]

An input that breaks a target is written as ``crash-…``; give it to the same command to see it again, and add it to
`tests/test_faults.py` as a case.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from pathlib import Path


def main() -> None:
    """Run the target named first; the other arguments are libFuzzer's."""
    import atheris

    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    with atheris.instrument_imports(include=["framing", "yaml"]):
        import framing
        from fuzz import targets

        for public in ("read_articles", "split_sections", "tokenize", "find_entities", "find_quotes", "analyze",
                       "read_coding_sheet"):
            getattr(framing, public)

    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in targets.TARGETS:
        sys.exit(f"name a target: {', '.join(targets.TARGETS)}")
    warnings.simplefilter("ignore")
    arguments = [sys.argv[0], *sys.argv[2:]]
    if all(a.startswith("-") for a in arguments[1:]):
        folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
        for number, seed in enumerate(targets.seeds(name)):
            (folder / f"seed-{number}").write_bytes(seed)
        arguments.append(str(folder))
    atheris.Setup(arguments, targets.TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
