"""Who should have been heard while a mover was silent: every other mover known to have been near, and whether it was.

A peer counts where its own track, interpolated between its fixes, passes near the silent mover's straight path. So a peer that
fell silent too is seen as *silent*, not as absent: that is what tells a hole in coverage from an empty sea.
"""

from __future__ import annotations

import attrs
import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.motion import distance_km
from trigpoint.model.positions import MoverKind, Positions

Floats = NDArray[np.float64]

REACH_KM = {MoverKind.VESSEL: 30.0, MoverKind.AIRCRAFT: 250.0}
CELL_DEG = {MoverKind.VESSEL: 0.25, MoverKind.AIRCRAFT: 2.0}
SLOT_S = 3600.0
MOST_PEERS = 64  # the nearest; a crowd beyond adds no knowledge
LEAST_SLACK_S = 180.0  # a fix this near in time counts as heard, whatever the cadence
CADENCES = 3.0  # and within this many of the peer's own intervals
BRIDGE_KM = 20.0  # a silent peer that moved further than this meanwhile was nobody knows where
BIN_COUNT = 12
TYPICAL_S = 1800.0  # intervals longer than this are silences, not cadence
PRIOR_SHARE, PRIOR_S = 0.9, 1800.0  # of the share of time a mover is heard, before it is seen


@attrs.frozen(kw_only=True, eq=False)
class Cadence:
    """How often each mover is heard."""

    interval_s: NDArray[np.float64]  # median interval between fixes
    heard: NDArray[np.float64]  # share of its time span in which it is heard, 0..1


@attrs.frozen(kw_only=True, eq=False)
class Presence:
    """Who was where in each hour: entries sorted by key (cell and slot)."""

    key: NDArray[np.int64]
    mover: NDArray[np.int32]
    start: float
    slots: int
    cell_deg: float


@attrs.frozen(kw_only=True, eq=False)
class Peers:
    """Peers of one silence, nearest first. `state` and offsets have shape (peer, bin)."""

    mover: NDArray[np.int32]
    state: NDArray[np.int8]  # 1 heard, 0 silent, -1 not near or not known
    east_km: NDArray[np.float64]  # of the peer from the silent mover's path at that bin
    north_km: NDArray[np.float64]
    own_east_km: NDArray[np.float64]  # (bin,) the silent mover from the middle of its path
    own_north_km: NDArray[np.float64]


def cadences(positions: Positions) -> Cadence:
    """Interval and share of time heard, per mover."""
    interval, heard = _cadences(positions.time, positions.starts)
    return Cadence(interval_s=interval, heard=heard)


