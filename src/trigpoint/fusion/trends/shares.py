"""Has traffic moved from one place to another? The share of visits that go to the second, with the exposure of both.

Given how many visits the two had together in a period, those at the second are binomial: a rise or fall of the traffic as a whole,
or of what a feed hears at both, changes nothing. Watched as `watch` does: the evidence is the probability of the counts under
a mixture of shares, moments and sizes of a move over that without a move. The share itself is not known and integrated out over
log odds of -6 to 6; averaged over those, the expected evidence is never above 1, and with `is_strict` the most likely share
stands below, so that it passes 1/alpha with a probability of at most alpha for every share.
"""

from __future__ import annotations

import attrs
import numpy as np
from scipy.special import gammaln, logsumexp

from trigpoint.fusion.trends.counts import Floats, Stratum
from trigpoint.fusion.trends.watch import ALPHA, HAZARDS

STEP = 0.125
GRID = np.arange(-96, 97) * STEP  # log odds of the second place at equal exposure: the middle half is the prior
KNOWN = np.abs(GRID) <= 6
MOVES = np.array([6, 11, 17, 24])  # steps by which a move shifts the log odds: a factor of 2, 4, 8, 20


@attrs.frozen(kw_only=True)
class Rerouting:
    """The test of one pair of places. Periods are indices of the series."""

    origin: str
    destination: str
    alpha: float
    log_e: tuple[float, ...]
    alarm: int | None  # first period after which the evidence passed 1/alpha; None: no move shown
    since: int | None
    share_before: float | None  # of visits that go to the second, before and after; None without an alarm
    share_after: float | None
    movers: int = 0  # seen at the first before and at the second after


def rerouting(
    origin: Stratum, destination: Stratum, *, alpha: float = ALPHA, dispersion: float = 1.0, is_strict: bool = False
) -> Rerouting:
    """Watch the share after each period in which both places were looked at; the others say nothing."""
    both = origin.looked & destination.looked
    a, b = np.where(both, origin.count, 0) / dispersion, np.where(both, destination.count, 0) / dispersion
    periods = len(a)
    chance = _log_chance(a, b, origin, destination, both).cumsum(axis=0)  # (period, share)
    onset = _onset(periods)
    log_e: list[float] = []
    alarm, since = None, None
    for now in range(1, periods + 1):
        parted = _log_moved(chance, now)
        with np.errstate(divide="ignore"):
            parted += np.log(onset[:now])
        known = chance[now - 1, KNOWN]
        still = float(logsumexp(known) - np.log(KNOWN.sum()))
        whole = np.log(max(1 - onset[:now].sum(), 1e-12)) + still
        log_e.append(float(np.logaddexp(logsumexp(parted), whole)) - (_most(known) if is_strict else still))
        if alarm is None and log_e[-1] >= -np.log(alpha):
            alarm, since = now - 1, int(np.argmax(parted))
    shares: list[float | None] = [None, None]
    if alarm is not None and since is not None:
        shares = [_share(a[:since], b[:since]), _share(a[since : alarm + 1], b[since : alarm + 1])]
    return Rerouting(
        origin=origin.name, destination=destination.name, alpha=alpha, log_e=tuple(log_e), alarm=alarm, since=since,
        share_before=shares[0], share_after=shares[1],
    )  # fmt: skip


def _log_moved(chance: Floats, now: int) -> Floats:
    """Log probability of the counts so far with a move before period k = 0 ... now - 1, all shares and sizes weighed alike."""
    before = np.vstack([np.zeros(len(GRID)), chance[: now - 1]])
    after = chance[now - 1] - before
    at = np.flatnonzero(KNOWN)
    low, high = at[0], at[-1] + 1
    found = np.stack([before[:, low:high] + after[:, low + s : high + s] for s in (*MOVES, *-MOVES)])
    most = found.max(axis=(0, 2))
    found -= most[:, None]
    log: Floats = np.log(np.exp(found, out=found).sum(axis=(0, 2))) + most - np.log(len(found) * len(at))
    return log


def _log_chance(
    a: Floats, b: Floats, origin: Stratum, destination: Stratum, both: np.typing.NDArray[np.bool_]
) -> Floats:
    """Log probability of each period's split under each share, (period, share)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        offset = np.where(both, np.log(destination.exposure) - np.log(origin.exposure), 0.0)
    odds = GRID + offset[:, None]
    ways = gammaln(a + b + 1) - gammaln(a + 1) - gammaln(b + 1)
    found: Floats = ways[:, None] - a[:, None] * np.logaddexp(0, odds) - b[:, None] * np.logaddexp(0, -odds)
    return found


def _most(chance: Floats) -> float:
    """The largest over all shares: of the grid's, and of a parabola through the best and its neighbours, which lies above."""
    best = int(np.argmax(chance))
    k = min(max(best, 1), len(chance) - 2)
    left, middle, right = chance[k - 1 : k + 2]
    bend = left - 2 * middle + right
    top = middle - (right - left) ** 2 / (8 * bend) if bend < -1e-12 and k == best else middle
    return float(max(top, chance[best]))


def _onset(periods: int) -> Floats:
    k = np.arange(periods)[:, None]
    found: Floats = (HAZARDS * (1 - HAZARDS) ** (k - 1)).mean(axis=1)
    if periods:
        found[0] = 0.0
    return found


def _share(a: Floats, b: Floats) -> float | None:
    total = float(a.sum() + b.sum())
    return float(b.sum()) / total if total else None
