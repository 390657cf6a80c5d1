"""Reading: formats, encodings, and what happens to bad input."""

import codecs
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from killer import corpus

import framing
from framing.formats import with_title
from framing.read import stream_articles
from framing.scale import measure_corpus


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf8"))
    return path


@pytest.mark.parametrize("data", [
    "Café – “yes”".encode(), codecs.BOM_UTF8 + "Café – “yes”".encode(), "Café – “yes”".encode("utf-16"),
    codecs.BOM_UTF16_BE + "Café – “yes”".encode("utf-16-be"), "Café – “yes”".encode("utf-16-le"),
], ids=["utf8", "bom", "utf16", "utf16-be", "utf16-le without bom"])
def test_unicode_encodings(tmp_path, data):
    assert framing.read_articles(write(tmp_path / "a.txt", data))["text"][0] == "Café – “yes”"


def test_other_encodings_are_detected(tmp_path):
    text = "Der Bürgermeister erklärte, dass die Straße über den Fluß gesperrt bleibt. Ärger über Größe. " * 5
    assert framing.read_articles(write(tmp_path / "a.txt", text.encode("cp1252")))["text"][0] == text


def test_line_ends_stay_as_they_are(tmp_path):
    text = "One.\r\n\r\nTwo.\rThree.\nFour."
    assert framing.read_articles(write(tmp_path / "a.txt", text))["text"][0] == text


def test_front_matter_gives_metadata_and_is_no_text(tmp_path):
    path = write(tmp_path / "a.md", "---\ntitle: 'Storm: the end'\noutlet: Echo\ndate: 2024-03-01\n---\n\n# Storm\n\nRain.\n")
    row = framing.read_articles(path).iloc[0]
    assert (row.title, row.outlet, row.published) == ("Storm: the end", "Echo", "2024-03-01")
    assert row.text.startswith("# Storm")


def test_folders_are_read_in_stable_order_with_unique_names(tmp_path):
    for name in ("b/one.txt", "a/one.txt", "zwei.md", ".hidden.txt", "note.xyz"):
        write(tmp_path / name, "Text.")
    assert framing.read_articles(tmp_path)["article"].tolist() == ["a/one", "b/one", "zwei"]


def test_tables_on_disk(tmp_path):
    write(tmp_path / "a.csv", 'id,headline,body,medium,country\n1,"A ""title""","Two\nlines",Echo,Velm\n2,B,Text,,\n')
    table = framing.read_articles(tmp_path / "a.csv")
    assert table["title"].tolist() == ['A "title"', "B"]
    assert table["text"].tolist() == ['A "title"\n\nTwo\nlines', "B\n\nText"]
    assert table["outlet"].tolist() == ["Echo", ""]
    assert table["country"].tolist() == ["Velm", ""]
    write(tmp_path / "b.tsv", "text\toutlet\nOne\tEcho\n")
    write(tmp_path / "c.jsonl", json.dumps({"story": "Three", "when": "2024-01-02"}) + "\n")
    assert framing.read_articles(tmp_path / "b.tsv")["outlet"].tolist() == ["Echo"]
    mapped = framing.read_articles(tmp_path / "c.jsonl", columns={"text": "story", "published": "when"})
    assert mapped.loc[0, ["text", "published"]].tolist() == ["Three", "2024-01-02"]


def test_what_cannot_be_read_becomes_a_problem_and_the_rest_goes_on(tmp_path):
    write(tmp_path / "a.txt", "Fine.")
    write(tmp_path / "b.txt", bytes(range(256)) * 20)
    write(tmp_path / "c.jsonl", '{"text": "Good."}\nnot json\n[1]\n')
    write(tmp_path / "d.csv", "x,y\n1,2\n")
    write(tmp_path / "e.txt", "")
    articles = framing.read_articles(tmp_path)
    assert articles["text"].tolist() == ["Fine.", "Good.", ""]
    problems = framing.list_problems(articles)
    found = sorted((p.source.rsplit("/", 1)[-1], p.what) for p in problems.itertuples())
    assert found == [("b.txt", "not a text file"), ("c.jsonl:2", "not JSON"), ("c.jsonl:3", "not an object"),
                     ("d.csv", "no text column"), ("e.txt", "no text")]


def test_nothing_readable_is_a_clear_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="no file or folder"):
        framing.read_articles(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="no readable file"):
        framing.read_articles(tmp_path)
    write(tmp_path / "b.txt", b"\x00\x01\x02" * 900)
    with pytest.raises(ValueError, match=r"nothing could be read.*b\.txt: not a text file"):
        framing.read_articles(tmp_path)


