"""What the outages of a feed look like: how far they reach, and how many vessels inside another antenna still hears.

Learnt from the feed alone, without labels: every silence is a mixture of *alone* and of outages of each radius and share spared.
A few rounds of expectation and maximisation move the weights from what is assumed of any feed to what its plain outages show.
Where there are few, the assumption stands.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Radii of what fails: the shadow of an antenna, a station's own range, a region. A silence is the likelier met in a large
# hole (it holds more vessels), large holes are the rarer.
RADII_KM = np.array([4.0, 6.0, 9.0, 13.0, 19.0, 28.0, 45.0, 90.0, 200.0])
RADIUS_WEIGHTS = np.array([0.04, 0.09, 0.17, 0.22, 0.17, 0.12, 0.09, 0.06, 0.04])
SPARED = np.array([0.01, 0.1, 0.25, 0.45])  # share of vessels inside an outage that another antenna still hears
SPARED_WEIGHTS = np.array([0.45, 0.2, 0.2, 0.15])
ALONE = 0.2  # of silences, before anything is known
SILENCES = 8.0  # that the assumption is worth
ROUNDS = 15
LEAST, MOST = 1e-12, 1e30


def log_odds_of_outage(ratios: Floats, is_told: NDArray[np.bool_]) -> tuple[Floats, float]:
    """Log likelihood ratio of an outage over *alone* per silence, and the feed's share spared.

    `ratios`: (silence, radius, share spared); `is_told`: silences with a peer, from which to learn.
    """
    told = np.minimum(ratios[is_told], MOST)
    radius, spared = RADIUS_WEIGHTS, SPARED_WEIGHTS
    for _ in range(ROUNDS):
        shares = (1 - ALONE) * radius[:, None] * spared * told
        shares /= shares.sum(axis=(1, 2), keepdims=True) + ALONE
        count = shares.sum()
        radius = (SILENCES * RADIUS_WEIGHTS + shares.sum(axis=(0, 2))) / (SILENCES + count)
        spared = (SILENCES * SPARED_WEIGHTS + shares.sum(axis=(0, 1))) / (SILENCES + count)
    mean = np.minimum(ratios, MOST).reshape(len(ratios), -1) @ (radius[:, None] * spared).ravel()
    return np.log(np.maximum(mean, LEAST)), float(spared @ SPARED)
