"""What a series of counts with exposure shows: its rate, when that changed, and whether an alarm is due. One record each."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from trigpoint.fusion.trends.change_points import ChangePoint, change_points
from trigpoint.fusion.trends.counts import Stratum
from trigpoint.fusion.trends.rates import Rate, dispersion, rate_of
from trigpoint.fusion.trends.watch import ALPHA, Direction, Watch, watch


@attrs.frozen(kw_only=True)
class Trend:
    """A watched series."""

    name: str
    total: float
    exposure: float
    rates: tuple[Rate, ...]  # per period, all strata together: for showing
    by_stratum: tuple[tuple[str, Rate], ...]
    counts: tuple[tuple[str, tuple[float, ...]], ...]  # per stratum and period
    dispersion: float
    changes: tuple[ChangePoint, ...]
    watch: Watch
    blind: tuple[int, ...]  # periods in which nobody looked


def judge_series(
    name: str, strata: Sequence[Stratum], *, alpha: float = ALPHA, direction: Direction = Direction.BOTH, is_strict: bool = False
) -> Trend:  # fmt: skip
    """Judge one series. Raises ValueError for strata of different lengths."""
    if len({len(s.count) for s in strata}) > 1:
        raise ValueError(f"{name}: strata of different lengths")
    periods = len(strata[0].count) if strata else 0
    rates = tuple(
        rate_of(
            sum(float(s.count[k]) for s in strata if s.exposure[k] > 0),
            sum(float(s.exposure[k]) for s in strata if not s.is_beside),
        )
        for k in range(periods)
    )
    scatter = dispersion(strata)
    return Trend(
        name=name, total=sum(r.count for r in rates), exposure=sum(r.exposure for r in rates), rates=rates,
        by_stratum=tuple(
            (s.name, rate_of(float(s.count[s.looked].sum()), float(s.exposure.sum()))) for s in strata if s.looked.any()
        ),
        counts=tuple((s.name, tuple(s.count.tolist())) for s in strata if s.looked.any()),
        dispersion=scatter, changes=change_points(strata, dispersion=scatter),
        watch=watch(strata, alpha=alpha, direction=direction, is_strict=is_strict),
        blind=tuple(int(k) for k in np.flatnonzero([r.exposure <= 0 for r in rates])),
    )  # fmt: skip
