"""The bundle of shared tables, made from an analysis: counts, scores, spans, names and headings, no running text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from html import escape
from pathlib import PurePath

import numpy as np
import pandas as pd

from ..agency import find_passives, find_roles
from ..bundles import require_bundle
from ..dictionaries import count_frames, count_labels
from ..portraits import TITLES, portray_actors
from ..schema import Context, context_of, require, with_context
from ..sentiment import score_sentiment
from ..terms import count_terms
from ..tokens import word_rows
from ..tone import score_tone
from .contract import FILES, shaped
from .paragraphs import hash_paragraphs
from .terms import fold_rare, fold_words, hide_short

_WORD = "word"


@dataclass(frozen=True, repr=False)
class Features:
    """Tables of an analysis that can be given away. Measures and charts take them as they take those of an `Analysis`.

    ``count_terms(f.tokens)``, ``compare_terms(f.tokens, by=…)``, ``count_entities(f.mentions)``,
    ``count_names(f.mentions)``, ``count_talk(f.quotes, f.mentions)``, ``count_speech(f.quotes, f.spoken)``,
    ``mean_sentiment(f.sentiment)``, ``test_difference(f.sentiment)``, ``mean_tone(f.mentions, by="actor")``,
    ``count_roles(f.mentions)``, ``count_passives(f.clauses)``, ``plot_sections(f.sections)``,
    ``plot_positions(f.mentions)``, ``plot_verbs(f.verbs, actor=…)``, ``plot_portraits(f.portraits)``,
    ``plot_labels(f.labels_by_outlet)`` …

    Attributes
    ----------
    articles, sections, words, terms, sentiment, sentiment_vader, mentions, verbs, quotes, spoken_words, clauses, portraits,
    portraits_by_outlet, labels, labels_by_outlet, labels_by_voice, frames, frames_by_outlet, frames_by_voice,
    paragraphs : DataFrame
        One per file of the shared folder, whose datapackage.json describes every column. The six tables of a codebook are
        empty where none was given.
    manifest : dict
        ``framing``, ``python``, ``libraries`` and ``models`` (versions), ``options``, ``actors`` (most named first) and
        ``salt``; ``methods_paragraph(f)`` turns it into words.

    Examples
    --------
    >>> import framing
    >>> features = framing.make_features(framing.analyze(pd.DataFrame({"text": ["War is war."]})), least_words=0)
    >>> framing.count_terms(features.tokens)[["term", "n"]].values.tolist()
    [['war', 2]]
    """

    articles: pd.DataFrame
    sections: pd.DataFrame
    words: pd.DataFrame
    terms: pd.DataFrame
    sentiment: pd.DataFrame
    sentiment_vader: pd.DataFrame
    mentions: pd.DataFrame
    verbs: pd.DataFrame
    quotes: pd.DataFrame
    spoken_words: pd.DataFrame
    clauses: pd.DataFrame
    portraits: pd.DataFrame
    portraits_by_outlet: pd.DataFrame
    labels: pd.DataFrame
    labels_by_outlet: pd.DataFrame
    labels_by_voice: pd.DataFrame
    frames: pd.DataFrame
    frames_by_outlet: pd.DataFrame
    frames_by_voice: pd.DataFrame
    paragraphs: pd.DataFrame
    manifest: dict = field(default_factory=dict)

    @property
    def tokens(self) -> pd.DataFrame:
        """A row per counted word, in alphabetical order within its section and voice: for `count_terms`, `compare_terms`.

        Columns ``article``, ``section``, ``start``, ``token``, ``voice``. ``start`` is that of the section or of its
        heading; ``voice`` is missing where a section has too few words of it (``least_words``), so that counts by voice
        have a group without one. What needs neighbours (``n=2``, phrases) finds no column "sentence" and says so.
        """
        return _spread(self.terms.rename(columns={"term": "token"}), "n", self.sections)

    @property
    def spoken(self) -> pd.DataFrame:
        """A row per quoted or reported word, which is not told: for ``count_speech(features.quotes, features.spoken)``.

        Columns ``article``, ``section``, ``sentence`` (-1: not told), ``start`` and ``end`` (of the section or heading),
        ``token`` (always "word"), ``voice``, ``quote``.
        """
        words = _spread(self.spoken_words.assign(token=pd.array([_WORD] * len(self.spoken_words), dtype="str")), "n_words",
                        self.sections)
        return words.assign(sentence=np.full(len(words), -1, "int32"), end=words["start"])

    def summary(self) -> pd.Series:
        """How much there is of everything."""
        rows = {"articles": len(self.articles), "words": int(self.words["n_tokens"].sum()),
                "sections": len(self.sections), "sentences": len(self.sentiment), "mentions": len(self.mentions),
                "quotes": len(self.quotes)}
        return pd.Series(rows, name="n")

    def __repr__(self):
        numbers = ", ".join(f"{n:,} {name}" for name, n in self.summary().items())
        return f"Features({numbers}; no running text)"

    def _repr_html_(self):
        cells = self.summary()
        head = "".join(f"<th scope='col' style='text-align:right'>{k}</th>" for k in cells.index)
        row = "".join(f"<td style='text-align:right'>{v:,}</td>" for v in cells)
        items = "".join(f"<li>{escape(c)}</li>" for c in self.articles["citation"][:5])
        more = f"<li>… and {len(self.articles) - 5:,} more</li>" if len(self.articles) > 5 else ""
        return (f"<p><b>framing.Features</b>: counts, scores and spans, no running text</p><table><thead><tr>{head}</tr>"
                f"</thead><tbody><tr>{row}</tr></tbody></table><ol style='margin-top:.5em'>{items}{more}</ol>")


def table_names() -> list[str]:
    """The names of the bundle's tables."""
    return [f.name for f in fields(Features) if f.name != "manifest"]


