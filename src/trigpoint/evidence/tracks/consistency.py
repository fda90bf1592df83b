"""Which fixes of a track hang together, chosen over the whole track and not one by one.

1. The track is cut into runs wherever a step needs more speed than the mover can have.
2. In each run the way covered is held against the speed and course broadcast. A transponder made to believe a false
   position often goes on broadcasting honest speed, so a circle flown at 400 kn on the spot, or a drift, shows.
3. The chain of runs that explains the most fixes, every step between them possible, is kept; the rest is marked with a reason.
4. In the chain, stretches that drift from what was broadcast are marked too.

A greedy filter follows the first jump; this does not, because what comes after has its say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.motion import KM_PER_NM, distance_km
from trigpoint.model.positions import Mover, MoverKind, Positions

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]

MOST_KN = {MoverKind.VESSEL: 70.0, MoverKind.AIRCRAFT: 750.0}
SLACK_KM = {MoverKind.VESSEL: 0.5, MoverKind.AIRCRAFT: 3.0}  # rounding of times and positions
WINDOW_S = {MoverKind.VESSEL: 1200.0, MoverKind.AIRCRAFT: 120.0}
LEAST_WINDOW_S = {MoverKind.VESSEL: 300.0, MoverKind.AIRCRAFT: 12.0}
MISMATCH_KN = {
    MoverKind.VESSEL: 12.0,
    MoverKind.AIRCRAFT: 45.0,
}  # of the mean over the window, plus a tenth of the speed
PAUSE_S = {MoverKind.VESSEL: 1800.0, MoverKind.AIRCRAFT: 45.0}
LEAST_DRIFT_KM = {MoverKind.VESSEL: 4.0, MoverKind.AIRCRAFT: 8.0}  # a stretch that drifts less is noise
MARKED_DRIFT_KM = {MoverKind.VESSEL: 2.0, MoverKind.AIRCRAFT: 4.0}  # within it, fixes off by more are marked
LONGEST_STEP_S = 300.0  # what was broadcast is not carried over longer intervals
STALE_S = 30.0  # speed and course that stand still or run on a ruler for longer were filled in by the provider
SAME = 1e-3  # kn and degrees
LAG_SLACKS = 4.0  # a hitch of at most this many slacks more than possible is a late position, not another track
LAG_COST = 20.0  # fixes that such a hitch costs a chain
MOST_LEFT = 0.5  # of a part may be left behind by a chain that goes on elsewhere
LEAVING_COST = 3.0  # for each fix left behind: a chain that hops between two stories pays for both
LOOK_BACK = 400  # runs a chain may skip at once
MISMATCH_WEIGHT = -1.0  # of a fix whose window contradicts what was broadcast

REASONS = (
    "",
    "off the consistent track: reached only at an impossible speed",
    "off the consistent track: does not move as it broadcasts",
    "drifts away from the speed and course broadcast",
)


@attrs.frozen(kw_only=True, eq=False)
class Consistency:
    """Per fix: index into REASONS, 0 = hangs together with the rest; and the run it belongs to."""

    reason: NDArray[np.uint8]
    run: NDArray[np.int64]

    @property
    def ok(self) -> NDArray[np.bool_]:
        """The fix hangs together with the rest of its track."""
        found: NDArray[np.bool_] = self.reason == 0
        return found


def judge_fixes(positions: Positions) -> Consistency:
    """Judge every fix of every mover."""
    kind = positions.kind
    nothing = np.full(len(positions), np.nan, np.float32)
    speed = nothing if positions.speed_kn is None else positions.speed_kn
    course = nothing if positions.course_deg is None else positions.course_deg
    reason, run = _judge(
        positions.time, positions.lat, positions.lon, speed, course, positions.starts, MOST_KN[kind], SLACK_KM[kind],
        WINDOW_S[kind], LEAST_WINDOW_S[kind], MISMATCH_KN[kind], LEAST_DRIFT_KM[kind], MARKED_DRIFT_KM[kind], PAUSE_S[kind],
    )  # fmt: skip
    return Consistency(reason=reason, run=run)


@attrs.frozen(kw_only=True)
class JudgedFix:
    """A fix and whether it hangs together with the rest of its track; `reason` "" where it does."""

    entity: str
    time: float  # seconds UTC since 1970
    lat: float
    lon: float
    is_ok: bool
    reason: str


@attrs.frozen(kw_only=True)
class TrackSummary:
    """One mover's track in a feed."""

    entity: str
    mover: Mover | None  # None: the feed says nothing of it
    start: float  # seconds UTC since 1970
    end: float
    fixes: int
    bad: int
    reasons: tuple[tuple[str, int], ...]  # why fixes do not hang together, with their number


