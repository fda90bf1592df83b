"""The order by mover, then time: a counting sort by mover, then each mover's own times where they are not in order yet."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray


@numba.njit(cache=True, nogil=True)
def _by_mover(code: NDArray[np.int32], movers: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows counted out by mover, in the file's order, and where each mover begins."""
    starts = np.zeros(movers + 1, np.int64)
    for k in range(len(code)):
        if code[k] >= 0:
            starts[code[k] + 1] += 1
    for m in range(movers):
        starts[m + 1] += starts[m]
    place = starts[:-1].copy()
    order = np.empty(starts[-1], np.int64)
    for k in range(len(code)):
        if code[k] >= 0:
            order[place[code[k]]] = k
            place[code[k]] += 1
    return order, starts


@numba.njit(cache=True, nogil=True)
def _by_time(order: NDArray[np.int64], starts: NDArray[np.int64], time: NDArray[np.float64]) -> int:
    """Each mover's rows by time in place, equal times in the file's order; how many movers were out of order."""
    unsorted = 0
    for m in range(len(starts) - 1):
        first, last = starts[m], starts[m + 1]
        ordered = True
        for k in range(first + 1, last):
            if time[order[k]] < time[order[k - 1]]:
                ordered = False
                break
        if ordered:
            continue
        unsorted += 1
        mine = order[first:last].copy()
        by_time = np.argsort(time[mine], kind="mergesort")
        for k in range(last - first):
            order[first + k] = mine[by_time[k]]
    return unsorted


@numba.njit(cache=True, nogil=True)
def _repeats(
    mover: NDArray[np.int32], time: NDArray[np.float64], lat: NDArray[np.float64], lon: NDArray[np.float64]
) -> tuple[int, int]:
    """Fixes that repeat the one before: (same place too, another place at the same time)."""
    same = other = 0
    for k in range(1, len(time)):
        if mover[k] == mover[k - 1] and time[k] == time[k - 1]:
            if lat[k] == lat[k - 1] and lon[k] == lon[k - 1]:
                same += 1
            else:
                other += 1
    return same, other


@numba.njit(cache=True, nogil=True)
def _taken(values, order, found):  # type: ignore[no-untyped-def]
    """The values in order, written to `found`."""
    for k in range(len(order)):
        found[k] = values[order[k]]


def taken(columns: Sequence[NDArray[Any]], order: NDArray[np.int64]) -> list[NDArray[Any]]:
    """Each column in the order given; two columns at a time, since memory is what is waited for."""

    def one(values: NDArray[Any]) -> NDArray[Any]:
        found = np.empty(len(order), values.dtype)
        _taken(values, order, found)
        return found

    with ThreadPoolExecutor(2) as workers:
        return list(workers.map(one, columns))


@numba.njit(cache=True, nogil=True)
def is_ordered(code: NDArray[np.int32], time: NDArray[np.float64]) -> bool:
    """All rows have a mover and follow one another by mover and time."""
    for k in range(len(code)):
        if code[k] < 0 or time[k] != time[k]:
            return False
        if k and (code[k] < code[k - 1] or (code[k] == code[k - 1] and time[k] < time[k - 1])):
            return False
    return True


def order_of(code: NDArray[np.int32], time: NDArray[np.float64], movers: int) -> tuple[NDArray[np.int64], int]:
    """Rows by mover and time (rows of code -1 left out), and how many movers' times were out of order."""
    order, starts = _by_mover(code, movers)
    return order, int(_by_time(order, starts, time))


def repeats(
    mover: NDArray[np.int32], time: NDArray[np.float64], lat: NDArray[np.float64], lon: NDArray[np.float64]
) -> tuple[int, int]:
    """Of sorted fixes, those with the time of the one before: (at the same place, at another place)."""
    same, other = _repeats(mover, time, lat, lon)
    return int(same), int(other)
