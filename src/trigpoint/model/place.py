"""Where: a point that never travels without its doubt."""

from __future__ import annotations

from enum import StrEnum

import attrs


class PlaceKind(StrEnum):
    """What was named. The kind bounds how precise the point can be."""

    SITE = "site"  # base, port, plant, crossing, hospital: a row of the sites list, an airfield or a port
    SETTLEMENT = "settlement"
    DISTRICT = "district"  # second-level admin area or a quarter of a city
    ADMIN1 = "admin1"  # governorate, province, oblast, state
    COUNTRY = "country"
    REGION = "region"  # a river valley, a plateau, a border, a part of a country
    WATER = "water"
    OTHER = "other"


class PlaceMethod(StrEnum):
    """How the point was obtained."""

    GAZETTEER = "gazetteer"
    SITES = "sites"  # the sites list, shipped or the user's own
    RELATIVE = "relative"  # "600 miles east of Moscow", "near Homs": offset or widened
    COORDINATES = "coordinates"  # given as numbers in the text
    GIVEN = "given"  # read from a claims file
    UNRESOLVED = "unresolved"


@attrs.frozen(kw_only=True)
class PlaceCandidate:
    """A reading that was weighed and not chosen."""

    name: str
    lon: float
    lat: float
    kind: PlaceKind
    ref: str  # "geonames:170063", "site:al-safirah-plant"
    score: float  # 0..1, comparable within one mention only


@attrs.frozen(kw_only=True)
class Place:
    """A named place: lon, lat in degrees (EPSG:4326) with a radius in metres, or unresolved with a reason.

    Raises ValueError for coordinates outside the globe, for one coordinate without the other, for a point without a
    radius, and for an unresolved place without a reason.
    """

    text: str  # the words in the document
    name: str = ""  # the gazetteer's name; "" when unresolved
    lon: float | None = None
    lat: float | None = None
    radius_m: float | None = None  # the true place lies within this distance of the point
    kind: PlaceKind = PlaceKind.OTHER
    method: PlaceMethod = PlaceMethod.UNRESOLVED
    ref: str = ""
    country: str = ""  # ISO 3166-1 alpha-2; "" = none or unknown
    alternatives: tuple[PlaceCandidate, ...] = ()
    reason: str = ""  # why unresolved, or what the point stands for when it was derived

    def __attrs_post_init__(self) -> None:
        if (self.lon is None) != (self.lat is None):
            raise ValueError("a place needs both lon and lat, or neither")
        if self.lon is None or self.lat is None:
            if not self.reason:
                raise ValueError(f"the unresolved place {self.text!r} needs a reason")
            return
        if not (-180 <= self.lon <= 180 and -90 <= self.lat <= 90):
            raise ValueError(f"{self.text!r}: lon {self.lon}, lat {self.lat} is not on the globe")
        if self.radius_m is None or self.radius_m < 0:
            raise ValueError(f"{self.text!r}: a point needs a radius in metres")

    @property
    def is_resolved(self) -> bool:
        """Has a point."""
        return self.lon is not None
