"""Where a mover was at a given moment, with how far it may have been from there.

Between two fixes: on the line between them, bent to the courses at both ends where they lie close in time. Beyond the last
fix: straight on. The doubt grows with the time to the nearer fix and the speed by a factor learned from this very feed: fixes
are held back, foretold from the rest, and the misses measured. Its shape is Student's t in the plane: most hold their course,
some turn.
"""

from __future__ import annotations

import attrs
import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.motion import KM_PER_NM, distances_km
from trigpoint.model.positions import Positions

Floats = NDArray[np.float64]
KM_PER_DEG = 111.195

STEPS_S = np.array(
    [60.0, 180.0, 600.0, 1800.0, 5400.0, 14400.0, 43200.0]
)  # time to the nearer fix, last fix, or next one
BRIDGED = np.array(
    [0.10, 0.10, 0.12, 0.16, 0.22, 0.30, 0.40]
)  # usual miss over the way sailed in that time, before learning
BEYOND = np.array([0.15, 0.18, 0.25, 0.40, 0.60, 0.80, 0.90])
PRIOR_TRIALS = 30.0
TRIALS_PER_STEP = 400
TAIL = 4.0  # degrees of freedom
MEDIAN_R = 1.2872  # of the distance, in units of the scale, for that tail
ASTRAY, ASTRAY_KMH = 0.1, 6.0  # share that does what is not foreseen, and how fast it gets away
AT_REST_KMH, ASTRAY_AT_REST, REST_DRIFT_KMH = 0.3, 0.02, 0.05  # heard at one place before and after: it lay there
FIX_KM = 0.05  # of a fix and of a picture's geolocation
DRIFT_KMH = 1.0  # a mover that lies still may set off
BENT_S = 1800.0  # farther apart in time, courses at the ends tell little of the way between
OWN_COURSE_S = 900.0  # a course from two fixes that lie further apart is none
LONGEST_BRIDGE_S, LONGEST_BEYOND_S = 86_400.0, 21_600.0


@attrs.frozen(kw_only=True, eq=False)
class Motion:
    """Velocity at each fix, km/h; NaN where neither the mover nor two fixes tell."""

    east: Floats
    north: Floats


@attrs.frozen(kw_only=True, eq=False)
class Drift:
    """How far a mover is missed, over the way sailed since the nearer fix, by STEPS_S."""

    bridged: Floats
    beyond: Floats
    trials: int  # fixes held back to learn it


@attrs.frozen(kw_only=True, eq=False)
class Expected:
    """Movers at one moment, one entry each."""

    mover: NDArray[np.int64]
    lat: Floats
    lon: Floats
    scale_km: Floats  # of the t distribution of those that go on as foreseen
    astray_km: Floats  # of those that do not
    astray: Floats  # their share
    east_kmh: Floats
    north_kmh: Floats
    since_s: Floats  # to the nearer fix
    is_bridged: NDArray[np.bool_]


def motion_of(positions: Positions) -> Motion:
    """From speed and course where broadcast, else from the neighbouring fixes."""
    lat, lon, time = positions.lat, positions.lon, positions.time
    n = len(time)
    shrink = np.cos(np.radians(lat))
    east, north = np.full(n, np.nan), np.full(n, np.nan)
    if n > 1:
        hours = np.diff(time) / 3600
        usable = (np.diff(positions.mover) == 0) & (hours > 0) & (hours <= OWN_COURSE_S / 3600)
        with np.errstate(divide="ignore", invalid="ignore"):
            ve = np.where(usable, _apart(lon[1:] - lon[:-1]) * KM_PER_DEG * shrink[1:] / hours, np.nan)
            vn = np.where(usable, (lat[1:] - lat[:-1]) * KM_PER_DEG / hours, np.nan)
        east[:-1], north[:-1] = ve, vn
        east[1:], north[1:] = np.where(usable, ve, east[1:]), np.where(usable, vn, north[1:])
    if positions.speed_kn is not None and positions.course_deg is not None:
        speed, course = positions.speed_kn * KM_PER_NM, np.radians(positions.course_deg.astype(np.float64))
        known = np.isfinite(speed) & (np.isfinite(course) | (speed < 0.5))
        course = np.where(np.isfinite(course), course, 0.0)
        east, north = np.where(known, speed * np.sin(course), east), np.where(known, speed * np.cos(course), north)
    return Motion(east=east, north=north)


def learned_drift(positions: Positions, motion: Motion) -> Drift:
    """Hold fixes back, foretell them, and take the middle miss of each step, drawn towards the usual one."""
    n = len(positions)
    tables, held = [], 0
    for usual, is_bridged in ((BRIDGED, True), (BEYOND, False)):
        found = usual.copy()
        for k, step in enumerate(STEPS_S):
            at = np.unique(np.linspace(0, n - 1, min(n, TRIALS_PER_STEP)).astype(np.int64))
            after = step if is_bridged else np.inf
            lat, lon, _, since, ve, vn = _expect(
                positions.time, positions.lat, positions.lon, positions.starts, motion.east, motion.north,
                positions.mover[at].astype(np.int64), positions.time[at], step, after,
            ).T  # fmt: skip
            speed = np.maximum(np.hypot(ve, vn), DRIFT_KMH)
            known = np.isfinite(lat) & (since <= 2 * step) & (np.hypot(ve, vn) > DRIFT_KMH)
            if not known.any():
                continue
            missed = distances_km(lat[known], lon[known], positions.lat[at[known]], positions.lon[at[known]])
            share = float(np.median(missed / (speed[known] * since[known] / 3600))) / MEDIAN_R
            trials = float(known.sum())
            found[k] = (trials * share + PRIOR_TRIALS * usual[k]) / (trials + PRIOR_TRIALS)
            held += int(trials)
        tables.append(found)
    return Drift(bridged=tables[0], beyond=tables[1], trials=held)


