"""Simulated ground with houses that come and go: no place on earth looks like this."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Pixels = NDArray[np.float32]
Mask = NDArray[np.bool_]
Box = tuple[int, int, int, int]  # row0, row1, col0, col1


def ground(rng: np.random.Generator, side: int) -> Pixels:
    """Bushes and fields, three bands about 100."""
    grey = 12 * ndimage.gaussian_filter(rng.normal(size=(side, side)), 6) * 6 + 6 * ndimage.gaussian_filter(
        rng.normal(size=(side, side)), 1
    )
    tint = np.array([0.95, 1.1, 0.8])[:, None, None]
    picture: Pixels = ((100 + grey)[None] * tint).astype(np.float32)
    return picture


def house(picture: Pixels, box: Box, tone: float) -> None:
    """A roof of two tones with its shadow to the north."""
    row0, row1, col0, col1 = box
    picture[:, max(row0 - 3, 0) : row0, col0:col1] *= 0.35
    picture[:, row0 : (row0 + row1) // 2, col0:col1] = tone
    picture[:, (row0 + row1) // 2 : row1, col0:col1] = tone * 0.85


def built_pair(seed: int, *, side: int = 128, houses: int = 6, gain: float = 1.0) -> tuple[Pixels, Pixels, Mask]:
    """Before, after, and where a house is new. Some houses stand in both; tones drift by `gain`."""
    rng = np.random.default_rng(seed)
    before = ground(rng, side)
    after = before + rng.normal(0, 2, before.shape).astype(np.float32)
    changed = np.zeros((side, side), bool)
    step = side // 4
    places = rng.permutation(16)[: houses + 3]
    for number, place in enumerate(places):
        row, col = (place // 4) * step + 6, (place % 4) * step + 6
        high, wide = rng.integers(step // 3, step - 7, 2)
        box = (int(row), int(row + high), int(col), int(col + wide))
        tone = float(rng.uniform(150, 190))
        house(after, box, tone)
        if number < houses:
            changed[box[0] : box[1], box[2] : box[3]] = True
        else:
            house(before, box, tone)
    noise = rng.normal(0, 2, before.shape)
    return (
        (before + noise).astype(np.float32),
        (after * gain + rng.normal(0, 2, after.shape)).astype(np.float32),
        changed,
    )
