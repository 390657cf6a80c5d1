"""Speed of tone toward an actor, from text to probabilities, and what the card says of its quality.

Run: python tests/bench/bench_tone.py [--shared ../shared] [--repeat 4]
CPU seconds of one process; "first" starts with an empty vocabulary and loads the model, "again" is a second pass.
"""

import argparse
import json
import lzma
import platform
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from framing import resources, score_tone, split_sections, tokenize  # noqa: E402
from framing.tone.model import load_model  # noqa: E402

PER_ARTICLE = 25


def seconds(work):
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def read_targets(path):
    with lzma.open(path, "rt", encoding="utf8") as stream:
        return pd.DataFrame([json.loads(line) for line in stream])


def as_articles(targets, per_article):
    """Articles of that many targets' sentences each, one paragraph per sentence; and the mentions in them."""
    owner = np.arange(len(targets)) // per_article
    size = targets["text"].str.len() + 1
    shift = (size.cumsum() - size).to_numpy()
    first = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    shift = shift - shift[first][owner]
    names = [f"a{k}" for k in range(owner[-1] + 1)]
    articles = pd.DataFrame({"article": pd.Categorical(names, categories=names),
                             "text": targets.groupby(owner)["text"].agg("\n".join).astype("str"), "title": ""})
    mentions = pd.DataFrame({"article": articles["article"].array[owner], "start": targets["start"] + shift,
                             "end": targets["end"] + shift})
    return mentions, articles


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--repeat", type=int, default=4)
    options = parser.parse_args()
    path = options.shared / "gold" / "tone" / "newsmtsc_train.jsonl.xz"
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}")
    loading, _ = seconds(load_model)
    print(f"load the model: {loading:.3f} s")
    if path.is_file():
        targets = pd.concat([read_targets(path)] * options.repeat, ignore_index=True)
        print(f"{'mentions per second':40} {'first':>10} {'again':>10}")
        for label, per_article in ((f"articles of {PER_ARTICLE} mentions", PER_ARTICLE), ("articles of one sentence", 1)):
            mentions, articles = as_articles(targets, per_article)
            first, _ = seconds(lambda: score_tone(mentions, articles))  # noqa: B023
            again, _ = seconds(lambda: score_tone(mentions, articles))  # noqa: B023
            print(f"{label:40} {len(mentions) / first:10,.0f} {len(mentions) / again:10,.0f}")
        mentions, articles = as_articles(targets, PER_ARTICLE)
        sections = split_sections(articles)
        _, tokens = tokenize(articles, sections)
        again, _ = seconds(lambda: score_tone(mentions, articles, tokens=tokens))
        print(f"{'the same with a token table':40} {'':>10} {len(mentions) / again:10,.0f}")
    card = next(c for c in resources.list_cards() if c["name"] == "tone")
    for row in card["measured"]:
        print(f"{row['set'][:60]:60} {row['measure']:50} {row['value']} ({row['low']} to {row['high']}), n = {row['n']}")


if __name__ == "__main__":
    main()
