"""Simulated ground for alignment: no place on earth looks like this."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Pixels = NDArray[np.float32]


def town(side: int = 320, seed: int = 0) -> Pixels:
    """Roofs, yards and rolling ground; nothing finer than a pixel."""
    rng = np.random.default_rng(seed)
    ground = ndimage.gaussian_filter(rng.normal(size=(side, side)), 12) * 40
    for _ in range(side * side // 600):
        row, col = rng.integers(0, side - 20, 2)
        high, wide = rng.integers(3, 18, 2)
        ground[row : row + high, col : col + wide] += rng.normal()
    smooth: Pixels = ndimage.gaussian_filter(ground, 0.7).astype(np.float32)
    return smooth
