"""How far an aircraft still has to fly to a runway, or has flown from it: the shortest way with turns of a given radius.

Dubins (1957), "On curves of minimal length with a constraint on average curvature". A departure is an arrival flown backwards.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

KM_PER_DEG = 111.195
FINAL_KM, SHORT_FINAL_KM = (
    8.0,
    1.5,
)  # flown straight before the threshold; the short one where the field is near or the aircraft slow
SLOW_KN = 150.0
NEAREST_KM = 3.0
EVEN_WAYS = 8  # directions tried where the runways are not known


@numba.njit(cache=True, nogil=True)
def _turned(angle: float) -> float:
    """The angle in [0, 2 pi); what rounding makes a full circle is none."""
    found = angle % (2 * np.pi)
    return 0.0 if 2 * np.pi - found < 1e-9 else found


@numba.njit(cache=True, nogil=True)
def shortest_turns(x: float, y: float, course: float, radius: float) -> float:
    """Length of the shortest way from (x, y) on `course` to the origin heading north; angles in radians, clockwise from north."""
    # in the frame of the usual formulas: start at the origin, goal at distance d on the x-axis, angles anticlockwise
    d = np.hypot(x, y) / radius
    to_goal = np.arctan2(-y, -x)
    a = (np.pi / 2 - course - to_goal) % (2 * np.pi)
    b = (np.pi / 2 - to_goal) % (2 * np.pi)
    sa, sb, ca, cb, cab = np.sin(a), np.sin(b), np.cos(a), np.cos(b), np.cos(a - b)
    best = np.inf
    p2 = 2 + d * d - 2 * cab + 2 * d * (sa - sb)  # left, straight, left
    if p2 >= 0:
        t = np.arctan2(cb - ca, d + sa - sb)
        best = min(best, _turned(t - a) + np.sqrt(p2) + _turned(b - t))
    p2 = 2 + d * d - 2 * cab + 2 * d * (sb - sa)  # right, straight, right
    if p2 >= 0:
        t = np.arctan2(ca - cb, d - sa + sb)
        best = min(best, _turned(a - t) + np.sqrt(p2) + _turned(t - b))
    p2 = -2 + d * d + 2 * cab + 2 * d * (sa + sb)  # left, straight, right
    if p2 >= 0:
        p = np.sqrt(p2)
        t = np.arctan2(-ca - cb, d + sa + sb) - np.arctan2(-2.0, p)
        best = min(best, _turned(t - a) + p + _turned(t - b))
    p2 = -2 + d * d + 2 * cab - 2 * d * (sa + sb)  # right, straight, left
    if p2 >= 0:
        p = np.sqrt(p2)
        t = np.arctan2(ca + cb, d - sa - sb) - np.arctan2(2.0, p)
        best = min(best, _turned(a - t) + p + _turned(b - t))
    return best * radius


@numba.njit(cache=True, nogil=True)
def ways_km(
    lat: float, lon: float, course_deg: float, radius_km: float, is_slow: bool,
    field_lat: Floats, field_lon: Floats, headings_deg: Floats,
) -> Floats:  # fmt: skip
    """(field, direction) kilometres from a state to touch-down; NaN where the field has no such direction.

    Fields without known runways are tried from EVEN_WAYS directions (as many columns as `headings_deg` has, at most).
    """
    n, ways = headings_deg.shape
    found = np.full((n, ways), np.nan)
    course = np.radians(course_deg)
    for k in range(n):
        shrink = max(np.cos(np.radians((lat + field_lat[k]) / 2)), 0.05)
        east = ((lon - field_lon[k] + 180) % 360 - 180) * KM_PER_DEG * shrink
        north = (lat - field_lat[k]) * KM_PER_DEG
        straight = np.hypot(east, north)
        unknown = np.isnan(headings_deg[k, 0])
        for w in range(ways):
            heading = 360.0 * w / ways if unknown else headings_deg[k, w]
            if np.isnan(heading):
                break
            best = np.inf
            for final in (SHORT_FINAL_KM, FINAL_KM):
                if final == SHORT_FINAL_KM and not (is_slow or straight < 1.5 * FINAL_KM):
                    continue
                h = np.radians(heading)
                x, y = east + final * np.sin(h), north + final * np.cos(h)  # from the point where the final begins
                across, ahead = x * np.cos(h) - y * np.sin(h), x * np.sin(h) + y * np.cos(h)
                best = min(best, final + shortest_turns(across, ahead, course - h, radius_km))
            found[k, w] = max(best, straight, NEAREST_KM)
    return found
