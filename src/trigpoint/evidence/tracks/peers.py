"""Who should have been heard while a vessel was silent: every other one known to have been near, and when it was heard.

A peer counts where its own track, interpolated between its fixes, passes near the silent vessel's straight path. So a peer that
fell silent too is seen as *silent*, not as absent: that is what tells a hole in coverage from an empty sea.
"""

from __future__ import annotations

import attrs
import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.motion import distance_km
from trigpoint.model.positions import Positions

Floats = NDArray[np.float64]

REACH_KM = 60.0
CELL_DEG = 0.25
COLUMNS = 100_000
SLOT_S = 3600.0
MOST_CANDIDATES = 160  # looked at, from the own cell outward; a crowd beyond adds no knowledge
MOST_PEERS = 32  # kept, the nearest
BRIDGE_KM = 30.0  # a silent peer that moved further than this meanwhile was nobody knows where
NEAR_END_KM = 10.0  # but for this far from either end of its silence
CORE_BINS, SIDE_BINS = 16, 2  # within the silence; before it and after it, each
BINS = CORE_BINS + 2 * SIDE_BINS
PAD_SHARE, MOST_PAD_SHARE = 0.05, 0.25  # of the silence left out at either end at least, at most: the hole began
PAD_INTERVALS = 1.2  # at some moment between the last fix and the one that should have followed
SIDE_S = 600.0  # a bin before or after the silence is no shorter
TYPICAL_S = 1800.0  # intervals longer than this are silences, not cadence
LEAST_INTERVAL_S = 10.0
SLACK_S, CADENCES = 180.0, 3.0  # heard within this, and within so many own intervals, is heard without a break
PRIOR_SHARE, PRIOR_S = 0.95, 3600.0  # of the time heard, before a vessel is seen
PRIOR_SILENCE_S = 3600.0  # mean length of a silence, before one is seen


@attrs.frozen(kw_only=True, eq=False)
class Habits:
    """How each mover is usually heard."""

    interval_s: Floats  # median interval between fixes, silences left out
    heard: Floats  # share of its time span in which it is heard, 0..1
    silence_s: Floats  # mean length of its silences


@attrs.frozen(kw_only=True, eq=False)
class Presence:
    """Who was where in each hour: entries sorted by key (cell and slot)."""

    key: NDArray[np.int64]
    mover: NDArray[np.int32]
    start: float
    slots: int


def habits(positions: Positions) -> Habits:
    """Interval, share of time heard and mean silence, per mover."""
    interval, heard, silence = _habits(positions.time, positions.starts)
    return Habits(interval_s=interval, heard=heard, silence_s=silence)


