"""Make the sample corpus, its answers and the two coders' files from the annotated master files.

Run it from anywhere: ``python data/build/sample_answers.py``. It reads ``data/build/sample/*.annot.txt`` (mark-up:
see ``sample_master.py``) and ``data/codebook.yaml``, and writes ``data/sample/``: articles, answers.json,
codebook.yaml, coders. A second run writes the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections import Counter
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from sample_master import (  # noqa: E402
    CODES,
    ROLES,
    WORD,
    Master,
    find_mentions,
    find_quotes,
    find_sections,
    load_names,
    section_at,
    terms_pattern,
    voice_at,
)

DATA = HERE.parent
SAMPLE = DATA / "sample"
SIGNS = {"+": 1, "0": 0, "-": -1}
FORMS = {"act": "active", "by": "passive with agent", "less": "agentless passive"}
ABOUT = (
    "Answers to the sample corpus, written by its authors. Offsets are Python str offsets into the `text` column of "
    "read_articles, that is the file's content after its front matter. Every table is {columns, data}: "
    "pandas.DataFrame(**answers['quotes']) makes it one. Furniture is left out of every table but `sections`. "
    "Quotations: all direct ones and fragments, marks included; indirect ones (a clause with a verb of saying or "
    "'according to') without 'that' and the full stop; where a reported clause holds a fragment, only the fragment is "
    "a row. `words` leaves out nested quotations, which are rows of their own, and glosses. "
    "A quotation of several paragraphs is one row; an unclosed one ends with its paragraph (complete = false). "
    "Mentions: named ones only, all of them; `actor` is what can be known from the codebook and the text, `means` what "
    "the authors meant (they differ where a surname fits two people and must be refused)."
)
#: Words each outlet was written to use more than the others, and its estimate of the crowd on the first day.
OVERUSED = {
    "Halvarian Press Agency": ["said"],
    "Kanal H": ["operation", "rioters", "order", "calm", "unrest"],
    "The Lantern": ["crackdown", "sold"],
    "Ledger & World": ["lease", "investors", "price", "yield", "raid"],
}
CROWD = {"Halvarian Press Agency": "4,000", "Kanal H": "several hundred", "The Lantern": "8,000",
         "Ledger & World": "5,000"}
COLUMNS = {
    "sections": "article section kind level heading start end heading_start heading_end",
    "mentions": "article section start end text label actor naming means voice",
    "quotes": "article section quote start end kind parent actor speaker speaker_start speaker_end cue cue_start "
              "cue_end complete paragraphs words heading",
    "glosses": "article section start end text",
    "not_quotations": "article section start end text what actor",
    "roles": "article section start end text actor voice",
    "force": "article section start end text form doer victim voice",
    "passives": "article section start end text agent force voice",
    "tone": "unit_id article section start end text actor tone coder_a coder_b",
    "wire": "article section pair start end",
}


def annotate(master: Master, names: dict, tables: dict[str, list]) -> None:
    """Add the rows of one article to all tables."""
    sections = find_sections(master)
    furniture = [(s[4], s[5]) for s in sections if s[1] == "furniture"]
    quotes = find_quotes(master)
    glosses = [(a, b) for _, _, _, a, b in master.of("g")]

    def add(table: str, start: int, *values) -> None:
        tables[table].append([master.name, section_at(sections, start), *values])

    tables["sections"] += [[master.name, *s] for s in sections]
    for quote in quotes:
        add("quotes", quote["start"], *(quote[c] for c in COLUMNS["quotes"].split()[2:]))
    mentions = find_mentions(master, names, furniture)
    for mention in mentions:
        add("mentions", mention[0], *mention, voice_at(mention[0], quotes, glosses))
    for a, b in glosses:
        add("glosses", a, a, b, master.at(a, b))
    for _, _, args, a, b in master.of("n"):
        add("not_quotations", a, a, b, master.at(a, b), args[0], CODES[args[1]] if len(args) > 1 else "")
    named = {(m[0], m[1]): m for m in mentions}
    for match in re.finditer(rf"\b(?:{'|'.join(ROLES)})\b", master.text, re.I):
        a, b = match.span()
        if not any(x <= a < y for x, y in furniture):
            add("roles", a, a, b, match.group(), CODES[ROLES[match.group().lower()]], voice_at(a, quotes, glosses))
    for kind, _, args, a, b in master.of("x", "p", "pb"):
        words, voice = master.at(a, b), voice_at(a, quotes, glosses)
        if kind == "x":
            doer, victim = args[1].split(">")
            add("force", a, a, b, words, FORMS[args[0]], CODES[doer], CODES[victim], voice)
        if kind != "x" or args[0] != "act":
            by = kind == "pb" or (kind == "x" and args[0] == "by")
            add("passives", a, a, b, words, by, kind == "x", voice)
    for kind, _, _, a, b in master.tags:
        if kind[0] in SIGNS:
            inside = [m for m in named.values() if a <= m[0] and m[1] <= b]
            if len(inside) != 1:
                raise ValueError(f"{master.name}: a tone tag holds {len(inside)} names: {master.at(a, b)!r}")
            tone, coders = SIGNS[kind[0]], {"a": SIGNS[kind[0]], "b": SIGNS[kind[0]]}
            if len(kind) > 1:
                coders[kind[1]] = SIGNS[kind[2]]
            start, end, text, _, _, _, actor = inside[0]
            tables["tone"].append(["", master.name, section_at(sections, start), start, end, text, actor, tone,
                                   coders["a"], coders["b"]])
    for _, numbers, _, a, b in master.of("w"):
        add("wire", a, numbers[0], a, b)


def planted(masters: list[Master], tables: dict, codebook: dict) -> dict:
    """The planted differences, counted per outlet (furniture left out)."""
    outlet_of = {m.name: m.meta["outlet"] for m in masters}
    outlets = list(dict.fromkeys(outlet_of.values()))
    texts = {o: [] for o in outlets}
    for m in masters:
        for kind, start, end in m.blocks:
            if kind != "F":
                texts[m.meta["outlet"]].append(m.at(start, end))

    def hits(outlet, words):
        pattern = terms_pattern(words)
        return sum(len(pattern.findall(t)) for t in texts[outlet])

    def rows(table):
        names = COLUMNS[table].split()
        return [dict(zip(names, r, strict=True)) for r in tables[table]]

    def per_outlet(items):
        counts = {o: Counter() for o in outlets}
        for article, key, n in items:
            counts[outlet_of[article]][key] += n
        return {o: dict(sorted(c.items(), key=lambda kv: (-kv[1], kv[0]))) for o, c in counts.items()}

    spoken = [q for q in rows("quotes") if q["kind"] != "indirect"]
    tone = {o: {} for o in outlets}
    for t in rows("tone"):
        cell = tone[outlet_of[t["article"]]].setdefault(t["actor"], [0, 0])
        cell[0] += t["tone"]
        cell[1] += 1
    police = [f for f in rows("force") if f["doer"] == "Mobile Guard"]
    return {
        "crowd": CROWD,
        "words": {o: sum(len(WORD.findall(t)) for t in texts[o]) for o in outlets},
        "terms": {o: {label: {term: hits(o, words) for term, words in group.items()}
                      for label, group in codebook["terms"].items()} for o in outlets},
        "frames": {o: {frame: hits(o, words) for frame, words in codebook["frames"].items()} for o in outlets},
        "overused": {o: {w: {x: hits(x, [w]) for x in outlets} for w in OVERUSED[o]} for o in outlets},
        "police_force_form": per_outlet((f["article"], f["form"], 1) for f in police),
        "force_doer": per_outlet((f["article"], f["doer"] if f["form"] != FORMS["less"] else "(left out)", 1)
                                 for f in rows("force")),
        "agentless_passives": {o: sum(1 for p in rows("passives") if outlet_of[p["article"]] == o and not p["agent"])
                               for o in outlets},
        "quoted_words": per_outlet((q["article"], q["actor"] or "(unnamed)", q["words"]) for q in spoken),
        "tone": {o: {a: {"sum": s, "n": n} for a, (s, n) in sorted(cells.items())} for o, cells in tone.items()},
    }


def write_json(path: Path, answers: dict) -> None:
    """Readable JSON: one table row a line."""
    parts = []
    for key, value in answers.items():
        if isinstance(value, dict) and "data" in value:
            rows = ",\n".join(json.dumps(r, ensure_ascii=False, separators=(",", ":")) for r in value["data"])
            parts.append(f'"{key}": {{"columns": {json.dumps(value["columns"])}, "data": [\n{rows}\n]}}')
        else:
            parts.append(f'"{key}": ' + json.dumps(value, ensure_ascii=False, indent=1))
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def write_coders(masters: list[Master], tone: list[list]) -> None:
    """Two coding sheets: the same mentions, each coder's tone, the sentence for context."""
    sys.path.insert(0, str(DATA.parent))
    import framing

    articles = framing.read_articles(SAMPLE / "articles")
    sentences, _ = framing.tokenize(articles, framing.split_sections(articles))
    spans = list(zip(sentences["article"].astype(str), sentences["start"], sentences["end"], strict=True))
    texts = {m.name: m.text for m in masters}
    for coder, column in (("coder_a", -2), ("coder_b", -1)):
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["unit_id", "article", "start", "end", "text", "sentence", "actor", "tone"])
        for row in tone:
            unit, name, _, start, end, text, actor = row[:7]
            a, b = next((a, b) for n, a, b in spans if n == name and a <= start < b)
            writer.writerow([unit, name, start, end, text, texts[name][a:b], actor, row[column]])
        (SAMPLE / "coders" / f"{coder}.csv").write_text(out.getvalue(), encoding="utf-8")


