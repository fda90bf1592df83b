"""Clouds of a Sentinel-2 L1C product, which has no mask of its own: the model of s2cloudless (`pip install trigpoint[clouds]`).

It works on cells of 60 m: ten bands averaged to them, a probability for each, shadows looked for away from the sun.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.clouds import L1C_BANDS, SkyMap, cast_shadow, on_grid, sky_of_probability, widened
from trigpoint.model.errors import UnsupportedFormat, UsageError
from trigpoint.model.scene import Grid
from trigpoint.sources.rasters.opener import open_stack
from trigpoint.sources.scenes.products import BandFile

Pixels = NDArray[np.float32]
_CELL_M = 60.0
_AVERAGE_PX = 4  # as its authors set it for 60 m
_MARGIN_CELLS = 1.0
_AROUND = 18  # cells beyond the box, whose clouds may cast a shadow into it
_ROWS = 40  # cells at once, so that a whole tile needs little memory
_NIR = L1C_BANDS.index("B08")


def has_model() -> bool:
    """s2cloudless is installed."""
    return find_spec("s2cloudless") is not None


def cloud_model() -> Callable[[Pixels], Pixels]:
    """Probability of cloud (y, x) of Sentinel-2 L1C reflectance (10, y, x). Raises UsageError where the extra is missing."""
    try:
        from s2cloudless.cloud_detector import S2PixelCloudDetector
    except ImportError as error:
        raise UsageError("clouds without a mask need s2cloudless: pip install 'trigpoint[clouds]'") from error
    detector: Any = S2PixelCloudDetector(threshold=0.4, average_over=_AVERAGE_PX, dilation_size=1, all_bands=False)

    def probability(bands: Pixels) -> Pixels:
        found = detector.get_cloud_probability_maps(np.moveaxis(bands, 0, -1)[np.newaxis])
        return np.asarray(found[0], dtype=np.float32)

    return probability


def sky_of_l1c(
    bands: Sequence[BandFile],
    paths: Mapping[str, Path],
    grid: Grid,
    model: Callable[[Pixels], Pixels],
    *,
    sun_azimuth_deg: float | None,
) -> SkyMap:
    """What hides the ground on `grid`. `bands` hold those of `L1C_BANDS`; without the sun's azimuth no shadow is looked for."""
    named = {band.band: band for band in bands}
    ordered = [named[name] for name in L1C_BANDS]
    with open_stack([paths[band.file] for band in ordered], sidecars=False) as stack:
        grids = [scene.grid for scene in stack.scenes]
        cells, window = _cells(grids, grid, ordered[0].file)
        strips = [
            np.stack([
                _averaged(stack.read(_own(rows, window, one), [index])[0, 0], one, ordered[index])
                for index, one in enumerate(grids)
            ])
            for rows in _strips(window)
        ]  # fmt: skip
    reflectance = np.concatenate(strips, axis=1)
    sky = sky_of_probability(reflectance, model)
    if sun_azimuth_deg is not None:
        sky = cast_shadow(sky, reflectance[_NIR], sun_azimuth_deg=sun_azimuth_deg, pixel_m=_CELL_M)
    return on_grid(widened(sky, margin_px=_MARGIN_CELLS), cells, grid)


def _cells(grids: Sequence[Grid], wanted: Grid, where: str) -> tuple[Grid, tuple[int, int, int, int]]:
    """The 60 m grid over the box and its surroundings, and its window in cells of the whole tile."""
    whole = grids[0]
    for grid in grids:
        origin = (grid.transform[2], grid.transform[5])
        side = grid.transform[0]
        if origin != (whole.transform[2], whole.transform[5]) or grid.crs != wanted.crs or _CELL_M % side:
            raise UnsupportedFormat(
                where, "and its other bands do not lie on one tile", "take it from its source again"
            )
    left, top = whole.transform[2], whole.transform[5]
    down, across = (
        min(int(getattr(grid, what) * grid.transform[0] / _CELL_M) for grid in grids) for what in ("height", "width")
    )
    row0 = int((top - wanted.transform[5]) // _CELL_M) - _AROUND
    col0 = int((wanted.transform[2] - left) // _CELL_M) - _AROUND
    row1 = row0 + int(wanted.height * wanted.transform[0] // _CELL_M) + 2 + 2 * _AROUND
    col1 = col0 + int(wanted.width * wanted.transform[0] // _CELL_M) + 2 + 2 * _AROUND
    window = max(0, row0), min(down, row1), max(0, col0), min(across, col1)
    transform = (_CELL_M, 0.0, left + _CELL_M * window[2], 0.0, -_CELL_M, top - _CELL_M * window[0])
    height, width = window[1] - window[0], window[3] - window[2]
    return attrs.evolve(whole, height=height, width=width, transform=transform, pixel_m=_CELL_M), window


def _strips(window: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    return [(row, min(row + _ROWS, window[1])) for row in range(window[0], window[1], _ROWS)]


def _own(rows: tuple[int, int], window: tuple[int, int, int, int], grid: Grid) -> tuple[int, int, int, int]:
    """Cells as pixels of a band."""
    step = int(_CELL_M / grid.transform[0])
    return rows[0] * step, rows[1] * step, window[2] * step, window[3] * step


def _averaged(counts: Pixels, grid: Grid, band: BandFile) -> Pixels:
    """Reflectance averaged to cells; a cell with a pixel of no data has none."""
    step = int(_CELL_M / grid.transform[0])
    known = np.where(counts == 0, np.float32(np.nan), counts) * np.float32(band.scale or 1.0) + np.float32(
        band.offset or 0.0
    )
    blocks = known.reshape(known.shape[0] // step, step, known.shape[1] // step, step)
    return np.asarray(blocks.mean(axis=(1, 3)), np.float32)
