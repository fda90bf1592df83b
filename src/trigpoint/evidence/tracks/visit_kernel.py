"""Which fixes lie at which sites: a grid of the sites and one pass over fixes sorted by mover and time, compiled."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.motion import KM_PER_NM, RADIUS_KM

CELL_DEG = 0.1
ROWS, COLUMNS = int(180 / CELL_DEG), int(360 / CELL_DEG)
KM_PER_DEG = np.pi / 180 * RADIUS_KM
LEAST_STEP_S = 60.0  # a speed from two fixes closer in time is noise
Floats = NDArray[np.float64]
Longs = NDArray[np.int64]


@numba.njit(cache=True, nogil=True)
def _cells(lat: float, lon: float, reach_km: float) -> tuple[int, int, int, int]:
    """Grid rows [r0, r1] and columns [c0, c1] (these may pass the edge) that a circle touches."""
    margin = reach_km / KM_PER_DEG
    r0 = max(0, int(np.floor((lat - margin + 90) / CELL_DEG)))
    r1 = min(ROWS - 1, int(np.floor((lat + margin + 90) / CELL_DEG)))
    top = min(89.9, abs(lat) + margin)
    wide = margin / np.cos(np.radians(top))
    if top >= 89.9 or wide >= 179:
        return r0, r1, 0, COLUMNS - 1
    return r0, r1, int(np.floor((lon - wide + 180) / CELL_DEG)), int(np.floor((lon + wide + 180) / CELL_DEG))


@numba.njit(cache=True, nogil=True)
def grid_of(lat: Floats, lon: Floats, reach_km: Floats) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Sites by grid cell as (starts, sites): those of cell c are sites[starts[c]:starts[c + 1]]."""
    starts = np.zeros(ROWS * COLUMNS + 1, np.int32)
    for k in range(len(lat)):
        r0, r1, c0, c1 = _cells(lat[k], lon[k], reach_km[k])
        for r in range(r0, r1 + 1):
            for c in range(c0, c1 + 1):
                starts[r * COLUMNS + c % COLUMNS + 1] += 1
    for cell in range(ROWS * COLUMNS):
        starts[cell + 1] += starts[cell]
    place = starts[:-1].copy()
    sites = np.empty(starts[-1], np.int32)
    for k in range(len(lat)):
        r0, r1, c0, c1 = _cells(lat[k], lon[k], reach_km[k])
        for r in range(r0, r1 + 1):
            for c in range(c0, c1 + 1):
                cell = r * COLUMNS + c % COLUMNS
                sites[place[cell]] = k
                place[cell] += 1
    return starts, sites


@numba.njit(cache=True, nogil=True)
def _chord2(km: float) -> float:
    """Square of the chord of a great-circle distance on the unit sphere."""
    return (2 * np.sin(min(km / RADIUS_KM, np.pi) / 2)) ** 2  # type: ignore[no-any-return]


