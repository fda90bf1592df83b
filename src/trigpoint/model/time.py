"""When: half-open UTC intervals that carry their doubt.

A time in a text is an interval, the grain it was given in, the words it came from and what it was counted from.
"May" in an article of 13 September 2020 is [2020-05-01, 2020-06-01), precision `month`, anchor `dateline`.
Printed as EDTF (ISO 8601-2:2019, levels 0 and 1).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import attrs


class Precision(StrEnum):
    """The grain a time was given in. The interval says the rest."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    PART_OF_DAY = "part_of_day"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    RANGE = "range"  # two ends named: "between 2014 and 2016", "in recent weeks"
    APPROXIMATE = "approximate"  # "around 4 May"; the interval is widened to cover it
    BEFORE = "before"  # open start: "until June", "had left by Tuesday"
    AFTER = "after"  # open end: "since 2015"
    ONGOING = "ongoing"  # said to hold at the time of writing
    UNKNOWN = "unknown"


class Anchor(StrEnum):
    """What a time was counted from."""

    TEXT = "text"  # the words alone fix it: "4 May 2020"
    DATELINE = "dateline"  # needs the date of publication: "on Friday", "in May"
    OTHER_EVENT = "other event"  # "a week after the strike"
    UNKNOWN = "unknown"


def _aware(_: object, attribute: attrs.Attribute[datetime | None], value: datetime | None) -> None:
    if value is not None and value.utcoffset() is None:
        raise ValueError(f"{attribute.name} has no time zone; give a UTC datetime")


def _utc(value: datetime | None) -> datetime | None:
    return value.astimezone(UTC) if value is not None and value.utcoffset() is not None else value


@attrs.frozen(kw_only=True)
class TimeSpan:
    """A half-open interval [start, end) in UTC.

    Raises ValueError for naive datetimes and for an end that does not lie after its start.
    """

    start: datetime | None = attrs.field(default=None, converter=_utc, validator=_aware)  # None: open or unknown
    end: datetime | None = attrs.field(
        default=None, converter=_utc, validator=_aware
    )  # exclusive; None: open or unknown
    precision: Precision = Precision.UNKNOWN
    anchor: Anchor = Anchor.UNKNOWN
    words: str = ""  # the expression as written, "" where the text gives none

    def __attrs_post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError(f"a time span must end after it starts, not {self.start} to {self.end}")

    @property
    def is_known(self) -> bool:
        """At least one end is known."""
        return self.start is not None or self.end is not None

    def overlaps(self, other: TimeSpan) -> bool:
        """Whether some instant lies in both. An unknown span overlaps everything."""
        starts = [t for t in (self.start, other.start) if t is not None]
        ends = [t for t in (self.end, other.end) if t is not None]
        return not starts or not ends or max(starts) < min(ends)

    def edtf(self) -> str:
        """EDTF, levels 0 and 1: `2020-05`, `2020-05-04~`, `197X`, `2014/2016`, `../2022-02`, `2015/..`; "" when unknown.

        Ends are inclusive there, and written at the coarsest of year, month, day or second that both ends fill.
        """
        if not self.is_known:
            return ""
        mark = "~" if self.precision is Precision.APPROXIMATE else ""
        grain = _common_grain([t for t in (self.start, self.end) if t is not None])
        first = None if self.start is None else _at_grain(self.start, grain)
        last = None if self.end is None else _at_grain(_last_second(self.start, self.end), grain)
        if first is not None and first == last:
            return first + mark
        if grain == "year" and first is not None and last is not None and _is_decade(first, last):
            return first[:3] + "X" + mark
        return "/".join(".." if edge is None else edge + mark for edge in (first, last))


UNKNOWN_TIME = TimeSpan()


_WRITTEN = {"year": 4, "month": 7, "day": 10}  # characters of an ISO date that give it at that grain


def _common_grain(moments: list[datetime]) -> str:
    """The coarsest grain at whose boundaries all moments lie."""
    if any(t.timetz().replace(tzinfo=None) != datetime.min.time() for t in moments):
        return "second"
    if any(t.day != 1 for t in moments):
        return "day"
    return "month" if any(t.month != 1 for t in moments) else "year"


def _at_grain(moment: datetime, grain: str) -> str:
    if grain == "second":
        return moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
    return moment.date().isoformat()[: _WRITTEN[grain]]


def _last_second(start: datetime | None, end: datetime) -> datetime:
    last = end - timedelta(seconds=1)
    return last if start is None else max(start, last)


def _is_decade(first: str, last: str) -> bool:
    return first[:3] == last[:3] and first[3] == "0" and last[3] == "9"


def utc_day(day: date) -> datetime:
    """Midnight UTC that begins `day`."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def whole_days(
    first: date, last: date | None = None, *, precision: Precision, anchor: Anchor, words: str = ""
) -> TimeSpan:
    """The span from the start of `first` to the end of `last` (default: the same day)."""
    return TimeSpan(
        start=utc_day(first),
        end=utc_day(last or first) + timedelta(days=1),
        precision=precision,
        anchor=anchor,
        words=words,
    )
