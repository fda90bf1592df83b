"""Words for probabilities and probabilities for words, on one scale at a time. Ranges are [low, high)."""

from __future__ import annotations

from collections.abc import Mapping

from trigpoint.model.assessment import Estimate, Scale, Term


def terms_for(scale: Scale, probability: float) -> tuple[Term, ...]:
    """The terms whose range holds the probability, the narrowest range first; () where the scale has no word.

    A scale that ends at 1 takes 1 in; ICD 203 has no word for less than 1 % or for 99 % and more.
    """
    top = 1.0 - 1e-12
    fitting = [t for t in scale.terms if t.low <= min(probability, top) < t.high]
    return tuple(sorted(fitting, key=lambda t: (t.high - t.low, t.row)))


def estimate_for(scale: Scale, probability: float) -> Estimate | None:
    """The likelihood in words, of the scale's first row; None where the scale has no word for it."""
    found = terms_for(scale, probability)
    return estimate_of(scale, found[0]) if found else None


def estimate_of(scale: Scale, term: Term) -> Estimate:
    """The term with its scale and range."""
    return Estimate(scale=scale.id, term=term.term, low=term.low, high=term.high)


def term_named(scale: Scale, words: str) -> Term | None:
    """The term spelt so, in any of its forms."""
    spelt = " ".join(words.casefold().split())
    return next((t for t in scale.terms if spelt in (t.term, *t.forms)), None)


def nearest_term(scale: Scale, low: float, high: float) -> Term:
    """The term of the scale's first row whose range shares most with [low, high), else the one that lies closest."""

    def fit(term: Term) -> tuple[float, float]:
        shared = min(high, term.high) - max(low, term.low)
        apart = abs((low + high) / 2 - (term.low + term.high) / 2)
        return (shared / (max(high, term.high) - min(low, term.low)) if shared > 0 else 0.0), -apart

    return max((t for t in scale.terms if t.row == 0), key=fit)


def scales_naming(scales: Mapping[str, Scale], phrase: str) -> tuple[Scale, ...]:
    """The scales that have a word or form spelt so."""
    return tuple(s for s in scales.values() if term_named(s, phrase) is not None)


def range_words(low: float, high: float) -> str:
    """`55-80 %`, `95-99 %`, `0-1 %`."""
    return f"{_percent(low)}-{_percent(high)} %"


def _percent(share: float) -> str:
    return f"{round(share * 100, 1):g}"
