"""Why an aircraft was not heard: landed, a hole, alone, withheld; and never a switch-off without others heard."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from trigpoint.evidence.tracks.aircraft_gaps import explain_aircraft
from trigpoint.evidence.tracks.gap_record import Gap
from trigpoint.model.positions import FixSource, MoverKind, Positions
from trigpoint.places.airfields import Airfield, Airfields, gathered

START = 1.7e9
EVERY_S = 10.0
KN = 420.0
DEG_S = KN * 1.852 / 111.195 / 3600  # degrees of latitude a second
FIELD = Airfield(code="XAAA", name="Alpha", lat=36.0, lon=50.0, elevation_ft=0.0, weight=10.0)
OTHER = Airfield(code="XBBB", name="Beta", lat=37.6, lon=51.5, elevation_ft=0.0, weight=10.0)
FIELDS = gathered((FIELD, OTHER))
Track = dict[str, NDArray[np.float64]]


def flight(
    lon: float, *, south: float = 34.0, minutes: float = 40.0, begins: float = 0.0, height: float = 35000.0
) -> Track:
    """Level, northwards."""
    t = np.arange(0.0, minutes * 60, EVERY_S)
    return {
        "time": START + begins * 60 + t,
        "lat": south + DEG_S * t,
        "lon": np.full(len(t), lon),
        "alt": np.full(len(t), height),
        "climb": np.zeros(len(t)),
        "speed": np.full(len(t), KN),
        "course": np.zeros(len(t)),
    }


def without(track: Track, start_min: float, end_min: float) -> Track:
    """The same, unheard between two minutes after the start."""
    minute = (track["time"] - START) / 60
    return {name: values[(minute < start_min) | (minute > end_min)] for name, values in track.items()}


def stay(arrival_min: float, hours: float) -> Track:
    """Down to FIELD from the south until 6,000 ft; from 6,000 ft up to the south some hours later."""
    seconds = np.arange(0.0, 600.0, EVERY_S)
    speed = 250.0
    km = 35 + speed * 1.852 / 3600 * seconds
    height = 6000 + 1500 / 60 * seconds
    down, up = arrival_min * 60 + 600 - seconds[::-1], arrival_min * 60 + 600 + hours * 3600 + seconds
    n = len(seconds)
    return {
        "time": START + np.r_[down, up],
        "lat": FIELD.lat - np.r_[km[::-1], km] / 111.195,
        "lon": np.full(2 * n, FIELD.lon),
        "alt": np.r_[height[::-1], height],
        "climb": np.r_[np.full(n, -1500.0), np.full(n, 1500.0)],
        "speed": np.full(2 * n, speed),
        "course": np.r_[np.zeros(n), np.full(n, 180.0)],
    }


def feed(tracks: dict[str, Track], source: dict[str, NDArray[np.int8]] | None = None) -> Positions:
    """The feed of some tracks."""
    names = tuple(sorted(tracks))

    def put(column: str) -> NDArray[np.float64]:
        return np.concatenate([tracks[name][column] for name in names])

    return Positions(
        kind=MoverKind.AIRCRAFT,
        names=names,
        mover=np.concatenate([np.full(len(tracks[name]["time"]), k, np.int32) for k, name in enumerate(names)]),
        time=put("time"),
        lat=put("lat"),
        lon=put("lon"),
        row=np.arange(len(put("time"))),
        altitude_ft=put("alt").astype(np.float32),
        climb_fpm=put("climb").astype(np.float32),
        speed_kn=put("speed").astype(np.float32),
        course_deg=put("course").astype(np.float32),
        source=np.concatenate([source[name] for name in names]) if source else None,
    )


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
