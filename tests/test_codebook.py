"""Codebooks: read, checked line by line, drafted, and safe to open."""

import time
from types import SimpleNamespace

import pandas as pd
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from marked import tables

import framing
from framing.actors.codebook import Codebook, parse_codebook

GOOD = """
actors:
  - name: Ann Lee
    type: PERSON
    aliases: [Lee, "the Lark"]
    roles: [harbour minister]
    side: government
  - {name: Miners’ Union, type: ORG}
labels:
  conflict: [special military operation, war]
  the strike: {strike: [strike, strikes], unrest: [riot*]}
frames:
  violence: [attack*, "open fire"]
demonyms: {Arlish: Arle}
"""


def test_every_part_is_read_as_it_was_written():
    book = parse_codebook(GOOD)
    assert book.names == {"Ann Lee": "Ann Lee", "Lee": "Ann Lee", "the Lark": "Ann Lee", "Miners' Union": "Miners’ Union"}
    assert book.types == {"Ann Lee": "PERSON", "Miners’ Union": "ORG"} and book.sides["Ann Lee"] == "government"
    assert book.roles == (("harbour minister", "Ann Lee"),)
    assert book.labels == {"conflict": {"special military operation": ("special military operation",), "war": ("war",)},
                           "the strike": {"strike": ("strike", "strikes"), "unrest": ("riot*",)}}
    assert book.frames == {"violence": ("attack*", "open fire")} and book.demonyms == {"Arlish": "Arle"}


def test_a_file_a_dict_and_a_codebook_are_the_same(tmp_path):
    import yaml

    path = tmp_path / "codebook.yaml"
    path.write_text("\ufeff" + GOOD, encoding="utf8")
    book = framing.load_codebook(path)
    assert book == framing.load_codebook(yaml.safe_load(GOOD)) == framing.load_codebook(book)
    assert isinstance(book, Codebook) and framing.load_codebook(book) is book


def test_the_codebook_of_the_sample_is_sound(sample):
    book = framing.load_codebook(sample / "codebook.yaml")
    assert len(book.types) == 23 and book.names["HDU"] == "Halvarian Dockers' Union" and "Korvey" not in book.names
    assert set(book.labels["the contract"]) == {"lease", "investment", "sale"} and len(book.frames) == 4


def test_actors_may_be_a_mapping_of_names():
    book = parse_codebook("actors:\n  Ann Lee: [Lee]\n  Tom Roy: {type: PERSON, aliases: Roy}\n  Arle:\n")
    assert book.names == {"Ann Lee": "Ann Lee", "Lee": "Ann Lee", "Tom Roy": "Tom Roy", "Roy": "Tom Roy", "Arle": "Arle"}


def test_an_empty_file_is_an_empty_codebook():
    assert parse_codebook("") == parse_codebook("# nothing\nactors:\n") == Codebook()


