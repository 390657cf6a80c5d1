"""A small window on an analysis for JupyterLab: choose an actor, a place and a voice; see the numbers and the sentences."""

from __future__ import annotations

import warnings
from html import escape

import numpy as np
import pandas as pd

from .bundles import require_bundle
from .counts import count_entities
from .evidence import find_evidence
from .groups import column, counted_rows
from .schema import VOICES, LowCoverageWarning, context_of, require
from .shares import share_intervals
from .speech import count_speech
from .tone import mean_tone, score_tone

#: Sentences shown at once; more are counted, not shown.
MOST = 40
_VOICES = {"narrator": "the outlet's own words", "quoted": "quoted words", "attributed": "reported words"}
_KINDS = ("title", "subtitle", "lead", "body")
_NOTE = ("The widget needs ipywidgets (pip install 'framing[lab]'); here is the plain table of actors. "
         "find_evidence(analysis, actor=…) shows the sentences.")
_COLUMNS = ["what", "value", "low", "high", "n", "of"]
#: Intraclass correlation assumed of the words of an article, for how often they name an actor: most name somebody else.
_ALIKE = 0.01


def explore(analysis):
    """Choose an actor, a section and a voice; see the numbers, their intervals and the sentences behind them.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    Explorer or DataFrame
        In JupyterLab a widget: leave it on the last line of a cell. Without ipywidgets a line that says so and, as a
        table, one row per actor: ``actor``, ``label``, ``n`` (int, mentions), ``n_tokens`` (words), ``per_1000``
        (mentions per 1,000 words), ``tone`` (float, mean, -1 to 1), ``low``, ``high`` (its 95 % interval), ``few`` (bool,
        under 10 mentions).

    Raises
    ------
    TypeError
        If `analysis` is no bundle of tables.
    ValueError
        If a table of the analysis lacks a column.

    Examples
    --------
    >>> import framing
    >>> analysis = framing.analyze(pd.DataFrame({"text": ["Ann Lee left. It rained. Lee slept."]}))
    >>> window = framing.explore(analysis)
    >>> window.table[["what", "n", "of"]].values.tolist()[0]
    ['mentions per 1,000 words', 2, 7]
    """
    require_bundle(analysis, ["articles", "sections", "sentences", "tokens", "mentions", "quotes"], "explore")
    require(analysis.mentions, ["article", "section", "start", "end", "actor", "label", "voice"], "mentions")
    require(analysis.articles, ["article", "title", "text"], "articles")
    try:
        import ipywidgets
    except ImportError:
        print(_NOTE)
        return list_actors(analysis)
    return Explorer(analysis, ipywidgets)


def list_actors(analysis) -> pd.DataFrame:
    """One row per actor, the most named first: mentions, their rate, and the mean tone with its interval."""
    counts = count_entities(analysis.mentions, by=None)
    scored = score_tone(analysis.mentions, analysis.articles, tokens=analysis.tokens)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LowCoverageWarning)
        tone = mean_tone(scored, by=["actor", "label"]).rename(columns={"mean": "tone"})
    keys = ["actor", "label"]
    wanted = [*keys, "tone", "low", "high", "few"]
    table = counts.astype({"label": "str"}).merge(tone[wanted].astype({"label": "str"}), on=keys, how="left")
    return table[["actor", "label", "n", "n_tokens", "per_1000", "tone", "low", "high", "few"]]


def measure_actor(analysis, actor: str, *, scored: pd.DataFrame | None = None, voice: str | None = None,
                  **where) -> pd.DataFrame:
    """The numbers of one actor in a place and voice, each with its interval.

    Parameters
    ----------
    analysis : Analysis
    actor : str
    scored : DataFrame, optional
        The actor's mentions as `score_tone` gives them; saves scoring them again.
    voice : str, optional
        "narrator", "quoted" or "attributed".
    **where
        ``article``, ``section``, ``kind`` or another column of the articles, one value each.

    Returns
    -------
    DataFrame
        ``what``; ``value`` (float); ``low``, ``high`` (float, ends of the 95 % interval); ``n`` (int, what was counted);
        ``of`` (int, its denominator). Three rows: mentions per 1,000 words (interval of `framing.shares.share_intervals`:
        over articles; within one article Wilson's, as if each word were drawn by itself), mean tone of a mention (-1 to
        1), and the actor's share of the quoted words (no interval).
    """
    if scored is None:
        mine = analysis.mentions[(analysis.mentions["actor"] == actor).to_numpy(bool)]
        scored = score_tone(mine, analysis.articles, tokens=analysis.tokens)
    part, counted = scored[_inside(scored, voice, where)], _counted_words(analysis, voice, where)
    n, words = len(part), int(counted["n_tokens"].sum())
    article, _ = pd.factorize(pd.concat([table["article"].astype(object) for table in (part, counted)]))
    low, high = share_intervals(np.repeat([1, 0], [n, len(counted)]), np.zeros(len(article)), 1, clusters=article,
                                of=np.append(np.zeros(n), counted["n_tokens"]), alike=_ALIKE)
    rate = ("mentions per 1,000 words", 1000 * n / words if words else np.nan, 1000 * low[0], 1000 * high[0], n, words)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LowCoverageWarning)
        mean = mean_tone(part, by=None)
    tone = (np.nan, np.nan, np.nan) if not len(mean) else tuple(mean.loc[0, ["mean", "low", "high"]].astype(float))
    n_toned = int(mean["n_mentions"].sum()) if len(mean) else 0
    spoken, quoted = _speech(analysis, actor, voice, where)
    speech = ("share of the quoted words", spoken / quoted if quoted else np.nan, np.nan, np.nan, spoken, quoted)
    rows = [rate, ("mean tone of a mention, -1 to 1", *tone, n_toned, n_toned), speech]
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"n": "int64", "of": "int64"})


