"""The files researchers have: archives' exports, office files, web pages, zips; and those that are refused."""

import io
import zipfile
from types import SimpleNamespace

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


NEXIS = """\ufeff


Download Request: Selected Items: 1-2
Time Of Request: Friday, March 01, 2024  16:51:31



                               1 of 2 DOCUMENTS


                              Velm Echo (Arle)

                           January 11, 2024 Thursday
                                   Edition 1;
                                    Harbour

The port of Velm stays
closed

BYLINE: By Ann Lee

SECTION: NEWS; Pg. 3

LENGTH: 22 words


Dock workers stayed away on Thursday, the port said, and nobody
expects them back before Monday.

Talks go on.

LOAD-DATE: January 12, 2024

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper


                        Copyright 2024 Velm Echo
                              All Rights Reserved

                               2 of 2 DOCUMENTS


                                  Harbour Wire

                            January 12, 2024 Friday

Cranes stand still

LENGTH: 2 words

Nothing moved.

LOAD-DATE: January 12, 2024


                        Copyright 2024 Harbour Wire
                              All Rights Reserved
"""
NEXIS_UNI = """Documents (2)
1. The port of Velm stays closed
2. Cranes stand still




The port of Velm stays closed
Velm Echo (Arle)
January 11, 2024 Thursday 9:20 AM GMT


Copyright 2024 Velm Echo All Rights Reserved


Section:\xa0NEWS; Version:2
Length:\xa022 words
Byline:\xa0Ann Lee
Body


Dock workers stayed away on Thursday.
Talks go on.


Load-Date:\xa0January 12, 2024


End of Document




Cranes stand still
Harbour Wire
January 12, 2024 Friday



Length:\xa02 words
Body


Nothing moved.


End of Document
"""


def as_docx(path, text):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(path)


@pytest.mark.parametrize("name, text, line_end, body", [
    ("a.txt", NEXIS, "\r\n", "Dock workers stayed away on Thursday, the port said, and nobody\r\nexpects them back before Monday."
                             "\r\n\r\nTalks go on."),
    ("a.txt", NEXIS_UNI, "\n", "Dock workers stayed away on Thursday.\nTalks go on."),
    ("a.docx", NEXIS_UNI, "\n", "Dock workers stayed away on Thursday.\n\nTalks go on."),
], ids=["nexis", "nexis uni as text", "nexis uni"])
def test_nexis_downloads_keep_title_outlet_author_date_and_body(tmp_path, name, text, line_end, body):
    if name.endswith("docx"):
        as_docx(tmp_path / name, text)
    else:
        (tmp_path / name).write_bytes(text.replace("\n", line_end).encode("utf8"))
    articles = framing.read_articles(tmp_path / name)
    assert articles[["title", "outlet", "author", "published", "section_name"]].values.tolist() == [
        ["The port of Velm stays closed", "Velm Echo (Arle)", "Ann Lee", "2024-01-11", articles["section_name"][0]],
        ["Cranes stand still", "Harbour Wire", "", "2024-01-12", ""]]
    assert articles["section_name"][0].startswith("NEWS; ")
    assert articles["text"].str.replace("\r", "").str.split("\n\n", n=1).str[0].tolist() == articles["title"].tolist()
    assert articles["text"][0].removeprefix("The port of Velm stays closed").lstrip("\r\n") == body
    assert articles["text"][1].endswith("Nothing moved.")


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
    assert (row.title, row.text, row.outlet, row.published) == ("A", "A\n\nIt rained.", "Echo", "2024-01-02")


def test_saved_pages_keep_headings_and_lose_menus(tmp_path):
    pytest.importorskip("trafilatura", exc_type=ImportError)
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


def test_lists_and_quotations_of_saved_pages_keep_their_marks(tmp_path):
    pytest.importorskip("trafilatura", exc_type=ImportError)
    said = "We will not go back to work before the port signs what it promised us in the spring, and it knows that."
    told = "The {0} of Velm stood still again on Monday, and nobody could say when the {0} would move."
    page = (f"<html><head><title>Port closed</title></head><body><article><h1>Port closed</h1><p>{told.format('cranes')}</p>"
            f"<blockquote><p>{said}</p></blockquote><p>{told.format('<b>tugs</b>')}</p><h2>What the union wants</h2>"
            "<ul><li>Shorter shifts in winter</li><li>A say in the plans</li></ul>"
            f"<p>{told.format('lorries')}</p></article></body></html>")
    text = read(tmp_path, "a.html", page)["text"][0]
    assert text.split("\n\n") == [
        "# Port closed", told.format("cranes"), "> " + said, told.format("tugs"), "## What the union wants",
        "- Shorter shifts in winter\n- A say in the plans", told.format("lorries")]


