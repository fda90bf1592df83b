"""Tiles that each found a shift: which agree, and whether a turn or a stretch explains those that do not."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

SAME_PX = 1.0  # two tiles within this distance may mean one shift
SPREADS = 3.5  # tiles further than so many robust spreads from the others are left out
TELLING = 0.7  # pixels between opposite corners: a turn or stretch below this is not spoken of
FIT_PX = 0.5  # a tile this near to the fitted turn and stretch bears it out


@attrs.frozen(kw_only=True)
class Vote:
    """One tile's own shift."""

    x: float  # centre in the reference, pixels
    y: float
    side: int
    dx_px: float
    dy_px: float
    sharpness: float  # of its peak, in standard deviations of the correlation elsewhere
    counts: bool  # the peak stands above noise

    @property
    def weight(self) -> float:
        """Say of this tile: capped, so that one crisp corner does not decide alone."""
        return min(self.sharpness, 20.0) ** 2


def agree(votes: Sequence[Vote]) -> tuple[list[Vote], float]:
    """The votes around the place that most weight stands for, and their share of all weight."""
    shifts, weights = _shifts(votes), np.array([vote.weight for vote in votes])
    apart = np.hypot(*(shifts[:, None, :] - shifts[None, :, :]).transpose(2, 0, 1))
    near = apart <= SAME_PX
    best = int(np.argmax(near @ weights))
    middle = np.array([_weighted_median(shifts[near[best], axis], weights[near[best]]) for axis in (0, 1)])
    away = np.hypot(*(shifts - middle).T)
    spread = 1.4826 * float(np.median(away[near[best]]))
    kept = away <= np.clip(SPREADS * spread, 0.15, SAME_PX)
    return [vote for vote, keep in zip(votes, kept, strict=True) if keep], float(weights[kept].sum() / weights.sum())


def tiles_apart(votes: Sequence[Vote]) -> int:
    """How many of the tiles do not overlap (by more than an eighth), taken greedily from the sharpest."""
    kept: list[Vote] = []
    for vote in sorted(votes, key=lambda v: (-v.sharpness, v.y, v.x)):
        if all(max(abs(vote.x - k.x), abs(vote.y - k.y)) >= 0.875 * vote.side for k in kept):
            kept.append(vote)
    return len(kept)


def turned_or_stretched(votes: Sequence[Vote]) -> str:
    """A sentence where the shift changes steadily across the picture; "" otherwise.

    A plane is fitted to dx and dy over x and y, leaving tiles out until those left fit.
    """
    if len(votes) < 6:
        return ""
    at = np.array([(vote.x, vote.y) for vote in votes])
    shifts = _shifts(votes)
    plane, kept = _plane(at, shifts)
    if kept.sum() < max(6, 0.6 * len(votes)):
        return ""
    extent = float(np.hypot(*np.ptp(at, axis=0)))
    turn = float(np.degrees(np.arctan2(plane[0, 1] - plane[1, 0], 2 + plane[0, 0] + plane[1, 1])))
    stretch = float((plane[0, 0] + plane[1, 1]) / 2)
    spread = float(np.abs(plane[:2]).max()) * extent
    if spread < TELLING or spread < 3 * float(np.std(shifts[kept] - _design(at[kept]) @ plane)):
        return ""
    if abs(np.radians(turn)) * extent < TELLING and abs(stretch) * extent < TELLING:
        return f"the shift changes by {spread:.1f} pixels across the picture (projection or terrain)"
    return f"the pictures are turned by {turn:+.2f} degrees and stretched by {stretch:+.2%} against each other"


def _plane(at: NDArray[np.float64], shifts: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Least squares over the tiles that fit: coefficients (x, y, 1) x (dx, dy), and which tiles fit."""
    kept = np.ones(len(at), dtype=bool)
    plane: NDArray[np.float64] = np.zeros((3, 2))
    for _ in range(10):
        plane = np.asarray(np.linalg.lstsq(_design(at[kept]), shifts[kept], rcond=None)[0], np.float64)
        off = np.hypot(*(shifts - _design(at) @ plane).T)
        now = off <= max(FIT_PX, 2.5 * float(np.median(off)))
        if now.sum() < 6 or (now == kept).all():
            break
        kept = now
    off = np.hypot(*(shifts - _design(at) @ plane).T)
    return plane, off <= FIT_PX


def _design(at: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([at, np.ones(len(at))])


def _shifts(votes: Sequence[Vote]) -> NDArray[np.float64]:
    return np.array([(vote.dx_px, vote.dy_px) for vote in votes], dtype=np.float64)


def _weighted_median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])
