"""Readers for the corpora the build scripts train on. Nothing of them is kept in the repository."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path

_NO_SPACE_BEFORE = set(".,;:!?%)]}”’'") | {"'s", "n't", "'re", "'ve", "'ll", "'d", "'m", "’s", "..."}
_NO_SPACE_AFTER = set("([{$“‘#")


def read_conll(path: Path) -> Iterator[list[list[tuple[str, str]]]]:
    """Documents of a two-column file as lists of sentences of (token, tag)."""
    document, sentence = [], []
    with lzma.open(path, "rt", encoding="utf8") as stream:
        for line in stream:
            line = line.rstrip("\n")
            if line.startswith("-DOCSTART-"):
                if sentence:
                    document.append(sentence)
                if document:
                    yield document
                document, sentence = [], []
            elif not line.strip():
                if sentence:
                    document.append(sentence)
                sentence = []
            else:
                token, tag = line.split("\t")[:2]
                sentence.append((token, tag))
    if sentence:
        document.append(sentence)
    if document:
        yield document


def detokenize(tokens: list[str]) -> str:
    """Plain text of a tokenised sentence (quotation marks open and close in turn)."""
    out, open_quote, glue = [], False, True
    for token in tokens:
        if token in {"``", "''"}:
            token = '"'
        if token == '"':
            closing = open_quote
            open_quote = not open_quote
            out.append(token if closing or glue else " " + token)
            glue = not closing
            continue
        joined = token in _NO_SPACE_BEFORE or (token.startswith(("'", "’")) and len(token) > 1 and len(token) < 4)
        out.append(token if joined or glue else " " + token)
        glue = token in _NO_SPACE_AFTER
    return "".join(out)
