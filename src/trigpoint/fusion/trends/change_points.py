"""When a rate changed: Bayesian change points over Poisson counts with exposure, each with the interval it lies in.

Each stratum has a gamma prior with the mean of its own rate and the weight of one period, so a stratum that begins or ends
changes nothing. One change at a time is looked for, and then again on either side of it (binary segmentation by Bayes factor).
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from scipy.special import gammaln, logsumexp

from trigpoint.fusion.trends.counts import Floats, Stratum
from trigpoint.fusion.trends.rates import Rate, rate_of, ratio_of

LEAST_PROBABILITY = 0.9  # that there was a change at all
PRIOR_CHANGE = 0.5  # within a series, before it is looked at
MASS = 0.9


@attrs.frozen(kw_only=True)
class ChangePoint:
    """A change of rate. Periods are indices of the series; `earliest` to `latest`, both with: nine in ten."""

    period: int  # the likeliest first period of the new rate
    earliest: int
    latest: int
    probability: float  # that the rate changed in this stretch at all
    before: Rate  # strata looked at on both sides only, summed
    after: Rate
    ratio: float  # after over before: median, nine in ten
    ratio_low: float
    ratio_high: float


def change_points(
    strata: Sequence[Stratum], *, dispersion: float = 1.0, least_probability: float = LEAST_PROBABILITY
) -> tuple[ChangePoint, ...]:
    """All changes, in order of time."""
    periods = len(strata[0].count) if strata else 0
    cuts: list[int] = []
    pending = [(0, periods)]
    while pending:
        low, high = pending.pop()
        weights = _log_weights(strata, low, high, dispersion)
        if weights is None or _probability(weights) < least_probability:
            continue
        cut = low + 1 + int(np.argmax(weights))
        cuts.append(cut)
        pending += [(low, cut), (cut, high)]
    edges = [0, *sorted(cuts), periods]
    found = (
        _judged(strata, edges[k - 1], edges[k + 1], dispersion, least_probability) for k in range(1, len(edges) - 1)
    )
    return tuple(one for one in found if one is not None)


def _judged(
    strata: Sequence[Stratum], low: int, high: int, dispersion: float, least_probability: float
) -> ChangePoint | None:
    """The change between its neighbours; None where these leave too little of it."""
    weights = _log_weights(strata, low, high, dispersion)
    if weights is None or (probability := _probability(weights)) < least_probability:
        return None
    share = np.exp(weights - logsumexp(weights)).cumsum()
    cut = low + 1 + int(np.argmax(weights))
    both = [s for s in strata if s.exposure[low:cut].any() and s.exposure[cut:high].any()]
    (n0, e0), (n1, e1) = _sums(both, low, cut), _sums(both, cut, high)
    ratio = ratio_of((n1 / dispersion, e1), (n0 / dispersion, e0))
    if ratio is None:
        return None
    return ChangePoint(
        period=cut,
        earliest=low + 1 + int(np.searchsorted(share, (1 - MASS) / 2)),
        latest=low + 1 + min(int(np.searchsorted(share, (1 + MASS) / 2)), len(share) - 1),
        probability=probability,
        before=rate_of(n0, e0), after=rate_of(n1, e1),
        ratio=ratio[0], ratio_low=ratio[1], ratio_high=ratio[2],
    )  # fmt: skip


def _sums(strata: Sequence[Stratum], low: int, high: int) -> tuple[float, float]:
    return (
        float(sum(s.count[low:high].sum() for s in strata)),
        float(sum(s.exposure[low:high].sum() for s in strata)),
    )


def _probability(weights: Floats) -> float:
    """That there is a change, from log Bayes factors of each place for it."""
    log_odds = float(logsumexp(weights)) - np.log(len(weights)) + np.log(PRIOR_CHANGE / (1 - PRIOR_CHANGE))
    return float(1 / (1 + np.exp(-np.clip(log_odds, -700, 700))))


def _log_weights(strata: Sequence[Stratum], low: int, high: int, dispersion: float) -> Floats | None:
    """Log Bayes factor of a change at each of low + 1 ... high - 1 against none; None where there is no place for one."""
    if high - low < 2:
        return None
    total = np.zeros(high - low - 1)
    for one in strata:
        n, e = one.count[low:high] / dispersion, one.exposure[low:high]
        if not n.sum() or np.count_nonzero(e) < 2:
            continue
        period = e.sum() / np.count_nonzero(e)
        mean = n.sum() / e.sum()
        shape, rate = max(mean * period, 0.5), max(mean * period, 0.5) / mean
        before_n, before_e = n.cumsum()[:-1], e.cumsum()[:-1]
        parted = _log_marginal(before_n, before_e, shape, rate)
        parted += _log_marginal(n.sum() - before_n, e.sum() - before_e, shape, rate)
        total += parted - _log_marginal(n.sum(), e.sum(), shape, rate)
    return total


def _log_marginal(n: Floats | float, e: Floats | float, shape: float, rate: float) -> Floats:
    """Log probability of n happenings over e under a gamma prior, factors of the counts alone left out."""
    found: Floats = np.asarray(
        shape * np.log(rate) - gammaln(shape) + gammaln(shape + n) - (shape + n) * np.log(rate + e)
    )
    return found
