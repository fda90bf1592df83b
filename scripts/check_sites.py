"""Check a sites list: points against the lists they cite, countries, duplicates, aliases. Exits 1 with what is wrong.

With --fill, first give rows of the shipped list whose lon and lat are empty the point of the entry their source names:
`airportsdata ICAO <code>` (airportsdata, MIT), `World Port Index: <name>` (US NGA, public domain, through
src/trigpoint/data/ports.csv), `UCDP GED: <place>` (Uppsala Conflict Data Program, Georeferenced Event Dataset,
CC BY 4.0, given with --ucdp). Rows that have coordinates are left as they are.

Rows that cite `airportsdata ICAO <code>` must lie within 5 km of that airfield, rows that cite the World Port Index
within 8 km of that port (its points are rounded to a minute of arc and may lie in the roads). Every row must lie in its
country's bounding box; the same alias may not stand for two sites of one country.
"""

from __future__ import annotations

import argparse
import csv
import math
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import airportsdata

from trigpoint.data.sites import SITE_TYPES, load_sites, read_sites
from trigpoint.model import Site

DATA = Path(__file__).resolve().parent.parent / "src" / "trigpoint" / "data"
AIRPORT, PORT, UCDP = "airportsdata ICAO ", "World Port Index: ", "UCDP GED: "
Point = tuple[float, float]  # lon, lat
EARTH_KM = 6371.0088  # mean radius, IUGG
NEAR_KM = {AIRPORT: 5.0, PORT: 8.0, UCDP: 5.0}
SOURCES = (AIRPORT, PORT, UCDP, "Wikipedia: ", "OpenStreetMap", "GeoNames")
SCRIPTS = {"LATIN", "ARABIC", "CYRILLIC", "HEBREW", "GEORGIAN"}
# west, south, east, north in degrees, with a few kilometres to spare; the shelf counts where platforms stand on it
BOXES = {
    "AE": (51.4, 22.5, 56.6, 26.3),
    "AF": (60.4, 29.3, 75.0, 38.6),
    "AM": (43.3, 38.8, 46.7, 41.4),
    "AZ": (44.7, 38.3, 50.7, 42.0),
    "BG": (22.3, 41.2, 28.8, 44.3),
    "BH": (50.3, 25.5, 50.9, 26.4),
    "BY": (23.1, 51.2, 32.8, 56.2),
    "CY": (32.2, 34.5, 34.7, 35.8),
    "DJ": (41.7, 10.9, 43.5, 12.8),
    "EG": (24.6, 21.9, 37.0, 31.8),
    "ER": (36.4, 12.3, 43.2, 18.1),
    "GE": (39.9, 41.0, 46.8, 43.6),
    "IL": (33.8, 29.4, 35.9, 33.4),
    "IQ": (38.7, 29.0, 48.9, 37.4),
    "IR": (44.0, 25.0, 63.4, 39.8),
    "JO": (34.9, 29.1, 39.4, 33.4),
    "KW": (46.5, 28.5, 48.6, 30.2),
    "KZ": (46.4, 40.5, 87.4, 55.5),
    "LB": (35.0, 33.0, 36.7, 34.7),
    "LY": (9.3, 19.5, 25.2, 33.3),
    "MD": (26.6, 45.4, 30.2, 48.5),
    "OM": (51.9, 16.6, 59.9, 26.5),
    "PL": (14.1, 49.0, 24.2, 54.9),
    "PS": (34.2, 31.2, 35.6, 32.6),
    "QA": (50.7, 24.4, 51.8, 26.7),
    "RO": (20.2, 43.6, 29.8, 48.3),
    "RU": (19.6, 41.1, 180.0, 82.0),
    "SA": (34.4, 16.3, 55.7, 32.2),
    "SD": (21.8, 8.6, 38.7, 22.3),
    "SY": (35.6, 32.3, 42.4, 37.4),
    "TD": (13.4, 7.4, 24.1, 23.5),
    "TM": (52.4, 35.1, 66.7, 42.8),
    "TR": (25.6, 35.8, 44.9, 42.2),
    "UA": (22.1, 44.3, 40.3, 52.4),
    "YE": (42.3, 12.1, 54.6, 19.0),
}
RADIUS_KM = (0.3, 40.0)


def spelt(name: str) -> str:
    """A name for looking up: one case, single spaces."""
    return " ".join(name.split()).casefold()


def points_by_source(ucdp: Path | None) -> dict[str, Point]:
    """Every point that a source of sites.csv can name, by the words of that source."""
    found: dict[str, Point] = {}
    for code, airport in airportsdata.load("ICAO").items():
        found[spelt(AIRPORT + code)] = (float(airport["lon"]), float(airport["lat"]))
    with (DATA / "ports.csv").open(encoding="utf8", newline="") as file:
        for row in csv.DictReader(file):
            found[spelt(PORT + row["name"])] = (float(row["lon"]), float(row["lat"]))
    if ucdp is not None:
        with ucdp.open(encoding="utf8", newline="") as file:
            for row in csv.DictReader(file):
                found[spelt(UCDP + row["where_coordinates"])] = (float(row["longitude"]), float(row["latitude"]))
    return found


