"""Downloads from news archives that hold many articles in one plain text: Nexis, Factiva, ProQuest.

Each layout is told by its own separators, as the archives publish or print them; a text without them is no
export. The article's text is its title, a blank line, and the body as it stands.
"""

from __future__ import annotations

import re

_NEXIS = re.compile(r"^[ \t]*\d+ of \d+ DOCUMENTS?[ \t]*\r?$", re.M)
_NEXIS_FIELD = re.compile(r"^([A-Z][A-Z-]+(?: [A-Z-]+)?):[ \t]*(.*(?:\r?\n(?![ \t]*\r?$)(?![A-Z][A-Z -]+:).+)*)", re.M)
_NEXIS_TAIL = {"LOAD-DATE", "LANGUAGE", "PUBLICATION-TYPE", "GRAPHIC", "DOCUMENT-TYPE", "JOURNAL-CODE", "SUBJECT",
               "CORRECTION-DATE", "TYPE", "URL", "COUNTRY", "CITY", "STATE", "COMPANY", "ORGANIZATION", "PERSON",
               "GEOGRAPHIC", "INDUSTRY", "CATEGORY", "NOTES"}
_COPYRIGHT = re.compile(r"^[ \t]*Copyright \d{4}\b.*$", re.M)
_EDITION = re.compile(r"(?:\d+ Star )?Edition(?: \d+)?\b[^.?!]{0,60}$|\w+ Edition$")
_RIGHTS = re.compile(r"^[ \t]*All Rights Reserved\.?[ \t]*\r?$", re.M | re.I)
_UNI_END = re.compile(r"^[ \t]*End of Document[ \t]*\r?$", re.M)
_UNI_FIELD = re.compile(r"^(Section|Length|Byline|Dateline|Highlight|Load-Date):[ \t\xa0]*(.*)$", re.M)
_PROQUEST = re.compile(r"^_{40,}[ \t]*\r?$", re.M)
_PROQUEST_FIELD = re.compile(
    r"^(Title|Author|Publication title|Publication date|Publication year|Publication info|Full text|Abstract|"
    r"Document URL|ProQuest document ID|Links|Subject|Location|People|Company / organization|Pages|Publisher|"
    r"Place of publication|Country of publication|Publication subject|ISSN|Source type|Language of publication|"
    r"Document type|Copyright|Last updated|Database|Section|Credit|Classification|Identifier / keyword|Volume|"
    r"Issue|First page|Dateline|Duration|Column|Edition|Contents):[ \t]*", re.M)
_FACTIVA = re.compile(r"^[ \t]*Document ([A-Z]{2}[A-Z0-9]{4,12}\d{8}[a-z0-9]{1,20})[ \t]*\r?$", re.M)
_FACTIVA_FIELD = re.compile(r"^ ?(HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|LA|CY|LP|TD|SE|CLM|ART|CO|IN|NS|RE|IPC|IPD|PUB|AN|RF|CT)"
                            r"[ \t]+(?=\S)|^(HD|LP|TD|BY|SN|PD|AN)[ \t]*\r?$", re.M)
_WORDS = re.compile(r"^[\d,.]+ words\r?$", re.M)
_DATE = re.compile(r"\b(?:\d{1,2}\.? [A-Z][a-z]+,? \d{4}|[A-Z][a-z]+ \d{1,2},? \d{4})\b")


def split_export(text: str) -> list[dict]:
    """The articles of an archive's export as records, or an empty list if the text is none."""
    if _NEXIS.search(text):
        return _nexis(text)
    if _UNI_END.search(text) and (_UNI_FIELD.search(text) or re.search(r"^Body[ \t]*\r?$", text, re.M)):
        return nexis_uni(text)
    if _FACTIVA.search(text) and (_WORDS.search(text) or _FACTIVA_FIELD.search(text)):
        return _factiva(text)
    if _PROQUEST.search(text) and re.search(r"^(?:Full text|Abstract|ProQuest document ID):", text, re.M):
        return _proquest(text)
    return []


def _record(title: str, body: str, **meta: str) -> dict:
    title, body = " ".join(title.split()), body.strip("\r\n")
    text = f"{title}\n\n{body}" if title and body else title or body
    return {"title": title, "text": text} | {k: " ".join(v.split()) for k, v in meta.items() if v and v.strip()}


def _nexis(text: str) -> list[dict]:
    records = []
    for piece in _NEXIS.split(text)[1:]:
        fields = list(_NEXIS_FIELD.finditer(piece))
        head = [f for f in fields if f[1] not in _NEXIS_TAIL]
        start = fields[0].start() if fields else len(piece)
        blocks = [" ".join(block.split()) for block in re.split(r"\n[ \t\r]*\n", piece[:start])]
        lines = [b for b in blocks if b and not _COPYRIGHT.match(b) and not _RIGHTS.match(b) and not _EDITION.match(b)]
        dated = next((i for i, line in enumerate(lines) if _DATE.search(line)), None)
        outlet = lines[0] if lines else ""
        title = " ".join(lines[dated + 1:]) if dated is not None else " ".join(lines[1:])
        published = _DATE.search(lines[dated])[0] if dated is not None else ""
        body_start = next((f.end() for f in reversed(head) if f[1] in ("LENGTH", "DATELINE", "BYLINE", "HIGHLIGHT",
                                                                       "SECTION")), start)
        if dated is None and not fields:
            body_start = 0
        rest = piece[body_start:]
        tail = next((m.start() for m in _NEXIS_FIELD.finditer(rest) if m[1] in _NEXIS_TAIL), len(rest))
        notice = _COPYRIGHT.search(rest)
        tail = min(tail, notice.start() if notice else tail)
        named = {f[1]: f[2] for f in fields}
        records.append(_record(named.get("HEADLINE", title), rest[:tail].rstrip(), outlet=outlet, published=published,
                               author=_byline(named.get("BYLINE", "")), section_name=named.get("SECTION", ""),
                               language=named.get("LANGUAGE", "")))
    return records


