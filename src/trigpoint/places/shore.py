"""Land or water, and how far the shore is: right in the Caspian, which the usual land masks call land.

A grid of one arc minute (1.85 km and less) made from Natural Earth 10 m land by scripts/make_shore.py. Rivers and lakes
but the Caspian are land. A harbour narrower than a cell may read as land: ask `near_water` there.
"""

from __future__ import annotations

import lzma
from functools import cache
from importlib import resources

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

PER_DEGREE = 60
ROWS, COLUMNS = 180 * PER_DEGREE, 360 * PER_DEGREE
KM_PER_CELL = 1.853  # along a meridian


@attrs.frozen(kw_only=True, eq=False)
class ShoreMask:
    """Bits of land, packed: (10800, 2700) uint8, rows from 90 N, columns from 180 W; 1 = land."""

    bits: NDArray[np.uint8]

    def is_land(self, lat: ArrayLike, lon: ArrayLike) -> NDArray[np.bool_]:
        """Land at each point; degrees, EPSG:4326, broadcast together. Raises ValueError off the globe."""
        lat, lon = np.asarray(lat, np.float64), np.asarray(lon, np.float64)
        if not (np.all(np.abs(lat) <= 90) and np.all(np.isfinite(lon))):
            raise ValueError("latitude beyond 90 degrees or a longitude that is no number")
        row = np.minimum(((90 - lat) * PER_DEGREE).astype(np.int64), ROWS - 1)
        column = np.floor((lon + 180) * PER_DEGREE).astype(np.int64) % COLUMNS
        return self._at(row, column)

    def _at(self, row: NDArray[np.int64], column: NDArray[np.int64]) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = (self.bits[row, column >> 3] >> (7 - (column & 7)).astype(np.uint8) & 1).astype(bool)
        return found

    def shore_km(self, lat: float, lon: float, *, most_km: float = 100.0) -> float:
        """Distance to the nearest cell of the other kind, in kilometres, to about a cell; `most_km` where none is nearer."""
        cells = int(np.ceil(most_km / KM_PER_CELL))
        row, column = min(int((90 - lat) * PER_DEGREE), ROWS - 1), int((lon + 180) * PER_DEGREE)
        wide = int(np.ceil(cells / max(np.cos(np.radians(lat)), 0.05)))
        rows = np.arange(max(row - cells, 0), min(row + cells + 1, ROWS))
        columns = np.arange(column - wide, column + wide + 1)
        land = self._at(rows[:, None], columns[None, :] % COLUMNS)
        here = bool(self._at(np.array([row]), np.array([column % COLUMNS]))[0])
        at, across = np.nonzero(land != here)
        if not len(at):
            return most_km
        shrink = np.cos(np.radians(lat))
        far = KM_PER_CELL * np.hypot(rows[at] - row, (columns[across] - column) * shrink)
        return float(min(far.min(), most_km))


@cache
def shipped_mask() -> ShoreMask:
    """The mask that ships with the package, unpacked once (29 MB). Everything else takes a mask as a value."""
    packed = resources.files("trigpoint.data").joinpath("shore.bin.xz").read_bytes()
    return ShoreMask(bits=np.frombuffer(lzma.decompress(packed), np.uint8).reshape(ROWS, COLUMNS // 8))


def is_water(lat: float, lon: float) -> bool:
    """Sea (or the Caspian) at a point, by the shipped mask."""
    return not bool(shipped_mask().is_land(lat, lon))


def near_water(lat: float, lon: float, *, within_km: float = 4.0) -> bool:
    """Water at the point or within `within_km` of it: quays and harbours."""
    mask = shipped_mask()
    return not bool(mask.is_land(lat, lon)) or mask.shore_km(lat, lon, most_km=within_km + KM_PER_CELL) <= within_km
