"""What the package finds in the sample corpus, beside the answers its authors planted there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from quote_measures import bare

import framing
from framing.groups import counted_rows

#: One row of the table: what, figure, over and under (per article), n, unit.
Counted = tuple[str, str, list, list, int, str]


def count_sample(sample: Path) -> Iterator[Counted]:
    """Hits and cases per article of everything that has an answer; furniture is left out."""
    answers = json.loads((sample / "answers.json").read_text(encoding="utf8"))
    tables = {name: pd.DataFrame(**table) for name, table in answers.items() if isinstance(table, dict) and "data" in table}
    analysis = framing.analyze(sample / "articles", codebook=sample / "codebook.yaml")
    names = list(answers["articles"])
    texts = dict(zip(analysis.articles["article"].astype(str), analysis.articles["text"], strict=True))
    yield spans_f1("sections", "F1, exact span and kind", names, keyed(tables["sections"], "kind"),
                   keyed(analysis.sections, "kind"), "sections")
    mentions = analysis.mentions[counted_rows(analysis.mentions, ["heading"])]
    yield spans_f1("named entities", "F1, exact span and type", names, keyed(tables["mentions"], "label"),
                   keyed(mentions, "label"), "names")
    yield from right_among_found("actors", "right actor of the names found, or rightly refused", names,
                                 values(tables["mentions"], "actor"), values(mentions, "actor"), "names")
    gold, found = tables["quotes"], analysis.quotes[counted_rows(analysis.quotes, ["heading"])]
    gold, found = (clipped(t[t["kind"].astype(str) != "indirect"], texts) for t in (gold, found))
    yield spans_f1("direct quotations", "F1, exact span", names, keyed(gold), keyed(found), "quotations")
    yield from right_among_found("speaker", "right actor of the quotations found", names, values(gold, "actor"),
                                 values(found, "actor"), "quotations")
    yield from passives(names, tables["passives"], framing.find_passives(analysis.tokens, analysis.articles))
    yield tone(names, tables["tone"], analysis.articles)


def keyed(table: pd.DataFrame, *more: str) -> list[tuple]:
    columns = ["article", "start", "end", *more]
    return list(zip(*(table[c].astype(str if c in ("article", *more) else int) for c in columns), strict=True))


def values(table: pd.DataFrame, column: str) -> dict[tuple, str]:
    return dict(zip(keyed(table), table[column].astype(str), strict=True))


def clipped(table: pd.DataFrame, texts: dict) -> pd.DataFrame:
    """Spans without marks and punctuation at their ends."""
    spans = [bare(texts[a], s, e) for a, s, e in keyed(table)]
    return table.assign(start=[s for s, _ in spans], end=[e for _, e in spans])


def per_article(names: list[str], keys) -> np.ndarray:
    place = {name: k for k, name in enumerate(names)}
    return np.bincount([place[key[0]] for key in keys], minlength=len(names))


def spans_f1(what, figure, names, gold, found, unit) -> Counted:
    gold, found = set(gold), set(found)
    return (what, figure, 2 * per_article(names, gold & found), per_article(names, gold) + per_article(names, found),
            len(gold), unit)


def right_among_found(what, figure, names, gold: dict, found: dict, unit) -> Iterator[Counted]:
    both = gold.keys() & found.keys()
    right = [k for k in both if gold[k] == found[k]]
    yield what, figure, per_article(names, right), per_article(names, both), len(both), unit


def passives(names, gold: pd.DataFrame, found: pd.DataFrame) -> Iterator[Counted]:
    """A passive is found where its verb lies in the group that is marked."""
    rows = zip(gold["article"], gold["start"], gold["end"], gold["agent"], strict=True)
    written = {(a, p): agent for a, s, e, agent in rows for p in range(s, e)}
    places = list(zip(found["article"].astype(str), found["verb_start"], strict=True))
    hits = [p for p in places if p in written]
    named = dict(zip(places, found["agent"].astype(str) != "", strict=True))
    yield ("passives", "F1 of be/get passives", 2 * per_article(names, hits),
           per_article(names, keyed(gold)) + per_article(names, places), len(gold), "passives")
    yield ("passives", "doer named or left out, right", per_article(names, [p for p in hits if named[p] == written[p]]),
           per_article(names, hits), len(hits), "passives")


def tone(names, gold: pd.DataFrame, articles: pd.DataFrame) -> Counted:
    """The most probable tone against the one that the authors meant."""
    scored = framing.score_tone(gold[["article", "start", "end"]], articles)
    best = scored[["p_negative", "p_neutral", "p_positive"]].to_numpy().argmax(axis=1) - 1
    keys = [(a,) for a in gold["article"]]
    right = [k for k, ok in zip(keys, best == gold["tone"], strict=True) if ok]
    return ("tone toward an actor", "right, single mentions", per_article(names, right), per_article(names, keys), len(gold),
            "mentions")