@numba.njit(cache=True, nogil=True)
def _cadences(time: NDArray[np.float64], starts: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    movers = len(starts) - 1
    interval = np.full(movers, LEAST_SLACK_S)
    heard = np.full(movers, PRIOR_SHARE)
    for k in range(movers):
        i, j = starts[k], starts[k + 1]
        if j - i < 2:
            continue
        steps = np.diff(time[i:j])
        usual = steps[steps <= TYPICAL_S]
        if len(usual):
            interval[k] = np.median(usual)
        slack = 2 * max(CADENCES * interval[k], LEAST_SLACK_S)
        lost = 0.0
        for s in steps:
            lost += max(0.0, s - slack)
        span = time[j - 1] - time[i]
        heard[k] = (span - lost + PRIOR_SHARE * PRIOR_S) / (span + PRIOR_S)
    return interval, heard


def presence(positions: Positions) -> Presence:
    """The table of who was where, silent stretches filled in by interpolation where the mover hardly moved."""
    start = float(positions.time.min())
    slots = int((positions.time.max() - start) // SLOT_S) + 1
    cell = CELL_DEG[positions.kind]
    key, mover = _presence(
        positions.mover, positions.time - start, positions.lat, positions.lon, cell, slots, BRIDGE_KM
    )
    order = np.lexsort((mover, key))
    key, mover = key[order], mover[order]
    fresh = np.ones(len(key), bool)
    fresh[1:] = (key[1:] != key[:-1]) | (mover[1:] != mover[:-1])
    return Presence(key=key[fresh], mover=mover[fresh], start=start, slots=slots, cell_deg=cell)


@numba.njit(cache=True, nogil=True)
def _cell(lat: float, lon: float, cell: float) -> int:
    return int((lat + 90) / cell) * 100_000 + int(((lon + 180) % 360) / cell)


@numba.njit(cache=True, nogil=True)
def _presence(
    mover: NDArray[np.int32],
    time: NDArray[np.float64],
    lat: NDArray[np.float64],
    lon: NDArray[np.float64],
    cell: float,
    slots: int,
    bridge_km: float,
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    keys, movers = [np.int64(0)], [np.int32(0)]
    last = np.int64(-1)
    for i in range(len(time)):
        slot = int(time[i] // SLOT_S)
        key = np.int64(_cell(lat[i], lon[i], cell) * slots + slot)
        if i and mover[i] == mover[i - 1]:
            before = int(time[i - 1] // SLOT_S)
            if slot > before + 1 and distance_km(lat[i - 1], lon[i - 1], lat[i], lon[i]) <= bridge_km:
                for between in range(before + 1, slot):
                    keys.append(np.int64(_cell(lat[i - 1], lon[i - 1], cell) * slots + between))
                    movers.append(mover[i])
            if key == last:
                continue
        keys.append(key)
        movers.append(mover[i])
        last = key
    return np.array(keys[1:]), np.array(movers[1:])


def peers_of(
    positions: Positions,
    table: Presence,
    cadence: Cadence,
    mover: int,
    off: tuple[float, float, float],
    on: tuple[float, float, float],
) -> Peers:
    """The peers of a silence between two fixes (time s, lat, lon) of `mover`."""
    reach = REACH_KM[positions.kind]
    found, state, east, north, own_east, own_north = _peers(
        positions.time, positions.lat, positions.lon, positions.starts, table.key, table.mover, table.start, table.slots,
        table.cell_deg, cadence.interval_s, mover, np.array(off), np.array(on), reach,
    )  # fmt: skip
    return Peers(mover=found, state=state, east_km=east, north_km=north, own_east_km=own_east, own_north_km=own_north)


@numba.njit(cache=True, nogil=True)
def _peers(  # one kernel over flat arrays
    time: NDArray[np.float64],
    lat: NDArray[np.float64],
    lon: NDArray[np.float64],
    starts: NDArray[np.int64],
    key: NDArray[np.int64],
    key_mover: NDArray[np.int32],
    start: float,
    slots: int,
    cell: float,
    interval: NDArray[np.float64],
    own: int,
    off: NDArray[np.float64],
    on: NDArray[np.float64],
    reach: float,
) -> tuple[NDArray[np.int32], NDArray[np.int8], Floats, Floats, Floats, Floats]:
    bins = BIN_COUNT
    pad = min(0.1 * (on[0] - off[0]), 900.0)
    first, span = off[0] + pad, on[0] - off[0] - 2 * pad
    middle_lat, middle_lon = (off[1] + on[1]) / 2, (off[2] + on[2]) / 2
    km_north = 111.195
    km_east = km_north * max(np.cos(np.radians(middle_lat)), 0.05)
    own_east, own_north = np.empty(bins), np.empty(bins)
    at = np.empty(bins)
    for b in range(bins):
        at[b] = first + span * (b + 0.5) / bins
        share = (at[b] - off[0]) / (on[0] - off[0])
        own_east[b] = (off[2] + (on[2] - off[2]) * share - middle_lon) * km_east
        own_north[b] = (off[1] + (on[1] - off[1]) * share - middle_lat) * km_north
    # 1. candidates: everybody in the cells around the path in the hours of the silence
    seen = {np.int32(own)}
    candidates = [np.int32(0)]
    high, wide = int(np.ceil(reach / km_north / cell)), int(np.ceil(reach / km_east / cell))
    last_cell, last_slot = -1, -1
    for b in range(bins):
        here_lat, here_lon = middle_lat + own_north[b] / km_north, middle_lon + own_east[b] / km_east
        slot = int((at[b] - start) // SLOT_S)
        row, column = int((here_lat + 90) / cell), int(((here_lon + 180) % 360) / cell)
        if row * 100_000 + column == last_cell and slot == last_slot:
            continue
        last_cell, last_slot = row * 100_000 + column, slot
        for r in range(row - high, row + high + 1):
            for c in range(column - wide, column + wide + 1):
                wanted = np.int64((r * 100_000 + c) * slots + slot)
                k = np.searchsorted(key, wanted)
                while k < len(key) and key[k] == wanted:
                    m = key_mover[k]
                    if m not in seen:
                        seen.add(m)
                        candidates.append(m)
                    k += 1
    # 2. where each was at each bin, and whether it was heard then
    n = len(candidates) - 1
    state = np.full((n, bins), np.int8(-1))
    east, north = np.zeros((n, bins)), np.zeros((n, bins))
    nearest = np.full(n, np.inf)
    for p in range(n):
        m = candidates[p + 1]
        i0, i1 = starts[m], starts[m + 1]
        slack = max(CADENCES * interval[m], LEAST_SLACK_S)
        for b in range(bins):
            j = i0 + np.searchsorted(time[i0:i1], at[b])
            if j in (i0, i1):
                continue
            before, after = at[b] - time[j - 1], time[j] - at[b]
            is_heard = min(before, after) <= slack
            if not is_heard and distance_km(lat[j - 1], lon[j - 1], lat[j], lon[j]) > BRIDGE_KM:
                continue
            share = before / (before + after) if before + after > 0 else 0.0
            e = (lon[j - 1] + (lon[j] - lon[j - 1]) * share - middle_lon) * km_east
            d = (lat[j - 1] + (lat[j] - lat[j - 1]) * share - middle_lat) * km_north
            far = np.hypot(e - own_east[b], d - own_north[b])
            if far > reach:
                continue
            east[p, b], north[p, b] = e, d
            state[p, b] = 1 if is_heard else 0
            nearest[p] = min(nearest[p], far)
    kept = np.argsort(nearest)[:MOST_PEERS]
    kept = kept[nearest[kept] < np.inf]
    movers = np.empty(len(kept), np.int32)
    for p in range(len(kept)):
        movers[p] = candidates[kept[p] + 1]
    return movers, state[kept], east[kept], north[kept], own_east, own_north
