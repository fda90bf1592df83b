from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.model import Footprint, Grid
from trigpoint.model.errors import InputError, RefusedInput, UnreadableFile, UnsupportedFormat
from trigpoint.sources.footprints import read_footprints
from trigpoint.sources.limits import Limits

UTM = Grid(
    width=100, height=80, transform=(10.0, 0.0, 500_000.0, 0.0, -10.0, 4_000_000.0), crs="EPSG:32637", pixel_m=10.0
)
NOWHERE = Grid(width=100, height=80, transform=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0))
METRES = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32637"}}


def box(x: float, y: float, side: float = 30.0) -> list[Any]:
    return [[x, y], [x + side, y], [x + side, y - side], [x, y - side], [x, y]]


def feature(*rings: Any, kind: str = "Polygon", **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": list(rings)}, **more}


def read(folder: Path, *features: Any, crs: Any = METRES, grid: Grid = UTM, **limits: Any) -> tuple[Footprint, ...]:
    collection = {"type": "FeatureCollection", "features": list(features)} | ({"crs": crs} if crs else {})
    (folder / "f.geojson").write_text(json.dumps(collection))
    return read_footprints(folder / "f.geojson", grid, limits=Limits(**limits))


def test_an_outline_in_metres_lies_where_its_coordinates_say(tmp_path: Path) -> None:
    (found,) = read(tmp_path, feature(box(500_100, 3_999_900)))
    (polygon,) = found.polygons
    assert np.allclose(polygon[0], [(10, 10), (13, 10), (13, 13), (10, 13), (10, 10)], atol=1e-6)
    assert found.unusable == ""
    assert found.area_m2 == pytest.approx(900 / 0.9996**2, rel=1e-4)  # UTM's scale on its central meridian
    assert found.lon == pytest.approx(39.0, abs=0.01)


@pytest.mark.parametrize("name", ["EPSG:32637", "urn:ogc:def:crs:EPSG::32637", "urn:ogc:def:crs:EPSG:9.9.1:32637"])
def test_a_projection_is_known_under_each_of_its_spellings(name: str, tmp_path: Path) -> None:
    (found,) = read(tmp_path, feature(box(500_100, 3_999_900)), crs={"type": "name", "properties": {"name": name}})
    assert np.allclose(found.polygons[0][0][0], (10, 10), atol=1e-6)


def test_longitude_and_latitude_are_taken_as_such_without_a_crs_member(tmp_path: Path) -> None:
    (found,) = read(tmp_path, feature(box(39.002, 36.142, 0.0005)), crs=None)
    column, row = np.mean(found.polygons[0][0][:4], axis=0)
    east = math.radians(0.00225) * 6_378_137 * math.cos(math.radians(36.14)) * 0.9996
    assert column == pytest.approx(east / 10, abs=0.1)  # metres east of the central meridian, which is the left edge
    assert 0 < row < 80


def test_the_id_is_the_features_then_the_propertys_then_the_number(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        feature(box(500_100, 3_999_900), id="a", properties={"id": "b"}),
        feature(box(500_100, 3_999_900), properties={"id": 7}),
        feature(box(500_100, 3_999_900), properties=None),
    )
    assert [one.id for one in found] == ["a", "7", "3"]


def test_an_id_used_twice_is_told_and_stays_apart(tmp_path: Path) -> None:
    one, other = read(tmp_path, feature(box(500_100, 3_999_900), id="a"), feature(box(500_200, 3_999_900), id="a"))
    assert (one.id, other.id) == ("a", "a (2)")
    assert "used 2 times" in other.flags[0]


def test_an_outline_that_crosses_itself_is_repaired_with_a_flag(tmp_path: Path) -> None:
    bow = [[500_100, 3_999_900], [500_160, 3_999_840], [500_160, 3_999_900], [500_100, 3_999_840], [500_100, 3_999_900]]
    (found,) = read(tmp_path, feature(bow))
    assert found.flags == ("outline crosses itself: repaired",)
    assert found.unusable == ""
    assert found.area_m2 == pytest.approx(1800, rel=0.01)


def test_holes_and_parts_are_kept(tmp_path: Path) -> None:
    outer, hole = box(500_100, 3_999_900, 60), box(500_120, 3_999_880, 10)
    ringed, parted = read(
        tmp_path,
        feature(outer, hole),
        {
            "type": "Feature",
            "geometry": {"type": "MultiPolygon", "coordinates": [[outer, hole], [box(500_300, 3_999_900)]]},
        },
    )
    assert [len(polygon) for polygon in ringed.polygons] == [2]
    assert [len(polygon) for polygon in parted.polygons] == [2, 1]
    assert ringed.area_m2 == pytest.approx(3500, rel=0.01)
    assert parted.area_m2 == pytest.approx(4400, rel=0.01)


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (feature(box(600_000, 3_999_900)), "outside the picture"),
        (feature(box(500_100, 3_999_900, 0)), "no area"),
        (feature([[1, 2], [3, 4]]), "rings"),
        (feature([["a", "b"]] * 4), "rings"),
        (feature([[math.nan, 1]] * 4), "rings"),
        (feature([1, 2], kind="Point"), "a Point, not a polygon"),
        (feature(), "empty"),
        ({"type": "Feature", "geometry": None}, "missing"),
        (None, "missing"),
        (feature(box(1e9, 1e9, 1e8)), "outside the picture"),
    ],
)
def test_what_cannot_be_measured_says_why_and_keeps_its_line(shape: Any, words: str, tmp_path: Path) -> None:
    bad, good = read(tmp_path, shape, feature(box(500_100, 3_999_900)))
    assert words in bad.unusable
    assert good.unusable == ""


