"""Agreement of coders with each other, and of the tool with the coders."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from ..schema import require
from ..stats import percentile_interval, resample_weights
from .cells import is_number, plain_code

_P = ["p_negative", "p_neutral", "p_positive"]
_COLUMNS = ["compared", "measure", "value", "low", "high", "n"]
_RESAMPLES = 1000


def measure_agreement(codings, *, value: str, tool: pd.DataFrame | None = None, tool_value: str | None = None,
                      cut: float | None = None, order: Sequence | None = None, seed: int = 0) -> pd.DataFrame:
    """Measure how far coders agree with each other, and how far the tool agrees with them.

    Parameters
    ----------
    codings : mapping of str to DataFrame, list of DataFrame, or DataFrame
        One coding sheet per coder, as `read_coding_sheet` gives it; or one table with a column ``coder``. Units are
        matched by ``unit_id``, else by ``article``, ``start``, ``end``. A missing code is no disagreement: that coder
        is left out for that unit.
    value : str
        The column that holds the codes. 1, 1.0 and "1" are the same code, so that a sheet in which one cell is a text
        ("?") can be compared with one of numbers; a blank is a missing code.
    tool : DataFrame, optional
        What the tool says of the same units, matched in the same way: ``framing.score_tone(sheet, articles)``, for
        example. Further rows are ignored.
    tool_value : str, optional
        The tool's column, if it is not called `value`. Of what `score_tone` gives, -1, 0 or 1 is taken, whichever is
        most probable.
    cut : float, optional
        Makes codes of a score: above `cut` 1, below minus `cut` -1, else 0. VADER's authors use 0.05.
    order : sequence, optional
        The codes from the lowest to the highest, for ordinal alpha of codes that are words. Numbers have their own order.
    seed : int
        Of the bootstrap.

    Returns
    -------
    DataFrame
        ``compared`` (text, the coders, or the tool and the coders); ``measure`` (text); ``value`` (float); ``low``,
        ``high`` (float, 95 % interval from a bootstrap over units, which in simulations covers 92 to 96 % from 30 units
        on; NaN where it is not defined); ``n`` (int, units with at least two codes of those compared). The measures:

        - "alpha, nominal" and, where codes have an order, "alpha, ordinal": Krippendorff's alpha; 1 is perfect
          agreement, 0 is what chance gives. NaN where all codes are the same: agreement cannot be told from chance then.
        - "agreement": share of pairs of codes that are equal.
        - for the tool also "macro-F1" (mean F1 of the codes the coders used) and "precision of …", "recall of …",
          "F1 of …" of each code. Every coder's code counts as the truth once, so that the tool is not asked to agree
          with a majority that leaves out what is hard; to use agreed codes, pass those as the only coding.

        With three or more coders each pair of them is there too.

    Raises
    ------
    ValueError
        If a column is missing, a unit stands twice in a sheet or means another text in another sheet, coders share no
        unit, the tool lacks units, or its values are no codes.
    TypeError
        If the codings are no tables.
    ModuleNotFoundError
        If the package krippendorff is missing; ``pip install 'framing[coding]'`` brings it.

    Warns
    -----
    UserWarning
        If two coders (or a coder and the tool) hardly share a code: -1, 0, 1 against "negative", "neutral", "positive".

    References
    ----------
    Krippendorff, K. (2004). Content Analysis, 2nd ed., chapter 11.
    Hayes, A. F., and Krippendorff, K. (2007). Answering the call for a standard reliability measure for coding data.
    Communication Methods and Measures 1, 77-89.

    Examples
    --------
    >>> import framing
    >>> ann = pd.DataFrame({"unit_id": list("abcdefghij"), "tone": [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]})
    >>> ben = ann.assign(tone=[1, 1, 1, 0, 0, 1, 0, 0, 0, 0])
    >>> found = framing.measure_agreement({"Ann": ann, "Ben": ben}, value="tone")
    >>> found[["compared", "measure", "value", "n"]].round(3).values.tolist()[0]
    ['Ann, Ben', 'alpha, nominal', 0.095, 10]
    """
    sheets = _sheets(codings, value)
    units = _match_units(sheets)
    columns = {name: _codes(sheet[value].reindex(units.index)) for name, sheet in sheets.items()}
    names = list(columns)
    if tool is not None:
        columns["the tool"] = _codes(_tool_codes(tool, units, value, tool_value, cut))
    domain, ordered = _domain(list(columns.values()), order, value)
    levels = ["nominal", "ordinal"] if ordered else ["nominal"]
    place = {code: k for k, code in enumerate(domain)}
    codes = np.column_stack([[-1 if c is None else place[c] for c in column] for column in columns.values()]).astype(int)
    _warn_if_apart(codes, list(columns), [_shown(c) for c in domain], value)
    by_coders = codes[:, :len(names)]
    rows: list[tuple] = []
    groups = [tuple(range(len(names)))] if len(names) > 1 else []
    if len(names) > 2:
        groups += list(combinations(range(len(names)), 2))
    for group in groups:
        rows += _between_coders(", ".join(names[k] for k in group), by_coders[:, list(group)], len(domain), levels, seed)
    if tool is not None:
        label = "tool, " + (names[0] if len(names) == 1 else "coders")
        rows += _with_tool(label, codes[:, -1], by_coders, domain, levels, seed)
    table = pd.DataFrame(rows, columns=_COLUMNS)
    return table.astype({"compared": "str", "measure": "str", "value": float, "low": float, "high": float, "n": "int64"})


def _sheets(codings, value) -> dict[str, pd.DataFrame]:
    if isinstance(codings, pd.DataFrame):
        require(codings, ["coder", value], "codings")
        sheets = {str(name): part for name, part in codings.groupby("coder", sort=False, observed=True)}
    elif isinstance(codings, Mapping):
        sheets = {str(name): sheet for name, sheet in codings.items()}
    else:
        sheets = {f"coder {k}": sheet for k, sheet in enumerate(codings, start=1)}
    if not sheets:
        raise ValueError("no codings given; pass a mapping of each coder's name to what read_coding_sheet() gave.")
    for name, sheet in sheets.items():
        require(sheet, [value], f"the sheet of {name!r}")
    keyed = all("unit_id" in sheet.columns for sheet in sheets.values())
    return {name: _keyed(sheet, f"the sheet of {name!r}", keyed) for name, sheet in sheets.items()}


def _keyed(table: pd.DataFrame, name: str, by_id: bool) -> pd.DataFrame:
    """The table with its units as index."""
    keys = ["unit_id"] if by_id else ["article", "start", "end"]
    require(table, keys, name)
    key = [str(k) for k in table["unit_id"]] if by_id else list(zip(table["article"].astype(str), table["start"].astype(int),
                                                                   table["end"].astype(int), strict=True))
    index = pd.Index(key, dtype=object, tupleize_cols=False)
    if not index.is_unique:
        raise ValueError(f"{name} holds the unit {index[index.duplicated()][0]!r} twice; keep one row of it.")
    return table.set_axis(index)


def _match_units(sheets: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per unit of any sheet, with its place in the text where known."""
    units: dict = {}
    for name, sheet in sheets.items():
        placed = {"article", "start", "end"} <= set(sheet.columns)
        places = zip(sheet["article"].astype(str), sheet["start"].astype(int), sheet["end"].astype(int),
                     strict=True) if placed else [None] * len(sheet)
        for unit, place in zip(sheet.index, places, strict=True):
            known = units.setdefault(unit, place)
            if known and place and known != place:
                raise ValueError(f"unit {unit!r} is {known} in one sheet and {place} in that of {name!r}; the sheets are "
                                 "not from the same sample.")
            units[unit] = known or place
    if len(sheets) > 1 and units and not any(sum(u in s.index for s in sheets.values()) > 1 for u in units):
        raise ValueError(f"the sheets of {list(sheets)} share no unit; give the same sample to each coder.")
    table = pd.DataFrame({"place": pd.Series(list(units.values()), dtype=object)})
    return table.set_axis(pd.Index(list(units), dtype=object, tupleize_cols=False))


