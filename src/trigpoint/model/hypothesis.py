"""Competing hypotheses and how likely each piece of evidence would be under each of them."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

NONE_OF_THESE = "none"  # ids of the two rows that are always there
DECEPTION = "deception"


@attrs.frozen(kw_only=True)
class Hypothesis:
    """One row: a statement that could be true instead of the others."""

    id: str
    statement: str
    prior: float = 1.0  # weight before the evidence, relative to the other rows


@attrs.frozen(kw_only=True)
class Column:
    """One piece of evidence, judged under each hypothesis."""

    evidence: str  # Event, Claim or Observation id
    likelihoods: Mapping[
        str, float
    ]  # hypothesis id -> P(evidence | hypothesis), within (0, 1); an absent row: not judged
    origins: frozenset[str] = frozenset()  # names of the upstreams it rests on
    label: str = ""  # what it says, for a reader
    why: str = ""  # the analyst's reason


@attrs.frozen(kw_only=True)
class HypothesisMatrix:
    """A question, its rows and its columns. Raises ValueError for ids that repeat and for likelihoods outside (0, 1)."""

    question: str
    hypotheses: tuple[Hypothesis, ...]  # "none of these" and "deception" among them
    columns: tuple[Column, ...] = ()
    author: str = ""

    def __attrs_post_init__(self) -> None:
        ids = [h.id for h in self.hypotheses]
        if len(set(ids)) < len(ids):
            raise ValueError("two hypotheses have one id")
        if {NONE_OF_THESE, DECEPTION} - set(ids):
            raise ValueError(f"the rows {NONE_OF_THESE!r} and {DECEPTION!r} are always there")
        if any(h.prior <= 0 for h in self.hypotheses):
            raise ValueError("a prior weight must be above 0: leave the row out instead")
        for column in self.columns:
            if any(not 0 < p < 1 for p in column.likelihoods.values()):
                raise ValueError(f"{column.evidence}: a likelihood must lie between 0 and 1")
