"""What tracks add to what is told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion.claims import claim, day
from trigpoint.evidence.tracks.kept import (
    KeptCandidate,
    KeptGap,
    KeptVisit,
    Spot,
    gap_details,
    gap_of,
    moment,
    visit_details,
    visit_of,
)
from trigpoint.fusion import LinkVocabulary, fuse
from trigpoint.model import Event, Observation, Place, PlaceMethod, Role, SourceKind, TimeSpan, record_id

NOON = 1_599_652_800.0  # 9 September 2020, 12:00 UTC


def place() -> tuple[str, float, float, float]:
    from fusion.claims import AL_SAFIRAH

    return AL_SAFIRAH


def observed(kind: str, details: tuple[tuple[str, str], ...], first: float, last: float, subject: str) -> Observation:
    _, lat, lon = place()[:3]
    return Observation(
        id=record_id("obs", kind, subject, first, last, details),
        kind=kind,
        subject=subject,
        where=Place(text=subject, lat=lat, lon=lon, radius_m=3000.0, method=PlaceMethod.COORDINATES),
        when=TimeSpan(start=moment(first), end=moment(last)),
        value=1.0,
        unit="",
        details=details,
    )


def silence(
    verdict: str,
    probability: float,
    *,
    share: float = 0.9,
    mover: str = "aircraft",
    subject: str = "f00001",
    **more: Any,
) -> Observation:
    _, lat, lon = place()[:3]
    gap = KeptGap(
        mover=mover,
        modality="ADS-B" if mover == "aircraft" else "AIS",
        verdict=verdict,
        off=Spot(time=NOON, lat=lat + 0.1, lon=lon + 0.1),
        on=Spot(time=NOON + 9000, lat=lat + 0.1, lon=lon + 0.1),
        probabilities=((verdict, probability), ("undetermined", 1 - probability)),
        candidates=(KeptCandidate(site="FLD", lat=lat, lon=lon, probability=share),),
        **more,
    )
    return observed("gap", gap_details(gap), NOON, NOON + 9000, subject)


def stay(*, confidence: float = 1.0, subject: str = "f00001") -> Observation:
    visit = KeptVisit(mover="aircraft", modality="ADS-B", site="FLD", confidence=confidence, entered=True, left=True)
    return observed("visit", visit_details(visit), NOON, NOON + 9000, subject)


def told(words: LinkVocabulary, *found: Observation, event_type: str = "aircraft_arrival", on: int = 9) -> Event:
    (event,) = fuse([claim(day(2020, 9, on), event_type=event_type)], observations=found, vocabulary=words)
    return event


def roles(event: Event) -> list[Role]:
    return [m.role for m in event.members if m.id.startswith("obs-")]


LANDED = silence("landed_under_coverage_floor", 0.9)


def test_a_likely_landing_at_the_reported_field_and_day_supports_an_arrival_as_an_origin_of_its_own(
    words: LinkVocabulary,
) -> None:
    event, alone = told(words, LANDED), told(words)
    assert roles(event) == [Role.SUPPORTS]
    assert [o.kind for o in event.origins if "Trigpoint" in o.name] == [SourceKind.TRACKER]
    assert alone.probability is not None
    assert event.probability is not None
    assert event.probability > alone.probability
    assert event.grade == alone.grade


@pytest.mark.parametrize(
    ("found", "event_type", "on", "expected"),
    [
        (LANDED, "aircraft_arrival", 11, []),  # another day
        (LANDED, "airstrike", 9, []),  # another kind of happening
        (silence("landed_under_coverage_floor", 0.9, share=0.3), "aircraft_arrival", 9, [Role.NEITHER]),
        (silence("landed_under_coverage_floor", 0.9, share=0.01), "aircraft_arrival", 9, []),
        (silence("coverage_loss", 0.9, mover="vessel"), "signal_gap", 9, [Role.NEITHER]),
        (silence("likely_disabled", 0.9, mover="vessel"), "signal_gap", 9, [Role.SUPPORTS]),
        (silence("undetermined", 0.9, mover="vessel"), "signal_gap", 9, [Role.NEITHER]),
        (stay(), "aircraft_arrival", 9, [Role.SUPPORTS]),
        (stay(confidence=0.25), "aircraft_departure", 9, [Role.NEITHER]),
        (stay(), "vessel_movement", 9, []),
    ],
)  # fmt: skip
def test_type_place_and_time_decide_what_a_track_says(
    words: LinkVocabulary, found: Observation, event_type: str, on: int, expected: list[Role]
) -> None:
    assert roles(told(words, found, event_type=event_type, on=on)) == expected


def test_where_many_movers_fit_none_of_them_supports(words: LinkVocabulary) -> None:
    many = [stay(subject=f"f0000{n}") for n in range(5)]
    event = told(words, *many)
    assert set(roles(event)) == {Role.NEITHER}
    assert event.probability == told(words).probability
    assert "5 movers fit" in next(m.why for m in event.members if m.id.startswith("obs-"))


def test_simulated_tracks_are_named_so_in_every_reason(words: LinkVocabulary) -> None:
    event = told(words, silence("landed_under_coverage_floor", 0.9, simulated=True))
    assert all("SIMULATED" in m.why for m in event.members if m.id.startswith("obs-"))
    assert any("SIMULATED" in o.name for o in event.origins)


def test_no_reason_says_that_somebody_switched_something_off(words: LinkVocabulary) -> None:
    event = told(words, silence("likely_disabled", 0.99, mover="vessel"), event_type="signal_gap")
    assert not any("switched" in m.why or "turned off" in m.why for m in event.members if m.id.startswith("obs-"))


@given(
    st.permutations(
        [LANDED, stay(), stay(confidence=0.5, subject="f00002"), silence("undetermined", 0.6, subject="f00003")]
    )
)
def test_the_order_of_tracks_changes_nothing(words: LinkVocabulary, found: list[Observation]) -> None:
    assert told(words, *found) == told(words, *sorted(found, key=lambda o: o.id))


fractions = st.floats(0, 1, allow_nan=False)
sites = st.builds(KeptCandidate, site=st.text(), lat=fractions, lon=fractions, probability=fractions)
spots = st.builds(
    Spot,
    time=st.floats(0, 4e9).map(round).map(float),
    lat=st.integers(-90, 90).map(float),
    lon=st.integers(-180, 180).map(float),
)


@given(
    st.builds(
        KeptGap, mover=st.sampled_from(["vessel", "aircraft"]), modality=st.just("AIS"), verdict=st.text(), off=spots,
        on=st.none() | spots, name=st.text(), duration_h=st.none() | fractions, distance_km=st.none(), speed_kn=st.none(),
        probabilities=st.lists(st.tuples(st.text(), fractions)).map(tuple), reasons=st.lists(st.text()).map(tuple),
        candidates=st.lists(sites).map(tuple),
        before=st.lists(spots).map(tuple), simulated=st.booleans(),
    )
)  # fmt: skip
def test_a_kept_silence_is_read_back_as_it_was(gap: KeptGap) -> None:
    assert gap_of(observed("gap", gap_details(gap), 0, 1, "x")) == gap


@given(
    st.builds(
        KeptVisit,
        mover=st.text(),
        modality=st.text(),
        site=st.text(),
        confidence=fractions,
        entered=st.booleans(),
        left=st.booleans(),
        stopped=st.booleans(),
        name=st.text(),
        simulated=st.booleans(),
    )
)
def test_a_kept_stay_is_read_back_as_it_was(visit: KeptVisit) -> None:
    assert visit_of(observed("visit", visit_details(visit), 0, 1, "x")) == visit


def test_a_silence_whose_details_are_damaged_is_no_silence() -> None:
    assert gap_of(observed("gap", (("mover", "vessel"),), 0, 1, "x")) is None
