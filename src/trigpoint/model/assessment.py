"""A signed judgement, the words it is put in, what became of it, and what was withdrawn.

A likelihood is a word of one named scale with its range; a confidence is about the evidence. The two never share a sentence.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import attrs

from trigpoint.model.capture import Reliability


class Confidence(StrEnum):
    """ICD 203 analytic confidence: about the evidence, never in one sentence with a likelihood."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class Credibility(StrEnum):
    """Admiralty credibility of what is told (NATO AJP-2.1). 6 is *cannot be judged*: no number, and not the worst grade."""

    CONFIRMED = "1"  # by another, independent origin
    PROBABLY_TRUE = "2"
    POSSIBLY_TRUE = "3"
    DOUBTFUL = "4"
    IMPROBABLE = "5"
    CANNOT_BE_JUDGED = "6"


@attrs.frozen(kw_only=True)
class Term:
    """A word of a scale for the probabilities [low, high), 0..1. `row` tells apart series of words that are not to be mixed."""

    term: str
    low: float
    high: float
    row: int = 0
    forms: tuple[str, ...] = ()  # other spellings that mean the same: "probably"


@attrs.frozen(kw_only=True)
class Scale:
    """A named, versioned vocabulary of likelihood."""

    id: str  # "icd203-2015"
    name: str  # "ICD 203 (2015)"
    source: str
    terms: tuple[Term, ...]
    rows: tuple[str, ...] = ("one row",)
    nested: bool = False  # its ranges lie inside one another: the narrowest that fits is meant


@attrs.frozen(kw_only=True)
class Estimate:
    """A likelihood as said: the word, its scale, and the range [low, high) that the scale gives it."""

    scale: str  # a Scale id
    term: str
    low: float
    high: float


@attrs.frozen(kw_only=True)
class Assessment:
    """A signed judgement. Raises ValueError without a basis, and for a version that does not say why it differs."""

    id: str  # "asm-" + first 16 hex digits of the signature
    statement: str
    likelihood: Estimate
    confidence: Confidence
    basis: tuple[str, ...]  # ids of events, claims, observations; never empty
    author: str
    made: datetime
    alternatives: tuple[str, ...] = ()
    reason: str = ""  # why it differs from the one it supersedes
    supersedes: str = ""
    topic: str = ""  # what past calls are scored by
    confidence_reasons: tuple[str, ...] = ()
    probability: float | None = None  # the author's own number inside the range; None: only the word was said
    signature: str = ""  # SHA-256 over author, time and everything said

    def __attrs_post_init__(self) -> None:
        if not self.basis:
            raise ValueError(f"the assessment {self.statement!r} names nothing it is based on")
        if self.supersedes and not self.reason:
            raise ValueError(f"the assessment {self.statement!r} replaces {self.supersedes} without a reason")


@attrs.frozen(kw_only=True)
class Outcome:
    """What became of a call. Later ones on the same assessment replace earlier ones."""

    id: str  # "out-" + 16 hex digits
    assessment: str  # Assessment id
    happened: bool | None  # None: cannot be settled; then the call is not scored
    known: date  # the day from which it could be known; only versions made before are scored
    author: str
    made: datetime
    why: str
    basis: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Retraction:
    """A capture, article, claim or observation that must not be built on any more: withdrawn, or found to be wrong."""

    id: str  # "ret-" + 16 hex digits
    subject: str
    why: str
    author: str
    made: datetime


@attrs.frozen(kw_only=True)
class SourceRating:
    """How reliable a source was judged to be, on a day and for a topic. Later ones replace earlier ones of the same topic."""

    id: str  # "rat-" + 16 hex digits
    source: str  # the name as origins have it
    reliability: Reliability
    as_of: date
    author: str
    made: datetime
    why: str
    topic: str = ""  # "" = all
