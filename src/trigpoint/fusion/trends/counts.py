"""Counts by period with their exposure: how much was looked, heard or read.

A *stratum* is one feed (a receiver network, a sensor, a newsroom) with a rate of its own. A feed that begins later is another
stratum, so what it adds is no rise; and a period without exposure is no zero.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@attrs.frozen(kw_only=True, eq=False)
class Stratum:
    """One feed's happenings per period, in order of time. Raises ValueError where the two do not fit together."""

    name: str
    count: Floats
    exposure: Floats  # hours heard, clear looks, articles read; 0 = not looked: the count of that period says nothing
    is_beside: bool = (
        False  # looked at while another stratum was, and counts what that one missed: its exposure is no more
    )

    def __attrs_post_init__(self) -> None:
        if self.count.shape != self.exposure.shape or self.count.ndim != 1:
            raise ValueError(f"{self.name}: {len(self.count)} counts and {len(self.exposure)} exposures")
        bad = ~np.isfinite(self.count) | ~np.isfinite(self.exposure) | (self.count < 0) | (self.exposure < 0)
        if bad.any():
            raise ValueError(f"{self.name}: a count or an exposure that is no number of 0 or more")

    @property
    def looked(self) -> NDArray[np.bool_]:
        """Periods with exposure."""
        return self.exposure > 0


def stratum(name: str, count: Sequence[float], exposure: Sequence[float], *, is_beside: bool = False) -> Stratum:
    """From plain numbers; counts where nobody looked become 0."""
    looks = np.asarray(exposure, np.float64)
    return Stratum(
        name=name, count=np.where(looks > 0, np.asarray(count, np.float64), 0.0), exposure=looks, is_beside=is_beside
    )
