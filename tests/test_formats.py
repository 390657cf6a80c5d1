"""The files researchers have: archives' exports, office files, web pages, zips; and those that are refused."""

import io
import zipfile

import pandas as pd
import pytest

import framing

FACTIVA = """The port of Velm stays closed

By Ann Lee
120 words
11 January 2024
Velm Echo
VELMEC
English
(c) 2024 Velm Echo

Dock workers stayed away on Thursday.

Talks go on.

Document VELMEC0020240111ek1b0002m

Cranes stand still
88 words
12 January 2024
09:30
Harbour Wire
HARBWI
English
Copyright 2024 Harbour Wire

Nothing moved.

Document HARBWI0020240112ek1c00001
"""
FACTIVA_CODES = """ HD The port of Velm stays closed
 BY By Ann Lee
 WC 120 words
 PD 11 January 2024
 SN Velm Echo
 LA English
 LP Dock workers stayed away on Thursday.
 TD Talks go on.

 AN Document VELMEC0020240111ek1b0002m
Document VELMEC0020240111ek1b0002m
"""
LINE = "_" * 60
PROQUEST = f"""{LINE}
Document 1 of 2

The port of Velm stays closed

Author: Lee, Ann

Publication info: Velm Echo; Velm [Velm] 11 Jan 2024: A1.

Abstract: Closed.

Full text: Dock workers stayed away on Thursday.

Talks go on.

Title: The port of Velm stays closed

Publication title: Velm Echo

Publication date: Jan 11, 2024

Document URL: https://archive.example/1

{LINE}
Document 2 of 2

Title: Cranes stand still

Full text: Nothing moved.

Publication title: Harbour Wire

Publication date: Jan 12, 2024

{LINE}
"""


