"""The pixel statistic as machine code: Welch's t, its degrees of freedom and its normal score, in one pass over a block.

Why not numpy: every operation there is a trip through memory. Here a run of pixels stays in the first-level cache while the
dates go by. The sums are of differences from the pixel's first look, so that float32 is enough; the logarithm is a polynomial
(`_log2`), as the C library's takes one value at a time. Base 2 serves: t and df do not depend on the base.

A run is first added as if all was seen, which takes half of the instructions; where that was not so (`_add_all` says), it is
added anew, pixel by pixel. Where nothing is missing both give the same to the last bit. Two looks at a time: with four the
compiler no longer turns the loop into vector instructions. Divisions by the number of looks are multiplications (`_through`).

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
_STRANGE = _INFINITE - _LEAST_NORMAL  # see `_oddity_of_power`
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
_TWO, _THREE, _EIGHT = np.float32(2), np.float32(3), np.float32(8)

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


def part(function: Function) -> Function:
    """Machine code within that of its caller."""
    return cast(Function, numba.njit(**_OPTIONS)(function))


@part
def _fetch(values: Any) -> None:
    """Have a row on its way from memory while another is worked on: half of the time would go by waiting for it."""
    for offset in range(0, len(values), LINE // values.itemsize):
        fetch(values, offset)


@part
def _log2(bits: Any) -> Any:
    """Logarithm to base 2 of a normal positive float32 given as int32 bits; relative error below 5e-7, also near 1."""
    exponent = np.int32(np.int32(bits - np.int32(_ROOT_HALF)) >> np.int32(23))  # numba widens to int64 unless told
    u = as_float(np.int32(bits - np.int32(exponent << np.int32(23)))) - _ONE
    high = _P[5] + u * (_P[6] + u * (_P[7] + u * _P[8]))
    low = _P[0] + u * (_P[1] + u * (_P[2] + u * (_P[3] + u * _P[4])))
    square = u * u
    return np.float32(np.int32(exponent)) + u * (low + square * square * u * high)


@part
def _log_of_power(bits: Any) -> Any:
    return _log2(bits)


@part
def _log_of_count(value: Any) -> Any:
    return _log2(as_bits(np.float32(value)))


@part
def _level(value: Any) -> Any:
    return np.float32(value)


# how strange an item is: from _STRANGE on it was not seen ------------------------------------------


@part
def _oddity_of_power(bits: Any, _unseen: Any) -> Any:
    """Zero, subnormal, negative, infinite or NaN."""
    return np.uint32(bits - np.int32(_LEAST_NORMAL))


@part
def _oddity_of_count(value: Any, unseen: Any) -> Any:
    number = np.float32(value)
    return np.uint32(0) if (number > _ZERO) & (number != unseen) else np.uint32(_STRANGE)


@part
def _oddity_of_level(value: Any, unseen: Any) -> Any:
    number = np.float32(value)
    return np.uint32(0) if (number != unseen) & (number < _INF) & (number > -_INF) else np.uint32(_STRANGE)


# sums: RUN counts, shifts, sums, sums of squares, and 1 / n and 1 / (n - 1), end to end --------------


@part
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


@part
def _add_seen(read: Any, oddity: Any, items: Any, others: Any, unseen: Any, is_pair: Any, sums: Any) -> None:
    """Add two looks to `sums`, pixel by pixel as far as they were seen."""
    strange = np.uint32(_STRANGE)
    for i in range(len(items)):
        seen, is_other = oddity(items[i], unseen) < strange, (oddity(others[i], unseen) < strange) & is_pair
        _include(sums, i, seen, read(items[i]), is_other, read(others[i]))


@part
def _begin(read: Any, oddity: Any, items: Any, others: Any, unseen: Any, sums: Any) -> Any:
    """Add the first two looks where both were seen everywhere. Comes back: how strange the strangest item is."""
    worst = np.uint32(0)
    for i in range(len(items)):
        one, two = items[i], others[i]
        shift = read(one)
        further = read(two) - shift
        sums[RUN + i] = shift
        sums[2 * RUN + i] = further
        sums[3 * RUN + i] = further * further
        worst = max(worst, max(oddity(one, unseen), oddity(two, unseen)))
    return worst


@part
def _add_two(read: Any, oddity: Any, items: Any, others: Any, unseen: Any, sums: Any) -> Any:
    """Add two more looks, as `_begin`."""
    worst = np.uint32(0)
    for i in range(len(items)):
        one, two, shift = items[i], others[i], sums[RUN + i]
        off, further = read(one) - shift, read(two) - shift
        sums[2 * RUN + i] += off + further
        sums[3 * RUN + i] += off * off + further * further
        worst = max(worst, max(oddity(one, unseen), oddity(two, unseen)))
    return worst


@part
def _add_one(read: Any, oddity: Any, items: Any, unseen: Any, sums: Any) -> Any:
    """Add one more look, as `_begin`."""
    worst = np.uint32(0)
    for i in range(len(items)):
        off = read(items[i]) - sums[RUN + i]
        sums[2 * RUN + i] += off
        sums[3 * RUN + i] += off * off
        worst = max(worst, oddity(items[i], unseen))
    return worst


@part
def _look(plan: Any, k: Any, at: Any) -> Any:
    """Where a run begins in look k of the plan, or in the last."""
    return at + plan[_LOOKS + min(k, plan[_COUNT] - 1)] * plan[_LOOK_STEP]


@part
def _add_all(
    read: Any, oddity: Any, items: Any, plan: Any, unseen: Any, at: Any, n: Any, begin: Any, end: Any, sums: Any
) -> Any:
    """Add the looks [begin, end) of a run where all were seen everywhere; whether that was so."""
    if end - begin < 2:
        return False
    worst = np.uint32(0)
    for k in range(begin, end, 2):
        one, two = _look(plan, k, at), _look(plan, k + 1, at)
        for ahead in (k + 2, k + 3):
            near = _look(plan, ahead, at)
            _fetch(items[near : near + n])
        if k == begin:
            found = _begin(read, oddity, items[one : one + n], items[two : two + n], unseen, sums)
        elif k + 1 < end:
            found = _add_two(read, oddity, items[one : one + n], items[two : two + n], unseen, sums)
        else:
            found = _add_one(read, oddity, items[one : one + n], unseen, sums)
        worst = max(worst, found)
    count = np.float32(end - begin)
    for i in range(n):
        sums[i], sums[4 * RUN + i], sums[5 * RUN + i] = count, _ONE / count, _ONE / (count - _ONE)
    return worst < np.uint32(_STRANGE)


@part
def _add_run(
    read: Any, oddity: Any, items: Any, plan: Any, unseen: Any, at: Any, n: Any, begin: Any, end: Any, sums: Any
) -> None:
    """Add the looks [begin, end) of a run of n pixels that begins at item `at` of each."""
    if _add_all(read, oddity, items, plan, unseen, at, n, begin, end, sums):
        return
    sums[: 4 * RUN] = _ZERO
    for k in range(begin, end, 2):  # two at a time: half as many trips to the sums
        one, two = _look(plan, k, at), _look(plan, k + 1, at)
        _add_seen(read, oddity, items[one : one + n], items[two : two + n], unseen, k + 1 < end, sums)
    for i in range(n):
        sums[4 * RUN + i], sums[5 * RUN + i] = _ONE / sums[i], _ONE / (sums[i] - _ONE)


@part
def _add_side(values: Any, bits: Any, plan: Any, unseen: Any, at: Any, n: Any, begin: Any, end: Any, sums: Any) -> None:
    """The same, by what the items are."""
    if not plan[_LINEAR]:
        _add_run(_level, _oddity_of_level, values, plan, unseen, at, n, begin, end, sums)
    elif bits is None:
        _add_run(_log_of_count, _oddity_of_count, values, plan, unseen, at, n, begin, end, sums)
    else:
        _add_run(_log_of_power, _oddity_of_power, bits, plan, unseen, at, n, begin, end, sums)


@part
def _through(value: Any, count: Any, part: Any) -> Any:
    """value / count, where part is 1 / count rounded: the same but for rare last bits, in a fifth of the time."""
    found = value * part
    return found + (value - found * count) * part


@part
def _finish(before: Any, after: Any, least_before: Any, least_after: Any, z: Any, t: Any, df: Any) -> None:
    """t, degrees of freedom and `pixel_scores.normal_score` of a run of pixels from its sums."""
    for i in range(len(t)):
        n1, n2 = before[i], after[i]
        one1, one2, less1, less2 = before[4 * RUN + i], after[4 * RUN + i], before[5 * RUN + i], after[5 * RUN + i]
        sum1, sum2 = before[2 * RUN + i], after[2 * RUN + i]
        mean1, mean2 = _through(sum1, n1, one1), _through(sum2, n2, one2)
        v1 = _through(max(_through(before[3 * RUN + i] - sum1 * mean1, n1 - _ONE, less1), _ZERO), n1, one1)
        v2 = _through(max(_through(after[3 * RUN + i] - sum2 * mean2, n2 - _ONE, less2), _ZERO), n2, one2)
        v = v1 + v2
        known = (n1 >= least_before) & (n2 >= least_after) & (v > _ZERO)
        step = (after[RUN + i] - before[RUN + i]) + (mean2 - mean1)
        own = step / np.sqrt(v)
        free = v * v / (v1 * v1 * less1 + v2 * v2 * less2)
        x = own * own / free
        u = _ONE + x
        rest = (x - (u - _ONE)) * (_TWO - u) if u < _TWO else _ZERO
        log = _log2(as_bits(u)) * _LOG_2 + rest
        size = (_EIGHT * free + _ONE) / (_EIGHT * free + _THREE) * np.sqrt(free * log)
        t[i] = own if known else _NAN
        df[i] = free if known else _NAN
        z[i] = (size if own >= _ZERO else -size) if known else _NAN


@part
def _hand_over(run: Any, layers: Any, at: Any, beside: Any, layer_step: Any) -> None:
    """A run of results to its layers, from where bands may lie beside one another."""
    for band in range(beside):
        for i in range(len(run) // beside):
            layers[band * layer_step + at + i] = run[i * beside + band]


@part
def sweep(values: Any, bits: Any, plan: Any, given: Any, scratch: Any, z: Any, t: Any, df: Any) -> None:
    """Bands, rows and runs of pixels. `given`: least looks before and after, and the value that stands for unseen."""
    first, second = scratch[: 6 * RUN], scratch[6 * RUN : 12 * RUN]
    beside = plan[_BESIDE]
    most = RUN - RUN % beside
    items = plan[_WIDE] * beside
    for band in range(plan[_BANDS]):
        for row in range(plan[_ROW0], plan[_ROW1]):
            for start in range(0, items, most):
                length = min(most, items - start)
                at = band * plan[_BAND_STEP] + row * plan[_ROW_STEP] + start
                for side in range(2):
                    begin, end = (plan[_SPLIT], plan[_COUNT]) if side else (0, plan[_SPLIT])
                    sums = scratch[side * 6 * RUN : (side + 1) * 6 * RUN]
                    _add_side(values, bits, plan, given[2], at, length, begin, end, sums)
                place = band * plan[_LAYER_STEP] + row * plan[_LINE_STEP] + start // beside
                ts, dfs = scratch[12 * RUN : 12 * RUN + length], scratch[13 * RUN : 13 * RUN + length]
                zs = scratch[14 * RUN : 14 * RUN + length]
                if beside == 1:
                    ts, dfs, zs = t[place : place + length], df[place : place + length], z[place : place + length]
                _finish(first, second, given[0], given[1], zs, ts, dfs)
                if beside > 1:
                    _hand_over(zs, z, place, beside, plan[_LAYER_STEP])
                    _hand_over(ts, t, place, beside, plan[_LAYER_STEP])
                    _hand_over(dfs, df, place, beside, plan[_LAYER_STEP])


def _of_floats(values: Any, plan: Any, given: Any, scratch: Any, z: Any, t: Any, df: Any) -> None:
    """Called with addresses alone. The lengths bound nothing: the plan says what is touched."""
    pixels = carray(values, (_ANY,))
    sweep(
        pixels, pixels.view(np.int32), carray(plan, (_ANY,)), carray(given, (3,)), carray(scratch, (SCRATCH,)),
        carray(z, (_ANY,)), carray(t, (_ANY,)), carray(df, (_ANY,)),
    )  # fmt: skip


def _of_numbers(values: Any, plan: Any, given: Any, scratch: Any, z: Any, t: Any, df: Any) -> None:
    """As `_of_floats`."""
    sweep(
        carray(values, (_ANY,)), None, carray(plan, (_ANY,)), carray(given, (3,)), carray(scratch, (SCRATCH,)),
        carray(z, (_ANY,)), carray(t, (_ANY,)), carray(df, (_ANY,)),
    )  # fmt: skip


def compile_object(kind: str) -> tuple[str, bytes]:
    """The name of the function for pixels of this kind (of `machine_code.ENTRIES`), and the object file that holds it."""
    pointer: Any = types.CPointer
    single, whole, pixel = pointer(types.float32), pointer(types.int64), pointer(getattr(types, kind))
    function = _of_floats if kind == "float32" else _of_numbers
    return compile_function(function, (pixel, whole, single, single, single, single, single))


def compile_function(function: Callable[..., None], arguments: tuple[Any, ...]) -> tuple[str, bytes]:
    """The name and the object file of a function that is called with addresses."""
    options: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, **_OPTIONS}
    compiled: Any = numba.njit(types.void(*arguments), **options)(function)
    result = compiled.overloads[compiled.signatures[0]]
    return str(result.fndesc.llvm_func_name), bytes(result.library._get_compiled_object())
