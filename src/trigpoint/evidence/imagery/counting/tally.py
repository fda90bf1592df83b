"""From proposals and a person's verdicts to a count with an interval.

Seen for certain are the accepted and the added: the *minimum seen*. Of the proposals nobody judged, as many hold as the
judged ones suggest (beta-binomial, Jeffreys prior 1/2, 1/2), and beside those the proposals missed as many again as the person
had to add per accepted one (negative binomial: a Poisson count whose rate is a gamma of the additions seen). The interval is
the middle nine tenths of the sum. Where nobody judged anything there is no count, only proposals. What stands in hangars,
under nets, trees or clouds is in no number.
"""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy import stats

METHOD = "tally-1"
LOW, HIGH = 0.05, 0.95
CAVEAT = "what stands under roofs, nets or trees is not seen"


@attrs.frozen(kw_only=True)
class Tally:
    """A count with what it rests on. Half-known: None where nobody judged anything."""

    proposed: int
    accepted: int
    rejected: int
    added: int
    estimate: float | None
    low: int | None
    high: int | None
    obscured_share: float  # of the picture: cloud, no-data
    reviewers: tuple[str, ...] = ()

    @property
    def unreviewed(self) -> int:
        """Proposals nobody judged."""
        return self.proposed - self.accepted - self.rejected

    @property
    def minimum_seen(self) -> int:
        """Accepted or added by a person."""
        return self.accepted + self.added

    def sentence(self, noun: str) -> str:
        """The count in words."""
        if self.estimate is None:
            return f"{self.proposed} proposed, none reviewed: no count of {noun} ({CAVEAT})"
        hidden = f"; {self.obscured_share:.0%} of the picture cannot be seen" if self.obscured_share >= 0.005 else ""
        return (
            f"at least {self.minimum_seen} {noun} seen; {self.low} to {self.high} likely (nine in ten), "
            f"{self.unreviewed} of {self.proposed} proposals not reviewed{hidden} ({CAVEAT})"
        )


def tally(
    *,
    proposed: int,
    accepted: int,
    rejected: int,
    added: int,
    obscured_share: float = 0.0,
    reviewers: tuple[str, ...] = (),
) -> Tally:
    """The count that verdicts give. Raises ValueError for more verdicts than proposals."""
    unjudged = proposed - accepted - rejected
    if min(proposed, accepted, rejected, added, unjudged) < 0:
        raise ValueError(f"{accepted} accepted and {rejected} rejected of {proposed} proposals")
    estimate: float | None = None
    low: int | None = None
    high: int | None = None
    if accepted + rejected + added or not proposed:
        seen = accepted + added
        further = _further(unjudged, accepted, rejected, added)
        mass = np.cumsum(further)
        low, high = (seen + int(np.searchsorted(mass, q * mass[-1])) for q in (LOW, HIGH))
        estimate = seen + float(np.dot(np.arange(len(further)), further) / mass[-1])
    return Tally(
        proposed=proposed, accepted=accepted, rejected=rejected, added=added, estimate=estimate, low=low, high=high,
        obscured_share=obscured_share, reviewers=reviewers,
    )  # fmt: skip


def _further(unjudged: int, accepted: int, rejected: int, added: int) -> NDArray[np.float64]:
    """Probabilities of 0, 1, 2... objects beyond those seen."""
    if not unjudged:
        return np.ones(1)
    holds = stats.betabinom.pmf(np.arange(unjudged + 1), unjudged, accepted + 0.5, rejected + 0.5)
    most = int(unjudged * (2 + 4 * (added + 0.5) / (accepted + 0.5))) + 10
    mass = np.zeros(most + 1)
    for true, probability in enumerate(holds):
        if probability < 1e-9:
            continue
        if not true:
            mass[0] += probability
            continue
        missed = np.arange(most - true + 1)
        rate = (accepted + 0.5) / (accepted + 0.5 + true)
        mass[true:] += probability * stats.nbinom.pmf(missed, added + 0.5, rate)
    return mass
