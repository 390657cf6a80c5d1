"""A JupyterLab of our own, and a person at it: opens a notebook, runs all cells, looks at what is there."""

import json
import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

#: All cells in the page at once, so that a test can count them; no question about news at the start.
_SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True},
}
_PROMPTS = "[...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')].map(p => p.textContent.trim())"
_BEGUN = f"() => {_PROMPTS}.some(p => p !== '[ ]:')"
_DONE = f"""() => [...document.querySelectorAll('.jp-OutputArea .jp-RenderedText')].some(e => /Traceback \\(most/.test(e.textContent))
                 || {_PROMPTS}.every(p => /^\\[\\d+\\]:$/.test(p))"""
_STARTED = re.compile(r"https?://\S+/lab\?token=(\w+)")


@contextmanager
def serve(folder: Path, place: Path):
    """Run JupyterLab on a folder, its settings and logs in `place`; yields its address and token."""
    for name, settings in _SETTINGS.items():
        path = place / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings), encoding="utf8")
    env = os.environ | {"JUPYTERLAB_SETTINGS_DIR": str(place / "settings"), "JUPYTER_CONFIG_DIR": str(place / "config"),
                        "JUPYTER_RUNTIME_DIR": str(place / "runtime"), "JUPYTER_DATA_DIR": str(place / "data"),
                        "IPYTHONDIR": str(place / "ipython"), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
                        "PYTHONPATH": os.pathsep.join(filter(None, [*sys.path[1:], os.environ.get("PYTHONPATH")]))}
    log = place / "lab.log"
    with open(log, "w", encoding="utf8") as stream:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", "--port=0", "--allow-root",
             "--ServerApp.terminals_enabled=False", "--LabApp.collaborative=False", f"--ServerApp.root_dir={folder}"],
            cwd=folder, env=env, stdout=stream, stderr=subprocess.STDOUT)
    try:
        yield _address(server, log)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _address(server, log: Path, seconds: float = 90) -> tuple[str, str]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = _STARTED.search(log.read_text(encoding="utf8"))
        if found:
            return found[0].split("/lab?")[0], found[1]
        if server.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(encoding='utf8')[-2000:]}")


class Desk:
    """A browser page with one notebook open in JupyterLab."""

    def __init__(self, page, address: str, token: str, notebook: str, *, seconds: float = 240):
        self.page, self.seconds = page, seconds
        page.set_default_timeout(60_000)
        page.goto(f"{address}/lab/tree/{quote(notebook)}?token={token}&reset")
        page.locator(".jp-NotebookPanel .jp-Notebook").wait_for()
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
        page.locator(".jp-StatusBar-Widget, #jp-main-statusbar").get_by_text("| Idle").first.wait_for()

    def menu(self, *names: str) -> None:
        """Choose from the menu bar, as in ``menu("Run", "Run All Cells")``."""
        for name in names:
            self.page.get_by_role("menuitem", name=name, exact=True).first.click()

    def run_all(self) -> None:
        """Run all cells and wait until each has its number or one has failed."""
        for _ in range(5):
            self.menu("Run", "Run All Cells")
            if self._becomes(_BEGUN, 10):
                break  # a click right after the kernel's start may be lost: a person clicks again
        if not self._becomes(_DONE, self.seconds):
            raise AssertionError(f"cells still run after {self.seconds} seconds: {self.prompts()}")

    def prompts(self) -> list[str]:
        """The number beside each code cell, * while it runs."""
        return self.page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt").all_inner_texts()

    def _becomes(self, what: str, seconds: float) -> bool:
        from playwright.sync_api import TimeoutError

        try:
            self.page.wait_for_function(what, timeout=seconds * 1000)
        except TimeoutError:
            return False
        return True

    def faults(self) -> list[str]:
        """What cells wrote as errors or to stderr."""
        found = self.page.locator('[data-mime-type="application/vnd.jupyter.error"], '
                                  '[data-mime-type="application/vnd.jupyter.stderr"]')
        return [text.strip()[:500] for text in found.all_inner_texts()]

    def charts(self) -> int:
        """How many pictures stand below the cells and are really drawn."""
        self.page.wait_for_function("() => [...document.querySelectorAll('.jp-OutputArea img')].every(i => i.complete)")
        return self.page.evaluate("() => [...document.querySelectorAll('.jp-OutputArea img')]"
                                  ".filter(i => i.naturalWidth > 100 && i.getBoundingClientRect().width > 100).length")

    def leave(self) -> None:
        """Shut the kernel down, so that the next notebook has the machine for itself."""
        self.page.evaluate("""async () => {
            const config = JSON.parse(document.getElementById('jupyter-config-data').textContent);
            const headers = {Authorization: `token ${config.token}`};
            const kernels = await (await fetch(`${config.baseUrl}api/sessions`, {headers})).json();
            for (const k of kernels)
                await fetch(`${config.baseUrl}api/sessions/${k.id}`, {method: 'DELETE', headers: {...headers,
                    'X-XSRFToken': (document.cookie.match(/_xsrf=([^;]*)/) || [])[1] || ''}});
        }""")
