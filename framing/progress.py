"""How far the command line is with a collection of any size."""

from __future__ import annotations

import sys


class Progress:
    """A bar over the bytes of the source that shows articles per second; nothing in a pipe.

    The clock runs from the beginning; articles that a stopped run had done count neither for the rate nor for the time left.
    """

    def __init__(self):
        self.bar, self.reused, self.skip = None, 0, False

    def __enter__(self):
        if sys.stderr.isatty():
            from tqdm import tqdm

            self.bar = tqdm(total=0, desc="reading", unit="B", unit_scale=True, leave=False, smoothing=0)
        return self

    def stage(self, what: str, articles: int) -> None:
        if what == "stopping":
            print("\nframing: finishing the chunks under way… (Ctrl-C again stops at once)", file=sys.stderr, flush=True)
        elif what == "reused":
            self.reused, self.skip = self.reused + articles, True
        elif what == "joining" and self.bar is not None:
            self.bar.set_description_str(f"joining the tables of {articles:,} articles")

    def __call__(self, articles: int, done: int, total: int) -> None:
        if self.bar is None:
            return
        if not self.bar.total:
            self.bar.total = total
            self.bar.set_description_str("measuring", refresh=False)
        new = int(done / max(total, 1) * self.bar.total) - self.bar.n
        if self.skip:
            self.bar.initial += new
        self.skip = False
        rate = (articles - self.reused) / max(self.bar.format_dict["elapsed"], 1e-9)
        self.bar.set_postfix_str(f"{articles:,} articles, {rate:,.1f}/s", refresh=False)
        self.bar.update(new)

    def __exit__(self, *_):
        if self.bar is not None:
            self.bar.close()
        return False
