"""Land and water. The Caspian is the trap: the usual masks call it land."""

from __future__ import annotations

import numpy as np
import pytest

from trigpoint.places.shore import is_water, near_water, shipped_mask


@pytest.mark.parametrize(
    ("where", "lat", "lon"),
    [
        ("the middle of the Caspian", 41.5, 50.5),
        ("the roads of Derbent", 42.08, 48.45),
        ("the Kerch approaches", 44.9, 36.5),
        ("the Strait of Hormuz", 26.5, 56.5),
        ("the Red Sea off Hudaydah", 14.8, 42.6),
    ],
)
def test_the_sea_is_water(where: str, lat: float, lon: float) -> None:
    assert is_water(lat, lon), where


@pytest.mark.parametrize(
    ("where", "lat", "lon"), [("Damascus", 33.51, 36.29), ("Gorgan", 36.84, 54.44), ("Kherson", 46.64, 32.61)]
)
def test_towns_are_land(where: str, lat: float, lon: float) -> None:
    assert not is_water(lat, lon), where


def test_a_quay_is_near_water_and_an_inland_town_is_not() -> None:
    assert near_water(36.85, 53.37)  # Amirabad
    assert not near_water(36.56, 53.06)  # Sari


def test_the_distance_to_shore_grows_seawards() -> None:
    mask = shipped_mask()
    near, far = mask.shore_km(36.95, 53.3), mask.shore_km(37.5, 53.0)
    assert 0 < near < far < 100


def test_the_antimeridian_joins() -> None:
    mask = shipped_mask()
    assert mask.is_land([0.5, 0.5], [180.0, -180.0]).tolist() in ([True, True], [False, False])


def test_points_off_the_globe_are_refused() -> None:
    with pytest.raises(ValueError, match="latitude"):
        shipped_mask().is_land(np.array([91.0]), np.array([0.0]))