def _inside(table: pd.DataFrame, voice: str | None, where: dict) -> np.ndarray:
    keep = counted_rows(table)
    if voice is not None:
        keep = keep & (table["voice"] == voice).to_numpy(bool)
    for name, value in where.items():
        keep = keep & (pd.Series(column(table, name)).astype(object) == value).to_numpy(bool)
    return keep


def _counted_words(analysis, voice, where) -> pd.DataFrame:
    context = context_of(analysis.tokens)
    words = context.words[~context.words["heading_line"].to_numpy(bool)].reset_index(drop=True)
    words.attrs["framing"] = context
    return words[_inside(words, voice, where)]


def _speech(analysis, actor, voice, where) -> tuple[int, int]:
    if not len(analysis.quotes) or voice not in (None, "quoted"):
        return 0, 0
    table = count_speech(analysis.quotes, analysis.tokens, by=[*where] or None)
    for name, value in where.items():
        table = table[(table[name].astype(object) == value).to_numpy(bool)]
    return int(table.loc[(table["actor"] == actor).to_numpy(bool), "n_words"].sum()), int(table["n_words"].sum())


class Explorer:
    """The widget that `explore` gives.

    Attributes
    ----------
    actor, article, section, voice : ipywidgets.Dropdown
        The choices; ``explorer.actor.value = "Ann Lee"`` chooses from Python. `article` is hidden for one article.
    numbers, sentences : ipywidgets.HTML
        What is shown.
    table : DataFrame
        The numbers shown, as `measure_actor` gives them.
    evidence : DataFrame
        The sentences behind them, as `find_evidence` gives them.
    box : ipywidgets.VBox
        All of it.
    """

    def __init__(self, analysis, widgets):
        self.analysis, self._scored, self._busy = analysis, {}, False
        named = analysis.mentions[counted_rows(analysis.mentions) & (analysis.mentions["actor"] != "").to_numpy(bool)]
        counts = named["actor"].astype(object).value_counts(sort=False)
        names = sorted(counts.index, key=lambda a: (-counts[a], a))
        articles = analysis.articles
        known = zip(articles["title"], articles["article"].astype(object), strict=True)
        titles = [(_short(title or str(article)), article) for title, article in known]
        voices = [("all voices", None), *((_VOICES[v], v) for v in VOICES)]
        self.actor, self.article, self.section, self.voice = (
            widgets.Dropdown(description=name, options=options, style={"description_width": "5em"},
                             layout=widgets.Layout(width="min(100%, 30em)"))  # one each: hiding one hides no other
            for name, options in [("Actor", [(f"{a} ({counts[a]:,})", a) for a in names]),
                                  ("Article", [("all articles", None), *titles]),
                                  ("Section", [("all sections", None)]), ("Voice", voices)])
        self.numbers, self.sentences = widgets.HTML(), widgets.HTML()
        if len(articles) == 1:
            self.article.value, self.article.layout.display = titles[0][1], "none"
        self._fill_sections()
        self.box = widgets.VBox([self.actor, self.article, self.section, self.voice, self.numbers, self.sentences])
        self.article.observe(self._on_article, "value")
        for choice in (self.actor, self.section, self.voice):
            choice.observe(self._on_choice, "value")
        self._show()

    def _repr_mimebundle_(self, **options):
        return self.box._repr_mimebundle_(**options)

    def _on_article(self, _):
        self._busy = True
        self._fill_sections()
        self._busy = False
        self._show()

    def _on_choice(self, _):
        if not self._busy:
            self._show()

    def _fill_sections(self) -> None:
        """The sections of the one article, or the kinds of section of all."""
        from .charts.labels import section_names

        sections, article = self.analysis.sections, self.article.value
        if article is None:
            places = [(f"{kind}s" if kind != "body" else "body sections", ("kind", kind)) for kind in _KINDS]
        else:
            mine = sections[(sections["article"].astype(object) == article).to_numpy(bool)
                            & (sections["kind"] != "furniture").to_numpy(bool)
                            & (sections["end"] > sections["start"]).to_numpy(bool)]
            places = [(_short(name), ("section", n)) for n, name in section_names(mine).items()]
        self.section.options = [("all sections", None), *places]
        self.section.value = None

    def _where(self) -> dict:
        place = {} if self.article.value is None else {"article": self.article.value}
        return place if self.section.value is None else place | dict([self.section.value])

    def _show(self) -> None:
        actor, voice, where = self.actor.value, self.voice.value, self._where()
        if actor is None:
            self.table, self.evidence = pd.DataFrame(columns=_COLUMNS), pd.DataFrame()
            self.numbers.value, self.sentences.value = "<p>No actor is named in the running text.</p>", ""
            return
        if actor not in self._scored:
            mentions = self.analysis.mentions
            self._scored[actor] = score_tone(mentions[(mentions["actor"] == actor).to_numpy(bool)],
                                             self.analysis.articles, tokens=self.analysis.tokens)
        self.table = measure_actor(self.analysis, actor, scored=self._scored[actor], voice=voice, **where)
        self.evidence = find_evidence(self.analysis, actor=actor, voice=voice, **where)
        self.numbers.value = numbers_html(self.table, actor)
        self.sentences.value = sentences_html(self.evidence)


