"""Where a phrase points when it does not point at the place it names: "near Homs", "600 miles (966 km) east of Moscow".

The name keeps its own place; this gives a second one, moved or widened, whose reason says how.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import attrs

from trigpoint.model import Place, PlaceKind, PlaceMethod
from trigpoint.places.geodesy import distance_m, midpoint, offset
from trigpoint.places.words import PlaceWords

_UNITS = {
    "km": 1000.0,
    "kilomet": 1000.0,
    "mile": 1609.344,
    "mi": 1609.344,
    "nautical": 1852.0,
    "nm": 1852.0,
    "met": 1.0,
    "m": 1.0,
}
_DIRECTION = r"(?:north|south)?-?(?:north|south|east|west)(?:ern)?"
_THE = r"(?:the\s+)?(?:(?:city|town|village|capital|port|coast|border|area|province|governorate)\s+of\s+)?(?:the\s+)?"
_DISTANCE = re.compile(
    rf"(?P<n>\d[\d,]*(?:\.\d+)?)[\s-]*(?P<u>km|kilomet\w+|nautical miles?|miles?|mi|nm|met\w+|m)\b\.?\s*(?:\([^)]{{0,30}}\)\s*)?"
    rf"(?:(?:to\s+the\s+|due\s+)?(?P<d>{_DIRECTION})\s+)?(?:of|from|off|outside|away\s+from|inside|into)\s+{_THE}$",
    re.I,
)
_BEARING = re.compile(rf"\b(?P<d>{_DIRECTION})\s+of\s+{_THE}$", re.I)
_PART = re.compile(
    r"\b(?P<d>(?:north|south)?-?(?:north|south|east|west)ern|north-?east|north-?west|south-?east|south-?west|north|south|east|west)\s+(?:part\s+of\s+)?$",
    re.I,
)
_NEAR = re.compile(rf"\b(?P<w>[a-z]+)(?:\s+(?:to|of|in|from))?\s+{_THE}$", re.I)
_OFF = re.compile(rf"\boff\s+(?:the\s+)?(?:\w+\s+)?(?:coast\s+of\s+|shores?\s+of\s+)?{_THE}$", re.I)
_BETWEEN = re.compile(rf"\bbetween\s+{_THE}$", re.I)
_BACK = 90  # characters before the name that are looked at
VAGUE_M = 15_000.0  # "north of X" without a distance: half of what reads as beside
FARTHEST_BETWEEN_M = 250_000.0
OFFSHORE_M = 50_000.0


class _Circle(NamedTuple):
    """A place that has a point."""

    place: Place
    lon: float
    lat: float
    radius_m: float


class Named(Protocol):
    """What is needed of a mention."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def place(self) -> Place: ...


def relative_place(text: str, mention: Named, mentions: Sequence[Named], words: PlaceWords) -> Place | None:
    """The place meant by the words before the mention, None where they point at the place itself or it has no point."""
    place = mention.place
    if place.lon is None or place.lat is None or place.radius_m is None:
        return None
    at = _Circle(place, place.lon, place.lat, place.radius_m)
    before = re.sub(r"\s+", " ", _sentence_before(text, mention.start))
    if match := _DISTANCE.search(before):
        return _at_distance(at, match, words)
    if match := _BEARING.search(before):
        return _beside(at, match, words)
    if _BETWEEN.search(before):
        return _between(text, mention, mentions)
    if _OFF.search(before):
        return _widened(at, OFFSHORE_M, f"off {place.text}: somewhere at sea beside it")
    if (match := _PART.search(before)) and place.kind in _EXTENDED:
        return _part(at, match, words)
    if (
        (match := _NEAR.search(before))
        and (km := words.near.get(match["w"].lower())) is not None
        and place.kind is not PlaceKind.COUNTRY
    ):
        return _widened(at, 1000 * km, f"{match['w'].lower()} {place.text}")
    return None


_EXTENDED = frozenset(
    {PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.DISTRICT, PlaceKind.REGION, PlaceKind.WATER, PlaceKind.SETTLEMENT}
)


