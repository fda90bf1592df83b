"""A rule's match read into a shape: one short function for each kind of wording."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from trigpoint.evidence.reports.timing.time_shapes import (
    Ago,
    Atom,
    CalendarDate,
    Clock,
    DayOfMonth,
    Decade,
    EitherDay,
    FromNow,
    Moment,
    Same,
    Shift,
    Stretch,
    Weekday,
    YearPart,
)
from trigpoint.evidence.reports.timing.time_words import (
    FIXED_FEASTS,
    MONTHS,
    ORDINALS,
    SEASONS,
    UNITS,
    WEEKDAYS,
    ZONES,
    number_of,
    part_of,
)


def month_number(text: str | None) -> int | None:
    return MONTHS[text.lower().rstrip(".")] if text else None


def weekday_number(text: str | None) -> int | None:
    return WEEKDAYS[text.lower().rstrip(".")] if text else None


def day_number(text: str | None) -> int | None:
    if not text:
        return None
    return ORDINALS.get(text.lower()) or int(re.sub(r"\D", "", text))


def _word(m: re.Match[str], name: str) -> str:
    """What the named group matched, in lower case; "" where the rule has no such group or it matched nothing."""
    return re.sub(r"\s+", " ", (m.groupdict().get(name) or "").lower())


_YEAR_OFFSETS = {"last": -1, "next": 1}


def calendar(m: re.Match[str]) -> CalendarDate | None:
    got = m.groupdict()
    year, month, day = got.get("year"), month_number(got.get("month")), day_number(got.get("day"))
    if month is not None and day is not None and not _exists(int(year) if year else 2000, month, day):
        return None
    return CalendarDate(
        year=int(year) if year else None,
        month=month,
        day=day,
        part=part_of(got.get("part")),
        weekday=weekday_number(got.get("weekday")),
        day_part=_word(m, "day_part") or None,
        relative_year=_YEAR_OFFSETS.get(_word(m, "which"), 0),
        of_year={"last": -1, "this": 0, "next": 1}.get(_word(m, "of_year")),
    )


def day_of_month(m: re.Match[str]) -> DayOfMonth:
    """ "the 27th", "Sunday the 13th", "the night of the 3rd"."""
    return DayOfMonth(
        day=int(re.sub(r"\D", "", m["day"])),
        weekday=weekday_number(m.groupdict().get("weekday")),
        day_part=_word(m, "day_part") or None,
    )


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def iso(m: re.Match[str]) -> Atom | None:
    year, month, day = int(m["year"]), int(m["m"]), int(m["d"])
    if not _exists(year, month, day):
        return None
    if m["zone"] is None:
        return CalendarDate(year=year, month=month, day=day)
    hour, minute = int(m["hour"]), int(m["minute"])
    if hour > 23 or minute > 59:
        return None
    zone = m["zone"].replace(":", "")
    off = timedelta() if zone == "Z" else timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[3:5]))
    try:
        return Moment(at=datetime(year, month, day, hour, minute, tzinfo=UTC) - off)
    except OverflowError:
        return None


def numeric(m: re.Match[str]) -> Atom | None:
    """Day and month in digits. Dots are written day first; with slashes it is told only where one part exceeds 12."""
    a, b, year = int(m["a"]), int(m["b"]), int(m["year"])
    day_first = date(year, b, a) if _exists(year, b, a) else None
    month_first = date(year, a, b) if _exists(year, a, b) and m["sep"] == "/" else None
    if day_first and month_first and day_first != month_first:
        return EitherDay(first=min(day_first, month_first), second=max(day_first, month_first))
    day = day_first or month_first
    return CalendarDate(year=day.year, month=day.month, day=day.day) if day else None


def weekday(m: re.Match[str]) -> Weekday:
    which = _word(m, "which")
    return Weekday(
        weekday=WEEKDAYS[_word(m, "weekday").rstrip(".")],
        which={"past": "last", "coming": "next"}.get(which, which),
        day_part=_word(m, "day_part") or None,
    )


_DAY_WORDS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}


def day_word(m: re.Match[str]) -> FromNow:
    word = _word(m, "word")
    part = "night" if word == "tonight" else _word(m, "day_part") or None
    return FromNow(unit="day", offset=_DAY_WORDS[word], day_part=part)


def named_unit(m: re.Match[str]) -> FromNow:
    unit, part = _word(m, "unit"), _word(m, "part")
    offset = {"last": -1, "this": 0, "current": 0, "next": 1, "coming": 1}[_word(m, "which")]
    if unit in ("night", "morning", "afternoon", "evening"):
        return FromNow(unit="day", offset=offset, day_part=unit)
    return FromNow(unit=UNITS[unit], offset=offset, part=part if part in ("earlier", "later") else part_of(part))


def ago(m: re.Match[str]) -> Ago:
    return Ago(count=number_of(m["count"]), unit=UNITS[_word(m, "unit")])


_DAY_PARTS = ("night", "morning", "afternoon", "evening")
_BACK = ("earlier", "before", "previously", "prior to", "ahead of", "previous", "preceding")


def shift(m: re.Match[str]) -> Shift:
    """ "two days earlier", "a week after the strike", "the following day", "the day before"."""
    word, unit = _word(m, "word"), _word(m, "unit")
    names_event = word in ("after", "before", "following", "prior to", "ahead of", "into") and m["object"] is not None
    return Shift(
        count=None if unit not in UNITS else number_of(_word(m, "count") or "one"),
        unit=UNITS[unit.removesuffix("s")],
        sign=-1 if word in _BACK else 1,
        day_part=unit if unit in _DAY_PARTS and not _word(m, "count") and not names_event else None,
        is_week=unit == "week" and not _word(m, "count") and not names_event,
        names_event=names_event,
    )


def same(m: re.Match[str]) -> Same:
    unit = _word(m, "unit")
    return Same(unit=UNITS[unit], part=_word(m, "part") or None, day_part=unit if unit in _DAY_PARTS else None)


def stretch(m: re.Match[str]) -> Stretch:
    unit, count = _word(m, "unit"), _word(m, "count")
    return Stretch(
        count=number_of(count) if count else None if unit.endswith("s") else 1,
        unit=UNITS[unit.removesuffix("s")],
        sign=1 if _word(m, "word") in ("next", "coming", "upcoming") else -1,
    )


def decade(m: re.Match[str]) -> Decade:
    return Decade(year=int(m["year"] or "19" + m["short"]), part=part_of(m["part"]))


_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def quarter(m: re.Match[str]) -> YearPart | None:
    number = _ORDINALS[_word(m, "q") or _word(m, "ordinal")]
    months = 6 if _word(m, "kind") in ("h", "half") else 3
    if months == 6 and number > 2:
        return None
    return YearPart(
        month=(number - 1) * months + 1,
        months=months,
        year=int(m["year"]) if m["year"] else None,
        relative_year=_YEAR_OFFSETS.get(_word(m, "which"), 0),
    )


def season(m: re.Match[str]) -> YearPart:
    return YearPart(
        month=SEASONS[_word(m, "season") or _word(m, "season2")],
        months=3,
        year=int(m["year"]) if m["year"] else None,
        relative_year=_YEAR_OFFSETS.get(_word(m, "which"), 0),
        is_season=True,
    )


def feast(m: re.Match[str]) -> CalendarDate:
    name = m["feast"].lower().replace("’", "'")
    month, day = FIXED_FEASTS[name]
    return CalendarDate(year=int(m["year"]) if m["year"] else None, month=month, day=day or None, feast=name)


def clock(m: re.Match[str]) -> Clock | None:
    hour, minute = int(m["hour"]), int(m["minute"] or 0)
    half = _word(m, "half")[:1]
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + 12 if half == "p" else hour % 12 if half else hour
    if hour > 23 or minute > 59:
        return None
    zone = ZONES.get(_word(m, "zone"))
    return Clock(hour=hour, minute=minute, utc_offset=zone, to_the_minute=bool(m["minute"]))
