"""A raster written without a library is what the library writes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import rasterio
from hypothesis import given, settings
from hypothesis import strategies as st

from trigpoint.model.errors import UnreadableFile
from trigpoint.model.scene import Grid
from trigpoint.sources.rasters import write_plain as raster_write_plain
from trigpoint.sources.rasters.write import RasterWriter, open_writer
from trigpoint.sources.rasters.write_plain import PlainWriter, is_plain

UTM = Grid(width=600, height=300, transform=(10, 0, 320_000, 0, -10, 3_987_000), crs="EPSG:32637")
DEGREES = Grid(width=257, height=513, transform=(0.01, 0.001, 36, 0, -0.01, 35), crs="EPSG:4326")
SOUTH_UP = Grid(width=300, height=20, transform=(10, 0, 320_000, 0, 10, 3_987_000), crs="EPSG:32737")
NOWHERE = Grid(width=300, height=513, transform=(1, 0, 0, 0, 1, 0))
NAMES = ("z <1> & more", "t", "df")
TAGS = {"METHOD": 'one "two" & <three>', "SIMULATED": "yes"}


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
@pytest.mark.parametrize("is_big", [False, True])
@pytest.mark.parametrize(("grid", "is_geographic"), [(UTM, False), (DEGREES, True), (SOUTH_UP, False), (NOWHERE, None)])
def test_it_reads_back_as_what_the_library_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, grid: Grid, is_geographic: bool | None, is_big: bool
) -> None:
    if is_big:
        monkeypatch.setattr(raster_write_plain, "_BIG_FROM", 0)
    pixels = np.random.default_rng(0).normal(size=(3, grid.height, grid.width)).astype(np.float32)
    pixels[:, :5] = np.nan
    whole = (0, grid.height, 0, grid.width)
    with RasterWriter(tmp_path / "library.tif", grid=grid, names=NAMES, tags=TAGS) as writer:
        writer.write(whole, pixels)
    plain = tmp_path / "plain.tif"
    with open_writer(plain, grid=grid, names=NAMES, tags=TAGS, is_geographic=is_geographic) as writer:
        assert isinstance(writer, PlainWriter)
        writer.write(whole, pixels)
    assert plain.read_bytes()[2] == (43 if is_big else 42)
    with rasterio.open(tmp_path / "library.tif") as expected, rasterio.open(plain) as found:
        np.testing.assert_array_equal(found.read(), expected.read())
        assert np.isnan(found.nodata)
        for name in ("crs", "transform", "descriptions", "block_shapes", "interleaving", "dtypes", "colorinterp"):
            assert getattr(found, name) == getattr(expected, name), name
        assert found.tags() == expected.tags()


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_windows_of_any_size_from_two_threads_fill_the_whole(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("windows") / "out.tif"
    high, wide = data.draw(st.integers(1, 300)), data.draw(st.integers(257, 600))
    rows, columns = data.draw(st.sampled_from([7, 100, 256, 400])), data.draw(st.sampled_from([60, 256, 512]))
    grid = Grid(width=wide, height=high, transform=UTM.transform, crs=UTM.crs)
    pixels = np.random.default_rng(1).random((2, high, wide), np.float32)
    windows = [
        (row, min(row + rows, high), column, min(column + columns, wide))
        for row in range(0, high, rows)
        for column in range(0, wide, columns)
    ]
    with (
        PlainWriter(path, grid=grid, names=("a", "b"), tags={}, is_geographic=False) as writer,
        ThreadPoolExecutor(2) as two,
    ):
        list(two.map(lambda w: writer.write(w, pixels[:, w[0] : w[1], w[2] : w[3]]), windows))
    with rasterio.open(path) as found:
        np.testing.assert_array_equal(found.read(), pixels)


def test_a_failure_leaves_nothing_and_the_old_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "out.tif"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), PlainWriter(path, grid=UTM, names=("a",), tags={}, is_geographic=False):
        _ = 1 / 0
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("out.tif", "old")]
    nowhere = PlainWriter(tmp_path / "no" / "out.tif", grid=UTM, names=("a",), tags={}, is_geographic=False)
    with pytest.raises(UnreadableFile, match=r"no/out\.tif: cannot be written"), nowhere:
        pass


def test_projections_without_a_code_and_small_pictures_are_left_to_the_library() -> None:
    assert is_plain(UTM, is_geographic=False)
    assert not is_plain(UTM, is_geographic=None)
    assert not is_plain(Grid(width=600, height=9, transform=UTM.transform, crs='PROJCS["mine"]'), is_geographic=False)
    assert not is_plain(Grid(width=256, height=256, transform=UTM.transform, crs=UTM.crs), is_geographic=False)
