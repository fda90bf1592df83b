"""An unlisted name stands where the words behind it put it, and a namesake elsewhere is not it."""

from __future__ import annotations

import attrs
import pytest

from places.atlas import area, city, country, text
from trigpoint.model import PlaceKind
from trigpoint.places.gazetteer import Gazetteer
from trigpoint.places.mentions import PlaceMention, find_places
from trigpoint.sources.placelists import read_words

_WORDS = read_words()
_ROWS = (
    country("Utopia", "MM", 96.0, 21.0),
    area("Ostrand", "MM", "MM.01", 96.0, 22.0),
    city("Morvane", 96.1, 21.9, people=1_200_000, country="MM", admin1="MM.01"),
    city("Belta", 104.0, 12.0, people=4_000, country="MM", admin1="MM.09"),
)


def _mention(written: str, name: str) -> PlaceMention:
    doc = text(written, GPE=("Ostrand", "Morvane", "Utopia", name))
    return next(m for m in find_places(doc, Gazetteer.from_rows(_ROWS, _WORDS)) if m.text == name)


@pytest.mark.parametrize(
    "words", [", in Ostrand, on Sunday", " in the Ostrand region", ", Ostrand province", " (Ostrand)"]
)
def test_an_unlisted_name_stands_for_the_area_behind_it(words: str) -> None:
    mention = _mention(f"A drone hit Qorvash{words}.", "Qorvash")
    assert not mention.place.is_resolved
    assert mention.relative is not None
    assert mention.relative.name == "Ostrand"
    assert "no list has Qorvash" in mention.relative.reason


def test_an_unlisted_name_stands_at_the_spot_its_side_of_a_town_gives() -> None:
    mention = _mention("A drone hit Qorvash, 40 km west of Morvane, on Sunday.", "Qorvash")
    assert mention.relative is not None
    assert mention.relative.lon is not None
    assert mention.relative.lon < 96.1


def test_a_street_stands_for_its_town() -> None:
    doc = text("Men met on Qorvash Street, Morvane.", FAC="Qorvash Street", GPE="Morvane")
    street = next(m for m in find_places(doc, Gazetteer.from_rows(_ROWS, _WORDS)) if m.text == "Qorvash Street")
    assert street.relative is not None
    assert street.relative.name == "Morvane"


def test_a_list_of_names_is_no_nesting() -> None:
    assert _mention("Drones hit Qorvash, Morvane and Utopia.", "Qorvash").relative is None


@pytest.mark.parametrize("words", [" in the Ostrand region", ", north of Morvane"])
def test_a_namesake_that_lies_elsewhere_than_the_text_says_is_left_open(words: str) -> None:
    place = _mention(f"A plane crashed at Belta{words}, Utopia said.", "Belta").place
    assert not place.is_resolved
    assert "elsewhere" in place.reason


def test_the_namesake_is_placed_where_nothing_puts_it_elsewhere() -> None:
    assert _mention("A plane crashed at Belta, Utopia said.", "Belta").place.is_resolved


def test_a_small_country_stands_at_the_capital_that_bears_its_name() -> None:
    small = country("Minima", "DJ", 42.0, 11.0, people=900_000)
    rows = (
        country("Utopia", "MM", 96.0, 21.0),
        attrs.evolve(small, radius_m=100_000.0),
        city("Minima", 43.1, 11.6, people=600_000, country="DJ"),
    )
    doc = text("The ship put into Minima.", GPE="Minima")
    (mention,) = find_places(doc, Gazetteer.from_rows(rows, _WORDS))
    assert (mention.place.kind, mention.place.lon, mention.place.radius_m) == (PlaceKind.COUNTRY, 43.1, 100_000.0)
