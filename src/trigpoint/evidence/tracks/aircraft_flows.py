"""Whither the arrivals of a feed went and whence its departures came: fields learned together, from one another.

Two flights lost at the same spot on the same course went to the same field, more likely than not; one that is found climbing
out of a field a while after it was lost had landed there. So the shares of all ends are worked out together
(expectation-maximisation): an end is weighed by the sort of field, by the traffic the feed shows there, by how it flew
(`airfields`), and by the ends of others like it.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from trigpoint.evidence.tracks.aircraft_state import State
from trigpoint.evidence.tracks.airfields import Fit, fitted
from trigpoint.places.airfields import Airfields

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

LIKE_KM, LIKE_KAPPA, LIKE_HEIGHT = 5.0, 8.0, 0.35  # how near ends of one flow lie: place, course, logarithm of height
NEIGHBOUR_KM = 15.0
LOWEST_FT = 300.0
LANDING_FT = 1500.0  # heard lower than this over a field, the landing was as good as heard
KAPPA = 3.0  # flights that how it flew counts for, beside the flights seen
TRAFFIC = 2.0  # weight of one flight seen at a field
ROUNDS = 12
KM_PER_DEG = 111.195


@attrs.frozen(kw_only=True, eq=False)
class AirEnds:
    """Ends of flights side by side: where aircraft of a feed were lost, or found."""

    fix: Whole  # index into the positions
    states: tuple[State, ...]
    is_arrival: NDArray[np.bool_]
    partner: Whole  # the departure that follows an arrival with time to land between, and back; -1 = none
    teaches: Floats  # 1 = surely on its way down or up, 0 = may be anything


@attrs.frozen(kw_only=True, eq=False)
class Flows:
    """What was learned. Arrays over pairs of an end and a field; `starts` tells where each end's begin."""

    starts: Whole
    field: Whole
    density: Floats  # km^-2 of the end's place, if the flight went there (came from there)
    weight: Floats  # of the field beside others, for that end

    def of(self, end: int) -> tuple[Whole, Floats, Floats]:
        """(fields, densities, weights) of an end."""
        i, j = self.starts[end], self.starts[end + 1]
        return self.field[i:j], self.density[i:j], self.weight[i:j]


def learned_flows(fields: Airfields, ends: AirEnds) -> Flows:
    """The shares of all ends worked out together."""
    fits = [fitted(fields, s, is_arrival=bool(a)) for s, a in zip(ends.states, ends.is_arrival, strict=True)]
    starts = np.r_[0, np.cumsum([len(fit.index) for fit in fits])].astype(np.int64)
    end, field, physics, sort = _flat(fits)
    alike = _alike(ends)
    partner = _partner_pairs(starts, field, ends.partner)
    taught = ends.teaches[end]
    is_low = _heights_over(ends, fields, end, field) < LANDING_FT
    step = _height_step(ends)
    density, weight = physics, sort
    shape = (len(fits), len(fields.fields))
    for _ in range(ROUNDS):
        share = _shares(end, density, weight, partner, len(fits))
        counted = taught * share
        seen = np.bincount(field, counted, len(fields.fields))
        near = alike @ csr_array((counted, (end, field)), shape=shape)
        others = _as_high(step[end], ends.is_arrival[end], field, counted, len(fields.fields)) - counted * (
            step[end] >= 0
        )
        density = (KAPPA * physics + _at(near, starts, field)) / (KAPPA + others)
        low = np.bincount(field, counted * is_low, len(fields.fields))[field]
        unheard = (1 + seen[field] - low) / (2 + seen[field])  # of the flights there, as far as known: lost higher up
        heard = np.where(is_low, 1.0, 2 * unheard)
        weight = sort * heard * (1 + TRAFFIC * (seen[field] - counted) / np.maximum(fields.weight[field], 0.3))
    return Flows(starts=starts, field=field, density=density, weight=weight)


def _heights_over(ends: AirEnds, fields: Airfields, end: Whole, field: Whole) -> Floats:
    """Feet of each end over each of its fields; 0 on the ground, infinite where not known."""
    height = np.array([s.altitude_ft for s in ends.states], np.float64)[end] - fields.elevation_ft[field]
    ground = np.array([s.is_on_ground for s in ends.states], np.bool_)[end]
    found: Floats = np.where(ground, 0.0, np.where(np.isfinite(height), height, np.inf))
    return found


def _height_step(ends: AirEnds) -> Whole:
    """Heights of the ends in steps of LIKE_HEIGHT of the logarithm; -1 = not known."""
    height = np.array([s.altitude_ft for s in ends.states], np.float64)
    step = np.log(np.maximum(height, LOWEST_FT) / LOWEST_FT) / LIKE_HEIGHT
    found: Whole = np.where(np.isfinite(step), step, -1).astype(np.int64)
    return found


