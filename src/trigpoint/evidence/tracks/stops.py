"""Stops: a mover stays within a diameter of where it came to lie, for long enough.

A ship that swings about her anchor with a radius r is never farther than 2 r from her first fix there, so the diameter is the test
and the mean of the fixes the centre; a ship that creeps leaves the diameter in time.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.motion import RADIUS_KM
from trigpoint.model.positions import Positions

RADIUS_KM_OF_STOP = 0.25  # an anchor chain of ten shackles is 275 m
LEAST_S = 1800.0
RADIANS = np.pi / 180
LONGEST_SILENCE_S = 4 * 3600.0  # a stop is not carried over a longer one
Floats = NDArray[np.float64]
Longs = NDArray[np.int64]


@attrs.frozen(kw_only=True)
class Stop:
    """A stay within a diameter, seconds UTC. Fixes [first, last] of the positions, both ends with."""

    entity: str
    start: float
    end: float
    lat: float  # mean of the fixes, degrees
    lon: float
    first: int
    last: int


def find_stops(
    positions: Positions, *, radius_km: float = RADIUS_KM_OF_STOP, least_s: float = LEAST_S,
    longest_silence_s: float = LONGEST_SILENCE_S,
) -> Iterator[Stop]:  # fmt: skip
    """Every stop, by mover and time."""
    first, last, lat, lon = stop_arrays(positions, radius_km, least_s, longest_silence_s)
    for i, j, a, b in zip(first.tolist(), last.tolist(), lat.tolist(), lon.tolist(), strict=True):
        yield Stop(
            entity=positions.names[positions.mover[i]],
            start=float(positions.time[i]),
            end=float(positions.time[j]),
            lat=a,
            lon=b,
            first=i,
            last=j,
        )


def stop_arrays(
    positions: Positions, radius_km: float, least_s: float, longest_silence_s: float
) -> tuple[Longs, Longs, Floats, Floats]:
    """Stops as arrays: first fix, last fix, mean latitude, mean longitude."""
    found: tuple[Longs, Longs, Floats, Floats] = _stops(
        positions.starts, positions.time, positions.lat, positions.lon, radius_km, least_s, longest_silence_s
    )
    return found


@numba.njit(cache=True, nogil=True)
def _apart(lon: float, other: float) -> float:
    """Difference of two longitudes the short way round, degrees."""
    d = lon - other
    return d - 360 if d > 180 else d + 360 if d < -180 else d


@numba.njit(cache=True, nogil=True)
def _stops(
    starts: Longs, time: Floats, lat: Floats, lon: Floats, radius_km: float, least_s: float, silence_s: float
) -> tuple[Longs, Longs, Floats, Floats]:
    n = len(time)
    size = 1024
    o_first, o_last = np.empty(size, np.int64), np.empty(size, np.int64)
    o_lat, o_lon = np.empty(size), np.empty(size)
    found = 0
    limit2 = (2 * radius_km / (RADIANS * RADIUS_KM)) ** 2  # square degrees of latitude
    i = k = mover = 0
    lat_of, narrow_of = 0.0, 1.0  # a latitude and its cosine, which bounds that of the fixes near by
    while i + 1 < n:
        while starts[mover + 1] <= i:
            mover += 1
        past = starts[mover + 1]
        lat0, lon0 = lat[i], lon[i]
        k = max(k, i + 1)
        while k < past and time[k] - time[i] < least_s:
            k += 1
        if k >= past:  # this mover's feed ends before a stop could be long enough
            i = k = past
            continue
        # a stop from here would hold fix k: where that lies too far off there is none, and nothing else need be looked at
        far_lat, far_lon = lat[k] - lat0, _apart(lon[k], lon0)
        least = max(narrow_of - abs(lat0 - lat_of) * RADIANS, 0.0)  # of this latitude's cosine, which costs more
        if far_lat * far_lat + far_lon * far_lon * least * least > limit2:
            i += 1
            continue
        narrow = np.cos(lat0 * RADIANS)
        lat_of, narrow_of = lat0, narrow
        if far_lat * far_lat + (far_lon * narrow) ** 2 > limit2:
            i += 1
            continue
        sum_lat = sum_lon = (
            0.0  # of the offsets from the first fix; sums, since a division for each fix would cost most
        )
        held = 1.0
        narrow2 = narrow * narrow
        j = i + 1
        before = time[i]
        while j < past and time[j] - before <= silence_s:
            before = time[j]
            dy = lat[j] - lat0
            dx = _apart(lon[j], lon0)
            if dy * dy + dx * dx * narrow2 > limit2:
                break
            sum_lat += dy
            sum_lon += dx
            held += 1
            j += 1
        if time[j - 1] - time[i] >= least_s:
            if found == size:
                size *= 2
                o_first, o_last = _grown(o_first, size), _grown(o_last, size)
                o_lat, o_lon = _grown(o_lat, size), _grown(o_lon, size)
            o_first[found], o_last[found] = i, j - 1
            o_lat[found] = lat0 + sum_lat / held
            o_lon[found] = (lon0 + sum_lon / held + 180) % 360 - 180
            found += 1
            i = j
        else:
            i += 1
    return o_first[:found], o_last[:found], o_lat[:found], o_lon[:found]


@numba.njit(cache=True, nogil=True)
def _grown(values, size):  # type: ignore[no-untyped-def]
    """A longer array that begins with `values`."""
    larger = np.empty(size, values.dtype)
    larger[: len(values)] = values
    return larger
