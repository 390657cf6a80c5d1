"""Reader for syntax trees, with words cut as `framing.tokenize` cuts them. Nothing of them is kept in the repository."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from framing.tokens.pieces import cut_pieces

#: Tags of Universal Dependencies' English corpora that the Penn Treebank does not have.
_PENN = {"HYPH": ":", "NFP": ":", "ADD": "NN", "GW": "NN", "AFX": "JJ", "XX": "FW", "LS": "CD"}
#: Words written as one: the corpora do not mark the missing blank there.
_CLITICS = {"n't", "n’t", "'s", "’s", "'ll", "’ll", "'re", "’re", "'ve", "’ve", "'d", "’d", "'m", "’m"}
_PAIRS = {("can", "not"), ("gon", "na"), ("wan", "na"), ("got", "ta")}
_MODIFIERS = ("amod", "compound", "nummod", "nmod:unmarked")


class Tree(NamedTuple):
    """A sentence: words, Penn tags, index of each word's head (-1 for the root), relations, blank after each word."""

    words: list[str]
    tags: list[str]
    heads: list[int]
    relations: list[str]
    spaces: list[bool]
    universal: list[str]


def read_trees(path: Path) -> Iterator[list[Tree]]:
    """Documents of a packed tree file, as lists of sentences."""
    document, rows = [], []
    with lzma.open(path, "rt", encoding="utf8") as stream:
        for line in stream:
            line = line.rstrip("\n")
            if line.startswith("# doc"):
                if document:
                    yield document
                document = []
            elif line:
                rows.append(line.split("\t"))
            elif rows:
                document.append(_merge(rows))
                rows = []
    if rows:
        document.append(_merge(rows))
    if document:
        yield document


def sentence_text(words: list[str], spaces: list[bool]) -> str:
    """The plain text of a sentence."""
    return "".join(w + " " * s for w, s in zip(words, spaces, strict=True)).rstrip()


def _merge(rows: list[list[str]]) -> Tree:
    """Cut the sentence with our tokenizer and lead the tree over to its words."""
    spaces = [r[6] != "SpaceAfter=No" for r in rows]
    forms = [r[1] for r in rows]
    for k, form in enumerate(forms[1:]):
        pair = forms[k].lower(), form.lower()
        if pair[1] in _CLITICS or pair in _PAIRS or (pair[1] in "'’" and rows[k + 1][3] == "POS"):
            spaces[k] = False
    ends, at = [], 0
    starts = []
    for form, space in zip(forms, spaces, strict=True):
        starts.append(at)
        ends.append(at + len(form))
        at += len(form) + space
    text = sentence_text(forms, spaces)
    cut = cut_pieces([text])
    parts = [[] for _ in cut.code]
    owner = [-1] * len(rows)
    row = 0
    for k, (start, end) in enumerate(zip(cut.start.tolist(), cut.end.tolist(), strict=True)):
        while ends[row] <= start:
            row += 1
        j = row
        while j < len(rows) and starts[j] < end:
            parts[k].append(j)
            if owner[j] < 0:
                owner[j] = k
            j += 1
    words = [cut.types[c] for c in cut.code.tolist()]
    heads, tags, relations, universal = [], [], [], []
    for k, inside in enumerate(parts):
        outer = [j for j in inside if int(rows[j][4]) == 0 or owner[int(rows[j][4]) - 1] != k]
        outer = [j for j in outer if owner[j] == k] or outer or inside[:1]
        top = outer[0]
        if owner[top] != k:  # a second piece of one word of the corpus
            heads.append(owner[top])
            relations.append("goeswith")
        else:
            head = int(rows[top][4])
            heads.append(owner[head - 1] if head else -1)
            relations.append(rows[top][5])
        tags.append(_tag([rows[j] for j in inside], rows[top], words[k]))
        universal.append(rows[top][2])
    after = [int(b) > int(a) for a, b in zip(cut.end[:-1], cut.start[1:], strict=True)] + [True]
    return Tree(words, tags, heads, relations, after, universal)


def _tag(inside: list[list[str]], top: list[str], word: str) -> str:
    tag = _PENN.get(top[3], top[3])
    if len(inside) > 1 and "-" in word and not tag.startswith("NNP"):
        if all(r[3] in ("CD", "HYPH") for r in inside):
            return "CD"
        if top[5] in _MODIFIERS:
            return "JJ"
    return tag
