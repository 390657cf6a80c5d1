"""Quotations on any text: nothing raises, spans slice back and nest, and time grows with the text."""

import numpy as np
import pandas as pd
import pytest
from conftest import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st
from quote_tables import tables

import framing
from framing.quotes.spans import find_spans
from framing.quotes.text import lay_out
from framing.schema import make_table

PIECES = ["\"", "“", "”", "'", "‘", "’", "«", "»", "„", "''", "`", ",", ".", "?", "!", ":", ";", "…", "—", "(", ")", "[", "]",
          " ", " ", " ", " ", "\n\n", "\n", "Ann Lee", "Tom Hale", "He", "she", "the mayor", "said", "says", "told", "asked",
          "adding", "believes", "called", "according to", "that", "to", "the", "bridge", "open", "will", "is", "confident",
          "who", "and", "as", "5", "'s", "n't", "film", "so-called", "known as", "Said", "Q:", "A:", "Lee:", "**", "I", "you", "—", "?", "é", "中", "\u200b", "\x00"]
messy = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
spaced = st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join)


@pytest.mark.slow
@settings(max_examples=examples(300), deadline=None)
@given(st.one_of(messy, spaced, st.text(max_size=80)))
@example('"')
@example("'''")
@example('Said')
@example('"" "" ""')
@example('Lee said')
@example('according to')
def test_any_text_gives_rows_that_slice_back_and_nest(text):
    articles, _, _, tokens, mentions, quotes = tables(text)
    text = articles["text"].iloc[0] if len(articles) else ""
    around = []
    for n, row in enumerate(quotes.itertuples()):
        assert 0 <= row.start < row.end <= len(text)
        assert row.quote == n
        for name in ("speaker", "cue"):
            start, end = getattr(row, name + "_start"), getattr(row, name + "_end")
            assert getattr(row, name) == (text[start:end] if start >= 0 else "")
            assert (start >= 0) == (end >= 0)
        while around and around[-1][0] <= row.start:
            around.pop()
        assert row.parent == (around[-1][1] if around else -1)
        assert not around or row.end <= around[-1][0]
        around.append((row.end, row.quote))
    voiced = framing.add_voices(tokens, quotes)
    assert voiced["voice"].notna().all()
    assert len(framing.add_voices(mentions, quotes)) == len(mentions)


class Counting(list):
    """A list that counts how often it is looked into."""

    looks = 0

    def __getitem__(self, key):
        Counting.looks += 1
        return super().__getitem__(key)


def looks_at(text):
    """How often finding everything in a text looks at a token's bits."""
    from framing import quotes as module

    articles = framing.read_articles(pd.DataFrame({"text": [text]}))
    sections = framing.split_sections(articles)
    sentences, tokens = framing.tokenize(articles, sections)
    laid = lay_out(tokens, sentences, sections, make_table("mentions"))
    laid.bits = Counting(laid.bits)
    laid.sentences, laid.paragraphs = Counting(laid.sentences), Counting(laid.paragraphs)
    owners = module.mark_owners
    module.mark_owners = lambda *given: Counting(owners(*given))
    Counting.looks = 0
    try:
        module._read_block(laid, {0: text})
    finally:
        module.mark_owners = owners
    return Counting.looks


@pytest.mark.once
@pytest.mark.parametrize("piece", [
    "'", '"', "“", "”", "' ", '" ', "'a ", 'a" ', '"a', "‘a’ ", "“a “b ", '"a," he said ', 'he said "a, ', "said ", "said that ",
    ", said, ", "according to ", "Ann Lee, ", "(", "[", "(a", '"(', "of the ", "and said ", "adding that he ", "- ", '"a"\n\n',
    '"a\n\n', "'a\n\n", "he said\n\n", "“‘", "a said, “b” ", "who said ",
    "Q: you?\n\nA: I.\n\n", "you?\n\nI.\n\n", "— a? he said.\n\n", "**Lee:** I.\n\n", "— a, — he said, — ", "*",
])
def test_twice_the_text_is_at_most_twice_the_work(piece):
    size = max(1, 6000 // len(piece))
    once, twice = looks_at(piece * size), looks_at(piece * size * 2)
    assert twice <= 2.3 * once + 2000


@pytest.mark.parametrize("text", ["'" * 200_000, '"' * 200_000, "'a" * 100_000, '" a' * 60_000, "“" * 200_000])
def test_two_hundred_thousand_marks_pass(text):
    *_, quotes = tables(text, mentions=make_table("mentions"))
    assert np.all(quotes["end"] > quotes["start"])


def test_spans_of_one_paragraph_do_not_move_those_of_the_next():
    good = '"We will stay," Ann Lee said.'
    for lost in ('"', "“", "'", '"We will go, "', "”"):
        articles, sections, sentences, tokens, mentions, _ = tables("He left. " + lost + "\n\n" + good)
        spans = find_spans(lay_out(tokens, sentences, sections, mentions))
        starts = tokens["start"].to_numpy()
        text = articles["text"].iloc[0]
        assert text.index(good) in {int(starts[s.first]) for s in spans}
