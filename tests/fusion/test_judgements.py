"""Signed judgements and the score of past calls."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.fusion.judgements import (
    current_versions,
    interval_of,
    is_signed,
    probability_of,
    score_calls,
    scored_calls,
    signed,
    versions_of,
)
from trigpoint.model import Assessment, Confidence, Estimate, Outcome

LIKELY = Estimate(scale="icd203-2015", term="likely", low=0.55, high=0.8)
FIRST = datetime(2020, 1, 1, tzinfo=UTC)


def call(
    statement: str = "s", *, author: str = "A", p: float | None = 0.7, at: datetime = FIRST, **more: object
) -> Assessment:
    made = Assessment(
        id="", statement=statement, likelihood=LIKELY, confidence=Confidence.LOW, basis=("evt-1",), author=author, made=at,
        probability=p, **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return signed(made)


def became(made: Assessment, happened: bool | None, known: date = date(2020, 6, 1), at: datetime = FIRST) -> Outcome:
    return Outcome(
        id=f"out-{made.id}-{at}", assessment=made.id, happened=happened, known=known, author="B", made=at, why="w"
    )  # fmt: skip


def test_a_changed_word_breaks_the_signature() -> None:
    made = call()
    assert is_signed(made)
    assert not is_signed(attrs.evolve(made, statement="t"))
    assert not is_signed(attrs.evolve(made, author="Somebody else"))


def test_a_judgement_without_a_basis_is_refused() -> None:
    with pytest.raises(ValueError, match="based on"):
        attrs.evolve(call(), basis=())


def test_a_version_says_why_it_differs() -> None:
    with pytest.raises(ValueError, match="without a reason"):
        call(supersedes="asm-1")


def test_versions_stand_in_a_line_and_only_the_last_is_current() -> None:
    one = call()
    two = call("t", supersedes=one.id, reason="new pictures", at=FIRST + timedelta(days=1))
    three = call("u", supersedes=two.id, reason="a denial", at=FIRST + timedelta(days=2))
    for any_id in (one.id, two.id, three.id):
        assert [a.id for a in versions_of([three, one, two], any_id)] == [one.id, two.id, three.id]
    assert current_versions([two, three, one]) == [three]


def test_a_circle_of_versions_ends() -> None:
    one = attrs.evolve(call(), id="asm-a", supersedes="asm-b", reason="r")
    two = attrs.evolve(call(), id="asm-b", supersedes="asm-a", reason="r")
    assert len(versions_of([one, two], "asm-a")) <= 3


def test_brier_is_the_mean_squared_error() -> None:
    calls = [call("a", p=0.8), call("b", p=0.6), call("c", p=0.3)]
    outcomes = [became(calls[0], True), became(calls[1], False), became(calls[2], False)]
    score = next(s for s in score_calls(scored_calls(calls, outcomes)) if s.author == "")
    assert score.brier == pytest.approx((0.04 + 0.36 + 0.09) / 3)
    assert score.calls == 3
    assert score.happened == pytest.approx(1 / 3)


def test_hindsight_is_not_scored() -> None:
    early = call(p=0.6)
    late = call("t", p=0.79, supersedes=early.id, reason="it was in the news", at=datetime(2020, 7, 1, tzinfo=UTC))
    (scored,) = scored_calls([early, late], [became(late, True)])
    assert scored.assessment == early
    assert scored_calls([late], [became(late, True)]) == []


def test_of_two_versions_signed_within_a_second_the_later_one_is_scored() -> None:
    for word in "abcdefgh":
        early = call(word, p=0.6)
        late = call(word + "t", p=0.79, supersedes=early.id, reason="r")
        (scored,) = scored_calls([late, early], [became(early, True)])
        assert scored.assessment == late


def test_what_cannot_be_settled_is_not_scored_and_the_last_word_holds() -> None:
    made = call()
    first = became(made, True)
    assert scored_calls([made], [became(made, None)]) == []
    assert scored_calls([made], [first, became(made, None, at=FIRST + timedelta(days=9))]) == []
    (scored,) = scored_calls([made], [first, became(made, False, at=FIRST + timedelta(days=9))])
    assert not scored.happened


def test_a_word_alone_is_read_at_the_middle_of_its_range() -> None:
    assert probability_of(call(p=None)) == pytest.approx(0.675)


def test_authors_and_topics_are_scored_apart() -> None:
    calls = [
        call("a", author="A", topic="damage"),
        call("b", author="A", topic="ships"),
        call("c", author="B", topic="damage"),
    ]
    keys = [(s.author, s.topic, s.calls) for s in score_calls(scored_calls(calls, [became(c, True) for c in calls]))]
    assert keys == [("A", "damage", 1), ("A", "ships", 1), ("A", "", 2), ("B", "damage", 1), ("B", "", 1), ("", "", 3)]


def test_two_calls_have_no_interval() -> None:
    assert interval_of([0.1, 0.2]) == (None, None)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=200))
def test_the_interval_holds_the_mean_and_stays_in_0_to_1(losses: list[float]) -> None:
    low, high = interval_of(losses)
    assert low is not None
    assert high is not None
    assert 0 <= low <= sum(losses) / len(losses) + 1e-9
    assert sum(losses) / len(losses) - 1e-9 <= high <= 1


def test_the_interval_covers_the_truth_at_least_nine_times_in_ten() -> None:
    import random

    chance = random.Random(5)
    covered = 0
    for _ in range(300):
        losses = [0.04 if chance.random() < 0.8 else 0.64 for _ in range(40)]
        low, high = interval_of(losses)
        covered += low is not None and high is not None and low <= 0.16 <= high
    assert covered >= 270
