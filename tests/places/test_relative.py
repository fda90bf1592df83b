from __future__ import annotations

import pytest

from places.atlas import found
from trigpoint.model import Place, PlaceMethod
from trigpoint.places.geodesy import distance_m


def pointed(sentence: str, name: str) -> Place | None:
    mention = next(m for m in found(sentence, GPE=("Homs", "Syria", "Damascus", "Palmyra")) if m.text == name)
    assert mention.place.is_resolved
    return mention.relative


def away_m(place: Place, lon: float, lat: float) -> float:
    assert place.lon is not None
    assert place.lat is not None
    return distance_m(place.lon, place.lat, lon, lat)


@pytest.mark.parametrize(
    ("words", "metres"),
    [
        ("25 km east of", 25_000),
        ("600 miles (966 km) east of", 965_606),
        ("1,200 kilometres east of the city of", 1_200_000),
        ("40 nautical miles to the east of", 74_080),
    ],
)
def test_a_distance_and_a_direction_move_the_point(words: str, metres: float) -> None:
    place = pointed(f"A convoy was hit {words} Homs in Syria.", "Homs")
    assert place is not None
    assert away_m(place, 36.72, 34.72) == pytest.approx(metres, rel=0.001)
    assert place.lon is not None
    assert place.lon > 36.72
    assert place.method is PlaceMethod.RELATIVE


def test_a_distance_without_a_direction_is_a_circle_that_reaches_it() -> None:
    place = pointed("A convoy was hit 25 km from Homs in Syria.", "Homs")
    assert place is not None
    assert (place.lon, place.lat) == (36.72, 34.72)
    assert place.radius_m is not None
    assert place.radius_m > 25_000


def test_near_a_town_widens_and_does_not_move() -> None:
    place = pointed("A convoy was hit near Homs in Syria.", "Homs")
    assert place is not None
    assert (place.lon, place.lat) == (36.72, 34.72)
    assert place.reason == "near Homs"


def test_the_north_of_a_country_lies_north_and_is_smaller() -> None:
    place = pointed("A convoy was hit in northern Syria.", "Syria")
    assert place is not None
    assert place.lat is not None
    assert place.lat > 35.5
    assert place.radius_m is not None
    assert place.radius_m < 300_000


def test_between_two_towns_reaches_both() -> None:
    place = pointed("A convoy was hit between Homs and Palmyra in Syria.", "Homs")
    assert place is not None
    assert place.radius_m is not None
    assert away_m(place, 36.72, 34.72) <= place.radius_m
    assert away_m(place, 38.28, 34.56) <= place.radius_m


def test_a_name_alone_points_at_itself() -> None:
    assert pointed("A convoy was hit in Homs in Syria.", "Homs") is None


def test_talks_between_countries_are_nowhere_between_them() -> None:
    mentions = found("Talks between Syria and Libya failed.", GPE=("Syria", "Libya"))
    assert [m.relative for m in mentions] == [None, None]
