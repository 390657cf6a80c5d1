"""The validity table: each measure of the package beside human codes, with interval and n.

    python data/build/validity.py [--corpora DIR] [--check | --readme]

DIR holds the folders entities, quotes, agency and tone of human-coded development data. Writes data/validity.csv and the
table between the markers in README.md. With --readme nothing is measured: the kept table is written into README.md.
With --check nothing is written: the script says whether README.md holds the kept table, scores again where DIR is there,
and says what has changed (exit code 1 if anything has). Tone's figures come from its model card, where articles were held
out in turn, and so does that of names in political texts, which the shipped tagger has seen; that the cards belong to the
shipped weights is checked.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "data" / "build")]

import framing  # noqa: E402
from framing import resources  # noqa: E402
from framing.shares import share_intervals  # noqa: E402
from framing.stats import bootstrap_interval  # noqa: E402

BEGIN, END = "<!-- validity -->", "<!-- /validity -->"
ABOUT = ("All of it is development data: rules and options were chosen with a look at it, so expect somewhat less on texts "
         "of your own. No weight was trained on what it is measured on; for tone every article was held out once. The "
         "sample corpus was written for this project.")
SAMPLE = "sample corpus, 12 articles, with its codebook"
COLUMNS = ["what", "figure", "data", "value", "low", "high", "n", "unit"]
#: Figures may move by this much without the table being called stale.
TOLERANCE = 0.0015
_NAMES = {"PER": "PERSON", "LOC": "LOC", "ORG": "ORG"}
_ROLES = np.array(["none", "agent", "patient", "patient", "agent"])


def bootstrap_ratio(what, figure, data, over, under, n, unit) -> dict:
    """A ratio of sums, with an interval from resampling the rows (documents or runs of sentences).

    Where every resample is the same because nothing is wrong, the interval is that of a share of the n cases.
    """
    over, under = np.asarray(over, float), np.asarray(under, float)

    def ratio(rows):
        return float(over[rows].sum() / max(under[rows].sum(), 1e-12))

    value = ratio(np.arange(len(over)))
    low, high = bootstrap_interval(ratio, len(over), n_resamples=1000)
    if low == high:
        cases = under * n / under.sum()
        low, high = (float(x[0]) for x in share_intervals(value * cases, np.zeros(len(cases)), 1, of=cases,
                                                          clusters=np.arange(len(cases))))
    figures = round(value, 3), round(low, 3), round(high, 3)
    return dict(zip(COLUMNS, (what, figure, data, *figures, int(n), unit), strict=True))


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

    parts: dict[str, list] = {label: [] for label in _NAMES.values()}
    for file, data in (("gmb.test.conll.xz", "Groningen Meaning Bank, agency news (labels partly automatic)"),
                       ("gum.news.test.conll.xz", "GUM news"),
                       ("uner_ewt.test.h.conll.xz", "Universal NER web text, test part")):
        texts, gold = zip(*(lay_out(document) for document in read_conll(corpora / "entities" / file)), strict=True)
        if len(texts) < 8:
            texts, gold = by_sentence(texts, gold)
        articles, _, _, tokens = prepare(list(texts))
        found = [set() for _ in texts]
        mentions = framing.find_entities(articles, tokens)
        for k, *span in zip(article_numbers(mentions), mentions["start"], mentions["end"], mentions["label"].astype(str),
                            strict=True):
            if span[2] in _NAMES.values():
                found[k].add(tuple(span))
        pairs = list(zip(gold, found, strict=True))
        yield names_f1("F1, exact span and type", data, pairs)
        for label in parts:
            parts[label] += [tuple({s for s in spans if s[2] == label} for spans in pair) for pair in pairs]
    for label, word in (("PERSON", "people"), ("LOC", "places"), ("ORG", "organisations")):
        yield names_f1(f"F1, {word}", "the three sets together", parts[label])
    # The shipped weights have seen the political texts; the build measured them with a model that has not.
    row = next(r for r in read_card("entities")["measured"]
               if r["set"].startswith("CrossNER politics") and r["measure"] == "F1 of PERSON, LOC, ORG")
    yield dict(zip(COLUMNS, ("named entities", "F1, exact span and type", "CrossNER politics, by a model trained without it",
                             *(round(row[c], 3) for c in ("value", "low", "high")), row["n"], "names"), strict=True))


def names_f1(figure, data, pairs) -> dict:
    hits, sizes = [2 * len(a & b) for a, b in pairs], [len(a) + len(b) for a, b in pairs]
    return bootstrap_ratio("named entities", figure, data, hits, sizes, sum(len(a) for a, _ in pairs), "names")


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
    """Direct quotations and their speakers, and reported clauses."""
    from quote_measures import count, load, tables

    documents = load(corpora / "quotes" / "polnear_dev.jsonl.xz")
    t = count(documents, framing.find_quotes(*tables(documents)))
    data = "PolNeAR political news, development part"
    for what, figure, over, under, n, unit in (
            ("direct quotations", "F1, exact span", 2 * t["hits"], t["gold"] + t["found"], t["gold"], "quotations"),
            ("direct quotations", "recall of whole quotations", t["whole_hits"], t["whole"], t["whole"], "quotations"),
            ("speaker", "right, whole quotations found", t["whole_right"], t["whole_named"], t["whole_named"], "quotations"),
            ("speaker", "right, all quotations found", t["right"], t["named"], t["named"], "quotations"),
            ("reported speech", "clauses found that people marked too", t["reported_right"], t["reported"], t["reported"],
             "clauses")):
        yield bootstrap_ratio(what, figure, data, over, under, n.sum(), unit)


def measure_roles(corpora: Path) -> Iterator[dict]:
    """Agent and patient of names that are given, and passives, on plain text."""
    from agency import find_names, is_passive, word_role
    from trees import read_trees, sentence_text

    texts, spans, passives = [], [], []
    for document in read_trees(corpora / "agency" / "ewt_test.tsv.xz"):
        lines, at, here, verbs = [], 0, [], set()
        for tree in document:
            line = sentence_text(tree.words, tree.spaces)
            place = np.cumsum([0] + [len(w) + s for w, s in zip(tree.words, tree.spaces, strict=True)])
            for low, high in find_names(tree):
                tops = [j for j in range(low, high) if not low <= tree.heads[j] < high]
                role = str(_ROLES[word_role(tree, tops[0]) if tops else 0])
                here.append((at + int(place[low]), at + int(place[high - 1]) + len(tree.words[high - 1]), role))
            verbs |= {at + int(place[k]) for k in range(len(tree.words)) if is_passive(tree, k)}
            lines.append(line)
            at += len(line) + 1
        texts.append("\n".join(lines))
        spans.append(here)
        passives.append(verbs)
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
    found: list[set] = [set() for _ in texts]
    groups = framing.find_passives(tokens, articles)
    for k, place in zip(article_numbers(groups), groups["verb_start"], strict=True):
        found[k].add(place)
    pairs = list(zip(passives, found, strict=True))
    yield bootstrap_ratio("passives", "F1 of be/get passives", "Universal Dependencies EWT web text, test part",
                          [2 * len(a & b) for a, b in pairs], [len(a) + len(b) for a, b in pairs], sum(map(len, passives)),
                          "passives")


def read_card(name: str) -> dict:
    """A model's card, which must be that of the weights beside it."""
    card = next(c for c in resources.list_cards() if c["name"] == name)
    if card["sha256"] != card["sha256_found"]:
        raise SystemExit(f"framing/models/{name}.json is not the card of {name}.npz; run data/build/{name}.py again.")
    return card


