"""Expressions put together: ranges, shared years, clocks on days, and the words that open an interval."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import attrs

from trigpoint.evidence.reports.timing.time_shapes import (
    Ago,
    At,
    Between,
    CalendarDate,
    Clock,
    DayOfMonth,
    Decade,
    Expression,
    FromNow,
    NightTo,
    Shift,
    Weekday,
    YearPart,
)
from trigpoint.evidence.reports.timing.time_words import DASH, DAY, YEAR

_DATED = (CalendarDate, DayOfMonth, Weekday, YearPart, Decade, FromNow, Ago)
_BETWEEN = re.compile(r"\b(?:between)\s+(?:the\s+)?$", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|of)\s+(?:the\s+)?$", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,\s*)?(?:and|&|or)\s+(?:on\s+|in\s+)?(?:the\s+)?", re.IGNORECASE)
_TO = re.compile(rf"\s+(?:to|through|until|till)\s+(?:the\s+)?|{DASH}", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:,|/|,?\s*(?:and|or|&))\s*(?:on\s+|in\s+)?", re.IGNORECASE)
_DAY_BEFORE = re.compile(
    rf"(?:^|(?<=[\s(\[])|(?<=[\s(]the\s))({DAY})({DASH}|\s+to\s+|\s*/\s*|\s*,?\s+and\s+|\s*&\s*|,\s*)$"
)
_YEAR_AFTER = re.compile(rf"{DASH}({YEAR}|\d\d)(?![\w-]|[.,]\d)")
_DAY_AFTER = re.compile(rf"({DASH}|\s+to\s+|\s*/\s*|\s*,?\s+and\s+|\s*&\s*)({DAY})(?:,?\s+({YEAR}))?")
_LIST_ENDS = re.compile(r"\s*(?:[,.;:)\]]|$)")
_LIST_OPENS = re.compile(
    r"\b(?:on|of|from|between|the|nights?|dates?|since|until|by|overnight)\s+(?:the\s+)?$", re.IGNORECASE
)
_LIMIT = re.compile(
    r"\b(?:(?P<by>by|until|till|up\s+to|through|no\s+later\s+than|not\s+later\s+than)|(?P<before>before|prior\s+to|ahead\s+of|pre-)"
    r"|(?P<since>since|ever\s+since|dating\s+(?:back\s+)?to|starting(?:\s+(?:on|in|from))?|beginning(?:\s+(?:on|in))?)|(?P<after>after|post-))"
    r"\s*(?:as\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_NOT_UNTIL = re.compile(r"\bnot\s+(?:until|till)\s+(?:the\s+)?$", re.IGNORECASE)
_ONWARD = re.compile(r"\s+(?:onwards?|on\b(?=\s*[,.;]))", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:about|around|circa|c\.|approximately|roughly|on\s+or\s+about|some\s+time\s+in)\s+(?:the\s+)?$", re.IGNORECASE
)
_NIGHT_TO = re.compile(
    r"\b(?:(?:(?:late|early|during|in|on|over)\s+)?(?:the\s+)?night\s+(?:to|into|before)|overnight\s+(?:to|into|on\s+to))\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_DAWN = re.compile(r"(?:dawn|sunrise|daybreak|first\s+light|noon|midday|midnight)\b", re.IGNORECASE)
_LONGEST_LIST = 12  # days
_LOOKBACK = 40  # characters; the longest opening phrase is shorter


def join(text: str, found: list[Expression]) -> list[Expression]:
    """`found`, with ranges and clocks joined, listed days spelt out, years shared and limits noted."""
    rows = [piece for one in found for piece in _listed_days(text, _year_range(text, one))]
    rows = _clear(rows)
    rows = _share_years(text, rows)
    rows = list(_clocks(text, _nights(text, rows)))
    rows = _based(text, list(_ranges(text, rows)))
    ends = [0, *(one.end for one in rows)]
    return [_limited(text, one, after) for one, after in zip(rows, ends, strict=False)]


def _based(text: str, rows: list[Expression]) -> list[Expression]:
    """ "Two days after the 4 May strike" counts from 4 May."""
    out = list(rows)
    for i, (one, following) in enumerate(pairwise(rows)):
        shift, day = one.shape, following.shape
        if not isinstance(shift, Shift) or not shift.names_event or not isinstance(day, (CalendarDate, Weekday)):
            continue
        if text[one.end : following.start].strip().lower() in ("", "the", "its", "that"):
            out[i] = attrs.evolve(one, shape=attrs.evolve(shift, base=day))
    return out


def _clear(rows: list[Expression]) -> list[Expression]:
    """Without what a joined neighbour has swallowed."""
    kept: list[Expression] = []
    for one in sorted(rows, key=lambda e: (e.start, -e.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _year_range(text: str, one: Expression) -> Expression:
    """ "2017-2018", "2017-18"; "2017-03" is a month and never comes here as a bare year."""
    shape = one.shape
    after = _YEAR_AFTER.match(text, one.end)
    if not isinstance(shape, CalendarDate) or shape.month or not shape.year or not after:
        return one
    last = int(after[1]) if len(after[1]) == 4 else shape.year // 100 * 100 + int(after[1])
    if last <= shape.year:
        return one
    return attrs.evolve(one, end=after.end(), shape=Between(first=shape, last=CalendarDate(year=last)))


def _listed_days(text: str, one: Expression) -> Iterator[Expression]:
    """ "4-5 May" becomes a range, "15 and 29 December" two days; "May 4-6, 2020" likewise."""
    shape = one.shape
    if not isinstance(shape, CalendarDate) or not shape.month or not shape.day:
        yield one
        return
    if text[one.start].isdigit():
        listed = _days_before(text, one.start)
        if len(listed) == 1 and _is_dash(listed[0][2]):
            start, end, joint = listed[0]
            first = attrs.evolve(shape, day=int(re.sub(r"\D", "", text[start:end])), weekday=None)
            yield from _pair(one, start, one.end, (start, end), (one.start, one.end), first, shape, joint)
            return
        if listed and _LIST_OPENS.search(text, max(0, listed[0][0] - _LOOKBACK), listed[0][0]):
            for start, end, _ in listed:
                day = attrs.evolve(shape, day=int(re.sub(r"\D", "", text[start:end])), weekday=None)
                yield Expression(start=start, end=end, shape=day)
    else:
        after = _DAY_AFTER.match(text, one.end)
        if after and shape.year is None and (_is_dash(after[1]) or after[3] or _LIST_ENDS.match(text, after.end())):
            shape = attrs.evolve(shape, year=int(after[3]) if after[3] else None)
            last = attrs.evolve(shape, day=int(re.sub(r"\D", "", after[2])), weekday=None)
            yield from _pair(
                one, one.start, after.end(), (one.start, one.end), (after.start(2), after.end()), shape, last, after[1]
            )
            return
    yield one


def _days_before(text: str, at: int) -> list[tuple[int, int, str]]:
    """The bare days of a list that ends at `at`, as (start, end, joint after it): "3, 5 and " before "7 May"."""
    listed: list[tuple[int, int, str]] = []
    while len(listed) < _LONGEST_LIST and (before := _DAY_BEFORE.search(text, max(0, at - _LOOKBACK), at)):
        listed.insert(0, (before.start(), before.end(1), before[2]))
        at = before.start()
    return listed


def _pair(
    one: Expression,
    start: int,
    end: int,
    at_first: tuple[int, int],
    at_last: tuple[int, int],
    first: CalendarDate,
    last: CalendarDate,
    joint: str,
) -> Iterator[Expression]:
    assert first.day is not None
    assert last.day is not None
    if _is_dash(joint):
        if first.day < last.day:
            yield attrs.evolve(one, start=start, end=end, shape=Between(first=first, last=last))
        else:
            yield one
        return
    yield Expression(start=at_first[0], end=at_first[1], shape=first)
    yield Expression(start=at_last[0], end=at_last[1], shape=last)


def _is_dash(joint: str) -> bool:
    return joint.strip() in ("-", "–", "—", "/", "to")


def _share_years(text: str, rows: list[Expression]) -> list[Expression]:
    """The year said once at the end of a list holds for the whole list: "April and July 2018"."""
    out = list(rows)
    for i in range(len(out) - 2, -1, -1):
        one, following = out[i], out[i + 1]
        gap = text[one.end : following.start]
        if len(gap) > _LOOKBACK or not (_LISTED.fullmatch(gap) or _TO.fullmatch(gap)):
            continue
        year, month = _last_year_month(following.shape)
        shape = one.shape
        if (
            isinstance(shape, CalendarDate)
            and isinstance(following.shape, CalendarDate)
            and shape.month
            and not shape.year
        ):
            shape = attrs.evolve(shape, of_year=following.shape.of_year)
            out[i] = attrs.evolve(one, shape=shape)
        if isinstance(shape, CalendarDate) and year and shape.year is None and shape.month and not shape.relative_year:
            if shape.of_year is not None:
                continue
            shared = year if month is None or shape.month <= month or "-" not in gap else year - 1
            out[i] = attrs.evolve(one, shape=attrs.evolve(shape, year=shared))
    return out


def _last_year_month(shape: object) -> tuple[int | None, int | None]:
    if isinstance(shape, CalendarDate) and shape.month:
        return shape.year, shape.month
    return None, None


def _nights(text: str, rows: list[Expression]) -> list[Expression]:
    """ "In the night to 8 January", "overnight into Tuesday": one night, the one before that day's morning."""
    out: list[Expression] = []
    for one in rows:
        shape = one.shape
        before = _NIGHT_TO.search(text, max(0, one.start - _LOOKBACK), one.start)
        is_day = isinstance(shape, Weekday) or (isinstance(shape, CalendarDate) and shape.day is not None)
        if before is not None and is_day and isinstance(shape, (CalendarDate, Weekday)) and shape.day_part is None:
            start = before.start() + len(before.group()) - len(before.group().lstrip())
            while out and out[-1].end > start:
                out.pop()
            one = attrs.evolve(one, start=start, shape=NightTo(day=shape))
        out.append(one)
    return out


