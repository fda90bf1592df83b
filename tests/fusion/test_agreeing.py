"""Clusters of which every pair agrees: the sums kept up while joining are those of the pairs themselves."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.fusion.agreeing import Clusters

N = 8
PAIRS = list(combinations(range(N), 2))
ODDS = st.fixed_dictionaries({pair: st.none() | st.integers(0, 12).map(float) for pair in PAIRS})


def mean_of(odds: dict[tuple[int, int], float | None], left: list[int], right: list[int]) -> float | None:
    """By every pair of members, as complete link is defined."""
    told = [odds[min(i, j), max(i, j)] for i, j in product(left, right)]
    agreed = [s for s in told if s is not None]
    return sum(agreed) / len(agreed) if len(agreed) == len(told) else None


@given(odds=ODDS, order=st.permutations(PAIRS), above=st.integers(0, 12))
def test_means_and_rivals_are_those_of_the_pairs_after_any_joins(
    odds: dict[tuple[int, int], float | None], order: list[tuple[int, int]], above: int
) -> None:
    clusters = Clusters({i: [i] for i in range(N)})
    for (i, j), s in odds.items():
        if s is not None:
            clusters.agree(i, j, s)
    for i, j in order:
        held = {c[0]: c for c in clusters.members()}
        for a, b in combinations(sorted(held), 2):
            mean = mean_of(odds, held[a], held[b])
            assert clusters.mean(a, b) == (mean if mean is None else pytest.approx(mean))
            assert clusters.have_rival(a, b, above + 0.1) == any(
                (with_one := mean_of(odds, held[one], held[rival])) is not None
                and with_one > above + 0.1
                and mean_of(odds, held[other], held[rival]) is None
                for one, other in ((a, b), (b, a))
                for rival in held
                if rival not in (a, b)
            )
        left, right = sorted((clusters.home(i), clusters.home(j)))
        if left != right and clusters.mean(left, right) is not None:
            clusters.join(left, right)
    assert sorted(m for c in clusters.members() for m in c) == list(range(N))
