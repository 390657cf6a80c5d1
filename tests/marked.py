"""Articles whose names and quotations are marked by hand: ``{Ann Lee|P}`` is a mention, ``<Lee said: "…"|Lee>`` a quotation.

P, L, O, N stand for PERSON, LOC, ORG, NORP. A quotation is ``⟦words|speaker⟧``; its speaker is looked for right after
it, then before it. ``⟦words⟧`` has none.
"""

import re
from types import SimpleNamespace

import pandas as pd

import framing
from framing.schema import make_table, with_context
from framing.tokens import count_words

LABELS = {"P": "PERSON", "L": "LOC", "O": "ORG", "N": "NORP"}
_MARK = re.compile(r"\{([^{}|]+)\|([PLON])\}|⟦|\|([^{}|⟦⟧]*)⟧|⟧")


def unmark(marked):
    """The plain text, its mentions and its quotations (start, end, speaker, parent)."""
    text, mentions, quotes, open_, at = "", [], [], [], 0
    for mark in _MARK.finditer(marked):
        text += marked[at:mark.start()]
        at = mark.end()
        if mark[1]:
            mentions.append((len(text), len(text) + len(mark[1]), mark[1], LABELS[mark[2]]))
            text += mark[1]
        elif mark[0] == "⟦":
            quotes.append([len(text), 0, "", open_[-1] if open_ else -1])
            open_.append(len(quotes) - 1)
        else:
            quotes[open_.pop()][1:3] = [len(text), mark[3] or ""]
    return text + marked[at:], mentions, quotes


def tables(*marked, **columns):
    """Articles, sections, sentences, tokens, mentions and quotes of some marked texts."""
    plain = [unmark(m) for m in marked]
    articles = framing.read_articles(pd.DataFrame({"text": [p[0] for p in plain], **columns}))
    sections = framing.split_sections(articles)
    sentences, tokens = framing.tokenize(articles, sections)
    context = tokens.attrs["framing"]
    dtype = articles["article"].dtype
    rows = [(a, *m) for a, p in enumerate(plain) for m in p[1]]
    mentions = make_table("mentions", {
        "article": pd.Categorical.from_codes([r[0] for r in rows], dtype=dtype), "start": [r[1] for r in rows],
        "end": [r[2] for r in rows], "text": [r[3] for r in rows], "label": [r[4] for r in rows],
        "actor": [r[3] for r in rows], "rule": ["as written"] * len(rows)}, context) if rows else make_table(
        "mentions", None, context)
    said = [(a, k, *q) for a, p in enumerate(plain) for k, q in enumerate(p[2])]
    places = []
    for a, _, start, end, speaker, _ in said:
        text = plain[a][0]
        found = text.find(speaker, end) if speaker else -1
        if speaker and (found < 0 or found > end + 40):
            found = text.rfind(speaker, 0, start)
        places.append(found)
    quotes = make_table("quotes", {
        "article": pd.Categorical.from_codes([q[0] for q in said], dtype=dtype), "quote": [q[1] for q in said],
        "start": [q[2] for q in said], "end": [q[3] for q in said], "speaker": [q[4] for q in said],
        "parent": [q[5] for q in said], "kind": ["direct"] * len(said), "speaker_start": places,
        "speaker_end": [p + len(q[4]) if p >= 0 else -1 for p, q in zip(places, said, strict=True)],
        "cue": ["said" if q[4] else "" for q in said], "complete": [True] * len(said)}, context) if said else make_table(
        "quotes", None, context)
    for table in (mentions, quotes):
        place_in_sections(table, sentences)
    return articles, sections, sentences, tokens, mentions, quotes


def place_in_sections(table, sentences):
    """Section and sentence of each row, from where it starts."""
    for row in table.index:
        within = sentences[(sentences["article"] == table.at[row, "article"])
                           & (sentences["start"] <= table.at[row, "start"])]
        if len(within):
            table.loc[row, "section"] = within["section"].iloc[-1]
            if "sentence" in table.columns:
                table.loc[row, "sentence"] = within["sentence"].iloc[-1]


def analysis(*marked, codebook=None, **columns):
    """The tables as an analysis has them: actors resolved, quoted words in their voice."""
    articles, sections, sentences, tokens, mentions, quotes = tables(*marked, **columns)
    tokens, mentions = speak(tokens, quotes), speak(mentions, quotes)
    mentions, quotes = framing.resolve_actors(mentions, articles, quotes=quotes, codebook=codebook)
    context = tokens.attrs["framing"].replace(words=count_words(tokens, voices=True))
    found = SimpleNamespace(articles=articles, sections=sections, sentences=sentences, tokens=tokens, mentions=mentions,
                            quotes=quotes)
    for table in vars(found).values():
        with_context(table, context)
    return found


def speak(table, quotes):
    """Rows inside a quotation are quoted; tokens know the innermost one."""
    table = table.copy()
    for quote in quotes.sort_values(["start"]).itertuples():
        inside = (table["article"] == quote.article) & (table["start"] >= quote.start) & (table["start"] < quote.end)
        table.loc[inside, "voice"] = "quoted"
        if "quote" in table.columns:
            table.loc[inside, "quote"] = quote.quote
    return table


def resolve(*marked, codebook=None, demonyms=False, **columns):
    """(actor, rule) of every mention, and (actor, rule) of every quotation."""
    articles, *_, mentions, quotes = tables(*marked, **columns)
    mentions, quotes = framing.resolve_actors(mentions, articles, quotes=quotes, codebook=codebook, demonyms=demonyms)
    return ([tuple(r) for r in mentions[["actor", "rule"]].to_numpy()],
            [tuple(r) for r in quotes[["actor", "rule"]].to_numpy()])
