"""How an aircraft flew at the end of its fixes, where receivers repeat and mistake heights."""

from __future__ import annotations

import numpy as np
import pytest

from trigpoint.evidence.tracks.aircraft_state import state_at
from trigpoint.model.positions import MoverKind, Positions


def track(heights: list[float], speeds: list[float], every_s: float = 5.0, climb: float = 0.0) -> Positions:
    n = len(heights)
    return Positions(
        kind=MoverKind.AIRCRAFT,
        names=("abc123",),
        mover=np.zeros(n, np.int32),
        time=np.arange(n, dtype=np.float64) * every_s,
        lat=np.linspace(0.0, 0.1, n),
        lon=np.zeros(n),
        row=np.arange(n),
        altitude_ft=np.array(heights, np.float32),
        speed_kn=np.array(speeds, np.float32),
        course_deg=np.zeros(n, np.float32),
        climb_fpm=np.full(n, climb, np.float32),
    )


CRUISE = ([35000.0] * 30, [440.0] * 30)


def test_a_jet_at_approach_speed_that_still_tells_its_cruising_height_has_no_known_height() -> None:
    heights, speeds = CRUISE[0] + [35000.0] * 30, CRUISE[1] + [130.0] * 30
    assert np.isnan(state_at(track(heights, speeds), 59, is_end=True).altitude_ft)


def test_a_slow_aircraft_that_was_never_fast_keeps_its_height() -> None:
    assert state_at(track([9000.0] * 30, [95.0] * 30), 29, is_end=True).altitude_ft == pytest.approx(9000)


def test_one_height_far_from_those_beside_it_is_an_error() -> None:
    heights = [*CRUISE[0], 1200.0]
    assert state_at(track(heights, [440.0] * 31), 30, is_end=True).altitude_ft == pytest.approx(35000)


def test_a_height_is_carried_on_by_its_rate_to_the_last_fix() -> None:
    heights = [*(10000.0 - 125 * k for k in range(10)), np.nan, np.nan, np.nan, np.nan]  # 1,500 ft/min
    state = state_at(track(heights, [280.0] * 14, climb=-1500.0), 13, is_end=True)
    assert state.altitude_ft == pytest.approx(10000 - 125 * 13, abs=60)


def test_an_old_height_is_not_carried_over_a_change_of_speed() -> None:
    heights = [6000.0] * 10 + [np.nan] * 60
    speeds = [250.0] * 10 + [130.0] * 60
    assert np.isnan(state_at(track(heights, speeds), 69, is_end=True).altitude_ft)


def test_a_first_height_from_which_no_aircraft_gets_to_the_next_ones_is_not_used() -> None:
    later = [6000.0 + 200 * k for k in range(20)]
    told_once, told_often = [47900.0] + [np.nan] * 9, [47900.0] * 10
    for first in (told_once, told_often):
        state = state_at(track(first + later, [np.nan] * 10 + [280.0] * 20), 0, is_end=False)
        assert not state.altitude_ft > 10_000  # the next ones instead, or none