def summarise(positions: Positions, movers: Mapping[str, Mover]) -> Iterator[TrackSummary]:
    """A summary per mover."""
    found, starts = judge_fixes(positions), positions.starts
    for k, name in enumerate(positions.names):
        i, j = int(starts[k]), int(starts[k + 1])
        if i == j:
            continue
        counts = np.bincount(found.reason[i:j], minlength=len(REASONS))
        yield TrackSummary(
            entity=name,
            mover=movers.get(name),
            start=float(positions.time[i]),
            end=float(positions.time[j - 1]),
            fixes=j - i,
            bad=int(counts[1:].sum()),
            reasons=tuple((REASONS[r], int(counts[r])) for r in range(1, len(REASONS)) if counts[r]),
        )


def judged_fixes(positions: Positions) -> Iterator[JudgedFix]:
    """Every fix of a feed with its judgement, by mover and time."""
    found = judge_fixes(positions)
    for k in range(len(positions)):
        reason = REASONS[int(found.reason[k])]
        yield JudgedFix(
            entity=positions.names[positions.mover[k]],
            time=float(positions.time[k]),
            lat=float(positions.lat[k]),
            lon=float(positions.lon[k]),
            is_ok=not reason,
            reason=reason,
        )


@numba.njit(cache=True, nogil=True)
def _judge(
    time: Floats, lat: Floats, lon: Floats, speed: Floats32, course: Floats32, starts: NDArray[np.int64], most_kn: float,
    slack_km: float, window_s: float, least_window_s: float, mismatch_kn: float, least_drift: float, marked_drift: float,
    pause_s: float,
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:  # fmt: skip
    n = len(time)
    reason = np.zeros(n, np.uint8)
    run = np.zeros(n, np.int64)
    number = 0
    for k in range(len(starts) - 1):
        i, j = starts[k], starts[k + 1]
        if i == j:
            continue
        run[i] = number
        for q in range(i + 1, j):
            reach = most_kn * KM_PER_NM * (time[q] - time[q - 1]) / 3600 + slack_km
            if distance_km(lat[q - 1], lon[q - 1], lat[q], lon[q]) > reach:
                number += 1
            run[q] = number
        number += 1
        east, north = _broadcast_way(time, lat, lon, speed, course, i, j)
        wrong = _contradicted(time, run, east, north, i, j, speed, window_s, least_window_s, mismatch_kn)
        _drifts(run, east, north, wrong, i, j, least_drift, marked_drift)
        part = np.zeros(j - i, np.int64)  # runs, cut again where drifting begins and ends
        for q in range(i + 1, j):
            cut = run[q] != run[q - 1] or (wrong[q - i] == 1) != (wrong[q - 1 - i] == 1)
            cut = cut or time[q] - time[q - 1] > pause_s  # what comes after a pause may be another story
            part[q - i] = part[q - 1 - i] + (1 if cut else 0)
        kept = _best_chain(time, lat, lon, part, run, wrong, i, most_kn, slack_km)
        for q in range(i, j):
            if not kept[q - i]:
                drifted = wrong[q - i] == 1 and _joins(part, run, q, i)
                reason[q] = 3 if drifted else 2 if wrong[q - i] == 1 else 1
    return reason, run


@numba.njit(cache=True, nogil=True)
def _broadcast_way(
    time: Floats, lat: Floats, lon: Floats, speed: Floats32, course: Floats32, i: int, j: int
) -> tuple[Floats, Floats]:
    """Way covered minus way broadcast, summed up in km east and north; NaN steps (nothing broadcast, long interval) add 0."""
    east, north = np.zeros(j - i), np.zeros(j - i)
    stale = _stale(time, speed, course, i, j)
    for q in range(i + 1, j):
        p = q - i
        east[p], north[p] = east[p - 1], north[p - 1]
        step = time[q] - time[q - 1]
        if step <= 0 or step > LONGEST_STEP_S or stale[p]:
            continue
        a, b = speed[q - 1], speed[q]
        c, d = np.radians(course[q - 1]), np.radians(course[q])
        if not (np.isfinite(a) and np.isfinite(b)):
            continue
        hours = step / 3600 * KM_PER_NM
        if np.isfinite(c) and np.isfinite(d):
            said_east = (a * np.sin(c) + b * np.sin(d)) / 2 * hours
            said_north = (a * np.cos(c) + b * np.cos(d)) / 2 * hours
        elif a < 1 and b < 1:
            said_east = said_north = 0.0
        else:
            continue
        wide = np.cos(np.radians(lat[q]))
        east[p] += (lon[q] - lon[q - 1]) * 111.195 * wide - said_east
        north[p] += (lat[q] - lat[q - 1]) * 111.195 - said_north
    return east, north


@numba.njit(cache=True, nogil=True)
def _stale(time: Floats, speed: Floats32, course: Floats32, i: int, j: int) -> NDArray[np.bool_]:
    """Steps whose speed and course were not broadcast then: repeated or interpolated for longer than `STALE_S`."""
    stale = np.zeros(j - i, np.bool_)
    start = i
    for q in range(i + 1, j + 1):
        runs_on = q < j and _goes_on(speed, start, q) and _goes_on(course, start, q)
        if runs_on:
            continue
        if time[q - 1] - time[start] > STALE_S:
            stale[start + 1 - i : q - i] = True
        start = q - 1 if q - 1 > start else q
    return stale


@numba.njit(cache=True, nogil=True)
def _goes_on(values: Floats32, start: int, q: int) -> bool:
    """The value continues the straight line begun at `start`."""
    if q - start < 2:
        return True
    return abs((values[q] - values[q - 1]) - (values[start + 1] - values[start])) < SAME  # type: ignore[no-any-return]


@numba.njit(cache=True, nogil=True)
def _contradicted(
    time: Floats, run: NDArray[np.int64], east: Floats, north: Floats, i: int, j: int, speed: Floats32, window_s: float,
    least_s: float, mismatch_kn: float,
) -> NDArray[np.int8]:  # fmt: skip
    """1: the window around the fix contradicts what was broadcast, 0: it agrees, -1: it cannot tell. Windows end at runs."""
    wrong = np.full(j - i, np.int8(-1))
    back = ahead = i
    for q in range(i, j):
        while time[q] - time[back] > window_s / 2 or run[back] != run[q]:
            back += 1
        ahead = max(ahead, q)
        while ahead + 1 < j and run[ahead + 1] == run[q] and time[ahead + 1] - time[q] <= window_s / 2:
            ahead += 1
        span = time[ahead] - time[back]
        if span < least_s or not np.isfinite(speed[q]):
            continue
        off = np.hypot(east[ahead - i] - east[back - i], north[ahead - i] - north[back - i])
        allowed = (mismatch_kn + 0.1 * speed[q]) * KM_PER_NM * span / 3600
        wrong[q - i] = 1 if off > allowed else 0
    return wrong


@numba.njit(cache=True, nogil=True)
def _joins(part: NDArray[np.int64], run: NDArray[np.int64], q: int, i: int) -> bool:
    """The part of fix q grows out of the part before it without a jump."""
    while q > i and part[q - 1 - i] == part[q - i]:
        q -= 1
    return q > i and run[q - 1] == run[q]


@numba.njit(cache=True, nogil=True)
def _best_chain(
    time: Floats, lat: Floats, lon: Floats, part: NDArray[np.int64], run: NDArray[np.int64], wrong: NDArray[np.int8], i: int,
    most_kn: float, slack_km: float,
) -> NDArray[np.bool_]:  # fmt: skip
    """Fixes of the chain of parts with the greatest weight whose joins are possible.

    A chain may leave a part before its end: what was dragged away bit by bit ends in a jump back.
    """
    parts = part[-1] + 1
    kept = np.ones(len(part), np.bool_)
    if parts == 1:
        return kept
    begin, last = np.zeros(parts, np.int64), np.zeros(parts, np.int64)
    weight = np.zeros(parts)
    for p in range(len(part) - 1, -1, -1):
        begin[part[p]] = i + p
    for p in range(len(part)):
        last[part[p]] = i + p
        weight[part[p]] += MISMATCH_WEIGHT if wrong[p] == 1 else 1.0
    best, before, left_at = weight.copy(), np.full(parts, -1), last.copy()
    for r in range(parts):
        for s in range(max(0, r - LOOK_BACK), r):
            if best[s] + weight[r] <= best[r]:
                continue
            at, cost = last[s], 0.0
            if s < r - 1 or run[last[s]] != run[begin[r]]:
                at, cost = _leave(time, lat, lon, begin[s], last[s], begin[r], weight[s], most_kn, slack_km)
            gained = best[s] + weight[r] - cost
            if at >= 0 and gained > best[r]:
                best[r], before[r], left_at[r] = gained, s, at
    kept[:] = False
    r = int(np.argmax(best))
    end = last[r]
    while r >= 0:
        kept[begin[r] - i : end - i + 1] = True
        end = left_at[r]
        r = before[r]
    return kept


@numba.njit(cache=True, nogil=True)
def _leave(
    time: Floats,
    lat: Floats,
    lon: Floats,
    begin: int,
    last: int,
    to: int,
    weight: float,
    most_kn: float,
    slack_km: float,
) -> tuple[int, float]:
    """Where a chain leaves the part [begin, last] to go on at fix `to`, and what that costs; -1 where it cannot."""
    at = last
    while at >= begin:
        hours = (time[to] - time[at]) / 3600
        excess = distance_km(lat[at], lon[at], lat[to], lon[to]) - most_kn * KM_PER_NM * hours - slack_km
        lost = LEAVING_COST * weight * (last - at) / (last - begin + 1)
        if excess <= 0:
            return at, max(lost, 0.0)
        if excess <= LAG_SLACKS * slack_km and at == last:
            return at, LAG_COST
        if last - at > MOST_LEFT * (last - begin + 1):
            break
        at -= 1
    return -1, 0.0


@numba.njit(cache=True, nogil=True)
def _drifts(
    run: NDArray[np.int64],
    east: Floats,
    north: Floats,
    wrong: NDArray[np.int8],
    i: int,
    j: int,
    least: float,
    marked: float,
) -> None:
    """Keep of each contradicted stretch what has drifted more than `marked` km; a stretch that drifts under `least` is noise."""
    q = i
    while q < j:
        if wrong[q - i] != 1:
            q += 1
            continue
        start = end = q
        while end + 1 < j and run[end + 1] == run[q] and wrong[end + 1 - i] != 0:
            end += 1
        drift = np.hypot(east[end - i] - east[start - i], north[end - i] - north[start - i])
        for p in range(start, end + 1):
            so_far = np.hypot(east[p - i] - east[start - i], north[p - i] - north[start - i])
            wrong[p - i] = (
                1 if drift >= least and (so_far > marked or start == i or run[start - 1] != run[start]) else 0
            )
        q = end + 1
