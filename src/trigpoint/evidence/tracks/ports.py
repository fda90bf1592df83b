"""Ports a vessel could have called at while it was silent."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.motion import KM_PER_NM, distances_km

KM_PER_DEG = 111.195
MOST_KM = 600.0  # further than this nothing is told apart
MOST_PORTS = 5
DETOUR_KM = 25.0  # a port this much out of the way is e times less likely
ELSEWHERE = 0.15  # weight of no listed port at all, beside one that lies on the way


@attrs.frozen(kw_only=True, eq=False)
class Ports:
    """Ports sorted by latitude; degrees, EPSG:4326."""

    names: tuple[str, ...]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]

    def near(self, lat: float, lon: float, km: float) -> NDArray[np.int64]:
        """Indices within `km` of a point."""
        i, j = np.searchsorted(self.lat, (lat - km / KM_PER_DEG, lat + km / KM_PER_DEG))
        far = distances_km(lat, lon, self.lat[i:j], self.lon[i:j])
        found: NDArray[np.int64] = i + np.flatnonzero(far <= km)
        return found


@attrs.frozen(kw_only=True)
class Call:
    """A port within reach. `slack_h`: what remains after sailing there and on at the vessel's speed."""

    name: str
    lat: float
    lon: float
    slack_h: float
    probability: float


def gathered_ports(rows: tuple[tuple[str, float, float], ...]) -> Ports:
    """The value over (name, lat, lon) rows."""
    kept = sorted(rows, key=lambda row: (row[1], row[2], row[0]))
    return Ports(
        names=tuple(name for name, _, _ in kept),
        lat=np.array([lat for _, lat, _ in kept], np.float64),
        lon=np.array([lon for _, _, lon in kept], np.float64),
    )


def reachable_ports(
    ports: Ports, off: tuple[float, float], on: tuple[float, float], hours: float, speed_kn: float
) -> tuple[Call, ...]:
    """Ports that could be called at between two points (lat, lon), the likeliest first. Straight lines: slack is an upper bound."""
    budget = min(hours * speed_kn * KM_PER_NM, 2 * MOST_KM)
    near = ports.near(*off, budget / 2 + float(distances_km(*off, *on)) / 2)
    if not len(near):
        return ()
    way = distances_km(*off, ports.lat[near], ports.lon[near]) + distances_km(*on, ports.lat[near], ports.lon[near])
    near, way = near[way <= budget], way[way <= budget]
    if not len(near):
        return ()
    weight = np.exp(-(way - distances_km(*off, *on)) / DETOUR_KM)
    share = weight / (weight.sum() + ELSEWHERE)
    best = np.argsort(-share, kind="stable")[:MOST_PORTS]
    return tuple(
        Call(
            name=ports.names[near[k]],
            lat=float(ports.lat[near[k]]),
            lon=float(ports.lon[near[k]]),
            slack_h=hours - float(way[k]) / KM_PER_NM / speed_kn,
            probability=float(share[k]),
        )
        for k in best
    )
