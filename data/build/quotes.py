"""Train the small logistic model that tells attributed speech from other words in quotation marks.

    python data/build/quotes.py --corpora DIR --out framing/models

DIR holds ``polnear_train.jsonl.xz``: political news with every attribution marked by hand. Only a weight per plain
fact (see ``framing/quotes/features.py``) leaves this script: no words, no names, no text.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from quote_measures import bare, load, measure, tables  # noqa: E402

from framing import quotes as quotations  # noqa: E402
from framing.quotes import find_quotes, read_marks  # noqa: E402
from framing.quotes.features import FACTS  # noqa: E402
from framing.quotes.text import lay_out  # noqa: E402
from framing.resources import save_arrays, sha256  # noqa: E402

#: Added to every score: a scare quote taken for speech misleads more than a single quoted word that is missed.
LENIENCE = -0.2
RIDGE = 1.0
CHUNK = 60


def examples(documents: list[dict]):
    """Facts and label (1 speech, 0 not) of each pair of marks that the annotation decides."""
    for at in range(0, len(documents), CHUNK):
        chunk = documents[at:at + CHUNK]
        _, sections, sentences, tokens, mentions = tables(chunk)
        text = lay_out(tokens, sentences, sections, mentions)
        spans, *_, facts = read_marks(text)
        gold = [{bare(d["text"], q["start"], q["end"]): q["kind"] for q in d["quotes"]} for d in chunk]
        contents = [[p for a in d["attributions"] for p in a["pieces"]] for d in chunk]
        for span, held in zip(spans, facts, strict=True):
            number = text.article[span.first]
            pieces = [bare(chunk[number]["text"], text.start[a], text.end[b]) for a, b in span.pieces]
            kinds = {gold[number][p] for p in pieces if p in gold[number]}
            inside = span.single and any(s <= pieces[0][0] and pieces[0][1] <= e for s, e in contents[number])
            unmarked = span.parent >= 0 or inside or (span.single and text.heading[span.first])
            if "full_cut" in kinds or (not kinds and unmarked):
                continue
            yield held, int(bool(kinds))


def fit(facts: list[list[int]], labels: np.ndarray) -> np.ndarray:
    """Logistic regression with a ridge, by Newton's method."""
    matrix = np.zeros((len(facts), len(FACTS)))
    for row, held in enumerate(facts):
        matrix[row, held] = 1
    weights = np.zeros(len(FACTS))
    for _ in range(50):
        p = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (labels - p) - RIDGE * weights
        bend = (matrix * (p * (1 - p))[:, None]).T @ matrix + RIDGE * np.eye(len(FACTS))
        step = np.linalg.solve(bend, slope)
        weights += step
        if np.abs(step).max() < 1e-10:
            break
    return weights


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--corpora", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options = options.parse_args()
    facts, labels = map(list, zip(*examples(load(options.corpora / "polnear_train.jsonl.xz")), strict=True))
    weights = fit(facts, np.array(labels, float))
    weights[0] += LENIENCE
    weights = np.round(weights, 3)
    path = options.out / "quotes.npz"
    save_arrays(path, {"facts": np.array(FACTS), "weights": weights})
    quotations._weights.cache_clear()
    measured = []
    for name, role in (("polnear_dev", "PolNeAR, development part (held out)"), ("polnear_train", "PolNeAR, training part")):
        documents = load(options.corpora / f"{name}.jsonl.xz")
        measured += [{"set": role, **row} for row in measure(documents, find_quotes(*tables(documents)))]
    card = {
        "name": "quotes", "version": "1", "built_by": "data/build/quotes.py",
        "what": f"{len(FACTS)} weights of a logistic model: are these words in quotation marks attributed speech?",
        "data": [{"name": "PolNeAR, training part (840 articles)", "source": "github.com/networkdynamics/PolNeAR",
                  "licence": "none stated; weights were tuned with it, nothing was copied",
                  "used_for": "weights of plain facts; no words are kept"}],
        "features": list(FACTS), "examples": len(labels), "speech": int(sum(labels)),
        "size_bytes": path.stat().st_size, "sha256": sha256(path), "licence": "MIT", "measured": measured,
        "limits": ["English news; tuned on news of the United States.",
                   "One or two quoted words are the hard case: a scare quote to one reader is a quotation to another.",
                   "Titles of works without a word like 'film' or 'series' near them may pass as speech."],
    }
    (options.out / "quotes.json").write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n")
    print(f"{len(labels)} pairs of marks, {sum(labels)} of them speech; {path.stat().st_size} bytes")
    for row in measured:
        print(f"{row['value']:.4f} ({row['low']:.4f}-{row['high']:.4f})  {row['measure']}, {row['set']}")
    for name, weight in sorted(zip(FACTS, weights, strict=True), key=lambda item: item[1]):
        print(f"{weight:7.3f}  {name}")


if __name__ == "__main__":
    main()
