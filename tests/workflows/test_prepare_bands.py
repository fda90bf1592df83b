"""Bands that come as files of their own become one picture of the take."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from trigpoint.model.errors import InputError, UnsupportedFormat
from trigpoint.model.scene import Grid, Unit
from trigpoint.sources.rasters.opener import describe, read_pixels, write_raster
from trigpoint.workflows.imagery.prepare_bands import common_stem, prepare_bands

NAME = "S1A_IW_20210304T153411_DVP_RTC10_G_gpuned_1A2B"


def band(folder: Path, name: str, value: float, *, side: float = 10.0, tags: dict[str, str] | None = None) -> Path:
    grid = Grid(
        width=int(400 / side),
        height=int(300 / side),
        transform=(side, 0, 320_000.0, 0, -side, 3_988_000.0),
        crs="EPSG:32637",
        pixel_m=side,
    )
    path = folder / f"{name}.tif"
    write_raster(
        path, np.full((1, grid.height, grid.width), value, np.float32), grid=grid, names=("1",), tags=tags or {}
    )
    return path


def test_vv_and_vh_of_a_pass_become_one_picture(tmp_path: Path) -> None:
    files = [band(tmp_path, f"{NAME}_VV", 0.25), band(tmp_path, f"{NAME}_VH", 0.05)]
    (made,) = prepare_bands(files, into=tmp_path / "out")
    scene = describe(made.path)
    assert Path(scene.file).name == f"{NAME}.tif"
    assert (scene.bands, scene.unit, scene.platform) == (("VV", "VH"), Unit.GAMMA0_LINEAR, "sentinel-1a")
    assert f"{scene.acquired:%Y-%m-%dT%H:%M:%S}" == "2021-03-04T15:34:11"
    pixels = read_pixels(scene)
    assert np.allclose(pixels[0], 0.25)
    assert np.allclose(pixels[1], 0.05)
    assert made.cover is None


def test_two_passes_become_two_pictures_in_order_of_time(tmp_path: Path) -> None:
    later = NAME.replace("20210304", "20210316")
    files = [band(tmp_path, f"{name}_VV", 0.1) for name in (later, NAME)]
    made = list(prepare_bands(files, into=tmp_path / "out"))
    assert [f"{describe(one.path).acquired:%m-%d}" for one in made] == ["03-04", "03-16"]


def test_a_mask_among_the_files_hides_and_is_no_band(tmp_path: Path) -> None:
    when = {"ACQUISITION_TIME": "2023-06-15T08:29:44Z", "UNITS": "reflectance"}
    tile = "T37RCN_20230615T081609"
    red = band(tmp_path, f"{tile}_B04_10m", 0.2, tags=when)
    cloud = band(tmp_path, f"{tile}_SCL_20m", 9, side=20.0, tags={"ACQUISITION_TIME": when["ACQUISITION_TIME"]})
    (made,) = prepare_bands([red, cloud], into=tmp_path / "out")
    assert made.bands == ("B04",)
    assert np.isnan(read_pixels(made.path)).all()
    assert made.cover is not None
    assert made.cover.cloud_pct == 100.0


@pytest.mark.parametrize("name", ["S2B_37RCN_20230615_0_L2A_scl", "x-SCL"])
def test_a_mask_is_known_by_its_name_where_its_band_has_none(tmp_path: Path, name: str) -> None:
    when = {"ACQUISITION_TIME": "2023-06-15T08:29:44Z"}
    files = [band(tmp_path, "x_red", 900, tags=when), band(tmp_path, name, 9, side=20.0, tags=when)]
    (made,) = prepare_bands(files, into=tmp_path / "out")
    assert made.cover is not None
    assert made.cover.clear_pct == 0.0
    assert made.bands == ("red",)


def test_what_does_not_belong_together_is_one_sentence_and_nothing_is_written(tmp_path: Path) -> None:
    vv = band(tmp_path, f"{NAME}_VV", 0.25)
    undated = band(tmp_path, "x", 1.0)
    coarse = band(tmp_path, f"{NAME}_VH", 0.25, side=20.0)
    decibel = band(tmp_path, f"{NAME.replace('_gp', '_gd')}_VH", -12.0)
    for files, words in (
        ([vv, undated], "write `acquired"),
        ([vv, vv], "of the same take"),
        ([vv, coarse], "several grids"),
        ([vv, decibel], "several units"),
    ):
        with pytest.raises((UnsupportedFormat, InputError), match=words):
            list(prepare_bands(files, into=tmp_path / "out"))
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("stems", "common"),
    [
        (["x_rtc_VV", "x_rtc_VH"], "x_rtc"),
        (["x_rtc_vv", "x_rtc_angle"], "x_rtc"),
        (["VV", "VH"], "VV"),
        (["a_B04_10m", "a_B08_10m"], "a"),
        (["only_VV"], "only_VV"),
        (["x_", "x_VH"], "x"),
    ],
)
def test_the_common_part_of_names_is_whole(stems: list[str], common: str) -> None:
    assert common_stem(stems) == common
