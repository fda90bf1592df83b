from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.model.errors import UnreadableFile
from trigpoint.model.scene import SceneKind, Unit
from trigpoint.sources.scenes.stac_item import facts_of_stac, read_item

RTC: dict[str, Any] = {
    "stac_version": "1.0.0",
    "id": "S1A_IW_GRDH_rtc",
    "properties": {
        "datetime": "2021-03-04T15:34:23Z",
        "platform": "SENTINEL-1A",
        "instruments": ["c-sar"],
        "sar:polarizations": ["VV", "VH"],
        "sar:observation_direction": "right",
        "sat:orbit_state": "ascending",
        "sat:absolute_orbit": 36856,
        "view:incidence_angle": 38.5,
        "license": "CC-BY-4.0",
        "providers": [
            {"name": "Host", "roles": ["host"]},
            {"name": "Agency", "roles": ["producer", "licensor"]},
            {"name": "Works", "roles": ["processor"]},
        ],
    },
    "assets": {
        "vv": {
            "href": "https://x.example.org/d/scene-vv.tif?sig=1",
            "raster:bands": [{"unit": "gamma0"}],
            "bands": [{"name": "vv"}],
        },
        "vh": {"href": "./scene-vh.tif"},
    },
}


def test_an_item_says_when_from_where_and_under_which_terms() -> None:
    facts = facts_of_stac(RTC, "scene-vv")
    assert facts.acquired == datetime(2021, 3, 4, 15, 34, 23, tzinfo=UTC)
    assert (facts.acquired_basis, facts.platform, facts.sensor) == ("stac item", "sentinel-1a", "c-sar")
    assert (facts.kind, facts.unit, facts.bands) == (SceneKind.SAR, Unit.GAMMA0_LINEAR, ("VV",))
    assert (facts.orbit_state, facts.look_direction, facts.incidence_deg) == ("ascending", "right", 38.5)
    assert (facts.licence, facts.attribution) == ("CC-BY-4.0", "Agency, Works, Host")


def test_an_absolute_orbit_gives_the_relative_one() -> None:
    assert facts_of_stac(RTC).relative_orbit == 34
    stated = {**RTC, "properties": {**RTC["properties"], "sat:relative_orbit": 12}}
    assert facts_of_stac(stated).relative_orbit == 12


def test_an_optical_item_has_cloud_and_sun() -> None:
    said = {
        "datetime": "2023-06-15T08:29:44Z",
        "eo:cloud_cover": 7.5,
        "view:sun_elevation": 60,
        "view:sun_azimuth": 100,
        "gsd": 10,
    }
    facts = facts_of_stac({"stac_version": "1.1.0", "id": "x", "properties": said})
    assert (facts.kind, facts.cloud_pct, facts.sun_elevation_deg, facts.sun_azimuth_deg, facts.gsd_m) == (
        SceneKind.OPTICAL, 7.5, 60.0, 100.0, 10.0,
    )  # fmt: skip


def test_a_short_take_has_its_middle_and_a_composite_has_no_date() -> None:
    def of(end: str) -> Any:
        said = {"datetime": None, "start_datetime": "2023-06-15T08:00:00Z", "end_datetime": end}
        return facts_of_stac({"stac_version": "1.0.0", "id": "x", "properties": said})

    assert of("2023-06-15T08:00:30Z").acquired == datetime(2023, 6, 15, 8, 0, 15, tzinfo=UTC)
    month = of("2023-07-15T08:00:00Z")
    assert month.acquired is None
    assert any("composite" in flag for flag in month.flags)


def test_two_assets_of_one_name_are_not_told_apart() -> None:
    assets = {
        "a": {"href": "1/x.tif", "bands": [{"name": "red"}]},
        "b": {"href": "2/x.tif", "bands": [{"name": "nir"}]},
    }
    assert facts_of_stac({**RTC, "assets": assets}, "x").bands == ()


@pytest.mark.parametrize(
    "content", [b"[]", b"{}", b'{"stac_version": "1.0.0"}', b'{"type": "FeatureCollection", "features": []}']
)
def test_other_json_is_no_item(content: bytes) -> None:
    assert read_item(content, "x.json") is None


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b"\xff"])
def test_what_is_no_json_is_one_sentence(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read_item(content, "x.json")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = [
    *sorted(RTC["properties"]),
    "start_datetime",
    "end_datetime",
    "sat:relative_orbit",
    "gsd",
    "eo:cloud_cover",
    "eo:bands",
]


@given(st.dictionaries(st.sampled_from(KEYS), JUNK), JUNK, JUNK)
def test_no_junk_in_an_item_raises(said: dict[str, Any], identity: Any, assets: Any) -> None:
    item = {"stac_version": "1.0.0", "id": identity, "properties": said, "assets": assets}
    read = read_item(json.dumps(item).encode(), "x.json")
    assert read is not None
    facts_of_stac(read, "x")
