"""How far it is by water between the ends of a silence: the straight line, or the way around the land between.

The shortest way over squares of the shore mask, each open where any of its cells is water: a strait narrower than a square stays
open, so the distance errs on the short side and never makes a speed out of nothing. Rivers are land to the mask: where no water
joins the ends within the window searched, the straight line stands.
"""

from __future__ import annotations

import heapq

import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.motion import distances_km
from trigpoint.places.shore import PER_DEGREE, ShoreMask

Floats = NDArray[np.float64]
Point = tuple[float, float]  # latitude, longitude; degrees

KM_PER_DEG = 111.195
LEAST_KM, MOST_KM = 5.0, 1500.0  # ends nearer or further apart are not worked out
SAMPLE_KM = 1.0
HARBOUR_KM = 4.0  # land this near an end is a harbour's
LEAST_LAND = 3  # samples: less land is a spit, or a coast drawn coarsely
MOST_SQUARES = 90  # along the longer side of the window
ROOMS, LEAST_ROOM_KM = (0.6, 2.0), 60.0  # searched beyond the ends, in turn: share of their distance, and at least
SNAP = 3  # an end on land is taken to the nearest open square within so many
# A king's and a knight's steps (rows, columns): a way on any bearing comes out at most 3 % too long
STEPS = np.array([(a, b) for a in range(-2, 3) for b in range(-2, 3) if a * a + b * b in (1, 2, 5)])


def navigable_km(shore: ShoreMask, off: Point, on: Point) -> float:
    """Kilometres by water between two points, never less than the great circle."""
    straight = float(distances_km(*off, *on))
    if not LEAST_KM <= straight <= MOST_KM or abs(on[1] - off[1]) > 180 or not crosses_land(shore, off, on):
        return straight
    for room in ROOMS:
        way = _around(shore, off, on, max(room * straight, LEAST_ROOM_KM) / KM_PER_DEG)
        if np.isfinite(way):
            return max(way, straight)
    return straight


def crosses_land(shore: ShoreMask, off: Point, on: Point) -> bool:
    """The straight line between two points crosses land that is no harbour's."""
    km = float(distances_km(*off, *on))
    share = np.arange(HARBOUR_KM, km - HARBOUR_KM, SAMPLE_KM) / max(km, 1e-9)
    land = shore.is_land(off[0] + share * (on[0] - off[0]), off[1] + share * (on[1] - off[1]))
    return int(land.sum()) >= LEAST_LAND


def _around(shore: ShoreMask, off: Point, on: Point, room: float) -> float:
    """Length of the shortest way over open squares, `room` degrees around the ends; infinite where none joins them."""
    shrink = max(float(np.cos(np.radians((off[0] + on[0]) / 2))), 0.05)
    south, north = max(min(off[0], on[0]) - room, -89.9), min(max(off[0], on[0]) + room, 89.9)
    west, east = min(off[1], on[1]) - room / shrink, max(off[1], on[1]) + room / shrink
    size = max(north - south, (east - west) * shrink, 1.0 / PER_DEGREE) / MOST_SQUARES
    fine = max(1, int(np.ceil(size * PER_DEGREE)))  # cells of the mask along a square's side
    rows, columns = (int(np.ceil(x * PER_DEGREE / fine)) for x in (north - south, (east - west) * shrink))
    lat = north - (np.arange(rows * fine) + 0.5) * (north - south) / (rows * fine)
    lon = west + (np.arange(columns * fine) + 0.5) * (east - west) / (columns * fine)
    water = ~shore.is_land(lat[:, None], lon[None, :])
    is_open: NDArray[np.bool_] = np.asarray(water.reshape(rows, fine, columns, fine).any(axis=(1, 3)))
    high, wide = (north - south) / rows * KM_PER_DEG, (east - west) / columns * KM_PER_DEG * shrink
    ends = [
        _nearest_open(
            is_open, int((north - p[0]) / (north - south) * rows), int((p[1] - west) / (east - west) * columns)
        )
        for p in (off, on)
    ]
    if min(*ends[0], *ends[1]) < 0:
        return float("inf")
    return float(_shortest(is_open, ends[0][0], ends[0][1], ends[1][0], ends[1][1], high, wide, STEPS))


def _nearest_open(is_open: NDArray[np.bool_], row: int, column: int) -> tuple[int, int]:
    """The open square nearest to one; (-1, -1) where none is near."""
    top, left = max(row - SNAP, 0), max(column - SNAP, 0)
    rows, columns = np.nonzero(is_open[top : row + SNAP + 1, left : column + SNAP + 1])
    if not len(rows):
        return -1, -1
    best = int(np.argmin((rows + top - row) ** 2 + (columns + left - column) ** 2))
    return int(rows[best]) + top, int(columns[best]) + left


@numba.njit(cache=True, nogil=True)
def _shortest(
    is_open: NDArray[np.bool_], row: int, column: int, to_row: int, to_column: int, high: float, wide: float,
    steps: NDArray[np.int64],
) -> float:  # fmt: skip
    """A*: km between two squares that are `high` x `wide` km. A knight's step needs the two squares it passes open."""
    rows, columns = is_open.shape
    best = np.full(is_open.shape, np.inf)
    best[row, column] = 0.0
    ahead = [(0.0, row, column)]
    while ahead:
        _, r, c = heapq.heappop(ahead)
        if r == to_row and c == to_column:
            return best[r, c]  # type: ignore[no-any-return]
        for k in range(len(steps)):
            a, b = steps[k, 0], steps[k, 1]
            y, x = r + a, c + b
            if not (0 <= y < rows and 0 <= x < columns) or not is_open[y, x]:
                continue
            if abs(a) + abs(b) == 3:
                half_a, half_b = int(a / 2), int(b / 2)
                if not (is_open[r + half_a, c + half_b] and is_open[y - half_a, x - half_b]):
                    continue
            way = best[r, c] + np.hypot(a * high, b * wide)
            if way < best[y, x] - 1e-9:
                best[y, x] = way
                heapq.heappush(ahead, (way + np.hypot((to_row - y) * high, (to_column - x) * wide), y, x))
    return np.inf
