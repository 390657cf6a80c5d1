"""Tokens and sentences: their spans, and where sentences end."""

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import framing
from framing.tokens import pieces, word_traits


def cut(text):
    articles = framing.read_articles(pd.DataFrame({"text": [text]}))
    return framing.tokenize(articles, framing.split_sections(articles))


def sentences_of(text):
    sentences, _ = cut(text)
    return [text[a:b] for a, b in zip(sentences["start"], sentences["end"], strict=True)]


@pytest.mark.parametrize("text, tokens", [
    ("They won't, and can't.", ["They", "won't", ",", "and", "can't", "."]),
    ("Velm's mayor, the workers' union.", ["Velm", "'s", "mayor", ",", "the", "workers", "'", "union", "."]),
    ("We'll see; they’ve gone.", ["We", "'ll", "see", ";", "they", "’ve", "gone", "."]),
    ("a 70,000-strong army", ["a", "70,000-strong", "army"]),
    ("The U.S. and Mr. J. Doe.", ["The", "U.S.", "and", "Mr.", "J.", "Doe", "."]),
    ("It cost $3.5 million (or 4%).", ["It", "cost", "$", "3.5", "million", "(", "or", "4", "%", ")", "."]),
    ("Wait... what?", ["Wait", "...", "what", "?"]),
    ("“Go,” he said.", ["“", "Go", ",", "”", "he", "said", "."]),
    ("See https://velm.example/a?b=1, or mail a.b@velm.example.",
     ["See", "https://velm.example/a?b=1", ",", "or", "mail", "a.b@velm.example", "."]),
    ("O'Neill of AT&T, No. 5.", ["O'Neill", "of", "AT&T", ",", "No.", "5", "."]),
    ("Café Zürich naïve", ["Café", "Zürich", "naïve"]),
    ("U.S.-led pro-war", ["U.S.-led", "pro-war"]),
    ("No. That is all.", ["No", ".", "That", "is", "all", "."]),
    ("at 10:30 on Velm.com", ["at", "10:30", "on", "Velm.com"]),
])
def test_words_are_cut_as_people_see_them(text, tokens):
    assert cut(text)[1]["token"].tolist() == tokens


@pytest.mark.parametrize("sentences", [
    ["Mr. Abel met Dr. Cain.", "They talked."],
    ["He moved to the U.S. last year.", "He likes it."],
    ["It rose 3.5 percent.", "Then it fell."],
    ["\"We go.\"", "She left."],
    ["\"Why now?\" he asked.", "Nobody knew."],
    ["They waited... and waited.", "Then they left."],
    ["He said it (see the note by J. Doe, ed.) and left.", "It was late."],
    ["Gen. Ode and Sen. Bly of Velm Inc. were there."],
    ["She came at 5 p.m. on Friday.", "He did not."],
    ["It was over!", "Or was it?", "Yes."],
    ["He lives in the U.S.", "The rest do not."],
    ["“Go.", "Go now.”", "They went."],
    ["\"Listen (he meant us - ed.), we go.", "God help us,\" he said."],
])
def test_sentence_ends(sentences):
    assert sentences_of(" ".join(sentences)) == sentences


@pytest.mark.parametrize("sentences", [
    pytest.param(["I met J.", "Doe left."], marks=pytest.mark.xfail(strict=True, reason="an initial never ends one")),
    pytest.param(["They own Velm Inc.", "Workers own nothing."],
                 marks=pytest.mark.xfail(strict=True, reason="'workers' seldom begins a sentence in the training text")),
])
def test_sentence_ends_known_failures(sentences):
    assert sentences_of(" ".join(sentences)) == sentences


def test_paragraphs_end_sentences_and_are_counted():
    sentences, _ = cut("One without an end\n\nTwo. Three.\n\nFour.")
    assert sentences["paragraph"].tolist() == [0, 1, 1, 2]


