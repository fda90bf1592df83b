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
        """EDTF: `2020-05`, `2020-05-04`, `2014/2016`, `../2022-02`, `2015/..`, `2020-05-04~`, "" when unknown."""
        if not self.is_known:
            return ""
        whole = _whole_unit(self.start, self.end)
        if whole is not None:
            return whole + ("~" if self.precision is Precision.APPROXIMATE else "")
        first = ".." if self.start is None else _edge(self.start)
        last = ".." if self.end is None else _edge(self.end - timedelta(seconds=1), like=self.start)
        return f"{first}/{last}"


UNKNOWN_TIME = TimeSpan()


def _whole_unit(start: datetime | None, end: datetime | None) -> str | None:
    """The year, month or day that [start, end) fills exactly, as EDTF, else None."""
    if start is None or end is None or start.timetz().replace(tzinfo=None) != datetime.min.time():
        return None
    day = start.date()
    if end - start == timedelta(days=1):
        return day.isoformat()
    if day.day == 1 and end == utc_day(_next_month(day)):
        return f"{day:%Y-%m}"
    if day.day == day.month == 1 and day.year < 9999 and end == utc_day(date(day.year + 1, 1, 1)):
        return f"{day:%Y}"
    return None


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _edge(moment: datetime, like: datetime | None = None) -> str:
    on_the_day = moment.hour == moment.minute == moment.second == 0 or (like is not None and like.hour == 0)
    return moment.date().isoformat() if on_the_day else moment.strftime("%Y-%m-%dT%H:%M:%SZ")


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
