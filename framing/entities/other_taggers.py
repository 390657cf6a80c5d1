"""Entity taggers that do not ship with framing: NLTK's chunker, a spaCy pipeline, or any function of yours."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from importlib import metadata
from typing import Any

from ..schema import LABELS, choose

Span = tuple[int, int, str]
#: What other taggers call the four labels.
SAME = {
    "PER": "PERSON", "PERSON": "PERSON",
    "LOC": "LOC", "LOCATION": "LOC", "GPE": "LOC", "GSP": "LOC", "FAC": "LOC", "FACILITY": "LOC",
    "ORG": "ORG", "ORGANIZATION": "ORG", "ORGANISATION": "ORG",
    "NORP": "NORP",
}
#: English pipelines of spaCy, the most accurate first.
SPACY_ORDER = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm")
_NLTK_DATA = ("averaged_perceptron_tagger_eng", "maxent_ne_chunker_tab", "words")
_ARTICLE = re.compile(r"(?:the|a|an)\s+(?!Hague\b)(?=\w)", re.I)
_POSSESSIVE = re.compile(r"(?:['’]s|['’])$")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")


def choose_tagger(tagger, peoples: Callable[[], Collection[str]] = tuple
                  ) -> Callable[[list[str], list[list[tuple[int, int]]]], list]:
    """A function (texts, sentences of each text) -> spans of each text, for what a user gave as `tagger`.

    Parameters
    ----------
    tagger : {"nltk", "spacy", "spacy:NAME"}, callable, or a loaded spaCy pipeline
        NAME is an installed pipeline or its folder.
    peoples : callable
        Gives the names that are NORP when "nltk", which knows no such label, calls them a place.

    Raises
    ------
    ValueError
        If the name is unknown, or the pipeline finds no entities.
    LookupError
        If NLTK's data or spaCy's pipeline are not installed; ModuleNotFoundError if the package is not.
    """
    if isinstance(tagger, str):
        name, _, pipeline = tagger.partition(":")
        if name == "spacy":
            loaded = load_spacy(pipeline or _best_pipeline())
            return lambda texts, sentences: spacy_spans(loaded, texts)
        choose(tagger, ["framing", "nltk", "spacy", "spacy:NAME"], "tagger")
        models = load_nltk()
        return lambda texts, sentences: nltk_spans(*models, texts, sentences, peoples())
    if hasattr(tagger, "pipe_names") and hasattr(tagger, "pipe"):
        return lambda texts, sentences: spacy_spans(tagger, texts)
    if callable(tagger):
        return lambda texts, sentences: tagger(list(texts))
    raise ValueError(f"tagger must be a name or a callable that takes a list of texts; got {type(tagger).__name__}. "
                     'Names are "framing", "nltk", "spacy" and "spacy:NAME".')


def check_spans(texts: Sequence[str], found: Iterable[Iterable[Span]]) -> list[list[Span]]:
    """Spans as `find_entities` takes them: our labels, no blanks at the ends, in reading order, none overlapping.

    Of overlapping spans the longest stays, of equally long ones the first. A span ends with its paragraph.

    Raises
    ------
    ValueError
        If there is not one list per text, a span is no (start, end, label), it lies outside its text, or its label is
        not one of the four.
    """
    found = [list(spans) for spans in found]
    if len(found) != len(texts):
        raise ValueError(f"the tagger gave {len(found)} lists of spans for {len(texts)} texts; it must give one list "
                         "for each text, an empty one where it finds nothing.")
    checked = []
    for number, (text, spans) in enumerate(zip(texts, found, strict=True)):
        ready = [_check(span, text, number) for span in spans]
        ready = [span for span in ready if span is not None]
        kept: list[Span] = []
        for span in sorted(ready, key=lambda s: (s[0] - s[1], s[0])):
            if all(span[1] <= other[0] or other[1] <= span[0] for other in kept):
                kept.append(span)
        checked.append(sorted(kept))
    return checked


def _check(span, text: str, number: int) -> Span | None:
    try:
        start, end, label = span
        start, end = int(start), int(end)
    except (TypeError, ValueError):
        raise ValueError(f"the tagger's spans must be (start, end, label); got {span!r} in text {number}.") from None
    if not 0 <= start <= end <= len(text):
        raise ValueError(f"the tagger gave the span {span!r} in text {number}, which has {len(text)} characters; start "
                         "and end must be str offsets into that text.")
    if str(label).upper() not in SAME:
        raise ValueError(f"the tagger gave the label {label!r}; use one of {list(LABELS)} (PER, GPE, LOCATION, "
                         "ORGANIZATION and the like are understood), and leave other spans out.")
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    paragraph = _PARAGRAPH.search(text, start, end)
    end = paragraph.start() if paragraph else end
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    return (start, end, SAME[str(label).upper()]) if start < end else None


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Cut a leading article and a closing possessive off a span: "the United States'" is United States."""
    article = _ARTICLE.match(text, start, end)
    if article:
        start = article.end()
    possessive = _POSSESSIVE.search(text[start:end])
    if possessive and possessive.start():
        end = start + possessive.start()
    return start, end


# --- spaCy

