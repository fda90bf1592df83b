"""From what a decoder says of a file to a `Scene`: where it lies, whether that can be true, and what its bands are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from trigpoint.model.errors import InputError, RefusedInput, UnreadableFile, UnsupportedFormat
from trigpoint.model.found_scene import Facts
from trigpoint.model.scene import Grid, Scene, SceneKind, Unit
from trigpoint.sources.folder import read_bytes
from trigpoint.sources.limits import Limits
from trigpoint.sources.rasters.claim import PlainTiles
from trigpoint.sources.rasters.file import OpenPicture
from trigpoint.sources.scenes.facts import scene_facts
from trigpoint.sources.text import visible

_NUMBERS = frozenset({"uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"})
_WORLD_FILES = {".tif": ".tfw", ".tiff": ".tfw", ".png": ".pgw", ".jpg": ".jgw", ".jpeg": ".jgw", ".jp2": ".j2w"}
_LARGEST_PIXEL_M = 200_000.0
_SMALLEST_PIXEL_M = 1e-4
_SQUARE = 1.01  # a map projection this near to true length: its own metre is used
_BEYOND_AREA_DEG = 3.0  # scenes spill into the next zone: a Sentinel-1 swath is 250 km wide
_RADIUS_M = 6_371_008.8  # mean radius of the earth, IUGG


@attrs.frozen(kw_only=True)
class WholeNumbers:
    """Samples of 16 bits, one value of which stands for unknown."""

    kind: str  # "int16" or "uint16"
    unseen: int


@attrs.frozen(kw_only=True)
class Layout:
    """How the bands of a scene lie in its file."""

    names: tuple[str, ...]
    numbers: tuple[int, ...]  # 1-based, of the decoder
    plan: dict[
        str, Any
    ]  # what else the decoder has to heed: alpha band, palette, mask, blocks never written, rows missing
    block: tuple[int, int]  # rows, columns
    where: str
    plain: PlainTiles | None = None  # where the file can be read without a decoder
    whole: WholeNumbers | None = None  # where its samples can stay whole numbers

    def picked(self, bands: Sequence[str] | None) -> tuple[int, ...]:
        """Numbers of the bands named. Raises UnsupportedFormat when the file has no such band."""
        if bands is None:
            return self.numbers
        missing = [band for band in bands if band not in self.names]
        if missing:
            raise UnsupportedFormat(self.where, f"has no band {missing[0]}; it has {', '.join(self.names)}")
        return tuple(self.numbers[self.names.index(band)] for band in bands)


def make_scene(
    picture: OpenPicture, told: Mapping[str, Any], limits: Limits, *, sidecars: bool
) -> tuple[Scene, Layout]:
    """The scene without id. Raises UnreadableFile where the decoder could not open the file, or its samples are no numbers."""
    _check(picture, told)
    names, layout = _bands(picture, told)
    grid, doubts = _grid(picture, told, limits, sidecars=sidecars)
    facts = scene_facts(picture.path if sidecars else None, told["tags"], names)
    if facts.bands and len(facts.bands) == len(names):
        layout = attrs.evolve(layout, names=facts.bands)
    scene = Scene(
        id="",
        file=str(picture.path),
        kind=facts.kind or (SceneKind.OPTICAL if grid.is_referenced else SceneKind.UNREFERENCED),
        grid=grid,
        bands=layout.names,
        unit=facts.unit or Unit.DIGITAL_NUMBER,
        flags=tuple(dict.fromkeys((*picture.claim.flags, *doubts, *facts.flags))),
        **_said(facts),
    )
    return scene, layout


def _said(facts: Facts) -> dict[str, Any]:
    same = {field.name for field in attrs.fields(Scene)} - {"kind", "unit", "bands", "flags"}
    said = {field.name: getattr(facts, field.name) for field in attrs.fields(Facts) if field.name in same}
    return said | {"simulated": bool(facts.simulated)}


def _check(picture: OpenPicture, told: Mapping[str, Any]) -> None:
    if "error" in told:
        raise UnreadableFile(
            picture.name, f"is damaged ({visible(str(told['error']))[:160]})", "save it again from its source"
        )
    claim = picture.claim
    if (told["width"], told["height"]) != (claim.width, claim.height):
        raise RefusedInput(picture.name, "decodes to another size than its header states")
    if not told["dtypes"]:
        raise UnreadableFile(picture.name, "has no bands")
    if len(told["dtypes"]) > claim.bands * (4 if told["palette"] else 1):
        raise RefusedInput(picture.name, "decodes to more bands than its header states")
    strange = [kind for kind in told["dtypes"] if kind not in _NUMBERS]
    if strange:
        raise UnsupportedFormat(picture.name, f"holds samples of kind {strange[0]}", "save it as float32")


def _bands(picture: OpenPicture, told: Mapping[str, Any]) -> tuple[tuple[str, ...], Layout]:
    plan: dict[str, Any] = {
        "mask": picture.claim.has_mask,
        "sparse": picture.claim.is_sparse,
        "rows": picture.claim.rows,
    }
    names: tuple[str, ...] = ("red", "green", "blue")
    numbers: tuple[int, ...] = (1, 2, 3)
    if told["palette"]:
        plan["palette"] = True
    else:
        colours = told["colours"]
        alpha = next((place for place, colour in enumerate(colours) if colour == "alpha"), None)
        kept = [place for place in range(len(colours)) if place != alpha or len(colours) == 1]
        names = _unique([_name(told["names"][place], colours[place], place) for place in kept])
        numbers = tuple(place + 1 for place in kept)
        if alpha is not None and len(colours) > 1:
            plan["alpha"] = alpha + 1
    plan = {key: value for key, value in plan.items() if value}
    rows, columns = told["block"]
    is_plain = not plan and not told["is_scaled"] and set(told["nodata"]) <= {None, "nan"}
    layout = Layout(
        names=names,
        numbers=numbers,
        plan=plan,
        block=(rows, columns),
        where=picture.name,
        whole=None if plan or told["is_scaled"] else _whole(told),
        plain=picture.claim.plain if is_plain and set(told["dtypes"]) == {"float32"} else None,
    )
    return names, layout


def _whole(told: Mapping[str, Any]) -> WholeNumbers | None:
    kinds, unseen = set(told["dtypes"]), set(told["nodata"])
    if len(kinds) > 1 or len(unseen) > 1 or not kinds <= {"int16", "uint16"} or None in unseen:
        return None
    value, limits = float(unseen.pop()), np.iinfo(kinds.pop())
    if not (value.is_integer() and limits.min <= value <= limits.max):
        return None
    return WholeNumbers(kind=str(limits.dtype), unseen=int(value))


def _name(described: str, colour: str, place: int) -> str:
    said = visible(described)[:60]
    if said:
        return said.upper() if said.upper() in ("VV", "VH", "HH", "HV") else said
    return colour if colour in ("red", "green", "blue", "nir") else str(place + 1)


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name if names.index(name) == place else f"{name} ({place + 1})" for place, name in enumerate(names))


def _grid(picture: OpenPicture, told: Mapping[str, Any], limits: Limits, *, sidecars: bool) -> tuple[Grid, list[str]]:
    """Where the pixels lie. A place that cannot be true is dropped with a flag: the picture stays, without a place on earth."""
    size = {"width": told["width"], "height": told["height"]}
    nowhere = Grid(**size, transform=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0))
    transform = tuple(float(value) for value in told["transform"])
    crs = f"EPSG:{told['epsg']}" if told["epsg"] else str(told["wkt"])
    flags = [f"its map projection is not usable ({visible(told['doubt'])[:120]})"] if told["doubt"] else []
    if not told["is_placed"]:
        beside = _world_file(picture.path, limits) if sidecars else None
        if beside is not None:
            flags.append("placed by a world file, which names no map projection: compared in pixels only")
        if told["has_gcps"] or told["has_rpcs"]:
            flags.append("placed by control points only, which are not used: orthorectify it first")
        if crs:
            flags.append("names a map projection but no place in it")
        return nowhere, flags
    a, b, c, d, e, f = transform
    if not all(map(math.isfinite, transform)) or a * e - b * d == 0:
        return nowhere, [
            *flags,
            "its georeference is not usable (pixel size or origin is no number, or zero): not placed",
        ]
    if not crs:
        return nowhere, [*flags, "has coordinates but no known map projection: not placed"]
    doubt, pixel_m = _ground(told, transform)
    if doubt:
        return nowhere, [*flags, f"{doubt}: not placed"]
    if e > 0 and a > 0 and b == d == 0:
        flags.append("stored south up")
    if far := _outside_area(crs, float(told["lonlat"][4][0]), float(told["lonlat"][4][1])):
        flags.append(far)
    return Grid(**size, transform=(a, b, c, d, e, f), crs=crs, pixel_m=pixel_m), flags


def _ground(told: Mapping[str, Any], transform: Sequence[float]) -> tuple[str, float | None]:
    """Why the place cannot be true, or the side of a pixel on the ground at the centre."""
    width, height = told["width"], told["height"]
    a, b, c, d, e, f = transform
    is_degrees = told["epsg"] == 4326 or str(told["wkt"]).startswith(("GEOGCS", "GEOGCRS", "GEODCRS"))
    if is_degrees:
        corners = [
            (a * x + b * y + c, d * x + e * y + f) for x, y in ((0, 0), (width, 0), (width, height), (0, height))
        ]
        lons, lats = [corner[0] for corner in corners], [corner[1] for corner in corners]
        if max(map(abs, lats)) > 90.0 + 1e-6 + max(abs(d), abs(e)):
            swapped = max(map(abs, lons)) <= 90.0 and max(map(abs, lats)) <= 180.0
            why = "longitude and latitude look swapped" if swapped else "metres given as degrees?"
            return f"latitude {max(lats, key=abs):,.1f} does not exist ({why})", None
        if max(map(abs, lons)) > 360.0 + abs(a):
            return f"longitude {max(lons, key=abs):,.1f} does not exist (metres given as degrees?)", None
    points = [(float(lon), float(lat)) for lon, lat in told["lonlat"] or ()]
    if not points or not all(map(math.isfinite, (value for point in points for value in point))):
        return "its coordinates lie outside the map projection it names", None
    across, down = _distance_m(points[4], points[5]), _distance_m(points[4], points[6])
    side = math.sqrt(across * down)
    if not _SMALLEST_PIXEL_M <= side <= _LARGEST_PIXEL_M:
        return f"a pixel would be {side:,.6g} m wide", None
    nominal = math.sqrt(abs(a * e - b * d))
    is_metric = not is_degrees and 1 / _SQUARE < side / nominal < _SQUARE
    return "", nominal if is_metric else side


def _outside_area(crs: str, lon: float, lat: float) -> str:
    """A flag for a picture far from where its projection is used: a wrong code puts it on another continent."""
    area = _area_of_use(crs)
    if area is None:
        return ""
    west, south, east, north, name = area
    off_lon = 0.0 if west <= lon <= east or (west > east and not east < lon < west) else _turn(lon, west, east)
    off_lat = max(0.0, south - lat, lat - north)
    if max(off_lon, off_lat) <= _BEYOND_AREA_DEG:
        return ""
    return f"lies at {lat:.2f} {lon:.2f}, far outside of where its map projection is used ({name})"


def _turn(lon: float, west: float, east: float) -> float:
    """Degrees from a longitude to the nearer of two, the short way round."""
    return min(abs((lon - edge + 180.0) % 360.0 - 180.0) for edge in (west, east))


@lru_cache(maxsize=64)
def _area_of_use(crs: str) -> tuple[float, float, float, float, str] | None:
    """West, south, east, north in degrees, and a name; None where the projection has no stated area."""
    import pyproj

    try:
        area = pyproj.CRS.from_user_input(crs).area_of_use
    except pyproj.exceptions.ProjError:
        return None
    return None if area is None else (area.west, area.south, area.east, area.north, visible(area.name)[:80])


def _distance_m(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Along a chord: pixels are small. Spherical, so up to 0.5 % off."""
    east = math.radians(there[0] - here[0]) * math.cos(math.radians((here[1] + there[1]) / 2))
    return _RADIUS_M * math.hypot(east, math.radians(there[1] - here[1]))


def _world_file(path: Path, limits: Limits) -> tuple[float, ...] | None:
    """The six numbers of a world file beside the picture (ESRI: a d b e c f, of the first pixel's centre), or None."""
    for suffix in (_WORLD_FILES.get(path.suffix.lower(), ".wld"), ".wld"):
        beside = path.with_suffix(suffix)
        if not beside.is_file():
            continue
        try:
            text = read_bytes(beside, beside.name, attrs.evolve(limits, file_bytes=4_096), follow=True).decode("ascii")
            a, d, b, e, x, y = (float(word) for word in text.split()[:6])
        except (InputError, ValueError):
            continue
        numbers = (a, b, x - a / 2 - b / 2, d, e, y - d / 2 - e / 2)
        return numbers if all(map(math.isfinite, numbers)) else None
    return None
