"""How actors are named: in full, by surname, with a title, by nickname, by standing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .actors.aliases import NAMINGS
from .groups import as_list, group_rows, group_values
from .schema import context_of, require, with_context

_NAMING = pd.CategoricalDtype(NAMINGS)


def count_names(mentions: pd.DataFrame, *, by="section", quotes: pd.DataFrame | None = None, include=()) -> pd.DataFrame:
    """Count how each actor is named: in full, by surname, with a title, by nickname …

    Parameters
    ----------
    mentions : DataFrame
        As `resolve_actors` gives it.
    by : str, list of str or None
        Columns to group by, apart from the actor.
    quotes : DataFrame, optional
        As `resolve_actors` gives it; adds speakers named by standing ("the president") and by pronoun, which are no
        mentions.
    include : iterable of {"heading", "furniture"}
        Count these parts too.

    Returns
    -------
    DataFrame
        The `by` columns; ``actor``; ``naming`` (category: "full name", "title + surname", "surname", "first name",
        "nickname", "acronym", "role", "pronoun", "other"); ``n`` (int); ``n_actor`` (int, all namings of this actor in
        the group); ``share`` (float, n of n_actor). Groups in natural order, actors by n_actor, ties by name.

    Raises
    ------
    ValueError
        If a column is missing (``naming`` comes from `resolve_actors`) or a name is unknown.

    Examples
    --------
    >>> import framing
    >>> analysis = framing.analyze(pd.DataFrame({"text": ["Ann Lee left. Lee said nothing. Lee slept."]}))
    >>> count_names(analysis.mentions, by=None)[["naming", "n", "n_actor"]].values.tolist()
    [['full name', 1, 3], ['surname', 2, 3]]
    """
    require(mentions, ["article", "start", "actor"], "mentions")
    if "naming" not in mentions.columns:
        raise ValueError(f"mentions lack the column 'naming'; they have {list(mentions.columns)}. Make it with "
                         "resolve_actors().")
    by = [b for b in as_list(by) if b not in ("actor", "naming")]
    rows = mentions
    if quotes is not None:
        rows = _with_speakers(mentions, quotes, by)
    groups = group_rows(rows, by, include)
    keep = (groups.codes >= 0) & (rows["actor"].astype(object) != "").to_numpy(dtype=bool)
    naming = pd.Categorical(rows["naming"].astype(object), dtype=_NAMING)
    cells = group_values({"_group": groups.codes, "actor": rows["actor"].array, "naming": naming}, keep)
    n = np.bincount(cells.codes[keep], minlength=len(cells.keys)).astype("int64")
    group = cells.keys["_group"].to_numpy(dtype="int64")
    owner = group_values({"_group": group, "actor": cells.keys["actor"].array}, np.ones(len(group), bool)).codes
    total = np.bincount(owner, weights=n).astype("int64")[owner] if len(n) else n
    table = groups.keys.iloc[group].reset_index(drop=True)
    table["actor"] = pd.array(cells.keys["actor"].tolist(), dtype="str")
    table["naming"] = pd.Categorical(cells.keys["naming"], dtype=_NAMING)
    table["n"], table["n_actor"] = n, total
    table["share"] = table["n"] / table["n_actor"]
    order = np.lexsort((table["naming"].cat.codes, owner, -total, group))
    return with_context(table.iloc[order].reset_index(drop=True), context_of(mentions))


def _with_speakers(mentions, quotes, by) -> pd.DataFrame:
    """Mentions, and below them the speakers that no mention names."""
    require(quotes, ["article", "section", "speaker_start", "actor", "rule"], "quotes")
    how = quotes["rule"].astype("str").str.extract(r"(?:^|; )(role|pronoun)$", expand=False)
    kept = quotes[how.notna().to_numpy(dtype=bool)]
    wanted = ["article", "section", "start", "actor", "naming"]
    wanted += [b for b in by if b in mentions.columns and b not in wanted]
    data = {"article": kept["article"].array, "section": kept["section"].to_numpy(),
            "start": kept["speaker_start"].to_numpy(), "actor": kept["actor"].array,
            "naming": how[how.notna()].to_numpy(object)}
    if "voice" in wanted:
        data["voice"] = pd.Categorical(["narrator"] * len(kept), dtype=mentions["voice"].dtype)
    if "label" in wanted:
        data["label"] = pd.Categorical([None] * len(kept), dtype=mentions["label"].dtype)
    extra = pd.DataFrame(data)
    missing = [w for w in wanted if w not in extra.columns]
    if missing:
        raise ValueError(f"by={missing} is no column of speakers; group by places in the text, or leave out quotes=.")
    rows = pd.concat([_bare(mentions[wanted]), extra[wanted]], ignore_index=True)
    return with_context(rows, context_of(mentions))


def _bare(table: pd.DataFrame) -> pd.DataFrame:
    table = table.copy(deep=False)
    table.attrs = {}
    return table
