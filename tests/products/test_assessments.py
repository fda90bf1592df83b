"""Assessments for people and programs."""

from __future__ import annotations

from datetime import UTC, date, datetime

from trigpoint.fusion.judgements import signed
from trigpoint.model import Assessment, Confidence, Estimate, Outcome
from trigpoint.products.assessments import ASSESSMENT_KEYS, assessment_line, assessment_sheet, changes, words_changed

LIKELY = Estimate(scale="icd203-2015", term="likely", low=0.55, high=0.8)
MADE = signed(
    Assessment(
        id="", statement="The works are out of use", likelihood=LIKELY, confidence=Confidence.LOW, basis=("evt-1",), author="A",
        made=datetime(2020, 1, 1, tzinfo=UTC), alternatives=("a fire",), confidence_reasons=("1 statement",),
    )
)  # fmt: skip
OUTCOME = Outcome(
    id="out-1",
    assessment=MADE.id,
    happened=False,
    known=date(2020, 2, 1),
    author="B",
    made=MADE.made,
    why="seen working",
)


def test_the_keys_of_a_line_are_the_declared_ones() -> None:
    assert tuple(assessment_line(MADE, OUTCOME)) == ASSESSMENT_KEYS


def test_likelihood_and_confidence_stand_on_lines_of_their_own() -> None:
    lines = list(assessment_sheet(MADE, OUTCOME))
    assert not [line for line in lines if "likely" in line and "onfidence" in line]
    assert any("did not happen, known 2020-02-01: seen working" in line for line in lines)


def test_a_broken_signature_is_said() -> None:
    import attrs

    assert any("DOES NOT HOLD" in line for line in assessment_sheet(attrs.evolve(MADE, statement="x"), None))


def test_only_what_differs_is_in_the_comparison() -> None:
    import attrs

    new = signed(
        attrs.evolve(
            MADE, statement="The works are all out of use", basis=("evt-1", "obs-2"), alternatives=(), supersedes=MADE.id,
            reason="pictures of June",
        )
    )  # fmt: skip
    assert changes(MADE, MADE) == []
    assert changes(MADE, new) == [
        ("statement", MADE.statement, "The works are {+all +}out of use"),
        ("basis", "added", "obs-2"),
        ("alternatives", "a fire", "taken out"),
        ("reason for the change", "", "pictures of June"),
    ]


def test_words_taken_out_and_put_in() -> None:
    assert words_changed("one two three", "one four three") == "one [-two-]{+four+} three"
    assert words_changed("same", "same") == "same"
