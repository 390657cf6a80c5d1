"""A real browser for tests: Chromium through Playwright, and what a careful reader would notice in it."""

import os
import shutil
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
          "--disable-component-update", "--disable-sync"]


def find_chromium() -> str | None:
    """The browser on this machine: the one CHROMIUM names, else the first on the path."""
    named = os.environ.get("CHROMIUM")
    return named if named else next(filter(None, map(shutil.which, _NAMES)), None)


@contextmanager
def launch():
    """A Playwright browser; skips the test, with a reason, where there is none.

    Playwright's synchronous API runs once per process: use the session fixture ``chromium`` of conftest.py.
    """
    if find_spec("playwright") is None:
        pytest.skip("playwright is not installed; run: pip install 'framing[ci]'")
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium on this machine; set CHROMIUM to one, or install the package chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


class Visit:
    """A page, and everything that went wrong or out of it while it was open: ``errors``, ``requests``."""

    def __init__(self, page):
        self.page, self.errors, self.requests = page, [], []
        page.on("console", lambda m: self.errors.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.on("request", lambda r: self.requests.append(r.url))

    def sticks_out(self) -> list[str]:
        """Elements that make the page scroll sideways, as tag, class and first words; empty where it does not."""
        return self.page.evaluate("""() => {
            const wide = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= wide) return [];
            const scrolls = e => { for (e = e.parentElement; e; e = e.parentElement)
                if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(e).overflowX) && e !== document.body
                    && e !== document.documentElement) return true; return false; };
            return [...document.body.querySelectorAll('*')]
                .filter(e => e.getBoundingClientRect().right > wide + 1 && !scrolls(e))
                .map(e => `${e.tagName}.${e.className} ${(e.textContent || '').trim().slice(0, 40)}`);
        }""")

    def violations(self, least=("serious", "critical")) -> list[str]:
        """What axe-core finds, of these impacts: rule, help text and the elements."""
        if find_spec("axe_playwright_python") is None:
            pytest.skip("axe-core is not installed; run: pip install 'framing[ci]'")
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return [f"{v['id']} ({v['impact']}): {v['help']}: {[n['target'] for n in v['nodes'][:5]]}"
                for v in found if v["impact"] in least]


@contextmanager
def visit(browser, url, *, width: int = 1440, height: int = 900, dark: bool = False, **more):
    """Open a page (a URL, or the path of a file) in a window of its own."""
    context = browser.new_context(viewport={"width": width, "height": height},
                                  color_scheme="dark" if dark else "light", **more)
    try:
        seen = Visit(context.new_page())
        seen.page.goto(url.resolve().as_uri() if isinstance(url, Path) else url)
        yield seen
    finally:
        context.close()