def test_a_missing_library_is_a_problem_that_says_what_to_install(tmp_path, monkeypatch):
    def absent(name):
        raise ImportError("lxml.html.clean module is now a separate project")

    monkeypatch.setattr("framing.formats.files.importlib", SimpleNamespace(import_module=absent))
    with pytest.raises(ValueError, match=r"a library is missing: run: pip install 'framing\[web\]'.*separate project"):
        read(tmp_path, "a.html", "<p>Rain.</p>")


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


def test_tables_in_zips_name_member_and_line_of_articles_and_problems(tmp_path):
    table = "text,date\nIt rained.,2024-01-02\n\"It\nsnowed.\",2024-02-31\nSun.,2024-01-03,x\n"
    articles = read(tmp_path, "a.zip", zipped({"in/b.csv": table, "member-2.txt": "Fog."}))
    assert articles[["article", "source"]].astype(str).values.tolist() == [
        ["in/b-2", f"{tmp_path}/a.zip/in/b.csv:2"], ["in/b-3", f"{tmp_path}/a.zip/in/b.csv:3"],
        ["in/b-5", f"{tmp_path}/a.zip/in/b.csv:5"], ["member-2", f"{tmp_path}/a.zip/member-2.txt"]]
    assert framing.list_problems(articles)[["source", "article", "what"]].values.tolist() == [
        [f"{tmp_path}/a.zip/in/b.csv:5", "", "too many cells"], [f"{tmp_path}/a.zip/in/b.csv:3", "in/b-3", "odd date"]]


def test_a_damaged_member_does_not_stop_its_zip(tmp_path):
    data = bytearray(zipped({"one.txt": "One. " * 50, "two.txt": "Two."}))
    at = data.index(b"one.txt") + 7
    data[at:at + 4] = b"\xff" * 4
    articles = read(tmp_path, "a.zip", bytes(data))
    assert articles["text"].tolist() == ["Two."]
    problems = framing.list_problems(articles)
    assert problems["source"].tolist() == [f"{tmp_path}/a.zip/one.txt"] and "damaged" in problems["what"][0]


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


ENTITIES = '<!DOCTYPE d [<!ENTITY a "x">]>'


@pytest.mark.parametrize("spoil", [
    lambda xml: xml.replace(b"?>", b"?>" + ENTITIES.encode(), 1),
    lambda xml: xml.replace(b"?>", b"?>" + b"<!--" + b"x" * 70_000 + b"-->" + ENTITIES.encode(), 1),
    lambda xml: (ENTITIES + xml.split(b"?>", 1)[1].decode("utf8")).encode("utf-16"),
], ids=["plain", "behind a comment", "utf-16"])
@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
def test_office_files_with_entities_are_refused(tmp_path, name, spoil):
    buffer = io.BytesIO()
    if name == "a.docx":
        pytest.importorskip("docx").Document().save(buffer)
    else:
        pytest.importorskip("openpyxl").Workbook().save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    part = "word/document.xml" if name == "a.docx" else "xl/worksheets/sheet1.xml"
    head = b"" if members[part].startswith(b"<?xml") else b"<?xml version='1.0'?>"
    members[part] = spoil(head + members[part])
    with pytest.raises(ValueError, match="XML entities"):
        read(tmp_path, name, zipped(members))


def test_a_workbook_that_claims_a_million_columns_is_read_by_its_header(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    buffer = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["text", "outlet"])
    book.active.append(["It rained.", "Echo"])
    book.active["XFD3"] = "far away"
    book.save(buffer)
    articles = read(tmp_path, "a.xlsx", buffer.getvalue())
    assert articles[["text", "outlet", "source"]].values.tolist() == [["It rained.", "Echo", f"{tmp_path}/a.xlsx:2"]]


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.parquet", "a.zip"])
def test_files_that_are_not_what_their_name_says(tmp_path, name):
    with pytest.raises(ValueError, match="nothing could be read"):
        read(tmp_path, name, b"this is plain text")


@pytest.mark.parametrize("date, iso", [
    ("2024-03-01", "2024-03-01"), ("2024-03-01T10:00:00Z", "2024-03-01"), ("1 March 2024", "2024-03-01"),
    ("March 1st, 2024", "2024-03-01"), ("20240301", "2024-03-01"), ("20240301123000", "2024-03-01"),
    ("Friday, March 1, 2024 9:20 AM GMT", "2024-03-01"), ("20240301T120000Z", "2024-03-01"), ("3/4/2024", "3/4/2024"),
])
def test_dates_become_iso_where_they_are_clear(tmp_path, date, iso):
    articles = read(tmp_path, "a.csv", f'text,date\nIt rained.,"{date}"\n')
    assert articles["published"][0] == iso and not len(framing.list_problems(articles))


