"""Stops by radius and time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracks.fleet import START, positions, still
from trigpoint.evidence.tracks.motion import distances_km
from trigpoint.evidence.tracks.stops import LEAST_S, RADIUS_KM_OF_STOP, find_stops

KM = 1 / 111.2


def test_a_ship_at_anchor_between_two_legs_stopped_once_where_it_lay() -> None:
    sailing = [(float(m), 40 - (30 - m) * 0.5 * KM, 10.0) for m in range(30)]
    leaving = [(90.0 + m, 40 + m * 0.5 * KM, 10.0) for m in range(1, 30)]
    (stop,) = find_stops(positions(sailing + still(range(30, 91, 2), 40.0, 10.0) + leaving))
    assert [stop.lat, stop.lon] == pytest.approx([40, 10], abs=0.001)
    assert stop.start == pytest.approx(START + 1800, abs=61)
    assert stop.end == pytest.approx(START + 5400, abs=61)


def test_a_ship_that_swings_at_anchor_is_one_stop() -> None:
    swing = [(5.0 * k, 40 + 0.2 * KM * np.sin(k / 3), 10 + 0.2 * KM * np.cos(k / 3)) for k in range(60)]
    (stop,) = find_stops(positions(swing))
    assert (stop.first, stop.last) == (0, 59)


def test_a_ship_that_creeps_is_not_one_stop_for_ever() -> None:
    creeping = [(5.0 * k, 40 + 0.02 * KM * k, 10.0) for k in range(200)]
    assert max(stop.end - stop.start for stop in find_stops(positions(creeping))) < 4 * 3600


def test_a_slow_ship_under_way_does_not_stop() -> None:
    assert not list(find_stops(positions([(2.0 * k, 40 + 0.1 * KM * k, 10.0) for k in range(200)])))


def test_a_stop_does_not_reach_over_a_silence_of_half_a_day_or_into_another_ship() -> None:
    silent = still([0, 10, 40], 40, 10) + still([800, 840], 40, 10)
    found = list(find_stops(positions(silent, still([0, 20, 50], 40, 10))))
    assert [(stop.entity, stop.first, stop.last) for stop in found] == [("a", 0, 2), ("a", 3, 4), ("b", 5, 7)]


def test_a_stop_on_the_date_line_is_one_stop_with_its_centre_there() -> None:
    (stop,) = find_stops(positions([(5.0 * k, 0.0, 179.9995 if k % 2 else -179.9995) for k in range(20)]))
    assert abs(stop.lon) == pytest.approx(180, abs=0.001)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0.5, 20), st.floats(-0.3, 0.3), st.floats(-0.3, 0.3)), min_size=2, max_size=60))
def test_stops_are_long_enough_apart_and_within_the_diameter(steps: list[tuple[float, float, float]]) -> None:
    minutes, north, east = np.cumsum(np.array(steps), axis=0).T
    feed = positions(list(zip(minutes, 40 + north * KM, 10 + east * KM, strict=True)))
    before = -1
    for stop in find_stops(feed):
        assert stop.first > before
        before = stop.last
        assert stop.end - stop.start >= LEAST_S
        held = slice(stop.first, stop.last + 1)
        away = distances_km(feed.lat[stop.first], feed.lon[stop.first], feed.lat[held], feed.lon[held])
        assert away.max() <= 2 * RADIUS_KM_OF_STOP * 1.01
