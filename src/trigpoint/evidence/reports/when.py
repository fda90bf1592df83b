"""When a happening took place: its own times, else those of what it takes up, else what the publication allows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs

from trigpoint.evidence.reports.clauses import ancestors_and_self
from trigpoint.evidence.reports.counts import number_value
from trigpoint.evidence.reports.discourse import Told, is_state
from trigpoint.evidence.reports.triggers import Candidate
from trigpoint.model import UNKNOWN_TIME, Anchor, Precision, TimeSpan, utc_day

if TYPE_CHECKING:
    from trigpoint.evidence.reports.timing.times import TimeMention

_OFFSET = re.compile(
    r"\b(?P<n>an?|\w+(?:-\w+)?)\s+(?P<unit>hour|day|week|month|year)s?\s+(?P<way>after|before|following|prior to)\b",
    re.I,
)
_DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30, "year": 365}


@attrs.frozen(kw_only=True)
class Written:
    """When a text was written, as far as it says."""

    published: date | None = None
    latest: date | None = None  # a day by which it was written
    year: int | None = None  # the year its own tenses give away


def spans_for(
    candidate: Candidate,
    times: Sequence[TimeMention],
    earlier: Told | None,
    written: Written,
    *,
    aggregate: bool,
) -> list[TimeSpan]:
    """One span per happening: several where times are coordinated, one range where they are counted together."""
    if (offset := _counted_from(candidate, times, earlier)) is not None:
        return [offset]
    if (offset := _before_what_is_told(candidate, times)) is not None:
        return [offset]
    spans = [t.span for t in times]
    known = [s for s in spans if s.is_known]
    if len(known) > 1:
        if aggregate:
            return [_hull(known)]
        return known if _alike(known) else [min(known, key=width)]
    if known:
        return known
    if earlier is not None and earlier.when.is_known:
        if candidate.type == "repair":
            return [TimeSpan(start=earlier.when.start, precision=Precision.AFTER, anchor=Anchor.OTHER_EVENT)]
        return [earlier.when]
    return [_by_publication(candidate, written, spans[0].words if spans else "")]


def headed_by(at: int, times: Sequence[TimeMention]) -> TimeSpan | None:
    """The day that heads the paragraph or entry a happening at character `at` stands in: "Harbour, 2 July 2020. ..."."""
    above = [t for t in times if t.heads_until is not None and t.end <= at < t.heads_until and t.span.is_known]
    return _whole_day(above[-1].span) if above else None


def _whole_day(span: TimeSpan) -> TimeSpan:
    """The clock of an entry says when it was posted: what it tells is of that day."""
    if span.start is None or width(span) >= timedelta(days=1):
        return span
    day = utc_day(span.start.date())
    return attrs.evolve(span, start=day, end=day + timedelta(days=1), precision=Precision.DAY)


def width(span: TimeSpan) -> timedelta:
    """How long a span is; an open or unknown one is as long as can be."""
    if span.start is None or span.end is None:
        return timedelta.max
    return span.end - span.start


def _by_publication(candidate: Candidate, written: Written, words: str) -> TimeSpan:
    """A state holds when it is written of; what is told as past happened before."""
    state = is_state(candidate)
    kept = Precision.ONGOING if state else Precision.BEFORE
    if written.published is not None:
        day = utc_day(written.published)
        start = day if state else None
        return TimeSpan(start=start, end=day + timedelta(days=1), precision=kept, anchor=Anchor.DATELINE, words=words)
    if state and written.year is not None:
        first, last = utc_day(date(written.year, 1, 1)), utc_day(date(written.year + 1, 1, 1))
        return TimeSpan(start=first, end=last, precision=kept, anchor=Anchor.TEXT, words=words)
    if written.latest is not None:
        end = utc_day(written.latest) + timedelta(days=1)
        return TimeSpan(end=end, precision=kept, anchor=Anchor.TEXT, words=words)
    return attrs.evolve(UNKNOWN_TIME, precision=Precision.ONGOING if state else Precision.UNKNOWN, words=words)


def _counted_from(candidate: Candidate, times: Sequence[TimeMention], earlier: Told | None) -> TimeSpan | None:
    """ "It came a week after two other strikes": the strikes lie a week before what was told; None for other times."""
    if earlier is None or earlier.when.start is None or earlier.when.end is None:
        return None
    below = next(
        (
            a
            for a in ancestors_and_self(candidate.token)
            if a.dep_ == "prep" and a.lower_ in ("after", "before", "following")
        ),
        None,
    )
    if below is None:
        return None
    text = candidate.token.doc[max(0, below.i - 4) : below.i + 1].text
    hit = _OFFSET.search(text)
    if hit is None or not any(t.start <= below.idx + len(below) and t.end >= below.idx - 2 for t in times):
        return None
    number = 1 if hit["n"].lower() in ("a", "an") else number_value(hit["n"])
    if number is None:
        return None
    shift = timedelta(days=number * _DAYS[hit["unit"].lower()])
    sign = -1 if hit["way"].lower() in ("after", "following") else 1
    slack = shift * 0.15
    return TimeSpan(
        start=earlier.when.start + sign * shift - slack,
        end=earlier.when.end + sign * shift + slack,
        precision=Precision.APPROXIMATE,
        anchor=Anchor.OTHER_EVENT,
        words=hit.group(),
    )


def _before_what_is_told(candidate: Candidate, times: Sequence[TimeMention]) -> TimeSpan | None:
    """ "On Saturday, a day after a strike flattened the house": the strike lies a day before Saturday."""
    doc, head = candidate.token.doc, candidate.head
    link = next((c for c in head.children if c.dep_ == "mark" and c.lower_ in ("after", "before")), None)
    if link is None or link.i > head.i:
        return None
    words = doc[max(0, link.i - 4) : link.i + 1]
    hit = _OFFSET.search(words.text)
    day = next((t.span for t in times if t.span.is_known and t.end <= words.start_char + 12 and t.end < link.idx), None)
    if hit is None or day is None or day.start is None or day.end is None or width(day) > timedelta(days=2):
        return None
    number = 1 if hit["n"].lower() in ("a", "an") else number_value(hit["n"])
    if number is None:
        return None
    shift = timedelta(days=number * _DAYS[hit["unit"].lower()]) * (-1 if link.lower_ == "after" else 1)
    return attrs.evolve(day, start=day.start + shift, end=day.end + shift, anchor=Anchor.OTHER_EVENT, words=hit.group())


def _alike(spans: Sequence[TimeSpan]) -> bool:
    """Coordinated times are of one grain: "in April and July 2018"."""
    return len({s.precision for s in spans}) == 1 and len({(s.start, s.end) for s in spans}) == len(spans)


def _hull(spans: Sequence[TimeSpan]) -> TimeSpan:
    starts = [s.start for s in spans if s.start is not None]
    ends = [s.end for s in spans if s.end is not None]
    if len(starts) < len(spans) or len(ends) < len(spans):
        return spans[0]
    words = ", ".join(s.words for s in spans)
    return TimeSpan(start=min(starts), end=max(ends), precision=Precision.RANGE, anchor=spans[0].anchor, words=words)
