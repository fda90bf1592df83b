"""A place that keeps its identity."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class Site:
    """A row of the sites list: a base, port, plant, crossing, camp or hospital named in public reporting."""

    id: str  # "site:t4-airbase"
    name: str
    aliases: tuple[str, ...]  # any script
    type: str  # "air base", "port", "missile plant", ...
    country: str  # ISO 3166-1 alpha-2
    lon: float  # degrees, EPSG:4326
    lat: float
    radius_m: float
    source: str  # the public source of this row
