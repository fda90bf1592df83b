"""The cloud model of s2cloudless, loaded where it is installed (`pip install trigpoint[clouds]`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trigpoint.model.errors import UsageError

Pixels = NDArray[np.float32]
_AVERAGE_PX = 4  # as its authors use it at 10 to 20 m


def cloud_model() -> Callable[[Pixels], Pixels]:
    """Probability of cloud (y, x) of Sentinel-2 L1C reflectance (10, y, x). Raises UsageError where the extra is missing."""
    try:
        from s2cloudless.cloud_detector import S2PixelCloudDetector
    except ImportError as error:
        raise UsageError("clouds without a mask need s2cloudless: pip install 'trigpoint[clouds]'") from error
    detector: Any = S2PixelCloudDetector(threshold=0.4, average_over=_AVERAGE_PX, dilation_size=1, all_bands=False)

    def probability(bands: Pixels) -> Pixels:
        found = detector.get_cloud_probability_maps(np.moveaxis(bands, 0, -1)[np.newaxis])
        return np.asarray(found[0], dtype=np.float32)

    return probability
