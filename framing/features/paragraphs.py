"""Whether somebody else's articles are the same: salted hashes of paragraphs, too short to betray one."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from ..read import read_articles
from ..schema import article_rows, order_articles, with_context
from ..sections import split_sections
from ..store import load_table
from ..tokens import tokenize
from .contract import dtypes

#: Four hex digits tell 65,536 paragraphs apart. Whoever has the text can check it; whoever has only its words learns 16
#: bits, and even twelve different words have 479 million orders, 29 bits: thousands of orders fit each hash.
DIGITS = 4
FEWEST_WORDS = 12
_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def hash_paragraphs(articles: pd.DataFrame, sections: pd.DataFrame, sentences: pd.DataFrame, salt: str) -> pd.DataFrame:
    """The hash of each paragraph of running text with at least twelve different words.

    Returns
    -------
    DataFrame
        ``article``, ``hash`` (str), sorted within an article.
    """
    articles = order_articles(articles)
    frame = sentences[["article", "section", "paragraph", "start", "end"]].assign(
        article=article_rows(sentences, articles, "sentences"))
    kind = pd.Series(sections["kind"].astype(object).to_numpy(), index=pd.MultiIndex.from_arrays(
        [article_rows(sections, articles), sections["section"]]))
    spans = frame.groupby(["article", "section", "paragraph"], sort=False).agg(start=("start", "min"), end=("end", "max"))
    spans = spans.reset_index()
    kinds = kind.reindex(pd.MultiIndex.from_frame(spans[["article", "section"]])).isin(["lead", "body"]).to_numpy(bool)
    spans = spans[kinds] if len(spans) else spans
    texts = articles["text"].astype(object).to_numpy()
    rows = []
    for code, start, end in zip(spans["article"].tolist(), spans["start"].tolist(), spans["end"].tolist(), strict=True):
        plain = plain_paragraph(texts[code][start:end])
        if len(set(plain.lower().split())) >= FEWEST_WORDS:
            rows.append((code, hash_text(plain, salt)))
    rows.sort()
    codes = np.array([code for code, _ in rows], "int64")
    return pd.DataFrame({"article": pd.Categorical.from_codes(codes, dtype=articles["article"].dtype),
                         "hash": pd.array([found for _, found in rows], dtype="str")})


def plain_paragraph(text: str) -> str:
    """A paragraph without what copies differ in: white space, the form of quotation marks, dashes and letters."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_MARKS).split())


def hash_text(text: str, salt: str) -> str:
    """The first hex digits of the SHA-256 of the salt, a line feed and the text in UTF-8."""
    return hashlib.sha256(f"{salt}\n{text}".encode("utf8", "surrogatepass")).hexdigest()[:DIGITS]


def verify_features(folder, source, *, columns=None) -> pd.DataFrame:
    """Check whether articles of one's own are those that shared tables were made from.

    Parameters
    ----------
    folder : path
        Written by `export_features`.
    source : path, list of paths, or DataFrame
        The articles, as `read_articles` takes them. Names, headings and formats may differ; paragraphs are compared.
    columns : mapping, optional
        As in `read_articles`.

    Returns
    -------
    DataFrame
        One row per article of the folder: ``article``; ``found_as`` (str, the article of `source` with the most of its
        paragraphs, "" for none); ``n_paragraphs`` (int, paragraphs with a hash); ``n_found`` (int, those found there);
        ``share`` (float, n_found of n_paragraphs; NaN where all paragraphs are too short for a hash). A paragraph of
        another article passes by chance once in about 65,536 / (paragraphs of that article).

    Raises
    ------
    FileNotFoundError
        If the folder holds no shared tables, or the source is not there.
    ValueError
        If the folder is damaged, or nothing can be read from the source.

    Examples
    --------
    >>> import framing, tempfile
    >>> words = "The rain fell on the harbour all day and nobody there saw the ship come in again"
    >>> with tempfile.TemporaryDirectory() as place:
    ...     framing.export_features(framing.analyze(pd.DataFrame({"text": [words + "."]})), place + "/shared")
    ...     for mine in (words, words.replace("ship", "boat")):
    ...         print(framing.verify_features(place + "/shared", pd.DataFrame({"text": [mine + "."]}))["share"].tolist())
    [1.0]
    [0.0]
    """
    folder = Path(folder)
    salt = read_package(folder)["framing"]["salt"]
    articles = load_table(folder, "articles", {"article": "category"}, None)
    names = pd.CategoricalDtype(list(articles["article"].astype(object)))
    theirs = load_table(folder, "paragraphs", dtypes("paragraphs"), names)
    mine = read_articles(source, columns=columns)
    sections = split_sections(mine)
    sentences, _ = tokenize(with_context(mine, sections.attrs.get("framing")), sections)
    found = hash_paragraphs(mine, sections, sentences, salt)
    owners: dict[str, set[str]] = {}
    for name, digits in zip(found["article"].astype(object), found["hash"].astype(object), strict=True):
        owners.setdefault(digits, set()).add(name)
    rows = []
    for name in names.categories:
        wanted = theirs.loc[(theirs["article"] == name).to_numpy(bool), "hash"].tolist()
        hits = Counter(owner for digits in wanted for owner in sorted(owners.get(digits, ())))
        best, n = hits.most_common(1)[0] if hits else ("", 0)
        rows.append((name, best, len(wanted), n, n / len(wanted) if wanted else np.nan))
    table = pd.DataFrame(rows, columns=["article", "found_as", "n_paragraphs", "n_found", "share"])
    return table.astype({"article": "str", "found_as": "str", "n_paragraphs": "int64", "n_found": "int64",
                         "share": "float64"})


def read_package(folder: Path) -> dict:
    """The datapackage.json of a folder of shared tables.

    Raises
    ------
    FileNotFoundError
        If there is none.
    ValueError
        If it is damaged, or not of framing.
    """
    path = Path(folder) / "datapackage.json"
    if not path.is_file():
        raise FileNotFoundError(f"{str(folder)!r} holds no shared tables (no datapackage.json); name a folder that "
                                "export_features() wrote.")
    try:
        package = json.loads(path.read_text(encoding="utf8"))
        known = {"salt", "actors", "options"} <= set(package["framing"])
    except (ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise ValueError(f"{str(path)!r} is damaged, or another program wrote it; export the tables again.")
    return package
