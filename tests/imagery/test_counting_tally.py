"""Counts with intervals from verdicts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.evidence.imagery.counting.tally import tally


def test_proposals_alone_are_no_count() -> None:
    found = tally(proposed=12, accepted=0, rejected=0, added=0)
    assert found.estimate is None
    assert found.low is None
    assert "no count" in found.sentence("ships")


def test_a_whole_review_counts_what_was_seen() -> None:
    found = tally(proposed=10, accepted=7, rejected=3, added=2)
    assert (found.low, found.high, found.minimum_seen) == (9, 9, 9)
    assert "at least 9" in found.sentence("ships")


def test_nothing_proposed_and_nothing_added_is_zero() -> None:
    assert tally(proposed=0, accepted=0, rejected=0, added=0).high == 0


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 20))
def test_the_interval_holds_the_estimate_and_never_falls_below_what_was_seen(a: int, r: int, u: int, m: int) -> None:
    found = tally(proposed=a + r + u, accepted=a, rejected=r, added=m)
    if found.estimate is None or found.low is None or found.high is None:
        return
    assert found.minimum_seen <= found.low <= found.high
    assert found.low - 1 <= found.estimate
    assert found.estimate >= found.minimum_seen


def test_nine_in_ten_intervals_hold_the_truth() -> None:
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(300):
        precision, missed = rng.uniform(0.3, 0.95), rng.uniform(0, 0.4)
        true = rng.random(80) < precision
        misses = rng.poisson(missed * true.sum())
        judged = rng.permutation(80)[:40]
        added = rng.binomial(misses, 0.5)  # half of the picture was looked over
        found = tally(
            proposed=80, accepted=int(true[judged].sum()), rejected=int((~true[judged]).sum()), added=int(added)
        )
        assert found.low is not None
        assert found.high is not None
        held += found.low <= true.sum() + misses <= found.high
    assert 0.84 <= held / 300 <= 0.98


def test_more_verdicts_than_proposals_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="proposals"):
        tally(proposed=3, accepted=2, rejected=2, added=0)


def test_what_cannot_be_seen_is_told() -> None:
    assert "30% of the picture" in tally(proposed=4, accepted=4, rejected=0, added=0, obscured_share=0.3).sentence(
        "ships"
    )
