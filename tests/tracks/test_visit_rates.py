"""Visits counted once over several feeds, with the hours each could have heard them."""

from __future__ import annotations

import attrs
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tracks.fleet import START, positions, still
from trigpoint.evidence.tracks.gap_record import Candidate, Fix, Gap
from trigpoint.evidence.tracks.visit_rates import (
    Every,
    Heard,
    Tallied,
    heard_hours,
    period_edges,
    tally_visits,
    unheard_landings,
)
from trigpoint.evidence.tracks.visits import Visit, VisitedSite
from trigpoint.model.positions import MoverKind

SITE = VisitedSite(name="Base", lat=43.0, lon=47.5, radius_km=5)
WEEK_H = 168
EDGES = period_edges(START, START + 8 * 7 * 86400 - 1, Every.WEEK)
FIRST = int(EDGES[0] // 3600)
SPAN = int((EDGES[-1] - EDGES[0]) // 3600)


def visit(hour: float, entity: str = "a") -> Visit:
    start = float(EDGES[0]) + 3600 * hour
    return Visit(entity=entity, site="Base", start=start, end=start + 5 * 3600, entered=True, left=True, stopped=True)


def on_air(feed: str, first: int, past: int) -> Heard:
    return Heard(feed=feed, hours=np.arange(FIRST + first, FIRST + past), is_known=True)


def counts(tallied: Tallied) -> dict[str, float]:
    return {s.name: float(s.count.sum()) for s in tallied.strata}


def test_a_visit_two_feeds_heard_is_counted_once_in_the_older() -> None:
    feeds = [(on_air("new", 300, SPAN), [visit(400.2), visit(500)]), (on_air("old", 0, SPAN), [visit(100), visit(400)])]
    found = tally_visits("Base", feeds, EDGES)
    assert counts(found) == {"old": 2, "new, not heard by old": 1}
    assert [s.is_beside for s in found.strata] == [False, True]
    assert len(found.visits) == 3


def test_what_the_new_feed_hears_while_the_old_is_off_the_air_is_a_stratum_of_its_own() -> None:
    feeds = [(on_air("old", 0, 600), [visit(100)]), (on_air("new", 300, SPAN), [visit(400), visit(900), visit(1000)])]
    found = tally_visits("Base", feeds, EDGES)
    assert counts(found) == {"old": 1, "new alone": 2, "new, not heard by old": 1}
    leading = sum(float(s.hours.sum()) for s in found.strata if not s.is_beside)
    assert leading == SPAN


def test_one_mover_that_comes_twice_on_a_day_is_two_visits() -> None:
    found = tally_visits("Base", [(on_air("old", 0, SPAN), [visit(100), visit(107)])], EDGES)
    assert counts(found) == {"old": 2}


def test_a_visit_begun_while_nobody_is_known_to_listen_is_in_no_count() -> None:
    found = tally_visits("Base", [(on_air("old", 0, 200), [visit(100), visit(400)])], EDGES)
    assert counts(found) == {"old": 1}
    assert found.strata[0].hours.tolist()[:2] == [WEEK_H, 200 - WEEK_H + 2]


@given(
    st.lists(
        st.tuples(st.integers(0, SPAN - 1), st.sampled_from("ab"), st.sampled_from("xyz")), max_size=12, unique=True
    )
)
@settings(max_examples=40, deadline=None)
def test_no_visit_is_counted_twice_and_none_on_the_air_is_lost(seen: list[tuple[int, str, str]]) -> None:
    named = {f: [visit(h, f"{who}{h}") for h, who, feed in seen if feed == f] for f in "xyz"}
    found = tally_visits("Base", [(on_air(f, 0, SPAN), named[f]) for f in "xyz"], EDGES)
    assert sum(counts(found).values()) == len({(who, h) for h, who, _ in seen})


def test_hours_are_those_in_which_others_were_heard_near_and_low() -> None:
    heard = positions(
        still(range(0, 600, 20), 43.1, 47.5),
        still(range(600, 900, 20), 43.0, 47.6),
        still(range(1200, 1800, 20), 47.0, 47.5),
    )
    hours = heard_hours("f", heard, {"a"}, SITE)
    assert hours.is_known
    assert len(hours.hours) == len({(START + 60 * m) // 3600 for m in range(600, 900, 20)})
    assert not heard_hours("f", heard, {"a", "b"}, SITE).is_known
    high = attrs.evolve(heard, kind=MoverKind.AIRCRAFT, altitude_ft=np.full(len(heard), 34_000, np.float32))
    assert not heard_hours("f", high, set(), SITE).is_known


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    days = [int(e // 86400 + 3) % 7 for e in EDGES]
    assert set(days) == {0}
    assert (np.diff(EDGES) == 7 * 86400).all()
    months = period_edges(START, START + 100 * 86400, Every.MONTH)
    assert all(np.datetime64(int(e), "s").astype(str)[8:10] == "01" for e in months)


def test_a_silence_that_was_a_landing_at_the_base_is_a_visit_and_one_elsewhere_is_not() -> None:
    gap = Gap(
        id="g", entity="a", segment="a", kind=MoverKind.AIRCRAFT, off=Fix(time=START, lat=43.4, lon=47.5, row=0), on=None,
        duration_h=None, distance_km=None, implied_speed_kn=None, verdict="landed_under_coverage_floor", probabilities=(),
        reasons=(), candidates=(Candidate(site="Base", lat=43.01, lon=47.5, probability=0.8),),
    )  # fmt: skip
    (landed,) = unheard_landings([gap], [SITE])
    assert (landed.entity, landed.start, landed.stopped, landed.entered) == ("a", START, True, False)
    elsewhere = attrs.evolve(gap, candidates=(Candidate(site="X", lat=44.0, lon=47.5, probability=0.9),))
    assert not list(unheard_landings([elsewhere, attrs.evolve(gap, verdict="undetermined")], [SITE]))
