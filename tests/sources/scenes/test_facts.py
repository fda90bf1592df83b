"""Who is believed, and what happens when two sources disagree."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sources.scenes.scene_material import (
    BOMB,
    L_NAME,
    MTL,
    S1_NAME,
    S2_TILE,
    landsat_files,
    lay_out,
    sentinel1_files,
    sentinel2_files,
)
from trigpoint.model.errors import UnreadableFile
from trigpoint.model.scene import SceneKind
from trigpoint.sources.scenes.facts import scene_facts

TAGS = {"ACQUISITION_TIME": "2021-03-04T15:34:11Z", "RELATIVE_ORBIT": "34", "UNITS": "sigma0_linear"}


def item(when: str, orbit: int = 34) -> str:
    return json.dumps(
        {"stac_version": "1.0.0", "id": "x", "properties": {"datetime": when, "sat:relative_orbit": orbit}}
    )


def test_the_order_of_belief(tmp_path: Path) -> None:
    picture = tmp_path / f"{S1_NAME}.tif"
    assert scene_facts(picture, {}).acquired_basis == "file name"
    (tmp_path / f"{S1_NAME}.json").write_text(item("2021-03-04T15:34:20Z"))
    assert scene_facts(picture, {}).acquired_basis == "stac item"
    assert scene_facts(picture, TAGS).acquired_basis == "tag"
    (tmp_path / f"{S1_NAME}.scene.yaml").write_text("acquired: 2021-03-04T15:34:30Z")
    facts = scene_facts(picture, TAGS)
    assert facts.acquired_basis == "sidecar"
    assert facts.flags == ()  # some seconds apart: first line, middle, last line of one picture


def test_what_one_source_leaves_out_another_fills_in(tmp_path: Path) -> None:
    (tmp_path / "x.scene.yaml").write_text("attribution: Acme")
    (tmp_path / "x.json").write_text(item("2021-03-04T15:34:20Z", 35))
    facts = scene_facts(tmp_path / "x.tif", {"UNITS": "db"})
    assert (facts.attribution, facts.relative_orbit, facts.unit) == ("Acme", 35, "db")


@pytest.mark.parametrize("beside", ["x.scene.yaml", "x.json"])
def test_two_dates_are_flagged_whoever_is_believed(tmp_path: Path, beside: str) -> None:
    other = "2021-03-16T15:34:11Z"
    (tmp_path / beside).write_text(item(other) if beside.endswith("json") else f"acquired: {other}")
    facts = scene_facts(tmp_path / "x.tif", TAGS)
    assert any("2021-03-04" in flag and "2021-03-16" in flag for flag in facts.flags)


def test_two_orbits_and_two_units_are_flagged(tmp_path: Path) -> None:
    (tmp_path / "x.scene.yaml").write_text("relative_orbit: 35\nunit: db")
    facts = scene_facts(tmp_path / "x.tif", TAGS)
    assert facts.relative_orbit == 35
    assert "relative orbit 35 and 34 are both stated: the first is used" in facts.flags
    assert "unit db and sigma0_linear are both stated: the first is used" in facts.flags


@pytest.mark.parametrize("tag", ["SIMULATED", "PLATFORM", "SOFTWARE"])
def test_no_sidecar_makes_a_simulated_picture_a_real_one(tmp_path: Path, tag: str) -> None:
    (tmp_path / "x.scene.yaml").write_text("simulated: false\nplatform: sentinel-1a")
    assert scene_facts(tmp_path / "x.tif", {tag: "simulated"}).simulated is True
    assert scene_facts(tmp_path / "x.tif", {}).simulated is False


def test_a_name_of_another_day_is_flagged(tmp_path: Path) -> None:
    facts = scene_facts(tmp_path / f"{S1_NAME}.tif", {"ACQUISITION_TIME": "2021-03-05T15:34:11Z"})
    assert facts.acquired == datetime(2021, 3, 5, 15, 34, 11, tzinfo=UTC)
    assert any("by the file name" in flag for flag in facts.flags)
    (tmp_path / f"{L_NAME}_SR_B4.scene.yaml").write_text("acquired: 2023-06-11T08:00:00Z")
    assert any("by its name" in flag for flag in scene_facts(tmp_path / f"{L_NAME}_SR_B4.TIF", {}).flags)


def test_nothing_beside_the_file_is_looked_at_without_a_path(tmp_path: Path) -> None:
    assert scene_facts(None, {}).acquired is None


def test_a_camera_date_does_not_become_the_acquisition_time(tmp_path: Path) -> None:
    facts = scene_facts(tmp_path / "press.jpg", {"EXIF_DateTimeOriginal": "2020:05:04 10:11:12"})
    assert facts.acquired is None
    assert any("camera" in flag for flag in facts.flags)


def test_the_files_own_band_names_stand_against_the_name(tmp_path: Path) -> None:
    path = tmp_path / "S1A_IW_20210304T153411_DVP_RTC20_G_gpuned_1A2B_VH.tif"
    assert scene_facts(path, {}, ["1"]).bands == ("VH",)
    assert scene_facts(path, {}, ["VV"]).bands == ()


def test_a_bad_sidecar_is_an_error_and_a_bad_product_file_a_flag(tmp_path: Path) -> None:
    folder = lay_out(tmp_path / f"{S1_NAME}.SAFE", {**sentinel1_files(), "manifest.safe": BOMB.encode()})
    picture = next((folder / "measurement").glob("*vv*"))
    facts = scene_facts(picture, {})
    assert facts.acquired_basis == "file name"
    assert any("manifest.safe beside it was not read" in flag for flag in facts.flags)
    picture.with_name(f"{picture.stem}.scene.yaml").write_text("aquired: 2020-01-01T00:00:00Z")
    with pytest.raises(UnreadableFile, match="aquired"):
        scene_facts(picture, {})


def test_a_sidecar_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(item("2021-03-16T15:34:11Z"))
    (tmp_path / "x.json").symlink_to(secret)
    facts = scene_facts(tmp_path / "x.tif", {})
    assert facts.acquired is None
    assert any("x.json" in flag for flag in facts.flags)


def test_a_picture_in_a_product_is_described_by_it(tmp_path: Path) -> None:
    radar = lay_out(tmp_path / f"{S1_NAME}.SAFE", sentinel1_files())
    facts = scene_facts(next((radar / "measurement").glob("*vh*")), {}, ["1"])
    assert (facts.acquired_basis, facts.orbit_state, facts.incidence_deg) == ("safe manifest", "ascending", 38.5)
    assert facts.bands == ("VH",)
    assert any("84 is stated" in flag for flag in facts.flags)  # the manifest contradicts its own absolute orbit

    optical = lay_out(tmp_path / "S2.SAFE", sentinel2_files())
    facts = scene_facts(next(optical.rglob(f"{S2_TILE}_B04_10m.jp2")), {}, ["1"])
    assert (facts.kind, facts.sun_elevation_deg, facts.bands) == (SceneKind.OPTICAL, 69.5, ("B04",))
    assert facts.acquired == datetime(2023, 6, 15, 8, 29, 44, 919283, tzinfo=UTC)
    assert "counts; reflectance = 0.0001 x count -0.1" in facts.flags

    bundle = lay_out(tmp_path / "bundle", landsat_files())
    facts = scene_facts(bundle / f"{L_NAME}_SR_B4.TIF", {}, ["1"])
    assert (facts.acquired_basis, facts.platform, facts.sun_azimuth_deg) == ("landsat mtl", "landsat-9", 289.5)
    assert not any("does not say" in flag for flag in facts.flags)


def test_landsat_json_of_another_scene_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / f"{L_NAME.replace('174038', '174039')}_MTL.txt").write_text(MTL)
    assert scene_facts(tmp_path / f"{L_NAME}_SR_B4.TIF", {}).acquired is None
