from __future__ import annotations

import pytest

from trigpoint.places.coordinates import find_coordinates


@pytest.mark.parametrize(
    ("words", "lat", "lon"),
    [
        ("35.4N 35.9E", 35.4, 35.9),
        ("33°25'N 36°31'E", 33.41667, 36.51667),
        ("33°25′30″S, 36°31′W", -33.425, -36.51667),
        ("(35.4012, 35.9487)", 35.4012, 35.9487),
    ],
)
def test_numbers_that_are_a_point_are_read(words: str, lat: float, lon: float) -> None:
    [(start, end, place)] = find_coordinates(f"It fell at {words} at night.")
    assert f"It fell at {words} at night."[start:end] == words
    assert place.lat == pytest.approx(lat, abs=1e-4)
    assert place.lon == pytest.approx(lon, abs=1e-4)


@pytest.mark.parametrize(
    "words", ["12.5, 13.5 percent", "95.123N 10.1E", "1.2345, 200.1234", "flight 35N", "version 3.8.1"]
)
def test_other_numbers_are_not(words: str) -> None:
    assert find_coordinates(words) == []


def test_fewer_digits_mean_more_doubt() -> None:
    coarse, fine = (find_coordinates(t)[0][2].radius_m for t in ("35N 36E", "35.4012N 36.1234E"))
    assert coarse is not None
    assert fine is not None
    assert coarse > 50_000 > 20 > fine


def test_a_long_run_of_spaces_behind_a_number_is_read_in_one_pass() -> None:
    assert find_coordinates("33" + " " * 200_000 + "N") == []