@numba.njit(cache=True, nogil=True)
def stays(
    mover: NDArray[np.int32], time: Floats, lat: Floats, lon: Floats, speed_kn: NDArray[np.float32],
    site_lat: Floats, site_lon: Floats, radius_km: Floats, leave: float, least_s: float, gap_s: float, stopped_kn: float,
    starts: NDArray[np.int32], sites: NDArray[np.int32],
) -> tuple[Longs, Longs, Longs, NDArray[np.uint8], Floats]:  # fmt: skip
    """Stays as (site, first fix, last fix, stopped, longest silence in s). `speed_kn` of length 0: speeds from the fixes.

    A stay begins with a fix within the radius, goes on while fixes lie within `leave` times it, and lasts `least_s` or more.
    """
    count = len(site_lat)
    sx, sy, sz = np.empty(count), np.empty(count), np.empty(count)
    near2, far2 = np.empty(count), np.empty(count)
    for k in range(count):
        a, b = np.radians(site_lat[k]), np.radians(site_lon[k])
        sx[k], sy[k], sz[k] = np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)
        near2[k], far2[k] = _chord2(radius_km[k]), _chord2(radius_km[k] * leave)
    first, last = np.full(count, -1, np.int64), np.full(count, -1, np.int64)
    stopped, silent = np.zeros(count, np.uint8), np.zeros(count)
    active = np.empty(count, np.int64)
    working = 0
    size = 1024
    o_site, o_first, o_last = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int64)
    o_stopped, o_silent = np.empty(size, np.uint8), np.empty(size)
    found = 0
    n = len(time)
    for i in range(n + 1):
        is_new = i == n or (i > 0 and mover[i] != mover[i - 1])
        if i < n:
            row = int((lat[i] + 90) / CELL_DEG)
            cell = min(max(row, 0), ROWS - 1) * COLUMNS + int((lon[i] + 180) / CELL_DEG) % COLUMNS
            low, high = starts[cell], starts[cell + 1]
        else:
            low, high = 0, 0
        if is_new or (working and low == high):
            k0 = 0
            while k0 < working:  # all that are open end before this fix
                k = active[k0]
                if time[last[k]] - time[first[k]] >= least_s:
                    if found == size:
                        size *= 2
                        o_site, o_first, o_last = _grown(o_site, size), _grown(o_first, size), _grown(o_last, size)
                        o_stopped, o_silent = _grown(o_stopped, size), _grown(o_silent, size)
                    o_site[found], o_first[found], o_last[found] = k, first[k], last[k]
                    o_stopped[found], o_silent[found] = stopped[k], silent[k]
                    found += 1
                first[k] = -1
                k0 += 1
            working = 0
        if low == high:
            continue
        a, b = np.radians(lat[i]), np.radians(lon[i])
        x, y, z = np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)
        for place in range(low, high):
            k = sites[place]
            d2 = (x - sx[k]) ** 2 + (y - sy[k]) ** 2 + (z - sz[k]) ** 2
            if d2 > far2[k]:
                continue
            if first[k] < 0:
                if d2 > near2[k]:
                    continue
                first[k], stopped[k], silent[k] = i, 0, 0.0
                active[working] = k
                working += 1
            else:
                step = time[i] - time[last[k]]
                silent[k] = max(silent[k], step)
                if step >= gap_s:
                    stopped[k] = 1
                elif len(speed_kn) == 0 and step >= LEAST_STEP_S and not stopped[k]:
                    p, q = np.radians(lat[i - 1]), np.radians(lon[i - 1])
                    moved = np.sqrt(
                        (x - np.cos(p) * np.cos(q)) ** 2 + (y - np.cos(p) * np.sin(q)) ** 2 + (z - np.sin(p)) ** 2
                    )
                    if moved * RADIUS_KM / KM_PER_NM / (step / 3600) < stopped_kn:
                        stopped[k] = 1
            if len(speed_kn) and speed_kn[i] < stopped_kn:
                stopped[k] = 1
            last[k] = i
        k0 = 0
        while k0 < working:  # those this fix is no longer at
            k = active[k0]
            if last[k] == i:
                k0 += 1
                continue
            if time[last[k]] - time[first[k]] >= least_s:
                if found == size:
                    size *= 2
                    o_site, o_first, o_last = _grown(o_site, size), _grown(o_first, size), _grown(o_last, size)
                    o_stopped, o_silent = _grown(o_stopped, size), _grown(o_silent, size)
                o_site[found], o_first[found], o_last[found] = k, first[k], last[k]
                o_stopped[found], o_silent[found] = stopped[k], silent[k]
                found += 1
            first[k] = -1
            working -= 1
            active[k0] = active[working]
    return o_site[:found], o_first[:found], o_last[:found], o_stopped[:found], o_silent[:found]


@numba.njit(cache=True, nogil=True)
def _grown(values, size):  # type: ignore[no-untyped-def]
    """A longer array that begins with `values`."""
    larger = np.empty(size, values.dtype)
    larger[: len(values)] = values
    return larger