def test_an_outline_over_the_edge_is_judged_on_its_part_inside(tmp_path: Path) -> None:
    (found,) = read(tmp_path, feature(box(499_990, 3_999_900)))
    assert found.unusable == ""
    assert "reaches outside" in found.flags[0]


def test_longitude_and_latitude_exchanged_are_noticed(tmp_path: Path) -> None:
    (found,) = read(tmp_path, feature(box(36.142, 39.002, 0.0005)), crs=None)
    assert "exchanged" in found.unusable


def test_metres_without_a_crs_member_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormat, match=r"f\.geojson: is not in longitude and latitude"):
        read(tmp_path, feature(box(500_100, 3_999_900)), crs=None)


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::999999"}},
        {"type": "name", "properties": {"name": "MyGrid"}},
        {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs"}},
        "EPSG:32637",
    ],
)
def test_coordinates_that_are_not_known_are_refused_by_name(crs: Any, tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormat, match=r"f\.geojson"):
        read(tmp_path, feature(box(500_100, 3_999_900)), crs=crs)


def test_the_antimeridian_does_not_tear_an_outline_away(tmp_path: Path) -> None:
    grid = Grid(width=100, height=80, transform=(0.001, 0.0, 179.95, 0.0, -0.001, 10.0), crs="EPSG:4326", pixel_m=110.0)
    (found,) = read(tmp_path, feature(box(-179.98, 9.99, 0.004)), crs=None, grid=grid)
    assert np.allclose(found.polygons[0][0][0], (70, 10), atol=1e-6)


def test_outlines_on_earth_do_not_fit_a_picture_without_a_place(tmp_path: Path) -> None:
    with pytest.raises(RefusedInput, match="no place"):
        read(tmp_path, feature(box(39, 36, 0.01)), crs=None, grid=NOWHERE)
    pixel = {"type": "name", "properties": {"name": "pixel"}}
    (found,) = read(tmp_path, feature(box(10, 40, 5)), crs=pixel, grid=NOWHERE)
    assert found.polygons[0][0][0] == (10.0, 40.0)
    assert (found.lon, found.area_m2) == (None, None)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"type": "Topology"}', b"\xff\xfe", b"[" * 100_000, b'{"features": []}']
)
def test_what_is_no_geojson_is_refused_by_name(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "f.geojson").write_bytes(content)
    with pytest.raises((UnreadableFile, UnsupportedFormat), match=r"f\.geojson"):
        read_footprints(tmp_path / "f.geojson", UTM)


def test_too_many_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedInput, match="limit is 1"):
        read(tmp_path, feature(box(0, 0)), feature(box(0, 0)), footprints=1)
    with pytest.raises(RefusedInput, match="larger"):
        read(tmp_path, feature(box(0, 0)), footprint_bytes=10)


def test_no_feature_is_no_footprint(tmp_path: Path) -> None:
    assert read(tmp_path) == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=12,
)


@given(coordinates=json_values, kind=st.sampled_from(["Polygon", "MultiPolygon", "Point", ""]), name=json_values)
def test_no_geometry_makes_the_reader_fail_in_another_way_than_by_saying_so(
    coordinates: Any, kind: str, name: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("f")
    shape = {"type": "Feature", "id": name, "geometry": {"type": kind, "coordinates": coordinates}}
    try:
        (found,) = read(folder, shape)
    except InputError as error:
        assert "f.geojson" in str(error)  # noqa: PT017 - both outcomes are right
    else:
        assert found.id
        assert found.unusable or found.polygons


@given(column=st.floats(0, 90), row=st.floats(0, 70), width=st.floats(0.01, 9), height=st.floats(0.01, 9))
def test_pixels_to_metres_and_back_is_the_identity(
    column: float, row: float, width: float, height: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    x, y = 500_000 + 10 * column, 4_000_000 - 10 * row
    ring = [[x, y], [x + 10 * width, y], [x + 10 * width, y - 10 * height], [x, y - 10 * height], [x, y]]
    (found,) = read(tmp_path_factory.mktemp("f"), feature(ring))
    corners = np.array(found.polygons[0][0])
    assert np.allclose(corners.min(axis=0), (column, row), atol=1e-6)
    assert np.allclose(corners.max(axis=0), (column + width, row + height), atol=1e-6)
