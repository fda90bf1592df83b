"""An alert whose false alarms stay under a stated share though one looks every week, for ever.

The evidence against *the rate of each feed never changed* is the probability of the counts under a mixture of changes, over
that without one. A change multiplies the rates of all strata by one factor; each stratum keeps a rate of its own, so a stratum
that begins later, however busy, is no evidence. Two ways not to know the rates:

- by default they are integrated out under the right Haar prior 1/rate of a scale family (Perez-Ortiz et al. 2024, "E-statistics,
  group invariance and anytime-valid testing"). Given how many happened in all, the expected evidence of any single look is
  exactly 1 whatever the rates and the exposure; under continuous watching it is 1 on average over that prior, and bench/trends.py
  measures the share of false alarms at each rate.
- `is_strict`: a gamma prior of mixed scale above, the most that any constant rates give below (universal inference,
  Wasserman, Ramdas and Balakrishnan 2020). That is an e-process for every rate: the evidence passes 1/alpha with a probability of
  at most alpha whenever one stops looking. It is later by about half.

Counts that scatter more than chance are divided by their dispersion before; the guarantee is then as good as that number.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import attrs
import numpy as np
from scipy.special import gammaln, logsumexp

from trigpoint.fusion.trends.counts import Floats, Stratum
from trigpoint.fusion.trends.rates import dispersion as upper_dispersion

SHAPE = 0.5
SCALES = 10.0 ** -np.arange(4)  # of the first exposure: the prior's rate parameter
HAZARDS = np.array([1 / 13, 1 / 52, 1 / 208])  # of a change in a period: a quarter, a year, four years of weeks
MORE = np.array([1.5, 2.0, 3.0, 5.0, 10.0])
ALPHA = 0.05


class Direction(StrEnum):
    """Which changes are watched for."""

    MORE = "more"
    FEWER = "fewer"
    BOTH = "both"


@attrs.frozen(kw_only=True)
class Watch:
    """What continuous watching found. Periods are indices of the series."""

    alpha: float
    log_e: tuple[float, ...]  # after each period
    alarm: int | None  # the first period after which the evidence passed 1/alpha
    since: int | None  # the likeliest first period of the new rate, at the alarm; None without an alarm
    dispersion: float  # variance over mean that the last look took the counts to have

    @property
    def peak(self) -> float:
        """The most evidence there was, as e-value."""
        return float(np.exp(min(max(self.log_e, default=0.0), 700.0)))


def watch(
    strata: Sequence[Stratum], *, alpha: float = ALPHA, direction: Direction = Direction.BOTH, dispersion: float | None = None,
    is_strict: bool = False,
) -> Watch:  # fmt: skip
    """Look after every period. `dispersion` None: estimated from what was counted so far, a standard error above.

    Raises ValueError for an alpha outside (0, 1) or a dispersion below 1.
    """
    if not 0 < alpha < 1 or (dispersion is not None and dispersion < 1):
        raise ValueError(f"alpha {alpha} must lie between 0 and 1, the dispersion {dispersion} not below 1")
    periods = len(strata[0].count) if strata else 0
    factors = {"more": MORE, "fewer": 1 / MORE, "both": np.concatenate([MORE, 1 / MORE])}[direction.value]
    log_prior = _log_onset(periods)
    gain_of, still_of = (_mixed_gain, _mixed_still) if is_strict else (_haar_gain, _haar_still)
    log_e, alarm, since, scatter = [], None, None, 1.0
    for now in range(1, periods + 1):
        scatter = upper_dispersion(strata, periods=now, is_upper=True) if dispersion is None else dispersion
        # onset k: periods 0..k-1 at the old rate; k = now stands for every change still to come
        gain = sum((gain_of(one, now, factors, scatter) for one in strata), np.zeros((now, len(factors))))
        gain = logsumexp(gain, axis=1) - np.log(len(factors)) + log_prior[:now]
        still = sum(still_of(one, now, scatter) for one in strata)
        to_come = np.log1p(-min(float(np.exp(log_prior[:now]).sum()), 1 - 1e-12))
        log_e.append(float(np.logaddexp(logsumexp(gain), to_come + still)))
        if alarm is None and log_e[-1] >= -np.log(alpha):
            alarm, since = now - 1, int(np.argmax(gain))
    return Watch(alpha=alpha, log_e=tuple(log_e), alarm=alarm, since=since, dispersion=scatter)


def _log_onset(periods: int) -> Floats:
    """Log probability that the new rate begins with period k, k = 0 excepted: from the start on there is nothing to compare."""
    k = np.arange(periods)[:, None]
    found: Floats = logsumexp(np.log(HAZARDS) + (k - 1) * np.log1p(-HAZARDS), axis=1) - np.log(len(HAZARDS))
    if periods:
        found[0] = -np.inf
    return found


def _haar_gain(one: Stratum, now: int, factors: Floats, dispersion: float) -> Floats:
    """Log of (probability with a change before period k, by each factor) over (that without), shape (now, factors)."""
    n, after_n, e, after_e = _parts(one, now, dispersion)
    if not e:
        return np.zeros((now, len(factors)))
    held = (e - after_e)[:, None] + factors * after_e[:, None]
    found: Floats = after_n[:, None] * np.log(factors) - n * np.log(held / e)
    return found


def _haar_still(_one: Stratum, _now: int, _dispersion: float) -> float:
    """The same without a change."""
    return 0.0


def _mixed_gain(one: Stratum, now: int, factors: Floats, dispersion: float) -> Floats:
    """As `_haar_gain`, with a proper prior above and the most likely constant rate below."""
    n, after_n, e, after_e = _parts(one, now, dispersion)
    if not e:
        return np.zeros((now, len(factors)))
    held = (e - after_e)[:, None] + factors * after_e[:, None]
    found: Floats = after_n[:, None] * np.log(factors) + _log_mixed(one, n, held) - _log_most(n, e)
    return found


def _mixed_still(one: Stratum, now: int, dispersion: float) -> float:
    n, _, e, _ = _parts(one, now, dispersion)
    return float(_log_mixed(one, n, np.array(e))) - _log_most(n, e) if e else 0.0


def _parts(one: Stratum, now: int, dispersion: float) -> tuple[float, Floats, float, Floats]:
    """Happenings in all and from each period on, exposure in all and from each period on."""
    n, e = one.count[:now] / dispersion, one.exposure[:now]
    return float(n.sum()), n[::-1].cumsum()[::-1], float(e.sum()), e[::-1].cumsum()[::-1]


def _log_mixed(one: Stratum, n: float, e: Floats) -> Floats:
    """Log of the integral of rate^n exp(-rate e) over gamma priors of several scales."""
    b = SCALES * one.exposure[one.exposure > 0][0]
    gamma = SHAPE * np.log(b) - gammaln(SHAPE) + gammaln(SHAPE + n) - (SHAPE + n) * np.log(b + e[..., None])
    found: Floats = logsumexp(gamma, axis=-1) - np.log(len(SCALES))
    return found


def _log_most(n: float, e: float) -> float:
    """Log of the largest rate^n exp(-rate e)."""
    return float(n * np.log(n / e) - n) if n else 0.0