def numbers_html(table: pd.DataFrame, actor: str) -> str:
    """The numbers as an HTML table; everything from the articles is escaped."""
    left, right = (f"style='text-align:{side};padding:.1em .8em .1em 0;font-weight:{{}}'" for side in ("left", "right"))
    plain, bold, number = left.format("normal"), left.format("bold"), right.format("normal")
    rows = "".join(f"<tr><th scope='row' {plain}>{escape(row.what)}</th><td {number}>{_number(row.value)}</td>"
                   f"<td {plain}>{_interval(row)}</td><td {plain}>{_rests_on(row)}</td></tr>" for row in table.itertuples())
    heads = "".join(f"<th scope='col' {bold}>{head}</th>" for head in ("measure", "value", "95 % interval", "rests on"))
    return (f"<table><caption {bold}>{escape(actor)}</caption><thead><tr>{heads}</tr></thead>"
            f"<tbody>{rows}</tbody></table>")


def sentences_html(evidence: pd.DataFrame) -> str:
    """The sentences as an HTML list, the hits marked; everything from the articles is escaped."""
    if not len(evidence):
        return "<p>No sentence names this actor here.</p>"
    items = "".join(f"<li>{_marked(row.text, row.start, row.hits)} "
                    f"<small>{escape(str(row.article))}, section {row.section}, {row.start}:{row.end}</small></li>"
                    for row in evidence.head(MOST).itertuples())
    n = len(evidence)
    more = f"<p>{MOST} of {n:,} sentences shown; the attribute evidence holds all.</p>" if n > MOST else ""
    return f"<p>{n:,} sentence{'s' if n != 1 else ''} behind the first number:</p><ol>{items}</ol>{more}"


def _marked(text: str, start: int, hits: str) -> str:
    parts, at = [], 0
    for low, high in (map(int, span.split(":")) for span in hits.split(";")):
        low, high = max(low - start, at), min(high - start, len(text))
        parts += [escape(text[at:low]), f"<mark>{escape(text[low:high])}</mark>"]
        at = max(high, at)
    return "".join(parts) + escape(text[at:])


def _number(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.2f}"


def _interval(row) -> str:
    if np.isnan(row.low):
        return "none" if row.what.startswith("share") or not row.n else "none: too few, or all alike"
    return f"{row.low:.2f} to {row.high:.2f}"


def _rests_on(row) -> str:
    if row.what.startswith("mean"):
        few = "; few, do not compare" if 0 < row.n < 10 else ""
        return f"{row.n:,} mention{'s' if row.n != 1 else ''}{few}"
    return f"{row.n:,} of {row.of:,} words" if row.what.startswith("share") else f"{row.n:,} mentions in {row.of:,} words"


def _short(text: str, most: int = 60) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[:most - 1] + "…"
