"""Machine code that was compiled once, loaded without the compiler, which alone takes half a second to load.

An object file made by `sweep.compile_object` is linked into this process by LLVM and called through ctypes, which lets go of
the interpreter meanwhile. Where it is kept, and for which processor, is the caller's business (`workflows.imagery.kept_code`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Address = int
Entry = Callable[[Address, Address, Address, Address, Address, Address, Address], None]
ENTRIES = ("float32", "int16", "uint16")  # kinds of pixels for which there is code
RUN = 512  # pixels kept in the first-level cache
SCRATCH = 15 * RUN  # float32 of working memory: twice six sums, and t, df, z of a run


_UNUSED = "NRT_MemInfo_call_dtor"  # of the compiler's run time: it would free arrays, and there are none to be freed
_NEVER_CALLED = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(lambda _: None)


class Plan(IntEnum):
    """Places in the int64 array that tells an entry how its block lies. Steps are in items, results are float32."""

    BANDS = 0  # planes
    WIDE = 1  # pixels in a row
    BESIDE = 2  # bands of a pixel that lie beside one another
    ROW0 = 3
    ROW1 = 4
    LOOK_STEP = 5
    BAND_STEP = 6
    ROW_STEP = 7
    LAYER_STEP = 8  # of the results
    LINE_STEP = 9
    COUNT = 10  # looks
    SPLIT = 11  # looks from here on were taken after
    LINEAR = 12  # 1: the logarithm is still to be taken
    LOOKS = 13  # their numbers, to the end


class Table(IntEnum):
    """Places in the int64 array that tells of a window of files to be read and computed.

    Then come the handle of each look; for each look and plane the byte where the window's first row begins; and the groups: of each
    where z, t and df begin among the results, and its `Plan`.
    """

    DONE = (
        0  # comes back: rows; less than asked for where it was stopped, or minus one minus the look that cannot be read
    )
    LOOKS = 1
    PLANES = 2  # runs of bytes that a row is stored in: bands apart, or 1
    ROW = 3  # float32 of a stored row
    ROWS = 4  # of the window
    STEP = 5  # rows at once
    GROUPS = 6
    LENGTH = 7  # numbers of a group
    REST = 8


def processor() -> str:
    """What the code depends on beside its source: the compiler's version, the processor and what that can do."""
    import llvmlite  # type: ignore[import-untyped]
    import llvmlite.binding as llvm  # type: ignore[import-untyped]

    return f"{llvmlite.__version__} {llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"


def load(objects: Mapping[str, tuple[str, bytes]]) -> dict[str, Entry]:
    """Functions by kind of pixel, from the name and object file of each."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    llvm.add_symbol(_UNUSED, ctypes.cast(_NEVER_CALLED, ctypes.c_void_p).value)
    machine = llvm.Target.from_default_triple().create_target_machine(codemodel="jitdefault", jit=True)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    for _, content in objects.values():
        engine.add_object_file(llvm.ObjectFileRef.from_data(content))
    engine.finalize_object()
    return {kind: _callable(engine, engine.get_function_address(name)) for kind, (name, _) in objects.items()}


def _callable(engine: Any, address: int) -> Entry:
    """Numba's convention: places for the result and for an exception come first; neither is ever written here."""
    native = ctypes.CFUNCTYPE(ctypes.c_int32, *[ctypes.c_void_p] * 9)(address)
    nothing = (ctypes.c_void_p * 8)()
    place = ctypes.addressof(nothing)

    def call(*addresses: int) -> None:
        _ = engine, nothing  # both live as long as the function
        native(place, place, *addresses)

    return call


def address_of(array: NDArray[Any]) -> int:
    """Of an array's first item."""
    found: int = array.__array_interface__["data"][0]
    return found


def plan_of(**numbers: int | NDArray[np.int64]) -> NDArray[np.int64]:
    """The array for an entry; the fields in lower case, `looks` an array."""
    looks = np.asarray(numbers.pop("looks"), np.int64)
    return np.concatenate([np.array([numbers[field.name.lower()] for field in list(Plan)[:-1]], np.int64), looks])
