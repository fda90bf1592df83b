"""What a vessel's own track says of each of its silences: cadence before it, motion at both ends, habit, impossible steps."""

from __future__ import annotations

import attrs
import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.motion import KM_PER_NM, distance_km
from trigpoint.evidence.tracks.silences import Silences
from trigpoint.model.positions import Positions

Floats = NDArray[np.float64]

LOOKS_H = (1.0, 3.0, 12.0)  # before the silence
MOTION_S = 3600.0  # over which speed at an end is told
SIMILAR = 0.6  # a silence of at least this share of the length is a similar one
LYING_KM = 2.0  # and if both were lying, or both were not: what is usual at the berth is not so under way
EDGE_FIXES = 6  # steps looked at on either side for jumps
SLACK_KM = 0.5  # rounding of times and positions


@attrs.frozen(kw_only=True, eq=False)
class OwnTrack:
    """One entry per silence; NaN where an open silence has no far end."""

    hours: Floats
    km: Floats  # great circle between the ends
    kn: Floats  # speed that implies
    kn_before: Floats  # over the hour before, along the track; NaN: too few fixes
    kn_after: Floats
    fixes: Floats  # (silence, 3) received in the last 1, 3 and 12 hours
    cadence_z: Floats  # of the last 3 hours against the vessel's own mean, standard deviations
    similar: Floats  # other silences of the vessel at least SIMILAR as long, lying as it lay or under way
    similar_per_h: Floats  # of its time
    jump_kn: Floats  # fastest step next to either end
    cruise_kn: Floats  # the vessel's usual speed under way; NaN where it never moved


def own_tracks(positions: Positions, silences: Silences) -> OwnTrack:
    """Measure every silence."""
    found = _own_tracks(
        positions.time, positions.lat, positions.lon, positions.mover, positions.starts, silences.off, silences.on
    )
    return OwnTrack(
        hours=found[:, 0], km=found[:, 1], kn=found[:, 2], kn_before=found[:, 3], kn_after=found[:, 4],
        fixes=found[:, 5:8], cadence_z=found[:, 8], similar=found[:, 9], similar_per_h=found[:, 10],
        jump_kn=found[:, 11], cruise_kn=found[:, 12],
    )  # fmt: skip


@numba.njit(cache=True, nogil=True)
def _own_tracks(
    time: Floats, lat: Floats, lon: Floats, mover: NDArray[np.int32], starts: NDArray[np.int64],
    off: NDArray[np.int64], on: NDArray[np.int64],
) -> Floats:  # fmt: skip
    found = np.full((len(off), 13), np.nan)
    for g in range(len(off)):
        i, j = off[g], on[g]
        first, last = starts[mover[i]], starts[mover[i] + 1]
        found[g, 3] = _speed(time, lat, lon, first, i, i)
        for h in range(3):
            found[g, 5 + h] = i + 1 - first - np.searchsorted(time[first : i + 1], time[i] - LOOKS_H[h] * 3600)
        span = max(time[last - 1] - time[first], 60.0)
        usual = (last - first) / span * min(LOOKS_H[1] * 3600, time[i] - time[first] + 60)
        found[g, 8] = (found[g, 6] - usual) / np.sqrt(max(usual, 1.0))
        found[g, 12] = _cruise(time, lat, lon, first, last)
        if j < 0:
            continue
        length = time[j] - time[i]
        found[g, 0], found[g, 1] = length / 3600, distance_km(lat[i], lon[i], lat[j], lon[j])
        found[g, 2] = found[g, 1] / KM_PER_NM / found[g, 0]
        found[g, 4] = _speed(time, lat, lon, j, last - 1, j)
        similar = -1  # itself
        for k in range(first + 1, last):
            if time[k] - time[k - 1] >= SIMILAR * length:
                lay = distance_km(lat[k - 1], lon[k - 1], lat[k], lon[k]) <= LYING_KM
                similar += lay == (found[g, 1] <= LYING_KM)
        found[g, 9], found[g, 10] = similar, similar / max((span - length) / 3600, 1.0)
        worst = 0.0
        for k in range(max(first + 1, i - EDGE_FIXES), min(last, j + EDGE_FIXES + 1)):
            if k == j or not (k <= i or k > j):
                continue
            km = max(distance_km(lat[k - 1], lon[k - 1], lat[k], lon[k]) - SLACK_KM, 0.0)
            worst = max(worst, km / KM_PER_NM / max((time[k] - time[k - 1]) / 3600, 1 / 3600))
        found[g, 11] = worst
    return found


@numba.njit(cache=True, nogil=True)
def _speed(time: Floats, lat: Floats, lon: Floats, first: int, last: int, at: int) -> float:
    """Along the track over the hour before `last` (or after `first`), knots; NaN over less than two minutes."""
    km, a, b = 0.0, at, at
    while a > first and time[at] - time[a - 1] <= MOTION_S:
        km += distance_km(lat[a - 1], lon[a - 1], lat[a], lon[a])
        a -= 1
    while b < last and time[b + 1] - time[at] <= MOTION_S:
        km += distance_km(lat[b], lon[b], lat[b + 1], lon[b + 1])
        b += 1
    hours = (time[b] - time[a]) / 3600
    return km / KM_PER_NM / hours if hours > 1 / 30 else np.nan


@numba.njit(cache=True, nogil=True)
def _cruise(time: Floats, lat: Floats, lon: Floats, first: int, last: int) -> float:
    """Median speed of steps under way (over 2 kn), of at most 200 steps spread over the track."""
    speeds = [np.nan]
    for k in range(first + 1, last, max(1, (last - first) // 200)):
        hours = (time[k] - time[k - 1]) / 3600
        if hours > 0:
            kn = distance_km(lat[k - 1], lon[k - 1], lat[k], lon[k]) / KM_PER_NM / hours
            if 2.0 < kn < 60.0:
                speeds.append(kn)
    return float(np.median(np.array(speeds[1:]))) if len(speeds) > 1 else np.nan