def test_standard_input_may_hold_front_matter_or_an_export(monkeypatch):
    import io

    def piped(data):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        return framing.read_articles("-")

    row = piped(b"---\noutlet: Echo\n---\nRain fell.").iloc[0]
    assert (row.article, row.outlet, row.source, row.text) == ("stdin", "Echo", "-", "Rain fell.")
    export = "".join(f"{n} of 2 DOCUMENTS\n\nEcho\n\nMarch {n}, 2024 Friday\n\nRain\n\nLENGTH: 2 words\n\nIt rained.\n" for n in (1, 2))
    assert piped(export.encode())["article"].tolist() == ["stdin-1", "stdin-2"]
    with pytest.raises(ValueError, match="standard input: not a text file"):
        piped(bytes(range(256)) * 20)


def test_names_that_are_no_unicode_can_be_shown_and_saved(tmp_path):
    write(tmp_path / "in" / b"\xff.txt".decode("utf8", "surrogateescape"), "Rain.")
    write(tmp_path / "in" / "b.jsonl", '{"text": "Sun.", "outlet": "\\ud800 Echo", "date": "9999-01-01\\ud800"}\n')
    analysis = framing.analyze(tmp_path / "in")
    for table in (analysis.articles.drop(columns="text"), analysis.problems):
        table.to_csv().encode("utf8")
    analysis.save(tmp_path / "out")
    assert sorted(framing.load_analysis(tmp_path / "out").articles["outlet"]) == ["", "� Echo"]


# Titles


BODY = "A storm hit Arle on Monday, and nobody was hurt.\n\nThe mayor said that repairs had begun."
TOLD = [
    # text, title, the text that is measured
    ("a text without it", BODY, "Storm hits Arle", "Storm hits Arle\n\n" + BODY),
    ("white space in the title", BODY, " Storm\n hits\tArle ", "Storm hits Arle\n\n" + BODY),
    ("a Markdown text without it", "A storm hit Arle.\n\n## What next\n\nRepairs.", "Storm hits Arle",
     "# Storm hits Arle\n\nA storm hit Arle.\n\n## What next\n\nRepairs."),
    ("a title marked as Markdown", BODY, "## Storm hits Arle", "Storm hits Arle\n\n" + BODY),
    ("an article without words", " \n", "Storm hits Arle", " \n"),
    ("a title without words", BODY, "???", BODY),
    ("no title", BODY, "", BODY),
    *((case, text, "Storm hits Arle’s “old town”", text) for case, text in (
        ("the title on its own line", "Storm hits Arle’s “old town”\n\n" + BODY),
        ("in capitals and with other marks", "STORM HITS ARLE'S \"OLD TOWN\"\n" + BODY),
        ("run in", "Storm hits Arle's old town. " + BODY),
        ("under a kicker", "Weather\n\nStorm hits Arle’s “old town”\n\n" + BODY),
        ("marked as Markdown", "# Storm hits Arle’s “old town”\n\n" + BODY),
        ("with another headline", "# Arle flooded\n\n" + BODY))),
]


@pytest.mark.parametrize("text, title, measured", [case[1:] for case in TOLD], ids=[case[0] for case in TOLD])
def test_a_title_stands_before_its_text_once(text, title, measured):
    articles = framing.read_articles(pd.DataFrame({"text": [text], "title": [title]}))
    assert articles["text"].tolist() == [measured] and articles["title"].tolist() == [title]
    again = framing.read_articles(articles)
    assert again["text"].tolist() == [measured]


@given(st.text(max_size=40), st.text(max_size=20))
def test_a_title_is_put_before_a_text_at_most_once(text, title):
    once = with_title(text, title)
    assert with_title(once, title) == once and once.endswith(text)


def test_titles_are_measured_wherever_they_come_from(tmp_path):
    table = pd.DataFrame({"article": ["a", "b"], "title": ["Ann Lee wrecks Arle bridge", "Rain"],
                          "text": ["The bridge was old. Ann Lee left.", "It rained on Arle. Ann Lee left."]})
    table.to_csv(tmp_path / "a.csv", index=False)
    table.to_json(tmp_path / "a.jsonl", orient="records", lines=True)
    for row in table.itertuples():
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"{row.article}.txt").write_text(f"---\ntitle: {row.title}\n---\n{row.text}")
    whole = framing.analyze(table)
    for source in (tmp_path / "a.csv", tmp_path / "a.jsonl", tmp_path / "in", whole.articles):
        analysis = framing.analyze(source)
        assert analysis.sections["kind"].tolist() == ["title", "lead", "title", "lead"]
        assert analysis.articles["text"].tolist() == whole.articles["text"].tolist()
        portrait = framing.portray_actors(analysis).set_index("actor")
        assert portrait.loc["Ann Lee", "in_title"] == 1


