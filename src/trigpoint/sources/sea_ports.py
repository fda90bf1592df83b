"""The sea ports Trigpoint ships: the World Port Index, and the ports of the list of sites (the index has none on the Caspian)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from importlib import resources

from trigpoint.model import Site
from trigpoint.places.geodesy import distance_m

SAME_M = 8000.0  # a listed port this near to one of the index is that port: the index rounds to a minute


def read_sea_ports(sites: Iterable[Site] = ()) -> tuple[tuple[str, float, float], ...]:
    """(name, lat, lon) of every port, degrees, EPSG:4326."""
    text = resources.files("trigpoint.data").joinpath("ports.csv").read_text(encoding="utf8")
    found = [(row["name"], float(row["lat"]), float(row["lon"])) for row in csv.DictReader(text.splitlines())]
    index = tuple(found)
    for site in sites:
        if site.type == "port" and not _is_known(index, site):
            found.append((site.name, site.lat, site.lon))
    return tuple(found)


def _is_known(index: tuple[tuple[str, float, float], ...], site: Site) -> bool:
    near = ((lat, lon) for _, lat, lon in index if abs(lat - site.lat) < 0.1)
    return any(distance_m(site.lon, site.lat, lon, lat) <= SAME_M for lat, lon in near)
