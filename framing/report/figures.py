"""The charts of a report: which table, which question, how to read it, and where its sentences are."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .. import charts
from .lists import flat
from .measures import Measures

#: Dots per inch of the PNG files: print.
DPI = 300
#: A chart of more dots than this is no picture any more.
MOST_DOTS = 4000
#: Groups whose keyness is drawn: the longest, and none shorter than so many words.
MOST_KEYNESS, LEAST_WORDS = 4, 100


#: The question a chart answers, and how to read it.
WORDS = {
    "sections": ("How long is each part, and how much of it is quoted?",
                 "Words of running text; headings and furniture are left out."),
    "terms": ("Which words are used most?", "Stop words are left out of the list, not of the denominator."),
    "keyness": ("What sets one of the {groups} apart?",
                "Chosen by G², the log-likelihood of a difference; the bar is the log-ratio: 1 is twice as frequent. Words "
                "in quotations count too."),
    "actors": ("Who is named in which of the {groups}?",
               "Rates are per 1,000 words of the column, so that long and short texts compare."),
    "positions": ("Where does each actor appear?",
                  "A dot is a mention; hollow where the name stands in quoted or reported words."),
    "over_time": ("Who is named when?", "Mentions per 1,000 words of the {period}. A rate of few words is no peak: read n."),
    "names": ("How is each actor named?",
              "A bare surname, a full name, a title, a nickname: closeness and respect show in names."),
    "speakers": ("Who speaks, and how much?",
                 "Words between quotation marks are dark; words that the text reports in its own wording are pale."),
    "talk": ("Who speaks about whom?", "Names inside a speaker's own words."),
    "labels": ("Which of the contested terms are used?",
               "The terms are those of the codebook; they count in quotations too."),
    "frames": ("How often do the words of each frame occur?",
               "A count of a dictionary is no finding: read its hits. They count in quotations too."),
    "sentiment": ("How do the sentences sound?",
                  "TextBlob's polarity, a dictionary made from reviews. Its validity on news is low: compare it with the "
                  "table of validity below. Sentences that quote somebody count too."),
    "tone": ("In what tone is each actor written about?",
             "The model sees the words around a name, never the name. Mentions in quotations count too. The interval tells "
             "what chance may do; it knows nothing of the model's own errors."),
    "tone_by": ("Do the outlets differ in tone?", "Only {own} count: quoted and reported words are left out. Compare only "
                "where the intervals are narrow enough to say something."),
    "roles": ("Who acts, and who is acted upon?",
              "The share of agents among agents and patients, in quotations too. About one role in six is missed, so "
              "shares compare; counts do not."),
    "roles_by": ("Do the outlets cast them alike?", "Only {own} count: quoted and reported words are left out. Hollow dots "
                 "rest on fewer than 20 roles."),
    "verbs": ("What does {actor} do, and what is done to them?", "Verbs of speech and thought are left out."),
    "passives": ("Is the doer left out?",
                 "“Was arrested” names nobody who arrests. Only {own} count: quoted and reported words are left out. Not "
                 "every such passive hides someone (“was born”): read the clauses."),
    "portraits": ("What is the picture of the main actors?",
                  "Each bar is drawn on the scale of its row; words are those over-used beside the name."),
}
#: Tables of tests that stand below the chart of what they test.
_TESTS = {"sentiment": ("differences",)}


@dataclass
class Figure:
    """One chart of the page: its table, the lists of its sentences, how it is drawn, and tables that stand below it."""

    name: str
    table: str
    lists: str
    draw: Callable
    question: str = ""
    reading: str = ""
    alt: str = ""
    image: str = ""
    warning: str = ""
    tests: list[str] = field(default_factory=list)
    size: tuple[int, int] = (0, 0)


def plan(got: Measures) -> dict[str, list[Figure]]:
    """The figures of every part of the page; those whose table is empty are left out."""
    a, t = got.analysis, got.tables
    one = len(a.articles) == 1

    def drawn(name, chart, lists, table=None, **more):
        table = table or name
        return Figure(name, table, lists, lambda: chart(t[table], **more)) if table in t else None

    sections = Figure("sections", "sections" if one else "articles", "", lambda: charts.plot_sections(a.sections))
    positions = Figure("positions", "actors", "mentions", lambda: charts.plot_positions(a.mentions))
    figures = {
        "structure": [sections],
        "words": [drawn("terms", charts.plot_terms, "terms"), *_keyness(got)],
        "actors": [drawn("actors", charts.plot_entities, "mentions"), positions if len(a.mentions) <= MOST_DOTS else None,
                   drawn("over_time", charts.plot_over_time, "mentions"), drawn("names", charts.plot_names, "mentions")],
        "voices": [drawn("speakers", charts.plot_speakers, "speech", "speech"), drawn("talk", charts.plot_talk, "mentions")],
        "wording": [drawn("labels", charts.plot_labels, "labels"), drawn("frames", charts.plot_frames, "frames")],
        "tone": [drawn("sentiment", charts.plot_sentiment, "extremes"), drawn("tone", charts.plot_tone, "mentions"),
                 drawn("tone_by", charts.plot_tone, "mentions", top=5, order="n", title=f"Tone toward actors in {got.own}")],
        "agency": _agency(got),
        "portraits": [drawn("portraits", charts.plot_portraits, "mentions")]}
    for part, made in figures.items():
        figures[part] = [f for f in made if f is not None and len(t[f.table])]
        for figure in figures[part]:
            if figure.name in WORDS:
                question, reading = WORDS[figure.name]
                figure.reading = reading.format(period=_period(got), own=got.own) + figure.reading
                figure.question = figure.question or question.format(groups=got.groups, actor="the main actor")
            figure.warning = got.warnings.get(figure.table, "")
            figure.tests = [name for name in _TESTS.get(figure.name, ()) if name in t]
    return figures


def _period(got: Measures) -> str:
    return got.period if got.period == "day" else f"{got.period}; {got.days:,} days are too many to draw"


def _keyness(got: Measures) -> list[Figure]:
    table = got.tables.get("keyness")
    if table is None:
        return []
    sizes = table.groupby(table[got.by].astype(object), sort=False)["n_tokens"].first()
    longest = set(sizes[sizes >= LEAST_WORDS].sort_values(ascending=False, kind="stable").index[:MOST_KEYNESS])
    groups = [group for group in sizes.index if group in longest]
    held = " The table says in how many articles a word stands: one that a single article holds may be its topic."
    held *= len(got.analysis.articles) > 1
    few = f" Drawn for the {len(groups)} longest of {len(sizes)} {got.groups}; the table has them all."
    return [Figure("keyness" if k == 0 else f"keyness_{k + 1}", "keyness", "terms",
                   lambda group=group: charts.plot_keyness(table, group=group),
                   reading=(held + few * (len(groups) < len(sizes))) * (k == 0)) for k, group in enumerate(groups)]


def _agency(got: Measures) -> list[Figure]:
    t, mentions = got.tables, got.analysis.mentions
    roles = t["roles"]
    cast = (roles["n_agent"] + roles["n_patient"] > 0).to_numpy(bool)
    made = []
    if cast.any():
        shown = _part(roles, cast)
        made.append(Figure("roles", "roles", "mentions", lambda: charts.plot_roles(shown)))
        n = (shown["n_acting"] + shown["n_patient"]).to_numpy()
        if n.max() > 1:
            actor = shown["actor"].iloc[int(n.argmax())]
            mine = _part(mentions, (mentions["actor"] == actor).to_numpy(bool))
            made.append(Figure("verbs", "roles", "mentions", lambda: charts.plot_verbs(mine, actor=actor),
                               WORDS["verbs"][0].format(actor=flat(actor))))
        if "roles_by" in t:
            by = _part(t["roles_by"], t["roles_by"]["actor"].isin(set(shown["actor"])).to_numpy(bool))
            made.append(Figure("roles_by", "roles_by", "mentions",
                               lambda: charts.plot_roles(by, title=f"Acting or acted upon in {got.own}")))
    if t["passives"]["n"].sum():
        made.append(Figure("passives", "passives", "clauses", lambda: charts.plot_passives(
            t["passives"], title=f"Where the doer is left out in {got.own}")))
    return made


def _part(table, rows):
    """Some rows, with what the table carries along."""
    part = table[rows]
    part.attrs = table.attrs
    return part


def render(figures: dict[str, list[Figure]], folder: Path, tell: Callable[[], None]) -> None:
    """Draw every figure: as SVG and PNG into the folder, and into the page."""
    import matplotlib
    from matplotlib import pyplot

    folder.mkdir(parents=True, exist_ok=True)
    settings = {"svg.hashsalt": "framing", "svg.fonttype": "path", "savefig.bbox": None}
    with matplotlib.rc_context(settings):
        for figure in (f for part in figures.values() for f in part):
            ax = figure.draw()
            try:
                figure.alt = charts.describe_chart(ax)
                figure.size = tuple(round(96 * inches) for inches in ax.figure.get_size_inches())
                path = folder / f"{figure.name}.svg"
                ax.figure.savefig(path, metadata={"Date": None})
                _save_png(ax.figure, path.with_suffix(".png"))
            finally:
                pyplot.close(ax.figure)
            short = _shorten(path.read_text(encoding="utf8"))
            figure.image = "data:image/svg+xml;base64," + base64.b64encode(short.encode()).decode()
            tell()


def _save_png(figure, path: Path) -> None:
    """The picture for print, without the channel of transparency that matplotlib would add: a quarter less work."""
    from PIL import Image

    raw = io.BytesIO()
    figure.savefig(raw, format="rgba", dpi=DPI)
    width = int(figure.get_size_inches()[0] * DPI)
    size = (width, len(raw.getbuffer()) // (4 * width))
    Image.frombuffer("RGBA", size, raw.getbuffer(), "raw", "RGBA", 0, 1).convert("RGB").save(path, dpi=(DPI, DPI))


def _shorten(svg: str) -> str:
    """The drawing with lengths to a thousandth of a point, without comments and space between elements."""
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r"(\.\d{3})\d+", r"\1", svg)
    return re.sub(r">\s+<", "><", svg)

