"""Repair what is wrong in the labels of the largest training corpus, which were partly made by machine."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
from entity_data import Tagged

from framing.entity_features import TITLES

_LEADING = frozenset("""southern northern eastern western central southeastern southwestern northeastern northwestern
northwest northeast southwest southeast south north east west mid downtown upper lower mainland mainstream the of and in
at for to by with a an on from outside near - , 's " ' former then late top senior""".split())
_TRAILING = frozenset("of and in for to the 's ’s , - \" ' . for by with on at says spokesman government".split())
_PLACES_FIRST = ("cn", "co", "st")


def spans_of(part: Tagged, tags) -> list[tuple[int, int, str]]:
    """Names as (first token, last token, label)."""
    found = []
    for k, tag in enumerate(tags):
        if tag == "O":
            continue
        if tag[0] == "I" and found and found[-1][1] == k - 1 and found[-1][2] == tag[2:] and not part.begins[k]:
            found[-1][1] = k
        else:
            found.append([k, k, tag[2:]])
    return [tuple(f) for f in found]


def tags_of(n: int, spans) -> np.ndarray:
    """BIO tags of spans that do not overlap."""
    tags = np.full(n, "O", dtype=object)
    for first, last, label in spans:
        tags[first] = "B-" + label
        tags[first + 1:last + 1] = "I-" + label
    return tags


def trim(part: Tagged, lists: dict[str, list[str]]) -> np.ndarray:
    """Cut titles and directions off the names, and give strings on closed lists their label."""
    words = [part.types[c] for c in part.code]
    country = set(lists["cn"]) | {"U.S.", "U.K.", "EU", "Israeli", "Saudi"}
    people = set(lists["na"])
    closed = {name: "LOC" for code in _PLACES_FIRST for name in lists[code]} | {name: "NORP" for name in people}
    closed |= {"U.N.": "ORG", "UN": "ORG", "EU": "ORG", "European Union": "ORG", "United Nations": "ORG",
               "NATO": "ORG", "West": "LOC"}
    places = set(lists["ci"]) - set(lists["fn"]) - set(lists["sn"])
    seen = defaultdict(Counter)
    cleaned = []
    for first, last, label in spans_of(part, part.tag):
        while first < last and ((words[first].lower() in _LEADING and (words[first].islower() or first == last))
                                or not words[first][0].isalnum()):
            first += 1
        if label == "PERSON":
            low = words[first].lower().rstrip(".")
            titled = [k for k in range(first, last) if words[k].lower().rstrip(".") in TITLES]
            if titled and (low in TITLES or words[first] in country or words[first] in people or len(titled) > 1
                           or any(w.islower() for w in words[first:titled[-1]])):
                first = titled[-1] + 1
            elif first < last and words[first] in people:
                first += 1
        while first < last and ((words[last].lower() in _TRAILING and words[last].islower())
                                or not words[last][0].isalnum()):
            last -= 1
        if words[first].islower() and first == last:
            continue
        if not any(c.isupper() for c in words[first]) and label != "PERSON" and first == last:
            continue
        cleaned.append((first, last, label))
        seen[" ".join(words[first:last + 1])][label] += 1
    final = []
    for first, last, label in cleaned:
        text = " ".join(words[first:last + 1])
        if text in closed:
            label = closed[text]
        elif text in places and label in ("ORG", "PERSON", "NORP") and seen[text]["LOC"] >= 0.4 * sum(seen[text].values()):
            label = "LOC"
        else:
            best, n = seen[text].most_common(1)[0]
            if n >= 5 and n >= 0.75 * sum(seen[text].values()):
                label = best
        final.append((first, last, label))
    tags = tags_of(len(words), final)
    for k, word in enumerate(words):
        if tags[k] == "O" and word in closed and closed[word] != "ORG":
            after, before = tags[k + 1] if k + 1 < len(words) else "O", tags[k - 1] if k else "O"
            if after == "O" and before == "O" and word not in ("West", "Gulf") \
                    and not (k + 1 < len(words) and words[k + 1][0].isupper()):
                tags[k] = "B-" + closed[word]
    return tags


def vote(part: Tagged, versions: list) -> np.ndarray:
    """Names that most of the versions of a text's tags have; where they all differ, the first one's."""
    votes = Counter()
    for tags in versions:
        votes.update(spans_of(part, tags))
    first_choice = set(spans_of(part, versions[0]))
    ranked = sorted(votes, key=lambda s: (-votes[s], s not in first_choice, s[0] - s[1], s[0]))
    taken = np.zeros(len(part.code), bool)
    kept = []
    free = [np.array([t == "O" for t in tags]) for tags in versions]
    for span in ranked:
        first, last, _ = span
        if votes[span] * 2 <= len(versions):
            empty = sum(bool(f[first:last + 1].all()) for f in free)
            if span not in first_choice or empty * 2 > len(versions):
                continue
        if not taken[first:last + 1].any():
            taken[first:last + 1] = True
            kept.append(span)
    return tags_of(len(part.code), sorted(kept))
