"""Visits to given sites: entry, exit and stop, with hysteresis and graded confidence.

After Global Fishing Watch's pipe-anchorages: a mover enters within the radius, leaves beyond 4/3 of it, and a visit is
the surer the more of entry, stop and exit was heard.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from trigpoint.evidence.tracks.motion import distances_km
from trigpoint.model.positions import Positions

LEAVE = 4 / 3  # of the radius: 3 km in, 4 km out in pipe-anchorages
LEAST_S = 1800.0
PORT_GAP_S = 4 * 3600.0  # a silence in port longer than this counts as a stop
STOPPED_KN = 0.5


@attrs.frozen(kw_only=True)
class VisitedSite:
    """A place that can be visited."""

    name: str
    lat: float
    lon: float
    radius_km: float


@attrs.frozen(kw_only=True)
class Visit:
    """A stay at a site, in seconds UTC. `entered`, `left`: heard doing so, not only found there."""

    entity: str
    site: str
    start: float
    end: float
    entered: bool
    left: bool
    stopped: bool

    @property
    def confidence(self) -> float:
        """Share of entry, stop and exit that was heard, between 0.25 and 1."""
        return (1 + self.entered + self.left + self.stopped) / 4


def find_visits(positions: Positions, sites: Sequence[VisitedSite], *, least_s: float = LEAST_S) -> Iterator[Visit]:
    """Visits of at least `least_s`, by site and mover."""
    for site in sites:
        yield from _at(positions, site, least_s)


def _at(positions: Positions, site: VisitedSite, least_s: float) -> Iterator[Visit]:
    reach = site.radius_km * LEAVE
    lat_margin = reach / 110.57
    near = np.flatnonzero(np.abs(positions.lat - site.lat) <= lat_margin)
    if not len(near):
        return
    far = distances_km(site.lat, site.lon, positions.lat[near], positions.lon[near])
    near, far = near[far <= reach], far[far <= reach]
    breaks = np.flatnonzero((np.diff(near) != 1) | (np.diff(positions.mover[near]) != 0)) + 1
    for part, distance in zip(np.split(near, breaks), np.split(far, breaks), strict=True):
        inside = np.flatnonzero(distance <= site.radius_km)
        if not len(inside):
            continue
        first, last = int(part[inside[0]]), int(part[-1])
        start, end = float(positions.time[first]), float(positions.time[last])
        if end - start < least_s:
            continue
        yield Visit(
            entity=positions.names[positions.mover[first]], site=site.name, start=start, end=end,
            entered=_same(positions, first - 1, first), left=_same(positions, last + 1, last),
            stopped=_stopped(positions, first, last),
        )  # fmt: skip


def _same(positions: Positions, index: int, other: int) -> bool:
    return bool(0 <= index < len(positions) and positions.mover[index] == positions.mover[other])


def _stopped(positions: Positions, first: int, last: int) -> bool:
    time = positions.time[first : last + 1]
    if len(time) > 1 and float(np.diff(time).max()) >= PORT_GAP_S:
        return True
    if positions.speed_kn is None:
        return False
    return bool((positions.speed_kn[first : last + 1] < STOPPED_KN).any())
