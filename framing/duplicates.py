"""Articles that repeat each other: the same text, or nearly the same (wire copy)."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from .schema import require
from .tokens.pieces import cut_pieces

_SHINGLE = 5
_PERMUTATIONS = 128
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def find_duplicates(articles: pd.DataFrame, *, threshold: float = 0.5, seed: int = 1) -> pd.DataFrame:
    """Find articles whose texts are equal or share most of their five-word sequences.

    Nothing is dropped: the table marks pairs, the decision is yours.

    Parameters
    ----------
    articles : DataFrame
        With ``article`` and ``text``.
    threshold : float
        Smallest share of five-word sequences in common (Jaccard), above 0 to 1.
    seed : int
        Of the hash functions that propose pairs; every proposed pair is then compared exactly.

    Returns
    -------
    DataFrame
        One row per article that repeats an earlier one: ``article``, ``duplicate_of`` (the earliest article it
        repeats), ``similarity`` (0-1, Jaccard of word sequences, 1.0 for equal words), ``kind`` ("exact" or "near").

    Raises
    ------
    ValueError
        If a column is missing or the threshold is out of range.

    Notes
    -----
    Near-duplicates need the extra ``duplicates`` (datasketch). Without it only equal texts are found, and a
    row's absence says nothing; `framing check` then says so.

    References
    ----------
    Broder, A. (1997). On the resemblance and containment of documents. SEQUENCES '97.

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
    names = articles["article"].astype(object).tolist()
    words = [_words(text) for text in articles["text"].astype(object)]
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
    for i, j, similarity in _near([[] if i in rows else w for i, w in enumerate(words)], threshold, seed):
        rows[i] = (j, similarity, "near")
    order = sorted(rows)
    return pd.DataFrame({
        "article": pd.Categorical([names[i] for i in order], dtype=articles["article"].dtype),
        "duplicate_of": pd.Categorical([names[rows[i][0]] for i in order], dtype=articles["article"].dtype),
        "similarity": np.array([rows[i][1] for i in order], float),
        "kind": pd.Series([rows[i][2] for i in order], dtype=str)})


def can_find_near() -> bool:
    """Whether the library that proposes near-duplicates is installed."""
    from importlib.util import find_spec

    return find_spec("datasketch") is not None


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


def _near(words: list[list[str]], threshold: float, seed: int):
    """Pairs (later, earlier, similarity) at or above the threshold; proposed by MinHash, compared exactly."""
    if not can_find_near():
        return
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=max(threshold * 0.8, 0.05), num_perm=_PERMUTATIONS)
    kept: dict[int, np.ndarray] = {}
    known: dict[str, int] = {}
    for i, sequence in enumerate(words):
        mine = _shingles(sequence, known)
        if not len(mine):
            continue
        sketch = MinHash(num_perm=_PERMUTATIONS, seed=seed, hashfunc=int)
        sketch.update_batch((mine >> np.uint64(32)).tolist())
        for j in sorted(index.query(sketch)):
            common = len(np.intersect1d(mine, kept[j], assume_unique=True))
            similarity = common / (len(mine) + len(kept[j]) - common)
            if similarity >= threshold:
                yield i, j, similarity
                break
        kept[i] = mine
        index.insert(i, sketch)
