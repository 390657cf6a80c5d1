"""Sentences of real news from the reference material, for tests and benchmarks."""

import json
import lzma
import random
import re


def read_sentences(shared, n=None):
    """GMB sentences (joined by blanks) and sentences of PolNeAR articles; `n` draws that many with a fixed seed."""
    found = []
    with lzma.open(shared / "gold/entities/gmb.train.c2.conll.xz", "rt", encoding="utf-8") as lines:
        words = []
        for line in lines:
            if line.strip():
                words.append(line.split()[0])
            elif words:
                found.append(" ".join(words))
                words = []
    with lzma.open(shared / "gold/quotes/polnear_train.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            found += [s for s in re.split(r"(?<=[.!?])\s+", json.loads(line)["text"]) if s]
    return found if n is None else random.Random(11).sample(found, min(n, len(found)))
