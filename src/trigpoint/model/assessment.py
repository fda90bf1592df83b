"""A signed judgement."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import attrs


class Likelihood(StrEnum):
    """ICD 203 (2015) terms, with the ranges in percent; bands are [low, high)."""

    ALMOST_NO_CHANCE = "almost no chance"  # 1-5
    VERY_UNLIKELY = "very unlikely"  # 5-20
    UNLIKELY = "unlikely"  # 20-45
    ROUGHLY_EVEN = "roughly even chance"  # 45-55
    LIKELY = "likely"  # 55-80
    VERY_LIKELY = "very likely"  # 80-95
    ALMOST_CERTAIN = "almost certain"  # 95-99


class Confidence(StrEnum):
    """ICD 203 analytic confidence: about the evidence, never in one sentence with a likelihood."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


@attrs.frozen(kw_only=True)
class Assessment:
    """A signed judgement. Raises ValueError without a basis."""

    id: str
    statement: str
    likelihood: Likelihood
    confidence: Confidence
    basis: tuple[str, ...]  # ids of events, claims, observations; never empty
    author: str
    made: datetime
    alternatives: tuple[str, ...] = ()
    reason: str = ""  # why it differs from the one it supersedes
    supersedes: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.basis:
            raise ValueError(f"the assessment {self.statement!r} names nothing it is based on")
