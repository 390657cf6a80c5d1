"""How good quotations and speakers are on annotated articles (PolNeAR's layout): used by the build and the benchmark."""

from __future__ import annotations

import json
import lzma
import re
from pathlib import Path

import numpy as np
import pandas as pd

import framing

#: Annotations that name a cue as the speaker: speaker and cue were swapped.
SWAPPED = {"said", "says", "asked", "wrote", "noted", "added"}
DRAWS, SEED = 2000, 0


def load(path: Path) -> list[dict]:
    """The annotated articles of a file."""
    return [json.loads(line) for line in lzma.open(path, "rt", encoding="utf8")]


def tables(documents: list[dict]):
    """articles, sections, sentences, tokens and mentions of some documents."""
    articles = framing.read_articles(pd.DataFrame({"text": [d["text"] for d in documents]}))
    sections = framing.split_sections(articles)
    sentences, tokens = framing.tokenize(articles, sections)
    return articles, sections, sentences, tokens, framing.find_entities(articles, tokens)


def bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without marks and punctuation at its ends."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def count(documents: list[dict], quotes: pd.DataFrame) -> pd.DataFrame:
    """Hits and misses per article.

    Direct quotations and fragments are compared per paragraph, without marks and punctuation at both ends. A
    quotation in single marks inside an annotated content is neither hit nor false alarm. A speaker is right when it
    overlaps the annotated one or their last words agree.
    """
    totals = np.zeros((len(documents), 12), "int64")
    rows = quotes[quotes["kind"] != "indirect"]
    by_article = rows.groupby(rows["article"].cat.codes.to_numpy())
    found = {number: part for number, part in by_article}
    reported = quotes[quotes["kind"] == "indirect"]
    for number, document in enumerate(documents):
        text, tally = document["text"], totals[number]
        gold = {bare(text, q["start"], q["end"]): q for q in document["quotes"]}
        contents = [p for a in document["attributions"] for p in a["pieces"]]
        wanted = {k: q for k, q in gold.items() if q["kind"] != "full_cut"}
        tally[1] = len(wanted)
        tally[3] = sum(q["kind"] == "full" for q in wanted.values())
        hits = set()
        for row in found.get(number, rows.iloc[:0]).itertuples():
            for piece in re.finditer(r"[^\n]+", text[row.start:row.end]):
                span = bare(text, row.start + piece.start(), row.start + piece.end())
                quote = gold.get(span)
                if quote is None:
                    nested = text[row.start] in "'‘’`" and any(a <= span[0] and span[1] <= b for a, b in contents)
                    tally[2] += not nested
                elif quote["kind"] != "full_cut":
                    hits.add(span)
                    tally[2] += 1
                    _count_speaker(tally, row, quote)
        tally[0] = len(hits)
        tally[4] = sum(wanted[k]["kind"] == "full" for k in hits)
        for row in reported[reported["article"].cat.codes.to_numpy() == number].itertuples():
            best = max((sum(max(0, min(row.end, b) - max(row.start, a)) for a, b in r["pieces"])
                        for r in document["attributions"]), default=0)
            tally[10] += 1
            tally[11] += 2 * best > row.end - row.start
    return pd.DataFrame(totals, columns=["hits", "gold", "found", "whole", "whole_hits", "named", "right", "whole_named",
                                         "whole_right", "swapped", "reported", "reported_right"])


def _count_speaker(tally, row, quote) -> None:
    if quote.get("speaker_start") is None:
        return
    theirs = quote["speaker_text"]
    right = row.speaker != "" and (
        (row.speaker_start < quote["speaker_end"] and row.speaker_end > quote["speaker_start"])
        or row.speaker.split()[-1].strip(".,'’").lower() == theirs.split()[-1].strip(".,'’").lower())
    whole = quote["kind"] == "full"
    tally[5:9] += np.array([1, right, whole, right and whole])
    tally[9] += theirs.lower() in SWAPPED


def scores(totals: np.ndarray) -> dict[str, float]:
    """The measures from summed counts (columns as `count` gives them)."""
    hits, gold, found, whole, whole_hits, named, right, whole_named, whole_right, swapped, reported, good = totals
    return {"F1 of exact spans": 2 * hits / (gold + found), "precision": hits / found, "recall": hits / gold,
            "recall of whole quotations": whole_hits / whole, "speaker right, whole quotations": whole_right / whole_named,
            "speaker right, all": right / named, "speaker right, all, but swapped annotations": right / (named - swapped),
            "reported clauses inside an annotated content": good / reported}


def measure(documents: list[dict], quotes: pd.DataFrame) -> list[dict]:
    """Each measure with a 95 % bootstrap interval over articles."""
    counts = count(documents, quotes).to_numpy()
    generator = np.random.default_rng(SEED)
    draws = [scores(counts[generator.integers(0, len(counts), len(counts))].sum(axis=0)) for _ in range(DRAWS)]
    sizes = counts.sum(axis=0)
    n = {"recall of whole quotations": sizes[3], "speaker right, whole quotations": sizes[7], "precision": sizes[2],
         "speaker right, all": sizes[5], "reported clauses inside an annotated content": sizes[10],
         "speaker right, all, but swapped annotations": sizes[5] - sizes[9]}
    rows = []
    for name, value in scores(sizes).items():
        low, high = np.quantile([d[name] for d in draws], [0.025, 0.975])
        rows.append({"measure": name, "value": round(float(value), 4), "low": round(float(low), 4),
                     "high": round(float(high), 4), "n": int(n.get(name, sizes[1]))})
    return rows
