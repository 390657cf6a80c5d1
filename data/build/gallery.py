"""The gallery of charts: one picture per chart function, drawn from the sample corpus, with the code that draws it.

python data/build/gallery.py            draw all pictures, the overview and the index into notebooks/gallery/
python data/build/gallery.py --check    every chart function has its picture, and the index says what is drawn today
"""

import argparse
import sys
import warnings
from pathlib import Path
from typing import NamedTuple

import matplotlib

import framing

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks" / "gallery"
LARGEST = 3_000_000
SAVED = {"dpi": 110, "metadata": {"Software": None}, "pil_kwargs": {"optimize": True}}

SETUP = """\
import framing

analysis = framing.analyze("data/sample/articles", codebook="data/sample/codebook.yaml")
one = framing.analyze("data/sample/articles/ledger-1.md", codebook="data/sample/codebook.yaml")
"""


class Picture(NamedTuple):
    """One picture: the chart function, what to see in it, the line that makes the table and the line that draws it."""

    function: str
    sentence: str
    table: str
    drawing: str

    @property
    def file(self) -> str:
        return self.function.removeprefix("plot_") + ".png"


PICTURES = [
    Picture("plot_sections", "How long each section of an article is, and how much of it is said by others.",
            "sections = one.sections",
            "framing.plot_sections(sections)"),
    Picture("plot_terms", "The most frequent terms of each outlet on one scale, with their counts.",
            'terms = framing.count_terms(analysis.tokens, by="outlet")',
            "framing.plot_terms(terms)"),
    Picture("plot_keyness", "The words that one outlet uses more than the others, and less; pale ones may be chance.",
            'keyness = framing.compare_terms(analysis.tokens, by="outlet")',
            'framing.plot_keyness(keyness, group="Kanal H")'),
    Picture("plot_entities", "Who is named in which outlet: the shade is the rate, the number the count.",
            'named = framing.count_entities(analysis.mentions, by="outlet")',
            "framing.plot_entities(named)"),
    Picture("plot_positions", "Where in the article each actor comes up: filled in the outlet's words, else hollow.",
            "mentions = one.mentions",
            "framing.plot_positions(mentions)"),
    Picture("plot_over_time", "How the attention to actors shifts from day to day, beside how much was written.",
            'days = framing.count_entities(analysis.mentions, by="published")',
            "framing.plot_over_time(days)"),
    Picture("plot_names", "What actors are called: by full name, surname, role, nickname or pronoun.",
            "names = framing.count_names(analysis.mentions, by=[], quotes=analysis.quotes)",
            "framing.plot_names(names)"),
    Picture("plot_speakers", "Who is heard in each outlet: words quoted, and (paler) words reported.",
            'speech = framing.count_speech(analysis.quotes, analysis.tokens, by="outlet")',
            "framing.plot_speakers(speech)"),
    Picture("plot_talk", "Who speaks about whom.",
            "talk = framing.count_talk(analysis.quotes, analysis.mentions)",
            "framing.plot_talk(talk)"),
    Picture("plot_portraits", "Four actors on one page: how often, where, how much they speak, beside which words and whom.",
            "portraits = framing.portray_actors(analysis)",
            'framing.plot_portraits(portraits, actors=["Jonas Kereth", "Goran Tessik", "Ilse Marvand", "Danil Korvey"])'),
    Picture("plot_roles", "Who acts and who is acted upon, with intervals; hollow dots rest on too few roles to compare.",
            "counts = framing.count_roles(framing.find_roles(analysis.mentions, analysis.articles, analysis.tokens))",
            "framing.plot_roles(counts)"),
    Picture("plot_verbs", "What an actor does, and what is done to them, verb by verb.",
            "roles = framing.find_roles(analysis.mentions, analysis.articles, analysis.tokens)",
            'framing.plot_verbs(roles, actor="Mobile Guard")'),
    Picture("plot_passives", "Which outlet leaves out the doer: passives without “by”, with the interval of their share.",
            'passives = framing.count_passives(analysis.tokens, analysis.articles, by="outlet", per_verb=False)',
            "framing.plot_passives(passives)"),
    Picture("plot_labels", "What each outlet calls the same thing: contested terms from the codebook.",
            'labels = framing.count_labels(analysis.tokens, "data/sample/codebook.yaml", by="outlet")',
            "framing.plot_labels(labels)"),
    Picture("plot_frames", "How often the words of each frame of the codebook occur in each outlet.",
            'frames = framing.count_frames(analysis.tokens, "data/sample/codebook.yaml", by="outlet")',
            "framing.plot_frames(frames)"),
    Picture("plot_sentiment", "Mean sentiment of sentences by outlet: mind the intervals before you tell a story.",
            'means = framing.mean_sentiment(framing.score_sentiment(analysis.sentences, analysis.articles), by="outlet")',
            "framing.plot_sentiment(means)"),
    Picture("plot_tone", "The tone in which each actor is spoken of, with intervals and the number of mentions.",
            'tone = framing.mean_tone(framing.score_tone(analysis.mentions, analysis.articles), by="actor")',
            "framing.plot_tone(tone)"),
    Picture("plot_agreement", "How well two coders of the sample agree on tone, beside the limits Krippendorff advises.",
            'codes = {name: framing.read_coding_sheet(f"data/sample/coders/{name}.csv") for name in ("coder_a", "coder_b")}',
            'framing.plot_agreement(framing.measure_agreement(codes, value="tone"))'),
]
#: The charts of the overview, and their left, top, width and height in inches.
OVERVIEW = [
    ("plot_terms(terms, top=5", (0, 0, 5, 3.2)),
    ("plot_speakers(framing.count_speech(analysis.quotes, analysis.tokens), top=10", (0, 3.3, 5, 3.3)),
    ("plot_roles(counts, top=10", (0, 6.7, 5, 3.7)),
    ("plot_entities(named, top=8", (5, 0, 5, 3.2)),
    ("plot_tone(tone, top=8", (5, 3.3, 5, 2.75)),
    ('plot_portraits(portraits, actors=["Jonas Kereth", "Goran Tessik", "Ilse Marvand"]', (5, 6.2, 5, 4.2)),
]
_SIZE = (10, 10.4)


