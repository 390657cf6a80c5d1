"""Articles that repeat each other: the same text, or nearly the same (wire copy)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np
import pandas as pd

from .bundles import article_texts
from .schema import require
from .tokens.pieces import cut_pieces
from .tokens.vocabulary import expand

_SHINGLE = 5
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
#: A product of floats may lie this far above the whole number it stands for.
_ROUNDING = 1e-9


def find_duplicates(articles: pd.DataFrame, *, threshold: float = 0.5) -> pd.DataFrame:
    """Find articles whose texts are equal or share most of their five-word sequences.

    Nothing is dropped: the table marks pairs, the decision is yours.

    Parameters
    ----------
    articles : DataFrame
        With ``article`` and ``text``.
    threshold : float
        Smallest share of five-word sequences in common (Jaccard), above 0 to 1. Every pair at or above it is found.

    Returns
    -------
    DataFrame
        One row per article that repeats an earlier one: ``article``, ``duplicate_of`` (the earliest article it
        repeats), ``similarity`` (0-1, Jaccard: distinct five-word sequences in both texts, of those in either; 1.0 for equal
        words), ``kind`` ("exact": the same words in the same order; or "near"). Capitals, punctuation and white space do
        not count.

    Raises
    ------
    ValueError
        If a column is missing, an article has no text (NaN), or the threshold is out of range.

    Notes
    -----
    Only articles that share one of their rarest sequences can be that similar, so few pairs are compared, and each is
    compared exactly. A text of fewer than five words repeats only one of the same words.

    References
    ----------
    Broder, A. (1997). On the resemblance and containment of documents. SEQUENCES '97.
    Bayardo, R. J., Ma, Y., and Srikant, R. (2007). Scaling up all pairs similarity search. WWW '07, 131-140.
    Xiao, C., Wang, W., Lin, X., and Yu, J. X. (2008). Efficient similarity joins for near duplicate detection. WWW '08,
    131-140.

    Examples
    --------
    >>> import framing
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["It rained on Monday.", "Sun.", "It rained on  Monday."]}))
    >>> framing.find_duplicates(articles)[["article", "duplicate_of", "kind"]].astype(str).values.tolist()
    [['table-3', 'table-1', 'exact']]
    """
    require(articles, ["article", "text"], "articles")
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold must lie above 0 and up to 1; got {threshold!r}.")
    words = [_words(text) for text in article_texts(articles)]
    first: dict[str, int] = {}
    rows: dict[int, tuple[int, float, str]] = {}
    for i, sequence in enumerate(words):
        if not sequence:
            continue
        key = hashlib.sha256("\x1f".join(sequence).encode("utf8", "surrogatepass")).hexdigest()
        if key in first:
            rows[i] = (first[key], 1.0, "exact")
        else:
            first[key] = i
    known: dict[str, int] = {}
    sets = [_shingles([] if i in rows else sequence, known) for i, sequence in enumerate(words)]
    for i, j, similarity in _near(sets, threshold):
        rows[i] = (j, similarity, "near")
    order = np.array(sorted(rows), np.int64)
    names = articles["article"].array
    return pd.DataFrame({
        "article": names.take(order), "duplicate_of": names.take(np.array([rows[i][0] for i in order], np.int64)),
        "similarity": np.array([rows[i][1] for i in order], float),
        "kind": pd.Series([rows[i][2] for i in order], dtype=str)})


def _words(text: str) -> list[str]:
    cut = cut_pieces([text])
    lowered = [t.lower() if t[:1].isalnum() else "" for t in cut.types]
    return [lowered[c] for c in cut.code if lowered[c]]


def _shingles(words: list[str], known: dict[str, int]) -> np.ndarray:
    """The text's five-word sequences as sorted numbers: 8 bytes each, so that 100,000 articles fit in memory."""
    if len(words) < _SHINGLE:
        return np.zeros(0, np.uint64)
    for word in words:
        if word not in known:
            digest = hashlib.blake2b(word.encode("utf8", "surrogatepass"), digest_size=8).digest()
            known[word] = int.from_bytes(digest, "little")
    numbers = np.fromiter((known[w] for w in words), np.uint64, len(words))
    found = np.zeros(len(words) - _SHINGLE + 1, np.uint64)
    for place in range(_SHINGLE):  # modulo 2**64; unequal sequences get equal numbers once in billions of articles
        found = found * _FACTOR + numbers[place:place + len(found)]
    return np.unique(found ^ (found >> np.uint64(29)))


def _near(sets: list[np.ndarray], threshold: float) -> Iterator[tuple[int, int, float]]:
    """Pairs (later, earliest earlier, similarity) at or above the threshold: all of them, though few are compared.

    With all members in one order, the rarest first, two sets that are so similar share one of the first
    ``size - threshold * size + 1`` members of each.
    """
    size = np.fromiter(map(len, sets), np.int64, len(sets))
    prefix = size - np.ceil(threshold * size - _ROUNDING).astype(np.int64) + 1
    code, place, n = _rarest(sets, size, prefix)
    owner = np.repeat(np.arange(len(sets)), n)
    order = np.argsort(code, kind="stable")
    begins = np.searchsorted(code[order], code)
    mine = np.empty(len(order), np.int64)
    mine[order] = np.arange(len(order))
    for i, (first, last) in enumerate(zip(np.cumsum(n) - n, np.cumsum(n), strict=True)):
        rows = slice(first, last)
        before = mine[rows] - begins[rows]
        others = order[expand(begins[rows], before)]
        j = owner[others]
        # What two sets can share at most once their first common member stands at these places.
        most = np.minimum(size[i] - np.repeat(place[rows], before), size[j] - place[others])
        enough = most >= threshold / (1 + threshold) * (size[i] + size[j]) - _ROUNDING
        for earlier in np.unique(j[enough]).tolist():
            common = len(np.intersect1d(sets[i], sets[earlier], assume_unique=True))
            similarity = common / int(size[i] + size[earlier] - common)
            if similarity >= threshold:
                yield i, earlier, similarity
                break


def _rarest(sets, size: np.ndarray, prefix: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each set's rarest members those that stand in others too: their rank by rarity and place in the set; how many."""
    every = np.sort(np.concatenate([np.zeros(0, np.uint64), *sets]))
    shared, count = np.unique(every[1:][every[1:] == every[:-1]], return_counts=True)
    del every
    rank = np.empty(len(shared), np.int64)
    rank[np.argsort(count, kind="stable")] = np.arange(len(shared))
    codes, places = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for members, whole, first in zip(sets, size.tolist(), prefix.tolist(), strict=True):
        at = np.searchsorted(shared, members)
        inside = at < len(shared)
        held = np.sort(rank[at[inside][shared[at[inside]] == members[inside]]])
        alone = whole - len(held)
        codes.append(held[:max(first - alone, 0)])
        places.append(alone + np.arange(len(codes[-1])))
    return np.concatenate(codes), np.concatenate(places), np.fromiter(map(len, codes[1:]), np.int64, len(sets))
