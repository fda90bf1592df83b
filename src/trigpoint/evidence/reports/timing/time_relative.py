"""Times counted from what the text told before: "two days later", "the same night", "hours earlier", a clock without a day."""

from __future__ import annotations

from datetime import date, timedelta

import attrs

from trigpoint.evidence.reports.timing.time_shapes import Clock, Same, Shift
from trigpoint.evidence.reports.timing.time_tense import Lean
from trigpoint.evidence.reports.timing.time_units import (
    day_or_part,
    days,
    first_day,
    last_day,
    midnight,
    move,
    whole_unit,
)
from trigpoint.model import Anchor, Precision, TimeSpan

_COARSEST = {  # the longest a mention may be to count these units from
    "hour": timedelta(days=2),
    "day": timedelta(days=31),
    "night": timedelta(days=31),
    "week": timedelta(days=31),
    "month": timedelta(days=31),
}
_EXACT = {
    "day": timedelta(days=2),
    "night": timedelta(days=2),
    "week": timedelta(days=7),
}  # longer ones are moved as a whole
_OPEN = {"hour": (0, 1), "day": (1, 10), "night": (1, 10), "week": (7, 56), "month": (30, 330)}  # days: "weeks later"


@attrs.frozen(kw_only=True)
class Setting:
    """What is known where an expression stands."""

    published: date | None  # the day relative words count from: of publication, or of the heading above
    latest: date | None = None  # the day of publication; what is told as past lies no later
    lean: Lean = Lean.NEITHER
    frame: date | None = None  # a dated mention, or the first day of a year, that frames the passage
    frame_is_year: bool = False
    not_after: date | None = None  # the last day that a year taken from `frame` may lead to
    names_cause: bool = False  # "it came a week after two other strikes": the day told is the later one
    known_years: frozenset[tuple[int, int, int]] = frozenset()  # (month, day, year) told earlier in this text
    recent: tuple[TimeSpan, ...] = ()  # days, months and years told in the last sentences, the latest first
    told: TimeSpan | None = None  # the last day or month told, however far back
    near: TimeSpan | None = None  # the only day told in this sentence and the one before it
    beside: TimeSpan | None = None  # the day just before, set off by a comma: "on Saturday, a day after a strike"
    clock_day: TimeSpan | None = None  # the day a lone clock falls on

    @property
    def last(self) -> TimeSpan | None:
        return self.recent[0] if self.recent else None


def shifted(shape: Shift, at: Setting, base: TimeSpan | None) -> TimeSpan | None:
    """The count from `base`, else from the day it is set beside, the one day near, or the latest told.

    After a date and a comma the happening that the words go on to name is the one to date: the day before that Saturday.
    """
    sign = shape.sign
    if base is None and shape.names_event:
        base = at.beside or at.near
        sign = -sign if at.beside is not None or at.names_cause else sign
    elif base is None:
        base = _fine_enough(at.recent, shape.unit)
    if base is None or base.start is None or base.end is None or shape.unit in ("second", "minute"):
        return None
    grain = base.end - base.start
    if grain > _COARSEST.get(shape.unit, grain):
        return None
    if shape.count is None:
        return _openly(shape.unit, sign, base, at)
    if grain > _EXACT.get(shape.unit, grain):
        return _as_a_whole(shape, sign, base, at)
    moved = move(_day_of(base), shape.unit, sign * shape.count)
    if moved is None or (at.latest is not None and at.lean is not Lean.FUTURE and moved > at.latest):
        return None
    if shape.is_week and grain <= timedelta(days=1):
        start, end = sorted((moved, _day_of(base)))
        one = timedelta(days=1)
        return (
            days(start, end - one, Precision.RANGE, Anchor.OTHER_EVENT)
            if sign < 0
            else _following_week(start + one, at)
        )
    if shape.unit == "week" and grain <= timedelta(days=1):
        return days(moved - timedelta(days=1), moved + timedelta(days=1), Precision.APPROXIMATE, Anchor.OTHER_EVENT)
    if shape.day_part is not None:
        return day_or_part(moved, shape.day_part, Anchor.OTHER_EVENT)
    return whole_unit(shape.unit, moved, Anchor.OTHER_EVENT)