def _tool_codes(tool, units, value, tool_value, cut) -> pd.Series:
    by_id = "unit_id" in tool.columns
    if by_id:
        keyed, wanted = _keyed(tool, "tool", True), units.index
    else:
        table = _keyed(tool.drop_duplicates(["article", "start", "end"]) if {"article", "start", "end"} <= set(tool.columns)
                       else tool, "tool", False)
        keyed, wanted = table, pd.Index(units["place"], dtype=object, tupleize_cols=False)
    place = keyed.index.get_indexer(wanted)
    if (place < 0).any():
        lost = [str(u) for u in units.index[place < 0]]
        raise ValueError(f"tool has no row for {len(lost)} of {len(units)} units: {', '.join(lost[:5])}"
                         f"{', …' if len(lost) > 5 else ''}. Let it score the sheet itself, as score_tone(sheet, articles).")
    rows = keyed.iloc[place]
    column = tool_value or value
    if tool_value is None and cut is None and set(_P) <= set(rows.columns) and rows[_P].notna().all(axis=1).any():
        best = rows[_P].to_numpy(float)
        found = pd.Series(np.where(np.isnan(best).any(axis=1), np.nan, np.nan_to_num(best).argmax(axis=1) - 1))
    else:
        require(rows, [column], "tool")
        found = rows[column].reset_index(drop=True)
        if cut is not None:
            score = found.astype(float)
            found = pd.Series(np.where(score.isna(), np.nan, (score > cut) * 1.0 - (score < -cut)))
        elif pd.api.types.is_float_dtype(found.dtype) and (found.dropna() % 1 != 0).any():
            raise ValueError(f"the tool's column {column!r} holds scores such as {found[found % 1 != 0].iloc[0]:.3g}, no "
                             "codes; say with cut=0.05 from where on a score is negative or positive.")
    return found.set_axis(units.index)