def make_features(analysis, *, codebook=None, min_n: int = 1, least_words: int = 25, metadata=(),
                  salt: str | None = None) -> Features:
    """Measure an analysis and leave the text behind.

    Parameters
    ----------
    analysis : Analysis
    codebook : path, dict or codebook, optional
        Adds the counts of its contested terms and frames.
    min_n : int
        Words with fewer occurrences in all articles together are folded into "other terms (folded)"; so are verbs that
        occur less often among the verbs. 1 folds none.
    least_words : int
        Voices with fewer words in a section are not told apart, and the words of a section with fewer words in all are
        folded: few words are soon put in order. Titles and headings are exempt; they are told anyway.
    metadata : list of str
        Further columns of the articles to give away, such as "day". None are unless named: they may hold text.
    salt : str, optional
        Of the paragraphs' hashes; made from the articles' names, titles and outlets if None.

    Returns
    -------
    Features

    Raises
    ------
    TypeError
        If `analysis` is no bundle of tables.
    ValueError
        If a table lacks a column, `metadata` names no column of the articles, or a number is below 0.

    Examples
    --------
    >>> import framing
    >>> analysis = framing.analyze(pd.DataFrame({"text": ["Ann Lee left. Lee slept."], "outlet": ["Post"]}))
    >>> features = framing.make_features(analysis)
    >>> framing.count_entities(features.mentions, by="outlet")[["outlet", "actor", "n"]].values.tolist()
    [['Post', 'Ann Lee', 2]]
    """
    if min_n < 0 or least_words < 0:
        raise ValueError(f"min_n and least_words count words, from 0; got {min_n} and {least_words}.")
    require_bundle(analysis, ["articles", "sections", "sentences", "tokens", "mentions", "quotes"], "make_features")
    require(analysis.articles, ["article", "title", "outlet", "text", *metadata], "articles")
    old = context_of(analysis.tokens)
    if old is None or old.sections is None or old.words is None:
        raise ValueError("the tokens carry no sections and word counts; take the bundle that analyze() or "
                         "load_analysis() gives.")
    articles = _described(analysis.articles, list(metadata))
    sections = analysis.sections.assign(heading=[_cut(h) for h in analysis.sections["heading"]])
    tokens, mentions = analysis.tokens, _judged(analysis)
    terms, forms = fold_rare(_counted(tokens, sections), min_n)
    terms = hide_short(terms, _titles(terms, sections), least_words)
    clauses = _flagged(find_passives(tokens, analysis.articles, actives=True), sections)
    tables = {
        "articles": articles, "sections": sections, "words": old.words, "terms": terms, "mentions": mentions,
        "verbs": fold_words(_flagged(mentions[(mentions["lemma"] != "").to_numpy(bool)], sections), "lemma", min_n),
        "quotes": analysis.quotes, "spoken_words": _spoken(tokens, sections), "clauses": fold_words(clauses, "verb", min_n),
        "paragraphs": None,
    }
    for name, method in (("sentiment", "textblob"), ("sentiment_vader", "vader")):
        tables[name] = _flagged(score_sentiment(analysis.sentences, analysis.articles, method=method), sections)
    for name, by in (("portraits", None), ("portraits_by_outlet", "outlet")):
        table = portray_actors(analysis, by=by)
        tables[name] = table.assign(words=[_known(w, forms) for w in table["words"]],
                                    **({} if "naming" in table.columns else {"naming": ""}))
    tables |= _coded(tokens, codebook)
    salt = salt if salt is not None else _salt(articles)
    tables["paragraphs"] = hash_paragraphs(analysis.articles, analysis.sections, analysis.sentences, salt)
    versions = {k: analysis.manifest[k] for k in ("framing", "python", "libraries", "models") if k in analysis.manifest}
    options = analysis.manifest.get("options", {}) | {"min_n": min_n, "least_words": least_words}
    return joined({name: shaped(name, table) for name, table in tables.items()},
                  versions | {"options": options, "actors": list(old.actors), "salt": salt})


