"""Read the annotated master files of the sample corpus.

Both the plain article and every answer come from one master file, so each span is right by construction.
``sample_answers.py`` writes them.

Master files
------------
A block of metadata, then one paragraph a line. ``@T`` title, ``@S`` subtitle, ``@H`` heading, ``@F`` furniture.
Mark-up inside paragraphs, tags may be nested::

    {q1 KER|…}  {f1|…}  {i1|…}   quotation number 1: direct, fragment, indirect (``incomplete`` after the actor:
                                 the closing mark is missing)
    {s1,2 KER|…}  {c1,2|…}       words that name the speaker of quotations 1 and 2; cue verb. Without them a
                                 quotation goes on with the one before it in the paragraph
    {g|…}                        an editor's gloss inside a quotation
    {n nickname KER|…}           marks that hold no quotation: title, nickname, scare, coined, word, motto
    {x less GUA>PRO|…}           force: verb group, form (act, by, less = agentless passive), doer > victim
    {p|…}                        any other be/get passive without agent; {pb|…} with agent
    {+|…} {0|…} {-|…}            tone toward the name inside; {+b0|…} the second coder says 0 where truth is +
    {w1|…}                       wire copy: the same number in two outlets is the same paragraph
    {m DK|…}                     whom a name that fits two people means
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml

MARKDOWN = {"kanal-h", "ledger"}
CODES = {
    "MAR": "Ilse Marvand", "TES": "Goran Tessik", "HAS": "Petra Hask", "GRE": "Anton Grell", "KER": "Jonas Kereth",
    "ADR": "Miloslav Adrin", "MOL": "Vera Molnay", "DK": "Danil Korvey", "LK": "Lena Korvey", "TEM": "Rosa Temin",
    "LAN": "Hugo Lansdal", "DAM": "Sofie Damgar", "MER": "Meridane Terminals", "HDU": "Halvarian Dockers' Union",
    "GUA": "Mobile Guard", "MIN": "Interior Ministry", "BCL": "Bureau for Civil Liberties",
    "HOS": "Saint Ilda Hospital", "PRO": "protesters", "BOTH": "protesters and officers", "?": "", "": "",
}
#: Names that are no actor of the codebook: label, and the actor they stand for ("" for none).
FURTHER_NAMES = {
    "Halvarian": ("NORP", ""), "Korvey": ("PERSON", ""), "Tesk": ("LOC", "Tesk"),
    "Chandler Square": ("LOC", "Chandler Square"), "Chandler Street": ("LOC", "Chandler Street"),
    "Sorvin School of Economics": ("ORG", "Sorvin School of Economics"),
    "Halvarian Press Agency": ("ORG", "Halvarian Press Agency"), "HPA": ("ORG", "Halvarian Press Agency"),
    "Kanal H": ("ORG", "Kanal H"), "The Lantern": ("ORG", "The Lantern"), "Ledger & World": ("ORG", "Ledger & World"),
}
#: Words of standing that the texts tie to one person.
ROLES = {
    "the prime minister": "MAR", "the interior minister": "TES", "the minister": "TES", "the colonel": "HAS",
    "the prosecutor general": "GRE", "the union leader": "KER", "the mayor": "ADR", "the opposition leader": "MOL",
}
_OPEN = re.compile(r"\{(q|f|i|s|c|g|n|x|pb|p|w|m|[+0-](?:[ab][+0-])?)(\d+(?:,\d+)*)?(?: ([^|{}]*))?\|")
WORD = re.compile(r"[^\W_](?:[\w'’-]*[^\W_])?(?:[.,]\d+)*")


class Master:
    """One annotated article, read into its plain text, blocks and tags."""

    def __init__(self, path: Path):
        self.name = path.name.removesuffix(".annot.txt")
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        self.front, self.meta = front, yaml.safe_load(front)
        self.markdown = self.name.rsplit("-", 1)[0] in MARKDOWN
        self.blocks, self.tags, self.text = [], [], ""
        for line in body.strip().split("\n"):
            self._add_line(line)
        if self._stack:
            raise ValueError(f"{self.name}: a tag is never closed: {self._stack}")

    _stack: tuple = ()

    def _add_line(self, line: str) -> None:
        kind, line = (line[1], line[3:]) if line.startswith("@") else ("text", line)
        if self.markdown and kind in "TH":
            self.text += "# " if kind == "T" else "## "
        start, at = len(self.text), 0
        while at < len(line):
            opening = _OPEN.match(line, at)
            if opening:
                self._stack += ((opening, len(self.text)),)
                at = opening.end()
            elif line[at] == "}":
                opening, begin = self._stack[-1]
                self._stack = self._stack[:-1]
                numbers = [int(n) for n in (opening.group(2) or "").split(",") if n]
                self.tags.append((opening.group(1), numbers, (opening.group(3) or "").split(), begin, len(self.text)))
                at += 1
            elif line[at] == "{":
                raise ValueError(f"{self.name}: unknown tag at {line[at:at + 40]!r}")
            else:
                self.text += line[at]
                at += 1
        if len(self.text) > start:
            self.blocks.append((kind, start, len(self.text)))
        self.text += "\n"

    def of(self, *kinds: str) -> list[tuple]:
        return sorted((t for t in self.tags if t[0] in kinds), key=lambda t: (t[3], -t[4]))

    def at(self, start: int, end: int) -> str:
        return self.text[start:end]


def find_sections(master: Master) -> list[list]:
    """Rows kind, level, heading, start, end, heading_start, heading_end."""
    rows, heading, open_text = [], None, False
    for kind, start, end in master.blocks:
        words = master.at(start, end)
        if kind in "TS":
            rows.append(["title" if kind == "T" else "subtitle", 0, words, start, end, start, end])
        elif kind == "F":
            if rows[-1][0] == "furniture":
                rows[-1][4] = end
            else:
                rows.append(["furniture", 0, "", start, end, start, start])
            open_text = False
        elif kind == "H":
            heading = words
            rows.append(["body", 1, words, end, end, start, end])
            open_text = True
        elif not open_text:
            rows.append(["body" if heading else "lead", 1, heading or "", start, end, start, start])
            open_text = True
        else:
            if rows[-1][3] == rows[-1][4]:
                rows[-1][3] = start
            rows[-1][4] = end
    return [[number, *row] for number, row in enumerate(rows)]


def section_at(sections: list[list], place: int) -> int:
    return max(s[0] for s in sections if min(s[4], s[6]) <= place)


def load_names(codebook: dict) -> dict[str, tuple[str, str]]:
    names = dict(FURTHER_NAMES)
    for actor, entry in codebook["actors"].items():
        for form in (actor, *entry["aliases"]):
            names[form] = (entry["type"], actor)
    return names


def naming_of(form: str, actor: str) -> str:
    if form in ("the Heron", "the Notary", "Milo", "Milo Adrin"):
        return "nickname"
    if form in ("HDU", "BCL", "HPA"):
        return "acronym"
    if form.replace("’", "'").casefold() == actor.casefold():
        return "full"
    return "first name" if form in ("Danil", "Lena") else "short"


def find_quotes(master: Master) -> list[dict]:
    quotes = []
    speakers = {n: (args, a, b) for _, numbers, args, a, b in master.of("s") for n in numbers if b > a}
    bare = {n: args for _, numbers, args, a, b in master.of("s") for n in numbers if b == a}
    cues = {n: (a, b) for _, numbers, _, a, b in master.of("c") for n in numbers if b > a}
    spoken = master.of("q", "f", "i")
    for ordinal, (kind, (number,), args, start, end) in enumerate(spoken):
        code = next((w for w in args if w != "incomplete"), None)
        who, a, b = speakers.get(number, (bare.get(number), -1, -1))
        code = code if code is not None else (who or [None])[0]
        c, d = cues.get(number, (-1, -1))
        around = [j for j, o in enumerate(spoken[:ordinal]) if o[4] >= end]
        quotes.append({
            "quote": ordinal, "start": start, "end": end,
            "kind": {"q": "direct", "f": "fragment", "i": "indirect"}[kind], "parent": around[-1] if around else -1,
            "code": code, "speaker_start": a, "speaker_end": b, "cue_start": c, "cue_end": d,
            "complete": "incomplete" not in args, "paragraphs": master.at(start, end).count("\n\n") + 1})
    for quote in quotes:
        same = [q for q in quotes[:quote["quote"]] if q["parent"] == quote["parent"]]
        if same:
            _go_on(master, same[-1], quote)
    for quote in quotes:
        quote["actor"] = CODES[quote.pop("code") or ""]
        for what in ("speaker", "cue"):
            a, b = quote[what + "_start"], quote[what + "_end"]
            quote[what] = master.at(a, b) if a >= 0 else ""
    glosses = [(a, b) for _, _, _, a, b in master.of("g")]
    for quote in quotes:
        inner = [(q["start"], q["end"]) for q in quotes if q["parent"] == quote["quote"]] + glosses
        quote["words"] = sum(1 for m in WORD.finditer(master.text, quote["start"], quote["end"])
                             if not any(a <= m.start() < b for a, b in inner))
        quote["heading"] = any(k in "TSH" and a <= quote["start"] < b for k, a, b in master.blocks)
    return quotes


def _go_on(master: Master, before: dict, quote: dict) -> None:
    """A quotation without a speaker of its own in the same paragraph goes on with the one before."""
    same_paragraph = "\n" not in master.at(before["end"], quote["start"])
    if same_paragraph and quote["speaker_start"] < 0 and quote["code"] in (None, before["code"]):
        quote["code"] = before["code"]
        for key in ("speaker_start", "speaker_end", "cue_start", "cue_end"):
            quote[key] = before[key]


def voice_at(place: int, quotes: list[dict], glosses: list[tuple]) -> str:
    if any(a <= place < b for a, b in glosses):
        return "narrator"
    kinds = {q["kind"] for q in quotes if q["start"] <= place < q["end"]}
    return "quoted" if kinds & {"direct", "fragment"} else "attributed" if kinds else "narrator"


def find_mentions(master: Master, names: dict, furniture: list[tuple]) -> list[list]:
    forms = sorted(names, key=len, reverse=True)
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, forms)) + r")(?!\w)")
    means = {(a, b): CODES[args[0]] for _, _, args, a, b in master.of("m")}
    found = []
    for match in pattern.finditer(master.text):
        if any(a <= match.start() < b for a, b in furniture):
            continue
        label, actor = names[match.group()]
        meant = means.get(match.span(), actor)
        found.append([match.start(), match.end(), match.group(), label, actor, naming_of(match.group(), actor), meant])
    return found


def terms_pattern(words: list[str]) -> re.Pattern:
    each = [re.escape(w).replace(r"\*", r"\w*") for w in words]
    return re.compile(r"(?<![\w-])(?:" + "|".join(each) + r")(?![\w-])", re.I)
