"""Welch's t and its degrees of freedom for every pixel of a stack, in one pass over the data, as machine code.

For each pixel and band: t = (mean after - mean before) / sqrt(v1 / n1 + v2 / n2) of the *logarithm* of intensity, with the
Satterthwaite degrees of freedom (Welch 1947; Satterthwaite 1946). Missing looks are left out pixel by pixel.

Why not numpy: every operation there is a trip through memory. Here a run of pixels stays in the first-level cache while the
dates go by. The sums are of differences from the pixel's first look, so that float32 is enough; the logarithm is a polynomial
(`_log2`), since the C library's takes one value at a time. Base 2 serves: t and df do not depend on the base.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar, cast

import numba
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from trigpoint.model.scene import Unit

Single = NDArray[np.float32]
Function = TypeVar("Function", bound=Callable[..., Any])

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


def _compiled(function: Function) -> Function:
    """Machine code, kept on disk where there is a place for it. Contraction to fused multiply-add is the only liberty taken."""
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": {"contract"}, "boundscheck": False}
    try:
        return cast(Function, numba.njit(cache=True, **options)(function))
    except RuntimeError:  # neither the package's folder nor the user's cache can be written: compile each time
        return cast(Function, numba.njit(**options)(function))


@intrinsic  # type: ignore[untyped-decorator]
def _as_float(typing: Any, bits: Any) -> Any:
    """The float32 whose bits these are."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.FloatType())

    return types.float32(types.int32), generate


@_compiled
def _log2(bits: Any) -> Any:
    """Logarithm to base 2 of a normal positive float32 given as int32 bits; relative error below 5e-7, also near 1."""
    exponent = (bits - np.int32(_ROOT_HALF)) >> np.int32(23)
    u = _as_float(np.int32(bits - (exponent << np.int32(23)))) - _ONE
    high = _P[5] + u * (_P[6] + u * (_P[7] + u * _P[8]))
    low = _P[0] + u * (_P[1] + u * (_P[2] + u * (_P[3] + u * _P[4])))
    square = u * u
    return np.float32(exponent) + u * (low + square * square * u * high)


@_compiled
def _add_logs(bits: Any, sums: Any) -> None:
    """Add one look of linear intensity, as int32 bits, to `sums` (count, shift, sum, sum of squares; pixel)."""
    for i in range(len(bits)):
        seen = bits[i] >= np.int32(_LEAST_NORMAL) and bits[i] < np.int32(_INFINITE)
        value = _log2(bits[i])
        _add(sums, i, seen, value)


@_compiled
def _add(sums: Any, i: Any, seen: Any, value: Any) -> None:
    shift = value if seen and sums[0, i] == _ZERO else sums[1, i]
    off = value - shift if seen else _ZERO
    sums[0, i] += _ONE if seen else _ZERO
    sums[1, i] = shift
    sums[2, i] += off
    sums[3, i] += off * off


@_compiled
def _add_decibels(values: Any, sums: Any) -> None:
    """Add one look of float32 decibels, NaN = unknown."""
    for i in range(len(values)):
        value = values[i]
        _add(sums, i, abs(value) < np.float32(np.inf), value)


@_compiled
def _add_hundredths(values: Any, sums: Any) -> None:
    """Add one look of int16 hundredths of a decibel."""
    for i in range(len(values)):
        _add(sums, i, values[i] != np.int16(MISSING_INT16), np.float32(values[i]))


@_compiled
def _finish(before: Any, after: Any, least_before: Any, least_after: Any, t: Any, df: Any) -> None:
    """t and degrees of freedom of a run of pixels from its sums."""
    for i in range(len(t)):
        n1, n2 = before[0, i], after[0, i]
        mean1, mean2 = before[2, i] / n1, after[2, i] / n2
        v1 = max((before[3, i] - before[2, i] * mean1) / (n1 - _ONE), _ZERO) / n1
        v2 = max((after[3, i] - after[2, i] * mean2) / (n2 - _ONE), _ZERO) / n2
        v = v1 + v2
        known = n1 >= least_before and n2 >= least_after and v > _ZERO
        t[i] = ((after[1, i] - before[1, i]) + (mean2 - mean1)) / np.sqrt(v) if known else _NAN
        df[i] = v * v / (v1 * v1 / (n1 - _ONE) + v2 * v2 / (n2 - _ONE)) if known else _NAN


def _sweep_with(add: Callable[..., None]) -> Callable[..., None]:
    """The loop over bands, rows and runs of pixels, around one way of reading a value."""

    def sweep(
        values: Any, before: Any, after: Any, row0: int, row1: int, least: tuple[Any, Any], t: Any, df: Any
    ) -> None:
        sums = np.empty((2, 4, RUN), np.float32)
        for band in range(values.shape[1]):
            for row in range(row0, row1):
                for start in range(0, values.shape[3], RUN):
                    stop = min(start + RUN, values.shape[3])
                    first, second = sums[0, :, : stop - start], sums[1, :, : stop - start]
                    sums[:] = _ZERO
                    for look in before:
                        add(values[look, band, row, start:stop], first)
                    for look in after:
                        add(values[look, band, row, start:stop], second)
                    _finish(first, second, least[0], least[1], t[band, row, start:stop], df[band, row, start:stop])

    return _compiled(sweep)


_sweep_logs = _sweep_with(_add_logs)
_sweep_decibels = _sweep_with(_add_decibels)
_sweep_hundredths = _sweep_with(_add_hundredths)


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
    if values.dtype == np.int16:
        sweep, source = _sweep_hundredths, np.ascontiguousarray(values)
    elif unit in (Unit.DECIBEL, Unit.CENTI_DECIBEL):
        sweep, source = _sweep_decibels, np.ascontiguousarray(values, np.float32)
    else:
        sweep, source = _sweep_logs, np.ascontiguousarray(values, np.float32).view(np.int32)
    t, df = np.empty(values.shape[1:], np.float32), np.empty(values.shape[1:], np.float32)
    least = (np.float32(max(2, least_before)), np.float32(max(2, least_after)))
    order = (np.asarray(before, np.int64), np.asarray(after, np.int64))
    rows = values.shape[2]
    if workers is None or rows < 2:
        sweep(source, *order, 0, rows, least, t, df)
        return t, df
    edges = np.linspace(0, rows, min(strips, rows) + 1).astype(int)
    jobs = [
        workers.submit(sweep, source, *order, int(low), int(high), least, t, df)
        for low, high in zip(edges[:-1], edges[1:], strict=True)
    ]
    for job in jobs:
        job.result()
    return t, df
