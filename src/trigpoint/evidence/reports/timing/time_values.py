"""What a shape means on the calendar, given the day of writing and what the text has told so far.

A wall clock without a zone is read as UTC and drawn wide (see `time_words.DAY_PARTS`). A year is taken from the words, else from
a year the text itself frames the passage with, else counted from the day of publication; else the value stays unknown.
"""

from __future__ import annotations

from datetime import date, timedelta

import attrs

from trigpoint.evidence.reports.timing.time_relative import Setting, on_clock, same_unit, shifted
from trigpoint.evidence.reports.timing.time_shapes import (
    Ago,
    At,
    Between,
    CalendarDate,
    Clock,
    DayOfMonth,
    Decade,
    EitherDay,
    FiscalYear,
    FromNow,
    Moment,
    NightTo,
    Now,
    Same,
    Shape,
    Shift,
    Stretch,
    Weekday,
    WeekOf,
    YearPart,
)
from trigpoint.evidence.reports.timing.time_tense import Lean
from trigpoint.evidence.reports.timing.time_units import (
    add_months,
    day_or_part,
    days,
    first_day,
    last_day,
    midnight,
    move,
    part_of_span,
    whole_unit,
)
from trigpoint.model import Anchor, Precision, TimeSpan

_FIRST_YEAR, _LAST_YEAR = 1000, 9000
_SOON = {  # a bare day or month this near ahead, and long gone in the past, lies ahead
    Lean.PAST: timedelta(),
    Lean.NEITHER: timedelta(days=60),
    Lean.PRESENT: timedelta(days=120),  # "the truce expires in June"
    Lean.FUTURE: timedelta(days=365),
}
_BACK = timedelta(days=10)  # a story that names days by their number seldom goes back further
_OF_LATE, _BESIDE = timedelta(days=60), timedelta(days=30)  # of the day of writing; of a whole date told
_LONG_AGO = timedelta(days=240)
_RECENT = {"hour": 24, "day": 7, "week": 6, "month": 6, "year": 5, "decade": 3}  # "in recent weeks": at most so many


def value(shape: Shape, at: Setting) -> TimeSpan | None:
    """The interval `shape` names, or None where the text does not fix it."""
    try:
        return _value(shape, at)
    except (OverflowError, ValueError):  # a date beyond the calendar's ends
        return None


def _value(shape: Shape, at: Setting) -> TimeSpan | None:
    match shape:
        case CalendarDate():
            return _calendar(shape, at)
        case DayOfMonth():
            return _day_of_month(shape, at)
        case Weekday():
            return _weekday(shape, at)
        case FromNow():
            return _from_now(shape, at)
        case Between():
            return _between(shape, at)
        case At():
            return on_clock(shape.clock, _value(shape.day, at))
        case Clock():
            return on_clock(shape, at.near or at.clock_day)
        case Ago():
            return _ago(shape, at)
        case Shift():
            return shifted(shape, at, _value(shape.base, at) if shape.base is not None else None)
        case Same():
            return same_unit(shape, at.last)
        case Stretch():
            return _stretch(shape, at)
        case YearPart():
            return _year_part(shape, at)
        case WeekOf():
            day = _calendar(shape.day, at)
            return whole_unit("week", first_day(day), day.anchor) if day else None
        case NightTo():
            return _night_to(_value(shape.day, at))
        case Decade():
            return _decade(shape)
        case FiscalYear():
            return whole_unit("year", date(shape.year, 1, 1), Anchor.TEXT, Precision.APPROXIMATE)
        case Moment():
            return TimeSpan(
                start=shape.at, end=shape.at + timedelta(minutes=1), precision=Precision.MINUTE, anchor=Anchor.TEXT
            )
        case EitherDay():
            return days(shape.first, shape.second, Precision.APPROXIMATE, Anchor.TEXT)
        case Now():
            return _now(at)
        case _:
            return None


