"""Other taggers give the four labels: a spaCy pipeline and an NLTK chunker trained here, and functions of the user."""

import random
import re
import sys
from importlib import metadata

import pandas as pd
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.entities import other_taggers
from framing.entities.other_taggers import check_spans, trim

PEOPLE = ["Ann Lee", "Bo Oduya", "Iva Mirova", "Sam Torr", "Ada Quist", "Leo Brandt"]
PLACES = ["Arle", "Velm", "Brod", "Castra", "Norring", "Ostby"]
FIRMS = ["Cobalt Bank", "Harbour Union", "Delta Steel", "Quill Press", "Rhon Railways", "Tern Airlines"]
PATTERNS = ["{p} of {o} went to {l} .", "In {l} , {p} praised {o} .", "The {o} closed its office in {l} .",
            "{p} met {p} in {l} .", "{o} said {p} lives near {l} ."]
KINDS = {"p": ("PERSON", PEOPLE), "l": ("GPE", PLACES), "o": ("ORGANIZATION", FIRMS)}


def draw_sentences(seed, n):
    """Sentences as lists of (words, label or None)."""
    rng = random.Random(seed)
    for _ in range(n):
        yield [(KINDS[part[1]][1][rng.randrange(6)].split(), KINDS[part[1]][0]) if part[0] == "{" else ([part], None)
               for part in rng.choice(PATTERNS).split()]


def entities(text, tagger):
    articles = framing.read_articles(pd.DataFrame({"text": text if isinstance(text, list) else [text]}))
    _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    return framing.find_entities(articles, tokens, tagger=tagger)


def pairs(table):
    return list(zip(table["text"], table["label"], strict=True))


# --- spaCy

@pytest.fixture(scope="module")
def pipeline(tmp_path_factory):
    """A spaCy pipeline trained here, in a folder."""
    spacy = pytest.importorskip("spacy", reason="spacy is not installed (extra: spacy)")
    from spacy.training import Example

    spacy.util.fix_random_seed(1)
    nlp = spacy.blank("en")
    nlp.add_pipe("ner")
    examples = []
    for sentence in draw_sentences(1, 60):
        words, spans = [], []
        for part, label in sentence:
            if label:
                spans.append((len(words), len(words) + len(part), "ORG" if label == "ORGANIZATION" else label))
            words += part
        doc = spacy.tokens.Doc(nlp.vocab, words)
        doc.ents = [spacy.tokens.Span(doc, *span) for span in spans]
        examples.append(Example(spacy.tokens.Doc(nlp.vocab, words), doc))
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(10):
        for low in range(0, len(examples), 6):
            nlp.update(examples[low:low + 6], sgd=optimizer)
    ruler = nlp.add_pipe("entity_ruler", last=True, config={"overwrite_ents": True})
    ruler.add_patterns([{"label": "NORP", "pattern": "Arlish"}, {"label": "DATE", "pattern": "Monday"},
                        {"label": "FAC", "pattern": "the Old Bridge"}])
    folder = tmp_path_factory.mktemp("spacy") / "pipeline"
    nlp.to_disk(folder)
    return folder


@pytest.mark.extra
def test_a_spacy_pipeline_gives_the_four_labels(pipeline):
    table = entities("Ada Quist met Sam Torr in Brod. The Arlish said Cobalt Bank closed the Old Bridge on Monday.",
                     f"spacy:{pipeline}")
    assert pairs(table) == [("Ada Quist", "PERSON"), ("Sam Torr", "PERSON"), ("Brod", "LOC"), ("Arlish", "NORP"),
                            ("Cobalt Bank", "ORG"), ("Old Bridge", "LOC")]
    assert table["sentence"].tolist() == [0, 0, 0, 1, 1, 1]


@pytest.mark.extra
def test_a_loaded_spacy_pipeline_will_do(pipeline):
    import spacy

    text = ["Bo Oduya met Ann Lee in Velm.", "", "In Arle, Leo Brandt praised Delta Steel."]
    assert pairs(entities(text, spacy.load(pipeline))) == pairs(entities(text, f"spacy:{pipeline}"))


