"""Writes small cases for the tests: articles of a few sentences, claims bound to them, events over the claims."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime

import attrs

from trigpoint.model import (
    Anchor,
    Article,
    Attribution,
    Capture,
    Claim,
    Contradiction,
    Event,
    Member,
    Modality,
    Origin,
    Place,
    PlaceKind,
    PlaceMethod,
    Precision,
    Quote,
    Role,
    SourceKind,
    TimeSpan,
    record_id,
    whole_days,
)
from trigpoint.products.material import BriefMaterial

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "\u202egnp.exe\u202c and \u2066isolated\u2069 and zero\u200bwidth",
    '#read("/etc/passwd")',
    '#import "@preview/x:0.1.0": * $ x $ *bold* _it_ `raw` @label <label>',
    "]]> </svg></style><style>*{display:none}</style>",
    "{{ 7*7 }} {% raw %} \\u{41} \\ \" ' & &amp; &lt;",
    "javascript:alert(1) data:text/html,<b>x</b>",
    '=HYPERLINK("http://example.test/")',
)

TYPES = {
    "airstrike": "Airstrike",
    "explosion": "Explosion",
    "shelling": "Shelling",
    "arms_shipment": "Arms shipment",
    "naval_movement": "Naval movement",
    "construction": "Construction",
    "drone_strike": "Drone strike",
    "deployment": "Deployment",
    "aircraft_arrival": "Aircraft arrival",
    "base_activity": "Base activity",
}
OUTLETS = (
    "Harbour Gazette", "Meridian Wire", "Levant Courier", "The Northern Ledger", "صحيفة المرصاد", "Caspian Post",
    "Orontes Daily", "Radio Qasr", "Plain Dealer Online", "Steppe Herald", "Вестник Каспия", "The Tidewater Review",
)  # fmt: skip


def day(y: int, m: int, d: int, precision: Precision = Precision.DAY, last: date | None = None) -> TimeSpan:
    """A span of whole days counted from the dateline."""
    return whole_days(date(y, m, d), last, precision=precision, anchor=Anchor.DATELINE, words="")


def spot(name: str, lon: float, lat: float, radius_m: float, country: str, kind: PlaceKind = PlaceKind.SITE) -> Place:
    """A resolved place."""
    return Place(
        text=name, name=name, lon=lon, lat=lat, radius_m=radius_m, kind=kind, method=PlaceMethod.SITES, country=country
    )


@attrs.define
class CaseWriter:
    """Writes articles of a few sentences and remembers where each sentence stands."""

    claims: dict[str, Claim] = attrs.field(factory=dict)
    articles: dict[str, Article] = attrs.field(factory=dict)
    captures: dict[str, Capture] = attrs.field(factory=dict)
    events: list[Event] = attrs.field(factory=list)

    def say(
        self,
        outlet: str,
        published: date | None,
        sentence: str,
        *,
        event_type: str,
        when: TimeSpan,
        where: Place | None,
        chain: Sequence[tuple[str, SourceKind]] = (),
        title: str = "",
        modality: Modality = Modality.ASSERTED,
        **more: object,
    ) -> str:
        """One article that holds one statement; gives the claim's id."""
        opening = f"{title or outlet}\n\n"
        text = f"{opening}{sentence} The report could not be checked on the spot.\n"
        sha = hashlib.sha256(f"{outlet}{published}{text}{len(self.captures)}".encode()).hexdigest()
        capture = Capture(
            id=f"cap-{sha[:16]}", sha256=sha, uri=f"reports/{len(self.captures):02d}.txt", media_type="text/plain",
            size=len(text.encode()), retrieved=datetime(2020, 10, 1, tzinfo=UTC), text_sha256=sha, reader="text/1",
        )  # fmt: skip
        article = Article(
            id=record_id("art", capture.id, 0), capture=capture.id, ordinal=0, start=0, end=len(text), title=title,
            outlet=outlet, published=published, language="en",
        )  # fmt: skip
        quote = Quote(capture=capture.id, start=len(opening), end=len(opening) + len(sentence), text=sentence)
        links = [Attribution(name=n, kind=k, cue="according to") for n, k in chain]
        claim = Claim(
            id=record_id("clm", capture.id, event_type, sentence), article=article.id, quote=quote,
            event_type=event_type, when=when, where=where, modality=modality, attribution=tuple(links),
            extractor="rules/1", **more,  # type: ignore[arg-type]
        )  # fmt: skip
        self.captures[capture.id], self.articles[article.id], self.claims[claim.id] = capture, article, claim
        return claim.id

    def event(
        self,
        event_type: str,
        when: TimeSpan,
        where: Place | None,
        origins: Sequence[tuple[str, SourceKind, Sequence[str]]],
        grade: str,
        *,
        denied: Sequence[str] = (),
        contradictions: Sequence[Contradiction] = (),
        probability: float | None = None,
        aggregate: bool = False,
    ) -> Event:
        """An event over claims already said."""
        members = [
            Member(id=c, why=f"same type, days and places overlap; rests on {name}")
            for name, _, claims in origins
            for c in claims
        ]
        members += [Member(id=c, why="denies what the others report", role=Role.DENIES) for c in denied]
        event = Event(
            id=record_id("evt", sorted(m.id for m in members)), type=event_type, title="", when=when, where=where,
            members=tuple(members),
            origins=tuple(
                Origin(name=n, kind=k, members=tuple(c), outlets=tuple(self.articles[self.claims[x].article].outlet for x in c))
                for n, k, c in origins
            ),
            contradictions=tuple(contradictions), probability=probability, grade=grade, aggregate=aggregate,
        )  # fmt: skip
        self.events.append(event)
        return event

    def material(self, title: str, subtitle: str = "", *, exercise: bool = True, **more: object) -> BriefMaterial:
        """What the brief takes."""
        return BriefMaterial(
            title=title, subtitle=subtitle, made=datetime(2020, 10, 2, 8, 30, tzinfo=UTC), exercise=exercise,
            events=tuple(self.events), claims=self.claims, articles=self.articles, captures=self.captures,
            event_types=TYPES, **more,  # type: ignore[arg-type]
        )  # fmt: skip