def _byline(text: str) -> str:
    return re.sub(r"^by\s+", "", text.strip(), flags=re.I)


def nexis_uni(text: str) -> list[dict]:
    """Nexis Uni: articles end with "End of Document"; the fields stand before the word "Body"."""
    records = []
    for piece in _UNI_END.split(text)[:-1]:
        head, mark, body = _partition(piece, re.compile(r"^Body[ \t]*\r?$", re.M))
        if not mark:
            continue
        fields = dict(_UNI_FIELD.findall(head))
        first = _UNI_FIELD.search(head)
        lines = [line.strip() for line in head[:first.start() if first else len(head)].splitlines()]
        blocks = [line for line in lines if line and not _COPYRIGHT.match(line)]
        dated = next((i for i in reversed(range(len(blocks))) if _DATE.search(blocks[i])), None)
        if dated is None or dated < 1:
            title, outlet, published = (blocks or [""])[0], "", ""
        else:
            title = blocks[dated - 2] if dated >= 2 else ""
            outlet, published = blocks[dated - 1], _DATE.search(blocks[dated])[0]
        body = re.split(r"^(?:Load-Date|Graphic|Classification|Notes):?[ \t\xa0]*", body, maxsplit=1, flags=re.M)[0]
        records.append(_record(title, body.rstrip(), outlet=outlet, published=published,
                               author=_byline(fields.get("Byline", "")), section_name=fields.get("Section", "")))
    return records


def _partition(text: str, pattern: re.Pattern) -> tuple[str, str, str]:
    match = pattern.search(text)
    return (text[:match.start()], match[0], text[match.end():]) if match else (text, "", "")


def _factiva(text: str) -> list[dict]:
    records, last = [], 0
    for mark in _FACTIVA.finditer(text):
        piece, last = text[last:mark.start()], mark.end()
        tagged = _fields(piece, _FACTIVA_FIELD)
        if "HD" in tagged:
            body = "\n\n".join(tagged[k].strip() for k in ("LP", "TD") if tagged.get(k, "").strip())
            records.append(_record(tagged["HD"], body, outlet=tagged.get("SN", ""), published=tagged.get("PD", ""),
                                   author=_byline(tagged.get("BY", "")), language=tagged.get("LA", "")))
            continue
        records.append(_factiva_plain(piece))
    return records


def _factiva_plain(piece: str) -> dict:
    """Without field codes: title, byline, words, date, (time,) source, code, (page,) language, copyright, body."""
    match = _WORDS.search(piece)
    if not match:
        return _record("", piece)
    head = [line.strip() for line in piece[:match.start()].splitlines() if line.strip()]
    after = piece[match.end():].lstrip("\r\n")
    lines = after.splitlines(keepends=True)
    body_at, meta = 0, []
    for line in lines:
        if not line.strip() and not meta:
            body_at += len(line)
            continue
        if not line.strip():
            break
        meta.append(line.strip())
        body_at += len(line)
    author = head.pop() if len(head) > 1 and re.match(r"by\s", head[-1], re.I) else ""
    date_at = next((i for i, line in enumerate(meta) if _DATE.search(line)), None)
    outlet = next((line for line in meta[(date_at or 0) + 1:] if not re.match(r"\d\d?:\d\d", line)), "")
    return _record(" ".join(head[-1:] if len(head) > 1 and len(head[0]) < 20 else head), after[body_at:].rstrip(),
                   outlet=outlet, published=meta[date_at] if date_at is not None else "", author=_byline(author))


def _fields(piece: str, pattern: re.Pattern) -> dict[str, str]:
    marks = list(pattern.finditer(piece))
    fields: dict[str, str] = {}
    for mark, end in zip(marks, [*(m.start() for m in marks[1:]), len(piece)], strict=False):
        name = next(g for g in mark.groups() if g)
        fields.setdefault(name, piece[mark.end():end].strip("\r\n"))
    return fields


def _proquest(text: str) -> list[dict]:
    records = []
    for piece in _PROQUEST.split(text):
        fields = _fields(piece, _PROQUEST_FIELD)
        body = fields.get("Full text") or fields.get("Abstract")
        if body is None:
            continue
        title = fields.get("Title") or next((line.strip() for line in piece.splitlines() if line.strip()), "")
        title = re.sub(r"^Document \d+ of \d+\s*", "", title)
        outlet = fields.get("Publication title") or fields.get("Publication info", "").split(";")[0]
        records.append(_record(title, body, outlet=outlet, published=fields.get("Publication date", ""),
                               author=fields.get("Author", ""), url=fields.get("Document URL", "")))
    return records
