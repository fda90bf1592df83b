"""Reading plain tiles and computing on them while they are in the cache, as one piece of machine code.

So a thread that does it needs the interpreter once a window, not once a read, and whoever judges beside it is not held up.
What the table says: `machine_code.Table`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numba.np.numpy_support import carray

from trigpoint.evidence.imagery.sar.machine_code import SCRATCH, Plan, Table
from trigpoint.evidence.imagery.sar.sweep import compile_function, part, sweep

_ANY = 1 << 40
_pread: Any = types.ExternalFunction("pread", types.intp(types.int32, types.uintp, types.uintp, types.int64))


_DONE, _LOOKS, _PLANES, _ROW, _ROWS = Table.DONE, Table.LOOKS, Table.PLANES, Table.ROW, Table.ROWS
_STEP, _GROUPS, _LENGTH, _REST = Table.STEP, Table.GROUPS, Table.LENGTH, Table.REST
_ROW0, _ROW1, _LINE_STEP = Plan.ROW0, Plan.ROW1, Plan.LINE_STEP


@part
def _read(handle: Any, values: Any, at: Any) -> Any:
    """Whether all of `values` could be read from byte `at`."""
    place, left = values.ctypes.data, np.int64(len(values) * 4)
    while left > 0:
        count = _pread(np.int32(handle), np.uintp(place), np.uintp(left), np.int64(at))
        if count <= 0:
            return False
        place, left, at = np.uintp(place + np.uintp(count)), left - count, at + count
    return True


@part
def _read_all(memory: Any, table: Any, row: Any, rows: Any) -> Any:
    """The look that cannot be read, or -1."""
    looks, planes, wide = table[_LOOKS], table[_PLANES], table[_ROW]
    for look in range(looks):
        for plane in range(planes):
            number = look * planes + plane
            start = number * table[_STEP] * wide
            at = table[_REST + looks + number] + row * wide * 4
            if not _read(table[_REST + look], memory[start : start + rows * wide], at):
                return look
    return -1


def _of_files(memory: Any, table: Any, given: Any, scratch: Any, out: Any, stop: Any, _: Any) -> None:
    """Called with addresses alone, as `sweep`'s own entries."""
    pixels, numbers = carray(memory, (_ANY,)), carray(table, (_ANY,))
    results, limits, work, stopped = (
        carray(out, (_ANY,)),
        carray(given, (3,)),
        carray(scratch, (SCRATCH,)),
        carray(stop, (1,)),
    )
    groups = numbers[_REST + numbers[_LOOKS] * (1 + numbers[_PLANES]) :]
    row = np.int64(0)
    while row < numbers[_ROWS] and stopped[0] == 0:
        rows = min(numbers[_STEP], numbers[_ROWS] - row)
        lost = _read_all(pixels, numbers, row, rows)
        if lost >= 0:
            numbers[_DONE] = -1 - lost
            return
        for number in range(numbers[_GROUPS]):
            group = groups[number * numbers[_LENGTH] :]
            plan = group[3:]
            plan[_ROW0], plan[_ROW1] = 0, rows
            below = row * plan[_LINE_STEP]
            sweep(
                pixels, pixels.view(np.int32), plan, limits, work,
                results[group[0] + below :], results[group[1] + below :], results[group[2] + below :],
            )  # fmt: skip
        row += rows
    numbers[_DONE] = row


def compile_files() -> tuple[str, bytes]:
    """The name of the function and the object file that holds it."""
    pointer: Any = types.CPointer
    single, whole = pointer(types.float32), pointer(types.int64)
    return compile_function(_of_files, (single, whole, single, single, single, whole, whole))
