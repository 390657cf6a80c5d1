"""What is fuzzed: each target takes bytes, and fails unless all goes well or a documented error is raised.

Shared by the tests (`tests/test_faults.py`, with Hypothesis) and by coverage-guided runs (`tests/fuzz/run.py`).
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import pandas as pd

import framing
from framing.actors.codebook import Codebook, parse_codebook
from framing.blocks import label_blocks
from framing.formats import Unreadable, check_date, decode, text_records
from framing.tokens.pieces import cut_pieces

TEXTS = (".txt", ".md")
TABLES = (".csv", ".tsv", ".jsonl")
OTHERS = (".html", ".docx", ".xlsx", ".parquet", ".zip")


def read(data: bytes, suffix: str) -> pd.DataFrame | None:
    """The articles of a file with these bytes; None where framing says, as documented, that it cannot read it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(data)
        try:
            articles = framing.read_articles(path)
        except ValueError as error:
            assert "nothing could be read" in str(error), f"not a documented message: {error}"
            return None
        assert set(folder_names(folder)) == {path.name}, "reading left something behind"
    assert articles["article"].is_unique
    articles.drop(columns="text").to_csv(io.BytesIO(), encoding="utf8")
    framing.list_problems(articles).to_csv(io.BytesIO(), encoding="utf8")
    return articles


def folder_names(folder) -> list[str]:
    return [path.name for path in Path(folder).iterdir()]


def text_file(data: bytes) -> None:
    """Any bytes as a text file: read, cut into sections, sentences and tokens."""
    articles = read(data, TEXTS[len(data) % 2])
    if articles is not None:
        cut(articles)


def text_parts(data: bytes) -> None:
    """Any bytes through the steps of `text_file` that are plain functions: a hundred times as fast as through tables."""
    try:
        records = text_records(decode(data), None)
    except Unreadable:
        return
    for record in records:
        text = record["text"]
        check_date(record.get("published", ""))
        last = 0
        for block in label_blocks(text, record.get("title", "")):
            assert last <= block.start < block.end <= len(text) and block.label
            last = block.end
        pieces = cut_pieces([text])
        assert all(text[s:e] == pieces.types[c] for s, e, c in zip(pieces.start, pieces.end, pieces.code, strict=True))


def table_file(data: bytes) -> None:
    """Any bytes as a table on disk."""
    articles = read(data[1:], TABLES[data[:1][0] % 3 if data else 0])
    if articles is not None:
        framing.split_sections(articles)


def other_file(data: bytes) -> None:
    """Any bytes as a page, an office file, Parquet or a zip, or as the part of an office file that holds the text."""
    way, data = data[:1][0] % 8 if data else 0, data[1:]
    if way < len(OTHERS):
        read(data, OTHERS[way])
    elif way == 5:
        read(_with_part("docx", "word/document.xml", data), ".docx")
    elif way == 6:
        read(_with_part("xlsx", "xl/worksheets/sheet1.xml", data), ".xlsx")
    else:
        read(_zip({"a.html": data, "b.csv": data, "c.txt": data}), ".zip")


def any_text(data: bytes) -> None:
    """Any text: the whole way to quotations and actors, every span cut out of the text again."""
    text = data.decode("utf8", "surrogatepass" if len(data) % 2 else "replace") if _decodes(data) else data.decode("latin-1")
    analysis = framing.analyze(pd.DataFrame({"text": [text]}, dtype=object))
    check_spans(analysis)
    roles = framing.find_roles(analysis.mentions, analysis.articles, analysis.tokens)
    assert len(roles) == len(framing.score_tone(analysis.mentions, analysis.articles)) == len(analysis.mentions)
    assert len(framing.score_sentiment(analysis.sentences, analysis.articles)) == len(analysis.sentences)


def codebook_text(data: bytes) -> None:
    """Any text as a codebook."""
    try:
        assert isinstance(parse_codebook(data.decode("utf8", "replace")), Codebook)
    except ValueError as error:
        assert "codebook" in str(error)


def sheet_file(data: bytes) -> None:
    """Any bytes as a coding sheet that comes back from a coder."""
    way, data = data[:1][0] % 3 if data else 0, data[1:]
    suffix = ".csv" if way == 0 else ".xlsx"
    if way == 2:
        data = _with_part("xlsx", "xl/worksheets/sheet1.xml", data)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"ann{suffix}"
        path.write_bytes(data)
        try:
            assert isinstance(framing.read_coding_sheet(path), pd.DataFrame)
        except ValueError:
            pass


def cut(articles: pd.DataFrame) -> None:
    """Sections, sentences and tokens of articles; their spans lie inside the texts."""
    sections = framing.split_sections(articles)
    sentences, tokens = framing.tokenize(articles, sections)
    texts = dict(zip(articles["article"].astype(object), articles["text"].astype(object), strict=True))
    for table in (sections, sentences, tokens):
        for article, start, end in zip(table["article"].astype(object), table["start"], table["end"], strict=True):
            assert 0 <= start <= end <= len(texts[article])
    for article, start, end, token in zip(tokens["article"].astype(object), tokens["start"], tokens["end"],
                                          tokens["token"].astype(object), strict=True):
        assert texts[article][start:end] == token


