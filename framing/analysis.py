"""The whole way in one call: from a source to a bundle of tables."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from functools import cache
from html import escape
from importlib import metadata
from typing import Any

import numpy as np
import pandas as pd

from .actors import resolve_actors
from .actors.listed import find_listed
from .entities import find_entities
from .quotes import add_voices, find_quotes
from .read import list_problems, read_articles
from .resources import list_cards
from .schema import (
    TABLES,
    Context,
    context_of,
    order_articles,
    same_codes,
    take_articles,
    with_context,
)
from .sections import add_bylines, split_sections
from .tokens import tokenize

#: Articles are walked in chunks of about this many characters: large enough for NumPy, small enough for memory.
CHUNK_CHARACTERS = 600_000
#: Of every bootstrap and permutation that nobody gives another seed.
SEED = 0
_LIBRARIES = ("pandas", "numpy", "scipy", "matplotlib", "nltk", "textblob", "vaderSentiment")


@dataclass(frozen=True, repr=False)
class Analysis:
    """The tables of one analysis. Change a copy, not the bundle: ``analysis.mentions.copy()``.

    Attributes
    ----------
    articles, sections, sentences, tokens, mentions, quotes, problems : DataFrame
        As the functions of the same names give them.
    manifest : dict
        What the numbers rest on: versions, models with sha256, options, and a hash of every input text.
    """

    articles: pd.DataFrame
    sections: pd.DataFrame
    sentences: pd.DataFrame
    tokens: pd.DataFrame
    mentions: pd.DataFrame
    quotes: pd.DataFrame
    problems: pd.DataFrame
    manifest: dict = field(default_factory=dict)

    def save(self, folder, *, format: str = "csv") -> None:
        """Write all tables into a folder; see `framing.store.save_analysis`."""
        from .store import save_analysis

        save_analysis(self, folder, format=format)

    def summary(self) -> pd.Series:
        """How much there is of everything."""
        sizes = {name: len(getattr(self, name)) for name in table_names()}
        words = context_of(self.tokens).words["n_tokens"].sum() if context_of(self.tokens) else 0
        return pd.Series({"articles": sizes.pop("articles"), "words": int(words), **sizes}, name="n")

    def __repr__(self):
        numbers = ", ".join(f"{n:,} {name}" for name, n in self.summary().items())
        return f"Analysis({numbers})"

    def _repr_html_(self):
        head = "".join(f"<th scope='col' style='text-align:right'>{escape(k)}</th>" for k in self.summary().index)
        row = "".join(f"<td style='text-align:right'>{v:,}</td>" for v in self.summary())
        titles = [t or a for t, a in zip(self.articles["title"], self.articles["article"].astype(str), strict=True)]
        more = f"<li>… and {len(titles) - 5:,} more</li>" if len(titles) > 5 else ""
        items = "".join(f"<li>{escape(t)}</li>" for t in titles[:5]) + more
        return (f"<p><b>framing.Analysis</b></p><table><thead><tr>{head}</tr></thead><tbody><tr>{row}</tr></tbody>"
                f"</table><ol style='margin-top:.5em'>{items}</ol>")


def table_names() -> list[str]:
    """The names of the bundle's tables, in the order of the data flow."""
    return [f.name for f in fields(Analysis) if f.name != "manifest"]


def analyze(source, *, columns=None, codebook=None, tagger="framing",
            progress: Callable[[int, int], Any] | bool | None = None) -> Analysis:
    """Read a source and find its sections, tokens, named mentions, quotations and actors.

    Parameters
    ----------
    source : path, list of paths, or DataFrame
        What `read_articles` takes, or an articles table.
    columns : mapping, optional
        As in `read_articles`.
    codebook : path, dict or codebook, optional
        Actors and their names; see `load_codebook`.
    tagger : str or callable
        As in `find_entities`.
    progress : bool or callable, optional
        True draws a progress bar; a callable is called with (articles done, articles in all).

    Returns
    -------
    Analysis

    Raises
    ------
    FileNotFoundError, ValueError
        If nothing can be read, or the codebook is damaged.

    Examples
    --------
    >>> import framing
    >>> analysis = framing.analyze(pd.DataFrame({"text": ['"We will not go," President Ann Lee said.']}))
    >>> analysis.mentions["actor"].tolist(), analysis.quotes["actor"].tolist()
    (['Ann Lee'], ['Ann Lee'])
    """
    articles = order_articles(source if is_articles(source) else read_articles(source, columns=columns))
    codebook = _ready_codebook(codebook)
    parts = []
    with _progress(progress, len(articles)) as tell:
        for chunk in chunks(articles):
            parts.append(analyze_chunk(chunk, codebook=codebook, tagger=tagger))
            tell(len(chunk))
    tables = join_parts(articles, parts)
    problems = list_problems(articles)
    return Analysis(**tables, problems=problems,
                    manifest=make_manifest(articles, codebook=codebook, tagger=tagger))


