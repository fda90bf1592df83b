"""Competing hypotheses: Bayes by origin."""

from __future__ import annotations

from math import log, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.data.likelihood_steps import load_steps
from trigpoint.fusion.hypotheses import score, what_would_change
from trigpoint.model.hypothesis import Column, Hypothesis, HypothesisMatrix

ROWS = tuple(Hypothesis(id=i, statement=i) for i in ("H1", "H2", "none", "deception"))
STEPS = load_steps()


def column(evidence: str, likelihoods: tuple[float, ...], *origins: str) -> Column:
    cells = dict(zip((h.id for h in ROWS), likelihoods, strict=False))
    return Column(evidence=evidence, likelihoods=cells, origins=frozenset(origins))


def matrix(*columns: Column, rows: tuple[Hypothesis, ...] = ROWS) -> HypothesisMatrix:
    return HypothesisMatrix(question="Who?", hypotheses=rows, columns=columns)


def test_independent_origins_multiply_as_bayes_has_it() -> None:
    found = score(matrix(column("a", (0.9, 0.1, 0.5, 0.5), "A"), column("b", (0.7, 0.3, 0.5, 0.5), "B")))
    weights = [prod(pair) for pair in ((0.9, 0.7), (0.1, 0.3), (0.5, 0.5), (0.5, 0.5))]
    assert list(found.posteriors.values()) == pytest.approx([w / sum(weights) for w in weights])
    assert found.leader == "H1"
    assert found.margin == pytest.approx(log(weights[0] / weights[2]))


cells = st.tuples(*[st.sampled_from(sorted(STEPS.values()))] * 4)


@given(st.lists(cells, min_size=1, max_size=6), st.integers(0, 5))
def test_repeating_a_document_changes_nothing_and_posteriors_sum_to_one(
    columns: list[tuple[float, ...]], again: int
) -> None:
    base = [column(f"clm-{n}", c, f"origin {n}") for n, c in enumerate(columns)]
    copied = base[again % len(base)]
    copy = Column(evidence="clm-copy", likelihoods=copied.likelihoods, origins=copied.origins)
    first, second = score(matrix(*base)), score(matrix(copy, *base))
    assert sum(first.posteriors.values()) == pytest.approx(1)
    assert second.posteriors == pytest.approx(first.posteriors)


@given(st.permutations([("a", 0.9), ("b", 0.3), ("c", 0.02), ("d", 0.7)]))
def test_the_order_of_the_columns_changes_nothing(order: list[tuple[str, float]]) -> None:
    found = score(matrix(*(column(name, (p, 1 - p, 0.5, 0.5), name) for name, p in order)))
    assert found.groups == score(matrix(*(column(n, (p, 1 - p, 0.5, 0.5), n) for n, p in sorted(order)))).groups


def test_ten_articles_of_one_agency_weigh_as_one() -> None:
    one = score(matrix(column("a", (0.9, 0.1, 0.5, 0.5), "Agency")))
    ten = score(matrix(*(column(f"a{n}", (0.9, 0.1, 0.5, 0.5), "Agency") for n in range(10))))
    assert ten.posteriors == pytest.approx(one.posteriors)
    assert len(ten.groups) == 1


def test_an_origin_that_contradicts_itself_says_little() -> None:
    found = score(matrix(column("a", (0.9, 0.1, 0.5, 0.5), "A"), column("b", (0.1, 0.9, 0.5, 0.5), "A")))
    assert found.posteriors["H1"] == pytest.approx(found.posteriors["H2"])


def test_without_evidence_the_priors_stand_and_nobody_leads() -> None:
    found = score(matrix())
    assert set(found.posteriors.values()) == {0.25}
    assert found.leader == ""


def test_a_hypothesis_nobody_judged_is_named_and_not_scored() -> None:
    found = score(matrix(column("a", (0.9, 0.1, 0.5, 0.5), "A"), rows=(*ROWS, Hypothesis(id="H3", statement="later"))))
    assert found.unjudged_rows == ("H3",)
    assert "H3" not in found.posteriors


def test_a_column_with_a_missing_cell_is_named_and_not_counted() -> None:
    whole = column("a", (0.9, 0.1, 0.5, 0.5), "A")
    found = score(matrix(whole, column("b", (0.02,), "B")))
    assert found.uncounted == ("b",)
    assert found.posteriors == pytest.approx(score(matrix(whole)).posteriors)


def test_evidence_equally_likely_under_all_tells_nothing_apart() -> None:
    (group,) = score(matrix(column("a", (0.98, 0.98, 0.98, 0.98), "A"))).groups
    assert (group.strength, group.diagnosticity) == ("none", 0)


def test_leaving_out_the_one_origin_that_carries_the_result_changes_the_leader() -> None:
    found = score(
        matrix(
            column("a", (0.98, 0.02, 0.5, 0.5), "A"),
            column("b", (0.3, 0.7, 0.5, 0.5), "B"),
            column("c", (0.5, 0.7, 0.3, 0.3), "C"),
        )
    )
    assert [(w.origin, w.leader_changes) for w in found.without] == [("A", True), ("B", False), ("C", False)]


def test_what_would_change_it_is_true_when_it_is_tried() -> None:
    base = (column("a", (0.9, 0.3, 0.1, 0.1), "A"),)
    sentence = what_would_change(score(matrix(*base)), STEPS)
    high, rival, low, leader = _parsed(sentence)
    cells = {h.id: STEPS[high] if h.id == rival else STEPS[low] for h in ROWS}
    more = Column(evidence="new", likelihoods=cells, origins=frozenset({"new"}))
    assert leader == "H1"
    assert score(matrix(*base, more)).leader == rival


def _parsed(sentence: str) -> tuple[str, str, str, str]:
    first, second = sentence.removeprefix("One more independent origin, ").split(" and ")
    high, rival = first.split(" under ")
    low, leader = second.split(", would")[0].split(" under ")
    return high, rival, low, leader


def test_no_single_origin_can_turn_a_result_that_rests_on_many() -> None:
    many = [column(f"a{n}", (0.98, 0.02, 0.02, 0.02), f"A{n}") for n in range(3)]
    assert "at least" in what_would_change(score(matrix(*many)), STEPS)


@pytest.mark.parametrize(
    "rows",
    [
        (Hypothesis(id="H1", statement="x"),),
        (*ROWS, Hypothesis(id="H1", statement="twice")),
        (*ROWS, Hypothesis(id="H9", statement="x", prior=0)),
    ],
)
def test_a_matrix_without_its_two_fixed_rows_or_with_a_row_twice_cannot_be_made(rows: tuple[Hypothesis, ...]) -> None:
    with pytest.raises(ValueError, match=r"rows|one id|prior"):
        matrix(rows=rows)