def read_tone_card(_: Path) -> Iterator[dict]:
    """Tone's figures from its card, model and dictionaries side by side."""
    card = read_card("tone")
    for row in card["measured"]:
        if row["low"] is None:
            continue
        method = next((m for m in ("VADER", "TextBlob") if m in row["set"]), "")
        unit = "actors" if row["measure"].startswith("Pearson") else "mentions"
        yield dict(zip(COLUMNS, (
            f"sentiment of the sentence ({method})" if method else "tone toward an actor", row["measure"],
            "NewsMTSC US political news" + ("" if method else ", articles held out in turn"),
            *(round(row[c], 3) for c in ("value", "low", "high")), row["n"], unit), strict=True))


def measure_sample(_: Path) -> Iterator[dict]:
    """Everything that has an answer in the sample corpus."""
    from validity_sample import count_sample

    for what, figure, over, under, n, unit in count_sample(ROOT / "data" / "sample"):
        yield bootstrap_ratio(what, figure, SAMPLE, over, under, n, unit)


MEASURES = {"entities": measure_entities, "quotes": measure_quotes, "agency": measure_roles, "tone": read_tone_card,
            "sample": measure_sample}


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
    return "\n".join(["", *lines, "", ABOUT, ""])


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
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="write nothing, compare")
    mode.add_argument("--readme", action="store_true", help="measure nothing, write the kept table into README.md")
    options = parser.parse_args()
    path, readme = ROOT / "data" / "validity.csv", ROOT / "README.md"
    there = options.corpora.is_dir()
    if options.check:
        found = readme_faults(readme, pd.read_csv(path))
        if there:
            found += differences(pd.read_csv(path), build_table(options.corpora))
        else:
            print(f"the human-coded data ({options.corpora}) is not on this machine; no figure was measured again.")
        print("\n".join(found) or "the table is what is kept" + (" and what the package scores now." if there else "."))
        if found:
            print("Write the table again: python data/build/validity.py (--readme, if only README.md is behind)")
        return int(bool(found))
    if not options.readme:
        if not there:
            print(f"the human-coded data ({options.corpora}) is not on this machine; nothing was measured.")
            return 1
        build_table(options.corpora).to_csv(path, index=False)
    body = markdown(pd.read_csv(path))
    if BEGIN not in readme.read_text(encoding="utf8"):
        print(f"README.md has no {BEGIN} … {END}; put the two marks where the table shall stand.")
        return 1
    readme.write_text(put_between(readme.read_text(encoding="utf8"), body), encoding="utf8")
    print(body)
    return 0


def readme_faults(readme: Path, table: pd.DataFrame) -> list[str]:
    """What is wrong with the table in README.md."""
    text = readme.read_text(encoding="utf8") if readme.is_file() else ""
    if BEGIN not in text or END not in text.partition(BEGIN)[2]:
        return [f"README.md has no place for the table; put {BEGIN} and {END} on lines of their own."]
    if put_between(text, markdown(table)) != text:
        return ["the table in README.md is not the one in data/validity.csv."]
    return []


if __name__ == "__main__":
    raise SystemExit(main())