def _calendar(shape: CalendarDate, at: Setting) -> TimeSpan | None:
    year, anchor = shape.year, Anchor.TEXT
    if year is None:
        chosen = _year(shape, at)
        if chosen is None:
            return None
        year, anchor = chosen
    if shape.month is None:
        return _part_or_none(whole_unit("year", date(year, 1, 1), anchor), shape.part)
    if shape.feast.startswith("thanksgiving"):
        first = date(year, 11, 1)
        return whole_unit("day", first + timedelta(days=(3 - first.weekday()) % 7 + 21), anchor)
    if shape.day is None:
        return _part_or_none(whole_unit("month", date(year, shape.month, 1), anchor), shape.part)
    return day_or_part(date(year, shape.month, shape.day), shape.day_part, anchor)


def _day_of_month(shape: DayOfMonth, at: Setting) -> TimeSpan | None:
    """The day of that number in the month told of, else the latest up to the day of writing."""
    told = at.told
    base = first_day(told) if told is not None else at.published
    if base is None:
        return None
    months = [add_months(base.replace(day=1), n) for n in range(1, -12, -1)]
    found = [d.replace(day=shape.day) for d in months if shape.day <= (add_months(d, 1) - timedelta(days=1)).day]
    if at.published is not None and at.lean is not Lean.FUTURE:
        found = [d for d in found if d <= at.published] or found
    if shape.weekday is not None:
        found = [d for d in found if d.weekday() == shape.weekday]
    elif told is not None:
        found.sort(key=lambda d: _leap(base, d))
    elif at.lean is Lean.FUTURE:
        found = [d for d in found if d >= base][-1:] or found
    anchor = Anchor.TEXT if told is not None else Anchor.DATELINE
    return day_or_part(found[0], shape.day_part, anchor) if found else None


def _leap(told: date, day: date) -> int:
    """How far a story leaps from one day to another: it stays in the month, else goes on, and seldom goes back."""
    gap = (day - told).days
    if (day.year, day.month) == (told.year, told.month):
        return 0 if gap >= -_BACK.days else -gap
    return gap // 2 if gap > 0 else 40 - gap


def _part_or_none(span: TimeSpan | None, part: str | None) -> TimeSpan | None:
    return None if span is None else part_of_span(span, part)


def _year(shape: CalendarDate, at: Setting) -> tuple[int, Anchor] | None:
    """The year of a bare month or day, and what it was taken from; None where nothing tells."""
    assert shape.month is not None
    if shape.of_year is not None:
        return None if at.published is None else (at.published.year + shape.of_year, Anchor.DATELINE)
    if shape.day and not shape.relative_year:
        told = {y for m, d, y in at.known_years if (m, d) == (shape.month, shape.day)}
        if len(told) == 1:
            return told.pop(), Anchor.TEXT
    if at.frame is not None and not shape.relative_year:
        year = _framed_year(shape, at.frame, at.frame_is_year)
        if at.not_after is not None and date(year, shape.month, min(shape.day or 1, 28)) > at.not_after:
            return None
        return year, Anchor.TEXT
    if at.published is None:
        return None
    nearest = _nearest_year(shape, at.published, at.lean)
    if shape.day and not shape.relative_year and at.lean is not Lean.FUTURE:
        beside = _year_beside(date(nearest, shape.month, min(shape.day, 28)), at)
        if beside is not None:
            return beside, Anchor.TEXT
    return nearest, Anchor.DATELINE


def _year_beside(day: date, at: Setting) -> int | None:
    """ "14 July" in a judgement of November 2022 that told of 17 July 2014: that year's; None near the day of writing."""
    assert at.published is not None
    known = [date(y, m, min(d, 28)) for m, d, y in at.known_years]
    if abs(day - at.published) <= _OF_LATE or any(abs(day - k) <= _BESIDE for k in known):
        return None
    years = {k.year for k in known if k < at.published and abs(day.replace(year=k.year) - k) <= _BESIDE}
    return years.pop() if len(years) == 1 else None


def _framed_year(shape: CalendarDate, frame: date, is_year: bool) -> int:
    """The frame's year, but for "15 December" told beside "13 January 2019" the one before."""
    if is_year:
        return frame.year
    assert shape.month is not None
    gaps = {y: abs((date(y, shape.month, 15) - frame).days) for y in (frame.year - 1, frame.year, frame.year + 1)}
    best = min(gaps, key=lambda y: gaps[y])
    return best if gaps[frame.year] > 270 and gaps[best] < 95 else frame.year


