"""One number per pixel from the t of several orbits, whose distribution without change is what it says: standard normal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Single = NDArray[np.float32]


def normal_score(t: Single, df: Single) -> Single:
    """The normal deviate as improbable as t at its degrees of freedom; NaN stays.

    Wallace's approximation (Ann. Math. Stat. 30, 1959, eq. 2.3). It errs towards 0, for |z| <= 2 (4) by at most 0.01 (0.07)
    from 4 degrees of freedom on, 0.03 (0.21) at 2, 0.12 (0.49) at 1: two looks after can have so few.
    """
    spread = np.sqrt(df * np.log1p(t * t / df))
    return np.asarray(np.copysign((8 * df + 1) / (8 * df + 3) * spread, t), np.float32)


def over_orbits(scores: Sequence[Single]) -> Single:
    """Signed scores of several orbits as one: their sum over the root of their number, each pixel by the orbits that see it.

    Adding *absolute* values, as PWTT does, gives a statistic that grows with the number of orbits where nothing changed.
    """
    if len(scores) == 1:
        return scores[0]
    total, count = np.zeros_like(scores[0]), np.zeros_like(scores[0])
    for score in scores:
        known = np.isfinite(score)
        total[known] += score[known]
        count += known
    with np.errstate(invalid="ignore"):
        return np.asarray(total / np.sqrt(count), np.float32)
