from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.scenes.scene_material import L_NAME, S1_NAME, S2_NAME, S2_TILE
from trigpoint.model.found_scene import Facts
from trigpoint.model.scene import SceneKind, Unit
from trigpoint.sources.scenes.names import day_of_name, facts_of_name, relative_orbit


@pytest.mark.parametrize(
    ("unit", "absolute", "relative"),
    [
        ("S1A", 4454, 7),  # stated in a manifest of 2015
        ("S1B", 28179, 153),  # stated in a product listing, August 2021
        ("S1C", 5664, 68),  # stated in a public RTC collection, December 2025
        ("S1C", 8018, 147),  # the last before the constellation was rearranged in June 2026
        ("S1C", 8019, 46),
        ("S1D", 4762, 171),  # stated in the data space catalogue, September 2026
    ],
)
def test_the_relative_orbit_follows_from_the_absolute_one(unit: str, absolute: int, relative: int) -> None:
    assert relative_orbit(unit, absolute) == relative


@given(st.sampled_from(["S1A", "S1B", "S1D"]), st.integers(1, 200_000))
def test_the_ground_track_repeats_after_175_orbits(unit: str, absolute: int) -> None:
    first = relative_orbit(unit, absolute)
    assert first is not None
    assert 1 <= first <= 175
    assert relative_orbit(unit, absolute + 175) == first


def test_a_unit_nobody_has_launched_has_no_relative_orbit() -> None:
    assert relative_orbit("S1Z", 100) is None
    assert relative_orbit("S1A", 0) is None


@pytest.mark.parametrize(
    "stem",
    [S1_NAME, S1_NAME.rpartition("_")[0] + "_rtc", "s1a-iw-grd-vv-20210304t153411-20210304t153436-036856-045565-001"],
)
def test_a_sentinel1_name_says_when_and_on_which_orbit(stem: str) -> None:
    facts = facts_of_name(stem)
    assert facts.acquired == datetime(2021, 3, 4, 15, 34, 11, tzinfo=UTC)
    assert facts.acquired_basis == "file name"
    assert (facts.platform, facts.relative_orbit, facts.kind) == ("sentinel-1a", 34, SceneKind.SAR)


@pytest.mark.parametrize(
    ("letters", "unit"), [("gp", Unit.GAMMA0_LINEAR), ("sd", Unit.DECIBEL), ("ga", Unit.DIGITAL_NUMBER)]
)
def test_a_hyp3_name_says_its_unit_and_band(letters: str, unit: Unit) -> None:
    facts = facts_of_name(f"S1A_IW_20210304T153411_DVP_RTC20_G_{letters}uned_1A2B_VH")
    assert (facts.unit, facts.bands, facts.gsd_m) == (unit, ("VH",), 20.0)
    assert facts.acquired == datetime(2021, 3, 4, 15, 34, 11, tzinfo=UTC)


def test_rtc_names_say_gamma0_and_other_sentinel1_names_say_no_unit() -> None:
    rtc = facts_of_name(f"{S1_NAME.rpartition('_')[0]}_rtc_vh")
    assert (rtc.unit, rtc.bands) == (Unit.GAMMA0_LINEAR, ("VH",))
    assert facts_of_name(S1_NAME).unit is None
    opera = facts_of_name("OPERA_L2_RTC-S1_T069-147170-IW1_20231002T143023Z_20231002T202545Z_S1A_30_v1.0_VV")
    assert (opera.unit, opera.relative_orbit, opera.bands, opera.gsd_m) == (Unit.GAMMA0_LINEAR, 69, ("VV",), 30.0)
    assert opera.acquired == datetime(2023, 10, 2, 14, 30, 23, tzinfo=UTC)


def test_sentinel2_and_landsat_names() -> None:
    assert facts_of_name(S2_NAME).relative_orbit == 121
    band = facts_of_name(f"{S2_TILE}_B04_10m")
    assert (band.bands, band.gsd_m, band.kind) == (("B04",), 10.0, SceneKind.OPTICAL)
    landsat = facts_of_name(f"{L_NAME}_SR_B4")
    assert (landsat.platform, landsat.sensor, landsat.bands) == ("landsat-9", "OLI_TIRS", ("B4",))
    assert facts_of_name(f"{L_NAME}_QA_PIXEL").bands == ("QA_PIXEL",)


def test_a_day_in_a_name_is_no_acquisition_time() -> None:
    assert facts_of_name(L_NAME).acquired is None
    assert day_of_name(L_NAME) == date(2023, 6, 10)


@pytest.mark.parametrize(
    "stem", ["strike", "20210304", "S1A", "IMG_20210304_153411", "S1A_IW_GRDH_1SDV_20211304T153411"]
)
def test_other_names_say_nothing(stem: str) -> None:
    assert facts_of_name(stem) == Facts()


def test_a_date_that_does_not_exist_is_none() -> None:
    assert facts_of_name(S1_NAME.replace("20210304T153411_", "20211304T153411_", 1)).acquired is None
