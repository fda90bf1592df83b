"""Which airfield an aircraft was going to, or came from: how it flew when last or first heard, against every field near.

The shortest way to a runway (with its turns and a final) is set against the way a descent, or climb, from that height takes.
"""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.aircraft_state import State
from trigpoint.evidence.tracks.approach import NEAREST_KM, SLOW_KN, ways_km
from trigpoint.evidence.tracks.motion import KM_PER_NM, distances_km
from trigpoint.places.airfields import Airfields

Floats = NDArray[np.float64]

GLIDE_FT_KM = 172.0  # three degrees
LEVEL_SHARE = 1.2  # arrivals fly level for a while
CLIMB_FT_KM = 240.0  # usual gradient of a climb
LONGER, SHORTER = 0.30, 0.40  # sd of the logarithm of the shortest way over the usual one, above and below it
CLIMB_SPREAD = 0.30
BANK_G = 9.81 * np.tan(np.radians(25.0))  # m/s^2 of a standard turn
LEAST_TURN_KM = 0.5
GROUND_KM = 1.5  # a field's aprons lie this far from its point
GUESSED = ((160.0, 2000.0, 0.7), (250.0, 6000.0, 0.7), (np.inf, 15_000.0, 0.8))  # height by speed where none is told
NO_SPEED = (8000.0, 1.0)
LOW_FT = 4000.0  # guessed to be lower than this, it may stand on the field
FAST_KN, FAST_EVER_KN = 230.0, 330.0  # faster than this it is no light aircraft
FAST_NEEDS_FT, FAST_EASE_FT = 4600.0, 500.0  # runway of such an aircraft
UNKNOWN_LENGTH_FT = 3500.0
STRIP_SHARE = 0.02  # of a field's weight that is left where such an aircraft hardly goes
REACH_KM = 450.0


@attrs.frozen(kw_only=True, eq=False)
class Fit:
    """Fields that fit a state, with the density of that state in km^-2 if the flight ends (starts) there."""

    index: NDArray[np.int64]
    km: Floats  # straight
    density: Floats
    weight: Floats  # by sort of field and what suits the aircraft


NOTHING = Fit(index=np.empty(0, np.int64), km=np.empty(0), density=np.empty(0), weight=np.empty(0))


def fitted(fields: Airfields, state: State, *, is_arrival: bool) -> Fit:
    """How well each field near fits the state."""
    height, spread, may_stand = _height(state)
    index = fields.near(state.lat, state.lon, min(REACH_KM, 60 + height / 60))
    suits = _suits(fields, index, state)
    kept = suits * fields.weight[index] > STRIP_SHARE / 2
    index, suits = index[kept], suits[kept]
    if not len(index):
        return NOTHING
    km = distances_km(state.lat, state.lon, fields.lat[index], fields.lon[index])
    aloft = _aloft(fields, index, state, height, spread, is_arrival=is_arrival)
    if may_stand > 0:
        standing = np.exp(-0.5 * (km / GROUND_KM) ** 2) / (2 * np.pi * GROUND_KM**2)
        aloft = may_stand * standing + (1 - may_stand) * aloft
    return Fit(index=index, km=np.maximum(km, NEAREST_KM), density=aloft, weight=suits * fields.weight[index])


def _height(state: State) -> tuple[float, float, float]:
    """(feet, sd of its logarithm, share of such states that stand on a field)."""
    if state.is_on_ground:
        return 0.0, 0.3, 0.97
    if np.isfinite(state.altitude_ft):
        return max(state.altitude_ft, 0.0), 0.0, 0.0
    if not np.isfinite(state.speed_kn):
        return (*NO_SPEED, 0.3)
    height, spread = next((h, s) for kn, h, s in GUESSED if state.speed_kn < kn)
    return height, spread, 0.3 if height < LOW_FT else 0.0


def _suits(fields: Airfields, index: NDArray[np.int64], state: State) -> Floats:
    """1, or less where such an aircraft hardly goes."""
    if not (state.speed_kn >= FAST_KN or state.fastest_kn >= FAST_EVER_KN):
        return np.ones(len(index))
    length = fields.length_ft[index]
    length = np.where(length > 0, length, np.where(fields.weight[index] >= 1, FAST_NEEDS_FT, UNKNOWN_LENGTH_FT))
    found: Floats = STRIP_SHARE + (1 - STRIP_SHARE) / (1 + np.exp((FAST_NEEDS_FT - 300 - length) / FAST_EASE_FT))
    return found


def _aloft(
    fields: Airfields, index: NDArray[np.int64], state: State, height: float, spread: float, *, is_arrival: bool
) -> Floats:
    """Density of the place in km^-2, all the directions of a field's runways alike."""
    speed = state.speed_kn if np.isfinite(state.speed_kn) else 200.0
    radius = max((0.85 * min(max(speed, 80.0), 280.0) * KM_PER_NM / 3.6) ** 2 / BANK_G / 1000, LEAST_TURN_KM)
    flown = state.course_deg if is_arrival else state.course_deg + 180.0
    courses = (flown,) if np.isfinite(flown) else (0.0, 90.0, 180.0, 270.0)
    is_guess = spread > 0  # then it is one above the field
    drop = np.maximum(height - (0.0 if is_guess else fields.elevation_ft[index]), 300.0) * np.ones(len(index))
    usual = _usual_km(state, drop, is_arrival=is_arrival)[:, None]
    found = np.zeros(len(index))
    for course in courses:
        way = ways_km(
            state.lat, state.lon, course, radius, bool(speed < SLOW_KN),
            fields.lat[index], fields.lon[index], fields.headings_deg[index],
        )  # fmt: skip
        log = np.log(way / usual)
        sd = np.where(log > 0, LONGER, SHORTER) if is_arrival else np.full(log.shape, CLIMB_SPREAD)
        sd = np.hypot(sd, spread)
        density = np.exp(-0.5 * (log / sd) ** 2) / (way * sd * np.sqrt(2 * np.pi)) / (2 * np.pi * way)
        found += np.nanmean(density, axis=1)
    return found / len(courses)


def _usual_km(state: State, drop: Floats, *, is_arrival: bool) -> Floats:
    """The way an arrival (a departure) usually takes for that difference in height: by the gradient and the last rate."""
    way = LEVEL_SHARE * drop / GLIDE_FT_KM if is_arrival else drop / CLIMB_FT_KM
    rate = -state.climb_fpm if is_arrival else state.climb_fpm
    if rate > 300 and state.speed_kn > 60:
        at_rate = drop / rate * 0.9 * state.speed_kn * KM_PER_NM / 60  # slower nearer to the ground
        low, high, power = (0.8, 1.25, 0.25) if is_arrival else (0.6, 1.5, 0.5)
        way = way * np.clip((at_rate / way) ** power, low, high)
    found: Floats = way + 3.0
    return found
