"""Count English function words in tagged text (GUM and EWT training parts): the stop-word list.

    python data/build/stopwords.py --corpora DIR --out framing/lexicons

A word is a stop word when it was seen at least five times and at least 70 % of its uses carry a tag of a closed
class (article, pronoun, preposition, conjunction, modal, particle) or are forms of be, have and do.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
from collections import Counter
from pathlib import Path

CLOSED = set("DT PDT WDT PRP PRP$ WP WP$ WRB EX IN CC TO MD RP POS".split())
AUXILIARIES = set("be am is are was were been being have has had having do does did doing done".split())
ADVERBS = set("not n't very too so just also then than there here now".split())  # adverbs without content
CONTRACTED = {"not": "n't"}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpora", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options = options.parse_args()
    closed, total = Counter(), Counter()
    for name in ("gum_train.tsv.xz", "ewt_train.tsv.xz"):
        previous = None
        for line in lzma.open(options.corpora / name, "rt", encoding="utf8"):
            fields = line.rstrip("\n").split("\t")
            if len(fields) < 5:
                previous = None
                continue
            word, tag = fields[1].lower().replace("’", "'"), fields[3]
            if word == "n't" and previous:
                word, tag = previous + word, "MD"
            previous = word
            total[word] += 1
            closed[word] += tag in CLOSED or word in AUXILIARIES | ADVERBS
    words = {w for w, n in total.items() if n >= 5 and closed[w] >= 0.7 * n and w.strip("'").isascii()
             and w.replace("'", "").isalpha() and len(w) <= 12}
    words |= AUXILIARIES | ADVERBS | {"a", "i", "s", "won't", "can't", "cannot", "shan't"}
    body = json.dumps({"english": sorted(words)}, indent=0).encode()
    (options.out / "stopwords.json").write_bytes(body)
    card = {
        "name": "stopwords", "version": "1", "built_by": "data/build/stopwords.py",
        "what": f"{len(words)} English function words, counted in tagged text.",
        "data": [{"name": "GUM, training part", "licence": "CC BY 4.0 (annotations)", "source": "gucorpling.org/gum",
                  "used_for": "counts"},
                 {"name": "UD English EWT, training part", "licence": "CC BY-SA 4.0",
                  "source": "universaldependencies.org", "used_for": "counts"}],
        "size_bytes": len(body), "sha256": hashlib.sha256(body).hexdigest(), "licence": "CC BY-SA 4.0",
        "measured": [], "limits": ["English only."],
    }
    (options.out / "stopwords.card.json").write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n")
    print(len(words), sorted(words))


if __name__ == "__main__":
    main()
