"""A user's own place lists: a sites CSV, or a GeoNames country dump.

A row that does not fit is rejected with its number and reason; the others are kept.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from trigpoint.model import PlaceKind
from trigpoint.model.errors import BadVocabulary, RefusedInput, UnreadableFile
from trigpoint.places.gazetteer import PlaceRow, RowClass, SiteType
from trigpoint.places.names import normalise
from trigpoint.sources.tables import is_alias, split_cell

MAX_LIST_BYTES = 2_000_000_000  # the largest country dump (US) is 300 MB
_SITE_TYPES = (
    (SiteType.AIR, re.compile(r"\bair(?!.?defen)|aerodrome|heliport|helicopter", re.I)),
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
        aliases=split_cell(cell.get("aliases")),
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
        aliases=tuple(a for a in (cell[2], *cell[3].split(",")) if is_alias(a)),
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