# What lies in a folder beside articles


OWN = {
    "tables": lambda place: measure_corpus(corpus(2), place),
    "an analysis": lambda place: framing.analyze(corpus(2)).save(place),
    "shared features": lambda place: framing.export_features(framing.analyze(corpus(2)), place),
}


@pytest.mark.parametrize("make", OWN.values(), ids=OWN)
def test_what_framing_wrote_is_no_article(tmp_path, make):
    write(tmp_path / "a.txt", "Fine.")
    make(tmp_path / "deep" / "out")
    with pytest.warns(UserWarning, match=r"passed over what framing wrote: .*out\."):
        articles = framing.read_articles(tmp_path)
    assert articles["article"].tolist() == ["a"] and not len(framing.list_problems(articles))
    with pytest.raises(ValueError, match=r"out' is a folder that framing wrote; name the folder of your articles"):
        framing.read_articles(tmp_path / "deep" / "out")


def test_a_manifest_of_others_hides_nothing(tmp_path):
    write(tmp_path / "manifest.json", '{"name": "my app"}')
    write(tmp_path / "b/manifest.json", "no JSON")
    write(tmp_path / "b/a.txt", "Fine.")
    assert framing.read_articles(tmp_path)["article"].tolist() == ["b/a"]


def test_files_of_other_formats_are_told_and_what_is_hidden_is_not(tmp_path):
    for name in ("a.txt", "scan.PDF", "b/old.doc", "README", ".hidden", ".git/x.pdf", "~$a.docx", "Thumbs.db", "codebook.yaml", "n.ipynb"):
        write(tmp_path / name, "Text.")
    problems = framing.list_problems(framing.read_articles(tmp_path))
    assert problems["source"].tolist() == [f"{tmp_path}/{name}" for name in ("README", "b/old.doc", "scan.PDF")]
    assert problems["what"].unique().tolist() == ["unknown format"]
    assert problems["detail"].str.split(";").str[0].tolist() == ["no ending", ".doc", ".pdf"]


def test_a_folder_of_other_formats_alone_says_what_framing_reads(tmp_path):
    write(tmp_path / "a.pdf", "x")
    with pytest.raises(ValueError, match=r"nothing could be read: .*a\.pdf: unknown format: \.pdf; framing reads \.csv"):
        framing.read_articles(tmp_path)


# Columns that are named


@pytest.mark.parametrize("files, columns, message", [
    ({"a.csv": "body,Quelle\nRain.,Echo\n"}, {"text": "body", "outlet": "Quele"},
     r"columns=\{'outlet': 'Quele'\}: there is no column 'Quele'; there are \['body', 'Quelle'\]\. Did you mean 'Quelle'\?"),
    ({"a.csv": "Volltext\nRain.\n"}, {"text": "Voltext"}, r"no column 'Voltext'.*Did you mean 'Volltext'\?"),
    ({"a.jsonl": '{"text": "Rain."}\n{"text": "Sun.", "desk": "x"}\n'}, {"author": "zzz"},
     r"no column 'zzz'; there are \['text', 'desk'\]\.$"),
    ({"a.txt": "---\nmedium: Echo\n---\nRain."}, {"outlet": "mediun"}, r"no column 'mediun'; there are \['medium'\].*'medium'\?"),
    ({"a.txt": "Rain."}, {"outlet": "medium"}, r"no column 'medium'; there are only texts without any\."),
])
def test_a_column_that_is_nowhere_is_told_before_anything_is_measured(tmp_path, files, columns, message):
    for name, text in files.items():
        write(tmp_path / name, text)
    with pytest.raises(ValueError, match=message):
        framing.read_articles(tmp_path, columns=columns)
    with pytest.raises(ValueError, match=message):
        next(stream_articles(tmp_path, columns=columns, characters=1, problems=[]))


def test_a_column_may_be_in_one_of_many_files(tmp_path):
    write(tmp_path / "a.txt", "Rain.")
    write(tmp_path / "b.csv", "text\nSun.\n")
    write(tmp_path / "c.jsonl", '{"text": "Fog."}\n{"text": "Snow.", "Quelle": "Echo"}\n')
    assert framing.read_articles(tmp_path, columns={"outlet": "Quelle"})["outlet"].tolist() == ["", "", "", "Echo"]
    parts = stream_articles(tmp_path, columns={"outlet": "Quelle"}, characters=1, problems=[])
    assert [part["outlet"].iloc[0] for part, _, _ in parts] == ["", "", "", "Echo"]


# Entities


