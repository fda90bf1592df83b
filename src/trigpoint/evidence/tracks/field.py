"""How probable it is that reception failed around a silent vessel, against that the vessel alone fell silent.

Two families of hypotheses are weighed by when each peer was heard:

- *alone*: reception was as usual. Each peer is a chain of two states, heard and silent, with its own share of time heard and its
  own mean silence; within the heard state its fixes come at its own interval.
- *outage*: nothing was received within some radius of some centre that holds the silent path, from the moment the vessel
  fell silent until it was heard again (or, wider, since before and until after: it sailed into the hole and out of it).
  Peers inside are silent then, but for a share that another antenna still hears; before and after they are heard as usual,
  so a neighbour that falls silent and returns at the same moments counts for more than one that was silent all day.
  Centre and width are summed over; radius and share are left to `outage_size`, which learns them from the feed.

A peer that fell silent earlier and came back later says little: silences last, and those of a harbour at night hang together.
And a hole that lies there anyway says little of a vessel that may not be in it. So what such peers add is bounded.

A disc that does not hold the whole silent path is no explanation, but keeps its prior weight: who sailed 80 km unheard was
in no small hole. Nor does a vessel under way stay in one for a day.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import attrs
import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.outage_size import DISCS, SPARED, log_odds_of_outage
from trigpoint.evidence.tracks.peers import (
    BINS,
    CELL_DEG,
    COLUMNS,
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
from trigpoint.evidence.tracks.vessel_ends import Ends
from trigpoint.model.positions import Positions

Floats = NDArray[np.float64]

EDGE, BEYOND = 0.8, 1.06  # of the radius: an end further out lies at the hole's edge; further than this, outside
STILL_WIDE = 0.1  # that the hole was there before and after, for a vessel that lay still
MOVING_WIDE = np.array([0.15, 0.75])  # for one under way: its silence began or ended inside the hole, or at its edge
LINGER = 4.0  # radii a vessel under way may sail within a hole, not on a straight course
# silences by sailing over the edge for one by onset: 2 / pi a radius sailed; at most
CROSSING, MOST_CROSSING = 0.64, 6.0
ANY_COURSE = 0.25  # of those that begin at the edge on whatever course: drawn as a disc, the hole is coarse
COURSE_KM = 2.0
STILL_KM = 0.3  # a peer that moves less is in a hole or not
GIVEN_UP = 3e-7  # weight at which a disc is dropped: so many near by were heard within it
MOST_RATIO = np.array([1.6, 400.0, 5e21])  # of one silent peer: heard on neither side just then, on one, on both
MOST_LOOSE = 1.2  # of all peers together that were heard neither just before nor just after
MOST_WEIGHT = 2e130  # of all: sure enough
LASTING = 0.02  # chance that a lasting hole lies so near by, with the vessel or without
STAYED = 0.15  # that a vessel under way stops, or turns, inside a hole
OWN_REASON = 0.03  # that a peer is silent just then for a reason of its own, whatever its habits
LEAK = 0.02  # a bin heard inside an outage
MISS = 0.02  # nobody is heard always: clocks, shadows
NEVER = 0.02  # nor silent always
SAME_MOMENT, LEAST_SLACK_S = 2.0, 180.0  # intervals of both that the same moment may lie apart
AT_ONCE = 128  # silences that one thread weighs at a time
MASKS = 8  # of bins inside a disc, remembered per peer: many discs hold the same part of its way


@attrs.frozen(kw_only=True, eq=False)
class Surroundings:
    """What the peers say of each silence; arrays with one entry per silence."""

    log_outage: Floats  # log likelihood ratio of *outage* over *alone*
    known: NDArray[np.int64]  # peers whose place during the silence is known
    heard: NDArray[np.int64]  # of these, heard meanwhile
    silent: NDArray[np.int64]  # not heard at all meanwhile
    together: NDArray[np.int64]  # fell silent and came back at the same moments
    onset: NDArray[np.int64]  # fell silent at the same moment
    ending: NDArray[np.int64]  # came back at the same moment
    spared: float  # share of vessels inside an outage of this feed that are still heard
    heard_km: Floats  # nearest that was heard; inf = none
    silent_km: Floats  # nearest that was not


def surroundings(
    positions: Positions, silences: Silences, ends: Ends, table: Presence, usual: Habits, speed_kmh: Floats
) -> Surroundings:
    """Weigh every silence whose end is known or reckoned. `speed_kmh`: around the silence; 0 = lay still."""
    if not len(silences):
        none, zero = np.empty(0), np.empty(0, np.int64)
        return Surroundings(
            log_outage=none, known=zero, heard=zero, silent=zero, together=zero, onset=zero, ending=zero,
            heard_km=none, silent_km=none, spared=0.0,
        )  # fmt: skip
    numbers, counts = np.full((len(silences), 2), np.inf), np.zeros((len(silences), 6), np.int64)
    ratios = np.ones((len(silences), len(DISCS), len(SPARED)))
    starts, order = positions.starts, _by_place(positions, silences)

    def weigh_some(first: int) -> None:
        some = order[first : first + AT_ONCE]
        found = ratios[some], numbers[some], counts[some]
        _surroundings(
            positions.time, positions.lat, positions.lon, positions.mover, starts, silences.off[some], silences.on[some],
            ends.time[some], ends.lat[some], ends.lon[some],
            table.key, table.mover, table.start, table.slots, usual.interval_s, usual.heard, usual.silence_s, speed_kmh[some],
            *found,
        )  # fmt: skip
        ratios[some], numbers[some], counts[some] = found

    with ThreadPoolExecutor() as workers:
        list(workers.map(weigh_some, range(0, len(silences), AT_ONCE)))
    log_outage, spared = log_odds_of_outage(ratios, (counts[:, 0] > 0) & (silences.on >= 0))
    return Surroundings(
        log_outage=log_outage, heard_km=numbers[:, 0], silent_km=numbers[:, 1], known=counts[:, 0],
        heard=counts[:, 1], silent=counts[:, 2], together=counts[:, 3], onset=counts[:, 4], ending=counts[:, 5],
        spared=spared,
    )  # fmt: skip


def _by_place(positions: Positions, silences: Silences) -> NDArray[np.int64]:
    """The silences by place, then time: what one looks at the next finds at hand."""
    off = silences.off
    cell = np.floor(positions.lat[off] / CELL_DEG) * COLUMNS + np.floor(positions.lon[off] / CELL_DEG)
    order: NDArray[np.int64] = np.lexsort((positions.time[off], cell))
    return order


@numba.njit(cache=True, nogil=True)
def _surroundings(
    time: Floats, lat: Floats, lon: Floats, mover: NDArray[np.int32], starts: NDArray[np.int64],
    off: NDArray[np.int64], on: NDArray[np.int64], to_time: Floats, to_lat: Floats, to_lon: Floats,
    key: NDArray[np.int64], key_mover: NDArray[np.int32], start: float, slots: int, interval: Floats, heard: Floats,
    silence: Floats, speed_kmh: Floats, ratios: Floats, numbers: Floats, counts: NDArray[np.int64],
) -> None:  # fmt: skip
    """Fills, of some silences, `ratios` (likelihood of an outage of each radius and share spared, over alone), `numbers`
    (heard km, silent km) and `counts` (known, heard, silent, together, onset, ending)."""
    own_lat, own_lon = np.empty(BINS), np.empty(BINS)
    for g in range(len(off)):
        i, j = off[g], on[g]
        if not to_time[g] > time[i]:
            continue
        until, lat1, lon1 = to_time[g], to_lat[g], to_lon[g]
        every = interval[mover[i]]
        if i > starts[mover[i]]:
            every = max(every, min(time[i] - time[i - 1], TYPICAL_S))
        if 0 <= j < starts[mover[i] + 1] - 1:
            every = max(every, min(time[j + 1] - time[j], TYPICAL_S))
        low, high = bins_of(time[i], until, every)
        for b in range(BINS):
            share = min(max(((low[b] + high[b]) / 2 - time[i]) / (until - time[i]), 0.0), 1.0)
            own_lat[b], own_lon[b] = lat[i] + share * (lat1 - lat[i]), lon[i] + share * (lon1 - lon[i])
        core = slice(SIDE_BINS, SIDE_BINS + CORE_BINS)
        middle_lat, middle_lon = (lat[i] + lat1) / 2, (lon[i] + lon1) / 2
        others = candidates_of(key, key_mover, start, slots, mover[i], (low + high) / 2, own_lat, own_lon)
        peers, fixes, east, north, nearest = peers_of(
            time, lat, lon, starts, interval, others, low, high, own_lat, own_lon, middle_lat, middle_lon
        )
        if not len(peers):
            continue
        _count(g, numbers, counts, peers, fixes, nearest, time, starts, interval, time[i], until, interval[mover[i]])
        km_east = 111.195 * max(np.cos(np.radians(middle_lat)), 0.05)
        path_east, path_north = (own_lon[core] - middle_lon) * km_east, (own_lat[core] - middle_lat) * 111.195
        sailed_km = speed_kmh[g] * (until - time[i]) / 3600
        _weigh_outages(
            ratios[g],
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
            _course(time, lat, lon, i, -1, starts[mover[i]]),
            _course(time, lat, lon, j, 1, starts[mover[i] + 1] - 1) if j >= 0 else (0.0, 0.0),
            (lon1 - lon[i]) / 2 * km_east,
            (lat1 - lat[i]) / 2 * 111.195,
        )


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
            numbers[g, 0] = min(numbers[g, 0], nearest[p])
            continue
        counts[g, 2] += 1
        numbers[g, 1] = min(numbers[g, 1], nearest[p])
        i0, i1 = starts[peers[p]], starts[peers[p] + 1]
        k = i0 + np.searchsorted(time[i0:i1], (off_s + on_s) / 2)
        if k not in (i0, i1):
            slack = max(SAME_MOMENT * (interval[peers[p]] + own_s), LEAST_SLACK_S)
            onset, ending = abs(time[k - 1] - off_s) <= slack, abs(time[k] - on_s) <= slack
            counts[g, 3] += onset and ending
            counts[g, 4] += onset
            counts[g, 5] += ending


@numba.njit(cache=True, nogil=True)
def _weigh_outages(
    found: Floats, peers: NDArray[np.int32], fixes: NDArray[np.int32], east: Floats, north: Floats, width: Floats,
    interval: Floats, heard: Floats, silence: Floats, path_east: Floats, path_north: Floats, sailed_km: float,
    before: tuple[float, float], after: tuple[float, float], half_east: float, half_north: float,
) -> None:  # fmt: skip
    """Fills `found` (radius, share spared). `before`, `after`: direction of sailing at the ends, which lie a `half` either way."""
    n = len(peers)
    habit, alone, sides = np.empty((n, 7)), np.empty(n), np.empty(n, np.int64)
    swallowed = np.empty((n, 2 * len(SPARED)))
    weight = np.empty((2, 2 * len(SPARED)))  # of peers heard neither just before nor just after, of the others
    middle_east, middle_north, spread = np.empty(n), np.empty(n), np.empty(n)
    inside, everywhere = np.zeros(BINS, np.bool_), np.ones(BINS, np.bool_)
    mask, remembered, masks = (
        np.empty((n, MASKS), np.int64),
        np.empty((n, MASKS, 2 * len(SPARED))),
        np.ones(n, np.int64),
    )
    for p in range(n):
        _habit(habit[p], width[SIDE_BINS], width[0], interval[peers[p]], heard[peers[p]], silence[peers[p]])
        usual, _ = _chain(fixes[p], inside, habit[p])
        silent, silent_wide = _chain(fixes[p], everywhere, habit[p])
        alone[p] = (1 - OWN_REASON) * usual + OWN_REASON * silent
        sides[p] = int(fixes[p, :SIDE_BINS].max() > 0) + int(fixes[p, SIDE_BINS + CORE_BINS :].max() > 0)
        _spared(swallowed[p], silent / alone[p], silent_wide / alone[p], MOST_RATIO[sides[p]])
        middle_east[p], middle_north[p], spread[p] = _haunt(fixes[p], east[p], north[p])
        mask[p, 0], remembered[p, 0] = 0, swallowed[p]
        for b in range(BINS):
            mask[p, 0] |= np.int64(fixes[p, b] >= 0) << b
    found[:] = 0.0
    for r in range(len(DISCS)):
        for d in range(DISCS.shape[1]):
            radius, e0, n0, prior = DISCS[r, d, 0], DISCS[r, d, 1], DISCS[r, d, 2], DISCS[r, d, 3]
            farthest = 0.0
            for b in (0, CORE_BINS - 1):  # of a straight path an end is the farthest
                farthest = max(farthest, (path_east[b] - e0) ** 2 + (path_north[b] - n0) ** 2)
            farthest = np.sqrt(farthest) / radius
            if farthest > (BEYOND if sailed_km > 0 else 1.0):
                continue
            if sailed_km > LINGER * radius:  # at its speed it would have been out on the other side
                prior *= max(LINGER * radius / sailed_km, STAYED)
            far_lost, crossing = STILL_WIDE, 1.0
            if sailed_km > 0:
                far_lost = MOVING_WIDE[1 if farthest > EDGE else 0]
                crossing = _entered(-half_east - e0, -half_north - n0, radius, before, 1.0)
                crossing *= _entered(half_east - e0, half_north - n0, radius, after, -1.0)
                if farthest > EDGE:
                    crossing *= 1 + min(CROSSING * sailed_km / radius, MOST_CROSSING)
            weight[:] = 1.0
            for p in range(n):
                apart2 = (middle_east[p] - e0) ** 2 + (middle_north[p] - n0) ** 2
                if apart2 > (radius + spread[p]) ** 2:
                    continue
                if radius >= spread[p] and apart2 <= (radius - spread[p]) ** 2:
                    most = _multiplied(weight, min(sides[p], 1), swallowed, p)
                else:
                    within = np.int64(0)
                    for b in range(BINS):
                        is_in = (east[p, b] - e0) ** 2 + (north[p, b] - n0) ** 2 <= radius * radius
                        within |= np.int64(is_in) << b
                    within &= mask[p, 0]
                    if not within:
                        continue
                    k = 0
                    while k < min(masks[p], MASKS) and mask[p, k] != within:
                        k += 1
                    if k == min(masks[p], MASKS):
                        k = 1 + (masks[p] - 1) % (MASKS - 1)  # the oldest but the whole way gives place
                        masks[p] += 1
                        for b in range(BINS):
                            inside[b] = within >> b & 1
                        hit, hit_wide = _chain(fixes[p], inside, habit[p])
                        mask[p, k] = within
                        _spared(remembered[p, k], hit / alone[p], hit_wide / alone[p], MOST_RATIO[sides[p]])
                    most = _multiplied(weight, min(sides[p], 1), remembered[p], k)
                if most < GIVEN_UP:
                    break
            for s in range(len(SPARED)):
                brief = weight[1, 2 * s] * min(weight[0, 2 * s], MOST_LOOSE)
                lasting = weight[1, 2 * s + 1] * min(weight[0, 2 * s + 1], MOST_LOOSE)
                found[r, s] += prior * (
                    (1 - far_lost) * brief + far_lost * crossing * lasting / (1 + LASTING * lasting)
                )


@numba.njit(cache=True, nogil=True)
def _course(time: Floats, lat: Floats, lon: Floats, at: int, step: int, last: int) -> tuple[float, float]:
    """Direction of sailing at a fix (east, north; length 1), over the last half hour or COURSE_KM; zero where it lay still."""
    k, km_east, east, north = at, 111.195 * max(np.cos(np.radians(lat[at])), 0.05), 0.0, 0.0
    while k != last and abs(time[k + step] - time[at]) <= TYPICAL_S and np.hypot(east, north) < COURSE_KM:
        k += step
        east, north = step * (lon[k] - lon[at]) * km_east, step * (lat[k] - lat[at]) * 111.195
    far = np.hypot(east, north)
    return (east / far, north / far) if far > STILL_KM else (0.0, 0.0)


@numba.njit(cache=True, nogil=True)
def _entered(east: float, north: float, radius: float, course: tuple[float, float], way: float) -> float:
    """How much likelier a silence begins here (`way` 1) or ends here (-1), on this course, than on any: at the edge of a disc
    about (0, 0) vessels fall silent sailing in and are heard again sailing out."""
    far = np.hypot(east, north)
    if far < EDGE * radius or (course[0] == 0 and course[1] == 0):
        return 1.0
    inward = -way * (east * course[0] + north * course[1]) / far
    return ANY_COURSE + (1 - ANY_COURSE) * np.pi * max(inward, 0.0)  # type: ignore[no-any-return]


@numba.njit(cache=True, nogil=True, fastmath={"nnan", "nsz"})  # no weight is NaN: lets all be multiplied at once
def _multiplied(weight: Floats, row: int, by: Floats, at: int) -> float:
    """The largest of a row of weights once multiplied by row `at` of `by`."""
    most = 0.0
    for k in range(2 * len(SPARED)):
        weight[row, k] = min(weight[row, k] * by[at, k], MOST_WEIGHT)
        most = max(most, weight[row, k])
    return most


@numba.njit(cache=True, nogil=True)
def _spared(found: Floats, ratio: float, ratio_wide: float, most: float) -> None:
    """Likelihood ratios of one peer for each share spared, hole at the silence and hole before and after too."""
    for s in range(len(SPARED)):
        found[2 * s] = (1 - SPARED[s]) * min(ratio, most) + SPARED[s]
        found[2 * s + 1] = (1 - SPARED[s]) * min(ratio_wide, most) + SPARED[s]


@numba.njit(cache=True, nogil=True)
def _haunt(fixes: NDArray[np.int32], east: Floats, north: Floats) -> tuple[float, float, float]:
    """A circle (km east, north, radius) around where a peer is known to have been; a point for one that hardly moved."""
    known, east0, north0 = 0, 0.0, 0.0
    first = -1
    for b in range(BINS):
        if fixes[b] >= 0:
            first = b if first < 0 else first
            known, east0, north0 = known + 1, east0 + east[b], north0 + north[b]
    east0, north0 = east0 / known, north0 / known
    far = moved = 0.0
    for b in range(BINS):
        if fixes[b] >= 0:
            far = max(far, np.hypot(east[b] - east0, north[b] - north0))
            moved = max(moved, np.hypot(east[b] - east[first], north[b] - north[first]))
    if moved < STILL_KM:
        return east[first], north[first], 0.0
    return east0, north0, far


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
def _chain(fixes: NDArray[np.int32], inside: NDArray[np.bool_], habit: Floats) -> tuple[float, float]:
    """Likelihood of one peer's bins: the two-state chain, with nothing to hear in bins inside a hole.

    The second is for a hole that was there before and after as well: what was heard then inside it says nothing.
    """
    up, down, product, wide = habit[0], 1 - habit[0], 1.0, 1.0
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
        if inside[b]:
            wide *= total
        else:
            product *= total
    return product * wide, product
