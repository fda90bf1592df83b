"""Dates in a written sentence, and whether the cited evidence knows them that finely."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from trigpoint.model import Precision, TimeSpan
from trigpoint.products.wording import MONTHS

_MONTH = "|".join(MONTHS)
_NUMBER = {name.casefold(): n for n, name in enumerate(MONTHS, start=1)}
_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{2})(?:-(\d{2}))?(?![\d-])")
_RANGE = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:\s+({_MONTH}))?(?:\s+(\d{{4}}))?\s*(?:to|and|or|until|-|\u2013)"
    rf"\s*(\d{{1,2}})\s+({_MONTH})(?:\s+(\d{{4}}))?(?!\d)",
    re.I,
)
_DAY = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH}),?(?:\s+(\d{{4}}))?(?!\d)", re.I)
_US_DAY = re.compile(rf"\b({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(\d{{4}}))?(?!\d)", re.I)
_MONTH_ONLY = re.compile(rf"\b({_MONTH})\s+(\d{{4}})(?!\d)", re.I)
_BARE_MONTH = re.compile(
    rf"\b(?:in|during|since|until|early|late|mid|throughout)[ -](?:early |late |mid-)?({_MONTH})\b(?!\s\d)"
)
_YEAR = re.compile(
    r"\b(?:in|since|until|during|by|from|early|late|mid|throughout|end of|start of|beginning of)[ -](?:early |late |mid-)?"
    r"((?:19|20)\d{2})"
    r"(?![\d,-]|\s(?:people|fighters|soldiers|civilians|families))",
    re.I,
)
_RELATIVE = re.compile(
    r"\b(?:yesterday|today|tomorrow|tonight|last (?:night|week|month|year|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)|this (?:morning|week|month|year)|recently|these days|days ago|weeks ago|"
    r"on (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b(?! \d)",
    re.I,
)
_OPEN = {Precision.RANGE, Precision.BEFORE, Precision.AFTER, Precision.ONGOING, Precision.APPROXIMATE}
_SHORT = timedelta(days=2)  # a night, or a day told in another zone
_GRAINS = {"month": timedelta(days=32), "year": timedelta(days=367)}


class DateSaid(NamedTuple):
    """A date of the sentence: the first and last day it covers, its words, and its grain."""

    first: date
    last: date
    words: str
    grain: str  # "day", "range" of days, "month" or "year"
    has_year: bool = True  # False: the sentence leaves the year to the evidence


def dates_said(text: str, years: Iterable[int] = ()) -> Iterator[tuple[DateSaid, ...]]:
    """Each date of the sentence as its readings: one, or where neither it nor the sentence gives a year, one for each of `years`.

    Those of no calendar are passed over.
    """
    left = text
    year = re.search(r"(?<!\d)((?:19|20)\d{2})(?!\d)", text)
    only = [int(year[1])] if year else [None, *sorted(set(years))]
    readers = (
        (_ISO, _iso), (_RANGE, _range), (_DAY, _day), (_US_DAY, _us_day), (_MONTH_ONLY, _month), (_BARE_MONTH, _bare_month),
        (_YEAR, _year),
    )  # fmt: skip
    for pattern, read in readers:
        for found in pattern.finditer(left):
            readings = tuple(dict.fromkeys(d for y in only for d in read(found, y)))
            if readings:
                yield tuple(d._replace(has_year=len(only) == 1 or len(readings) == 1) for d in readings)
        left = pattern.sub(lambda m: " " * len(m[0]), left)


def without_dates(text: str) -> str:
    """The text with dates blanked, every character where it was: their numbers count nothing."""
    for pattern in (_ISO, _RANGE, _DAY, _US_DAY, _MONTH_ONLY, _YEAR):
        text = pattern.sub(lambda m: " " * len(m[0]), text)
    return text


def relative_words(text: str) -> Iterator[str]:
    """Dates that a reader cannot fix: "yesterday", "on Friday"."""
    return (found[0] for found in _RELATIVE.finditer(text))


def is_known(said: DateSaid, spans: Iterable[TimeSpan], days: Iterable[str], *, is_measured: bool = False) -> bool:
    """Some cited evidence bears the date at that grain, or more finely; of a measurement's bracket both ends are borne.

    `days` are ISO days of publication and of contradictory accounts. Both ends of a range may be borne by different evidence.
    """
    known, told = tuple(spans), tuple(days)
    if said.last < said.first:
        return False
    if not (is_measured and said.grain == "range") and any(_bears(span, said) for span in known):
        return True
    if said.grain == "range":
        ends = (DateSaid(d, d, said.words, "day") for d in (said.first, said.last))
        return all(is_known(end, known, told) for end in ends)
    length = {"day": 10, "month": 7}.get(said.grain, 4)
    return any(said.first.isoformat()[:length] == d[:length] for d in told)


def _bears(span: TimeSpan, said: DateSaid) -> bool:
    start, end = span.start, span.end
    first = datetime(said.first.year, said.first.month, said.first.day, tzinfo=UTC)
    after = datetime(said.last.year, said.last.month, said.last.day, tzinfo=UTC) + timedelta(days=1)
    if said.grain != "range" and span.precision in _OPEN:
        ends = {t.date() for t in (start, end) if t is not None}
        ends |= {(end - timedelta(seconds=1)).date()} if end else set()
        if any(said.first <= e <= said.last for e in ends):
            return True
    if start is None or end is None or not (first < after and start < after and first < end):
        return False
    if first <= start and end <= after:  # as coarse as the evidence, or coarser
        return True
    return end - start <= _GRAINS.get(said.grain, _SHORT)


def _iso(found: re.Match[str], _: int | None) -> Iterator[DateSaid]:
    if found[3]:
        yield from _made(int(found[1]), int(found[2]), int(found[3]), found[0])
    else:
        yield from _whole_month(int(found[1]), int(found[2]), found[0])


def _range(found: re.Match[str], only: int | None) -> Iterator[DateSaid]:
    year, month = int(found[6] or only or 0), _NUMBER[found[5].casefold()]
    begin = list(_made(int(found[3] or year), _NUMBER[(found[2] or found[5]).casefold()], int(found[1]), found[0]))
    end = list(_made(year, month, int(found[4]), found[0]))
    if begin and end:  # one that ends before it begins is borne by nothing
        yield DateSaid(begin[0].first, end[0].last, found[0], "range")


def _day(found: re.Match[str], only: int | None) -> Iterator[DateSaid]:
    year = int(found[3]) if found[3] else only
    if year:
        yield from _made(year, _NUMBER[found[2].casefold()], int(found[1]), found[0])


def _us_day(found: re.Match[str], only: int | None) -> Iterator[DateSaid]:
    year = int(found[3]) if found[3] else only
    if year:
        yield from _made(year, _NUMBER[found[1].casefold()], int(found[2]), found[0])


def _month(found: re.Match[str], _: int | None) -> Iterator[DateSaid]:
    yield from _whole_month(int(found[2]), _NUMBER[found[1].casefold()], found[0])


def _bare_month(found: re.Match[str], only: int | None) -> Iterator[DateSaid]:
    if only:
        yield from _whole_month(only, _NUMBER[found[1].casefold()], found[1])


def _year(found: re.Match[str], _: int | None) -> Iterator[DateSaid]:
    year = int(found[1])
    yield DateSaid(date(year, 1, 1), date(year, 12, 31), found[1], "year")


def _made(year: int, month: int, day: int, words: str) -> Iterator[DateSaid]:
    try:
        yield DateSaid(date(year, month, day), date(year, month, day), words, "day")
    except ValueError:
        return


def _whole_month(year: int, month: int, words: str) -> Iterator[DateSaid]:
    if 1 <= month <= 12 and 1 <= year < 9999:
        after = date(year + month // 12, month % 12 + 1, 1)
        yield DateSaid(date(year, month, 1), after - timedelta(days=1), words, "month")
