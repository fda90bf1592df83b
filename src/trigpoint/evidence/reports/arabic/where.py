"""Where an Arabic clause plays: its own most exact place, else that of the sentences before."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from trigpoint.evidence.reports.arabic.happenings import Happening
from trigpoint.evidence.reports.arabic.page import Page, Scene
from trigpoint.evidence.reports.arabic.places import ArabicPlace
from trigpoint.evidence.reports.arabic.speech import Clause
from trigpoint.model import Place, PlaceKind, PlaceMethod
from trigpoint.places.geodesy import distance_m

_AND, _THE = "و", ("ال", "بال", "وال", "لل")
_CONTAINED_WORDS = 3
_FAR_M, _SEA_M = 100_000.0, 200_000.0
_NEIGHBOUR_M, _NAMESAKE_M = 250_000.0, 15_000.0
_BESIDE_M = 60_000.0  # how far a village may lie from the town that a report names with it
_FROM_HERE = ("evacuation", "aircraft_departure")


def place_of(page: Page, clause: Clause, found: Happening, sentence: tuple[int, int], scene: Scene) -> Place | None:
    """Where it happened. A town that no list has lies about where the text is, and so does what is told without a place."""
    place = _told_place(page, clause, found, sentence, scene)
    if place is None:
        return _home(page)
    if place.is_resolved:
        return place
    known = [p for p in page.places if is_exact(p) and not p.is_seat]
    around = scene.where or next((p.place for p in reversed(known) if p.last <= clause.first), None)
    around = around or next((p.place for p in known), None)
    return _nearest(place, around) if place.alternatives else _beside(place, around)


def _nearest(place: Place, around: Place | None) -> Place:
    """Of several places of one name the one nearest to where the text is; open where none is near."""
    if around is None or around.lon is None or around.lat is None:
        return place
    away = [(distance_m(around.lon, around.lat, a.lon, a.lat), a) for a in place.alternatives]
    metres, best = min(away, key=lambda pair: pair[0])
    if metres > _NEIGHBOUR_M:
        return place
    return attrs.evolve(
        place, name=best.name, lon=best.lon, lat=best.lat, radius_m=_NAMESAKE_M, kind=best.kind, ref=best.ref,
        method=PlaceMethod.GAZETTEER, reason=f"of several so named the one nearest to {around.text}",
    )  # fmt: skip


def _beside(place: Place, around: Place | None) -> Place:
    """A name without a point, with the point of what the text names beside it and a radius that says so."""
    if around is None or around.radius_m is None or around.radius_m > _SEA_M:
        return place
    return attrs.evolve(
        around,
        text=place.text,
        radius_m=max(around.radius_m, _BESIDE_M),
        method=PlaceMethod.RELATIVE,
        reason=f"no place list has this name; taken to lie near {around.text}, which the text names",
    )


def _home(page: Page) -> Place | None:
    """The first place of a text whose places all lie close together, wide enough to hold them."""
    found = [p for p in page.places if is_exact(p)]
    exact = [p.place for p in [p for p in found if not (p.is_origin or p.is_goal)] or found]
    wide = max((_apart_m(exact[0], p) + (p.radius_m or 0.0) for p in exact), default=_FAR_M)
    if wide >= _FAR_M:
        return None
    return attrs.evolve(exact[0], radius_m=wide, method=PlaceMethod.RELATIVE, reason="the only place the text tells of")


def _apart_m(a: Place, b: Place) -> float:
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return float("inf")
    return distance_m(a.lon, a.lat, b.lon, b.lat)


def _told_place(page: Page, clause: Clause, found: Happening, sentence: tuple[int, int], scene: Scene) -> Place | None:
    """The most exact place where something is; where something comes from only when there is no other."""
    inside = [p for p in page.places if clause.first <= p.first < clause.last]
    here = [p for p in inside if not p.is_origin]
    if found.type in _FROM_HERE:  # "أجلت السعودية 1700 شخص من بورتسودان إلى جدة": it happens where it begins
        here = [p for p in inside if p.is_origin and p.place.is_resolved] or here
    exact = [p for p in here if is_exact(p)]
    meant = [p for p in exact if not p.is_seat or p.first == found.at + 1]
    unlisted = [p for p in here if not p.place.is_resolved]
    vague = [p for p in exact if unlisted and (p.is_goal or (p.place.radius_m or 0.0) > _SEA_M)]
    there = [p for p in exact if p.is_locative and p not in vague] or unlisted or meant
    if there:
        return _first_told(_in_place(page, there, here), found.at, exact).place
    lands = [p for p in here if _is_land(p) and p.is_locative]
    if scene.where is not None and not (lands and _abroad(lands[0].place, scene.where)):
        return scene.where
    near = [p for p in page.places if sentence[0] <= p.first < clause.first and p.is_locative and is_exact(p)]
    if near and (not lands or near[0].place.country == lands[0].place.country):
        return near[0].place
    earlier = [p for p in page.places if p.last <= clause.first and is_exact(p)]
    if earlier and not lands:
        return ([p for p in earlier if p.is_locative] or earlier)[-1].place
    others = lands or [p for p in inside if p.is_origin]
    return others[0].place if others else None


def _abroad(land: Place, scene: Place) -> bool:
    return bool(land.country and scene.country != land.country)


def _in_place(page: Page, found: Sequence[ArabicPlace], others: Sequence[ArabicPlace]) -> Sequence[ArabicPlace]:
    """Without what lies far from the town or region named just after it: "حي الزيتون في مدينة غزة" is not in Malta."""
    return [
        p
        for p in found
        if not any(
            p.last <= q.first <= p.last + _CONTAINED_WORDS
            and q.is_locative
            and not any(_is_listed(page, k) for k in range(p.last, q.first + 1))
            and q.place.is_resolved
            and _apart(p, q)
            and not (q.is_area and p.place.country == q.place.country)
            for q in others
        )
    ] or found


def _is_listed(page: Page, at: int) -> bool:
    """ "وصعدة": one more of a list; "وسط دمشق" is where, not "and"."""
    word = page.words[at].folded
    return word.startswith(_AND) and word not in page.lexicon.locatives and word not in page.lexicon.place_words


def _apart(one: ArabicPlace, other: ArabicPlace) -> bool:
    a, b = one.place, other.place
    if not a.is_resolved or not b.is_resolved:
        return False
    return _apart_m(a, b) > _FAR_M + (a.radius_m or 0.0) + (b.radius_m or 0.0)


def _first_told(found: Sequence[ArabicPlace], at: int, exact: Sequence[ArabicPlace]) -> ArabicPlace:
    """The first place after the happening's word: Arabic goes from the small to the large and lists equals in order.

    A place that lies inside it and is much smaller is taken in its stead: "في محافظة X ... قرب Y".
    """
    ordered = sorted(found, key=lambda p: (p.first < at, p.first if p.first >= at else -p.first))
    first = ordered[0]
    if first.place.kind is PlaceKind.WATER and (first.place.radius_m or 0.0) > _SEA_M:  # a sea says little
        within = [p for p in (*ordered, *exact) if not _apart(p, first)]
        strait = min(within, key=lambda p: p.place.radius_m or 0.0)
        return next((p for p in ordered if p.place.kind is not PlaceKind.WATER), strait)
    inner = (
        p
        for p in ordered[1:]
        if p.first > first.first and not p.is_goal and (p.place.radius_m or 0.0) < (first.place.radius_m or 0.0) / 3
    )
    return (
        next((p for p in inner if not _apart(p, first)), first) if (first.place.radius_m or 0.0) > _FAR_M / 3 else first
    )


def is_exact(found: ArabicPlace) -> bool:
    return found.place.is_resolved and not _is_land(found)


def _is_land(found: ArabicPlace) -> bool:
    return found.place.kind is PlaceKind.COUNTRY


def is_placed(page: Page, first: int, last: int) -> bool:
    return any(
        first <= p.first < last and p.place.is_resolved and (p.place.radius_m or 0.0) < _FAR_M for p in page.places
    )
