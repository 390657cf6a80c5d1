"""A tagger that kills its own process on certain texts: what the tests of `framing.scale` run in real workers."""

import os
import signal
from pathlib import Path

import pandas as pd


class Killer:
    """Kill the process when a text holds `word`; only once for each article if `mark` names a folder for marks."""

    def __init__(self, word: str, mark: str | None = None):
        self.word, self.mark = word, mark

    def __repr__(self):
        return f"Killer({self.word!r})"

    def __call__(self, texts):
        for text in texts:
            if self.word in text:
                mark = Path(self.mark) / "killed" if self.mark else None
                if mark is None or not mark.exists():
                    if mark:
                        mark.touch()
                    os.kill(os.getpid(), signal.SIGKILL)
        return [[] for _ in texts]


def corpus(n: int) -> pd.DataFrame:
    """`n` short invented articles of three outlets."""
    verbs = ["closed", "opened", "sold", "blamed", "praised"]
    return pd.DataFrame({
        "text": [f"Port report {i}\n\nThe port of Velm was {verbs[i % 5]} on day {i}. \"We {verbs[i % 3]} it,\" said Ann Lee.\n\n"
                 f"What next\n\nMayor Bo Oduya {verbs[i % 4]} the union in Arle." for i in range(n)],
        "outlet": [["Echo", "Mirror", "Wire"][i % 3] for i in range(n)],
        "article": [f"a{i:03d}" for i in range(n)]})
