from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sources.scenes.scene_material import BOMB, S2_NAME, S2_PRODUCT, S2_TILE, S2_TILE_XML
from trigpoint.model.errors import RefusedInput
from trigpoint.sources.scenes.sentinel2 import band_files, scaling, sentinel2_facts

PRODUCT, TILE = S2_PRODUCT.encode(), S2_TILE_XML.encode()


def test_the_tile_says_when_it_was_seen_and_where_the_sun_stood() -> None:
    facts = sentinel2_facts(PRODUCT, TILE, S2_NAME)
    assert facts.acquired == datetime(2023, 6, 15, 8, 29, 44, 919283, tzinfo=UTC)
    assert (facts.sun_elevation_deg, facts.sun_azimuth_deg, facts.off_nadir_deg) == (69.5, 110.25, 8.5)
    assert (facts.platform, facts.relative_orbit, facts.orbit_state, facts.cloud_pct) == (
        "sentinel-2b",
        121,
        "descending",
        12.5,
    )
    assert facts.product == S2_NAME


def test_without_the_tile_the_product_has_its_own_time() -> None:
    facts = sentinel2_facts(PRODUCT, None, S2_NAME)
    assert facts.acquired == datetime(2023, 6, 15, 8, 16, 9, 24000, tzinfo=UTC)
    assert facts.sun_elevation_deg is None


def test_a_tile_of_another_day_is_flagged() -> None:
    facts = sentinel2_facts(PRODUCT, TILE.replace(b"2023-06-15T08:29", b"2023-06-16T08:29"), S2_NAME)
    assert any("by the product" in flag for flag in facts.flags)


def test_the_offset_of_later_baselines_is_heeded() -> None:
    how = scaling(PRODUCT, S2_NAME)
    assert how is not None
    scale, offset = how.of("B04")
    assert 1500 * scale + offset == pytest.approx(0.05)
    scale, offset = how.of("B03")  # no offset stated, as before baseline 04.00
    assert 500 * scale + offset == pytest.approx(0.05)


def test_a_product_that_does_not_say_has_no_scaling() -> None:
    assert scaling(b"<a/>", S2_NAME) is None


def test_each_band_comes_at_its_finest_and_names_that_climb_are_left_out() -> None:
    files = band_files(PRODUCT, S2_NAME)
    assert set(files) == {"B04", "SCL"}
    assert files["B04"].endswith(f"{S2_TILE}_B04_10m")


def test_entities_are_refused() -> None:
    with pytest.raises(RefusedInput):
        sentinel2_facts(BOMB.encode(), None, S2_NAME)
