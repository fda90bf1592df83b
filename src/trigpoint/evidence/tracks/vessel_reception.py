"""How well vessels are usually heard along a path: vessel-hours in which one was heard, of those that vessels spent there.

A vessel unheard for hours is placed on the straight line between its fixes. So a stretch of sea that everybody crosses in
silence has a history: vessels were there, none was heard. One that stays silent where it lies says nothing of the water: at
a berth the set is switched off.
"""

from __future__ import annotations

import attrs
import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.motion import KM_PER_NM, distance_km
from trigpoint.evidence.tracks.peers import cell_at
from trigpoint.evidence.tracks.silences import Silences
from trigpoint.evidence.tracks.vessel_ends import Ends
from trigpoint.model.positions import Positions

Floats = NDArray[np.float64]

SLOT_S = 3600.0
MOST_SLOTS = 48  # a longer silence is not followed
MOST_KN = 45.0
LYING_KM = 2.0
PRIOR_HEARD, PRIOR_HOURS = 1.0, 2.0  # of a place where nobody is known to have been
EDGE = 3  # hours at either end of a long silence left out
MOST_LOOKS = 4.0  # hours of one silence hang together


@attrs.frozen(kw_only=True, eq=False)
class ReceptionMap:
    """Cells in order, with vessel-hours present and heard."""

    cell: NDArray[np.int64]
    present: Floats
    heard: Floats


def reception_map(positions: Positions) -> ReceptionMap:
    """The map of a feed."""
    cells, is_heard = _hours(positions.time - positions.time.min(), positions.lat, positions.lon, positions.mover)
    cell, at = np.unique(cells, return_inverse=True)
    return ReceptionMap(
        cell=cell,
        present=np.bincount(at, minlength=len(cell)).astype(np.float64),
        heard=np.bincount(at, weights=is_heard, minlength=len(cell)).astype(np.float64),
    )


@numba.njit(cache=True, nogil=True)
def _hours(
    time: Floats, lat: Floats, lon: Floats, mover: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    cells, is_heard = [np.int64(0)], [False]
    last = -1
    for i in range(len(time)):
        slot = int(time[i] // SLOT_S)
        if i and mover[i] == mover[i - 1]:
            if slot == last:
                continue
            far = distance_km(lat[i - 1], lon[i - 1], lat[i], lon[i])
            hours = (time[i] - time[i - 1]) / 3600
            if 1 < slot - last <= MOST_SLOTS and LYING_KM < far <= MOST_KN * KM_PER_NM * hours:
                for between in range(last + 1, slot):
                    share = ((between + 0.5) * SLOT_S - time[i - 1]) / (time[i] - time[i - 1])
                    y, x = lat[i - 1] + share * (lat[i] - lat[i - 1]), lon[i - 1] + share * (lon[i] - lon[i - 1])
                    cells.append(np.int64(cell_at(y, x)))
                    is_heard.append(False)
        last = slot
        cells.append(np.int64(cell_at(lat[i], lon[i])))
        is_heard.append(True)
    return np.array(cells[1:]), np.array(is_heard[1:])


def usual_reception(positions: Positions, silences: Silences, ends: Ends, table: ReceptionMap) -> tuple[Floats, Floats]:
    """Share of vessel-hours heard on the path of each silence, and log probability that one who broadcasts stays unheard.

    NaN where no end is known or reckoned."""
    found = _along(
        positions.time, positions.lat, positions.lon, silences.off, silences.on, ends.time, ends.lat, ends.lon,
        table.cell, table.present, table.heard,
    )  # fmt: skip
    return found[:, 0], found[:, 1]


@numba.njit(cache=True, nogil=True)
def _along(
    time: Floats, lat: Floats, lon: Floats, off: NDArray[np.int64], on: NDArray[np.int64],
    to_time: Floats, to_lat: Floats, to_lon: Floats, cell: NDArray[np.int64], present: Floats, heard: Floats,
) -> Floats:  # fmt: skip
    found = np.full((len(off), 2), np.nan)
    for g in range(len(off)):
        i = off[g]
        if not to_time[g] > time[i]:
            continue
        hours = (to_time[g] - time[i]) / 3600
        n = min(max(int(np.ceil(hours)), 1), MOST_SLOTS)
        on_path = np.empty(n, np.int64)
        for b in range(n):
            share = (b + 0.5) / n
            on_path[b] = cell_at(lat[i] + share * (to_lat[g] - lat[i]), lon[i] + share * (to_lon[g] - lon[i]))
        shares, unheard = 0.0, 0.0
        # both ends lie where the vessel was heard: what counts is the way between
        first, last = (EDGE, n - EDGE) if n >= 4 * EDGE else (0, n)
        for b in range(first, last):
            k = np.searchsorted(cell, on_path[b])
            there, got = 0.0, 0.0
            if k < len(cell) and cell[k] == on_path[b]:
                there, got = present[k], heard[k]
            # the map has the silence itself, if the vessel sailed
            is_own = hours > 1 and on[g] >= 0 and distance_km(lat[i], lon[i], to_lat[g], to_lon[g]) > LYING_KM
            own = (on_path == on_path[b]).sum() * hours / n if is_own else 0.0
            share = (got + PRIOR_HEARD) / (max(there - own, got) + PRIOR_HOURS)
            shares += share / (last - first)
            unheard += np.log(1 - min(share, 0.99)) / (last - first)
        found[g, 0], found[g, 1] = shares, unheard * min(hours, MOST_LOOKS)
    return found
