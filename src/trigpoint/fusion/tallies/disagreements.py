"""Where the numbers of a text disagree: units, sums, months, and more told than counted."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import combinations

import attrs

from trigpoint.fusion.tallies.stated import MONTHS, Counted, Stated, length
from trigpoint.fusion.tallies.told import Line, Told, in_area, in_time, radius_m
from trigpoint.model.time import TimeSpan


@attrs.frozen(kw_only=True)
class Disagreement:
    """What does not agree within a text."""

    kind: str  # "told", "unit", "sum", "month"
    why: str
    claims: tuple[str, ...]


def disagreements(stated: Sequence[Stated], lines: Sequence[Line], told: Sequence[Told]) -> list[Disagreement]:
    """Every disagreement, each once."""
    own = [s for s in stated if not s.refers]
    return list(
        dict.fromkeys([*_units(stated), *_parts(stated), *_sums(own), *_more_told(lines), *_months(lines, told)])
    )


def _units(stated: Sequence[Stated]) -> Iterator[Disagreement]:
    """ "the 23 strikes", where 23 were locations."""
    for n, later in enumerate(stated):
        number = later.low
        before = [s for s in stated[:n] if not s.refers and number in (s.low, s.high) and s.claim.id != later.claim.id]
        if later.refers and before and all(s.counted is not later.counted for s in before):
            if {Counted.OPERATIONS, Counted.STRIKES} == {later.counted, before[-1].counted}:
                continue  # "the three raids" of "on three occasions": words for one thing
            yield _disagreement(
                "unit", f"{before[-1].words} are taken up as {number:,} {later.counted.value}", before[-1], later
            )


def _parts(stated: Sequence[Stated]) -> Iterator[Disagreement]:
    """ "nine of the seven strikes"."""
    for part, whole in combinations(stated, 2):
        is_part = part.claim.id == whole.claim.id and part.counted is whole.counted and whole.refers and not part.refers
        if is_part and part.low is not None and whole.high is not None and part.low > whole.high:
            yield _disagreement("sum", f"{part.low} of {whole.high} {whole.counted.value}", part, whole)


def _sums(stated: Sequence[Stated]) -> Iterator[Disagreement]:
    """Totals by period or by area that add up to more than the whole, or to less where the periods leave nothing out."""
    for whole in stated:
        if whole.low is None:
            continue
        inside = [
            s for s in stated if s.claim.id != whole.claim.id and s.counted is whole.counted and s.low is not None
        ]
        inside = list({(_span(s), _place(s), s.low, s.high): s for s in inside}.values())  # the same, said again
        same_area = [s for s in inside if _place(s) == _place(whole) and in_time(whole.when, s.when)]
        periods = [s for s in same_area if _span(s) != _span(whole)]
        areas = [s for s in inside if _span(s) == _span(whole) and _place(s) != _place(whole) and _inner(whole, s)]
        for parts, fills in ((_disjoint_times(periods), True), (_disjoint_areas(areas), False)):
            if len(parts) < 2:
                continue
            added = sum(p.low or 0 for p in parts)
            is_whole = fills and _fill(whole, parts) and all(p.low == p.high for p in parts)
            if (whole.high is not None and added > whole.high) or (is_whole and added < whole.low):
                told = " + ".join(str(p.low) for p in parts)
                yield _disagreement("sum", f"{told} is {added}, but {whole.words} in all", whole, *parts)


def _place(stated: Stated) -> str:
    return (stated.claim.where.name or stated.claim.where.text) if stated.claim.where else ""


def _span(stated: Stated) -> tuple[datetime | None, datetime | None]:
    return stated.when.start, stated.when.end


def _inner(whole: Stated, part: Stated) -> bool:
    return bool(in_area(whole.claim.where, part.claim.where)) and radius_m(part.claim.where) < radius_m(
        whole.claim.where
    )


def _disjoint_times(parts: Sequence[Stated]) -> list[Stated]:
    """Parts no two of which share an instant; none where some do, since what they share is not known."""
    meet = any(a.when.overlaps(b.when) for a, b in combinations(parts, 2))
    return [] if meet else sorted(parts, key=lambda s: str(s.when.start))


def _disjoint_areas(parts: Sequence[Stated]) -> list[Stated]:
    meet = any(in_area(a.claim.where, b.claim.where) is not None for a, b in combinations(parts, 2))
    return [] if meet else sorted(parts, key=_place)


def _fill(whole: Stated, parts: Sequence[Stated]) -> bool:
    """Whether the parts' periods cover the whole one."""
    return sum((length(p.when) for p in parts), timedelta()) == length(whole.when)


def _more_told(lines: Iterable[Line]) -> Iterator[Disagreement]:
    for line in lines:
        if line.stated.high is not None and line.least > line.stated.high:
            why = f"{line.stated.words} are stated, but at least {line.least} are told one by one"
            yield Disagreement(kind="told", why=why, claims=(line.stated.claim.id, *line.told))


def _months(lines: Iterable[Line], told: Sequence[Told]) -> Iterator[Disagreement]:
    """ "three raids (January, March and May)", and one is told in April; or more months named than raids counted."""
    for line in lines:
        named, top = line.stated.months, line.stated.high
        if len(named) < 2 or line.stated.counted is Counted.LOCATIONS or _ends_of_period(line.stated):
            continue
        if top is not None and len(named) > top:
            yield _disagreement("month", f"{line.stated.words}, but {len(named)} months are named", line.stated)
        for one in told:
            if set(one.claims) <= set(line.told) and (month := _month(one.when)) and month not in named:
                listed = ", ".join(month_name[m] for m in named)
                why = f"{line.stated.words} are of {listed}, but one is told in {month_name[month]}"
                if top is not None and len(named) == top and in_area(line.stated.claim.where, one.where):
                    yield Disagreement(kind="month", why=why, claims=(line.stated.claim.id, *one.claims))


def _ends_of_period(stated: Stated) -> bool:
    """ "between April and June": the months are where a period begins and ends."""
    return (
        re.search(r"\b(?:between|from|since|until|to|through)\b[^,;()]*$", _before_last_month(stated), re.I) is not None
    )


def _before_last_month(stated: Stated) -> str:
    text = stated.claim.quote.text
    *_, last = MONTHS.finditer(text)
    return text[: last.start()]


def _month(when: TimeSpan) -> int | None:
    """The month, where the time lies in one."""
    if when.start is None or when.end is None:
        return None
    last = when.end - timedelta(seconds=1)
    return when.start.month if (when.start.year, when.start.month) == (last.year, last.month) else None


def _disagreement(kind: str, why: str, *of: Stated) -> Disagreement:
    return Disagreement(kind=kind, why=why, claims=tuple(dict.fromkeys(s.claim.id for s in of)))