@pytest.mark.extra
def test_spacy_takes_the_best_installed_english_pipeline(pipeline, tmp_path, monkeypatch):
    for name in ("en_core_web_trf", "en_zzz"):
        package = tmp_path / name
        package.mkdir()
        where = repr(str(pipeline)) if name == "en_core_web_trf" else "'nowhere'"
        package.joinpath("__init__.py").write_text(
            f"import spacy\ndef load(**options):\n    return spacy.load({where}, **options)\n")
        info = tmp_path / f"{name}-1.0.dist-info"
        info.mkdir()
        info.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        info.joinpath("entry_points.txt").write_text(f"[spacy_models]\n{name} = {name}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    try:
        assert pairs(entities("In Arle, Leo Brandt praised Delta Steel.", "spacy")) == [
            ("Arle", "LOC"), ("Leo Brandt", "PERSON"), ("Delta Steel", "ORG")]
    finally:
        other_taggers.load_spacy.cache_clear()
        for name in ("en_core_web_trf", "en_zzz"):
            sys.modules.pop(name, None)


@pytest.mark.extra
def test_without_a_spacy_pipeline_the_message_says_what_to_run(tmp_path):
    pytest.importorskip("spacy", reason="spacy is not installed (extra: spacy)")
    if metadata.entry_points(group="spacy_models"):
        pytest.skip("a spaCy pipeline is installed here")
    with pytest.raises(LookupError, match="python -m spacy download en_core_web_sm"):
        entities("Ann Lee spoke.", "spacy")


@pytest.mark.extra
def test_a_spacy_pipeline_that_is_not_there_is_named(tmp_path):
    pytest.importorskip("spacy", reason="spacy is not installed (extra: spacy)")
    with pytest.raises(LookupError, match="python -m spacy download en_lost"):
        entities("Ann Lee spoke.", "spacy:en_lost")


@pytest.mark.extra
def test_a_spacy_pipeline_without_entities_is_refused():
    spacy = pytest.importorskip("spacy", reason="spacy is not installed (extra: spacy)")
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    with pytest.raises(ValueError, match=r"finds no entities.*sentencizer"):
        entities("Ann Lee spoke.", nlp)


def test_without_the_package_spacy_the_message_says_what_to_run(monkeypatch):
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(ModuleNotFoundError, match=re.escape('pip install "framing[spacy]"')):
        entities("Ann Lee spoke.", "spacy")


# --- NLTK

@pytest.fixture(scope="module")
def nltk_data(tmp_path_factory):
    """A part-of-speech tagger and a chunker trained here, in a folder laid out as NLTK's data."""
    pytest.importorskip("nltk", minversion="3.9.1", reason="NLTK 3.9.1 or later is needed")
    import nltk
    from nltk.chunk.named_entity import NEChunkParserTagger
    from nltk.classify import MaxentClassifier
    from nltk.classify.maxent import save_maxent_params
    from nltk.tag.perceptron import PerceptronTagger

    class ChunkTagger(NEChunkParserTagger):
        """NLTK's chunker with fewer rounds of training."""

        def _classifier_builder(self, train):
            return MaxentClassifier.train(train, algorithm="iis", max_iter=8, trace=0)

    folder = tmp_path_factory.mktemp("nltk_data")
    (folder / "corpora/words").mkdir(parents=True)
    for name in ("en", "en-basic"):
        (folder / "corpora/words" / name).write_text("of went to in praised the closed its office met said lives near\n")
    (folder / "corpora/words/README").write_text("words\n")
    tags = {"of": "IN", "in": "IN", "In": "IN", "to": "TO", "near": "IN", ".": ".", ",": ",", "its": "PRP$", "The": "DT"}
    verbs = {"went", "praised", "closed", "met", "said", "lives"}
    tagged, chunked = [], []
    for sentence in draw_sentences(2, 60):
        tagged.append([(w, "NNP" if label else tags.get(w, "VBD" if w in verbs else "NN"))
                       for words, label in sentence for w in words])
        marks = [(("B-" if k == 0 else "I-") + label if label else "O") for words, label in sentence for k in range(len(words))]
        chunked.append(list(zip(tagged[-1], marks, strict=True)))
    before = list(nltk.data.path)
    nltk.data.path[:] = [str(folder)]
    try:
        pos = PerceptronTagger(load=False)
        pos.train(tagged, nr_iter=5)
        pos.lang = "eng"
        pos.save_to_json(lang="eng", loc=str(folder / "taggers/averaged_perceptron_tagger_eng"))
        nltk.corpus.words.ensure_loaded()
        chunker = ChunkTagger(train=chunked)._classifier
        (folder / "chunkers/maxent_ne_chunker_tab").mkdir(parents=True)
        code = chunker._encoding
        save_maxent_params(chunker._weights, code._mapping, code._labels, code._alwayson or {},
                           tab_dir=str(folder / "chunkers/maxent_ne_chunker_tab/english_ace_multiclass"))
        yield folder
    finally:
        nltk.data.path[:] = before


def test_nltk_gives_the_four_labels(nltk_data):
    text = ["Ada Quist met Sam Torr in Brod. In Velm, Leo Brandt praised Quill Press.", "", "Iva Mirova went to Arle."]
    table = entities(text, "nltk")
    assert pairs(table) == [("Ada Quist", "PERSON"), ("Sam Torr", "PERSON"), ("Brod", "LOC"), ("Velm", "LOC"),
                            ("Leo Brandt", "PERSON"), ("Quill Press", "ORG"), ("Iva Mirova", "PERSON"), ("Arle", "LOC")]
    assert table["sentence"].tolist() == [0, 0, 0, 1, 1, 1, 0, 0]


def test_peoples_that_nltk_calls_places_become_norp(nltk_data):
    models = other_taggers.load_nltk()
    text = "Ann Lee met Bo Oduya in Brod."
    found = other_taggers.nltk_spans(*models, [text], [[(0, len(text))]], {"Brod"})
    assert found[0][-1] == (24, 28, "NORP")


def test_without_the_data_of_nltk_the_message_says_what_to_run(tmp_path, monkeypatch):
    import nltk

    monkeypatch.setattr(nltk.data, "path", [str(tmp_path)])
    with pytest.raises(LookupError, match=r"nltk.downloader averaged_perceptron_tagger_eng maxent_ne_chunker_tab words"):
        entities("Ann Lee spoke.", "nltk")


# --- functions of the user

def capitals(texts):
    return [[(m.start(), m.end(), "PER") for m in re.finditer(r"[A-Z]\w+(?: [A-Z]\w+)*", t)] for t in texts]


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(st.text("Ab c.\n“é😀", max_size=40), min_size=1, max_size=4))
def test_spans_of_a_function_slice_back(texts):
    articles = framing.read_articles(pd.DataFrame({"text": texts}))
    _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    table = framing.find_entities(articles, tokens, tagger=capitals)
    by_name = dict(zip(articles["article"], articles["text"], strict=True))
    assert [by_name[a][s:e] for a, s, e in zip(table["article"], table["start"], table["end"], strict=True)] == table["text"].tolist()
    assert (table["label"] == "PERSON").all()
    assert len(table) == sum(len(spans) for spans in capitals(list(articles["text"])))


