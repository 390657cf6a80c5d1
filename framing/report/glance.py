"""What stands out, in one sentence each, with the number's list of sentences."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

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
    return _fact(evidence, f"{plural(words, 'word')} of {int(everything['n_words'].sum()):,} ({share:.0%}) are quoted; "
                 f"{flat(sums.index[0])} speaks most of them: {int(sums.iloc[0]):,} ({sums.iloc[0] / words:.0%}).", "speech",
                 sums.index[0])


def _toned(got, evidence):
    table = got.tables["tone"]
    table = table[(~table["few"]) & table["low"].notna()]
    if not len(table):
        return [Fact("No actor is named often enough (10 mentions) for a mean tone that could be compared.")]
    clear = table[(table["low"] > 0) | (table["high"] < 0)]
    told = [f"Tone can be told from neutral for {len(clear)} of the {plural(len(table), 'actor')} with 10 mentions or more."]
    made = [Fact(told[0])]
    ends = clear.sort_values("mean", kind="stable").iloc[[0, -1][:len(clear)]]
    for row in ends.to_dict("records"):
        told = f"mean {row['mean']:+.2f} [{row['low']:+.2f}, {row['high']:+.2f}]".replace("-", "−")
        end = "negative" if row["mean"] < 0 else "positive"
        made.append(_fact(evidence, f"Most {end}: {flat(row['actor'])}, {told}, {row['n_mentions']} mentions.", "mentions",
                          row["actor"]))
    return made


def _cast(got, evidence):
    table = got.tables["roles"]
    table = table[(table["actor"] != "").to_numpy(bool) & ~table["few"].to_numpy(bool)]
    if len(table) < 2:
        return None
    row = table.sort_values("share_agent", kind="stable").iloc[0]
    share = f"{row['share_agent']:.0%} [{row['low']:.0%}, {row['high']:.0%}]"
    return _fact(evidence, f"Acted upon most often, of the {len(table)} actors with 20 roles or more: {flat(row['actor'])}, "
                 f"who acts in {share} of {row['n_agent'] + row['n_patient']}.", "mentions", row["actor"], "rpatient")


def _left_out(got, evidence):
    table = got.tables["passives"]
    table = table[~table["few"].to_numpy(bool)]
    if not len(table):
        return None
    most = table.sort_values("share_agentless", ascending=False, kind="stable").iloc[0]
    name = None if pd.isna(most[got.by]) else most[got.by]
    least = table["share_agentless"].min()
    more = f"; the least anywhere is {least:.0%}" if len(table) > 1 else ""
    return _fact(evidence, f"The doer is left out most in “{group_title(got, name)}”: {most['share_agentless']:.0%} "
                 f"[{most['low']:.0%}, {most['high']:.0%}] of {most['n']} clauses{more}.", "clauses", name, "p2")
