"""How much of each pixel each structure covers: exact areas from outlines, for thousands of structures at once.

Every edge is cut at pixel rows and columns. A piece inside one pixel adds the area to its right within that pixel, and its
height to every pixel further right; a running sum along the row turns both into the covered share (the accumulation buffer of
font rasterisers). Sums of a closed ring vanish at the end of each row, so one running sum serves all structures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.model.scene import Footprint

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

LEAST = 1e-6  # a smaller share is rounding
FLAT = 1e-12  # rows; of a flatter edge there is nothing to cut, and its slope may be no number
CELLS_AT_ONCE = 20_000_000  # of the running sum: bounds the memory


@attrs.frozen(kw_only=True, eq=False)
class Coverage:
    """Pixels under each structure. Structure k owns `[starts[k], starts[k + 1])` of the two arrays beside."""

    starts: Indices  # (structures + 1,)
    pixels: Indices  # row * width + column, ascending within a structure
    share: NDArray[np.float32]  # (0, 1], of the pixel's area
    height: int
    width: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def owner(self) -> Indices:
        """The structure of each entry."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.starts))

    @property
    def area_px(self) -> Floats:
        """(structures,) area inside the picture, pixels."""
        return np.bincount(self.owner, weights=self.share, minlength=len(self)).astype(float)

    def total(self) -> NDArray[np.float32]:
        """(height, width) share of each pixel under any structure, at most 1."""
        flat = np.bincount(self.pixels, weights=self.share, minlength=self.height * self.width)
        return np.minimum(flat, 1.0).astype(np.float32).reshape(self.height, self.width)


def cover(footprints: Sequence[Footprint], *, height: int, width: int) -> Coverage:
    """Exact covered share of every pixel of a `height` x `width` grid; parts outside the grid are left out."""
    edges, owner = _edges(footprints)
    boxes = _boxes(edges, owner, len(footprints), height, width)
    parts, first = [], 0
    for last in _batches(boxes, len(footprints)):
        mine = (owner >= first) & (owner < last)
        parts.append(_cover_some(edges[mine], owner[mine] - first, boxes[first:last], width))
        first = last
    counts = np.concatenate([counted for counted, _, _ in parts]) if parts else np.zeros(0, np.int64)
    return Coverage(
        starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        pixels=np.concatenate([pixels for _, pixels, _ in parts]) if parts else np.zeros(0, np.int64),
        share=np.concatenate([share for _, _, share in parts]) if parts else np.zeros(0, np.float32),
        height=height,
        width=width,
    )


def _edges(footprints: Iterable[Footprint]) -> tuple[Floats, Indices]:
    """(edges, 4) x0 y0 x1 y1, outer rings one way round and holes the other, and the structure of each."""
    rings = [
        (number, hole > 0, points)
        for number, footprint in enumerate(footprints)
        if not footprint.unusable
        for polygon in footprint.polygons
        for hole, points in enumerate(polygon)
        if len(points)
    ]
    if not rings:
        return np.zeros((0, 4)), np.zeros(0, np.int64)
    lengths = np.array([len(points) for _, _, points in rings])
    ends = np.cumsum(lengths)
    here = np.array(list(chain.from_iterable(points for _, _, points in rings)), float).reshape(-1, 2)
    there = np.roll(here, -1, axis=0)
    there[ends - 1] = here[ends - lengths]
    twice = np.add.reduceat(here[:, 0] * there[:, 1] - there[:, 0] * here[:, 1], ends - lengths)
    is_right = np.repeat((twice < 0) == np.array([hole for _, hole, _ in rings]), lengths)[:, None]
    edges = np.where(is_right, np.hstack([here, there]), np.hstack([there, here]))
    return edges, np.repeat(np.array([number for number, _, _ in rings], np.int64), lengths)


def _boxes(edges: Floats, owner: Indices, count: int, height: int, width: int) -> Indices:
    """(structures, 4) row0, row1, col0, col1, half-open, clipped to the grid; empty where nothing lies inside."""
    low, high = np.full((count, 2), np.inf), np.full((count, 2), -np.inf)
    np.minimum.at(low, owner, edges[:, :2])
    np.maximum.at(high, owner, edges[:, :2])
    top = np.array([width, height], float)
    start = np.floor(np.clip(np.where(np.isfinite(low), low, 0), 0, top)).astype(np.int64)
    stop = np.ceil(np.clip(np.where(np.isfinite(high), high, 0), 0, top)).astype(np.int64)
    return np.stack([start[:, 1], stop[:, 1], start[:, 0], stop[:, 0]], axis=1)


