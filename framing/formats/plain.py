"""Plain text, Markdown, CSV and JSON lines to records (metadata and ``text``)."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

from .exports import split_export
from .limits import MAX_BYTES, Unreadable

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)\s*?(?=\S|\Z)", re.S)
_TEXT_NAMES = ("text", "body", "content", "article_text", "full_text", "fulltext", "story", "maintext")
_NAMES = {
    "title": ("title", "headline"), "outlet": ("outlet", "publication", "media_name", "medium", "newspaper"),
    "author": ("author", "authors", "byline"), "published": ("published", "date", "publish_date", "pubdate"),
    "url": ("url", "link"), "article": ("article", "article_id", "id", "stories_id"),
}
csv.field_size_limit(MAX_BYTES)


def decode(data: bytes) -> str:
    """Bytes to text: by byte order mark, as UTF-8, else as charset-normalizer finds.

    Raises
    ------
    Unreadable
        If the bytes are no text.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise Unreadable("damaged text", f"begins as {encoding}, but {error.reason} at byte {error.start}") from None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _detect(data)
    if "\x00" in text:
        half = data[:4000]
        even, odd = half[0::2].count(0), half[1::2].count(0)
        if max(even, odd) > 0.3 * len(half) / 2 and min(even, odd) < 0.05 * len(half) / 2:
            return data.decode("utf-16-le" if odd > even else "utf-16-be", errors="replace")
        if text.count("\x00") > 0.01 * len(text) or _controls(text) > 0.02:
            raise Unreadable("not a text file", "it holds NUL bytes")
    elif _controls(text) > 0.1:
        raise Unreadable("not a text file", "it holds control characters")
    return text


def _controls(text: str) -> float:
    sample = text[:4000]
    bad = sum(1 for c in sample if ord(c) < 32 and c not in "\t\n\r\x0b\x0c")
    return bad / max(len(sample), 1)


def _detect(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    if best is None:
        raise Unreadable("not a text file", "no encoding fits; save it as UTF-8")
    try:
        return data.decode(best.encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("damaged text", f"looks like {best.encoding}, but {error.reason} at byte {error.start}") from None


def read_text(path: Path, columns, problems) -> list[dict]:
    """A .txt or .md file: one article, perhaps with YAML front matter."""
    text = decode(path.read_bytes())
    match = _FRONT.match(text)
    if not match:
        found = split_export(text)
        return found or [{"text": text}]
    import yaml

    try:
        meta = yaml.safe_load(match.group(1))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Unreadable("front matter is not YAML", str(error).split("\n")[0]) from None
    if not isinstance(meta, dict):
        return [{"text": text}]
    record = {str(k): as_text(v) for k, v in meta.items() if str(k) not in ("text", "source")}
    return [rename(record, columns) | {"text": text[match.end():]}]


def as_text(value) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(as_text(v) for v in value)
    return "" if value is None else str(value)


def rename(record: dict, columns) -> dict:
    """Give a record our column names: those the user maps, then the usual ones of the field."""
    record = dict(record)
    for ours, theirs in (columns or {}).items():
        if theirs in record:
            record[ours] = record.pop(theirs)
    lowered = {k.lower(): k for k in record}
    for ours, names in (_NAMES | {"text": _TEXT_NAMES}).items():
        if ours not in record:
            found = next((lowered[n] for n in names if n in lowered and lowered[n] in record), None)
            if found is not None:
                record[ours] = record.pop(found)
    return record


def table_rows(rows: list[dict], columns, fields: list[str], where: list[int], path: Path, problems) -> list[dict]:
    records = []
    for line, row in zip(where, rows, strict=True):
        record = rename({str(k): as_text(v) for k, v in row.items() if k is not None}, columns)
        if "text" not in record:
            raise Unreadable("no text column", f"it has {fields}; name it with columns={{'text': '…'}}")
        if not record.get("article"):
            record["article"] = f"{path.stem}-{line}"
        records.append(record | {"source": f"{path}:{line}"})
    return records


def read_csv(path: Path, columns, problems) -> list[dict]:
    """A .csv or .tsv file: one article per row."""
    text = decode(path.read_bytes())
    separator = "\t" if path.suffix.lower() == ".tsv" else _separator(text)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    fields = list(rows.fieldnames or [])
    if not fields:
        raise Unreadable("empty table", "it has no header row")
    kept, where = [], []
    try:
        for row in rows:
            if None in row:
                problems.append({"source": f"{path}:{rows.line_num}", "article": "", "what": "too many cells",
                                 "detail": f"{len(row[None])} beyond the header; they were left out"})
            kept.append(row)
            where.append(rows.line_num)
    except csv.Error as error:
        raise Unreadable("damaged table", f"line {rows.line_num}: {error}") from None
    return table_rows(kept, columns, fields, where, path, problems)


def _separator(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(",;\t|", key=head.count)


def read_jsonl(path: Path, columns, problems) -> list[dict]:
    """A .jsonl file: one article per line."""
    kept, where = [], []
    for number, line in enumerate(decode(path.read_bytes()).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            problems.append({"source": f"{path}:{number}", "article": "", "what": "not JSON", "detail": str(error)})
            continue
        if not isinstance(row, dict):
            problems.append({"source": f"{path}:{number}", "article": "", "what": "not an object",
                             "detail": f"a {type(row).__name__}; each line must be {{…}} with a text"})
            continue
        kept.append(row)
        where.append(number)
    if not kept:
        raise Unreadable("no articles", "no line holds a JSON object")
    return table_rows(kept, columns, sorted({k for row in kept for k in row}), where, path, problems)
