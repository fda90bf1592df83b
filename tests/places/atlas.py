"""A gazetteer of a few rows and texts with the entities a test says, so that no model is loaded."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc

from trigpoint.model import Place, PlaceKind
from trigpoint.places.gazetteer import Gazetteer, PlaceRow, RowClass, SiteType
from trigpoint.places.mentions import PlaceMention, find_places
from trigpoint.places.words import PlaceWords

WORDS = PlaceWords(
    heads={
        "air base": "site",
        "airbase": "site",
        "base": "site",
        "port": "site",
        "missile factory": "site",
        "province": "admin1",
        "district": "district",
    },
    locative=frozenset("in at near from to of between".split()),
    taking=frozenset(["seized"]),
    titles=frozenset(["gen", "mr"]),
    organisation=frozenset(["post", "times", "army"]),
    organisation_of=frozenset(["university"]),
    seldom_places=frozenset(["march"]),
    speaking=frozenset(["deny"]),
    governed=frozenset(["official"]),
    parts_of_land=frozenset(["coast"]),
    directions={"north": 0.0, "east": 90.0, "west": 270.0, "northern": 0.0},
    near={"near": 10.0, "outskirts": 10.0},
    demonyms={"syrian": "SY", "american": "US"},
    english_speaking=frozenset(["US", "GB"]),
)
_BLANK = spacy.blank("en")


def city(
    name: str,
    lon: float,
    lat: float,
    *,
    people: int = 100_000,
    country: str = "SY",
    aliases: tuple[str, ...] = (),
    admin1: str = "",
) -> PlaceRow:
    return PlaceRow(
        name=name,
        aliases=aliases,
        lon=lon,
        lat=lat,
        population=people,
        country=country,
        admin1=admin1,
        row_class=RowClass.CITY,
        kind=PlaceKind.SETTLEMENT,
        ref=f"test:{name}-{country}",
    )


def country(name: str, iso: str, lon: float, lat: float, *, people: int = 20_000_000) -> PlaceRow:
    return PlaceRow(
        name=name,
        lon=lon,
        lat=lat,
        population=people,
        radius_m=300_000.0,
        country=iso,
        row_class=RowClass.COUNTRY,
        kind=PlaceKind.COUNTRY,
        ref=f"iso3166:{iso}",
    )


def area(name: str, iso: str, code: str, lon: float, lat: float, *, people: int = 1_000_000) -> PlaceRow:
    return PlaceRow(
        name=name,
        lon=lon,
        lat=lat,
        population=people,
        radius_m=100_000.0,
        country=iso,
        admin1=code,
        row_class=RowClass.ADMIN1,
        kind=PlaceKind.ADMIN1,
        ref=f"test:{code}",
    )


def site(
    name: str, lon: float, lat: float, kind: SiteType, *, aliases: tuple[str, ...] = (), iso: str = "SY"
) -> PlaceRow:
    return PlaceRow(
        name=name,
        aliases=aliases,
        lon=lon,
        lat=lat,
        radius_m=4_000.0,
        country=iso,
        row_class=RowClass.SITE,
        kind=PlaceKind.SITE,
        site_type=kind,
        ref=f"site:{name}",
    )


ROWS = (
    country("Syria", "SY", 38.5, 35.0),
    country("Libya", "LY", 18.0, 27.0),
    country("United States", "US", -99.0, 39.5, people=320_000_000),
    country("Georgia", "GE", 43.5, 42.2, people=4_000_000),
    area("Georgia", "US", "US.GA", -83.5, 32.7, people=10_000_000),
    area("Homs", "SY", "SY.11", 38.3, 34.6),
    city("Homs", 36.72, 34.72, people=775_000, aliases=("Hims",), admin1="SY.11"),
    city("Damascus", 36.29, 33.51, people=1_500_000),
    city("Tadmur", 38.28, 34.56, people=51_000, aliases=("Palmyra", "تدمر"), admin1="SY.11"),
    city("Ţarţūs", 35.89, 34.89, people=90_000, aliases=("Tartus",)),
    city("Albū Kamāl", 40.92, 34.45, people=57_000),
    city("Tripoli", 13.19, 32.89, people=1_100_000, country="LY"),
    city("Tripoli", 35.85, 34.43, people=700_000, country="LB"),
    city("Atlanta", -84.39, 33.75, people=460_000, country="US", admin1="US.GA"),
    city("Springfield", -89.65, 39.8, people=115_000, country="US", admin1="US.IL"),
    city("Springfield", -93.3, 37.2, people=117_000, country="US", admin1="US.MO"),
    city("Washington", -77.04, 38.9, people=690_000, country="US"),
    city("Hilton", -77.8, 43.29, people=6_000, country="US"),
    city("March", 0.09, 52.55, people=22_000, country="GB"),
    city("Us", 1.97, 49.1, people=1_300, country="FR"),
    site("Tiyas Air Base", 37.63, 34.52, SiteType.AIR, aliases=("T4", "T-4")),
    site("Tartus naval facility", 35.87, 34.9, SiteType.PORT),
)


def gazetteer(*more: PlaceRow) -> Gazetteer:
    return Gazetteer.from_rows((*ROWS, *more), WORDS)


def text(content: str, **entities: str | tuple[str, ...]) -> Doc:
    """A text with entities: `text("Homs fell", GPE="Homs")`. Each name is marked wherever it stands."""
    doc = _BLANK(content)
    spans = []
    for label, names in entities.items():
        for name in (names,) if isinstance(names, str) else names:
            at = content.find(name)
            while at >= 0:
                span = doc.char_span(at, at + len(name), label=label, alignment_mode="expand")
                assert span is not None
                spans.append(span)
                at = content.find(name, at + 1)
    doc.ents = tuple(spans)
    return doc


def found(content: str, *more: PlaceRow, **entities: str | tuple[str, ...]) -> list[PlaceMention]:
    return find_places(text(content, **entities), gazetteer(*more))


def only(mentions: list[PlaceMention], name: str) -> Place:
    """The place of the one mention with these words."""
    places = [m.place for m in mentions if m.text == name]
    assert len(places) == 1, [m.text for m in mentions]
    return places[0]
