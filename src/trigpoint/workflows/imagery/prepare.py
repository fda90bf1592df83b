"""A Sentinel-2 or Landsat product to one picture: reflectance, unknown where its own mask sees cloud, described beside it.

1. The product says what it is and which files hold its bands; those of a zip are unpacked into the output folder for a while.
2. The bands must lie on one grid; the box asked for is cut out, whole pixels.
3. Counts become reflectance as the product says; count 0 is no data.
4. Where the product's mask sees cloud, shadow, snow or nothing, the picture is NaN; L1C, which has none, by a model if installed.
5. The picture is written with its tags, and `NAME.scene.yaml` with the rest of what is known.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from trigpoint.evidence.imagery.clouds import L1C_BANDS, cover, without_unknown
from trigpoint.model.errors import UnsupportedFormat, UsageError
from trigpoint.model.scene import Grid, SceneKind, Unit
from trigpoint.sources.rasters.opener import RasterWriter, Stack, Window, open_stack
from trigpoint.sources.scenes.opening import open_product, unpack_band
from trigpoint.sources.scenes.products import BandFile, Product
from trigpoint.workflows.imagery.clouds import cloud_model, has_model, sky_of_l1c
from trigpoint.workflows.imagery.prepare_parts import (
    MASKS,
    Box,
    Pixels,
    Prepared,
    cut_out,
    free_target,
    moved,
    sky_over,
    tags_of,
    windows_of,
    write_sidecar,
)

_USUAL = (
    ("B02", "B03", "B04", "B08"),
    ("B2", "B3", "B4", "B5"),
)  # Sentinel-2 at 10 m; Landsat 8-9: blue to near infrared


def prepare_picture(product: Path, *, into: Path, bands: Sequence[str] = (), bbox: Box | None = None) -> Prepared:
    """One GeoTIFF of a product.

    Parameters
    ----------
    bands : names such as "B04"; (): blue, green, red, near infrared. All on one grid.
    bbox : west, south, east, north, EPSG:4326; None: the whole picture.

    Raises UnsupportedFormat for a product that cannot be placed (Sentinel-1 GRD), or bands of several grids.
    """
    known = open_product(product)
    if known.facts.kind is not SceneKind.OPTICAL:
        raise UnsupportedFormat(product.name, "is not terrain-corrected", "bring RTC pictures of this pass instead")
    chosen = _chosen(known, bands)
    mask = next((band for band in known.bands if band.band in MASKS), None)
    target = free_target(into, known.name.removesuffix(".SAFE"))
    is_modelled = mask is None and set(L1C_BANDS) <= {band.band for band in known.bands} and has_model()
    needed = dict.fromkeys((*chosen, *((mask,) if mask else ()), *(_for_model(known) if is_modelled else ())))
    with (
        _on_disk(product, into, tuple(needed)) as paths,
        open_stack([paths[band.file] for band in chosen], sidecars=False) as stack,
    ):
        grid, offset = cut_out([scene.grid for scene in stack.scenes], bbox, product.name)
        sky = np.zeros((grid.height, grid.width), np.uint8)
        if mask:
            sky = sky_over(paths[mask.file], mask.band, grid)
        elif is_modelled:
            azimuth = known.facts.sun_azimuth_deg
            sky = sky_of_l1c(_for_model(known), paths, grid, cloud_model(), sun_azimuth_deg=azimuth)
        tags = tags_of(known.facts, Unit.REFLECTANCE)
        with RasterWriter(target, grid=grid, names=[band.band for band in chosen], tags=tags) as writer:
            for window, pixels in _reflectance(stack, chosen, grid, offset):
                row0, row1, col0, col1 = window
                writer.write(window, without_unknown(pixels, sky[row0:row1, col0:col1]))
        flags = [*known.facts.flags, *stack.flags]
    found = cover(sky, np.ones(sky.shape, bool)) if mask or is_modelled else None
    if is_modelled:
        flags.append("clouds by s2cloudless on cells of 60 m: thin cloud and small shadows are missed")
    elif mask is None:
        flags.append("the product has no cloud mask: cloud is not told from ground")
    write_sidecar(target, known.facts, found)
    return Prepared(path=target, bands=tuple(band.band for band in chosen), cover=found, flags=tuple(flags))


def _for_model(product: Product) -> tuple[BandFile, ...]:
    return tuple(band for band in product.bands if band.band in L1C_BANDS)


def _chosen(product: Product, names: Sequence[str]) -> tuple[BandFile, ...]:
    """The bands by name. Raises UsageError naming those there are."""
    have = {band.band: band for band in product.bands if not band.is_mask}
    wanted = tuple(names) or next((usual for usual in _USUAL if set(usual) <= set(have)), tuple(have))
    missing = [name for name in wanted if name not in have]
    if missing:
        raise UsageError(f"{product.name}: has no band {missing[0]}; it has {', '.join(have) or 'none'}")
    if not wanted:
        raise UnsupportedFormat(product.name, "holds no picture of any band", "take the product from its source again")
    uncalibrated = [name for name in wanted if have[name].scale is None]
    if uncalibrated:
        raise UnsupportedFormat(
            product.name, f"says not how counts of {uncalibrated[0]} become reflectance", "name its files instead"
        )
    return tuple(have[name] for name in wanted)


@contextmanager
def _on_disk(product: Path, into: Path, bands: Sequence[BandFile]) -> Iterator[dict[str, Path]]:
    """Where each band's file lies; what had to be unpacked is gone afterwards."""
    if product.is_dir():
        yield {band.file: product / band.file for band in bands}
        return
    with tempfile.TemporaryDirectory(dir=into, prefix=".unpacked-") as folder:
        yield {band.file: unpack_band(product, band, Path(folder)) for band in bands}


def _reflectance(
    stack: Stack, bands: Sequence[BandFile], grid: Grid, offset: tuple[int, int]
) -> Iterator[tuple[Window, Pixels]]:
    """Windows of the cut grid with reflectance (band, y, x); count 0 is no data."""
    scale = np.array([band.scale for band in bands], np.float32)[:, None, None]
    add = np.array([band.offset or 0.0 for band in bands], np.float32)[:, None, None]
    for window, counts in stack.blocks(windows_of(grid, offset)):
        known = np.where(counts[:, 0] == 0, np.float32(np.nan), counts[:, 0])
        yield moved(window, offset), (known * scale + add).astype(np.float32)
