"""How probable it is that reception failed around a silent vessel, against that the vessel alone fell silent.

Two families of hypotheses are weighed by when each peer was heard:

- *alone*: reception was as usual. Each peer is a chain of two states, heard and silent, with its own share of time heard and its
  own mean silence; within the heard state its fixes come at its own interval.
- *outage*: nothing was received within some radius of some centre that holds the silent path, from the moment the vessel
  fell silent until it was heard again (or, wider, since before and until after: it sailed into the hole and out of it).
  Peers inside are silent then, but for a share that another antenna still hears; before and after they are heard as usual,
  so a neighbour that falls silent and returns at the same moments counts for more than one that was silent all day.
  Radius, centre, share and width are integrated over.

A disc that does not hold the whole silent path is no explanation, but keeps its prior weight: who sailed 80 km unheard was
in no small hole. Nor does a vessel under way stay in one for a day.
"""

from __future__ import annotations

import attrs
import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.peers import (
    BINS,
    CORE_BINS,
    SIDE_BINS,
    TYPICAL_S,
    Habits,
    Presence,
    bins_of,
    candidates_of,
    peers_of,
)
from trigpoint.evidence.tracks.silences import Silences
from trigpoint.model.positions import Positions

Floats = NDArray[np.float64]

# Radii of what fails: the shadow of an antenna, a station's own range, a region. A silence is the likelier met in a large
# hole (it holds more vessels), large holes are the rarer.
RADII_KM = np.array([4.0, 6.0, 9.0, 13.0, 19.0, 28.0, 45.0, 90.0, 200.0])
RADIUS_WEIGHTS = np.array([0.04, 0.09, 0.17, 0.22, 0.17, 0.12, 0.09, 0.06, 0.04])
OFFSETS = np.array([0.2, 0.5, 0.77, 0.93, 1.02])  # of the radius: where the centre may lie from the middle of the path
OFFSET_WEIGHTS = np.array([0.10, 0.25, 0.30, 0.20, 0.15])  # by area: many places in a hole are near its edge
EDGE, BEYOND = 0.8, 1.06  # of the radius: an end further out lies at the hole's edge; further than this, outside
BEARINGS = 8
SPARED = np.array([0.02, 0.12, 0.3])  # share of vessels inside an outage that another antenna still hears
SPARED_WEIGHTS = np.array([0.45, 0.3, 0.25])
STILL_WIDE = 0.1  # that the hole was there before and after, for a vessel that lay still
MOVING_WIDE = np.array([0.15, 0.75])  # for one under way: its silence began or ended inside the hole, or at its edge
LINGER = 4.0  # radii a vessel under way may sail within a hole, not on a straight course
GIVEN_UP = -15.0  # log weight at which a disc is dropped: so many near by were heard within it
STILL_KM = 0.3  # a peer that moves less is in a hole or not
STAYED = 0.15  # that a vessel under way stops, or turns, inside a hole
OWN_REASON = 0.03  # that a peer is silent just then for a reason of its own, whatever its habits
LEAK = 0.02  # a bin heard inside an outage
MISS = 0.02  # nobody is heard always: clocks, shadows
NEVER = 0.02  # nor silent always
LEAST_SLACK_S = 180.0


@attrs.frozen(kw_only=True, eq=False)
class Surroundings:
    """What the peers say of each silence; arrays with one entry per silence."""

    log_outage: Floats  # log likelihood ratio of *outage* over *alone*
    known: NDArray[np.int64]  # peers whose place during the silence is known
    heard: NDArray[np.int64]  # of these, heard meanwhile
    silent: NDArray[np.int64]  # not heard at all meanwhile
    together: NDArray[np.int64]  # fell silent and came back at the same moments
    heard_km: Floats  # nearest that was heard; inf = none
    silent_km: Floats  # nearest that was not


def surroundings(
    positions: Positions, silences: Silences, table: Presence, usual: Habits, speed_kmh: Floats
) -> Surroundings:
    """Weigh every closed silence (`silences.on` >= 0). `speed_kmh`: around the silence; 0 = lay still."""
    if not len(silences):
        none, zero = np.empty(0), np.empty(0, np.int64)
        return Surroundings(
            log_outage=none, known=zero, heard=zero, silent=zero, together=zero, heard_km=none, silent_km=none
        )
    numbers, counts = _surroundings(
        positions.time, positions.lat, positions.lon, positions.mover, positions.starts, silences.off, silences.on,
        table.key, table.mover, table.start, table.slots, usual.interval_s, usual.heard, usual.silence_s, speed_kmh,
    )  # fmt: skip
    return Surroundings(
        log_outage=numbers[:, 0], heard_km=numbers[:, 1], silent_km=numbers[:, 2],
        known=counts[:, 0], heard=counts[:, 1], silent=counts[:, 2], together=counts[:, 3],
    )  # fmt: skip


