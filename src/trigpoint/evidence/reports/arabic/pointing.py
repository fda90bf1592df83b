"""Where the words around a name point: near it, some kilometres off it, or at one part of a country or a sea."""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.evidence.reports.arabic.words import Word, fold
from trigpoint.model import Place, PlaceKind, PlaceMethod
from trigpoint.places.geodesy import offset

_NEAR_M, _DIRECTION_M, _OFFSHORE_M = 10_000.0, 20_000.0, 50_000.0
_EXTENDED_M = 40_000.0  # what is wider has parts: "شمال سوريا"; "شمال حلب" lies beside the town
_OFF = frozenset(map(fold, ("بعد", "مسافة", "عمق")))
_AFLOAT = frozenset(map(fold, ("قبالة", "سواحل")))
_LENGTHS = {
    fold("كيلومتر"): 1000.0,
    fold("كلم"): 1000.0,
    fold("كم"): 1000.0,
    fold("ميل"): 1852.0,
    fold("أميال"): 1852.0,
}
_BEARINGS = {fold("شمال"): 0.0, fold("شرق"): 90.0, fold("جنوب"): 180.0, fold("غرب"): 270.0}
_BETWEEN = {(0.0, 90.0): 45.0, (90.0, 180.0): 135.0, (180.0, 90.0): 135.0, (180.0, 270.0): 225.0, (0.0, 270.0): 315.0}
_SIDE = re.compile(r"^و?(?:ب|ل|لل|بال|ال)?(شمال|جنوب|شرق|غرب)(?:ي|يه|ا)?$")
_TAIL = re.compile(r"^(?:ال)?(?:شرقي|غربي|شمالي|جنوبي)ه?$")


def distance_said(words: Sequence[Word], first: int) -> float | None:
    """Metres in "على بعد 30 كيلومترا غرب X"."""
    for at in range(max(0, first - 7), first - 1):
        if words[at].folded in _OFF and (number := words[at + 1].number) is not None and at + 2 < first:
            unit = next((v for k, v in _LENGTHS.items() if words[at + 2].folded.startswith(k)), None)
            return number * unit if unit else None
    return None


def pointed(place: Place, words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> Place:
    """ "قرب X" lies near it, "ريف X" and "شرق X" around it, "شمال سوريا" is a part of it."""
    if place.radius_m is None or place.lon is None or place.lat is None:
        return place
    around = frozenset().union(*(w.forms for w in words[max(0, first - 2) : first]))
    bearing = _bearing(words, first)
    away = distance_said(words, first)
    if away is not None:
        if bearing is None:
            return attrs.evolve(place, radius_m=place.radius_m + away)
        return _moved(place, bearing, away, max(0.38 * away, place.radius_m), "so far off as the text says")
    if bearing is not None and place.radius_m > _EXTENDED_M:
        return _moved(place, bearing, 0.5 * place.radius_m, 0.67 * place.radius_m, "one part of it")
    if around & _AFLOAT:
        return attrs.evolve(place, radius_m=place.radius_m + _OFFSHORE_M)
    tail = last < len(words) and bool(_TAIL.match(words[last].folded))
    extra = _DIRECTION_M if around & lexicon.directions or tail else _NEAR_M if around & lexicon.near else 0.0
    return attrs.evolve(place, radius_m=place.radius_m + extra) if extra else place


def _moved(place: Place, bearing: float, metres: float, radius_m: float, reason: str) -> Place:
    if place.lon is None or place.lat is None:
        return place
    lon, lat = offset(place.lon, place.lat, bearing, metres)
    kind = PlaceKind.REGION if place.kind is PlaceKind.COUNTRY else place.kind
    return attrs.evolve(
        place, lon=round(lon, 5), lat=round(lat, 5), radius_m=radius_m, kind=kind, method=PlaceMethod.RELATIVE, reason=reason
    )  # fmt: skip


def _bearing(words: Sequence[Word], first: int) -> float | None:
    """Degrees clockwise from north of "شمال", "جنوب شرقي" before a name; None where no side is said."""
    sides = [_side(words[k]) for k in range(max(0, first - 2), first)]
    if not sides or sides[-1] is None:
        return None
    return _BETWEEN.get((sides[0], sides[-1]), sides[-1]) if len(sides) > 1 and sides[0] is not None else sides[-1]


def _side(word: Word) -> float | None:
    found = _SIDE.match(word.folded)
    return _BEARINGS[found[1]] if found else None
