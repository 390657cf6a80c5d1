"""The peers of the benchmark: an NLTK and TextBlob notebook, and a spaCy pipeline of the size of en_core_web_sm.

NLTK's models are downloads. Where they are not installed, NLTK's own classes are trained on the development data with
their own trainers: the same code at the same speed, whatever the weights. spaCy's pipeline has random weights, which
run as fast as trained ones.
"""

import lzma
import random
from itertools import islice
from pathlib import Path

#: Size of the training sets: enough for vocabularies and feature sets of a real model's kind, short enough to wait for.
TAGGED, NAMED = 12_000, 1_500
SPACY_TAGS, SPACY_DEPS, SPACY_ENTITIES = 50, 45, 18


def make_nltk(shared: Path):
    """What a user would write in a notebook: sentences, words, tags, names, and TextBlob's polarity per sentence."""
    import nltk
    from textblob import TextBlob

    try:
        for name in ("tokenizers/punkt_tab", "taggers/averaged_perceptron_tagger_eng", "chunkers/maxent_ne_chunker_tab"):
            nltk.data.find(name)
        sentences, words = nltk.sent_tokenize, nltk.word_tokenize
        tag, chunk = nltk.pos_tag, nltk.ne_chunk
        told = "NLTK's own models, as downloaded"
    except LookupError:
        sentences, words, tag, chunk = _trained(shared)
        told = (f"NLTK's Punkt, PerceptronTagger and NEChunkParser, trained here on development data ({TAGGED:,} and "
                f"{NAMED:,} sentences) because its models are not installed")

    def run(texts):
        for text in texts:
            for sentence in sentences(text):
                chunk(tag(words(sentence)))
                TextBlob(sentence).sentiment  # noqa: B018

    return run, told


def _trained(shared: Path):
    from nltk.chunk.named_entity import NEChunkParser, NEChunkParserTagger
    from nltk.classify import MaxentClassifier
    from nltk.tag.perceptron import PerceptronTagger
    from nltk.tokenize.destructive import NLTKWordTokenizer
    from nltk.tokenize.punkt import PunktSentenceTokenizer, PunktTrainer

    tagged = list(islice(read_tagged(shared / "gold" / "agency" / "ewt_train.tsv.xz"), TAGGED))
    state = random.getstate()
    random.seed(1)
    tagger = PerceptronTagger(load=False)
    tagger.train(tagged, nr_iter=2)
    random.setstate(state)
    named = list(islice(read_named(shared / "gold" / "entities" / "gmb.train.c2.conll.xz"), NAMED))
    basic = frozenset(w.lower() for s in tagged[:2000] for w, _ in s)

    def build(self, train):
        return MaxentClassifier.train(train, algorithm="iis", gaussian_prior_sigma=1, trace=0, max_iter=2)

    NEChunkParserTagger._classifier_builder = build
    NEChunkParserTagger._english_wordlist = lambda self: basic
    chunker = NEChunkParser([_tree(tagger.tag([w for w, _ in s]), [t for _, t in s]) for s in named])
    trainer = PunktTrainer(" ".join(w for s in named for w, _ in s))
    punkt, words = PunktSentenceTokenizer(trainer.get_params()), NLTKWordTokenizer()
    # nltk.word_tokenize looks for sentences first, also in one sentence
    return (punkt.tokenize, lambda sentence: [w for s in punkt.tokenize(sentence) for w in words.tokenize(s)],
            tagger.tag, chunker.parse)


def read_tagged(path: Path):
    """Sentences of (word, Penn tag) from a treebank."""
    sentence = []
    with lzma.open(path, "rt", encoding="utf8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if cells[0].isdigit():
                sentence.append((cells[1], cells[3]))
            elif sentence:
                yield sentence
                sentence = []


def read_named(path: Path):
    """Sentences of (word, BIO label) from a corpus of named entities."""
    sentence = []
    with lzma.open(path, "rt", encoding="utf8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if len(cells) == 2 and cells[0] != "-DOCSTART-":
                sentence.append((cells[0], cells[1]))
            elif sentence:
                yield sentence
                sentence = []


def _tree(tagged, labels):
    from nltk.tree import Tree

    tree = Tree("S", [])
    for token, label in zip(tagged, labels, strict=True):
        if label.startswith("B-") or (label.startswith("I-") and not (len(tree) and isinstance(tree[-1], Tree))):
            tree.append(Tree(label[2:], [token]))
        elif label.startswith("I-"):
            tree[-1].append(token)
        else:
            tree.append(token)
    return tree


def make_spacy(shared: Path):
    """tok2vec, tagger, parser and ner, built like en_core_web_sm: widths, depths and numbers of labels."""
    import spacy
    from spacy.tokens import Doc
    from spacy.training import Example

    tok2vec = {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {"@architectures": "spacy.MultiHashEmbed.v2", "width": 96, "include_static_vectors": False,
                  "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"],
                  "rows": [5000, 1000, 2500, 2500, 50, 50]},
        "encode": {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 96, "depth": 4, "window_size": 1,
                   "maxout_pieces": 3}}
    listen = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
    states = {"@architectures": "spacy.TransitionBasedParser.v2", "extra_state_tokens": False, "hidden_width": 64,
              "maxout_pieces": 2, "use_upper": True}
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec", config={"model": tok2vec})
    tagger = nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listen}})
    parser = nlp.add_pipe("parser", config={"model": states | {"state_type": "parser", "tok2vec": listen}})
    ner = nlp.add_pipe("ner", config={"model": states | {"state_type": "ner", "tok2vec": tok2vec}})
    for k in range(SPACY_TAGS):
        tagger.add_label(f"T{k}")
    for k in range(SPACY_DEPS):
        parser.add_label(f"d{k}")
    for k in range(SPACY_ENTITIES):
        ner.add_label(f"E{k}")
    words = ["Rain", "fell", "on", "Arle", "."]
    example = Example.from_dict(Doc(nlp.vocab, words), {
        "words": words, "tags": ["T0", "T1", "T2", "T0", "T3"], "heads": [1, 1, 1, 2, 1],
        "deps": ["d0", "ROOT", "d1", "d2", "d3"], "entities": ["O", "O", "O", "U-E0", "O"]})
    nlp.initialize(lambda: [example])
    _spread_weights(nlp)

    def run(texts):
        for _ in nlp.pipe(texts):
            pass

    return run, "tok2vec, tagger, parser, ner of the size of en_core_web_sm, random weights"


def _spread_weights(nlp):
    """Random weights in the output layers too, which begin as zeros: else every choice would be a tie."""
    import numpy as np

    draw = np.random.default_rng(1)
    for _, pipe in nlp.pipeline:
        for node in pipe.model.walk():
            for name in node.param_names:
                if node.has_param(name):
                    values = node.get_param(name)
                    if not values.any():
                        node.set_param(name, draw.normal(0, 0.1, values.shape).astype(values.dtype))
