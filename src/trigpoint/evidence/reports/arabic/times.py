"""Dates in Arabic prose: days of both month systems, weekdays, today and yesterday, months, years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from trigpoint.evidence.reports.arabic import hijri
from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.evidence.reports.arabic.moment import ArabicTime, said_words
from trigpoint.evidence.reports.arabic.ranges import between_both, is_range, joined, past_days, past_night
from trigpoint.evidence.reports.arabic.words import Word, fold, phrase_at
from trigpoint.model import Anchor, Precision, whole_days

_YEARS = range(1900, 2101)
_OF, _BETWEEN = fold("من"), fold("بين")
_BEFORE_MONTH = frozenset(map(fold, ("في", "خلال", "شهر", "منذ", "أواخر", "أوائل", "مطلع", "نهاية", "بداية", "منتصف")))
_PARTS = {fold("الأسبوع"): 7, fold("النصف"): 15, fold("الثلث"): 10}  # days
_TO = frozenset(map(fold, ("و", "إلى", "حتى")))
_AGO = frozenset(map(fold, ("قبل", "منذ")))
_MOST_AGO = 60
_FIRST_TIME = frozenset(
    map(fold, ("الأول", "الأولى", "مرة", "للمرة", "مستمرة", "مستمر"))
)  # "for the first time in a month"
_ON = fold("الموافق")
_PAST = frozenset(map(fold, "الماضية الماضي الفائت المنصرم الفائتة المنصرمة".split()))
_THIS = frozenset(map(fold, ("الجاري", "الحالي")))
_MONTH, _OF_IT = fold("الشهر"), fold("منه")
_NEXT = frozenset(map(fold, "المقبل المقبلة المقبلين القادم القادمة القادمين".split()))
_SAME = frozenset(map(fold, ("نفسه", "ذاته", "نفسها", "ذاتها", "التالي", "السابق")))
_TOMORROW = frozenset(map(fold, ("غدا", "غدًا", "الغد", "غد")))
_ABOUT = frozenset(map(fold, ("نحو", "حوالي", "قرابة")))
_TEN = fold("عشر")
_TENS = {fold("العشرين"): 20.0, fold("العشرون"): 20.0, fold("الثلاثين"): 30.0, fold("الثلاثون"): 30.0}
_ORDINALS = {
    fold(word): float(day)
    for day, word in enumerate("الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر".split(), start=1)
} | {fold("الحادي"): 1.0}
_UNIT_DAYS = {  # (how many when no number stands before it, days in one)
    fold(word): row
    for word, row in {
        "يوم": (1, 1), "يومين": (2, 1), "أيام": (3, 1), "أسبوع": (1, 7), "أسبوعين": (2, 7), "أسابيع": (3, 7),
        "شهر": (1, 30), "شهرين": (2, 30), "أشهر": (3, 30),
    }.items()
}  # fmt: skip
_UNITS_PAST = {fold("الأسبوع"): Precision.WEEK, fold("الشهر"): Precision.MONTH, fold("العام"): Precision.YEAR}
_THE_YEAR = frozenset(map(fold, ("العام", "السنة")))
_YEAR_WORDS = frozenset(map(fold, ("عام", "العام", "سنة")))


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
            _numeric(words, at)
            or _days_between(words, at, lexicon, published)
            or past_night(words, at, published)
            or _this_month(words, at, published)
            or _part_of_month(words, at, lexicon, published, year)
            or _hijri(words, at, lexicon)
            or past_days(words, at, published)
            or _ago(words, at, lexicon, published)
            or _day(words, at, lexicon, published, year)
            or _relative(words, at, lexicon, published)
            or _month(words, at, lexicon, published, year)
            or _year(words, at)
        )
        time = time or _of_it(words, at, found) or between_both(words, at, found)
        if time is None:
            at += 1
            continue
        glue = 1 if found and time.first and words[time.first - 1].folded == _ON and found[-1].last < time.first else 0
        if found and found[-1].last + glue == time.first and _is_coarser(found[-1], time):
            time = ArabicTime(found.pop().first, time.last, time.span)  # "Friday 1 March"
        found.append(joined(words, found.pop(), time) if found and is_range(words, found[-1], time) else time)
        at = time.last
    return found


def _is_coarser(before: ArabicTime, after: ArabicTime) -> bool:
    return after.span.anchor is Anchor.TEXT or before.span.precision is after.span.precision


def _day(
    words: Sequence[Word], at: int, lexicon: ArabicLexicon, published: date | None, known_year: int | None
) -> ArabicTime | None:
    """ "1 آذار/مارس 2024", "١٣ كانون الثاني", "7 من نيسان"."""
    number, after = _day_number(words, at)
    if number is None or number not in range(1, 32) or after >= len(words):
        return None
    if words[at].number is None and words[after].folded != _OF:
        return None  # "الأول", "الخامس" are days only with "من" and a month
    after = after + 1 if words[after].folded == _OF and after + 1 < len(words) else after
    month = _months(words, after, lexicon)
    if month is None:
        return None
    last, value = month
    year, last = _year_after(words, last, published)
    anchor = Anchor.TEXT if year else Anchor.DATELINE
    chosen = year or known_year or _latest_year(value, int(number), published)
    day = _date(chosen, value, int(number)) if chosen else None
    if day is None:
        return None
    return ArabicTime(
        at, last, whole_days(day, precision=Precision.DAY, anchor=anchor, words=said_words(words, at, last))
    )


def _part_of_month(
    words: Sequence[Word], at: int, lexicon: ArabicLexicon, published: date | None, known_year: int | None
) -> ArabicTime | None:
    """ "الأسبوع الأول من حزيران", "النصف الثاني من آذار 2023": the days of that part."""
    days = _PARTS.get(words[at].folded.removeprefix("و"))
    count = int(_ORDINALS.get(words[at + 1].folded, 0.0)) if days and at + 3 < len(words) else 0
    if not days or not count or words[at + 2].folded != _OF or (count - 1) * days >= 30:
        return None
    month = _month(words, at + 3, lexicon, published, known_year)
    if month is None or month.span.start is None or month.span.end is None:
        return None
    first = month.span.start.date() + timedelta(days=(count - 1) * days)
    end = month.span.end.date() - timedelta(days=1)
    last = end if count * days >= 30 else first + timedelta(days=days - 1)
    span = whole_days(
        first, last, precision=Precision.RANGE, anchor=month.span.anchor, words=said_words(words, at, month.last)
    )
    return ArabicTime(at, month.last, span)


def _day_number(words: Sequence[Word], at: int) -> tuple[float | None, int]:
    """(day, end): digits, "الخامس", "الحادي عشر", "السابع والعشرين"."""
    if words[at].number is not None:
        return words[at].number, at + 1
    one = _ORDINALS.get(words[at].folded) or _TENS.get(words[at].folded.removeprefix("و"))
    more = words[at + 1].folded if at + 1 < len(words) else ""
    if one is not None and one < 10 and more == _TEN:
        return one + 10, at + 2
    if one is not None and one < 10 and more.removeprefix("و") in _TENS and more.startswith("و"):
        return one + _TENS[more.removeprefix("و")], at + 2
    return one, at + 1


def _of_it(words: Sequence[Word], at: int, found: Sequence[ArabicTime]) -> ArabicTime | None:
    """ "في السابع منه", "في الثامن من الشهر": of the month named before."""
    number, of = _day_number(words, at)
    if number is None or not found or found[-1].span.start is None or of >= len(words):
        return None
    is_month = of + 1 < len(words) and words[of].folded == _OF and words[of + 1].folded == _MONTH
    if words[of].folded != _OF_IT and not is_month:
        return None
    month = found[-1].span.start.date()
    day = _date(month.year, month.month, int(number))
    last = of + 2 if is_month else of + 1
    if day is None:
        return None
    said = said_words(words, at, last)
    return ArabicTime(at, last, whole_days(day, precision=Precision.DAY, anchor=found[-1].span.anchor, words=said))


def _hijri(words: Sequence[Word], at: int, lexicon: ArabicLexicon) -> ArabicTime | None:
    """ "17 رجب 1445": a day of the Islamic calendar, with its year."""
    number, after = _day_number(words, at)
    if number is None or after >= len(words):
        return None
    after = after + 1 if words[after].folded == _OF and after + 1 < len(words) else after
    month = phrase_at(words, after, lexicon.hijri_months)
    last = after + month[0] if month else after
    if month is None or last >= len(words) or words[last].number not in hijri.YEARS or number not in range(1, 31):
        return None
    day = hijri.gregorian(int(words[last].number or 0), int(month[1]), int(number))
    slack, said = timedelta(days=hijri.SLACK_DAYS), said_words(words, at, last + 1)
    span = whole_days(day - slack, day + slack, precision=Precision.APPROXIMATE, anchor=Anchor.TEXT, words=said)
    return ArabicTime(at, last + 1, span)


def _numeric(words: Sequence[Word], at: int) -> ArabicTime | None:
    """ "3/5/2024", "2024-05-03": day first, or year first."""
    if at + 2 >= len(words) or any(w.number is None or w.number != int(w.number) for w in words[at : at + 3]):
        return None
    if words[at + 1].start - words[at].end != 1 or words[at + 2].start - words[at + 1].end != 1:
        return None
    first, month, last = (int(w.number or 0) for w in words[at : at + 3])
    day = _date(first, month, last) if first in _YEARS else _date(last, month, first) if last in _YEARS else None
    if day is None:
        return None
    words_said = said_words(words, at, at + 3)
    return ArabicTime(at, at + 3, whole_days(day, precision=Precision.DAY, anchor=Anchor.TEXT, words=words_said))


def _this_month(words: Sequence[Word], at: int, published: date | None) -> ArabicTime | None:
    """ "في الخامس من الشهر الجاري", "5 من الشهر الحالي", "منتصف الشهر الماضي": days of this month or of the one before."""
    number, of = _day_number(words, at)
    if published is None or number is None or of + 2 >= len(words) or words[of].folded != _OF:
        return None
    if words[of + 1].folded != _MONTH or words[of + 2].folded not in _THIS | _PAST:
        return None
    month = published.replace(day=1)
    if words[of + 2].folded in _PAST:
        month = (month - timedelta(days=1)).replace(day=1)
    day = _date(month.year, month.month, int(number))
    if day is None:
        return None
    said = said_words(words, at, of + 3)
    return ArabicTime(at, of + 3, whole_days(day, precision=Precision.DAY, anchor=Anchor.DATELINE, words=said))


def _days_between(words: Sequence[Word], at: int, lexicon: ArabicLexicon, published: date | None) -> ArabicTime | None:
    """ "بين 3 و9 أيار 2019", "من 3 إلى 9 أيار": both ends belong to it."""
    if words[at].number is None or at + 2 >= len(words) or words[at + 1].folded not in _TO:
        return None
    end = _day(words, at + 2, lexicon, published, None)
    if end is None or end.span.end is None:
        return None
    last = end.span.end.date() - timedelta(days=1)
    first = _date(last.year, last.month, int(words[at].number or 0))
    if first is None or first >= last:
        return None
    span = whole_days(
        first, last, precision=Precision.RANGE, anchor=end.span.anchor, words=said_words(words, at, end.last)
    )
    return ArabicTime(at, end.last, span)


def _ago(words: Sequence[Word], at: int, lexicon: ArabicLexicon, published: date | None) -> ArabicTime | None:
    """ "قبل يومين", "منذ ثلاثة أيام", "قبل أسبوع", "الأسبوع الماضي", "الشهر الماضي", counted from publication."""
    if published is None or at + 1 >= len(words):
        return None
    if words[at].folded in _UNITS_PAST and words[at + 1].folded in _PAST:
        return _past_unit(words, at, published)
    if words[at].folded.removeprefix("و") not in _AGO or any(
        w.folded in _FIRST_TIME for w in words[max(0, at - 2) : at]
    ):
        return None
    number = words[at + 1].number
    if number is None and words[at + 1].folded in _ABOUT and at + 2 < len(words):
        at += 1
        number = words[at + 1].number
    value = int(number) if number is not None else lexicon.numbers.get(words[at + 1].folded)
    unit = at + 2 if value is not None else at + 1
    if unit >= len(words) or words[unit].folded not in _UNIT_DAYS:
        return None
    many, days = _UNIT_DAYS[words[unit].folded]
    if value is not None and value > _MOST_AGO:
        return None
    middle = published - timedelta(days=(value or many) * days)
    slack = timedelta(days=days // 2)
    grain = Precision.DAY if days == 1 else Precision.APPROXIMATE
    span = whole_days(
        middle - slack, middle + slack, precision=grain, anchor=Anchor.DATELINE, words=said_words(words, at, unit + 1)
    )
    return ArabicTime(at, unit + 1, span)


def _past_unit(words: Sequence[Word], at: int, published: date) -> ArabicTime:
    kind = _UNITS_PAST[words[at].folded]
    if kind is Precision.WEEK:
        first = published - timedelta(days=published.weekday() + 7)
        last = first + timedelta(days=6)
    elif kind is Precision.MONTH:
        last = published.replace(day=1) - timedelta(days=1)
        first = last.replace(day=1)
    else:
        first, last = date(published.year - 1, 1, 1), date(published.year - 1, 12, 31)
    span = whole_days(first, last, precision=kind, anchor=Anchor.DATELINE, words=said_words(words, at, at + 2))
    return ArabicTime(at, at + 2, span)


def _relative(words: Sequence[Word], at: int, lexicon: ArabicLexicon, published: date | None) -> ArabicTime | None:
    """Weekdays, today, yesterday. A weekday written on that weekday is that day; with "الماضي" it is the one before."""
    if published is None:
        return None
    if words[at].folded in _TOMORROW:
        day = published + timedelta(days=1)
        span = whole_days(day, precision=Precision.DAY, anchor=Anchor.DATELINE, words=words[at].text)
        is_named = at + 1 < len(words) and bool(words[at + 1].forms & lexicon.weekdays.keys())
        return ArabicTime(at, at + 2 if is_named else at + 1, span)
    back = phrase_at(words, at, lexicon.days_back)
    if back is not None and at + 1 < len(words) and words[at + 1].folded in _SAME:
        return None  # "في اليوم نفسه": the day told before
    if back is not None and not (at and _is_title(words, at)):
        last, day = at + back[0], published - timedelta(days=int(back[1]))
    else:
        weekday = next((lexicon.weekdays[f] for f in words[at].longest_first if f in lexicon.weekdays), None)
        if weekday is None:
            return None
        last = at + 1
        day = published - timedelta(days=(published.weekday() - weekday) % 7)
        ahead = next((k for k in (last, last + 1) if k < len(words) and words[k].folded in _NEXT), None)
        if ahead is not None:
            day, last = published + timedelta(days=(weekday - published.weekday() - 1) % 7 + 1), ahead + 1
        if last < len(words) and words[last].folded in _PAST:
            last += 1
            day -= timedelta(days=7) if day == published else timedelta(0)
    span = whole_days(day, precision=Precision.DAY, anchor=Anchor.DATELINE, words=said_words(words, at, last))
    return ArabicTime(at, last, span)


def _month(
    words: Sequence[Word], at: int, lexicon: ArabicLexicon, published: date | None, known_year: int | None
) -> ArabicTime | None:
    """ "في آب/أغسطس 2022", "خلال تشرين الأول". Some names of months are words too, so a preposition or a year must say so."""
    month = _months(words, at, lexicon)
    if month is None:
        return None
    last, value = month
    year, last = _year_after(words, last, published)
    said = at > 0 and (bool(words[at - 1].forms & _BEFORE_MONTH) or words[at - 1].folded == _OF)
    chosen = year or known_year or _latest_year(value, 1, published)
    if not (said or year) or not chosen:
        return None
    first = date(chosen, value, 1)
    end = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    anchor = Anchor.TEXT if year else Anchor.DATELINE
    return ArabicTime(
        at, last, whole_days(first, end, precision=Precision.MONTH, anchor=anchor, words=said_words(words, at, last))
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
        words=said_words(words, at, at + 2),
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


def _year_after(words: Sequence[Word], at: int, published: date | None = None) -> tuple[int | None, int]:
    """ "2019", "من عام 2019", "من العام الماضي": (year, end)."""
    skip = at + 1 if at < len(words) and words[at].folded == _OF else at
    if published is not None and skip + 1 < len(words) and words[skip].folded in _THE_YEAR:
        if words[skip + 1].folded in _PAST:
            return published.year - 1, skip + 2
        if words[skip + 1].folded in _THIS:
            return published.year, skip + 2
    skip = skip + 1 if skip < len(words) and words[skip].forms & _YEAR_WORDS else skip
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
