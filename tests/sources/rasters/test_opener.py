from __future__ import annotations

import hashlib
import warnings
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from rasterio.enums import ColorInterp
from rasterio.errors import NotGeoreferencedWarning
from rasterio.transform import Affine

from trigpoint.model import Grid, SceneKind, Unit
from trigpoint.model.errors import InputError, RefusedInput, UnreadableFile, UnsupportedFormat, UsageError
from trigpoint.sources.limits import Limits
from trigpoint.sources.rasters.opener import RasterWriter, describe, open_stack, read_pixels, write_raster

GRID = Grid(
    width=70, height=50, transform=(10.0, 0.0, 350_000.0, 0.0, -10.0, 3_990_000.0), crs="EPSG:32637", pixel_m=10.0
)
PLACE = {"crs": GRID.crs, "transform": Affine(*GRID.transform)}
NOWHERE = Grid(width=70, height=50, transform=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0))
TAGS = {
    "ACQUISITION_TIME": "2023-05-01T03:34:11Z",
    "RELATIVE_ORBIT": "14",
    "ORBIT_STATE": "ascending",
    "UNITS": "sigma0_linear",
    "PLATFORM": "Sentinel-1A",
}


def noise(bands: int = 2, *, seed: int = 1) -> NDArray[np.float32]:
    return np.random.default_rng(seed).gamma(4.0, 0.02, (bands, 50, 70)).astype(np.float32)


