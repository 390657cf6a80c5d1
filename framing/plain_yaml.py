"""YAML as plain nodes: text, lists and mappings with their lines; anchors, tags and depth are refused beforehand."""

from __future__ import annotations

from typing import Any, NamedTuple


class Node(NamedTuple):
    """A value and the line it stands on; 0 where there is no file.

    The value is None, text as written, a tuple of nodes (a list), or a list of pairs of nodes (a mapping).
    """

    value: Any
    line: int


def read_yaml(text: str, name: str, *, characters: int, depth: int, entries: int, what: str = "codebooks") -> Node | None:
    """One YAML document as nodes, or None for an empty one. Nothing is built before the limits have been checked.

    Parameters
    ----------
    text : str
    name : str
        What error messages call the text.
    characters, depth, entries : int
        How long, how deeply nested and how rich in values it may be.
    what : str
        What error messages call texts of this kind.

    Raises
    ------
    ValueError
        If it is no YAML, passes a limit, or uses anchors, references, tags or several documents; with the line.
    """
    import yaml

    if len(text) > characters:
        raise ValueError(f"{name} has more than {characters:,} characters; split it.")
    try:
        _check(yaml.parse(text, Loader=yaml.SafeLoader), name, depth, entries, what)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark is not None else ""
        raise ValueError(f"{name}{line}: this is no YAML ({getattr(error, 'problem', None) or error}). Names with : or # "
                         "go in quotation marks.") from None
    return None if node is None else _plain(node)


def _check(events, name: str, depth: int, entries: int, what: str) -> None:
    import yaml

    level = values = documents = 0
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ValueError(f"{name}, line {line}: anchors and references (& and *) are not used in {what}; "
                             "put a wildcard in quotation marks, as in '*stan'.")
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            level += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            level -= 1
        if getattr(event, "tag", None):
            raise ValueError(f"{name}, line {line}: tags ({event.tag}) are not used in {what}; put a name that "
                             "begins with ! in quotation marks.")
        documents += isinstance(event, yaml.DocumentStartEvent)
        values += isinstance(event, yaml.ScalarEvent)
        if level > depth:
            raise ValueError(f"{name}, line {line}: nested deeper than {depth} levels; {what} need 4.")
        if values > entries:
            raise ValueError(f"{name} has more than {entries:,} entries; split it.")
    if documents > 1:
        raise ValueError(f"{name} holds {documents} YAML documents; keep one.")


def _plain(node) -> Node:
    line = node.start_mark.line + 1
    if node.id == "mapping":
        return Node([(_plain(k), _plain(v)) for k, v in node.value], line)
    if node.id == "sequence":
        return Node(tuple(_plain(v) for v in node.value), line)
    return Node(None if node.tag.endswith(":null") else node.value, line)
