"""Indicators and warning: what would be seen if something were on its way, and whether anybody looked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

import attrs

from trigpoint.model.capture import SourceKind
from trigpoint.model.place import Place
from trigpoint.model.time import TimeSpan


class IndicatorState(StrEnum):
    """What can be said of an indicator at a time. Only the first three say something about the world."""

    MET = "met"
    PARTLY = "partly"  # fewer than the threshold, too few origins, or what may lie in the window or the area
    LOOKED_AND_ABSENT = "looked and absent"  # enough usable looks of ours, and nothing
    NOT_OBSERVED = "not observed"  # enough was read, and nobody told of it: silence of reporters is weak
    NO_COVERAGE = "no coverage"  # nobody looked: says nothing
    EXPIRED = "expired"


class FactKind(StrEnum):
    """Which records an indicator counts."""

    EVENT = "events"
    CLAIM = "claims"
    OBSERVATION = "observations"


@attrs.frozen(kw_only=True)
class Area:
    """Where: within `radius_m` of a point (EPSG:4326), or a country, or anywhere."""

    lon: float | None = None
    lat: float | None = None
    radius_m: float = 0.0
    country: str = ""  # ISO 3166-1 alpha-2


@attrs.frozen(kw_only=True)
class Bearing:
    """How an indicator bears on a hypothesis: likelihood ratios against its not being true."""

    met: float = 1.0
    absent: float = 1.0  # when looked for with coverage and absent


@attrs.frozen(kw_only=True)
class Indicator:
    """One observable with its threshold. Raises ValueError for a threshold, look-back or ratio that cannot be."""

    id: str
    observable: str  # in words
    counts: FactKind
    types: frozenset[str] = frozenset()  # event types or kinds of observation; empty = any
    area: Area = Area()
    threshold: int = 1
    look_back: timedelta = timedelta(days=30)
    origins: int = 1  # independent ones that the counted facts must rest on together
    origin_kinds: frozenset[SourceKind] = frozenset()  # empty = any
    looks: int = 0  # usable looks of ours in the window that make absence evidence
    articles: int = 0  # articles read in the window that make silence worth saying
    expires: date | None = None
    bears_on: Mapping[str, Bearing] = attrs.field(factory=dict)  # by hypothesis id
    half_life: timedelta | None = None  # how fast its weight fades; None: not at all

    def __attrs_post_init__(self) -> None:
        if self.threshold < 1 or self.origins < 1 or self.look_back <= timedelta(0):
            raise ValueError(f"{self.id}: threshold, origins and look-back must be above 0")
        if any(b.met <= 0 or b.absent <= 0 for b in self.bears_on.values()):
            raise ValueError(f"{self.id}: a likelihood ratio must be above 0")


@attrs.frozen(kw_only=True)
class Fact:
    """A record as indicators see it."""

    id: str
    kind: FactKind
    type: str
    when: TimeSpan
    where: Place | None
    known: datetime  # when this desk first had it
    origins: tuple[tuple[str, SourceKind], ...] = ()


@attrs.frozen(kw_only=True)
class Look:
    """One time that somebody could have seen it: a usable picture or pass (`is_ours`), or an article that was read."""

    id: str
    when: datetime
    known: datetime
    where: Place | None = None
    is_ours: bool = True


@attrs.frozen(kw_only=True)
class Finding:
    """An indicator at a time."""

    indicator: str
    state: IndicatorState
    at: datetime
    facts: tuple[str, ...] = ()  # ids that count surely, earliest first
    possible: tuple[str, ...] = ()  # ids that may count: place or time too vague
    origins: tuple[str, ...] = ()
    looks: int = 0
    articles: int = 0
    latest: datetime | None = None  # end of the latest fact or look that carries the state


@attrs.frozen(kw_only=True)
class Change:
    """An indicator between two times."""

    before: Finding
    after: Finding

    @property
    def is_change(self) -> bool:
        """The state, or what it stands on, differs."""
        return self.before.state is not self.after.state or self.before.facts != self.after.facts
