"""Voyages: from one visited site to the next, and how much of the way was heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import attrs
import numpy as np

from trigpoint.evidence.tracks.motion import distances_km
from trigpoint.evidence.tracks.visits import Visit
from trigpoint.model.positions import Positions


@attrs.frozen(kw_only=True)
class Voyage:
    """A way between two visits of one mover, seconds UTC."""

    entity: str
    origin: str
    destination: str  # the same as the origin for a round trip
    departed: float  # last heard at the origin
    arrived: float  # first heard at the destination
    track_km: float | None  # along the fixes; None = the visits do not say which fixes
    longest_silence_s: float | None
    confidence: float  # of the weaker of the two visits
    first: int = -1  # fixes of the positions from the last at the origin to the first at the destination; -1 = not said
    last: int = -1

    @property
    def hours(self) -> float:
        """Time under way."""
        return (self.arrived - self.departed) / 3600


def find_voyages(
    visits: Iterable[Visit], positions: Positions | None = None, *, least_confidence: float = 0.5
) -> Iterator[Voyage]:
    """Voyages between visits at least so sure, by mover and time.

    Visits that overlap in time (sites close to each other) are one call, at the site of the longest.
    """
    by_mover: dict[str, list[Visit]] = {}
    for visit in visits:
        if visit.confidence >= least_confidence:
            by_mover.setdefault(visit.entity, []).append(visit)
    for entity in sorted(by_mover):
        calls = _calls(by_mover[entity])
        for origin, destination in pairwise(calls):
            yield _voyage(origin, destination, positions)


def _calls(visits: list[Visit]) -> list[Visit]:
    """One visit per call, in order of time; its end is that of the last of those that overlap."""
    calls: list[Visit] = []
    for visit in sorted(visits, key=lambda v: (v.start, v.end, v.site)):
        if not calls or visit.start > calls[-1].end:
            calls.append(visit)
            continue
        one, other = calls[-1], visit
        longer = other if other.end - other.start > one.end - one.start else one
        latest = max(one, other, key=lambda v: v.end)
        calls[-1] = attrs.evolve(longer, start=one.start, end=latest.end, first=one.first, last=latest.last)
    return calls


def _voyage(origin: Visit, destination: Visit, positions: Positions | None) -> Voyage:
    km = silence = None
    if positions is not None and origin.last >= 0 and destination.first >= 0:
        way = slice(origin.last, destination.first + 1)
        lat, lon = positions.lat[way], positions.lon[way]
        km = float(distances_km(lat[:-1], lon[:-1], lat[1:], lon[1:]).sum())
        silence = float(np.diff(positions.time[way]).max())
    return Voyage(
        entity=origin.entity, origin=origin.site, destination=destination.site,
        departed=origin.end, arrived=destination.start, track_km=km, longest_silence_s=silence,
        confidence=min(origin.confidence, destination.confidence), first=origin.last, last=destination.first,
    )  # fmt: skip
