"""How time and memory of ``framing tables`` grow with the collection, what workers bring, and how fast one article is.

Run: python tests/bench/bench_growth.py [--shared ../shared] [--articles 700] [--times 10] [--gigabyte] [--only start growth files]
CPU seconds of a process and of the processes it started, peak memory of the largest of them. The time of workers is
wall-clock time: it means something on quiet cores only, so the load of the machine is printed beside it.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import chain, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "bench")]

from news_corpus import read_texts, stream_texts  # noqa: E402

PLOT = [sys.executable, "-c", "import pandas, matplotlib.pyplot"]
TABLES = [sys.executable, "-m", "framing.cli", "tables"]
GIGABYTE = 10**9
SUFFIXES = (".csv", ".jsonl", ".parquet")
PARTS = ["start", "growth", "files", "workers"]


def run(command):
    """CPU seconds, wall seconds and peak MiB of a command."""
    start = time.monotonic()
    with open(os.devnull, "wb") as nowhere:
        process = subprocess.Popen(command, cwd=ROOT, stdout=nowhere, stderr=nowhere)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = status
    if status:
        raise RuntimeError(f"{command} ended with {status}")
    return used.ru_utime + used.ru_stime, time.monotonic() - start, used.ru_maxrss / 1024


def fill(folder, texts):
    folder.mkdir()
    size = 0
    for number, text in enumerate(texts):
        place = folder / f"{number // 1000:04d}"
        place.mkdir(exist_ok=True)
        data = text.encode("utf8", "surrogatepass")
        (place / f"{number:07d}.txt").write_bytes(data)
        size += len(data)
    return size


def fill_file(path, texts):
    """All texts in one file; in Parquet in one row group, as pandas writes it."""
    if path.suffix == ".parquet":
        import pyarrow
        import pyarrow.parquet

        pyarrow.parquet.write_table(pyarrow.table({"text": list(texts)}), path)
    else:
        with open(path, "w", encoding="utf8", errors="surrogatepass", newline="") as file:
            if path.suffix == ".csv":
                csv.writer(file).writerows(chain([["text"]], ([text] for text in texts)))
            else:
                file.writelines(json.dumps({"text": text}) + "\n" for text in texts)
    return path.stat().st_size


def time_start(place, texts, rounds=5):
    article = place / "article.txt"
    article.write_text(texts[0], encoding="utf8")
    best = {}
    for _ in range(rounds):
        for name, command in (("import pandas, matplotlib.pyplot", PLOT),
                              ("framing tables article.txt", [*TABLES, str(article), "--out", str(place / "one")])):
            spent = run(command)[0]
            best[name] = min(best.get(name, spent), spent)
    plot, tables = best.values()
    for name, spent in best.items():
        print(f"{name:34} {spent:6.2f} s CPU, the best of {rounds}")
    print(f"{'':34} {tables / plot:6.2f} times (target: at most 2)\n", flush=True)


def grow(place, texts, n, times, suffix=""):
    """One folder of files, or one file with that suffix, and the same with so many times the articles."""
    rows = []
    for articles in (n, n * times):
        source = place / f"in{articles}{suffix}"
        size = (fill_file if suffix else fill)(source, islice(stream_texts(texts), articles))
        rows.append((size, *run([*TABLES, str(source), "--out", str(place / "out")])))
        print(f"{articles:>9,} articles in {suffix or 'a folder':8} {size / 1e6:8.1f} MB: {rows[-1][1]:8.1f} s CPU, "
              f"peak {rows[-1][3]:6.0f} MiB", flush=True)
    small, large = rows
    per = (large[1] / large[0]) / (small[1] / small[0]) * times
    print(f"time for {times} times the text: {per:.2f} times (target: at most 10.5); peak memory {large[3] / small[3]:.2f} times "
          "(target: at most 1.2)\n", flush=True)


def work(place, texts, n):
    folder = place / "workers"
    size = fill(folder, islice(stream_texts(texts), n))
    load = os.getloadavg()[0]
    rows = {w: run([*TABLES, str(folder), "--out", str(place / f"w{w}"), "--workers", str(w)]) for w in (1, 2)}
    differ = [f.name for f in sorted((place / "w1").iterdir()) if (place / "w2" / f.name).read_bytes() != f.read_bytes()]
    for w, (spent, wall, _) in rows.items():
        print(f"{w} worker(s), {size / 1e6:.1f} MB: {wall:7.1f} s on the clock, {spent:6.1f} s CPU")
    print(f"with 2: {rows[1][1] / rows[2][1]:.2f} times as fast (target: at least 1.6 on 2 quiet cores; load before {load:.1f} on "
          f"{os.cpu_count()} cores), {rows[2][0] / rows[1][0]:.2f} times the CPU; files that differ: {differ or 'none'}\n", flush=True)


def gigabyte(place, texts):
    def enough():
        size = 0
        for text in stream_texts(texts):
            size += len(text.encode("utf8", "surrogatepass"))
            yield text
            if size >= GIGABYTE:
                return

    size = fill(place / "gigabyte", enough())
    spent, wall, peak = run([*TABLES, str(place / "gigabyte"), "--out", str(place / "out")])
    print(f"{size / 1e9:.3f} GB: {spent:,.0f} s CPU, {wall:,.0f} s on the clock, peak {peak:,.0f} MiB (target: at most 1,536)")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--articles", type=int, default=700)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--gigabyte", action="store_true", help="also 1 GB of text; takes half an hour and more")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    options = parser.parse_args()
    texts, name = read_texts(options.shared)
    print(f"text: {name}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if "start" in options.only:
            time_start(place, texts)
        if "growth" in options.only:
            grow(place, texts, options.articles, options.times)
        if "files" in options.only:
            for suffix in SUFFIXES:
                grow(place, texts, options.articles, options.times, suffix)
        if "workers" in options.only:
            work(place, texts, 4 * options.articles)
        if options.gigabyte:
            gigabyte(place, texts)


if __name__ == "__main__":
    main()
