"""Why a row is no usable position, and values that mean "not available".

Latitude 91, longitude 181, speed 102.3 kn, course 360: ITU-R M.1371-5, tables 48 and 45.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.model.positions import MoverKind

AIS_NO_SPEED_KN = 102.25  # 102.3 = not available
EARLIEST, LATEST = 0.0, 4_102_444_800.0  # 1970 to 2100: outside, a clock is broken
REASONS = (
    "",
    "no identity",
    "the time cannot be read",
    "no position (empty, or AIS 91 / 181)",
    "latitude or longitude beyond the globe",
    "the time lies outside 1970 to 2100",
)


def judge(
    code: NDArray[np.int32], time: NDArray[np.float64], lat: NDArray[np.float64], lon: NDArray[np.float64]
) -> NDArray[np.uint8]:
    """Index into REASONS for each row; 0 = a usable fix."""
    found: NDArray[np.uint8] = _judged(code, time, lat, lon, EARLIEST, LATEST)
    return found


@numba.njit(cache=True, nogil=True)
def _judged(
    code: NDArray[np.int32], time: NDArray[np.float64], lat: NDArray[np.float64], lon: NDArray[np.float64],
    earliest: float, latest: float,
) -> NDArray[np.uint8]:  # fmt: skip
    found = np.zeros(len(time), np.uint8)
    for k in range(len(time)):
        if code[k] < 0:
            found[k] = 1
        elif np.isnan(time[k]):
            found[k] = 2
        elif np.isnan(lat[k]) or np.isnan(lon[k]) or lat[k] == 91.0 or lon[k] == 181.0:
            found[k] = 3
        elif abs(lat[k]) > 90 or abs(lon[k]) > 180:
            found[k] = 4
        elif time[k] < earliest or time[k] > latest:
            found[k] = 5
    return found


def blank_unavailable(kind: MoverKind, columns: Mapping[str, NDArray[Any]]) -> None:
    """Speeds and courses that say "not available" become NaN, in place; courses lie in [0, 360)."""
    if "speed_kn" in columns and kind is MoverKind.VESSEL:
        _blank_speeds(columns["speed_kn"], AIS_NO_SPEED_KN)
    if "course_deg" in columns:
        _blank_courses(columns["course_deg"])


@numba.njit(cache=True, nogil=True)
def _blank_speeds(speed: NDArray[np.float32], most: float) -> None:
    for k in range(len(speed)):
        if speed[k] > most:
            speed[k] = np.nan


@numba.njit(cache=True, nogil=True)
def _blank_courses(course: NDArray[np.float32]) -> None:
    for k in range(len(course)):
        if course[k] >= 360 or course[k] < -360:
            course[k] = np.nan
        elif course[k] < 0:
            course[k] += np.float32(360)
