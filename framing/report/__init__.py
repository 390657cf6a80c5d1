"""The report: one web page that stands for itself, its charts and tables as files, and the sentences behind its numbers."""

from __future__ import annotations

from pathlib import Path

from ..schema import require
from ..store import check_folder, replace_folder, write_json

__all__ = ["check_out", "write_report"]

PAGE, MANIFEST = "report.html", "manifest.json"


def check_out(out, source=None) -> None:
    """Whether a report on a source may be written into a folder; asked before hours of work.

    Raises
    ------
    FileExistsError, NotADirectoryError, OSError, ValueError
        As `framing.store.check_folder`.
    """
    check_folder(out, marker=MANIFEST, source=source)


def write_report(analysis, out, *, title: str | None = None, codebook=None, progress: bool = False) -> Path:
    """Write a web page of charts and tables with the sentences behind them.

    Parameters
    ----------
    analysis : Analysis
    out : path
        A folder, made if it does not exist. An older report there is replaced once the new one is complete.
    title : str, optional
        Of the page; else the article's title, or how many articles of how many outlets.
    codebook : path, dict or Codebook, optional
        Its contested terms and frames are counted too; give `analyze` the same.
    progress : bool
        Show a bar on a terminal.

    Returns
    -------
    Path
        The page: ``report.html``, which needs no other file. Beside it ``figures/`` (each chart as SVG and as PNG at 300
        dots per inch), ``tables/`` (each table as CSV; text that a spreadsheet would run as a formula begins with an
        apostrophe; ``evidence_….csv`` hold every located span), ``methods.txt``, ``citation.txt``, ``citation.bib`` and
        ``manifest.json``.

    Raises
    ------
    FileExistsError
        If the folder holds files that are no report.
    ValueError
        If the analysis holds no article, or the codebook is damaged.
    OSError
        If the disk is full or the place cannot be written; an older report stays whole.

    Examples
    --------
    >>> import framing, pandas as pd, tempfile
    >>> analysis = framing.analyze(pd.DataFrame({"text": ['"We will not go," President Ann Lee said.']}))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = framing.report.write_report(analysis, folder + "/report")
    ...     page.name, "Ann Lee" in page.read_text(encoding="utf8")
    ('report.html', True)
    """
    from .evidence import gather
    from .figures import plan, render
    from .measures import measure
    from .page import build
    from .tables import all_views, write_csv

    require(analysis.articles, ["article", "title", "outlet", "author", "published", "text"], "articles")
    if not len(analysis.articles):
        raise ValueError("the analysis holds no article; there is nothing to report.")
    out = Path(out)
    check_out(out)
    with _Bar(progress) as tell:
        got = measure(analysis, codebook)
        tell(4)
        got.tables["problems"] = analysis.problems
        evidence = gather(got)
        figures = plan(got)
        views = all_views(got, evidence)
        tell(2, sum(map(len, figures.values())))

        def fill(place: Path) -> None:
            render(figures, place / "figures", tell)
            files = write_csv(got.tables | evidence.tables, place / "tables")
            page = build(got, evidence, figures, views, title=title, files=files)
            _write(place / PAGE, page)
            _write_words(place, analysis)
            write_json(place / MANIFEST, analysis.manifest)

        replace_folder(out, fill, marker=MANIFEST)
    return out / PAGE


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf8", errors="replace", newline="\n")


def _write_words(place: Path, analysis) -> None:
    from ..methods import citation, methods_paragraph

    _write(place / "methods.txt", methods_paragraph(analysis) + "\n")
    _write(place / "citation.txt", citation() + "\n")
    _write(place / "citation.bib", citation("bibtex") + "\n")


class _Bar:
    """A bar over the steps of a report, on a terminal and if wanted."""

    def __init__(self, wanted: bool):
        self.wanted, self.bar = wanted, None

    def __enter__(self):
        if self.wanted:
            from tqdm import tqdm

            self.bar = tqdm(total=6, desc="report", unit=" steps", disable=None, leave=False)
        return self

    def __call__(self, done: int = 1, more: int = 0) -> None:
        if self.bar is not None:
            self.bar.total += more
            self.bar.update(done)

    def __exit__(self, *_):
        if self.bar is not None:
            self.bar.close()
        return False
