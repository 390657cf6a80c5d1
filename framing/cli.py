"""The command line: ``framing report``, ``tables``, ``check``, ``demo`` and the rest."""

from __future__ import annotations

import errno
import os
import sys
import warnings
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .console import as_option, reason, show_warning, tell_problems
from .progress import Progress

app = typer.Typer(
    name="framing", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]},
    help="""Media-framing analysis of news articles: from a file or a folder to tables, charts and a report.

\b
Try it:          framing demo
Your articles:   framing check FOLDER
                 framing report FOLDER --codebook codebook.yaml
Many articles:   framing tables FOLDER --workers 4

Exit codes: 0 done, 1 nothing could be done (the message says why), 2 wrong use, 3 done but for some articles (tables),
130 stopped by Ctrl-C.""")

#: No space left on the disk, or none for this user.
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
Source = Annotated[Path, typer.Argument(metavar="SOURCE", help=(
    "A file or folder of articles (txt, md, csv, jsonl, docx, html, zip, …), or - for standard input."))]
Codebook = Annotated[Path | None, typer.Option(help="YAML file of actors, contested terms and frames.", metavar="FILE")]
Columns = Annotated[list[str] | None, typer.Option(
    "--column", help="For tables: which column holds what, as in text=body. May be repeated.", metavar="OURS=THEIRS")]


class Format(StrEnum):
    """File formats of the tables."""

    csv = "csv"
    parquet = "parquet"


class Style(StrEnum):
    """Forms of the citation."""

    text = "text"
    bibtex = "bibtex"


@app.command()
def report(source: Source,
           out: Annotated[Path, typer.Option(help="Folder for the report; an older one is replaced.", metavar="DIR")
                          ] = Path("framing-report"),
           codebook: Codebook = None, column: Columns = None,
           title: Annotated[str | None, typer.Option(help="Title of the page.", metavar="TEXT")] = None) -> None:
    """Write a web page of charts and tables.

    The page, report.html, needs no other file. Beside it stand every chart (SVG, PNG), every table (CSV), a paragraph for
    the methods section, the citation, and a manifest of versions and inputs.
    """
    columns = _columns(column)
    page, analysis = _report(_path(source), out, columns=columns, codebook=codebook, title=title)
    tell_problems(analysis.problems, page.parent / "tables" / "problems.csv")
    typer.echo(f"{page}\nOpen it in a browser; the tables are in {page.parent / 'tables'}.")


def _report(source, out, *, columns=None, codebook=None, title=None):
    os.environ.setdefault("MPLBACKEND", "Agg")  # no window is ever opened
    from .analysis import analyze
    from .report import check_out, write_report

    check_out(out, source)
    analysis = analyze(source, columns=columns, codebook=codebook, progress=_bar())
    if not analysis.summary()["words"]:
        tell_problems(analysis.problems)
        raise ValueError(f"{str(source)!r} holds no words to analyse; look at it with: framing check {source}")
    return write_report(analysis, out, title=title, codebook=codebook, progress=bool(_bar())), analysis


@app.command()
def tables(source: Source,
           out: Annotated[Path, typer.Option(help="Folder for the tables; older ones are replaced.", metavar="DIR")
                          ] = Path("framing-tables"),
           format: Annotated[Format, typer.Option(help="File format of the tables.")] = "csv",
           workers: Annotated[int, typer.Option(help="Processes to use.", min=1, metavar="N")] = 1,
           resume: Annotated[bool, typer.Option("--resume", help="Go on with a stopped run of the same options.")] = False,
           restart: Annotated[bool, typer.Option("--restart", help="Remove what a stopped run left; begin anew.")] = False,
           cluster: Annotated[str | None, typer.Option(help="Address of a Dask scheduler (SOURCE: Parquet).",
                                                       metavar="ADDRESS")] = None,
           codebook: Codebook = None, column: Columns = None) -> None:
    """Write the tables of a collection of any size.

    Articles stream through; of those that are done no more than their names is held in memory, 150 bytes or so each. On
    Ctrl-C the chunks under way are finished first, a second Ctrl-C stops at once; --resume goes on. Exit code 3: finished,
    but some articles were not measured (they are named among the problems); 130: stopped.
    """
    from . import scale

    if cluster is not None and not cluster.strip():
        raise typer.BadParameter("it is empty; name the scheduler, as in tcp://10.0.0.1:8786.", param_hint="--cluster")
    if cluster is not None and workers != 1:
        raise typer.BadParameter("a cluster has workers of its own; leave --workers out.", param_hint="--workers")
    if resume and restart:
        raise typer.BadParameter("--resume goes on, --restart begins anew; give one of them.", param_hint="--restart")
    told = {"columns": _columns(column), "codebook": codebook, "resume": resume, "restart": restart, "format": format.value}
    try:
        with Progress() as bar:
            if cluster is None:
                problems = scale.measure_corpus(_path(source), out, workers=workers, progress=bar, stage=bar.stage, **told)
            else:
                problems = _measure_on(cluster, str(source), out, progress=bar, stage=bar.stage, **told)
    except KeyboardInterrupt as stop:
        typer.echo(f"\nframing: {str(stop) or 'stopped.'}", err=True)
        raise typer.Exit(130) from None
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise OSError(f"{error.strerror}: {error.filename or out}. Finished parts are kept beside {str(out)!r}: free some "
                      "space and go on with --resume.") from None
    tell_problems(problems, out / f"problems.{format.value}")
    typer.echo(f"The tables are in {out}.")
    if scale.NOT_MEASURED in set(problems["what"]):
        raise typer.Exit(3)


