"""Outlines of structures from GeoJSON (RFC 7946), in pixel coordinates of the picture they are measured in.

Longitude and latitude, EPSG:4326, unless the old `crs` member (GeoJSON 2008) names something else; then that is honoured, or
refused by name. A structure that cannot be measured still comes back, with the reason in `unusable`. Not read: geometry
collections, and `crs` members that point elsewhere.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import shapely
from numpy.typing import NDArray

from trigpoint.model.errors import RefusedInput, UnreadableFile, UnsupportedFormat
from trigpoint.model.scene import Footprint, Grid
from trigpoint.sources.folder import read_bytes
from trigpoint.sources.limits import Limits
from trigpoint.sources.text import visible

_LONLAT = re.compile(r"(?:urn:ogc:def:crs:)?OGC:(?:1\.3)?:?CRS84|(?:urn:ogc:def:crs:)?EPSG:[\d.]*:?4326", re.IGNORECASE)
_EPSG = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:[\d.]*:?(\d{4,6})", re.IGNORECASE)
_CRS84 = "OGC:CRS84"
_MOST_POINTS = 20_000_000


@attrs.frozen(kw_only=True)
class _Outline:
    """One feature before it is placed."""

    id: str
    geometry: Any = None  # shapely, in the file's coordinates; None: no polygon
    flags: tuple[str, ...] = ()
    unusable: str = ""


def read_footprints(path: Path | str, grid: Grid, *, limits: Limits | None = None) -> tuple[Footprint, ...]:
    """Every feature of the file, in its order, as `Footprint` on `grid`.

    On a grid without a place on earth the coordinates must be pixels (column, row), which a `crs` member named "pixel" says;
    anything else raises RefusedInput.
    """
    limits = limits or Limits()
    where = visible(str(path))[:200]
    content = read_bytes(Path(path), where, attrs.evolve(limits, file_bytes=limits.footprint_bytes), follow=True)
    collection = _parsed(content, where)
    crs = _crs(collection, where)
    outlines = _outlines(collection, where, limits)
    source = f"{Path(path).name}" + (f", {licence}" if (licence := _licence(collection)) else "")
    return _placed(outlines, crs, grid, where, visible(source)[:300])


def _parsed(content: bytes, where: str) -> dict[str, Any]:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(
            where, "is no GeoJSON: it cannot be parsed as JSON", "export it again as GeoJSON"
        ) from error
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "FeatureCollection" and isinstance(value.get("features"), list):
        return dict(value)
    if kind == "Feature":
        return {**{key: value[key] for key in ("crs",) if key in value}, "features": [value]}
    raise UnsupportedFormat(where, "is no GeoJSON FeatureCollection or Feature", "export it as a FeatureCollection")


def _crs(collection: dict[str, Any], where: str) -> str:
    member = collection.get("crs")
    if member is None:
        return _CRS84
    name = member.get("properties", {}).get("name") if isinstance(member, dict) else None
    if not isinstance(name, str):
        raise UnsupportedFormat(where, "has a crs member that names nothing", "export it in longitude and latitude")
    if name.lower() == "pixel":
        return "pixel"
    if _LONLAT.fullmatch(name):
        return _CRS84
    if code := _EPSG.fullmatch(name):
        return f"EPSG:{code[1]}"
    raise UnsupportedFormat(
        where, f"is in {visible(name)[:80]}, which is not known here", "export it in longitude and latitude"
    )


def _licence(collection: dict[str, Any]) -> str:
    said = next((collection[key] for key in ("license", "licence", "attribution") if key in collection), "")
    return said if isinstance(said, str) else ""


def _outlines(collection: dict[str, Any], where: str, limits: Limits) -> list[_Outline]:
    features = collection["features"]
    if len(features) > limits.footprints:
        raise RefusedInput(where, f"holds {len(features):,} outlines; the limit is {limits.footprints:,}")
    outlines: list[_Outline] = []
    taken: dict[str, int] = {}
    for number, feature in enumerate(features, start=1):
        name = _id(feature, number)
        count = taken[name] = taken.get(name, 0) + 1
        flags: tuple[str, ...] = ()
        if count > 1:
            flags = (f"the id {name} is used {count} times",)
            name = f"{name} ({count})"
        outlines.append(_outline(feature, name, flags))
    return outlines


def _id(feature: Any, number: int) -> str:
    if not isinstance(feature, dict):
        return str(number)
    properties = feature.get("properties")
    for said in (feature.get("id"), properties.get("id") if isinstance(properties, dict) else None):
        if isinstance(said, str | int | float) and not isinstance(said, bool) and str(said).strip():
            return visible(str(said))[:200]
    return str(number)


def _outline(feature: Any, name: str, flags: tuple[str, ...]) -> _Outline:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon"):
        return _Outline(
            id=name,
            flags=flags,
            unusable=f"its outline is {'missing' if kind is None else 'a ' + visible(str(kind))[:40]}",
        )
    given: Any = geometry.get("coordinates")
    try:
        polygons = [given] if kind == "Polygon" else list(given)
        parts = [shapely.Polygon(_ring(rings[0]), [_ring(ring) for ring in rings[1:]]) for rings in polygons if rings]
    except (TypeError, ValueError, IndexError, KeyError, shapely.errors.GEOSException):
        return _Outline(id=name, flags=flags, unusable="its outline is not made of rings of four or more points")
    if not parts:
        return _Outline(id=name, flags=flags, unusable="its outline is empty")
    return _Outline(id=name, geometry=parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts), flags=flags)


def _ring(ring: Any) -> NDArray[np.float64]:
    points = np.array([point[:2] for point in ring], dtype=np.float64)
    if points.ndim != 2 or points.shape[0] < 3 or points.shape[1] != 2 or not np.isfinite(points).all():
        raise ValueError("no ring")
    return points


def _placed(outlines: Sequence[_Outline], crs: str, grid: Grid, where: str, source: str) -> tuple[Footprint, ...]:
    shapes = np.array([outline.geometry for outline in outlines], dtype=object)
    has_shape = np.array([outline.geometry is not None for outline in outlines], dtype=bool)
    repaired = has_shape & ~shapely.is_valid(shapes)
    if repaired.any():
        shapes[repaired] = [_mended(shape) for shape in shapes[repaired]]
    if crs == "pixel":
        pixels, lonlat, area = shapes, shapes, None
    elif not grid.is_referenced:
        raise RefusedInput(where, "is on the earth, but the picture has no place on it", "use a georeferenced picture")
    else:
        pixels, lonlat, area = _to_pixels(shapes, crs, grid, where)
    return tuple(
        _footprint(
            outline,
            pixels[i],
            lonlat[i] if area is not None else None,
            None if area is None else area[i],
            grid,
            source,
            is_repaired=bool(repaired[i]),
        )
        for i, outline in enumerate(outlines)
    )


def _mended(shape: Any) -> Any:
    """A valid shape of polygons only."""
    valid = shapely.make_valid(shape)
    parts = [part for part in shapely.get_parts(valid) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.unary_union(parts) if parts else shapely.Polygon()


def _to_pixels(shapes: Any, crs: str, grid: Grid, where: str) -> tuple[Any, Any, Any]:
    """Shapes in pixels, in longitude and latitude, and their areas on the ellipsoid in m2."""
    import pyproj

    try:
        to_grid = pyproj.Transformer.from_crs(crs, grid.crs, always_xy=True)
        to_lonlat = pyproj.Transformer.from_crs(crs, _CRS84, always_xy=True)
    except pyproj.exceptions.ProjError as error:
        raise UnsupportedFormat(
            where, f"is in {crs}, which is not known here", "export it in longitude and latitude"
        ) from error
    a, b, c, d, e, f = grid.transform
    det = a * e - b * d

    def pixels(points: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = to_grid.transform(points[:, 0], points[:, 1])
        x, y = np.asarray(x) - c, np.asarray(y) - f
        return np.column_stack([(e * x - b * y) / det, (a * y - d * x) / det])

    def degrees(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(to_lonlat.transform(points[:, 0], points[:, 1]))

    lonlat = shapes if crs == _CRS84 else shapely.transform(shapes, degrees)
    return shapely.transform(shapes, pixels), lonlat, _areas(lonlat)


def _areas(lonlat: Any) -> NDArray[np.float64]:
    """m2, on a sphere of equal area flattened at each shape's centre: good to 0.5 % for anything the size of a building."""
    south = np.nan_to_num(shapely.bounds(lonlat)[:, 1])
    north = np.nan_to_num(shapely.bounds(lonlat)[:, 3])
    metres = 6_371_007.2 * math.pi / 180.0
    return np.asarray(shapely.area(lonlat) * metres**2 * np.cos(np.radians((south + north) / 2)), dtype=np.float64)


