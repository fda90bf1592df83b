"""Sentence vectors as one more comparator, for the few pairs the others leave open: a vector costs some 17 ms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from trigpoint.fusion.facts import Facts

MOST_SENTENCES = 400  # about seven seconds; after that undecided pairs stay undecided


class SentenceVectors(Protocol):
    """Anything that turns sentences into vectors of one length."""

    def encode(self, sentences: Sequence[str]) -> Any:
        """One row per sentence."""


def by_vectors(vectors: SentenceVectors) -> Callable[[Facts, Facts], float]:
    """A weight between -1 and +1 from the cosine of the two quotes, 0 once the budget of sentences is spent."""
    seen: dict[str, list[float]] = {}

    def weight(a: Facts, b: Facts) -> float:
        for text in (a.claim.quote.text, b.claim.quote.text):
            if text not in seen:
                if len(seen) >= MOST_SENTENCES:
                    return 0.0
                seen[text] = [float(x) for x in vectors.encode([text])[0]]
        return max(-1.0, min(1.0, 3 * (_cosine(seen[a.claim.quote.text], seen[b.claim.quote.text]) - 0.55)))

    return weight


def _cosine(a: Sequence[float], b: Sequence[float]) -> float:
    dot = sum(x * y for x, y in zip(a, b, strict=True))
    size = (sum(x * x for x in a) * sum(y * y for y in b)) ** 0.5
    return dot / size if size else 0.0
