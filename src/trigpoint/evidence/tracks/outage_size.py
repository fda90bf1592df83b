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
OFFSETS = np.array([0.15, 0.4, 0.58, 0.72, 0.84, 0.94, 1.02])  # of the radius: the centre from the middle of the path
OFFSET_WEIGHTS = np.array(
    [0.08, 0.17, 0.17, 0.18, 0.17, 0.14, 0.09]
)  # by area: many places in a hole are near its edge
BEARINGS = 12
BETWEEN = 0.36  # log of one radius over the one before
GOLDEN, ROOTS = 0.618034, (0.2887, 0.7549)  # multiples of these, less the whole, fill 0..1 evenly
SPARED = np.array([0.01, 0.1, 0.25, 0.45])  # share of vessels inside an outage that another antenna still hears
SPARED_WEIGHTS = np.array([0.45, 0.2, 0.2, 0.15])
ALONE = 0.2  # of silences, before anything is known
SILENCES = 8.0  # that the assumption is worth
ROUNDS = 15
LEAST, MOST = 1e-12, 1e30


def _discs() -> Floats:
    """Discs about a point (radius of RADII_KM, disc, 4): radius, km of the centre east and north, share of the prior.

    They fill the widths between one radius and the next and the bearings between one ring and the next: a neighbour is
    inside as many of them as its distance says, and none that was heard slips between them.
    """
    r, o, a = np.indices((len(RADII_KM), len(OFFSETS), BEARINGS)).reshape(3, -1)
    radius = RADII_KM[r] * np.exp(BETWEEN * (((o * BEARINGS + a) * GOLDEN + r * ROOTS[0]) % 1 - 0.5))
    angle, away = 2 * np.pi * (a + (o * GOLDEN**2 + r * ROOTS[1]) % 1) / BEARINGS, radius * OFFSETS[o]
    found = np.stack([radius, away * np.sin(angle), away * np.cos(angle), OFFSET_WEIGHTS[o] / BEARINGS], axis=1)
    return found.reshape(len(RADII_KM), -1, 4)


DISCS = _discs()


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
