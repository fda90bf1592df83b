"""Outlines of structures from GeoJSON (RFC 7946), in pixel coordinates of the picture they are measured in.

Longitude and latitude, EPSG:4326, unless the old `crs` member (GeoJSON 2008) names something else; then that is honoured, or
refused by name. A structure that cannot be measured still comes back, with the reason in `unusable`. Not read: geometry
collections, and `crs` members that point elsewhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
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

_LONLAT = re.compile(
    r"(?:urn:ogc:def:crs:)?OGC:(?:1\.3)?:?CRS84|(?:urn:ogc:def:crs:)?EPSG:(?:[\d.]*:)?4326", re.IGNORECASE
)
_EPSG = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:(?:[\d.]*:)?(\d{4,6})", re.IGNORECASE)
_CRS84 = "OGC:CRS84"
_PIXEL = "pixel"
_WGS84_M, _WGS84_E2 = 6_378_137.0, 0.00669437999014  # semi-major axis, first eccentricity squared
_OUTSIDE = "outside the picture"


@attrs.frozen(kw_only=True)
class _Outline:
    """One feature as read: rings of each polygon, outer first, each an array (point, 2) in the file's coordinates."""

    id: str
    polygons: tuple[tuple[NDArray[np.float64], ...], ...] = ()
    flags: tuple[str, ...] = ()
    unusable: str = ""


@attrs.frozen(kw_only=True)
class _Placed:
    """Arrays over all outlines: shapely geometries in pixels, and what is known of them on the earth (NaN: nothing)."""

    pixels: Any
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    area_m2: NDArray[np.float64]


def read_footprints(path: Path | str, grid: Grid, *, limits: Limits | None = None) -> tuple[Footprint, ...]:
    """Every feature of the file, in its order, as `Footprint` on `grid`.

    On a grid without a place on earth the coordinates must be pixels (column, row), which a `crs` member named "pixel" says.
    Raises InputError: unreadable, no GeoJSON, beyond a limit, in unknown coordinates, or on the earth where the picture is not.
    """
    return place_outlines(read_outlines(path, limits=limits), grid)


@attrs.frozen(kw_only=True, eq=False)
class Outlines:
    """What a file holds, before the picture is known that it lies on."""

    where: str  # the file, fit to be shown
    crs: str
    source: str
    outlines: Sequence[_Outline]
    shapes: Any  # shapely geometries in the file's coordinates
    is_repaired: NDArray[np.bool_]


def read_outlines(path: Path | str, *, limits: Limits | None = None) -> Outlines:
    """The half of `read_footprints` that needs no picture."""
    limits = limits or Limits()
    where = visible(str(path))[:200]
    content = read_bytes(Path(path), where, attrs.evolve(limits, file_bytes=limits.footprint_bytes), follow=True)
    collection = _parsed(content, where)
    crs = _crs(collection, where)
    outlines = _outlines(collection["features"], where, limits)
    source = f"{Path(path).name}" + (f", {licence}" if (licence := _licence(collection)) else "")
    if crs != _PIXEL:
        import pyproj  # noqa: F401 - takes a while, and whoever reads outlines first has that while
    with np.errstate(all="ignore"):
        shapes, is_repaired = _shapes(outlines)
    return Outlines(
        where=where,
        crs=crs,
        source=visible(source)[:300],
        outlines=outlines,
        shapes=shapes,
        is_repaired=is_repaired,
    )


def place_outlines(read: Outlines, grid: Grid) -> tuple[Footprint, ...]:
    """The other half."""
    with np.errstate(all="ignore"):  # coordinates that do not exist become NaN or infinite, and are told
        placed = _place(read.shapes, read.crs, grid, read.where)
        return _footprints(read.outlines, placed, read.is_repaired, grid, read.source)


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
    if name.lower() == _PIXEL:
        return _PIXEL
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


