"""Airfields of the world from the shipped table (OurAirports, public domain), as a value for the core.

The table tells size, scheduled service and runways, not movements: how much traffic a field has beside others stands in for them.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterable
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
_PAD = re.compile(r"\b(heliport|helipad|seaplane)\b", re.IGNORECASE)
_BASE = re.compile(r"\b(air base|airbase|air force|military|raf|naval air|army air|afb)\b", re.IGNORECASE)


def read_airfields(sites: Iterable[Site] = ()) -> Airfields:
    """Every field of the table, and the air bases among `sites` that are not in it."""
    packed = files("trigpoint.data").joinpath("airfields.csv.gz").read_bytes()
    rows = csv.reader(io.StringIO(gzip.decompress(packed).decode()))
    next(rows)  # the columns' names
    known = gathered(tuple(_airfield(*row) for row in rows))
    listed = tuple(
        Airfield(code=site.name, name=site.name, lat=site.lat, lon=site.lon, weight=BASE)
        for site in sites
        if site.type == "air_base" and not _PAD.search(site.name) and not _is_known(known, site)
    )
    return gathered((*known.fields, *listed)) if listed else known


def _airfield(  # a column each, in the order of the table
    code: str, name: str, lat: str, lon: str, elevation_ft: str, size: str, scheduled: str, length_ft: str,
    long_runways: str, headings_deg: str,
) -> Airfield:  # fmt: skip
    return Airfield(
        code=code,
        name=name,
        lat=float(lat),
        lon=float(lon),
        elevation_ft=float(elevation_ft or 0),
        weight=weight_of(name, size, scheduled == "1", int(long_runways)),
        length_ft=float(length_ft or 0),
        headings_deg=tuple(map(float, headings_deg.split())),
    )


def weight_of(name: str, size: str, is_scheduled: bool, long_runways: int) -> float:
    """How much traffic a field of this sort has beside others."""
    weight = TRAFFIC[size, is_scheduled]
    if not is_scheduled and size != "S" and _BASE.search(name):
        weight = max(weight, BASE)
    factor: float = max(long_runways, 1) ** RUNWAYS
    return weight * factor


def _is_known(known: Airfields, site: Site) -> bool:
    near = known.near(site.lat, site.lon, LISTED_KM)
    return bool(len(near)) and any(
        distance_m(site.lon, site.lat, float(known.lon[k]), float(known.lat[k])) <= 1000 * LISTED_KM for k in near
    )
