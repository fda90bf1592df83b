"""One picture's pixels on another's grid, by their georeference, and where a pixel lies on earth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from trigpoint.evidence.imagery.align_spectrum import Pixels, fill_unknown
from trigpoint.model import Place
from trigpoint.model.place import PlaceKind, PlaceMethod
from trigpoint.model.scene import Grid, Scene
from trigpoint.model.time import UNKNOWN_TIME, Anchor, Precision, TimeSpan

if TYPE_CHECKING:
    from pyproj import Transformer

Floats = NDArray[np.float64]
ROWS_AT_ONCE = 256  # of the reference, so that coordinates of a large grid need little memory


def onto_grid(pixels: Pixels, *, of: Grid, onto: Grid) -> Pixels:
    """`(y, x)` pixels of grid `of` as seen on grid `onto`; NaN outside. Cubic; both grids need a CRS.

    A picture finer than the grid is smoothed first, so that nothing folds back.
    """
    if of.crs == onto.crs and (moved := _sliced(pixels, of, onto)) is not None:
        return moved
    known = np.isfinite(pixels)
    filled = fill_unknown(pixels, known) if known.any() else np.zeros_like(pixels)
    step = float(np.sqrt(abs(_determinant(_approximate(of, onto)))))  # pixels of the picture per pixel of the grid
    if step > 1.2:
        filled = ndimage.gaussian_filter(filled, 0.5 * step)
    spline = ndimage.spline_filter(filled, order=3, output=np.float32)
    out = np.full((onto.height, onto.width), np.nan, dtype=np.float32)
    for top in range(0, onto.height, ROWS_AT_ONCE):
        rows, cols = np.mgrid[top : min(top + ROWS_AT_ONCE, onto.height), 0 : onto.width].astype(np.float64)
        x, y = pixel_between(onto, of, cols + 0.5, rows + 0.5)
        at = np.stack([y - 0.5, x - 0.5])
        values = ndimage.map_coordinates(spline, at, order=3, prefilter=False, mode="nearest", output=np.float32)
        share = ndimage.map_coordinates(known.astype(np.float32), at, order=1, mode="constant", cval=0.0)
        out[top : top + len(rows)] = np.where(share > 0.999, values, np.nan)
    return out


def pixel_between(here: Grid, there: Grid, cols: Floats, rows: Floats) -> tuple[Floats, Floats]:
    """Pixel coordinates of `here` (column, row; the first pixel's corner = 0, 0) in those of `there`."""
    a, b, c, d, e, f = here.transform
    x, y = a * cols + b * rows + c, d * cols + e * rows + f
    if here.crs != there.crs:
        x, y = _between(here.crs, there.crs).transform(x, y)
    a, b, c, d, e, f = there.transform
    det = a * e - b * d
    return (e * (x - c) - b * (y - f)) / det, (a * (y - f) - d * (x - c)) / det


def lon_lat(grid: Grid, cols: Floats, rows: Floats) -> tuple[Floats, Floats]:
    """Degrees (EPSG:4326) of pixel coordinates; NaN without a CRS."""
    cols, rows = np.asarray(cols, dtype=np.float64), np.asarray(rows, dtype=np.float64)
    if not grid.is_referenced:
        return np.full(cols.shape, np.nan), np.full(rows.shape, np.nan)
    a, b, c, d, e, f = grid.transform
    lon, lat = _between(grid.crs, "EPSG:4326").transform(a * cols + b * rows + c, d * cols + e * rows + f)
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def scene_place(scene: Scene) -> Place:
    """The picture's middle, with a radius that reaches its corners."""
    grid = scene.grid
    lon, lat = lon_lat(grid, np.array([grid.width / 2]), np.array([grid.height / 2]))
    if not np.isfinite(lon[0] + lat[0]):
        return Place(text=scene.file, reason="the picture has no place on earth")
    radius = 0.5 * float(np.hypot(grid.width, grid.height)) * (grid.pixel_m or 0.0)
    return Place(
        text=scene.file, name=scene.file, lon=float(lon[0]), lat=float(lat[0]), radius_m=radius, kind=PlaceKind.OTHER,
        method=PlaceMethod.COORDINATES, reason="middle of the picture; the radius reaches its corners",
    )  # fmt: skip


def scene_time(*scenes: Scene) -> TimeSpan:
    """From the earliest to the latest acquisition; unknown where any is."""
    from datetime import timedelta

    moments = [scene.acquired for scene in scenes if scene.acquired is not None]
    if len(moments) < len(scenes) or not moments:
        return UNKNOWN_TIME
    return TimeSpan(
        start=min(moments), end=max(moments) + timedelta(seconds=1), precision=Precision.SECOND, anchor=Anchor.TEXT
    )


def _sliced(pixels: Pixels, of: Grid, onto: Grid) -> Pixels | None:
    """Pixels copied where the grids differ by whole pixels; None where they do not."""
    a, b, right, d, e, down = _relative(onto, of)
    if not np.allclose([a, b, d, e], [1, 0, 0, 1], rtol=0, atol=1e-9):
        return None
    if max(abs(right - round(right)), abs(down - round(down))) > 1e-3:
        return None
    col, row = round(right), round(down)
    out = np.full((onto.height, onto.width), np.nan, dtype=np.float32)
    top, left = max(0, -row), max(0, -col)
    part = pixels[max(0, row) : max(0, row + onto.height), max(0, col) : max(0, col + onto.width)]
    part = part[: onto.height - top, : onto.width - left]
    out[top : top + part.shape[0], left : left + part.shape[1]] = part
    return out


def _relative(here: Grid, there: Grid) -> tuple[float, ...]:
    """Affine from pixels of `here` to pixels of `there`, one CRS: a, b, c, d, e, f."""
    cols, rows = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])
    a, b, c, d, e, f = here.transform
    x, y = a * cols + b * rows + c, d * cols + e * rows + f
    a, b, c, d, e, f = there.transform
    det = a * e - b * d
    u, v = (e * (x - c) - b * (y - f)) / det, (a * (y - f) - d * (x - c)) / det
    return u[1] - u[0], u[2] - u[0], u[0], v[1] - v[0], v[2] - v[0], v[0]


def _approximate(of: Grid, onto: Grid) -> tuple[float, float, float, float]:
    """How pixels of `of` change with pixels of `onto`, at the middle."""
    col, row = onto.width / 2, onto.height / 2
    u, v = pixel_between(onto, of, np.array([col, col + 1, col]), np.array([row, row, row + 1]))
    return float(u[1] - u[0]), float(u[2] - u[0]), float(v[1] - v[0]), float(v[2] - v[0])


def _determinant(m: tuple[float, float, float, float]) -> float:
    return m[0] * m[3] - m[1] * m[2]


def _between(source: str, target: str) -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs(source, target, always_xy=True)


def pixel_at(grid: Grid, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Pixel coordinates (column, row) of degrees (EPSG:4326) on a grid with a CRS."""
    x, y = _between("EPSG:4326", grid.crs).transform(lon, lat)
    a, b, c, d, e, f = grid.transform
    det = a * e - b * d
    return (e * (x - c) - b * (y - f)) / det, (a * (y - f) - d * (x - c)) / det
