"""A picture known by its description only: what is said of it, and what a catalogue offers to fetch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from trigpoint.model.scene import SceneKind, Unit


@attrs.frozen(kw_only=True)
class Facts:
    """Fields as in `model.Scene`; None and "" where the source does not say."""

    kind: SceneKind | None = None
    unit: Unit | None = None
    bands: tuple[str, ...] = ()  # as the file orders them; () where the source does not name them
    acquired: datetime | None = None
    acquired_basis: str = ""
    platform: str = ""
    sensor: str = ""
    product: str = ""
    relative_orbit: int | None = None
    orbit_state: str = ""
    look_direction: str = ""
    incidence_deg: float | None = None
    off_nadir_deg: float | None = None
    sun_azimuth_deg: float | None = None
    sun_elevation_deg: float | None = None
    gsd_m: float | None = None
    cloud_pct: float | None = None
    licence: str = ""
    attribution: str = ""
    simulated: bool | None = None
    flags: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Asset:
    """One file an item offers. `href` is absolute http(s), or "" with the reason why it cannot be fetched."""

    key: str  # "vv", "B04", "visual"
    href: str
    media_type: str = ""
    title: str = ""
    is_picture: bool = False
    refused: str = ""


@attrs.frozen(kw_only=True)
class FoundScene:
    """One item of a search."""

    id: str
    collection: str
    facts: Facts
    bbox: tuple[float, float, float, float] | None  # west, south, east, north, EPSG:4326
    assets: tuple[Asset, ...]
    item: Mapping[str, Any]  # as the server gave it
    flags: tuple[str, ...] = ()
