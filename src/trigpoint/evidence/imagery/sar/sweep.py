"""The pixel statistic as machine code: Welch's t, its degrees of freedom and its normal score, in one pass over a block.

Why not numpy: every operation there is a trip through memory. Here a run of pixels stays in the first-level cache while the
dates go by. The sums are of differences from the pixel's first look, so that float32 is enough; the logarithm is a polynomial
(`_log2`), as the C library's takes one value at a time. Base 2 serves: t and df do not depend on the base.

Only `compile_object` needs the compiler; what it gives back is kept and loaded without it (`machine_code`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba import types
from numba.np.numpy_support import carray

from trigpoint.evidence.imagery.sar.instructions import as_bits, as_float, fetch
from trigpoint.evidence.imagery.sar.machine_code import RUN, SCRATCH, Plan

Function = TypeVar("Function", bound=Callable[..., Any])

LINE = 64  # bytes of a cache line
_ANY = 1 << 40  # the length of an array of which only the address is known

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
_ONE, _ZERO, _NAN, _INF = np.float32(1), np.float32(0), np.float32(np.nan), np.float32(np.inf)
_THREE, _EIGHT = np.float32(3), np.float32(8)

_OPTIONS: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "fastmath": {"contract"},  # fused multiply-add, the only liberty that leaves NaN alone
    "boundscheck": False,
}

# Plan as plain numbers: fields of records are not for the compiler
_BANDS, _WIDE, _BESIDE, _ROW0, _ROW1 = Plan.BANDS, Plan.WIDE, Plan.BESIDE, Plan.ROW0, Plan.ROW1
_LOOK_STEP, _BAND_STEP, _ROW_STEP = Plan.LOOK_STEP, Plan.BAND_STEP, Plan.ROW_STEP
_LAYER_STEP, _LINE_STEP = Plan.LAYER_STEP, Plan.LINE_STEP
_COUNT, _SPLIT, _LINEAR, _LOOKS = Plan.COUNT, Plan.SPLIT, Plan.LINEAR, Plan.LOOKS


def _part(function: Function) -> Function:
    """Machine code within that of its caller."""
    return cast(Function, numba.njit(**_OPTIONS)(function))


@_part
def _fetch(values: Any) -> None:
    """Have a row on its way from memory while another is worked on: half of the time would go by waiting for it."""
    for offset in range(0, len(values), LINE // values.itemsize):
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
def _is_level(value: Any, unseen: Any) -> Any:
    return (value != unseen) & (value < _INF) & (value > -_INF)


@_part
def _add_powers(bits: Any, others: Any, is_pair: Any, sums: Any) -> None:
    """Add two looks of linear intensity, as int32 bits, to `sums`: RUN counts, shifts, sums, sums of squares, end to end."""
    for i in range(len(bits)):
        _include(sums, i, _is_power(bits[i]), _log2(bits[i]), _is_power(others[i]) & is_pair, _log2(others[i]))


@_part
def _add_counts(values: Any, others: Any, unseen: Any, is_pair: Any, sums: Any) -> None:
    """Add two looks of linear intensity or amplitude in whole numbers; below 1 nothing was seen."""
    for i in range(len(values)):
        value, other = np.float32(values[i]), np.float32(others[i])
        seen, is_other = (value > _ZERO) & (value != unseen), (other > _ZERO) & (other != unseen) & is_pair
        _include(sums, i, seen, _log2(as_bits(value)), is_other, _log2(as_bits(other)))


@_part
def _add_levels(values: Any, others: Any, unseen: Any, is_pair: Any, sums: Any) -> None:
    """Add two looks of decibels."""
    for i in range(len(values)):
        value, other = np.float32(values[i]), np.float32(others[i])
        _include(sums, i, _is_level(value, unseen), value, _is_level(other, unseen) & is_pair, other)


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


@_part
def _score(t: Any, df: Any, z: Any) -> None:
    """`pixel_scores.normal_score`. log(1 + x) as log(u) x / (u - 1), u = 1 + x rounded (Kahan), so that small t lose nothing."""
    for i in range(len(t)):
        x = t[i] * t[i] / df[i]
        u = _ONE + x
        log = x if u == _ONE else _log2(as_bits(u)) * _LOG_2 * (x / (u - _ONE))
        size = (_EIGHT * df[i] + _ONE) / (_EIGHT * df[i] + _THREE) * np.sqrt(df[i] * log)
        z[i] = size if t[i] >= _ZERO else -size


@_part
def _hand_over(run: Any, layers: Any, at: Any, beside: Any, layer_step: Any) -> None:
    """A run of results to its layers, from where bands may lie beside one another."""
    for band in range(beside):
        for i in range(len(run) // beside):
            layers[band * layer_step + at + i] = run[i * beside + band]


@_part
def _add_run(
    values: Any, plan: Any, unseen: Any, bits: Any, at: Any, length: Any, begin: Any, end: Any, sums: Any
) -> None:
    """Add the looks [begin, end) of a run of pixels that begins at item `at` of each."""
    sums[:] = _ZERO
    last = plan[_COUNT] - 1
    for k in range(begin, end, 2):  # two at a time: half as many trips to the sums
        one = at + plan[_LOOKS + k] * plan[_LOOK_STEP]
        two = at + plan[_LOOKS + min(k + 1, last)] * plan[_LOOK_STEP]
        for ahead in (k + 2, k + 3):
            near = at + plan[_LOOKS + min(ahead, last)] * plan[_LOOK_STEP]
            _fetch(values[near : near + length])
        is_pair = k + 1 < end
        if not plan[_LINEAR]:
            _add_levels(values[one : one + length], values[two : two + length], unseen, is_pair, sums)
        elif bits is None:
            _add_counts(values[one : one + length], values[two : two + length], unseen, is_pair, sums)
        else:
            _add_powers(bits[one : one + length], bits[two : two + length], is_pair, sums)


@_part
def _sweep(values: Any, bits: Any, plan: Any, given: Any, scratch: Any, z: Any, t: Any, df: Any) -> None:
    """Bands, rows and runs of pixels. `given`: least looks before and after, and the value that stands for unseen."""
    first, second = scratch[: 4 * RUN], scratch[4 * RUN : 8 * RUN]
    beside = plan[_BESIDE]
    most = RUN - RUN % beside
    items = plan[_WIDE] * beside
    for band in range(plan[_BANDS]):
        for row in range(plan[_ROW0], plan[_ROW1]):
            for start in range(0, items, most):
                length = min(most, items - start)
                at = band * plan[_BAND_STEP] + row * plan[_ROW_STEP] + start
                _add_run(values, plan, given[2], bits, at, length, 0, plan[_SPLIT], first)
                _add_run(values, plan, given[2], bits, at, length, plan[_SPLIT], plan[_COUNT], second)
                ts, dfs = scratch[8 * RUN : 8 * RUN + length], scratch[9 * RUN : 9 * RUN + length]
                zs = scratch[10 * RUN : 10 * RUN + length]
                _finish(first, second, given[0], given[1], ts, dfs)
                _score(ts, dfs, zs)
                place = band * plan[_LAYER_STEP] + row * plan[_LINE_STEP] + start // beside
                _hand_over(zs, z, place, beside, plan[_LAYER_STEP])
                _hand_over(ts, t, place, beside, plan[_LAYER_STEP])
                _hand_over(dfs, df, place, beside, plan[_LAYER_STEP])


def _of_floats(values: Any, plan: Any, given: Any, scratch: Any, z: Any, t: Any, df: Any) -> None:
    """Called with addresses alone. The lengths bound nothing: the plan says what is touched."""
    pixels = carray(values, (_ANY,))
    _sweep(
        pixels, pixels.view(np.int32), carray(plan, (_ANY,)), carray(given, (3,)), carray(scratch, (SCRATCH,)),
        carray(z, (_ANY,)), carray(t, (_ANY,)), carray(df, (_ANY,)),
    )  # fmt: skip


def _of_numbers(values: Any, plan: Any, given: Any, scratch: Any, z: Any, t: Any, df: Any) -> None:
    """As `_of_floats`."""
    _sweep(
        carray(values, (_ANY,)), None, carray(plan, (_ANY,)), carray(given, (3,)), carray(scratch, (SCRATCH,)),
        carray(z, (_ANY,)), carray(t, (_ANY,)), carray(df, (_ANY,)),
    )  # fmt: skip


def compile_object(kind: str) -> tuple[str, bytes]:
    """The name of the function for pixels of this kind (of `machine_code.ENTRIES`), and the object file that holds it."""
    pointer: Any = types.CPointer
    single, whole, pixel = pointer(types.float32), pointer(types.int64), pointer(getattr(types, kind))
    signature = types.void(pixel, whole, single, single, single, single, single)
    options: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, **_OPTIONS}
    compiled: Any = numba.njit(signature, **options)(_of_floats if kind == "float32" else _of_numbers)
    result = compiled.overloads[compiled.signatures[0]]
    return str(result.fndesc.llvm_func_name), bytes(result.library._get_compiled_object())