def check_spans(analysis) -> None:
    """Every row of every table says what stands in the text at its place."""
    texts = dict(zip(analysis.articles["article"].astype(object), analysis.articles["text"].astype(object), strict=True))

    def spans(table, start="start", end="end"):
        return [texts[a][s:e] if s >= 0 else "" for a, s, e in
                zip(table["article"].astype(object), table[start], table[end], strict=True)]

    assert spans(analysis.tokens) == analysis.tokens["token"].astype(object).tolist()
    assert spans(analysis.mentions) == analysis.mentions["text"].tolist()
    for name in ("speaker", "cue"):
        assert spans(analysis.quotes, f"{name}_start", f"{name}_end") == analysis.quotes[name].tolist()
    for table in (analysis.sections, analysis.sentences, analysis.quotes):
        assert (table["start"] <= table["end"]).all()
        assert all(e <= len(texts[a]) for a, e in zip(table["article"].astype(object), table["end"], strict=True))


def _decodes(data: bytes) -> bool:
    try:
        data.decode("utf8", "surrogatepass" if len(data) % 2 else "replace")
    except UnicodeDecodeError:
        return False
    return True


@cache
def _office(kind: str) -> dict[str, bytes]:
    """The parts of a valid small office file."""
    buffer = io.BytesIO()
    if kind == "docx":
        import docx

        document = docx.Document()
        document.add_heading("Port closed", 0)
        document.add_paragraph("It rained.", style="List Bullet")
        document.add_table(1, 2)
        document.save(buffer)
    else:
        import openpyxl

        book = openpyxl.Workbook()
        book.active.append(["text", "date"])
        book.active.append(["It rained.", "2024-01-02"])
        book.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _with_part(kind: str, name: str, data: bytes) -> bytes:
    return _zip(_office(kind) | {name: data})


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def seeds(target: str) -> list[bytes]:
    """Small valid inputs to begin with."""
    if target == "other_file":
        docx, xlsx = _office("docx"), _office("xlsx")
        page = (b"<html><head><title>Port</title></head><body><article><h1>Port</h1><p>The cranes of Velm stood still again on "
                b"Monday, and nobody could say when they would move.</p><ul><li>One</li></ul></article></body></html>")
        return [b"\x00" + page, b"\x01" + _zip(docx), b"\x02" + _zip(xlsx), b"\x04" + _zip({"a.txt": b"Rain."}),
                b"\x05" + docx["word/document.xml"], b"\x06" + xlsx["xl/worksheets/sheet1.xml"], b"\x07text\nRain\n"]
    if target == "table_file":
        return [b"\x00text,date\nRain,2024-01-02\n", b"\x01text\toutlet\nRain\tEcho\n", b'\x02{"text": "Rain", "date": "2024"}\n']
    if target in ("text_file", "text_parts"):
        return [b"---\ntitle: Rain\n---\nIt rained.", b"1 of 1 DOCUMENTS\n\nEcho\n\nMay 1, 2020 Friday\n\nRain\n\nLENGTH: 2 words\n\n"
                b"It rained.\n\nLOAD-DATE: May 1\n", b"# Rain\n\nBy Ann Lee\n\nIt rained.\n\n## Next\n\n- Sun\n",
                b"Rain\nEcho\nMay 1, 2020\nLength:\xc2\xa02 words\nBody\n\nIt rained.\nEnd of Document\n",
                b"Rain\n\nBy Ann\n9 words\n1 May 2020\nEcho\nEnglish\n\nIt rained.\n\nDocument ECHO000020200501eg51\n",
                b"_" * 60 + b"\nTitle: Rain\n\nFull text: It rained.\n\nPublication date: May 1, 2020\n" + b"_" * 60]
    if target == "codebook_text":
        return [b"actors:\n  - name: Ann Lee\n    type: PERSON\n    aliases: [Lee]\nlabels:\n  war: [war, invasion]\nframes:\n  a: [b*]\n"]
    if target == "sheet_file":
        return [b"\x00unit_id,text,tone\nu1,Rain,1\n", b"\x02" + _office("xlsx")["xl/worksheets/sheet1.xml"]]
    return [b'"We will not go," President Ann Lee said on Monday. Bo Oduya told Echo that he "may" - he laughed.\n\nNext\n\n'
            b"According to the mayor, 'nothing' moved. It was blamed by U.S. officials.", "“Go,” said O’Hara… «No» – ‘x’".encode()]


TARGETS = {f.__name__: f for f in (text_file, text_parts, table_file, other_file, any_text, codebook_text, sheet_file)}