def _best_pipeline() -> str:
    """The installed English pipeline to use."""
    _import_spacy()
    installed = sorted({e.name for e in metadata.entry_points(group="spacy_models")})
    english = [name for name in installed if name.startswith("en_")]
    for name in (*SPACY_ORDER, *english):
        if name in english:
            return name
    other = f" (installed: {', '.join(installed)})" if installed else ""
    raise LookupError(f"no English spaCy pipeline is installed{other}. Run: python -m spacy download en_core_web_sm\n"
                      'or name yours: tagger="spacy:NAME", with the name of an installed pipeline or its folder.')


def _import_spacy():
    try:
        import spacy
    except ModuleNotFoundError:
        raise ModuleNotFoundError('tagger="spacy" needs the package spacy, which is not installed. Run: '
                                  'pip install "framing[spacy]"\nand then: python -m spacy download en_core_web_sm'
                                  ) from None
    return spacy


@lru_cache(maxsize=2)
def load_spacy(name: str):
    """A spaCy pipeline by name or folder.

    Raises
    ------
    LookupError
        If there is none of this name.
    ModuleNotFoundError
        If the package spacy is not installed.
    """
    spacy = _import_spacy()
    try:
        pipeline = spacy.load(name)
    except OSError as error:
        raise LookupError(f"spaCy finds no pipeline {name!r} ({str(error).splitlines()[0]}). Run: python -m spacy "
                          f"download {name}\nor give the folder of a pipeline you have.") from None
    return pipeline


def spacy_spans(pipeline, texts: Sequence[str]) -> list[list[Span]]:
    """Persons, places, organisations and peoples that a spaCy pipeline finds, its other labels left out.

    Raises
    ------
    ValueError
        If the pipeline has no component that finds entities.
    """
    finders = [name for name in pipeline.pipe_names if "doc.ents" in pipeline.get_pipe_meta(name).assigns]
    if not finders:
        raise ValueError(f"the spaCy pipeline finds no entities; its components are {pipeline.pipe_names}. Use one with "
                         "an 'ner' or 'entity_ruler' component.")
    found = []
    for text, doc in zip(texts, pipeline.pipe(texts), strict=True):
        spans = [(*trim(text, e.start_char, e.end_char), SAME[e.label_]) for e in doc.ents if e.label_ in SAME]
        found.append(spans)
    return found


# --- NLTK

def load_nltk() -> tuple[Any, Any, Any]:
    """NLTK's word tokenizer, part-of-speech tagger and entity chunker.

    Raises
    ------
    LookupError
        If the data of one of them are not installed; the message says what to run.
    """
    from nltk.data import path

    return _load_nltk(tuple(str(p) for p in path))


@lru_cache(maxsize=2)
def _load_nltk(places: tuple[str, ...]) -> tuple[Any, Any, Any]:
    from nltk.corpus import words
    from nltk.tag.perceptron import PerceptronTagger
    from nltk.tokenize import NLTKWordTokenizer

    try:
        from nltk.chunk import ne_chunker

        words.ensure_loaded()
        return NLTKWordTokenizer(), PerceptronTagger(), ne_chunker()
    except (LookupError, ImportError) as error:
        import nltk

        lost = re.search(r"Resource\W+(?:\x1b\[\d+m)?(\w+)", str(error))
        what = f" (not found: {lost.group(1)})" if lost else ""
        old = f"\nYour NLTK is {nltk.__version__}; 3.9 or later is needed." if isinstance(error, ImportError) else ""
        raise LookupError(f'tagger="nltk" needs data of NLTK that are not installed{what}. Run: python -m nltk.downloader '
                          f"{' '.join(_NLTK_DATA)}{old}") from None


def nltk_spans(tokenizer, tagger, chunker, texts: Sequence[str], sentences: Sequence[Sequence[tuple[int, int]]],
               peoples: Collection[str] = ()) -> list[list[Span]]:
    """Persons, places and organisations that NLTK's chunker finds, sentence by sentence.

    NLTK has no label for peoples: names on the list `peoples` that it calls a place become NORP.
    """
    found = []
    for text, bounds in zip(texts, sentences, strict=True):
        spans: list[Span] = []
        for low, high in bounds:
            cut = _cut(tokenizer, text[low:high])
            tree = chunker.parse(tagger.tag([text[low + a:low + b] for a, b in cut]))
            at = 0
            for child in tree:
                size = len(child) if hasattr(child, "label") else 1
                if hasattr(child, "label") and child.label() in SAME:
                    start, end = trim(text, low + cut[at][0], low + cut[at + size - 1][1])
                    label = SAME[child.label()]
                    spans.append((start, end, "NORP" if label == "LOC" and text[start:end] in peoples else label))
                at += size
        found.append(spans)
    return found


def _cut(tokenizer, text: str) -> list[tuple[int, int]]:
    """Where NLTK's words are in a sentence."""
    try:
        return list(tokenizer.span_tokenize(text))
    except ValueError:  # it rewrites some marks and then does not find them
        return [m.span() for m in re.finditer(r"\w+(?:[-'’.]\w+)*|[^\w\s]", text)]