def _sentence_before(text: str, start: int) -> str:
    piece = text[max(0, start - _BACK) : start]
    return re.split(r"(?<=[a-z)][.!?])\s|\n\s*\n", piece)[-1]


def _metres(match: re.Match[str]) -> float:
    unit = match["u"].lower()
    size = next(size for prefix, size in _UNITS.items() if unit.startswith(prefix))
    return float(match["n"].replace(",", "")) * size


def _bearing(match: re.Match[str], words: PlaceWords) -> float | None:
    return words.directions.get((match["d"] or "").lower().replace("north-north", "north"))


def _derived(place: Place, lon: float, lat: float, radius_m: float, reason: str) -> Place:
    return attrs.evolve(
        place,
        lon=round(lon, 5),
        lat=round(lat, 5),
        radius_m=radius_m,
        method=PlaceMethod.RELATIVE,
        kind=PlaceKind.OTHER,
        reason=reason,
    )


def _at_distance(at: _Circle, match: re.Match[str], words: PlaceWords) -> Place | None:
    """A tenth of the distance and the place's own doubt; without a direction the whole circle."""
    metres, bearing = _metres(match), _bearing(match, words)
    own = min(at.radius_m, 30_000.0)
    if metres > 10_000_000:
        return None
    if bearing is None:
        return _derived(
            at.place,
            at.lon,
            at.lat,
            metres * 1.1 + own,
            f"{metres / 1000:.0f} km from {at.place.text}, direction not said",
        )
    # a compass word covers an eighth of the circle: half of that, 22.5 degrees, is 0.38 of the distance across
    lon, lat = offset(at.lon, at.lat, bearing, metres)
    return _derived(
        at.place, lon, lat, max(0.38 * metres, own), f"{metres / 1000:.0f} km {match['d'].lower()} of {at.place.text}"
    )


def _beside(at: _Circle, match: re.Match[str], words: PlaceWords) -> Place | None:
    bearing = _bearing(match, words)
    if bearing is None:
        return None
    away = max(VAGUE_M, at.radius_m + VAGUE_M / 2 if at.radius_m < 100_000 else at.radius_m)
    lon, lat = offset(at.lon, at.lat, bearing, away)
    return _derived(at.place, lon, lat, away * 1.2, f"{match['d'].lower()} of {at.place.text}, distance not said")


def _part(at: _Circle, match: re.Match[str], words: PlaceWords) -> Place | None:
    """ "Northern Syria": the centre moves half a radius, the radius shrinks to two thirds."""
    bearing = _bearing(match, words)
    if bearing is None:
        return None
    lon, lat = offset(at.lon, at.lat, bearing, 0.5 * at.radius_m)
    return _derived(at.place, lon, lat, 0.67 * at.radius_m, f"{match['d'].lower()} part of {at.place.text}")


def _widened(at: _Circle, metres: float, reason: str) -> Place:
    return _derived(at.place, at.lon, at.lat, at.radius_m + metres, reason)


def _between(text: str, mention: Named, mentions: Sequence[Named]) -> Place | None:
    """Halfway to the name after "and", with a radius that reaches both."""
    at = bisect_left(mentions, mention.end, key=lambda m: m.start)
    after = mentions[at] if at < len(mentions) else None
    if after is None or not re.fullmatch(r"\s+and\s+(?:the\s+)?", text[mention.end : after.start]):
        return None
    a, b = mention.place, after.place
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None or PlaceKind.COUNTRY in (a.kind, b.kind):
        return None
    lon, lat = midpoint(a.lon, a.lat, b.lon, b.lat)
    half = distance_m(a.lon, a.lat, b.lon, b.lat) / 2
    if half > FARTHEST_BETWEEN_M:
        return None  # "talks between Tehran and Moscow"
    return _derived(a, lon, lat, half + max(a.radius_m or 0.0, b.radius_m or 0.0), f"between {a.text} and {b.text}")
