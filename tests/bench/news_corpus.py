"""News-like text of any length for benchmarks, its vocabulary growing as that of real text does.

Real articles come first, each once. After them the same articles return in rounds, and in each round a share of the
rare words is spelled anew (the letters of a word swapped, vowels with vowels, the same in the whole round). The share
is chosen so that the number of distinct words grows with the length to the power that the real articles show.
"""

import json
import lzma
import random
import re
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_WORD = re.compile(r"[A-Za-z]+")
_VOWELS = "aeiouy"
#: Words seen at most so often in the real articles are the ones that vary.
_RARE = 2


def read_texts(shared: Path) -> tuple[list[str], str]:
    """The real articles and what they are: the development articles where they are present, else the sample."""
    folder = shared / "gold" / "quotes"
    if folder.is_dir():
        texts = [json.loads(line)["text"] for name in ("polnear_train", "polnear_dev")
                 for line in lzma.open(folder / f"{name}.jsonl.xz", "rt", encoding="utf8")]
        return texts, "the development articles"
    files = sorted((ROOT / "data" / "sample" / "articles").iterdir())
    return [f.read_text(encoding="utf8") for f in files], "the sample articles (the development articles are absent)"


def growth(texts: list[str]) -> float:
    """The power by which distinct words grow with the length of the text, from half of it to all of it."""
    half = texts[:len(texts) // 2]
    sizes = [len({w for t in some for w in _WORD.findall(t)}) for some in (half, texts)]
    lengths = [sum(map(len, some)) for some in (half, texts)]
    from math import log

    return log(sizes[1] / sizes[0]) / log(lengths[1] / lengths[0])


def stream_texts(texts: list[str]) -> Iterator[str]:
    """The texts, and then round after round of them with words spelled anew; without end."""
    yield from texts
    counts = Counter(w for t in texts for w in _WORD.findall(t))
    rare = sorted(w for w, n in counts.items() if n <= _RARE and len(w) > 3)
    power, known = growth(texts), len(counts)
    for number in count(1):
        new = known * ((number + 1) ** power - number ** power)
        draw = random.Random(number)
        spelled = {w: _respell(w, draw) for w in draw.sample(rare, min(len(rare), int(new)))}
        for text in texts:
            yield _WORD.sub(lambda m: spelled.get(m.group(), m.group()), text)


def _respell(word: str, draw: random.Random) -> str:
    """Swap the letters of a word among themselves, its capitals left in place."""
    letters = list(word.lower())
    for vowels in (True, False):
        places = [i for i, c in enumerate(letters) if (c in _VOWELS) == vowels]
        swapped = [letters[i] for i in places]
        draw.shuffle(swapped)
        for i, c in zip(places, swapped, strict=True):
            letters[i] = c
    extra = draw.choice("bdfklmnprstv") + draw.choice(_VOWELS)
    at = draw.randrange(1, len(letters))
    return "".join(c.upper() if old.isupper() else c
                   for c, old in zip(letters[:at] + list(extra) + letters[at:], word[:at] + "aa" + word[at:], strict=True))


def make_texts(shared: Path, characters: int) -> tuple[list[str], str]:
    """At least so many characters of text, and a line that says what it is."""
    real, name = read_texts(shared)
    made, size = [], 0
    for text in stream_texts(real):
        if size >= characters:
            break
        made.append(text)
        size += len(text)
    again = len(made) - len(real)
    told = f", then {again:,} of them again with rare words spelled anew" if again > 0 else ""
    return made, f"{min(len(made), len(real)):,} articles ({name}){told}"
