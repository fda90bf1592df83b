"""Three machine instructions that the compiler for Python does not offer by itself."""
# ruff: noqa: ARG001 - the compiler hands its four arguments over by position

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.extending import intrinsic


def _as_float(typing: Any, bits: Any) -> Any:
    """The float32 whose bits these are."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.FloatType())

    return types.float32(types.int32), generate


def _as_bits(typing: Any, value: Any) -> Any:
    """The bits of a float32 as int32."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(32))

    return types.int32(types.float32), generate


def _fetch(typing: Any, values: Any, offset: Any) -> Any:
    """Ask for the cache line of `values` at `offset` items from its start before it is needed."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        number, pointer = ir.IntType(32), ir.PointerType(ir.IntType(8))
        kind = ir.FunctionType(ir.VoidType(), [pointer, number, number, number])
        insert: Any = cgutils.get_or_insert_function
        place = builder.bitcast(builder.gep(array.data, [arguments[1]]), pointer)
        read, keep, data = number(0), number(3), number(1)
        builder.call(insert(builder.module, kind, "llvm.prefetch.p0"), [place, read, keep, data])
        return context.get_dummy_value()

    return types.none(values, types.intp), generate


as_float: Any = intrinsic(_as_float)
as_bits: Any = intrinsic(_as_bits)
fetch: Any = intrinsic(_fetch)