def expected_at(positions: Positions, motion: Motion, drift: Drift, time: float) -> Expected:
    """Every mover that was heard not too long before or after a moment (seconds UTC)."""
    movers = np.arange(len(positions.names), dtype=np.int64)
    lat, lon, bridged, since, ve, vn = _expect(
        positions.time, positions.lat, positions.lon, positions.starts, motion.east, motion.north, movers,
        np.full(len(movers), time), 0.0, 0.0,
    ).T  # fmt: skip
    is_bridged = bridged == 1
    kept = np.isfinite(lat) & (since <= np.where(is_bridged, LONGEST_BRIDGE_S, LONGEST_BEYOND_S))
    lat, lon, ve, vn, since, is_bridged = (a[kept] for a in (lat, lon, ve, vn, since, is_bridged))
    grade = np.log(np.clip(since, STEPS_S[0], STEPS_S[-1]))
    share = np.where(
        is_bridged, np.interp(grade, np.log(STEPS_S), drift.bridged), np.interp(grade, np.log(STEPS_S), drift.beyond)
    )
    speed = np.hypot(ve, vn)
    at_rest = is_bridged & (speed < AT_REST_KMH)
    sailed = np.maximum(speed, np.where(at_rest, REST_DRIFT_KMH, DRIFT_KMH)) * since / 3600
    scale = np.hypot(FIX_KM, share * sailed)
    return Expected(
        mover=movers[kept], lat=lat, lon=lon, scale_km=scale, astray_km=np.hypot(3 * scale, ASTRAY_KMH * since / 3600),
        astray=np.where(at_rest, ASTRAY_AT_REST, ASTRAY), east_kmh=ve, north_kmh=vn, since_s=since, is_bridged=is_bridged,
    )  # fmt: skip


def log_density(apart_km: Floats, scale_km: Floats, astray_km: Floats, astray: Floats) -> Floats:
    """Log density per square kilometre of the place, that far from where it was expected."""
    found: Floats = np.logaddexp(
        np.log1p(-astray) + _log_t(apart_km, scale_km), np.log(astray) + _log_t(apart_km, astray_km)
    )
    return found


def _log_t(apart_km: Floats, scale_km: Floats) -> Floats:
    found: Floats = -np.log(2 * np.pi * scale_km**2) - (TAIL / 2 + 1) * np.log1p((apart_km / scale_km) ** 2 / TAIL)
    return found


def _apart(degrees: Floats) -> Floats:
    """A difference of longitudes, the short way round."""
    found: Floats = (degrees + 180) % 360 - 180
    return found


@numba.njit(cache=True, nogil=True)
def _expect(
    time: Floats, lat: Floats, lon: Floats, starts: NDArray[np.int64], ve: Floats, vn: Floats,
    mover: NDArray[np.int64], at: Floats, blank_before: float, blank_after: float,
) -> Floats:  # fmt: skip
    """Per query: lat, lon, bridged 1 or 0, seconds to the nearer fix, velocity. Fixes within the blanks are not looked at."""
    found = np.full((len(at), 6), np.nan)
    for q in range(len(at)):
        first, past = starts[mover[q]], starts[mover[q] + 1]
        i = first + np.searchsorted(time[first:past], at[q] - blank_before, "right") - 1
        j = first + np.searchsorted(time[first:past], at[q] + blank_after, "right")
        has_before, has_after = i >= first, j < past
        if has_before and has_after:
            _bridge(found[q], time, lat, lon, ve, vn, i, j, at[q])
        elif has_before or has_after:
            k = i if has_before else j
            hours = (at[q] - time[k]) / 3600
            e = ve[k] if np.isfinite(ve[k]) else 0.0
            n = vn[k] if np.isfinite(vn[k]) else 0.0
            found[q, 0] = lat[k] + n * hours / KM_PER_DEG
            found[q, 1] = lon[k] + e * hours / KM_PER_DEG / max(np.cos(np.radians(lat[k])), 0.05)
            found[q, 2], found[q, 3], found[q, 4], found[q, 5] = 0.0, abs(hours) * 3600, e, n
    return found


@numba.njit(cache=True, nogil=True)
def _bridge(
    row: Floats, time: Floats, lat: Floats, lon: Floats, ve: Floats, vn: Floats, i: int, j: int, at: float
) -> None:
    hours = max((time[j] - time[i]) / 3600, 1e-9)
    s = (at - time[i]) / 3600 / hours
    shrink = max(np.cos(np.radians(lat[i])), 0.05)
    de, dn = ((lon[j] - lon[i] + 180) % 360 - 180) * KM_PER_DEG * shrink, (lat[j] - lat[i]) * KM_PER_DEG
    e, n = s * de, s * dn
    if hours * 3600 <= BENT_S and np.isfinite(ve[i]) and np.isfinite(ve[j]):
        a, b = s * (1 - s) ** 2 * hours, -(s**2) * (1 - s) * hours
        ease = s * s * (3 - 2 * s)
        e, n = ease * de + a * ve[i] + b * ve[j], ease * dn + a * vn[i] + b * vn[j]
    row[0], row[1] = lat[i] + n / KM_PER_DEG, lon[i] + e / KM_PER_DEG / shrink
    row[2], row[3] = 1.0, min(at - time[i], time[j] - at)
    row[4], row[5] = de / hours, dn / hours
