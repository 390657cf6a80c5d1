"""What stands out, in one sentence each, with the number's list of sentences."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from ..charts.lettering import percent
from .lists import Evidence, flat, group_title
from .measures import Measures


class Fact(NamedTuple):
    """A sentence and the list (and its keys) or section it rests on."""

    text: str
    list: str = ""
    keys: str = ""


def facts(got: Measures, evidence: Evidence) -> list[Fact]:
    """What the tables say first: only what they say, with n and interval."""
    made = [_named(got, evidence), _spoken(got, evidence), *_toned(got, evidence), _cast(got, evidence),
            _left_out(got, evidence)]
    return [f for f in made if f]


def _fact(evidence: Evidence, text: str, kind: str, name, *keys: str) -> Fact:
    return Fact(text, *(evidence.link(kind, name, *keys) or ("", "")))


def plural(n: int, noun: str) -> str:
    """3 articles, 1 article."""
    return f"{n:,} {noun}" + ("" if n == 1 else "s")


def _named(got, evidence):
    table = got.tables["portraits"]
    if not len(table) or not table["n"].max():
        return None
    row = table.sort_values("n", ascending=False, kind="stable").iloc[0]
    where = f" in {row['n_articles']} of {plural(len(got.analysis.articles), 'article')}" if len(got.analysis.articles) > 1 \
        else f", in {row['n_sections']} of {plural(int(row['n_sections_all']), 'section')} below the title"
    return _fact(evidence, f"Most often named: {flat(row['actor'])}, {plural(int(row['n']), 'mention')}{where}.", "mentions",
                 row["actor"])


def _spoken(got, evidence):
    table = got.tables["speech"]
    table = table[(table["actor"] != "").to_numpy(bool)]
    sums = table.groupby(table["actor"].astype(object))["n_words"].sum().sort_values(ascending=False, kind="stable")
    everything = got.tables["articles"]
    words = int(got.tables["speech"]["n_words"].sum())
    if not len(sums) or not sums.iloc[0]:
        return None
    share = words / max(int(everything["n_words"].sum()), 1)
    return _fact(evidence, f"{plural(words, 'word')} of {int(everything['n_words'].sum()):,} ({percent(share)}) are quoted; "
                 f"the largest part is {flat(sums.index[0])}'s: {int(sums.iloc[0]):,} ({percent(sums.iloc[0] / words)}).",
                 "speech", sums.index[0])


def _toned(got, evidence):
    table = got.tables["tone"]
    table = table[~table["few"].to_numpy(bool) & table["mean"].notna().to_numpy(bool)]
    if not len(table):
        return [Fact("No actor is named often enough (10 mentions) for a mean tone that could be compared.")]
    clear = table[(table["low"] > 0) | (table["high"] < 0)].sort_values("mean", kind="stable")
    negative, positive = clear[clear["mean"] < 0], clear[clear["mean"] > 0]
    sides = "" if not len(clear) else f": {len(negative)} negative, {len(positive)} positive"
    made = [Fact(f"Tone can be told from neutral for {len(clear)} of the {plural(len(table), 'actor')} with 10 mentions or "
                 f"more{sides}.")]
    for side, rows in (("negative", negative.head(1)), ("positive", positive.tail(1))):
        for row in rows.to_dict("records"):
            told = f"mean {row['mean']:+.2f} [{row['low']:+.2f}, {row['high']:+.2f}]".replace("-", "−")
            made.append(_fact(evidence, f"Most {side}: {flat(row['actor'])}, {told}, {plural(row['n_mentions'], 'mention')}"
                              f"{_overlapping(table, row)}.", "mentions", row["actor"]))
    return made


def _rivals(table, row) -> int:
    """The other rows whose interval overlaps with that of a row: chance may have put it first."""
    return int(((table["low"] <= row["high"]) & (table["high"] >= row["low"])).sum()) - 1


def _overlapping(table, row) -> str:
    n = _rivals(table, row)
    return "" if not n else f"; the interval{'s' * (n > 1)} of {n:,} other{'s' * (n > 1)} overlap{'s' * (n == 1)} with it"


def _range(table, column: str) -> str:
    low, high = percent(table[column].min()), percent(table[column].max())
    return low if low == high else f"{low} to {high}"


def _share(row, column: str) -> str:
    return f"{percent(row[column])} [{percent(row['low'])}, {percent(row['high'])}]"


def _cast(got, evidence):
    table = got.tables["roles"]
    table = table[(table["actor"] != "").to_numpy(bool) & ~table["few"].to_numpy(bool)]
    if len(table) < 2:
        return None
    row = table.sort_values("share_agent", kind="stable").iloc[0]
    whom = f"the {len(table)} actors with 20 roles or more"
    if _rivals(table, row) == len(table) - 1:
        return Fact(f"Of {whom}, none acts clearly less often than all others: in {_range(table, 'share_agent')} of their "
                    "roles.")
    what = "Acted upon most often" if row["share_agent"] < 0.5 else "Acts least often"
    return _fact(evidence, f"{what}, of {whom}: {flat(row['actor'])}, who acts in {_share(row, 'share_agent')} of "
                 f"{row['n_agent'] + row['n_patient']}{_overlapping(table, row)}.", "mentions", row["actor"], "rpatient")


def _left_out(got, evidence):
    table = got.tables["passives"]
    table = table[~table["few"].to_numpy(bool)]
    if not len(table):
        return None
    most = table.sort_values("share_agentless", ascending=False, kind="stable").iloc[0]
    name = None if pd.isna(most[got.by]) else most[got.by]
    start, told = f"In {got.own}, the doer is left out", f"{_share(most, 'share_agentless')} of {most['n']} clauses"
    if len(table) == 1:
        more = f"; no other of the {got.groups} has 20" if len(got.tables["passives"]) > 1 else ""
        return _fact(evidence, f"{start} in “{group_title(got, name)}” in {told}{more}.", "clauses", name, "p2")
    if _rivals(table, most) == len(table) - 1:
        return Fact(f"{start} in {_range(table, 'share_agentless')} of the clauses; none of the {len(table)} {got.groups} "
                    "stands clear of all others.")
    return _fact(evidence, f"{start} most in “{group_title(got, name)}”: {told}{_overlapping(table, most)}; the least "
                 f"anywhere is {percent(table['share_agentless'].min())}.", "clauses", name, "p2")
