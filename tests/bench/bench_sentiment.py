"""Speed of the two lexicon methods beside the packages whose numbers they give.

Run: python tests/bench/bench_sentiment.py [--shared ../shared] [--sentences 60000]
CPU seconds of one process; "first" starts with an empty vocabulary and loads the lexicon, "again" is a second pass.
"""

import argparse
import platform
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from news_sentences import read_sentences  # noqa: E402


def seconds(work):
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def compare(name, ours, theirs, texts, same):
    first, scores = seconds(lambda: ours(texts))
    again, _ = seconds(lambda: ours(texts))
    original, expected = seconds(lambda: [theirs(text) for text in texts])
    wrong = sum(not same(scores, k, value) for k, value in enumerate(expected))
    n = len(texts)
    print(f"{name:>9} {n / original:>10,.0f} {n / first:>11,.0f} {n / again:>11,.0f} {original / first:>8.1f} "
          f"{original / again:>8.1f} {wrong:>6}", flush=True)


def textblob(texts):
    from textblob import TextBlob

    from framing.sentiment import polarity

    compare("TextBlob", polarity.score_texts, lambda t: tuple(TextBlob(t).sentiment), texts,
            lambda s, k, v: (s.polarity[k], s.subjectivity[k]) == v)


def vader(texts):
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    from framing.sentiment import vader as engine

    scores = SentimentIntensityAnalyzer().polarity_scores
    compare("VADER", engine.score_texts, lambda t: tuple(scores(t).values()), texts,
            lambda s, k, v: (s.negative[k], s.neutral[k], s.positive[k], s.compound[k]) == v)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--sentences", type=int, default=60_000)
    parser.add_argument("--only", choices=["textblob", "vader"])
    options = parser.parse_args()
    if options.only is None:
        print(f"Python {platform.python_version()}, " + ", ".join(
            f"{p} {metadata.version(p)}" for p in ("numpy", "textblob", "vaderSentiment")))
        print(f"{'':>9} {'original/s':>10} {'first/s':>11} {'again/s':>11} {'x first':>8} {'x again':>8} {'wrong':>6}",
              flush=True)
        for only in ("textblob", "vader"):
            subprocess.run([sys.executable, __file__, "--shared", options.shared, "--sentences",
                            str(options.sentences), "--only", only], check=True)
        return
    texts = read_sentences(options.shared, options.sentences)
    {"textblob": textblob, "vader": vader}[options.only](texts)


if __name__ == "__main__":
    main()
