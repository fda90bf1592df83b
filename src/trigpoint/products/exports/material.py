"""What an export is made of, and the plain facts of an event that several formats share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import attrs

from trigpoint.model import Article, Attribution, Capture, Claim, CountStatus, Event, Observation, SourceKind, TimeSpan

MARKS = {  # kinds of sources that saw or sensed: how an access path is named (modality of the evidence)
    SourceKind.IMAGERY: "imagery",
    SourceKind.TRACKER: "tracker",
    SourceKind.WITNESS: "witness",
    SourceKind.OFFICIAL: "official",
    SourceKind.ARMED_ACTOR: "party",
}


@attrs.frozen(kw_only=True)
class TypeNames:
    """How other vocabularies call one of our event types; "" = none of theirs fits."""

    label: str
    family: str = ""
    acled: str = ""  # ACLED sub_event_type
    plover: str = ""
    cameo: str = ""


@attrs.frozen(kw_only=True)
class ExportMaterial:
    """Events with everything they stand on. Values only: the same material gives the same bytes."""

    title: str
    made: datetime  # UTC
    tool: str  # name and version
    events: tuple[Event, ...]
    claims: Mapping[str, Claim]
    articles: Mapping[str, Article]
    captures: Mapping[str, Capture]
    observations: Mapping[str, Observation] = attrs.field(factory=dict)
    types: Mapping[str, TypeNames] = attrs.field(factory=dict)  # by our key; an absent key is shown in words
    notice: str = ""  # "EXERCISE - ...": goes on every row

    def claims_of(self, event: Event) -> list[Claim]:
        """The event's claims that are known, in the order of its members."""
        return [self.claims[m.id] for m in event.members if m.id in self.claims]

    def observations_of(self, event: Event) -> list[Observation]:
        """The event's measurements that are known."""
        return [self.observations[m.id] for m in event.members if m.id in self.observations]

    def type_of(self, event: Event) -> TypeNames:
        """The names of its type."""
        return self.types.get(event.type) or TypeNames(label=event.type.replace("_", " ").capitalize())

    def outlet_of(self, claim: Claim) -> str:
        """Who published it; the file's name where the item does not say."""
        article = self.articles.get(claim.article)
        if article is not None and article.outlet:
            return article.outlet
        capture = self.captures.get(claim.quote.capture)
        return capture.uri if capture is not None else ""

    def url_of(self, claim: Claim) -> str:
        """The http(s) address of the article; "" where none is known."""
        article, capture = self.articles.get(claim.article), self.captures.get(claim.quote.capture)
        found = [article.url if article else "", capture.uri if capture else ""]
        return next((u for u in found if u.startswith(("https://", "http://"))), "")


@attrs.frozen(kw_only=True)
class Toll:
    """How many, over independent origins; UCDP's low, best and high. None: nobody says, or nobody gives a top."""

    low: int | None = None
    best: int | None = None
    high: int | None = None


def toll(event: Event, status: CountStatus) -> Toll:
    """How many of any people the event's origins give (`fusion.counts`): of several things counted, the one most origins count."""
    found = [c for c in event.counts if c.status == status.value]
    if not found:
        return Toll()
    widest = max(found, key=lambda c: (c.origins, not c.unit, c.best or 0))
    return Toll(low=widest.low, best=widest.best, high=widest.high)


def actors(claims: list[Claim]) -> list[str]:
    """Who is said to have done it, each once, in the order told."""
    return list(dict.fromkeys(name for c in claims for name in c.actors))


def targets(claims: list[Claim]) -> list[str]:
    """To whom or what it is said to have been done."""
    return list(dict.fromkeys(name for c in claims for name in c.targets))


def chain_text(chain: tuple[Attribution, ...]) -> str:
    """Outermost first: "Gazette <- Reuters <- residents"."""
    return " <- ".join(link.name for link in chain)


def first_day(span: TimeSpan) -> str:
    """The ISO day it may begin; "" = unknown or open."""
    return span.start.date().isoformat() if span.start else ""


def last_day(span: TimeSpan) -> str:
    """The ISO day it may end, inclusive; "" = unknown or open."""
    return (span.end - timedelta(microseconds=1)).date().isoformat() if span.end else ""


def instant(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, as STIX writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def happenings(material: ExportMaterial) -> Iterator[Event]:
    """The events that are single happenings: totals are no incidents and leave no incident's export."""
    return (event for event in material.events if not event.aggregate)
