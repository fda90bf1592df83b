"""Where a feed hears aircraft, and how low: learned from every aircraft of the feed itself.

Two things are known of reception at a place without any map of receivers:

- how low others were heard in that cell, and at which height others were lost descending or found climbing near by;
- a radio horizon: where someone was heard at height h, a receiver stands within 1.23 sqrt(h) nautical miles (h in
  feet), so at a distance D from there nothing above (D / 1.23 + sqrt(h))^2 feet is hidden by the earth's curve. Hills
  hide more: the bound is widened and held loosely.
"""

from __future__ import annotations

import attrs
import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.aircraft_state import HIGHEST_FT
from trigpoint.evidence.tracks.motion import KM_PER_NM, distance_km, distances_km
from trigpoint.model.positions import Positions

Floats = NDArray[np.float64]

CELL_DEG = 0.25
COLUMNS = 100_000
HORIZON_NM = 1.23  # nautical miles a square root of a foot, standard refraction (4/3 earth)
HILLS = 1.4  # the ground is not smooth
KM_PER_DEG = 111.195
FARTHEST_NM = 230.0  # beyond this a horizon says nothing: antennas reach no further
NEAR_KM = 50.0  # others lost within this share a coverage floor
LEAST_ENDS = 3
ABOVE_FT = 1500.0  # heard a little higher up counts as heard here


@attrs.frozen(kw_only=True, eq=False)
class Heard:
    """Who was heard in which cell, and how low: entries sorted by cell, then height."""

    cell: NDArray[np.int64]
    mover: NDArray[np.int32]
    lowest_ft: Floats  # per entry
    horizon_lat: Floats  # cells where two or more were heard
    horizon_lon: Floats
    horizon_ft: Floats  # second lowest mover there
    box: tuple[float, float, float, float]  # south, north, west, east of nearly all fixes


@attrs.frozen(kw_only=True, eq=False)
class Ends:
    """Where aircraft of the feed were lost descending, or found climbing: arrays side by side."""

    fix: NDArray[np.int64]  # index into the positions
    lat: Floats
    lon: Floats
    altitude_ft: Floats


@attrs.frozen(kw_only=True)
class Floor:
    """The lowest height at which aircraft are heard at a place, as far as others show it."""

    height_ft: float  # NaN = nothing is known
    spread: float  # standard deviation of the logarithm
    others: int  # ends of others it stands on; 0: radio horizon alone


