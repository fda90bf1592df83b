from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import attrs
import pytest

from sources.scenes.scene_material import ANNOTATION, BOMB, S1_NAME, manifest
from trigpoint.model.errors import RefusedInput, UnreadableFile
from trigpoint.sources.limits import Limits
from trigpoint.sources.scenes.opening import open_product
from trigpoint.sources.scenes.safe import NOT_CORRECTED, sentinel1_facts
from trigpoint.sources.scenes.xml_values import parse_xml

ANNOTATIONS = {"vv.xml": ANNOTATION.format(polarisation="VV").encode()}


def test_a_manifest_says_when_from_where_and_on_which_orbit() -> None:
    facts = sentinel1_facts(manifest(relative="34"), ANNOTATIONS, S1_NAME)
    assert facts.acquired == datetime(2021, 3, 4, 15, 34, 11, 123456, tzinfo=UTC)
    assert (facts.platform, facts.sensor, facts.bands) == ("sentinel-1a", "C-SAR", ("VV", "VH"))
    assert (facts.relative_orbit, facts.orbit_state, facts.look_direction) == (34, "ascending", "right")
    assert (facts.incidence_deg, facts.gsd_m) == (38.5, 10.0)
    assert facts.attribution == "Copernicus Sentinel data 2021"


def test_an_uncorrected_product_says_so() -> None:
    assert NOT_CORRECTED in sentinel1_facts(manifest(), {}, S1_NAME).flags


def test_a_relative_orbit_that_is_not_stated_is_reckoned() -> None:
    assert sentinel1_facts(manifest(), {}, S1_NAME).relative_orbit == 34


def test_a_stated_orbit_that_does_not_follow_is_kept_and_flagged() -> None:
    facts = sentinel1_facts(manifest(relative="35"), {}, S1_NAME)
    assert facts.relative_orbit == 35
    assert any("34 follows from the absolute orbit" in flag for flag in facts.flags)


def test_an_annotation_of_another_time_is_flagged() -> None:
    late = {"vv.xml": ANNOTATIONS["vv.xml"].replace(b"2021-03-04T15", b"2021-03-05T15")}
    assert any("by an annotation" in flag for flag in sentinel1_facts(manifest(), late, S1_NAME).flags)


def test_a_manifest_without_angles_leaves_them_unknown() -> None:
    facts = sentinel1_facts(manifest(), {}, S1_NAME)
    assert facts.incidence_deg is None
    assert facts.gsd_m is None


def test_entities_are_refused() -> None:
    with pytest.raises(RefusedInput, match="entities"):
        sentinel1_facts(BOMB.encode(), {}, S1_NAME)


@pytest.mark.parametrize(
    "content",
    [
        b"<a>" * 300 + b"</a>" * 300,
        b"<a>" * 1_000_000,
        b"<a>" + b" " * (17 << 20) + b"</a>",
    ],
    ids=["deep", "open", "long"],
)
def test_metadata_beyond_all_measure_is_refused(content: bytes) -> None:
    with pytest.raises(RefusedInput):
        sentinel1_facts(content, {}, S1_NAME)


def test_more_elements_than_metadata_has_are_refused() -> None:
    few = attrs.evolve(Limits(), product_xml_elements=100)
    assert len(parse_xml(b"<a>" + b"<b/>" * 99 + b"</a>", "x.xml", few)) == 99
    with pytest.raises(RefusedInput, match="more than"):
        parse_xml(b"<a>" + b"<b/>" * 100 + b"</a>", "x.xml", few)


@pytest.mark.parametrize(
    "content", [b"", b"<a>", b"II*\x00", b'<?xml version="1.0" encoding="nope"?><a/>', b"<a>" * 50]
)
def test_what_is_no_xml_is_one_sentence(content: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        sentinel1_facts(content, {}, S1_NAME)
    assert "\n" not in str(caught.value)


@pytest.mark.shared
def test_a_real_product_without_measurements(shared_data: Path) -> None:
    product = open_product(next((shared_data / "imagery" / "sentinel1").glob("*.zip")))
    facts = product.facts
    assert facts.acquired == datetime(2015, 2, 3, 4, 31, 9, 215560, tzinfo=UTC)
    assert (facts.platform, facts.relative_orbit, facts.orbit_state) == ("sentinel-1a", 7, "descending")
    assert facts.incidence_deg == pytest.approx(38.9956, abs=1e-3)
    assert product.bands == ()
    assert any("holds no measurement" in flag for flag in facts.flags)
