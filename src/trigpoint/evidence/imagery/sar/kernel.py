"""Welch's t and its degrees of freedom for every pixel of a stack, in one pass over the data, as machine code.

For each pixel and band: t = (mean after - mean before) / sqrt(v1 / n1 + v2 / n2) of the *logarithm* of intensity, with the
Satterthwaite degrees of freedom (Welch 1947; Satterthwaite 1946). Missing looks are left out pixel by pixel.

Why not numpy: every operation there is a trip through memory. Here a run of pixels stays in the first-level cache while the
dates go by. The sums are of differences from the pixel's first look, so that float32 is enough; the logarithm is a polynomial
(`_log2`), as the C library's takes one value at a time. Base 2 serves: t and df do not depend on the base.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from itertools import pairwise
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.sar.instructions import as_float, fetch
from trigpoint.model.scene import Unit

Single = NDArray[np.float32]
Function = TypeVar("Function", bound=Callable[..., Any])

LINE = 16  # float32 of a cache line
RUN = 512  # pixels kept in the first-level cache: 7 rows of float32 = 14 KiB
LEAST_BEFORE = 3  # looks without which a pixel has no t, as PWTT asks (Ballinger 2025)
LEAST_AFTER = 2
MISSING_INT16 = -32768  # no-data of int16 hundredths of a decibel

_LEAST_NORMAL = (
    0x00800000  # bits of the smallest normal float32; below it: zero, subnormal, and (as int32) all negatives
)
_INFINITE = 0x7F800000  # bits of infinity; from it on: infinity and NaN
_ROOT_HALF = 0x3F3504F3  # bits of sqrt(1/2)
# log2(1 + u) / u with the least greatest relative error on [sqrt(1/2) - 1, sqrt(2) - 1]: 2.6e-8 before rounding to float32
_P = tuple(
    np.float32(c)
    for c in (
        1.44269502,
        -0.721347332,
        0.480910629,
        -0.360703677,
        0.287916243,
        -0.238944829,
        0.215715617,
        -0.207269683,
        0.125836894,
    )
)
_LOG_2 = np.float32(0.6931471805599453)
_ONE, _ZERO, _NAN = np.float32(1), np.float32(0), np.float32(np.nan)


_OPTIONS: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "fastmath": {"contract"},  # fused multiply-add, the only liberty that leaves NaN alone
    "boundscheck": False,
}


def _part(function: Function) -> Function:
    """Machine code within that of its caller."""
    return cast(Function, numba.njit(**_OPTIONS)(function))


def _kept(function: Function) -> Function:
    """Machine code kept on disk, beside the module or in the user's cache, where either can be written."""
    try:
        return cast(Function, numba.njit(cache=True, **_OPTIONS)(function))
    except RuntimeError:  # no place to keep it: compiled anew by each process
        return _part(function)


@_part
def _fetch(values: Any) -> None:
    """Have a row on its way from memory while another is worked on: half of the time would go by waiting for it."""
    for offset in range(0, len(values), LINE):
        fetch(values, offset)


@_part
def _log2(bits: Any) -> Any:
    """Logarithm to base 2 of a normal positive float32 given as int32 bits; relative error below 5e-7, also near 1."""
    exponent = np.int32(np.int32(bits - np.int32(_ROOT_HALF)) >> np.int32(23))  # numba widens to int64 unless told
    u = as_float(np.int32(bits - np.int32(exponent << np.int32(23)))) - _ONE
    high = _P[5] + u * (_P[6] + u * (_P[7] + u * _P[8]))
    low = _P[0] + u * (_P[1] + u * (_P[2] + u * (_P[3] + u * _P[4])))
    square = u * u
    return np.float32(np.int32(exponent)) + u * (low + square * square * u * high)


@_part
def _include(sums: Any, i: Any, seen: Any, value: Any, is_other: Any, other: Any) -> None:
    """Count two looks at pixel i, each if it was seen. Written without branches, so that it runs on many pixels at once."""
    count, shift = sums[i], sums[RUN + i]
    shift = other if is_other & (count == _ZERO) else shift
    shift = value if seen & (count == _ZERO) else shift
    off = value - shift if seen else _ZERO
    further = other - shift if is_other else _ZERO
    sums[i] = count + ((_ONE if seen else _ZERO) + (_ONE if is_other else _ZERO))
    sums[RUN + i] = shift
    sums[2 * RUN + i] += off + further
    sums[3 * RUN + i] += off * off + further * further


@_part
def _is_power(bits: Any) -> Any:
    return (bits >= np.int32(_LEAST_NORMAL)) & (bits < np.int32(_INFINITE))


@_part
def _is_level(value: Any) -> Any:
    return (value > np.float32(MISSING_INT16)) & (value < np.float32(np.inf))


@_part
def _add_logs(bits: Any, others: Any, sums: Any) -> None:
    """Add two looks of linear intensity, as int32 bits, to `sums`: RUN counts, shifts, sums, sums of squares, end to end."""
    for i in range(len(bits)):
        _include(sums, i, _is_power(bits[i]), _log2(bits[i]), _is_power(others[i]), _log2(others[i]))


@_part
def _add_levels(values: Any, others: Any, sums: Any) -> None:
    """Add two looks of decibels: float32 with NaN = unknown, or int16 hundredths with MISSING_INT16 = unknown."""
    for i in range(len(values)):
        value, other = np.float32(values[i]), np.float32(others[i])
        _include(sums, i, _is_level(value), value, _is_level(other), other)


