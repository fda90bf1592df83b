"""Airfields of the world: the `airportsdata` tables, as a value for the core."""

from __future__ import annotations

import re
from collections.abc import Iterable

import airportsdata

from trigpoint.model import Site
from trigpoint.places.airfields import Airfield, Airfields, gathered
from trigpoint.places.geodesy import distance_m

LISTED_KM = 6.0  # a listed air base this near to a known field is that field
SCHEDULED, BASE, PLAIN, STRIP, PAD = 10.0, 6.0, 1.0, 0.3, 0.02  # traffic of a sort of field beside others
_BASE = re.compile(r"\b(air base|airbase|air force|military|raf|naval air|army air|afb)\b", re.IGNORECASE)
_BIG = re.compile(r"\binternational\b", re.IGNORECASE)
_PAD = re.compile(r"\b(heliport|helipad|seaplane|balloonport|gliderport|ultralight|hospital)\b", re.IGNORECASE)


def read_airfields(sites: Iterable[Site] = ()) -> Airfields:
    """Every field with an ICAO code, and the air bases among `sites` that have none there."""
    found = [
        Airfield(
            code=code,
            name=row["name"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            elevation_ft=float(row["elevation"] or 0),
            weight=weight_of(code, row["name"], bool(row["iata"])),
        )
        for code, row in airportsdata.load("ICAO").items()
    ]
    known = gathered(tuple(found))
    for site in sites:
        if site.type == "air_base" and not _is_known(known, site):
            found.append(Airfield(code=site.name, name=site.name, lat=site.lat, lon=site.lon, weight=BASE))
    return gathered(tuple(found))


def weight_of(code: str, name: str, has_iata: bool) -> float:
    """How much traffic a field of this sort has beside others: the list says neither runway nor movements."""
    if _PAD.search(name):
        return PAD
    if has_iata:
        return SCHEDULED * (2.0 if _BIG.search(name) else 1.0)
    if _BASE.search(name):
        return BASE
    return PLAIN if len(code) == 4 and code.isalpha() else STRIP


def _is_known(known: Airfields, site: Site) -> bool:
    return any(
        distance_m(site.lon, site.lat, float(known.lon[k]), float(known.lat[k])) <= 1000 * LISTED_KM
        for k in known.near(site.lat, site.lon, LISTED_KM)
    )
