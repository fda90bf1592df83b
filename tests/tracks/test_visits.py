"""Visits to sites and the voyages between them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracks.fleet import START, positions, still
from trigpoint.evidence.tracks.motion import distances_km
from trigpoint.evidence.tracks.visits import LEAST_S, LEAVE, Visit, VisitedSite, find_visits
from trigpoint.evidence.tracks.voyages import find_voyages
from trigpoint.model.positions import Positions

PORT = VisitedSite(name="Port", lat=43.0, lon=47.5, radius_km=3)
FAR = VisitedSite(name="Far", lat=36.9, lon=53.4, radius_km=3)
KM = 1 / 111.2  # degrees of latitude


def at(km: float, minutes: range, *, site: VisitedSite = PORT) -> list[tuple[float, float, float]]:
    return still(list(minutes), site.lat + km * KM, site.lon)


def test_a_call_heard_from_entry_to_exit_is_the_surest() -> None:
    track = at(9, range(0, 20, 5)) + at(1, range(20, 80, 5)) + at(9, range(80, 100, 5))
    (visit,) = find_visits(positions(track), [PORT])
    assert (visit.entity, visit.start, visit.end) == ("a", START + 1200, START + 75 * 60)
    assert (visit.entered, visit.left, visit.stopped, visit.confidence) == (True, True, True, 1.0)


def test_a_track_that_begins_and_ends_in_port_was_heard_neither_entering_nor_leaving() -> None:
    (visit,) = find_visits(positions(at(1, range(0, 60, 5)), speed=2.0), [PORT])
    assert (visit.entered, visit.left, visit.stopped, visit.confidence) == (False, False, False, 0.25)


def test_an_entry_after_a_day_of_silence_was_not_heard() -> None:
    track = at(9, range(0, 20, 5)) + at(1, range(1500, 1560, 5))
    (visit,) = find_visits(positions(track), [PORT])
    assert not visit.entered


def test_swinging_over_the_radius_does_not_end_a_visit_but_never_coming_within_it_begins_none() -> None:
    swinging = at(2, range(0, 30, 5)) + at(3.8, range(30, 60, 5)) + at(2, range(60, 90, 5))
    (visit,) = find_visits(positions(swinging), [PORT])
    assert visit.end - visit.start == 85 * 60
    assert not list(find_visits(positions(at(3.5, range(0, 90, 5))), [PORT]))


def test_a_silence_of_hours_in_port_counts_as_a_stop_and_is_told() -> None:
    track = at(1, range(0, 20, 5)) + at(1, range(400, 420, 5))
    (visit,) = find_visits(positions(track, speed=3.0), [PORT])
    assert visit.stopped
    assert visit.longest_silence_s == 385 * 60


def test_passing_by_is_no_visit() -> None:
    assert not list(find_visits(positions(at(1, range(0, 25, 5))), [PORT]))


def test_two_vessels_one_behind_the_other_in_the_arrays_are_two_visits() -> None:
    found = list(find_visits(positions(at(1, range(0, 60, 5)), at(1, range(60, 120, 5))), [PORT]))
    assert [(v.entity, v.end - v.start) for v in found] == [("a", 3300.0), ("b", 3300.0)]


@pytest.mark.parametrize("lon", [179.999, -179.999, 180.0, -180.0])
def test_a_site_on_the_date_line_is_visited_from_both_sides(lon: float) -> None:
    site = VisitedSite(name="Line", lat=-17.0, lon=lon, radius_km=3)
    track = [(float(m), -17.0, 179.99 if m % 10 else -179.99) for m in range(0, 60, 5)]
    assert len(list(find_visits(positions(track), [site]))) == 1


def test_a_site_at_the_pole_is_visited_at_any_longitude() -> None:
    track = [(float(m), 89.99, float(m * 5 % 360 - 180)) for m in range(0, 60, 5)]
    assert len(list(find_visits(positions(track), [VisitedSite(name="Pole", lat=90, lon=0, radius_km=3)]))) == 1


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_grid_finds_what_looking_at_every_site_for_every_fix_finds(data: st.DataObject) -> None:
    places = st.tuples(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))
    sites = [
        VisitedSite(name=str(k), lat=60 + a, lon=10 + b, radius_km=r)
        for k, ((a, b), r) in enumerate(
            data.draw(st.lists(st.tuples(places, st.floats(1, 20)), min_size=1, max_size=5))
        )
    ]
    tracks = data.draw(st.lists(st.lists(places, min_size=1, max_size=25), min_size=1, max_size=3))
    feed = positions(*[[(10.0 * k, 60 + a, 10 + b) for k, (a, b) in enumerate(track)] for track in tracks])
    found = {(v.entity, v.site, v.start, v.end) for v in find_visits(feed, sites)}
    assert found == {stay for site in sites for k in range(len(tracks)) for stay in looked_for(feed, site, k)}


def looked_for(feed: Positions, site: VisitedSite, mover: int) -> Iterator[tuple[str, str, float, float]]:
    """The rule, fix by fix."""
    begin = None
    rows = np.flatnonzero(feed.mover == mover)
    far = distances_km(site.lat, site.lon, feed.lat[rows], feed.lon[rows])
    for place, row in enumerate([*rows, -1]):
        inside = row >= 0 and far[place] <= site.radius_km * (LEAVE if begin is not None else 1)
        if begin is None and inside:
            begin = row
        elif begin is not None and not inside:
            end = rows[place - 1]
            if feed.time[end] - feed.time[begin] >= LEAST_S:
                yield feed.names[mover], site.name, feed.time[begin], feed.time[end]
            begin = None


def call(site: str, start: float, end: float, **said: bool) -> Visit:
    heard = {"entered": True, "left": True, "stopped": True, **said}
    return Visit(entity="a", site=site, start=start, end=end, **heard)


def test_two_calls_make_one_voyage_with_its_way_and_its_longest_silence() -> None:
    way = [(70.0, 40.0, 50.0), (400.0, 38.0, 52.0)]
    feed = positions(at(1, range(0, 65, 5)) + way + at(1, range(500, 560, 5), site=FAR))
    (voyage,) = find_voyages(find_visits(feed, [PORT, FAR], least_s=1800), feed, least_confidence=0.25)
    assert (voyage.origin, voyage.destination, voyage.departed) == ("Port", "Far", START + 3600)
    assert voyage.longest_silence_s == 330 * 60
    assert voyage.hours == pytest.approx(440 / 60)
    direct = float(distances_km(PORT.lat, PORT.lon, FAR.lat, FAR.lon))
    assert direct - 5 < (voyage.track_km or 0) < direct * 1.2


def test_overlapping_sites_are_one_call_at_the_longest() -> None:
    calls = [call("Berth", 0, 100), call("Roads", 50, 900), call("Far", 2000, 3000)]
    (voyage,) = find_voyages(calls)
    assert (voyage.origin, voyage.destination, voyage.departed) == ("Roads", "Far", 900)


def test_a_visit_that_is_not_sure_makes_no_voyage() -> None:
    doubtful = call("Far", 2000, 3000, entered=False, left=False, stopped=False)
    assert not list(find_voyages([call("Port", 0, 100), doubtful]))