def distance_km(first: Point, second: Point) -> float:
    """Great-circle distance of two (lon, lat), haversine on the mean sphere."""
    lon1, lat1, lon2, lat2 = map(math.radians, (*first, *second))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def wrong_points(site: Site, points: Mapping[str, Point]) -> Iterator[str]:
    """The site lies outside its country or far from the entry it cites."""
    west, south, east, north = BOXES.get(site.country, (0.0, 0.0, 0.0, 0.0))
    if not (west <= site.lon <= east and south <= site.lat <= north):
        yield f"{site.id}: {site.lon}, {site.lat} does not lie in {site.country}"
    low, high = RADIUS_KM
    if not low <= site.radius_m / 1000 <= high:
        yield f"{site.id}: a radius of {site.radius_m / 1000:g} km is not one of {low:g} to {high:g}"
    cited = next((prefix for prefix in NEAR_KM if site.source.startswith(prefix)), None)
    point = points.get(spelt(site.source))
    if cited in (AIRPORT, PORT) and point is None:
        yield f"{site.id}: nothing in the lists is called {site.source!r}"
    if cited is not None and point is not None and (apart := distance_km(point, (site.lon, site.lat))) > NEAR_KM[cited]:
        yield f"{site.id}: {apart:.1f} km from {site.source}"


def wrong_words(site: Site) -> Iterator[str]:
    """Aliases, id, type or source that do not fit."""
    if not re.fullmatch(r"site:[a-z0-9]+(-[a-z0-9]+)*", site.id):
        yield f"{site.id}: the id is not site: and lower-case words joined by hyphens"
    if site.type not in SITE_TYPES:
        yield f"{site.id}: the type {site.type!r} is not in the list"
    if not site.source.startswith(SOURCES):
        yield f"{site.id}: the source {site.source!r} is none that a reader can find"
    names = (site.name, *site.aliases)
    if len({alias.casefold() for alias in names}) != len(names):
        yield f"{site.id}: an alias stands twice"
    for alias in names:
        if len(alias) < 2 or alias != " ".join(alias.split()):
            yield f"{site.id}: the alias {alias!r} is too short or holds stray spaces"
        for word in re.findall(r"[^\W\d_]+", alias):
            if len(used := scripts_of(word)) > 1 or not used <= SCRIPTS:
                yield f"{site.id}: {word!r} in {alias!r} mixes the scripts {', '.join(sorted(used))}"


def scripts_of(word: str) -> set[str]:
    """The scripts of the letters of a word, as Unicode names them; modifier letters (ʿ, ʼ) belong to any."""
    return {unicodedata.name(letter).split()[0] for letter in word if unicodedata.category(letter) != "Lm"}


def shared_aliases(sites: Sequence[Site]) -> Iterator[str]:
    """The same name for two sites of one country, or two rows for one site."""
    owner: dict[tuple[str, str], Site] = {}
    for site in sites:
        for alias in {alias.casefold() for alias in (site.name, *site.aliases)}:
            other = owner.setdefault((site.country, alias), site)
            if other is not site:
                apart = distance_km((site.lon, site.lat), (other.lon, other.lat))
                yield f"{site.id}: {alias!r} also names {other.id}, {apart:.0f} km away"
    for index, site in enumerate(sites):
        for other in sites[index + 1 :]:
            if site.type == other.type and distance_km((site.lon, site.lat), (other.lon, other.lat)) < 0.2:
                yield f"{site.id}: the same point and type as {other.id}"


def problems(sites: Sequence[Site], points: Mapping[str, Point]) -> list[str]:
    """One line per thing that is wrong."""
    found = [line for site in sites for line in (*wrong_points(site, points), *wrong_words(site))]
    return [*found, *shared_aliases(sites)]


def fill(path: Path, points: Mapping[str, Point]) -> None:
    """Write the points of the cited entries into rows that have none. A row that finds no entry stays as it is."""
    with path.open(encoding="utf8", newline="") as file:
        reader = csv.DictReader(file)
        columns, rows = list(reader.fieldnames or ()), list(reader)
    for row in rows:
        point = points.get(spelt(row["source"]))
        if not row["lon"] and point is not None:
            row["lon"], row["lat"] = (f"{degrees:.4f}".rstrip("0") for degrees in point)
    with path.open("w", encoding="utf8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> int:
    """Print what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sites", nargs="?", type=Path, help="a sites list; the shipped one if left out")
    parser.add_argument("--ucdp", type=Path, help="the UCDP GED events as CSV, to check rows that cite them")
    parser.add_argument("--fill", action="store_true", help="fill in empty coordinates of the shipped list")
    args = parser.parse_args()
    points = points_by_source(args.ucdp)
    if args.fill:
        fill(DATA / "sites.csv", points)
    sites = read_sites(args.sites) if args.sites else load_sites()
    found = problems(sites, points)
    print("\n".join(found) or f"sites: {len(sites)} rows, nothing wrong")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
