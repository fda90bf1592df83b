"""Where a happening is put: by its own arguments, by pointing words, and left open rather than put somewhere wrong."""

from __future__ import annotations

from datetime import date

import pytest
from spacy.language import Language

from trigpoint.data.lexicon import load_lexicon
from trigpoint.evidence.reports import ReportTools, read_article
from trigpoint.model import Article, Place, PlaceKind
from trigpoint.places.gazetteer import Gazetteer, PlaceRow, RowClass, SiteType
from trigpoint.sources.placelists import read_words


def _town(name: str, lon: float, lat: float, country: str) -> PlaceRow:
    return PlaceRow(
        name=name,
        lon=lon,
        lat=lat,
        row_class=RowClass.CITY,
        kind=PlaceKind.SETTLEMENT,
        ref=f"test:{name}",
        country=country,
        population=200_000,
    )


def _site(name: str, lon: float, lat: float, country: str, site_type: SiteType) -> PlaceRow:
    return PlaceRow(
        name=name,
        lon=lon,
        lat=lat,
        row_class=RowClass.SITE,
        kind=PlaceKind.SITE,
        ref=f"test:{name}",
        country=country,
        radius_m=3_000,
        site_type=site_type,
    )


ROWS = [
    _town("Ajdabiya", 20.22, 30.75, "LY"),
    _town("Benghazi", 20.07, 32.12, "LY"),
    _town("Sirte", 16.59, 31.2, "LY"),
    _town("Hodeidah", 42.95, 14.8, "YE"),
    _site("Hodeidah port", 42.93, 14.83, "YE", SiteType.PORT),
    _site("Jufra airbase", 15.97, 29.2, "LY", SiteType.AIR),
    PlaceRow(
        name="Libya",
        lon=18.0,
        lat=27.0,
        row_class=RowClass.COUNTRY,
        kind=PlaceKind.COUNTRY,
        ref="test:LY",
        country="LY",
        radius_m=700_000,
    ),
]


@pytest.fixture(scope="session")
def tools(nlp: Language) -> ReportTools:
    return ReportTools(nlp=nlp, lexicon=load_lexicon(), gazetteer=Gazetteer.from_rows(ROWS, read_words()))


def _places(tools: ReportTools, text: str, words: str) -> list[Place | None]:
    """Where the claims whose quote has `words` are put."""
    article = Article(
        id="art-test", capture="cap-test", ordinal=0, start=0, end=len(text), published=date(2020, 12, 31)
    )
    found = [c.where for c in read_article(article, text, tools) if words in c.quote.text]
    assert found, "nothing was told with these words"
    return found


def _names(tools: ReportTools, text: str, words: str) -> set[str]:
    return {p.name if p is not None else "" for p in _places(tools, text, words)}


def test_the_road_between_two_towns_is_halfway(tools: ReportTools) -> None:
    text = "On 2 May 2020 gunmen attacked a convoy on the road between Ajdabiya and Sirte in Libya."
    (place,) = _places(tools, text, "attacked")
    assert place is not None
    assert place.lon == pytest.approx(18.4, abs=0.3)


def test_a_place_the_target_was_leaving_is_where_it_was_hit(tools: ReportTools) -> None:
    text = "On 2 May 2020 a drone struck two lorries leaving Jufra airbase in Libya."
    assert "Jufra airbase" in _names(tools, text, "struck")


def test_the_city_is_the_last_city_not_the_last_site(tools: ReportTools) -> None:
    text = "Shells fell on Benghazi, Libya. Jufra airbase was quiet. On 4 May 2020 a missile hit a market in the city."
    assert _names(tools, text, "market") == {"Benghazi"}


def test_the_port_is_a_port(tools: ReportTools) -> None:
    text = (
        "On 2 May 2020 missiles hit the port of Hodeidah. Officials flew in from Benghazi. "
        "On 5 May 2020 a bomb exploded in the port."
    )
    assert _names(tools, text, "exploded") == {"Hodeidah port"}


def test_there_is_the_place_just_named(tools: ReportTools) -> None:
    text = "On 2 May 2020 troops withdrew from Sirte in Libya. Two days later gunmen killed three men there."
    assert _names(tools, text, "killed") == {"Sirte"}


@pytest.mark.parametrize("thing", ["the Wahda bridge", "the Wahda hospital", "the Wahda hotel"])
def test_a_building_no_list_has_is_not_put_where_the_last_strike_was(tools: ReportTools, thing: str) -> None:
    text = f"On 2 May 2020 jets bombed Jufra airbase in Libya. On 9 May 2020 missiles hit {thing}."
    assert _names(tools, text, "missiles hit") == {""}


def test_a_convoy_is_no_place_to_point_back_to(tools: ReportTools) -> None:
    text = "Jufra airbase in Libya is open. On 9 May 2020 the convoy was attacked by gunmen."
    assert _names(tools, text, "convoy was attacked") == {""}


def test_a_heading_that_is_a_place_gives_the_place_of_its_section_alone(tools: ReportTools) -> None:
    text = (
        "Libya, week 19\n\nIn Sirte:\n\nOn 3 May 2020 gunmen attacked a checkpoint.\n\nIn Benghazi:\n\n"
        "On 5 May 2020 rockets hit a school.\n\nPolitics\n\nOn 8 May 2020 gunmen attacked a patrol."
    )
    assert _names(tools, text, "checkpoint") == {"Sirte"}
    assert _names(tools, text, "school") == {"Benghazi"}
    assert _names(tools, text, "patrol") == {""}


def test_a_headline_is_no_heading_of_a_place(tools: ReportTools) -> None:
    text = "Talks on Sirte drag on in Geneva\n\nOn 3 May 2020 gunmen attacked a checkpoint."
    assert _names(tools, text, "checkpoint") == {""}


def test_some_village_is_not_the_town_told_before(tools: ReportTools) -> None:
    text = "On 2 May 2020 rockets hit Sirte in Libya. Gunmen attacked a village on 3 May 2020."
    assert _names(tools, text, "village") == {""}
