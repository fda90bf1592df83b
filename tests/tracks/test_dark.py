"""Ships seen held against vessels heard: pairs, those left over, and where nothing can be said."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracks.fleet import START, Fix, positions
from trigpoint.evidence.tracks.dark import DarkDetection, Seen, judge_detections, pictures
from trigpoint.evidence.tracks.detections import Detections, Orbit, Sensor, azimuth_shifts
from trigpoint.evidence.tracks.expected_positions import KM_PER_DEG, expected_at, learned_drift, motion_of
from trigpoint.model.positions import Mover, MoverKind, Positions

OPTICAL = Sensor(is_radar=False)
NOON = START + 6 * 3600.0
KM = 1 / KM_PER_DEG


def sailing(
    lat: float, lon: float, knots: float = 12.0, *, every: int = 5, silent: tuple[int, int] = (0, 0)
) -> list[Fix]:
    """Northward for twelve hours, with a silence in minutes."""
    way = knots * 1.852 / 60 * KM
    return [(m, lat + way * (m - 360), lon) for m in range(0, 720, every) if not silent[0] < m < silent[1]]


FLEET = [sailing(42 + 0.1 * k, 50 + 0.15 * k) for k in range(6)]


def seen(
    places: Sequence[tuple[float, float]], lengths: Sequence[float] | None = None, time: float = NOON
) -> Detections:
    lat, lon = np.array(places, np.float64).reshape(-1, 2).T
    metres = np.full(len(lat), np.nan) if lengths is None else np.array(lengths, np.float64)
    return Detections(lat=lat, lon=lon, time=np.full(len(lat), time), length_m=metres, row=np.arange(len(lat)))


def judged(
    ships: Detections, heard: Positions, movers: dict[str, Mover] | None = None, sensor: Sensor = OPTICAL
) -> list[DarkDetection]:
    return list(judge_detections(ships, heard, movers or {}, sensor=sensor))


def test_each_ship_is_the_vessel_that_was_there_and_the_one_left_over_is_not_broadcasting() -> None:
    ships = seen([(42 + 0.1 * k, 50 + 0.15 * k) for k in range(6)] + [(42.33, 50.22)])
    found = judged(ships, positions(*FLEET))
    assert [d.mover for d in found] == [*"abcdef", ""]
    assert found[-1].verdict is Seen.NOT_BROADCASTING
    assert found[-1].missed_match < 0.05
    assert all("off" not in reason.split() for d in found for reason in d.reasons)


def test_two_ships_where_one_vessel_was_heard_are_not_both_that_vessel() -> None:
    found = judged(seen([(42.0, 50.0), (42.004, 50.0), (42.1, 50.15), (42.2, 50.3)]), positions(*FLEET))
    assert sorted(d.mover for d in found) == ["", "a", "b", "c"]


def test_water_where_nobody_else_was_heard_is_coverage_unknown() -> None:
    (found,) = judged(seen([(30.0, 30.0)]), positions(*FLEET))
    assert found.verdict is Seen.COVERAGE_UNKNOWN
    assert found.unheard is None
    assert found.cover is None


def test_where_the_others_fell_silent_for_hours_nothing_is_called_not_broadcasting() -> None:
    holed = [sailing(42 + 0.1 * k, 50 + 0.15 * k, silent=(250, 470)) for k in range(6)]
    ships = seen([(42.25, 50.4), (42.45, 50.2)])
    assert all(d.verdict is not Seen.NOT_BROADCASTING for d in judged(ships, positions(*holed)))


def test_a_vessel_silent_for_an_hour_around_the_look_is_still_found() -> None:
    tracks = [sailing(42 + 0.1 * k, 50 + 0.15 * k, silent=(330, 391)) for k in range(6)]
    found = judged(seen([(42.0, 50.0), (42.1, 50.15)]), positions(*tracks))
    assert [d.mover for d in found] == ["a", "b"]


def test_the_longer_a_vessel_is_silent_the_less_is_known_of_its_place() -> None:
    heard = positions(*[sailing(42 + 0.1 * k, 50 + 0.15 * k, silent=(0, 0)) for k in range(3)])
    motion = motion_of(heard)
    drift = learned_drift(heard, motion)
    last = float(heard.time.max())
    scales = [float(expected_at(heard, motion, drift, last + s).scale_km[0]) for s in (0, 600, 3600, 3 * 3600)]
    assert scales == sorted(scales)
    assert scales[-1] > 10 * scales[0]


def test_a_radar_draws_a_ship_that_sails_away_from_it_against_the_flight() -> None:
    east, north = azimuth_shifts(Sensor(orbit=Orbit.ASCENDING), np.array([0.0]), np.array([36.0]), np.array([0.0]))[0]
    assert north[0] == pytest.approx(-0.69, abs=0.02)  # 10 m/s x sin 37 x 115 s, flying north
    assert abs(east[0]) < 0.12
    still = azimuth_shifts(Sensor(), np.array([40.0]), np.array([0.0]), np.array([0.0]))
    assert [float(np.hypot(*shift)[0]) for shift in still] == [0.0, 0.0]
    assert float(np.hypot(*azimuth_shifts(OPTICAL, np.array([40.0]), np.array([30.0]), np.array([9.0]))[0])[0]) == 0


def test_ships_under_way_are_matched_where_the_radar_draws_them() -> None:
    heading_east = [[(m, 42 + 0.01 * k, 49 + m * 0.0056 + 0.4 * k) for m in range(0, 720, 5)] for k in range(5)]
    heard = positions(*heading_east)
    there = expected_at(heard, motion_of(heard), learned_drift(heard, motion_of(heard)), NOON)
    sensor = Sensor(orbit=Orbit.DESCENDING)
    ((east, north),) = azimuth_shifts(sensor, there.lat, there.east_kmh, there.north_kmh)
    assert np.hypot(east, north).min() > 0.4
    drawn = list(zip(there.lat + north * KM, there.lon + east * KM / np.cos(np.radians(42)), strict=True))
    assert [d.mover for d in judged(seen(drawn), heard, sensor=sensor)] == list("abcde")
    assert [d.mover for d in judged(seen(drawn), heard, sensor=Sensor())] == list("abcde")  # orbit not known


def test_a_length_that_cannot_be_tells_two_neighbours_apart() -> None:
    tracks = [sailing(42, 50, silent=(330, 391)), sailing(42, 50.01, silent=(330, 391)), *FLEET[2:]]
    movers = {n: Mover(id=n, kind=MoverKind.VESSEL, length_m=m) for n, m in (("a", 300.0), ("b", 30.0))}
    for lengths, wanted in (((290.0, 33.0), ["a", "b"]), ((33.0, 290.0), ["b", "a"])):
        found = judged(seen([(42.0, 50.004), (42.0, 50.006)], lengths), positions(*tracks), movers)
        assert [d.mover for d in found] == wanted


def test_detections_minutes_apart_are_of_one_picture_and_hours_apart_of_two() -> None:
    assert [p.tolist() for p in pictures(np.array([100.0, 0.0, 9000.0, 40.0]))] == [[0, 1, 3], [2]]


@given(st.permutations(range(7)))
@settings(max_examples=15, deadline=None)
def test_the_order_of_the_ships_changes_nothing(order: list[int]) -> None:
    ships = seen([(42 + 0.1 * k, 50 + 0.15 * k) for k in range(6)] + [(42.33, 50.22)], list(range(50, 120, 10)))
    mixed = ships.at(np.array(order))
    by_row = {d.row: attrs.evolve(d, reasons=()) for d in judged(mixed, positions(*FLEET))}
    for one in judged(ships, positions(*FLEET)):
        other = by_row[one.row]
        assert (one.verdict, one.mover) == (other.verdict, other.mover)
        assert one.probability == pytest.approx(other.probability, abs=1e-6)


@given(st.lists(st.tuples(st.floats(-80, 80), st.floats(-179, 179)), min_size=1, max_size=8))
@settings(max_examples=20, deadline=None)
def test_every_ship_is_judged_once_with_probabilities(places: list[tuple[float, float]]) -> None:
    found = judged(seen(places), positions(*FLEET[:3]))
    assert sorted(d.row for d in found) == list(range(len(places)))
    assert len([d.mover for d in found if d.mover]) == len({d.mover for d in found if d.mover})
    for d in found:
        assert 0 <= d.probability <= 1 + 1e-9
        assert 0 <= d.missed_match <= 1
