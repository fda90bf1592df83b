"""All connected shapes that a threshold cuts out of a picture, and the best set of them that do not overlap.

The component tree (Salembier et al. 1998) holds every connected set of pixels at or above every grey level. Moments are
summed up the tree, so length, width and fill of every shape cost one pass. A shape with sharp edges keeps its area over many
levels: that range of levels is its contrast (the idea of maximally stable regions, Matas et al. 2002). The tree is grown by
union-find with ranks (Berger et al. 2007), in time that grows with the pixels and not faster. Of nested shapes either
the outer or the inner ones can be objects, never both; the best choice is found exactly, from the leaves up.
"""

from __future__ import annotations

import attrs
import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

STEADY = 1.35  # an outline holds while its area stays within this factor


@attrs.frozen(kw_only=True, eq=False)
class Shapes:
    """Shapes of the tree, one entry each; pixels, columns right, rows down."""

    node: Integers  # index in the tree, for choosing
    pixel: Integers  # flat index of a pixel at the outline's level
    area: Floats
    x: Floats
    y: Floats
    length: Floats  # of the rectangle with these second moments
    width: Floats
    angle: Floats  # radians from the x axis towards y, of the long axis
    fill: Floats  # area / (length * width): about 1 for rectangles and ellipses, less for crosses and rings
    contrast: Floats  # grey levels over which the outline holds
    level: Floats  # grey level of the outline


@attrs.frozen(kw_only=True, eq=False)
class Tree:
    """The nodes of a picture's component tree, sorted so that a parent comes before its children."""

    parent: Integers  # of each node; the root is its own
    shapes: Shapes  # those between the area limits


def grow_tree(plane: NDArray[np.uint8], *, smallest_px: float, largest_px: float) -> Tree:
    """Tree of `(y, x)` grey levels 0..255: shapes brighter than what is around them, by area in pixels."""
    flat = np.ascontiguousarray(plane).ravel()
    order = np.argsort(flat, kind="stable").astype(np.int64)
    pixel_parent = _parents(flat, order, plane.shape[0], plane.shape[1])
    node_of, first_pixel = _canonical(flat, pixel_parent, order)
    sums = _sums(flat, pixel_parent, order, node_of, len(first_pixel), plane.shape[1])
    parent = node_of[pixel_parent[first_pixel]]
    level = flat[first_pixel].astype(np.float64)
    low, high = _steady(parent, level, sums[:, 0], STEADY)
    kept = np.flatnonzero((sums[:, 0] >= smallest_px) & (sums[:, 0] <= largest_px))
    return Tree(parent=parent, shapes=_measured(kept, first_pixel[kept], sums[kept], level[kept], (high - low)[kept]))


def best_apart(tree: Tree, worth: NDArray[np.float64]) -> Integers:
    """Indices into `tree.shapes` of the set of greatest total worth in which no shape holds another; worth <= 0 never counts."""
    gain = np.zeros(len(tree.parent))
    gain[tree.shapes.node] = worth
    taken = _choose(tree.parent, gain)
    return np.flatnonzero(taken[tree.shapes.node])


def _measured(
    node: Integers,
    pixel: Integers,
    sums: NDArray[np.float64],
    level: NDArray[np.float64],
    contrast: NDArray[np.float64],
) -> Shapes:
    """Ellipse-free geometry: the rectangle whose second moments the shape has."""
    area = sums[:, 0]
    x, y = sums[:, 1] / area, sums[:, 2] / area
    # 1/12: a pixel is a square, not a point.
    xx, yy = sums[:, 3] / area - x * x + 1 / 12, sums[:, 4] / area - y * y + 1 / 12
    xy = sums[:, 5] / area - x * y
    middle, swing = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
    length, width = np.sqrt(12 * (middle + swing)), np.sqrt(12 * np.maximum(middle - swing, 1 / 12))
    columns = (area, x, y, length, width, 0.5 * np.arctan2(2 * xy, xx - yy), area / (length * width), contrast, level)
    names = ("area", "x", "y", "length", "width", "angle", "fill", "contrast", "level")
    return Shapes(node=node, pixel=pixel, **{n: c.astype(np.float32) for n, c in zip(names, columns, strict=True)})


