from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from sources.scenes.scene_material import L_NAME, MTL
from trigpoint.model.errors import UnreadableFile
from trigpoint.sources.scenes.landsat import landsat_bands, landsat_facts, read_mtl

SAID = read_mtl(MTL.encode(), "MTL.txt")


def test_the_metadata_says_when_by_what_and_under_which_sun() -> None:
    facts = landsat_facts(SAID)
    assert facts.acquired == datetime(2023, 6, 10, 8, 4, 5, 123456, tzinfo=UTC)
    assert (facts.platform, facts.sensor, facts.product) == ("landsat-9", "OLI_TIRS", L_NAME)
    assert (facts.sun_azimuth_deg, facts.sun_elevation_deg, facts.cloud_pct) == (289.5, 65.25, 3.21)
    assert facts.off_nadir_deg == 0.001
    assert facts.attribution == "Landsat-9 image courtesy of the U.S. Geological Survey"


def test_level_2_scaling_wins_over_level_1() -> None:
    red = next(band for band in landsat_bands(SAID) if band.name == "B4")
    assert (red.scale, red.offset) == (2.75e-05, -0.2)


def test_masks_are_listed_and_files_elsewhere_are_not() -> None:
    assert [band.name for band in landsat_bands(SAID)] == ["B4", "QA_PIXEL"]


def test_json_says_the_same_as_text() -> None:
    tree = {"LANDSAT_METADATA_FILE": {"IMAGE_ATTRIBUTES": SAID}}
    assert landsat_facts(read_mtl(json.dumps(tree).encode(), "MTL.json")) == landsat_facts(SAID)


def test_cloud_that_was_not_computed_is_unknown() -> None:
    assert landsat_facts({**SAID, "CLOUD_COVER": "-1.00"}).cloud_pct is None


def test_a_time_that_is_none_is_flagged() -> None:
    facts = landsat_facts({**SAID, "SCENE_CENTER_TIME": "noon"})
    assert facts.acquired is None
    assert facts.flags


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b"[1]", b"GROUP = X", b'{"a":' * 5000])
def test_what_is_no_landsat_metadata_is_one_sentence(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read_mtl(content, "MTL.txt")
