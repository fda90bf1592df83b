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
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp

from trigpoint.fusion.trends.counts import Floats, Stratum
from trigpoint.fusion.trends.rates import dispersion as upper_dispersion

SHAPE = 0.5
SCALES = 10.0 ** -np.arange(4)  # of the first exposure: the prior's rate parameter
HAZARDS = np.array([1 / 13, 1 / 52, 1 / 208])  # of a change in a period: a quarter, a year, four years of weeks
MORE = np.array([1.5, 2.0, 3.0, 5.0, 10.0])
ALPHA = 0.05
BLOCK = 32  # looks worked out together


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
    log_prior = _log_onset(periods)
    to_come = np.log1p(-np.minimum(np.exp(log_prior).cumsum(), 1 - 1e-12))  # of a change after each period
    log_e, alarm, since, scatter = [], None, None, 1.0
    for first in range(0, periods, BLOCK):
        nows = np.arange(first + 1, min(first + BLOCK, periods) + 1)
        scatters = np.array(
            [
                upper_dispersion(strata, periods=int(n), is_upper=True) if dispersion is None else dispersion
                for n in nows
            ]
        )
        gain, still = np.zeros((len(nows), periods, len(factors))), np.zeros(len(nows))
        for one in strata:
            more, same = _log_ratios(one, nows, factors, scatters, is_strict=is_strict)
            gain, still = gain + more, still + same
        # onset k: periods 0..k-1 at the old rate; a change still to come is none yet
        parted = logsumexp(gain, axis=2) - np.log(len(factors)) + log_prior
        parted = np.where(np.arange(periods) < nows[:, None], parted, -np.inf)
        found = np.logaddexp(logsumexp(parted, axis=1), to_come[nows - 1] + still)
        log_e += found.tolist()
        late = np.flatnonzero(found >= -np.log(alpha))
        if alarm is None and len(late):
            alarm, since = int(nows[late[0]]) - 1, int(np.argmax(parted[late[0]]))
        scatter = float(scatters[-1])
    return Watch(alpha=alpha, log_e=tuple(log_e), alarm=alarm, since=since, dispersion=scatter)


def _log_onset(periods: int) -> Floats:
    """Log probability that the new rate begins with period k, k = 0 excepted: from the start on there is nothing to compare."""
    k = np.arange(periods)[:, None]
    found: Floats = logsumexp(np.log(HAZARDS) + (k - 1) * np.log1p(-HAZARDS), axis=1) - np.log(len(HAZARDS))
    if periods:
        found[0] = -np.inf
    return found


def _log_ratios(
    one: Stratum, nows: NDArray[np.int64], factors: Floats, scatters: Floats, *, is_strict: bool
) -> tuple[Floats, Floats]:
    """Log of the probability with a change before period k, by each factor, over that without: (now, k, factor); and with none."""
    counts, looks = np.concatenate([[0.0], one.count.cumsum()]), np.concatenate([[0.0], one.exposure.cumsum()])
    n, e = counts[nows] / scatters, looks[nows]
    after_n = counts[nows][:, None] / scatters[:, None] - counts[:-1] / scatters[:, None]
    after_e = looks[nows][:, None] - looks[:-1]
    known = e > 0
    least = np.where(known, e, 1.0)
    held = np.maximum((e[:, None] - after_e)[..., None] + factors * after_e[..., None], 1e-300)
    gain = after_n[..., None] * np.log(factors)
    if is_strict:
        most = np.where(n > 0, n * np.log(np.maximum(n, 1e-300) / least) - n, 0.0)
        gain = gain + _log_mixed(one, n[:, None, None], held) - most[:, None, None]
        still = np.where(known, _log_mixed(one, n, least) - most, 0.0)
    else:
        gain = gain - n[:, None, None] * np.log(held / least[:, None, None])
        still = np.zeros(len(nows))
    return np.where(known[:, None, None], gain, 0.0), still


def _log_mixed(one: Stratum, n: Floats, e: Floats) -> Floats:
    """Log of the integral of rate^n exp(-rate e) over gamma priors of several scales."""
    looked = one.exposure[one.exposure > 0]
    b = SCALES * (looked[0] if len(looked) else 1.0)
    n, e = np.asarray(n)[..., None], np.asarray(e)[..., None]
    gamma = SHAPE * np.log(b) - gammaln(SHAPE) + gammaln(SHAPE + n) - (SHAPE + n) * np.log(b + e)
    found: Floats = logsumexp(gamma, axis=-1) - np.log(len(SCALES))
    return found
