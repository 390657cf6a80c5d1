"""Every ratio of the project in one go, each with its command, the machine and the versions of the peers.

Run: python tests/bench/run.py [--shared ../shared] [--only whole growth entities …] [--gigabyte]
Needs the extra ``bench``. The numbers of a quiet machine differ from those of a busy one, their ratios less so.
"""

import argparse
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "tests" / "bench"
#: Order of the report; what is not here comes behind, by name.
FIRST = ("whole", "growth", "entities", "quotes", "sentiment", "tone", "agency")
PACKAGES = ("numpy", "pandas", "pyarrow", "nltk", "textblob", "vaderSentiment", "spacy", "python-crfsuite", "scikit-learn",
            "dask", "distributed")


def benchmarks() -> list[str]:
    """The names of all bench_NAME.py."""
    found = sorted(path.stem.removeprefix("bench_") for path in BENCH.glob("bench_*.py"))
    return [n for n in FIRST if n in found] + [n for n in found if n not in FIRST]


def processor() -> str:
    """The processor as the system calls it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf8").splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def versions() -> str:
    found = []
    for package in PACKAGES:
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            found.append(f"{package} absent")
    return ", ".join(found)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--only", nargs="*", choices=benchmarks(), default=benchmarks(), metavar="NAME")
    parser.add_argument("--gigabyte", action="store_true", help="also send 1 GB of text through; takes half an hour and more")
    options = parser.parse_args()
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores of {processor()}, {platform.system()}")
    print(f"Python {platform.python_version()}, {versions()}")
    failed = []
    for name in options.only:
        command = [sys.executable, str(BENCH / f"bench_{name}.py"), "--shared", str(options.shared)]
        command += ["--gigabyte"] if name == "growth" and options.gigabyte else []
        load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
        print(f"\n## {name}: python tests/bench/bench_{name}.py (load before: {load:.1f})\n", flush=True)
        start = time.monotonic()
        if subprocess.run(command).returncode:
            failed.append(name)
        print(f"({time.monotonic() - start:.0f} s on the clock)", flush=True)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
