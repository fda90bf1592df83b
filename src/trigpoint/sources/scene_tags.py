"""Facts of a picture as its tags and a STAC item beside it state them: one function per source of facts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs

from trigpoint.model.errors import InputError
from trigpoint.model.scene import SceneKind, Unit
from trigpoint.sources.folder import read_bytes
from trigpoint.sources.limits import Limits
from trigpoint.sources.text import visible

_UNITS = {unit.value: unit for unit in Unit} | {
    "sigma0": Unit.SIGMA0_LINEAR,
    "gamma0": Unit.GAMMA0_LINEAR,
    "decibel": Unit.DECIBEL,
    "decibels": Unit.DECIBEL,
    "sigma0_db": Unit.DECIBEL,
    "gamma0_db": Unit.DECIBEL,
}
_SAR_UNITS = frozenset({Unit.SIGMA0_LINEAR, Unit.GAMMA0_LINEAR, Unit.DECIBEL, Unit.CENTI_DECIBEL})
_POLARISATION = re.compile(r"(?:sigma0|gamma0|beta0)?[_ ]?(VV|VH|HH|HV)(?:_db)?", re.IGNORECASE)
_TIFF_TIME = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)")


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


def facts_of_tags(tags: Mapping[str, str], bands: Sequence[str] = ()) -> Facts:
    """GDAL metadata items and TIFF tags of the file itself."""
    own = {key.upper(): visible(value) for key, value in tags.items()}
    flags: list[str] = []
    acquired, basis = _moment(own.get("ACQUISITION_TIME", ""), "ACQUISITION_TIME", flags), "tag"
    if acquired is None and (written := _TIFF_TIME.fullmatch(own.get("TIFFTAG_DATETIME", ""))):
        flags.append(f"the file was written {written[1]}-{written[2]}-{written[3]}; when it was taken it does not say")
    unit = _UNITS.get(own.get("UNITS", "").lower())
    if unit is None and own.get("UNITS"):
        flags.append(f"unit {own['UNITS'][:40]} is not known here: values are taken as uncalibrated")
    return Facts(
        kind=_kind(unit, bands),
        unit=unit,
        acquired=acquired,
        acquired_basis=basis if acquired else "",
        platform=own.get("PLATFORM", "").lower()[:80],
        sensor=own.get("SENSOR", own.get("INSTRUMENT", ""))[:80],
        relative_orbit=_whole(own.get("RELATIVE_ORBIT", "")),
        orbit_state=_one_of(own.get("ORBIT_STATE", ""), ("ascending", "descending")),
        simulated=True if _says_simulated(own) else None,
        flags=tuple(flags),
    )


def facts_of_item(path: Path, stem: str) -> Facts:
    """A STAC item beside the picture: its properties. What it links to is never fetched."""
    if not path.is_file():
        return Facts()
    limits = attrs.evolve(Limits(), file_bytes=Limits().sidecar_bytes)
    try:
        item: Any = json.loads(read_bytes(path, path.name, limits, follow=True))
    except (InputError, ValueError, RecursionError):
        return Facts(flags=(f"{visible(path.name)} beside it cannot be read",))
    if not isinstance(item, dict) or "stac_version" not in item or not isinstance(item.get("properties"), dict):
        return Facts()
    said = item["properties"]
    flags: list[str] = []
    acquired = _moment(str(said.get("datetime") or ""), "datetime of the STAC item", flags)
    polarisations = said.get("sar:polarizations")
    return Facts(
        kind=SceneKind.SAR if isinstance(polarisations, list) else None,
        acquired=acquired,
        acquired_basis="stac item" if acquired else "",
        platform=visible(str(said.get("platform") or "")).lower()[:80],
        sensor=_first(said.get("instruments")),
        product=visible(str(item.get("id") or ""))[:200] if item.get("id") != stem else "",
        relative_orbit=_whole(str(said.get("sat:relative_orbit", ""))),
        orbit_state=_one_of(str(said.get("sat:orbit_state", "")), ("ascending", "descending")),
        look_direction=_one_of(str(said.get("sar:observation_direction", "")), ("right", "left")),
        incidence_deg=_number(said.get("view:incidence_angle"), 0, 90),
        off_nadir_deg=_number(said.get("view:off_nadir"), 0, 90),
        sun_azimuth_deg=_number(said.get("view:sun_azimuth"), 0, 360),
        sun_elevation_deg=_number(said.get("view:sun_elevation"), -90, 90),
        gsd_m=_number(said.get("gsd"), 1e-3, 1e6),
        cloud_pct=_number(said.get("eo:cloud_cover"), 0, 100),
        licence=visible(str(said.get("license") or ""))[:80],
        flags=tuple(flags),
    )


def merged(found: Sequence[Facts]) -> Facts:
    """The first to say something is believed; when and on which orbit must not be said in two ways unnoticed."""
    values: dict[str, Any] = {}
    flags: list[str] = []
    for facts in found:
        flags.extend(facts.flags)
        for field in attrs.fields(Facts):
            said = getattr(facts, field.name)
            if field.name != "flags" and said not in (None, "", ()) and field.name not in values:
                values[field.name] = said
        flags.extend(_contradictions(values, facts))
    if "acquired" in values:
        flags = [flag for flag in flags if "when it was taken it does not say" not in flag]
    return Facts(**values, flags=tuple(dict.fromkeys(flags)))


def _contradictions(values: Mapping[str, Any], facts: Facts) -> list[str]:
    told = []
    if facts.acquired is not None and abs((facts.acquired - values["acquired"]).total_seconds()) >= 60:
        told.append(
            f"taken {values['acquired'].isoformat()} by the {values['acquired_basis']}, "
            f"{facts.acquired.isoformat()} by the {facts.acquired_basis}: the first is used"
        )
    orbit = values.get("relative_orbit")
    if facts.relative_orbit is not None and facts.relative_orbit != orbit:
        told.append(f"relative orbit {orbit} and {facts.relative_orbit} are both stated: the first is used")
    return told


def _moment(text: str, what: str, flags: list[str]) -> datetime | None:
    """An ISO time, UTC. A time without a zone is taken as UTC, as satellite products mean it."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        flags.append(f"{what} is no ISO time: {text[:40]}")
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    if not 1900 <= moment.year <= 2200:
        flags.append(f"{what} is out of range: {text[:40]}")
        return None
    return moment


def _kind(unit: Unit | None, bands: Sequence[str]) -> SceneKind | None:
    if unit in _SAR_UNITS or (bands and all(_POLARISATION.fullmatch(band) for band in bands)):
        return SceneKind.SAR
    return SceneKind.OPTICAL if unit is Unit.REFLECTANCE else None


def _says_simulated(own: Mapping[str, str]) -> bool:
    return any("simulat" in own.get(key, "").lower() for key in ("SIMULATED", "SOURCE", "SOFTWARE", "PLATFORM"))


def _one_of(text: str, words: Sequence[str]) -> str:
    return text.strip().lower() if text.strip().lower() in words else ""


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,6}", text.strip()) else None


def _first(value: object) -> str:
    return visible(str(value[0]))[:80] if isinstance(value, list) and value else ""


def _number(value: object, low: float, high: float) -> float | None:
    return float(value) if isinstance(value, int | float) and low <= value <= high else None
