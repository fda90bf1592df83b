"""What a sentence stands on: each cited id with its statements, independent origins, dates, places and the case's own estimate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property

import attrs

from trigpoint.model import Assessment, Claim, Event, Observation, Place, Reliability, Role, SourceKind, TimeSpan
from trigpoint.places.names import normalise
from trigpoint.products.cards import supporting_origins
from trigpoint.products.citations import outlet_of
from trigpoint.products.imagery.grades_table import is_simulated
from trigpoint.products.lines import OBSERVED
from trigpoint.products.material import BriefMaterial


class BasisKind(StrEnum):
    """What an id names."""

    EVENT = "event"
    CLAIM = "statement"
    OBSERVATION = "measurement"
    ASSESSMENT = "assessment"


@attrs.frozen(kw_only=True)
class PictureFile:
    """A picture of the case, ready to be shown. `content` is PNG or JPEG."""

    capture: str
    content: bytes
    media_type: str
    licence: str  # "" = none is known
    attribution: str = ""
    simulated: bool = False


@attrs.frozen(kw_only=True)
class Archive:
    """All that a written brief may build on, and what it no longer may."""

    material: BriefMaterial
    assessments: Mapping[str, Assessment] = attrs.field(factory=dict)  # current ones
    gone: Mapping[str, str] = attrs.field(factory=dict)  # id to what took its place, in words
    retracted: Mapping[str, str] = attrs.field(factory=dict)  # id to who withdrew it and why
    texts: Mapping[str, str] = attrs.field(factory=dict)  # capture id to its plain text
    pictures: Mapping[str, PictureFile] = attrs.field(factory=dict)
    digests: Mapping[str, str] = attrs.field(factory=dict)  # id to the SHA-256 of its record as the case has it
    ratings: Mapping[str, Reliability] = attrs.field(factory=dict)  # of sources, by name

    @cached_property
    def events(self) -> dict[str, Event]:
        """Current events by id."""
        return {event.id: event for event in self.material.events}

    @cached_property
    def homes(self) -> dict[str, Event]:
        """The event that each claim or measurement belongs to."""
        return {member.id: event for event in self.material.events for member in event.members}


@attrs.frozen(kw_only=True)
class Basis:
    """One cited id."""

    id: str
    kind: BasisKind
    group: str  # ids of one group tell of one happening
    claims: tuple[Claim, ...]  # statements behind it, retracted ones left out
    origins: tuple[str, ...]  # independent ones that say so
    kinds: frozenset[SourceKind]  # who these are
    names: frozenset[str]  # everybody in the chains: origins, carriers, outlets
    spans: tuple[TimeSpan, ...]
    places: tuple[Place, ...]
    event: Event | None = None
    observation: Observation | None = None
    assessment: Assessment | None = None
    retracted: tuple[str, ...] = ()  # members left out
    article_days: frozenset[str] = frozenset()  # days of publication, ISO


def basis_of(archive: Archive, cited: str) -> Basis | None:
    """What the id names; None when the case holds nothing current under it."""
    material = archive.material
    if cited in material.claims:
        return _claim_basis(archive, material.claims[cited])
    if cited in material.observations:
        return _observation_basis(material.observations[cited])
    if cited in archive.assessments:
        return _assessment_basis(archive, archive.assessments[cited])
    event = archive.events.get(cited)
    return None if event is None else _event_basis(archive, event)


def source_names(archive: Archive) -> frozenset[str]:
    """Every outlet, carrier and origin of the case."""
    names = {link.name for claim in archive.material.claims.values() for link in claim.attribution}
    names |= {article.outlet for article in archive.material.articles.values()}
    return frozenset(n for n in names | {o.name for e in archive.material.events for o in e.origins} if n)


def place_names(archive: Archive) -> frozenset[str]:
    """Every place of the case, as named and as listed."""
    return frozenset(n for p in _all_places(archive) for n in (p.text, p.name) if n)


def placed_names(archive: Archive) -> dict[str, tuple[Place, ...]]:
    """The case's places by their names as `places.names` compares them."""
    found: dict[str, dict[Place, None]] = {}
    for place in dict.fromkeys(_all_places(archive)):
        for name in (place.text, place.name):
            if normal := normalise(name):
                found.setdefault(normal, {})[place] = None
    return {normal: tuple(places) for normal, places in found.items()}


def _all_places(archive: Archive) -> tuple[Place, ...]:
    places = [e.where for e in archive.material.events] + [c.where for c in archive.material.claims.values()]
    return _places([*places, *(o.where for o in archive.material.observations.values())])


