"""A Sentinel-2 or Landsat product to one picture: reflectance, unknown where its own mask sees cloud, described beside it.

1. The product says what it is and which files hold its bands; those of a zip are unpacked into the output folder for a while.
2. The bands must lie on one grid; the box asked for is cut out, whole pixels.
3. Counts become reflectance as the product says; count 0 is no data.
4. Where the product's mask sees cloud, shadow, snow or nothing, the picture is NaN.
5. The picture is written with its tags, and `NAME.scene.yaml` with the rest of what is known.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import attrs
import numpy as np
import yaml
from numpy.typing import NDArray

from trigpoint.evidence.imagery.clouds import (
    Cover,
    SkyMap,
    cover,
    on_grid,
    sky_of_qa_pixel,
    sky_of_scl,
    widened,
    without_unknown,
)
from trigpoint.model.errors import UnsupportedFormat, UsageError
from trigpoint.model.scene import Grid, Scene, SceneKind
from trigpoint.sources.raster import RasterWriter, Stack, Window, describe, open_stack
from trigpoint.sources.scene_facts import Facts
from trigpoint.sources.scene_open import open_product, unpack_band
from trigpoint.sources.scene_products import BandFile, Product
from trigpoint.sources.scene_sidecar import sidecar_name
from trigpoint.workflows.imagery.stack_checks import is_same_grid

Pixels = NDArray[np.float32]
_USUAL = (
    ("B02", "B03", "B04", "B08"),
    ("B2", "B3", "B4", "B5"),
)  # Sentinel-2 at 10 m; Landsat 8-9: blue, green, red, near infrared
_MASKS: dict[str, Callable[[Pixels], SkyMap]] = {"SCL": sky_of_scl, "QA_PIXEL": sky_of_qa_pixel}
_MARGIN_M = 60.0  # product masks stop short of the thin edge of a cloud
_STATED = (
    "platform", "sensor", "product", "off_nadir_deg", "sun_azimuth_deg", "sun_elevation_deg", "gsd_m", "licence",
    "attribution",
)  # fmt: skip


@attrs.frozen(kw_only=True)
class Prepared:
    """The picture written, and how much of the box is hidden."""

    scene: Scene
    cover: Cover
    flags: tuple[str, ...]


def prepare_picture(
    product: Path, *, into: Path, bands: Sequence[str] = (), bbox: tuple[float, float, float, float] | None = None
) -> Prepared:
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
    mask = next((band for band in known.bands if band.band in _MASKS), None)
    into.mkdir(parents=True, exist_ok=True)
    target = into / f"{known.name.removesuffix('.SAFE')}.tif"
    if target.exists():
        raise UsageError(f"{target} is there already; take it away or name another folder")
    needed = (*chosen, *((mask,) if mask else ()))
    with (
        _on_disk(product, into, needed) as paths,
        open_stack([paths[band.file] for band in chosen], sidecars=False) as stack,
    ):
        grid, offset = _cut(stack, bbox, product.name)
        sky, flags = _sky(mask, paths, grid)
        with RasterWriter(target, grid=grid, names=[band.band for band in chosen], tags=_tags(known.facts)) as writer:
            for window, pixels in _reflectance(stack, chosen, grid, offset):
                row0, row1, col0, col1 = window
                writer.write(window, without_unknown(pixels, sky[row0:row1, col0:col1]))
        flags = (*flags, *stack.flags)
    found = cover(sky, np.ones(sky.shape, bool))
    _write_sidecar(target, known.facts, found)
    return Prepared(scene=describe(target), cover=found, flags=(*known.facts.flags, *flags))


def _chosen(product: Product, names: Sequence[str]) -> tuple[BandFile, ...]:
    """The bands by name. Raises UsageError naming those there are."""
    have = {band.band: band for band in product.bands if not band.is_mask}
    wanted = tuple(names) or next((usual for usual in _USUAL if set(usual) <= set(have)), tuple(have))
    missing = [name for name in wanted if name not in have]
    if missing or not wanted:
        raise UsageError(
            f"{product.name}: has no band {missing[0] if missing else ''}; it has {', '.join(have) or 'none'}"
        )
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


def _cut(stack: Stack, bbox: tuple[float, float, float, float] | None, where: str) -> tuple[Grid, tuple[int, int]]:
    """The grid of the box, and the (row, column) of its first pixel in the files."""
    grid = stack.scenes[0].grid
    other = next((scene for scene in stack.scenes[1:] if not is_same_grid(grid, scene.grid)), None)
    if other is not None:
        raise UnsupportedFormat(where, "has these bands on several grids", "name bands of one pixel size")
    if not grid.is_referenced:
        raise UnsupportedFormat(where, "has bands without a place on earth", "take the product from its source again")
    if bbox is None:
        return grid, (0, 0)
    from pyproj import Transformer

    left, bottom, right, top = Transformer.from_crs("EPSG:4326", grid.crs, always_xy=True).transform_bounds(*bbox)
    a, _, c, _, e, f = grid.transform
    columns = sorted(((left - c) / a, (right - c) / a))
    rows = sorted(((bottom - f) / e, (top - f) / e))
    col0, row0 = max(0, int(np.floor(columns[0]))), max(0, int(np.floor(rows[0])))
    col1, row1 = min(grid.width, int(np.ceil(columns[1]))), min(grid.height, int(np.ceil(rows[1])))
    if col1 <= col0 or row1 <= row0:
        raise UsageError(f"{where}: does not reach into the box {','.join(f'{part:g}' for part in bbox)}")
    transform = (a, 0.0, c + a * col0, 0.0, e, f + e * row0)
    return attrs.evolve(grid, width=col1 - col0, height=row1 - row0, transform=transform), (row0, col0)


def _sky(mask: BandFile | None, paths: dict[str, Path], grid: Grid) -> tuple[SkyMap, tuple[str, ...]]:
    """What hides the ground on that grid; all clear, with a flag, for a product without a mask."""
    if mask is None:
        return np.zeros((grid.height, grid.width), np.uint8), (
            "the product has no cloud mask: cloud is not told from ground",
        )
    with open_stack([paths[mask.file]], workers=1, sidecars=False) as stack:
        own = stack.scenes[0].grid
        values = stack.read((0, own.height, 0, own.width))[0, 0]
    sky = _MASKS[mask.band](values)
    try:
        found = on_grid(widened(sky, margin_px=_MARGIN_M / (own.pixel_m or _MARGIN_M)), own, grid)
    except ValueError as error:
        raise UnsupportedFormat(mask.file, str(error), "name the band files instead") from error
    return found, ()


def _reflectance(
    stack: Stack, bands: Sequence[BandFile], grid: Grid, offset: tuple[int, int]
) -> Iterator[tuple[Window, Pixels]]:
    """Windows of the cut grid with reflectance (band, y, x); count 0 is no data."""
    row, column = offset
    scale = np.array([band.scale for band in bands], np.float32)[:, None, None]
    add = np.array([band.offset or 0.0 for band in bands], np.float32)[:, None, None]
    within = [
        (max(row0, row), min(row1, row + grid.height), max(col0, column), min(col1, column + grid.width))
        for row0, row1, col0, col1 in stack.windows()
    ]
    wanted = [window for window in within if window[0] < window[1] and window[2] < window[3]]
    for (row0, row1, col0, col1), counts in stack.blocks(wanted):
        known = np.where(counts[:, 0] == 0, np.float32(np.nan), counts[:, 0])
        yield (row0 - row, row1 - row, col0 - column, col1 - column), (known * scale + add).astype(np.float32)


def _tags(facts: Facts) -> dict[str, str]:
    said = {
        "ACQUISITION_TIME": f"{facts.acquired:%Y-%m-%dT%H:%M:%SZ}" if facts.acquired else "",
        "RELATIVE_ORBIT": str(facts.relative_orbit or ""),
        "ORBIT_STATE": facts.orbit_state,
        "PLATFORM": facts.platform,
        "SENSOR": facts.sensor,
        "UNITS": "reflectance",
    }
    return {key: value for key, value in said.items() if value}


def _write_sidecar(target: Path, facts: Facts, found: Cover) -> None:
    """What tags have no place for. Cloud is what was found in the box, not what the product says of its whole tile."""
    said = {"kind": SceneKind.OPTICAL.value} | {field: getattr(facts, field) for field in _STATED}
    said["cloud_pct"] = None if found.cloud_pct is None else round(found.cloud_pct, 1)
    stated = {field: value for field, value in said.items() if value not in (None, "")}
    target.with_name(sidecar_name(target.name)).write_text(yaml.safe_dump(stated, allow_unicode=True), encoding="utf-8")
