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
MOVED_S = 5.0  # a way covered in less tells no speed
HIGH_FT, STALL_KN = 18_000.0, 130.0  # nothing flies that high so slowly: the height is wrong
JET_KN = 285.0  # who ever goes so fast is a jet; above JET_ABOVE_FT none is slower than JET_LEAST_KN of indicated speed
JET_LEAST_KN, JET_ABOVE_FT, ONLY_JETS_FT = 175.0, 5000.0, 30_000.0
WIND_KN, WIND_FT_KN = 30.0, 500.0  # against a head wind that grows by a knot in so many feet
TWICE_AS_FAST_FT = 41_000.0  # height at which the same pressure on the wings takes twice the speed
SAME_SPEED = 0.15  # a speed that differs by more is not the same phase of flight
OLD_FT = 2500.0  # a height is carried on by its rate this far at most
OUTLIER_FT = 3000.0  # a height this far from the ones beside it is an error of decoding
MOST_FPM = 8000.0  # airliners climb at up to 6,000 ft/min and come down, in distress, at 8,000
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
    fastest_kn: float  # of all its fixes


def state_at(positions: Positions, index: int, *, is_end: bool) -> State:
    """The state at a fix, from it and the fixes before it (`is_end`) or after it."""
    far = _near(positions, index, FAR_LOOK_S, is_end=is_end)
    near = far[np.abs(positions.time[far] - positions.time[index]) <= LOOK_S]
    time = positions.time[near]
    climb = column(positions.climb_fpm, near)[np.abs(time - time[0]) <= 40]
    speed, course = column(positions.speed_kn, near), column(positions.course_deg, near)
    moved_kn, moved_deg = _moved(positions, near if np.ptp(time) >= MOVED_S else far[:2], is_end=is_end)
    fastest = fastest_kn(positions, int(positions.mover[index]))
    speed_now = first_known(speed, moved_kn)
    altitude = heights(positions, far, fastest, otherwise_kn=moved_kn)
    rate = float(np.nanmedian(climb)) if np.isfinite(climb).any() else _slope_fpm(time, altitude[: len(near)])
    if not np.isfinite(altitude[: len(near)]).sum() * 2 > np.isfinite(column(positions.altitude_ft, near)).sum():
        altitude[: len(near)] = np.nan  # among heights that are mostly impossible the others are not to be trusted
    if is_elsewhere(speed_now, column(positions.speed_kn, far), altitude):
        altitude[len(near) :] = np.nan
    height = _height(positions.time[far] - positions.time[index], altitude, rate)
    said = positions.on_ground is not None and int(positions.on_ground[index]) == 1
    return State(
        time=float(time[0]),
        lat=float(positions.lat[index]),
        lon=float(positions.lon[index]),
        altitude_ft=height,
        climb_fpm=rate,
        speed_kn=speed_now,
        course_deg=first_known(course, moved_deg),
        is_on_ground=said or (height < GROUND_FT and speed_now < GROUND_KN),
        source=FixSource(int(positions.source[index])) if positions.source is not None else FixSource.UNKNOWN,
        nic=int(positions.nic[index]) if positions.nic is not None else -1,
        nac_p=int(positions.nac_p[index]) if positions.nac_p is not None else -1,
        fastest_kn=fastest,
    )


def is_elsewhere(speed_kn: float, speeds: NDArray[np.float64], altitude: NDArray[np.float64]) -> bool:
    """Whether the speed has changed since the height was told: then it is another phase of the flight."""
    known = np.flatnonzero(np.isfinite(altitude) & np.isfinite(speeds))
    return bool(len(known) and abs(speeds[known[0]] - speed_kn) > SAME_SPEED * speeds[known[0]])


def fastest_kn(positions: Positions, mover: int) -> float:
    """The speed that a mover exceeds in a hundredth of its fixes; NaN = not told."""
    i, j = positions.starts[mover], positions.starts[mover + 1]
    speed = column(positions.speed_kn, np.arange(i, j, max(1, (j - i) // 500)))
    speed = speed[np.isfinite(speed)]
    return float(np.quantile(speed, 0.99)) if len(speed) else float("nan")


def column(values: NDArray[np.float32] | None, picked: NDArray[np.int64]) -> NDArray[np.float64]:
    """A column at the given fixes as float64; NaN where the feed has no such column."""
    return np.full(len(picked), np.nan) if values is None else values[picked].astype(np.float64)


def first_known(values: NDArray[np.float64], otherwise: float = float("nan")) -> float:
    """The first value that is a number."""
    known = np.flatnonzero(np.isfinite(values))
    return float(values[known[0]]) if len(known) else otherwise


def heights(
    positions: Positions, picked: NDArray[np.int64], fastest_kn: float, *, otherwise_kn: float = float("nan")
) -> NDArray[np.float64]:
    """Barometric heights at the given fixes, feet; NaN where not told or impossible at that speed.

    `otherwise_kn`: the speed where none is told. A height that no longer fits the speed was not renewed by the receiver.
    """
    found = column(positions.altitude_ft, picked)
    speed = column(positions.speed_kn, picked)
    speed = np.where(np.isfinite(speed), speed, otherwise_kn)
    found[(found > HIGHEST_FT) | (found < -2000)] = np.nan
    with np.errstate(invalid="ignore"):
        found[(found > HIGH_FT) & (speed < STALL_KN)] = np.nan
        thinner = np.exp(np.maximum(found, 0.0) / TWICE_AS_FAST_FT * np.log(2.0))
        least = JET_LEAST_KN * thinner - WIND_KN - found / WIND_FT_KN
        found[(found > (JET_ABOVE_FT if fastest_kn >= JET_KN else ONLY_JETS_FT)) & (speed < least)] = np.nan
    return found


def _height(seconds: NDArray[np.float64], altitude: NDArray[np.float64], climb_fpm: float) -> float:
    """The nearest height, carried on to the fix itself; unless it stands apart from those beside it, or is too old."""
    known = np.flatnonzero(np.isfinite(altitude))[:7]
    if not len(known):
        return float("nan")
    middle = float(np.median(altitude[known]))
    first = (
        known[0]
        if abs(altitude[known[0]] - middle) <= OUTLIER_FT
        else known[np.argsort(altitude[known])[len(known) // 2]]
    )
    if _leaps(seconds, altitude, int(first)):
        return float("nan")
    change = -seconds[first] / 60 * climb_fpm if np.isfinite(climb_fpm) else 0.0
    if abs(seconds[first]) > LOOK_S and abs(change) > OLD_FT:
        return float("nan")
    carried = float(altitude[first] + change)
    return carried if abs(change) <= OLD_FT else float(altitude[first])


def _leaps(seconds: NDArray[np.float64], altitude: NDArray[np.float64], at: int) -> bool:
    """Whether no aircraft gets from a height to the next ones farther off, if those stand apart from it."""
    with np.errstate(invalid="ignore"):
        apart = np.flatnonzero(np.abs(altitude - altitude[at]) > OUTLIER_FT)
    apart = apart[apart > at]
    if len(apart) < 3:
        return False
    minutes = max(abs(seconds[apart[0]] - seconds[at]) / 60, 1 / 60)
    return bool(abs(altitude[apart[0]] - altitude[at]) / minutes > MOST_FPM)


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