def _day_of(base: TimeSpan) -> date:
    """The day a mention stands for; a night from noon to noon stands for the day it ends with."""
    assert base.start is not None
    is_night = base.precision is Precision.PART_OF_DAY and base.start + timedelta(days=1) == base.end
    return last_day(base) if is_night else first_day(base)


def _fine_enough(recent: tuple[TimeSpan, ...], unit: str) -> TimeSpan | None:
    limit = _COARSEST.get(unit, timedelta.max)
    return next((s for s in recent if s.start and s.end and s.end - s.start <= limit), None)


def _as_a_whole(shape: Shift, sign: int, base: TimeSpan, at: Setting) -> TimeSpan | None:
    """ "In September a yard was hit. Nine days later ...": the month, nine days on."""
    assert shape.count is not None
    first, last = (move(d, shape.unit, sign * shape.count) for d in (first_day(base), last_day(base)))
    return _up_to_publication(first, last, at) if first and last else None


def _following_week(first: date, at: Setting) -> TimeSpan | None:
    span = _up_to_publication(first, first + timedelta(days=6), at)
    return attrs.evolve(span, precision=Precision.RANGE) if span is not None else None


def _openly(unit: str, sign: int, base: TimeSpan, at: Setting) -> TimeSpan | None:
    """Units without a number, or several: a few days either side of nothing more exact."""
    if unit == "hour" and at.lean is Lean.FUTURE:
        return None
    if unit not in _OPEN or base.end is None or base.start is None or base.end - base.start > timedelta(days=7):
        return None
    near, far = (timedelta(days=n) for n in _OPEN[unit])
    if sign > 0:
        return _up_to_publication(_day_of(base) + near, last_day(base) + far, at)
    return _up_to_publication(first_day(base) - far, last_day(base) - near, at)


def _up_to_publication(first: date, last: date, at: Setting) -> TimeSpan | None:
    if at.latest is not None and at.lean is not Lean.FUTURE:
        last = min(last, at.latest)
    return days(first, last, Precision.APPROXIMATE, Anchor.OTHER_EVENT) if first <= last else None


def same_unit(shape: Same, base: TimeSpan | None) -> TimeSpan | None:
    """The day, night, week or year that `base` fell in; its rest for "later that week"."""
    if base is None or base.start is None or base.end is None:
        return None
    if shape.unit == "hour":
        return attrs.evolve(base, anchor=Anchor.OTHER_EVENT) if base.end - base.start <= timedelta(days=2) else None
    unit = "day" if shape.unit == "night" else shape.unit
    whole = whole_unit(unit, _day_of(base) if unit == shape.unit else first_day(base), Anchor.OTHER_EVENT)
    if whole is None or whole.start is None or whole.end is None or whole.end < base.end - timedelta(hours=12):
        return None
    if shape.day_part is not None:
        day = first_day(base) if shape.day_part == "night" else _day_of(base)
        return day_or_part(day, shape.day_part, Anchor.OTHER_EVENT)
    if shape.part == "later" and base.end < whole.end:
        return attrs.evolve(whole, start=max(whole.start, base.start))
    if shape.part == "earlier" and base.start > whole.start:
        return attrs.evolve(whole, end=base.end)
    return whole


def on_clock(shape: Clock, day: TimeSpan | None) -> TimeSpan | None:
    """The clock on that day: a minute where the zone is given, else the hours up to it, three wide, within the day."""
    if day is None or day.start is None or day.end is None or day.end - day.start > timedelta(hours=30):
        return None
    begin = midnight(first_day(day))
    wall = begin + timedelta(hours=shape.hour, minutes=shape.minute)
    if shape.utc_offset is not None:
        start = wall - timedelta(hours=shape.utc_offset)
        length = timedelta(minutes=1) if shape.to_the_minute else timedelta(hours=1)
        precision = Precision.MINUTE if shape.to_the_minute else Precision.HOUR
        return TimeSpan(start=start, end=start + length, precision=precision, anchor=day.anchor)
    return TimeSpan(
        start=max(begin, wall - timedelta(hours=3)),
        end=wall + timedelta(hours=1),
        precision=Precision.HOUR,
        anchor=day.anchor,
    )