def _measure_on(cluster: str, source: str, out: Path, **told):
    from . import scale

    try:
        from dask.distributed import Client
    except ModuleNotFoundError:
        raise ModuleNotFoundError("--cluster needs the extra cluster; run: pip install 'framing[cluster]'") from None

    with Client(cluster) as client:
        return scale.analyze_parquet(source, out, client=client, **told)


@app.command()
def check(source: Source, column: Columns = None) -> None:
    """Say what a source holds, and what is odd.

    Articles, words, outlets, dates, texts that are not English, further columns, duplicates, files that could not be read.
    """
    from .read import read_articles
    from .survey import survey_articles

    told = survey_articles(read_articles(_path(source), columns=_columns(column)))
    outlets = ", ".join(f"{name or '(not told)'} {n}" for name, n in list(told["outlets"].items())[:12])
    more = len(told["outlets"]) - 12
    dates = f"{told['first']} to {told['last']}" if told["first"] else "none told"
    rows = [("articles", f"{told['articles']:,}"), ("words", f"{told['words']:,}"), ("sections", f"{told['sections']:,}"),
            ("outlets", outlets + (f", and {more} more" if more > 0 else "")),
            ("dates", dates + (f" ({told['undated']:,} without a clear date)" if told["undated"] else "")),
            ("not English?", _first(told["not_english"])),
            *_columns_row(told),
            ("duplicates", f"{len(told['duplicates']):,}")]
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        typer.echo(f"{name:<{width}}  {value}")
    for row in told["duplicates"].itertuples():
        typer.echo(f"{'':<{width}}  {row.article} repeats {row.duplicate_of} ({row.kind}, {row.similarity:.0%})")
    tell_problems(told["problems"], stream=sys.stdout)


def _columns_row(told: dict) -> list[tuple[str, str]]:
    """Which columns are kept beside ours, and which of them ours may be."""
    if not told["columns"]:
        return []
    likely = " ".join(as_option(ours, theirs) for ours, theirs in told["proposed"].items())
    return [("more columns", _first(told["columns"], 12) + (f"; perhaps: {likely}" if likely else ""))]


def _first(names: list, n: int = 5) -> str:
    if not names:
        return "none"
    return f"{len(names):,}: {', '.join(names[:n])}" + (" …" if len(names) > n else "")


@app.command()
def demo(out: Annotated[Path, typer.Option(help="Folder for the results.", metavar="DIR")] = Path("framing-demo"),
         notebook: Annotated[bool, typer.Option(help="Execute the notebook of one article too.")] = True) -> None:
    """Run it all on the sample corpus.

    Twelve articles of four invented outlets about one invented event: a report, and a notebook with its charts.
    """
    from .notebooks import check_executable, execute_notebook
    from .resources import sample_folder, sample_notebook

    folder = sample_folder()
    path = sample_notebook("01_one_article.ipynb") if notebook else None
    if path is not None:
        check_executable()
    page, _ = _report(folder / "articles", out, codebook=folder / "codebook.yaml",
                      title="Twelve articles, four outlets, one event")
    typer.echo(f"report    {page}")
    if path is not None:
        if _bar():
            typer.echo(f"notebook  {path.name} …\r", err=True, nl=False)
        typer.echo(f"notebook  {execute_notebook(path, out)}")
    typer.echo("Open the report in a browser" + (f", and the notebook with: jupyter lab {out}" if path is not None else "."))


