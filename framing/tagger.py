"""A linear-chain tagger that scores word types, not tokens.

The features of a token are features of single tokens at fixed offsets, so the score of a label is a sum of gathered
rows: ``E[t] = sum over k of W_k[type(t + k)]``. What a type contributes at every offset is worked out once, when the
type is first seen. The best sequence is Viterbi's, for all sequences at once, with ties broken as CRFsuite does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Lock

import numpy as np

#: Pseudo words before and after every sequence. They hold a line end, so no token can be one of them.
BEFORE, AFTER = "\n<", "\n>"
#: Types kept in memory; beyond it the rows start anew. With 11 labels and 7 places a type takes 308 bytes.
MAX_TYPES = 40_000
_BLOCK_BYTES = 1 << 20


class TypeRows:
    """What each word type contributes to the scores of the labels, at every offset.

    Parameters
    ----------
    names : sequence of str
        Feature names.
    weights : array of float, (features, offsets, labels)
    describe : callable
        Takes a word (or `BEFORE`, `AFTER`), gives the names of its features; unknown names count nothing.
    """

    def __init__(self, names: Sequence[str], weights: np.ndarray, describe: Callable[[str], Iterable[str]]):
        self.number = {name: k for k, name in enumerate(names)}
        self.weights = np.ascontiguousarray(weights)
        self.describe = describe
        self.lock = Lock()
        self._forget()

    def _forget(self) -> None:
        self.row_of: dict[str, int] = {}
        self.store = np.zeros((0, *self.weights.shape[1:]), self.weights.dtype)
        self._lookup((BEFORE, AFTER))

    def lookup(self, types: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """The row number of each of `types`, new ones added, and the rows: what other threads add later changes neither."""
        with self.lock:
            return self._lookup(types), self.store

    def _lookup(self, types: Sequence[str]) -> np.ndarray:
        new = list(dict.fromkeys([word for word in types if word not in self.row_of]))
        if len(self.row_of) + len(new) > MAX_TYPES and len(self.row_of) > 2:
            self._forget()
            new = list(dict.fromkeys([word for word in types if word not in self.row_of]))
        row_of = self.row_of
        if new:
            first = len(row_of)
            row_of.update(zip(new, range(first, first + len(new)), strict=True))
            self._add(new, first)
        return np.fromiter(map(row_of.__getitem__, types), np.int64, len(types))

    def _add(self, words: list[str], first: int) -> None:
        number, describe = self.number, self.describe
        found, sizes = [], []
        for word in words:
            known = [number[name] for name in describe(word) if name in number]
            found += known
            sizes.append(len(known))
        need = first + len(words)
        if need > len(self.store):
            larger = np.zeros((max(need, 2 * len(self.store), 1024), *self.weights.shape[1:]), self.weights.dtype)
            larger[:first] = self.store[:first]
            self.store = larger
        sizes = np.array(sizes)
        filled = np.flatnonzero(sizes)
        if len(filled):
            starts = (np.cumsum(sizes) - sizes)[filled]
            for low in range(0, len(filled), 4096):  # in pieces that stay in the cache
                part = slice(low, low + 4096)
                begin = starts[part][0]
                end = starts[low + 4096] if low + 4096 < len(filled) else len(found)
                self.store[first + filled[part]] = np.add.reduceat(
                    self.weights[found[begin:end]], starts[part] - begin, axis=0)


class Tagger:
    """Tags sequences of words with labels.

    Parameters
    ----------
    labels : sequence of str
    transitions : array of float, (labels, labels)
        From the row's label to the column's.
    rows : TypeRows
    offsets : sequence of int or str
        What the rows' second axis stands for, e.g. (-2, -1, 0, 1, 2). A name stands for a place that the caller
        gives to `tag` for each token, such as the first word of a chunk.
    rest : str, optional
        The label of most tokens ("O"). Where a token cannot be anything else, the sequence is cut there, which
        changes no result and saves most of the work.

    Notes
    -----
    With whole-numbered weights all sums are exact in float32.
    """

    def __init__(self, labels: Sequence[str], transitions: np.ndarray, rows: TypeRows, offsets: Sequence,
                 rest: str | None = None):
        self.labels = tuple(labels)
        self.rows = rows
        self.offsets = tuple(offsets)
        self.transitions = np.asarray(transitions, rows.weights.dtype)
        self.rest = self.labels.index(rest) if rest is not None else None
        if self.transitions.shape != (len(self.labels), len(self.labels)):
            raise ValueError(f"transitions must be {len(self.labels)} x {len(self.labels)}, one row per label; got "
                             f"{self.transitions.shape}.")
        if rows.weights.shape[1:] != (len(self.offsets), len(self.labels)):
            raise ValueError(f"weights must be features x {len(self.offsets)} offsets x {len(self.labels)} labels; "
                             f"got {rows.weights.shape}.")

    def tag(self, types: Sequence[str], code: np.ndarray, begins: np.ndarray, *, active: np.ndarray | None = None,
            extra: np.ndarray | None = None, places: Mapping[str, np.ndarray] | None = None) -> np.ndarray:
        """Label every token.

        Parameters
        ----------
        types : sequence of str
            Word types.
        code : array of int, one per token
            The token's index into `types`.
        begins : array of bool, one per token
            Whether a sequence begins here; the first token always begins one.
        active : array of bool, optional
            Tokens scored by their words; the others get what `extra` says.
        extra : array of float, (tokens, labels), optional
            Added to the scores.
        places : mapping of str to array of int, optional
            For each named offset, the token that stands there, per token.

        Returns
        -------
        array of int8, one per token
            Index into ``labels``.
        """
        scores = self.score(types, code, begins, active=active, places=places)
        if extra is not None:
            scores += extra
        return decode(scores, begins, self.transitions, self.rest)

    def score(self, types: Sequence[str], code: np.ndarray, begins: np.ndarray, *,
              active: np.ndarray | None = None, places: Mapping[str, np.ndarray] | None = None) -> np.ndarray:
        """Scores of the labels by the words alone: float, (tokens, labels); arguments as for `tag`."""
        n = len(code)
        at = np.arange(n) if active is None else np.flatnonzero(active)
        row, rows = self.rows.lookup(types)
        row = row[code]
        first, last = sequence_bounds(begins)
        total = np.zeros((len(at), len(self.labels)), self.rows.weights.dtype)
        first, last = first[at], last[at]
        for place, offset in enumerate(self.offsets):
            if isinstance(offset, str):
                total += rows[row[places[offset][at]], place]
                continue
            to = at + offset
            if offset < 0:
                near = np.where(to < first, 0, row[np.maximum(to, 0)])
            elif offset > 0:
                near = np.where(to > last, 1, row[np.minimum(to, n - 1)])
            else:
                near = row[at]
            total += rows[near, place]
        if active is None:
            return total
        scores = np.zeros((n, len(self.labels)), total.dtype)
        scores[at] = total
        return scores


def sequence_bounds(begins: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The position of the first and of the last token of each token's sequence."""
    n = len(begins)
    at = np.flatnonzero(begins)
    if n and (not len(at) or at[0] != 0):
        at = np.concatenate([[0], at])
    size = np.diff(np.append(at, n))
    return np.repeat(at, size), np.repeat(at + size - 1, size)


