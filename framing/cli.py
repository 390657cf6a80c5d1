"""The command line: ``framing report``, ``tables``, ``check``, ``demo`` and the rest."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="framing", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]},
    help="Media-framing analysis of news articles: from a file or folder to tables, charts and a report.")

Source = Annotated[Path, typer.Argument(help="A file or folder of articles (txt, md, csv, jsonl, docx, html, zip, …).",
                                        metavar="SOURCE")]
Codebook = Annotated[Path | None, typer.Option(help="YAML file of actors, contested terms and frames.")]
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
           out: Annotated[Path, typer.Option(help="Folder for the report; an older one is replaced.")
                          ] = Path("framing-report"),
           codebook: Codebook = None, column: Columns = None,
           title: Annotated[str | None, typer.Option(help="Title of the page.")] = None) -> None:
    """Write a web page of charts and tables."""
    from .analysis import analyze
    from .report import write_report

    analysis = analyze(_path(source), columns=_columns(column), codebook=codebook, progress=_bar())
    page = write_report(analysis, out, title=title, codebook=codebook)
    _tell_problems(analysis.problems)
    typer.echo(f"{page}\nOpen it in a browser; the tables are in {page.parent / 'tables'}.")


@app.command()
def tables(source: Source,
           out: Annotated[Path, typer.Option(help="Folder for the tables; older ones are replaced.")
                          ] = Path("framing-tables"),
           format: Annotated[Format, typer.Option(help="File format of the tables.")] = "csv",
           workers: Annotated[int, typer.Option(help="Processes to use.", min=1)] = 1,
           resume: Annotated[bool, typer.Option("--resume", help="Go on where a stopped run ended.")] = False,
           cluster: Annotated[str | None, typer.Option(help="Address of a Dask scheduler (SOURCE: Parquet).")] = None,
           codebook: Codebook = None, column: Columns = None) -> None:
    """Write the tables of a collection of any size."""
    from . import scale

    if cluster:
        from dask.distributed import Client

        with Client(cluster) as client:
            problems = scale.analyze_parquet(str(source), out, client=client, columns=_columns(column),
                                             format=format.value,                                             codebook=codebook)
    else:
        try:
            with _Progress() as bar:
                problems = scale.measure_corpus(_path(source), out, columns=_columns(column), codebook=codebook,
                                                workers=workers, resume=resume, format=format.value, progress=bar)
        except KeyboardInterrupt as stop:
            typer.echo(f"\nframing: {stop or 'stopped.'}", err=True)
            raise typer.Exit(130) from None
    _tell_problems(problems)
    typer.echo(f"The tables are in {out}.")


@app.command()
def check(source: Source, column: Columns = None) -> None:
    """Say what a source holds, and what is odd."""
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
            ("duplicates", f"{len(told['duplicates']):,}" + ("" if told["near_duplicates"] else
             " (equal texts only; for wire copy: pip install 'framing[duplicates]')"))]
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        typer.echo(f"{name:<{width}}  {value}")
    for row in told["duplicates"].itertuples():
        typer.echo(f"{'':<{width}}  {row.article} repeats {row.duplicate_of} ({row.kind}, {row.similarity:.0%})")
    _tell_problems(told["problems"], stream=sys.stdout)


def _first(names: list, n: int = 5) -> str:
    if not names:
        return "none"
    return f"{len(names):,}: {', '.join(names[:n])}" + (" …" if len(names) > n else "")


@app.command()
def demo(out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("framing-demo"),
         notebook: Annotated[bool, typer.Option(help="Execute the first notebook too.")] = True) -> None:
    """Run it all on the sample corpus."""
    from .analysis import analyze
    from .report import write_report
    from .resources import sample_folder, sample_notebook

    folder = sample_folder()
    codebook = folder / "codebook.yaml"
    analysis = analyze(folder / "articles", codebook=codebook, progress=_bar())
    page = write_report(analysis, out, title="Twelve articles, four outlets, one event", codebook=codebook)
    typer.echo(f"report    {page}")
    if notebook:
        from .notebooks import execute_notebook

        typer.echo(f"notebook  {execute_notebook(sample_notebook('01_one_article.ipynb'), out)}")
    typer.echo("Open the report in a browser, and the notebook with: jupyter lab")


@app.command()
def models() -> None:
    """Print the cards of all models and lists."""
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
def verify(folder: Annotated[Path, typer.Argument(help="A folder of tables that framing wrote.", metavar="DIR")],
           source: Annotated[Path, typer.Option(help="The articles the tables were made from.")],
           codebook: Codebook = None, column: Columns = None) -> None:
    """Compute tables again and compare bytes."""
    from .verify import verify_tables

    rows = verify_tables(folder, _path(source), codebook=codebook, columns=_columns(column))
    for row in rows:
        typer.echo(f"{row['table']:<12} {'equal' if row['equal'] else 'DIFFERS: ' + row['detail']}")
    if not all(row["equal"] for row in rows):
        raise typer.Exit(1)


@app.command("coders")
def coders(sheets: Annotated[list[Path], typer.Argument(help="Coding sheets filled in by two or more people.")],
           column: Annotated[str, typer.Option(help="The column that holds the codes.")] = "tone") -> None:
    """Measure how well coders agree."""
    from .coding import measure_agreement, read_coding_sheet

    codes = {path.stem: read_coding_sheet(path) for path in sheets}
    typer.echo(measure_agreement(codes, value=column).to_string(index=False))


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


class _Progress:
    """A bar over the bytes of the source that shows articles per second; nothing in a pipe."""

    def __init__(self):
        self.bar, self.done, self.start = None, 0, None

    def __enter__(self):
        return self

    def __call__(self, articles: int, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        import time

        if self.bar is None:
            from tqdm import tqdm

            self.start = time.monotonic()
            self.bar = tqdm(total=total, unit="B", unit_scale=True, leave=False)
        rate = articles / max(time.monotonic() - self.start, 1e-9)
        self.bar.set_postfix_str(f"{articles:,} articles, {rate:,.0f}/s", refresh=False)
        self.bar.update(int(done / max(total, 1) * self.bar.total) - self.bar.n)

    def __exit__(self, *_):
        if self.bar is not None:
            self.bar.close()
        return False


def _tell_problems(problems, stream=None) -> None:
    stream = stream or sys.stderr
    for row in problems.itertuples():
        where = row.article if row.article and row.article not in row.source else ""
        print(f"problem: {row.source}{' ' + where if where else ''}: {row.what}"
              f"{' – ' + row.detail if row.detail else ''}", file=stream)


def main() -> None:
    """Run the command line: exit code 0 done, 1 nothing could be done, 2 wrong use; never a traceback."""
    try:
        app()
    except (ValueError, OSError, ModuleNotFoundError) as error:
        print(f"framing: {_reason(error)}", file=sys.stderr)
        sys.exit(1)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename or ''}".rstrip(": ")
    return str(error)


if __name__ == "__main__":
    main()
