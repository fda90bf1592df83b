"""What our own measurements add to what is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion.claims import AL_SAFIRAH, claim, day, month
from trigpoint.fusion import LinkVocabulary, fuse
from trigpoint.model import Event, Observation, Place, PlaceMethod, Precision, Role, TimeSpan, record_id

LAT, LON = AL_SAFIRAH[1], AL_SAFIRAH[2]


def measured(
    subject: str,
    grade: str,
    first: tuple[int, int, int],
    last: tuple[int, int, int],
    *,
    lat: float = LAT,
    probability: float = 0.97,
    modality: str = "SAR",
    kind: str = "damage",
    **more: Any,
) -> Observation:
    details = [("grade", grade), ("probability", str(probability)), ("modality", modality), *more.pop("details", ())]
    return Observation(
        id=record_id("obs", subject, grade, first, last, lat, modality),
        kind=kind,
        subject=subject,
        where=Place(text=subject, lat=lat, lon=LON, radius_m=30.0, method=PlaceMethod.COORDINATES),
        when=TimeSpan(
            start=datetime(*first, 15, tzinfo=UTC), end=datetime(*last, 15, tzinfo=UTC), precision=Precision.RANGE
        ),
        value=None if grade == "not_assessable" else 1.0,
        unit="score",
        details=tuple(details),
        **more,
    )


def raid(words: LinkVocabulary, *observations: Observation, when: TimeSpan | None = None) -> Event:
    told = claim(when or day(2020, 9, 11), sources=("Observatory",))
    (event,) = fuse([told], observations=observations, vocabulary=words)
    return event


def roles(event: Event) -> list[Role]:
    return [m.role for m in event.members if m.id.startswith("obs-")]


INSIDE = measured("7", "severe", (2020, 9, 8), (2020, 9, 14))
TOO_LATE = measured("7", "severe", (2020, 9, 14), (2020, 9, 20))
INTACT = measured("8", "no_visible_damage", (2020, 1, 3), (2020, 10, 20))
BLIND = measured("9", "not_assessable", (2020, 1, 3), (2020, 10, 20), flags=("in layover",))


def test_a_change_whose_bracket_holds_the_reported_date_supports_the_claim(words: LinkVocabulary) -> None:
    alone, with_picture = raid(words), raid(words, INSIDE)
    assert roles(with_picture) == [Role.SUPPORTS]
    assert with_picture.probability > alone.probability  # type: ignore[operator]
    assert (alone.grade, with_picture.grade) == ("weak", "fair")
    assert with_picture.contradictions == ()
    (member,) = (m for m in with_picture.members if m.id == INSIDE.id)
    assert "2020-09-11" in member.why
    assert "2020-09-08" in member.why


def test_a_change_whose_bracket_leaves_the_date_out_contradicts_the_date(words: LinkVocabulary) -> None:
    alone, with_picture = raid(words), raid(words, TOO_LATE)
    assert roles(with_picture) == [Role.CONTRADICTS]
    assert [c.field for c in with_picture.contradictions] == ["date"]
    assert {v.value for v in with_picture.contradictions[0].values} == {"2020-09-11", "2020-09-14/2020-09-20"}
    assert with_picture.probability < alone.probability  # type: ignore[operator]
    assert with_picture.grade == "weak"  # the date is in doubt, not that it happened


def test_a_covering_look_that_shows_nothing_is_weak_evidence_against(words: LinkVocabulary) -> None:
    alone, looked = raid(words), raid(words, INTACT)
    assert roles(looked) == [Role.CONTRADICTS]
    assert looked.contradictions == ()
    assert 0 <= alone.probability - looked.probability < 0.01  # type: ignore[operator]  # one building of a wide place
    (member,) = (m for m in looked.members if m.id == INTACT.id)
    assert "intact roof" in member.why


def test_a_look_that_ends_before_the_reported_date_says_nothing(words: LinkVocabulary) -> None:
    earlier = measured("8", "no_visible_damage", (2020, 1, 3), (2020, 9, 2))
    assert roles(raid(words, earlier)) == []


def test_what_could_not_be_assessed_is_neither_for_nor_against(words: LinkVocabulary) -> None:
    alone, looked = raid(words), raid(words, BLIND)
    assert roles(looked) == [Role.NEITHER]
    assert looked.probability == alone.probability
    assert looked.origins == alone.origins
    assert "could not be assessed" in next(m.why for m in looked.members if m.id == BLIND.id)


def test_what_is_only_possibly_damaged_is_no_witness(words: LinkVocabulary) -> None:
    doubtful = measured("7", "possible", (2020, 9, 8), (2020, 9, 14), probability=0.3)
    alone, looked = raid(words), raid(words, doubtful)
    assert roles(looked) == [Role.NEITHER]
    assert (looked.probability, looked.grade, looked.origins) == (alone.probability, alone.grade, alone.origins)
    assert "only possibly damaged" in next(m.why for m in looked.members if m.id == doubtful.id)


def test_a_bracket_that_ends_within_a_day_of_the_report_cannot_tell(words: LinkVocabulary) -> None:
    just_before = measured("7", "severe", (2020, 9, 4), (2020, 9, 10))
    assert roles(raid(words, just_before)) == [Role.NEITHER]
    assert raid(words, just_before).probability == raid(words).probability


def test_several_structures_of_one_stack_are_one_origin(words: LinkVocabulary) -> None:
    second = measured("8", "destroyed", (2020, 9, 8), (2020, 9, 14), lat=LAT + 0.001)
    event, alone = raid(words, INSIDE, second), raid(words, INSIDE)
    assert [o.name for o in event.origins if "Trigpoint" in o.name] == ["Trigpoint, radar pictures"]
    assert event.probability == alone.probability


def test_radar_and_optical_pictures_are_two_origins(words: LinkVocabulary) -> None:
    optical = measured("7", "changed", (2020, 9, 9), (2020, 9, 19), modality="optical", kind="change")
    event = raid(words, INSIDE, optical)
    assert len([o for o in event.origins if "Trigpoint" in o.name]) == 2
    assert event.probability > raid(words, INSIDE).probability  # type: ignore[operator]


def test_simulated_pictures_are_never_named_without_the_word(words: LinkVocabulary) -> None:
    made_up = measured("7", "severe", (2020, 9, 8), (2020, 9, 14), details=(("simulated", "yes"),))
    event = raid(words, made_up)
    assert any("SIMULATED" in o.name for o in event.origins)
    assert all("SIMULATED" in m.why for m in event.members if m.id == made_up.id)


def test_a_change_that_supports_one_strike_is_not_held_against_another(words: LinkVocabulary) -> None:
    september, august = (claim(day(2020, m, d), sources=("Observatory",)) for m, d in ((9, 11), (8, 28)))
    events = {e.when.edtf(): e for e in fuse([september, august], observations=[INSIDE], vocabulary=words)}
    assert roles(events["2020-09-11"]) == [Role.SUPPORTS]
    assert roles(events["2020-08-28"]) == []


def test_a_bracket_that_holds_two_strikes_cannot_say_which(words: LinkVocabulary) -> None:
    wide = measured("7", "severe", (2020, 8, 20), (2020, 9, 14))
    september, august = (claim(day(2020, m, d), sources=("Observatory",)) for m, d in ((9, 11), (8, 28)))
    both = fuse([september, august], observations=[wide], vocabulary=words)
    (alone,) = fuse([september], observations=[wide], vocabulary=words)
    assert all("cannot say which" in m.why for e in both for m in e.members if m.id == wide.id)
    assert all(e.probability < alone.probability for e in both)  # type: ignore[operator]


@pytest.mark.parametrize(
    "elsewhere",
    [
        measured("7", "severe", (2020, 9, 8), (2020, 9, 14), lat=LAT + 1),
        measured("7", "severe", (2020, 3, 8), (2020, 3, 14)),
    ],
)
def test_a_change_far_off_in_place_or_time_concerns_nobody(words: LinkVocabulary, elsewhere: Observation) -> None:
    assert raid(words, elsewhere) == raid(words)


def test_a_meeting_leaves_no_damage(words: LinkVocabulary) -> None:
    told = claim(day(2020, 9, 11), event_type="meeting")
    assert fuse([told], observations=[INSIDE], vocabulary=words) == fuse([told], vocabulary=words)


def test_a_report_that_names_only_a_month_is_not_contradicted_within_it(words: LinkVocabulary) -> None:
    assert roles(raid(words, TOO_LATE, when=month(2020, 9))) == [Role.SUPPORTS]


GRADES = ("destroyed", "severe", "moderate", "possible", "no_visible_damage", "not_assessable")


@given(
    st.sampled_from(GRADES), st.floats(0, 1), st.integers(1, 27), st.integers(1, 40), st.sampled_from(["SAR", "optical"])
)  # fmt: skip
def test_support_never_lowers_the_probability_and_nothing_else_raises_it(
    words: LinkVocabulary, grade: str, probability: float, first: int, days: int, modality: str
) -> None:
    start = datetime(2020, 8, first, 15, tzinfo=UTC)
    end = start + timedelta(days=days)
    seen = measured("7", grade, start.timetuple()[:3], end.timetuple()[:3], probability=probability, modality=modality)
    alone, looked = raid(words), raid(words, seen)
    assert alone.probability is not None
    assert looked.probability is not None
    if roles(looked) == [Role.SUPPORTS]:
        assert looked.probability >= alone.probability
        assert grade in GRADES[:3]
        assert probability >= 0.5
    else:
        assert looked.probability <= alone.probability
        assert looked.probability >= alone.probability - 0.1  # one picture alone never overturns what is told


@given(st.permutations([INSIDE, TOO_LATE, INTACT, BLIND]))
def test_the_order_of_observations_changes_nothing(words: LinkVocabulary, shuffled: list[Observation]) -> None:
    assert raid(words, *shuffled) == raid(words, INSIDE, TOO_LATE, INTACT, BLIND)
