"""Word documents to records: one article, or a download of many. Heading, list and quote styles become Markdown."""

from __future__ import annotations

from .archives import check_office
from .exports import nexis_uni
from .files import File, need, parsing


def read_docx(file: File, columns, problems) -> list[dict]:
    """A .docx file: one article, or a Nexis Uni download of many. Heading styles become Markdown headings."""
    docx = need("docx", "office")
    with parsing("a Word document"):
        check_office(file.path)
        document = docx.Document(str(file.path))
        plain = "\n".join(p.text for p in document.paragraphs)
        if records := nexis_uni(plain.replace("\xa0", " ")):
            return [record | {"text": _respaced(record["text"])} for record in records]
        blocks = [_marked(block) for block in document.iter_inner_content()]
    return [{"text": "\n\n".join(block for block in blocks if block)}]


def _respaced(text: str) -> str:
    return "\n\n".join(line.strip() for line in text.splitlines() if line.strip())


def _marked(block) -> str:
    """A paragraph with the Markdown of its style, or a table as one line per row."""
    if not hasattr(block, "style") or hasattr(block, "rows"):
        lines = (" | ".join(" ".join(cell.text.split()) for cell in row.cells) for row in block.rows)
        return "\n".join(line for line in lines if line.strip(" |"))
    style = (block.style.name or "") if block.style is not None else ""
    text = block.text.strip()
    if not text:
        return ""
    if style == "Title":
        return "# " + " ".join(text.split())
    if style.startswith("Heading") and style[-1:] in "123456789":
        return "#" * min(int(style[-1]) + 1, 6) + " " + " ".join(text.split())
    if style.startswith("List"):
        return "- " + text
    return "> " + text if style.endswith("Quote") else text
