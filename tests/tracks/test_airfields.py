"""Which airfield a flight ended at or began from: the way to its runways, and what other flights of the feed did."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trigpoint.evidence.tracks.aircraft_flows import AirEnds, learned_flows
from trigpoint.evidence.tracks.aircraft_state import State
from trigpoint.evidence.tracks.airfields import fitted
from trigpoint.evidence.tracks.approach import FINAL_KM, shortest_turns, ways_km
from trigpoint.model.positions import FixSource
from trigpoint.places.airfields import Airfield, gathered

KM = 1 / 111.195
STATE = State(
    time=0.0, lat=0.0, lon=0.0, altitude_ft=6000.0, climb_fpm=-1200.0, speed_kn=250.0, course_deg=0.0, is_on_ground=False,
    source=FixSource.ADSB, nic=-1, nac_p=-1, fastest_kn=450.0,
)  # fmt: skip
HUB = Airfield(code="HUBB", name="Hub", lat=0.0, lon=0.0, weight=10.0, length_ft=11000.0, headings_deg=(90.0,))


def at(north_km: float, east_km: float, **changes: Any) -> State:
    return attrs.evolve(STATE, lat=north_km * KM, lon=east_km * KM, **changes)


def way(state: State, heading: float) -> float:
    headings = np.full((1, 8), np.nan)
    headings[0, 0] = heading
    return float(ways_km(state.lat, state.lon, state.course_deg, 3.0, False, np.zeros(1), np.zeros(1), headings)[0, 0])


@settings(deadline=None)
@given(x=st.floats(-80, 80), y=st.floats(-80, 80), course=st.floats(0, 6.28), radius=st.floats(0.5, 6))
def test_no_way_with_turns_is_shorter_than_the_straight_one(x: float, y: float, course: float, radius: float) -> None:
    length = shortest_turns(x, y, course, radius)
    assert length >= np.hypot(x, y) - 1e-6
    assert length == pytest.approx(shortest_turns(-x, y, -course % (2 * np.pi), radius), abs=1e-6)  # in the mirror


def test_a_straight_in_approach_is_as_long_as_the_distance() -> None:
    assert way(at(0, -40, course_deg=90.0), 90.0) == pytest.approx(40.0, abs=0.1)


def test_flying_away_from_the_final_takes_two_half_turns_more() -> None:
    outbound = way(at(0, -40, course_deg=270.0), 90.0)
    assert outbound > 40 + 2 * np.pi * 3.0 - 6 - FINAL_KM
    assert outbound < 40 + 4 * np.pi * 3.0


def test_a_jet_is_not_said_to_land_on_a_grass_strip_that_lies_nearer() -> None:
    strip = Airfield(code="GRAS", name="Grass", lat=0.1, lon=-0.1, weight=0.3, length_ft=1800.0, headings_deg=(90.0,))
    fit = fitted(gathered((HUB, strip)), at(0, -35, course_deg=90.0), is_arrival=True)
    codes = [gathered((HUB, strip)).fields[k].code for k in fit.index.tolist()]
    share = dict(zip(codes, (fit.weight * fit.density).tolist(), strict=True))
    assert share["HUBB"] > 20 * share.get("GRAS", 0.0)


def test_a_climb_too_steep_from_the_farther_field_came_from_the_nearer() -> None:
    far = attrs.evolve(HUB, code="FARR", lat=0.0, lon=-40 * KM)
    fields = gathered((HUB, far))
    fit = fitted(fields, at(0, 20, course_deg=90.0, climb_fpm=2800.0), is_arrival=False)
    share = {fields.fields[k].code: d for k, d in zip(fit.index.tolist(), fit.density.tolist(), strict=True)}
    assert share["HUBB"] > 5 * share["FARR"]


def test_height_unknown_and_slow_beside_a_field_fits_that_field_best() -> None:
    far = attrs.evolve(HUB, code="FARR", lon=60 * KM)
    fields = gathered((HUB, far))
    state = at(0, -6, course_deg=90.0, altitude_ft=np.nan, speed_kn=135.0)
    fit = fitted(fields, state, is_arrival=True)
    best = fields.fields[int(fit.index[np.argmax(fit.density)])].code
    assert best == "HUBB"


def ends_of(states: list[State], is_arrival: list[bool], partner: list[int]) -> AirEnds:
    return AirEnds(
        fix=np.arange(len(states)),
        states=tuple(states),
        is_arrival=np.array(is_arrival),
        partner=np.array(partner),
        teaches=np.ones(len(states)),
    )


def share_of(fields_code: str, ends: AirEnds, end: int) -> float:
    fields = gathered((NORTH, SOUTH))
    index, density, weight = learned_flows(fields, ends).of(end)
    joint = density * weight
    codes = [fields.fields[k].code for k in index.tolist()]
    return float(joint[codes.index(fields_code)] / joint.sum())


NORTH = attrs.evolve(HUB, code="NORT", lat=15 * KM)
SOUTH = attrs.evolve(HUB, code="SOUT", lat=-15 * KM)
BETWEEN = at(0, -35, course_deg=90.0)
FROM_SOUTH = at(-15, 14, course_deg=90.0, climb_fpm=2600.0, altitude_ft=5000.0)


def test_an_arrival_between_two_fields_is_open_until_others_like_it_leave_from_one() -> None:
    alone = ends_of([BETWEEN], [True], [-1])
    assert share_of("SOUT", alone, 0) == pytest.approx(0.5, abs=0.05)
    arrivals = [BETWEEN] + [at(0.4 * k - 1, -35 + 0.5 * k, course_deg=90.0) for k in range(4)]
    departures = [attrs.evolve(FROM_SOUTH, lon=FROM_SOUTH.lon + 0.3 * k * KM) for k in range(4)]
    partner = [-1, 5, 6, 7, 8, 1, 2, 3, 4]
    learned = ends_of(arrivals + departures, [True] * 5 + [False] * 4, partner)
    assert share_of("SOUT", learned, 0) > 0.85


def test_a_field_whose_landings_are_heard_to_the_ground_is_less_likely_to_have_an_unheard_one() -> None:
    # seven land at each; those in the north are heard down to 300 ft, those in the south are lost at 6,000 ft
    heard = [at(15, -3 - 0.1 * k, course_deg=90.0, altitude_ft=300.0, speed_kn=140.0) for k in range(7)]
    lost = [at(-15, -36 - 0.1 * k, course_deg=90.0) for k in range(7)]
    ends = ends_of([BETWEEN, *heard, *lost], [True] * 15, [-1] * 15)
    assert share_of("SOUT", ends, 0) > 0.6
