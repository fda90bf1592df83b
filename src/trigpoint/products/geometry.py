"""Frames and theatres: which part of the world a panel shows, and how degrees become pixels.

The projection is equirectangular with the parallel of the panel's middle true to scale, so a circle on the ground is
drawn as an ellipse of the right size at every latitude of the panel. Panels across the antimeridian are not handled.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import attrs

from trigpoint.places.geodesy import distance_m

KM_PER_DEGREE = 111.195  # of a great circle on the sphere of 6,371 km
LEAST_SPAN_KM = 170.0  # a panel never shows less: closer in, the outline map has no detail
RADIUS_SHOWN_KM = 120.0  # greater radii are drawn but do not widen the panel
MOST_PANELS = 4


@attrs.frozen
class Spot:
    """A point with its radius, as the panels need it."""

    lon: float
    lat: float
    radius_km: float


@attrs.frozen(kw_only=True)
class Frame:
    """A box of degrees and the pixels it fills."""

    west: float
    south: float
    east: float
    north: float
    width: float
    height: float

    @property
    def km_per_px(self) -> float:
        """Along a meridian, and along the middle parallel."""
        return (self.north - self.south) * KM_PER_DEGREE / self.height

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        """Pixels from the upper left corner."""
        x = (lon - self.west) / (self.east - self.west) * self.width
        return x, (self.north - lat) / (self.north - self.south) * self.height

    def ellipse(self, spot: Spot) -> tuple[float, float]:
        """Half axes in pixels of a circle on the ground."""
        ry = spot.radius_km / self.km_per_px
        middle = math.cos(math.radians((self.south + self.north) / 2))
        return ry * middle / max(0.05, math.cos(math.radians(spot.lat))), ry

    def shows(self, lon: float, lat: float) -> bool:
        """Whether a point lies inside."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


def distance_km(a: Spot, b: Spot) -> float:
    """Great circle distance."""
    return distance_m(a.lon, a.lat, b.lon, b.lat) / 1000


def fit_frame(spots: Sequence[Spot], width: float, least: float, most: float, pad: float = 0.14) -> Frame:
    """The frame around the spots and their radii; height between `least` and `most` pixels."""
    lat0 = (min(s.lat for s in spots) + max(s.lat for s in spots)) / 2
    squeeze = max(0.05, math.cos(math.radians(lat0)))
    reach = [min(s.radius_km, RADIUS_SHOWN_KM) / KM_PER_DEGREE for s in spots]
    west = min(s.lon - r / squeeze for s, r in zip(spots, reach, strict=True))
    east = max(s.lon + r / squeeze for s, r in zip(spots, reach, strict=True))
    south = min(s.lat - r for s, r in zip(spots, reach, strict=True))
    north = max(s.lat + r for s, r in zip(spots, reach, strict=True))
    floor = LEAST_SPAN_KM / KM_PER_DEGREE
    tall = max((north - south) * (1 + 2 * pad), floor * 0.6)
    wide = max((east - west) * squeeze * (1 + 2 * pad), floor)  # in degrees of latitude, as `tall`
    height = min(most, max(least, width * tall / wide))
    scale = max(wide / width, tall / height)  # degrees of latitude per pixel
    half_lon, half_lat = scale * width / squeeze / 2, scale * height / 2
    lon0, lat0 = (west + east) / 2, (south + north) / 2
    lat0 = min(max(lat0, -89 + half_lat), 89 - half_lat)
    return Frame(
        west=lon0 - half_lon, south=lat0 - half_lat, east=lon0 + half_lon, north=lat0 + half_lat,
        width=width, height=height,
    )  # fmt: skip


def theatres(spots: Sequence[Spot]) -> list[list[int]]:
    """Indices of spots by theatre, the fullest first; one theatre unless events lie far apart.

    Spots within 400 km (of a very wide spread, within a seventh of it) belong together, and so on along the chain.
    """
    if not spots:
        return []
    corners = [Spot(pick(s.lon for s in spots), pick(s.lat for s in spots), 0.0) for pick in (min, max)]
    spread = distance_km(*corners)
    if spread < 900:
        return [list(range(len(spots)))]
    reach = max(400.0, spread * 0.15)
    groups = _linked(spots, reach)
    while len(groups) > MOST_PANELS:
        reach *= 1.3
        groups = _linked(spots, reach)
    return sorted(groups, key=lambda g: (-len(g), g[0]))


def _linked(spots: Sequence[Spot], reach_km: float) -> list[list[int]]:
    """Single linkage: chains of neighbours within reach."""
    left = list(range(len(spots)))
    groups = []
    while left:
        group = [left.pop(0)]
        for member in group:
            near = [n for n in left if distance_km(spots[member], spots[n]) <= reach_km]
            group += near
            left = [n for n in left if n not in near]
        groups.append(sorted(group))
    return groups
