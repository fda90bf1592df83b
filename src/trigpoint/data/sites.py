"""Reads lists of sites: the shipped `sites.csv` and a user's own.

Columns: id, name, aliases, type, country, lon, lat, radius_km, source. Only name, lon and lat must be there; `site` may
stand for `name`. Aliases are separated by `|`. Coordinates are degrees, EPSG:4326; the true place, with the extent of
the site, lies within radius_km of the point.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

from trigpoint.model import Site
from trigpoint.model.errors import BadVocabulary, UnreadableFile

SITE_TYPES = {
    "air_base": "air base",
    "air_defence_site": "air-defence or radar site",
    "airport": "airport",
    "border_crossing": "border crossing",
    "bridge": "bridge",
    "cultural_site": "cultural site",
    "dam": "dam",
    "depot": "depot",
    "drone_plant": "drone plant",
    "garrison": "garrison or base",
    "headquarters": "headquarters",
    "hospital": "hospital",
    "industry": "industrial plant or area",
    "launch_site": "launch or test site",
    "military_industry": "arms or aircraft plant",
    "mine": "mine",
    "missile_plant": "missile plant or base",
    "naval_base": "naval base",
    "oil_field": "oil or gas field",
    "oil_terminal": "oil or gas terminal",
    "port": "port",
    "power_plant": "power plant",
    "prison": "prison",
    "railway_station": "railway station",
    "refinery": "refinery",
    "refugee_camp": "refugee camp",
    "research_centre": "research centre",
    "training_area": "training area",
    "water_works": "water works",
    "other": "site",
}
DEFAULT_RADIUS_KM = 2.0  # a user's row that gives none
_COLUMNS = {"name", "lon", "lat"}
_SHOWN = 5  # problems named in one message


def load_sites() -> list[Site]:
    """The shipped list."""
    text = (files("trigpoint.data") / "sites.csv").read_text(encoding="utf8")
    return parse_sites(text.splitlines(), "sites.csv")


def read_sites(path: Path) -> list[Site]:
    """A user's list. Raises UnreadableFile or BadVocabulary, which names the rows."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnreadableFile(str(path), f"cannot be read ({error.strerror})", "give the path of a CSV file") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(str(path), "is not UTF-8 text", "save the sites list as CSV in UTF-8") from error
    return parse_sites(text.splitlines(), path.name)


def parse_sites(lines: Iterable[str], where: str) -> list[Site]:
    """Sites from the lines of a CSV with a header. Raises BadVocabulary with the rows that do not fit."""
    reader = csv.DictReader(lines)
    columns = {"name" if column == "site" else column for column in reader.fieldnames or ()}
    if missing := _COLUMNS - columns:
        remedy = "the first line must name the columns name, lon, lat"
        raise BadVocabulary(where, f"has no column {', '.join(sorted(missing))}", remedy)
    sites: list[Site] = []
    problems: list[str] = []
    ids: dict[str, int] = {}
    try:
        for row in reader:
            try:
                site = _site(row, where)
            except ValueError as error:
                problems.append(f"row {reader.line_num}: {error}")
                continue
            if site.id in ids:
                problems.append(f"row {reader.line_num}: the id {site.id} is taken by row {ids[site.id]}")
            ids.setdefault(site.id, reader.line_num)
            sites.append(site)
    except csv.Error as error:
        raise BadVocabulary(f"{where}:{reader.line_num}", f"is not CSV ({error})", "check the quotes") from error
    if problems:
        more = f" and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        raise BadVocabulary(where, "; ".join(problems[:_SHOWN]) + more, "correct these rows")
    return sites


def _site(row: Mapping[str | None, object], where: str) -> Site:
    """One row as a Site. Raises ValueError with what is wrong."""
    if None in row:
        raise ValueError("more fields than columns; quote a field that holds a comma")
    cell = {str(column): str(value or "").strip() for column, value in row.items()}
    name = cell.get("name") or cell.get("site", "")
    if not name:
        raise ValueError("the name is empty")
    kind = cell.get("type", "") or "other"
    if kind not in SITE_TYPES:
        raise ValueError(f"the type {kind!r} is none of {', '.join(SITE_TYPES)}")
    country = cell.get("country", "")
    if not re.fullmatch(r"([A-Z]{2})?", country):
        raise ValueError(f"the country {country!r} is not an ISO 3166-1 alpha-2 code")
    radius_km = _number(cell.get("radius_km") or str(DEFAULT_RADIUS_KM), "radius_km", 0, 500)
    return Site(
        id=cell.get("id") or f"site:{_slug(name)}",
        name=name,
        aliases=tuple(a for a in (part.strip() for part in cell.get("aliases", "").split("|")) if a),
        type=kind,
        country=country,
        lon=_number(cell["lon"], "lon", -180, 180),
        lat=_number(cell["lat"], "lat", -90, 90),
        radius_m=radius_km * 1000,
        source=cell.get("source") or where,
    )


def _number(text: str, column: str, low: float, high: float) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{column} is {text!r}, not a number") from None
    if not low <= value <= high:
        raise ValueError(f"{column} {text} does not lie in {low} to {high}")
    return value


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name.casefold()).strip("-")