@numba.njit(cache=True, nogil=True)
def _habits(time: Floats, starts: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
    movers = len(starts) - 1
    interval, heard = np.full(movers, SLACK_S), np.full(movers, PRIOR_SHARE)
    silence = np.full(movers, PRIOR_SILENCE_S)
    for k in range(movers):
        i, j = starts[k], starts[k + 1]
        if j - i < 2:
            continue
        steps = np.diff(time[i:j])
        usual = steps[steps <= TYPICAL_S]
        if len(usual):
            interval[k] = max(np.median(usual), LEAST_INTERVAL_S)
        slack = 2 * max(CADENCES * interval[k], SLACK_S)
        lost, times = 0.0, 0
        for s in steps:
            if s > slack:
                lost += s - slack
                times += 1
        span = time[j - 1] - time[i]
        heard[k] = (span - lost + PRIOR_SHARE * PRIOR_S) / (span + PRIOR_S)
        silence[k] = (lost + PRIOR_SILENCE_S) / (times + 1)
    return interval, heard, silence


def presence(positions: Positions) -> Presence:
    """The table of who was where, silent stretches filled in by interpolation where the mover hardly moved."""
    start = float(positions.time.min())
    slots = int((positions.time.max() - start) // SLOT_S) + 1
    key, mover = _presence(positions.mover, positions.time - start, positions.lat, positions.lon, slots)
    order = np.lexsort((mover, key))
    key, mover = key[order], mover[order]
    fresh = np.ones(len(key), bool)
    fresh[1:] = (key[1:] != key[:-1]) | (mover[1:] != mover[:-1])
    return Presence(key=key[fresh], mover=mover[fresh], start=start, slots=slots)


@numba.njit(cache=True, nogil=True)
def cell_at(lat: float, lon: float) -> int:
    """The quarter-degree cell of a point."""
    return int((lat + 90) / CELL_DEG) * COLUMNS + int(((lon + 180) % 360) / CELL_DEG)


@numba.njit(cache=True, nogil=True)
def _presence(
    mover: NDArray[np.int32], time: Floats, lat: Floats, lon: Floats, slots: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    keys, movers = [np.int64(0)], [np.int32(0)]
    last = np.int64(-1)
    for i in range(len(time)):
        slot = int(time[i] // SLOT_S)
        key = np.int64(cell_at(lat[i], lon[i]) * slots + slot)
        if i and mover[i] == mover[i - 1]:
            before = int(time[i - 1] // SLOT_S)
            if slot > before + 1 and distance_km(lat[i - 1], lon[i - 1], lat[i], lon[i]) <= BRIDGE_KM:
                for between in range(before + 1, slot):
                    share = ((between + 0.5) * SLOT_S - time[i - 1]) / (time[i] - time[i - 1])
                    y, x = lat[i - 1] + share * (lat[i] - lat[i - 1]), lon[i - 1] + share * (lon[i] - lon[i - 1])
                    keys.append(np.int64(cell_at(y, x) * slots + between))
                    movers.append(mover[i])
            if key == last:
                continue
        keys.append(key)
        movers.append(mover[i])
        last = key
    return np.array(keys[1:]), np.array(movers[1:])


@numba.njit(cache=True, nogil=True)
def bins_of(off_s: float, on_s: float, interval_s: float) -> tuple[Floats, Floats]:
    """Start and end of each bin: before, within and after a silence of a mover that is else heard every `interval_s`."""
    pad = min(max(PAD_SHARE * (on_s - off_s), PAD_INTERVALS * interval_s), MOST_PAD_SHARE * (on_s - off_s))
    width = (on_s - off_s - 2 * pad) / CORE_BINS
    side = max(width, SIDE_S)
    low, high = np.empty(BINS), np.empty(BINS)
    for b in range(BINS):
        if b < SIDE_BINS:
            low[b] = off_s - (SIDE_BINS - b) * side
            high[b] = low[b] + side
        elif b < SIDE_BINS + CORE_BINS:
            low[b] = off_s + pad + (b - SIDE_BINS) * width
            high[b] = low[b] + width
        else:
            low[b] = on_s + (b - SIDE_BINS - CORE_BINS) * side
            high[b] = low[b] + side
    return low, high


@numba.njit(cache=True, nogil=True)
def candidates_of(
    key: NDArray[np.int64], key_mover: NDArray[np.int32], start: float, slots: int, own: int,
    at: Floats, lat: Floats, lon: Floats,
) -> NDArray[np.int32]:  # fmt: skip
    """Movers in the cells around the points (time, lat, lon), from the own cell outward, at most MOST_CANDIDATES."""
    seen = {np.int32(own)}
    found = [np.int32(0)]
    wide = int(np.ceil(REACH_KM / 111.195 / max(np.cos(np.radians(lat[0])), 0.05) / CELL_DEG))
    high = int(np.ceil(REACH_KM / 111.195 / CELL_DEG))
    for ring in range(max(wide, high) + 1):
        last = np.int64(-1)
        for b in range(len(at)):
            slot = int((at[b] - start) // SLOT_S)
            middle = cell_at(lat[b], lon[b])
            if middle * slots + slot == last or slot < 0 or slot >= slots:
                continue
            last = np.int64(middle * slots + slot)
            for r in range(-min(ring, high), min(ring, high) + 1):
                step = 1 if abs(r) == ring else 2 * ring
                for c in range(-ring, ring + 1, max(step, 1)):
                    if abs(c) > wide:
                        continue
                    wanted = np.int64((middle + r * COLUMNS + c) * slots + slot)
                    k = np.searchsorted(key, wanted)
                    while k < len(key) and key[k] == wanted:
                        m = key_mover[k]
                        if m not in seen:
                            seen.add(m)
                            found.append(m)
                        k += 1
        if len(found) > MOST_CANDIDATES:
            break
    return np.array(found[1 : MOST_CANDIDATES + 1])


@numba.njit(cache=True, nogil=True)
def _first_from(time: Floats, wanted: float, first: int, past: int) -> int:
    """First of the ascending times [first, past) that is not before `wanted`; strides first, since bins follow one another."""
    step = 1
    while first + step < past and time[first + step] < wanted:
        first += step
        step *= 2
    past = min(past, first + step)
    while first < past:
        middle = (first + past) // 2
        if time[middle] < wanted:
            first = middle + 1
        else:
            past = middle
    return first


@numba.njit(cache=True, nogil=True)
def peers_of(
    time: Floats, lat: Floats, lon: Floats, starts: NDArray[np.int64], interval: Floats, movers: NDArray[np.int32],
    low: Floats, high: Floats, own_lat: Floats, own_lon: Floats, middle_lat: float, middle_lon: float,
) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats, Floats, Floats]:  # fmt: skip
    """The nearest of some movers: who, fixes per (peer, bin) (-1: not near or not known), east, north (km),
    nearest while heard, or at all where never heard (km)."""
    km_east = 111.195 * max(np.cos(np.radians(middle_lat)), 0.05)
    n = len(movers)
    core_heard = np.full(n, np.inf)
    fixes = np.full((n, BINS), np.int32(-1))
    east, north, nearest = np.zeros((n, BINS)), np.zeros((n, BINS)), np.full(n, np.inf)
    for p in range(n):
        i0, i1 = starts[movers[p]], starts[movers[p] + 1]
        slack = max(CADENCES * interval[movers[p]], SLACK_S)
        j, measured, way = i0, -1, 0.0
        for b in range(BINS):
            i = j if b and low[b] == high[b - 1] else _first_from(time, low[b], j, i1)
            j = _first_from(time, high[b], i, i1)
            if j > i:
                k = (i + j) // 2
                y, x = lat[k], lon[k]
            elif i in (i0, i1):
                continue
            else:
                share = ((low[b] + high[b]) / 2 - time[i - 1]) / (time[i] - time[i - 1])
                if time[i] - time[i - 1] > 2 * slack:
                    if i != measured:  # one silence spans many bins
                        measured, way = i, distance_km(lat[i - 1], lon[i - 1], lat[i], lon[i])
                    if way > BRIDGE_KM and min(share, 1 - share) * way > NEAR_END_KM:
                        continue
                y, x = lat[i - 1] + (lat[i] - lat[i - 1]) * share, lon[i - 1] + (lon[i] - lon[i - 1]) * share
            e, d = (x - middle_lon) * km_east, (y - middle_lat) * 111.195
            far2 = (e - (own_lon[b] - middle_lon) * km_east) ** 2 + (d - (own_lat[b] - middle_lat) * 111.195) ** 2
            if far2 > REACH_KM**2:
                continue
            fixes[p, b], east[p, b], north[p, b] = j - i, e, d
            if SIDE_BINS <= b < SIDE_BINS + CORE_BINS:
                nearest[p] = min(nearest[p], far2)
                if j > i:
                    core_heard[p] = min(core_heard[p], far2)
    kept = np.argsort(nearest)[:MOST_PEERS]
    kept = kept[nearest[kept] < np.inf]
    shown = np.sqrt(np.where(core_heard < np.inf, core_heard, nearest))
    return movers[kept], fixes[kept], east[kept], north[kept], shown[kept]