def _footprint(
    outline: _Outline, pixels: Any, lonlat: Any, area: float | None, grid: Grid, source: str, *, is_repaired: bool
) -> Footprint:
    flags = (*outline.flags, "outline crosses itself: repaired") if is_repaired else outline.flags
    unusable = outline.unusable
    polygons: tuple[Any, ...] = ()
    if outline.geometry is not None:
        bounds = shapely.bounds(pixels)
        if shapely.is_empty(pixels) or not np.isfinite(bounds).all():
            unusable = (
                "its coordinates lie outside the map projection"
                if not shapely.is_empty(pixels)
                else "its outline has no area"
            )
        elif shapely.area(pixels) <= 0:
            unusable = "its outline has no area"
        elif bounds[0] >= grid.width or bounds[1] >= grid.height or bounds[2] <= 0 or bounds[3] <= 0:
            unusable = "outside the picture"
        elif bounds[0] < 0 or bounds[1] < 0 or bounds[2] > grid.width or bounds[3] > grid.height:
            flags = (*flags, "reaches outside the picture: judged on the part inside")
        if np.isfinite(bounds).all():
            polygons = tuple(_rings(part) for part in shapely.get_parts(pixels))
    centre = shapely.centroid(lonlat) if lonlat is not None and not shapely.is_empty(lonlat) else None
    is_placed = centre is not None and math.isfinite(centre.x) and math.isfinite(centre.y)
    return Footprint(
        id=outline.id,
        polygons=polygons,
        lon=float(centre.x) if is_placed and centre is not None else None,
        lat=float(centre.y) if is_placed and centre is not None else None,
        area_m2=float(area) if is_placed and area is not None and math.isfinite(area) else None,
        source=source,
        flags=flags,
        unusable=unusable,
    )


def _rings(polygon: Any) -> tuple[tuple[tuple[float, float], ...], ...]:
    return tuple(
        tuple(map(tuple, ring.tolist()))
        for ring in (shapely.get_coordinates(one) for one in shapely.get_rings(polygon))
    )
