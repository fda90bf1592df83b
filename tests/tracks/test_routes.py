"""Routes between two ports: corridors, their shares, a real track for each, and files joined into one feed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracks.fleet import Fix, positions, still
from trigpoint.evidence.tracks.joined import joined, of_movers
from trigpoint.evidence.tracks.routes import Route, find_routes
from trigpoint.evidence.tracks.visits import VisitedSite, find_visits
from trigpoint.evidence.tracks.voyages import find_voyages
from trigpoint.model.positions import Positions

SOUTH = VisitedSite(name="South", lat=37.0, lon=52.0, radius_km=5)
NORTH = VisitedSite(name="North", lat=42.0, lon=50.0, radius_km=5)


def passage(start: int, bend: float, *, hours: int = 20, silent: bool = False) -> list[Fix]:
    """In port, north along a bow that bulges east by `bend` degrees, in port. `silent`: only the ends are heard."""
    out = still(range(start, start + 180, 10), SOUTH.lat, SOUTH.lon)
    steps = np.linspace(0, 1, hours * 6)
    way = [
        (start + 180 + 60 * hours * s, 37 + 5 * s, 52 - 2 * s + bend * np.sin(np.pi * s))
        for s in steps
        if not silent or s < 0.05 or s > 0.95
    ]
    end = start + 180 + 60 * hours
    return out + way + still(range(end + 10, end + 190, 10), NORTH.lat, NORTH.lon)


def routes_of(heard: Positions) -> list[Route]:
    return list(find_routes(find_voyages(find_visits(heard, [SOUTH, NORTH]), heard), heard))


def test_two_corridors_are_told_apart_with_their_shares_and_a_real_track_each() -> None:
    heard = positions(passage(0, 0.0), passage(60, 0.02), passage(90, 0.01), passage(30, 1.2))
    (route,) = routes_of(heard)
    assert (route.origin, route.destination, route.voyages, route.unheard) == ("South", "North", 4, 0)
    assert [(c.voyages, c.share) for c in route.corridors] == [(3, 0.75), (1, 0.25)]
    assert route.corridors[0].entity in "abc"
    assert route.corridors[0].spread_km < 3
    assert route.corridors[1].lon[32] > route.corridors[0].lon[32] + 1


def test_a_way_nobody_heard_counts_as_a_voyage_and_tells_no_corridor() -> None:
    (route,) = routes_of(positions(passage(0, 0.0), passage(60, 1.2, silent=True)))
    assert (route.voyages, route.unheard, len(route.corridors)) == (2, 1, 1)


def test_the_time_of_passage_is_that_under_way() -> None:
    (route,) = routes_of(positions(passage(0, 0.0), passage(30, 0.0, hours=30), passage(60, 0.0, hours=25)))
    assert route.hours_low == pytest.approx(21, abs=1.5)
    assert route.hours == pytest.approx(25, abs=0.6)
    assert route.hours_high == pytest.approx(29, abs=1.5)


def test_months_count_the_departures() -> None:
    month = 31 * 24 * 60
    (route,) = routes_of(positions(passage(0, 0.0), passage(month, 0.0), passage(month + 60, 0.0)))
    assert [n for _, n in route.months] == [1, 2]


@given(st.permutations(range(3)))
@settings(max_examples=6, deadline=None)
def test_files_in_any_order_are_the_same_feed(order: list[int]) -> None:
    track = sorted(passage(0, 0.3))
    days = [positions(track[:40]), positions(track[40:90]), positions(track[90:])]
    whole, again = joined([days[i] for i in order]), positions(track)
    assert whole.names == again.names
    assert np.array_equal(whole.time, again.time)
    assert np.array_equal(whole.lat, again.lat)
    assert routes_of(whole)[0].voyages == 1


def test_a_column_one_file_lacks_is_unknown_there() -> None:
    both = joined([positions(still([0, 1], 40, 50), speed=3.0), positions(still([2, 3], 40, 50))])
    assert both.speed_kn is not None
    assert both.speed_kn[:2].tolist() == [3.0, 3.0]
    assert np.isnan(both.speed_kn[2:]).all()
    assert len(set(both.row.tolist())) == 4


def test_some_movers_of_many_keep_their_fixes() -> None:
    heard = positions(still([0, 1], 40, 50), still([0, 1, 2], 41, 50), still([5], 42, 50))
    some = of_movers(heard, {"b", "c"})
    assert some.names == ("b", "c")
    assert some.mover.tolist() == [0, 0, 0, 1]
    assert some.lat.tolist() == [41, 41, 41, 42]
