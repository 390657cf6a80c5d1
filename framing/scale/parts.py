"""The tables of one chunk of articles: those of rows, one row for one article, and those of sums per outlet."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from ..analysis import analyze_chunk
from ..counts import count_entities
from ..groups import group_rows
from ..read import problem
from ..schema import context_of, take_articles, with_context
from ..sentiment import score_sentiment
from ..terms import count_terms

ROWS = ("articles", "sections", "sentences", "mentions", "quotes", "words", "entities", "sentiment")
#: What is told of an article that raised an error or killed its process.
NOT_MEASURED = "not measured"
#: Columns of the articles table that stand behind the metadata.
TOLD = ("editor", "n_words", "n_sentences", "n_mentions", "n_quotes", "sha256")
SUMS = {"terms": ["outlet", "term"], "actors": ["outlet", "actor", "label"], "sizes": ["outlet"]}


def fingerprint(articles: pd.DataFrame, options: dict) -> str:
    """A hash of a chunk's texts, metadata and options: equal hashes, equal tables."""
    digest = hashlib.sha256(repr(sorted(options.items())).encode())
    for column in articles.columns:
        digest.update(column.encode())
        for value in articles[column].astype(object):
            data = str(value).encode("utf8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "little"))
            digest.update(data)
    return digest.hexdigest()


def measure_chunk(articles: pd.DataFrame, *, codebook=None, tagger="framing", method="textblob") -> dict:
    """All tables of a chunk: a pure function of its articles and options.

    Returns
    -------
    dict of str to DataFrame
        `ROWS` and `SUMS`.
    """
    tables = analyze_chunk(articles, codebook=codebook, tagger=tagger)
    context = context_of(tables["tokens"])
    sentences = score_sentiment(tables["sentences"], tables["articles"], method=method)
    rows = {name: tables[name] for name in ("sections", "mentions", "quotes")}
    rows |= {"sentences": sentences, "words": context.words}
    rows["entities"] = count_entities(tables["mentions"], by=["article", "section"])
    rows["sentiment"] = _sentiment_sums(with_context(sentences, context))
    rows["articles"] = _describe(tables)
    terms = count_terms(tables["tokens"], by="outlet", stop=None)[["outlet", "term", "n"]]
    actors = count_entities(tables["mentions"], by="outlet")[["outlet", "actor", "label", "n"]]
    words = context.words[~context.words["heading_line"]]
    words = with_context(words.assign(start=2**31 - 1), context)
    outlet = group_rows(words, "outlet")
    kept = outlet.codes >= 0
    n = np.bincount(outlet.codes[kept], weights=words["n_tokens"].to_numpy()[kept], minlength=len(outlet.keys))
    rows |= {"terms": terms, "actors": actors, "sizes": outlet.keys.assign(n=n.astype("int64"))}
    return {name: _plain(rows[name]) for name in (*ROWS, *SUMS)}


def measure_each(articles: pd.DataFrame, **job) -> tuple[dict, list[dict]]:
    """`measure_chunk`; articles that raise an error are left out and told among the problems.

    Returns
    -------
    tables : dict of str to DataFrame
    problems : list of dict
    """
    try:
        return measure_chunk(articles, **job), []
    except (ImportError, OSError, MemoryError):  # no article's fault
        raise
    except Exception as error:
        broken = error
    problems, good = [], []
    for row in range(len(articles)):
        try:
            measure_chunk(take_articles(articles, [row]), **job)
            good.append(row)
        except Exception as error:
            problems.append(problem(articles["source"].iloc[row], str(articles["article"].iloc[row]), NOT_MEASURED,
                                    f"{type(error).__name__}: {error}"))
    if len(good) == len(articles) or (not good and len(articles) > 1):
        raise broken
    return measure_chunk(take_articles(articles, good), **job), problems


def _describe(tables) -> pd.DataFrame:
    articles = tables["articles"]
    texts = articles["text"].astype(object)
    out = articles.drop(columns=["text", "editor"])
    out["editor"] = articles["editor"]
    words = context_of(tables["tokens"]).words
    codes = words["article"].cat.codes.to_numpy()
    size = len(articles)
    out["n_words"] = np.bincount(codes, weights=words["n_tokens"], minlength=size).astype("int64")
    for name in ("sentences", "mentions", "quotes"):
        out[f"n_{name}"] = np.bincount(tables[name]["article"].cat.codes, minlength=size).astype("int64")
    out["sha256"] = [hashlib.sha256(t.encode("utf8", "surrogatepass")).hexdigest() for t in texts]
    return out


def _sentiment_sums(sentences: pd.DataFrame) -> pd.DataFrame:
    value = "polarity" if "polarity" in sentences else "compound"
    groups = group_rows(sentences, ["article", "section"])
    kept = groups.codes >= 0
    codes, n = groups.codes[kept], len(groups.keys)
    scored = sentences["n_scored"].to_numpy()[kept] > 0
    return groups.keys.assign(
        n_sentences=np.bincount(codes, minlength=n).astype("int64"),
        n_scored=np.bincount(codes, weights=scored, minlength=n).astype("int64"),
        **{f"sum_{value}": np.bincount(codes, weights=sentences[value].to_numpy()[kept], minlength=n)})


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Categories as plain text, no context: what every file format holds alike."""
    plain = {}
    for name in table.columns:
        values = table[name]
        if isinstance(values.dtype, pd.CategoricalDtype):
            values = pd.Series(values.astype(object).where(values.notna(), "").to_numpy(), dtype=str)
        elif values.dtype == object:
            values = pd.Series(values.fillna("").to_numpy(), dtype=str)
        plain[name] = values.array
    return pd.DataFrame(plain)
