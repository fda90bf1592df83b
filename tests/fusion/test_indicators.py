"""Indicators: absence counts only where somebody looked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.fusion.indicators import bearings, changes, find_state
from trigpoint.model import Place, PlaceMethod, Precision, SourceKind, TimeSpan
from trigpoint.model.indicator import Area, Bearing, Fact, FactKind, Indicator, IndicatorState, Look

AT = datetime(2024, 3, 31, tzinfo=UTC)
BASE = Area(lon=37.63, lat=34.52, radius_m=10_000)
FLIGHTS = Indicator(
    id="I1", observable="Transport flights into the base", counts=FactKind.EVENT, types=frozenset({"aircraft_arrival"}),
    area=BASE, threshold=3, look_back=timedelta(days=14), origins=2, looks=2, articles=5,
    bears_on={"H1": Bearing(met=4.0, absent=0.5)},
)  # fmt: skip


def spot(lon: float = 37.63, lat: float = 34.52, radius_m: float = 3000) -> Place:
    return Place(text="T4", lon=lon, lat=lat, radius_m=radius_m, method=PlaceMethod.GIVEN, country="SY")


def flight(days_ago: float, origin: str = "A", place: Place | None = None, days: float = 1, known: float = 0) -> Fact:
    start = AT - timedelta(days=days_ago)
    span = TimeSpan(start=start, end=start + timedelta(days=days), precision=Precision.RANGE)
    return Fact(
        id=f"evt-{days_ago}-{origin}", kind=FactKind.EVENT, type="aircraft_arrival", when=span, where=place or spot(),
        known=AT - timedelta(days=known or days_ago), origins=((origin, SourceKind.TRACKER),),
    )  # fmt: skip


def look(days_ago: float, *, ours: bool = True, place: Place | None = None) -> Look:
    when = AT - timedelta(days=days_ago)
    return Look(id=f"obs-{days_ago}", when=when, known=when, where=place or spot(), is_ours=ours)


THREE = [flight(3), flight(5, "B"), flight(9, "A")]


def test_three_arrivals_from_two_origins_meet_it() -> None:
    found = find_state(FLIGHTS, THREE, [], AT)
    assert found.state is IndicatorState.MET
    assert found.origins == ("A", "B")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (THREE[:2], "too few"),
        ([flight(3), flight(5), flight(9)], "one origin"),
        ([flight(3), flight(5, "B"), flight(20, "B")], "one lies before the window"),
        ([flight(3), flight(5, "B"), flight(9, "C", spot(radius_m=60_000))], "one is known to 60 km only"),
        ([flight(3), flight(5, "B"), flight(60, "C", days=120)], "one is dated to four months"),
    ],
)
def test_what_falls_short_is_partly_met(facts: list[Fact], why: str) -> None:
    assert find_state(FLIGHTS, facts, [look(1)] * 9, AT).state is IndicatorState.PARTLY, why


def test_nothing_after_two_usable_looks_is_looked_and_absent() -> None:
    assert find_state(FLIGHTS, [], [look(1), look(8)], AT).state is IndicatorState.LOOKED_AND_ABSENT


def test_missing_coverage_never_reads_as_absence() -> None:
    elsewhere = [look(1, place=spot(lon=40)), look(2, place=spot(lon=40)), look(30), look(40)]
    assert find_state(FLIGHTS, [], elsewhere, AT).state is IndicatorState.NO_COVERAGE


def test_silence_of_reporters_is_not_observed_and_weighs_nothing() -> None:
    found = find_state(FLIGHTS, [], [look(d, ours=False) for d in range(1, 7)], AT)
    assert found.state is IndicatorState.NOT_OBSERVED
    assert bearings([FLIGHTS], [found]) == {"H1": 1.0}


def test_an_indicator_past_its_day_is_expired_whatever_happened() -> None:
    old = attrs.evolve(FLIGHTS, expires=date(2024, 3, 30))
    assert find_state(old, THREE, [], AT).state is IndicatorState.EXPIRED


def test_a_future_date_and_an_undated_fact_do_not_count() -> None:
    undated = attrs.evolve(flight(1), when=TimeSpan())
    assert find_state(FLIGHTS, [flight(-5, known=1), undated], [], AT).state is IndicatorState.NO_COVERAGE


def test_what_was_learned_today_changes_today_and_not_yesterday() -> None:
    late = attrs.evolve(flight(9, "C"), known=AT - timedelta(hours=2))
    (change,) = changes([FLIGHTS], [flight(3), flight(5, "B"), late], [], since=AT - timedelta(days=1), at=AT)
    assert (change.before.state, change.after.state) == (IndicatorState.PARTLY, IndicatorState.MET)
    assert change.is_change


def test_met_and_absent_weigh_by_their_ratios_and_fade_with_age() -> None:
    met = find_state(FLIGHTS, THREE, [], AT)
    absent = find_state(FLIGHTS, [], [look(1), look(8)], AT)
    assert bearings([FLIGHTS], [met]) == {"H1": pytest.approx(4.0)}
    assert bearings([FLIGHTS], [absent]) == {"H1": pytest.approx(0.5)}
    fading = attrs.evolve(FLIGHTS, half_life=timedelta(days=2))
    assert bearings([fading], [met])["H1"] == pytest.approx(2.0)  # the last ended two days ago: half the weight of 4


@given(st.permutations(THREE), st.integers(1, 3))
def test_order_and_repeats_of_facts_do_not_change_the_state(facts: list[Fact], times: int) -> None:
    assert find_state(FLIGHTS, facts, [], AT) == find_state(FLIGHTS, THREE, [], AT)


def test_fewer_facts_never_make_it_more_met() -> None:
    order = [IndicatorState.NO_COVERAGE, IndicatorState.PARTLY, IndicatorState.MET]
    ranks = [order.index(find_state(FLIGHTS, THREE[:n], [], AT).state) for n in range(4)]
    assert ranks == sorted(ranks)


def test_in_simulated_build_ups_it_warns_days_before_and_seldom_for_nothing() -> None:
    """A base sees 0.5 flights a week; before an operation 5 a week for three weeks. Simulated."""
    draw = np.random.default_rng(11)
    five = attrs.evolve(FLIGHTS, threshold=5)
    leads, alarms, years = [], 0, 0.0
    for _ in range(60):
        quiet = [flight(d, "AB"[int(draw.integers(2))]) for d in _arrivals(draw, 0.5, 21, 386)]
        build_up = [flight(d, "AB"[int(draw.integers(2))]) for d in _arrivals(draw, 5.0, 0, 21)]
        days = [AT - timedelta(days=d) for d in range(386, -1, -1)]
        states = [find_state(five, quiet + build_up, [], day).state is IndicatorState.MET for day in days]
        alarms += sum(now and not before for before, now in pairwise(states[:365]))
        years += 365 / 365.25
        leads.append(next((386 - n for n, met in enumerate(states) if met and n > 365), 0))
    assert np.median(leads) >= 10  # days before the operation
    assert alarms / (4 * years) <= 0.3  # per quarter


def _arrivals(draw: np.random.Generator, per_week: float, first: float, last: float) -> list[float]:
    return sorted(draw.uniform(first, last, draw.poisson(per_week * (last - first) / 7)))
