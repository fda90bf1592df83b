"""How probable, and what can never be said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.fusion.origins import OriginOf
from trigpoint.fusion.probability import BASE, NOTHING_LEARNED, Accuracies, learn_accuracies, probability_of
from trigpoint.model.capture import SourceKind


def origin(key: str, vote: int, *, carriers: int = 1, known: bool = True) -> OriginOf:
    says, denies = (carriers, 0) if vote > 0 else (0, carriers)
    return OriginOf(
        key=key, name=key, kind=SourceKind.MONITOR, claims=(), outlets=(), supports=says, denies=denies, known=known
    )


@given(st.integers(1, 200), st.floats(0.01, 0.999))
def test_one_origin_is_never_almost_certain(carriers: int, accuracy: float) -> None:
    assert probability_of([origin("a", 1, carriers=carriers)], Accuracies(right={"a": accuracy})) < 0.95


@given(st.integers(1, 50))
def test_unattributed_claims_alone_are_never_almost_certain(carriers: int) -> None:
    origins = [origin("unattributed", 1, carriers=carriers, known=False), origin("a", 1)]
    assert probability_of(origins, Accuracies(right={"a": 0.99})) < 0.95


def test_each_independent_origin_adds_and_each_denial_takes_away() -> None:
    one, two, three = (probability_of([origin(k, 1) for k in "abc"[:n]]) for n in (1, 2, 3))
    denied = probability_of([origin("a", 1), origin("b", -1)])
    assert one < two < three
    assert denied < one
    assert probability_of([origin("a", -1)]) < BASE


def test_an_unknown_upstream_weighs_less_than_a_named_one_on_either_side() -> None:
    named, unknown = ([probability_of([origin("a", vote, known=k)]) for vote in (1, -1)] for k in (True, False))
    assert named[1] < unknown[1] < BASE < unknown[0] < named[0]


def test_an_origin_that_tells_both_ways_says_nothing() -> None:
    torn = OriginOf(key="a", name="a", kind=SourceKind.MONITOR, claims=(), outlets=(), supports=1, denies=1)
    assert probability_of([torn]) == pytest.approx(BASE)


def test_accuracies_are_learned_from_who_agrees_with_whom() -> None:
    """Four sources agree on 60 events; a fifth says the opposite of them each time."""
    events = [[*(origin(k, 1 if n % 2 else -1) for k in "abcd"), origin("liar", -1 if n % 2 else 1)] for n in range(60)]
    learned = learn_accuracies(events)
    assert all(learned.of(k) > 0.85 for k in "abcd")
    assert learned.of("liar") < 0.2


def test_nothing_is_learned_where_nobody_denies() -> None:
    assert learn_accuracies([[origin("a", 1), origin("b", 1)]] * 50) is NOTHING_LEARNED
