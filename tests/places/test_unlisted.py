"""Names that spaCy takes for persons or organisations, or not at all, and names in no list, by what is said of them."""

from __future__ import annotations

import pytest

from places.atlas import area, city, country, text
from trigpoint.places.gazetteer import Gazetteer, PlaceRow
from trigpoint.places.mentions import PlaceMention, find_places
from trigpoint.sources.placelists import read_words

_WORDS = read_words()
_ROWS = (
    country("Utopia", "MM", 96.0, 21.0),
    city("Morvane", 96.1, 21.9, people=1_200_000, country="MM", admin1="MM.01"),
    city("Zarkeli", 96.4, 22.3, people=14_000, country="MM"),
    city("Al-Dabqa", 96.6, 22.0, people=8_000, country="MM", aliases=("Tabqa",)),
    area("Ostrand", "MM", "MM.01", 96.0, 22.0),
)


def _found(written: str, *more: PlaceRow, **entities: str | tuple[str, ...]) -> list[PlaceMention]:
    return find_places(text(written, **entities), Gazetteer.from_rows((*_ROWS, *more), _WORDS))


def _texts(mentions: list[PlaceMention]) -> list[str]:
    return [m.text for m in mentions]


@pytest.mark.parametrize(
    "sentence",
    [
        "In Zarkeli, where shells fell, Utopia sent help.",
        "Around Zarkeli the rebels kept the road, Utopia said.",
        "After Zarkeli was shelled Utopia sent help.",
        "A truck burned on the Zarkeli road in Utopia.",
        "The siege of Zarkeli ended, Utopia said.",
        "Rebels attacked a camp off Zarkeli, Utopia said.",
    ],
)
def test_a_listed_town_is_found_though_spacy_calls_it_a_person(sentence: str) -> None:
    mentions = _found(sentence, PERSON="Zarkeli", GPE="Utopia")
    assert "Zarkeli" in [m.text for m in mentions if m.place.is_resolved]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Two boys died near Qorvash on Friday.", "Qorvash"),
        ("The base at Qorvash was overrun.", "Qorvash"),
        ("Mortars hit the hospital of Al-Qorvash.", "Al-Qorvash"),
        ("A bomb went off in Salah al-Qorv on Friday.", "Salah al-Qorv"),
        ("Jets bombed Qorvash at dawn.", "Qorvash"),
        ("Qorvash has not been evacuated.", "Qorvash"),
        ("The wounded were flown to Qorvash.", "Qorvash"),
        ("Two boys died near Zarkeli and Qorvash, medics said.", "Qorvash"),
    ],
)
def test_a_name_in_no_list_of_which_is_said_what_is_said_of_places_is_left_open(sentence: str, name: str) -> None:
    mention = next(m for m in _found(sentence, PERSON=name) if m.text == name)
    assert not mention.place.is_resolved
    assert mention.place.reason


def test_the_same_name_is_a_place_where_nothing_beside_it_says_so() -> None:
    mentions = _found("Two boys died near Qorvash. Qorvash is quiet now.", PERSON="Qorvash")
    assert _texts(mentions) == ["Qorvash", "Qorvash"]


@pytest.mark.parametrize(
    "sentence",
    [
        "He ate at Qorvash's restaurant.",
        "It was a case like that in Mr. Qorvash.",
        "The tanker was told to wait near MT Qorvash.",
        "The Panel met the panel in Panel session.",
        "He left. Qorvash said so.",
        "He studied at the University of Qorvash.",
    ],
)
def test_persons_ships_shops_and_common_nouns_are_no_places(sentence: str) -> None:
    assert _texts(_found(sentence)) == []


def test_a_spelling_that_sounds_like_an_alias_is_found_in_the_country_of_the_text() -> None:
    place = next(
        m.place for m in _found("Fire hit a depot in Tabqah, Utopia said.", GPE="Utopia") if m.text == "Tabqah"
    )
    assert (
        place.name == "Al-Dabqa" or not place.is_resolved
    )  # the own name sounds otherwise: a short name is not guessed
    longer = city("Ad Durayhimi", 96.3, 21.8, people=3_000, country="MM")
    mentions = _found("Mines killed a driver near Al-Duraihimi, Utopia said.", longer, GPE="Utopia")
    assert "Ad Durayhimi" in [m.place.name for m in mentions]


def test_a_spelling_far_from_all_else_in_its_country_is_not_believed() -> None:
    far = city("Durayhimi", 101.0, 12.0, people=3_000, country="MM")
    mentions = _found("Mines killed a driver near Duraihimi, Morvane and Utopia said.", far, GPE=("Utopia", "Morvane"))
    assert not next(m.place for m in mentions if m.text == "Duraihimi").is_resolved


def test_part_of_a_name_with_a_hyphen_is_not_the_town_of_that_part() -> None:
    pont = city("Pont", 2.6, 49.3, people=11_000, country="FR")
    mentions = _found("Gunmen killed 15 people in Pont-Qorvash.", pont, GPE="Pont-Qorvash")
    assert not any(m.place.is_resolved for m in mentions)


def test_the_first_word_of_a_longer_name_is_not_the_town_of_that_word() -> None:
    mentions = _found("A truck hit a post at Zarkeli Qorv.", FAC="Zarkeli Qorv")
    assert [(m.text, m.place.is_resolved) for m in mentions] == [("Zarkeli Qorv", False)]


def test_a_person_named_beside_a_place_is_no_place() -> None:
    assert _texts(_found("Two boys died near Zarkeli and Omar Qorvash said so.", PERSON="Omar Qorvash")) == ["Zarkeli"]


def test_two_towns_with_a_stroke_between_them_are_a_route() -> None:
    more = [
        city("Lanvo", 96.9, 22.4, people=90_000, country="MM"),
        city("Peshka", 97.2, 22.6, people=80_000, country="MM"),
    ]
    assert _texts(_found("Gunmen stopped a bus on the Lanvo-Peshka highway.", *more)) == ["Lanvo", "Peshka"]


def test_a_double_name_of_small_towns_is_no_route() -> None:
    more = [city("Lanvo", 96.9, 22.4, people=900, country="MM"), city("Peshka", 97.2, 22.6, people=800, country="MM")]
    assert _texts(_found("He met Lanvo-Peshka there.", *more)) == []


def test_a_compound_name_with_a_small_word_inside_is_one_name() -> None:
    mentions = _found(
        "Gangs rule Port-au-Zarkel.", city("Port-au-Zarkel", 96.2, 21.5, country="MM"), GPE="Port-au-Zarkel"
    )
    assert [(m.text, m.place.is_resolved) for m in mentions] == [("Port-au-Zarkel", True)]


def test_no_list_of_words_holds_a_truth_value() -> None:
    """YAML reads a bare `off` or `no` as one."""
    for name in ("locative", "openers", "taking", "seldom_places", "ways", "parts"):
        assert all(isinstance(word, str) for word in getattr(_WORDS, name)), name
    assert "off" in _WORDS.locative