@pytest.mark.parametrize("text, message", [
    ("actors:\n  - name: Ann Lee\n    aliases: [Lee]\n  - name: Tom Lee\n    aliases:\n      - Lee\n",
     r"line 6: 'Lee' is claimed by 'Tom Lee' and by 'Ann Lee' \(line 3\)"),
    ("actors:\n  - name: Lee\n  - name: Ann\n    aliases: [Lee’s]\n", r"line 4: 'Lee’s' is claimed by 'Ann' and by 'Lee' \(line 2\)"),
    ("actors:\n  - name: Lee\n  - name: Lee\n", r"line 3: actor 'Lee' stands twice; the first is in line 2"),
    ("actors:\n  Lee: []\n  Lee: []\n", r"line 3: 'Lee' stands twice in actors; the first is in line 2"),
    ("actors:\n  - name: Lee\n    alias: [L]\n", r"line 3: unknown key 'alias' in an actor. Did you mean 'aliases'"),
    ("actor:\n  - name: Lee\n", r"line 1: unknown key 'actor' in the codebook. Did you mean 'actors'"),
    ("actors:\n  - name: Lee\n    type: PERSONS\n", r"line 3: type of 'Lee' is 'PERSONS'; choose one of \['PERSON'"),
    ("actors:\n  - type: PERSON\n", r"line 2: an actor lacks its name"),
    ("actors:\n  - name: [Lee]\n", r"line 2: an actor's name must be text, not a list"),
    ("actors:\n  - Lee\n", r"line 2: an actor must be a mapping .*not the text 'Lee'"),
    ("actors:\n  - name: Lee\n    aliases: {a: b}\n", r"line 3: aliases of 'Lee' must be a list, not a mapping"),
    ("actors:\n  - name: Lee\n    aliases: ['.']\n", r"line 3: alias '.' of 'Lee' holds no letter"),
    ("actors: Lee\n", r"line 1: actors must be a mapping .*not the text"),
    ("labels:\n  war:\n    a: [strike]\n    b:\n      - Strike\n", r"line 5: 'Strike' of issue 'war' is claimed by 'b' and by 'a' \(line 3\)"),
    ("labels: {x: [a]}\nterms:\n  x: [b]\n", r"line 3: issue 'x' stands in labels and in terms"),
    ("frames:\n  violence: ['*']\n", r"line 2: pattern '\*' of frame 'violence' holds no letter"),
    ("frames:\n  violence:\n    - \n", r"line 3: an entry of frame 'violence' must be text, not nothing"),
    ("demonyms:\n  Arlish: [Arle]\n", r"line 2: the country of 'Arlish' must be text, not a list"),
    ("- a\n- b\n", r"line 1: the codebook must be a mapping .*not a list"),
    ("actors: [", r"line 1.*this is no YAML"),
    ("a: b: c", r"line 1: this is no YAML"),
    ("actors: !!python/object/apply:os.system ['true']", r"line 1: tags \(.*apply.*not used"),
    ("x: &a [1]\ny: *a", r"line 1: anchors and references"),
    ("frames: {f: [*attack]}", r"line 1: anchors and references .*put a wildcard in quotation marks"),
    ("--- {}\n--- {}\n", "holds 2 YAML documents"),
    ("a: " + "[" * 9 + "]" * 9, "nested deeper than 8 levels"),
    ("a\x00b: c", "this is no YAML"),
])
def test_what_is_wrong_is_said_with_its_line(text, message):
    with pytest.raises(ValueError, match=message):
        parse_codebook(text)


def test_all_problems_are_listed_at_once_in_the_order_of_lines():
    with pytest.raises(ValueError) as error:
        parse_codebook("frames: []\nactors:\n  - name: A\n    typ: PERSON\n  - name: B\n    aliases: [A]\n")
    assert [line.strip().partition(":")[0] for line in str(error.value).splitlines()[1:]] == ["line 1", "line 4", "line 6"]


def test_a_dict_is_checked_too_without_lines():
    with pytest.raises(ValueError, match="  'Lee' is claimed by 'B' and by 'A'; leave it to one"):
        framing.load_codebook({"actors": {"A": ["Lee"], "B": ["Lee"]}})
    deep = {}
    deep["actors"] = deep
    with pytest.raises(ValueError, match="nested deeper"):
        framing.load_codebook(deep)


@pytest.mark.parametrize("text", [
    "a: " + "[" * 200_000, "{" * 200_000, "- " * 200_000, "a: [" + "x, " * 150_000 + "]",
    "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]", "x" * 2_000_001,
])
def test_bombs_are_refused_quickly(text):
    begin = time.process_time()
    with pytest.raises(ValueError):
        parse_codebook(text)
    assert time.process_time() - begin < 20


def test_no_codebook_where_one_is_needed_is_told(sample_analysis):
    with pytest.raises(TypeError, match=r"a file or a mapping.*None.*draft_codebook"):
        framing.count_labels(sample_analysis.tokens, None)


