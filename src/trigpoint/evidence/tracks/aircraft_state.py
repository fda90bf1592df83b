"""How an aircraft was flying at the end of a stretch of fixes: what it broadcast, or what its last fixes show."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.motion import KM_PER_NM, distances_km
from trigpoint.model.positions import FixSource, Positions

LOOK_S = 120.0  # fixes this near to the end speak of it
FAR_LOOK_S = 900.0  # for a height, where none is nearer
LOOK_FIXES = 1000
HIGH_FT, STALL_KN = 18_000.0, 130.0  # nothing flies that high so slowly: the height is wrong
OUTLIER_FT = 3000.0  # a height this far from the ones beside it is an error of decoding
HIGHEST_FT = 60_000.0  # a barometric altitude above this is an error of decoding
GROUND_FT, GROUND_KN = 3000.0, 45.0  # lower and slower than this nothing with wings flies


@attrs.frozen(kw_only=True)
class State:
    """One end of a silence of an aircraft. NaN = neither broadcast nor to be had from the fixes."""

    time: float  # s since 1970
    lat: float
    lon: float
    altitude_ft: float  # barometric
    climb_fpm: float  # negative: descending
    speed_kn: float  # over ground
    course_deg: float
    is_on_ground: bool
    source: FixSource
    nic: int  # -1 = not told
    nac_p: int


def state_at(positions: Positions, index: int, *, is_end: bool) -> State:
    """The state at a fix, from it and the fixes before it (`is_end`) or after it."""
    near = _near(positions, index, LOOK_S, is_end=is_end)
    time = positions.time[near]
    altitude = heights(positions, near)
    climb = column(positions.climb_fpm, near)[np.abs(time - time[0]) <= 40]
    speed, course = column(positions.speed_kn, near), column(positions.course_deg, near)
    moved_kn, moved_deg = _moved(positions, near, is_end=is_end)
    height = _height(altitude)
    if not np.isfinite(height):  # some receivers report heights apart from positions
        height = _height(heights(positions, _near(positions, index, FAR_LOOK_S, is_end=is_end)))
    speed_now = first_known(speed, moved_kn)
    said = positions.on_ground is not None and int(positions.on_ground[index]) == 1
    return State(
        time=float(time[0]),
        lat=float(positions.lat[index]),
        lon=float(positions.lon[index]),
        altitude_ft=height,
        climb_fpm=float(np.nanmedian(climb)) if np.isfinite(climb).any() else _slope_fpm(time, altitude),
        speed_kn=speed_now,
        course_deg=first_known(course, moved_deg),
        is_on_ground=said or (height < GROUND_FT and speed_now < GROUND_KN),
        source=FixSource(int(positions.source[index])) if positions.source is not None else FixSource.UNKNOWN,
        nic=int(positions.nic[index]) if positions.nic is not None else -1,
        nac_p=int(positions.nac_p[index]) if positions.nac_p is not None else -1,
    )


def column(values: NDArray[np.float32] | None, picked: NDArray[np.int64]) -> NDArray[np.float64]:
    """A column at the given fixes as float64; NaN where the feed has no such column."""
    return np.full(len(picked), np.nan) if values is None else values[picked].astype(np.float64)


def first_known(values: NDArray[np.float64], otherwise: float = float("nan")) -> float:
    """The first value that is a number."""
    known = np.flatnonzero(np.isfinite(values))
    return float(values[known[0]]) if len(known) else otherwise


def heights(positions: Positions, picked: NDArray[np.int64]) -> NDArray[np.float64]:
    """Barometric heights at the given fixes, feet; NaN where not told or impossible."""
    found = column(positions.altitude_ft, picked)
    found[(found > HIGHEST_FT) | (found < -2000)] = np.nan
    with np.errstate(invalid="ignore"):
        found[(found > HIGH_FT) & (column(positions.speed_kn, picked) < STALL_KN)] = np.nan
    return found


def _height(altitude: NDArray[np.float64]) -> float:
    """The nearest height, unless it stands apart from those beside it."""
    known = altitude[np.isfinite(altitude)][:7]
    if not len(known):
        return float("nan")
    middle = float(np.median(known))
    return float(known[0]) if abs(known[0] - middle) <= OUTLIER_FT else middle


def _near(positions: Positions, index: int, look_s: float, *, is_end: bool) -> NDArray[np.int64]:
    """Indices of the mover's fixes near in time, the one at `index` first."""
    k = positions.mover[index]
    low, high = positions.starts[k], positions.starts[k + 1]
    back, on = np.arange(index, max(low, index - LOOK_FIXES) - 1, -1), np.arange(index, min(high, index + LOOK_FIXES))
    run = back if is_end else on
    found: NDArray[np.int64] = run[np.abs(positions.time[run] - positions.time[index]) <= look_s]
    return found


def _moved(positions: Positions, near: NDArray[np.int64], *, is_end: bool) -> tuple[float, float]:
    """Speed (kn) and course (deg) from the way covered over the looked-at fixes."""
    a, b = (near[-1], near[0]) if is_end else (near[0], near[-1])
    seconds = positions.time[b] - positions.time[a]
    if seconds < 5:
        return float("nan"), float("nan")
    km = float(distances_km(positions.lat[a], positions.lon[a], positions.lat[b], positions.lon[b]))
    course = bearing_deg(positions.lat[a], positions.lon[a], positions.lat[b], positions.lon[b])
    return km / KM_PER_NM / seconds * 3600, float(course)


def _slope_fpm(time: NDArray[np.float64], altitude: NDArray[np.float64]) -> float:
    known = np.isfinite(altitude)
    if known.sum() < 3 or np.ptp(time[known]) < 15:
        return float("nan")
    t, h = time[known] - time[known].mean(), altitude[known]
    return float((t @ (h - h.mean())) / (t @ t) * 60)


def bearing_deg(
    lat0: float | NDArray[np.float64],
    lon0: float | NDArray[np.float64],
    lat1: float | NDArray[np.float64],
    lon1: float | NDArray[np.float64],
) -> NDArray[np.float64]:
    """Initial great-circle bearing from the first point to the second, [0, 360) degrees."""
    a, b, d = np.radians(lat0), np.radians(lat1), np.radians(np.asarray(lon1) - np.asarray(lon0))
    y, x = np.sin(d) * np.cos(b), np.cos(a) * np.sin(b) - np.sin(a) * np.cos(b) * np.cos(d)
    found: NDArray[np.float64] = np.degrees(np.arctan2(y, x)) % 360
    return found


def ahead(
    lat: float, lon: float, course_deg: float, km: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points `km` ahead on a course (plane approximation, good to 500 km away from the poles); negative = behind."""
    c = np.radians(course_deg)
    lats = lat + km * np.cos(c) / 111.195
    lons = lon + km * np.sin(c) / (111.195 * max(np.cos(np.radians(lat)), 0.05))
    return lats, (lons + 180) % 360 - 180
