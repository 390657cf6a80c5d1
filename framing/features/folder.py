"""The shared folder: one CSV file per table, a datapackage.json that describes every column, a README."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from ..store import load_table, replace_folder, write_json, write_tables
from .bundle import Features, joined, make_features, table_names
from .contract import FILES, FOLDED, column_type, dtypes
from .paragraphs import DIGITS, FEWEST_WORDS, read_package

_FURTHER = "column of the articles, given away by name"
_LICENCES = {"CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
             "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
             "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/"}
_FEW = 20


def export_features(analysis, folder, *, title: str | None = None, licence: str = "CC-BY-4.0", codebook=None,
                    min_n: int = 1, least_words: int = 25, metadata=(), salt: str | None = None) -> None:
    """Write tables from which the charts of an analysis can be drawn again, and none of its texts.

    The folder holds counts, scores, spans, names, headings and citations: one CSV file per table, and a Frictionless
    ``datapackage.json`` that describes every column. Words are counted one by one within a section and voice, never in
    their order; sentences are sorted by their scores; quotations have a place and a speaker, no words. `load_features`
    reads it, and `verify_features` tells whether somebody has the same articles.

    Parameters
    ----------
    analysis : Analysis or Features
        A bundle of `make_features` is written as it is; the options below it were taken when it was made.
    folder : path
        Made if it does not exist. One that holds shared tables is replaced as a whole, once all is written.
    title : str, optional
        Of the data set; the article's own, or how many articles there are, if None.
    licence : str
        What you give the tables under, as an SPDX identifier. The articles keep their own.
    codebook, min_n, least_words, metadata, salt
        As in `make_features`.

    Raises
    ------
    FileExistsError
        If the folder holds files that are no shared tables.
    OSError
        If the disk is full or the place cannot be written; an earlier result stays whole.
    ValueError
        As in `make_features`.

    Examples
    --------
    >>> import framing, tempfile
    >>> analysis = framing.analyze(pd.DataFrame({"text": ["Ann Lee left. Lee slept."], "title": ["Night"]}))
    >>> with tempfile.TemporaryDirectory() as place:
    ...     framing.export_features(analysis, place + "/shared")
    ...     framing.load_features(place + "/shared")
    Features(1 articles, 6 words, 2 sections, 3 sentences, 2 mentions, 0 quotes; no running text)
    """
    features = analysis if isinstance(analysis, Features) else make_features(
        analysis, codebook=codebook, min_n=min_n, least_words=least_words, metadata=metadata, salt=salt)
    tables = {name: _stored(name, getattr(features, name)) for name in table_names()}
    package = describe(features, title=title, licence=licence)

    def fill(place: Path) -> None:
        write_tables(tables, place)
        write_json(place / "datapackage.json", package)
        (place / "README.md").write_text(_readme(package), encoding="utf8", errors="replace")

    replace_folder(folder, fill, marker="datapackage.json")


def load_features(folder) -> Features:
    """Read the tables that `export_features` wrote.

    Parameters
    ----------
    folder : path

    Returns
    -------
    Features

    Raises
    ------
    FileNotFoundError
        If the folder holds no shared tables.
    ValueError
        If a table is missing, damaged, or of another version of the column contract.

    Examples
    --------
    >>> import framing, tempfile
    >>> features = framing.make_features(framing.analyze(pd.DataFrame({"text": ["Ann Lee left. Lee slept."]})))
    >>> with tempfile.TemporaryDirectory() as place:
    ...     framing.export_features(features, place + "/shared")
    ...     framing.load_features(place + "/shared").mentions.equals(features.mentions)
    True
    """
    folder = Path(folder)
    package = read_package(folder)
    articles = load_table(folder, "articles", dtypes("articles"), None)
    articles["article"] = pd.Categorical(articles["article"], categories=list(articles["article"].astype(object)))
    tables = {"articles": articles}
    for name in table_names():
        if name != "articles":
            tables[name] = load_table(folder, name, dtypes(name), articles["article"].dtype)
    return joined(tables, package["framing"])


def describe(features: Features, *, title: str | None = None, licence: str = "CC-BY-4.0") -> dict:
    """The Frictionless data package of a bundle."""
    citations = features.articles["citation"].tolist()
    n = len(citations)
    title = title or (features.articles["title"].iloc[0] if n == 1 else "") or f"{n:,} article{'s' if n != 1 else ''}"
    package = {
        "profile": "tabular-data-package", "name": re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80] or "articles",
        "title": title, "description": _about(features.manifest), "version": "1",
        "licenses": [{"name": licence} | ({"path": _LICENCES[licence]} if licence in _LICENCES else {})],
        "citation": "Counted from: " + " ".join(citations[:_FEW]) + (
            f" And {n - _FEW:,} more, listed in articles.csv." if n > _FEW else ""),
        "sources": [{"title": c} for c in citations[:_FEW]],
        "resources": [_resource(name, getattr(features, name)) for name in table_names()],
        "framing": features.manifest,
    }
    return package


def _stored(name: str, table: pd.DataFrame) -> pd.DataFrame:
    further = [c for c in table.columns if c not in FILES[name].columns] if name == "articles" else []
    return table[[*FILES[name].columns, *further]]


def _resource(name: str, table: pd.DataFrame) -> dict:
    described = [{"name": c, "type": column_type(k.dtype), "description": k.text} for c, k in FILES[name].columns.items()]
    if name == "articles":
        described += [{"name": c, "type": "string", "description": _FURTHER}
                      for c in table.columns if c not in FILES[name].columns]
    schema = {"fields": described, "missingValues": [""]}
    return {"name": name.replace("_", "-"), "path": f"{name}.csv", "profile": "tabular-data-resource",
            "description": FILES[name].text, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "schema": schema}


def _about(manifest: dict) -> str:
    least, fewest = manifest["options"]["least_words"], manifest["options"]["min_n"]
    folded = f" Words with fewer than {fewest} occurrences are folded." if fewest > 1 else ""
    return ("Counts, scores, spans, names, headings and citations of news articles, made with framing "
            f"{manifest.get('framing', '')}. The articles are not here, and no table holds the order of their "
            "words: words are counted one by one within a section and voice; voices with fewer than "
            f"{least} words are laid together, and the words of a section with fewer are “{FOLDED}”.{folded} Sentences are "
            f"sorted by their scores. paragraphs.csv holds the first {DIGITS} hex digits of the SHA-256 of salt, line feed "
            "and paragraph (white space made one blank, quotation marks and dashes plain, Unicode NFKC) for paragraphs with "
            f"at least {FEWEST_WORDS} different words. In the CSV files a backslash is written twice, "
            "a carriage return as \\r, and a backslash stands before text that a spreadsheet would run as a formula.")


def _readme(package: dict) -> str:
    rows = "\n".join(f"| `{r['path']}` | {r['description']} |" for r in package["resources"])
    sources = "\n".join(f"- {_plain(s['title'])}" for s in package["sources"])
    licence = package["licenses"][0]["name"]
    return (f"# {_plain(package['title'])}\n\n{package['description']}\n\nSources (their texts belong to their publishers):"
            f"\n\n{sources}\n\nThe tables may be used under {licence}. `datapackage.json` describes every column.\n\n"
            f"```python\nimport framing\n\nfeatures = framing.load_features(\"this folder\")\n"
            f"framing.plot_entities(framing.count_entities(features.mentions))\n```\n\n| file | what it holds |\n|---|---|\n"
            f"{rows}\n")


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|])", r"\\\1", " ".join(text.split()))
