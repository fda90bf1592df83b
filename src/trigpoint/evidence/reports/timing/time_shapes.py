"""What the words of a time expression say, before it is known when they were written."""

from __future__ import annotations

from datetime import date, datetime

import attrs


@attrs.frozen(kw_only=True)
class CalendarDate:
    """A day, month or year by name: "4 May", "May 2020", "late 2019". None: the words do not say."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: str | None = None  # early, mid, late: of the month or year
    weekday: int | None = None  # Monday = 0
    day_part: str | None = None  # "the night of 4 May"
    feast: str = ""
    relative_year: int = 0  # "last October" -1, "next May" 1
    of_year: int | None = None  # "in May last year" -1, "this year" 0


@attrs.frozen(kw_only=True)
class DayOfMonth:
    """A day by its number alone: "on the 27th", "Sunday the 13th", "the night of the 3rd"."""

    day: int
    weekday: int | None = None
    day_part: str | None = None


@attrs.frozen(kw_only=True)
class Moment:
    """A day with a clock in a known zone, as in "2020-05-04T10:32Z"."""

    at: datetime


@attrs.frozen(kw_only=True)
class EitherDay:
    """A day whose digits can be read two ways: 05/04/2020."""

    first: date
    second: date


@attrs.frozen(kw_only=True)
class Weekday:
    """A day of the week: "Friday", "last Wednesday", "on Sunday night"."""

    weekday: int
    which: str = ""  # last, next, this; the: "on the Monday", of the week told of
    day_part: str | None = None


@attrs.frozen(kw_only=True)
class FromNow:
    """A unit counted from the day of writing: "last week" (-1), "today" (0), "next year" (1)."""

    unit: str
    offset: int
    part: str | None = None  # early, mid, late; earlier, later ("earlier this year")
    day_part: str | None = None


@attrs.frozen(kw_only=True)
class Ago:
    """A count back from the day of writing: "two months ago"."""

    count: int | None  # None: "several"
    unit: str


@attrs.frozen(kw_only=True)
class Shift:
    """A count from another happening: "two days earlier", "the following day", "a week after the strike"."""

    count: int | None  # None: "several", or no count at all: "hours later"
    unit: str
    sign: int
    day_part: str | None = None  # "the following morning"
    is_week: bool = False  # "the following week": some day of it
    names_event: bool = False  # the happening is named after it: "a week after the strike"
    base: CalendarDate | Weekday | None = None  # ... by its date: "two days after the 4 May strike"


@attrs.frozen(kw_only=True)
class Same:
    """The unit an earlier mention fell in: "the same day", "that year"."""

    unit: str
    part: str | None = None
    day_part: str | None = None  # "that night"


@attrs.frozen(kw_only=True)
class Stretch:
    """A stretch that ends or begins with the day of writing: "the past eight years", "in recent weeks"."""

    count: int | None
    unit: str
    sign: int


@attrs.frozen(kw_only=True)
class Decade:
    """Ten years: "the 1970s"."""

    year: int
    part: str | None = None


@attrs.frozen(kw_only=True)
class YearPart:
    """A quarter, half or season: months from `month` on, `months` many."""

    month: int
    months: int
    year: int | None = None
    relative_year: int = 0
    is_season: bool = False


@attrs.frozen(kw_only=True)
class FiscalYear:
    """A book-keeping year; its first month differs by owner."""

    year: int


@attrs.frozen(kw_only=True)
class WeekOf:
    """The week that holds a day: "the week of March 6"."""

    day: CalendarDate


@attrs.frozen(kw_only=True)
class Clock:
    """A time of day: "6 a.m.", "0400 local time", "10:32 GMT"."""

    hour: int
    minute: int
    utc_offset: int | None = None  # hours; None: local, zone not given
    to_the_minute: bool = True


@attrs.frozen(kw_only=True)
class Now:
    """The time of writing, as an ongoing state: "now", "currently"."""


@attrs.frozen(kw_only=True)
class Recurring:
    """How often, not when: "every day", "weekly"."""


@attrs.frozen(kw_only=True)
class Wordless:
    """A time the grammar knows to be one and cannot value: "Ramadan", "the days before the attack"."""

    relative: bool = False


@attrs.frozen(kw_only=True)
class NightTo:
    """The night that ends with a day: "in the night to 8 January", "overnight into Tuesday"."""

    day: CalendarDate | Weekday


Atom = (
    CalendarDate | DayOfMonth | Moment | EitherDay | Weekday | FromNow | Ago | Shift | Same | Stretch | Decade | YearPart
    | FiscalYear | WeekOf | NightTo | Clock | Now | Recurring | Wordless
)  # fmt: skip


@attrs.frozen(kw_only=True)
class Between:
    """Two ends named: "between 2014 and 2016", "4-5 May"."""

    first: Atom
    last: Atom


@attrs.frozen(kw_only=True)
class At:
    """A clock on a day: "9 a.m. Tuesday"."""

    clock: Clock
    day: Atom


Shape = Atom | Between | At


@attrs.frozen(kw_only=True)
class Expression:
    """A shape at [start, end) characters of the text."""

    start: int
    end: int
    shape: Shape
    limit: str = ""  # by, before, since, after: how the happening lies to it
    approximate: bool = False
