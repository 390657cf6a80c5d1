"""The tables of one chunk of articles, and how those of many chunks are laid together.

Tables of rows (one row belongs to one article) are laid end to end. Tables of sums (terms and actors per outlet)
are added up; their rates are divided out once, at the very end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from ..analysis import analyze_chunk
from ..counts import count_entities
from ..groups import group_rows
from ..schema import context_of, with_context
from ..sentiment import score_sentiment
from ..store import write_json, write_tables
from ..terms import count_terms

ROWS = ("articles", "sections", "sentences", "mentions", "quotes", "entities", "sentiment")
SUMS = {"terms": ["outlet", "term"], "actors": ["outlet", "actor", "label"], "words": ["outlet"]}


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
    rows["sentences"] = sentences
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
    rows |= {"terms": terms, "actors": actors, "words": outlet.keys.assign(n=n.astype("int64"))}
    return {name: _plain(rows[name]) for name in (*ROWS, *SUMS)}


def _describe(tables) -> pd.DataFrame:
    articles = tables["articles"]
    texts = articles["text"].astype(object)
    out = articles.drop(columns="text")
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


def write_part(tables: dict, folder: Path, note: dict, *, format: str) -> None:
    """Write a chunk's tables into a folder; the note comes last, so that a part with a note is whole."""
    write_tables(tables, folder, format=format)
    write_json(folder / "part.json", note)


def add_sums(total: pd.DataFrame | None, more: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Add a table of sums to the total so far."""
    both = more if total is None else pd.concat([total, more], ignore_index=True)
    return both.groupby(keys, sort=True, as_index=False, observed=True)["n"].sum()


def finish_sums(sums: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Divide at the end: rates per 1,000 words of the outlet beside each sum."""
    words = sums["words"].set_index("outlet")["n"]
    finished = {}
    for name in ("terms", "actors"):
        table = sums[name].copy()
        table["n_tokens"] = table["outlet"].map(words).fillna(0).astype("int64")
        table["per_1000"] = 1000 * table["n"] / table["n_tokens"].where(table["n_tokens"] > 0)
        order = np.lexsort((*[table[k].rank().to_numpy() for k in reversed(SUMS[name][1:])], -table["n"].to_numpy(),
                            table["outlet"].rank().to_numpy()))
        finished[name] = table.iloc[order].reset_index(drop=True)
    return finished


def join_rows(parts: Iterable[Path], name: str, out: Path, *, format: str) -> None:
    """Lay the rows of all parts end to end in one file, without holding them all in memory."""
    if format == "parquet":
        import pyarrow.parquet as parquet

        writer = None
        for part in parts:
            table = parquet.read_table(part / f"{name}.parquet")
            if writer is None:
                writer = parquet.ParquetWriter(out / f"{name}.parquet", table.schema)
            writer.write_table(table.cast(writer.schema))
        if writer is not None:
            writer.close()
        return
    header = None
    with open(out / f"{name}.csv", "wb") as whole:
        for part in parts:
            with open(part / f"{name}.csv", "rb") as piece:
                line = piece.readline()
                if header is None:
                    header = line
                    whole.write(line)
                elif line != header:
                    raise ValueError(f"{name} has other columns in {part.name} ({line.decode().strip()}) than before "
                                     f"({header.decode().strip()}); give all articles the same metadata columns.")
                while block := piece.read(1 << 20):
                    whole.write(block)


def read_sums(part: Path, name: str, *, format: str) -> pd.DataFrame:
    """A part's table of sums."""
    if format == "parquet":
        return pd.read_parquet(part / f"{name}.parquet")
    from ..store import load_table

    kinds = {c: "str" for c in SUMS[name]} | {"n": "int64"}
    return load_table(part, name, kinds, None)
