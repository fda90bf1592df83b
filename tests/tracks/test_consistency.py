"""Which fixes hang together: the whole track decides, not the next fix."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.consistency import judge_fixes
from trigpoint.model.positions import MoverKind, Positions

Floats = NDArray[np.float64]
SECONDS = np.arange(0.0, 3600.0, 5.0)
SPEED_KN = 420.0


def northbound(lat: Floats, lon: Floats, *, speeds: bool = True) -> Positions:
    """An aircraft that broadcasts 420 kn due north (with the flicker of real data) whatever position it is given."""
    n = len(lat)
    flicker = np.random.default_rng(1)
    return Positions(
        kind=MoverKind.AIRCRAFT,
        names=("abc123",),
        mover=np.zeros(n, np.int32),
        time=1.7e9 + SECONDS[:n],
        lat=lat,
        lon=lon,
        row=np.arange(n),
        speed_kn=(SPEED_KN + flicker.integers(-1, 2, n)).astype(np.float32) if speeds else None,
        course_deg=(flicker.normal(0, 0.3, n) % 360).astype(np.float32) if speeds else None,
    )


def straight() -> tuple[Floats, Floats]:
    return 33 + SPEED_KN * SECONDS / 3600 / 60, np.full(len(SECONDS), 35.0)


def test_an_honest_flight_is_left_alone() -> None:
    assert judge_fixes(northbound(*straight())).ok.all()


def test_a_circle_over_another_city_is_marked_and_the_way_after_it_is_kept() -> None:
    lat, lon = straight()
    spoofed = (SECONDS > 1200) & (SECONDS < 2200)
    turn = 2 * np.pi * SECONDS[spoofed] / 300
    lat[spoofed], lon[spoofed] = 33.8 + 0.04 * np.sin(turn), 37.2 + 0.05 * np.cos(turn)
    assert (judge_fixes(northbound(lat, lon)).ok == ~spoofed).all()


def test_a_false_position_of_most_of_the_track_does_not_win_by_numbers_against_what_is_broadcast() -> None:
    lat, lon = straight()
    spoofed = SECONDS > 1400  # never comes back
    lat[spoofed], lon[spoofed] = 33.82, 35.49  # parked on an airport at 420 kn
    ok = judge_fixes(northbound(lat, lon)).ok
    assert ok[~spoofed].all()
    assert not ok[spoofed].any()


def test_a_position_dragged_away_slowly_is_marked_as_drifting() -> None:
    lat, lon = straight()
    drag = (SECONDS > 1000) & (SECONDS < 2500)
    lon[drag] += 2.0 * (SECONDS[drag] - 1000) / 3600
    found = judge_fixes(northbound(lat, lon))
    far = drag & (np.abs(lon - 35.0) > 0.3)
    assert not found.ok[far].any()
    assert found.ok[~drag].all()
    assert set(found.reason[far].tolist()) == {3}


def test_without_speeds_the_longer_consistent_story_wins() -> None:
    lat, lon = straight()
    spoofed = (SECONDS > 1200) & (SECONDS < 1800)
    lon[spoofed] += 4
    assert (judge_fixes(northbound(lat, lon, speeds=False)).ok == ~spoofed).all()


def test_speeds_repeated_by_a_provider_are_no_broadcast() -> None:
    """A feed that fills in the last speed while an aircraft taxies must not make the taxiing false."""
    lat, lon = straight()
    landed = SECONDS > 2000
    lat[landed] = lat[~landed][-1] + 0.00001 * np.arange(landed.sum())
    flight = northbound(lat, lon)
    assert flight.speed_kn is not None
    assert flight.course_deg is not None
    flight.speed_kn[landed], flight.course_deg[landed] = 130.0, 0.0
    assert judge_fixes(flight).ok.all()


def test_a_single_late_position_does_not_split_a_flight() -> None:
    lat, lon = straight()
    lat[300:] += 0.04  # 4.4 km at once
    assert judge_fixes(northbound(lat, lon)).ok.mean() > 0.99
