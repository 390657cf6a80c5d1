"""The report in a real browser, as a reader uses it: open, follow a number, sort, print, by day and by night."""

import io

import pandas as pd
import pytest
from browsing import visit
from PIL import Image

import framing
from framing.report import write_report

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def one_article(tmp_path_factory):
    text = "The Bridge\n\nAnn Lee wrecked the bridge. \"We were betrayed by Tom Roy,\" Lee said. Tom Roy was fired on Friday.\n"
    analysis = framing.analyze(pd.DataFrame({"text": [text + "A-very-long-word" * 40], "title": ["Bridge" * 30]}))
    return write_report(analysis, tmp_path_factory.mktemp("one") / "report")


@pytest.fixture
def page(chromium, sample_report):
    """The corpus's report on a desk's screen; nothing glides, so that positions can be read at once."""
    with visit(chromium, sample_report / "report.html", reduced_motion="reduce") as seen:
        yield seen.page


@pytest.fixture(params=["corpus", "one article"])
def reported(request):
    """The path of a report."""
    return request.getfixturevalue("sample_report") / "report.html" if request.param == "corpus" \
        else request.getfixturevalue("one_article")


def unfold(page):
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


def test_the_page_opens_without_an_error_and_asks_nobody_for_anything(chromium, reported):
    with visit(chromium, reported) as seen:
        drawn = seen.page.evaluate("[...document.images].map(i => i.complete && i.naturalWidth > 100)")
        assert len(drawn) >= 8
        assert all(drawn)
        assert seen.errors == []
        assert [url for url in seen.requests if not url.startswith("data:")] == [reported.resolve().as_uri()]


@pytest.mark.parametrize("width", [320, 375, 768, 1440])
def test_nothing_sticks_out_sideways(chromium, reported, width):
    with visit(chromium, reported, width=width) as seen:
        assert seen.sticks_out() == []
        unfold(seen.page)
        assert seen.sticks_out() == []


def shades(seen, selector):
    """How much darker or lighter the left and the right edge of an element are than its paper, of 255."""
    picture = Image.open(io.BytesIO(seen.page.locator(selector).first.screenshot())).convert("L")
    wide, high = picture.size
    paper = picture.crop((8, 8, wide - 8, high - 8)).histogram()
    paper = paper.index(max(paper))
    # the most frequent tone along a line just inside the frame: letters and lines that cross it do not count
    edges = [picture.crop((x, 14, x + 1, high - 14)).histogram() for x in (4, wide - 5)]
    return [abs(edge.index(max(edge)) - paper) for edge in edges]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("selector", ["#fig-keyness .chart", "#trust .scroll"])
def test_what_is_cut_off_on_a_phone_has_a_shadow_where_there_is_more(chromium, sample_report, selector, dark):
    with visit(chromium, sample_report / "report.html", width=390, dark=dark) as seen:
        left, right = shades(seen, selector)
        assert left < 8 < 25 < right
        seen.page.locator(selector).first.evaluate("e => { e.scrollLeft = e.scrollWidth; }")
        left, right = shades(seen, selector)
        assert right < 8 < 25 < left
    with visit(chromium, sample_report / "report.html", width=1366, dark=dark) as seen:
        assert max(shades(seen, selector)) < 8


@pytest.mark.parametrize("dark, width", [(False, 1440), (True, 375)], ids=["light", "dark"])
def test_axe_finds_nothing_serious(chromium, reported, dark, width):
    with visit(chromium, reported, width=width, dark=dark) as seen:
        assert seen.violations() == []


def test_axe_finds_nothing_serious_when_all_is_unfolded(chromium, one_article):
    with visit(chromium, one_article, dark=True) as seen:
        unfold(seen.page)
        assert seen.violations() == []


def test_a_number_opens_its_sentences_and_only_those(page):
    page.click("a[href='#numbers-actors']")
    row = page.locator("#table-actors tbody tr").filter(has_text="Kanal H").filter(has_text="Goran Tessik")
    number = row.locator("td a")
    n = int(number.text_content())
    number.click()
    listing = page.locator("details.list[open]")
    assert listing.locator("summary").text_content().startswith("Goran Tessik")
    shown = listing.locator("li:visible")
    assert shown.count() == n
    assert all("kanal-h" in cite for cite in shown.locator("cite").all_text_contents())
    assert all("Tessik" in mark for mark in shown.locator("mark").all_text_contents())
    note = listing.locator(".told").text_content()
    assert "Kanal H" in note and f"Shown: {n} of" in note
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert listing.evaluate("e => e.getBoundingClientRect().top") < 400
    listing.get_by_role("button", name="Show all lines").click()
    assert shown.count() > n
    listing.get_by_role("button", name="Back to the number").click()
    assert page.evaluate("document.activeElement.textContent") == str(n)


