"""Ships in radar pictures: a constant false alarm rate against the sea around, then shapes of a ship's form.

1. power smoothed over a few pixels and put in decibel; the sea's level and spread come from the darker part of a wide
   neighbourhood (log-normal clutter), where ships and their side lobes never are;
2. land: large sheets that stand well above the sea when smoothed over tens of pixels and are evenly bright, where a hull is
   a few dominant points;
3. shapes (`tree`) in decibel above the sea at several smoothings: a hull breaks into points at the finest one, and two hulls
   melt at the coarsest, so of overlapping shapes the more ship-like one is kept;
4. what hardly stands out beside the brightest finds (side lobes, wakes, ambiguities) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from trigpoint.evidence.imagery.counting.detection import Boxes, Detection, best_of_overlapping
from trigpoint.evidence.imagery.counting.form import Form, area_limits, proportions_fit, size_fit
from trigpoint.evidence.imagery.counting.tree import best_apart, grow_tree

Pixels = NDArray[np.float32]
Known = NDArray[np.bool_]
Floats = NDArray[np.float64]

METHOD = "count-radar-1"
SMOOTHINGS_PX = (1.5, 3.0, 6.0)
BLOCK_PX = 8  # the sea is described by blocks of this side
SEA_BLOCKS = 31  # wide neighbourhood, blocks: 250 pixels
SEA_PERCENTILE = 35  # of the neighbourhood's blocks: still sea where half of it is a port or a hull
ALARM = 5.0  # spreads of the sea that a ship's outline holds above it
LEAST_DB = 4.0  # and decibel: a calm sea has hardly any spread
TOP_DB = 30.0  # where the scale ends
LAND_PX = 8.0  # smoothing at which land is a sheet
LAND_DB = 4.0
LAND_SHARE = 0.004  # of the picture: a smaller sheet is no land
EVEN_DB = 8.0  # from the median to nine tenths of a sheet's pixels: land is below, hulls with their halo are above
ON_LAND = 0.2  # what a shape on land is worth
HALO = 2.0  # widths of a hull over which it scatters fragments
MANY = 4.0  # times as long as what counts as a fragment of it
SHARE = 0.3  # of the best third's worth


@attrs.frozen(kw_only=True, eq=False)
class AboveSea:
    """Smoothed backscatter against the sea around it."""

    decibel: Pixels  # above the sea; 0 where unknown
    spread: Pixels  # of the sea there, decibel


def propose_radar_ships(decibel: Pixels, form: Form, *, pixel_m: float | None = None) -> list[Detection]:
    """Ships in `(y, x)` backscatter in decibel (any offset), best first. NaN: unknown."""
    known = np.isfinite(decibel)
    if known.sum() < 64:
        return []
    power = np.where(known, 10 ** (np.clip(np.where(known, decibel, 0), -200, 200).astype(np.float64) / 10), 0)
    land = find_land(power, known)
    found: list[Detection] = []
    for smoothing in SMOOTHINGS_PX:
        found += _hulls(above_sea(power, known, smoothing), land, form, pixel_m, smoothing)
    larger_first = [attrs.evolve(d, score=d.score * (d.length_px or 1.0)) for d in found]
    kept = {(d.x, d.y, d.length_px) for d in best_of_overlapping(larger_first)}
    return _outstanding(_without_fragments([d for d in found if (d.x, d.y, d.length_px) in kept]))


def above_sea(power: Floats, known: Known, smoothing_px: float) -> AboveSea:
    """Power smoothed by a Gaussian, in decibel above the sea around."""
    share = ndimage.gaussian_filter(known.astype(np.float64), smoothing_px)
    smooth = ndimage.gaussian_filter(power, smoothing_px) / np.maximum(share, 1e-3)
    log = 10 * np.log10(np.maximum(smooth, 1e-30))
    level, spread = _sea(log, known)
    above = np.where(known, log - level, 0)
    return AboveSea(decibel=above.astype(np.float32), spread=spread.astype(np.float32))


def find_land(power: Floats, known: Known) -> Known:
    """Sheets well above the sea, large, and evenly bright."""
    sheets, count = ndimage.label(above_sea(power, known, LAND_PX).decibel > LAND_DB)
    if not count:
        return np.zeros(known.shape, dtype=bool)
    fine = above_sea(power, known, SMOOTHINGS_PX[0]).decibel
    index = np.arange(1, count + 1)
    area = ndimage.sum_labels(np.ones(known.shape), sheets, index)
    large = index[area > LAND_SHARE * known.size]
    even = [n for n in large if float(np.diff(np.percentile(fine[sheets == n], [50, 90]))[0]) < EVEN_DB]
    return np.isin(sheets, even)


def _sea(log: Floats, known: Known) -> tuple[Floats, Floats]:
    """Level and spread of the sea around every pixel; the spread is that of the darker half of a block."""
    height, width = log.shape
    side = min(BLOCK_PX, height, width)
    rows, cols = height // side, width // side
    log = np.where(known, log, np.median(log[known]))
    cut = log[: rows * side, : cols * side].reshape(rows, side, cols, side).swapaxes(1, 2).reshape(rows, cols, -1)
    ranked = np.sort(cut, axis=2)
    middle, low = ranked[:, :, ranked.shape[2] // 2], ranked[:, :, ranked.shape[2] // 6]
    level = ndimage.percentile_filter(middle, SEA_PERCENTILE, size=SEA_BLOCKS, mode="nearest")
    spread = ndimage.percentile_filter(middle - low, 50, size=SEA_BLOCKS, mode="nearest")
    at = np.meshgrid((np.arange(height) + 0.5) / side - 0.5, (np.arange(width) + 0.5) / side - 0.5, indexing="ij")
    wide = [ndimage.map_coordinates(x, at, order=1, mode="nearest") for x in (level, spread)]
    return wide[0], np.maximum(wide[1], 0.3)


def _hulls(sea: AboveSea, land: Known, form: Form, pixel_m: float | None, smoothing: float) -> Iterator[Detection]:
    """The best shapes at one smoothing, found on a picture thinned as far as the smoothing allows."""
    step = max(1, int(smoothing / 2))
    above, spread, ashore = (x[::step, ::step] for x in (sea.decibel, sea.spread, land))
    low, high = area_limits(form, pixel_m)
    plane = np.round(np.clip(above / TOP_DB, 0, 1) * 255).astype(np.uint8)
    smallest, largest = max(low, 4 * smoothing**2) / step**2, min(high * 4 / step**2, plane.size / 5)
    tree = grow_tree(plane, smallest_px=smallest, largest_px=largest)
    shapes = tree.shapes
    rows = np.clip(np.rint(shapes.y).astype(int), 0, plane.shape[0] - 1)
    cols = np.clip(np.rint(shapes.x).astype(int), 0, plane.shape[1] - 1)
    level, contrast = shapes.level / 255 * TOP_DB, shapes.contrast / 255 * TOP_DB
    alarm = np.maximum(ALARM * spread[rows, cols], LEAST_DB)
    worth = np.where(level >= alarm, np.minimum(contrast, 12.0), 0.0) * np.minimum(level / 8.0, 2.0)
    worth = worth * proportions_fit(shapes, form, soft=2.0) * np.where(ashore[rows, cols], ON_LAND, 1.0)
    worth[ashore[rows, cols] & (shapes.area > LAND_SHARE * plane.size)] = 0.0  # the land itself
    if pixel_m:
        worth = worth * size_fit(shapes, form, pixel_m=pixel_m * step)
    # By area: the bright points of one hull must not outweigh the hull.
    for i in best_apart(tree, np.where(worth > 1.0, worth * shapes.area, 0.0)):
        yield Detection(
            x=float(shapes.x[i]) * step, y=float(shapes.y[i]) * step, length_px=float(shapes.length[i]) * step,
            width_px=float(shapes.width[i]) * step, angle_deg=float(np.degrees(shapes.angle[i])), score=float(worth[i]),
        )  # fmt: skip


def _without_fragments(found: list[Detection]) -> list[Detection]:
    """Without what lies beside a hull many times as long: its own cranes, side lobes and doubles."""
    boxes = Boxes.of(found)
    kept = []
    for i, one in enumerate(found):
        longer = np.flatnonzero(boxes.half_length >= MANY * boxes.half_length[i])
        if not boxes.hold(longer, i, longer=1.2, wider=HALO).any():
            kept.append(one)
    return kept


def _outstanding(found: list[Detection]) -> list[Detection]:
    """Scores 0..1; what is far below the best third is left out."""
    if not found:
        return []
    found = sorted(found, key=lambda d: (-d.score, d.y, d.x))
    best = float(np.median([d.score for d in found[: max(1, len(found) // 3)]]))
    return [attrs.evolve(d, score=round(min(1.0, d.score / best), 4)) for d in found if d.score >= SHARE * best]
