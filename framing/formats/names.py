"""What archives and tools call the columns of their tables, and what we call them."""

from __future__ import annotations

from collections.abc import Mapping

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


def as_text(value) -> str:
    """A cell as text: nothing is "", the members of a list stand with commas between them.

    A whole number is one ("2020") also where it comes as a float, as all numbers of a column with an empty cell do.
    """
    if isinstance(value, (list, tuple)):
        return ", ".join(as_text(v) for v in value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return "" if value is None or value != value else str(value)


def rename(record: Mapping[str, str], columns: Mapping[str, str] | None) -> dict[str, str]:
    """Give a record our column names: those the user maps, then the usual ones of the field.

    A column ``source`` is the outlet where no other column is: ours of that name says which file an article is from.
    """
    record = dict(record)
    for ours, theirs in (columns or {}).items():
        if theirs in record:
            record[ours] = record.pop(theirs)
    plain = {}
    for name in record:
        plain.setdefault("_".join(name.lower().replace("-", " ").split()), name)
    for ours, names in _NAMES.items():
        if ours not in record:
            found = next((plain[n] for n in names if n in plain and plain[n] in record), None)
            if found is not None:
                record[ours] = record.pop(found)
    record.pop("source", None)
    return record