def _as_high(step: Whole, is_arrival: NDArray[np.bool_], field: Whole, counted: Floats, fields: int) -> Floats:
    """Per pair of an end and a field: flights of that sort seen there whose ends lie about as high.

    Flights that end elsewhere in height say nothing of how often one of this height ends where this one does.
    """
    steps = int(step.max(initial=0)) + 1
    known = step >= 0
    cell = (is_arrival * steps + np.maximum(step, 0)) * fields + field
    seen = np.bincount(cell[known], counted[known], 2 * steps * fields).reshape(2, steps, fields)
    near = np.exp(-0.5 * np.subtract.outer(np.arange(steps), np.arange(steps)) ** 2.0)
    smooth = np.einsum("ab,kbf->kaf", near, seen)
    found: Floats = np.where(known, smooth[is_arrival.astype(int), np.maximum(step, 0), field], 0.0)
    return found


def _flat(fits: Sequence[Fit]) -> tuple[Whole, Whole, Floats, Floats]:
    end = np.repeat(np.arange(len(fits)), [len(fit.index) for fit in fits])
    joined = [
        np.concatenate([getattr(fit, name) for fit in fits] or [np.empty(0)]) for name in ("index", "density", "weight")
    ]
    return end, joined[0].astype(np.int64), joined[1], joined[2]


def _shares(end: Whole, density: Floats, weight: Floats, partner: Whole, ends: int) -> Floats:
    """Of each end among its fields; an arrival and the departure that follows share theirs."""
    other = np.where(partner >= 0, density[np.maximum(partner, 0)], 0.0)
    linked = np.bincount(end, other * density, ends) > 0
    joint = weight * density * np.where(linked[end], other, 1.0)
    total = np.bincount(end, joint, ends)
    found: Floats = joint / np.maximum(total, 1e-300)[end]
    return found


def _partner_pairs(starts: Whole, field: Whole, partner: Whole) -> Whole:
    """For every pair of an end and a field, the pair of its partner and that field; -1 = none."""
    found = np.full(len(field), -1, np.int64)
    for e in np.flatnonzero(partner >= 0):
        i, j = starts[e], starts[e + 1]
        k, m = starts[partner[e]], starts[partner[e] + 1]
        _, own, its = np.intersect1d(field[i:j], field[k:m], return_indices=True)
        found[i + own] = k + its
    return found


def _alike(ends: AirEnds) -> csr_array:
    """(end, end that teaches) density in km^-2 of one about another of the same sort: none about itself."""
    n = len(ends.states)
    lat, lon = np.array([s.lat for s in ends.states]), np.array([s.lon for s in ends.states])
    course = np.radians([s.course_deg for s in ends.states])
    height = np.array([s.altitude_ft for s in ends.states])
    if n < 2:
        return csr_array((n, n))
    a, b = np.radians(lat), np.radians(lon)
    on_globe = 6371.0 * np.c_[np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)]
    taught = np.flatnonzero(ends.teaches)
    if not len(taught):
        return csr_array((n, n))
    pairs = cKDTree(on_globe).sparse_distance_matrix(cKDTree(on_globe[taught]), NEIGHBOUR_KM, output_type="ndarray")
    i, j = pairs["i"], taught[pairs["j"]]
    kept = (i != j) & (ends.is_arrival[i] == ends.is_arrival[j]) & np.isfinite(course[i] - course[j])
    i, j = i[kept], j[kept]
    squared = ((on_globe[i] - on_globe[j]) ** 2).sum(axis=1)
    log = np.log(np.maximum(height[i], 500.0) / np.maximum(height[j], 500.0))
    log = np.where(np.isfinite(log), log, np.inf)
    turn = np.exp(LIKE_KAPPA * (np.cos(course[i] - course[j]) - 1)) / (np.i0(LIKE_KAPPA) * np.exp(-LIKE_KAPPA))
    value = np.exp(-0.5 * squared / LIKE_KM**2 - 0.5 * (log / LIKE_HEIGHT) ** 2) / (2 * np.pi * LIKE_KM**2) * turn
    return csr_array((value, (i, j)), shape=(n, n))


def _at(matrix: csr_array, starts: Whole, field: Whole) -> Floats:
    """Values of a sparse (end, field) matrix at the pairs."""
    found = np.zeros(len(field))
    for e in range(len(starts) - 1):
        i, j = matrix.indptr[e], matrix.indptr[e + 1]
        if i < j:
            columns, values = matrix.indices[i:j], matrix.data[i:j]
            order = np.argsort(columns)
            columns, values = columns[order], values[order]
            mine = field[starts[e] : starts[e + 1]]
            at = np.minimum(np.searchsorted(columns, mine), len(columns) - 1)
            found[starts[e] : starts[e + 1]] = np.where(columns[at] == mine, values[at], 0.0)
    return found
