"""Arrow columns as NumPy arrays. Arrow's own way to them loads pandas, which takes longer than reading a small file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from trigpoint.sources.positions.raw import SMALL, seconds

_ARROW = {np.int32: pa.int32(), np.int64: pa.int64(), np.float32: pa.float32(), np.float64: pa.float64()}


def values_of(column: Any, kind: type[np.generic]) -> NDArray[Any]:
    """The numbers of a column; NaN where there is none. Whole numbers must all be there."""
    column = column if column.type == _ARROW[kind] else column.cast(_ARROW[kind])
    first, past = column.offset, column.offset + len(column)
    is_there, held = column.buffers()
    if not len(column):
        return np.empty(0, kind)
    found: NDArray[Any] = np.frombuffer(held, kind)[first:past]
    if column.null_count:
        bits = np.unpackbits(np.frombuffer(is_there, np.uint8), bitorder="little")[first:past]
        found = np.where(bits, found, kind(np.nan))
    return found


def numbers_of(batch: Any, roles: Sequence[str], *, is_epoch: bool) -> dict[str, NDArray[Any]]:
    """The columns of a batch by role. `is_epoch`: the times are numbers whose unit their size tells."""
    found = {role: _numbers(column, role) for role, column in zip(roles, batch.columns, strict=False)}
    return {**found, "time": seconds(found["time"])} if is_epoch else found


def _numbers(column: Any, role: str) -> NDArray[Any]:
    if role in ("time", "lat", "lon"):
        return values_of(column, np.float64)
    found = values_of(column, np.float32)
    if role in SMALL:
        small: NDArray[np.int8] = np.where(np.isfinite(found) & (np.abs(found) <= 100), found, -1).astype(np.int8)
        return small
    return found
