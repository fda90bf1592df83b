"""Time expressions in running text, by pattern: what the words say, not yet when that was.

Each rule is one pattern and one reader; the longest match wins. A rule reads closed vocabulary only: no free-form date parser is
ever let loose on prose, where "T-2", "may", "3rd Khordad" and "a second" would become dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

from trigpoint.evidence.reports.time_shapes import (
    Ago,
    Atom,
    CalendarDate,
    Clock,
    Decade,
    Duration,
    EitherDay,
    Expression,
    FiscalYear,
    FromNow,
    Moment,
    Now,
    Recurring,
    Same,
    Shift,
    Stretch,
    Weekday,
    WeekOf,
    Wordless,
    YearPart,
)
from trigpoint.evidence.reports.time_words import (
    DAY,
    DAY_PART,
    FIXED_FEASTS,
    MONTH,
    MONTHS,
    MOVABLE_FEASTS,
    NUMBER,
    PART,
    SEASON,
    SEASONS,
    UNIT,
    UNITS,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    ZONES,
    number_of,
    part_of,
)

_Reader = Callable[["re.Match[str]"], Atom | None]


def _month(text: str | None) -> int | None:
    return MONTHS[text.lower().rstrip(".")] if text else None


def _weekday(text: str | None) -> int | None:
    return WEEKDAYS[text.lower().rstrip(".")] if text else None


def _day(text: str | None) -> int | None:
    return int(re.sub(r"\D", "", text)) if text else None


def _word(m: re.Match[str], name: str) -> str:
    """What the named group matched, in lower case; "" where the rule has no such group or it matched nothing."""
    return re.sub(r"\s+", " ", (m.groupdict().get(name) or "").lower())


_YEAR_OFFSETS = {"last": -1, "next": 1}


def _calendar(m: re.Match[str]) -> CalendarDate | None:
    got = m.groupdict()
    year, month, day = got.get("year"), _month(got.get("month")), _day(got.get("day"))
    if month is not None and day is not None and not _exists(int(year) if year else 2000, month, day):
        return None
    return CalendarDate(
        year=int(year) if year else None,
        month=month,
        day=day,
        part=part_of(got.get("part")),
        weekday=_weekday(got.get("weekday")),
        day_part=_word(m, "day_part") or None,
        relative_year=_YEAR_OFFSETS.get(_word(m, "which"), 0),
    )


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _iso(m: re.Match[str]) -> Atom | None:
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


def _numeric(m: re.Match[str]) -> Atom | None:
    """Day and month in digits. Dots are written day first; with slashes it is told only where one part exceeds 12."""
    a, b, year = int(m["a"]), int(m["b"]), int(m["year"])
    day_first = date(year, b, a) if _exists(year, b, a) else None
    month_first = date(year, a, b) if _exists(year, a, b) and m["sep"] == "/" else None
    if day_first and month_first and day_first != month_first:
        return EitherDay(first=min(day_first, month_first), second=max(day_first, month_first))
    day = day_first or month_first
    return CalendarDate(year=day.year, month=day.month, day=day.day) if day else None


def _weekday_rule(m: re.Match[str]) -> Weekday:
    which = _word(m, "which")
    return Weekday(
        weekday=WEEKDAYS[_word(m, "weekday").rstrip(".")],
        which={"past": "last", "coming": "next"}.get(which, which),
        day_part=_word(m, "day_part") or None,
    )


_DAY_WORDS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}


def _day_word(m: re.Match[str]) -> FromNow:
    word = _word(m, "word")
    part = "night" if word == "tonight" else _word(m, "day_part") or None
    return FromNow(unit="day", offset=_DAY_WORDS[word], day_part=part)


def _named_unit(m: re.Match[str]) -> FromNow:
    unit, part = _word(m, "unit"), _word(m, "part")
    offset = {"last": -1, "this": 0, "current": 0, "next": 1, "coming": 1}[_word(m, "which")]
    if unit in ("night", "morning", "afternoon", "evening"):
        return FromNow(unit="day", offset=offset, day_part=unit)
    return FromNow(unit=UNITS[unit], offset=offset, part=part if part in ("earlier", "later") else part_of(part))


def _ago(m: re.Match[str]) -> Ago:
    return Ago(count=number_of(m["count"]), unit=UNITS[_word(m, "unit")])


_BACK = ("earlier", "before", "previously", "prior to", "ahead of", "previous", "preceding")


def _shift(m: re.Match[str]) -> Shift:
    """ "two days earlier", "a week after the strike", "the following day", "the day before"."""
    word = _word(m, "word")
    names_event = word in ("after", "before", "following", "prior to", "ahead of", "into") and m["object"] is not None
    return Shift(
        count=number_of(_word(m, "count") or "one"),
        unit=UNITS[_word(m, "unit")],
        sign=-1 if word in _BACK else 1,
        names_event=names_event,
    )


def _same(m: re.Match[str]) -> Same:
    return Same(unit=UNITS[_word(m, "unit")], part=_word(m, "part") or None)


def _stretch(m: re.Match[str]) -> Stretch:
    unit, count = _word(m, "unit"), _word(m, "count")
    return Stretch(
        count=number_of(count) if count else None if unit.endswith("s") else 1,
        unit=UNITS[unit.removesuffix("s")],
        sign=1 if _word(m, "word") in ("next", "coming", "upcoming") else -1,
    )


def _decade(m: re.Match[str]) -> Decade:
    return Decade(year=int(m["year"] or "19" + m["short"]), part=part_of(m["part"]))


_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def _quarter(m: re.Match[str]) -> YearPart | None:
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


def _season(m: re.Match[str]) -> YearPart:
    return YearPart(
        month=SEASONS[_word(m, "season") or _word(m, "season2")],
        months=3,
        year=int(m["year"]) if m["year"] else None,
        relative_year=_YEAR_OFFSETS.get(_word(m, "which"), 0),
        is_season=True,
    )


def _feast(m: re.Match[str]) -> CalendarDate:
    name = m["feast"].lower().replace("’", "'")
    month, day = FIXED_FEASTS[name]
    return CalendarDate(year=int(m["year"]) if m["year"] else None, month=month, day=day or None, feast=name)


def _clock(m: re.Match[str]) -> Clock | None:
    hour, minute = int(m["hour"]), int(m["minute"] or 0)
    half = _word(m, "half")[:1]
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + 12 if half == "p" else hour % 12 if half else hour
    if hour > 23 or minute > 59:
        return None
    zone = ZONES.get(_word(m, "zone"))
    return Clock(hour=hour, minute=minute, utc_offset=zone, to_the_minute=bool(m["minute"]))


def _rule(pattern: str, reader: _Reader, *, cased: bool = True) -> tuple[re.Pattern[str], _Reader]:
    return re.compile(pattern, 0 if cased else re.IGNORECASE), reader


_MONTH = f"(?P<month>{MONTH})"
_YEAR = f"(?P<year>{YEAR})"
_DAY = f"(?P<day>{DAY})"
_PART = f"(?:(?P<part>(?i:{PART}))(?:\\s+in)?[\\s-]+(?:of\\s+)?)?"
_OF_DAY = rf"(?:(?:the\s+)?(?i:(?P<day_part>{DAY_PART}))\s+(?:of|on)\s+)?"
_WEEKDAY = rf"(?:(?P<weekday>{WEEKDAY}),?\s+(?:the\s+)?)?"
_LEFT = r"(?<![\w\-–/$£€:#])(?<!\d[.,])"  # not inside T-4, 3/4, $4, 1.4
_LEFT_OF_DAY = r"(?<![\w/$£€:#])(?<![A-Za-z][-–])(?<!\d[.,])"  # nor in "T-4 May", but "4-5 May"
_WHICH = r"(?:(?P<which>(?i:last|next|this|past|coming))\s+)?"
_ZONE = r"(?:\s?(?P<zone>GMT|UTC|Z|EST|EDT|CET|CEST|MSK|BST)\b|\s+(?i:local(?:\s+time)?|hours|hrs)\b)"

_RULES = (
    _rule(
        _LEFT + r"(?P<year>[12]\d{3})[-/.](?P<m>0\d|1[0-2])[-/.](?P<d>[0-3]\d)"
        r"(?:[T ](?P<hour>[0-2]\d):(?P<minute>[0-5]\d)(?::[0-5]\d(?:\.\d+)?)?\s?(?P<zone>Z|[+-][01]\d:?[0-5]\d)?)?(?!\d|-\d)",
        _iso,
    ),
    _rule(_LEFT + r"(?P<a>\d{1,2})(?P<sep>[/.])(?P<b>\d{1,2})(?P=sep)" + _YEAR, _numeric),
    _rule(
        _LEFT + r"(?P<year>20\d\d|19\d\d)-(?P<m>0[1-9]|1[0-2])(?![\d-])",
        lambda m: CalendarDate(year=int(m["year"]), month=int(m["m"])),
    ),
    _rule(
        _LEFT_OF_DAY + _OF_DAY + _WEEKDAY + _DAY + rf"\s+(?:of\s+)?{_MONTH}(?:,?\s+(?:of\s+)?{_YEAR})?", _calendar
    ),
    _rule(
        _LEFT + _OF_DAY + _WEEKDAY + rf"{_MONTH}\s+(?:the\s+)?{_DAY}(?:(?:\s*,\s*|\s+){_YEAR})?", _calendar
    ),
    _rule(_LEFT + _PART + rf"{_MONTH}(?:,|\s+of)?\s+{_YEAR}", _calendar),
    _rule(_LEFT + _WHICH + _PART + _MONTH, _calendar),
    _rule(_LEFT + _PART + _YEAR, _calendar),
    _rule(rf"\b{_WHICH}(?P<weekday>{WEEKDAY})(?:\s+(?i:(?P<day_part>{DAY_PART})))?", _weekday_rule),
    _rule(rf"\b(?i:(?P<day_part>{DAY_PART}))\s+(?:of|on)\s+(?P<weekday>{WEEKDAY})", _weekday_rule),
    _rule(rf"\b(?P<word>today|tonight|yesterday|tomorrow)\b(?:\s+(?P<day_part>{DAY_PART})\b)?", _day_word, cased=False),
    _rule(
        r"\b(?:(?P<part>earlier|later|early|late|mid|(?:the\s+)?(?:beginning|start|middle|end)\s+of)[\s-]+(?:in\s+)?)?"
        r"(?P<which>last|this|next|current|coming)\s+(?P<unit>weekend|week|month|quarter|year|decade|century"
        r"|night|morning|afternoon|evening)\b",
        _named_unit,
        cased=False,
    ),
    _rule(r"\b(?:the|over)\s+(?P<weekend>weekend)\b", lambda _: FromNow(unit="weekend", offset=0), cased=False),
    _rule(r"\bovernight\b", lambda _: FromNow(unit="overnight", offset=0), cased=False),
    _rule(
        rf"\b(?:(?:about|around|nearly|almost|over|some|just)\s+)?(?P<count>(?:a\s+)?(?:few|{NUMBER}|several|many)(?:\s+of)?)"
        rf"[\s-]+(?P<unit>{UNIT})s?\s+ago\b",
        _ago,
        cased=False,
    ),
    _rule(
        rf"\b(?P<count>(?:a\s+)?(?:few|{NUMBER}|several)(?:\s+of)?)\s+(?P<unit>{UNIT})s?\s+"
        r"(?P<word>earlier|later|previously|after|before|following|prior\s+to|ahead\s+of|into)\b(?P<object>(?=\s+\w))?",
        _shift,
        cased=False,
    ),
    _rule(
        r"\b(?:the|that)\s+(?:very\s+)?(?P<word>next|following|previous|preceding)\s+(?P<unit>day|night|morning|evening|week|month|year)\b"
        r"(?P<object>(?!))?",
        _shift,
        cased=False,
    ),
    _rule(
        r"\b(?:the\s+)?(?P<unit>day|night|week|month|year)\s+(?P<word>before|after)\b(?!\s+(?:yesterday|tomorrow|day)\b)(?P<object>(?=\s+\w))?",
        _shift,
        cased=False,
    ),
    _rule(r"\bthe\s+day\s+before\s+yesterday\b", lambda _: FromNow(unit="day", offset=-2), cased=False),
    _rule(r"\bthe\s+day\s+after\s+tomorrow\b", lambda _: FromNow(unit="day", offset=2), cased=False),
    _rule(
        r"\b(?:(?P<part>earlier|later)\s+)?(?:the\s+|on\s+the\s+)?(?:same|that)\s+(?P<unit>day|night|morning|evening|week|month|year|decade)\b",
        _same,
        cased=False,
    ),
    _rule(
        rf"\b(?:the\s+|in\s+|over\s+)?(?P<word>past|last|recent|previous|coming|next|upcoming)\s+"
        rf"(?P<count>(?:few|several|{NUMBER})(?:\s+of)?(?:\s+(?:dozen))?)?\s*(?P<unit>(?:hour|day|week|month|year|decade)s)\b",
        _stretch,
        cased=False,
    ),
    _rule(r"\bthe\s+(?P<word>past|last)\s+(?P<unit>hour|day|week|fortnight|month|year|decade)\b", _stretch, cased=False),
    _rule(
        _LEFT + rf"(?:(?P<part>(?i:{PART}))[\s-]+(?:the\s+)?)?(?:(?P<year>(?:1[5-9]|20)\d0)|['’](?P<short>\d0))['’]?s\b",
        _decade,
    ),
    _rule(rf"\b(?P<kind>[QH])(?P<q>[1-4])(?:\s+of)?,?\s+{_YEAR}", _quarter),
    _rule(
        r"\b(?:the\s+)?(?P<ordinal>first|second|third|fourth)[\s-]+(?P<kind>quarter|half)\s+(?:of\s+)?"
        rf"(?:{_YEAR}|(?P<which>last|this|next)\s+year\b)",
        _quarter,
        cased=False,
    ),
    _rule(
        rf"\b(?:the\s+)?(?:(?P<which>last|this|next)\s+(?P<season>{SEASON})\b|(?<!\w)(?P<season2>{SEASON})\s+(?:of\s+)?{_YEAR})",
        _season,
        cased=False,
    ),
    _rule(r"\b(?:fiscal|financial)\s+(?:year\s+)?" + _YEAR, lambda m: FiscalYear(year=int(m["year"])), cased=False),
    _rule(
        rf"\b[Tt]he\s+week\s+(?:of|beginning|starting)\s+(?:{_DAY}\s+{_MONTH}|(?P<month2>{MONTH})\s+(?P<day2>{DAY}))(?:,?\s+{_YEAR})?",
        lambda m: WeekOf(
            day=CalendarDate(
                year=int(m["year"]) if m["year"] else None,
                month=_month(m["month"] or m["month2"]),
                day=_day(m["day"] or m["day2"]),
            )
        ),
    ),
    _rule(
        r"\b(?P<feast>New Year['’]s (?:Day|Eve)|Christmas(?: (?:Day|Eve))?|Thanksgiving(?: Day)?)\b(?:,?\s+" + _YEAR + ")?",
        _feast,
    ),
    _rule(rf"\b(?:{MOVABLE_FEASTS})\b(?:\s+{YEAR})?", lambda _: Wordless()),
    _rule(
        _LEFT + r"(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>(?i:[ap]\.?m))\b\.?" + f"{_ZONE}?", _clock
    ),
    _rule(_LEFT + r"(?P<hour>[0-2]?\d):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?![:\d])" + f"{_ZONE}?", _clock),
    _rule(_LEFT + r"(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)" + _ZONE, _clock),
    _rule(r"\b(?:at|around|by)\s+(?P<noon>noon|midday)\b", lambda _: Clock(hour=12, minute=0, to_the_minute=False)),
    _rule(r"\b(?:right\s+)?now\b|\bcurrently\b|\bat\s+present\b|\bat\s+the\s+moment\b", lambda _: Now(), cased=False),
    _rule(r"\brecently\b|\bin\s+the\s+(?:near\s+)?future\b", lambda _: Wordless(), cased=False),
    _rule(
        r"\b(?P<unit>hours|days|weeks|months|years)\s+(?:before|after)\b", lambda _: Wordless(relative=True), cased=False
    ),
    _rule(r"\b(?:every|each)\s+(?:day|night|week|month|year|morning|evening)\b|\b(?:daily|weekly|monthly|annually|yearly)\b",
          lambda _: Recurring(), cased=False),
    _rule(
        rf"\b(?:at\s+least\s+|about\s+|nearly\s+|almost\s+)?(?:{NUMBER}|several|many|few)[\s-]+(?:more\s+)?(?:second|minute|hour|day|week|month|year|decade)s?\b"
        r"(?!-old|\s+old|-olds)",
        lambda _: Duration(),
        cased=False,
    ),
)  # fmt: skip


def scan(text: str) -> list[Expression]:
    """Every expression the rules find, in order and without overlap; the longer match wins."""
    taken = bytearray(len(text))
    kept: list[Expression] = []
    for one in sorted(_matches(text), key=lambda e: (e.start - e.end, e.start)):
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\x01" * (one.end - one.start)
            kept.append(one)
    return sorted(kept, key=lambda e: e.start)


def _matches(text: str) -> Iterator[Expression]:
    for pattern, reader in _RULES:
        for m in pattern.finditer(text):
            shape = reader(m)
            if shape is not None and m.end() > m.start():
                start = m.start() + len(m[0]) - len(m[0].lstrip())
                yield Expression(start=start, end=m.end(), shape=shape)