def save(path: Path, pixels: NDArray[Any], *, colours: Sequence[ColorInterp] = (), **profile: Any) -> Path:
    """Written by the library itself, with whatever a test needs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        size = {"width": pixels.shape[2], "height": pixels.shape[1], "count": pixels.shape[0], "dtype": pixels.dtype}
        with rasterio.open(path, "w", **{"driver": "GTiff", **size, **profile}) as dataset:
            if colours:
                dataset.colorinterp = list(colours)
            dataset.write(pixels)
    for aside in path.parent.glob("*.aux.xml"):
        aside.unlink()
    return path


def radar(path: Path, *, seed: int = 1, tags: Mapping[str, str] = TAGS) -> Path:
    write_raster(path, noise(seed=seed), grid=GRID, names=("VV", "VH"), tags=tags)
    return path


def test_what_was_written_is_what_is_read(tmp_path: Path) -> None:
    pixels = noise()
    pixels[0, 3:9, 5:7] = np.nan
    write_raster(tmp_path / "a.tif", pixels, grid=GRID, names=("VV", "VH"), tags=TAGS)
    np.testing.assert_array_equal(read_pixels(tmp_path / "a.tif"), pixels)
    assert [path.name for path in tmp_path.iterdir()] == ["a.tif"]


def test_tags_and_band_names_become_a_radar_scene(tmp_path: Path) -> None:
    path = radar(tmp_path / "a.tif")
    scene = describe(path)
    assert scene.kind is SceneKind.SAR
    assert scene.grid == GRID
    assert scene.bands == ("VV", "VH")
    assert scene.unit is Unit.SIGMA0_LINEAR
    assert scene.acquired == datetime(2023, 5, 1, 3, 34, 11, tzinfo=UTC)
    assert (scene.relative_orbit, scene.orbit_state) == (14, "ascending")
    assert scene.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert scene.id == f"cap-{scene.sha256[:16]}"


@pytest.mark.parametrize(("driver", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("GTiff", "a.tif")])
def test_a_press_picture_has_no_place_on_earth(driver: str, name: str, tmp_path: Path) -> None:
    pixels = (noise(3) * 255).clip(0, 255).astype(np.uint8)
    scene = describe(save(tmp_path / name, pixels, driver=driver))
    assert scene.kind is SceneKind.UNREFERENCED
    assert not scene.grid.is_referenced
    assert scene.grid.pixel_m is None
    assert scene.bands == ("red", "green", "blue")


def test_jpeg_2000_keeps_its_place_and_its_values(tmp_path: Path) -> None:
    pixels = np.arange(3500, dtype=np.uint16).reshape(1, 50, 70)
    save(tmp_path / "a.tif", pixels, **PLACE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from rasterio.shutil import copy

        copy(tmp_path / "a.tif", tmp_path / "a.jp2", driver="JP2OpenJPEG", QUALITY="100", REVERSIBLE="YES")
    scene = describe(tmp_path / "a.jp2")
    assert (scene.grid.crs, scene.grid.transform) == (GRID.crs, GRID.transform)
    np.testing.assert_array_equal(read_pixels(tmp_path / "a.jp2"), pixels)


@pytest.mark.parametrize("order", ["LITTLE", "BIG"])
def test_no_data_scale_and_byte_order_are_heeded(order: str, tmp_path: Path) -> None:
    pixels = np.arange(3500, dtype=np.int16).reshape(1, 50, 70) - 9
    save(tmp_path / "a.tif", pixels, nodata=-9, ENDIANNESS=order, BIGTIFF="YES", **PLACE)
    with rasterio.open(tmp_path / "a.tif", "r+") as dataset:
        dataset.scales, dataset.offsets = (0.5,), (3.0,)
    read = read_pixels(tmp_path / "a.tif")[0]
    assert np.isnan(read[0, 0])
    np.testing.assert_array_equal(read.ravel()[1:], pixels.ravel()[1:] * np.float32(0.5) + np.float32(3.0))


def test_a_no_data_value_that_lost_digits_as_text_is_still_no_data(tmp_path: Path) -> None:
    pixels = noise(1)
    pixels[0, 0, 0] = -3.4028235e38
    save(tmp_path / "a.tif", pixels, nodata=-3.40282346638529e38)
    read = read_pixels(tmp_path / "a.tif")[0]
    assert np.isnan(read[0, 0])
    assert np.isfinite(read.ravel()[1:]).all()


def test_infinite_values_are_unknown(tmp_path: Path) -> None:
    pixels = noise(1)
    pixels[0, 0, :2] = (np.inf, -np.inf)
    assert np.isnan(read_pixels(save(tmp_path / "a.tif", pixels))[0, 0, :2]).all()


def test_what_is_fully_transparent_is_unknown_and_alpha_is_no_band(tmp_path: Path) -> None:
    pixels = np.full((4, 50, 70), 80, np.uint8)
    pixels[3, :20] = 0
    rgba = (ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha)
    path = save(tmp_path / "a.tif", pixels, colours=rgba)
    assert describe(path).bands == ("red", "green", "blue")
    read = read_pixels(path)
    assert np.isnan(read[:, :20]).all()
    assert (read[:, 20:] == 80).all()


def test_a_mask_inside_of_the_file_is_heeded(tmp_path: Path) -> None:
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
        path = save(tmp_path / "a.tif", np.ones((1, 50, 70), np.uint8), **PLACE)
        with rasterio.open(path, "r+") as dataset:
            mask = np.full((50, 70), 255, np.uint8)
            mask[:, :9] = 0
            dataset.write_mask(mask)
    read = read_pixels(path)[0]
    assert np.isnan(read[:, :9]).all()
    assert (read[:, 9:] == 1).all()


def test_a_palette_is_read_as_colours(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    codes = np.zeros((1, 50, 70), np.uint8)
    codes[0, 10:] = 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(path, "w", driver="PNG", width=70, height=50, count=1, dtype="uint8") as dataset:
            dataset.write(codes)
            dataset.write_colormap(1, {0: (10, 20, 30, 255), 1: (200, 100, 50, 255)})
    read = read_pixels(path)
    assert read[:, 0, 0].tolist() == [10, 20, 30]
    assert read[:, 49, 0].tolist() == [200, 100, 50]


def test_blocks_that_were_never_written_are_unknown(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        tiled = {"tiled": True, "blockxsize": 16, "blockysize": 16, "SPARSE_OK": "TRUE"}
        with rasterio.open(path, "w", driver="GTiff", width=64, height=64, count=1, dtype="uint8", **tiled) as dataset:
            dataset.write(np.ones((1, 16, 16), np.uint8), window=rasterio.windows.Window(16, 16, 16, 16))
    read = read_pixels(path, window=(8, 40, 8, 40))[0]
    assert (read[8:24, 8:24] == 1).all()
    assert np.isfinite(read).sum() == 256


def test_a_picture_that_ends_early_is_unknown_below_and_says_so(tmp_path: Path) -> None:
    path = save(tmp_path / "a.png", (noise(1) * 999).astype(np.uint8), driver="PNG")
    path.write_bytes(path.read_bytes()[:-700])
    scene = describe(path)
    assert any("rows of pixels are missing" in flag for flag in scene.flags)
    assert np.isnan(read_pixels(path)[0, -1]).all()


def test_a_jpeg_is_whole_when_its_end_is_there_whatever_a_camera_appends(tmp_path: Path) -> None:
    path = save(tmp_path / "a.jpg", (noise(3) * 900).astype(np.uint8), driver="JPEG")
    whole = path.read_bytes()
    path.write_bytes(whole + bytes(2_000_000))
    assert np.isfinite(read_pixels(path)).all()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableFile, match="end of the picture is missing"):
        read_pixels(path)


def test_complex_samples_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormat, match="complex"):
        describe(save(tmp_path / "a.tif", noise(1).astype(np.complex64)))


def test_bands_are_picked_by_name_and_a_missing_one_is_named(tmp_path: Path) -> None:
    path = radar(tmp_path / "a.tif")
    np.testing.assert_array_equal(read_pixels(path, bands=("VH",), window=(4, 9, 2, 8))[0], noise()[1, 4:9, 2:8])
    with pytest.raises(UnsupportedFormat, match="no band HH; it has VV, VH"):
        read_pixels(path, bands=("HH",))


def test_the_ground_size_of_a_pixel_in_degrees_is_in_metres(tmp_path: Path) -> None:
    place = {"crs": "EPSG:4326", "transform": Affine(0.001, 0, 37.0, 0, -0.001, 60.025)}
    scene = describe(save(tmp_path / "a.tif", noise(1), **place))
    assert scene.grid.pixel_m == pytest.approx(
        111.32 * np.sqrt(0.5), rel=0.01
    )  # a degree of longitude at 60 N is half as long


def test_a_stack_gives_windows_in_order_and_each_pixel_once(tmp_path: Path) -> None:
    paths = [radar(tmp_path / f"{number}.tif", seed=number) for number in range(5)]
    whole = np.stack([noise(seed=number) for number in range(5)])
    with open_stack(paths, workers=2) as stack:
        windows = [
            (row, min(row + 16, 50), col, min(col + 32, 70)) for row in range(0, 50, 16) for col in range(0, 70, 32)
        ]
        seen = np.zeros((50, 70), int)
        for asked, (window, pixels) in zip(windows, stack.blocks(windows, ahead=3), strict=True):
            row0, row1, col0, col1 = window
            assert window == asked
            np.testing.assert_array_equal(pixels, whole[:, :, row0:row1, col0:col1])
            seen[row0:row1, col0:col1] += 1
        assert (seen == 1).all()
        np.testing.assert_array_equal(stack.read((0, 50, 0, 70), [3, 1]), whole[[3, 1]])


def test_a_pass_left_early_does_not_mix_up_the_next(tmp_path: Path) -> None:
    paths = [radar(tmp_path / f"{number}.tif", seed=number) for number in range(3)]
    with open_stack(paths, workers=2) as stack:
        for _ in stack.blocks([(row, row + 10, 0, 70) for row in range(0, 50, 10)], ahead=2):
            break
        np.testing.assert_array_equal(stack.read((40, 50, 0, 70), [2])[0], noise(seed=2)[:, 40:])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(budget=st.integers(1, 200_000))
def test_windows_of_any_budget_cover_the_grid_once(budget: int, tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    if not path.exists():
        radar(path)
    with open_stack([path], workers=1) as stack:
        seen = np.zeros((50, 70), int)
        for row0, row1, col0, col1 in stack.windows(bytes_at_once=budget):
            seen[row0:row1, col0:col1] += 1
    assert (seen == 1).all()


def test_a_window_outside_or_empty_is_wrong_usage(tmp_path: Path) -> None:
    with open_stack([radar(tmp_path / "a.tif")]) as stack:
        with pytest.raises(UsageError, match="outside"):
            stack.read((40, 60, 0, 10))
        with pytest.raises(UsageError, match="empty"):
            stack.read((5, 5, 0, 10))
        assert stack.read((0, 1, 0, 1)).shape == (1, 2, 1, 1)


def test_pictures_with_different_bands_are_read_by_the_names_they_share(tmp_path: Path) -> None:
    one = radar(tmp_path / "a.tif")
    other = tmp_path / "b.tif"
    write_raster(other, noise(1, seed=5), grid=GRID, names=("VH",), tags=TAGS)
    with open_stack([one, other]) as stack:
        with pytest.raises(UsageError, match="different bands"):
            stack.read((0, 5, 0, 5))
        both = stack.read((0, 50, 0, 70), bands=("VH",))
    np.testing.assert_array_equal(both[:, 0], [noise()[1], noise(1, seed=5)[0]])


def test_no_picture_at_all_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="no picture"):
        open_stack([])


def test_a_bad_picture_in_a_stack_is_the_one_named(tmp_path: Path) -> None:
    (tmp_path / "b.tif").write_bytes(b"II*\x00")
    with pytest.raises(InputError, match=r"b\.tif"):
        open_stack([radar(tmp_path / "a.tif"), tmp_path / "b.tif"])


def test_more_pixels_than_fit_are_refused_before_they_are_decoded(tmp_path: Path) -> None:
    with pytest.raises(RefusedInput, match="read it in windows"):
        read_pixels(radar(tmp_path / "a.tif"), limits=Limits(raster_read_bytes=10_000))


def test_a_stack_item_beside_it_says_when(tmp_path: Path) -> None:
    path = radar(tmp_path / "a.tif", tags={"UNITS": "sigma0_linear"})
    (tmp_path / "a.json").write_text(
        '{"type": "Feature", "stac_version": "1.0.0", "id": "a", "properties": {"datetime": "2023-05-01T03:34:11Z"}}'
    )
    assert describe(path).acquired == datetime(2023, 5, 1, 3, 34, 11, tzinfo=UTC)
    assert describe(path, sidecars=False).acquired is None


def test_a_raster_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "out.tif"
    with pytest.raises(ZeroDivisionError), RasterWriter(path, grid=GRID, names=("score",), tags={}) as writer:
        writer.write((0, 50, 0, 70), noise(1 // 0))
    assert list(tmp_path.iterdir()) == []


def test_a_raster_may_be_written_window_by_window_without_a_place(tmp_path: Path) -> None:
    path = tmp_path / "out.tif"
    pixels = noise()
    with RasterWriter(path, grid=NOWHERE, names=("statistic", "decision"), tags={"THRESHOLD": "3"}) as writer:
        for row in range(0, 50, 20):
            writer.write((row, min(row + 20, 50), 0, 70), pixels[:, row : row + 20])
    np.testing.assert_array_equal(read_pixels(path), pixels)
    assert describe(path).bands == ("statistic", "decision")


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_raster(tmp_path / "none" / "a.tif", noise(1), grid=GRID, names=("x",), tags={})