def _codes(column: pd.Series) -> list[float | str | None]:
    """Codes in one form, whatever the type of the column: numbers as float, words as text, None where there is none."""
    return [None if pd.isna(value) else _code(value) for value in column]


def _code(value) -> float | str | None:
    if isinstance(value, (int, float, np.number)) and not isinstance(value, (bool, np.bool_)):
        return float(value)
    text = plain_code(value)
    return float(text) if is_number(text) else text or None


def _domain(columns: list[list], order, value) -> tuple[list, bool]:
    """All codes in use, in order (numbers before words), and whether that order means anything."""
    seen = {code for column in columns for code in column} - {None}
    if order is not None:
        domain = list(dict.fromkeys(map(_code, order)))
        unknown = sorted(_shown(code) for code in seen - set(domain))
        if unknown:
            raise ValueError(f"codes {unknown} of {value!r} are not in order={list(order)}; add them where they belong.")
        return domain, True
    return sorted(seen, key=lambda code: (isinstance(code, str), code)), not any(isinstance(code, str) for code in seen)


def _warn_if_apart(codes: np.ndarray, names: list[str], domain: list[str], value: str) -> None:
    """Warn of the first two of whom each, in most of their common units, gives a code that the other gives in none."""
    for a, b in combinations(range(len(names)), 2):
        both = codes[(codes[:, [a, b]] >= 0).all(axis=1)][:, [a, b]]
        if len(both) and max(np.isin(both[:, 0], both[:, 1]).mean(), np.isin(both[:, 1], both[:, 0]).mean()) < 0.5:
            used = [[domain[k] for k in np.unique(column)[:6]] for column in both.T]
            warnings.warn(f"{names[a]!r} and {names[b]!r} hardly share a code of {value!r}: {used[0]} against {used[1]}. If "
                          "they mean the same, write them in the same way (read_coding_sheet(…, variables=…) checks it); "
                          "if not, the agreement is true, and low.", UserWarning, stacklevel=3)
            return


def _shown(code) -> str:
    return f"{code:g}" if isinstance(code, float) else code


def krippendorff_alpha(counts: np.ndarray, level: str) -> float:
    """Krippendorff's alpha of units × codes (how many coders gave it); NaN where fewer than two codes are in use."""
    try:
        import krippendorff
    except ModuleNotFoundError:
        raise ModuleNotFoundError("agreement needs the package krippendorff; run: pip install 'framing[coding]'.") from None
    paired = counts[counts.sum(axis=1) > 1]
    if (paired.sum(axis=0) > 0).sum() < 2:
        return float("nan")
    return float(krippendorff.alpha(value_counts=paired, level_of_measurement=level))