def _event_basis(archive: Archive, event: Event) -> Basis:
    withdrawn = tuple(m.id for m in event.members if is_withdrawn(archive, m.id))
    kept = [m.id for m in event.members if m.id not in withdrawn and not m.id.startswith(OBSERVED)]
    claims = tuple(archive.material.claims[i] for i in kept if i in archive.material.claims)
    origins = [o for o in supporting_origins(event) if not o.members or not set(withdrawn).issuperset(o.members)]
    measured = [archive.material.observations[m.id] for m in event.members if m.id in archive.material.observations]
    return Basis(
        id=event.id,
        kind=BasisKind.EVENT,
        group=event.id,
        claims=claims,
        origins=tuple(dict.fromkeys(o.name for o in origins)),
        kinds=frozenset(o.kind for o in origins),
        names=_chain_names(archive, claims) | {o.name for o in origins} | {x for o in origins for x in o.outlets},
        spans=(event.when, *(c.when for c in claims), *(o.when for o in measured)),
        places=_places([event.where, *(c.where for c in claims)]),
        event=event,
        retracted=withdrawn,
        article_days=_days(archive, claims),
    )


def _claim_basis(archive: Archive, claim: Claim) -> Basis:
    home = archive.homes.get(claim.id)
    role = next((m.role for m in home.members if m.id == claim.id), Role.SUPPORTS) if home else Role.SUPPORTS
    mine = [o for o in home.origins if claim.id in o.members] if home else []
    last = claim.attribution[-1] if claim.attribution else None
    article = archive.material.articles.get(claim.article)
    own = last.name if last else outlet_of(article, archive.material.captures.get(claim.quote.capture))
    return Basis(
        id=claim.id,
        kind=BasisKind.CLAIM,
        group=f"{home.id} {role}" if home else claim.id,
        claims=(claim,),
        origins=tuple(o.name for o in mine) or (own,),
        kinds=frozenset(o.kind for o in mine) or frozenset({last.kind if last else SourceKind.OUTLET}),
        names=_chain_names(archive, (claim,)) | {o.name for o in mine} | {own},
        spans=(claim.when,),
        places=_places([claim.where]),
        event=home,
        article_days=_days(archive, (claim,)),
    )


def _observation_basis(measured: Observation) -> Basis:
    return Basis(
        id=measured.id,
        kind=BasisKind.OBSERVATION,
        group=measured.id,
        claims=(),
        origins=("Trigpoint",),
        kinds=frozenset(),
        names=frozenset({"Trigpoint"}),
        spans=(measured.when,),
        places=_places([measured.where]),
        observation=measured,
    )


def _assessment_basis(archive: Archive, made: Assessment) -> Basis:
    under = [b for i in made.basis if i != made.id and (b := basis_of(archive, i)) is not None]
    return Basis(
        id=made.id,
        kind=BasisKind.ASSESSMENT,
        group=made.id,
        claims=tuple(c for b in under for c in b.claims),
        origins=(made.author,),
        kinds=frozenset(),
        names=frozenset({made.author}) | {n for b in under for n in b.names},
        spans=tuple(s for b in under for s in b.spans),
        places=tuple(dict.fromkeys(p for b in under for p in b.places)),
        assessment=made,
        article_days=frozenset(d for b in under for d in b.article_days),
    )


def is_withdrawn(archive: Archive, record: str) -> bool:
    """Whether a claim or measurement, or what it was read from, was retracted."""
    return bool(withdrawal_of(archive, record))


def withdrawal_of(archive: Archive, record: str) -> str:
    """Why the record, its article or its capture was retracted; "" for not."""
    claim = archive.material.claims.get(record)
    measured = archive.material.observations.get(record)
    above = [record]
    above += [claim.article, claim.quote.capture] if claim else []
    above += measured.captures if measured else []
    return next((archive.retracted[i] for i in above if i in archive.retracted), "")


def is_simulated_basis(basis: Basis) -> bool:
    """Measured in something made up."""
    return basis.observation is not None and is_simulated(basis.observation)


def leans_on_simulated(archive: Archive, event: Event) -> bool:
    """Whether a measurement made in simulated data speaks for it or against it."""
    held = (
        archive.material.observations.get(m.id) for m in event.members if m.role in (Role.SUPPORTS, Role.CONTRADICTS)
    )
    return any(measured is not None and is_simulated(measured) for measured in held)


def _chain_names(archive: Archive, claims: Iterable[Claim]) -> frozenset[str]:
    names = {link.name for claim in claims for link in claim.attribution}
    for claim in claims:
        article = archive.material.articles.get(claim.article)
        names.add(outlet_of(article, archive.material.captures.get(claim.quote.capture)))
        names |= {article.author} if article and article.author else set()
    return frozenset(names)


def _days(archive: Archive, claims: Iterable[Claim]) -> frozenset[str]:
    articles = (archive.material.articles.get(c.article) for c in claims)
    return frozenset(a.published.isoformat() for a in articles if a is not None and a.published is not None)


def _places(places: Iterable[Place | None]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(p for p in places if p is not None))