def heard_cells(positions: Positions) -> Heard:
    """The table over a feed."""
    altitude = np.full(len(positions), np.nan) if positions.altitude_ft is None else positions.altitude_ft.astype(float)
    good = np.flatnonzero((altitude >= -1000) & (altitude <= HIGHEST_FT))
    cell, mover, height = _cells(positions.lat[good], positions.lon[good]), positions.mover[good], altitude[good]
    order = np.lexsort((height, mover, cell))
    cell, mover, height = cell[order], mover[order], np.maximum(height[order], 0.0)
    first = np.ones(len(cell), bool)
    first[1:] = (cell[1:] != cell[:-1]) | (mover[1:] != mover[:-1])
    cell, mover, height = cell[first], mover[first], height[first]
    order = np.lexsort((height, cell))
    cell, mover, height = cell[order], mover[order], height[order]
    start = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]]) if len(cell) else np.empty(0, np.int64)
    count = np.diff(np.r_[start, len(cell)])
    second = start[count >= 2] + 1
    return Heard(
        cell=cell,
        mover=mover,
        lowest_ft=height,
        horizon_lat=(cell[second] // COLUMNS + 0.5) * CELL_DEG - 90,
        horizon_lon=(cell[second] % COLUMNS + 0.5) * CELL_DEG - 180,
        horizon_ft=height[second],
        box=_box(positions.lat, positions.lon),
    )


def is_covered(heard: Heard, lat: Floats, lon: Floats, altitude_ft: float, *, but: int) -> NDArray[np.bool_]:
    """Whether reception is to be expected: another mover was heard in the cell, not higher, or the radio horizon is lower.

    Never outside the box of all that was heard: extracts of a feed end at a line.
    """
    height, own = np.full(len(lat), altitude_ft), np.full(len(lat), but, np.int32)
    found = _is_heard(heard, _cells(lat, lon), height, own)
    with np.errstate(invalid="ignore"):
        found |= horizon_ft(heard, lat, lon) <= altitude_ft
    south, north, west, east = heard.box
    return found & (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)


def is_inside(
    heard: Heard, lat: Floats, lon: Floats, altitude_ft: Floats, *, but: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Whether each point lies within what the feed covers, not at its edge.

    Others were heard there and on all four sides of it; or the radio horizon lies lower, within the box of all fixes.
    """
    found = np.ones(len(lat), bool)
    for north, east in ((0.0, 0.0), (1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)):
        y = lat + north * CELL_DEG
        x = lon + east * CELL_DEG / np.maximum(np.cos(np.radians(lat)), 0.05)
        found &= _is_heard(heard, _cells(y, x), altitude_ft, but)
    south, north_most, west, east_most = heard.box
    with np.errstate(invalid="ignore"):
        below = horizon_ft(heard, lat, lon) <= altitude_ft
    found |= below & (lat >= south) & (lat <= north_most) & (lon >= west) & (lon <= east_most)
    return found


def _box(lat: Floats, lon: Floats) -> tuple[float, float, float, float]:
    step = max(1, len(lat) // 100_000)
    south, north = np.quantile(lat[::step], (0.001, 0.999))
    west, east = np.quantile(lon[::step], (0.001, 0.999))
    return float(south), float(north), float(west), float(east)


def _is_heard(heard: Heard, cell: NDArray[np.int64], altitude_ft: Floats, but: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether another mover was heard in the cell, not higher."""
    found = np.zeros(len(cell), bool)
    i, j = np.searchsorted(heard.cell, cell), np.searchsorted(heard.cell, cell, side="right")
    for step in (0, 1):  # the lowest, or the second lowest where the lowest is the mover itself
        at = np.minimum(i + step, len(heard.cell) - 1)
        found |= (i + step < j) & (heard.mover[at] != but) & (heard.lowest_ft[at] <= altitude_ft + ABOVE_FT)
    return found


def horizon_ft(heard: Heard, lat: Floats, lon: Floats) -> Floats:
    """Height above which the earth's curve hides nothing at each point; NaN where nobody was heard near enough."""
    return _horizons(lat, lon, heard.horizon_lat, heard.horizon_lon, np.sqrt(heard.horizon_ft))


@numba.njit(cache=True, nogil=True)
def _horizons(lat: Floats, lon: Floats, cell_lat: Floats, cell_lon: Floats, root_ft: Floats) -> Floats:
    bound = np.full(len(lat), np.nan)
    for k in range(len(lat)):
        best = np.inf
        for c in range(len(cell_lat)):
            if abs(cell_lat[c] - lat[k]) * KM_PER_DEG > FARTHEST_NM * KM_PER_NM:
                continue
            nm = distance_km(lat[k], lon[k], cell_lat[c], cell_lon[c]) / KM_PER_NM
            if nm <= FARTHEST_NM:
                best = min(best, nm / HORIZON_NM + root_ft[c])
        if best < np.inf:
            bound[k] = HILLS * best * best
    return bound


def floor_at(heard: Heard, ends: Ends, lat: float, lon: float, *, but: tuple[int, int]) -> Floor:
    """The coverage floor at a place: from where others were lost or found near by, else from the radio horizon.

    `but`: the fixes at the ends of the silence in question, which must not speak for themselves.
    """
    box = np.flatnonzero(np.abs(ends.lat - lat) <= NEAR_KM / 111.0)
    box = box[distances_km(lat, lon, ends.lat[box], ends.lon[box]) <= NEAR_KM]
    box = box[~np.isin(ends.fix[box], but)]
    if len(box) >= LEAST_ENDS:
        heights = np.log(np.maximum(ends.altitude_ft[box], 300.0))
        middle = float(np.median(heights))
        spread = 1.4826 * float(np.median(np.abs(heights - middle)))
        return Floor(height_ft=float(np.exp(middle)), spread=float(np.clip(spread, 0.15, 0.8)), others=len(box))
    bound = float(horizon_ft(heard, np.array([lat]), np.array([lon]))[0])
    return Floor(height_ft=max(bound, 500.0) if np.isfinite(bound) else float("nan"), spread=0.5, others=0)


def _cells(lat: Floats, lon: Floats) -> NDArray[np.int64]:
    found: NDArray[np.int64] = np.floor((lat + 90) / CELL_DEG).astype(np.int64) * COLUMNS + np.floor(
        ((lon + 180) % 360) / CELL_DEG
    ).astype(np.int64)
    return found
