"""The report: a page that stands for itself, numbers that lead to their sentences, files that harm nobody."""

import json
import re

import lxml.html
import pandas as pd
import pytest

import framing
from framing.report import figures, lists, write_report
from framing.report.tables import harmless

TEXT = '''The Bridge

Ann Lee wrecked the good bridge. "We were betrayed by Tom Roy," Lee said. Tom Roy was fired on Friday. Roy hated it.

The Sequel

The terrible flood was praised by nobody. "It is a wonderful day," Roy said, and Lee was arrested.
'''


def analyze(*texts, **columns):
    return framing.analyze(pd.DataFrame({"text": list(texts), **columns}))


def parse(folder):
    return lxml.html.document_fromstring((folder / "report.html").read_text(encoding="utf8"))


@pytest.fixture(scope="module")
def corpus(sample_report):
    return parse(sample_report)


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    folder = tmp_path_factory.mktemp("one") / "report"
    write_report(analyze(TEXT, title=["The Bridge"]), folder)
    return folder


def linked_numbers(page, table):
    """Of every linked number of a table: the number, the lines its link picks, and whether its list is cut."""
    found = page.get_element_by_id(f"table-{table}")
    for link in found.iterfind(".//td/a"):
        listing = page.get_element_by_id(link.get("href")[1:])
        wanted = set((link.get("data-f") or "").split())
        lines = [line for line in listing.iterfind(".//li") if wanted <= set((line.get("data-k") or "").split())]
        head = link.getparent().getparent().index(link.getparent())
        yield int(link.text.replace(",", "")) if link.text.replace(",", "").isdigit() else None, lines, head, \
            " of them here" in listing.findtext("summary/span")


@pytest.mark.parametrize("table, columns", [
    ("actors", [3]), ("names", [2]), ("talk", [2]), ("speech", [2]), ("labels", [3]), ("frames", [2]), ("terms", [2]),
    ("keyness", [2]), ("roles", [1, 2, 3, 4, 5]), ("roles_by", [2, 3, 4, 5, 6]), ("passives", [1, 2, 3]), ("over_time", [3]),
    ("passive_verbs", [2, 3, 4]), ("portraits", [1]), ("tone", [4]), ("tone_by", [5]),
])
def test_a_number_of_the_corpus_leads_to_as_many_lines_as_it_says(corpus, table, columns):
    checked = 0
    for number, lines, column, cut in linked_numbers(corpus, table):
        if column in columns:
            assert len(lines) == number or (cut and len(lines) <= number)
            checked += not cut
    assert checked > 5 or table == "passives"


def test_p_of_the_differences_stands_beside_the_least_that_it_can_be(corpus):
    rows = corpus.get_element_by_id("table-differences").findall(".//tr")
    heads = [cell.text_content().strip() for cell in rows[0]]
    shown = [dict(zip(heads, (cell.text_content().strip() for cell in row), strict=True)) for row in rows[1:]]
    assert {row["exchanged"] for row in shown} == {"articles"}
    # Three articles an outlet: two of twenty ways to share out six.
    assert {row["least p possible"] for row in shown[1:]} == {"0.1000"}
    # Of twelve there are so many ways that the number of draws is what limits p.
    assert shown[0]["least p possible"] == "< 0.001"
    assert all(float(row["p"]) >= float(row["least p possible"]) for row in shown[1:])


@pytest.mark.parametrize("table", ["actors", "names", "speech", "terms", "roles"])
def test_a_number_of_one_article_leads_to_as_many_lines_as_it_says(one, table):
    found = [(number, len(lines)) for number, lines, column, _ in linked_numbers(parse(one), table)
             if number is not None and not (table == "speech" and column > 1)]
    assert found
    assert all(a == b for a, b in found)


def test_every_line_says_where_its_words_stand(corpus, sample_analysis):
    texts = dict(zip(sample_analysis.articles["article"].astype(object), sample_analysis.articles["text"], strict=True))
    lines = corpus.xpath("//details[@class='list']//li")
    assert len(lines) > 500
    for line in lines:
        article, section, start, end = re.fullmatch(r"(.+) § (\d+), (\d+)–(\d+)", line.findtext("cite")).groups()
        words = lists.flat(texts[article][int(start):int(end)])
        hit = line.findtext("mark")
        assert words == hit or (hit.endswith(" […]") and words.startswith(hit[:-4]))
        low, high = sample_analysis.sections.query("article == @article and section == @section"
                                                   .replace("@section", section))[["start", "end"]].iloc[0]
        assert low <= int(start) < int(end) <= high or "heading" in line.get("data-k", "")


def test_every_figure_has_its_words_its_files_and_a_link_to_its_sentences(corpus, sample_report):
    drawn = corpus.findall(".//figure")
    assert len(drawn) > 15
    for figure in drawn:
        image = figure.find(".//img")
        assert image.get("src").startswith("data:image/svg+xml;base64,")
        assert len(image.get("alt")) > 60
        targets = [a.get("href") for a in figure.iterfind("figcaption/a")]
        for target in targets:
            assert corpus.get_element_by_id(target[1:], None) is not None if target[0] == "#" else (sample_report / target).is_file()
        assert any(t.startswith("#ev-") for t in targets) or figure.get("id") == "fig-sections"
    pictures = sorted(p.name for p in (sample_report / "figures").iterdir())
    assert pictures == sorted(f"{f.get('id')[4:]}.{kind}" for f in drawn for kind in ("svg", "png"))


