"""Watching rates and shares: no alarm without a change, one soon after, and none for a new feed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trigpoint.fusion.trends.change_points import change_points
from trigpoint.fusion.trends.counts import Stratum, stratum
from trigpoint.fusion.trends.rates import dispersion, rate_of
from trigpoint.fusion.trends.shares import rerouting
from trigpoint.fusion.trends.watch import Direction, watch

WEEK = 168.0


def quiet(seed: int, rate: float, *, periods: int = 60, since: int = 60, factor: float = 1.0) -> Stratum:
    """Counts at `rate` per full week, at `factor` times that from period `since` on; the hours heard vary."""
    rng = np.random.default_rng(seed)
    hours = rng.uniform(0.3, 1.0, periods) * WEEK
    rates = np.where(np.arange(periods) < since, rate, rate * factor)
    return stratum("feed", rng.poisson(rates * hours / WEEK).tolist(), hours.tolist())


@pytest.mark.parametrize("is_strict", [False, True])
@pytest.mark.parametrize("rate", [0.2, 4.0])
def test_few_of_many_watches_over_constant_rates_raise_an_alarm(rate: float, is_strict: bool) -> None:
    alarms = sum(watch([quiet(seed, rate)], is_strict=is_strict).alarm is not None for seed in range(30))
    assert alarms <= 3  # 0.05 of 30, and as many again for luck


@pytest.mark.parametrize("is_strict", [False, True])
def test_a_rate_that_triples_is_noticed_within_two_months_and_dated(is_strict: bool) -> None:
    found = [watch([quiet(seed, 4, since=40, factor=3)], is_strict=is_strict) for seed in range(20)]
    late = [w.alarm - 40 for w in found if w.alarm is not None and w.alarm >= 40]
    assert len(late) >= 19
    assert float(np.median(late)) <= 9
    assert sum(w.since is not None and abs(w.since - 40) <= 3 for w in found) >= 15


def test_a_new_feed_however_busy_raises_nothing_and_changes_nothing() -> None:
    old = quiet(1, 3)
    rng = np.random.default_rng(2)
    heard = np.where(np.arange(60) >= 30, WEEK, 0.0)
    new = stratum("new", rng.poisson(20 * heard / WEEK).tolist(), heard.tolist())
    assert watch([old, new]).alarm is None
    assert not change_points([old, new])
    together = stratum("both as one", (old.count + new.count).tolist(), old.exposure.tolist())
    assert watch([together]).alarm is not None  # what a count without strata would have been taken for


def test_a_change_within_the_new_feed_is_noticed_all_the_same() -> None:
    late = quiet(3, 5, periods=60, since=45, factor=4)
    exposure = np.where(np.arange(60) >= 25, late.exposure, 0)
    new = stratum("new", late.count.tolist(), exposure.tolist())
    found = watch([quiet(4, 0.2), new])
    assert found.alarm is not None
    assert found.alarm >= 45


def test_weeks_in_which_nobody_looked_are_no_quiet_weeks() -> None:
    busy = quiet(5, 8)
    blind = np.where((np.arange(60) >= 30), 0.0, busy.exposure)
    assert watch([stratum("feed", busy.count.tolist(), blind.tolist())]).alarm is None
    silent = np.where(np.arange(60) >= 30, 0.0, busy.count)
    assert watch([stratum("feed", silent.tolist(), busy.exposure.tolist())]).alarm is not None


def test_whoever_watches_for_more_is_not_alarmed_by_fewer() -> None:
    fewer = quiet(6, 8, since=30, factor=0.1)
    assert watch([fewer], direction=Direction.MORE).alarm is None
    assert watch([fewer], direction=Direction.FEWER).alarm is not None


def test_counts_that_come_in_pairs_seldom_raise_an_alarm() -> None:
    pairs = [
        stratum("feed", (2 * quiet(seed, 3).count).tolist(), quiet(seed, 3).exposure.tolist()) for seed in range(40)
    ]
    assert sum(watch([one]).alarm is not None for one in pairs) <= 2
    assert np.mean([dispersion([one]) for one in pairs]) == pytest.approx(2, abs=0.4)


@given(st.integers(0, 500), st.floats(0.01, 1000))
@settings(max_examples=15, deadline=None)
def test_the_unit_of_exposure_changes_nothing(seed: int, unit: float) -> None:
    one = quiet(seed, 3, periods=20, since=10, factor=3)
    other = stratum("feed", one.count.tolist(), (one.exposure * unit).tolist())
    assert np.allclose(watch([one]).log_e, watch([other]).log_e, atol=1e-6)
    assert np.allclose(watch([one], is_strict=True).log_e, watch([other], is_strict=True).log_e, atol=1e-6)


@given(st.integers(1, 60), st.lists(st.floats(1, 100), min_size=3, max_size=6), st.integers(0, 10**6))
@settings(max_examples=5, deadline=None)
def test_one_look_expects_evidence_of_one_whatever_the_rate(total: int, hours: list[float], seed: int) -> None:
    share = np.array(hours) / sum(hours)
    drawn = np.random.default_rng(seed).multinomial(total, share, size=150)
    last = [np.exp(watch([stratum("f", row.tolist(), hours)], dispersion=1.0).log_e[-1]) for row in drawn]
    assert np.mean(np.minimum(last, 50)) <= 1 + 5 * np.std(np.minimum(last, 50)) / np.sqrt(150)


def test_a_change_point_lies_in_its_interval_nine_times_in_ten() -> None:
    inside = known = 0
    for seed in range(40):
        found = change_points([quiet(seed + 100, 4, since=33, factor=3)])
        known += len(found) == 1
        inside += len(found) == 1 and found[0].earliest <= 33 <= found[0].latest
    assert known >= 36
    assert inside >= 0.8 * known


def test_two_changes_are_both_found() -> None:
    rng = np.random.default_rng(8)
    rates = np.concatenate([np.full(25, 3.0), np.full(20, 12.0), np.full(25, 2.0)])
    found = change_points([stratum("feed", rng.poisson(rates).tolist(), [1.0] * 70)])
    assert [abs(c.period - true) <= 3 for c, true in zip(found, (25, 45), strict=True)] == [True, True]
    assert found[0].ratio_low <= 4 <= found[0].ratio_high


def test_traffic_that_moves_to_another_field_is_told_from_traffic_that_grows() -> None:
    rng = np.random.default_rng(9)
    hours = rng.uniform(0.3, 1, (2, 60))
    grows = np.where(np.arange(60) < 30, 1.0, 3.0)
    a, b = rng.poisson(4 * hours[0] * grows), rng.poisson(1 * hours[1] * grows)
    first, second = stratum("A", a.tolist(), hours[0].tolist()), stratum("B", b.tolist(), hours[1].tolist())
    assert rerouting(first, second).alarm is None
    moved = np.where(np.arange(60) < 30, 0.0, 0.8)
    a, b = rng.poisson(4 * hours[0] * (1 - moved)), rng.poisson((1 + 4 * moved) * hours[1])
    found = rerouting(stratum("A", a.tolist(), hours[0].tolist()), stratum("B", b.tolist(), hours[1].tolist()))
    assert found.alarm is not None
    assert 30 <= found.alarm <= 42
    assert found.share_before is not None
    assert found.share_after is not None
    assert found.share_before < 0.4 < found.share_after


def test_a_place_nobody_listened_at_is_no_place_that_traffic_left() -> None:
    first = stratum("A", [4] * 30 + [0] * 30, [1.0] * 30 + [0.0] * 30)
    second = stratum("B", [1] * 30 + [5] * 30, [1.0] * 60)
    assert rerouting(first, second).alarm is None


def test_nothing_seen_has_an_upper_end_and_never_looked_has_none() -> None:
    seen, blind = rate_of(0, 10), rate_of(0, 0)
    assert (seen.rate, seen.low) == (0, 0)
    assert seen.high is not None
    assert 0.1 < seen.high < 0.4
    assert (blind.rate, blind.low, blind.high) == (None, None, None)


def test_counts_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="no number"):
        Stratum(name="f", count=np.array([1.0, np.nan]), exposure=np.ones(2))
    with pytest.raises(ValueError, match="2 counts"):
        Stratum(name="f", count=np.ones(2), exposure=np.ones(3))
    with pytest.raises(ValueError, match="alpha"):
        watch([quiet(1, 1, periods=3)], alpha=0)
    assert watch([]).alarm is None
