"""Count abbreviations and sentence starters with NLTK's Punkt trainer on public-domain news (GMB).

    python data/build/punkt.py --corpora DIR --out framing/lexicons
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from pathlib import Path

from corpora import detokenize, read_conll
from nltk.tokenize.punkt import PunktTrainer

# Written by hand: titles that stand before a name, and abbreviations any newspaper's stylebook lists.
TITLES = """mr mrs ms mx dr prof rev fr hon pres gov sen rep gen maj col lt capt cmdr sgt cpl pvt adm brig supt
insp messrs mme mlle st amb ven det""".split()
STYLEBOOK = """jan feb apr aug sept sep oct nov dec inc ltd corp co bros jr sr esq vs etc dept approx blvd rd ft
assn intl univ eds cf viz calif conn ariz ala fla ga ky mich minn nev okla tenn tex wis pa""".split()
# Ordinary words, unless a number follows: "No. 5", "Art. 2".
BEFORE_NUMBERS = "no nos vol vols fig figs p pp art sec mar jun jul".split()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpora", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options = options.parse_args()
    trainer = PunktTrainer()
    trainer.INCLUDE_ALL_COLLOCS = False
    lower, opening = Counter(), Counter()
    for document in read_conll(options.corpora / "gmb.train.c2.conll.xz"):
        sentences = [[token for token, _ in sentence] for sentence in document]
        trainer.train(" ".join(detokenize(s) for s in sentences), finalize=False)
        for sentence in sentences:
            opening[sentence[0].lower()] += sentence[0][0].isupper()
            lower.update(token for token in sentence if token.islower())
    trainer.finalize_training()
    params = trainer.get_params()
    learned = {a for a in params.abbrev_types if a.isalpha() and 1 < len(a) <= 5 and lower[a] == 0}
    starters = {w for w, n in opening.items() if w.isalpha() and n >= 20 and lower[w] >= n / 4}
    starters |= {w for w in params.sent_starters if lower[w] >= 20}
    lists = {
        "abbreviations": sorted({*TITLES, *STYLEBOOK, *BEFORE_NUMBERS, *learned}),
        "before_numbers": sorted(BEFORE_NUMBERS),
        "starters": sorted(starters),
        "titles": sorted({*TITLES}),
    }
    body = json.dumps(lists, ensure_ascii=False, indent=0).encode()
    (options.out / "punkt.json").write_bytes(body)
    card = {
        "name": "punkt", "version": "1", "built_by": "data/build/punkt.py",
        "what": "Abbreviations, titles and sentence starters for sentence ends, counted with NLTK's Punkt trainer; "
                "titles and stylebook abbreviations written by hand.",
        "data": [{"name": "Groningen Meaning Bank (training part)", "licence": "texts public domain",
                  "source": "gmb.meaningbank.org", "used_for": "counts"}],
        "size_bytes": len(body), "sha256": hashlib.sha256(body).hexdigest(), "licence": "CC0",
        "measured": [], "limits": ["English news; other languages' abbreviations are not known."],
    }
    (options.out / "punkt.card.json").write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n")
    print({k: len(v) for k, v in lists.items()}, sorted(learned))


if __name__ == "__main__":
    main()
