"""A product without a mask of its own: cells of 60 m judged by a model that is handed in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sources.scenes.scene_material import S2_PRODUCT, S2_TILE_XML, lay_out
from trigpoint.evidence.imagery.clouds import L1C_BANDS, Pixels, Sky
from trigpoint.model.scene import Grid
from trigpoint.sources.rasters.opener import read_pixels, write_raster
from trigpoint.sources.scenes.products import BandFile
from trigpoint.workflows.imagery.clouds import sky_of_l1c
from trigpoint.workflows.imagery.prepare import prepare_picture

LEFT, TOP, SIDE_M = 320_000.0, 3_988_000.0, 2_400
SIDES = {"B01": 60, "B02": 10, "B04": 10, "B05": 20, "B08": 10, "B8A": 20, "B09": 60, "B10": 60, "B11": 20, "B12": 20}
GROUND = dict(zip(L1C_BANDS, [0.11, 0.08, 0.05, 0.09, 0.30, 0.32, 0.10, 0.001, 0.18, 0.09], strict=True))
CLOUD = dict(zip(L1C_BANDS, [0.45, 0.45, 0.47, 0.48, 0.50, 0.51, 0.25, 0.02, 0.40, 0.33], strict=True))


def grid(side: float, size: int, row: int = 0, column: int = 0) -> Grid:
    transform = (side, 0, LEFT + column * side, 0, -side, TOP - row * side)
    return Grid(width=size, height=size, transform=transform, crs="EPSG:32637", pixel_m=side)


def bands_in(folder: Path) -> tuple[list[BandFile], dict[str, Path]]:
    """Ten bands with a cloud over the 600 m from row and column 600 m on, and no data in the first cell of B11."""
    made = []
    for band, side in SIDES.items():
        size = SIDE_M // side
        counts = np.full((1, size, size), round(10_000 * GROUND[band]) + 1000, np.float32)
        inside = slice(600 // side, 1200 // side)
        counts[:, inside, inside] = round(10_000 * CLOUD[band]) + 1000
        if band == "B11":
            counts[0, 0, 0] = 0
        name = f"T37RCN_20230615T081609_{band}"
        write_raster(folder / f"{name}.tif", counts, grid=grid(side, size), names=("1",), tags={})
        made.append(BandFile(band=band, file=f"{name}.tif", scale=1e-4, offset=-0.1))
    return made, {band.file: folder / band.file for band in made}


def bright(bands: Pixels) -> Pixels:
    """A model that goes by the blue band alone."""
    return np.asarray(bands[L1C_BANDS.index("B02")] > 0.3, np.float32)


@pytest.fixture(scope="module")
def bands(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[BandFile], dict[str, Path]]:
    return bands_in(tmp_path_factory.mktemp("bands"))


def test_cloud_lies_where_it_is_whatever_box_is_cut_out(bands: tuple[list[BandFile], dict[str, Path]]) -> None:
    whole = sky_of_l1c(*bands, grid(10, 240), bright, sun_azimuth_deg=None)
    assert (whole[60:120, 60:120] == Sky.CLOUD).all()
    assert (whole[130:, :] == Sky.CLEAR).all()
    assert (whole[:6, :6] == Sky.NO_DATA).all()
    part = sky_of_l1c(*bands, grid(10, 91, row=37, column=53), bright, sun_azimuth_deg=None)
    assert (part == whole[37:128, 53:144]).all()


def test_a_dark_place_away_from_the_sun_is_shadow(
    bands: tuple[list[BandFile], dict[str, Path]], tmp_path: Path
) -> None:
    made, paths = bands
    dark = dict(paths)
    nir = next(band for band in made if band.band == "B08")
    counts = read_pixels(paths[nir.file])
    counts[:, 120:, :] = 1000 + 500
    write_raster(tmp_path / nir.file, counts, grid=grid(10, 240), names=("1",), tags={})
    dark[nir.file] = tmp_path / nir.file
    sky = sky_of_l1c(made, dark, grid(10, 240), bright, sun_azimuth_deg=0.0)  # sun in the north
    assert (sky[130:160, 66:114] == Sky.SHADOW).all()
    assert (sky[130:160, 150:] == Sky.CLEAR).all()


def test_an_l1c_product_is_prepared_with_the_model(
    bands: tuple[list[BandFile], dict[str, Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trigpoint.workflows.imagery import prepare

    def model() -> Callable[[Pixels], Pixels]:
        return bright

    monkeypatch.setattr(prepare, "has_model", lambda: True)
    monkeypatch.setattr(prepare, "cloud_model", model)
    images = "".join(f"<IMAGE_FILE>GRANULE/L1C_T37RCN/IMG_DATA/{band.file[:-4]}</IMAGE_FILE>" for band in bands[0])
    start, end = S2_PRODUCT.index("<Granule>"), S2_PRODUCT.index("</Granule>")
    product = f"{S2_PRODUCT[:start]}<Granule>{images}{S2_PRODUCT[end:]}".replace("BOA_QUANT", "QUANT").replace(
        "BOA_ADD", "RADIO_ADD"
    )
    files = {f"GRANULE/L1C_T37RCN/IMG_DATA/{band.file}": bands[1][band.file].read_bytes() for band in bands[0]}
    folder = lay_out(
        tmp_path / "S2B_MSIL1C.SAFE",
        {"MTD_MSIL1C.xml": product.encode(), "GRANULE/L1C_T37RCN/MTD_TL.xml": S2_TILE_XML.encode(), **files},
    )
    made = prepare_picture(folder, into=tmp_path / "out", bands=["B04"])
    pixels = read_pixels(made.path)[0]
    assert np.isnan(pixels[60:120, 60:120]).all()
    assert pixels[200, 200] == pytest.approx(GROUND["B04"], abs=1e-4)
    assert made.cover is not None
    assert made.cover.cloud_pct is not None
    assert any("s2cloudless" in flag for flag in made.flags)
