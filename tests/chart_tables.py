"""The tables that tests of charts draw: each measure of the sample corpus, worked out once when it is first asked for."""

import warnings
from functools import cache

from conftest import ROOT

import framing

CODEBOOK = ROOT / "data" / "sample" / "codebook.yaml"
ARTICLES = ROOT / "data" / "sample" / "articles"


@cache
def analysis(one: bool = False):
    """The sample corpus, or one of its articles."""
    return framing.analyze(ARTICLES / "ledger-1.md" if one else ARTICLES, codebook=CODEBOOK)


@cache
def roles(one=False):
    a = analysis(one)
    return framing.find_roles(a.mentions, a.articles, a.tokens)


@cache
def scored(one=False):
    a = analysis(one)
    return framing.score_sentiment(a.sentences, a.articles)


@cache
def toned(one=False):
    a = analysis(one)
    return framing.score_tone(a.mentions, a.articles)


@cache
def table(name: str, one: bool = False):
    """One of `TABLES`, of the corpus or of one article."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", framing.LowCoverageWarning)
        return TABLES[name](analysis(one), "section" if one else "outlet", one)


def agreement(*_):
    sheets = sorted((ROOT / "data" / "sample" / "coders").glob("*.csv"))
    return framing.measure_agreement({path.stem: framing.read_coding_sheet(path) for path in sheets}, value="tone")


TABLES = {
    "sections": lambda a, by, one: a.sections,
    "mentions": lambda a, by, one: a.mentions,
    "roles": lambda a, by, one: roles(one),
    "terms": lambda a, by, one: framing.count_terms(a.tokens, by=by),
    "all terms": lambda a, by, one: framing.count_terms(a.tokens, by=[]),
    "entities": lambda a, by, one: framing.count_entities(a.mentions, by=by),
    "all entities": lambda a, by, one: framing.count_entities(a.mentions, by=[]),
    "days": lambda a, by, one: framing.count_entities(a.mentions, by="published"),
    "sentiment": lambda a, by, one: framing.mean_sentiment(scored(one), by=by),
    "keyness": lambda a, by, one: framing.compare_terms(a.tokens, by="voice"),
    "keyness to one": lambda a, by, one: framing.compare_terms(a.tokens, by="voice", reference="narrator"),
    "speech": lambda a, by, one: framing.count_speech(a.quotes, a.tokens),
    "speech by group": lambda a, by, one: framing.count_speech(a.quotes, a.tokens, by=by),
    "talk": lambda a, by, one: framing.count_talk(a.quotes, a.mentions),
    "names": lambda a, by, one: framing.count_names(a.mentions, by=[], quotes=a.quotes),
    "names by group": lambda a, by, one: framing.count_names(a.mentions, by=by),
    "portraits": lambda a, by, one: framing.portray_actors(a),
    "role counts": lambda a, by, one: framing.count_roles(roles(one)),
    "role counts by group": lambda a, by, one: framing.count_roles(roles(one), by=["actor", "voice" if one else "outlet"]),
    "passives": lambda a, by, one: framing.count_passives(a.tokens, a.articles, by=by, per_verb=False),
    "passives by verb": lambda a, by, one: framing.count_passives(a.tokens, a.articles, by=by),
    "labels": lambda a, by, one: framing.count_labels(a.tokens, CODEBOOK, by=by),
    "frames": lambda a, by, one: framing.count_frames(a.tokens, CODEBOOK, by=by),
    "all frames": lambda a, by, one: framing.count_frames(a.tokens, CODEBOOK, by=[]),
    "tone": lambda a, by, one: framing.mean_tone(toned(one), by=["actor"]),
    "tone by group": lambda a, by, one: framing.mean_tone(toned(one), by=["actor", by]),
    "tone by day": lambda a, by, one: framing.mean_tone(toned(one), by=["published", "actor"]),
    "agreement": agreement,
}

#: Every chart that tests look at: its name, the function, the table it draws, and options.
CHARTS = {
    "sections": ("plot_sections", "sections", {}),
    "terms": ("plot_terms", "terms", {}),
    "all terms": ("plot_terms", "all terms", {}),
    "entities": ("plot_entities", "entities", {}),
    "all entities": ("plot_entities", "all entities", {}),
    "sentiment": ("plot_sentiment", "sentiment", {}),
    "keyness": ("plot_keyness", "keyness", {}),
    "keyness to one": ("plot_keyness", "keyness to one", {"reference": "outlets' own words", "value": "g2"}),
    "positions": ("plot_positions", "mentions", {}),
    "speakers": ("plot_speakers", "speech", {}),
    "speakers by group": ("plot_speakers", "speech by group", {}),
    "talk": ("plot_talk", "talk", {}),
    "share of talk": ("plot_talk", "talk", {"value": "share"}),
    "names": ("plot_names", "names", {}),
    "names by group": ("plot_names", "names by group", {"top": 4}),
    "two portraits": ("plot_portraits", "portraits", {"top": 2}),
    "six portraits": ("plot_portraits", "portraits", {"top": 6}),
    "roles": ("plot_roles", "role counts", {}),
    "roles by group": ("plot_roles", "role counts by group", {}),
    "verbs": ("plot_verbs", "roles", {"actor": "Goran Tessik"}),
    "passives": ("plot_passives", "passives", {}),
    "passives by verb": ("plot_passives", "passives by verb", {}),
    "labels": ("plot_labels", "labels", {}),
    "frames": ("plot_frames", "frames", {}),
    "all frames": ("plot_frames", "all frames", {}),
    "tone": ("plot_tone", "tone", {}),
    "tone by group": ("plot_tone", "tone by group", {"top": 4}),
    "days": ("plot_over_time", "days", {}),
    "tone by day": ("plot_over_time", "tone by day", {"value": "mean", "top": 3}),
    "agreement": ("plot_agreement", "agreement", {}),
}


def draw(name: str, *, one: bool = False, ax=None, **options):
    """Draw one of `CHARTS`."""
    function, of, more = CHARTS[name]
    return getattr(framing, function)(table(of, one), ax=ax, **{**more, **options})