def _outlines(features: Sequence[Any], where: str, limits: Limits) -> list[_Outline]:
    if len(features) > limits.footprints:
        raise RefusedInput(where, f"holds {len(features):,} outlines; the limit is {limits.footprints:,}")
    outlines: list[_Outline] = []
    taken: dict[str, int] = {}
    for number, feature in enumerate(features, start=1):
        name = _id(feature, number)
        count = taken[name] = taken.get(name, 0) + 1
        if count == 1:
            outlines.append(_outline(feature, name, ()))
        else:
            outlines.append(_outline(feature, f"{name} ({count})", (f"the id {name} is used {count} times",)))
    return outlines


def _id(feature: Any, number: int) -> str:
    if not isinstance(feature, dict):
        return str(number)
    properties = feature.get("properties")
    for said in (feature.get("id"), properties.get("id") if isinstance(properties, dict) else None):
        if isinstance(said, str | int | float) and not isinstance(said, bool) and str(said).strip():
            name = str(said)
            return (
                name
                if len(name) < 200 and name.isascii() and name.isprintable()
                else visible(name)[:200] or str(number)
            )
    return str(number)


def _outline(feature: Any, name: str, flags: tuple[str, ...]) -> _Outline:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon"):
        what = "missing" if kind is None else f"a {visible(str(kind))[:40]}, not a polygon"
        return _Outline(id=name, flags=flags, unusable=f"its outline is {what}")
    given: Any = geometry.get("coordinates")
    try:
        polygons = tuple(tuple(_ring(ring) for ring in rings) for rings in ([given] if kind == "Polygon" else given))
    except (TypeError, ValueError, IndexError, KeyError):
        return _Outline(id=name, flags=flags, unusable="its outline is not made of rings of three or more points")
    polygons = tuple(rings for rings in polygons if rings)
    return _Outline(id=name, polygons=polygons, flags=flags, unusable="" if polygons else "its outline is empty")


def _ring(ring: Any) -> NDArray[np.float64]:
    """Points (point, 2); heights are left out. Raises ValueError or TypeError for anything that is no ring of numbers."""
    points = np.array([(point[0], point[1]) for point in ring], dtype=np.float64)
    if len(points) < 3 or not np.isfinite(points).all():
        raise ValueError("no ring")
    return points


def _shapes(outlines: Sequence[_Outline]) -> tuple[Any, NDArray[np.bool_]]:
    """A valid shapely geometry for each outline (None where it has no ring), and which of them had to be repaired."""
    shapes = np.full(len(outlines), None, dtype=object)
    rings = [(place, part, ring) for place, one in enumerate(outlines) for part in one.polygons for ring in part]
    if not rings:
        return shapes, np.zeros(len(outlines), dtype=bool)
    lengths = [len(ring) for _, _, ring in rings]
    lines = shapely.linearrings(
        np.concatenate([ring for _, _, ring in rings]), indices=np.repeat(np.arange(len(rings)), lengths)
    )
    parts = [(place, len(part)) for place, one in enumerate(outlines) for part in one.polygons]
    polygons = shapely.polygons(lines, indices=np.repeat(np.arange(len(parts)), [count for _, count in parts]))
    owners = np.array([place for place, _ in parts])
    single = np.bincount(owners, minlength=len(outlines))[owners] == 1
    shapes[owners[single]] = polygons[single]
    for place in np.unique(owners[~single]):
        shapes[place] = shapely.multipolygons(polygons[owners == place])
    repaired = np.array([one is not None for one in shapes]) & ~shapely.is_valid(shapes)
    for place in np.flatnonzero(repaired):
        shapes[place] = _mended(shapes[place])
    return shapes, repaired


def _mended(shape: Any) -> Any:
    """A valid shape of polygons only."""
    parts = [
        part for part in shapely.get_parts(shapely.make_valid(shape)) if part.geom_type in ("Polygon", "MultiPolygon")
    ]
    return shapely.unary_union(parts) if parts else shapely.Polygon()


