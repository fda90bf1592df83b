"""Where and when each silence of a vessel ends; for one that is never heard again, where it would have been had it gone on.

Over two hours a vessel under way mostly keeps its course. So what the others were heard to do along that way tells something of an
open silence too, though less: the way is a guess. Of one that lay still when last heard nothing is reckoned.
"""

from __future__ import annotations

import attrs
import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.motion import KM_PER_NM, distance_km
from trigpoint.evidence.tracks.silences import Silences
from trigpoint.evidence.tracks.vessel_own import MOTION_S
from trigpoint.model.positions import Positions

Floats = NDArray[np.float64]

REACH_S = 2 * 3600.0  # a course is followed for so long
ROOM_S = 1800.0  # of the feed, to hear who comes after
LEAST_S = 3600.0
LEAST_FIXES = 10  # over the last hour: with fewer the course is not known, and silence is no surprise
LEAST_KN = 3.0  # made good: one that lies still, or drifts, may have arrived


@attrs.frozen(kw_only=True, eq=False)
class Ends:
    """One entry per silence: time (seconds UTC), latitude, longitude; NaN where nothing is reckoned."""

    time: Floats
    lat: Floats
    lon: Floats


def ends_of(positions: Positions, silences: Silences) -> Ends:
    """The far end of every silence."""
    found = _ends(
        positions.time, positions.lat, positions.lon, positions.mover, positions.starts, silences.off, silences.on,
        float(positions.time.max()),
    )  # fmt: skip
    return Ends(time=found[:, 0], lat=found[:, 1], lon=found[:, 2])


@numba.njit(cache=True, nogil=True)
def _ends(
    time: Floats, lat: Floats, lon: Floats, mover: NDArray[np.int32], starts: NDArray[np.int64],
    off: NDArray[np.int64], on: NDArray[np.int64], last: float,
) -> Floats:  # fmt: skip
    found = np.full((len(off), 3), np.nan)
    for g in range(len(off)):
        i, j = off[g], on[g]
        if j >= 0:
            found[g] = time[j], lat[j], lon[j]
            continue
        reach = min(REACH_S, last - ROOM_S - time[i])
        k = i
        while k > starts[mover[i]] and time[i] - time[k - 1] <= MOTION_S:
            k -= 1
        if reach < LEAST_S or i - k < LEAST_FIXES:
            continue
        hours = (time[i] - time[k]) / 3600
        share = reach / (time[i] - time[k])
        if distance_km(lat[k], lon[k], lat[i], lon[i]) < LEAST_KN * KM_PER_NM * hours:
            continue
        found[g] = time[i] + reach, lat[i] + share * (lat[i] - lat[k]), lon[i] + share * (lon[i] - lon[k])
    return found
