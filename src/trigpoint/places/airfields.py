"""Airfields as a value: arrays that lie side by side, found near a point without a loop."""

from __future__ import annotations

from operator import attrgetter

import attrs
import numpy as np
from numpy.typing import NDArray

KM_PER_DEG = 111.195
DIRECTIONS = 8  # directions of use kept for a field: four runways, either way


@attrs.frozen(kw_only=True)
class Airfield:
    """One airfield. `weight` says how much traffic a field of its sort has beside others (1 = an unremarkable strip)."""

    code: str  # ICAO location indicator, else the local one
    name: str
    lat: float  # degrees, EPSG:4326
    lon: float
    elevation_ft: float = 0.0
    weight: float = 1.0
    length_ft: float = 0.0  # of the longest runway; 0 = not known
    headings_deg: tuple[float, ...] = ()  # true, one direction of each runway; () = not known


@attrs.frozen(kw_only=True, eq=False)
class Airfields:
    """Many airfields, sorted by latitude."""

    fields: tuple[Airfield, ...]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    elevation_ft: NDArray[np.float64]
    weight: NDArray[np.float64]
    length_ft: NDArray[np.float64]
    headings_deg: NDArray[np.float64]  # (field, DIRECTIONS), both directions of each runway; NaN beyond

    def near(self, lat: float, lon: float, km: float) -> NDArray[np.int64]:
        """Indices of the airfields in the box that reaches `km` from a point (the globe's seam included)."""
        high = km / KM_PER_DEG
        i, j = np.searchsorted(self.lat, (lat - high, lat + high))
        wide = high / max(np.cos(np.radians(lat)), 0.05)
        off = np.abs((self.lon[i:j] - lon + 180) % 360 - 180)
        found: NDArray[np.int64] = i + np.flatnonzero(off <= wide)
        return found


def gathered(fields: tuple[Airfield, ...]) -> Airfields:
    """The value over some airfields."""
    kept = tuple(sorted(fields, key=attrgetter("lat", "lon", "code")))
    return Airfields(
        fields=kept,
        lat=np.array([f.lat for f in kept], np.float64),
        lon=np.array([f.lon for f in kept], np.float64),
        elevation_ft=np.array([f.elevation_ft for f in kept], np.float64),
        weight=np.array([f.weight for f in kept], np.float64),
        length_ft=np.array([f.length_ft for f in kept], np.float64),
        headings_deg=_both_ways(kept),
    )


def _both_ways(fields: tuple[Airfield, ...]) -> NDArray[np.float64]:
    found = np.full((len(fields), DIRECTIONS), np.nan)
    for k, field in enumerate(fields):
        for n, heading in enumerate(field.headings_deg[: DIRECTIONS // 2]):
            found[k, 2 * n], found[k, 2 * n + 1] = heading % 360, (heading + 180) % 360
    return found