def joined(tables: dict[str, pd.DataFrame], manifest: dict) -> Features:
    """The bundle of ready tables, each with the context that sections, outlets and rates come from."""
    known = [tables[name].copy() for name in ("articles", "sections", "words")]
    context = Context(*known, tuple(manifest["actors"]))
    for name in ("sentiment", "sentiment_vader", "clauses", "verbs"):
        tables[name] = _placed(tables[name], tables["sections"])
    return Features(**{name: with_context(table, context) for name, table in tables.items()}, manifest=manifest)


def _rows_of(table: pd.DataFrame, sections: pd.DataFrame) -> np.ndarray:
    """The row of each table row's section."""
    index = pd.MultiIndex.from_arrays([sections["article"].astype(object), sections["section"]])
    return index.get_indexer(pd.MultiIndex.from_arrays([table["article"].astype(object), table["section"]]))


def _flagged(table: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """Whether each row stands in a heading, from its place."""
    heading = table["start"].to_numpy() < sections["start"].to_numpy()[_rows_of(table, sections)]
    return table.assign(heading_line=np.asarray(heading, bool))


def _placed(table: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """The start of the section or heading in place of whether it is one: measures ask for a place."""
    row = _rows_of(table, sections)
    start = np.where(table["heading_line"].to_numpy(bool), sections["heading_start"].to_numpy()[row],
                     sections["start"].to_numpy()[row]) if len(table) else np.zeros(0)
    at = list(table.columns).index("heading_line")
    columns = {c: table[c].array for c in table.columns}
    return pd.DataFrame({**dict(list(columns.items())[:at + 1]), "start": start.astype("int32"),
                         **dict(list(columns.items())[at + 1:])})


def _spread(counts: pd.DataFrame, n: str, sections: pd.DataFrame) -> pd.DataFrame:
    """Each row as often as it counts."""
    table = _placed(counts, sections).drop(columns="heading_line")
    table = table.iloc[np.repeat(np.arange(len(table)), table[n].to_numpy())].drop(columns=n).reset_index(drop=True)
    return with_context(table.assign(token=table["token"].astype("category")), context_of(sections))


def _counted(tokens, sections) -> pd.DataFrame:
    counts = count_terms(_flagged(tokens, sections), by=["article", "section", "heading_line", "voice"], stop=None,
                         include=("heading",))
    return counts.drop(columns=["n_tokens", "per_1000"])


def _titles(terms, sections) -> np.ndarray:
    """Which rows stand in titles or headings."""
    kinds = sections["kind"].astype(object).to_numpy()[_rows_of(terms, sections)] if len(terms) else np.zeros(0, object)
    return np.isin(kinds, TITLES) | terms["heading_line"].to_numpy(bool)


def _spoken(tokens, sections) -> pd.DataFrame:
    rows = (tokens["quote"].to_numpy() >= 0) & (tokens["voice"] != "narrator").to_numpy(bool) & word_rows(tokens)
    keys = ["article", "section", "heading_line", "quote", "voice"]
    return _flagged(tokens[rows], sections).groupby(keys, observed=True, sort=False).size().rename("n_words").reset_index()


def _judged(analysis) -> pd.DataFrame:
    """Mentions with role and tone."""
    mentions = find_roles(analysis.mentions, analysis.articles, analysis.tokens)
    if "naming" not in mentions.columns:
        mentions["naming"] = pd.array([""] * len(mentions), dtype="str")
    return score_tone(mentions, analysis.articles, tokens=analysis.tokens)


def _coded(tokens, codebook) -> dict[str, pd.DataFrame]:
    found = {}
    for name, count in (("labels", count_labels), ("frames", count_frames)):
        for suffix, by in (("", ["article", "section"]), ("_by_outlet", "outlet"), ("_by_voice", "voice")):
            empty = pd.DataFrame({c: pd.Series([], dtype=k.dtype) for c, k in FILES[name + suffix].columns.items()})
            found[name + suffix] = empty if codebook is None else count(tokens, codebook, by=by)
    return found


def _known(listed: str, forms: frozenset[str]) -> str:
    """A list of words with their n, without those that are folded."""
    return ", ".join(e for e in listed.split(", ") if e and e.rsplit(" ", 1)[0] in forms)


def _described(articles: pd.DataFrame, metadata: list[str]) -> pd.DataFrame:
    """What is told of the articles, each with its citation."""
    told = articles[["article", "title", "outlet", "author", "published", "url", "source", *metadata]].copy()
    told.attrs = {}
    told["title"] = [_cut(t) for t in told["title"]]
    told["source"] = [PurePath(s.replace("\\", "/")).name for s in told["source"].astype(object)]
    told["citation"] = [cite_article(row) for row in told.to_dict("records")]
    return told


def cite_article(row: dict) -> str:
    """Author, title, outlet, date and address, as far as they are known."""
    author = f"{row['author']}: " if row["author"] else ""
    title = row["title"] or str(row["article"])
    ends = "" if title[-1:] in "?!." else "."
    where = ", ".join(p for p in (row["outlet"], row["published"]) if p)
    return " ".join(p for p in (f"{author}“{title}{ends}”", where + "." if where else "", row["url"]) if p)


def _cut(heading: str, most: int = 30) -> str:
    """A heading, or the beginning of what is too long for one."""
    return heading if len(heading.split()) <= most else " ".join(heading.split()[:most]) + " …"


def _salt(articles: pd.DataFrame) -> str:
    told = [[str(v) for v in row] for row in articles[["article", "title", "outlet"]].astype(object).to_numpy()]
    return hashlib.sha256(repr(told).encode("utf8", "surrogatepass")).hexdigest()[:16]
