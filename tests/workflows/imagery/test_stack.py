"""The pass over a stack: what comes out block by block is what comes out of the whole."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import attrs
import numpy as np
import pytest
import rasterio
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from trigpoint.evidence.imagery.sar import kernel
from trigpoint.model.errors import UnreadableFile
from trigpoint.model.scene import Grid, Scene, SceneKind, Unit
from trigpoint.sources.rasters.opener import Stack, Window, open_stack, read_pixels, write_raster
from trigpoint.workflows.imagery import kept_code, pixel_work
from trigpoint.workflows.imagery.pixel_work import PixelWork
from trigpoint.workflows.imagery.stack import (
    MOST_SLOT_BYTES,
    as_power,
    begin_raster,
    block_windows,
    gather,
    groups,
    raster_bands,
)

HEIGHT, WIDTH = 300, 530  # two by three stored blocks of 256
SPLIT = 7  # pictures from before: 4 of orbit 14, 3 of orbit 21; then 2 and 3 from after
ORBITS = (14, 21, 14, 21, 14, 21, 14, 14, 21, 21, 14, 21)
GRID = Grid(width=WIDTH, height=HEIGHT, transform=(10, 0, 320_000, 0, -10, 3_987_000), crs="EPSG:32637", pixel_m=10)


@pytest.fixture
def block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """One stored block at a time, as with pictures too large for more."""
    monkeypatch.setattr("trigpoint.workflows.imagery.stack.SLOT_BYTES", 1)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], NDArray[np.float32]]:
    """Files of two orbits, VH before VV, with holes; and their power (look, VV and VH, y, x)."""
    folder = tmp_path_factory.mktemp("stack")
    rng = np.random.default_rng(11)
    power = rng.gamma(4.4, 0.02, (len(ORBITS), 2, HEIGHT, WIDTH)).astype(np.float32)
    power[rng.random(power.shape) < 0.05] = np.nan
    power[:, :, 40:60, 100:400] = np.nan
    paths = []
    for look, orbit in enumerate(ORBITS):
        paths.append(folder / f"look{look:02}.tif")
        tags = {
            "ACQUISITION_TIME": f"2023-{1 + look // 2:02}-{1 + 12 * (look % 2):02}T15:34:11Z",
            "RELATIVE_ORBIT": str(orbit),
            "UNITS": "sigma0_linear",
        }
        write_raster(paths[-1], power[look, ::-1], grid=GRID, names=("VH", "VV"), tags=tags)
    return paths, power


@pytest.mark.usefixtures("block_by_block")
def test_the_pixels_asked_for_come_as_they_stand_in_the_files(
    pictures: tuple[list[Path], NDArray[np.float32]],
) -> None:
    paths, power = pictures
    pixels = np.sort(np.random.default_rng(0).choice(HEIGHT * WIDTH, 5000, replace=False))
    with open_stack(paths) as stack:
        found = gather(stack, pixels, ("VV", "VH"), split=SPLIT)
    np.testing.assert_array_equal(found, power.reshape(len(ORBITS), 2, -1)[:, :, pixels])


@pytest.mark.usefixtures("block_by_block")
def test_the_raster_written_in_the_same_pass_is_what_the_whole_pictures_give(
    pictures: tuple[list[Path], NDArray[np.float32]], tmp_path: Path
) -> None:
    paths, power = pictures
    out = tmp_path / "out.tif"
    pixels = np.array([0, 1, 99_999])
    with open_stack(paths) as stack:
        found = gather(stack, pixels, ("VV", "VH"), split=SPLIT, raster=out)
        scenes = stack.scenes
        names = raster_bands(stack.scenes, ("VV", "VH"), SPLIT)
    np.testing.assert_array_equal(found, power.reshape(len(ORBITS), 2, -1)[:, :, pixels])
    assert names[:6] == (
        "z VV, all orbits", "z VH, all orbits", "t VV, orbit 14", "t VH, orbit 14", "df VV, orbit 14", "df VH, orbit 14",
    )  # fmt: skip
    written = read_pixels(out)
    assert written.shape == (10, HEIGHT, WIDTH)
    for number, group in enumerate(groups(scenes, SPLIT)):
        t, df, _ = welch(power, np.array(group.before), np.array(group.after))
        np.testing.assert_array_equal(written[2 + 4 * number : 4 + 4 * number], t)
        np.testing.assert_array_equal(written[4 + 4 * number : 6 + 4 * number], df)
    assert np.isnan(written[:, 40:60, 100:400]).all()
    z = written[:2][np.isfinite(written[:2])]
    assert abs(np.mean(np.abs(z) > 1.96) - 0.05) < 0.02  # few looks: the approximations are rough


def test_a_raster_that_cannot_be_written_is_told_by_its_name(
    pictures: tuple[list[Path], NDArray[np.float32]], tmp_path: Path
) -> None:
    paths, _ = pictures
    with open_stack(paths) as stack, pytest.raises(UnreadableFile, match=r"nowhere.*cannot be written"):
        gather(stack, np.array([5]), ("VV",), split=SPLIT, raster=tmp_path / "nowhere" / "out.tif")


def test_a_stack_without_outlines_still_gives_its_raster(
    pictures: tuple[list[Path], NDArray[np.float32]], tmp_path: Path
) -> None:
    paths, _ = pictures
    with open_stack(paths) as stack:
        found = gather(stack, np.zeros(0, np.int64), ("VV",), split=SPLIT, raster=tmp_path / "out.tif")
    assert found.shape == (len(ORBITS), 1, 0)
    assert read_pixels(tmp_path / "out.tif").shape == (5, HEIGHT, WIDTH)


@pytest.mark.usefixtures("block_by_block")
def test_a_raster_that_cannot_be_finished_is_not_left_behind(
    pictures: tuple[list[Path], NDArray[np.float32]], tmp_path: Path
) -> None:
    paths, _ = pictures

    def fail(done: int, _total: int) -> None:
        if done == 2:
            raise UnreadableFile("look.tif", "vanished")

    with open_stack(paths) as stack, pytest.raises(UnreadableFile):
        gather(stack, np.array([5]), ("VV",), split=SPLIT, raster=tmp_path / "out.tif", progress=fail)
    assert list(tmp_path.iterdir()) == []


def welch(power: NDArray[np.float32], before: NDArray[np.int64], after: NDArray[np.int64]) -> Any:
    return kernel.welch(power, before, after, unit=Unit.SIGMA0_LINEAR, code=kept_code.entry("float32"))


def scene(orbit: int | None = None, *, bands: Sequence[str] = ("VV",), grid: Grid = GRID) -> Scene:
    return Scene(
        id="", file="a.tif", kind=SceneKind.SAR, grid=grid, bands=tuple(bands), unit=Unit.CENTI_DECIBEL, relative_orbit=orbit
    )  # fmt: skip


def test_an_orbit_without_looks_enough_on_both_sides_has_no_statistic() -> None:
    scenes = [scene(orbit) for orbit in (14, 14, 14, 21, 21, 14, 14, 21, 21, 21)]
    assert [group.orbit for group in groups(scenes, 5)] == [14]
    assert raster_bands(scenes, ("VV",), 5) == ("z VV, all orbits", "t VV, orbit 14", "df VV, orbit 14")


def test_pictures_of_unknown_orbit_are_one_group_of_their_own() -> None:
    scenes = [scene(None)] * 3 + [scene(14)] * 3 + [scene(None)] * 2 + [scene(14)] * 2
    assert [(group.orbit, group.name) for group in groups(scenes, 6)] == [(None, "orbit unknown"), (14, "orbit 14")]


def test_power_comes_out_of_decibels_hundredths_and_amplitudes() -> None:
    values = np.array([-20, np.nan, 10], np.float32)
    np.testing.assert_allclose(as_power(values, Unit.DECIBEL), [0.01, np.nan, 10], rtol=1e-6)
    np.testing.assert_allclose(as_power(values * 100, Unit.CENTI_DECIBEL), [0.01, np.nan, 10], rtol=1e-6)
    np.testing.assert_allclose(as_power(np.array([3], np.float32), Unit.DIGITAL_NUMBER), [9])
    np.testing.assert_allclose(as_power(np.array([3], np.float32), Unit.GAMMA0_LINEAR), [3])


class Recorder:
    """Stands in for a stack of one picture repeated, and notes which windows were read."""

    def __init__(self, height: int, width: int, block: tuple[int, int], looks: int) -> None:
        grid = attrs.evolve(GRID, height=height, width=width)
        self.scenes = (scene(14, bands=("VV", "VH"), grid=grid),) * looks
        self.block_shape = block
        self.read: list[Window] = []

    def windows(self, *, bytes_at_once: int) -> list[Window]:
        return Stack.windows(self._as_stack(), bytes_at_once=bytes_at_once)

    def plain(self, _bands: Sequence[str]) -> None:
        return None

    def whole_numbers(self) -> None:
        return None

    def _as_stack(self) -> Stack:
        return cast(Stack, self)

    def blocks(self, windows: Sequence[Window], **_: Any) -> Iterator[tuple[Window, NDArray[np.float32]]]:
        for window in windows:
            self.read.append(window)
            yield window, np.zeros((len(self.scenes), 2, window[1] - window[0], window[3] - window[2]), np.float32)


@given(
    height=st.integers(1, 3000),
    width=st.integers(1, 3000),
    block=st.sampled_from([(512, 512), (1024, 1024), (1, 3000), (16, 3000), (256, 128)]),
    looks=st.sampled_from([2, 35, 140, 400]),
)
def test_windows_cover_every_pixel_once_and_none_is_larger_than_the_bound(
    height: int, width: int, block: tuple[int, int], looks: int
) -> None:
    stack = Recorder(height, width, block, looks)
    windows = block_windows(cast(Stack, stack), 8)
    seen = np.zeros((height, width), np.int8)
    for row0, row1, col0, col1 in windows:
        assert (row1 - row0) * (col1 - col0) * looks * 8 <= MOST_SLOT_BYTES
        seen[row0:row1, col0:col1] += 1
    assert (seen == 1).all()


def save(path: Path, bands: NDArray[np.float32], interleave: str, tile: int = 256, **more: Any) -> Path:
    """A radar picture whose bands are VV and VH, in tiles."""
    with rasterio.open(
        path, "w", driver="GTiff", width=bands.shape[2], height=bands.shape[1], count=2, dtype="float32", tiled=True,
        blockxsize=tile, blockysize=tile, interleave=interleave, nodata=np.nan, crs=GRID.crs,
        transform=rasterio.Affine(*GRID.transform), **more,
    ) as picture:  # fmt: skip
        picture.write(bands)
        for number, band in enumerate(("VV", "VH"), start=1):
            picture.set_band_description(number, band)
        picture.update_tags(ACQUISITION_TIME="2023-01-01T15:34:11Z", RELATIVE_ORBIT="14", UNITS="sigma0_linear")
    return path


@pytest.mark.parametrize("interleave", ["pixel", "band"])
def test_tiles_read_without_a_decoder_hold_what_a_decoder_gives(tmp_path: Path, interleave: str) -> None:
    power = np.random.default_rng(3).gamma(4.4, 0.02, (6, 2, HEIGHT, WIDTH)).astype(np.float32)
    power[1, 0, 7, 11], power[2, 1, 8, 12] = np.nan, np.inf
    paths = [save(tmp_path / f"{look}.tif", bands, interleave) for look, bands in enumerate(power)]
    pixels = np.arange(HEIGHT * WIDTH)
    with open_stack(paths) as stack:
        plain = stack.plain(("VV", "VH"))
        assert plain is not None
        assert stack.plain(("VH", "VV")) is None
        found = gather(stack, pixels, ("VV", "VH"), split=4, raster=tmp_path / "out.tif")
        decoded = stack.read((0, HEIGHT, 0, WIDTH))
    np.testing.assert_array_equal(found, decoded.reshape(6, 2, -1))
    t, df, z = welch(decoded, np.arange(4), np.arange(4, 6))
    np.testing.assert_array_equal(read_pixels(tmp_path / "out.tif"), np.concatenate([z, t, df]))


@pytest.mark.parametrize("interleave", ["pixel", "band"])
def test_threads_and_strips_change_no_bit_of_the_raster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interleave: str
) -> None:
    power = np.random.default_rng(5).gamma(4.4, 0.02, (6, 2, HEIGHT, WIDTH)).astype(np.float32)
    paths = [save(tmp_path / f"{look}.tif", bands, interleave) for look, bands in enumerate(power)]
    out, found = tmp_path / "out.tif", []
    with open_stack(paths) as stack:
        for workers, chunk in ((1, 1 << 30), (2, 1), (3, 30_000)):
            monkeypatch.setattr(pixel_work, "WORKERS", workers)
            monkeypatch.setattr(pixel_work, "CHUNK_BYTES", chunk)
            monkeypatch.setattr(pixel_work, "_step_back", lambda _number: None)
            with PixelWork() as work:
                begin_raster(work, stack, ("VV", "VH"), 4, out)
                work.finish()
            found.append(read_pixels(out))
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_array_equal(found[0], found[2])


def test_a_raster_that_is_given_up_is_not_left_behind(tmp_path: Path) -> None:
    paths = [save(tmp_path / f"{k}.tif", np.ones((2, HEIGHT, WIDTH), np.float32), "pixel") for k in range(6)]
    with open_stack(paths) as stack, PixelWork() as work:
        begin_raster(work, stack, ("VV", "VH"), 4, tmp_path / "out.tif")
    assert not list(tmp_path.glob("*out.tif*"))


@pytest.mark.parametrize("interleave", ["pixel", "band"])
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 999))
def test_any_pixels_picked_from_tiles_are_those_of_the_files(
    tmp_path_factory: pytest.TempPathFactory, interleave: str, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    folder = tmp_path_factory.mktemp("tiles")
    power = rng.random((3, 2, 70, 90)).astype(np.float32)
    paths = [save(folder / f"{look}.tif", bands, interleave, tile=32) for look, bands in enumerate(power)]
    pixels = np.flatnonzero(rng.random(70 * 90) < rng.choice([0.002, 0.05, 0.9]))
    with open_stack(paths) as stack:
        plain = stack.plain(("VV", "VH"))
        assert plain is not None
        np.testing.assert_array_equal(plain.pick(pixels), power.reshape(3, 2, -1)[:, :, pixels])


@pytest.mark.parametrize(("kind", "unseen"), [("int16", -32768), ("int16", 0), ("uint16", 0)])
def test_whole_numbers_give_what_the_same_numbers_give_as_floats(tmp_path: Path, kind: str, unseen: int) -> None:
    rng = np.random.default_rng(4)
    values = rng.integers(1 if kind == "uint16" else -2500, 9000, (6, 2, HEIGHT, WIDTH))
    values[rng.random(values.shape) < 0.03] = unseen
    unit = "centi_db" if kind == "int16" else "dn"
    found = {}
    for dtype in (kind, "float32"):
        paths = []
        for look, bands in enumerate(values):
            paths.append(tmp_path / f"{dtype}{look}.tif")
            with rasterio.open(
                paths[-1], "w", driver="GTiff", width=WIDTH, height=HEIGHT, count=2, dtype=dtype, tiled=True,
                blockxsize=128, blockysize=128, compress="zstd", nodata=unseen, crs=GRID.crs,
                transform=rasterio.Affine(*GRID.transform),
            ) as picture:  # fmt: skip
                picture.write(bands.astype(dtype))
                picture.descriptions = ("VV", "VH")
                picture.update_tags(ACQUISITION_TIME="2023-01-01T15:34:11Z", RELATIVE_ORBIT="14", UNITS=unit)
        with open_stack(paths) as stack:
            whole = stack.whole_numbers()
            assert (whole and (whole.kind, whole.unseen)) == ((kind, unseen) if dtype == kind else None)
            out = tmp_path / f"{dtype}.tif"
            power = gather(stack, np.arange(0, HEIGHT * WIDTH, 7), ("VV", "VH"), split=4, raster=out)
        found[dtype] = power, read_pixels(out)
    for one, other in zip(found[kind], found["float32"], strict=True):
        np.testing.assert_array_equal(one, other)
    assert np.isfinite(found[kind][1]).mean() > 0.5


def test_whole_numbers_that_cannot_be_decoded_are_unknown_and_told(tmp_path: Path) -> None:
    paths = []
    for look in range(6):
        paths.append(tmp_path / f"{look}.tif")
        values = np.random.default_rng(look).integers(-2500, 500, (1, 256, 512)).astype(np.int16)
        with rasterio.open(
            paths[-1], "w", driver="GTiff", width=512, height=256, count=1, dtype="int16", tiled=True, blockxsize=256,
            blockysize=256, compress="zstd", nodata=-32768, crs=GRID.crs, transform=rasterio.Affine(*GRID.transform),
        ) as picture:  # fmt: skip
            picture.write(values)
            picture.descriptions = ("VV",)
            picture.update_tags(ACQUISITION_TIME="2023-01-01T15:34:11Z", RELATIVE_ORBIT="14", UNITS="centi_db")
        if look == 2:
            with rasterio.open(paths[-1]) as picture:
                at = int(picture.get_tag_item("BLOCK_OFFSET_1_0", "TIFF", bidx=1))
            content = bytearray(paths[-1].read_bytes())
            content[at : at + 40] = b"\xff" * 40
            paths[-1].write_bytes(content)
    with open_stack(paths) as stack:
        found = gather(stack, np.array([0, 300]), ("VV",), split=4)
        assert any("2.tif: some blocks of pixels could not be decoded" in flag for flag in stack.flags)
    assert np.isnan(found[2, 0]).tolist() == [False, True]
    assert np.isfinite(found[[0, 1, 3, 4, 5]]).all()


def test_only_tiles_stored_as_they_are_and_alike_are_read_without_a_decoder(tmp_path: Path) -> None:
    bands = np.ones((2, HEIGHT, WIDTH), np.float32)
    usual = save(tmp_path / "usual.tif", bands, "pixel")
    others = {
        "packed": save(tmp_path / "packed.tif", bands, "pixel", compress="deflate"),
        "larger": save(tmp_path / "larger.tif", bands, "pixel", tile=512),
        "by band": save(tmp_path / "band.tif", bands, "band"),
        "big-endian": save(tmp_path / "big.tif", bands, "pixel", ENDIANNESS="BIG"),
        "sparse": save(tmp_path / "sparse.tif", bands * np.nan, "pixel", SPARSE_OK="TRUE"),
    }
    scaled = save(tmp_path / "scaled.tif", bands, "pixel")
    with rasterio.open(scaled, "r+") as picture:
        picture.scales = (2.0, 2.0)
    with open_stack([usual, usual]) as stack:
        assert stack.plain(("VV", "VH")) is not None
    for name, other in {**others, "scaled": scaled}.items():
        with open_stack([usual, other]) as stack:
            assert stack.plain(("VV", "VH")) is None, name


def test_a_file_that_shrinks_while_it_is_read_is_told_and_not_taken_as_unknown(tmp_path: Path) -> None:
    paths = [save(tmp_path / f"{k}.tif", np.ones((2, HEIGHT, WIDTH), np.float32), "pixel") for k in range(6)]
    with open_stack(paths) as stack:
        os.truncate(paths[1], 100_000)
        with pytest.raises(UnreadableFile, match=r"1\.tif.*cut off"):
            gather(stack, np.arange(HEIGHT * WIDTH), ("VV", "VH"), split=4)
        with pytest.raises(UnreadableFile, match=r"1\.tif.*cut off"):
            gather(stack, np.zeros(0, np.int64), ("VV", "VH"), split=4, raster=tmp_path / "out.tif")
    assert not list(tmp_path.glob("*out.tif*"))


def test_blocks_without_a_wanted_pixel_are_not_read() -> None:
    stack = Recorder(2048, 2048, (512, 512), 35)
    gather(cast(Stack, stack), np.array([600, 2048 * 2047]), ("VV", "VH"), split=30)
    assert stack.read == [(0, 512, 512, 1024), (1536, 2048, 0, 512)]
