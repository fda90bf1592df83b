"""Distances and offsets on a sphere of the mean Earth radius. Degrees, metres; bearings clockwise from north.

A sphere is within 0.6 % of the ellipsoid, far below the radius of any place named in words.
"""

from __future__ import annotations

from math import asin, atan2, cos, degrees, radians, sin, sqrt

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_M = 6_371_008.8  # IUGG mean radius R1
Degrees = float | NDArray[np.float64]


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Great-circle distance in metres (haversine)."""
    a, b = radians(lat1), radians(lat2)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(half)))


def distances_m(lon1: Degrees, lat1: Degrees, lon2: Degrees, lat2: Degrees) -> NDArray[np.float64]:
    """Great-circle distances of points, broadcast together, in metres."""
    a, b = np.radians(lat1), np.radians(lat2)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(np.subtract(lon2, lon1)) / 2) ** 2
    found: NDArray[np.float64] = np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, np.sqrt(half))))
    return found


def offset(lon: float, lat: float, bearing_deg: float, metres: float) -> tuple[float, float]:
    """The (lon, lat) reached from a point along a great circle."""
    a, turn, arc = radians(lat), radians(bearing_deg), metres / EARTH_RADIUS_M
    b = asin(sin(a) * cos(arc) + cos(a) * sin(arc) * cos(turn))
    east = atan2(sin(turn) * sin(arc) * cos(a), cos(arc) - sin(a) * sin(b))
    return (lon + degrees(east) + 540) % 360 - 180, degrees(b)


def midpoint(lon1: float, lat1: float, lon2: float, lat2: float) -> tuple[float, float]:
    """The (lon, lat) halfway along the great circle."""
    a, b, east = radians(lat1), radians(lat2), radians(lon2 - lon1)
    x, y = cos(b) * cos(east), cos(b) * sin(east)
    lat = atan2(sin(a) + sin(b), sqrt((cos(a) + x) ** 2 + y**2))
    return (lon1 + degrees(atan2(y, cos(a) + x)) + 540) % 360 - 180, degrees(lat)
