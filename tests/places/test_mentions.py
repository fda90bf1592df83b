from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from places.atlas import area, city, found, gazetteer, only, site, text
from trigpoint.model import PlaceKind, PlaceMethod
from trigpoint.places.gazetteer import Gazetteer, SiteType
from trigpoint.places.mentions import find_places


def test_a_listed_town_is_placed_where_spacy_sees_nothing() -> None:
    place = only(found("Jets struck a convoy in Homs on Friday, Syria said.", GPE="Syria"), "Homs")
    assert (place.lon, place.lat, place.country) == (36.72, 34.72, "SY")
    assert place.method is PlaceMethod.GAZETTEER


def test_a_site_is_found_though_spacy_calls_it_a_product() -> None:
    place = only(found("Drones were moved to the T-4 base.", PRODUCT="T-4"), "T-4 base")
    assert place.ref == "site:Tiyas Air Base"
    assert place.method is PlaceMethod.SITES


@pytest.mark.parametrize(
    "sentence",
    [
        "The Washington Post wrote so.",
        "Students of the University of Damascus met.",
        "Gen. Homs was there.",
        "Tell us in March.",
    ],
)
def test_names_of_papers_people_and_months_are_no_places(sentence: str) -> None:
    assert found(sentence) == []


def test_a_surname_that_is_a_town_is_no_place_in_a_persons_name() -> None:
    assert found("Paris Hilton spoke to American fans.", PERSON="Paris Hilton") == []


def test_the_pronoun_and_the_currency_are_not_the_united_states() -> None:
    us = country_named_us()
    assert find_places(text("Us too. They told us it cost US$5."), us) == []


def country_named_us() -> Gazetteer:
    return gazetteer(city("US", -99.0, 39.5, people=10_000_000, country="US"))


def test_the_country_the_text_names_decides_between_towns_of_one_name() -> None:
    place = only(found("Shells fell on Tripoli, Libya said nothing.", GPE=("Tripoli", "Libya")), "Tripoli")
    assert place.country == "LY"


def test_the_state_behind_the_comma_decides_and_is_decided() -> None:
    mentions = found("He flew to Atlanta, Georgia, on Sunday.", GPE=("Atlanta", "Georgia"))
    assert only(mentions, "Georgia").ref == "test:US.GA"
    assert only(mentions, "Atlanta").country == "US"


def test_two_towns_alike_are_left_open_and_both_are_named() -> None:
    place = only(found("A man from Springfield was held.", GPE="Springfield"), "Springfield")
    assert not place.is_resolved
    assert "could be" in place.reason
    assert {c.ref for c in place.alternatives} == {"test:Springfield-US"}
    assert len(place.alternatives) == 2


def test_a_head_says_whether_the_town_or_its_province_is_meant() -> None:
    assert only(found("Homs province was shelled, Syria said.", GPE=("Homs", "Syria")), "Homs").kind is PlaceKind.ADMIN1
    assert (
        only(found("The centre of Homs was shelled, Syria said.", GPE=("Homs", "Syria")), "Homs").kind
        is PlaceKind.SETTLEMENT
    )


def test_another_spelling_is_found_in_a_country_the_text_names() -> None:
    place = only(found("Trucks stood near Albukamal in Syria.", GPE="Syria"), "Albukamal")
    assert place.name == "Albū Kamāl"
    assert place.reason


def test_another_spelling_is_not_believed_in_a_country_the_text_does_not_name() -> None:
    place = only(found("Trucks stood near Albukamal in Libya.", GPE=("Libya", "Albukamal")), "Albukamal")
    assert not place.is_resolved


def test_a_name_in_no_list_is_kept_with_a_reason() -> None:
    place = only(found("Shells fell on Qwertopolis.", GPE="Qwertopolis"), "Qwertopolis")
    assert not place.is_resolved
    assert "no place list" in place.reason


def test_the_port_at_a_town_names_the_town_and_points_at_the_port() -> None:
    mention = next(
        m for m in found("Russia keeps a port at Tartus in Syria.", GPE=("Syria", "Tartus")) if m.text == "Tartus"
    )
    assert mention.place.kind is PlaceKind.SETTLEMENT
    assert mention.relative is not None
    assert mention.relative.ref == "site:Tartus naval facility"


def test_a_factory_in_no_list_stands_at_its_town_with_more_doubt() -> None:
    place = only(found("The Homs missile factory burned in Syria.", GPE="Syria"), "Homs missile factory")
    assert (place.lon, place.lat) == (36.72, 34.72)
    assert place.radius_m is not None
    assert place.radius_m >= 15_000
    assert "stands for Homs" in place.reason


def test_a_site_with_the_towns_name_wins_over_the_town_where_the_words_ask_for_one() -> None:
    plant = site("Homs defence factories", 36.6, 34.7, SiteType.PLANT)
    assert (
        only(found("The Homs missile factory burned in Syria.", plant, GPE="Syria"), "Homs missile factory").ref
        == plant.ref
    )


def test_an_abbreviation_in_brackets_means_the_long_name_from_then_on() -> None:
    nsw = area("New South Wales", "AU", "AU.02", 147.0, -32.0, people=8_000_000)
    mentions = found("Fires burn in New South Wales (NSW). The NSW premier left.", nsw, GPE="New South Wales")
    assert [m.place.ref for m in mentions] == ["test:AU.02"] * 3


def test_an_arabic_name_is_found_in_an_arabic_text() -> None:
    assert [m.place.name for m in found("قصف على تدمر في سوريا", GPE="تدمر")] == ["Tadmur"]


def test_a_list_carries_trust_from_the_sure_to_the_doubtful() -> None:
    mentions = found("Shells hit Damascus, Homs and Palmyra in Syria.", GPE="Damascus", PERSON="Palmyra")
    assert [m.place.name for m in mentions] == ["Damascus", "Homs", "Tadmur", "Syria"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "Homs Syria near the , . - Gen T-4 base Georgia 25 km north of and ( ) US$ \n port Albukamal ' ’s".split(
                " "
            )
        ),
        max_size=25,
    )
)
def test_mentions_never_overlap_and_say_what_stands_there(words: list[str]) -> None:
    content = " ".join(words)
    mentions = find_places(text(content), gazetteer())
    assert all(content[m.start : m.end] == m.text for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))


def test_the_order_of_the_rows_changes_nothing() -> None:
    rows = [
        city("Homs", 36.72, 34.72),
        city("Homs", 14.26, 32.65, country="LY", people=100_000),
        city("Damascus", 36.29, 33.51),
    ]
    content = text("Shells fell on Homs and on Damascus.", GPE=("Homs", "Damascus"))
    one, other = (find_places(content, Gazetteer.from_rows(r, gazetteer().words)) for r in (rows, rows[::-1]))
    assert [m.place for m in one] == [m.place for m in other]


def test_one_is_never_north_of_a_person() -> None:
    place = only(found("Jets struck stores north of Palmyra, Syria said.", GPE="Syria", PERSON="Palmyra"), "Palmyra")
    assert place.is_resolved


def test_a_base_called_a_garrison_or_set_in_quotation_marks_is_the_same_base() -> None:
    for words in ("“T-4” base", "T-4 garrison"):
        mentions = found(f"Drones were moved to the {words}.")
        assert [m.place.ref for m in mentions] == ["site:Tiyas Air Base"], words
