"""Damage comes in neighbourhoods: how much of it there is around a structure, and when, learned from the scene itself.

Surroundings are calm (the scene's background share of damage, on any date), or the structure stands in a disc that was hit: a
share of what stands there, in one gap between looks (a raid) or over all of them. Discs of several sizes lie around every
structure; how often each is hit is learned from the scene (expectation-maximisation). Which disc holds a structure is told by the
others in it, never by the structure itself; it competes with calm, and with discs next to it that hold its neighbours and not it.
So a scene of lone strikes does not blur them, and a quarter hit at once lends each of its structures the share and the date, up to
its edge.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.sar.settings import Settings

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]

ROUNDS = 3
EXCESS = (0.3, 0.65)  # shares of a disc that was hit
HIT = 0.3  # of structures in a disc that was hit, expected beforehand
RAIDS = 0.5  # of these discs: hit in one gap
DOUBT = 0.02  # weight of what is expected beforehand against what the scene shows
BACKGROUND = 20.0  # structures that the background share expected beforehand counts for
LEAST, MOST = 0.002, 0.6  # shares of damage in a scene stay within
BESIDE = (
    1.5  # discs whose middle lies within so many radii, but not within one, hold the neighbours and not the structure
)
TOLD, TOGETHER = 30.0, 100.0  # log Bayes factors of a structure and of a disc are cut here


@attrs.frozen(kw_only=True, eq=False)
class Surroundings:
    """What stands before a structure's own pixels are looked at."""

    rate: Floats  # (structure, gap) probability of damage in this gap, from the neighbours and the scene
    scene: float  # share of damaged structures in the scene

    @property
    def share(self) -> Floats:
        """(structure,) probability of damage in any gap."""
        return np.asarray(self.rate.sum(axis=1))


@attrs.frozen(kw_only=True, eq=False)
class _Near:
    """Pairs of structures within a distance of each other, both ways; each is near itself."""

    one: Indices
    other: Indices
    count: int

    def total(self, values: Floats) -> Floats:
        """(structure,) sum over what is near."""
        return values + np.bincount(self.one, weights=values[self.other], minlength=self.count)


@attrs.frozen(kw_only=True, eq=False)
class _Stories:
    """What can have happened in a disc."""

    excess: Floats  # (story, gap) share hit over the background
    likely: Floats  # (story,) weight of the story's gaps within its share
    share: Indices  # (story,) index into EXCESS

    @classmethod
    def of(cls, prior: Floats) -> _Stories:
        gaps = len(prior)
        dates = np.concatenate([prior[None], np.eye(gaps)])
        return cls(
            excess=np.concatenate([share * dates for share in EXCESS]),
            likely=np.tile(np.concatenate([[1 - RAIDS], RAIDS * prior]), len(EXCESS)),
            share=np.repeat(np.arange(len(EXCESS)), gaps + 1),
        )

    @property
    def rest(self) -> Floats:
        """(story,) share that only the background hits."""
        return np.asarray(1 - self.excess.sum(axis=1))


