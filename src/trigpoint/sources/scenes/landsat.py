"""Landsat Collection 2 Level 2: `*_MTL.txt` or `*_MTL.json` (Landsat 8-9 C2 L2 Data Format Control Book, 4.3).

| field | from |
|---|---|
| acquired | DATE_ACQUIRED and SCENE_CENTER_TIME |
| platform, sensor | SPACECRAFT_ID, SENSOR_ID |
| cloud, sun | CLOUD_COVER (percent; -1 = not computed), SUN_AZIMUTH, SUN_ELEVATION |
| scaling | REFLECTANCE_MULT_BAND_n and REFLECTANCE_ADD_BAND_n: reflectance = value * mult + add; 0 is no data |

`QA_PIXEL` is the product's own cloud mask. Left out: surface temperature, Collection 1, the WRS path as an orbit.
"""

from __future__ import annotations

import json
import re
from typing import Any

import attrs

from trigpoint.model.errors import UnreadableFile
from trigpoint.model.found_scene import Facts
from trigpoint.model.scene import SceneKind
from trigpoint.sources.scenes.values import moment, number, words

_LINE = re.compile(r'^\s*([A-Z][A-Z0-9_]*)\s*=\s*"?(.*?)"?\s*$')
_SPACECRAFT = re.compile(r"LANDSAT_(\d)", re.IGNORECASE)
_LICENCE = "public domain (U.S. Geological Survey)"
_DEPTH = 8


@attrs.frozen(kw_only=True)
class LandsatBand:
    """A band's file and scaling: reflectance = value * scale + offset; None: uncalibrated or a mask."""

    name: str  # "B4", "QA_PIXEL"
    file: str
    scale: float | None = None
    offset: float | None = None


def read_mtl(content: bytes, where: str) -> dict[str, str]:
    """Keys to values of all groups. A key of two groups has the first one's value, which is the Level-2 product's."""
    text = content.decode("utf-8", "replace")
    found: dict[str, str] = {}
    if text.lstrip().startswith("{"):
        try:
            _flatten(json.loads(text), found, _DEPTH)
        except (ValueError, RecursionError) as error:
            raise UnreadableFile(where, "is no JSON", "take the product from its source again") from error
    else:
        for line in text.splitlines():
            match = _LINE.match(line)
            if match and match[1] not in ("GROUP", "END_GROUP"):
                found.setdefault(match[1], match[2])
    if "SPACECRAFT_ID" not in found:
        raise UnreadableFile(where, "is no Landsat metadata (no SPACECRAFT_ID)", "give the product's *_MTL file")
    return found


def landsat_facts(said: dict[str, str]) -> Facts:
    """Facts of the scene."""
    flags: list[str] = []
    written = f"{said.get('DATE_ACQUIRED', '')}T{said.get('SCENE_CENTER_TIME', '')}"
    stated = "DATE_ACQUIRED" in said and "SCENE_CENTER_TIME" in said
    acquired = moment(_microseconds(written), "DATE_ACQUIRED and SCENE_CENTER_TIME", flags) if stated else None
    unit = _SPACECRAFT.search(said.get("SPACECRAFT_ID", ""))
    platform = f"landsat-{unit[1]}" if unit else ""
    return Facts(
        kind=SceneKind.OPTICAL,
        acquired=acquired,
        acquired_basis="landsat mtl" if acquired else "",
        platform=platform,
        sensor=words(said.get("SENSOR_ID"), 40),
        product=words(said.get("LANDSAT_PRODUCT_ID")),
        sun_azimuth_deg=_azimuth(number(said.get("SUN_AZIMUTH"), -180, 360)),
        sun_elevation_deg=number(said.get("SUN_ELEVATION"), -90, 90),
        off_nadir_deg=_tilt(number(said.get("ROLL_ANGLE"), -20, 20)),
        cloud_pct=number(said.get("CLOUD_COVER"), 0, 100),
        licence=_LICENCE,
        attribution=f"{platform.capitalize() or 'Landsat'} image courtesy of the U.S. Geological Survey",
        flags=tuple(flags),
    )


def landsat_bands(said: dict[str, str]) -> tuple[LandsatBand, ...]:
    """The reflective bands and QA_PIXEL, in the order of the metadata; names that climb or point elsewhere are left out."""
    bands = []
    for key, file in said.items():
        name = "QA_PIXEL" if key == "FILE_NAME_QUALITY_L1_PIXEL" else key.removeprefix("FILE_NAME_BAND_")
        if name == key or "/" in file or "\\" in file:
            continue
        if name.isdecimal():
            scale, offset = (number(said.get(f"REFLECTANCE_{kind}_BAND_{name}"), -1e3, 1e3) for kind in ("MULT", "ADD"))
            bands.append(LandsatBand(name=f"B{name}", file=words(file), scale=scale, offset=offset))
        elif name == "QA_PIXEL":
            bands.append(LandsatBand(name=name, file=words(file)))
    return tuple(bands)


def _flatten(tree: Any, into: dict[str, str], depth: int) -> None:
    if not isinstance(tree, dict) or depth < 0:
        return
    for key, value in tree.items():
        if isinstance(value, dict):
            _flatten(value, into, depth - 1)
        elif isinstance(value, str | int | float):
            into.setdefault(str(key), str(value))


def _microseconds(text: str) -> str:
    """Landsat writes seven decimals of a second; Python reads six."""
    return re.sub(r"(\.\d{6})\d+", r"\1", text)


def _azimuth(degrees: float | None) -> float | None:
    return None if degrees is None else degrees % 360


def _tilt(roll: float | None) -> float | None:
    return None if roll is None else abs(roll)