def drawn(names) -> dict:
    """Run the setup and then the two lines of each picture; its Axes by function."""
    found = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", framing.LowCoverageWarning)
        exec(SETUP, names)
        for picture in PICTURES:
            exec(picture.table, names)
            found[picture.function] = eval(picture.drawing, names)
    return found


def draw_overview(names):
    """Six charts on one sheet, drawn into axes of their own from the tables of the gallery."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=_SIZE, facecolor="white")
    wide, high = _SIZE
    places = [figure.add_axes((x / wide, 1 - (y + h) / high, w / wide, h / high)) for _, (x, y, w, h) in OVERVIEW]
    for ax, (call, _) in zip(places, OVERVIEW, strict=True):
        eval(f'framing.{call}, note="", ax=ax)', {**names, "ax": ax})
    return figure


def index(axes: dict) -> str:
    """The text of notebooks/gallery/README.md."""
    described = framing.charts.describe_chart
    lines = [
        "# All charts", "",
        "One picture per chart function, drawn from the sample corpus in `data/sample`: one invented event, told by",
        "four invented outlets. Each function takes a table and returns Matplotlib axes; `ax=` puts it into axes of",
        "yours. The pictures were made by `python data/build/gallery.py`. All of them start from the same lines:", "",
        "```python", SETUP.strip(), "```", ""]
    for picture in PICTURES:
        text = described(axes[picture.function]).replace("[", "(").replace("]", ")")
        lines += [f"## `{picture.function}`", "", picture.sentence, "", f"![{text}]({picture.file})", "",
                  "```python", picture.table, picture.drawing, "```", ""]
    return "\n".join(lines)


def missing() -> list[str]:
    """What the folder lacks, or has too much of."""
    functions = {name for name in framing.charts.__all__ if name.startswith("plot_")}
    listed = [picture.function for picture in PICTURES]
    said = [f"{name}: no picture in PICTURES" for name in sorted(functions - set(listed))]
    said += [f"{name}: no chart function of this name" for name in sorted(set(listed) - functions)]
    wanted = {picture.file for picture in PICTURES} | {"overview.png"}
    there = {path.name: path.stat().st_size for path in FOLDER.glob("*.png")} if FOLDER.is_dir() else {}
    said += [f"{name}: not drawn yet" for name in sorted(wanted - set(there))]
    said += [f"{name}: belongs to no chart function" for name in sorted(set(there) - wanted)]
    if sum(there.values()) > LARGEST:
        said.append(f"the pictures take {sum(there.values()):,} bytes; at most {LARGEST:,} are meant")
    return said


def write() -> None:
    """Draw everything into the folder."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    names: dict = {}
    axes = drawn(names)
    for picture in PICTURES:
        axes[picture.function].figure.savefig(FOLDER / picture.file, **SAVED)
    draw_overview(names).savefig(FOLDER / "overview.png", **{**SAVED, "dpi": 150})
    (FOLDER / "README.md").write_text(index(axes), encoding="utf8")


def check() -> list[str]:
    """What is not as it should be. Pictures are not compared: Matplotlib's versions differ in their pixels."""
    said = missing()
    path = FOLDER / "README.md"
    now, then = index(drawn({})).splitlines(), path.read_text(encoding="utf8").splitlines() if path.is_file() else []
    if now != then:
        change = next((k for k, (a, b) in enumerate(zip(now, then, strict=False)) if a != b), min(len(now), len(then)))
        line = "".join(now[change:change + 1])[:160]
        said.append(f"README.md is not what is drawn today, from line {change + 1} on: {line!r}")
    return said


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="look only, change nothing")
    looking = parser.parse_args().check
    matplotlib.use("Agg")
    matplotlib.rcParams["figure.max_open_warning"] = 0
    if not looking:
        write()
    said = check() if looking else missing()
    for line in said:
        print(line)
    if said:
        print("Make the gallery again: python data/build/gallery.py")
    else:
        print(f"{len(PICTURES)} chart functions, {len(PICTURES)} pictures, index current")
    return bool(said)


if __name__ == "__main__":
    import os

    os.chdir(ROOT)
    sys.exit(main())
