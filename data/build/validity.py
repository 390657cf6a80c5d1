"""The validity table: each measure of the package beside human codes, with interval and n.

    python data/build/validity.py --corpora DIR [--check]

DIR holds the folders entities, quotes, agency and tone of human-coded development data. Writes data/validity.csv and the
table between the markers in README.md. With --check nothing is written: the script scores again and says what has
changed (exit code 1 if anything has, 0 if not or if DIR is absent). Tone's figures come from its model card, where
articles were held out in turn; that the card belongs to the shipped weights is checked.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import framing  # noqa: E402
from framing import resources  # noqa: E402
from framing.stats import bootstrap_interval  # noqa: E402

BEGIN, END = "<!-- validity:begin -->", "<!-- validity:end -->"
COLUMNS = ["what", "figure", "data", "value", "low", "high", "n", "unit"]
#: Figures may move by this much without the table being called stale.
TOLERANCE = 0.0015
_NAMES = {"PER": "PERSON", "LOC": "LOC", "ORG": "ORG"}
_ROLES = np.array(["none", "agent", "patient", "patient", "agent"])


def bootstrap_ratio(what, figure, data, over, under, n, unit) -> dict:
    """A ratio of sums, with an interval from resampling the rows (documents or sentences)."""
    over, under = np.asarray(over, float), np.asarray(under, float)

    def ratio(rows):
        return float(over[rows].sum() / max(under[rows].sum(), 1e-12))

    low, high = bootstrap_interval(ratio, len(over), n_resamples=1000)
    return dict(zip(COLUMNS, (what, figure, data, round(ratio(np.arange(len(over))), 3), round(low, 3), round(high, 3),
                              int(n), unit), strict=True))


def prepare(texts: list[str]):
    """articles, sections, sentences, tokens of plain texts."""
    articles = framing.read_articles(pd.DataFrame({"text": texts}))
    sections = framing.split_sections(articles)
    return articles, sections, *framing.tokenize(articles, sections)


def article_numbers(table: pd.DataFrame) -> list[int]:
    return table["article"].cat.codes.tolist()


def measure_entities(corpora: Path) -> Iterator[dict]:
    """Exact span and type of PERSON, LOC, ORG, on plain text."""
    from corpora import read_conll

    for file, data in (("gum.news.test.conll.xz", "GUM news"), ("uner_ewt.test.h.conll.xz", "Universal NER web text"),
                       ("politics.dev.h.conll.xz", "CrossNER politics")):
        texts, gold = [], []
        for document in read_conll(corpora / "entities" / file):
            text, spans = lay_out(document)
            texts.append(text)
            gold.append(spans)
        if len(texts) < 8:
            texts, gold = by_sentence(texts, gold)
        articles, _, _, tokens = prepare(texts)
        found = [set() for _ in texts]
        mentions = framing.find_entities(articles, tokens)
        for k, start, end, label in zip(article_numbers(mentions), mentions["start"], mentions["end"],
                                        mentions["label"].astype(str), strict=True):
            if label in _NAMES.values():
                found[k].add((start, end, label))
        hits = [len(a & b) for a, b in zip(gold, found, strict=True)]
        sizes = [len(a) + len(b) for a, b in zip(gold, found, strict=True)]
        yield bootstrap_ratio("named entities", "F1, exact span and type", data, 2 * np.array(hits), sizes,
                              sum(map(len, gold)), "names")


def lay_out(document) -> tuple[str, set]:
    """Plain text of tagged sentences, a line each, and the spans of names in it."""
    from corpora import detokenize

    parts, spans, at = [], set(), 0
    for sentence in document:
        line = detokenize([token for token, _ in sentence])
        place, open_span = 0, None
        for token, tag in [*sentence, ("", "O")]:
            token = '"' if token in {"``", "''"} else token
            start = line.index(token, place) if token else len(line)
            if open_span and not (tag[:2] == "I-" and tag[2:] == open_span[2]):
                if open_span[2] in _NAMES:
                    spans.add((at + open_span[0], at + open_span[1], _NAMES[open_span[2]]))
                open_span = None
            if tag != "O":
                open_span = (open_span[0] if open_span else start, start + len(token), tag[2:])
            place = start + len(token)
        parts.append(line)
        at += len(line) + 1
    return "\n".join(parts), spans


def by_sentence(texts, gold) -> tuple[list[str], list[set]]:
    """Long documents without borders, cut into runs of twenty lines."""
    cut_texts, cut_gold = [], []
    for text, spans in zip(texts, gold, strict=True):
        lines, at = text.split("\n"), 0
        for k in range(0, len(lines), 20):
            part = "\n".join(lines[k:k + 20])
            end = at + len(part)
            cut_texts.append(part)
            cut_gold.append({(a - at, b - at, label) for a, b, label in spans if at <= a and b <= end})
            at = end + 1
    return cut_texts, cut_gold


def measure_quotes(corpora: Path) -> Iterator[dict]:
    """Direct quotations and their speakers."""
    with lzma.open(corpora / "quotes" / "polnear_dev.jsonl.xz", "rt", encoding="utf8") as stream:
        documents = [json.loads(line) for line in stream]
    articles, sections, sentences, tokens = prepare([d["text"] for d in documents])
    mentions = framing.find_entities(articles, tokens)
    quotes = framing.find_quotes(articles, sections, sentences, tokens, mentions)
    quotes = quotes[quotes["kind"].isin(["direct", "fragment"])]
    found: list[dict] = [{} for _ in documents]
    for k, row in zip(article_numbers(quotes), quotes.to_dict("records"), strict=True):
        text = documents[k]["text"]
        span = bare(text, row["start"], row["end"])
        single = row["parent"] >= 0 or text[row["start"]] in "'‘"
        found[k][span] = (row, single)
    counts = np.array([count_quotes(d, f) for d, f in zip(documents, found, strict=True)], float)
    hits, n_found, n_gold, whole_hits, n_whole, right, asked = counts.T
    data = "PolNeAR political news, development part"
    yield bootstrap_ratio("direct quotations", "F1, exact span", data, 2 * hits, n_found + n_gold, n_gold.sum(),
                          "quotations")
    yield bootstrap_ratio("direct quotations", "recall of whole quotations", data, whole_hits, n_whole, n_whole.sum(),
                          "quotations")
    yield bootstrap_ratio("speaker", "right, whole quotations found", data, right, asked, asked.sum(), "quotations")


def bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without marks and punctuation at its ends."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def count_quotes(document: dict, found: dict) -> tuple:
    text = document["text"]
    gold = {bare(text, q["start"], q["end"]): q for q in document["quotes"]}
    ignored = {span for span, q in gold.items() if q["kind"] == "full_cut"}
    gold = {span: q for span, q in gold.items() if span not in ignored}
    contents = [piece for a in document["attributions"] for piece in a["pieces"]]
    counted = {span for span, (_, single) in found.items() if span not in ignored
               and (span in gold or not (single and any(a <= span[0] and span[1] <= b for a, b in contents)))}
    hits = counted & gold.keys()
    whole = {span for span, q in gold.items() if q["kind"] == "full"}
    asked = [span for span in whole & hits if gold[span].get("speaker_text")]
    right = sum(same_speaker(gold[span], found[span][0]) for span in asked)
    return len(hits), len(counted), len(gold), len(whole & hits), len(whole), right, len(asked)


def same_speaker(gold: dict, row: dict) -> bool:
    """Overlapping the annotated speaker, or with the same last name."""
    if 0 <= row["speaker_start"] < gold["speaker_end"] and gold["speaker_start"] < row["speaker_end"]:
        return True
    names = [[word.strip(".,;:'’") for word in speaker.split() if word[:1].isupper()]
             for speaker in (gold["speaker_text"], row["speaker"])]
    return bool(names[0] and names[1]) and names[0][-1] == names[1][-1]


def measure_roles(corpora: Path) -> Iterator[dict]:
    """Agent and patient of names that are given, on plain text."""
    from agency import find_names, word_role
    from trees import read_trees, sentence_text

    texts, spans = [], []
    for document in read_trees(corpora / "agency" / "ewt_test.tsv.xz"):
        lines, at, here = [], 0, []
        for tree in document:
            line = sentence_text(tree.words, tree.spaces)
            place = np.cumsum([0] + [len(w) + s for w, s in zip(tree.words, tree.spaces, strict=True)])
            for low, high in find_names(tree):
                tops = [j for j in range(low, high) if not low <= tree.heads[j] < high]
                role = str(_ROLES[word_role(tree, tops[0]) if tops else 0])
                here.append((at + int(place[low]), at + int(place[high - 1]) + len(tree.words[high - 1]), role))
            lines.append(line)
            at += len(line) + 1
        texts.append("\n".join(lines))
        spans.append(here)
    articles, _, _, tokens = prepare(texts)
    owner = np.repeat(np.arange(len(texts)), [len(s) for s in spans])
    start, end, gold = zip(*[name for here in spans for name in here], strict=True)
    mentions = pd.DataFrame({"article": articles["article"].array[owner], "start": np.array(start, np.int32),
                             "end": np.array(end, np.int32)})
    guess = framing.find_roles(mentions, articles, tokens)["role"].astype(str).to_numpy()
    gold = np.array(gold)

    def per_document(mask):
        return np.bincount(owner[mask], minlength=len(texts))

    hit, data = (gold == guess) & (gold != "none"), "Universal Dependencies EWT web text, test part, names given"
    yield bootstrap_ratio("agency", "micro-F1 of agent and patient", data, 2 * per_document(hit),
                          per_document(gold != "none") + per_document(guess != "none"), (gold != "none").sum(), "roles")
    yield bootstrap_ratio("agency", "precision of agents", data, per_document(hit & (gold == "agent")),
                          per_document(guess == "agent"), (guess == "agent").sum(), "agents given")


def read_tone_card(_: Path) -> Iterator[dict]:
    """Tone's figures from its card, model and dictionaries side by side."""
    card = next(c for c in resources.list_cards() if c["name"] == "tone")
    if card["sha256"] != card["sha256_found"]:
        raise SystemExit("framing/models/tone.json is not the card of tone.npz; run data/build/tone.py again.")
    for row in card["measured"]:
        if row["low"] is None:
            continue
        method = next((m for m in ("VADER", "TextBlob") if m in row["set"]), "")
        unit = "actors" if row["measure"].startswith("Pearson") else "mentions"
        yield dict(zip(COLUMNS, (
            f"sentiment of the sentence ({method})" if method else "tone toward an actor", row["measure"],
            "NewsMTSC US political news" + ("" if method else ", articles held out in turn"),
            *(round(row[c], 3) for c in ("value", "low", "high")), row["n"], unit), strict=True))


