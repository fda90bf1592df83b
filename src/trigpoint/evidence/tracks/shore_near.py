"""How far a vessel is from the shore, compiled: thousands of silences are asked. `places.shore` says the same of one point."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.places.shore import COLUMNS, KM_PER_CELL, PER_DEGREE, ROWS, ShoreMask


def shore_of(shore: ShoreMask, lat: float, lon: float, most_km: float) -> tuple[bool, float]:
    """Whether a point is land, and how many km it is to the nearest cell of the other kind (`most_km` where none is nearer)."""
    found: tuple[bool, float] = _shore_of(shore.bits, lat, lon, most_km)
    return found


@numba.njit(cache=True, nogil=True)
def _shore_of(bits: NDArray[np.uint8], lat: float, lon: float, most_km: float) -> tuple[bool, float]:
    row = min(int((90 - lat) * PER_DEGREE), ROWS - 1)
    column = int(np.floor((lon + 180) * PER_DEGREE))
    here = _is_land(bits, row, column)
    shrink = np.cos(np.radians(lat))
    cells = int(np.ceil(most_km / KM_PER_CELL))
    wide = int(np.ceil(cells / max(shrink, 0.05)))
    best = np.inf
    for step in range(cells + 1):  # from the own row outward, as long as a row can still hold a nearer cell
        if KM_PER_CELL * step >= min(best, most_km):
            break
        for r in (row - step, row + step):
            if r < 0 or r >= ROWS:
                continue
            for across in range(wide + 1):
                km = KM_PER_CELL * np.hypot(step, across * shrink)
                if km >= best:
                    break
                if _is_land(bits, r, column + across) != here or _is_land(bits, r, column - across) != here:
                    best = km
    return here, min(best, most_km)


@numba.njit(cache=True, nogil=True)
def _is_land(bits: NDArray[np.uint8], row: int, column: int) -> bool:
    column %= COLUMNS
    return bool((bits[row, column >> 3] >> (7 - (column & 7))) & 1)
