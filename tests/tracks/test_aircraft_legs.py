"""Legs from airfield to airfield: landings that were heard, and one that a silence speaks for."""

from __future__ import annotations

import numpy as np

from tracks.flights import FIELDS, START, feed, stay
from trigpoint.evidence.tracks.aircraft_legs import Leg, find_legs
from trigpoint.model.positions import Positions

EVERY_S = 10.0


def flown(legs_minutes: float, *, ground_minutes: float = 20.0) -> Positions:
    """From the ground of XAAA (36 N 50 E) to the ground of XBBB (37.6 N 51.5 E), everything heard."""
    n, g = int(legs_minutes * 60 / EVERY_S), int(ground_minutes * 60 / EVERY_S)
    share = np.r_[np.zeros(g), np.linspace(0, 1, n), np.ones(g)]
    air = (share > 0.02) & (share < 0.98)
    count = len(share)
    track = {
        "time": START + EVERY_S * np.arange(count),
        "lat": 36.0 + 1.6 * share,
        "lon": 50.0 + 1.5 * share,
        "alt": np.where(air, 25000.0 * np.sin(np.pi * share), 0.0),
        "climb": np.zeros(count),
        "speed": np.where(air, 300.0, 5.0),
        "course": np.full(count, 37.0),
    }
    return feed({"own": track})


def legs_of(positions: Positions) -> list[Leg]:
    return list(find_legs(positions, FIELDS))


def test_a_flight_heard_from_ground_to_ground_is_one_leg_between_its_fields() -> None:
    (leg,) = legs_of(flown(30))
    assert (leg.origin.site, leg.destination.site) == ("XAAA", "XBBB")
    assert leg.origin.probability == leg.destination.probability == 1.0
    assert 0.4 < leg.hours < 0.6
    assert leg.origin.basis == "heard on the ground"


def test_a_silence_that_speaks_for_a_landing_parts_two_legs_at_the_likeliest_field() -> None:
    first, second = legs_of(feed({"own": stay(10, 6)}))
    assert first.destination.site == second.origin.site == "XAAA"
    assert 0 < first.destination.probability < 1
    assert "as if it had landed" in first.destination.basis
    assert first.destination.time <= second.origin.time


def test_a_flight_first_and_last_heard_in_cruise_has_no_known_ends() -> None:
    n = 200
    track = {
        "time": START + EVERY_S * np.arange(n),
        "lat": np.linspace(34.0, 37.0, n),
        "lon": np.full(n, 50.0),
        "alt": np.full(n, 35000.0),
        "climb": np.zeros(n),
        "speed": np.full(n, 420.0),
        "course": np.zeros(n),
    }
    (leg,) = legs_of(feed({"own": track}))
    assert leg.origin.site == leg.destination.site == ""
    assert leg.track_km > 300
