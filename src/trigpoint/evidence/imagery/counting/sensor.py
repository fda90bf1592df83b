"""Is a picture without any metadata a radar picture?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BLOCK_PX = 12
SPECKLED = (
    0.14  # of the mean; amplitude speckle of one look is 0.52, of ten looks 0.17; calm optical ground is below 0.1
)
QUIET_SHARE = 0.5  # of the blocks: in radar even the quietest half is speckled


def looks_like_radar(bands: NDArray[np.float32]) -> bool:
    """Grey all over, and speckled even in its quietest fifth: `(band, y, x)`, NaN unknown."""
    if len(bands) > 1 and not _grey(bands):
        return False
    plane = bands[0].astype(np.float64)
    rows, cols = (side // BLOCK_PX for side in plane.shape)
    if rows < 2 or cols < 2:
        return False
    cut = plane[: rows * BLOCK_PX, : cols * BLOCK_PX]
    blocks = cut.reshape(rows, BLOCK_PX, cols, BLOCK_PX).swapaxes(1, 2).reshape(rows * cols, -1)
    blocks = blocks[np.isfinite(blocks).all(axis=1)]
    mean = blocks.mean(axis=1) if len(blocks) else np.zeros(0)
    blocks, mean = blocks[mean > 0], mean[mean > 0]
    if not len(blocks):
        return False
    return float(np.quantile(blocks.std(axis=1) / mean, QUIET_SHARE)) > SPECKLED


def _grey(bands: NDArray[np.float32]) -> bool:
    return all(np.array_equal(bands[0], band, equal_nan=True) for band in bands[1:3])
