"""What a user says of a file that does not say it itself: zone of its times, day or month first, units of its columns."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.model.errors import UsageError
from trigpoint.sources.positions.columns import FT_PER_M, KN_PER_MS, Column
from trigpoint.sources.positions.raw import RawColumns
from trigpoint.sources.positions.times import NO_ZONE

SPEED_UNITS = {"kn": 1.0, "m/s": KN_PER_MS, "km/h": 1 / 1.852, "mph": 1.609344 / 1.852}
ALTITUDE_UNITS = {"ft": 1.0, "m": FT_PER_M}
OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)?")
QUARTER_S = 900.0  # zones change on the quarter of an hour


@attrs.frozen(kw_only=True)
class Conventions:
    """How a file is written, as far as the user says. Empty = what the file tells holds."""

    day_first: bool | None = None  # 03/04/2024 is the third of April
    time_zone: str = ""  # of times without one: "Europe/Moscow" or "+03:00"
    speed_unit: str = ""  # kn, m/s, km/h, mph
    altitude_unit: str = ""  # ft, m

    @property
    def zone(self) -> tzinfo | None:
        """The zone of times without one; None = UTC. Raises UsageError."""
        if not self.time_zone:
            return None
        if found := OFFSET.fullmatch(self.time_zone):
            away = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
            return (
                timezone(away if found[1] == "+" else -away) if away < timedelta(hours=24) else _no_zone(self.time_zone)
            )
        try:
            return ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return _no_zone(self.time_zone)


def _no_zone(name: str) -> tzinfo:
    raise UsageError(f"--time-zone {name}: is no time zone; write Europe/Moscow, Asia/Tehran or +03:30")


def as_said(raw: RawColumns, conventions: Conventions) -> RawColumns:
    """The columns with their times in UTC and their units as the user says. Raises UsageError."""
    speed = _factor(conventions.speed_unit, SPEED_UNITS, "--speed-unit")
    height = _factor(conventions.altitude_unit, ALTITUDE_UNITS, "--altitude-unit")
    zone = conventions.zone
    if zone is not None and NO_ZONE in raw.flags:
        told = tuple(
            f"the times carry no zone and are read as {conventions.time_zone}" if f == NO_ZONE else f for f in raw.flags
        )
        raw = attrs.evolve(raw, time=to_utc(raw.time, zone), flags=told)
    for role, factor, unit in (
        ("speed_kn", speed, conventions.speed_unit),
        ("altitude_ft", height, conventions.altitude_unit),
    ):
        if factor and role in raw.extra:
            raw = _in_unit(raw, role, factor, unit)
    return raw


def _factor(unit: str, units: dict[str, float], option: str) -> float:
    if unit and unit not in units:
        raise UsageError(f"{option} {unit}: is not known; give one of {', '.join(units)}")
    return units.get(unit, 0.0)


def _in_unit(raw: RawColumns, role: str, factor: float, unit: str) -> RawColumns:
    column = next((c for c in raw.columns if c.role == role), Column(role=role, name=role))
    values = raw.extra[role] * np.float32(factor / column.factor)
    columns = tuple(attrs.evolve(c, factor=factor, unit=unit) if c.role == role else c for c in raw.columns)
    return attrs.evolve(raw, extra={**raw.extra, role: values}, columns=columns)


def to_utc(local: NDArray[np.float64], zone: tzinfo) -> NDArray[np.float64]:
    """Seconds since 1970 in UTC of clock times written in a zone. Of an hour that comes twice, the first is meant."""
    quarter = np.floor(local / QUARTER_S)
    known = np.isfinite(quarter)
    steps, where = np.unique(quarter[known], return_inverse=True)
    offsets = np.array([_offset_s(step * QUARTER_S, zone) for step in steps.tolist()])
    found = local.copy()
    if len(steps):
        found[known] -= offsets[where]
    return found


def _offset_s(local: float, zone: tzinfo) -> float:
    try:
        naive = datetime.fromtimestamp(local, UTC).replace(tzinfo=zone)
        away = naive.utcoffset()
    except (OverflowError, ValueError, OSError):
        return 0.0
    return away.total_seconds() if away else 0.0
