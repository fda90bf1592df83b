"""Bring the later picture to the earlier one's radiometry by what did not change.

Pixels are weighted by how probable it is that they did not change, from the difference the fit leaves (iteratively
reweighted, as in IR-MAD: Nielsen 2007, Canty & Nielsen 2008), and gain and offset are fitted per band by the weighted
principal axis, since both pictures are noisy. The residual is what remains between stable pixels afterwards.
"""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.float32]

ROUNDS = 12
SAMPLE = 60_000  # pixels of the fit, on a regular grid
LEAST = 200  # known pixels below which nothing is fitted
STABLE = 0.05  # share of pixels with weight above one half below which the fit says nothing


@attrs.frozen(kw_only=True)
class Fit:
    """`after * gain + offset` is comparable with before, per band."""

    gain: tuple[float, ...]
    offset: tuple[float, ...]
    residual: tuple[
        float, ...
    ]  # spread of stable pixels' differences, as a share of the band's spread in the earlier picture
    stable: float  # share of pixels that look unchanged, 0..1
    reason: str = ""  # why nothing was fitted; "" = fitted

    def of(self, after: Pixels) -> Pixels:
        """The later picture (band, y, x) on the earlier one's scale."""
        gain, offset = (np.asarray(v, np.float32)[:, None, None] for v in (self.gain, self.offset))
        return np.asarray(after * gain + offset, np.float32)


def fit_radiometry(before: Pixels, after: Pixels) -> Fit:
    """Gain and offset per band of `(band, y, x)` float32 with NaN unknown."""
    bands = before.shape[0]
    known = np.isfinite(before).all(0) & np.isfinite(after).all(0)
    places = np.flatnonzero(known)
    idle = Fit(gain=(1.0,) * bands, offset=(0.0,) * bands, residual=(), stable=0.0)
    if places.size < LEAST:
        return attrs.evolve(idle, reason="too little is known in both pictures")
    places = places[:: max(1, places.size // SAMPLE)]
    x = after.reshape(bands, -1)[:, places].astype(np.float64)
    y = before.reshape(bands, -1)[:, places].astype(np.float64)
    if min(x.std(axis=1).min(), y.std(axis=1).min()) < 1e-9:
        return attrs.evolve(idle, reason="a picture is of one value throughout")
    weight = np.ones(places.size)
    for _ in range(ROUNDS):
        gain, offset = _axis(x, y, weight)
        rest = y - gain[:, None] * x - offset[:, None]
        spread = np.array([_spread(r, weight) for r in rest])
        distance = ((rest / spread[:, None]) ** 2).sum(axis=0)
        weight = np.exp(-0.5 * np.maximum(distance - bands, 0) / bands)
    stable = float((weight > 0.5).mean())
    whole = np.maximum(y.std(axis=1), 1e-9)
    fit = Fit(gain=tuple(gain), offset=tuple(offset), residual=tuple(spread / whole), stable=stable)
    if stable < STABLE or not (np.isfinite(gain).all() and (gain > 0.1).all() and (gain < 10).all()):
        return attrs.evolve(idle, reason="no stable ground was found", stable=stable)
    return fit


def _axis(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], weight: npt.NDArray[np.float64]) -> tuple[
    npt.NDArray[np.float64], npt.NDArray[np.float64]
]:  # fmt: skip
    """Slope and intercept of each band's weighted reduced major axis."""
    total = weight.sum()
    mx, my = (x @ weight) / total, (y @ weight) / total
    sx = np.sqrt(((x - mx[:, None]) ** 2 @ weight) / total)
    sy = np.sqrt(((y - my[:, None]) ** 2 @ weight) / total)
    gain = sy / np.maximum(sx, 1e-12)
    return gain, my - gain * mx


def _spread(rest: npt.NDArray[np.float64], weight: npt.NDArray[np.float64]) -> float:
    """Robust standard deviation of what counts: 1.4826 x the weighted median of the absolute values."""
    order = np.argsort(np.abs(rest))
    total = np.cumsum(weight[order])
    return max(1.4826 * float(np.abs(rest)[order][np.searchsorted(total, total[-1] / 2)]), 1e-9)
