"""What is written beside a picture: the user's own `NAME.scene.yaml`, JSON of xBD's form, and a camera's EXIF.

The YAML holds any of the fields of a scene, spelt as in `model.Scene`, and nothing else: a key that is not known is an error,
because a misspelt `aquired` would otherwise go unnoticed.

| key | value |
|---|---|
| acquired | time with zone: `2020-05-04T08:12:00Z` |
| kind, unit | as `SceneKind` and `Unit`: `sar`, `optical`, `unreferenced`; `sigma0_linear`, `db`, `reflectance` ... |
| bands | list of names, in the order of the file |
| platform, sensor, product, licence, attribution | text |
| relative_orbit, orbit_state, look_direction | whole number; ascending or descending; right or left |
| incidence_deg, off_nadir_deg, sun_azimuth_deg, sun_elevation_deg, gsd_m, cloud_pct | numbers |
| simulated | true or false |
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import yaml

from trigpoint.model.errors import UnreadableFile
from trigpoint.model.found_scene import Facts
from trigpoint.model.scene import Scene, SceneKind, Unit
from trigpoint.sources.scenes.values import moment, number, one_of, whole, words

SUFFIX = ".scene.yaml"
_PURPOSE = {
    "acquired": ("no acquisition time", "acquired: 2020-05-04T08:12:00Z"),
    "relative_orbit": ("no relative orbit", "relative_orbit: 21"),
    "orbit_state": ("no orbit state", "orbit_state: descending"),
    "unit": ("no unit of its values", "unit: sigma0_linear"),
    "bands": ("no names of its bands", "bands: [VV, VH]"),
    "kind": ("not said whether radar or optical", "kind: sar"),
    "attribution": ("no attribution", "attribution: who must be named"),
}
_EXIF_DATES = ("EXIF_DATETIMEORIGINAL", "EXIF_DATETIMEDIGITIZED", "EXIF_DATETIME")
_EXIF_DATE = re.compile(r"(\d{4}):(\d\d):(\d\d)[ T]")


def facts_of_yaml(content: bytes, where: str) -> Facts:
    """Facts as the user states them. Raises UnreadableFile, naming the key that does not fit."""
    try:
        said = yaml.load(content.decode("utf-8-sig"), Loader=_NoAliases)  # noqa: S506 - a SafeLoader without aliases
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise UnreadableFile(where, "is no YAML", "write one `key: value` to a line") from error
    if said is None:
        return Facts()
    if not isinstance(said, dict):
        raise UnreadableFile(where, "holds no `key: value` lines", "write e.g. `acquired: 2020-05-04T08:12:00Z`")
    found: dict[str, Any] = {}
    for key, value in said.items():
        if key not in _READ:
            raise UnreadableFile(
                where, f"has the key {words(str(key), 40)!r}, which is not known", f"known: {', '.join(_READ)}"
            )
        found[key] = _READ[key](value)
        if found[key] in (None, "", ()):
            raise UnreadableFile(where, f"{key}: {words(str(value), 40)!r} does not fit", _remedy(key))
    return Facts(**found, acquired_basis="sidecar" if "acquired" in found else "")


def facts_of_xbd(content: bytes, where: str) -> Facts | None:
    """Facts of an xBD label file (its `metadata` member); None where the JSON is something else."""
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(where, "is no JSON") from error
    said = tree.get("metadata") if isinstance(tree, dict) else None
    if not isinstance(said, dict) or "capture_date" not in said:
        return None
    flags: list[str] = []
    acquired = moment(str(said["capture_date"]), "capture_date", flags)
    return Facts(
        acquired=acquired,
        acquired_basis="xbd json" if acquired else "",
        sensor=words(said.get("sensor"), 80),
        product=words(said.get("catalog_id")),
        gsd_m=number(said.get("gsd"), 1e-3, 1e6),
        off_nadir_deg=number(said.get("off_nadir_angle"), 0, 90),
        sun_azimuth_deg=number(said.get("sun_azimuth"), 0, 360),
        sun_elevation_deg=number(said.get("sun_elevation"), -90, 90),
        flags=tuple(flags),
    )


def facts_of_exif(tags: Mapping[str, str]) -> Facts:
    """A camera's date is no acquisition time: clocks are set wrong and files are saved again. It becomes a flag."""
    own = {key.upper(): value for key, value in tags.items()}
    match = next((found for key in _EXIF_DATES if (found := _EXIF_DATE.match(own.get(key, "")))), None)
    if match is None:
        return Facts()
    flag = (
        f"the camera's clock said {match[1]}-{match[2]}-{match[3]}, which is not taken for when the picture was taken"
    )
    return Facts(flags=(flag,))


