"""What one picture looks like around every pixel: tone, colour, texture, edges, shape, at several scales.

Measures are taken on a scale: the picture's own median and spread (haze, season and sensor gain then do not look like a
change), or one scale for a whole set of pictures (tone and colour then mean the same in all of them). Which of the two serves
better depends on how the pictures were made, so the learner weighs both. All measures are isotropic: a picture turned by
90 degrees gives the turned measures, so marked examples need no turning. Windows are Gaussian; NaN pixels carry no weight.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt
from scipy import ndimage as ndi

Layer = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

SCALES = (1.0, 2.0, 4.0, 8.0)  # Gaussian sigma, pixels: gravel to a house at 0.5 m
CONTEXT = 16.0  # sigma of the neighbourhood: a block of houses at 0.5 m
OPENINGS = (3, 6, 10)  # radius of the discs of the morphological profile, pixels
STRONG = 0.4  # gradient, spreads of tone per pixel: about the strongest seventh of an ordinary picture
_ROUND = 1e-6


def smooth(values: Layer, sigma: float) -> Layer:
    """Gaussian mean; `values` (y, x) float32 without NaN. Wide windows are taken on a thinned picture."""
    step = int(sigma // 4)
    if step < 2 or min(values.shape) < 8 * step:
        return np.asarray(ndi.gaussian_filter(values, sigma, truncate=3.0, mode="reflect"), np.float32)
    height, width = values.shape
    rows, cols = -(-height // step), -(-width // step)
    padded = np.pad(values, ((0, rows * step - height), (0, cols * step - width)), mode="edge")
    small = padded.reshape(rows, step, cols, step).mean((1, 3), dtype=np.float32)
    small = ndi.gaussian_filter(small, sigma / step, truncate=3.0, mode="reflect")
    return grown(small, step, (height, width))


def grown(small: Layer, step: int, shape: tuple[int, int]) -> Layer:
    """Bilinear enlargement of block means by `step`, cut to `shape`."""
    out = small
    for axis, length in enumerate(shape):
        at = np.clip((np.arange(length) + 0.5) / step - 0.5, 0, out.shape[axis] - 1)
        low = np.minimum(at.astype(np.int64), max(out.shape[axis] - 2, 0))
        high = np.minimum(low + 1, out.shape[axis] - 1)
        part = (at - low).astype(np.float32)
        part = part[:, None] if axis == 0 else part[None, :]
        out = np.take(out, low, axis) * (1 - part) + np.take(out, high, axis) * part
    return np.asarray(out, np.float32)


def filled(values: Layer, known: Mask) -> Layer:
    """Unknown pixels take the tone of what is known around them: they must not look like edges."""
    if known.all():
        return values
    base = np.where(known, values, 0).astype(np.float32)
    out = np.full(values.shape, np.median(values[known]) if known.any() else 0, np.float32)
    for sigma in (32.0, 8.0, 2.0):
        weight = smooth(known.astype(np.float32), sigma)
        out = np.where(weight > 0.05, smooth(base, sigma) / np.maximum(weight, 0.05), out)
    return np.where(known, values, out).astype(np.float32)


@attrs.frozen
class Scale:
    """Middle and spread of one tone: (value - middle) / spread is about -1..1."""

    middle: float
    spread: float

    def of(self, values: Layer) -> Layer:
        """On this scale, clipped to +-6."""
        return np.asarray(np.clip((values - self.middle) / self.spread, -6, 6), np.float32)


def tones(picture: npt.NDArray[np.float32], known: Mask, *, infrared: int | None = None) -> dict[str, Layer]:
    """Brightness, colour axes and vegetation index of `picture` (band, y, x), unscaled.

    Three bands are taken as red, green, blue; one or two have brightness alone. `infrared` is a band's index.
    """
    visible = [k for k in range(picture.shape[0]) if k != infrared][:3] or [0]
    bands = [filled(picture[k], known) for k in visible]
    out: dict[str, Layer] = {"grey": np.mean(bands, axis=0, dtype=np.float32)}
    level = float(np.median(out["grey"][known])) if known.any() else 1.0
    floor = abs(0.15 * level) + _ROUND  # colour of what is nearly black is noise
    if len(bands) == 3:
        red, green, blue = bands
        total = np.maximum(red + green + blue, floor)
        spread = np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)
        out |= {"warm": (red - blue) / total, "green": (2 * green - red - blue) / total, "saturation": spread / total}
    if infrared is not None:
        near = filled(picture[infrared], known)
        out["ndvi"] = (near - bands[0]) / np.maximum(near + bands[0], floor)
    return out


def scales_of(looks: Sequence[tuple[dict[str, Layer], Mask]]) -> dict[str, Scale]:
    """Median and half the 16-84 % range of each tone over the known pixels of all the pictures together."""
    out = {}
    for name in looks[0][0]:
        values = [tone[name][known][:: max(1, known.sum() // 20_000)] for tone, known in looks if known.any()]
        low, middle, high = np.percentile(np.concatenate(values), (16, 50, 84)) if values else (0.0, 0.0, 0.0)
        out[name] = Scale(float(middle), max(float(high - low) / 2, _ROUND))
    return out


def look(tone: dict[str, Layer], scales: dict[str, Scale]) -> dict[str, Layer]:
    """All measures of one picture by name, each (y, x) float32."""
    on_scale = {name: scales[name].of(layer) for name, layer in tone.items()}
    grey = on_scale.pop("grey")
    out = {f"{name}.0": layer for name, layer in on_scale.items()} | {"grey.0": grey}
    for name, layer in on_scale.items():
        out |= {f"{name}.{sigma:g}": smooth(layer, sigma) for sigma in (2.0, 8.0, CONTEXT)}
    return out | texture(grey) | edges(grey) | profile(grey)


def texture(grey: Layer) -> dict[str, Layer]:
    """Local mean, spread, contrast to the surroundings and share of shadow."""
    out: dict[str, Layer] = {}
    means = {0.0: grey} | {sigma: smooth(grey, sigma) for sigma in (*SCALES, CONTEXT)}
    squared = grey * grey
    for sigma in SCALES:
        out[f"mean.{sigma:g}"] = means[sigma]
        out[f"spread.{sigma:g}"] = np.sqrt(np.maximum(smooth(squared, sigma) - means[sigma] ** 2, 0))
    for near, far in ((1.0, 4.0), (2.0, 8.0), (4.0, CONTEXT)):
        out[f"contrast.{near:g}-{far:g}"] = means[near] - means[far]
    dark = (1 / (1 + np.exp(4 * (grey + 1.2)))).astype(np.float32)
    out |= {f"dark.{sigma:g}": smooth(dark, sigma) for sigma in (2.0, 8.0, CONTEXT)}
    bright = (1 / (1 + np.exp(-4 * (grey - 1.2)))).astype(np.float32)
    out |= {f"bright.{sigma:g}": smooth(bright, sigma) for sigma in (8.0, CONTEXT)}
    out["roughness.8"] = smooth(out["spread.1"], 8.0)
    out["roughness.16"] = smooth(out["spread.1"], CONTEXT)
    return out


def edges(grey: Layer) -> dict[str, Layer]:
    """Gradient strength at several scales, how parallel it is, and how far the nearest strong edge lies."""
    out: dict[str, Layer] = {}
    for sigma in (1.0, 2.0, 4.0):
        out[f"slope.{sigma:g}"] = np.asarray(ndi.gaussian_gradient_magnitude(grey, sigma), np.float32)
    gx, gy = gradient(grey, 1.0)
    for sigma in (3.0, 8.0):
        xx, yy, xy = (smooth(v, sigma) for v in (gx * gx, gy * gy, gx * gy))
        root = np.sqrt((xx - yy) ** 2 + 4 * xy * xy)
        out[f"parallel.{sigma:g}"] = root / (xx + yy + 0.01)
        out[f"energy.{sigma:g}"] = np.log(xx + yy + 0.01)
        out[f"corner.{sigma:g}"] = np.sqrt(np.maximum(xx + yy - root, 0) / 2)
    out["energy.16"] = np.log(smooth(gx * gx + gy * gy, CONTEXT) + 0.01)
    out["square.8"] = squareness(gx, gy, 8.0)
    strong = out["slope.1"] > STRONG
    away = ndi.distance_transform_edt(~strong).astype(np.float32) if strong.any() else np.full_like(grey, 20)
    away = np.minimum(away, 20)
    out["from_edge.0"] = away
    out["from_edge.4"] = smooth(away, 4.0)
    return out


def gradient(grey: Layer, sigma: float) -> tuple[Layer, Layer]:
    """d/dx and d/dy after a Gaussian of `sigma`."""
    across = np.asarray(ndi.gaussian_filter(grey, sigma, order=(0, 1)), np.float32)
    down = np.asarray(ndi.gaussian_filter(grey, sigma, order=(1, 0)), np.float32)
    return across, down


def squareness(gx: Layer, gy: Layer, sigma: float) -> Layer:
    """How far gradients around keep to two directions at right angles, 0..1: what is built has them, bush has not.

    The length of the mean of exp(4 i angle), weighted by strength.
    """
    strength = gx * gx + gy * gy + 1e-4
    turn = ((gx + 1j * gy) ** 4) / strength**1.5  # |g| exp(4 i angle)
    weight = smooth(np.sqrt(strength), sigma)
    across, down = smooth(turn.real.astype(np.float32), sigma), smooth(turn.imag.astype(np.float32), sigma)
    return np.asarray(np.hypot(across, down) / (weight + 1e-3), np.float32)


def profile(grey: Layer) -> dict[str, Layer]:
    """Morphological profile: how much a bright or dark patch stands out if it is narrower than a disc (Benediktsson 2003)."""
    soft = np.asarray(ndi.median_filter(grey, 3), np.float32)
    out: dict[str, Layer] = {}
    for radius in OPENINGS:
        size = 2 * radius + 1
        opened = ndi.grey_dilation(ndi.grey_erosion(soft, size=(size, size)), size=(size, size))
        closed = ndi.grey_erosion(ndi.grey_dilation(soft, size=(size, size)), size=(size, size))
        out[f"bright_patch.{radius}"] = (soft - opened).astype(np.float32)
        out[f"dark_patch.{radius}"] = (closed - soft).astype(np.float32)
    return out
