"""The outline map that ships with the package: coasts, borders, towns, seas (see scripts/make_basemap.py)."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Any

import attrs
import shapely
from shapely.geometry import LineString, Polygon

Box = tuple[float, float, float, float]  # west, south, east, north in degrees


@attrs.frozen(eq=False)
class Country:
    """A name and its polygons, lon lat in degrees (EPSG:4326)."""

    name: str
    polygons: tuple[Any, ...]  # valid and not empty; multipolygons where an outline had to be mended
    boxes: tuple[Box, ...]  # of the polygons


@attrs.frozen(eq=False)
class Line:
    """A stretch of coast or border."""

    kind: str  # "coast", "border", "broken": armistice, ceasefire or disputed
    line: LineString


@attrs.frozen
class Town:
    """A town for orientation. Rank 0 to 3, the least the most important."""

    name: str
    lon: float
    lat: float
    rank: int


@attrs.frozen
class Sea:
    """A sea's name, where it stands and how many degrees of longitude it wants."""

    name: str
    lon: float
    lat: float
    width: float


@attrs.frozen(eq=False, kw_only=True)
class Basemap:
    """What a panel is drawn on."""

    countries: tuple[Country, ...]
    lines: tuple[Line, ...]
    towns: tuple[Town, ...]
    seas: tuple[Sea, ...]


def read_basemap(plain: dict[str, Any]) -> Basemap:
    """The value of `land.json`. Arcs are flat steps; `~n` in a ring is arc n walked backwards."""
    arcs = [_degrees(arc, plain["step"]) for arc in plain["arcs"]]
    uses = Counter(n if n >= 0 else ~n for _, shapes in plain["countries"] for p in shapes for ring in p for n in ring)
    broken = set(plain["broken"])
    countries = {name: [_polygon(rings, arcs) for rings in shapes] for name, shapes in plain["countries"]}
    lines = [
        Line("broken" if n in broken else "border" if uses[n] > 1 else "coast", LineString(arc))
        for n, arc in enumerate(arcs)
        if len(arc) > 1
    ]
    for name, out_of, ring in plain["areas"]:
        area = Polygon(ring)
        parts = [p.intersection(area) for p in countries[out_of] if p.intersects(area)]
        countries[out_of] = [p.difference(area) for p in countries[out_of]]
        countries[name] = parts
        lines += _inner_edges(parts, countries[out_of])
    return Basemap(
        countries=tuple(_country(name, polygons) for name, polygons in sorted(countries.items())),
        lines=tuple(lines),
        towns=tuple(Town(*row) for row in plain["towns"]),
        seas=tuple(Sea(*row) for row in plain["seas"]),
    )


@cache
def shipped_basemap() -> Basemap:
    """The map in the package. A constant of the program, as the templates are."""
    return read_basemap(json.loads((files("trigpoint.data") / "land.json").read_text(encoding="utf8")))


def _country(name: str, polygons: list[Any]) -> Country:
    kept = tuple(p for p in polygons if not p.is_empty)
    return Country(name, kept, tuple(p.bounds for p in kept))


def _inner_edges(parts: list[Any], rest: list[Any]) -> list[Line]:
    """The line along which an area was taken out of a country."""
    shared = [part.boundary.intersection(other.boundary) for part in parts for other in rest if other.intersects(part)]
    merged = [shapely.line_merge(s) if s.geom_type == "MultiLineString" else s for s in shared]
    pieces = [piece for m in merged for piece in shapely.get_parts(m)]
    return [Line("broken", piece) for piece in pieces if isinstance(piece, LineString) and not piece.is_empty]


def _degrees(arc: list[int], step: float) -> list[tuple[float, float]]:
    x = y = 0
    points = []
    for dx, dy in zip(arc[::2], arc[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x * step, y * step))
    return points


def _polygon(rings: list[list[int]], arcs: list[list[tuple[float, float]]]) -> Any:
    """A polygon; an outline that simplification made to cross itself is mended."""
    joined = []
    for ring in rings:
        points: list[tuple[float, float]] = []
        for n in ring:
            piece = arcs[n] if n >= 0 else arcs[~n][::-1]
            points += piece[1:] if points else piece
        if len(points) > 3:
            joined.append(points)
    whole = Polygon(joined[0], joined[1:]) if joined else Polygon()
    return whole if whole.is_valid else shapely.make_valid(whole)


def clipped_land(country: Country, box: Box) -> list[Any]:
    """The parts of a country inside a box."""
    west, south, east, north = box
    parts = []
    for polygon, (x0, y0, x1, y1) in zip(country.polygons, country.boxes, strict=True):
        if x0 > east or x1 < west or y0 > north or y1 < south:
            continue
        inside = shapely.clip_by_rect(polygon, west, south, east, north)
        parts += [p for p in shapely.get_parts(inside) if isinstance(p, Polygon) and not p.is_empty]
    return parts


def country_at(basemap: Basemap, lon: float, lat: float, within: float = 0.2) -> str:
    """Natural Earth's name of the country a point lies in or nearest to, up to `within` degrees; "" at sea."""
    point = shapely.Point(lon, lat)
    nearest, least = "", within
    for country in basemap.countries:
        for polygon, (x0, y0, x1, y1) in zip(country.polygons, country.boxes, strict=True):
            if x0 - within <= lon <= x1 + within and y0 - within <= lat <= y1 + within:
                gap = float(polygon.distance(point))
                if gap == 0:
                    return country.name
                if gap < least:
                    nearest, least = country.name, gap
    return nearest
