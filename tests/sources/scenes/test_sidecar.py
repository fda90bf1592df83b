from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import attrs
import pytest

from trigpoint.model.errors import UnreadableFile
from trigpoint.model.found_scene import Facts
from trigpoint.model.scene import Grid, Scene, SceneKind, Unit
from trigpoint.sources.scenes.sidecar import facts_of_exif, facts_of_xbd, facts_of_yaml, missing_sentence, sidecar_name

SCENE = Scene(
    id="",
    file="/case/x.tif",
    kind=SceneKind.SAR,
    grid=Grid(width=1, height=1, transform=(1, 0, 0, 0, 1, 0)),
    bands=("VV",),
)


def test_a_user_states_what_the_picture_does_not() -> None:
    facts = facts_of_yaml(
        b"acquired: 2020-05-04T10:12:00+02:00\nkind: sar\nunit: db\nbands: [VV, VH]\nrelative_orbit: 21\n"
        b"orbit_state: Descending\nattribution: Acme\nsimulated: false\nincidence_deg: 38\n",
        "x.scene.yaml",
    )
    assert facts.acquired == datetime(2020, 5, 4, 8, 12, tzinfo=UTC)
    assert (facts.acquired_basis, facts.kind, facts.unit) == ("sidecar", SceneKind.SAR, Unit.DECIBEL)
    assert (facts.bands, facts.relative_orbit, facts.orbit_state) == (("VV", "VH"), 21, "descending")
    assert (facts.attribution, facts.simulated, facts.incidence_deg) == ("Acme", False, 38.0)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("aquired: 2020-05-04T08:12:00Z", "aquired"),  # a misspelt key must not go unnoticed
        ("acquired: 2020-05-04T08:12:00", "zone"),  # may be local time
        ("acquired: 2020-05-04", "zone"),
        ("acquired: noon", "zone"),
        ("kind: photo", "kind"),
        ("unit: decibels", "unit"),
        ("relative_orbit: first", "relative_orbit"),
        ("orbit_state: up", "orbit_state"),
        ("cloud_pct: 120", "cloud_pct"),
        ("simulated: perhaps", "simulated"),
        ("gsd_m: .nan", "gsd_m"),
        ("bands: []", "bands"),
        ("platform:", "platform"),
    ],
)
def test_what_does_not_fit_is_an_error_that_names_it(line: str, names: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        facts_of_yaml(line.encode(), "x.scene.yaml")
    assert str(caught.value).startswith("x.scene.yaml: ")
    assert names in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        b"a: b: c",
        b"- 1",
        b"\xff\xfe",
        b"acquired: &a [1]\nkind: *a",
        b"!!python/object:os.system {}",
        b"[" * 3000,
        b"{" * 3000,
    ],
)
def test_other_yaml_is_one_sentence_and_runs_nothing(content: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        facts_of_yaml(content, "x.scene.yaml")
    assert "\n" not in str(caught.value)


def test_an_empty_sidecar_says_nothing() -> None:
    assert facts_of_yaml(b"# nothing yet\n", "x.scene.yaml") == Facts()


@pytest.mark.parametrize(
    "key", [field.name for field in attrs.fields(Facts) if field.name not in ("flags", "acquired_basis")]
)
def test_every_field_of_a_scene_can_be_stated(key: str) -> None:
    stated = {"acquired": "2020-05-04T08:12:00Z", "kind": "sar", "unit": "db", "bands": "[a]", "orbit_state": "ascending",
              "look_direction": "right", "simulated": "true"}.get(key, "7")  # fmt: skip
    assert getattr(facts_of_yaml(f"{key}: {stated}".encode(), "x.scene.yaml"), key) not in (None, "", ())


def test_what_is_missing_is_asked_for_in_one_sentence() -> None:
    assert missing_sentence(SCENE, ("acquired",)) == (
        "x.tif: no acquisition time; write `acquired: 2020-05-04T08:12:00Z` into x.scene.yaml"
    )
    both = missing_sentence(SCENE, ("acquired", "relative_orbit", "bands"))
    assert both == (
        "x.tif: no acquisition time, no relative orbit; "
        "write `acquired: 2020-05-04T08:12:00Z`, `relative_orbit: 21` into x.scene.yaml"
    )
    assert missing_sentence(SCENE, ("bands",)) == ""


def test_the_remedy_of_the_sentence_is_accepted_by_the_reader() -> None:
    sentence = missing_sentence(SCENE, ("acquired", "relative_orbit", "orbit_state", "attribution"))
    lines = sentence.split("`")[1::2]
    facts = facts_of_yaml("\n".join(lines).encode(), "x.scene.yaml")
    assert missing_sentence(attrs.evolve(SCENE, acquired=facts.acquired, relative_orbit=facts.relative_orbit,
                            orbit_state=facts.orbit_state, attribution=facts.attribution),
                            ("acquired", "relative_orbit", "orbit_state", "attribution")) == ""  # fmt: skip


def test_a_sidecar_has_the_pictures_stem() -> None:
    assert sidecar_name("x.tif") == "x.scene.yaml"
    assert sidecar_name("a.b.tif") == "a.b.scene.yaml"
    assert sidecar_name("picture") == "picture.scene.yaml"


def test_a_cameras_date_is_a_flag_and_no_acquisition_time() -> None:
    facts = facts_of_exif({"EXIF_DateTimeOriginal": "2020:05:04 10:11:12"})
    assert facts.acquired is None
    assert "2020-05-04" in facts.flags[0]
    assert facts_of_exif({"EXIF_DateTime": "    "}) == Facts()


def test_xbd_metadata_is_read_and_other_json_is_not() -> None:
    metadata = {"sensor": "WORLDVIEW02", "gsd": 1.9, "capture_date": "2018-01-01T16:20:00.445Z", "off_nadir_angle": 12.5,
                "sun_azimuth": 140.1, "sun_elevation": 64.5, "catalog_id": "10"}  # fmt: skip
    facts = facts_of_xbd(json.dumps({"features": {}, "metadata": metadata}).encode(), "x.json")
    assert facts is not None
    assert facts.acquired == datetime(2018, 1, 1, 16, 20, 0, 445000, tzinfo=UTC)
    assert (facts.sensor, facts.gsd_m, facts.off_nadir_deg, facts.product) == ("WORLDVIEW02", 1.9, 12.5, "10")
    assert facts_of_xbd(b'{"type": "FeatureCollection"}', "x.json") is None
    with pytest.raises(UnreadableFile):
        facts_of_xbd(b"{", "x.json")


@pytest.mark.shared
def test_the_metadata_of_a_real_label_file(shared_data: Path) -> None:
    content = (shared_data / "imagery" / "xbd" / "joplin-tornado_00000050_pre_disaster.json").read_bytes()
    facts = facts_of_xbd(content, "pre.json")
    assert facts is not None
    assert (facts.sensor, facts.product) == ("QUICKBIRD02", "101001000A117F00")
    assert facts.acquired == datetime(2009, 8, 8, 17, 16, 20, 445000, tzinfo=UTC)
