"""A product becomes one picture whose values, unknowns and facts are the product's."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sources.scenes.scene_material import (
    L_NAME,
    MTL,
    S2_NAME,
    S2_TILE,
    landsat_files,
    lay_out,
    sentinel1_files,
    sentinel2_files,
)
from trigpoint.model.errors import InputError, UnsupportedFormat, UsageError
from trigpoint.model.scene import Grid, SceneKind, Unit
from trigpoint.sources.rasters.opener import describe, read_pixels, write_raster
from trigpoint.workflows.imagery.prepare import prepare_picture
from trigpoint.workflows.imagery.prepare_parts import Prepared

LEFT, TOP = 320_000.0, 3_988_000.0


def written(path: Path, values: NDArray[np.float32], side: float, *, left: float = LEFT) -> None:
    grid = Grid(
        width=values.shape[1],
        height=values.shape[0],
        transform=(side, 0, left, 0, -side, TOP),
        crs="EPSG:32637",
        pixel_m=side,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_raster(path, values[None], grid=grid, names=("1",), tags={})


def sentinel2(folder: Path, counts: NDArray[np.float32], scl: NDArray[np.float32]) -> Path:
    """A product whose bands are GeoTIFF."""
    files = {name: content for name, content in sentinel2_files().items() if not name.endswith(".jp2")}
    lay_out(folder, files)
    images = folder / "GRANULE" / "L2A_T37RCN" / "IMG_DATA"
    written(images / "R10m" / f"{S2_TILE}_B04_10m.tif", counts, 10)
    written(images / "R20m" / f"{S2_TILE}_SCL_20m.tif", scl, 20)
    return folder


def counts_of(height: int, width: int) -> NDArray[np.float32]:
    return (1000 + np.arange(height * width, dtype=np.float32)).reshape(height, width)


CLEAR = np.full((20, 30), 5, np.float32)


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One tile with a pixel of no data and cloud in the east."""
    counts = counts_of(40, 60)
    counts[0, 0] = 0
    scl = CLEAR.copy()
    scl[:, 25:] = 9
    return sentinel2(tmp_path_factory.mktemp("product") / f"{S2_NAME}.SAFE", counts, scl)


