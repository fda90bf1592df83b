"""A cheap chain and captures made of words, for tests of the store: no language model, no files to read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from trigpoint import store
from trigpoint.model import (
    UNKNOWN_TIME,
    Article,
    Attribution,
    Capture,
    Claim,
    Event,
    Member,
    Modality,
    Origin,
    Quote,
    SourceKind,
    record_id,
)
from trigpoint.store import Case
from trigpoint.workflows.chain import Chain, Evidence

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def noon() -> datetime:
    """A clock that stands still: two runs that do the same write the same ledger."""
    return NOON


def capture_of(text: str, uri: str = "a.txt") -> tuple[Capture, bytes, str, list[Article]]:
    """A text file as taken in, with one article."""
    content = text.encode()
    digest = hashlib.sha256(content).hexdigest()
    capture = Capture(
        id=f"cap-{digest[:16]}", sha256=digest, uri=uri, media_type="text/plain", size=len(content), retrieved=NOON,
        text_sha256=digest, reader="plain 1",
    )  # fmt: skip
    article = Article(id=record_id("art", capture.id, 0), capture=capture.id, ordinal=0, start=0, end=len(text))
    return capture, content, text, [article]


def claim_of(article: Article, start: int, end: int, text: str, event_type: str = "strike") -> Claim:
    """A claim that quotes [start, end)."""
    return Claim(
        id=record_id("clm", article.capture, start, end, event_type),
        article=article.id,
        quote=Quote(capture=article.capture, start=start, end=end, text=text[start:end]),
        event_type=event_type,
        when=UNKNOWN_TIME,
        where=None,
        modality=Modality.REPORTED,
        attribution=(Attribution(name="Example Post", kind=SourceKind.OUTLET),),
        extractor="words 1",
    )


def words_as_claims(pairs: Sequence[tuple[Article, str]]) -> Iterator[list[Claim]]:
    """One claim per word of four letters and more."""
    for article, text in pairs:
        found, at = [], 0
        for word in text.split():
            at = text.index(word, at)
            if len(word) >= 4:
                found.append(claim_of(article, at, at + len(word), text, event_type=word.lower().strip(".")))
            at += len(word)
        yield found


def one_event_per_word(found: Evidence) -> list[Event]:
    """Claims of the same word are one event."""
    grouped: dict[str, list[Claim]] = {}
    for claim in sorted(found.claims, key=lambda c: c.id):
        grouped.setdefault(claim.event_type, []).append(claim)
    return [
        Event(
            id=record_id("evt", *(c.id for c in members)),
            type=word,
            title=word,
            when=UNKNOWN_TIME,
            where=None,
            members=tuple(Member(id=c.id, why="the same word") for c in members),
            origins=(Origin(name="Example Post", kind=SourceKind.OUTLET, members=tuple(c.id for c in members)),),
        )
        for word, members in grouped.items()
    ]


CHEAP = Chain(extractor="words 1", read=words_as_claims, fuser="same word 1", fuse=one_event_per_word)


def new_case(folder: Path) -> Case:
    """An empty case."""
    return store.create_case(folder, actor="test 0", now=NOON)


def add_text(case: Case, text: str, uri: str = "a.txt") -> bool:
    """Takes in a text."""
    capture, content, plain, articles = capture_of(text, uri)
    return store.add_capture(case, capture, content, plain, articles, now=NOON)
