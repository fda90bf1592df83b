"""Arrays as PNG inside a data address, under a stretch that is stated."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from trigpoint.products.imagery.look import Pixels

LOW_PERCENT, HIGH_PERCENT = 2.0, 98.0
_HATCH = ((222, 214, 230), (178, 164, 196))  # stripes of what is unknown: no grey of a picture looks like it


@attrs.frozen(kw_only=True)
class Stretch:
    """The values that become black and white, the same for every picture it is used for."""

    low: float
    high: float
    unit: str  # "dB", "" = as in the file

    @property
    def words(self) -> str:
        """`black -17.4 dB, white 3.1 dB (2nd to 98th percentile of both together)`."""
        unit = f" {self.unit}" if self.unit else ""
        return (
            f"black {self.low:.3g}{unit}, white {self.high:.3g}{unit} ({LOW_PERCENT:.0f}nd to {HIGH_PERCENT:.0f}th percentile "
            "of all that is shown)"
        )


def decibels(pixels: Pixels) -> Pixels:
    """10 log10 of linear intensity; zero and below is unknown."""
    with np.errstate(divide="ignore", invalid="ignore"):
        values = 10 * np.log10(np.where(pixels > 0, pixels, np.nan))
    return values.astype(np.float32)


def stretch_of(pictures: Sequence[Pixels], unit: str) -> Stretch:
    """Percentiles over the known pixels of all the pictures together."""
    known = [p[np.isfinite(p)] for p in pictures]
    values = np.concatenate(known) if known else np.zeros(0, np.float32)
    if not values.size:
        return Stretch(low=0.0, high=1.0, unit=unit)
    low, high = (float(v) for v in np.percentile(values, (LOW_PERCENT, HIGH_PERCENT)))
    return Stretch(low=low, high=high if high > low else low + 1.0, unit=unit)


def data_png(pixels: Pixels, stretch: Stretch, *, side: int) -> str:
    """`data:image/png;base64,...` of (band, y, x) with one band or three; longest side at least about `side` pixels.

    Each pixel becomes a square block, so that no viewer smooths it. Unknown pixels are hatched.
    """
    height, width = pixels.shape[-2:]
    times = max(1, round(side / max(height, width)))
    step = max(1, -(-max(height, width) // (2 * side)))  # a picture much larger than it is shown is thinned
    shown = pixels[:, ::step, ::step]
    grey = np.clip((shown - stretch.low) / (stretch.high - stretch.low), 0, 1)
    colour = np.repeat(grey, 3, axis=0) if shown.shape[0] == 1 else grey[:3]
    unknown = ~np.isfinite(colour).all(axis=0)
    rgb = np.nan_to_num(np.moveaxis(colour, 0, -1) * 255).round().astype(np.uint8)
    rgb, unknown = (np.repeat(np.repeat(a, times, axis=0), times, axis=1) for a in (rgb, unknown))
    return _encoded(_hatched(rgb, unknown))


def _hatched(rgb: NDArray[np.uint8], unknown: NDArray[np.bool_]) -> NDArray[np.uint8]:
    rows, columns = np.indices(unknown.shape)
    stripe = ((rows + columns) // 4 % 2).astype(bool)
    rgb[unknown & stripe] = _HATCH[0]
    rgb[unknown & ~stripe] = _HATCH[1]
    return rgb


def _encoded(rgb: NDArray[np.uint8]) -> str:
    image = Image.fromarray(rgb)
    if (rgb[..., 0] == rgb[..., 1]).all() and (rgb[..., 1] == rgb[..., 2]).all():
        image = image.convert("L")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