def decode(scores: np.ndarray, begins: np.ndarray, transitions: np.ndarray, rest: int | None = None) -> np.ndarray:
    """The best label sequence of each sequence.

    Parameters
    ----------
    scores : array of float, (tokens, labels)
    begins : array of bool, one per token
    transitions : array of float, (labels, labels)
    rest : int, optional
        The label to cut at, see `Tagger`.

    Returns
    -------
    array of int8, one per token
        Of equally good labels the first one wins, at every step, as in CRFsuite.
    """
    n, size = scores.shape
    out = np.zeros(n, np.int8)
    if n == 0:
        return out
    begins = begins.copy()
    begins[0] = True
    entry = np.zeros(n, bool)
    if rest is None:
        at = np.flatnonzero(begins)
        length = np.diff(np.append(at, n))
        leave = np.zeros(len(at), bool)
    else:
        out[:] = rest
        pinned = _only_rest(scores, transitions, rest)
        open_ = ~pinned
        before = np.append(True, pinned[:-1]) | begins
        at = np.flatnonzero(open_ & before)
        entry = ~begins
        after = np.append(pinned[1:], True) | np.append(begins[1:], True)
        last = np.flatnonzero(open_ & after)
        length = last - at + 1
        leave = np.append(~begins[1:], False)[last]
    order = np.argsort(-length, kind="stable")
    at, length, leave = at[order], length[order], leave[order]
    block = max(16, _BLOCK_BYTES // (size * size * scores.itemsize))
    for low in range(0, len(at), block):
        part = slice(low, low + block)
        _viterbi(scores, transitions, at[part], length[part], entry[at[part]], leave[part], rest, out)
    return out


def _only_rest(scores: np.ndarray, transitions: np.ndarray, rest: int) -> np.ndarray:
    """Tokens that are `rest` on every best path, whatever stands beside them."""
    into = np.maximum((transitions - transitions[:, [rest]]).max(axis=0), 0)
    out_of = np.maximum((transitions - transitions[[rest]]).max(axis=1), 0)
    gain = (into + out_of).astype(scores.dtype)
    gain[rest] = -np.inf
    # a hair wider than exact, so that rounding of float sums never decides
    margin = 1e-4 if not np.array_equal(transitions, np.rint(transitions)) else 0
    return scores[:, rest] - (scores + gain).max(axis=1) > margin


def _viterbi(scores, transitions, at, length, entry, leave, rest, out) -> None:
    """Best paths of sequences sorted by falling length, written into `out`."""
    m, steps = len(at), int(length[0])
    alphas = [np.ascontiguousarray(scores[at].T)]
    if rest is not None:
        alphas[0] += np.where(entry, transitions[rest][:, None], 0)
    counts = [m]
    for step in range(1, steps):
        running = int(np.searchsorted(-length, -step, side="left"))
        counts.append(running)
        best = (alphas[-1][:, None, :running] + transitions[:, :, None]).max(axis=0)
        best += scores[at[:running] + step].T
        alphas.append(best)
    label = np.zeros(m, np.int64)
    for step in range(steps - 1, -1, -1):
        running = counts[step]
        longer = counts[step + 1] if step + 1 < steps else 0
        if longer:
            toward = alphas[step][:, :longer] + transitions[:, label[:longer]]
            label[:longer] = toward.argmax(axis=0)
        if running > longer:
            final = alphas[step][:, longer:running]
            if rest is not None:
                final = final + np.where(leave[longer:running], transitions[:, [rest]], 0)
            label[longer:running] = final.argmax(axis=0)
        out[at[:running] + step] = label[:running]