def is_articles(source) -> bool:
    """Whether `source` is an articles table already."""
    return isinstance(source, pd.DataFrame) and set(TABLES["articles"]) <= set(source.columns) \
        and isinstance(context_of(source), Context)


def _ready_codebook(codebook):
    if codebook is None:
        return None
    from .actors.codebook import load_codebook

    return load_codebook(codebook)


def analyze_chunk(articles: pd.DataFrame, *, codebook=None, tagger="framing") -> dict[str, pd.DataFrame]:
    """The tables of some articles: a pure function, the same whatever else is analysed beside them."""
    articles = order_articles(articles)
    sections = split_sections(articles)
    articles = with_context(add_bylines(articles, sections), context_of(sections))
    sentences, tokens = tokenize(articles, sections)
    mentions = find_entities(articles, tokens, tagger=tagger)
    if codebook is not None:
        mentions = find_listed(mentions, articles, tokens, codebook)
    quotes = find_quotes(articles, sections, sentences, tokens, mentions)
    tokens = add_voices(tokens, quotes)
    mentions = add_voices(mentions, quotes)
    mentions, quotes = resolve_actors(mentions, articles, quotes=quotes, codebook=codebook)
    context = context_of(sections).replace(words=context_of(tokens).words)
    tables = {"articles": articles, "sections": sections, "sentences": sentences, "tokens": tokens,
              "mentions": mentions, "quotes": quotes}
    return {name: with_context(table, context) for name, table in tables.items()}


def chunks(articles: pd.DataFrame, characters: int = CHUNK_CHARACTERS) -> Iterator[pd.DataFrame]:
    """The articles in pieces of about so many characters, each a table of its own; of no articles one empty piece."""
    if not len(articles):
        yield take_articles(articles, [])
        return
    lengths = articles["text"].str.len().to_numpy(dtype="int64")
    piece = np.cumsum(lengths) // characters
    for _, rows in pd.Series(np.arange(len(articles))).groupby(piece):
        yield take_articles(articles, rows.to_numpy())


