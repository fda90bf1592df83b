"""Stretches of days in Arabic prose: "from ... to", "between both dates", last night, the last three days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from trigpoint.evidence.reports.arabic.moment import ArabicTime, said_words
from trigpoint.evidence.reports.arabic.words import Word, fold
from trigpoint.model import Anchor, Precision, whole_days

_OF, _BETWEEN = fold("من"), fold("بين")
_BOTH = frozenset(map(fold, ("التاريخين", "الصورتين", "اليومين")))
_RANGE_WORDS = 3
_TO = frozenset(map(fold, ("و", "إلى", "حتى")))
_NIGHT = frozenset(map(fold, ("الليلة", "الليل")))
_PAST = frozenset(map(fold, ("الماضية", "الماضي", "الفائت", "المنصرم", "الفائتة", "المنصرمة")))
_DAYS = fold("الأيام")
_DAYS_MANY = {
    fold(w): n for n, w in enumerate("الثلاثة الأربعة الخمسة الستة السبعة الثمانية التسعة العشرة".split(), start=3)
}
_TWO_DAYS = frozenset(map(fold, ("اليومين", "الليلتين")))
_PAST_TWO = frozenset(map(fold, ("الماضيين", "الماضيتين", "الأخيرين", "الفائتين")))


def is_range(words: Sequence[Word], one: ArabicTime, other: ArabicTime) -> bool:
    """ "من السادسة صباح 31 أيار إلى السادسة صباح 1 حزيران", "بين 30 أيار و2 حزيران": two days and all between."""
    before = {w.folded for w in words[max(0, one.first - 3) : one.first]}
    between = [w.folded for w in words[one.last : other.first]]
    opened = bool(before & {_OF, _BETWEEN}) and bool(between) and between[0] in _TO and len(between) <= _RANGE_WORDS
    both = one.span.precision is other.span.precision is Precision.DAY
    return opened and both and bool(one.span.start and other.span.start and one.span.start < other.span.start)


def joined(words: Sequence[Word], one: ArabicTime, other: ArabicTime) -> ArabicTime:
    assert one.span.start is not None
    assert other.span.start is not None
    first, last = one.span.start.date(), other.span.start.date()
    said = said_words(words, one.first, other.last)
    span = whole_days(first, last, precision=Precision.RANGE, anchor=other.span.anchor, words=said)
    return ArabicTime(one.first, other.last, span)


def between_both(words: Sequence[Word], at: int, found: Sequence[ArabicTime]) -> ArabicTime | None:
    """ "بين التاريخين": from the first to the last day named so far."""
    days = [t.span.start.date() for t in found if t.span.start and t.span.precision is Precision.DAY]
    if at == 0 or words[at].folded not in _BOTH or words[at - 1].folded != _BETWEEN or len(set(days)) < 2:
        return None
    said = said_words(words, at, at + 1)
    span = whole_days(min(days), max(days), precision=Precision.RANGE, anchor=found[-1].span.anchor, words=said)
    return ArabicTime(at, at + 1, span)


def past_night(words: Sequence[Word], at: int, published: date | None) -> ArabicTime | None:
    """ "الليلة الماضية": the night between yesterday and today."""
    if published is None or at + 1 >= len(words) or words[at].folded not in _NIGHT or words[at + 1].folded not in _PAST:
        return None
    first, said = published - timedelta(days=1), said_words(words, at, at + 2)
    span = whole_days(first, published, precision=Precision.RANGE, anchor=Anchor.DATELINE, words=said)
    return ArabicTime(at, at + 2, span)


def past_days(words: Sequence[Word], at: int, published: date | None) -> ArabicTime | None:
    """ "اليومين الماضيين", "الأيام الثلاثة الماضية" is left open: the two days before publication, and it."""
    if published is None or at + 1 >= len(words) or words[at].folded not in _TWO_DAYS | {_DAYS}:
        return None
    many = 2 if words[at].folded in _TWO_DAYS else _DAYS_MANY.get(words[at + 1].folded, 0)
    after = at + 1 if words[at].folded in _TWO_DAYS else at + 2
    if not many or after >= len(words) or words[after].folded not in _PAST_TWO | _PAST:
        return None
    start, said = published - timedelta(days=many), said_words(words, at, after + 1)
    span = whole_days(start, published, precision=Precision.RANGE, anchor=Anchor.DATELINE, words=said)
    return ArabicTime(at, after + 1, span)
