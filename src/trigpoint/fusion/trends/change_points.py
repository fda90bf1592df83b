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
from trigpoint.fusion.trends.rates import Rate, rate_of

LEAST_PROBABILITY = 0.9  # that there was a change at all
PRIOR_CHANGE = 0.5  # within a series, before it is looked at
MASS = 0.9
LARGEST, PRIOR_SPREAD = 7.0, 2.5  # of the logarithm of a ratio of rates


@attrs.frozen(kw_only=True)
class ChangePoint:
    """A change of rate. Periods are indices of the series; `earliest` to `latest`, both with: nine in ten."""

    period: int  # the likeliest first period of the new rate
    earliest: int
    latest: int
    probability: float  # that the rate changed in this stretch at all
    before: Rate  # of the strata looked at on both sides that stand for themselves (not beside another)
    after: Rate
    ratio: float  # after over before, of all strata looked at on both sides, each compared with itself: median, nine in ten
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
    if not both:
        return None
    ratio = _common_ratio([(_sums([s], low, cut), _sums([s], cut, high)) for s in both], dispersion)
    leading = [s for s in both if not s.is_beside] or both
    return ChangePoint(
        period=cut,
        earliest=low + 1 + int(np.searchsorted(share, (1 - MASS) / 2)),
        latest=low + 1 + min(int(np.searchsorted(share, (1 + MASS) / 2)), len(share) - 1),
        probability=probability,
        before=rate_of(*_sums(leading, low, cut)), after=rate_of(*_sums(leading, cut, high)),
        ratio=ratio[0], ratio_low=ratio[1], ratio_high=ratio[2],
    )  # fmt: skip


def _common_ratio(
    sides: Sequence[tuple[tuple[float, float], tuple[float, float]]], dispersion: float
) -> tuple[float, float, float]:
    """One factor for all strata: given a stratum's total, its count after is binomial whatever its own rate."""
    log_ratio = np.linspace(-LARGEST, LARGEST, 1201)
    log = -0.5 * (log_ratio / PRIOR_SPREAD) ** 2
    for (n0, e0), (n1, e1) in sides:
        log = log + (n1 * log_ratio - (n0 + n1) * np.log(e0 + np.exp(log_ratio) * e1)) / dispersion
    share = np.exp(log - logsumexp(log)).cumsum()
    found = np.exp(np.interp([0.5, (1 - MASS) / 2, (1 + MASS) / 2], share, log_ratio))
    return float(found[0]), float(found[1]), float(found[2])


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
