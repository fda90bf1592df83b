"""Times of a table as seconds since 1970: which way they are written is told from the rows, and what stays open is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs

from trigpoint.model.errors import InputError
from trigpoint.sources.positions.session import quoted

SAMPLE = 2_000  # rows looked at
DAY_FIRST = ("# timestamp",)  # the Danish authority's header
SAID_UTC = ("basedatetime", "base_date_time", "# timestamp", "date_time_utc", "time_utc", "timestamp_utc", "utc")
LAYOUTS = ("%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%Y%m%dT%H%M%S", "%d-%m-%Y %H:%M:%S",
           "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%Y/%m/%d %H:%M:%S", "%m-%d-%Y %H:%M:%S")  # fmt: skip
TWINS = {a: b for pair in (
    ("%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"), ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"), ("%d-%m-%Y %H:%M:%S", "%m-%d-%Y %H:%M:%S"),
) for a, b in (pair, pair[::-1])}  # fmt: skip
ZONE = re.compile(r"(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)\s*$", re.IGNORECASE)
WORD = re.compile(r"(?:UTC|GMT)\s*$", re.IGNORECASE)
SECONDS = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d")
APART = re.compile(r"\d\s+[+-]\d\d:?\d\d\s*$")
NO_ZONE = "the times carry no zone and are read as UTC"


@attrs.frozen(kw_only=True)
class Times:
    """How a column of times is read."""

    sql: str  # for seconds since 1970
    layout: str = ""  # "number" (its unit is open yet), "iso", a layout; "": times that need more than their letters
    told: tuple[str, ...] = ()

    @property
    def is_epoch(self) -> bool:
        """Numbers, whose unit their size tells."""
        return self.layout == "number"


def read_times(connection: Any, path: Path, source: str, name: str, *, day_first: bool | None = None) -> Times:
    """How the times of a column are written.

    `day_first`: what the user says of 03/04/2024; None = the rows tell. Raises InputError where day and month cannot be told apart.
    """
    column = quoted(name)
    asked = f"SELECT {column} FROM {source} WHERE {column} IS NOT NULL LIMIT {SAMPLE}"  # noqa: S608
    values = [row[0] for row in connection.execute(asked).fetchall()]
    open_zone = () if name.strip().lstrip("\ufeff").lower() in SAID_UTC else (NO_ZONE,)
    if not values:
        return Times(sql=f"TRY_CAST({column} AS DOUBLE)", layout="number")
    if not isinstance(values[0], str | int | float):
        is_zoned = getattr(values[0], "tzinfo", None) is not None
        return Times(sql=f"epoch_us({column}) / 1e6", told=() if is_zoned else open_zone)
    if sum(_is_number(v) for v in values) > len(values) / 2:
        return Times(sql=f"TRY_CAST({column} AS DOUBLE)", layout="number")
    spelt = [v for v in values if isinstance(v, str)]
    layout = _layout(
        connection,
        path,
        source,
        column,
        spelt,
        day_first=True if day_first is None and name.strip().lower() in DAY_FIRST else day_first,
    )
    if layout:
        return Times(sql=f"epoch_us(try_strptime({column}, '{layout}')) / 1e6", layout=layout, told=open_zone)
    is_zoned = sum(bool(ZONE.search(v[10:])) for v in spelt) > len(spelt) / 2
    if (
        all(SECONDS.fullmatch(v) for v in spelt) and spelt
    ):  # without a zone: time zones cost a tenth of the whole reading
        plain = f"strlen({column}) = 19 AND {column} LIKE '____-__-_____:__:__'"
        zoned = f"epoch_us(TRY_CAST({column} AS TIMESTAMPTZ))"
        found = f"CASE WHEN {plain} THEN epoch_us(TRY_CAST({column} AS TIMESTAMP)) ELSE {zoned} END"
        return Times(sql=f"{found} / 1e6", layout="iso", told=open_zone)
    text = column
    if any(APART.search(v) for v in spelt):
        text = f"regexp_replace(trim({text}), '\\s+([+-]\\d\\d:?\\d\\d)$', '\\1')"
    if any(WORD.search(v) for v in spelt):  # asked only where met: it costs more than the rest of the reading
        text = f"regexp_replace(trim({text}), '\\s*(UTC|GMT)$', 'Z', 'i')"
    sql = f"epoch_us(TRY_CAST({text} AS TIMESTAMPTZ)) / 1e6"
    return Times(sql=sql, layout="iso", told=() if is_zoned else open_zone)


def _layout(
    connection: Any, path: Path, source: str, column: str, spelt: Sequence[str], *, day_first: bool | None
) -> str:
    """The layout that most of the sampled values follow; "" for ISO 8601."""
    counts = ", ".join(f"count(try_strptime(v, '{layout}'))" for layout in LAYOUTS)
    asked = f"SELECT {counts} FROM (SELECT unnest(?::VARCHAR[]) AS v)"  # noqa: S608
    fits = dict(zip(LAYOUTS, connection.execute(asked, [list(spelt)]).fetchall()[0], strict=True))
    best = max(LAYOUTS, key=lambda layout: fits[layout])  # the first of equals
    if fits[best] <= 0.5 * len(spelt):
        return ""
    twin = TWINS.get(best, "")
    if twin and day_first is not None:
        return next(layout for layout in (best, twin) if layout.startswith("%d") == day_first)
    if twin and fits[twin]:
        return _told_apart(connection, path, source, column, (best, twin))
    return best


def _told_apart(connection: Any, path: Path, source: str, column: str, pair: tuple[str, str]) -> str:
    """Day first or month first, by all rows: a 13th month decides."""
    counts = ", ".join(f"count(try_strptime({column}, '{layout}'))" for layout in pair)
    first, second = connection.execute(f"SELECT {counts} FROM {source}").fetchall()[0]  # noqa: S608
    if first == second:
        raise InputError(
            str(path),
            f"has dates that fit day first as well as month first (column {column})",
            "say --day-first or --month-first, or write them as 2024-12-31",
        )
    return pair[0] if first > second else pair[1]


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True
