"""The words that the lint and the compiler look for, beside the terms of the scales. Lower case."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class EstimativeWords:
    """Filled from `data/estimative_words.yaml`."""

    certainty: tuple[str, ...]  # beyond any word of a scale that stops at 99 %
    vague: tuple[str, ...]  # doubt without a range
    homemade: tuple[tuple[str, float, float], ...]  # phrase of no scale, and the range it is taken to mean
    hedges: tuple[str, ...]  # keep a statement from standing as fact
    cues: tuple[str, ...]  # say on whose word a sentence stands
    confidence: tuple[str, ...]