@pytest.mark.parametrize("date", ["2024-02-31", "0001-01-01", "9999-01-01", "31 June 2024"])
def test_absurd_dates_are_kept_and_reported(tmp_path, date):
    articles = read(tmp_path, "a.csv", f"text,date\nIt rained.,{date}\n")
    assert articles["published"][0] == date
    assert framing.list_problems(articles)["what"].tolist() == ["odd date"]


def test_dates_of_a_table_in_memory_are_checked_too():
    articles = framing.read_articles(pd.DataFrame({"text": ["A.", "B."], "published": ["1 March 2024", "2024-02-31"]}))
    assert articles["published"].tolist() == ["2024-03-01", "2024-02-31"]
    assert framing.list_problems(articles)[["article", "what"]].values.tolist() == [["table-2", "odd date"]]


LISTS = {
    "Media Cloud": "id,indexed_date,language,media_name,media_url,publish_date,title,url,text\n"
                   "7,2024-03-02,en,velmecho.example,velmecho.example,2024-03-01,Port closed,https://velmecho.example/1,Rain.\n",
    "GDELT": "url,url_mobile,title,seendate,socialimage,domain,language,sourcecountry,text\n"
             "https://velmecho.example/1,,Port closed,20240301T120000Z,,velmecho.example,English,Velm,Rain.\n",
    "news service": "Source;Headline;Publication Date;Full Text;Link\n"
                    "velmecho.example;Port closed;1 March 2024;Rain.;https://velmecho.example/1\n",
}


@pytest.mark.parametrize("kind", LISTS)
def test_columns_of_common_tables_are_known(tmp_path, kind):
    row = read(tmp_path, "a.csv", LISTS[kind]).iloc[0]
    assert (row.title, row.outlet, row.published, row.url, row.text) == (
        "Port closed", "velmecho.example", "2024-03-01", "https://velmecho.example/1", "Port closed\n\nRain.")


def test_a_list_of_titles_without_texts_says_what_can_be_done(tmp_path):
    data = "id,title,url\n1,Port closed,https://velmecho.example/1\n"
    with pytest.raises(ValueError, match=r"holds no articles; columns=\{'text': 'title'\} reads the titles alone"):
        read(tmp_path, "a.csv", data)
    assert framing.read_articles(tmp_path / "a.csv", columns={"text": "title"})["text"].tolist() == ["Port closed"]


@pytest.mark.parametrize("data, what", [
    ("text,text\na,b\n", "two columns of one name"), (",".join(f"c{i}" for i in range(600)) + "\n", "too many columns"),
    ("\n", "empty table"),
])
def test_tables_whose_header_cannot_be_right(tmp_path, data, what):
    with pytest.raises(ValueError, match=what):
        read(tmp_path, "a.csv", data)


@pytest.mark.parametrize("name, data", [
    ("a.csv", b"text,outlet\n"), ("a.zip", b"PK\x05\x06" + bytes(18)), ("a.zip", zipped({".hidden": "x"})),
], ids=["header alone", "empty zip", "hidden members alone"])
def test_files_without_an_article_are_told(tmp_path, name, data):
    with pytest.raises(ValueError, match=r"nothing could be read: .*: no articles"):
        read(tmp_path, name, data)


def test_lines_with_ever_new_names_do_not_fill_the_memory(tmp_path):
    with pytest.raises(ValueError, match="too many columns: more than 500 names by line 500"):
        read(tmp_path, "a.jsonl", "".join(f'{{"text": "x", "k{i}": 1}}\n' for i in range(2000)))


def test_a_line_without_text_is_reported_and_the_others_are_read(tmp_path):
    articles = read(tmp_path, "a.jsonl", '{"text": "Rain."}\n{"headline": "Sun"}\n')
    assert articles["text"].tolist() == ["Rain."]
    assert framing.list_problems(articles)[["source", "what"]].values.tolist() == [[f"{tmp_path}/a.jsonl:2", "no text column"]]


@pytest.mark.parametrize("front, what", [
    ("a: &x [1]\nb: *x", "anchors"), ("a: !!python/name:os.system x", "tags"), ("a: [", "no YAML"),
    ("\n".join(f"k{i}: v" for i in range(3000)), "more than 5,000 entries"),
])
def test_front_matter_that_could_do_harm_is_refused(tmp_path, front, what):
    with pytest.raises(ValueError, match="front matter is not YAML.*" + what):
        read(tmp_path, "a.md", f"---\n{front}\n---\nText.")


def test_deep_front_matter_is_a_problem_and_not_a_crash(tmp_path):
    (tmp_path / "ok.txt").write_text("Fine.")
    (tmp_path / "deep.md").write_text("---\na: " + "[" * 5000 + "]" * 5000 + "\n---\nText.")
    articles = framing.read_articles(tmp_path)
    assert articles["text"].tolist() == ["Fine."]
    assert len(framing.list_problems(articles)) == 1