@app.command()
def models() -> None:
    """Print the cards of all models and lists.

    What each is, what it was built from, its licence and measured quality, and whether the file is the one on its card.
    """
    from .resources import list_cards

    for card in list_cards():
        typer.echo(f"\n{card['name']} {card.get('version', '')}  ({card.get('file', '')})".rstrip())
        typer.echo(f"  {card['what']}")
        size = card.get("size_bytes", 0) / 1024
        typer.echo(f"  licence {card.get('licence', '?')}; {size:,.0f} KiB; built by {card['built_by']}")
        fits = card.get("sha256") == card.get("sha256_found")
        found = card.get("sha256_found", "?")[:16]
        typer.echo(f"  sha256 {found}… {'as on the card' if fits else 'NOT as on the card: reinstall'}")
        for data in card.get("data", []):
            typer.echo(f"  from   {data['name']} ({data['licence']}): {data.get('used_for', '')}")
        for row in card.get("measured", []):
            span = f" [{row['low']:.3g}, {row['high']:.3g}]" if row.get("low") is not None else ""
            n = f", n = {row['n']:,}" if row.get("n") else ""
            typer.echo(f"  {row['measure']} on {row['set']}: {row['value']:.3g}{span}{n}")
        for limit in card.get("limits", []):
            typer.echo(f"  limit  {limit}")


@app.command()
def cite(style: Annotated[Style, typer.Option(help="Form of the citation.")] = "text") -> None:
    """Print how to cite this version."""
    from .methods import citation

    typer.echo(citation(style.value))


@app.command()
def verify(folder: Annotated[Path, typer.Argument(help="A folder of tables, a saved analysis or a report.", metavar="DIR")],
           source: Annotated[Path, typer.Option(help="The articles the tables were made from.", metavar="SOURCE")],
           codebook: Codebook = None, column: Columns = None) -> None:
    """Compute tables again and compare bytes.

    Exit code 1 if a table differs from what the same articles give now.
    """
    from .verify import verify_tables

    rows = verify_tables(folder, _path(source), codebook=codebook, columns=_columns(column))
    for row in rows:
        typer.echo(f"{row['table']:<12} {'equal' if row['equal'] else 'DIFFERS: ' + row['detail']}")
    if not all(row["equal"] for row in rows):
        raise typer.Exit(1)


@app.command()
def coders(sheets: Annotated[list[Path], typer.Argument(help="Coding sheets filled in by two or more people.",
                                                        metavar="SHEET")],
           column: Annotated[str, typer.Option(help="The column that holds the codes.", metavar="NAME")] = "tone") -> None:
    """Measure how well coders agree.

    Krippendorff's alpha between the sheets of write_coding_sheet, with its interval.
    """
    from .coding.agreement import measure_agreement
    from .coding.coded_sheets import read_coding_sheet

    if len(sheets) < 2:
        raise typer.BadParameter("name the sheets of two or more people.", param_hint="SHEET")
    stems = [path.stem for path in sheets]
    names = stems if len(set(stems)) == len(stems) else [str(path) for path in sheets]
    codes = {name: read_coding_sheet(path) for name, path in zip(names, sheets, strict=True)}
    typer.echo(measure_agreement(codes, value=column).round(3).to_string(index=False))


def _path(source: Path):
    return "-" if str(source) == "-" else source


def _columns(pairs: list[str] | None) -> dict[str, str] | None:
    if not pairs:
        return None
    wrong = [p for p in pairs if "=" not in p]
    if wrong:
        raise typer.BadParameter(f"{wrong[0]!r} is not of the form ours=theirs, as in text=body.", param_hint="--column")
    return dict(p.split("=", 1) for p in pairs)


def _bar():
    return True if sys.stderr.isatty() else None


def main() -> None:
    """Run the command line: exit codes as its help names them, and never a traceback.

    With FRAMING_DEBUG=1 in the environment an error shows where it came from.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without a letter shows "?" for it
    warnings.showwarning = show_warning
    try:
        app(prog_name="framing")
    except Exception as error:
        if os.environ.get("FRAMING_DEBUG"):
            raise
        print(f"framing: {reason(error)}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