def alphas(coincidences: np.ndarray, level: str) -> np.ndarray:
    """The same of many coincidence matrices (resamples × codes × codes) at once."""
    n = coincidences.sum(axis=2)
    middle = n.cumsum(axis=1) - n / 2 if level == "ordinal" else np.arange(n.shape[1]) + np.zeros_like(n)
    apart = (middle[:, :, None] - middle[:, None, :]) ** 2
    apart = apart if level == "ordinal" else (apart > 0) * 1.0
    observed = (coincidences * apart).sum(axis=(1, 2)) * (n.sum(axis=1) - 1)
    expected = (n[:, :, None] * n[:, None, :] * apart).sum(axis=(1, 2))
    return 1 - _share(observed, expected)


def _row(compared, measure, n, values, value=None) -> tuple:
    """A row of the table; the first of the values is that of all units, the rest are those of resamples."""
    return compared, measure, float(values[0] if value is None else value), *percentile_interval(values[1:], n), n


def _draws(n: int, seed: int) -> np.ndarray:
    """How often each unit counts: once each, then as drawn in every resample."""
    return np.vstack([np.ones(n), resample_weights(n, seed, _RESAMPLES)]) if n else np.zeros((_RESAMPLES + 1, 0))


def _share(part, whole) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, part / whole, np.nan)


def _between_coders(compared, codes, n_codes, levels, seed) -> list[tuple]:
    counts = (codes[:, :, None] == np.arange(n_codes)).sum(axis=1)
    counts = counts[counts.sum(axis=1) > 1]
    n, size = len(counts), counts.sum(axis=1)
    draws = _draws(n, seed)
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(n_codes)
    summed = np.tensordot(draws, pairs / (size - 1).reshape(-1, 1, 1), axes=1)
    rows = [_row(compared, f"alpha, {level}", n, alphas(summed, level), krippendorff_alpha(counts, level))
            for level in levels]
    equal, pairs = draws @ (counts * (counts - 1)).sum(axis=1), draws @ (size * (size - 1))
    return [*rows, _row(compared, "agreement", n, _share(equal, pairs))]


def _with_tool(compared, tool, coders, domain, levels, seed) -> list[tuple]:
    used = np.flatnonzero(np.isin(np.arange(len(domain)), coders))
    held = (tool >= 0) & (coders >= 0).any(axis=1)
    tool, coders, n, v = tool[held], coders[held], int(held.sum()), len(domain)
    # Per unit a table of the tool's code by the coders' codes: all measures are made of its sum.
    crossed = np.zeros((n, v, v))
    for column in coders.T:
        known = np.flatnonzero(column >= 0)
        crossed[known, tool[known], column[known]] += 1
    summed = np.tensordot(_draws(n, seed), crossed, axes=1)
    both = summed + summed.transpose(0, 2, 1)
    each = np.eye(v, dtype=np.int64)
    pairs = np.repeat(each, v, axis=0) + np.tile(each, (v, 1))
    pairs = np.repeat(pairs, summed[0].astype(int).ravel(), axis=0)
    rows = [_row(compared, f"alpha, {level}", n, alphas(both, level), krippendorff_alpha(pairs, level)) for level in levels]
    hit, said, meant = np.einsum("rkk->rk", summed)[:, used], summed.sum(axis=2)[:, used], summed.sum(axis=1)[:, used]
    measures = {"precision": _share(hit, said), "recall": _share(hit, meant), "F1": _share(2 * hit, said + meant)}
    known = ~np.isnan(measures["F1"])
    macro = _share(np.where(known, measures["F1"], 0).sum(axis=1), known.sum(axis=1))
    rows += [_row(compared, "agreement", n, _share(np.einsum("rkk->r", summed), summed.sum(axis=(1, 2)))),
             _row(compared, "macro-F1", n, macro)]
    return rows + [_row(compared, f"{what} of {_shown(domain[k])}", n, values[:, place])
                   for place, k in enumerate(used.tolist()) for what, values in measures.items()]
