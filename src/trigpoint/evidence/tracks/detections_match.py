"""Which of the ships seen in a picture are vessels that broadcast, one to one, and how probably each is none of them.

Every pair of a ship seen and a vessel heard has a likelihood ratio: how well the place fits where the vessel was expected
(moved as a radar moves it) and the lengths agree, against a ship that nobody heard. The best one-to-one assignment names pairs; the
probabilities come from belief propagation over all assignments (Williams and Lau 2014, "Approximate evaluation of marginal
association probabilities"). How often a vessel is seen, and how dense unheard ships lie, is learned from the picture itself.
"""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from trigpoint.evidence.tracks.detections import Detections, Sensor, azimuth_shifts
from trigpoint.evidence.tracks.expected_positions import KM_PER_DEG, Expected, log_density

Floats = NDArray[np.float64]

PAD_KM = 10.0  # around the ships seen, where the picture's outline is not given
REACH_KM = 60.0  # farther from where it was expected no vessel is looked for
SEEN, SEEN_WEIGHT = 0.85, 6.0  # share of vessels that a picture shows, before looking
UNHEARD_WEIGHT = 1.0  # ships nobody heard, before looking
LENGTH_SPREAD = 0.25  # of the logarithm of a measured length over the true one
ANY_LENGTH = 0.75  # of the logarithm of lengths among ships
SHIFT_DOUBT = 0.25  # of the displacement by a radar
ROUNDS, ITERATIONS = 4, 40
LEAST = 1e-9


@attrs.frozen(kw_only=True, eq=False)
class Matching:
    """One entry per detection; `mover` and `expected` are -1 where no vessel is assigned."""

    expected: NDArray[np.int64]  # index into the expected vessels
    pair: Floats  # probability of that very pair
    any_vessel: Floats  # probability that it is one of the vessels heard: of a missed match where none is assigned
    nearest: NDArray[np.int64]  # the likeliest vessel even where not assigned, -1 = none in reach
    apart_km: Floats  # from that vessel's expected place; inf = none
    seen: float  # share of the vessels heard in the picture that it shows
    unheard_per_km2: float


def match(
    detections: Detections, expected: Expected, lengths_m: Floats, sensor: Sensor, box: tuple[float, float, float, float] | None
) -> Matching:  # fmt: skip
    """Match the ships of one picture. `lengths_m`: of each expected vessel, NaN = not known; `box`: west, south, east, north."""
    west, south, east, north = box or padded_box(detections)
    area = max((east - west) * KM_PER_DEG * np.cos(np.radians((south + north) / 2)) * (north - south) * KM_PER_DEG, 1.0)
    inside = (expected.lon >= west) & (expected.lon <= east) & (expected.lat >= south) & (expected.lat <= north)
    fits, apart = _log_fits(detections, expected, sensor)
    fits = fits + _log_lengths(detections.length_m, lengths_m)
    unheard, seen = len(detections) / 2 / area, SEEN
    for _ in range(ROUNDS):
        ratio = np.exp(np.clip(fits, -80, 80)) * seen / ((1 - seen) * unheard)
        pairs, none = _marginals(ratio)
        unheard = float((none.sum() + UNHEARD_WEIGHT) / area)
        found = float(pairs[:, inside].sum())
        seen = min((found + SEEN * SEEN_WEIGHT) / (max(float(inside.sum()), found) + SEEN_WEIGHT), 0.99)
    rows, columns = linear_sum_assignment(-np.maximum(np.log(np.maximum(ratio, LEAST)), 0.0))
    expected_of = np.full(len(detections), -1)
    for d, m in zip(rows, columns, strict=True):
        if ratio[d, m] > 1:
            expected_of[d] = m
    best = np.argmax(ratio, axis=1) if ratio.shape[1] else np.full(len(detections), -1)
    best = np.where(expected_of >= 0, expected_of, best)
    best = np.where((best >= 0) & (_picked(apart, best) < REACH_KM), best, -1)
    return Matching(
        expected=expected_of, pair=np.where(expected_of >= 0, _picked(pairs, expected_of), 0.0), any_vessel=1 - none,
        nearest=best, apart_km=np.where(best >= 0, _picked(apart, best), np.inf), seen=seen, unheard_per_km2=unheard,
    )  # fmt: skip


