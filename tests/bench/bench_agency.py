"""Speed of the part-of-speech tagger and of roles, and their figures on the development trees.

Run: python tests/bench/bench_agency.py [--shared ../shared]
CPU seconds of one process. "first" starts with an empty vocabulary and loads the model, "again" is a second pass. CRFsuite
tags the same words with the same weights, its features built in Python.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "data" / "build")]

import agency as build  # noqa: E402
import postags as pos_build  # noqa: E402

import framing  # noqa: E402
from framing.agency import postags, roles  # noqa: E402


def seconds(work):
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def print_rate(name, n, work):
    first, _ = seconds(work)
    again, _ = seconds(work)
    print(f"{name:>44} {n:>9,} {n / first:>11,.0f} {n / again:>11,.0f}", flush=True)


def read_news(folder, limit):
    """Plain text of GMB's news as articles of 40 sentences."""
    sentences = pos_build.read_news(folder)[:limit]
    lines = [" ".join(words) for words in sentences]
    texts = ["\n".join(lines[k:k + 40]) for k in range(0, len(lines), 40)]
    return pd.DataFrame({"text": texts}), sentences


def time_all(folder, limit):
    frame, sentences = read_news(folder, limit)
    articles = framing.read_articles(frame)
    tokens = framing.tokenize(articles, framing.split_sections(articles))[1]
    n = len(tokens)
    print(f"{'':>44} {'tokens':>9} {'first/s':>11} {'again/s':>11}")
    print_rate("tag_words", n, lambda: framing.tag_words(tokens))
    roles.load_role_model.cache_clear()
    postags.load_tagger.cache_clear()
    print_rate("find_passives (tags, elements, roles)", n, lambda: framing.find_passives(tokens, articles))
    postags.load_tagger.cache_clear()
    capital = tokens["token"].astype(str).str[:1].str.isupper().to_numpy()
    names = tokens.loc[capital, ["article", "start", "end"]]
    print_rate(f"find_roles of {len(names):,} capitalised words", n, lambda: framing.find_roles(names, articles, tokens))
    print_crfsuite(sentences[:4000])


def print_crfsuite(sentences):
    """CRFsuite on a model of the same size, trained for one iteration: speed only."""
    import pycrfsuite
    tagger = postags.load_tagger()
    lexicon = postags.Lexicon({}, {})
    labels = pos_build.tag_all(tagger, sentences)
    trainer = pycrfsuite.Trainer(algorithm="ap", verbose=False)
    look_up = pos_build.attribute_table(lexicon)
    for words, tags in zip(sentences, labels, strict=True):
        trainer.append(pos_build.features(words, look_up), tags)
    trainer.set_params({"max_iterations": 1})
    with tempfile.TemporaryDirectory() as folder:
        trainer.train(folder + "/model")
        theirs = pycrfsuite.Tagger()
        theirs.open(folder + "/model")
        n = sum(map(len, sentences))
        look_up = pos_build.attribute_table(lexicon)
        print_rate("CRFsuite, tags only", n, lambda: [theirs.tag(pos_build.features(s, look_up)) for s in sentences])


def print_figures(folder):
    model = roles.load_role_model()
    print(f"\n{'':>28} {'ewt_dev':>9} {'ewt_test':>9}")
    columns = []
    for name in ("ewt_dev", "ewt_test"):
        batch = build.Batch(build.load_trees(folder, name))
        share, _ = pos_build.accuracy(postags.load_tagger(), pos_build.load_sentences(folder, name))
        columns.append({"accuracy of tags": share} | {k: v for k, (v, _) in build.measure(batch, model).items()})
    for what in columns[0]:
        print(f"{what:>28} " + " ".join(f"{c[what]:>9.3f}" for c in columns))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--sentences", type=int, default=20_000)
    options = parser.parse_args()
    time_all(options.shared / "gold", options.sentences)
    print_figures(options.shared / "gold")


if __name__ == "__main__":
    main()
