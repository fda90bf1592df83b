"""A rate with its interval: happenings per unit of exposure (gamma posterior under Jeffreys' prior)."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from scipy import stats

from trigpoint.fusion.trends.counts import Floats, Stratum

LOW, HIGH = 0.05, 0.95
JEFFREYS = 0.5
PRIOR_PERIODS = 6.0  # weight of "no more scattered than chance" before anything is seen
PAIR_VARIANCE = 2.5  # of a squared difference of neighbours over its mean: 2, and more since neighbours share a period
LEAST_EXPECTED = 0.25  # of a period whose scatter tells anything


@attrs.frozen(kw_only=True)
class Rate:
    """Per unit of exposure. `low` to `high`: nine in ten."""

    count: float
    exposure: float
    rate: float | None  # None: never looked
    low: float | None
    high: float | None


def rate_of(count: float, exposure: float) -> Rate:
    """The rate that a count over an exposure tells. Nothing seen is a rate of 0 with an upper end, not a certainty."""
    if exposure <= 0:
        return Rate(count=count, exposure=0.0, rate=None, low=None, high=None)
    low = float(stats.gamma.ppf(LOW, count + JEFFREYS)) / exposure if count else 0.0
    high = float(stats.gamma.ppf(HIGH, count + JEFFREYS)) / exposure
    return Rate(count=count, exposure=exposure, rate=count / exposure, low=low, high=high)


def dispersion(strata: Sequence[Stratum], *, periods: int | None = None, is_upper: bool = False) -> float:
    """Variance over mean of the counts (1 = chance alone), from the first `periods`, drawn towards 1; never below 1.

    `is_upper`: a standard error above the estimate, for whoever must not be alarmed by scatter.

    Flights that come in pairs, or reports in batches, scatter more than chance; a judgement that took each for a happening of
    its own would be alarmed too soon. Neighbouring periods are compared, so that a slow trend is not taken for scatter.
    """
    square, pairs = 0.0, 0.0
    for one in strata:
        count, looks = (column[: periods or len(one.count)] for column in (one.count, one.exposure))
        count, looks = count[looks > 0], looks[looks > 0]
        if len(count) < 3 or not count.sum():
            continue
        a, b, ea, eb = count[:-1], count[1:], looks[:-1], looks[1:]
        mean = count.sum() / looks.sum()
        variance: Floats = mean * (1 / ea + 1 / eb)  # of the difference of two rates
        tells = mean * np.minimum(ea, eb) >= LEAST_EXPECTED
        square += float(((b / eb - a / ea) ** 2 / variance)[tells].sum())
        pairs += float(tells.sum())
    estimate = max(1.0, (square + PRIOR_PERIODS) / (pairs + PRIOR_PERIODS))
    return estimate * (1 + float(np.sqrt(PAIR_VARIANCE / (pairs + PRIOR_PERIODS)))) if is_upper else estimate
