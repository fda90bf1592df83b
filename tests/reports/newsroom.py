"""A small gazetteer and a reader for tests that read a few sentences."""

from __future__ import annotations

from datetime import date

from spacy.language import Language

from trigpoint.data.lexicon import load_lexicon
from trigpoint.evidence.reports import ReportTools, read_article
from trigpoint.model import Article, Claim, PlaceKind
from trigpoint.places.gazetteer import Gazetteer, PlaceRow, RowClass
from trigpoint.sources.placelists import read_words


def _row(
    name: str, lon: float, lat: float, country: str, row_class: RowClass, kind: PlaceKind, radius_m: float
) -> PlaceRow:
    return PlaceRow(
        name=name,
        lon=lon,
        lat=lat,
        row_class=row_class,
        kind=kind,
        ref=f"test:{name}",
        country=country,
        population=9_000_000 if row_class is RowClass.CITY else 0,
        radius_m=radius_m,
        is_capital=name in ("Khartoum", "Minsk"),
    )


def city(name: str, lon: float, lat: float, country: str) -> PlaceRow:
    return _row(name, lon, lat, country, RowClass.CITY, PlaceKind.SETTLEMENT, 8_000)


def site(name: str, lon: float, lat: float, country: str) -> PlaceRow:
    return _row(name, lon, lat, country, RowClass.SITE, PlaceKind.SITE, 5_000)


def nation(name: str, lon: float, lat: float, country: str) -> PlaceRow:
    return _row(name, lon, lat, country, RowClass.COUNTRY, PlaceKind.COUNTRY, 500_000)


ROWS = [
    nation("Sudan", 30.0, 15.0, "SD"),
    nation("Chad", 18.6, 15.4, "TD"),
    nation("Ethiopia", 39.6, 8.6, "ET"),
    nation("Moldova", 28.5, 47.2, "MD"),
    nation("Belarus", 28.0, 53.5, "BY"),
    nation("Kenya", 37.9, 0.5, "KE"),
    city("Khartoum", 32.53, 15.55, "SD"),
    city("Nyala", 24.88, 12.05, "SD"),
    city("Kassala", 36.4, 15.45, "SD"),
    city("Suakin", 37.33, 19.1, "SD"),
    city("Omdurman", 32.48, 15.64, "SD"),
    city("Minsk", 27.57, 53.9, "BY"),
    city("Mombasa", 39.66, -4.05, "KE"),
    site("Wadi Seidna air base", 32.51, 15.81, "SD"),
    _row("Lake Chad", 14.1, 13.3, "", RowClass.REGION, PlaceKind.WATER, 90_000),
]


def tools(nlp: Language) -> ReportTools:
    return ReportTools(nlp=nlp, lexicon=load_lexicon(), gazetteer=Gazetteer.from_rows(ROWS, read_words()))


def read(with_tools: ReportTools, text: str, published: date | None = date(2025, 1, 7)) -> list[Claim]:
    """The claims of one article; 7 January 2025 is a Tuesday."""
    article = Article(id="art-test", capture="cap-test", ordinal=0, start=0, end=len(text), published=published)
    return read_article(article, text, with_tools)
