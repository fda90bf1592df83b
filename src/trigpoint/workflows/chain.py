"""What reads articles and what joins claims and observations, as a value: a test hands in a cheap one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from trigpoint.model import Article, Claim, Decision, Event, Observation

if TYPE_CHECKING:
    from trigpoint.sources.llm import ChatEndpoint

FUSER = "trigpoint-links 3"  # a new number joins the claims of old cases anew
LONG_TEXT = 30_000  # characters; a language model's memory grows with the text it is given at once

ReadArticles = Callable[[Sequence[tuple[Article, str]]], Iterator[list[Claim]]]


@attrs.frozen(kw_only=True)
class Evidence:
    """What is joined into events."""

    claims: Sequence[Claim]
    articles: Mapping[str, Article]  # by id, each with an outlet
    observations: Sequence[Observation] = ()
    decisions: Sequence[Decision] = ()  # what analysts merged, split and resolved by hand
    texts: Callable[[], Iterator[tuple[str, str]]] = lambda: iter(())  # Article ids with their texts


Fuse = Callable[[Evidence], list[Event]]


@attrs.frozen(kw_only=True)
class Chain:
    """From articles to events. `extractor` and `fuser` are names with versions: a new one reads and joins anew."""

    extractor: str
    read: ReadArticles
    fuser: str
    fuse: Fuse


def report_chain(
    *, sites: Sequence[Path] = (), geonames: Path | None = None, second: ChatEndpoint | None = None
) -> Chain:
    """The rules that ship with Trigpoint; loads their tools when first used.

    The user's own place lists and the language model that reads `second` are part of the extractor's name.
    """
    from trigpoint.evidence.reports import EXTRACTOR

    def read(pairs: Sequence[tuple[Article, str]]) -> Iterator[list[Claim]]:
        return read_in_pieces(pairs, sites=sites, geonames=geonames, second=second)

    def fuse(found: Evidence) -> list[Event]:
        from trigpoint.fusion import fuse as join
        from trigpoint.workflows.copied import find_copies
        from trigpoint.workflows.tools import link_vocabulary

        return join(
            found.claims,
            found.articles,
            observations=found.observations,
            vocabulary=link_vocabulary(),
            decisions=found.decisions,
            copies=find_copies(list(found.articles.values()), found.texts()),
        )

    lists = [*sites, *([geonames] if geonames else [])]
    suffix = "".join(f" +{hashlib.sha256(path.read_bytes()).hexdigest()[:8]}" for path in lists)
    if second is not None:
        suffix += f" +llm {second.model}"
    return Chain(extractor=EXTRACTOR + suffix, read=read, fuser=FUSER, fuse=fuse)


def read_in_pieces(
    pairs: Sequence[tuple[Article, str]],
    *,
    sites: Sequence[Path] = (),
    geonames: Path | None = None,
    second: ChatEndpoint | None = None,
) -> Iterator[list[Claim]]:
    """The claims of each article in turn; a very long one is read in pieces that end at paragraphs."""
    from trigpoint.evidence.reports import read_articles
    from trigpoint.workflows.tools import report_tools

    spans = [list(pieces(text, article.start, article.end)) for article, text in pairs]
    flat = [
        (attrs.evolve(article, start=start, end=end), text)
        for (article, text), cut in zip(pairs, spans, strict=True)
        for start, end in cut
    ]
    tools = report_tools(sites=sites, geonames=geonames)
    found = read_articles(flat, tools)
    if second is not None:
        from trigpoint.workflows.second_reader import read_again

        found = read_again(flat, found, second, tools)
    for cut in spans:
        yield [claim for _ in cut for claim in next(found)]


def pieces(text: str, start: int, end: int, limit: int = LONG_TEXT) -> Iterator[tuple[int, int]]:
    """Cuts [start, end) into spans of at most `limit` characters, at a blank line, else a line, else a space."""
    while end - start > limit:
        cut = next(
            (at + len(mark) for mark in ("\n\n", "\n", " ") if (at := text.rfind(mark, start + 1, start + limit)) > 0),
            start + limit,
        )
        yield start, cut
        start = cut
    yield start, end
