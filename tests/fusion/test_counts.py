"""How many, by independent origin."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fusion.claims import claim, day, denial
from trigpoint.fusion import LinkVocabulary, fuse
from trigpoint.model import Claim, Count, CountRange, CountStatus

ON = day(2020, 5, 4)


def _range(claims: list[Claim], words: LinkVocabulary) -> CountRange:
    (event,) = fuse(claims, vocabulary=words)
    (found,) = event.counts
    return found


def test_ten_outlets_on_one_monitors_word_are_one_interval(words: LinkVocabulary) -> None:
    made = [claim(ON, said_by=f"Daily {n}", sources=("SOHR",), killed=(8, 8)) for n in range(10)]
    other = claim(ON, said_by="Ridge Daily", sources=("Harbour Hospital",), killed=(9, 9))
    found = _range([*made, other], words)
    assert (found.low, found.high, found.best, found.origins) == (8, 9, 8, 2)
    assert "none of which agree" in found.method


def test_the_best_number_is_the_one_most_origins_hold(words: LinkVocabulary) -> None:
    given_ = {"Ridge Daily": (9, 9), "Lantern Post": (7, None), "Copper Channel": (8, 10), "Willow Post": (6, 6)}
    found = _range([claim(ON, said_by=s, killed=k) for s, k in given_.items()], words)
    assert (found.low, found.high, found.best) == (6, 10, 9)
    assert found.method == "held by 3 of 4 origins"


def test_lower_bounds_alone_leave_the_top_open(words: LinkVocabulary) -> None:
    found = _range([claim(ON, said_by=s, killed=(7, None)) for s in ("Ridge Daily", "Lantern Post")], words)
    assert (found.low, found.high, found.best) == (7, None, 7)


def test_a_denial_gives_no_number_and_other_things_are_counted_apart(words: LinkVocabulary) -> None:
    tanks = Count(min=3, max=3, unit="tanks", status=CountStatus.DESTROYED)
    told = claim(
        ON, said_by="Ridge Daily", counts=(Count(min=4, max=4, unit="people", status=CountStatus.KILLED), tanks)
    )
    (event,) = fuse([told, denial(ON, said_by="Lantern Post", killed=(1, 1))], vocabulary=words)
    assert [(c.status, c.unit, c.best) for c in event.counts] == [("killed", "", 4), ("destroyed", "tanks", 3)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(5, 9), min_size=1, max_size=6))
def test_low_best_and_high_are_in_order_whatever_the_order_of_claims(words: LinkVocabulary, tolls: list[int]) -> None:
    made = [claim(ON, said_by=f"Outlet {n} Post", killed=(k, k)) for n, k in enumerate(tolls)]
    for event in fuse(made, vocabulary=words):
        for found in event.counts:
            assert found.low is not None
            assert found.high is not None
            assert found.best is not None
            assert found.low <= found.best <= found.high
    assert fuse(list(reversed(made)), vocabulary=words) == fuse(made, vocabulary=words)
