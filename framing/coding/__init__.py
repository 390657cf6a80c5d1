"""From an analysis to units that people code: drawing them, handing them out, reading codes back, measuring agreement."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..bundles import require_bundle, source_rows
from ..groups import as_list, column, counted_rows, group_rows
from ..schema import choose, context_of, require, with_context
from .agreement import measure_agreement
from .coded_sheets import read_coding_sheet
from .sheets import write_coding_sheet

__all__ = ["draw_sample", "measure_agreement", "read_coding_sheet", "write_coding_sheet"]

#: Which table of an analysis holds the units, and what of it a coder needs to see.
_UNITS = {"sentence": ("sentences", []), "mention": ("mentions", ["actor"]), "quote": ("quotes", ["actor"]),
          "section": ("sections", [])}


def draw_sample(analysis, *, unit: str = "sentence", n: int, by=None, seed: int = 0, allocation: str = "proportional",
                include=()) -> pd.DataFrame:
    """Draw units at random for people to code.

    Parameters
    ----------
    analysis : Analysis
        Or anything with the tables articles, sentences, sections, mentions and quotes.
    unit : {"sentence", "mention", "quote", "section"}
    n : int
        How many in all.
    by : str or list of str, optional
        Strata: units are drawn within each group of these columns ("outlet", "actor", ["outlet", "kind"] …), so that no
        group is left to chance.
    seed : int
        The same seed draws the same units.
    allocation : {"proportional", "equal"}
        Proportional: every group gets its share of `n`, and at least one unit where `n` allows. Equal: every group gets
        as many, or all it has.
    include : iterable of {"heading", "furniture"}
        Headings and furniture are left out unless named.

    Returns
    -------
    DataFrame
        One row per unit in reading order, nothing of what the tool thinks of it, so that coders are not led:
        ``unit_id`` (text, u001 …); ``article``; ``section``; ``start``, ``end`` (int32, the unit in the article's text);
        ``text`` (the unit); ``context`` (text: the sentences around it with the unit in [[ ]], of a mention its sentence;
        of a section its heading); ``actor`` (of mentions and quotes, whom they belong to); the columns of `by`;
        ``weight`` (float, how many units of its group each drawn one stands for).

    Raises
    ------
    TypeError
        If `analysis` is no bundle of tables.
    ValueError
        If a name is unknown, a column is missing, there are fewer than `n` units, or they were not made from the articles.

    Examples
    --------
    >>> import framing
    >>> analysis = framing.analyze(pd.DataFrame({"text": ["Rain fell. Ann Lee slept. Wind rose."], "outlet": ["Echo"]}))
    >>> framing.draw_sample(analysis, unit="mention", n=1)[["unit_id", "text", "context"]].values.tolist()
    [['u001', 'Ann Lee', '[[Ann Lee]] slept.']]
    """
    choose(unit, _UNITS, "unit")
    choose(allocation, ("proportional", "equal"), "allocation")
    name, shown = _UNITS[unit]
    require_bundle(analysis, ["articles", "sentences", name], "draw_sample")
    table = getattr(analysis, name)
    require(table, ["article", "section", "start", "end"], name)
    source_rows(table, analysis.articles, name)
    keep = counted_rows(table, include) & (table["end"] > table["start"]).to_numpy()
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 0:
        raise ValueError(f"n must be a whole number of units; got {n!r}.")
    if n > keep.sum():
        raise ValueError(f"n={n} is more than the {int(keep.sum())} there are to draw from; ask for fewer, or add articles.")
    strata = group_rows(table, by, include)
    codes = np.where(keep, strata.codes, -1)
    sizes = np.bincount(codes[keep], minlength=len(strata.keys))
    wanted = allocate(sizes, int(n), allocation)
    rng = np.random.default_rng(seed)
    drawn = [rng.permutation(np.flatnonzero(codes == k))[:m] for k, m in enumerate(wanted.tolist())]
    rows = np.sort(np.concatenate([np.zeros(0, np.int64), *drawn]).astype(np.int64))
    part = table.iloc[rows].reset_index(drop=True)
    texts = dict(zip(analysis.articles["article"].astype(object), analysis.articles["text"].astype(object), strict=True))
    owner = part["article"].astype(object).tolist()
    start, end = part["start"].tolist(), part["end"].tolist()
    width = max(3, len(str(len(part))))
    with np.errstate(invalid="ignore", divide="ignore"):
        weight = (sizes / np.where(wanted > 0, wanted, 1))[codes[rows]].round(6)
    sample = pd.DataFrame({
        "unit_id": pd.array([f"u{k:0{width}d}" for k in range(1, len(part) + 1)], dtype="str"),
        **{c: part[c].array for c in ("article", "section", "start", "end")},
        "text": pd.array([texts[a][s:e] for a, s, e in zip(owner, start, end, strict=True)], dtype="str"),
        "context": pd.array(_contexts(analysis, unit, part, owner, texts), dtype="str"),
        **{c: part[c].array for c in shown if c in part.columns}})
    for key in as_list(by):
        if key not in sample.columns:
            sample[key] = pd.Series(column(table, key)).iloc[rows].array
    return with_context(sample.assign(weight=weight), context_of(table))


def allocate(sizes: np.ndarray, n: int, allocation: str) -> np.ndarray:
    """How many of `n` units each group of a given size gets; no group gets more than it has."""
    sizes = np.asarray(sizes, np.int64)
    wanted = np.zeros(len(sizes), np.int64)
    if allocation == "equal":
        left = n
        while left > 0:
            open_ = np.flatnonzero(wanted < sizes)
            each = max(left // len(open_), 1)
            step = np.minimum(each, (sizes - wanted)[open_])[:left]
            wanted[open_[:len(step)]] += step
            left = n - int(wanted.sum())
        return wanted
    if (sizes > 0).sum() <= n:
        wanted[sizes > 0] = 1
    exact = n * sizes / max(sizes.sum(), 1)
    wanted = np.minimum(np.maximum(wanted, np.floor(exact).astype(np.int64)), sizes)
    while wanted.sum() != n:
        # The group farthest below its share gets one more; the one farthest above gives one back.
        gap = exact - wanted
        if wanted.sum() < n:
            wanted[np.argmax(np.where(wanted < sizes, gap, -np.inf))] += 1
        else:
            wanted[np.argmin(np.where(wanted > 1, gap, np.inf))] -= 1
    return wanted


def _contexts(analysis, unit, part, owner, texts) -> list[str]:
    if unit == "section":
        return [str(h) for h in part["heading"]] if "heading" in part.columns else [""] * len(part)
    around = 0 if unit == "mention" else 1
    sentences = analysis.sentences
    spans: dict = {}
    for article, start, end in zip(sentences["article"].astype(object), sentences["start"], sentences["end"], strict=True):
        spans.setdefault(article, []).append((start, end))
    found = []
    for article, start, end in zip(owner, part["start"], part["end"], strict=True):
        here = np.array(spans.get(article, []), np.int64).reshape(-1, 2)
        touched = np.flatnonzero((here[:, 0] < end) & (here[:, 1] > start))
        low, high = start, end
        if len(touched):
            low = min(start, here[max(touched[0] - around, 0), 0])
            high = max(end, here[min(touched[-1] + around, len(here) - 1), 1])
        text = texts[article]
        found.append(f"{text[low:start]}[[{text[start:end]}]]{text[end:high]}")
    return found
