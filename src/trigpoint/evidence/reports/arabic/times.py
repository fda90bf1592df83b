"""Dates in Arabic prose: days of both month systems, weekdays, today and yesterday, months, years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import attrs

from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.evidence.reports.arabic.words import Word, fold, phrase_at
from trigpoint.model import Anchor, Precision, TimeSpan, whole_days

_YEARS = range(1900, 2101)
_LAST = fold("الماضي")
_OF = fold("من")
_BEFORE_MONTH = frozenset(map(fold, ("في", "خلال", "شهر", "منذ", "أواخر", "أوائل", "مطلع", "نهاية", "بداية", "منتصف")))
_YEAR_WORDS = frozenset(map(fold, ("عام", "العام", "سنة")))


@attrs.frozen
class ArabicTime:
    """Words [first, last) say when."""

    first: int
    last: int
    span: TimeSpan


def find_times(words: Sequence[Word], lexicon: ArabicLexicon, published: date | None) -> list[ArabicTime]:
    """Every time expression that fixes a day, a month or a year. Days without a year count back from `published`."""
    found: list[ArabicTime] = []
    year = (
        next((int(w.number) for w in words if w.number is not None and w.number in _YEARS), None)
        if published is None
        else None
    )
    at = 0
    while at < len(words):
        time = (
            _day(words, at, lexicon, published, year)
            or _relative(words, at, lexicon, published)
            or _month(words, at, lexicon, published, year)
            or _year(words, at)
        )
        if time is None:
            at += 1
            continue
        if found and found[-1].last == time.first and _is_coarser(found[-1], time):
            time = ArabicTime(found.pop().first, time.last, time.span)  # "Friday 1 March"
        found.append(time)
        at = time.last
    return found


def _is_coarser(before: ArabicTime, after: ArabicTime) -> bool:
    return after.span.anchor is Anchor.TEXT or before.span.precision is after.span.precision


def _day(
    words: Sequence[Word], at: int, lexicon: ArabicLexicon, published: date | None, known_year: int | None
) -> ArabicTime | None:
    """ "1 آذار/مارس 2024", "١٣ كانون الثاني", "7 من نيسان"."""
    number = words[at].number
    if number is None or number not in range(1, 32) or at + 1 >= len(words):
        return None
    after = at + 2 if words[at + 1].folded == _OF and at + 2 < len(words) else at + 1
    month = _months(words, after, lexicon)
    if month is None:
        return None
    last, value = month
    year, last = _year_after(words, last)
    anchor = Anchor.TEXT if year else Anchor.DATELINE
    chosen = year or known_year or _latest_year(value, int(number), published)
    day = _date(chosen, value, int(number)) if chosen else None
    if day is None:
        return None
    return ArabicTime(at, last, whole_days(day, precision=Precision.DAY, anchor=anchor, words=_text(words, at, last)))


def _relative(words: Sequence[Word], at: int, lexicon: ArabicLexicon, published: date | None) -> ArabicTime | None:
    """Weekdays, today, yesterday. A weekday written on that weekday is that day; with "الماضي" it is the one before."""
    if published is None:
        return None
    back = phrase_at(words, at, lexicon.days_back)
    if back is not None and not (at and _is_title(words, at)):
        last, day = at + back[0], published - timedelta(days=int(back[1]))
    else:
        weekday = next((lexicon.weekdays[f] for f in sorted(words[at].forms) if f in lexicon.weekdays), None)
        if weekday is None:
            return None
        last = at + 1
        day = published - timedelta(days=(published.weekday() - weekday) % 7)
        if last < len(words) and words[last].folded == _LAST:
            last += 1
            day -= timedelta(days=7) if day == published else timedelta(0)
    span = whole_days(day, precision=Precision.DAY, anchor=Anchor.DATELINE, words=_text(words, at, last))
    return ArabicTime(at, last, span)


def _month(
    words: Sequence[Word], at: int, lexicon: ArabicLexicon, published: date | None, known_year: int | None
) -> ArabicTime | None:
    """ "في آب/أغسطس 2022", "خلال تشرين الأول". Some names of months are words too, so a preposition or a year must say so."""
    month = _months(words, at, lexicon)
    if month is None:
        return None
    last, value = month
    year, last = _year_after(words, last)
    said = at > 0 and bool(words[at - 1].forms & _BEFORE_MONTH)
    chosen = year or known_year or _latest_year(value, 1, published)
    if not (said or year) or not chosen:
        return None
    first = date(chosen, value, 1)
    end = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    anchor = Anchor.TEXT if year else Anchor.DATELINE
    return ArabicTime(
        at, last, whole_days(first, end, precision=Precision.MONTH, anchor=anchor, words=_text(words, at, last))
    )


def _year(words: Sequence[Word], at: int) -> ArabicTime | None:
    if at + 1 >= len(words) or not words[at].forms & _YEAR_WORDS or words[at + 1].number not in _YEARS:
        return None
    year = int(words[at + 1].number or 0)
    span = whole_days(
        date(year, 1, 1),
        date(year, 12, 31),
        precision=Precision.YEAR,
        anchor=Anchor.TEXT,
        words=_text(words, at, at + 2),
    )
    return ArabicTime(at, at + 2, span)


def _months(words: Sequence[Word], at: int, lexicon: ArabicLexicon) -> tuple[int, int] | None:
    """(end, month): one name or both, "آذار/مارس"."""
    if at >= len(words):
        return None
    found = phrase_at(words, at, lexicon.months)
    if found is None:
        return None
    last = at + found[0]
    again = phrase_at(words, last, lexicon.months) if last < len(words) else None
    return (last + again[0] if again is not None and again[1] == found[1] else last), int(found[1])


def _year_after(words: Sequence[Word], at: int) -> tuple[int | None, int]:
    skip = at + 1 if at < len(words) and words[at].forms & _YEAR_WORDS else at
    if skip < len(words) and words[skip].number in _YEARS:
        return int(words[skip].number or 0), skip + 1
    return None, at


def _latest_year(month: int, day: int, published: date | None) -> int | None:
    """The year in which that day lies on or before the day after publication."""
    if published is None:
        return None
    this = _date(published.year, month, day)
    return published.year if this is not None and this <= published + timedelta(days=1) else published.year - 1


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_title(words: Sequence[Word], at: int) -> bool:
    """ "القدس اليوم": the name of a paper, when it opens a line."""
    return at == 1 and words[at].start - words[at - 1].end <= 1 and words[0].start == 0


def _text(words: Sequence[Word], first: int, last: int) -> str:
    return " ".join(w.text for w in words[first:last])