def read(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf8"))
    return framing.read_articles(path)


@pytest.mark.parametrize("name, expected", [
    ("sample.TXT", {"n": 10, "title": "PRISONER OF HIS OWN CABINET", "outlet": "MAIL ON SUNDAY (London)",
                    "published": "2010-01-10", "author": "STEPHEN POLLARD"}),
    ("sample.DOCX", {"n": 10, "title": "What is Wikipedia", "outlet": "The Guardian(London)",
                     "published": "2019-07-02", "author": "Tom Kibasi"}),
])
def test_nexis_downloads_are_cut_into_their_articles(shared, name, expected):
    if name.endswith("DOCX"):
        pytest.importorskip("docx")
    articles = framing.read_articles(shared / "gold" / "nexis" / name)
    assert len(articles) == expected.pop("n")
    row = articles[articles["title"] == expected["title"]].iloc[0]
    assert {k: row[k] for k in expected} == expected
    assert row["text"].startswith(row["title"] + "\n\n")
    assert not articles["text"].str.contains("LOAD-DATE|End of Document|All Rights Reserved").any()
    sections = framing.split_sections(articles)
    assert (sections.groupby("article", observed=True)["kind"].first() == "title").all()


@pytest.mark.parametrize("data, n", [(FACTIVA, 2), (FACTIVA_CODES, 1)], ids=["display", "field codes"])
def test_factiva_exports(tmp_path, data, n):
    articles = read(tmp_path, "a.txt", data)
    assert len(articles) == n
    assert articles.loc[0, ["title", "author", "outlet", "published"]].tolist() == [
        "The port of Velm stays closed", "Ann Lee", "Velm Echo", "2024-01-11"]
    assert articles["text"][0].endswith("Dock workers stayed away on Thursday.\n\nTalks go on.")
    if n == 2:
        assert articles.loc[1, ["title", "outlet"]].tolist() == ["Cranes stand still", "Harbour Wire"]


def test_proquest_exports(tmp_path):
    articles = read(tmp_path, "a.txt", PROQUEST)
    assert articles[["title", "outlet", "published"]].values.tolist() == [
        ["The port of Velm stays closed", "Velm Echo", "2024-01-11"],
        ["Cranes stand still", "Harbour Wire", "2024-01-12"]]
    assert articles["text"][0].endswith("Talks go on.") and articles["url"][0] == "https://archive.example/1"


def test_word_documents_keep_their_headings(tmp_path):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("Port closed", 0)
    document.add_paragraph("The port is closed.")
    document.add_heading("What next", 1)
    document.add_paragraph("Talks go on.")
    document.save(tmp_path / "a.docx")
    sections = framing.split_sections(framing.read_articles(tmp_path / "a.docx"))
    assert sections[["kind", "heading"]].values.tolist() == [["title", "Port closed"], ["lead", ""], ["body", "What next"]]


@pytest.mark.parametrize("suffix", ["xlsx", "parquet"])
def test_tables_of_other_programs(tmp_path, suffix):
    pytest.importorskip({"xlsx": "openpyxl", "parquet": "pyarrow"}[suffix])
    table = pd.DataFrame({"headline": ["A"], "content": ["It rained."], "publication": ["Echo"],
                          "publish_date": [pd.Timestamp("2024-01-02")]})
    (table.to_excel if suffix == "xlsx" else table.to_parquet)(tmp_path / f"a.{suffix}", index=False)
    row = framing.read_articles(tmp_path / f"a.{suffix}").iloc[0]
    assert (row.title, row.text, row.outlet, row.published) == ("A", "It rained.", "Echo", "2024-01-02")


def test_saved_pages_keep_headings_and_lose_menus(tmp_path):
    pytest.importorskip("trafilatura")
    words = ("cranes", "ships", "lorries", "trains", "pilots", "tugs")
    first, second = ("".join(f"<p>The {w} of Velm stood still again on Monday, and nobody could say when the {w} would "
                             f"move, since the union and the port still disagree about the {w}.</p>" for w in half)
                     for half in (words[:3], words[3:]))
    page = ("<html><head><title>Port closed | Velm Echo</title><meta property='og:site_name' content='Velm Echo'>"
            "<meta property='og:title' content='Port closed'><meta name='author' content='Ann Lee'></head>"
            "<body><nav><a href='/'>Home</a> <a href='/s'>Sport</a></nav><article><h1>Port closed</h1>" + first +
            "<h2>What comes next</h2>" + second + "</article><footer>Imprint</footer></body></html>")
    articles = read(tmp_path, "a.html", page)
    assert (articles["title"][0], articles["outlet"][0], articles["author"][0]) == ("Port closed", "Velm Echo", "Ann Lee")
    sections = framing.split_sections(articles)
    assert "What comes next" in sections["heading"].tolist()
    assert "Sport" not in articles["text"][0]


def zipped(members, **how):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_zips_are_read_member_by_member(tmp_path):
    articles = read(tmp_path, "a.zip", zipped({"x/one.txt": "One.", "two.md": "# Two\n\nText.", "pic.png": b"\x89PNG"}))
    assert sorted(articles["article"]) == ["two", "x/one"]
    assert framing.list_problems(articles)["what"].tolist() == ["unknown format"]


@pytest.mark.parametrize("members, message", [
    ({"../evil.txt": "x"}, "leaves the zip"), ({"/etc/evil.txt": "x"}, "leaves the zip"),
    ({"C:\\evil.txt": "x"}, "leaves the zip"), ({"bomb.txt": b"0" * (60 * 2**20)}, "unpacks too large"),
])
def test_dangerous_zips_are_refused(tmp_path, members, message):
    with pytest.raises(ValueError, match=message):
        read(tmp_path, "a.zip", zipped(members))
    assert list(tmp_path.iterdir()) == [tmp_path / "a.zip"]


def test_zips_in_zips_are_refused_and_the_rest_is_read(tmp_path):
    articles = read(tmp_path, "a.zip", zipped({"one.txt": "One.", "b.zip": zipped({"two.txt": "Two."})}))
    assert len(articles) == 1 and framing.list_problems(articles)["what"].tolist() == ["a zip inside a zip"]


def test_word_documents_with_entities_are_refused(tmp_path):
    docx = pytest.importorskip("docx")
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    members["word/document.xml"] = (b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "x">]>'
                                    + members["word/document.xml"].split(b"?>", 1)[1])
    with pytest.raises(ValueError, match="XML entities"):
        read(tmp_path, "a.docx", zipped(members))


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.parquet", "a.zip"])
def test_files_that_are_not_what_their_name_says(tmp_path, name):
    with pytest.raises(ValueError, match="nothing could be read"):
        read(tmp_path, name, b"this is plain text")


@pytest.mark.parametrize("date, iso", [
    ("2024-03-01", "2024-03-01"), ("2024-03-01T10:00:00Z", "2024-03-01"), ("1 March 2024", "2024-03-01"),
    ("March 1st, 2024", "2024-03-01"), ("20240301", "2024-03-01"), ("20240301123000", "2024-03-01"),
    ("Friday, March 1, 2024 9:20 AM GMT", "2024-03-01"), ("3/4/2024", "3/4/2024"),
])
def test_dates_become_iso_where_they_are_clear(tmp_path, date, iso):
    articles = read(tmp_path, "a.csv", f'text,date\nIt rained.,"{date}"\n')
    assert articles["published"][0] == iso and not len(framing.list_problems(articles))


@pytest.mark.parametrize("date", ["2024-02-31", "0001-01-01", "9999-01-01", "31 June 2024"])
def test_absurd_dates_are_kept_and_reported(tmp_path, date):
    articles = read(tmp_path, "a.csv", f"text,date\nIt rained.,{date}\n")
    assert articles["published"][0] == date
    assert framing.list_problems(articles)["what"].tolist() == ["odd date"]


def test_deep_front_matter_is_a_problem_and_not_a_crash(tmp_path):
    (tmp_path / "ok.txt").write_text("Fine.")
    (tmp_path / "deep.md").write_text("---\na: " + "[" * 5000 + "]" * 5000 + "\n---\nText.")
    articles = framing.read_articles(tmp_path)
    assert articles["text"].tolist() == ["Fine."]
    assert len(framing.list_problems(articles)) == 1
