"""Changed ground as objects: connected regions of the decision with their size, place and statistic."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
from scipy import ndimage as ndi

Layer = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

LEAST_PX = 16  # smaller regions are left out: under 4 x 4 pixels a shape cannot be told from noise
MOST = 10_000  # objects that are listed, largest first


@attrs.frozen(kw_only=True)
class Region:
    """One connected region; x, y are column and row, the corner of the first pixel = 0, 0."""

    x: float  # centroid
    y: float
    box: tuple[int, int, int, int]  # column0, row0, column1, row1, half-open
    area_px: int
    mean: float  # of the statistic
    peak: float


def find_regions(statistic: Layer, changed: Mask, *, least_px: int = LEAST_PX) -> tuple[list[Region], int]:
    """Regions (8-connected) with at least `least_px` pixels, largest first, and how many more there are than listed."""
    labels, count = ndi.label(changed, structure=np.ones((3, 3), int))
    if not count:
        return [], 0
    sizes = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    kept = np.flatnonzero(sizes >= least_px) + 1
    kept = kept[np.argsort(-sizes[kept - 1], kind="stable")]
    listed = kept[:MOST]
    if not listed.size:
        return [], 0
    boxes = ndi.find_objects(labels)
    centres = ndi.center_of_mass(np.ones(labels.shape, np.float32), labels, listed)
    values = np.nan_to_num(statistic)
    means, peaks = ndi.mean(values, labels, listed), ndi.maximum(values, labels, listed)
    regions = []
    for number, (row, col), mean, peak in zip(listed, centres, means, peaks, strict=True):
        rows, cols = boxes[number - 1]
        box = (int(cols.start), int(rows.start), int(cols.stop), int(rows.stop))
        regions.append(Region(
            x=float(col) + 0.5, y=float(row) + 0.5, box=box, area_px=int(sizes[number - 1]), mean=float(mean), peak=float(peak),
        ))  # fmt: skip
    return regions, len(kept) - len(listed)
