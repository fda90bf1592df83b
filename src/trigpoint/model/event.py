"""Claims and observations judged to be one happening."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import attrs

from trigpoint.model.capture import SourceKind
from trigpoint.model.place import Place
from trigpoint.model.time import TimeSpan


class Role(StrEnum):
    """How a member bears on the event."""

    SUPPORTS = "supports"
    DENIES = "denies"
    CONTRADICTS = "contradicts"  # a measurement that does not fit what is told
    NEITHER = "neither"  # a measurement that cannot tell


@attrs.frozen(kw_only=True)
class Comparison:
    """What one comparator found between a member and the event's most precise claim."""

    field: str  # "time", "type", "place", "part of place", "hour", "actor", "target", "toll", "source"
    score: float | None  # natural logarithm of a likelihood ratio, one happening against two; None: cannot be one
    why: str
    left: str  # as the most precise claim has it
    right: str  # as the member has it


@attrs.frozen(kw_only=True)
class Member:
    """A claim or observation of the event and the reason it joined, in words."""

    id: str  # Claim or Observation id
    why: str
    role: Role = Role.SUPPORTS
    compared: tuple[Comparison, ...] = ()
    decided: str = ""  # id of the Decision that put it here by hand; "" = the rules did


@attrs.frozen(kw_only=True)
class Origin:
    """An independent upstream: everything that leads back to it counts once."""

    name: str
    kind: SourceKind
    members: tuple[str, ...]  # ids of the claims that rest on it
    outlets: tuple[str, ...] = ()  # who carried it
    modality: str = ""  # how it knows: "witness", "official", "party", "SAR", "AIS" ...; "" = not known
    presumed: tuple[str, ...] = ()  # members that name no source and say the same: they add nothing, so they count here
    weight: float | None = None  # natural log likelihood ratio it adds to the probability; None: not weighed


@attrs.frozen(kw_only=True)
class OriginLink:
    """An edge of the origin graph: the tail rests on the head."""

    tail: str  # a member's id, or a name
    head: str  # a name
    kind: str  # "published by", "attribution", "same text", "link", "same picture", "same error", "one owner", "presumed", "circle"
    why: str = ""


@attrs.frozen(kw_only=True)
class CountRange:
    """How many, over independent origins: each origin gives one interval, its latest."""

    status: str  # a CountStatus
    unit: str  # "" = people or not said
    low: int | None  # least that any origin gives
    high: int | None  # most that any gives; None: some say "at least", and nobody gives a top
    best: int | None  # None: nothing exact enough
    method: str  # in words, how `best` was chosen
    origins: int


@attrs.frozen(kw_only=True)
class ContradictionValue:
    """One side of a contradiction."""

    value: str
    origins: tuple[str, ...]
    members: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Resolution:
    """An analyst's choice between the values of a contradiction."""

    decision: str  # Decision id
    value: str
    why: str
    author: str
    made: datetime


@attrs.frozen(kw_only=True)
class Contradiction:
    """Values of one field that cannot all be true, kept side by side."""

    field: str  # "date", "place", "count", "perpetrator", "occurrence", "identity"
    values: tuple[ContradictionValue, ...]
    leans: str = ""  # the value that more independent origins give; "" = none does. Not a decision
    resolutions: tuple[Resolution, ...] = ()  # what analysts decided, first to last


@attrs.frozen(kw_only=True)
class Event:
    """Claims and observations judged one happening."""

    id: str  # "evt-" + first 16 hex digits over the sorted member ids
    type: str
    title: str  # made from type, place and time; no document text
    when: TimeSpan
    where: Place | None
    members: tuple[Member, ...]
    origins: tuple[Origin, ...]
    contradictions: tuple[Contradiction, ...] = ()
    probability: float | None = None  # that it happened, 0..1; None: not estimated
    grade: str = ""  # words for the corroboration: see docs/method.md
    aggregate: bool = False  # a reported total, not a happening
    supersedes: str = ""
    graph: tuple[OriginLink, ...] = ()  # who rests on whom
    counts: tuple[CountRange, ...] = ()
    modalities: tuple[str, ...] = ()  # of the origins that say it happened, each once
