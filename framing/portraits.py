"""How an actor is framed: prominence, speech, company, words and names, one row per actor, with n beside every rate."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .bundles import require_bundle
from .groups import Groups, as_list, group_rows
from .keyness import log_likelihood
from .places import Places, distinct, speaking_words
from .resources import load_json
from .schema import context_of, require, with_context
from .tokens import require_order, token_types, word_rows

#: A word over-used beside an actor is shown from this G² on (p < 0.01 for one word looked at).
LEAST_G2 = 6.63
TITLES = ("title", "subtitle")


def portray_actors(analysis, *, by=None, min_n: int = 1, top: int = 5, include=()) -> pd.DataFrame:
    """Draw a portrait of every actor: one row per actor, or per group and actor.

    Parameters
    ----------
    analysis : Analysis
        Or anything with the tables sections, tokens, mentions and quotes.
    by : str, list of str or None
        Places in the text to compare: "outlet", "article", "section", "voice" …
    min_n : int
        Actors named less often in a group, and silent there, are left out.
    top : int
        How many words, cues, companions and names are listed.
    include : iterable of {"heading", "furniture"}
        Look at these parts too.

    Returns
    -------
    DataFrame
        The `by` columns; ``actor``; ``label``; ``n`` (int, mentions); ``n_tokens`` (int, words of the group);
        ``per_1000`` (float, mentions per 1,000 words); ``n_articles`` (int, articles that name the actor);
        ``n_sections`` and ``n_sections_all`` (int, sections that do, of the group's; titles left out); ``share_sections``;
        ``first_position`` (float, 0 = first word of the article, 1 = last: where the actor is first named, mean over the
        articles); ``in_title``, ``in_lead`` (int, articles that name the actor there); ``n_sentences`` (int, sentences that
        name the actor); ``n_quotes``, ``n_words_spoken`` (int, words quoted word for word); ``n_words_quoted`` (int, all
        quoted words of the group); ``share_quoted_words``; and as text, most frequent first, each with its n: ``cues`` (of
        the actor's speech), ``company`` (actors in the same sentences), ``naming`` (how the actor is named), ``words``
        (over-used in the actor's sentences against the rest of the group, by G², at least twice; names and stop words left
        out), ``described_as`` (adjectives and verbs within three words of the name; only where tokens have tags, from
        `tag_words`). Groups in natural order, most named first, ties by name.

    Raises
    ------
    TypeError
        If `analysis` is no bundle of tables.
    ValueError
        If a table lacks a column, or a name in `by` or `include` is unknown.

    Examples
    --------
    >>> import framing
    >>> analysis = framing.analyze(pd.DataFrame({"text": ['Ann Lee met Tom Roy. "We will go," Lee said.']}))
    >>> portray_actors(analysis)[["actor", "n", "n_sentences", "n_words_spoken", "company"]].values.tolist()
    [['Ann Lee', 2, 2, 3, 'Tom Roy 1'], ['Tom Roy', 1, 1, 0, 'Ann Lee 1']]
    """
    require_bundle(analysis, ["sections", "tokens", "mentions", "quotes"], "portray_actors")
    tokens, quotes = analysis.tokens, analysis.quotes
    require(tokens, ["article", "section", "sentence", "start", "end", "token", "voice", "quote"], "tokens")
    require_order(tokens)
    require(analysis.mentions, ["article", "section", "sentence", "start", "end", "label", "actor"], "mentions")
    require(quotes, ["article", "quote", "start", "actor", "cue"], "quotes")
    ground = _Ground(analysis, [b for b in as_list(by) if b != "actor"], include)
    cells = _Cells(ground)
    table = _prominence(ground, cells)
    table = table | _voice(ground, cells, top)
    table["company"] = _company(ground, cells, top)
    if "naming" in analysis.mentions.columns:
        table["naming"] = _tops(cells.of_mention, ground.mentions["naming"].astype(object).to_numpy(), cells.n, top)
    table["words"] = _words(ground, cells, top)
    if "tag" in tokens.columns:
        table["described_as"] = _described(ground, cells, top)
    frame = ground.groups.keys.iloc[cells.group].reset_index(drop=True)
    frame = pd.concat([frame, pd.DataFrame(table)], axis=1)
    order = np.lexsort((cells.actor, -frame["n"].to_numpy(), cells.group)) if len(frame) else np.zeros(0, "int64")
    kept = (frame["n"].to_numpy() >= min_n) | (frame["n_words_spoken"].to_numpy() > 0)
    return with_context(frame.iloc[order[kept[order]]].reset_index(drop=True), context_of(tokens))


class _Ground:
    """Tokens of the groups, and the mentions that stand in them; every join is by token row."""

    def __init__(self, analysis, by, include):
        self.tokens, self.quotes, self.sections = analysis.tokens, analysis.quotes, analysis.sections
        self.groups: Groups = group_rows(self.tokens, by, include)
        self.places = Places(self.tokens)
        self.word = word_rows(self.tokens)
        self.counted = self.word & (self.groups.codes >= 0)
        at = self.places.at(analysis.mentions)
        named = (analysis.mentions["actor"].astype(object) != "").to_numpy(dtype=bool)
        keep = (at >= 0) & named
        keep[keep] = self.groups.codes[at[keep]] >= 0
        self.mentions, self.at = analysis.mentions[keep], at[keep]
        self.all_mentions = analysis.mentions
        self.actors = pd.Index(sorted({*self.mentions["actor"].astype(object), *self.quotes["actor"].astype(object)} - {""}))
        self.actor = self.actors.get_indexer(pd.Index(self.mentions["actor"].astype(object)))
        self.n_groups, self.n_actors = len(self.groups.keys), len(self.actors)
        self.size = np.bincount(self.groups.codes[self.counted], minlength=self.n_groups).astype("int64")
        self.speaker, self.literal = speaking_words(self.tokens, self.quotes)


class _Cells:
    """The pairs of group and actor there are: named in the group, or speaking in it."""

    def __init__(self, ground: _Ground):
        self.width = max(ground.n_actors, 1)
        self.mention_key = ground.groups.codes[ground.at] * self.width + ground.actor
        speaker = ground.actors.get_indexer(pd.Index(ground.quotes["actor"].astype(object)))
        self.spoken_rows = np.flatnonzero((ground.speaker >= 0) & ground.counted)
        actor = speaker[ground.speaker[self.spoken_rows]] if len(speaker) else np.zeros(0, "int64")
        self.spoken_rows, actor = self.spoken_rows[actor >= 0], actor[actor >= 0]
        spoken_key = ground.groups.codes[self.spoken_rows] * self.width + actor
        self.keys = np.unique(np.concatenate([self.mention_key, spoken_key]), return_index=True)[0]
        self.n = len(self.keys)
        self.group, self.actor = self.keys // self.width, self.keys % self.width
        self.of_mention = np.searchsorted(self.keys, self.mention_key)
        self.of_spoken = np.searchsorted(self.keys, spoken_key)

    def find(self, group, actor) -> np.ndarray:
        """The cell of each pair, -1 where there is none."""
        key = group * self.width + actor
        place = np.searchsorted(self.keys, key)
        return np.where((place < self.n) & (self.keys[np.minimum(place, self.n - 1)] == key), place, -1) if self.n \
            else np.full(len(key), -1)


def _count(cells: np.ndarray, n: int) -> np.ndarray:
    return np.bincount(cells, minlength=n).astype("int64")


def _ratio(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.divide(a, b, out=np.full(len(a), np.nan), where=b > 0)


def _prominence(ground: _Ground, cells: _Cells) -> dict:
    mentions, of, n = ground.mentions, cells.of_mention, cells.n
    article, section = ground.places.article[ground.at], mentions["section"].to_numpy()
    sentence = mentions["sentence"].to_numpy()
    size = ground.size[cells.group]
    place = ground.tokens["section"].to_numpy()
    rows = np.flatnonzero(ground.counted)
    rows = rows[distinct(ground.groups.codes[rows], ground.places.article[rows], place[rows])]
    rows = rows[~np.isin(_kinds(ground, ground.places.article[rows], place[rows]), TITLES)]
    sections = _count(ground.groups.codes[rows], ground.n_groups)[cells.group]
    kinds = _kinds(ground, article, section)
    named = distinct(of, article, section)
    in_sections = _count(of[named[~np.isin(kinds[named], TITLES)]], n)
    table = {
        "actor": pd.array(np.asarray(ground.actors, object)[cells.actor], dtype="str"),
        "label": _labels(ground)[cells.actor], "n": _count(of, n), "n_tokens": size,
        "per_1000": 1000 * _ratio(_count(of, n), size), "n_articles": _count(of[distinct(of, article)], n),
        "n_sections": in_sections, "n_sections_all": sections, "share_sections": _ratio(in_sections, sections),
        "first_position": _first(ground, cells, article),
    }
    for name, wanted in (("in_title", TITLES), ("in_lead", ("lead",))):
        there = np.isin(kinds, wanted)
        where = of[there][distinct(of[there], article[there])]
        table[name] = _count(where, n)
    table["n_sentences"] = _count(of[distinct(of, article, sentence)], n)
    return table


def _labels(ground: _Ground) -> pd.Categorical:
    """The label each actor carries most often anywhere; missing for one who only speaks."""
    dtype = ground.all_mentions["label"].dtype
    codes = pd.Categorical(ground.all_mentions["label"], dtype=dtype if isinstance(dtype, pd.CategoricalDtype) else None)
    width = len(codes.categories) + 1
    actor = ground.actors.get_indexer(pd.Index(ground.all_mentions["actor"].astype(object)))
    known = (actor >= 0) & (codes.codes >= 0)
    grid = np.bincount(actor[known] * width + codes.codes[known], minlength=ground.n_actors * width).reshape(-1, width)
    best = np.where(grid.sum(1) > 0, grid.argmax(1), -1) if ground.n_actors else np.zeros(0, "int64")
    return pd.Categorical.from_codes(best, categories=codes.categories)


def _kinds(ground: _Ground, article: np.ndarray, section: np.ndarray) -> np.ndarray:
    """The kind of each of some sections, given by article and ordinal."""
    table = ground.sections
    code = ground.places.articles_of(table) * (1 << 32) + table["section"].to_numpy().astype("int64")
    order = np.argsort(code, kind="stable")
    wanted = article * (1 << 32) + section.astype("int64")
    if not len(code):
        return np.full(len(wanted), "", object)
    found = np.minimum(np.searchsorted(code[order], wanted), len(code) - 1)
    return np.where(code[order][found] == wanted, table["kind"].astype(object).to_numpy()[order[found]], "")


def _first(ground: _Ground, cells: _Cells, article: np.ndarray) -> np.ndarray:
    """Where in its article an actor of a group is first named, in words before it, mean over articles."""
    everywhere = ground.word
    if not len(everywhere) or not len(article):
        return np.full(cells.n, np.nan)
    before = np.cumsum(everywhere) - everywhere
    total = np.bincount(ground.places.article[everywhere], minlength=ground.places.article.max() + 1)
    start = np.full(len(total), len(everywhere), "int64")
    np.minimum.at(start, ground.places.article, np.arange(len(everywhere)))
    rank = before[ground.at] - before[start[article]]
    relative = rank / np.maximum(total[article] - 1, 1)
    order = np.lexsort((relative, article, cells.of_mention))
    first = order[distinct(cells.of_mention[order], article[order])]
    sums = np.bincount(cells.of_mention[first], weights=np.minimum(relative[first], 1.0), minlength=cells.n)
    return _ratio(sums, _count(cells.of_mention[first], cells.n))


def _voice(ground: _Ground, cells: _Cells, top: int) -> dict:
    literal = ground.literal[cells.spoken_rows]
    quote = ground.speaker[cells.spoken_rows]
    pairs = distinct(cells.of_spoken, quote)
    spoken = ground.counted & ground.literal & (ground.speaker >= 0)
    quoted = _count(ground.groups.codes[spoken], ground.n_groups)[cells.group]
    words = _count(cells.of_spoken[literal], cells.n)
    cue = ground.quotes["cue"].astype("str").str.lower().astype(object).to_numpy()
    cues = cue[quote[pairs]] if len(pairs) else np.zeros(0, object)
    return {"n_quotes": _count(cells.of_spoken[pairs], cells.n), "n_words_spoken": words, "n_words_quoted": quoted,
            "share_quoted_words": _ratio(words, quoted),
            "cues": _tops(cells.of_spoken[pairs][cues != ""], cues[cues != ""], cells.n, top)}


def _tops(cells: np.ndarray, values: np.ndarray, n: int, top: int, least: int = 1) -> pd.array:
    """For each cell its most frequent values as "said 5, added 2"; ties by name."""
    code, names = pd.factorize(pd.Series(values, dtype=object), sort=True)
    lists: list[list[str]] = [[] for _ in range(n)]
    if len(code):
        seen, counts = np.unique(cells.astype("int64") * len(names) + code, return_counts=True)
        for k in np.lexsort((seen % len(names), -counts, seen // len(names))).tolist():
            mine = lists[int(seen[k]) // len(names)]
            if len(mine) < top and counts[k] >= least:
                mine.append(f"{names[seen[k] % len(names)]} {counts[k]}")
    return pd.array([", ".join(found) for found in lists], dtype="str")


def _company(ground: _Ground, cells: _Cells, top: int) -> pd.array:
    article, sentence = ground.places.article[ground.at], ground.mentions["sentence"].to_numpy()
    rows = distinct(cells.of_mention, article, sentence)
    table = pd.DataFrame({"cell": cells.of_mention[rows], "group": cells.group[cells.of_mention[rows]],
                          "article": article[rows], "sentence": sentence[rows], "actor": ground.actor[rows]})
    pairs = table.merge(table, on=["group", "article", "sentence"], suffixes=("", "_other"))
    pairs = pairs[pairs["actor"] != pairs["actor_other"]]
    return _tops(pairs["cell"].to_numpy(), np.asarray(ground.actors, object)[pairs["actor_other"].to_numpy()], cells.n, top)


def _content_words(ground: _Ground) -> tuple[np.ndarray, list[str], np.ndarray]:
    """A code per token of its folded form, the forms, and whether the token may be listed: a word, no name, no stop word."""
    types = [t.lower().replace("’", "'") for t in token_types(ground.tokens)]
    code, forms = pd.factorize(np.array(types, object)) if types else (np.zeros(0, "int64"), [])
    stop = frozenset(load_json("stopwords.json")["english"])
    fine = np.fromiter((f not in stop and len(f) > 1 and not f[0].isdigit() for f in forms), bool, len(forms))
    codes = code[ground.tokens["token"].cat.codes.to_numpy()] if len(ground.tokens) else np.zeros(0, "int64")
    named = np.zeros(len(ground.tokens) + 1, "int64")
    first = ground.places.at(ground.all_mentions)
    last = ground.places.at(ground.all_mentions.assign(last=ground.all_mentions["end"].to_numpy() - 1), "last")
    inside = (first >= 0) & (last >= 0)
    np.add.at(named, first[inside], 1)
    np.add.at(named, last[inside] + 1, -1)
    return codes, list(forms), ground.counted & (np.cumsum(named)[:-1] == 0) & (fine[codes] if len(codes) else True)


def _words(ground: _Ground, cells: _Cells, top: int) -> pd.array:
    """Words over-used in the sentences that name an actor, against the group's other sentences."""
    codes, forms, listed = _content_words(ground)
    empty = pd.array([""] * cells.n, dtype="str")
    if not len(forms) or not cells.n:
        return empty
    sentence = ground.mentions["sentence"].to_numpy()
    pairs = distinct(cells.of_mention, ground.places.article[ground.at], sentence)
    rows, pair = ground.places.within(ground.places.article[ground.at][pairs], sentence[pairs])
    owner = cells.of_mention[pairs][pair]
    mine = ground.counted[rows] & (ground.groups.codes[rows] == cells.group[owner])
    size = _count(owner[mine], cells.n)
    mine &= listed[rows]
    seen, n = np.unique(owner[mine].astype("int64") * len(forms) + codes[rows[mine]], return_counts=True)
    cell, form = seen // len(forms), seen % len(forms)
    whole = np.flatnonzero(listed)
    of_group, total = np.unique(ground.groups.codes[whole] * len(forms) + codes[whole], return_counts=True)
    at = np.searchsorted(of_group, cells.group[cell] * len(forms) + form)
    rest, rest_size = total[at] - n, ground.size[cells.group[cell]] - size[cell]
    g2 = log_likelihood(n, rest, size[cell], rest_size)
    over = (n >= 2) & (g2 >= LEAST_G2) & (n * rest_size > rest * size[cell])
    lists: list[list[str]] = [[] for _ in range(cells.n)]
    names = np.asarray(forms, object)[form]
    for k in sorted(np.flatnonzero(over).tolist(), key=lambda k: (cell[k], -g2[k], names[k])):
        if len(lists[cell[k]]) < top:
            lists[cell[k]].append(f"{names[k]} {n[k]}")
    return pd.array([", ".join(found) for found in lists], dtype="str")


def _described(ground: _Ground, cells: _Cells, top: int) -> pd.array:
    """Adjectives and verbs within three tokens of a name, in its sentence."""
    codes, forms, listed = _content_words(ground)
    tag = ground.tokens["tag"].astype("str").str[:2].isin(["JJ", "VB"]).to_numpy(dtype=bool)
    article, sentence = ground.places.article, ground.tokens["sentence"].to_numpy()
    last = ground.places.at(ground.mentions.assign(last=ground.mentions["end"].to_numpy() - 1), "last")
    near, owner = [], []
    for step in (-3, -2, -1, 1, 2, 3):
        row = (ground.at if step < 0 else last) + step
        fits = (row >= 0) & (row < len(tag))
        fits[fits] = (listed & tag)[row[fits]] & (sentence[row[fits]] == sentence[ground.at[fits]]) & (
            article[row[fits]] == article[ground.at[fits]])
        near.append(row[fits])
        owner.append(cells.of_mention[fits])
    rows = np.concatenate(near)
    return _tops(np.concatenate(owner), np.asarray(forms, object)[codes[rows]] if len(rows) else rows, cells.n, top)