def _place(shapes: Any, crs: str, grid: Grid, where: str) -> _Placed:
    if crs == _PIXEL:
        unknown = np.full(len(shapes), np.nan)
        return _Placed(pixels=shapes, lon=unknown, lat=unknown, area_m2=unknown)
    if not grid.is_referenced:
        raise RefusedInput(where, "is on the earth, but the picture has no place on it", "use a georeferenced picture")
    if crs == _CRS84:
        _check_degrees(shapes, where)
    to_grid, to_lonlat = _transformers(crs, grid.crs, where)
    lonlat = shapes if crs == _CRS84 else shapely.transform(shapes, to_lonlat)
    centre = shapely.centroid(lonlat)
    centre[shapely.is_empty(centre)] = None
    lon, lat = shapely.get_x(centre), shapely.get_y(centre)
    return _Placed(
        pixels=shapely.transform(shapes, _pixels_of(to_grid, grid)), lon=lon, lat=lat, area_m2=_area_m2(lonlat, lat)
    )


def _check_degrees(shapes: Any, where: str) -> None:
    bounds = shapely.bounds(shapes)
    known = bounds[np.isfinite(bounds).all(axis=1)]
    if len(known) and (np.abs(known[:, [1, 3]]) > 90.0).any(axis=1).all():
        raise UnsupportedFormat(
            where,
            f"is not in longitude and latitude (latitude {known[0, 1]:,.1f}) and names no other coordinates",
            "export it in longitude and latitude (EPSG:4326)",
        )


def _transformers(crs: str, grid_crs: str, where: str) -> tuple[Any, Any]:
    """Functions of points (n, 2) to the grid's projection and to longitude and latitude."""
    import pyproj

    def between(target: str) -> Any:
        transformer = pyproj.Transformer.from_crs(crs, target, always_xy=True)

        def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

        return move

    try:
        return between(grid_crs), between(_CRS84)
    except pyproj.exceptions.ProjError as error:
        raise UnsupportedFormat(
            where, f"is in {crs}, which is not known here", "export it in longitude and latitude"
        ) from error


