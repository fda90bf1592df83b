"""Proposals in optical pictures: compact shapes of one size, brighter or darker than the ground around them.

1. grey levels, lightly smoothed, and a tree of shapes for each polarity (`tree`);
2. each shape's worth: contrast over the clutter around it, times how well it is filled, times how well its proportions fit;
3. the size: known where the pixel's size is known, else the width that most worth stands for in this very picture
   (things of one kind repeat; trees and roofs do not agree on one width);
4. the best set of shapes that do not overlap, in each polarity and then between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from trigpoint.evidence.imagery.counting.aircraft import cross_likeness
from trigpoint.evidence.imagery.counting.detection import Detection, best_of_overlapping
from trigpoint.evidence.imagery.counting.form import WIDTHS_PX, Form, area_limits, proportions_fit, size_fit
from trigpoint.evidence.imagery.counting.tree import Shapes, Tree, best_apart, grow_tree

Pixels = NDArray[np.float32]
Floats = NDArray[np.float64]

METHOD = "count-shapes-1"
SMOOTH_PX = 0.7
TILE_PX, OVERLAP_PX = 1536, 160  # larger pictures are searched in tiles
LEAST_CONTRAST = 10.0  # grey levels of 255; below it is noise and compression
CLUTTER_PX = 12.0  # Gaussian over which the ground's own roughness is taken
SHARE_KNOWN, SHARE_UNKNOWN = (
    0.25,
    0.42,
)  # of the ten best's median worth: less is clutter, more of it where sizes are guessed


@attrs.frozen(kw_only=True, eq=False)
class Candidates:
    """Shapes of one tile and polarity with what they are worth."""

    tree: Tree
    worth: Floats
    left: int
    top: int


def propose_shapes(plane: Pixels, form: Form, *, pixel_m: float | None = None) -> list[Detection]:
    """Objects of `form` in a `(y, x)` picture, best first. NaN: unknown, never an object."""
    levels = grey_levels(plane)
    known = np.isfinite(plane)
    tiles = [
        candidates
        for top, left, part in _tiles(levels)
        for candidates in _candidates(part, form, top=top, left=left, pixel_m=pixel_m)
    ]
    width = None if pixel_m else _commonest_width(tiles)
    found = []
    for candidates in tiles:
        worth = candidates.worth * size_fit(candidates.tree.shapes, form, width_px=width, pixel_m=pixel_m)
        for i in best_apart(candidates.tree, worth):
            found.append(_detection(candidates, int(i), float(worth[i])))
    found = [d for d in found if known[round(d.y), round(d.x)]]
    return _scaled(best_of_overlapping(found), SHARE_KNOWN if pixel_m else SHARE_UNKNOWN)


def grey_levels(plane: Pixels, *, smooth: bool = True) -> Pixels:
    """0..255 between the 0.5th and 99.5th percentile, smoothed by half a pixel; unknown pixels get the median."""
    known = np.isfinite(plane)
    if not known.any():
        return np.zeros_like(plane)
    low, middle, high = np.percentile(plane[known], [0.5, 50, 99.5])
    filled = np.where(known, plane, middle)
    scaled = np.clip((filled - low) / max(high - low, 1e-6), 0, 1) * 255
    return np.asarray(ndimage.gaussian_filter(scaled, SMOOTH_PX) if smooth else scaled, dtype=np.float32)


def _tiles(levels: Pixels) -> Iterator[tuple[int, int, Pixels]]:
    height, width = levels.shape
    if height * width <= (2 * TILE_PX) ** 2 / 2:
        yield 0, 0, levels
        return
    step = TILE_PX - OVERLAP_PX
    for top in range(0, max(1, height - OVERLAP_PX), step):
        for left in range(0, max(1, width - OVERLAP_PX), step):
            yield top, left, levels[top : top + TILE_PX, left : left + TILE_PX]


def _candidates(part: Pixels, form: Form, *, top: int, left: int, pixel_m: float | None) -> Iterator[Candidates]:
    """Both polarities of one tile."""
    low, high = area_limits(form, pixel_m)
    clutter = _clutter(part)
    for bright in (True, False):
        plane = np.round(part if bright else 255 - part).astype(np.uint8)
        tree = grow_tree(plane, smallest_px=low, largest_px=min(high, part.size / 8))
        worth = _worth(tree.shapes, form, clutter, part.shape)
        if form.what == "aircraft":
            worth = worth * cross_likeness(plane, tree.shapes, worth)
        yield Candidates(tree=tree, worth=worth, top=top, left=left)


def _clutter(part: Pixels) -> Pixels:
    """The ground's own roughness: a local mean of the square root of the gradient, squared, so that few strong edges say little."""
    steepness = ndimage.gaussian_gradient_magnitude(part, 1.0)
    mean = ndimage.gaussian_filter(np.sqrt(steepness), CLUTTER_PX)
    return np.asarray(mean * mean, dtype=np.float32)


def _worth(shapes: Shapes, form: Form, clutter: Pixels, shape: tuple[int, ...]) -> Floats:
    """Contrast over clutter, fill and proportions; 0 where any of them rules the shape out."""
    rows = np.clip(np.rint(shapes.y).astype(int), 0, shape[0] - 1)
    cols = np.clip(np.rint(shapes.x).astype(int), 0, shape[1] - 1)
    crisp = shapes.contrast / (3.0 + 4.0 * clutter[rows, cols])
    edge = 0.5 * np.hypot(shapes.length, shapes.width)
    inside = (shapes.x - edge * 0.5 > 0) & (shapes.y - edge * 0.5 > 0)
    inside &= (shapes.x + edge * 0.5 < shape[1]) & (shapes.y + edge * 0.5 < shape[0])
    fit = proportions_fit(shapes, form)
    return np.where((shapes.contrast >= LEAST_CONTRAST) & inside, np.minimum(crisp, 6.0) * fit, 0.0).astype(np.float64)


def _commonest_width(tiles: Sequence[Candidates]) -> float:
    """The width in pixels that most worth stands for."""
    widths, worths = [], []
    for candidates in tiles:
        chosen = best_apart(candidates.tree, candidates.worth * np.sqrt(candidates.tree.shapes.width))
        widths.append(candidates.tree.shapes.width[chosen])
        worths.append(candidates.worth[chosen])
    log_width, worth = np.log(np.concatenate(widths)), np.concatenate(worths) ** 2
    grid = np.log(np.geomspace(*WIDTHS_PX, 60))
    kernel = np.exp(-0.5 * ((grid[:, None] - log_width[None, :]) / 0.15) ** 2)
    return float(np.exp(grid[int(np.argmax(kernel @ worth))]))


def _detection(candidates: Candidates, i: int, worth: float) -> Detection:
    shapes = candidates.tree.shapes
    return Detection(
        x=float(shapes.x[i]) + candidates.left, y=float(shapes.y[i]) + candidates.top,
        length_px=float(shapes.length[i]), width_px=float(shapes.width[i]),
        angle_deg=float(np.degrees(shapes.angle[i])), score=worth,
    )  # fmt: skip


def _scaled(found: list[Detection], least: float) -> list[Detection]:
    """Scores 0..1 against the ten best; what is far below them is left out."""
    if not found:
        return []
    best = float(np.median([d.score for d in found[:10]]))
    return [attrs.evolve(d, score=round(min(1.0, d.score / (1.5 * best)), 4)) for d in found if d.score >= least * best]
