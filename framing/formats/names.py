"""What archives and tools call the columns of their tables, and what we call them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import numpy as np
import pandas as pd

_TEXT = ("text", "body", "content", "article_text", "full_text", "fulltext", "story", "maintext", "article_body",
         "articlebody", "plain_text", "extracted_text")
_NAMES = {
    "text": _TEXT,
    "title": ("title", "headline"),
    "outlet": ("outlet", "publication", "publication_title", "media_name", "medium", "newspaper", "source_name",
               "publisher", "sitename", "domain", "source"),
    "author": ("author", "authors", "byline"),
    "published": ("published", "date", "publish_date", "pubdate", "publication_date", "published_at", "publishedat",
                  "date_published", "seendate"),
    "url": ("url", "link", "document_url"),
    "article": ("article", "article_id", "id", "stories_id"),
}

#: What other languages call them; these are only proposed: "Medium" may be a newspaper, and "Datum" the day of an export.
_ABROAD = {
    "text": ("volltext", "artikeltext", "texte", "contenu", "texto", "contenido", "testo", "текст"),
    "title": ("titel", "überschrift", "schlagzeile", "titre", "título", "titulo", "titular", "titolo", "заголовок"),
    "outlet": ("quelle", "zeitung", "journal", "média", "periódico", "fuente", "jornal", "testata", "giornale", "источник"),
    "author": ("autor", "autorin", "verfasser", "auteur", "auteurs", "autore", "автор"),
    "published": ("datum", "erscheinungsdatum", "fecha", "дата"),
    "url": ("lien", "enlace", "ссылка"),
}
_SHOWN = 20


class Asked(dict):
    """Which columns of tables hold ours, as a user says it (ours: theirs); it remembers the columns that there were."""

    def __init__(self, columns=None):
        super().__init__(columns or {})
        self.there: dict[str, None] = {}
        self.missing = set(self.values())

    def see(self, names: Iterable[str]) -> None:
        """Take note of the columns of a record."""
        self.there.update(dict.fromkeys(names))
        self.missing.difference_update(names)

    def check(self) -> None:
        """Complain of a column that was in no record.

        Raises
        ------
        ValueError
            Naming it, those that there were, and what may have been meant.
        """
        for ours, theirs in self.items():
            if theirs in self.missing:
                there = [str(name) for name in self.there]
                close = difflib.get_close_matches(str(theirs), there, n=1)
                raise ValueError(f"columns={{{ours!r}: {theirs!r}}}: there is no column {theirs!r}; there are "
                                 + (show_names(there) if there else "only texts without any") + "."
                                 + (f" Did you mean {close[0]!r}?" if close else ""))


def show_names(names: list[str]) -> str:
    """Names for a message, the long ones cut, and no more than a few."""
    short = [n if len(n) <= 40 else n[:40] + "…" for n in map(str, names[:_SHOWN])]
    return repr(short) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


def propose_columns(names: Iterable[str]) -> dict[str, str]:
    """Which of ours (keys) these columns of tables may hold, by what other languages call them."""
    plain = {_plain(name): name for name in names}
    met = {ours: next((plain[name] for name in abroad if name in plain), "") for ours, abroad in _ABROAD.items()}
    return {ours: theirs for ours, theirs in met.items() if theirs}


def _plain(name: str) -> str:
    return "_".join(name.lower().replace("-", " ").split())


def as_text(value) -> str:
    """A cell as text: nothing is "", the members of a list stand with commas between them.

    A whole number is one ("2020") also where it comes as a float, as all numbers of a column with an empty cell do.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple, np.ndarray)):
        return ", ".join(as_text(v) for v in value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return "" if pd.api.types.is_scalar(value) and pd.isna(value) else str(value)


def rename(record: dict[str, str], columns: Asked | None) -> dict[str, str]:
    """Give a record our column names: those the user maps, then the usual ones of the field.

    A column ``source`` is the outlet where no other column is: ours of that name says which file an article is from.
    """
    record = dict(record)
    if columns:
        columns.see(record)
        for ours, theirs in columns.items():
            if theirs in record:
                record[ours] = record.pop(theirs)
    plain = {}
    for name in record:
        plain.setdefault(_plain(name), name)
    for ours, names in _NAMES.items():
        if ours not in record:
            found = next((plain[n] for n in names if n in plain and plain[n] in record), None)
            if found is not None:
                record[ours] = record.pop(found)
    record.pop("source", None)
    return record
