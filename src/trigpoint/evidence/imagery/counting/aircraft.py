"""What tells an aircraft from any other compact shape: it mirrors about its fuselage, and its outline is far from convex."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import ConvexHull, QhullError

from trigpoint.evidence.imagery.counting.form import within
from trigpoint.evidence.imagery.counting.tree import Shapes

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

MOST = 1500  # shapes of a tile that are looked at closely, the most worthy ones
LEAST_WORTH = 0.5
ANGLES = 48  # mirror axes tried over half a turn: a thin wing misses its image at twice the error of the axis
POINTS = 400  # of a shape, enough to judge a mirror
MIRRORED = 0.86  # share of a shape's pixels whose mirror image belongs to it; blobs and trees stay near two thirds
SOLID = (0.35, 0.78)  # area over that of the convex hull: swept wings to deltas


def cross_likeness(plane: NDArray[np.uint8], shapes: Shapes, worth: Floats) -> Floats:
    """0..1 for each shape of `plane`'s tree; 0 for those too little worth to be looked at."""
    likeness = np.zeros(len(worth))
    order = np.argsort(-worth, kind="stable")[:MOST]
    for i in order[worth[order] > LEAST_WORTH]:
        mask = outline(plane, shapes, int(i))
        solid, mirrored = solidity(mask), mirror_share(mask)
        likeness[i] = within(np.array(mirrored), MIRRORED, 1.0, soft=0.05) * within(np.array(solid), *SOLID, soft=0.05)
    return likeness


def outline(plane: NDArray[np.uint8], shapes: Shapes, i: int) -> Mask:
    """Pixels of shape `i` in a window around it."""
    row, col = divmod(int(shapes.pixel[i]), plane.shape[1])
    reach = int(shapes.length[i]) + 4
    top, left = max(0, row - reach), max(0, col - reach)
    part = plane[top : row + reach + 1, left : col + reach + 1] >= plane[row, col]
    labels, _ = ndimage.label(part)
    return np.asarray(labels == labels[row - top, col - left])


def mirror_share(mask: Mask) -> float:
    """The greatest share of pixels that a mirror through the centre maps onto the shape."""
    rows, cols = np.nonzero(mask)
    points = np.column_stack([cols, rows]).astype(np.float64)
    centre = points.mean(axis=0)
    points = points[:: max(1, len(points) // POINTS)] - centre
    best = 0.0
    for angle in np.arange(ANGLES) * np.pi / ANGLES:
        axis = np.array([np.cos(angle), np.sin(angle)])
        image = np.rint(2 * np.outer(points @ axis, axis) - points + centre).astype(int)
        inside = (image >= 0).all(axis=1) & (image[:, 0] < mask.shape[1]) & (image[:, 1] < mask.shape[0])
        best = max(best, float(mask[image[inside, 1], image[inside, 0]].sum() / len(points)))
    return best


def solidity(mask: Mask) -> float:
    """Area over the convex hull's; 1 where there is no hull."""
    rows, cols = np.nonzero(mask)
    try:
        hull = ConvexHull(np.column_stack([cols, rows]))
    except QhullError:
        return 1.0
    # In two dimensions `volume` is the area and `area` the perimeter; pixels are squares about their centres.
    return float(len(rows) / (hull.volume + hull.area / 2 + 1))
