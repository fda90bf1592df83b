"""Claims and observations judged to be one happening."""

from __future__ import annotations

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
class Member:
    """A claim or observation of the event and the reason it joined, in words."""

    id: str  # Claim or Observation id
    why: str
    role: Role = Role.SUPPORTS


@attrs.frozen(kw_only=True)
class Origin:
    """An independent upstream: everything that leads back to it counts once."""

    name: str
    kind: SourceKind
    members: tuple[str, ...]  # ids of the claims that rest on it
    outlets: tuple[str, ...] = ()  # who carried it


@attrs.frozen(kw_only=True)
class ContradictionValue:
    """One side of a contradiction."""

    value: str
    origins: tuple[str, ...]
    members: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Contradiction:
    """Values of one field that cannot all be true, kept side by side."""

    field: str  # "date", "place", "count", "perpetrator", "occurrence"
    values: tuple[ContradictionValue, ...]


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
