"""Visits to given sites: entry, exit and stop, with hysteresis and graded confidence.

After Global Fishing Watch's pipe-anchorages: a mover enters within the radius, leaves beyond 4/3 of it, and a visit is
the surer the more of entry, stop and exit was heard.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from trigpoint.evidence.tracks.visit_kernel import grid_of, stays
from trigpoint.model.positions import MoverKind, Positions

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
    longest_silence_s: float = 0.0  # while there: after a long one nobody knows that it never left
    first: int = -1  # fix of the positions with which it begins; -1 = not said
    last: int = -1

    @property
    def confidence(self) -> float:
        """Share of entry, stop and exit that was heard, between 0.25 and 1."""
        return (1 + self.entered + self.left + self.stopped) / 4


def find_visits(positions: Positions, sites: Sequence[VisitedSite], *, least_s: float = LEAST_S) -> Iterator[Visit]:
    """Visits of at least `least_s`, by site, mover and time."""
    lat, lon, radius = (np.array([getattr(s, f) for s in sites], np.float64) for f in ("lat", "lon", "radius_km"))
    starts, listed = grid_of(lat, lon, radius * LEAVE)
    site, first, last, stopped, silent = stays(
        positions.mover, positions.time, positions.lat, positions.lon, _speeds(positions),
        lat, lon, radius, LEAVE, least_s, PORT_GAP_S, STOPPED_KN, starts, listed,
    )  # fmt: skip
    order = np.lexsort((first, site))
    for k in order.tolist():
        begin, end = int(first[k]), int(last[k])
        yield Visit(
            entity=positions.names[positions.mover[begin]], site=sites[site[k]].name,
            start=float(positions.time[begin]), end=float(positions.time[end]),
            entered=_heard(positions, begin - 1, begin), left=_heard(positions, end, end + 1), stopped=bool(stopped[k]),
            longest_silence_s=float(silent[k]), first=begin, last=end,
        )  # fmt: skip


def _speeds(positions: Positions) -> np.typing.NDArray[np.float32]:
    """Speed over ground; for aircraft 0 on the ground and unknown in the air, where no speed is a stop."""
    if positions.kind is MoverKind.AIRCRAFT and positions.on_ground is not None:
        return np.where(positions.on_ground == 1, np.float32(0), np.float32(np.nan))
    speed = positions.speed_kn
    if speed is None or np.isnan(speed).all():
        return np.empty(0, np.float32)
    return speed


def _heard(positions: Positions, before: int, after: int) -> bool:
    """Both fixes are of one mover and not so far apart that anything may have happened between."""
    if before < 0 or after >= len(positions) or positions.mover[before] != positions.mover[after]:
        return False
    return bool(positions.time[after] - positions.time[before] < PORT_GAP_S)
