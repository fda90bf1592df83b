"""A STAC item (1.0 or 1.1) as facts: extensions sar, sat, view, eo, raster, and common metadata.

| field | from |
|---|---|
| acquired | `datetime`; where it is null the middle of `start_datetime` and `end_datetime` |
| relative orbit | `sat:relative_orbit`, else from `sat:absolute_orbit` and a Sentinel-1 platform |
| bands, unit | of the asset that the picture is: its `bands`, `eo:bands` or `sar:polarizations`; `raster:bands` unit |
| licence | `license` of the item; "proprietary", "other" and "various" say nothing and stay as they are |
| attribution | providers in the order producer, licensor, processor, host |

Links are never followed: what an item names is fetched only where a person asks for it (`sources.scenes.stac`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from trigpoint.model.errors import UnreadableFile
from trigpoint.model.found_scene import Facts
from trigpoint.model.scene import SceneKind, Unit
from trigpoint.sources.scenes.names import relative_orbit
from trigpoint.sources.scenes.values import moment, number, one_of, whole, words

_ROLES = ("producer", "licensor", "processor", "host")
_POLARISATIONS = frozenset({"VV", "VH", "HH", "HV"})


def read_item(content: bytes, where: str) -> dict[str, Any] | None:
    """The item, None where the JSON is something else. Raises UnreadableFile for what is no JSON."""
    try:
        item = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(where, "is no JSON") from error
    is_item = isinstance(item, dict) and "stac_version" in item and isinstance(item.get("properties"), dict)
    return item if is_item else None


def facts_of_stac(item: dict[str, Any], stem: str = "") -> Facts:
    """Facts of the item; bands and unit of the asset whose file has that stem, where there is one."""
    said: dict[str, Any] = item["properties"]
    flags: list[str] = []
    acquired = _acquired(said, flags)
    asset = _asset(item, stem)
    bands = _bands(asset)
    polarised = isinstance(said.get("sar:polarizations"), list) or bool(bands and set(bands) <= _POLARISATIONS)
    platform = words(said.get("platform"), 80).lower()
    identity = words(item.get("id"))
    return Facts(
        kind=SceneKind.SAR if polarised else SceneKind.OPTICAL if _is_optical(said, asset) else None,
        unit=_unit(asset),
        bands=bands,
        acquired=acquired,
        acquired_basis="stac item" if acquired else "",
        platform=platform,
        sensor=words(next(iter(_list(said.get("instruments"))), ""), 80),
        product=identity if identity != stem else "",
        relative_orbit=_relative_orbit(said, platform),
        orbit_state=one_of(said.get("sat:orbit_state"), ("ascending", "descending")),
        look_direction=one_of(said.get("sar:observation_direction"), ("right", "left")),
        incidence_deg=number(said.get("view:incidence_angle"), 0, 90),
        off_nadir_deg=number(said.get("view:off_nadir"), 0, 90),
        sun_azimuth_deg=number(said.get("view:sun_azimuth"), 0, 360),
        sun_elevation_deg=number(said.get("view:sun_elevation"), -90, 90),
        gsd_m=number(asset.get("gsd", said.get("gsd")), 1e-3, 1e6),
        cloud_pct=number(said.get("eo:cloud_cover"), 0, 100),
        licence=words(said.get("license"), 80),
        attribution=_attribution(said.get("providers")),
        simulated=True
        if "simulat" in f"{platform} {said.get('constellation', '')} {said.get('title', '')}".lower()
        else None,
        flags=tuple(flags),
    )


def _acquired(said: dict[str, Any], flags: list[str]) -> Any:
    stated = said.get("datetime")
    if isinstance(stated, str):
        return moment(stated, "datetime of the STAC item", flags)
    begun, ended = (
        moment(str(said.get(key) or ""), f"{key} of the STAC item", flags) for key in ("start_datetime", "end_datetime")
    )
    if begun is None or ended is None or ended < begun:
        return None
    if (ended - begun).total_seconds() > 3600:
        flags.append(
            f"covers {begun.date()} to {ended.date()}, no single moment: a composite is no picture of one date"
        )
        return None
    return begun + (ended - begun) / 2


def _asset(item: dict[str, Any], stem: str) -> dict[str, Any]:
    """The asset whose file has that stem; {} where none or several have."""
    assets = item.get("assets")
    named = [asset for asset in assets.values() if isinstance(asset, dict)] if isinstance(assets, dict) else []
    fitting = [asset for asset in named if stem and _stem(asset.get("href")) == stem]
    return fitting[0] if len(fitting) == 1 else {}


def _stem(href: object) -> str:
    name = href.partition("?")[0].rsplit("/", 1)[-1] if isinstance(href, str) else ""
    return name.rpartition(".")[0] or name


def _bands(asset: dict[str, Any]) -> tuple[str, ...]:
    for key in ("bands", "eo:bands"):
        names = [words(band.get("name"), 40) for band in _list(asset.get(key)) if isinstance(band, dict)]
        if names and all(names):
            return tuple(name.upper() if name.upper() in _POLARISATIONS else name for name in names)
    return tuple(said for said in _list(asset.get("sar:polarizations")) if said in _POLARISATIONS)


def _unit(asset: dict[str, Any]) -> Unit | None:
    known = {
        "db": Unit.DECIBEL,
        "sigma0": Unit.SIGMA0_LINEAR,
        "gamma0": Unit.GAMMA0_LINEAR,
        "reflectance": Unit.REFLECTANCE,
    }
    for key in ("bands", "raster:bands"):
        for band in _list(asset.get(key)):
            said = words(band.get("unit"), 40).lower() if isinstance(band, dict) else ""
            if said in known:
                return known[said]
    return None


def _is_optical(said: dict[str, Any], asset: dict[str, Any]) -> bool:
    return "eo:cloud_cover" in said or bool(_list(said.get("eo:bands")) or _list(asset.get("eo:bands")))


def _relative_orbit(said: dict[str, Any], platform: str) -> int | None:
    stated = whole(said.get("sat:relative_orbit", ""), 1, 999)
    if stated is not None:
        return stated
    absolute = whole(said.get("sat:absolute_orbit", ""), 1, 999_999)
    return relative_orbit(f"S1{platform[-1]}", absolute) if absolute and platform.startswith("sentinel-1") else None


def _attribution(providers: object) -> str:
    found: dict[str, None] = {}
    named = [said for said in _list(providers) if isinstance(said, dict) and isinstance(said.get("name"), str)]
    for role in _ROLES:
        found.update(dict.fromkeys(words(said["name"], 80) for said in named if role in _list(said.get("roles"))))
    return ", ".join(found or dict.fromkeys(words(said["name"], 80) for said in named))[:300]


def _list(value: object) -> Iterable[Any]:
    return value if isinstance(value, list) else []
