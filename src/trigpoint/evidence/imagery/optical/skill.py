"""How well maps of change meet marked ground: F1 and AUC with an interval over scenes, against marking everything and chance."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]
Counts = npt.NDArray[np.int64]

THRESHOLDS = np.arange(6, 36) / 40  # a probability must exceed it
DRAWS = 2000
LEVEL = 0.95


@attrs.frozen(kw_only=True)
class Skill:
    """Of maps made for scenes that the model had never seen, with choices that these scenes had no part in."""

    scenes: int
    f1: float  # pixels of all scenes together
    f1_low: float  # 95 % interval: scenes drawn with replacement
    f1_high: float
    auc: float  # mean over scenes
    auc_low: float
    auc_high: float
    everything_f1: float  # of marking everything
    moved_f1: float  # of the same maps against marks moved elsewhere: what chance gives with blobs of this size
    moved_p: float  # share of moves that do as well; small = the maps know where the change is

    @property
    def is_better_than_everything(self) -> bool:
        """The interval lies above marking everything."""
        return self.f1_low > self.everything_f1


def cut_counts(score: Floats, truth: Mask) -> Counts:
    """(3, thresholds): pixels above each threshold that are changed, that are above, and all that are changed."""
    level = np.searchsorted(THRESHOLDS, score, side="left")  # how many thresholds lie below the score
    size = THRESHOLDS.size
    hits = np.bincount(level[truth], minlength=size + 1)[::-1].cumsum()[::-1][1:]
    found = np.bincount(level, minlength=size + 1)[::-1].cumsum()[::-1][1:]
    return np.stack([hits, found, np.full(size, int(truth.sum()))]).astype(np.int64)


def f1_of(counts: Counts) -> npt.NDArray[np.float64]:
    """F1 from (..., 3, thresholds) summed counts."""
    hits, found, changed = counts[..., 0, :], counts[..., 1, :], counts[..., 2, :]
    return np.asarray(2 * hits / np.maximum(found + changed, 1), np.float64)


def pooled_f1(found: Sequence[Mask], truth: Sequence[Mask]) -> float:
    """F1 of all pixels of all scenes together."""
    hit = sum(int((f & t).sum()) for f, t in zip(found, truth, strict=True))
    size = sum(int(f.sum()) + int(t.sum()) for f, t in zip(found, truth, strict=True))
    return 2 * hit / max(size, 1)


def auc(score: Floats, truth: Mask) -> float | None:
    """Area under the ROC curve; None where only one class is there."""
    from scipy.stats import rankdata

    positive = int(truth.sum())
    negative = truth.size - positive
    if not positive or not negative:
        return None
    ranks = float(rankdata(score)[truth].sum())
    return (ranks - positive * (positive + 1) / 2) / (positive * negative)


def measure_skill(groups: Sequence[Sequence[tuple[Floats, Mask, Mask]]], cuts: Sequence[float]) -> Skill:
    """Skill over scenes: `groups[k]` are the pictures (probability, changed, known) of scene k, `cuts[k]` its threshold."""
    counts = np.array([
        sum(np.array([int(((m > c) & t)[k].sum()), int((m > c)[k].sum()), int(t[k].sum()), int(k.sum())]) for m, t, k in one)
        for one, c in zip(groups, cuts, strict=True)
    ])  # fmt: skip
    areas = np.array([_mean([auc(m[k], t[k]) for m, t, k in one]) for one in groups])
    rng = np.random.default_rng(0)
    drawn = rng.integers(0, len(groups), (DRAWS, len(groups)))
    many = counts[drawn].sum(axis=1)
    f1s = 2 * many[:, 0] / np.maximum(many[:, 1] + many[:, 2], 1)
    tail = 100 * (1 - LEVEL) / 2
    f1_low, f1_high = np.percentile(f1s, (tail, 100 - tail))
    usable = areas[np.isfinite(areas)]
    means = (
        usable[rng.integers(0, usable.size, (DRAWS, usable.size))].mean(axis=1) if usable.size else np.array([np.nan])
    )
    total = counts.sum(axis=0)
    f1 = 2 * total[0] / max(total[1] + total[2], 1)
    moved = _moved(groups, cuts, rng)
    return Skill(
        scenes=len(groups), f1=float(f1), f1_low=float(f1_low), f1_high=float(f1_high),
        auc=float(usable.mean()) if usable.size else float("nan"),
        auc_low=float(np.percentile(means, tail)), auc_high=float(np.percentile(means, 100 - tail)),
        everything_f1=float(2 * total[2] / max(total[3] + total[2], 1)),
        moved_f1=float(np.mean(moved)), moved_p=float((1 + np.sum(moved >= f1)) / (1 + len(moved))),
    )  # fmt: skip


def _moved(
    groups: Sequence[Sequence[tuple[Floats, Mask, Mask]]],
    cuts: Sequence[float],
    rng: np.random.Generator,
    times: int = 199,
) -> npt.NDArray[np.float64]:
    """F1 against marks rolled by at least a quarter of the picture: the marks' sizes and spacing stay, their places do not."""
    out = []
    for _ in range(times):
        found, truth = [], []
        for one, cut in zip(groups, cuts, strict=True):
            for score, changed, known in one:
                step = [int(rng.integers(n // 4, max(n - n // 4, n // 4 + 1))) for n in changed.shape]
                found.append((score > cut) & known)
                truth.append(np.roll(changed, step, axis=(0, 1)) & known)
        out.append(pooled_f1(found, truth))
    return np.array(out)


def _mean(values: Sequence[float | None]) -> float:
    there = [value for value in values if value is not None]
    return float(np.mean(there)) if there else float("nan")
