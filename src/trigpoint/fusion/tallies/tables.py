"""What a text tells one by one, by month and area: operations, strikes and locations each in a column of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

import attrs

from trigpoint.fusion.tallies.told import Told, apart_in_space, apart_in_time, apart_m, name_of, radius_m

NEAR_M = 50_000.0  # places that a chain of steps no longer than this joins are one area


@attrs.frozen(kw_only=True)
class ToldRow:
    """One month and area. Each number is a pair: what must be different, and what may be."""

    month: str  # "2020-05"; "" = in no one month
    area: tuple[str, ...]  # names of the places, the most told first; () = no place is said
    operations: tuple[int, int]
    strikes: tuple[int, int]
    locations: tuple[int, int]
    claims: tuple[str, ...]


def told_rows(told: Sequence[Told]) -> list[ToldRow]:
    """By month, then area."""
    cells: dict[tuple[str, tuple[str, ...]], list[Told]] = defaultdict(list)
    for area, members in areas_of(told):
        for one in members:
            cells[month_of(one), area].append(one)
    rows = [row_of(mine, month=month, area=area) for (month, area), mine in cells.items()]
    return sorted(rows, key=lambda r: (not r.month, r.month, not r.area, r.area))


def row_of(told: Sequence[Told], *, month: str = "", area: tuple[str, ...] = ()) -> ToldRow:
    """Several happenings counted together."""
    return ToldRow(
        month=month, area=area, operations=(len(apart_in_time(told)), len(told)), strikes=(len(told), len(told)),
        locations=(len(apart_in_space(told)), len({name_of(t) for t in told})),
        claims=tuple(sorted(c for t in told for c in t.claims)),
    )  # fmt: skip


def month_of(told: Told) -> str:
    """The month, where the time told lies in one."""
    if told.when.start is None or told.when.end is None:
        return ""
    first, last = (t.strftime("%Y-%m") for t in (told.when.start, told.when.end - timedelta(seconds=1)))
    return first if first == last else ""


def areas_of(told: Iterable[Told]) -> list[tuple[tuple[str, ...], list[Told]]]:
    """Happenings by area. A place known less exactly than `NEAR_M` is an area of its own."""
    groups: list[list[Told]] = []
    nowhere: list[Told] = []
    for one in told:
        if one.where is None:
            nowhere.append(one)
            continue
        near = [g for g in groups if any(_is_near(one, other) for other in g)]
        groups = [g for g in groups if g not in near] + [[one, *(t for g in near for t in g)]]
    named = [(_names(g), g) for g in groups]
    return named + ([((), nowhere)] if nowhere else [])


def _is_near(a: Told, b: Told) -> bool:
    if a.where is None or b.where is None:
        return False
    if name_of(a) == name_of(b):
        return True
    apart = apart_m(a.where, b.where)
    return apart is not None and apart <= NEAR_M and max(radius_m(a.where), radius_m(b.where)) <= NEAR_M


def _names(told: Sequence[Told]) -> tuple[str, ...]:
    names = [name_of(t) for t in told]
    return tuple(sorted(set(names), key=lambda n: (-names.count(n), n)))
