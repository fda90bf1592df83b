"""Capitals by their rank, names that label an item, and which namesake is meant."""

from __future__ import annotations

import attrs
import pytest

from places.atlas import city, country, gazetteer, site, text
from trigpoint.places.gazetteer import Gazetteer, SiteType
from trigpoint.places.mentions import PlaceMention, find_places


@pytest.fixture
def atlas() -> Gazetteer:
    capital = attrs.evolve(city("Damascus", 36.29, 33.51, people=1_500_000), is_capital=True)
    return gazetteer(
        country("Syria", "SY", 38.5, 35.0),
        capital,
        city("Homs", 36.72, 34.72, people=775_000),
        city("Idlib", 36.63, 35.93),
    )


def placed(sentence: str, atlas: Gazetteer) -> dict[str, str]:
    return {m.text: m.place.name for m in find_places(text(sentence, GPE=("Homs",)), atlas) if m.place.is_resolved}


def test_a_people_s_capital_is_the_capital_of_its_country(atlas: Gazetteer) -> None:
    assert placed("They flew to the Syrian capital on Friday.", atlas) == {"Syrian capital": "Damascus"}


def test_the_capital_is_that_of_the_country_spoken_of(atlas: Gazetteer) -> None:
    assert placed("Shells hit Homs. Sirens sounded in the capital.", atlas)["capital"] == "Damascus"


@pytest.mark.parametrize(
    "sentence",
    [
        "In Homs the capital of the firm was gone.",
        "He faces capital punishment in Homs.",
        "Sirens sounded in the capital.",
        "Homs needs working capital.",
    ],
)
def test_money_punishment_and_a_country_not_spoken_of_have_no_capital(sentence: str, atlas: Gazetteer) -> None:
    assert not any("capital" in words for words in placed(sentence, atlas))


def test_what_is_near_is_a_place_though_spacy_sees_a_person(atlas: Gazetteer) -> None:
    def found(sentence: str) -> list[PlaceMention]:
        return find_places(text(sentence, PERSON="Idlib"), atlas)

    assert [m.place.name for m in found("Syria said jets had bombed men near Idlib.") if m.text == "Idlib"] == ["Idlib"]
    assert "Idlib" not in [m.text for m in found("Syria said a man met with Idlib.")]


def test_a_name_before_a_colon_at_the_start_of_a_line_labels_it(atlas: Gazetteer) -> None:
    labelled = find_places(text("Syria this week\nIdlib: Two men died."), atlas)
    assert "Idlib" in [m.text for m in labelled]
    assert "Idlib" not in [m.text for m in find_places(text("Syria this week\nIdlib says two men died."), atlas)]


def test_of_two_namesakes_the_one_in_a_country_of_the_sites_list_is_meant() -> None:
    towns = (city("Palmyra", 38.28, 34.56, people=50_000), city("Palmyra", -43.55, -21.46, people=46_000, country="BR"))
    sites = [site(f"Base {n}", 37.0 + n, 35.0, SiteType.BASE) for n in range(5)]
    words = "Jets bombed men near Palmyra."
    (undecided,) = find_places(text(words, GPE="Palmyra"), gazetteer(*towns))
    (decided,) = find_places(text(words, GPE="Palmyra"), gazetteer(*towns, *sites))
    assert not undecided.place.is_resolved
    assert decided.place.country == "SY"
