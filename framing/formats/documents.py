"""Word, Excel, Parquet, saved web pages and zip archives to records. Their libraries are extras."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from .exports import nexis_uni
from .limits import MAX_BYTES, MAX_MEMBERS, MAX_RATIO, RATIO_FLOOR, Unreadable
from .plain import decode, rename, table_rows


def _need(module: str, extra: str):
    import importlib

    try:
        return importlib.import_module(module)
    except ModuleNotFoundError:
        raise Unreadable("a library is missing", f"run: pip install 'framing[{extra}]'") from None


def check_zip(archive: zipfile.ZipFile) -> None:
    """Refuse archives that unpack to more than is safe, or whose members would leave their folder.

    Raises
    ------
    Unreadable
        Naming the member and the limit.
    """
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise Unreadable("too many files in a zip", f"{len(members):,}; the limit is {MAX_MEMBERS:,}")
    total = sum(m.file_size for m in members)
    packed = max(sum(m.compress_size for m in members), 1)
    if total > 8 * MAX_BYTES or (total > RATIO_FLOOR and total / packed > MAX_RATIO):
        raise Unreadable("a zip that unpacks too large", f"{total / 2**20:,.0f} MiB from {packed / 2**20:,.1f} MiB")
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
            raise Unreadable("a path that leaves the zip", repr(member.filename))
        if member.flag_bits & 1:
            raise Unreadable("a locked zip", f"{member.filename!r} needs a password; unpack it first")


def read_docx(path: Path, columns, problems) -> list[dict]:
    """A .docx file: one article, or a Nexis Uni download of many. Heading styles become Markdown headings."""
    docx = _need("docx", "office")
    try:
        with zipfile.ZipFile(path) as archive:
            check_zip(archive)
            for name in archive.namelist():
                if name.endswith(".xml") and b"<!DOCTYPE" in archive.read(name)[:4096].upper():
                    raise Unreadable("a docx with XML entities", f"{name} declares a document type; it is not read")
        paragraphs = docx.Document(str(path)).paragraphs
    except (zipfile.BadZipFile, KeyError, ValueError, docx.opc.exceptions.PackageNotFoundError) as error:
        raise Unreadable("not a Word document", str(error)) from None
    except SyntaxError as error:
        raise Unreadable("a damaged Word document", str(error)) from None
    plain = "\n".join(p.text for p in paragraphs)
    if records := nexis_uni(plain.replace("\xa0", " ")):
        return [record | {"text": _respaced(record["text"])} for record in records]
    return [{"text": "\n\n".join(_marked(p) for p in paragraphs if p.text.strip())}]


def _respaced(text: str) -> str:
    return "\n\n".join(line.strip() for line in text.splitlines() if line.strip())


def _marked(paragraph) -> str:
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    text = paragraph.text.strip()
    if style == "Title":
        return "# " + " ".join(text.split())
    if style.startswith("Heading") and style[-1:].isdigit():
        return "#" * (int(style[-1]) + 1) + " " + " ".join(text.split())
    return ("- " + text) if style.startswith("List") else text


def read_xlsx(path: Path, columns, problems) -> list[dict]:
    """An .xlsx file: one article per row of its first sheet."""
    openpyxl = _need("openpyxl", "office")
    try:
        with zipfile.ZipFile(path) as archive:
            check_zip(archive)
        sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0]
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, openpyxl.utils.exceptions.InvalidFileException) as error:
        raise Unreadable("not an Excel workbook", str(error)) from None
    if not rows or not any(rows[0]):
        raise Unreadable("empty table", "the first sheet has no header row")
    names = [str(c) if c is not None else f"column {i}" for i, c in enumerate(rows[0], start=1)]
    kept = [(i, dict(zip(names, row, strict=False))) for i, row in enumerate(rows[1:], start=2)
            if any(v is not None for v in row)]
    return table_rows([r for _, r in kept], columns, names, [i for i, _ in kept], path, problems)


def read_parquet(path: Path, columns, problems) -> list[dict]:
    """A .parquet file: one article per row."""
    parquet = _need("pyarrow.parquet", "parquet")
    import pyarrow

    try:
        table = parquet.read_table(path).to_pylist()
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise Unreadable("not a Parquet file", str(error).split("\n")[0]) from None
    if not table:
        raise Unreadable("empty table", "it has no rows")
    return table_rows(table, columns, list(table[0]), list(range(1, len(table) + 1)), path, problems)


def read_html(path: Path, columns, problems) -> list[dict]:
    """A saved web page: its article with headings, lists and quotes as Markdown, and its metadata."""
    trafilatura = _need("trafilatura", "web")
    page = decode(path.read_bytes())
    text = (trafilatura.extract(page, output_format="markdown", include_comments=False, include_formatting=True,
                                deduplicate=False) or "").strip()
    if not text:
        raise Unreadable("no article in the page", "trafilatura found no running text")
    meta = trafilatura.extract_metadata(page).as_dict()
    title = meta.get("title") or ""
    if title and title not in text[:len(title) + 10]:
        text = f"# {title}\n\n{text}"
    record = {"title": title, "outlet": meta.get("sitename") or meta.get("hostname") or "",
              "author": meta.get("author") or "", "published": meta.get("date") or "", "url": meta.get("url") or ""}
    return [rename(record, columns) | {"text": text}]


def read_zip(path: Path, columns, problems, read: Callable) -> list[dict]:
    """A .zip of files framing reads: every article of every file, named by its place in the archive."""
    records: list[dict] = []
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
            check_zip(archive)
            for member in sorted(archive.infolist(), key=lambda m: m.filename):
                inner = PurePosixPath(member.filename)
                if member.is_dir() or inner.name.startswith((".", "~$")) or "__MACOSX" in inner.parts:
                    continue
                place = Path(folder) / f"member{inner.suffix.lower()}"
                try:
                    place.write_bytes(archive.read(member))
                    found = read(place, columns, problems, inner.suffix.lower())
                except Unreadable as error:
                    problems.append({"source": f"{path}/{member.filename}", "article": "", "what": error.what,
                                     "detail": error.detail})
                    continue
                stem = inner.with_suffix("").as_posix()
                for number, record in enumerate(found, start=1):
                    record["source"] = f"{path}/{member.filename}"
                    record.setdefault("article", f"{stem}-{number}" if len(found) > 1 else stem)
                records.extend(found)
    except zipfile.BadZipFile as error:
        raise Unreadable("not a zip", str(error)) from None
    return records
