"""Airfields of the world from the shipped table (OurAirports, public domain), as a value for the core.

The table tells size, scheduled service and runways, not movements: how much traffic a field has beside others stands in for them.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterable, Mapping
from importlib.resources import files

from trigpoint.model import Site
from trigpoint.places.airfields import Airfield, Airfields, gathered
from trigpoint.places.geodesy import distance_m

LISTED_KM = 6.0  # a listed air base this near to a known field is that field
TRAFFIC = {
    ("L", True): 12.0,
    ("L", False): 6.0,
    ("M", True): 6.0,
    ("M", False): 2.0,
    ("S", True): 1.0,
    ("S", False): 0.3,
}
BASE = 6.0  # traffic of an air base beside others
RUNWAYS = 0.7  # a second and third long runway are built for traffic: with this power of their number
_BASE = re.compile(r"\b(air base|airbase|air force|military|raf|naval air|army air|afb)\b", re.IGNORECASE)


def read_airfields(sites: Iterable[Site] = ()) -> Airfields:
    """Every field of the table, and the air bases among `sites` that are not in it."""
    packed = files("trigpoint.data").joinpath("airfields.csv.gz").read_bytes()
    known = gathered(tuple(_airfield(row) for row in csv.DictReader(io.StringIO(gzip.decompress(packed).decode()))))
    listed = tuple(
        Airfield(code=site.name, name=site.name, lat=site.lat, lon=site.lon, weight=BASE)
        for site in sites
        if site.type == "air_base" and not _is_known(known, site)
    )
    return gathered((*known.fields, *listed)) if listed else known


def _airfield(row: Mapping[str, str]) -> Airfield:
    return Airfield(
        code=row["code"],
        name=row["name"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        elevation_ft=float(row["elevation_ft"] or 0),
        weight=weight_of(row["name"], row["size"], row["scheduled"] == "1", int(row["long_runways"])),
        length_ft=float(row["length_ft"] or 0),
        headings_deg=tuple(float(heading) for heading in row["headings_deg"].split()),
    )


def weight_of(name: str, size: str, is_scheduled: bool, long_runways: int) -> float:
    """How much traffic a field of this sort has beside others."""
    weight = TRAFFIC[size, is_scheduled]
    if not is_scheduled and size != "S" and _BASE.search(name):
        weight = max(weight, BASE)
    factor: float = max(long_runways, 1) ** RUNWAYS
    return weight * factor


def _is_known(known: Airfields, site: Site) -> bool:
    return any(
        distance_m(site.lon, site.lat, float(known.lon[k]), float(known.lat[k])) <= 1000 * LISTED_KM
        for k in known.near(site.lat, site.lon, LISTED_KM)
    )