def _clocks(text: str, rows: list[Expression]) -> Iterator[Expression]:
    """A clock beside a day belongs to it: "9 a.m. EST Tuesday", "on 4 May at 0400 local time"."""
    i = 0
    while i < len(rows):
        one = rows[i]
        following = rows[i + 1] if i + 1 < len(rows) else None
        if following is not None:
            gap = text[one.end : following.start].strip(" ,\n")
            near = following.start - one.end <= 8 and gap.lower() in ("", "on", "at", "of", "at about", "around")
            clock = next((e.shape for e in (one, following) if isinstance(e.shape, Clock)), None)
            day = next(
                (e.shape for e in (one, following) if isinstance(e.shape, (CalendarDate, Weekday, FromNow))), None
            )
            if near and clock is not None and day is not None:
                yield Expression(start=one.start, end=following.end, shape=At(clock=clock, day=day))
                i += 2
                continue
        yield one
        i += 1


def _ranges(text: str, rows: list[Expression]) -> Iterator[Expression]:
    i = 0
    while i < len(rows):
        one = rows[i]
        following = rows[i + 1] if i + 1 < len(rows) else None
        if following is not None and isinstance(one.shape, _DATED) and isinstance(following.shape, _DATED):
            gap = text[one.end : following.start]
            back = max(0, one.start - _LOOKBACK)
            is_between = _BETWEEN.search(text, back, one.start) and _AND.fullmatch(gap)
            is_span = _TO.fullmatch(gap) and (
                type(one.shape) is type(following.shape) or _FROM.search(text, back, one.start)
            )
            if is_between or is_span:
                yield Expression(
                    start=one.start, end=following.end, shape=Between(first=one.shape, last=following.shape)
                )
                i += 2
                continue
        yield one
        i += 1


def _limited(text: str, one: Expression, after: int) -> Expression:
    """`after`: where the expression before ends; its words open nothing here."""
    back = max(after, one.start - _LOOKBACK)
    about = _ABOUT.search(text, back, one.start) is not None and not _is_possessive(text, one.end)
    if isinstance(one.shape, Between) or _NOT_UNTIL.search(text, back, one.start):
        return attrs.evolve(one, approximate=about)
    m = _LIMIT.search(text, back, one.start)
    limit = next((name for name, got in m.groupdict().items() if got), "") if m else ""
    if limit in ("before", "by") and _DAWN.match(text, one.start):
        limit = ""  # "before dawn on Monday" is that Monday
    if limit and (_is_possessive(text, one.end) or (limit == "after" and isinstance(one.shape, Weekday))):
        limit = ""
    if (
        not limit
        and _ONWARD.match(text, one.end)
        and re.search(r"\bfrom\s+(?:the\s+)?$", text[back : one.start], re.IGNORECASE)
    ):
        limit = "since"
    return attrs.evolve(one, limit=limit, approximate=about)


def _is_possessive(text: str, end: int) -> bool:
    """ "after Thursday's ruling" says nothing about before or after Thursday."""
    return text[end : end + 2] in ("'s", "’s")
