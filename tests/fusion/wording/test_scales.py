"""Scales of likelihood: the ranges of the standards, and words for numbers and back."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.data.estimative import SCALES, load_scales
from trigpoint.fusion.wording.scales import estimate_for, nearest_term, range_words, term_named, terms_for

ICD, IPCC, PHIA = (load_scales()[key] for key in SCALES)


def test_the_bands_of_icd_203_are_those_of_the_directive() -> None:
    first = [(t.term, round(t.low * 100), round(t.high * 100)) for t in ICD.terms if t.row == 0]
    assert first == [
        ("almost no chance", 1, 5), ("very unlikely", 5, 20), ("unlikely", 20, 45), ("roughly even chance", 45, 55),
        ("likely", 55, 80), ("very likely", 80, 95), ("almost certain", 95, 99),
    ]  # fmt: skip
    for row in (0, 1):
        bands = [t for t in ICD.terms if t.row == row]
        assert all(a.high == b.low for a, b in pairwise(bands))


@pytest.mark.parametrize(
    ("probability", "term"),
    [
        (0.05, "very unlikely"), (0.2, "unlikely"), (0.45, "roughly even chance"), (0.55, "likely"), (0.8, "very likely"),
        (0.95, "almost certain"),
    ],
)  # fmt: skip
def test_a_shared_edge_belongs_to_the_higher_band(probability: float, term: str) -> None:
    found = estimate_for(ICD, probability)
    assert found is not None
    assert found.term == term


@pytest.mark.parametrize("probability", [0.0, 0.009, 0.99, 0.995, 1.0])
def test_icd_203_has_no_word_outside_1_to_99_percent(probability: float) -> None:
    assert estimate_for(ICD, probability) is None


@pytest.mark.parametrize("probability", [0.07, 0.22, 0.37, 0.52, 0.77, 0.92])
def test_between_the_bands_of_the_yardstick_there_is_no_word(probability: float) -> None:
    assert estimate_for(PHIA, probability) is None


def test_virtually_certain_is_a_word_of_the_ipcc_alone() -> None:
    assert [term_named(s, "virtually certain") is not None for s in (ICD, IPCC, PHIA)] == [False, True, False]
    theirs = term_named(IPCC, "virtually certain")
    assert theirs is not None
    assert (theirs.low, theirs.high) == (0.99, 1.0)
    assert nearest_term(ICD, theirs.low, theirs.high).term == "almost certain"


def test_of_ranges_that_lie_inside_one_another_the_narrowest_is_meant() -> None:
    assert terms_for(IPCC, 0.97)[0].term == "extremely likely"
    assert terms_for(IPCC, 1.0)[0].term == "virtually certain"


@given(st.floats(min_value=0, max_value=1), st.sampled_from([ICD, IPCC, PHIA]))
def test_every_word_given_for_a_number_covers_it(probability: float, scale: object) -> None:
    from trigpoint.model import Scale

    assert isinstance(scale, Scale)
    for term in terms_for(scale, probability):
        assert term.low <= probability <= term.high


def test_ranges_in_words() -> None:
    assert range_words(0.55, 0.8) == "55-80 %"
    assert range_words(0.0, 0.01) == "0-1 %"
