"""What a feed's outages look like is learnt from its plain ones; where there are none, the assumption stands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.evidence.tracks.outage_size import (
    DISCS,
    RADII_KM,
    RADIUS_WEIGHTS,
    SPARED,
    SPARED_WEIGHTS,
    log_odds_of_outage,
)

ASSUMED = float(SPARED_WEIGHTS @ SPARED)


def ratios_of(silences: int, spared: int, radius: int, times: float) -> np.ndarray:
    """Silences that an outage of one radius and share spared explains so many times better than any other."""
    ratios = np.full((silences, len(RADII_KM), len(SPARED)), 0.5)
    ratios[:, radius, spared] = times
    return ratios


def test_the_weights_assumed_sum_to_one() -> None:
    assert RADIUS_WEIGHTS.sum() == pytest.approx(1)
    assert SPARED_WEIGHTS.sum() == pytest.approx(1)


def test_the_discs_of_each_radius_share_one_prior() -> None:
    assert DISCS[:, :, 3].sum(axis=1) == pytest.approx(1)


def test_four_heard_all_round_rule_out_as_many_discs_however_the_compass_lies() -> None:
    left = [escaping(6.0, north) for north in range(0, 90, 3)]
    assert max(left) < 0.03
    assert max(left) - min(left) < 0.3 * float(np.mean(left))


def escaping(km: float, degrees: float) -> float:
    """Share of the prior of the discs that hold none of four neighbours so far away, at right angles."""
    free = np.ones(DISCS.shape[:2], bool)
    for quarter in range(4):
        angle = np.radians(degrees + 90 * quarter)
        apart = np.hypot(DISCS[:, :, 1] - km * np.sin(angle), DISCS[:, :, 2] - km * np.cos(angle))
        free &= apart > DISCS[:, :, 0]
    return float((RADIUS_WEIGHTS[:, None] * DISCS[:, :, 3] * free).sum())


def test_without_a_peer_anywhere_nothing_is_learnt_and_nothing_said() -> None:
    log, spared = log_odds_of_outage(np.ones((4, len(RADII_KM), len(SPARED))), np.zeros(4, bool))
    assert np.allclose(log, 0)
    assert spared == pytest.approx(ASSUMED)


def test_plain_outages_that_spare_many_teach_that_the_next_may_too() -> None:
    leaky = ratios_of(60, len(SPARED) - 1, 3, 1e6)
    _, spared = log_odds_of_outage(leaky, np.ones(60, bool))
    assert spared > 2 * ASSUMED


def test_a_doubtful_silence_is_judged_by_the_outages_of_its_own_feed() -> None:
    doubtful = ratios_of(1, 0, 6, 5.0)
    wide, narrow = (np.concatenate([ratios_of(60, 0, radius, 1e6), doubtful]) for radius in (6, 1))
    told = np.ones(61, bool)
    assert log_odds_of_outage(wide, told)[0][-1] > log_odds_of_outage(narrow, told)[0][-1] + 0.5


@given(st.integers(1, 30), st.floats(0, 1e40))
def test_log_odds_are_numbers_whatever_the_ratios(silences: int, ratio: float) -> None:
    log, spared = log_odds_of_outage(np.full((silences, len(RADII_KM), len(SPARED)), ratio), np.ones(silences, bool))
    assert np.isfinite(log).all()
    assert 0 <= spared <= SPARED.max()
