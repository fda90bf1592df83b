from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.places.geodesy import EARTH_RADIUS_M, distance_m, distances_m, midpoint, offset

LON = st.floats(-179.9, 179.9)
LAT = st.floats(-85.0, 85.0)


def by_vectors(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """The same distance by another formula: the angle between unit vectors."""
    a, b = (
        np.array([math.cos(y) * math.cos(x), math.cos(y) * math.sin(x), math.sin(y)])
        for x, y in ((math.radians(lon1), math.radians(lat1)), (math.radians(lon2), math.radians(lat2)))
    )
    return EARTH_RADIUS_M * math.atan2(float(np.linalg.norm(np.cross(a, b))), float(a @ b))


@given(LON, LAT, LON, LAT)
def test_haversine_agrees_with_unit_vectors(lon1: float, lat1: float, lon2: float, lat2: float) -> None:
    assert distance_m(lon1, lat1, lon2, lat2) == pytest.approx(by_vectors(lon1, lat1, lon2, lat2), abs=0.5)


def test_a_degree_of_latitude_is_111_km() -> None:
    assert distance_m(10, 45, 10, 46) == pytest.approx(111_195, abs=1)


@given(LON, LAT, st.floats(0, 359.9), st.floats(1.0, 1_000_000.0))
def test_an_offset_lies_as_far_as_asked(lon: float, lat: float, bearing: float, metres: float) -> None:
    x, y = offset(lon, lat, bearing, metres)
    assert distance_m(lon, lat, x, y) == pytest.approx(metres, rel=1e-6, abs=0.01)


def test_east_of_moscow_is_east() -> None:
    lon, lat = offset(37.6, 55.75, 90, 966_000)
    assert lon > 52
    assert 54 < lat < 56


@given(LON, LAT, LON, LAT)
def test_the_midpoint_is_as_far_from_both(lon1: float, lat1: float, lon2: float, lat2: float) -> None:
    whole = distance_m(lon1, lat1, lon2, lat2)
    if whole < 19_000_000:  # points that face each other have no one midpoint
        lon, lat = midpoint(lon1, lat1, lon2, lat2)
        assert distance_m(lon1, lat1, lon, lat) == pytest.approx(whole / 2, abs=2)


def test_many_distances_are_the_single_ones() -> None:
    lons, lats = np.array([1.0, 100.0]), np.array([2.0, -50.0])
    singles = [distance_m(5, 6, x, y) for x, y in zip(lons, lats, strict=True)]
    assert distances_m(5, 6, lons, lats) == pytest.approx(singles)