@numba.njit(cache=True)
def _find(root, p):  # type: ignore[no-untyped-def]
    """Representative of a pixel's set, with the path to it halved."""
    while root[p] != p:
        root[p] = root[root[p]]
        p = root[p]
    return p


@numba.njit(cache=True)
def _parents(flat, order, height, width):  # type: ignore[no-untyped-def]
    """Parent pixel of every pixel; `order` ascends, so a parent stands before its children. Four neighbours."""
    parent = np.empty(len(flat), np.int64)
    root = np.full(len(flat), -1, np.int64)
    lowest = np.empty(len(flat), np.int64)
    rank = np.zeros(len(flat), np.uint8)
    for i in range(len(order) - 1, -1, -1):
        p = order[i]
        parent[p] = root[p] = lowest[p] = own = p
        x, y = p % width, p // width
        for k in range(4):
            if (
                (k == 0 and x == 0)
                or (k == 1 and x == width - 1)
                or (k == 2 and y == 0)
                or (k == 3 and y == height - 1)
            ):
                continue
            n = p - 1 if k == 0 else p + 1 if k == 1 else p - width if k == 2 else p + width
            if root[n] < 0:
                continue
            other = _find(root, n)
            if other == own:
                continue
            parent[lowest[other]] = p
            if rank[own] < rank[other]:
                own, other = other, own
            root[other] = own
            lowest[own] = p
            if rank[own] == rank[other]:
                rank[own] += 1
    for i in range(len(order)):
        p = order[i]
        q = parent[p]
        if flat[parent[q]] == flat[q]:
            parent[p] = parent[q]
    return parent


@numba.njit(cache=True)
def _canonical(flat, parent, order):  # type: ignore[no-untyped-def]
    """The node of every pixel, and the pixel that stands for each node."""
    node_of = np.empty(len(flat), np.int64)
    first = np.empty(len(flat), np.int64)
    count = 0
    for i in range(len(order)):
        p = order[i]
        if i == 0 or flat[parent[p]] != flat[p]:
            node_of[p] = count
            first[count] = p
            count += 1
        else:
            node_of[p] = node_of[parent[p]]
    return node_of, first[:count].copy()


@numba.njit(cache=True)
def _sums(flat, parent, order, node_of, count, width):  # type: ignore[no-untyped-def]
    """Area, sums of x, y, xx, yy, xy of every node with all it holds."""
    sums = np.zeros((count, 6))
    for p in range(len(flat)):
        x, y = p % width, p // width
        row = sums[node_of[p]]
        row[0] += 1.0
        row[1] += x
        row[2] += y
        row[3] += x * x
        row[4] += y * y
        row[5] += x * y
    for i in range(len(order) - 1, 0, -1):
        p = order[i]
        above = node_of[parent[p]]
        if above != node_of[p]:
            for k in range(6):
                sums[above, k] += sums[node_of[p], k]
    return sums


@numba.njit(cache=True)
def _steady(parent, level, area, factor):  # type: ignore[no-untyped-def]
    """Levels between which a node's outline stays within `factor` of its area: down the main branch and up."""
    count = len(parent)
    heir = np.full(count, -1, np.int64)
    for i in range(1, count):
        p = parent[i]
        if heir[p] < 0 or area[i] > area[heir[p]]:
            heir[p] = i
    low = np.empty(count)
    high = np.empty(count)
    for i in range(count):
        p = i
        while parent[p] != p and area[parent[p]] <= factor * area[i]:
            p = parent[p]
        low[i] = level[parent[p]]
        c = i
        while heir[c] >= 0 and area[heir[c]] * factor >= area[i]:
            c = heir[c]
        high[i] = level[c]
    return low, high


@numba.njit(cache=True)
def _choose(parent, gain):  # type: ignore[no-untyped-def]
    """Whether each node belongs to the best set."""
    count = len(parent)
    below = np.zeros(count)
    alone = np.zeros(count, np.bool_)
    for i in range(count - 1, -1, -1):
        best = below[i]
        if gain[i] > 0 and gain[i] >= below[i]:
            alone[i] = True
            best = gain[i]
        if i:
            below[parent[i]] += best
    covered = np.zeros(count, np.bool_)
    taken = np.zeros(count, np.bool_)
    for i in range(count):
        over = covered[parent[i]] if i else False
        taken[i] = alone[i] and not over
        covered[i] = over or taken[i]
    return taken
