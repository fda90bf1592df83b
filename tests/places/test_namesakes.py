"""Names that are a town's and here something else's: ships, formations, streets, towns of countries the text is not about."""

from __future__ import annotations

import pytest

from places.atlas import city, text
from trigpoint.model import PlaceKind
from trigpoint.places.gazetteer import Gazetteer, PlaceRow, RowClass
from trigpoint.places.mentions import PlaceMention, find_places
from trigpoint.sources.placelists import read_words

_SEA = PlaceRow(
    name="Baltic Sea", lon=19.0, lat=58.0, row_class=RowClass.REGION, kind=PlaceKind.WATER, ref="test:sea", radius_m=4e5
)
_CHAD = PlaceRow(
    name="Chad", lon=18.7, lat=15.4, row_class=RowClass.COUNTRY, kind=PlaceKind.COUNTRY, ref="test:TD", country="TD"
)


def _found(written: str, **entities: str | tuple[str, ...]) -> list[PlaceMention]:
    rows = [
        city("Leipzig", 12.37, 51.34, people=600_000, country="DE"),
        city("Gdynia", 18.53, 54.52, people=250_000, country="PL"),
        city("Serra", -8.1, 41.2, people=4_000, country="PT"),
        city("Malta", -112.5, 48.4, people=900_000, country="US"),
        _SEA,
        _CHAD,
    ]
    return find_places(text(written, **entities), Gazetteer.from_rows(rows, read_words()))


@pytest.mark.parametrize("kind", ["frigate", "tanker", "landing ship", "HMS"])
def test_a_ship_named_for_a_town_is_no_place(kind: str) -> None:
    mentions = _found(f"A mine sank the {kind} Leipzig in Gdynia.", GPE=("Leipzig", "Gdynia"))
    assert [m.text for m in mentions] == ["Gdynia"]


def test_the_town_itself_is_still_a_place_beside_a_ship() -> None:
    assert [m.text for m in _found("The frigate left Leipzig on Monday.", GPE="Leipzig")] == ["Leipzig"]


def test_a_fleet_named_for_a_sea_is_not_that_sea() -> None:
    assert _found("The Baltic Sea Fleet lost its flagship.", ORG="Baltic Sea Fleet") == []


def test_a_street_named_for_a_town_is_not_that_town() -> None:
    assert not any(m.place.is_resolved for m in _found("A car blew up on Malta Street.", FAC="Malta Street"))


def test_whom_a_capital_appointed_does_not_say_where() -> None:
    (mention,) = _found("The Leipzig-appointed mayor spoke.", GPE="Leipzig")
    assert mention.metonymic


def test_a_small_namesake_in_a_country_the_text_does_not_name_is_left_open() -> None:
    mentions = _found("In Chad gunmen attacked Serra. Chad sent troops.", GPE=("Chad", "Serra"))
    place = next(m.place for m in mentions if m.text == "Serra")
    assert not place.is_resolved
    assert "does not name" in place.reason


def test_a_small_town_is_believed_where_the_text_names_no_country() -> None:
    mentions = _found("Gunmen attacked Serra on Friday.", GPE="Serra")
    assert [m.place.country for m in mentions] == ["PT"]


def test_clear_names_say_which_country_the_rest_are_in() -> None:
    rows = [
        city("Leipzig", 12.37, 51.34, people=600_000, country="DE"),
        city("Serra", -8.1, 41.2, people=90_000, country="PT"),
        city("Serra", 12.4, 51.1, people=20_000, country="DE"),
    ]
    doc = text("Gunmen attacked Serra, and police came from Leipzig.", GPE=("Leipzig", "Serra"))
    mentions = find_places(doc, Gazetteer.from_rows(rows, read_words()))
    assert {m.place.country for m in mentions} == {"DE"}


def test_a_small_town_near_a_clear_one_of_its_country_is_no_stray() -> None:
    rows = [
        city("Gdynia", 18.53, 54.52, people=40_000, country="PL"),
        city("Rumia", 18.39, 54.57, people=30_000, country="PL"),
        _CHAD,
    ]
    doc = text("Lorries from Chad were seen in Gdynia and in Rumia.", GPE=("Chad", "Gdynia", "Rumia"))
    mentions = find_places(doc, Gazetteer.from_rows(rows, read_words()))
    assert {m.text for m in mentions if m.place.is_resolved} == {"Chad", "Gdynia", "Rumia"}
