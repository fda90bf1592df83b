"""What reads articles and what joins claims and observations, as a value: a test hands in a cheap one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import attrs

from trigpoint.model import Article, Claim, Decision, Event, Observation

if TYPE_CHECKING:
    from trigpoint.fusion.abridged import Abridged
    from trigpoint.fusion.copies import Copy
    from trigpoint.fusion.ground import Ground
    from trigpoint.fusion.nearby import Read, Relinked
    from trigpoint.fusion.shared_pictures import ShownPicture
    from trigpoint.fusion.vocabulary import LinkVocabulary
    from trigpoint.sources.llm import ChatEndpoint

FUSER = "trigpoint-links 5"  # a new number joins the claims of old cases anew
LONG_TEXT = 30_000  # characters; a language model's memory grows with the text it is given at once

NO_OWNERS: Mapping[str, str] = MappingProxyType({})
ReadArticles = Callable[[Sequence[tuple[Article, str]]], Iterator[list[Claim]]]


@attrs.frozen(kw_only=True)
class Evidence:
    """What is joined into events."""

    claims: Sequence[Claim]
    articles: Mapping[str, Article]  # by id, each with an outlet
    observations: Sequence[Observation] = ()
    decisions: Sequence[Decision] = ()  # what analysts merged, split and resolved by hand
    texts: Callable[[], Iterator[tuple[str, str]]] = lambda: iter(())  # Article ids with their texts
    owners: Mapping[str, str] = NO_OWNERS  # outlet -> owner, as the case says
    pictures: Callable[[], Iterator[ShownPicture]] = lambda: iter(())  # what the articles show, as hashes


@attrs.frozen(kw_only=True)
class Joined:
    """Events, what they stand on, and of the claims that were new what a later joining compares."""

    events: list[Event]
    ground: Ground
    abridged: list[Abridged]


@attrs.frozen(kw_only=True)
class Step:
    """What new claims change, and these claims as compared."""

    relinked: Relinked
    new: list[Abridged]


@attrs.frozen(kw_only=True)
class Growing:
    """Joining a new document to what was joined before: how to join all, what new claims change, how to write that."""

    whole: Callable[[Evidence], Joined]
    relink: Callable[[Evidence, Ground, Read], Step]  # of the new claims alone
    near: Callable[[Evidence, Step, Ground], Joined]  # with all claims of what changes


Fuse = Callable[[Evidence], list[Event]]


@attrs.frozen(kw_only=True)
class Chain:
    """From articles to events. `extractor` and `fuser` are names with versions: a new one reads and joins anew."""

    extractor: str
    read: ReadArticles
    fuser: str
    fuse: Fuse
    growing: Growing | None = None  # None: every run joins everything


def report_chain(
    *, sites: Sequence[Path] = (), geonames: Path | None = None, second: ChatEndpoint | None = None
) -> Chain:
    """The rules that ship with Trigpoint; loads their tools when first used.

    The user's own place lists and the language model that reads `second` are part of the extractor's name.
    """
    from trigpoint.evidence.reports import EXTRACTOR

    def read(pairs: Sequence[tuple[Article, str]]) -> Iterator[list[Claim]]:
        return read_in_pieces(pairs, sites=sites, geonames=geonames, second=second)

    lists = [*sites, *([geonames] if geonames else [])]
    suffix = "".join(f" +{hashlib.sha256(path.read_bytes()).hexdigest()[:8]}" for path in lists)
    if second is not None:
        suffix += f" +llm {second.model}"
    return Chain(
        extractor=EXTRACTOR + suffix, read=read, fuser=FUSER, fuse=lambda found: _whole(found).events, growing=GROWING
    )


def _whole(found: Evidence) -> Joined:
    from trigpoint.fusion.fuse import fuse_all

    made = fuse_all(
        found.claims, found.articles, observations=found.observations, vocabulary=_words(found),
        decisions=found.decisions, copies=_copies(found),
    )  # fmt: skip
    return Joined(events=made.events, ground=made.ground, abridged=made.abridged)


def _relink(found: Evidence, ground: Ground, read: Read) -> Step:
    from trigpoint.fusion.fuse import abridge
    from trigpoint.fusion.nearby import relink

    words = _words(found)
    new = abridge(found.claims, found.articles, words)
    return Step(relinked=relink(ground, new, read, words, found.decisions), new=new)


def _near(found: Evidence, step: Step, ground: Ground) -> Joined:
    from trigpoint.fusion.fuse import fuse_near

    made = fuse_near(
        found.claims, step.new, step.relinked, ground, found.articles, observations=found.observations,
        vocabulary=_words(found), decisions=found.decisions, copies=_copies(found),
    )  # fmt: skip
    return Joined(events=made.events, ground=made.ground, abridged=made.abridged)


def _words(found: Evidence) -> LinkVocabulary:
    from trigpoint.fusion.sources import with_owners
    from trigpoint.workflows.tools import link_vocabulary

    return with_owners(link_vocabulary(), found.owners)


def _copies(found: Evidence) -> dict[str, tuple[Copy, ...]]:
    from trigpoint.workflows.copied import find_copies

    return find_copies(list(found.articles.values()), found.texts(), found.pictures())


GROWING = Growing(whole=_whole, relink=_relink, near=_near)


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
