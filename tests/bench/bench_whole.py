"""Speed of the whole analysis, stage by stage, beside an NLTK and TextBlob notebook and a spaCy pipeline of small size.

Run: python tests/bench/bench_whole.py [--shared ../shared] [--characters 6000000] [--share 0.04] [--only-ours]
CPU seconds of one process. All models are loaded before the clock starts; our vocabulary is empty then. The corpus goes
through in chunks, as in `framing.analyze`; after each chunk the peers read a share of the same chunk, so that all of
them run side by side under the same load.
"""

import argparse
import platform
import sys
import time
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "bench"), str(ROOT / "data" / "build")]

import pandas as pd  # noqa: E402
from news_corpus import make_texts  # noqa: E402

from framing import analysis, count_terms, find_roles, score_sentiment, score_tone  # noqa: E402
from framing.read import read_articles  # noqa: E402

#: The steps of `framing.analysis.analyze_chunk`, by the name it calls them by.
STEPS = {
    "split_sections": "sections", "add_bylines": "sections", "tokenize": "tokens and sentences",
    "find_entities": "entities", "find_quotes": "quotations", "add_voices": "voices", "resolve_actors": "actors",
}
WARM = 'Velm\n\n"We will not go," President Ann Lee said on Monday. She blamed Bo Oduya, the mayor of Arle.'
TARGETS = {"NLTK and TextBlob": 20, "spaCy": 10}


class Clock:
    """CPU seconds by stage."""

    def __init__(self):
        self.spent: dict[str, float] = {}

    def time(self, stage, work, *args, **options):
        start = time.process_time()
        result = work(*args, **options)
        self.spent[stage] = self.spent.get(stage, 0.0) + time.process_time() - start
        return result

    def watch(self, module, names):
        """Have every call of these functions of a module timed."""
        for name, stage in names.items():
            work = getattr(module, name)
            setattr(module, name, lambda *a, _work=work, _stage=stage, **k: self.time(_stage, _work, *a, **k))


def analyze_whole(clock, articles):
    """The whole analysis of one chunk: tables, terms per section, sentiment per sentence."""
    tables = clock.time("whole", analysis.analyze_chunk, articles)
    clock.time("terms", count_terms, tables["tokens"], by=["article", "section"])
    clock.time("sentence sentiment", score_sentiment, tables["sentences"], tables["articles"])
    return tables


def analyze_more(clock, tables):
    clock.time("tone", score_tone, tables["mentions"], tables["articles"])
    clock.time("agency (roles)", find_roles, tables["mentions"], tables["articles"], tables["tokens"])


def count_alone(articles):
    """Tokens and terms, nothing else."""
    sections = analysis.split_sections(articles)
    _, tokens = analysis.tokenize(articles, sections)
    return count_terms(tokens, by=["article", "section"])


def print_stages(spent, characters):
    """Seconds, rate and share of every stage of the whole, then the rows beside it."""
    beside = ("tone", "agency (roles)", "counting alone")
    stages = {k: v for k, v in spent.items() if k not in ("whole", *beside)}
    whole = spent["whole"] + spent["terms"] + spent["sentence sentiment"]
    stages["joins, other"] = whole - sum(stages.values())
    print(f"\n{'stage':22} {'seconds':>8} {'Mchar/s':>8} {'share':>7}")
    for name, seconds in stages.items():
        print(f"{name:22} {seconds:8.2f} {characters / seconds / 1e6:8.2f} {seconds / whole:7.1%}")
    print(f"{'whole':22} {whole:8.2f} {characters / whole / 1e6:8.2f} {1:7.1%}")
    for name in beside:
        if name in spent:
            print(f"{name:22} {spent[name]:8.2f} {characters / spent[name] / 1e6:8.2f}")
    return characters / whole


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--characters", type=int, default=6_000_000)
    parser.add_argument("--share", type=float, default=0.04, help="part of each chunk that the peers read")
    parser.add_argument("--only-ours", action="store_true")
    options = parser.parse_args()
    texts, name = make_texts(options.shared, options.characters)
    size = sum(map(len, texts))
    packages = ("numpy", "pandas") + (() if options.only_ours else ("nltk", "textblob", "spacy"))
    print(f"{size:,} characters: {name}")
    print(f"Python {platform.python_version()}, " + ", ".join(f"{p} {metadata.version(p)}" for p in packages))
    peers = {}
    if not options.only_ours:
        from peers import make_nltk, make_spacy

        for peer, make in (("NLTK and TextBlob", make_nltk), ("spaCy", make_spacy)):
            peers[peer], told = make(options.shared)
            print(f"{peer}: {told}")
    warm = read_articles(pd.DataFrame({"text": [WARM]}))
    analyze_more(Clock(), analyze_whole(Clock(), warm))
    clock, read, per_chunk = Clock(), dict.fromkeys(peers, 0), []
    counting = Clock()
    articles = read_articles(pd.DataFrame({"text": texts}))
    for chunk in analysis.chunks(articles):
        counting.time("counting alone", count_alone, chunk)
    clock.watch(analysis, STEPS)
    for chunk in analysis.chunks(articles):
        before = dict(clock.spent)
        tables = analyze_whole(clock, chunk)
        analyze_more(clock, tables)
        whole = sum(clock.spent[k] - before.get(k, 0) for k in ("whole", "terms", "sentence sentiment"))
        rates = {"ours": chunk["text"].str.len().sum() / whole}
        for peer, work in peers.items():
            sample = take_share(chunk["text"].tolist(), options.share)
            n, last = sum(map(len, sample)), clock.spent.get(peer, 0)
            clock.time(peer, work, sample)
            read[peer] += n
            rates[peer] = n / (clock.spent[peer] - last)
        per_chunk.append(rates)
    spent = {k: v for k, v in clock.spent.items() if k not in peers} | counting.spent
    ours = print_stages(spent, size)
    if peers:
        print(f"\n{'peer':22} {'characters':>11} {'Mchar/s':>8} {'times ours':>11} {'lowest-highest chunk':>21} {'target':>7}")
    for peer in peers:
        rate = read[peer] / clock.spent[peer]
        ratios = sorted(r["ours"] / r[peer] for r in per_chunk)
        print(f"{peer:22} {read[peer]:11,} {rate / 1e6:8.3f} {ours / rate:11.1f} {ratios[0]:12.1f}-{ratios[-1]:.1f}"
              f" {TARGETS[peer]:>10}")
    alone = size / spent["counting alone"] / 1e6
    print(f"counting alone: {alone:.2f} million characters/s (target 4)")


def take_share(texts, share):
    """Whole articles from the middle of the chunk, about so large a part of it."""
    wanted, at, taken = share * sum(map(len, texts)), len(texts) // 2, []
    while wanted > 0 and at < len(texts):
        taken.append(texts[at])
        wanted -= len(texts[at])
        at += 1
    return taken


if __name__ == "__main__":
    main()