def _batches(boxes: Indices, count: int) -> Iterable[int]:
    """Ends of runs of structures whose boxes together stay within CELLS_AT_ONCE."""
    cells = (boxes[:, 1] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 2] + 2)
    ends, total = [], 0
    for number in range(count):
        if total and total + cells[number] > CELLS_AT_ONCE:
            ends.append(number)
            total = 0
        total += int(cells[number])
    return [*ends, count] if count else []


def _cover_some(
    edges: Floats, owner: Indices, boxes: Indices, width: int
) -> tuple[Indices, Indices, NDArray[np.float32]]:
    """Entries per structure, pixels and shares of one batch."""
    wide = boxes[:, 3] - boxes[:, 2] + 2  # one column left of the box, one right of it
    cells = (boxes[:, 1] - boxes[:, 0]) * wide
    offset = np.concatenate([[0], np.cumsum(cells)])
    piece, fall, middle, row, column = _pieces(edges, owner, boxes)
    mine = owner[piece]
    at = offset[mine] + (row - boxes[mine, 0]) * wide[mine] + (column - boxes[mine, 2] + 1)
    inside = np.bincount(at, weights=fall * (column + 1 - middle), minlength=int(offset[-1]))
    onward = np.bincount(at, weights=fall, minlength=int(offset[-1]))
    share = np.abs(inside + np.cumsum(onward) - onward)
    kept = np.flatnonzero(share > LEAST)
    of = np.searchsorted(offset, kept, side="right") - 1
    rows, columns = np.divmod(kept - offset[of], wide[of])
    inner = (columns > 0) & (columns < wide[of] - 1)
    kept, of, rows, columns = kept[inner], of[inner], rows[inner], columns[inner]
    pixels = (rows + boxes[of, 0]) * width + columns - 1 + boxes[of, 2]
    return np.bincount(of, minlength=len(boxes)), pixels, np.minimum(share[kept], 1).astype(np.float32)


def _pieces(edges: Floats, owner: Indices, boxes: Indices) -> tuple[Indices, Floats, Floats, Indices, Indices]:
    """Edges cut at rows, then at columns: the edge of each piece, its fall in y, its mean x, its row and column."""
    x0, y0, x1, y1 = edges.T
    low, high = np.minimum(y0, y1), np.maximum(y0, y1)
    first = np.maximum(np.floor(low).astype(np.int64), boxes[owner, 0])
    last = np.minimum(np.ceil(high).astype(np.int64), boxes[owner, 1])
    edge, row = _runs(first, np.where(high - low > FLAT, last, first))
    slope = (x1 - x0)[edge] / (y1 - y0)[edge]
    ya, yb = np.maximum(low[edge], row), np.minimum(high[edge], row + 1)
    xa, xb = x0[edge] + (ya - y0[edge]) * slope, x0[edge] + (yb - y0[edge]) * slope
    fall = (yb - ya) * np.sign(y1 - y0)[edge]
    left, right = np.minimum(xa, xb), np.maximum(xa, xb)
    least, most = boxes[owner[edge], 2] - 1, boxes[owner[edge], 3]  # what lies beyond the box is counted at its sides
    start = np.clip(np.floor(left).astype(np.int64), least, most)
    piece, column = _runs(start, np.maximum(np.clip(np.ceil(right).astype(np.int64), least, most + 1), start + 1))
    from_x = np.where(column == least[piece], left[piece], np.maximum(left[piece], column))
    to_x = np.where(column == most[piece], right[piece], np.minimum(right[piece], column + 1))
    span = right[piece] - left[piece]
    part = np.where(span > 0, (to_x - from_x) / np.where(span > 0, span, 1), 1.0)
    return edge[piece], fall[piece] * part, (from_x + to_x) / 2, row[piece], column


def _runs(first: Indices, last: Indices) -> tuple[Indices, Indices]:
    """For each pair the whole numbers of [first, last): which pair, and the number."""
    count = np.maximum(last - first, 0)
    which = np.repeat(np.arange(len(first), dtype=np.int64), count)
    within = np.arange(len(which), dtype=np.int64) - np.repeat(np.cumsum(count) - count, count)
    return which, first[which] + within
