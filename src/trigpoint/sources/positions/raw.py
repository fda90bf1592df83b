"""Columns of positions as read, before any is judged, and how values become numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.model.errors import InputError
from trigpoint.model.positions import Bytes, Mover, MoverKind
from trigpoint.sources.positions.columns import SOURCE_WORDS, STATUS_WORDS, Column, missing

if TYPE_CHECKING:
    from trigpoint.sources.positions.large import SortedOnDisk

BOOLEANS = {"true": 1, "1": 1, "t": 1, "false": 0, "0": 0, "f": 0}
SMALL = ("nic", "nac_p", "status", "on_ground", "source")  # roles kept as int8
MISMATCHED = "has quotes that do not match"
REJECTED_KEPT = 1000  # rows told one by one; the rest are counted


@attrs.frozen(kw_only=True)
class Refused:
    """Rows that never became columns: broken lines, sentences that carry no position. 0-based rows."""

    first: tuple[tuple[int, str, str], ...] = ()  # row, reason, what stood there
    counts: Mapping[str, int] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True, eq=False)
class RawColumns:
    """Columns as read, before any is judged. The identity is dictionary-coded."""

    kind: MoverKind
    names: tuple[str, ...]
    code: NDArray[np.int32]  # -1 = no identity
    time: NDArray[np.float64]  # NaN = cannot be read
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    extra: Mapping[str, NDArray[Any]]  # role -> float32 or int8
    columns: tuple[Column, ...]
    movers: Mapping[str, Mover]
    flags: tuple[str, ...] = ()
    row: NDArray[np.int64] | None = None  # row of the input; None = one after the other from 0
    refused: Refused = attrs.field(factory=Refused)
    on_disk: SortedOnDisk | None = None  # of a large table, judged and sorted already; the arrays above are empty then


def require(path: Path, columns: Sequence[Column], names: Sequence[str]) -> None:
    """Raises InputError naming the columns that are missing."""
    lacking = missing(columns)
    if lacking:
        have = ", ".join(str(n)[:40] for n in list(names)[:12])
        raise InputError(
            str(path),
            f"has no column for {', '.join(lacking)} (it has {have})",
            "name the columns as a public feed does",
        )


def spelling(value: Any) -> str:
    """An identity as text: lower case, leading zeros kept, without the ".0" that a float column gives it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value == value and abs(value) < 1e15 else ""
    name = str(value).replace("\0", "").strip().lower()
    return name[:-2] if name.endswith(".0") and name[:-2].isdigit() else name[:40]


def codes(values: Sequence[Any]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Identities as numbers into a sorted tuple of names; -1 = none. Text keeps its leading zeros."""
    spelt = [spelling(v) for v in values]
    names = tuple(sorted({v for v in spelt if v}))
    index = {name: k for k, name in enumerate(names)}
    return np.array([index.get(v, -1) if v else -1 for v in spelt], np.int32), names


def floats(values: Sequence[Any]) -> NDArray[np.float64]:
    """Numbers; NaN for whatever is none."""
    try:
        return np.array(values, np.float64)  # None becomes NaN
    except (TypeError, ValueError, OverflowError):
        return np.array([_float(v) for v in values], np.float64)


def _float(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return float("nan")


def small(values: Sequence[Any]) -> Bytes:
    """Small whole numbers; -1 where unknown."""
    found = floats(values)
    return np.where(np.isfinite(found) & (np.abs(found) <= 100), found, -1).astype(np.int8)


def scaled(values: Sequence[Any], column: Column, role: str) -> NDArray[Any]:
    """A column in the unit of its role."""
    if role == "source":  # numbers mean something else in each feed
        return small([SOURCE_WORDS.get(str(v).strip().lower()) for v in values])
    if role == "status":
        values = [STATUS_WORDS.get(v.strip().lower(), v) if isinstance(v, str) else v for v in values]
    if role == "on_ground":
        return np.array([BOOLEANS.get(str(v).lower(), -1) for v in values], np.int8)
    if role in SMALL:
        return small(values)
    return (floats(values) * column.factor).astype(np.float32)


def times(values: Sequence[Any]) -> NDArray[np.float64]:
    """Epoch seconds or milliseconds, or ISO 8601 (UTC where no zone stands)."""
    if all(v is None or isinstance(v, int | float) for v in values):
        return seconds(floats(values))
    spelt = np.array([_iso(v) for v in values], "datetime64[ms]")
    found = spelt.astype(np.int64).astype(np.float64) / 1000
    return np.where(np.isnat(spelt), np.nan, found)


def seconds(found: NDArray[np.float64]) -> NDArray[np.float64]:
    """Epoch numbers in s, ms, µs or ns, told apart by their size (year 1972 and later)."""
    with np.errstate(invalid="ignore"):
        size = np.abs(found)
        if not (size > 4.2e9).any():
            return found
        return np.where(
            size > 1e17, found / 1e9, np.where(size > 1e14, found / 1e6, np.where(size > 4.2e9, found / 1e3, found))
        )


def _iso(value: Any) -> np.datetime64:
    try:
        if isinstance(value, int | float):
            return np.datetime64(round(float(seconds(np.array([value], np.float64))[0]) * 1000), "ms")
        when = datetime.fromisoformat(str(value))
        when = when if when.tzinfo is None else when.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return np.datetime64("NaT")
    return np.datetime64(when, "ms")