def padded_box(detections: Detections) -> tuple[float, float, float, float]:
    """Around the ships seen: west, south, east, north."""
    pad = PAD_KM / KM_PER_DEG
    wide = pad / max(float(np.cos(np.radians(detections.lat.mean()))), 0.05)
    return (
        float(detections.lon.min()) - wide,
        float(detections.lat.min()) - pad,
        float(detections.lon.max()) + wide,
        float(detections.lat.max()) + pad,
    )


def _log_fits(detections: Detections, expected: Expected, sensor: Sensor) -> tuple[Floats, Floats]:
    """Log density of each ship's place under each vessel, and how far apart they are (km)."""
    shrink = np.cos(np.radians(detections.lat))[:, None]
    east = ((detections.lon[:, None] - expected.lon + 180) % 360 - 180) * KM_PER_DEG * shrink
    north = (detections.lat[:, None] - expected.lat) * KM_PER_DEG
    shifts = azimuth_shifts(sensor, expected.lat, expected.east_kmh, expected.north_kmh)
    parts, aparts = [], []
    for shift_east, shift_north in shifts:
        aparts.append(np.hypot(east - shift_east, north - shift_north))
        doubt = SHIFT_DOUBT * np.hypot(shift_east, shift_north)
        scale, astray = np.hypot(expected.scale_km, doubt), np.hypot(expected.astray_km, doubt)
        parts.append(log_density(aparts[-1], scale, astray, expected.astray) - np.log(len(shifts)))
    fits = np.logaddexp.reduce(parts, axis=0)
    apart = np.min(aparts, axis=0)
    return np.where(apart <= REACH_KM, fits, -np.inf), apart


def _log_lengths(measured: Floats, true: Floats) -> Floats:
    """Log ratio of a measured length under a vessel of known length over any ship; 0 where either is not known."""
    known = measured[np.isfinite(measured) & (measured > 0)]
    if not len(known):
        return np.zeros((len(measured), len(true)))
    middle = np.log(np.median(known))
    with np.errstate(invalid="ignore", divide="ignore"):
        log_m, log_t = np.log(measured)[:, None], np.log(true)[None, :]
        fits = -0.5 * ((log_m - log_t) / LENGTH_SPREAD) ** 2 - np.log(LENGTH_SPREAD)
        other = -0.5 * ((log_m - middle) / ANY_LENGTH) ** 2 - np.log(ANY_LENGTH)
    found: Floats = np.where(np.isfinite(fits), np.maximum(fits - other, np.log(0.02)), 0.0)  # registers err
    return found


def _marginals(ratio: Floats) -> tuple[Floats, Floats]:
    """Probability of each pair, and of none, per ship."""
    reach = np.flatnonzero((ratio > LEAST).any(axis=0))
    near = ratio[:, reach]
    back = np.ones_like(near)
    forth = near
    for _ in range(ITERATIONS):
        weighed = near * back
        forth = near / (1 + np.maximum(weighed.sum(axis=0, keepdims=True) - weighed, 0.0))
        fresh = 1 / (1 + np.maximum(forth.sum(axis=1, keepdims=True) - forth, 0.0))
        if np.abs(fresh - back).max(initial=0.0) < 1e-6:
            break
        back = fresh
    none = 1 / (1 + forth.sum(axis=1))
    pairs = np.zeros_like(ratio)
    pairs[:, reach] = forth * none[:, None]
    return pairs, none


def _picked(table: Floats, column: NDArray[np.int64]) -> Floats:
    if not table.shape[1]:
        return np.full(len(column), np.inf)
    found: Floats = table[np.arange(len(column)), np.maximum(column, 0)]
    return found
