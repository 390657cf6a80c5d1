"""Actors: whom each mention and each speaker means, by which rule, and the ledger of all of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..bundles import source_rows
from ..schema import article_rows, context_of, require, texts_of, with_context
from .aliases import folded, normal_form, words_of
from .codebook import Codebook, load_codebook
from .identity import Resolver
from .speakers import Article, Quote, resolve_speakers


def resolve_actors(mentions: pd.DataFrame, articles: pd.DataFrame, *, quotes: pd.DataFrame | None = None, codebook=None,
                   demonyms: bool = False):
    """Tell which mentions mean the same actor, and say why.

    Within an article: full name and surname (also the first of two), title and surname, a first name, or first names, that
    fit one person, nicknames the text explains, acronyms introduced in brackets, an organisation's name with and without
    its legal form, and the first word of exactly one longer name of an organisation. Across articles: the same full name.
    A name that fits two is refused. A codebook wins over all of it.

    Parameters
    ----------
    mentions : DataFrame
        As `find_entities` gives it (article, start, end, text, label).
    articles : DataFrame
    quotes : DataFrame, optional
        As `find_quotes` gives it; then speakers are resolved too, also by standing ("the Belarusian president") and by
        pronoun ("he").
    codebook : path, dict or Codebook, optional
        See `load_codebook`.
    demonyms : bool
        Whether "Ukrainian" and "Ukrainians" mean Ukraine.

    Returns
    -------
    mentions : DataFrame
        With ``actor`` (the name to count under; "" for a word that is only explained); ``rule`` ("codebook", "full
        name", "surname", "title + surname", "first name", "nickname", "acronym", "legal form", "short form", "demonym",
        "spelling", "explained", "as written", or "ambiguous: A | B"); ``naming`` (how it is named: "full name",
        "surname", "title + surname", "first name", "nickname", "acronym", "other").
    quotes : DataFrame
        Only where `quotes` was given: with ``actor`` ("" where the speaker cannot be told). Where it took more than a
        name, ``rule`` ends in "; role", "; pronoun" or "; ambiguous: A | B".

    Raises
    ------
    ValueError
        If a column is missing, a mention's article is not among `articles`, or the codebook is damaged.

    Examples
    --------
    >>> import framing
    >>> from framing.schema import make_table
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["President Ann Lee left. Lee said no."]}))
    >>> mentions = make_table("mentions", {"article": articles["article"].array.take([0, 0]), "start": [10, 24],
    ...                                    "end": [17, 27], "text": ["Ann Lee", "Lee"], "label": ["PERSON", "PERSON"]})
    >>> framing.resolve_actors(mentions, articles)[["actor", "rule"]].values.tolist()
    [['Ann Lee', 'full name'], ['Ann Lee', 'surname']]
    """
    require(mentions, ["article", "start", "end", "text", "label"], "mentions")
    require(articles, ["article", "text"], "articles")
    book = Codebook() if codebook is None else load_codebook(codebook)
    peoples = words_of("demonyms")
    resolver = Resolver(book.names, peoples if demonyms else None, book.demonyms)
    table = _Columns(mentions, articles)
    actor, rule, naming = ([""] * len(mentions) for _ in range(3))
    texts = articles["text"].astype(object).tolist()
    outlets = articles["outlet"].astype(object).tolist() if "outlet" in articles.columns else [""] * len(texts)
    for place, rows in table.blocks():
        found = resolver.resolve(texts[place], outlets[place] or "", *table.of(rows), table.organisations(rows))
        for row, (whom, why, how) in zip(rows, found, strict=True):
            actor[row], rule[row], naming[row] = whom, why, how
    resolved = mentions.copy(deep=False)
    for name, values in (("actor", actor), ("rule", rule), ("naming", naming)):
        resolved[name] = pd.array(values, dtype="str")
    with_context(resolved, context_of(mentions))
    if quotes is None:
        return resolved
    return resolved, _with_speakers(quotes, table, actor, resolver, texts, articles, book, peoples | dict(book.demonyms))


class _Columns:
    """Columns of a mentions table as plain lists, and its rows article by article in reading order."""

    def __init__(self, mentions: pd.DataFrame, articles: pd.DataFrame):
        self.place = source_rows(mentions, articles, "mentions")
        self.text = mentions["text"].astype(object).tolist()
        label = mentions["label"]
        self.person = (label == "PERSON").to_numpy(dtype=bool).tolist()
        self.organisation = (label == "ORG").to_numpy(dtype=bool).tolist()
        self.start, self.end = mentions["start"].tolist(), mentions["end"].tolist()

    def of(self, rows):
        return tuple([values[r] for r in rows] for values in (self.text, self.person, self.start, self.end))

    def organisations(self, rows):
        return [self.organisation[r] for r in rows]

    def blocks(self):
        yield from article_blocks(self.place, np.asarray(self.start, dtype="int64"))


def article_blocks(place: np.ndarray, start: np.ndarray):
    """Rows of each article, sorted by where they start; articles in their order."""
    if not len(place):
        return
    order = np.lexsort((start, place))
    cuts = np.flatnonzero(np.diff(place[order])) + 1
    for rows in np.split(order, cuts):
        yield int(place[rows[0]]), rows.tolist()


def _with_speakers(quotes, table: _Columns, actors, resolver, texts, articles, book, peoples) -> pd.DataFrame:
    require(quotes, ["article", "start", "end", "kind", "parent", "speaker", "speaker_start", "speaker_end"], "quotes")
    place = article_rows(quotes, articles, "quotes")
    peoples = {folded(word): folded(country) for word, country in peoples.items()}
    rows_of = {p: rows for p, rows in table.blocks()}
    values = {c: quotes[c].astype(object).tolist() for c in ("start", "end", "kind", "parent", "speaker", "speaker_start",
                                                             "speaker_end")}
    ordinal = quotes["quote"].tolist() if "quote" in quotes.columns else list(range(len(quotes)))
    rule = quotes["rule"].astype(object).tolist() if "rule" in quotes.columns else [""] * len(quotes)
    actor = [""] * len(quotes)
    for number, rows in article_blocks(place, quotes["start"].to_numpy(dtype="int64")):
        mine = rows_of.get(number, [])
        written, people, starts, ends = table.of(mine)
        article = Article(texts[number], list(map(normal_form, written)), [actors[r] for r in mine], people, starts,
                          ends, book.roles, peoples, resolver.in_book)
        position = {ordinal[r]: i for i, r in enumerate(rows)}
        said = [Quote(values["start"][r], values["end"][r], values["kind"][r] != "indirect",
                      position.get(values["parent"][r], -1) if values["parent"][r] >= 0 else -1, values["speaker"][r] or "",
                      values["speaker_start"][r], values["speaker_end"][r]) for r in rows]
        for r, (whom, how) in zip(rows, resolve_speakers(article, said), strict=True):
            actor[r] = whom
            if how not in ("", "name"):
                rule[r] = f"{rule[r]}; {how}" if rule[r] else how
    resolved = quotes.copy(deep=False)
    resolved["actor"], resolved["rule"] = pd.array(actor, dtype="str"), pd.array(rule, dtype="str")
    return with_context(resolved, context_of(quotes))


def explain_actors(mentions: pd.DataFrame, articles: pd.DataFrame | None = None, *, quotes: pd.DataFrame | None = None,
                   width: int = 40) -> pd.DataFrame:
    """The ledger of actors: every form, whom it was taken to mean, how often, by which rule, with one example.

    Parameters
    ----------
    mentions : DataFrame
        As `resolve_actors` gives it.
    articles : DataFrame, optional
        Gives the example its words.
    quotes : DataFrame, optional
        Adds the speakers that took a standing or a pronoun to tell, and those that could not be told.
    width : int
        Characters of the example on each side.

    Returns
    -------
    DataFrame
        ``actor``; ``form`` (as written); ``label`` ("speaker" for rows from quotes); ``rule``; ``n`` (int, how often);
        ``article``, ``start``, ``end`` (the first example); ``example`` (the words around it, where `articles` is
        given). Actors by number of mentions, their forms likewise; at the end what was refused ("ambiguous: …") or
        means nobody.
        Forms with the rule "as written" were merged with nothing.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> from framing.schema import make_table
    >>> mentions = make_table("mentions", {"article": ["a", "a"], "start": [0, 9], "end": [7, 12], "label": ["PERSON"] * 2,
    ...     "text": ["Ann Lee", "Lee"], "actor": ["Ann Lee", "Ann Lee"], "rule": ["full name", "surname"]})
    >>> explain_actors(mentions)[["actor", "form", "rule", "n"]].values.tolist()
    [['Ann Lee', 'Ann Lee', 'full name', 1], ['Ann Lee', 'Lee', 'surname', 1]]
    """
    require(mentions, ["article", "start", "end", "text", "label", "actor", "rule"], "mentions")
    columns = {"actor": mentions["actor"].astype(object), "form": mentions["text"].astype(object),
               "label": mentions["label"].astype(object), "rule": mentions["rule"].astype(object),
               "article": mentions["article"].astype(object), "start": mentions["start"], "end": mentions["end"]}
    rows = pd.DataFrame(columns)
    if quotes is not None:
        rows = pd.concat([rows, _speaker_rows(quotes)], ignore_index=True)
    refused = rows["rule"].astype("str").str.startswith("ambiguous") | (rows["actor"] == "")
    rows = rows.assign(_refused=refused.astype(bool))
    rows["_total"] = rows.groupby(["_refused", "actor"], sort=False)["form"].transform("size")
    keys = ["_refused", "_total", "actor", "form", "label", "rule"]
    grouped = rows.groupby(keys, sort=False, dropna=False)
    table = grouped.agg(n=("form", "size"), article=("article", "first"), start=("start", "first"),
                        end=("end", "first")).reset_index()
    table = table.sort_values(["_refused", "_total", "actor", "n", "form"], ascending=[True, False, True, False, True],
                              kind="stable", ignore_index=True).drop(columns=["_refused", "_total"])
    for name in ("actor", "form", "label", "rule"):
        table[name] = pd.array(table[name].tolist(), dtype="str")
    table["n"] = table["n"].astype("int64")
    table["start"], table["end"] = table["start"].astype("int32"), table["end"].astype("int32")
    if articles is not None:
        require(articles, ["article", "text"], "articles")
        source_rows(mentions, articles, "mentions")
        table["example"] = pd.array([" ".join(text[max(0, s - width):e + width].split()) for text, s, e in zip(
            texts_of(table, articles, "mentions"), table["start"], table["end"], strict=True)], dtype="str")
    return with_context(table, context_of(mentions))


def _speaker_rows(quotes: pd.DataFrame) -> pd.DataFrame:
    require(quotes, ["article", "speaker", "speaker_start", "speaker_end", "actor", "rule"], "quotes")
    how = quotes["rule"].astype(object).str.extract(r"(?:^|; )(role|pronoun|ambiguous: .*)$", expand=False)
    how = how.where(how.notna(), np.where(quotes["actor"].astype(object) == "", "not told", ""))
    keep = ((how != "") & (quotes["speaker"].astype(object) != "")).to_numpy(dtype=bool)
    kept = quotes[keep]
    return pd.DataFrame({
        "actor": kept["actor"].astype(object), "form": kept["speaker"].astype(object), "label": "speaker",
        "rule": how[keep].astype(object), "article": kept["article"].astype(object), "start": kept["speaker_start"],
        "end": kept["speaker_end"]})
