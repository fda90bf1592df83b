"""Dates that head what follows: "Homs, 28 January 2023. A mill burned." and the days of a chronology on lines of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from trigpoint.evidence.reports.timing.time_shapes import At, CalendarDate, Clock, Expression, Weekday

_PLACE = re.compile(r"[\s\-–—•*\[(]*(?:[A-Z][\w’'.-]*(?:[ /][A-Za-z][\w’'.-]*){0,4},\s*){0,2}$")
_RUN_IN = re.compile(r"[\])]?(?:\.|:|\s*[–—]|\s+-)\s+(?=[\"“‘'A-Z\d])")
_LONE = re.compile(r"[\s\])*:.–—-]*$")
_ENTRY = re.compile(r"[\s\-–—•*\[(]*$")
_LABEL_END = re.compile(r"[\])]?\s*(?:[A-Z]{2,4}\b|local(?:\s+time)?|h(?:rs|ours)?\b)?\s*[-–—:|.]?\s+(?=[\"“‘'A-Z\d])")
_LONE_CLOCK = re.compile(r"[\])]?\s*(?:[A-Z]{2,4}|local(?:\s+time)?|h(?:rs|ours)?)?[\s\])*:.–—-]*$")
_REACH = 80  # characters between the line's start and its date


@attrs.frozen(kw_only=True)
class Heading:
    """A date at [start, end) characters that dates the text from `end` up to `until`."""

    start: int
    end: int
    until: int


def find_headings(text: str, found: Sequence[Expression]) -> list[Heading]:
    """Run-in dates reach to the end of their line; days on lines of their own, where there are several, to the next."""
    run_in: list[Heading] = []
    lone: list[Expression] = []
    entries = [one for one in found if isinstance(one.shape, Clock) and _is_entry(text, one)]
    ends = [*(e.start for e in entries[1:]), len(text)]
    run_in.extend(Heading(start=e.start, end=e.end, until=end) for e, end in zip(entries, ends, strict=False))
    for one in found:
        shape = one.shape.day if isinstance(one.shape, At) else one.shape
        if (
            not (isinstance(shape, Weekday) or (isinstance(shape, CalendarDate) and shape.day and shape.month))
            or one.limit
        ):
            continue
        line = text.rfind("\n", 0, one.start) + 1
        if one.start - line > _REACH or not _PLACE.match(text, line, one.start):
            continue
        stop = text.find("\n", one.end)
        stop = len(text) if stop < 0 else stop
        if stop - one.end < _REACH and _LONE.match(text, one.end, stop):
            lone.append(one)
        elif _RUN_IN.match(text, one.end, stop):
            run_in.append(Heading(start=one.start, end=one.end, until=stop))
    run_in.sort(key=lambda h: h.start)
    if len(lone) < 2:
        return run_in
    ends = [*(one.start for one in lone[1:]), len(text)]
    listed = [Heading(start=one.start, end=one.end, until=end) for one, end in zip(lone, ends, strict=True)]
    return sorted([*run_in, *listed], key=lambda h: h.start)


def _is_entry(text: str, one: Expression) -> bool:
    """The clock an entry of a live page opens with: when it was posted, not when what it tells took place."""
    line = text.rfind("\n", 0, one.start) + 1
    stop = text.find("\n", one.end)
    stop = len(text) if stop < 0 else stop
    if one.start - line > _REACH or not _ENTRY.match(text, line, one.start):
        return False
    if stop - one.end < _REACH and _LONE_CLOCK.match(text, one.end, stop):
        return True
    return _LABEL_END.match(text, one.end, min(stop, one.end + _REACH)) is not None
