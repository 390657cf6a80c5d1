"""How good and how fast quotations are.

Run: python tests/bench/bench_quotes.py [--shared ../shared] [--articles 840]
Quality on the development articles, with 95 % intervals over articles; CPU seconds of one process given the tables,
stage by stage, on the training articles (chunks of 120,000 tokens).
"""

import argparse
import platform
import sys
import time
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "data" / "build")]

from quote_measures import load, measure, tables  # noqa: E402

from framing import add_voices, find_quotes  # noqa: E402
from framing.quotes.attributions import find_attributions  # noqa: E402
from framing.quotes.features import describe  # noqa: E402
from framing.quotes.indirect import find_clauses  # noqa: E402
from framing.quotes.spans import find_spans, mark_owners  # noqa: E402
from framing.quotes.text import lay_out  # noqa: E402


def seconds(work):
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def quality(folder):
    documents = load(folder / "polnear_dev.jsonl.xz")
    print(f"{'measure (PolNeAR, 84 development articles)':58} {'value':>7} {'95 % interval':>17} {'n':>6}")
    for row in measure(documents, find_quotes(*tables(documents))):
        print(f"{row['measure']:58} {row['value']:7.4f} {row['low']:8.4f}-{row['high']:.4f} {row['n']:6}")


def speed(folder, n):
    documents = load(folder / "polnear_train.jsonl.xz")[:n]
    articles, sections, sentences, tokens, mentions = tables(documents)
    characters = articles["text"].str.len().sum()
    stages = []
    first, quotes = seconds(lambda: find_quotes(articles, sections, sentences, tokens, mentions))
    again, quotes = seconds(lambda: find_quotes(articles, sections, sentences, tokens, mentions))
    voices, _ = seconds(lambda: add_voices(tokens, quotes))
    spent, text = seconds(lambda: lay_out(tokens, sentences, sections, mentions))
    stages.append(("tables to lists", spent))
    spent, spans = seconds(lambda: find_spans(text))
    stages.append(("pairs of marks", spent))
    spent, attributions = seconds(lambda: find_attributions(text, spans, mark_owners(text, spans)))
    stages.append(("cues beside marks", spent))
    spent, _ = seconds(lambda: find_clauses(text, mark_owners(text, spans), text.cues))
    stages.append(("reported clauses", spent))
    spent, _ = seconds(lambda: describe(text, spans, attributions, {}))
    stages.append(("facts for the model", spent))
    rows = [("find_quotes, first", first), ("find_quotes, again", again), ("add_voices", voices), *stages]
    print(f"\n{len(documents)} articles, {characters:,} characters, {len(quotes):,} quotations, Python "
          f"{platform.python_version()}, pandas {pd.__version__}")
    for name, spent in rows:
        print(f"{name:20} {spent:6.2f} s {characters / spent / 1e6:8.2f} million characters/s")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    options.add_argument("--articles", type=int, default=840)
    options = options.parse_args()
    folder = options.shared / "gold" / "quotes"
    if not folder.is_dir():
        sys.exit(f"no annotated articles in {folder}; name their folder with --shared.")
    quality(folder)
    speed(folder, options.articles)


if __name__ == "__main__":
    main()
