"""The page: what the template shows, and its parts in order."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from ..charts.labels import period
from ..methods import citation, methods_paragraph
from .figures import Figure
from .glance import facts, plural
from .lists import Evidence, flat
from .measures import Measures
from .tables import View

HERE = Path(__file__).parent
#: Part, heading, what is said when it has nothing to show, and the tables that stand below its figures.
PARTS = (
    ("structure", "Structure", "There is no running text to lay out.", ("sections",)),
    ("words", "Words", "There are too few words to count.", ()),
    ("actors", "Actors", "No person, place, organisation or group was found by name.", ("ledger",)),
    ("voices", "Voices", "No quotation and no reported speech was found.", ()),
    ("wording", "Contested terms and frames", "", ()),
    ("tone", "Sentiment and tone", "There is nothing to score.", ()),
    ("agency", "Agency", "No named actor has a role that could be told.", ("passive_verbs",)),
    ("portraits", "Portraits", "There is nobody to portray.", ()),
)
_KINDS = {"mentions": "Mentions of actors", "speech": "What speakers say", "terms": "Words in their sentences",
          "labels": "Contested terms", "frames": "Frames",
          "clauses": "Actives and passives, quoted and reported words left out",
          "extremes": "Sentences with the lowest and highest scores"}
_FILES = {"mentions": "evidence_mentions", "speech": "evidence_quotes", "labels": "evidence_labels",
          "frames": "evidence_frames", "clauses": "evidence_clauses"}


@dataclass
class Part:
    """A part of the page."""

    id: str
    heading: str
    empty: str
    figures: list[Figure] = field(default_factory=list)
    tables: list[View] = field(default_factory=list)


def build(got: Measures, evidence: Evidence, figures: dict[str, list[Figure]], views: dict[str, View], *, title: str | None,
          files: list[str]) -> str:
    """The whole page as HTML."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(loader=FileSystemLoader(HERE, encoding="utf8"), autoescape=True, undefined=StrictUndefined,
                              trim_blocks=True, lstrip_blocks=True)
    environment.globals["plural"] = plural
    style, script = ((HERE / name).read_text(encoding="utf8") for name in ("style.css", "page.js"))
    parts = [Part(name, heading, empty, figures.get(name, []), [views[t] for t in tables if t in views])
             for name, heading, empty, tables in PARTS]
    shown = {f.table for p in parts for f in p.figures}
    page = environment.get_template("page.html.j2").render(
        title=_title(got, title), subtitle=_subtitle(got), facts=facts(got, evidence), parts=[p for p in parts if p.figures
                                                                                          or p.tables or p.empty],
        views=views, first=_first_figures(figures), shown=shown, kinds=_kinds(evidence), files=files,
        summary=_summary(got), merged=got.merged, warnings=got.warnings, methods=methods_paragraph(got.analysis),
        citation=citation(), bibtex=citation("bibtex"), manifest=got.analysis.manifest, problems=len(got.analysis.problems),
        style=style, script=script, script_hash=_hash(script), style_hash=_hash(style))
    return page


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf8")).digest()).decode()


def _title(got: Measures, title: str | None) -> str:
    articles = got.analysis.articles
    if title:
        return flat(title)
    if len(articles) == 1:
        return flat(articles["title"].iloc[0]) or "One article"
    outlets = articles["outlet"][articles["outlet"] != ""].nunique()
    return plural(len(articles), "article") + (f", {plural(outlets, 'outlet')}" if outlets else "")


def _subtitle(got: Measures) -> str:
    articles = got.analysis.articles
    outlets = sorted({flat(o) for o in articles["outlet"] if o})
    named = ", ".join(outlets[:6]) + (f" and {len(outlets) - 6} more" if len(outlets) > 6 else "")
    one = len(articles) == 1
    when = flat(articles["published"].iloc[0]) if one else period(articles["published"])
    author = flat(articles["author"].iloc[0]) if one else ""
    return " · ".join(p for p in (author, named, when) if p)


def _summary(got: Measures) -> list[tuple[str, str]]:
    n = got.analysis.summary()
    names = ("articles", "words", "sections", "sentences", "mentions", "quotes")
    return [(name if n[name] != 1 else name[:-1], f"{int(n[name]):,}") for name in names]


def _first_figures(figures: dict[str, list[Figure]]) -> dict[str, str]:
    """Under which figure each table stands: the first that draws it."""
    first: dict[str, str] = {}
    for figure in (f for part in figures.values() for f in part):
        first.setdefault(figure.table, figure.name)
    return first


def _kinds(evidence: Evidence) -> list[dict]:
    made = []
    for kind, heading in _KINDS.items():
        listings = evidence.kinds.get(kind)
        if not listings:
            continue
        made.append({"id": kind, "heading": heading, "listings": listings,
                     "file": _FILES.get(kind) if _FILES.get(kind) in evidence.tables else ""})
    return made