@settings(deadline=None)
@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("aB1 .,'’\"”-\n\r&@:/U.S")), max_size=200))
def test_spans_slice_back_and_miss_no_ink(text):
    articles = framing.read_articles(pd.DataFrame({"text": pd.Series([text], dtype=object)}))
    text = articles["text"].tolist()[0]  # half a character is read as "�"
    sections = framing.split_sections(articles)
    sentences, tokens = framing.tokenize(articles, sections)
    assert [text[a:b] for a, b in zip(tokens["start"], tokens["end"], strict=True)] == tokens["token"].tolist()
    starts, ends = tokens["start"].tolist(), tokens["end"].tolist()
    assert all(a < b for a, b in zip(starts, ends, strict=True))
    assert all(b <= a for b, a in zip(ends, starts[1:], strict=False))
    spans = [(s.start, s.end) for s in sections.itertuples()] + \
        [(s.heading_start, s.heading_end) for s in sections.itertuples()]
    located = {i for a, b in zip(starts, ends, strict=True) for i in range(a, b)}
    ink = {i for a, b in spans for i in range(a, b) if not text[i].isspace()}
    assert ink <= located
    bounds = dict(zip(sentences["sentence"], zip(sentences["start"], sentences["end"], strict=True), strict=True))
    assert all(bounds[s][0] <= a and b <= bounds[s][1]
               for s, a, b in zip(tokens["sentence"], starts, ends, strict=True))


@settings(deadline=None)
@given(st.lists(st.text(alphabet=st.sampled_from("aBé1 .,'’”\"-\n\r\t\x0b\u2028\xa0@:/&wc"), max_size=40), max_size=4))
def test_pieces_are_what_the_pattern_finds_in_the_whole_text(texts):
    cut = pieces._CUTTER.cut(texts)
    expected = [(k, m.start(), m.start() + len(m[0].rstrip()), m[0].rstrip(),
                 min(len(pieces._BREAK.findall(m[0][len(m[0].rstrip()):])), 2))
                for k, text in enumerate(texts) for m in pieces._TOKEN.finditer(text) if m[0].strip()]
    assert [(*row, cut.types[code], lines) for *row, code, lines in zip(*(a.tolist() for a in cut[:5]), strict=True)] == expected


def test_a_forgotten_vocabulary_changes_nothing(monkeypatch):
    texts = ["Mr. Abel won't go.", "Dr. Cain, of Velm, won't."]
    before = [list(map(str, column)) for column in pieces.cut_pieces(texts)]
    monkeypatch.setattr(pieces, "MAX_TYPES", 0)
    assert [list(map(str, column)) for column in pieces.cut_pieces(texts)] == before


@settings(deadline=None)
@given(st.text(alphabet=st.characters(categories=["L"]), min_size=3, max_size=8))
@example("monday")
@example("Mrs")
@example("gens")
def test_the_short_way_for_plain_words_tells_the_same(word):
    assert word_traits._plain_bits(word) == word_traits._bits(word)


def test_tokens_do_not_depend_on_the_articles_beside_them():
    texts = ["Mr. Abel won't go. He can't.", "Velm\n\nIt is No. 5 in the U.S. today.", "", "Dr. Cain? Yes."]
    together = framing.read_articles(pd.DataFrame({"text": texts}))
    _, tokens = framing.tokenize(together, framing.split_sections(together))
    for number, text in enumerate(texts, start=1):
        mine = tokens[tokens["article"] == f"table-{number}"]
        alone = cut(text)[1]
        columns = ["section", "sentence", "start", "end"]
        assert mine[columns].values.tolist() == alone[columns].values.tolist()
        assert mine["token"].tolist() == alone["token"].tolist()


def test_empty_tables_keep_their_columns_and_dtypes():
    full, empty = cut("One. Two."), cut("")
    for a, b in zip(full, empty, strict=True):
        assert len(b) == 0
        assert {c: str(t) for c, t in a.dtypes.items()} == {c: str(t) for c, t in b.dtypes.items()}
