"""The shared tables of the Lukashenko interview, from the article's text, which is its publisher's and is not here.

python data/build/lukashenko.py [ARTICLE]            write data/lukashenko-interview
python data/build/lukashenko.py --check [ARTICLE]    say whether it is what this version of framing gives

ARTICLE is the text file; title, author, outlet and, where known, date are in gold.json beside it.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import pandas as pd

import framing
from framing.features.bundle import table_names

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = ROOT.parent / "shared" / "gold" / "lukashenko-interview" / "article.txt"
FOLDER = ROOT / "data" / "lukashenko-interview"


def make(article: Path, folder: Path) -> None:
    """Analyse the article and write its tables."""
    told = json.loads((article.parent / "gold.json").read_text(encoding="utf8"))
    text = framing.read_articles(article)["text"][0]
    table = pd.DataFrame({"article": ["lukashenko-interview"], "text": [text], "outlet": [told["outlet"]],
                          "author": [told["author"]], "published": [told.get("published", "")]})
    framing.export_features(framing.analyze(table), folder, licence="CC0-1.0")


def differences(folder: Path, other: Path) -> list[str]:
    """The tables that are not the same in both. Versions and the last digits of a sum may differ between machines."""
    ours, theirs = framing.load_features(folder), framing.load_features(other)
    changed = []
    for name in table_names():
        try:
            pd.testing.assert_frame_equal(getattr(ours, name), getattr(theirs, name), rtol=1e-9)
        except AssertionError:
            changed.append(name)
    return changed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("article", nargs="?", type=Path, default=ARTICLE)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args()
    if not options.article.is_file():
        print(f"{options.article.name} is not there; name the file that holds the article.", file=sys.stderr)
        return 1
    if not options.check:
        make(options.article, FOLDER)
        return 0
    with tempfile.TemporaryDirectory() as place:
        make(options.article, Path(place) / "new")
        changed = differences(FOLDER, Path(place) / "new")
    print("current" if not changed else f"not current: {', '.join(changed)}")
    return int(bool(changed))


if __name__ == "__main__":
    sys.exit(main())