@pytest.mark.parametrize("text, entity", [
    ("Caf&eacute; &amp; bar", "&eacute;"), ("&ldquo;Go,&rdquo; she said.", "&ldquo;"), ("It&#8217;s", "&#8217;"), ("&#x201C;Go", "&#x201C;"),
    ("AT&T; R&D; Q&A", ""), ("a &b; c", ""), ("Johnson & Johnson;", ""), ("?a=1&copy=2", ""), ("&" * 1000, ""),
])
def test_html_entities_are_told_and_stay_as_they_are(text, entity):
    articles = framing.read_articles(pd.DataFrame({"text": [text]}))
    problems = framing.list_problems(articles)
    assert articles["text"].tolist() == [text]
    assert problems["what"].tolist() == (["HTML entities"] if entity else [])
    assert all(detail.startswith(f"such as {entity},") for detail in problems["detail"])


def test_half_characters_are_replaced_one_by_one_and_reported(tmp_path):
    articles = framing.read_articles(write(tmp_path / "a.jsonl", '{"text": "Rain \\ud800\\udc00 \\ud800 \\udfff fell."}'))
    assert articles["text"].tolist() == ["Rain \U00010000 � � fell."]
    assert framing.list_problems(articles)["what"].tolist() == ["half characters"]
    table = pd.DataFrame({"text": ["\ud800 fell."]}, dtype=object)
    assert framing.analyze(table).articles["text"].tolist() == ["� fell."]


YEARS = pd.DataFrame({"text": ["A", "B", "C"], "year": [2020, None, 2021], "score": [0.5, 1, None], "names": [["Lee", "Ray"], [], None]})


@pytest.mark.parametrize("table", [
    YEARS, YEARS.convert_dtypes(), YEARS.astype(object), YEARS.astype({"year": "Int64", "score": "Float64"}),
], ids=["NaN", "converted", "objects", "nullable"])
def test_a_whole_number_stays_one_beside_an_empty_cell(table):
    articles = framing.read_articles(table)
    assert articles[["year", "score", "names"]].values.tolist() == [["2020", "0.5", "Lee, Ray"], ["", "1", ""], ["2021", "", ""]]


@pytest.mark.parametrize("suffix", ["parquet", "xlsx", "jsonl"])
def test_and_so_it_does_in_a_file(tmp_path, suffix):
    path = tmp_path / f"a.{suffix}"
    table = YEARS[["text", "year", "score"]]
    {"parquet": table.to_parquet, "xlsx": lambda p: table.to_excel(p, index=False),
     "jsonl": lambda p: table.to_json(p, orient="records", lines=True)}[suffix](path)
    assert framing.read_articles(path)[["year", "score"]].values.tolist() == [["2020", "0.5"], ["", "1"], ["2021", ""]]


def test_a_table_without_rows_gives_a_table_without_rows():
    articles = framing.read_articles(pd.DataFrame({"text": []}))
    assert len(articles) == 0 and not len(framing.list_problems(articles))


def test_duplicate_ids_are_kept_apart_and_reported():
    articles = framing.read_articles(pd.DataFrame({"text": ["A", "B", "C"], "article": ["x", "x", "x-2"]}))
    assert articles["article"].is_unique and articles["text"].tolist() == ["A", "B", "C"]
    assert set(framing.list_problems(articles)["what"]) == {"duplicate id"}


@pytest.mark.parametrize("source, columns, message", [
    (pd.DataFrame({"body": ["x"]}), None, r"no column 'text'; it has \['body'\]"),
    (pd.DataFrame({"text": ["x"]}), {"outlet": "medium"}, r"columns=\{'outlet': 'medium'\}: there is no column 'medium'; there are \['text'\]"),
    (pd.DataFrame([["x", "y"]], columns=["text", "text"]), None, r"several columns of the name\(s\) \['text'\]"),
])
def test_tables_without_the_columns(source, columns, message):
    with pytest.raises(ValueError, match=message):
        framing.read_articles(source, columns=columns)


@pytest.mark.parametrize("text", [
    "", " \n\t ", "Word", "no headings at all, just this sentence.", "A\n\nB\n\nC", "x\x00y\x00 z.",
    "One.\r\nTwo.\nThree.\rFour.", "a" * 100_000, "word " * 200_000,
], ids=["empty", "white space", "one word", "no headings", "only headings", "NUL", "mixed ends", "one long word", "1 MB line"])
def test_odd_texts_pass_through_to_tables(text):
    articles = framing.read_articles(pd.DataFrame({"text": [text]}))
    sections = framing.split_sections(articles)
    sentences, tokens = framing.tokenize(articles, sections)
    for table in (sections, sentences, tokens):
        assert all(0 <= a <= b <= len(text) for a, b in zip(table["start"], table["end"], strict=True))
    assert len(tokens) == 0 or text.strip()
