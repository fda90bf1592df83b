"""What is read of a plain GeoTIFF without a decoder is what the decoder says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rasterio.transform import Affine

from trigpoint.model.errors import InputError
from trigpoint.sources.rasters.begin import Begun, begin
from trigpoint.sources.rasters.words import told_by

USUAL = {"ACQUISITION_TIME": "2023-01-01T15:34:11Z", "RELATIVE_ORBIT": "14", "UNITS": "sigma0_linear"}


def save(path: Path, *, bands: int = 2, tags: Any = USUAL, names: Any = ("VV", "VH"), **profile: Any) -> Path:
    usual = {
        "driver": "GTiff", "width": 70, "height": 50, "count": bands, "dtype": "float32", "crs": "EPSG:32637", "tiled": True,
        "transform": Affine(10, 0, 319_700, 0, -10, 3_987_000), "blockxsize": 32, "blockysize": 16, "nodata": float("nan"),
    }  # fmt: skip
    with rasterio.open(path, "w", **(usual | profile)) as picture:
        picture.write(np.ones((bands, 50, 70), picture.dtypes[0]))
        for number, name in enumerate(names[:bands], start=1):
            picture.set_band_description(number, name)
        picture.update_tags(**tags)
    return path


def both(path: Path) -> tuple[Any, Any]:
    """What we read (None: nothing), and what the decoder says."""
    with begin([path]) as begun:
        claim = begun.pictures[0].claim
        begun.pool.ask([0]) if claim.words else None
        return told_by(claim, claim.words) if claim.words else None, begun.pool.described([0])[0]


def assert_same(ours: Any, decoded: Any) -> None:
    places: list[Any] = [np.array(told.pop("lonlat") or [], float) for told in (ours, decoded)]
    np.testing.assert_allclose(places[0], places[1], rtol=0, atol=1e-10)
    assert decoded.pop("wkt").startswith(ours.pop("wkt"))
    assert ours == decoded


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"interleave": "band"},
        {"interleave": "pixel"},
        {"nodata": None},
        {"crs": "EPSG:32733", "transform": Affine(12.5, 0, 412_345.25, 0, -7.5, 8_000_000)},
        {"bands": 1},
        {"bands": 4, "names": ("VV", "VH")},
        {"tags": {}},
        {"names": (), "tags": {"ANOTHER": "a 'quoted' tag, with a comma", "orbit": "14"}},
    ],
)
def test_the_usual_file_is_read_as_the_decoder_describes_it(tmp_path: Path, changed: Any) -> None:
    ours, decoded = both(save(tmp_path / "a.tif", **changed))
    assert ours is not None
    assert_same(ours, decoded)


@pytest.mark.parametrize(
    "changed",
    [
        {"crs": "EPSG:4326", "transform": Affine(0.1, 0, 36, 0, -0.1, 35)},
        {"crs": "EPSG:3857"},
        {"crs": "EPSG:2039"},
        {"crs": None},
        {"transform": Affine(10, 1, 319_700, 1, -10, 3_987_000)},
        {"transform": Affine(10, 0, 319_700, 0, 10, 3_987_000)},
        {"nodata": -9999.0},
        {"dtype": "int16", "nodata": 0},
        {"compress": "deflate"},
        {"tags": {"NOTE": "a < b & c"}},
        {"tags": {"NOTE": "Дамаск"}},
        {"tags": {"TIFFTAG_SOFTWARE": "x"}},
        {"tags": {"AREA_OR_POINT": "Point"}},
        {"bands": 3, "photometric": "RGB"},
        {"names": ("V&V",)},
    ],
)
def test_anything_else_is_left_to_the_decoder(tmp_path: Path, changed: Any) -> None:
    assert both(save(tmp_path / "a.tif", **changed))[0] is None


def test_overviews_masks_and_scales_are_left_to_the_decoder(tmp_path: Path) -> None:
    with rasterio.open(save(tmp_path / "a.tif"), "r+") as picture:
        picture.build_overviews([2])
    with rasterio.open(save(tmp_path / "b.tif"), "r+") as picture:
        picture.scales = (2.0, 2.0)
    assert both(tmp_path / "a.tif")[0] is None
    assert both(tmp_path / "b.tif")[0] is None


@settings(max_examples=40, deadline=None)
@given(
    name=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8),
    text=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20),
)
def test_any_tag_is_read_as_the_decoder_reads_it_or_left_to_it(
    tmp_path_factory: pytest.TempPathFactory, name: str, text: str
) -> None:
    path = tmp_path_factory.mktemp("words") / "a.tif"
    ours, decoded = both(save(path, tags={name.replace("=", "-"): text}))
    if ours is not None:
        assert_same(ours, decoded)


def test_no_decoder_is_started_for_usual_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Begun, "pool", None)
    with begin([save(tmp_path / f"{k}.tif") for k in range(3)]) as begun:
        assert [told["names"] for told in begun.described()] == [["VV", "VH"]] * 3


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 1200), byte=st.integers(0, 255))
@example(at=571, byte=0)  # the type of the metadata
@example(at=569, byte=53)  # their length
@example(at=581, byte=1)  # the length of the projection's name
@example(at=389, byte=0)  # the length of a key
def test_a_damaged_file_is_never_read_otherwise_than_the_decoder_reads_it(
    tmp_path_factory: pytest.TempPathFactory, at: int, byte: int
) -> None:
    path = save(tmp_path_factory.mktemp("words") / "a.tif")
    content = bytearray(path.read_bytes())
    content[len(content) - 1 - at if at % 2 else at] = byte
    path.write_bytes(content)
    try:
        ours, decoded = both(path)
    except InputError:
        return
    if ours is not None and "error" not in decoded:
        assert_same(ours, decoded)
