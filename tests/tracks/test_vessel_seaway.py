"""Distance by water: around the land between, never shorter than the great circle."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.evidence.tracks.motion import distances_km
from trigpoint.evidence.tracks.vessel_seaway import crosses_land, navigable_km
from trigpoint.places.shore import COLUMNS, ROWS, ShoreMask, shipped_mask

NORTH_OF_ABSHERON, SOUTH_OF_ABSHERON = (40.75, 49.9), (40.15, 49.7)


def test_the_way_between_two_bays_leads_around_the_cape() -> None:
    straight = float(distances_km(*NORTH_OF_ABSHERON, *SOUTH_OF_ABSHERON))
    way = navigable_km(shipped_mask(), NORTH_OF_ABSHERON, SOUTH_OF_ABSHERON)
    by_hand = sum(
        float(distances_km(*a, *b))
        for a, b in (
            (NORTH_OF_ABSHERON, (40.62, 50.1)),
            ((40.62, 50.1), (40.30, 50.45)),
            ((40.30, 50.45), SOUTH_OF_ABSHERON),
        )
    )
    assert straight < 70
    assert way == pytest.approx(by_hand, rel=0.12)


def test_over_open_water_the_straight_line_stands() -> None:
    off, on = (42.0, 50.5), (41.0, 51.0)
    assert navigable_km(shipped_mask(), off, on) == float(distances_km(*off, *on))


def test_where_no_water_joins_the_ends_the_straight_line_stands() -> None:
    caspian, black_sea = (42.0, 50.0), (43.0, 38.0)
    assert navigable_km(shipped_mask(), caspian, black_sea) == float(distances_km(*caspian, *black_sea))


def test_an_island_in_the_way_is_gone_around() -> None:
    bits = np.zeros((ROWS, COLUMNS // 8), np.uint8)
    bits[85 * 60 : 87 * 60, 180 * 60 // 8 : 181 * 60 // 8] = 0xFF  # 3 to 5 N, 0 to 1 E
    mask = ShoreMask(bits=bits)
    off, on = (4.0, -0.5), (4.0, 1.5)
    around = 2 * float(distances_km(4.0, -0.5, 3.0, 0.0)) + float(distances_km(3.0, 0.0, 3.0, 1.0))
    assert crosses_land(mask, off, on)
    assert navigable_km(mask, off, on) == pytest.approx(around, rel=0.05)


@given(st.floats(36, 47), st.floats(46, 55), st.floats(-2, 2), st.floats(-2, 2))
def test_no_way_is_shorter_than_the_great_circle(lat: float, lon: float, north: float, east: float) -> None:
    off, on = (lat, lon), (lat + north, lon + east)
    assert navigable_km(shipped_mask(), off, on) >= float(distances_km(*off, *on))