def _nearest_year(shape: CalendarDate, published: date, lean: Lean) -> int:
    assert shape.month is not None
    if shape.day is None:
        return _nearest_month_year(shape, shape.month, published, lean)
    years = {}
    for year in range(published.year - 8, published.year + 9):
        try:
            years[date(year, shape.month, shape.day or 28)] = year
        except ValueError:  # 29 February
            continue
    ordered = sorted(years)
    if shape.weekday is not None:
        fitting = [d for d in ordered if d.weekday() == shape.weekday and abs(d.year - published.year) <= 1]
        if fitting:
            return years[min(fitting, key=lambda d: abs(d - published))]
    if shape.relative_year:
        past, ahead = [d for d in ordered if d < published], [d for d in ordered if d > published]
        return years[past[-1] if shape.relative_year < 0 else ahead[0]]
    past, ahead = [d for d in ordered if d <= published + timedelta(days=1)], [d for d in ordered if d >= published]
    if lean is Lean.FUTURE and ahead[0] - published < timedelta(days=335):
        return years[ahead[0]]
    is_soon = ahead[0] - published <= _SOON[lean] and published - past[-1] > _LONG_AGO
    return years[ahead[0] if is_soon else past[-1]]


def _nearest_month_year(shape: CalendarDate, month: int, published: date, lean: Lean) -> int:
    year = published.year
    if shape.relative_year < 0:
        return year if month < published.month else year - 1
    if shape.relative_year > 0:
        return year if month > published.month else year + 1
    if lean is Lean.FUTURE:
        return year if month >= published.month else year + 1
    is_soon = 0 < (month - published.month) % 12 <= _SOON[lean].days // 30
    if is_soon:
        return year if month > published.month else year + 1
    return year if month <= published.month else year - 1


def _weekday(shape: Weekday, at: Setting) -> TimeSpan | None:
    """The day of that name: the latest up to the day of writing, the next one where the clause looks ahead."""
    if at.published is None:
        return None
    back = (at.published.weekday() - shape.weekday) % 7
    monday = at.published - timedelta(days=at.published.weekday())
    if shape.which == "the" and at.last is not None and at.last.end is not None:
        told = first_day(at.last)
        day = told + timedelta(days=(shape.weekday - told.weekday()) % 7)
        if day <= at.published:
            return day_or_part(day, shape.day_part, Anchor.OTHER_EVENT)
    match shape.which:
        case "last":
            day = at.published - timedelta(days=back or 7)
        case "next":
            day = monday + timedelta(days=7 + shape.weekday)
        case "this" if at.lean is not Lean.PAST:
            day = monday + timedelta(days=shape.weekday)
        case _ if at.lean is Lean.FUTURE:
            day = at.published + timedelta(days=(-back) % 7)
        case _:
            day = at.published - timedelta(days=back)
    return day_or_part(day, shape.day_part, Anchor.DATELINE)


def _night_to(day: TimeSpan | None) -> TimeSpan | None:
    """From the noon before a day to its own."""
    if day is None or day.start is None:
        return None
    noon = midnight(first_day(day)) - timedelta(hours=12)
    return TimeSpan(start=noon, end=noon + timedelta(days=1), precision=Precision.PART_OF_DAY, anchor=day.anchor)


def _from_now(shape: FromNow, at: Setting) -> TimeSpan | None:
    if at.published is None:
        return None
    today = at.published
    if shape.unit == "overnight":
        noon = midnight(today) - timedelta(hours=12)
        return TimeSpan(
            start=noon, end=noon + timedelta(days=1), precision=Precision.PART_OF_DAY, anchor=Anchor.DATELINE
        )
    if shape.unit == "day":
        return day_or_part(today + timedelta(days=shape.offset), shape.day_part, Anchor.DATELINE)
    if shape.unit == "weekend" and shape.offset == 0 and at.lean is not Lean.FUTURE and today.weekday() < 5:
        return whole_unit("weekend", today - timedelta(weeks=1), Anchor.DATELINE)
    moved = move(
        today.replace(day=1) if shape.unit != "week" and shape.unit != "weekend" else today, shape.unit, shape.offset
    )
    span = whole_unit(shape.unit, moved, Anchor.DATELINE) if moved else None
    if span is None or span.start is None or span.end is None:
        return None
    if shape.part == "earlier" and shape.offset == 0:
        return attrs.evolve(span, end=min(span.end, midnight(today) + timedelta(days=1)))
    if shape.part == "later" and shape.offset == 0:
        return attrs.evolve(span, start=max(span.start, midnight(today)))
    return part_of_span(span, shape.part)