def test_every_figure_leads_to_sentences(page):
    links = page.locator("figcaption a", has_text="Sentences behind it")
    assert links.count() > 15
    for k in range(links.count()):
        links.nth(k).click()
        target = page.locator(links.nth(k).get_attribute("href"))
        assert abs(target.evaluate("e => e.getBoundingClientRect().top")) < 900
        assert page.locator(f"{links.nth(k).get_attribute('href')} ~ .lists li").count() > 3


def test_sentences_can_be_reached_by_keyboard_alone(page):
    link = page.locator(".facts a").first
    link.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.list[open] li:visible").count() > 5


def column(page, n):
    return page.locator(f"#table-portraits tbody tr > *:nth-child({n})").all_text_contents()


def test_tables_sort_by_click_and_by_keyboard_and_say_so(page):
    page.click("a[href='#numbers-portraits']")
    heads = page.locator("#table-portraits thead th")
    numbers = [int(v) for v in column(page, 2)]
    assert heads.nth(1).get_attribute("aria-sort") == "none"
    heads.nth(1).locator("button").click()
    assert heads.nth(1).get_attribute("aria-sort") == "descending"
    assert [int(v) for v in column(page, 2)] == sorted(numbers, reverse=True)
    heads.nth(1).locator("button").press("Enter")
    assert heads.nth(1).get_attribute("aria-sort") == "ascending"
    assert [int(v) for v in column(page, 2)] == sorted(numbers)
    heads.nth(0).locator("button").press("Space")
    assert (heads.nth(0).get_attribute("aria-sort"), heads.nth(1).get_attribute("aria-sort")) == ("ascending", "none")
    names = column(page, 1)
    assert names == sorted(names, key=str.casefold)


def test_shares_sort_as_numbers_and_what_is_missing_stands_last(page):
    page.click("a[href='#numbers-roles']")
    button = page.locator("#table-roles thead th", has_text="share acting").locator("button")
    at = 1 + page.locator("#table-roles thead th").all_text_contents().index("share acting")
    for _ in range(2):
        button.click()
        shares = page.locator(f"#table-roles tbody tr > *:nth-child({at})").all_text_contents()
        told = [int(s.rstrip(" %")) for s in shares if s != "–"]
        assert shares[:len(told)] == [f"{s} %" for s in told]
        assert told in (sorted(told), sorted(told, reverse=True))


def test_without_scripts_numbers_still_lead_to_their_list(chromium, sample_report):
    with visit(chromium, sample_report / "report.html", java_script_enabled=False) as seen:
        target = seen.page.locator(".facts a").first.get_attribute("href")
        assert seen.page.locator(f"{target} li").count() > 5
        assert seen.page.locator("button.copy:visible").count() == 0


def test_print_has_the_charts_and_leaves_the_sentences_out(page):
    page.emulate_media(media="print")
    assert page.locator("figure img:visible").count() > 15
    assert page.locator("#trust table:visible").count() == 1
    assert page.locator("nav:visible, figcaption:visible, #evidence:visible, button.copy:visible").count() == 0
    heights = page.evaluate("[...document.querySelectorAll('.chart:not(.tall) img')].map(i => i.getBoundingClientRect().height)")
    assert max(heights) <= 98 * 96 / 25.4 + 1  # two of them fit on a page


def test_the_night_has_light_ink_on_dark_paper(chromium, sample_report):
    def lightness(seen, style):
        colour = seen.page.evaluate(f"getComputedStyle(document.querySelector('section')).{style}")
        return sum(int(v) for v in colour[4:-1].split(",")) / 765

    for dark in (False, True):
        with visit(chromium, sample_report / "report.html", dark=dark) as seen:
            assert (lightness(seen, "backgroundColor") < 0.2) == dark
            assert (lightness(seen, "color") > 0.8) == dark
