"""The compiled distance to the shore says what the mask says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trigpoint.evidence.tracks.shore_near import shore_of
from trigpoint.places.shore import shipped_mask


@settings(max_examples=60, deadline=None)
@given(lat=st.floats(-89, 89), lon=st.floats(-180, 180), most=st.sampled_from([5.0, 30.0, 100.0]))
def test_it_says_what_the_mask_says(lat: float, lon: float, most: float) -> None:
    mask = shipped_mask()
    is_land, km = shore_of(mask, lat, lon, most)
    assert is_land == bool(mask.is_land(lat, lon))
    assert km == pytest.approx(mask.shore_km(lat, lon, most_km=most))


def test_off_baku_the_shore_is_near_and_in_mid_atlantic_it_is_not() -> None:
    mask = shipped_mask()
    assert shore_of(mask, 40.3, 50.0, 30.0)[1] < 30
    assert shore_of(mask, 30.0, -45.0, 30.0) == (False, 30.0)
