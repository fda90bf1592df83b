"""The engines used alone: files in, findings out; no case needed.

Each gives one result per finding and a `Rejected` for what could not be read; the rest goes on. Offsets are characters
of the item's plain text, which for a text file is the file itself. Each engine imports what it needs when it is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import attrs

from trigpoint.model import Article, Claim, Event, Place, TimeSpan
from trigpoint.model.errors import UnsupportedFormat
from trigpoint.sources.llm import ChatEndpoint
from trigpoint.workflows import tools
from trigpoint.workflows.chain import pieces, read_in_pieces
from trigpoint.workflows.clock import Clock, utc_now
from trigpoint.workflows.intake import Rejected, intakes
from trigpoint.workflows.owners import owners_in

BATCH = 16  # articles given to the language model together


@attrs.frozen(kw_only=True)
class FoundClaim:
    """A claim and the file it stands in."""

    file: str
    claim: Claim


@attrs.frozen(kw_only=True)
class FoundPlace:
    """A place mention: characters [start, end) of the file's text."""

    file: str
    start: int
    end: int
    place: Place


@attrs.frozen(kw_only=True)
class FoundTime:
    """A time expression: characters [start, end) of the file's text."""

    file: str
    start: int
    end: int
    text: str
    span: TimeSpan


def read(
    targets: Iterable[str],
    *,
    published: date | None = None,
    outlet: str = "",
    sites: Sequence[Path] = (),
    geonames: Path | None = None,
    second: ChatEndpoint | None = None,
    now: Clock = utc_now,
) -> Iterator[FoundClaim | Rejected]:
    """The claims of files, in the order of the files and of their text; `second` names a model that reads as well."""
    yield from _bad_rows(sites, geonames)
    items = _articles(targets, published=published, outlet=outlet, now=now)
    for batch in _batches(items if second is not None else _readable(items)):
        pairs = [(article, text) for _, article, text in batch.read]
        found = read_in_pieces(pairs, sites=sites, geonames=geonames, second=second)
        for (file, _, _), claims in zip(batch.read, found, strict=True):
            yield from (FoundClaim(file=file, claim=claim) for claim in claims)
        yield from batch.rejected


def locate(
    targets: Iterable[str], *, sites: Sequence[Path] = (), geonames: Path | None = None, now: Clock = utc_now
) -> Iterator[FoundPlace | Rejected]:
    """The place names of files, each with a point and radius or the reason why not."""
    from trigpoint.places.mentions import find_places

    yield from _bad_rows(sites, geonames)
    gazetteer = tools.gazetteer(sites=tuple(sites), geonames=geonames).gazetteer
    for item in _docs(targets, published=None, now=now):
        if isinstance(item, Rejected):
            yield item
            continue
        for mention in find_places(item.doc, gazetteer):
            at = item.offset
            yield FoundPlace(file=item.file, start=at + mention.start, end=at + mention.end, place=mention.place)


def dates(
    targets: Iterable[str], *, published: date | None = None, now: Clock = utc_now
) -> Iterator[FoundTime | Rejected]:
    """The time expressions of files as intervals; relative ones count from the date of publication."""
    from trigpoint.evidence.reports.timing.times import find_times

    for item in _docs(targets, published=published, now=now):
        if isinstance(item, Rejected):
            yield item
            continue
        for mention in find_times(item.doc, published=_published(item)):
            start, end = item.offset + mention.start, item.offset + mention.end
            named = attrs.evolve(mention.named, precision=mention.span.precision)  # "by Tuesday" names Tuesday
            yield FoundTime(file=item.file, start=start, end=end, text=mention.text, span=named)


def fuse(path: Path, *, owners: Path | None = None) -> Iterator[Event | Rejected]:
    """The events of a file of claim lines; lines that do not fit come first. `owners`: a CSV of outlets and owners."""
    from trigpoint.fusion import fuse as join
    from trigpoint.fusion.sources import with_owners
    from trigpoint.sources.claim_lines import read_claim_lines

    lines = read_claim_lines(path)
    yield from (Rejected(where=error.where, error=error) for error in lines.rejected)
    words = with_owners(tools.link_vocabulary(), owners_in(owners) if owners else {})
    yield from join(lines.claims, lines.articles, vocabulary=words)


@attrs.frozen(kw_only=True)
class _Batch:
    read: tuple[tuple[str, Article, str], ...]
    rejected: tuple[Rejected, ...]


@attrs.frozen(kw_only=True)
class _Piece:
    file: str
    offset: int  # of the doc's first character in the file's text
    doc: Any  # spaCy Doc
    article: Article
    text: str  # the whole text that the article is a span of


def _bad_rows(sites: Sequence[Path], geonames: Path | None) -> Iterator[Rejected]:
    """Rows of the user's place lists that do not fit; told before the first file is read."""
    for error in tools.gazetteer(sites=tuple(sites), geonames=geonames).rejected:
        yield Rejected(where=error.where, error=error)


def _articles(
    targets: Iterable[str], *, published: date | None, outlet: str, now: Clock
) -> Iterator[tuple[str, Article, str] | Rejected]:
    for file, item in intakes(targets, published=published, outlet=outlet, now=now):
        if isinstance(item, Rejected):
            yield item
        else:
            yield from ((file, article, item.text) for article in item.articles)


def _readable(
    items: Iterable[tuple[str, Article, str] | Rejected],
) -> Iterator[tuple[str, Article, str] | Rejected]:
    """The items, with a word on each article in a language that no reader here reads."""
    from trigpoint.sources.language import UNREAD

    for item in items:
        if isinstance(item, Rejected) or item[1].language not in UNREAD:
            yield item
            continue
        what = f"is in {UNREAD[item[1].language]}, which is not read"
        yield Rejected(where=item[0], error=UnsupportedFormat(item[0], what, "give an English or Arabic text of it"))


def _batches(items: Iterator[tuple[str, Article, str] | Rejected]) -> Iterator[_Batch]:
    while batch := list(islice(items, BATCH)):
        yield _Batch(
            read=tuple(item for item in batch if not isinstance(item, Rejected)),
            rejected=tuple(item for item in batch if isinstance(item, Rejected)),
        )


def _docs(targets: Iterable[str], *, published: date | None, now: Clock) -> Iterator[_Piece | Rejected]:
    """Each piece of each article through the language model, in batches."""
    nlp = tools.language()
    for batch in _batches(_articles(targets, published=published, outlet="", now=now)):
        cut = [
            (file, article, text, start, end)
            for file, article, text in batch.read
            for start, end in pieces(text, article.start, article.end)
        ]
        docs = nlp.pipe(text[start:end] for _, _, text, start, end in cut)
        for (file, article, text, start, _), doc in zip(cut, docs, strict=True):
            yield _Piece(file=file, offset=start, doc=doc, article=article, text=text)
        yield from batch.rejected


def _published(piece: _Piece) -> date | None:
    """As given or as the item says, else as the article's own first lines say."""
    from trigpoint.evidence.reports.timing.dateline import find_dateline

    article = piece.article
    found = None if article.published else find_dateline(piece.text[article.start : article.end])
    return found[0] if found else article.published