def main() -> None:
    codebook = yaml.safe_load((DATA / "codebook.yaml").read_text(encoding="utf-8"))
    masters = [Master(p) for p in sorted((HERE / "sample").glob("*.annot.txt"))]
    names, tables = load_names(codebook), {t: [] for t in COLUMNS}
    for folder in ("articles", "coders"):
        (SAMPLE / folder).mkdir(parents=True, exist_ok=True)
    for master in masters:
        annotate(master, names, tables)
        ending = ".md" if master.markdown else ".txt"
        (SAMPLE / "articles" / (master.name + ending)).write_text(f"---\n{master.front}---\n{master.text}",
                                                                 encoding="utf-8")
    tables["tone"].sort(key=lambda r: (r[1], r[3]))
    for number, row in enumerate(tables["tone"], start=1):
        row[0] = f"u{number:02d}"
    meta = {m.name: {k: str(v) for k, v in m.meta.items()} for m in masters}
    answers = {"about": ABOUT, "licence": "CC0-1.0", "articles": meta}
    answers["planted"] = planted(masters, tables, codebook)
    answers |= {t: {"columns": COLUMNS[t].split(), "data": rows} for t, rows in tables.items()}
    write_json(SAMPLE / "answers.json", answers)
    (SAMPLE / "codebook.yaml").write_bytes((DATA / "codebook.yaml").read_bytes())
    write_coders(masters, tables["tone"])


if __name__ == "__main__":
    main()
