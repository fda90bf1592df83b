"""Calendar arithmetic: whole units, parts of them, and counts of them. Half-open UTC intervals; weeks begin on Monday."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta

import attrs

from trigpoint.evidence.reports.timing.time_words import DAY_PARTS
from trigpoint.model import Anchor, Precision, TimeSpan


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def days(first: date, last: date, precision: Precision, anchor: Anchor) -> TimeSpan:
    return TimeSpan(start=midnight(first), end=midnight(last) + timedelta(days=1), precision=precision, anchor=anchor)


def first_day(span: TimeSpan) -> date:
    assert span.start is not None
    return span.start.date()


def last_day(span: TimeSpan) -> date:
    assert span.end is not None
    return (span.end - timedelta(microseconds=1)).date()


def add_months(day: date, months: int) -> date:
    """`day` moved by whole months, held to the month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def whole_unit(unit: str, day: date, anchor: Anchor, precision: Precision | None = None) -> TimeSpan | None:
    """The whole unit that holds `day`; weeks run Monday to Sunday (ISO 8601)."""
    match unit:
        case "day" | "night" | "hour" | "minute" | "second":
            first, last = day, day
        case "week":
            first = day - timedelta(days=day.weekday())
            last = first + timedelta(days=6)
        case "fortnight":
            first, last = day - timedelta(days=3), day + timedelta(days=3)
        case "weekend":
            first = day - timedelta(days=day.weekday()) + timedelta(days=5)
            last = first + timedelta(days=1)
        case "month":
            first = day.replace(day=1)
            last = add_months(first, 1) - timedelta(days=1)
        case "quarter":
            first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
            last = add_months(first, 3) - timedelta(days=1)
        case "year":
            first, last = date(day.year, 1, 1), date(day.year, 12, 31)
        case "decade":
            first = date(day.year // 10 * 10, 1, 1)
            last = date(first.year + 9, 12, 31)
        case _:
            return None
    names = {
        "night": "day",
        "hour": "day",
        "minute": "day",
        "second": "day",
        "weekend": "range",
        "fortnight": "approximate",
    }
    return days(first, last, precision or Precision(names.get(unit, unit)), anchor)


def move(day: date, unit: str, count: int) -> date | None:
    match unit:
        case "day" | "night":
            return day + timedelta(days=count)
        case "week" | "weekend":
            return day + timedelta(weeks=count)
        case "fortnight":
            return day + timedelta(weeks=2 * count)
        case "month":
            return add_months(day, count)
        case "quarter":
            return add_months(day, 3 * count)
        case "year":
            return add_months(day, 12 * count)
        case "decade":
            return add_months(day, 120 * count)
        case "hour" | "minute" | "second":
            return day + timedelta(hours=count) if unit == "hour" and abs(count) >= 24 else day
        case _:
            return None


def part_of_span(span: TimeSpan, part: str | None) -> TimeSpan:
    """Early, mid or late of a month, year, week or decade: thirds, each widened by a fifth of a third."""
    if part is not None and part in _PIECES and span.precision is Precision.MONTH:
        return _piece_of_month(span, part)
    if part not in ("early", "mid", "late") or span.start is None or span.end is None:
        return span
    third = (span.end - span.start) / 3
    slack = third / 5
    first, last = {
        "early": (span.start, span.start + third + slack),
        "mid": (span.start + third - slack, span.end - third + slack),
        "late": (span.end - third - slack, span.end),
    }[part]
    if span.end - span.start > timedelta(days=300):
        first, last = _whole_months(first, last)
    start = midnight(first.date())
    end = last if last == midnight(last.date()) else midnight(last.date()) + timedelta(days=1)
    return attrs.evolve(span, start=start, end=min(end, span.end), precision=Precision.APPROXIMATE)


# First and last day of a month's piece; from the month's end where negative.
_PIECES = {
    "first days": (1, 5),
    "first week": (1, 7),
    "second week": (8, 14),
    "third week": (15, 21),
    "fourth week": (22, 28),
    "first half": (1, 15),
    "second half": (16, -1),
    "last half": (16, -1),
    "last week": (-7, -1),
    "last days": (-5, -1),
}


def _piece_of_month(span: TimeSpan, part: str) -> TimeSpan:
    """ "The last week of July": the days of that piece."""
    begin, length = first_day(span), last_day(span).day
    first, last = (n if n > 0 else length + 1 + n for n in _PIECES[part])
    return days(begin.replace(day=first), begin.replace(day=last), Precision.RANGE, span.anchor)


def _whole_months(first: datetime, last: datetime) -> tuple[datetime, datetime]:
    begin = midnight(first.date().replace(day=1))
    if last.day == 1 and last == midnight(last.date()):
        return begin, last
    return begin, midnight(add_months(last.date().replace(day=1), 1))


def day_or_part(day: date, part: str | None, anchor: Anchor) -> TimeSpan | None:
    if part is None:
        return whole_unit("day", day, anchor)
    first, last = DAY_PARTS[part]
    return TimeSpan(
        start=midnight(day) + timedelta(hours=first),
        end=midnight(day) + timedelta(hours=last),
        precision=Precision.PART_OF_DAY,
        anchor=anchor,
    )
