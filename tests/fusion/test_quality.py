"""Confidence and credibility from amount, independence and quality."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.fusion.quality import admiralty_code, confidence_of, credibility_of, evidence_under
from trigpoint.model import (
    UNKNOWN_TIME,
    Confidence,
    Contradiction,
    Credibility,
    Event,
    Member,
    Observation,
    Origin,
    Place,
    Reliability,
    Role,
    SourceKind,
    TimeSpan,
)

WITNESS, MONITOR, OFFICIAL, OUTLET = SourceKind.WITNESS, SourceKind.MONITOR, SourceKind.OFFICIAL, SourceKind.OUTLET


def happening(*kinds: SourceKind, denied: int = 0, probability: float | None = 0.7, disputed: str = "") -> Event:
    """An event told by one origin per kind."""
    origins = tuple(Origin(name=f"{k.value} {n}", kind=k, members=(f"clm-{n}",)) for n, k in enumerate(kinds))
    members = tuple(Member(id=f"clm-{n}", why="w") for n in range(len(kinds)))
    members += tuple(Member(id=f"clm-no-{n}", why="w", role=Role.DENIES) for n in range(denied))
    contradictions = (Contradiction(field=disputed, values=()),) if disputed else ()
    return Event(
        id="evt-1", type="airstrike", title="", when=UNKNOWN_TIME, where=None, members=members, origins=origins,
        contradictions=contradictions, probability=probability,
    )  # fmt: skip


def level(event: Event, **ratings: Reliability) -> Confidence:
    return confidence_of(evidence_under([event], ratings={k.replace("_", " "): v for k, v in ratings.items()}))[0]


def credibility(event: Event, **ratings: Reliability) -> Credibility:
    return credibility_of(event, evidence_under([event], ratings={k.replace("_", " "): v for k, v in ratings.items()}))


def test_three_origins_of_two_kinds_give_high_confidence() -> None:
    assert level(happening(WITNESS, MONITOR, OFFICIAL)) is Confidence.HIGH
    assert level(happening(WITNESS, WITNESS, WITNESS)) is Confidence.MODERATE
    assert level(happening(WITNESS, MONITOR)) is Confidence.MODERATE
    assert level(happening(WITNESS)) is Confidence.LOW


@pytest.mark.parametrize("disputed", ["occurrence", "perpetrator"])
def test_a_dispute_takes_the_high_away(disputed: str) -> None:
    assert level(happening(WITNESS, MONITOR, OFFICIAL, disputed=disputed)) is Confidence.MODERATE
    assert level(happening(WITNESS, MONITOR, OFFICIAL, denied=1)) is Confidence.MODERATE


def test_what_is_rated_unreliable_or_is_of_unknown_access_adds_nothing() -> None:
    assert level(happening(WITNESS, MONITOR), witness_0=Reliability.E) is Confidence.LOW
    assert level(happening(WITNESS, SourceKind.UNNAMED)) is Confidence.LOW


def test_f_is_not_a_bad_mark() -> None:
    assert level(happening(WITNESS, MONITOR), witness_0=Reliability.F) is level(happening(WITNESS, MONITOR))


def test_simulated_measurements_count_for_nothing() -> None:
    measured = Observation(
        id="obs-1", kind="damage", value=1.0, unit="probability", where=Place(text="a", reason="r"),
        when=TimeSpan(start=datetime(2020, 1, 1, tzinfo=UTC)),
    )  # fmt: skip
    event = happening(WITNESS)
    assert confidence_of(evidence_under([event], [measured]))[0] is Confidence.MODERATE
    assert confidence_of(evidence_under([event], [measured], simulated={"obs-1"}))[0] is Confidence.LOW


def test_the_reasons_hold_no_word_of_likelihood() -> None:
    from trigpoint.data.estimative import load_scales, load_words
    from trigpoint.fusion.wording.lint import likelihood_phrases

    _, reasons = confidence_of(evidence_under([happening(WITNESS, OUTLET, denied=2, disputed="date")]))
    assert not [p for r in reasons for p in likelihood_phrases(r, load_scales(), load_words())]
    assert "2 statements against it" in reasons


def test_credibility_1_only_from_two_independent_origins() -> None:
    assert credibility(happening(WITNESS, MONITOR)) is Credibility.CONFIRMED
    assert credibility(happening(WITNESS, SourceKind.UNNAMED)) is not Credibility.CONFIRMED
    assert credibility(happening(WITNESS, MONITOR, denied=1)) is not Credibility.CONFIRMED


def test_one_origin_alone_cannot_be_judged_and_has_no_number() -> None:
    assert credibility(happening(WITNESS, probability=0.9)) is Credibility.CANNOT_BE_JUDGED
    assert credibility(happening(WITNESS, probability=0.1, denied=1)) is Credibility.IMPROBABLE
    assert credibility(happening(WITNESS, probability=0.4, denied=1)) is Credibility.DOUBTFUL
    assert admiralty_code(Reliability.F, Credibility.CANNOT_BE_JUDGED) == "F6"


def test_the_axes_stay_apart() -> None:
    """Who tells it changes no credibility as long as the origins stand; what is told changes no reliability."""
    event = happening(WITNESS, MONITOR)
    assert {credibility(event, witness_0=r) for r in (Reliability.A, Reliability.C, Reliability.F)} == {
        Credibility.CONFIRMED
    }


def test_retracted_members_are_left_out() -> None:
    event = happening(WITNESS, MONITOR)
    assert confidence_of(evidence_under([event], withdrawn={"clm-0"}))[0] is Confidence.LOW


@given(st.permutations([WITNESS, MONITOR, OFFICIAL, OUTLET]))
def test_the_order_of_origins_changes_nothing(kinds: list[SourceKind]) -> None:
    names = {k: f"{k.value}" for k in kinds}
    event = happening(*kinds)
    named = attrs.evolve(event, origins=tuple(attrs.evolve(o, name=names[o.kind]) for o in event.origins))
    reference = happening(WITNESS, MONITOR, OFFICIAL, OUTLET)
    renamed = attrs.evolve(reference, origins=tuple(attrs.evolve(o, name=names[o.kind]) for o in reference.origins))
    assert confidence_of(evidence_under([named])) == confidence_of(evidence_under([renamed]))


def test_telling_it_twice_is_no_second_origin() -> None:
    event = happening(WITNESS)
    again = attrs.evolve(event, id="evt-2")
    assert confidence_of(evidence_under([event, again]))[0] is confidence_of(evidence_under([event]))[0]