@numba.njit(cache=True, nogil=True)
def _surroundings(
    time: Floats, lat: Floats, lon: Floats, mover: NDArray[np.int32], starts: NDArray[np.int64],
    off: NDArray[np.int64], on: NDArray[np.int64], key: NDArray[np.int64], key_mover: NDArray[np.int32],
    start: float, slots: int, interval: Floats, heard: Floats, silence: Floats,
    speed_kmh: Floats,
) -> tuple[Floats, NDArray[np.int64]]:  # fmt: skip
    numbers, counts = np.full((len(off), 3), np.inf), np.zeros((len(off), 4), np.int64)
    own_lat, own_lon = np.empty(BINS), np.empty(BINS)
    for g in range(len(off)):
        numbers[g, 0] = 0.0
        i, j = off[g], on[g]
        if j < 0:
            continue
        every = interval[mover[i]]
        if i > starts[mover[i]]:
            every = max(every, min(time[i] - time[i - 1], TYPICAL_S))
        if j + 1 < starts[mover[i] + 1]:
            every = max(every, min(time[j + 1] - time[j], TYPICAL_S))
        low, high = bins_of(time[i], time[j], every)
        for b in range(BINS):
            share = min(max(((low[b] + high[b]) / 2 - time[i]) / (time[j] - time[i]), 0.0), 1.0)
            own_lat[b], own_lon[b] = lat[i] + share * (lat[j] - lat[i]), lon[i] + share * (lon[j] - lon[i])
        core = slice(SIDE_BINS, SIDE_BINS + CORE_BINS)
        middle_lat, middle_lon = (lat[i] + lat[j]) / 2, (lon[i] + lon[j]) / 2
        others = candidates_of(key, key_mover, start, slots, mover[i], (low + high) / 2, own_lat, own_lon)
        peers, fixes, east, north, nearest = peers_of(
            time, lat, lon, starts, interval, others, low, high, own_lat, own_lon, middle_lat, middle_lon
        )
        if not len(peers):
            continue
        _count(g, numbers, counts, peers, fixes, nearest, time, starts, interval, time[i], time[j], interval[mover[i]])
        km_east = 111.195 * max(np.cos(np.radians(middle_lat)), 0.05)
        path_east, path_north = (own_lon[core] - middle_lon) * km_east, (own_lat[core] - middle_lat) * 111.195
        sailed_km = speed_kmh[g] * (time[j] - time[i]) / 3600
        numbers[g, 0] = _log_outage(
            peers,
            fixes,
            east,
            north,
            high - low,
            interval,
            heard,
            silence,
            path_east,
            path_north,
            sailed_km,
        )
    return numbers, counts


@numba.njit(cache=True, nogil=True)
def _count(
    g: int, numbers: Floats, counts: NDArray[np.int64], peers: NDArray[np.int32], fixes: NDArray[np.int32],
    nearest: Floats, time: Floats, starts: NDArray[np.int64], interval: Floats, off_s: float, on_s: float, own_s: float,
) -> None:  # fmt: skip
    for p in range(len(peers)):
        got = 0
        for b in range(SIDE_BINS, SIDE_BINS + CORE_BINS):
            got += max(fixes[p, b], 0)
        counts[g, 0] += 1
        if got:
            counts[g, 1] += 1
            numbers[g, 1] = min(numbers[g, 1], nearest[p])
            continue
        counts[g, 2] += 1
        numbers[g, 2] = min(numbers[g, 2], nearest[p])
        i0, i1 = starts[peers[p]], starts[peers[p] + 1]
        k = i0 + np.searchsorted(time[i0:i1], (off_s + on_s) / 2)
        slack = max(3 * (interval[peers[p]] + own_s), LEAST_SLACK_S)
        if k not in (i0, i1) and abs(time[k - 1] - off_s) <= slack and abs(time[k] - on_s) <= slack:
            counts[g, 3] += 1