def test_png_files_are_made_for_print(sample_report):
    from PIL import Image

    for path in (sample_report / "figures").glob("*.png"):
        with Image.open(path) as image:
            assert image.size[0] == pytest.approx(7.2 * figures.DPI, abs=2)


def test_the_page_needs_nothing_from_elsewhere(corpus, sample_report):
    html = (sample_report / "report.html").read_text(encoding="utf8")
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", html)
    assert "url(" not in html and "@import" not in html
    policy = corpus.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_every_link_within_the_page_has_a_target(corpus):
    ids = [e.get("id") for e in corpus.iterfind(".//*[@id]")]
    assert len(ids) == len(set(ids))
    targets = {a.get("href")[1:] for a in corpus.iterfind(".//a") if a.get("href").startswith("#")}
    assert targets <= set(ids)


def test_headings_run_without_gaps_and_tables_say_what_they_are(corpus):
    levels = [int(h.tag[1]) for h in corpus.xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False))
    for table in corpus.iterfind(".//table"):
        assert table.findtext("caption")
        assert all(th.get("scope") == "col" for th in table.iterfind("thead/tr/th"))


HOSTILE = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</style><b>", "{{ 7 * 19231 }}", "--><svg onload=a()>",
           "</details></section><iframe src=//x.example>", "javascript:alert(1)"]


def test_the_text_of_articles_can_never_become_markup(tmp_path):
    body = " ".join(f'President Ann Lee said "{h} is bad." Lee praised {h} at once.' for h in HOSTILE)
    texts = [f"{h}\n\n{body}\n\nThe mayor {h}\n\n{body}" for h in HOSTILE]
    book = {"actors": [{"name": HOSTILE[0], "type": "PERSON", "aliases": ["Ann Lee"]}],
            "labels": {HOSTILE[1]: {HOSTILE[4]: ["bad"], "x": ["praised"]}}, "frames": {HOSTILE[2]: ["said"]}}
    source = pd.DataFrame({"text": texts, "title": HOSTILE, "outlet": HOSTILE, "author": HOSTILE})
    page = write_report(framing.analyze(source, codebook=book), tmp_path / "r", title=HOSTILE[0], codebook=book)
    found = lxml.html.document_fromstring(page.read_text(encoding="utf8"))
    assert found.findtext(".//h1") == HOSTILE[0]
    assert len(found.findall(".//script")) == 1
    assert not found.xpath("//iframe|//svg|//b|//object|//embed")
    assert not found.xpath("//@onerror|//@onload|//@style")
    assert all(src.startswith("data:image/svg+xml;base64,") for src in found.xpath("//img/@src"))
    assert all(href.startswith(("#", "figures/", "tables/", "manifest.json", "data:,")) for href in found.xpath("//@href"))
    assert "134617" not in found.text_content()


def test_no_cell_of_a_table_can_run_as_a_formula(tmp_path):
    texts = ["=1+1 Ann Lee left.", "+49 Ann Lee left.", "-2 Ann Lee left.", "@SUM(A1) Ann Lee left."]
    write_report(analyze(*texts, title=texts, outlet=texts), tmp_path / "r")
    for path in (tmp_path / "r" / "tables").glob("*.csv"):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        for column in table.columns:
            for cell in table[column]:
                assert cell[:1] not in ("=", "+", "@", "\t") and (cell[:1] != "-" or re.fullmatch(r"-[\d.e-]+", cell)), path.name
    assert pd.read_csv(tmp_path / "r/tables/articles.csv")["outlet"].tolist() == ["'" + t for t in texts]


@pytest.mark.parametrize("text, safe", [("=A1", "'=A1"), ("a=b", "a=b"), ("", ""), ("-x", "'-x"), ("a\x00b", "a\ufffdb"), (None, "")])
def test_harmless(text, safe):
    assert harmless(text) == safe


