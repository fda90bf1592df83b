"""Would a vessel that broadcasts have been heard at a place and moment: by who else was, and by how that water usually is."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.detections import Detections
from trigpoint.evidence.tracks.expected_positions import Expected
from trigpoint.evidence.tracks.motion import distances_km
from trigpoint.evidence.tracks.peers import Habits, cell_at
from trigpoint.evidence.tracks.vessel_reception import ReceptionMap

Floats = NDArray[np.float64]

REACH_KM = 60.0
FADE_KM = 20.0  # a vessel this far away tells e times less of reception here
# heard within this, or within so many of its own intervals, is heard well enough to be expected where it is seen
HEARD_S, CADENCES = 1800.0, 3.0
PLACED_S = 7200.0  # a silent vessel is known to be there no longer than this after it was heard
PRIOR_WEIGHT = 0.5  # of how the water usually is, beside who was heard just then
PRIOR_HOURS = 2.0  # of the feed as a whole, beside what is known of that water
LEAST_KNOWN = 0.3  # weight of others near by: one within 24 km
LEAST_HOURS = 6.0  # vessel-hours in that water, which stand in for others near by
MOST = 0.98


@attrs.frozen(kw_only=True, eq=False)
class Cover:
    """One entry per detection."""

    share: Floats  # probability that a vessel broadcasting there would be heard
    heard: NDArray[np.int64]  # others heard then within REACH_KM
    silent: NDArray[np.int64]  # others known to be there and not heard
    nearest_km: Floats  # nearest heard; inf = none
    is_known: NDArray[np.bool_]  # enough is known to say so


def cover_at(
    detections: Detections, expected: Expected, usual: Habits, table: ReceptionMap, *, left_out: NDArray[np.int64]
) -> Cover:
    """`left_out`: for each detection the expected vessel that it may be itself (-1 = none): nobody is its own witness."""
    heard_within = np.maximum(HEARD_S, CADENCES * usual.interval_s[expected.mover])
    is_heard = expected.since_s <= heard_within
    is_placed = is_heard | (expected.is_bridged & (expected.since_s <= PLACED_S))
    n = len(detections)
    overall = float(table.heard.sum() / max(table.present.sum(), 1.0))
    share, known = np.empty(n), np.zeros(n, bool)
    heard, silent, nearest = np.zeros(n, np.int64), np.zeros(n, np.int64), np.full(n, np.inf)
    for d in range(n):
        lat, lon = float(detections.lat[d]), float(detections.lon[d])
        km = distances_km(lat, lon, expected.lat, expected.lon)
        near = (km <= REACH_KM) & is_placed
        if left_out[d] >= 0:
            near[left_out[d]] = False
        weight = np.exp(-km[near] / FADE_KM)
        yes = is_heard[near]
        present, got = _usually(table, lat, lon)
        usually = (got + PRIOR_HOURS * overall) / (present + PRIOR_HOURS)
        share[d] = (weight[yes].sum() + PRIOR_WEIGHT * usually) / (weight.sum() + PRIOR_WEIGHT)
        heard[d], silent[d] = int(yes.sum()), int((~yes).sum())
        nearest[d] = km[near][yes].min() if yes.any() else np.inf
        known[d] = weight.sum() >= LEAST_KNOWN or present >= LEAST_HOURS
    return Cover(share=np.minimum(share, MOST), heard=heard, silent=silent, nearest_km=nearest, is_known=known)


def _usually(table: ReceptionMap, lat: float, lon: float) -> tuple[float, float]:
    """Vessel-hours spent in that quarter degree, and those in which one was heard."""
    cell = cell_at(lat, lon)
    k = int(np.searchsorted(table.cell, cell))
    if k < len(table.cell) and table.cell[k] == cell:
        return float(table.present[k]), float(table.heard[k])
    return 0.0, 0.0