@numba.njit(cache=True, nogil=True)
def _log_outage(
    peers: NDArray[np.int32], fixes: NDArray[np.int32], east: Floats, north: Floats, width: Floats,
    interval: Floats, heard: Floats, silence: Floats, path_east: Floats, path_north: Floats, sailed_km: float,
) -> float:  # fmt: skip
    n = len(peers)
    inside = np.zeros(BINS, np.bool_)
    alone, swallowed, habit = np.empty(n), np.empty((n, 2)), np.empty((n, 7))
    is_still = np.ones(n, np.bool_)
    for p in range(n):
        _habit(habit[p], width[SIDE_BINS], width[0], interval[peers[p]], heard[peers[p]], silence[peers[p]])
        alone[p] = _chain(fixes[p], inside, False, habit[p])
        for wide in range(2):
            swallowed[p, wide] = _chain(fixes[p], ~inside, wide == 1, habit[p])
        alone[p] = np.logaddexp(np.log(1 - OWN_REASON) + alone[p], np.log(OWN_REASON) + swallowed[p, 0])
        at = np.flatnonzero(fixes[p] >= 0)
        for k in at:
            e, d = east[p, k] - east[p, at[0]], north[p, k] - north[p, at[0]]
            is_still[p] = is_still[p] and e * e + d * d < STILL_KM**2
        if is_still[p]:
            east[p, 0], north[p, 0] = east[p, at[0]], north[p, at[0]]
    total = 0.0
    log = np.zeros((len(SPARED), 2))
    for r in range(len(RADII_KM)):
        square = RADII_KM[r] ** 2
        for o in range(len(OFFSETS)):
            for a in range(BEARINGS):
                angle = 2 * np.pi * a / BEARINGS
                e0, n0 = RADII_KM[r] * OFFSETS[o] * np.sin(angle), RADII_KM[r] * OFFSETS[o] * np.cos(angle)
                farthest = 0.0
                for b in range(CORE_BINS):
                    farthest = max(farthest, np.hypot(path_east[b] - e0, path_north[b] - n0) / RADII_KM[r])
                if farthest > (BEYOND if sailed_km > 0 else 1.0):
                    continue
                far_lost = MOVING_WIDE[1 if farthest > EDGE else 0] if sailed_km > 0 else STILL_WIDE
                prior = RADIUS_WEIGHTS[r] * OFFSET_WEIGHTS[o] / BEARINGS
                if sailed_km > LINGER * RADII_KM[r]:  # at its speed it would have been out on the other side
                    prior *= max(LINGER * RADII_KM[r] / sailed_km, STAYED)
                log[:] = 0.0
                for p in range(n):
                    if is_still[p]:
                        if (east[p, 0] - e0) ** 2 + (north[p, 0] - n0) ** 2 > square:
                            continue
                        within, known = 1, 1
                    else:
                        within, known = 0, 0
                        for b in range(BINS):
                            if fixes[p, b] >= 0:
                                inside[b] = (east[p, b] - e0) ** 2 + (north[p, b] - n0) ** 2 <= square
                                known += 1
                                within += inside[b]
                        if not within:
                            continue
                    for wide in range(2):
                        hit = swallowed[p, wide] if within == known else _chain(fixes[p], inside, wide == 1, habit[p])
                        ratio = np.exp(min(hit - alone[p], 50.0))
                        for s in range(len(SPARED)):
                            log[s, wide] += np.log((1 - SPARED[s]) * ratio + SPARED[s])
                    if log.max() < GIVEN_UP:
                        break
                for s in range(len(SPARED)):
                    for wide in range(2):
                        chance = far_lost if wide else 1 - far_lost
                        total += prior * SPARED_WEIGHTS[s] * chance * np.exp(min(log[s, wide], 300.0))
    return float(np.log(max(total, 1e-12)))


@numba.njit(cache=True, nogil=True)
def _habit(found: Floats, core_s: float, side_s: float, interval: float, heard: float, silence: float) -> None:
    """A peer's share of time heard; and for a bin within and one beside: to stay silent, to fall silent, no fix though heard."""
    share = min(max(heard, NEVER), 1 - MISS)
    found[0] = share
    for k in range(2):
        width = side_s if k else core_s
        found[1 + 3 * k] = np.exp(-width / silence)
        found[2 + 3 * k] = 1 - np.exp(-width * (1 - share) / share / silence)
        found[3 + 3 * k] = max(np.exp(-width / interval), MISS)


@numba.njit(cache=True, nogil=True)
def _chain(fixes: NDArray[np.int32], inside: NDArray[np.bool_], wide: bool, habit: Floats) -> float:
    """Log likelihood of one peer's bins: the two-state chain, with nothing to hear in bins inside a hole."""
    up, down, product = habit[0], 1 - habit[0], 1.0
    for b in range(BINS):
        core = SIDE_BINS <= b < SIDE_BINS + CORE_BINS
        k = 1 if core else 4
        if b:
            stay, fall = habit[k], habit[k + 1]
            up, down = up * (1 - fall) + down * (1 - stay), up * fall + down * stay
        if fixes[b] < 0:
            continue
        if inside[b] and core:
            product *= LEAK if fixes[b] else 1 - LEAK
            continue
        quiet = habit[k + 2]
        if fixes[b]:
            up, down = up * (1 - quiet), down * NEVER
        else:
            up, down = up * quiet, down * (1 - NEVER)
        total = up + down
        up, down = up / total, down / total
        if not (inside[b] and wide):
            product *= total
    return float(np.log(max(product, 1e-300)))
