"""The way from a text to its quotations, shared by the tests of quotations and voices."""

import pandas as pd

import framing


def tables(*texts, mentions=None):
    """articles, sections, sentences, tokens, mentions and quotes of some texts."""
    articles = framing.read_articles(pd.DataFrame({"text": list(texts)}, dtype=object))
    sections = framing.split_sections(articles)
    sentences, tokens = framing.tokenize(articles, sections)
    mentions = framing.find_entities(articles, tokens) if mentions is None else mentions
    quotes = framing.find_quotes(articles, sections, sentences, tokens, mentions)
    return articles, sections, sentences, tokens, mentions, quotes


def quotes_of(text):
    """The quotations of one text, with their words."""
    articles, *_, quotes = tables(text)
    text = articles["text"].iloc[0]
    return quotes.assign(text=[text[a:b] for a, b in zip(quotes["start"], quotes["end"], strict=True)])