def missing_sentence(scene: Scene, needs: tuple[str, ...]) -> str:
    """One sentence that asks for what is missing and needed, "" where nothing is.

    "x.tif: no acquisition time; write `acquired: 2020-05-04T08:12:00Z` into x.scene.yaml"
    """
    lacking = [field for field in needs if getattr(scene, field) in (None, "", ())]
    if not lacking:
        return ""
    reasons = ", ".join(_PURPOSE.get(field, (f"no {field}", ""))[0] for field in lacking)
    lines = ", ".join(f"`{_PURPOSE.get(field, ('', f'{field}: ...'))[1]}`" for field in lacking)
    name = scene.file.rsplit("/", 1)[-1]
    return f"{name}: {reasons}; write {lines} into {sidecar_name(name)}"


def sidecar_name(name: str) -> str:
    """`x.tif` -> `x.scene.yaml`."""
    stem, dot, _ = name.rpartition(".")
    return f"{stem if dot else name}{SUFFIX}"


class _NoAliases(yaml.SafeLoader):
    """Anchors and aliases multiply a small file into a large one; a sidecar needs none."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)


def _moment(value: object) -> datetime | None:
    """YAML reads a time by itself; without a zone it does not fit, since it may be local."""
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo is not None else None
    if not isinstance(value, str):
        return None
    found = moment(value, "acquired", [])
    return found if found and re.search(r"(?:Z|[+-]\d\d:?\d\d)$", value.strip()) else None


def _bands(value: object) -> tuple[str, ...]:
    named = value if isinstance(value, list) else [value]
    return tuple(words(str(band), 40) for band in named) if 0 < len(named) <= 512 else ()


def _member(kind: type[SceneKind] | type[Unit]) -> Callable[[object], SceneKind | Unit | None]:
    return lambda value: next((member for member in kind if member.value == value), None)


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, list | dict) else words(str(value), 200)


def _within(low: float, high: float) -> Callable[[object], float | None]:
    return lambda value: number(value, low, high)


_READ: Mapping[str, Callable[[object], Any]] = {
    "acquired": _moment,
    "kind": _member(SceneKind),
    "unit": _member(Unit),
    "bands": _bands,
    "platform": lambda value: _text(value).lower(),
    "sensor": _text,
    "product": _text,
    "relative_orbit": lambda value: whole(value, 1, 999),
    "orbit_state": lambda value: one_of(value, ("ascending", "descending")),
    "look_direction": lambda value: one_of(value, ("right", "left")),
    "incidence_deg": _within(0, 90),
    "off_nadir_deg": _within(0, 90),
    "sun_azimuth_deg": _within(0, 360),
    "sun_elevation_deg": _within(-90, 90),
    "gsd_m": _within(1e-3, 1e6),
    "cloud_pct": _within(0, 100),
    "licence": _text,
    "attribution": _text,
    "simulated": lambda value: value if isinstance(value, bool) else None,
}


def _remedy(key: str) -> str:
    if key == "acquired":
        return "write a time with its zone: 2020-05-04T08:12:00Z"
    return f"write e.g. `{_PURPOSE[key][1]}`" if key in _PURPOSE else "see docs/pictures-in.md for what it may be"
