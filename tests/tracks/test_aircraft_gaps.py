"""Why an aircraft was not heard: landed, a hole, alone, withheld; and never a switch-off without others heard."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracks.flights import FIELDS, START, Track, feed, flight, stay, without
from trigpoint.evidence.tracks.aircraft_gaps import explain_aircraft
from trigpoint.evidence.tracks.gap_record import Gap
from trigpoint.model.positions import FixSource
from trigpoint.places.airfields import Airfields, gathered


def told(name: str, tracks: dict[str, Track], fields: Airfields = FIELDS) -> Gap:
    return next(gap for gap in explain_aircraft(feed(tracks), fields) if gap.entity == name)


CROWD = {f"n{k}{w}": flight(48.8 + 0.3 * k, begins=8 * w - 16) for k in range(9) for w in range(5)}


def test_an_aircraft_silent_alone_at_height_was_likely_switched_off() -> None:
    gap = told("own", {**CROWD, "own": without(flight(50.05), 12, 26)})
    assert gap.verdict == "likely_transponder_off"
    assert any("were heard meanwhile" in reason for reason in gap.reasons)
    assert gap.would_change_if


def test_an_aircraft_silent_with_all_the_others_flew_through_a_hole() -> None:
    hushed = {name: without(track, 11, 27) for name, track in CROWD.items()}
    gap = told("own", {**hushed, "own": without(flight(50.05), 12, 26)})
    assert gap.verdict == "coverage_hole_enroute"


def test_an_aircraft_alone_in_its_feed_is_never_said_to_be_off() -> None:
    gap = told("own", {"own": without(flight(50.05), 12, 26)})
    assert gap.verdict == "coverage_hole_enroute"
    assert any("cannot be judged" in reason for reason in gap.reasons)


def test_an_aircraft_lost_descending_and_back_climbing_hours_later_landed_near_by() -> None:
    gap = told("own", {"own": stay(10, 6)})
    assert gap.verdict == "landed_under_coverage_floor"
    assert gap.candidates[0].site == "XAAA"


def test_a_peer_high_above_says_nothing_about_reception_low_down() -> None:
    low = without(flight(50.05, height=9000.0), 12, 26)
    gap = told("own", {**CROWD, "own": low})
    assert any("no other aircraft is known near by at that height" in reason for reason in gap.reasons)
    assert gap.verdict != "likely_transponder_off"


def test_fixes_worked_out_by_others_while_none_is_broadcast_are_position_withheld() -> None:
    track = flight(50.05)
    minute = (track["time"] - START) / 60
    quiet = (minute > 12) & (minute < 26)
    source = {"own": np.where(quiet, FixSource.MLAT, FixSource.ADSB).astype(np.int8)}
    gaps = list(explain_aircraft(feed({"own": track}, source), FIELDS))
    assert [gap.verdict for gap in gaps] == ["position_withheld"]


def test_no_airfield_known_gives_no_candidate() -> None:
    gap = told("own", {"own": stay(10, 6)}, gathered(()))
    assert gap.candidates == ()


@settings(max_examples=12, deadline=None)
@given(start=st.floats(3, 15), length=st.floats(11, 20), height=st.floats(3000, 41000))
def test_probabilities_sum_to_one_whatever_the_silence(start: float, length: float, height: float) -> None:
    for gap in explain_aircraft(feed({"own": without(flight(50.0, height=height), start, start + length)}), FIELDS):
        assert sum(p for _, p in gap.probabilities) == pytest.approx(1.0)
        assert all(0 <= p <= 1 for _, p in gap.probabilities)
        assert sum(c.probability for c in gap.candidates) <= 1.0 + 1e-9


def test_a_rerun_gives_the_same_numbers() -> None:
    tracks = {**CROWD, "own": without(flight(50.05), 12, 26)}
    assert list(explain_aircraft(feed(tracks), FIELDS)) == list(explain_aircraft(feed(tracks), FIELDS))


def until(track: Track, minute: float) -> Track:
    """The same, cut off."""
    return {name: values[(track["time"] - START) / 60 <= minute] for name, values in track.items()}


def test_a_file_of_one_flight_that_breaks_off_low_in_descent_tells_where_it_may_have_landed() -> None:
    gap = told("own", {"own": until(stay(10, 6), 20)})
    assert gap.on is None
    assert gap.verdict == "landed_under_coverage_floor"
    assert gap.candidates[0].site == "XAAA"
    assert any("the file ends there" in reason for reason in gap.reasons)


def test_a_file_of_one_flight_that_ends_in_cruise_tells_of_no_silence() -> None:
    assert list(explain_aircraft(feed({"own": flight(50.05)}), FIELDS)) == []


def test_an_aircraft_lost_in_descent_and_never_heard_again_is_not_said_to_be_off() -> None:
    down = until(stay(10, 6), 14)  # at some 15,000 ft, where others are heard
    down["alt"] = down["alt"] + 6000.0
    gap = told("own", {**CROWD, "own": down, "late": flight(52.0, begins=90)})
    assert gap.verdict != "likely_transponder_off"


def test_an_outage_whose_edges_the_flight_crossed_is_seen_though_others_just_outside_are_heard() -> None:
    # everybody inside 1.1 degrees around (36, 50) is silent in the meantime; the flight is lost and found at its edge
    def hushed(track: Track) -> Track:
        inside = np.hypot(track["lat"] - 36.0, (track["lon"] - 50.0) * 0.81) < 1.1
        return {name: values[~inside] for name, values in track.items()}

    tracks = {name: hushed(track) for name, track in CROWD.items()}
    gap = told("own", {**tracks, "own": hushed(flight(50.05))})
    assert gap.verdict == "coverage_hole_enroute"
