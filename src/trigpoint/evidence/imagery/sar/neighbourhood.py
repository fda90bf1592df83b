"""Damage comes in neighbourhoods: how much of it there is around a structure, learned from the scene itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.sar.settings import Settings

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

ROUNDS = 6
PULL = 1.0  # weight of the share expected beforehand against the scene's own: few looks say little of it
DATE_PULL = 2.0  # damaged structures around that weigh as much as knowing nothing of the date
LEAST, MOST = 0.005, 0.6  # the scene's share of damaged structures stays within


def local_shares(
    column: Floats,
    row: Floats,
    log_odds_per_prior: Floats,
    judged: NDArray[np.bool_],
    sigma_px: float,
    settings: Settings,
) -> tuple[Floats, float]:
    """(structure,) share of damaged structures around each, without itself, and the scene's share.

    Alternates between posterior probabilities and shares (expectation-maximisation). The neighbours' weighted mean is pulled to the
    scene's share as by `neighbourhood_weight` further structures. `log_odds_per_prior` is the log of the Bayes factor.
    """
    scene = settings.damage_share
    local = np.full(len(column), scene)
    if not judged.any():
        return local, scene
    cells = _Cells(column, row, sigma_px)
    around = np.maximum(cells.spread(judged.astype(float)) - judged, 0)
    for _ in range(ROUNDS):
        probability = np.where(judged, posterior(log_odds_per_prior, local), 0)
        own = float(probability[judged].mean())
        scene = float(np.clip((own + PULL * settings.damage_share) / (1 + PULL), LEAST, MOST))
        hit = np.maximum(cells.spread(probability) - probability, 0)
        weight = settings.neighbourhood_weight
        local = np.clip((hit + weight * scene) / (around + weight), LEAST / 2, 0.9)
    return local, scene


def local_dates(
    column: Floats, row: Floats, probability: Floats, when: Floats, prior: Floats, sigma_px: float
) -> Floats:
    """(structure, gap) prior of the date: even, and as far as damaged neighbours tell theirs, like theirs.

    A quarter is often hit in one raid; a lone hit, or one among structures hit on several dates, keeps a wide prior.
    """
    cells = _Cells(column, row, sigma_px)
    around = np.stack([cells.spread(probability * of) - probability * of for of in when.T], axis=1)
    around = np.maximum(around, 0)
    weight = DATE_PULL * prior + around
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def posterior(log_bayes: Floats, share: Floats | float) -> Floats:
    """Probability from a log Bayes factor and a prior share."""
    odds = np.clip(log_bayes + np.log(share) - np.log1p(-np.asarray(share)), -700, 700)
    return np.asarray(1 / (1 + np.exp(-odds)))


class _Cells:
    """Gaussian sums around structures on a grid of cells one standard deviation / 2 wide."""

    def __init__(self, column: Floats, row: Floats, sigma_px: float) -> None:
        side = max(sigma_px / 2, 1.0)
        self.x = ((column - column.min()) / side).astype(np.int64)
        self.y = ((row - row.min()) / side).astype(np.int64)
        self.shape = int(self.y.max()) + 1, int(self.x.max()) + 1
        reach = np.arange(-5, 6)
        self.kernel = np.exp(
            -(reach.astype(float) ** 2) / (2 * (sigma_px / side) ** 2)
        )  # 1 at the centre: sums count structures

    def spread(self, values: Floats) -> Floats:
        """(structure,) weighted sum of the values around each structure, itself counted once."""
        high, wide = self.shape
        flat = np.bincount(self.y * wide + self.x, weights=values, minlength=high * wide).astype(float)
        grid = flat.reshape(high, wide)
        down = _convolved(grid, self.kernel)
        return np.asarray(_convolved(down.T, self.kernel).T[self.y, self.x])


def _convolved(grid: Floats, kernel: Floats) -> Floats:
    reach = len(kernel) // 2
    padded = np.pad(grid, ((reach, reach), (0, 0)))
    return np.asarray(sum(part * padded[shift : shift + len(grid)] for shift, part in enumerate(kernel)))
