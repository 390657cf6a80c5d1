"""Charts of articles: their sections, and where actors appear in them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..groups import counted_rows
from ..schema import context_of, require
from . import palette
from .labels import actor_label, group_labels, largest, shown_note, source_note
from .lettering import TICK, count, percent, shorten_all, widest, width
from .sheet import LABEL_GAP, NUMBERS, PAD, Sheet, set_rows, set_values, strip
from .stacks import draw_stacks

_VOICE_NAMES = {"narrator": "outlet's own words", "attributed": "reported", "quoted": "quoted"}


def plot_sections(table: pd.DataFrame, *, top: int = 30, title: str | None = None, note: str | None = None, ax=None):
    """Draw how long each section is, and how much of it is quoted.

    Parameters
    ----------
    table : DataFrame
        As `split_sections` or `analyze` gives it (the counts of words by voice ride along); of one article, a row per
        section; of several, a row per article. Or any table with ``n_tokens`` (words), a column that names the row before
        it, and perhaps ``share_quoted``.
    top : int
        Rows shown, from the first.
    title, note : str, optional
        In place of the chart's own.
    ax : Axes, optional

    Returns
    -------
    Axes
        Bars in words, their parts the voices.

    Raises
    ------
    ValueError
        If the table is no sections table with word counts, and has no column ``n_tokens``.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import framing
    >>> sizes = pd.DataFrame({"section": [0, 1], "n_tokens": [10, 90], "share_quoted": [0.0, 0.5]})
    >>> [float(bar.get_width()) for bar in framing.plot_sections(sizes, ax=Figure().subplots()).patches]
    [10.0, 45.0, 45.0]
    """
    if "n_tokens" in table.columns:
        labels, counts, voices = _given(table)
        what, by = "rows", ""
    else:
        labels, counts, voices, what = _counted(table)
        by = what
    total = int(np.nansum(counts)) if len(counts) else 0
    text = f"Length of the {by}, and whose words they are" if by else "Length and voices"
    sheet = Sheet(ax, title or text, f"Words of running text, headings left out; %: share in quoted words (n = "
                  f"{count(total, 'words')})", source_note(table, note=note))
    if not len(labels) or not total:
        return sheet.empty("No sections with words in this table.")
    quoted = voices.index("quoted") if "quoted" in voices else None
    rows = []
    for label, values in zip(labels, counts, strict=True):
        size = np.nansum(values)
        share = "" if quoted is None or not size else f", {percent(values[quoted] / size)}"
        rows.append((label, values, f"{count(size)}{share}"))
    return draw_stacks(sheet, [("", [_VOICE_NAMES.get(v, v) for v in voices], rows[:top])],
                       [palette.VOICES.get(v, palette.ACCENT) for v in voices],
                       column="words, quoted" if quoted is not None else "words", total=len(rows), what=what, share=False,
                       xlabel="words")


def _given(table):
    keys = list(table.columns[:table.columns.get_loc("n_tokens")]) or ["n_tokens"]
    size = table["n_tokens"].to_numpy(float)
    if "share_quoted" not in table.columns:
        return group_labels(table, keys), size[:, None], ["words"]
    quoted = size * table["share_quoted"].to_numpy(float)
    return group_labels(table, keys), np.stack([size - quoted, quoted], axis=1), ["narrator", "quoted"]


def _counted(table):
    require(table, ["article", "section", "kind", "start", "end"], "table")
    context = context_of(table)
    if context is None or context.words is None:
        raise ValueError("the sections carry no word counts; take analysis.sections, or give a table with the column "
                         "n_tokens.")
    words = context.words[~context.words["heading_line"].to_numpy(bool)]
    kinds = table.loc[(table["kind"] != "furniture").to_numpy(bool) & (table["end"] > table["start"]).to_numpy(bool)]
    kinds = kinds.set_axis(range(len(kinds)))
    kinds.attrs = table.attrs
    voices = ["narrator", "attributed", "quoted"]
    many = kinds["article"].nunique() > 1
    known = bool((words["voice"].astype(object).isin(voices)).all()) if "voice" in words.columns else False
    names = voices if known else ["words"]
    keyed = words.assign(article=words["article"].astype(object),
                         voice=words["voice"].astype(object) if known else "words")
    sums = keyed.groupby(["article", "section", "voice"], sort=False)["n_tokens"].sum().unstack("voice").reindex(
        columns=names).fillna(0.0)
    keys = pd.MultiIndex.from_arrays([kinds["article"].astype(object), kinds["section"]])
    grid = sums.reindex(keys).fillna(0.0).to_numpy()
    if not many:
        return group_labels(kinds, ["article", "section"]), grid, names, "sections"
    code, found = pd.factorize(kinds["article"].astype(object))
    first = pd.DataFrame({"article": found})
    first.attrs = table.attrs
    merged = np.zeros((len(found), len(names)))
    np.add.at(merged, code, grid)
    return group_labels(first, ["article"]), merged, names, "articles"


def plot_positions(table: pd.DataFrame, *, article=None, top: int = 12, colours=None, title: str | None = None,
                   note: str | None = None, ax=None):
    """Draw where in the article each actor is named.

    Parameters
    ----------
    table : DataFrame
        As `resolve_actors` gives it, one row per mention: ``article``, ``start``, ``actor``, perhaps ``voice``. Headings
        and furniture are left out, as the measures leave them out, where the table knows its sections.
    article : str, optional
        Which article. Of several together, positions are drawn in percent of each article's length.
    top : int
        Actors shown: those with the most mentions.
    colours : mapping of str to str, DataFrame or list, optional
        As `actor_colours` takes or gives them.
    title, note : str, optional
        In place of the chart's own.
    ax : Axes, optional

    Returns
    -------
    Axes
        A dot per mention: filled in the outlet's own words, hollow in words quoted or reported. Lines stand where
        sections begin.

    Raises
    ------
    ValueError
        If a column is missing, the article is unknown, or several articles come without their sections.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import framing
    >>> analysis = framing.analyze(pd.DataFrame({"text": ["Ann Lee left. Lee slept."]}))
    >>> ax = framing.plot_positions(analysis.mentions, ax=Figure().subplots())
    >>> [t.get_text() for t in ax.get_yticklabels()]
    ['Ann Lee']
    """
    require(table, ["article", "start", "actor"], "table")
    rows = table[counted_rows(table) & (table["actor"] != "").to_numpy(bool)]
    names = list(dict.fromkeys(table["article"].astype(object)))
    if article is not None:
        if article not in names:
            raise ValueError(f"article={article!r} has no mention in this table; it has {names[:8]}.")
        rows, names = rows[(rows["article"] == article).to_numpy(bool)], [article]
    sections = _sections_of(table, names)
    many = len(names) > 1
    voiced = "voice" in rows.columns and (rows["voice"] != "narrator").any()
    hollow = "; hollow: in quoted or reported words" if voiced else ""
    where = ", at its place in its article" if many else " in the article"
    sheet = Sheet(ax, title or "Where actors are named",
                  f"A dot per mention{where}{hollow} (n = {count(len(rows), 'mentions')})",
                  source_note(table, note=note, article=article))
    if not len(rows):
        return sheet.empty("No actors are named in this table.")
    if many and sections is None:
        raise ValueError("positions in several articles need their lengths; take analysis.mentions, or name one article=.")
    actor = rows["actor"].astype(object)
    totals = actor.value_counts(sort=False)
    ranked = largest(totals.loc[list(dict.fromkeys(actor))], None)
    colours = palette.colours_of(ranked, colours, table)
    x = rows["start"].to_numpy(float)
    longest = sections["end"].max() if sections is not None else x.max() + 1
    if many:
        lengths = sections.groupby(sections["article"].astype(object))["end"].max()
        x, longest = x / lengths.loc[rows["article"].astype(object)].to_numpy(float), 1.0
    hidden = (rows["voice"] != "narrator").to_numpy(bool) if voiced else np.zeros(len(rows), bool)
    return _strips(sheet, actor.to_numpy(), x, hidden, ranked[:top], len(ranked), float(longest), colours,
                   None if many else sections)


def _sections_of(table, names):
    context = context_of(table)
    if context is None or context.sections is None:
        return None
    found = context.sections
    return found[found["article"].astype(object).isin(names).to_numpy(bool)]


def _strips(sheet, actor, x, hidden, names, total, longest, colours, sections):
    labels = shorten_all([actor_label(a) for a in names], sheet.width * 0.34)
    numbers = [count(int((actor == a).sum())) for a in names]
    side = widest([*numbers, "n"], TICK) + 12
    n, pitch = sheet.rows(len(names), 18, above=14, below=NUMBERS + 13)
    sheet.add_note(shown_note(n, total, 'actors'))
    unit = "position in percent of the article" if sections is None and longest == 1 else "characters from the beginning"
    marked = sections is not None and len(sections) > 1
    sheet.place(n * pitch, left=PAD + widest(labels) + LABEL_GAP, right=PAD + side, above=14, below=NUMBERS,
                xlabel=unit + ("; numbers above: sections" if marked else ""))
    ax = sheet.ax
    strip(ax, grid="")
    set_rows(ax, labels[:n])
    set_values(ax, 0, longest, sheet.inner_width, share=longest == 1)
    ax.set_xlim(-0.012 * longest, 1.012 * longest)
    for y, name in enumerate(names[:n]):
        for mask, fill in (((actor == name) & ~hidden, True), ((actor == name) & hidden, False)):
            ax.plot(x[mask], np.full(mask.sum(), y), "o", markersize=6, markeredgewidth=1.2, markeredgecolor=colours[name],
                    markerfacecolor=(*palette.tint(colours[name], 0), 0.75) if fill else "white", clip_on=False, zorder=3,
                    gid="mention")
        sheet.text(1, y, numbers[y], side, 0, size=TICK, colour=palette.SOFT, ha="right", data="y", gid="n")
    sheet.text(1, 1, "n", side, 3, size=TICK, colour=palette.FAINT, ha="right", va="baseline")
    if marked:
        _boundaries(sheet, sections, longest)
    return sheet.done([f"{labels[y]} {numbers[y]} mentions, first at {x[actor == name].min() / longest:.0%} of the article"
                       for y, name in enumerate(names[:n])])


def _boundaries(sheet, sections, longest):
    """A line where each section begins, and its number where there is room."""
    last = -np.inf
    text = sections[(sections["kind"] != "furniture").to_numpy(bool)]
    for section, start in zip(text["section"], text["heading_start"], strict=True):
        sheet.ax.axvline(start, color=palette.RULE, linewidth=0.8, zorder=1)
        place = start / longest * sheet.inner_width
        if place - last > width(str(section), TICK) + 4:
            sheet.text(start, 1, str(section), 0, 3, size=TICK, colour=palette.FAINT, ha="center", va="baseline", data="x",
                       gid="section")
            last = place
