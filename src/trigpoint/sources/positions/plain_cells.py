"""Single cells as numbers, times and packed identities, compiled. What is not plain is said to be none: another reader has it."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Octets = NDArray[np.uint8]
NUMBER, ISO, DAY_FIRST, MONTH_FIRST = range(4)  # how times are written
_TEN = 10.0 ** np.arange(19)
_MOST = 1 << 53  # whole numbers up to here a double holds
_SPLIT = float((1 << 27) + 1)
_LONGEST_KEY = 10
_BEFORE = np.array([0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334], np.int64)
_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int64)
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ~"  # that identities are written with
_SIX_BITS = np.zeros(256, np.uint8)
for _k, _letter in enumerate(_LETTERS.encode()):
    _SIX_BITS[_letter] = _k + 1


def unpacked(key: int) -> str:
    """The letters of a packed identity."""
    found = ""
    while key:
        found = _LETTERS[(key & 63) - 1] + found
        key >>= 6
    return found


@numba.njit(cache=True, nogil=True)
def packed(data: Octets, first: int, past: int) -> int:
    """An identity of up to ten letters as a number; 0 = none, -1 = cannot be packed."""
    if past - first > _LONGEST_KEY:
        return -1
    found = np.int64(0)
    for k in range(first, past):
        code = _SIX_BITS[data[k]]
        if code == 0:
            return -1
        found = (found << 6) | np.int64(code)
    return int(found)


@numba.njit(cache=True, nogil=True)
def number_of(data: Octets, first: int, past: int) -> tuple[bool, float]:
    """Whether it is a plain number of up to 18 digits (or none: NaN), exactly rounded."""
    if first == past:
        return True, np.nan
    is_negative = data[first] == 45
    if is_negative:
        first += 1
    value, digits, decimals = np.int64(0), 0, -1
    for k in range(first, past):
        c = data[k]
        if 48 <= c <= 57:
            value = value * 10 + np.int64(c - 48)
            digits += 1
            if decimals >= 0:
                decimals += 1
        elif c == 46 and decimals < 0 and digits > 0:
            decimals = 0
        else:
            return False, np.nan
    if digits == 0 or digits > 18 or decimals == 0:
        return False, np.nan
    number, is_sure = float(value), True
    if value > _MOST:
        is_sure, number = _divided(int(value), _TEN[max(decimals, 0)])
    elif decimals > 0:  # two numbers that a double holds: one division rounds once
        number /= _TEN[decimals]
    return is_sure, -number if is_negative else number


@numba.njit(cache=True, nogil=True)
def _divided(value: int, by: float) -> tuple[bool, float]:
    """A whole number that no double holds over a power of ten, and whether the rounding is sure: not within a billionth of a tie.

    The quotient of what a double holds of it, corrected by the exact remainder (Dekker 1971, product of two doubles as a sum).
    """
    high = float(value)
    low = float(value - np.int64(high))
    quotient = high / by
    product = quotient * by
    a, b = _SPLIT * quotient, _SPLIT * by
    a, b = a - (a - quotient), b - (b - by)
    c, d = quotient - a, by - b
    error = ((a * b - product) + a * d + c * b) + c * d
    correction = ((high - product) - error + low) / by
    number = quotient + correction
    left = abs((quotient - number) + correction)
    step = np.nextafter(number, np.inf) - number
    return abs(left - step / 2) > 1e-9 * step and abs(left - step / 4) > 1e-9 * step, number


@numba.njit(cache=True, nogil=True)
def _two(data: Octets, at: int) -> int:
    """Two digits; -1 where they are none."""
    a, b = data[at], data[at + 1]
    return (int(a) - 48) * 10 + int(b) - 48 if 48 <= a <= 57 and 48 <= b <= 57 else -1


@numba.njit(cache=True, nogil=True)
def moment_of(data: Octets, first: int, past: int, layout: int) -> tuple[bool, float]:
    """Whether it is a time written in full, or none (NaN), and its seconds since 1970 if it is UTC."""
    if first == past:
        return True, np.nan
    if past - first < 19:
        return False, np.nan
    if layout == ISO:
        year = _two(data, first) * 100 + _two(data, first + 2)
        month, day = _two(data, first + 5), _two(data, first + 8)
        parted = data[first + 4] == 45 and data[first + 7] == 45 and (data[first + 10] == 84 or data[first + 10] == 32)
    else:
        year = _two(data, first + 6) * 100 + _two(data, first + 8)
        day, month = _two(data, first), _two(data, first + 3)
        if layout == MONTH_FIRST:
            day, month = month, day
        parted = data[first + 2] == 47 and data[first + 5] == 47 and data[first + 10] == 32 and past - first == 19
    hour, minute, second = _two(data, first + 11), _two(data, first + 14), _two(data, first + 17)
    parted &= data[first + 13] == 58 and data[first + 16] == 58
    if not parted or year < 1902 or year > 2199 or month < 1 or month > 12 or day < 1:
        return False, np.nan
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if day > _DAYS[month - 1] + (is_leap and month == 2) or not (
        0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60
    ):
        return False, np.nan
    before = year - 1
    days = year * 365 + before // 4 - before // 100 + before // 400 - 719527
    days += _BEFORE[month - 1] + (is_leap and month > 2) + day - 1
    told = days * 86400 + hour * 3600 + minute * 60 + second
    is_good, micros = _rest(data, first + 19, past)
    return is_good, (told * 1_000_000 + micros) / 1e6


@numba.njit(cache=True, nogil=True)
def _rest(data: Octets, at: int, past: int) -> tuple[bool, int]:
    """What stands behind the second: up to six decimals, then nothing, Z, +00, +00:00 or UTC; in microseconds."""
    micros = 0
    if at < past and data[at] == 46:
        at += 1
        scale = 100_000
        while at < past and 48 <= data[at] <= 57:
            if scale == 0:
                return False, 0
            micros += (int(data[at]) - 48) * scale
            scale //= 10
            at += 1
        if scale == 100_000:
            return False, 0
    left = past - at
    if left == 0 or (left == 1 and data[at] == 90):
        return True, micros
    if left == 4 and data[at] == 32 and data[at + 1] == 85 and data[at + 2] == 84 and data[at + 3] == 67:
        return True, micros
    is_offset = (left == 3 or left == 6) and data[at] == 43 and _two(data, at + 1) == 0
    return is_offset and (left == 3 or (data[at + 3] == 58 and _two(data, at + 4) == 0)), micros