def test_a_file_that_is_no_text_or_not_there_is_named(tmp_path):
    path = tmp_path / "book.yaml"
    with pytest.raises(FileNotFoundError, match=r"no codebook .*book.yaml.*draft_codebook"):
        framing.load_codebook(path)
    path.write_bytes(b"actors: [\xff\xfe]")
    with pytest.raises(ValueError, match="is no UTF-8 text"):
        framing.load_codebook(path)


@given(st.text(max_size=200))
@settings(max_examples=examples(300), deadline=None)
def test_any_text_is_read_or_refused(text):
    try:
        assert isinstance(parse_codebook(text), Codebook)
    except ValueError as error:
        assert "codebook" in str(error)


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
TREES = st.recursive(LEAVES, lambda t: st.lists(t, max_size=4) | st.dictionaries(
    st.sampled_from(["actors", "labels", "frames", "name", "aliases", "type", "x"]), t, max_size=4), max_leaves=15)


@given(st.dictionaries(st.sampled_from(["actors", "labels", "terms", "frames", "demonyms"]), TREES, max_size=4))
@settings(max_examples=examples(200), deadline=None)
def test_any_tree_is_read_or_refused(tree):
    try:
        assert isinstance(framing.load_codebook(tree), Codebook)
    except ValueError as error:
        assert "codebook" in str(error)


# Drafts

def draft(*marked, **options):
    articles, *_, mentions, _ = tables(*marked)
    return framing.draft_codebook(SimpleNamespace(mentions=framing.resolve_actors(mentions, articles)), **options)


def test_a_draft_lists_actors_with_their_forms_and_loads_again():
    text = draft("{Ann Lee|P} came. {Lee|P} sat. The {Miners Union|O} ({MU|O}) met. {Arle|L} slept.", "{Lee|P} ran.")
    book = parse_codebook(text)
    assert book.types == {"Ann Lee": "PERSON", "Miners Union": "ORG"}
    assert book.names == {"Ann Lee": "Ann Lee", "Lee": "Ann Lee", "Miners Union": "Miners Union", "MU": "Miners Union"}


def test_a_draft_asks_about_short_names_and_lists_what_was_refused():
    text = draft("{Ann Lee|P} met {Ann Lee|P}.", "{Lee|P} and {Lee|P}.", "{Ann Lee|P}, {Tom Lee|P}: {Lee|P}.", min_n=1)
    assert "# ? short for Ann Lee?" in text and "#   Lee (1): Ann Lee | Tom Lee" in text
    assert parse_codebook(text).types == {"Ann Lee": "PERSON", "Lee": "PERSON", "Tom Lee": "PERSON"}


def test_a_short_name_that_another_article_explains_becomes_an_alias_with_a_note():
    text = draft("{Ann Lee|P} met {Lee|P}.", "{Lee|P} and {Lee|P}.", min_n=1)
    assert "Lee also stands without the full name, 2 times" in text
    assert parse_codebook(text).names == {"Ann Lee": "Ann Lee", "Lee": "Ann Lee"}


def test_a_draft_of_nothing_is_an_empty_codebook():
    assert parse_codebook(draft("Rain fell.")) == Codebook()
    with pytest.raises(ValueError, match="min_n must be at least 1"):
        draft("Rain fell.", min_n=0)


@given(st.lists(st.tuples(st.text(min_size=1, max_size=10), st.text(min_size=1, max_size=10)), min_size=1, max_size=6))
@settings(max_examples=examples(200), deadline=None)
def test_a_draft_of_any_names_loads_again(pairs):
    mentions = pd.DataFrame({"article": "a", "text": [f for _, f in pairs], "label": "PERSON", "actor": [a for a, _ in pairs],
                             "rule": "as written"})
    text = framing.draft_codebook(SimpleNamespace(mentions=mentions), min_n=1)
    try:
        book = parse_codebook(text)
    except ValueError as error:
        # Names of marks alone, or two that differ by marks only, cannot be told apart as names: the draft says which.
        assert "claimed by" in str(error) or "holds no letter" in str(error) or "must be text" in str(error) \
            or "stands twice" in str(error)
    else:
        assert book.types
