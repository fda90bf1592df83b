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
DIRECT = 0.8  # of the way flown: it turns on the way
PATTERN_KM = 4.0  # of level flight, at the least
SPREAD = 0.45  # standard deviation of the logarithm of distance over the usual one
STRAIGHT = 0.7  # share of approaches that fly towards the field when lost; the others are on a downwind leg or a turn
KAPPA = 2.5
NEAREST_KM = 3.0
SMALL_WEIGHT = 2.0  # lighter fields are strips
FAST_KN = 230.0  # faster than this it is no light aircraft
STRIP_SHARE = 0.1  # of a strip's weight that is left for a fast aircraft
TRAFFIC = 2.0  # weight of one flight seen at a field
REACH_KM = 450.0


@attrs.frozen(kw_only=True, eq=False)
class Fit:
    """Fields that fit a state, with the density of that state in km^-2 if the flight ends (starts) there."""

    index: NDArray[np.int64]
    km: Floats
    density: Floats  # weighted by nothing yet
    weight: Floats


def fitted(fields: Airfields, traffic: Floats, state: State, *, is_arrival: bool) -> Fit:
    """How well each field near fits the state. Nothing fits where the height is not known."""
    height = state.altitude_ft if np.isfinite(state.altitude_ft) else np.nan
    index = fields.near(state.lat, state.lon, min(REACH_KM, 60 + max(height, 0) / 60)) if np.isfinite(height) else None
    if index is None or not len(index):
        return Fit(index=np.empty(0, np.int64), km=np.empty(0), density=np.empty(0), weight=np.empty(0))
    km = np.maximum(distances_km(state.lat, state.lon, fields.lat[index], fields.lon[index]), NEAREST_KM)
    usual = _usual_km(state, fields.elevation_ft[index], is_arrival=is_arrival)
    turn = _turn(state, fields.lat[index], fields.lon[index], is_arrival=is_arrival)
    aim = np.exp(KAPPA * (np.cos(turn) - 1)) / (2 * np.pi * float(np.i0(KAPPA)) * np.exp(-KAPPA))
    if state.is_on_ground:
        aim, usual = np.full(len(km), 1 / (2 * np.pi)), np.full(len(km), NEAREST_KM)
    density = (STRAIGHT * aim * _spread(km, usual) + (1 - STRAIGHT) / (2 * np.pi) * _spread(km, 0.6 * usual)) / km
    weight = fields.weight[index] + TRAFFIC * traffic[index]
    if state.speed_kn >= FAST_KN:
        weight = np.where(weight < SMALL_WEIGHT, STRIP_SHARE * weight, weight)
    return Fit(index=index, km=km, density=density, weight=weight)


def _usual_km(state: State, elevation_ft: Floats, *, is_arrival: bool) -> Floats:
    """Way over ground that the descent to (climb from) each field takes, from the gradient and the last rate."""
    drop = np.maximum(state.altitude_ft - elevation_ft, 300.0)
    usual = drop / (GLIDE_FT_KM if is_arrival else CLIMB_FT_KM)
    rate = -state.climb_fpm if is_arrival else state.climb_fpm
    if rate > 300 and state.speed_kn > 60:
        at_rate = drop / rate * 0.8 * state.speed_kn * KM_PER_NM / 60  # it slows down on the way
        usual = usual * np.clip(np.sqrt(at_rate / usual), 0.8, 1.4)
    return DIRECT * usual + PATTERN_KM


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
    """Flights per field in this feed, each end shared among the fields that fit (expectation-maximisation, 4 rounds)."""
    traffic = np.zeros(len(fields.fields))
    nothing = np.zeros(len(fields.fields))
    fits = [fitted(fields, nothing, state, is_arrival=True) for state in arrivals]
    fits += [fitted(fields, nothing, state, is_arrival=False) for state in departures]
    fits = [fit for fit in fits if len(fit.index)]
    for _ in range(4):
        seen = np.zeros(len(traffic))
        for fit in fits:
            share = fit.density * (fit.weight + TRAFFIC * traffic[fit.index])
            total = share.sum()
            if total > 0:
                seen[fit.index] += share / total
        traffic = seen
    return traffic