@_part
def _add(values: Any, others: Any, is_linear: Any, sums: Any) -> None:
    if is_linear:
        _add_logs(values.view(np.int32), others.view(np.int32), sums)
    else:
        _add_levels(values, others, sums)


@_part
def _finish(before: Any, after: Any, least_before: Any, least_after: Any, t: Any, df: Any) -> None:
    """t and degrees of freedom of a run of pixels from its sums."""
    for i in range(len(t)):
        n1, n2 = before[i], after[i]
        sum1, sum2 = before[2 * RUN + i], after[2 * RUN + i]
        v1 = max((before[3 * RUN + i] - sum1 * (sum1 / n1)) / (n1 - _ONE), _ZERO) / n1
        v2 = max((after[3 * RUN + i] - sum2 * (sum2 / n2)) / (n2 - _ONE), _ZERO) / n2
        v = v1 + v2
        known = (n1 >= least_before) & (n2 >= least_after) & (v > _ZERO)
        step = (after[RUN + i] - before[RUN + i]) + (sum2 / n2 - sum1 / n1)
        t[i] = step / np.sqrt(v) if known else _NAN
        df[i] = v * v / (v1 * v1 / (n1 - _ONE) + v2 * v2 / (n2 - _ONE)) if known else _NAN


@_kept
def _sweep(
    values: Any, blank: Any, is_linear: Any, looks: Any, split: Any, rows: Any, least: Any, t: Any, df: Any
) -> None:
    """Bands, rows and runs of pixels of the rows [rows[0], rows[1]); looks from number `split` on were taken after."""
    first, second = np.empty(4 * RUN, np.float32), np.empty(4 * RUN, np.float32)
    width, last = values.shape[3], len(looks) - 1
    for band in range(values.shape[1]):
        for row in range(rows[0], rows[1]):
            for start in range(0, width, RUN):
                stop = min(start + RUN, width)
                for side in range(2):
                    sums = first if side == 0 else second
                    begin, end = (0, split) if side == 0 else (split, last + 1)
                    sums[:] = _ZERO
                    for k in range(begin, end, 2):  # two at a time: half as many trips to the sums
                        _fetch(values[looks[min(k + 2, last)], band, row, start:stop])
                        _fetch(values[looks[min(k + 3, last)], band, row, start:stop])
                        other = values[looks[k + 1], band, row, start:stop] if k + 1 < end else blank[: stop - start]
                        _add(values[looks[k], band, row, start:stop], other, is_linear, sums)
                _finish(first, second, least[0], least[1], t[band, row, start:stop], df[band, row, start:stop])


def welch(
    values: Single | NDArray[np.int16],
    before: NDArray[np.int64],
    after: NDArray[np.int64],
    *,
    unit: Unit,
    least_before: int = LEAST_BEFORE,
    least_after: int = LEAST_AFTER,
    workers: Executor | None = None,
    strips: int = 2,
) -> tuple[Single, Single]:
    """t and degrees of freedom, each (band, y, x) float32; t > 0: brighter after.

    Parameters
    ----------
    values : (look, band, y, x) C-contiguous. float32 in `unit`, NaN = unknown; linear values that are zero, negative or below
        1.2e-38 are unknown too. Or int16 hundredths of a decibel, -32768 = unknown.
    before, after : numbers of the looks on either side.
    least_before, least_after : looks without which a pixel is NaN; at least 2 each. A pixel that never varies is NaN as well.
    workers : runs `strips` strips of rows at a time; None: this thread alone.
    """
    if values.shape[1] > 1 and values.transpose(0, 2, 3, 1).flags.c_contiguous:  # bands of a pixel beside one another
        looks, bands, high, wide = values.shape
        rows_of_all = values.transpose(0, 2, 3, 1).reshape(looks, 1, high, wide * bands)
        t, df = welch(
            rows_of_all, before, after, unit=unit,
            least_before=least_before, least_after=least_after, workers=workers, strips=strips,
        )  # fmt: skip
        by_band = (high, wide, bands)
        return t.reshape(by_band).transpose(2, 0, 1), df.reshape(by_band).transpose(2, 0, 1)
    source = np.ascontiguousarray(values)
    is_linear = values.dtype == np.float32 and unit not in (Unit.DECIBEL, Unit.CENTI_DECIBEL)
    t, df = np.empty(values.shape[1:], np.float32), np.empty(values.shape[1:], np.float32)
    least = (np.float32(max(2, least_before)), np.float32(max(2, least_after)))
    unseen = MISSING_INT16 if values.dtype == np.int16 else (0 if is_linear else np.nan)
    blank = np.full(RUN, unseen, values.dtype)  # stands beside the last of an odd number of looks
    looks, split = np.concatenate([before, after]).astype(np.int64), len(before)
    rows = values.shape[2]
    if workers is None or rows < 2:
        _sweep(source, blank, is_linear, looks, split, (0, rows), least, t, df)
        return t, df
    edges = np.linspace(0, rows, min(strips, rows) + 1).astype(int)
    jobs = [
        workers.submit(_sweep, source, blank, is_linear, looks, split, (int(low), int(high)), least, t, df)
        for low, high in pairwise(edges)
    ]
    for job in jobs:
        job.result()
    return t, df
