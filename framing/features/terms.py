"""Words that are not told: rare ones, and those of a section or voice too short to hide their order."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .contract import FOLDED

_CELL = ["article", "section", "heading_line"]


def fold_rare(terms: pd.DataFrame, min_n: int) -> tuple[pd.DataFrame, frozenset[str]]:
    """Counts with rare terms folded, and the terms that are left."""
    total = terms.groupby("term", sort=False)["n"].transform("sum")
    folded = terms.assign(term=_where(terms["term"], (total < min_n).to_numpy(bool)))
    return _added(folded), frozenset(folded["term"]) - {FOLDED}


def fold_words(table: pd.DataFrame, column: str, min_n: int) -> pd.DataFrame:
    """Rows whose word is rare in the column keep their row, not their word."""
    size = table.groupby(column, sort=False)[column].transform("size").to_numpy()
    return table.assign(**{column: _where(table[column], size < min_n)})


def hide_short(terms: pd.DataFrame, exempt: np.ndarray, least: int) -> pd.DataFrame:
    """Lay small voices of a section together until they have enough words; fold all words of sections that have too few.

    Parameters
    ----------
    terms : DataFrame
        article, section, heading_line, voice, term, n.
    exempt : array of bool
        Rows of titles and headings.
    least : int
    """
    if not len(terms):
        return terms
    sizes = terms[~exempt].groupby([*_CELL, "voice"], observed=True, sort=False)["n"].sum().rename("size").reset_index()
    sizes = sizes.sort_values([*_CELL, "size", "voice"])
    before = sizes.groupby(_CELL, observed=True, sort=False)["size"].transform(lambda s: s.cumsum() - s).to_numpy()
    # All small voices are laid together, and with the next larger one if they have too few words between them.
    small = sizes["size"].to_numpy() < least
    some_small = sizes.assign(small=small).groupby(_CELL, observed=True, sort=False)["small"].transform("any").to_numpy()
    pooled = small | (some_small & (before < least))
    whole = sizes.groupby(_CELL, observed=True, sort=False)["size"].transform("sum").to_numpy()
    keys = pd.MultiIndex.from_frame(sizes[[*_CELL, "voice"]].astype(object))
    at = keys.get_indexer(pd.MultiIndex.from_frame(terms[[*_CELL, "voice"]].astype(object)))
    inside = (at >= 0) & ~exempt
    lost = inside & pooled[at]
    hidden = inside & (whole[at] < least)
    voice = terms["voice"].cat.codes.to_numpy().copy()
    voice[lost] = -1
    return _added(terms.assign(voice=pd.Categorical.from_codes(voice, dtype=terms["voice"].dtype),
                               term=_where(terms["term"], hidden)))


def _where(words: pd.Series, folded: np.ndarray) -> pd.Series:
    return pd.Series(np.where(folded, FOLDED, words.astype(object)), index=words.index, dtype="str")


def _added(terms: pd.DataFrame) -> pd.DataFrame:
    keys = [*_CELL, "voice", "term"]
    return terms.groupby(keys, observed=True, sort=False, dropna=False)["n"].sum().reset_index()