def test_an_older_report_stays_whole_when_writing_fails(tmp_path, monkeypatch):
    analysis = analyze("Ann Lee left.")
    write_report(analysis, tmp_path / "r", title="The old one")
    before = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}

    def fail(*_):
        raise OSError(28, "No space left on device", "report.html")

    monkeypatch.setattr("framing.report.figures.render", fail)
    with pytest.raises(OSError, match="No space left"):
        write_report(analysis, tmp_path / "r", title="The new one")
    assert {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_a_folder_of_other_files_is_refused_before_anything_is_measured(tmp_path, monkeypatch):
    (tmp_path / "thesis.docx").write_text("mine")
    monkeypatch.setattr("framing.report.measures.measure", lambda *_: pytest.fail("measured first"))
    with pytest.raises(FileExistsError, match="did not write"):
        write_report(analyze("Ann Lee left."), tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.docx"]


def test_the_same_articles_give_the_same_bytes(one, tmp_path):
    write_report(analyze(TEXT, title=["The Bridge"]), tmp_path / "r")
    files = sorted(p.relative_to(one) for p in one.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(tmp_path / "r") for p in (tmp_path / "r").rglob("*") if p.is_file())
    assert [f for f in files if (one / f).read_bytes() != (tmp_path / "r" / f).read_bytes()] == []


@pytest.mark.parametrize("text", ["Rain.", "- - -", "Only a Heading", "It rained.\x00 \x08It stopped."],
                         ids=["one word", "no word", "only a title", "control characters"])
def test_next_to_nothing_still_makes_a_page_that_says_so(tmp_path, text):
    page = parse(write_report(analyze(text), tmp_path / "r").parent)
    told = page.find(".//main").text_content()
    assert "No person, place, organisation or group was found by name." in told
    assert not re.search(r"\bnan\b|NaN|None", told)


def test_an_analysis_without_articles_is_refused(tmp_path):
    empty = framing.analyze(framing.read_articles(pd.DataFrame({"text": ["a"]})).iloc[:0])
    with pytest.raises(ValueError, match="no article"):
        write_report(empty, tmp_path / "r")
    assert not (tmp_path / "r").exists()


def test_low_coverage_is_printed_next_to_its_chart(corpus, one):
    warned = corpus.get_element_by_id("fig-sentiment").xpath(".//p[@class='warn']")
    assert re.search(r"only \d+ of \d+ sentences hold a word", warned[0].text_content(), re.I)
    assert not parse(one).get_element_by_id("fig-sentiment").xpath(".//p[@class='warn']")


def test_problems_are_told(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Ann Lee left.")
    (tmp_path / "in" / "b.txt").write_bytes(bytes(range(256)) * 20)
    page = parse(write_report(framing.analyze(tmp_path / "in"), tmp_path / "r").parent)
    assert "b.txt" in page.get_element_by_id("table-problems").text_content()


def test_a_list_that_is_cut_says_so_and_keeps_lines_of_every_outlet(tmp_path, monkeypatch):
    monkeypatch.setattr(lists, "PER_LIST", 6)
    texts = ["Ann Lee left. " * n for n in (12, 9, 1)]
    page = parse(write_report(analyze(*texts, outlet=["A", "B", "C"]), tmp_path / "r").parent)
    listing = page.get_element_by_id("m0")
    assert "22 mentions, 6 of them here" in listing.findtext("summary/span")
    groups = [line.get("data-k").split()[0] for line in listing.iterfind(".//li")]
    assert (len(groups), set(groups)) == (6, {"g0", "g1", "g2"})
    assert len(pd.read_csv(tmp_path / "r/tables/evidence_mentions.csv")) == 22


def test_many_outlets_are_counted_together_and_said_so(tmp_path):
    names = [f"Outlet {n:02}" for n in range(15)]
    page = parse(write_report(analyze(*["Ann Lee left. Lee said no."] * 15, outlet=names), tmp_path / "r").parent)
    table = pd.read_csv(tmp_path / "r/tables/actors.csv")
    assert table["outlet"].nunique() == 12
    assert table.set_index("outlet").loc["4 other outlets", "n"] == 8
    assert "The 4 smallest outlets are counted together" in page.text_content()


def test_the_methods_name_what_was_found_and_what_was_counted(sample_analysis):
    methods, (found, tokens, mentions) = framing.methods_paragraph(sample_analysis), (
        sample_analysis.summary(), sample_analysis.tokens, sample_analysis.mentions)
    words, actors = framing.count_terms(tokens, by=None)["n_tokens"].iloc[0], framing.count_entities(mentions, by=None)["n"].sum()
    assert words < found["words"] and actors < found["mentions"]
    assert f"{found['words']:,} words, {words:,} of them in running text" in methods
    assert re.search(rf"{found['mentions']} mentions, \d+ of them in running text, {actors} of these given to an actor", methods)
    assert framing.methods_paragraph(framing.make_features(sample_analysis)) == methods


def test_the_methods_say_of_small_groups_what_the_tables_do(sample_analysis):
    methods = framing.methods_paragraph(sample_analysis)
    assert "fewer than 10 sentences or mentions, and shares of fewer than 20 roles or clauses, are marked" in methods
    table = pd.DataFrame({"article": list("aabb" * 4), "half": ["one", "two"] * 8, "polarity": 0.1, "n_scored": 1})
    assert framing.test_difference(table, by="half")[["few", "p"]].notna().all(axis=None)


def test_the_folder_holds_methods_citation_and_manifest(sample_report, sample_analysis):
    methods = (sample_report / "methods.txt").read_text(encoding="utf8")
    for words in ("12 articles", "4 outlets", framing.__version__, "95 % bootstrap", "sha256", "2025-03-11 to 2025-03-13"):
        assert words in methods
    assert framing.citation() == (sample_report / "citation.txt").read_text(encoding="utf8").strip()
    manifest = json.loads((sample_report / "manifest.json").read_text(encoding="utf8"))
    assert manifest == json.loads(json.dumps(sample_analysis.manifest))
    assert methods.strip() in parse(sample_report).get_element_by_id("methods-text").text_content()
