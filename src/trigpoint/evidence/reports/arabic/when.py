"""When an Arabic clause plays: its own time, else that of the sentences before, else before publication."""

from __future__ import annotations

from datetime import timedelta

import attrs

from trigpoint.evidence.reports.arabic.moment import ArabicTime
from trigpoint.evidence.reports.arabic.page import Page, Scene
from trigpoint.evidence.reports.arabic.speech import Clause
from trigpoint.evidence.reports.arabic.words import fold
from trigpoint.model import UNKNOWN_TIME, Anchor, Article, Precision, TimeSpan, utc_day, whole_days

_NEXT = fold("ثم")
_FROM_THEN = fold("منذ")
_DAY_AFTER = frozenset(map(fold, ("غداة", "غداه")))
_AFTERWARDS, _THE_DAY = fold("بعد"), fold("اليوم")
_BEFORE, _THAT, _BY = fold("قبل"), fold("ذلك"), "ب"
_SINCE_IT = frozenset(map(fold, ("من", "على")))
_NEXT_DAY = frozenset(map(fold, ("التالي",)))
_WEEK_SLACK = 3  # days
_OPENING = 8  # words of a clause
_WEEKS = {fold("أسبوع"): 7, fold("أسبوعين"): 14}  # to a few days
_DAY_COUNTS = {fold("يوم"): 1, fold("يومين"): 2, fold("أيام"): 3}
_AND, _THE = "و", ("ال", "بال", "وال", "لل")


def time_of(page: Page, clause: Clause, at: int, told_to: int, sentence: tuple[int, int], scene: Scene) -> TimeSpan:
    """The clause's own time, else the scene's, else its sentence's; words from the clause's end to `told_to` lie behind it."""
    own = _of_part(page, [t for t in page.times if clause.first <= t.first < clause.last], at)
    own = [_to_now(page, t) for t in own]
    if not own and _is_elsewhere(
        page, clause, scene
    ):  # "أفادت الإدارة اليوم عن فرار ... من X": no more of the scene before
        own = [t for t in page.times if sentence[0] <= t.first < clause.first and t.span.precision is Precision.DAY]
    if not own and scene.when is UNKNOWN_TIME:
        own = [t for t in page.times if sentence[0] <= t.first < clause.first or told_to <= t.first < sentence[1]]
    if not own and (days := _days_later(page, clause)):
        base = scene.when
        if base is UNKNOWN_TIME and days < 0 and page.article.published is not None:
            base = whole_days(page.article.published, precision=Precision.DAY, anchor=Anchor.DATELINE)
        return _moved(base, days)
    if not own and any(w.folded in _DAY_AFTER for w in page.words[clause.first : clause.last]):
        return _moved(scene.when, -1)
    if not own and scene.when is UNKNOWN_TIME:
        own = [t for t in page.times if t.last <= clause.first and t.span.precision is Precision.DAY][-1:]
    return min(own, key=lambda t: _length(t.span)).span if own else scene.when


def _is_elsewhere(page: Page, clause: Clause, scene: Scene) -> bool:
    """The clause names a place of its own, and not that of the sentences before."""
    here = {p.place.ref for p in page.places if clause.first <= p.first < clause.last and p.is_locative} - {""}
    return bool(here) and scene.where is not None and scene.where.ref not in here


def _of_part(page: Page, times: list[ArabicTime], at: int) -> list[ArabicTime]:
    """The times between the commas where the happening's word stands; else all but those since when, and of what came then."""
    if len(times) == 0:
        return []
    first, last = at, at
    while first > 0 and not _is_break(page, first):
        first -= 1
    while last + 1 < len(page.words) and not _is_break(page, last + 1):
        last += 1
    near = [t for t in times if first <= t.first <= last]
    return near or [
        t
        for t in times
        if not (t.first > last and any(w.folded == _NEXT for w in page.words[last + 1 : t.first]))
        and not (t.last <= first and page.words[t.first - 1].folded == _FROM_THEN)
    ]