@pytest.fixture(scope="module")
def made(product: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare_picture(product, into=tmp_path_factory.mktemp("out"), bands=["B04"])


def test_counts_become_reflectance_with_the_products_own_offset(made: Prepared) -> None:
    pixels = read_pixels(made.path)[0]
    expected = counts_of(40, 60) / 10_000 - 0.1
    clear = np.isfinite(pixels)
    np.testing.assert_allclose(pixels[clear], expected[clear], atol=1e-6)
    assert np.isnan(pixels[0, 0])  # count 0 is no data
    assert np.isnan(pixels[:, 50:]).all()  # under cloud
    assert np.isnan(pixels[:, 44:50]).all()  # and 60 m around it
    assert np.isfinite(pixels[1:, :44]).all()


def test_the_picture_carries_what_the_product_says(made: Prepared) -> None:
    scene = describe(made.path)
    assert (scene.kind, scene.unit, scene.bands) == (SceneKind.OPTICAL, Unit.REFLECTANCE, ("B04",))
    assert scene.acquired is not None
    assert f"{scene.acquired:%Y-%m-%d %H:%M:%S}" == "2023-06-15 08:29:44"
    assert (scene.platform, scene.relative_orbit, scene.sun_elevation_deg) == ("sentinel-2b", 121, 69.5)
    assert scene.attribution == "Copernicus Sentinel data 2023"
    assert scene.cloud_pct == pytest.approx(100 * 16 / 60, abs=0.1)
    assert scene.flags == ()


def test_folder_and_zip_give_the_same_picture_and_leave_nothing_else(
    product: Path, made: Prepared, tmp_path: Path
) -> None:
    archive = tmp_path / f"{S2_NAME}.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(product.rglob("*")):
            if path.is_file():
                packed.write(path, f"{product.name}/{path.relative_to(product)}")
    two = prepare_picture(archive, into=tmp_path / "b", bands=["B04"])
    assert made.path.read_bytes() == two.path.read_bytes()
    assert sorted(path.name for path in (tmp_path / "b").iterdir()) == [f"{S2_NAME}.scene.yaml", f"{S2_NAME}.tif"]


def test_a_box_is_cut_out_in_whole_pixels(product: Path, tmp_path: Path) -> None:
    from pyproj import Transformer

    to_lonlat = Transformer.from_crs("EPSG:32637", "EPSG:4326", always_xy=True)
    west, south = to_lonlat.transform(LEFT + 105, TOP - 195)
    east, north = to_lonlat.transform(LEFT + 195, TOP - 105)
    part = prepare_picture(product, into=tmp_path / "part", bands=["B04"], bbox=(west, south, east, north)).path
    cut = describe(part)
    column = round((cut.grid.transform[2] - LEFT) / 10)
    row = round((TOP - cut.grid.transform[5]) / 10)
    assert (column, row) in {(9, 9), (10, 10), (10, 9), (9, 10)}
    assert 9 <= cut.grid.width <= 12
    same = counts_of(40, 60)[row : row + cut.grid.height, column : column + cut.grid.width] / 10_000 - 0.1
    np.testing.assert_allclose(read_pixels(part)[0], same, atol=1e-6)


def test_a_box_elsewhere_is_wrong_usage_and_leaves_nothing(product: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not reach"):
        prepare_picture(product, into=tmp_path / "out", bands=["B04"], bbox=(10, 10, 11, 11))
    assert list((tmp_path / "out").iterdir()) == []


def test_landsat_has_its_own_scale_and_mask(tmp_path: Path) -> None:
    folder = lay_out(tmp_path / L_NAME, {f"{L_NAME}_MTL.txt": MTL.encode()})
    written(folder / f"{L_NAME}_SR_B4.TIF", np.full((20, 20), 10_000, np.float32), 30)
    mask = np.full((20, 20), 21_824, np.float32)
    mask[15, 15] = 23_888
    written(folder / f"{L_NAME}_QA_PIXEL.TIF", mask, 30)
    made = prepare_picture(folder, into=tmp_path / "out", bands=["B4"])
    pixels = read_pixels(made.path)[0]
    assert np.isnan(pixels[15, 15])
    assert np.isnan(pixels).sum() == 1
    assert pixels[0, 0] == pytest.approx(10_000 * 2.75e-05 - 0.2)
    assert made.cover is not None
    assert made.cover.sentence() == "shadow under 1 %"


def test_a_product_without_a_mask_says_so(tmp_path: Path) -> None:
    folder = sentinel2(tmp_path / f"{S2_NAME}.SAFE", counts_of(40, 60), CLEAR)
    next(folder.rglob("*SCL*")).unlink()
    made = prepare_picture(folder, into=tmp_path / "out", bands=["B04"])
    assert any("no cloud mask" in flag for flag in made.flags)


def test_a_mask_that_stops_short_hides_the_rest(tmp_path: Path) -> None:
    folder = sentinel2(tmp_path / f"{S2_NAME}.SAFE", counts_of(40, 60), CLEAR[:10])
    pixels = read_pixels(prepare_picture(folder, into=tmp_path / "out", bands=["B04"]).path)[0]
    assert np.isfinite(pixels[:20]).all()
    assert np.isnan(pixels[20:]).all()


def test_an_uncorrected_radar_product_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormat, match="not terrain-corrected"):
        prepare_picture(lay_out(tmp_path / "S1.SAFE", sentinel1_files()), into=tmp_path / "out")


def test_bands_that_are_not_there_are_named(product: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no band B8A; it has B04"):
        prepare_picture(product, into=tmp_path / "out", bands=["B8A"])


def test_a_picture_that_is_there_is_not_written_over(product: Path, made: Prepared) -> None:
    with pytest.raises(UsageError, match="already"):
        prepare_picture(product, into=made.path.parent, bands=["B04"])


def test_bands_that_are_no_pictures_are_one_sentence(tmp_path: Path) -> None:
    for name, files, band in ((f"{S2_NAME}.SAFE", sentinel2_files(), "B04"), (L_NAME, landsat_files(), "B4")):
        with pytest.raises(InputError) as caught:
            prepare_picture(lay_out(tmp_path / name, files), into=tmp_path / "out", bands=[band])
        assert "\n" not in str(caught.value)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_real_jpeg_2000_is_read(tmp_path: Path) -> None:
    import rasterio

    counts = counts_of(40, 60).astype(np.uint16)
    folder = sentinel2(tmp_path / f"{S2_NAME}.SAFE", counts.astype(np.float32), CLEAR)
    own = next(folder.rglob("*B04_10m.tif"))
    own.unlink()
    with rasterio.open(
        own.with_suffix(".jp2"), "w", driver="JP2OpenJPEG", width=60, height=40, count=1, dtype="uint16", crs="EPSG:32637",
        transform=rasterio.Affine(10, 0, LEFT, 0, -10, TOP), QUALITY="100", REVERSIBLE="YES",
    ) as file:  # fmt: skip
        file.write(counts, 1)
    pixels = read_pixels(prepare_picture(folder, into=tmp_path / "out", bands=["B04"]).path)[0]
    np.testing.assert_allclose(pixels, counts / np.float32(10_000) - 0.1, atol=1e-6)
