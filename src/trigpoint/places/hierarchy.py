"""What stands between two names says whether one lies in the other: "Santa Ana, California", "Yablonovo in the Belgorod region"."""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from trigpoint.places.gazetteer import Gazetteer, RowClass
from trigpoint.places.geodesy import distance_m
from trigpoint.places.readings import SETTLED, Key, Reading
from trigpoint.places.spans import Span

_COMMA = re.compile(r",\s+(?:the\s+)?$")
_WITHIN = re.compile(r"(?:,\s+|\s+)(?:in|of)\s+(?:the\s+)?$|\s+\($")
_PUT_IN = re.compile(r",?\s+in\s+(?:the\s+)?")
_PUT_BESIDE = re.compile(
    r",\s+(?:(?:about|some|around)\s+)?(?:\d+\s*(?:km|kilomet\w+|miles?)\s+)?(?:to\s+the\s+)?[a-z-]*(?:north|south|east|west)[a-z-]*\s+of\s+"
)
BESIDE_M = 150_000.0  # what is told by its side of a town lies no farther


def lift_by_hierarchy(
    text: str,
    keys: Sequence[Key],
    spans: Sequence[Span],
    readings: dict[Key, list[Reading]],
    gazetteer: Gazetteer,
) -> None:
    """ "Santa Ana, California": a reading within one of the next name's readings gains, and so does that one."""
    for (key, span), (beyond, wider) in zip(
        zip(keys, spans, strict=True), list(zip(keys, spans, strict=True))[1:], strict=False
    ):
        between = text[span.end : wider.start]
        if key != beyond:
            readings[key] = _where_it_is_put(readings[key], readings[beyond], between, wider, gazetteer)
        gain = 4.0 if _COMMA.fullmatch(between) else 1.2 if _WITHIN.fullmatch(between) else 0.0
        if not gain or key == beyond:
            continue
        inner, outer = readings[key], readings[beyond]
        if _are_peers(inner, outer, gazetteer):
            gain = 1.2  # "Nevada, New Mexico and Oklahoma" is a list of states; Nevada, Missouri is a town
        fits = [(a, b) for a in inner for b in outer if _within(a.row, b.row, gazetteer)]
        if not fits:
            continue
        best = max(a.score + b.score for a, b in fits)
        a_rows, b_rows = {a.row for a, _ in fits}, {b.row for a, b in fits if a.score + b.score >= best - 1.0}
        readings[key] = [attrs.evolve(r, score=r.score + gain) if r.row in a_rows else r for r in inner]
        readings[beyond] = [attrs.evolve(r, score=r.score + gain) if r.row in b_rows else r for r in outer]


def _where_it_is_put(
    inner: list[Reading], outer: Sequence[Reading], between: str, wider: Span, gazetteer: Gazetteer
) -> list[Reading]:
    """ "Yablonovo in the Belgorod region", "Mansurah, west of Raqqah": readings that lie elsewhere fall, be it all of them."""
    best = max(outer, key=lambda r: r.score, default=None)
    if best is None or not all(gazetteer.row_class(r.row) in SETTLED for r in inner):
        return inner
    area = gazetteer.row_class(best.row) is RowClass.ADMIN1 or wider.head in ("admin1", "district")
    if area and _PUT_IN.fullmatch(between):
        return [r for r in inner if any(_within(r.row, o.row, gazetteer) for o in outer)]
    if _PUT_BESIDE.fullmatch(between) and gazetteer.row_class(best.row) in SETTLED:
        return [r for r in inner if distance_m(r.lon, r.lat, best.lon, best.lat) <= BESIDE_M]
    return inner


def _are_peers(inner: Sequence[Reading], outer: Sequence[Reading], gazetteer: Gazetteer) -> bool:
    """Both names read most easily as first-level areas, or both as countries."""
    kinds = {gazetteer.row_class(max(r, key=lambda x: x.score).row) for r in (inner, outer) if r}
    return kinds in ({RowClass.ADMIN1}, {RowClass.COUNTRY})


def _within(row: int, wider: int, gazetteer: Gazetteer) -> bool:
    kind = gazetteer.row_class(wider)
    if row == wider or gazetteer.row_class(row) is RowClass.COUNTRY:
        return False
    if kind is RowClass.COUNTRY:
        return gazetteer.country(row) == gazetteer.country(wider)
    if kind is RowClass.ADMIN1:
        inside = gazetteer.admin1(row) == gazetteer.admin1(wider)
        return inside or (not gazetteer.admin1(row) and _reaches(row, wider, gazetteer))
    return kind is RowClass.ADMIN2 and _reaches(row, wider, gazetteer)


def _reaches(row: int, wider: int, gazetteer: Gazetteer) -> bool:
    apart = distance_m(*gazetteer.point(row), *gazetteer.point(wider))
    return gazetteer.country(row) == gazetteer.country(wider) and apart <= gazetteer.radius_m(wider)
