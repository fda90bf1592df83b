"""Words of metadata to values: what does not fit is no value, and where it matters the flags say so."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

from trigpoint.sources.text import visible

_YEARS = range(1900, 2201)
_WHOLE = re.compile(r"\s*\+?(\d{1,6})\s*")


def moment(text: str, what: str, flags: list[str]) -> datetime | None:
    """An ISO time, UTC; None and a flag where it is none. A time without a zone is UTC, as satellite products mean it."""
    if not text.strip():
        return None
    try:
        found = datetime.fromisoformat(text.strip())
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        flags.append(f"{what} is no ISO time: {visible(text)[:40]}")
        return None
    if found.year not in _YEARS:
        flags.append(f"{what} is out of range: {visible(text)[:40]}")
        return None
    return found


def compact_moment(text: str) -> datetime | None:
    """`20150203T043109` or `20150203`: the former as a time, UTC; None for anything else."""
    try:
        found = datetime.strptime(text, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def compact_day(text: str) -> date | None:
    """`20150203` as a day."""
    found = compact_moment(f"{text}T000000")
    return found.date() if found else None


def number(value: object, low: float, high: float) -> float | None:
    """A finite number in [low, high]; None otherwise."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and low <= found <= high else None


def whole(value: object, low: int, high: int) -> int | None:
    """A whole number in [low, high]; None otherwise."""
    if isinstance(value, bool):
        return None
    match = _WHOLE.fullmatch(str(value))
    return int(match[1]) if match and low <= int(match[1]) <= high else None


def one_of(value: object, words: Sequence[str]) -> str:
    """The word in lower case if it is one of `words`; "" otherwise."""
    said = value.strip().lower() if isinstance(value, str) else ""
    return said if said in words else ""


def words(value: object, most: int = 200) -> str:
    """Text fit to be shown, cut at `most` characters; "" for anything but text."""
    return visible(" ".join(value.split()))[:most] if isinstance(value, str) else ""
