"""Where an unlisted name lies by what stands behind it: "Kwateri, in Nasarawa", "Al-Mansurah, west of Raqqah".

The name itself stays open; the area, or the spot the phrase points at, stands in for it with its own radius.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

import attrs

from trigpoint.model import Place, PlaceKind
from trigpoint.places.relative import Named

_AREAS = (PlaceKind.ADMIN1, PlaceKind.DISTRICT, PlaceKind.REGION)
_PART = r"(?:district|hospital|neighbou?rhood|quarter|bridge|market|school|street|square|avenue|camp|university|mosque|church)"
_KIND = rf"(?:\s+(?:village|town|city|area|base|subdistrict|{_PART}))?"
_WITHIN = re.compile(rf"{_KIND}(?:,\s+(?:in\s+|of\s+)?|\s+in\s+|\s*\()(?:the\s+)?(?:[a-z]+\s+of\s+)?")
_PART_OF = re.compile(rf".*{_PART}(?:,\s+(?:in\s+)?|\s+in\s+)", re.I)
_IN = re.compile(rf"{_KIND},\s+in\s+(?:the\s+[a-z]+\s+of\s+)?")
_BESIDE = re.compile(
    rf"{_KIND}(?:,\s+|\s+\()(?:(?:a|the|an|about|some|around|just|few|small|little|town|village|city|suburb|district|"
    r"lying|located|situated|km|kilomet(?:er|re)s?|miles?|on|road|outskirts|(?:north|south|east|west)[a-z-]*|[\d.,]+)\s+)*"
    r"(?:of|from|near|outside|in|off)\s+(?:the\s+)?(?:(?:north|south|east|west|central)[a-z-]*\s+)?"
)
_PROVINCE = re.compile(r"\s+(?:region|province|oblast|governorate|prefecture|department)\b")
PROVINCE_M = 100_000.0
FARTHEST = 70  # characters between the two names


class Spotted(Named, Protocol):
    """A mention with the spot that its phrase points at."""

    @property
    def relative(self) -> Place | None: ...


def stand_in(text: str, mention: Named, behind: Sequence[Spotted]) -> Place | None:
    """The area or spot that the next name gives; `behind`: the mentions after this one, in order."""
    after = next((m for m in behind if m.start >= mention.end), None)
    if after is None or after.start - mention.end > FARTHEST:
        return None
    gap = text[mention.end : after.start]
    place = _spot(text, mention, after, gap)
    if place is None or not place.is_resolved:
        return None
    reason = f"no list has {mention.place.text} there; the point stands for {place.reason or place.name}"
    return attrs.evolve(place, text=mention.place.text, reason=reason)


def _spot(text: str, mention: Named, after: Spotted, gap: str) -> Place | None:
    place = after.place
    if after.relative is not None:
        return after.relative if _BESIDE.fullmatch(gap) else None
    if _WITHIN.fullmatch(gap) and _PROVINCE.match(text, after.end):  # listed as its town alone
        return attrs.evolve(place, radius_m=max(place.radius_m or 0.0, PROVINCE_M), kind=PlaceKind.OTHER)
    if place.kind in _AREAS:
        return place if _WITHIN.fullmatch(gap) else None
    inside = _IN.fullmatch(gap) or _PART_OF.fullmatch(mention.place.text + gap)
    return place if inside and place.kind is PlaceKind.SETTLEMENT else None