def _pixels_of(to_grid: Any, grid: Grid) -> Any:
    a, b, c, d, e, f = grid.transform
    det = a * e - b * d
    is_degrees = _is_in_degrees(grid.crs)
    centre_x = a * grid.width / 2 + b * grid.height / 2 + c

    def pixels(points: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = to_grid(points)
        x, y = moved[:, 0], moved[:, 1] - f
        if is_degrees:
            x = centre_x + (x - centre_x + 180.0) % 360.0 - 180.0  # the antimeridian
        x = x - c
        return np.column_stack([(e * x - b * y) / det, (a * y - d * x) / det])

    return pixels


@lru_cache(maxsize=16)
def _is_in_degrees(crs: str) -> bool:
    import pyproj

    return bool(pyproj.CRS.from_user_input(crs).is_geographic)


def _area_m2(lonlat: Any, lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """On the ellipsoid, by its radii of curvature at the centre: for outlines up to some kilometres."""
    sine2 = np.sin(np.radians(lat)) ** 2
    meridian = _WGS84_M * (1 - _WGS84_E2) / (1 - _WGS84_E2 * sine2) ** 1.5
    parallel = _WGS84_M / np.sqrt(1 - _WGS84_E2 * sine2) * np.cos(np.radians(lat))
    area: NDArray[np.float64] = shapely.area(lonlat) * np.radians(1.0) ** 2 * meridian * parallel
    return area


def _footprints(
    outlines: Sequence[_Outline], placed: _Placed, is_repaired: NDArray[np.bool_], grid: Grid, source: str
) -> tuple[Footprint, ...]:
    reasons, is_cut = _doubts(outlines, placed, grid)
    rings = _rings(placed.pixels)
    lons, lats, areas = map(_numbers, (placed.lon, placed.lat, placed.area_m2))
    repaired, cut = is_repaired.tolist(), is_cut.tolist()
    made = []
    for place, outline in enumerate(outlines):
        flags = list(outline.flags)
        if repaired[place]:
            flags.append("outline crosses itself: repaired")
        if cut[place]:
            flags.append("reaches outside the picture: judged on the part inside")
        made.append(
            Footprint(
                id=outline.id,
                polygons=rings[place],
                lon=lons[place],
                lat=lats[place],
                area_m2=areas[place],
                source=source,
                flags=tuple(flags),
                unusable=reasons[place],
            )
        )
    return tuple(made)


def _doubts(outlines: Sequence[_Outline], placed: _Placed, grid: Grid) -> tuple[list[str], NDArray[np.bool_]]:
    """Why each cannot be measured ("": it can), and which reach outside."""
    bounds = np.nan_to_num(shapely.bounds(placed.pixels), nan=np.inf, posinf=np.inf, neginf=-np.inf)
    left, top, right, bottom = bounds.T
    is_known = np.isfinite(bounds).all(axis=1)
    is_flat = ~(shapely.area(placed.pixels) > 0.0)
    is_out = (left >= grid.width) | (top >= grid.height) | (right <= 0) | (bottom <= 0)
    is_cut = (left < 0) | (top < 0) | (right > grid.width) | (bottom > grid.height)
    outside = _OUTSIDE + _swapped(placed, is_known & is_out, grid)
    is_bare = (shapely.is_empty(placed.pixels) | (is_known & is_flat)).tolist()
    reasons = []
    for place, outline in enumerate(outlines):
        if outline.unusable:
            reasons.append(outline.unusable)
        elif is_bare[place]:
            reasons.append("its outline has no area")
        elif not is_known[place]:
            reasons.append("its coordinates do not exist in the picture's map projection")
        else:
            reasons.append(outside if is_out[place] else "")
    return reasons, is_cut & is_known & ~is_out


def _swapped(placed: _Placed, is_out: NDArray[np.bool_], grid: Grid) -> str:
    """A hint when every outline lies outside, and would lie inside with longitude and latitude exchanged."""
    if not is_out.all() or not np.isfinite(placed.lat).any():
        return ""
    swap = np.column_stack([placed.lat, placed.lon])
    swap = swap[np.isfinite(swap).all(axis=1) & (np.abs(swap[:, 1]) <= 90.0)]
    if not len(swap):
        return ""
    pixels = _pixels_of(_transformers(_CRS84, grid.crs, "")[0], grid)(swap)
    inside = (pixels >= 0).all(axis=1) & (pixels <= (grid.width, grid.height)).all(axis=1)
    return ", but inside it if longitude and latitude are exchanged: check their order" if inside.mean() > 0.5 else ""


def _rings(shapes: Any) -> list[tuple[tuple[tuple[tuple[float, float], ...], ...], ...]]:
    """For each shape its polygons, each a tuple of rings of (column, row)."""
    polygons, owners = shapely.get_parts(shapes, return_index=True)
    rings, parts = shapely.get_rings(polygons, return_index=True)
    points, at = shapely.get_coordinates(rings, return_index=True)
    edges = np.searchsorted(at, np.arange(len(rings) + 1))
    pairs = list(map(tuple, points.tolist()))
    found: list[list[list[tuple[Any, ...]]]] = [[] for _ in range(len(shapes))]
    last = -1
    for number, part in enumerate(parts.tolist()):
        owner = found[owners[part]]
        if part != last:
            owner.append([])
            last = part
        owner[-1].append(tuple(pairs[edges[number] : edges[number + 1]]))
    is_finite = np.isfinite(shapely.bounds(shapes)).all(axis=1).tolist()
    return [tuple(map(tuple, parts)) if known else () for parts, known in zip(found, is_finite, strict=True)]


def _numbers(values: NDArray[np.float64]) -> list[float | None]:
    return [
        value if known else None for value, known in zip(values.tolist(), np.isfinite(values).tolist(), strict=True)
    ]
