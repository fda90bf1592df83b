"""One article's text to its claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs
from spacy.language import Language

from trigpoint.evidence.reports.lexicon import Lexicon
from trigpoint.model import Article, Claim

EXTRACTOR = "trigpoint-rules 1"


@attrs.frozen(kw_only=True)
class ReportTools:
    """What reading needs, loaded once at the edge."""

    nlp: Language
    lexicon: Lexicon
    gazetteer: Any


def read_article(article: Article, text: str, tools: ReportTools) -> list[Claim]:
    """The claims of one article, in the order of the text. `text` is the capture's whole text."""
    return next(iter(read_articles([(article, text)], tools)))


def read_articles(pairs: Iterable[tuple[Article, str]], tools: ReportTools) -> Iterator[list[Claim]]:
    """The claims of each article, in the order given; the language model runs in batches."""
    for _ in pairs:
        yield []
