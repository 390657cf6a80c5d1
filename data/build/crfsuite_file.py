"""Write given weights as a model file of CRFsuite, so that CRFsuite itself can check and race our tagger.

The layout (a header, features, two string tables in CQDB format, references) is the one CRFsuite 0.12 reads.
"""

from __future__ import annotations

import struct
from pathlib import Path

_MASK = 0xFFFFFFFF


def write_model(path: Path, state: dict[str, dict[str, float]], transitions: dict[tuple[str, str], float],
                labels: list[str]) -> None:
    """Write the weights of attributes, {attribute: {label: weight}}, and of moves between labels."""
    number = {label: k for k, label in enumerate(labels)}
    features, by_label, by_attribute = [], [[] for _ in range(len(labels) + 2)], []
    for (a, b), weight in sorted(transitions.items()):
        by_label[number[a]].append(len(features))
        features.append(struct.pack("<IIId", 1, number[a], number[b], weight))
    names = sorted(state)
    for k, name in enumerate(names):
        row = []
        for label, weight in sorted(state[name].items()):
            row.append(len(features))
            features.append(struct.pack("<IIId", 0, k, number[label], weight))
        by_attribute.append(row)
    parts, at = [], 48
    places = []
    for chunk in (_chunk(b"FEAT", len(features), b"".join(features)), _string_table(labels), _string_table(names),
                  (b"LFRF", by_label), (b"AFRF", by_attribute)):
        if isinstance(chunk, tuple):
            chunk = _references(*chunk, at)
        places.append(at)
        parts.append(chunk)
        at += len(chunk)
    header = struct.pack("<4sI4sIIIIIIIII", b"lCRF", at, b"FOMC", 100, len(features), len(labels), len(names), *places)
    path.write_bytes(header + b"".join(parts))


def _chunk(name: bytes, count: int, body: bytes) -> bytes:
    return struct.pack("<4sII", name, 12 + len(body), count) + body


def _references(name: bytes, rows: list[list[int]], at: int) -> bytes:
    offsets, pieces = [], []
    place = at + 12 + 4 * len(rows)
    for row in rows:
        offsets.append(place)
        pieces.append(struct.pack(f"<I{len(row)}I", len(row), *row))
        place += len(pieces[-1])
    body = struct.pack(f"<{len(offsets)}I", *offsets) + b"".join(pieces)
    return _chunk(name, len(rows), body)


def _string_table(strings: list[str]) -> bytes:
    """A CQDB file: strings to their numbers, and back."""
    at = 24 + 256 * 8
    records, backward = [], []
    buckets: list[list[tuple[int, int]]] = [[] for _ in range(256)]
    for number, string in enumerate(strings):
        key = string.encode() + b"\0"
        value = lookup3(key)
        buckets[value % 256].append((value, at))
        backward.append(at)
        records.append(struct.pack("<II", number, len(key)) + key)
        at += len(records[-1])
    references, tables = [], []
    for bucket in buckets:
        size = 2 * len(bucket)
        references.append(struct.pack("<II", at if bucket else 0, size))
        slots = [(0, 0)] * size
        for value, offset in bucket:
            k = (value >> 8) % size
            while slots[k][1]:
                k = (k + 1) % size
            slots[k] = (value, offset)
        tables.append(b"".join(struct.pack("<II", *slot) for slot in slots))
        at += len(tables[-1])
    size = at + 4 * len(backward)
    header = struct.pack("<4sIIIII", b"CQDB", size, 0, 0x62445371, len(backward), at)
    return b"".join([header, *references, *records, *tables, struct.pack(f"<{len(backward)}I", *backward)])


def _turn(value: int, bits: int) -> int:
    return ((value << bits) | (value >> (32 - bits))) & _MASK


def lookup3(key: bytes) -> int:
    """Bob Jenkins' hash of bytes (lookup3, hashlittle with seed 0)."""
    a = b = c = (0xDEADBEEF + len(key)) & _MASK
    while len(key) > 12:
        x, y, z = struct.unpack_from("<III", key)
        a, b, c = (a + x) & _MASK, (b + y) & _MASK, (c + z) & _MASK
        for bits in (4, 6, 8, 16, 19, 4):
            a, b, c = b, (c + b) & _MASK, ((a - c) & _MASK) ^ _turn(c, bits)
        key = key[12:]
    if not key:
        return c
    x, y, z = struct.unpack("<III", key.ljust(12, b"\0"))
    a, b, c = (a + x) & _MASK, (b + y) & _MASK, (c + z) & _MASK
    for bits in (14, 11, 25, 16, 4, 14, 24):
        c = ((c ^ b) - _turn(b, bits)) & _MASK
        a, b, c = b, c, a
    return b
