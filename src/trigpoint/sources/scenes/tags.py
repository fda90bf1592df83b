"""Facts of a picture as its own tags state them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from trigpoint.model.found_scene import Facts
from trigpoint.model.scene import SceneKind, Unit
from trigpoint.sources.scenes.values import moment, one_of, whole
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


def facts_of_tags(tags: Mapping[str, str], bands: Sequence[str] = ()) -> Facts:
    """GDAL metadata items and TIFF tags of the file itself."""
    own = {key.upper(): visible(value) for key, value in tags.items()}
    flags: list[str] = []
    acquired, basis = moment(own.get("ACQUISITION_TIME", ""), "ACQUISITION_TIME", flags), "tag"
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
        relative_orbit=whole(own.get("RELATIVE_ORBIT", ""), 1, 999),
        orbit_state=one_of(own.get("ORBIT_STATE", ""), ("ascending", "descending")),
        simulated=True if _says_simulated(own) else None,
        flags=tuple(flags),
    )


def _kind(unit: Unit | None, bands: Sequence[str]) -> SceneKind | None:
    if unit in _SAR_UNITS or (bands and all(_POLARISATION.fullmatch(band) for band in bands)):
        return SceneKind.SAR
    return SceneKind.OPTICAL if unit is Unit.REFLECTANCE else None


def _says_simulated(own: Mapping[str, str]) -> bool:
    return any("simulat" in own.get(key, "").lower() for key in ("SIMULATED", "SOURCE", "SOFTWARE", "PLATFORM"))
