"""Between which two looks a structure was damaged: the shortest run of gaps that holds the posterior's mass."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]


def when_posterior(step: Floats, prior: Floats) -> Floats:
    """(structure, gap) probability that damage fell in the gap, given that there was damage."""
    told = step + np.log(prior)
    told = np.exp(told - told.max(axis=1, keepdims=True))
    return np.asarray(told / told.sum(axis=1, keepdims=True))


def shortest_runs(chance: Floats, edges: Floats, mass: float) -> tuple[Indices, Indices]:
    """First and last gap (inclusive) of the shortest run in days that holds `mass`, per structure.

    Gap g lies between `edges[g]` and `edges[g + 1]`. Of equally short runs the more probable one.
    """
    structures, gaps = chance.shape
    total = np.concatenate([np.zeros((structures, 1)), np.cumsum(chance, axis=1)], axis=1)
    first, last = np.zeros(structures, np.int64), np.full(structures, gaps - 1, np.int64)
    best = np.full(structures, np.inf)
    for start in range(gaps):
        for stop in range(start, gaps):
            held = total[:, stop + 1] - total[:, start]
            cost = edges[stop + 1] - edges[start] - held * 1e-6
            better = (held >= mass - 1e-12) & (cost < best)
            first[better], last[better], best[better] = start, stop, cost[better]
    return first, last


def own_looks(used: Mask, days: Floats, start: Floats, stop: Floats) -> tuple[Indices, Indices]:
    """Each structure's last usable look at or before `start`, and first at or after `stop`; -1 where there is none.

    `used` (structure, look), `days` (look,), `start` and `stop` (structure,) days. Last and first by the looks' numbers.
    """
    early = used & (days <= start[:, None] + 1e-6)
    late = used & (days >= stop[:, None] - 1e-6)
    last = used.shape[1] - 1 - early[:, ::-1].argmax(axis=1)
    return np.where(early.any(axis=1), last, -1), np.where(late.any(axis=1), late.argmax(axis=1), -1)