MEASURES = {"entities": measure_entities, "quotes": measure_quotes, "agency": measure_roles, "tone": read_tone_card}


def build_table(corpora: Path) -> pd.DataFrame:
    rows = []
    for name, measure in MEASURES.items():
        print(f"{name} …", file=sys.stderr, flush=True)
        rows += measure(corpora)
    return pd.DataFrame(rows, columns=COLUMNS)


def markdown(table: pd.DataFrame) -> str:
    lines = ["| measure | figure | human-coded data | value | 95 % interval | n |", "|---|---|---|---|---|---|"]
    lines += [f"| {r.what} | {r.figure} | {r.data} | {r.value:.3f} | {r.low:.3f} to {r.high:.3f} | {r.n:,} {r.unit} |"
              for r in table.itertuples()]
    return "\n".join(lines)


def put_between(readme: str, body: str) -> str:
    head, _, rest = readme.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{body}\n{END}{tail}"


def differences(kept: pd.DataFrame, now: pd.DataFrame) -> list[str]:
    """What a person should know has changed between two tables."""
    keys = ["what", "figure", "data"]
    both = kept.merge(now, on=keys, how="outer", suffixes=("_kept", "_now"), indicator=True)
    found = [f"{row['what']}, {row['figure']}, {row['data']}: only in the "
             f"{'kept' if row['_merge'] == 'left_only' else 'new'} table"
             for row in both[both["_merge"] != "both"].to_dict("records")]
    for row in both[both["_merge"] == "both"].to_dict("records"):
        if abs(row["value_kept"] - row["value_now"]) > TOLERANCE or row["n_kept"] != row["n_now"]:
            found.append(f"{row['what']}, {row['figure']}, {row['data']}: {row['value_kept']} (n = {row['n_kept']}) in the "
                         f"table, {row['value_now']} (n = {row['n_now']}) now")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=ROOT.parent / "shared" / "gold")
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    options = parser.parse_args()
    path, readme = ROOT / "data" / "validity.csv", ROOT / "README.md"
    if not options.corpora.is_dir():
        print(f"the human-coded data ({options.corpora}) is not on this machine; nothing was measured.")
        return 0 if options.check else 1
    table = build_table(options.corpora)
    body = markdown(table)
    marked = readme.is_file() and BEGIN in readme.read_text(encoding="utf8")
    if options.check:
        found = differences(pd.read_csv(path), table)
        if marked and markdown(pd.read_csv(path)) not in readme.read_text(encoding="utf8"):
            found.append("the table in README.md is not the one in data/validity.csv")
        print("\n".join(found) or f"all {len(table)} figures are what the package scores now.")
        if found:
            print("Write the table again: python data/build/validity.py --corpora DIR")
        return int(bool(found))
    table.to_csv(path, index=False)
    if marked:
        readme.write_text(put_between(readme.read_text(encoding="utf8"), body), encoding="utf8")
    else:
        print(f"README.md has no {BEGIN} … {END}; the table went to data/validity.csv only.")
    print(body)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