def _is_break(page: Page, at: int) -> bool:
    return any(c in "،,؛:." for c in page.text[page.words[at - 1].end : page.words[at].start])


def _days_later(page: Page, clause: Clause) -> int:
    """ "بعد يومين ...", "وفي اليوم التالي ...": days after what was told before; 0 where the clause does not open so."""
    words, lexicon = page.words, page.lexicon
    for k in range(clause.first, min(clause.first + 3, clause.last - 1)):
        if words[k].folded in _NEXT_DAY and words[k - 1].folded == _THE_DAY:
            return 1
        if words[k].folded.removeprefix(_AND) != _AFTERWARDS:
            continue
        value = lexicon.numbers.get(words[k + 1].folded) or words[k + 1].number
        unit = words[k + 2 if value and k + 2 < clause.last else k + 1].folded
        if unit in _DAY_COUNTS:
            days = int(value or _DAY_COUNTS[unit])
            after = words[k + 3 if value else k + 2].folded if k + 3 < clause.last else ""
            return -days if after in _SINCE_IT else days  # "بعد يومين على القصف": the shelling was two days before
    for k in range(clause.first, min(clause.last, clause.first + _OPENING)):
        turn = words[k].folded.removeprefix(_AND)
        if turn in (_AFTERWARDS, _BEFORE) and (many := _by_days(page, k, clause.last)):
            return many if turn == _AFTERWARDS else -many
    return 0


def _by_days(page: Page, at: int, last: int) -> int:
    """ "قبل ذلك بثلاثة أيام", "بعد هجوم المركب بيومين": how many days lie between; 0 where none are said."""
    words, numbers = page.words, page.lexicon.numbers
    for k in range(at + 1, min(last, at + 5)):
        if not words[k].folded.startswith(_BY):
            continue
        if (many := _DAY_COUNTS.get(words[k].folded.removeprefix(_BY), 0)) in (1, 2):
            return many
        if words[k].folded.removeprefix(_BY) in _WEEKS:
            return _WEEKS[words[k].folded.removeprefix(_BY)]
        value = words[k].number or next((numbers[f] for f in words[k].longest_first if f in numbers), None)
        if value and k + 1 < last and words[k + 1].folded in _DAY_COUNTS:
            return int(value)
    return 0


def _moved(span: TimeSpan, days: int) -> TimeSpan:
    """A day that many days later; what is no day stays."""
    if span.start is None or span.precision is not Precision.DAY:
        return span
    day = span.start.date() + timedelta(days=days)
    if abs(days) in _WEEKS.values():
        slack = timedelta(days=_WEEK_SLACK)
        return whole_days(
            day - slack, day + slack, precision=Precision.APPROXIMATE, anchor=span.anchor, words=span.words
        )
    return whole_days(day, precision=Precision.DAY, anchor=span.anchor, words=span.words)


def _to_now(page: Page, time: ArabicTime) -> ArabicTime:
    """ "منذ السابع من أكتوبر": from that day to the day of publication."""
    published = page.article.published
    if not time.first or page.words[time.first - 1].folded != _FROM_THEN or published is None or not time.span.start:
        return time
    if time.span.start.date() >= published or time.span.precision is not Precision.DAY:
        return time
    span = whole_days(
        time.span.start.date(), published, precision=Precision.RANGE, anchor=time.span.anchor, words=time.span.words
    )
    return attrs.evolve(time, span=span)


def by_publication(article: Article) -> TimeSpan:
    """What is told without a time happened before it was told, as in English."""
    if article.published is None:
        return UNKNOWN_TIME
    end = utc_day(article.published) + timedelta(days=1)
    return TimeSpan(end=end, precision=Precision.BEFORE, anchor=Anchor.DATELINE)


def is_ahead(when: TimeSpan, article: Article) -> bool:
    return bool(when.start and article.published and when.start.date() > article.published)


def _length(span: TimeSpan) -> float:
    return (span.end - span.start).total_seconds() if span.start and span.end else float("inf")