def _ago(shape: Ago, at: Setting) -> TimeSpan | None:
    """The calendar unit so many units back; for large or round counts that is only nearly right."""
    if at.published is None or shape.count is None:
        return None
    moved = move(at.published, shape.unit, -shape.count)
    if moved is None:
        return None
    if shape.unit == "decade":
        return days(date(moved.year - 2, 1, 1), date(moved.year + 2, 12, 31), Precision.APPROXIMATE, Anchor.DATELINE)
    return whole_unit(shape.unit, moved, Anchor.DATELINE)


def _stretch(shape: Stretch, at: Setting) -> TimeSpan | None:
    """A stretch up to, or from, the day of writing; "recent" reaches back as far as _RECENT says."""
    count = shape.count if shape.count is not None else _RECENT.get(shape.unit)
    if at.published is None or not count:
        return None
    unit, count = ("day", -(-count // 24)) if shape.unit == "hour" else (shape.unit, count)
    moved = move(at.published, unit, shape.sign * count)
    if moved is None:
        return None
    first, last = sorted((moved, at.published))
    return days(first, last, Precision.RANGE, Anchor.DATELINE)


def _year_part(shape: YearPart, at: Setting) -> TimeSpan | None:
    year, anchor = shape.year, Anchor.TEXT
    if year is None:
        if at.published is None:
            return None
        anchor = Anchor.DATELINE
        year = at.published.year + shape.relative_year
        if shape.is_season:
            year = _season_year(shape, at.published)
    first = date(year, shape.month, 1)
    precision = Precision.SEASON if shape.is_season else Precision.QUARTER if shape.months == 3 else Precision.RANGE
    return days(first, add_months(first, shape.months) - timedelta(days=1), precision, anchor)


def _season_year(shape: YearPart, today: date) -> int:
    """Last: the latest that has ended; next: the first not begun; this: the one of this year."""
    begins = {y: date(y, shape.month, 1) for y in range(today.year - 2, today.year + 3)}
    if shape.relative_year < 0:
        return max(y for y, first in begins.items() if add_months(first, shape.months) <= today)
    if shape.relative_year > 0:
        return min(y for y, first in begins.items() if first > today)
    return today.year


def _decade(shape: Decade) -> TimeSpan | None:
    span = whole_unit("decade", date(shape.year, 1, 1), Anchor.TEXT)
    return _part_or_none(span, shape.part)


def _between(shape: Between, at: Setting) -> TimeSpan | None:
    first, last = _value(shape.first, at), _value(shape.last, at)
    if first is None or last is None or first.start is None or last.end is None:
        return None
    if last.end <= first.start and isinstance(shape.first, (CalendarDate, Weekday)):
        first = _earlier(shape.first, first)
        if first.start is None or last.end <= first.start:
            return None
    anchor = first.anchor if first.anchor is not Anchor.TEXT else last.anchor
    return TimeSpan(start=first.start, end=last.end, precision=Precision.RANGE, anchor=anchor)


def _earlier(shape: CalendarDate | Weekday, span: TimeSpan) -> TimeSpan:
    """A range that crosses the turn of the year or week: "from December to February", "from Friday to Sunday"."""
    if span.start is None or span.end is None or (isinstance(shape, CalendarDate) and shape.year is not None):
        return span
    if isinstance(shape, Weekday):
        return attrs.evolve(span, start=span.start - timedelta(weeks=1), end=span.end - timedelta(weeks=1))
    first, last = first_day(span), last_day(span)
    return days(add_months(first, -12), add_months(last, -12), span.precision, span.anchor)


def _now(at: Setting) -> TimeSpan | None:
    if at.published is None:
        return None
    return days(at.published, at.published, Precision.ONGOING, Anchor.DATELINE)