def test_a_mention_belongs_to_the_section_and_sentence_it_begins_in():
    text = "Port report\n\nAnn Lee spoke. Bo Oduya left.\n\nWhat next\n\nMayor Torr agreed with Ann Lee."
    table = entities(text, capitals)
    tokens_of = table.set_index("text")
    assert tokens_of.loc["Bo Oduya", "sentence"] == tokens_of.loc["Port", "sentence"] + 2
    assert tokens_of.loc["Mayor Torr", "section"] > tokens_of.loc["Bo Oduya", "section"]


@pytest.mark.parametrize("spans, kept", [
    ([(0, 7, "PERSON"), (4, 7, "ORG")], [(0, 7, "PERSON")]),
    ([(4, 7, "ORG"), (0, 7, "PERSON")], [(0, 7, "PERSON")]),
    ([(0, 3, "PERSON"), (2, 5, "ORG")], [(0, 3, "PERSON")]),
    ([(8, 12, "loc"), (0, 3, "per")], [(0, 3, "PERSON"), (8, 12, "LOC")]),
    ([(0, 8, "GPE")], [(0, 7, "LOC")]),
    ([(7, 8, "ORG")], []),
])
def test_spans_are_sorted_trimmed_and_never_overlap(spans, kept):
    assert check_spans(["Ann Lee went on"], [spans]) == [kept]


def test_a_span_ends_with_its_paragraph():
    assert check_spans(["Ann Lee\n \nVelm"], [[(0, 14, "PERSON")]]) == [[(0, 7, "PERSON")]]


@pytest.mark.parametrize("answer, message", [
    (lambda texts: [], "gave 0 lists of spans for 1 texts"),
    (lambda texts: [[(0, 3)]], r"must be \(start, end, label\)"),
    (lambda texts: [[(0, 99, "ORG")]], "which has 14 characters"),
    (lambda texts: [[(3, 1, "ORG")]], "which has 14 characters"),
    (lambda texts: [[(0, 3, "DATE")]], "gave the label 'DATE'; use one of"),
])
def test_what_a_function_gives_wrong_is_named(answer, message):
    with pytest.raises(ValueError, match=message):
        entities("Ann Lee spoke.", answer)


@pytest.mark.parametrize("tagger, message", [("spaccy", "Did you mean 'spacy'"), (7, "a name or a callable"), (None, "a name or a callable")])
def test_an_unknown_tagger_is_named(tagger, message):
    with pytest.raises(ValueError, match=message):
        entities("Ann Lee spoke.", tagger)


def test_no_tokens_give_no_mentions_but_a_table():
    table = entities("", capitals)
    assert not len(table) and list(table) == list(entities("Ann Lee.", capitals))


@pytest.mark.parametrize("text, cut", [
    ("the United States'", "United States"), ("The Hague", "The Hague"), ("The Union", "Union"), ("Merkel's", "Merkel"), ("Merkel’s", "Merkel"),
    ("James", "James"), ("Theresa", "Theresa"), ("'s", "'s"), ("the", "the")])
def test_articles_and_possessives_are_cut_off(text, cut):
    start, end = trim(text, 0, len(text))
    assert text[start:end] == cut


def test_tokens_of_other_articles_are_named():
    articles = framing.read_articles(pd.DataFrame({"text": ["Ann Lee.", "Bo Oduya."], "article": ["a", "b"]}))
    _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    with pytest.raises(ValueError, match="tokens name article 'b'"):
        framing.find_entities(articles.iloc[:1], tokens)