def join_parts(articles: pd.DataFrame, parts: list[dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """Lay the tables of consecutive chunks end to end, with one vocabulary and one context."""
    dtype = articles["article"].dtype
    offsets = np.concatenate([[0], np.cumsum([len(p["articles"]) for p in parts])[:-1]])
    tables = {name: _join([p[name] for p in parts], offsets, dtype) for name in parts[0]}
    words = _join([context_of(p["tokens"]).words for p in parts], offsets, dtype)
    bare = tables["sections"].copy(deep=False)
    context = Context(tables["articles"].drop(columns="text"), bare, words,
                      rank_actors(tables["mentions"], tables["quotes"]))
    return {name: with_context(table, context) for name, table in tables.items()}


def rank_actors(mentions: pd.DataFrame, quotes: pd.DataFrame, top: int = 50) -> tuple[str, ...]:
    """The actors named and quoted most often, ties by name."""
    names = pd.concat([mentions["actor"], quotes["actor"]], ignore_index=True).astype(object)
    counts = names[names != ""].value_counts(sort=False)
    return tuple(sorted(counts.index, key=lambda name: (-counts[name], name))[:top])


def _join(parts: list[pd.DataFrame], offsets, dtype) -> pd.DataFrame:
    """Concatenate tables whose categories differ; articles by their place, other categories by their values."""
    if len(parts) == 1:  # most analyses have a single chunk: a fifth of the time of a short one
        table = parts[0].copy(deep=False)
        table.attrs = {}
        table["article"] = pd.Categorical.from_codes(table["article"].array.codes, dtype=dtype)
        return table
    columns = {}
    for name in parts[0].columns:
        arrays = [p[name].array for p in parts]
        if name == "article":
            codes = np.concatenate([a.codes.astype("int64") + o for a, o in zip(arrays, offsets, strict=True)])
            columns[name] = pd.Categorical.from_codes(codes, dtype=dtype)
        elif isinstance(arrays[0].dtype, pd.CategoricalDtype):
            columns[name] = _merge_codes(arrays)
        else:
            columns[name] = pd.concat([p[name] for p in parts], ignore_index=True).array
    return pd.DataFrame(columns)


def _merge_codes(arrays):
    if all(same_codes(a.dtype, arrays[0].dtype) for a in arrays):
        return pd.Categorical.from_codes(np.concatenate([a.codes for a in arrays]), dtype=arrays[0].dtype)
    vocabulary: dict[str, int] = {}
    codes = []
    for array in arrays:
        to = np.fromiter((vocabulary.setdefault(w, len(vocabulary)) for w in array.categories), "int32",
                         len(array.categories))
        codes.append(to[array.codes] if len(array) else np.zeros(0, "int32"))
    return pd.Categorical.from_codes(np.concatenate(codes), categories=pd.Index(list(vocabulary), dtype=str))


def make_manifest(articles: pd.DataFrame, *, codebook=None, tagger="framing", **options) -> dict:
    """What an analysis rests on: versions, models, options and a hash per input.

    Returns
    -------
    dict
        ``framing``, ``python``, ``libraries``, ``models`` (name to version and sha256), ``options`` (tagger, hash of the
        codebook, seed), ``inputs`` (article to the SHA-256 of its text in UTF-8).
    """
    from . import __version__

    models = {card["name"]: {"version": card.get("version", ""), "sha256": card.get("sha256_found", "")}
              for card in list_cards()}
    inputs = {str(a): hashlib.sha256(t.encode("utf-8", "surrogatepass")).hexdigest()
              for a, t in zip(articles["article"].astype(object), articles["text"].astype(object), strict=True)}
    chosen = tagger if isinstance(tagger, str) else getattr(tagger, "__name__", type(tagger).__name__)
    return {"framing": __version__, "python": platform.python_version(), "libraries": dict(_library_versions()),
            "models": models, "options": {"tagger": chosen, "codebook": hash_codebook(codebook), "seed": SEED, **options},
            "inputs": inputs}


def hash_codebook(codebook) -> str | None:
    """The SHA-256 of a loaded codebook; None for none."""
    return None if codebook is None else hashlib.sha256(repr(codebook).encode()).hexdigest()


@cache
def _library_versions() -> tuple[tuple[str, str], ...]:
    """What is installed, looked up once: reading it takes a sixth of the time of a short analysis."""
    found = []
    for name in _LIBRARIES:
        try:
            found.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            found.append((name, "absent"))
    return tuple(found)


class _progress:
    """Calls a progress function with (done, all), or moves a tqdm bar, or does nothing."""

    def __init__(self, progress, total: int):
        self.progress, self.total, self.done, self.bar = progress, total, 0, None

    def __enter__(self):
        if self.progress is True:
            from tqdm import tqdm

            self.bar = tqdm(total=self.total, unit=" articles", disable=None, leave=False)
        return self

    def __call__(self, n: int) -> None:
        self.done += n
        if self.bar is not None:
            self.bar.update(n)
        elif callable(self.progress):
            self.progress(self.done, self.total)

    def __exit__(self, *_):
        if self.bar is not None:
            self.bar.close()
        return False


def load_analysis(folder) -> Analysis:
    """Load an analysis that `Analysis.save` wrote.

    Parameters
    ----------
    folder : path

    Returns
    -------
    Analysis

    Raises
    ------
    FileNotFoundError
        If the folder holds no analysis.
    ValueError
        If a table is missing, damaged, or of another version of the column contract; or if the folder holds what
        ``framing tables`` wrote, which has no texts.

    Examples
    --------
    >>> import framing, tempfile
    >>> analysis = framing.analyze(pd.DataFrame({"text": ["Rain fell on Arle."]}))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     analysis.save(folder + "/saved")
    ...     framing.load_analysis(folder + "/saved").tokens.equals(analysis.tokens)
    True
    """
    from .store import load_tables, read_manifest

    tables = load_tables(folder)
    words = tables.pop("words")
    bare = tables["sections"].copy(deep=False)
    context = Context(tables["articles"].drop(columns="text"), bare, words,
                      rank_actors(tables["mentions"], tables["quotes"]))
    for table in tables.values():
        with_context(table, context)
    return Analysis(**tables, manifest=read_manifest(folder))
