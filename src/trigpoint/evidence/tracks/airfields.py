"""Which airfield an aircraft was going to, or came from: how it flew when last or first heard, against every field near.

A field is weighed by its sort, by the traffic this very feed shows at it, by the distance against the one a descent
(or climb) from that height takes, and by how far it lies off the course.
"""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.aircraft_state import State, bearing_deg
from trigpoint.evidence.tracks.motion import KM_PER_NM, distances_km
from trigpoint.places.airfields import Airfields

Floats = NDArray[np.float64]

GLIDE_FT_KM = 172.0  # three degrees
CLIMB_FT_KM = 230.0  # usual gradient of a climb
LEVEL_SHARE = 1.2  # arrivals fly level for a while
TURNING = 0.25  # of the way is lost to a right-angled turn, half to a reversal
PATTERN_KM = 2.0
SPREAD = 0.35  # standard deviation of the logarithm of distance over the usual one
AIMED, KAPPA = 0.85, 2.0  # share that flies towards the field (away from it), and how closely
NEAREST_KM = 3.0
SMALL_WEIGHT = 2.0  # lighter fields are strips
FAST_KN = 230.0  # faster than this it is no light aircraft
STRIP_SHARE = 0.1  # of a strip's weight that is left for a fast aircraft
TRAFFIC = 2.0  # weight of one flight seen at a field
REACH_KM = 450.0
ROUNDS = 10


@attrs.frozen(kw_only=True, eq=False)
class Fit:
    """Fields that fit a state, with the density of that state in km^-2 if the flight ends (starts) there."""

    index: NDArray[np.int64]
    km: Floats
    density: Floats
    weight: Floats  # by sort of field, traffic seen and what suits the aircraft
    suits: Floats  # 1, or less where such an aircraft hardly goes


def fitted(fields: Airfields, traffic: Floats, state: State, *, is_arrival: bool) -> Fit:
    """How well each field near fits the state. Nothing fits where the height is not known."""
    height = state.altitude_ft if np.isfinite(state.altitude_ft) else np.nan
    index = fields.near(state.lat, state.lon, min(REACH_KM, 60 + max(height, 0) / 60)) if np.isfinite(height) else None
    if index is None or not len(index):
        return Fit(
            index=np.empty(0, np.int64), km=np.empty(0), density=np.empty(0), weight=np.empty(0), suits=np.empty(0)
        )
    km = np.maximum(distances_km(state.lat, state.lon, fields.lat[index], fields.lon[index]), NEAREST_KM)
    turn = _turn(state, fields.lat[index], fields.lon[index], is_arrival=is_arrival)
    usual = _usual_km(state, fields.elevation_ft[index], turn, is_arrival=is_arrival)
    aim = np.exp(KAPPA * (np.cos(turn) - 1)) / (2 * np.pi * float(np.i0(KAPPA)) * np.exp(-KAPPA))
    aim = AIMED * aim + (1 - AIMED) / (2 * np.pi)
    if state.is_on_ground:
        aim, usual = np.full(len(km), 1 / (2 * np.pi)), np.full(len(km), NEAREST_KM)
    is_strip = fields.weight[index] < SMALL_WEIGHT
    suits = np.where(is_strip & (state.speed_kn >= FAST_KN), STRIP_SHARE, 1.0)
    weight = suits * (fields.weight[index] + TRAFFIC * traffic[index])
    return Fit(index=index, km=km, density=aim * _spread(km, usual) / km, weight=weight, suits=suits)


def _usual_km(state: State, elevation_ft: Floats, turn: Floats, *, is_arrival: bool) -> Floats:
    """Distance from which a field is usually approached (at which it is usually left) at that height.

    The way flown follows from the gradient and the last rate; the more of a turn it takes, the less of it is distance.
    """
    drop = np.maximum(state.altitude_ft - elevation_ft, 300.0)
    way = LEVEL_SHARE * drop / GLIDE_FT_KM if is_arrival else drop / CLIMB_FT_KM
    rate = -state.climb_fpm if is_arrival else state.climb_fpm
    if rate > 300 and state.speed_kn > 60:
        at_rate = drop / rate * 0.8 * state.speed_kn * KM_PER_NM / 60  # it slows down on the way
        way = way * np.clip((at_rate / way) ** 0.25, 0.8, 1.25)
    found: Floats = way * (1 - TURNING * (1 - np.cos(turn))) + PATTERN_KM
    return found


def _turn(state: State, lat: Floats, lon: Floats, *, is_arrival: bool) -> Floats:
    """Angle between the course and the way to (from) each field, radians; a right angle where no course is known."""
    if not np.isfinite(state.course_deg):
        return np.full(len(lat), np.pi / 2)
    towards = bearing_deg(state.lat, state.lon, lat, lon) + (0.0 if is_arrival else 180.0)
    return np.radians(towards - state.course_deg)


def _spread(km: Floats, usual: Floats) -> Floats:
    """Lognormal density of a distance about the usual one, km^-1."""
    found: Floats = np.exp(-0.5 * (np.log(km / usual) / SPREAD) ** 2) / (km * SPREAD * np.sqrt(2 * np.pi))
    return found


def learned_traffic(fields: Airfields, arrivals: tuple[State, ...], departures: tuple[State, ...]) -> Floats:
    """Flights per field in this feed, each end shared among the fields that fit (expectation-maximisation)."""
    traffic = np.zeros(len(fields.fields))
    nothing = np.zeros(len(fields.fields))
    fits = [fitted(fields, nothing, state, is_arrival=True) for state in arrivals]
    fits += [fitted(fields, nothing, state, is_arrival=False) for state in departures]
    fits = [fit for fit in fits if len(fit.index)]
    for _ in range(ROUNDS):
        seen = np.zeros(len(traffic))
        for fit in fits:
            share = fit.density * (fit.weight + fit.suits * TRAFFIC * traffic[fit.index])
            total = share.sum()
            if total > 0:
                seen[fit.index] += share / total
        traffic = seen
    return traffic