def look_around(
    column: Floats, row: Floats, told: Floats, judged: Mask, prior: Floats, pixel_m: float, settings: Settings
) -> Surroundings:
    """Rates of damage before each structure's own pixels. `told`: (structure, gap) log Bayes factors of damage in that gap."""
    if not judged.any():
        rate = np.tile(settings.damage_share * prior, (len(told), 1))
        return Surroundings(rate=rate, scene=settings.damage_share)
    radii = [settings.disc_step_m / pixel_m * (number + 1) for number in range(settings.discs)]
    far = _near(column, row, radii[-1] * BESIDE)
    discs, wider = ([_within(far, column, row, radius * by) for radius in radii] for by in (1.0, BESIDE))
    size = np.array([1 + len(disc.one) / disc.count for disc in discs])[:, None]  # structures in a disc
    stories, rest = _Stories.of(prior), _Stories.of(prior).rest
    factor = np.exp(np.clip(told, -TOLD, TOLD))
    anywhere, hit_so = factor @ prior, factor @ stories.excess.T
    expected = np.full((len(radii), len(EXCESS)), HIT / len(EXCESS) / len(radii)) / size  # of each disc
    background, often = settings.damage_share, expected
    for _ in range(ROUNDS):
        base = 1 - background + background * anywhere
        likely = hit_so + base[:, None] * rest
        gain = np.where(judged[:, None], np.log(likely / base[:, None]), 0)
        held = _held(gain, discs, wider, often[:, stories.share] * stories.likely)
        before = _normal(held)  # (structure, calm or (radius, story)), without its own pixels
        excess, untouched = np.tile(stories.excess, (len(radii), 1)), np.r_[1, np.tile(rest, len(radii))]
        rate = before[:, 1:] @ excess + (before @ untouched)[:, None] * background * prior
        all_likely = np.concatenate([base[:, None], np.tile(likely, (1, len(radii)))], axis=1)
        after = _normal(held + np.log(all_likely))[judged]
        bare = (after * (untouched * base[:, None] / all_likely)[judged]).sum(axis=1)  # not hit by the excess
        hit = bare @ (background * anywhere / base)[judged]
        background = (hit + BACKGROUND * settings.damage_share) / (bare.sum() + BACKGROUND)
        background = float(np.clip(background, LEAST, MOST))
        seen = after[:, 1:].mean(axis=0).reshape(len(radii), len(EXCESS), -1).sum(axis=2) / size
        often = (seen + DOUBT * expected) / (1 + DOUBT)
    damaged = (rate * factor).sum(axis=1)
    scene = float((damaged / (1 - rate.sum(axis=1) + damaged))[judged].mean())
    return Surroundings(rate=rate, scene=min(max(scene, LEAST), MOST))


def _held(gain: Floats, discs: Sequence[_Near], wider: Sequence[_Near], often: Floats) -> Floats:
    """(structure, 1 + radius x story) log weight of calm surroundings, and of standing in a disc that was hit so."""
    found, beside = [], np.ones(len(gain))
    for near, around, weights in zip(discs, wider, often, strict=True):
        every, inside = np.zeros(len(gain)), np.zeros(len(gain))
        for one, weight in zip(gain.T, weights, strict=True):
            disc = weight * np.exp(np.clip(near.total(one), -TOGETHER, TOGETHER))
            mine = near.total(disc)
            found.append(np.log(mine) - one)
            every, inside = every + disc, inside + mine
        beside += np.maximum(around.total(every) - inside, 0)
    return np.stack([np.log(beside), *found], axis=1)


def _normal(log_weight: Floats) -> Floats:
    found = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def _near(column: Floats, row: Floats, reach: float) -> _Near:
    """Pairs nearer than `reach`, by cells of that size in rows of three."""
    x, y = (((at - at.min()) // reach).astype(np.int64) + 1 for at in (column, row))
    across = int(x.max()) + 2
    cell = y * across + x
    order = np.argsort(cell, kind="stable")
    one, other = [], []
    for down in (-across, 0, across):
        first = np.searchsorted(cell[order], cell + down - 1, "left")
        count = np.searchsorted(cell[order], cell + down + 1, "right") - first
        mine = np.repeat(np.arange(len(cell)), count)
        theirs = order[np.arange(len(mine)) - np.repeat(np.cumsum(count) - count - first, count)]
        near = (mine != theirs) & (np.hypot(column[mine] - column[theirs], row[mine] - row[theirs]) < reach)
        one.append(mine[near])
        other.append(theirs[near])
    return _Near(one=np.concatenate(one), other=np.concatenate(other), count=len(cell))


def _within(pairs: _Near, column: Floats, row: Floats, reach: float) -> _Near:
    near = np.hypot(column[pairs.one] - column[pairs.other], row[pairs.one] - row[pairs.other]) < reach
    return attrs.evolve(pairs, one=pairs.one[near], other=pairs.other[near])


def posterior(log_bayes: Floats, share: Floats | float) -> Floats:
    """Probability from a log Bayes factor and a prior share."""
    odds = np.clip(log_bayes + np.log(share) - np.log1p(-np.asarray(share)), -700, 700)
    return np.asarray(1 / (1 + np.exp(-odds)))
