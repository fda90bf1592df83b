"""What is looked for: sizes on the ground and form, per kind. Metres are of ordinary civil and military types.

| kind | width m | length m | length / width | fill |
|---|---|---|---|---|
| vehicles | 1.2-3.6 | 2.8-20 | 1.5-7.5 | a filled rectangle |
| ships | 2-70 | 6-420 | 2-10 | a filled, pointed rectangle |
| aircraft | 7-80 | 7-85 | up to 1.9 | a cross, a third to seventeen twentieths |
"""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.counting.tree import Shapes

Floats = NDArray[np.float64]

WIDTHS_PX = (3.0, 90.0)  # searched where the pixel's size is unknown


@attrs.frozen(kw_only=True)
class Form:
    """Limits of one kind of object."""

    what: str
    width_m: tuple[float, float]
    length_m: tuple[float, float]
    aspect: tuple[float, float]
    fill: tuple[float, float]  # area over the rectangle of its second moments
    spread: tuple[float, float]  # in one picture: widths over the commonest one; wide open: sizes do not agree
    least_px: float  # width below which the form cannot be told


FORMS = {
    "vehicles": Form(
        what="vehicles",
        width_m=(1.2, 3.6),
        length_m=(2.8, 20.0),
        aspect=(1.5, 7.5),
        fill=(0.8, 1.12),
        spread=(0.65, 1.9),
        least_px=3.0,
    ),
    "ships": Form(
        what="ships",
        width_m=(2.0, 70.0),
        length_m=(6.0, 420.0),
        aspect=(2.0, 10.0),
        fill=(0.75, 1.12),
        spread=(0.33, 3.0),
        least_px=2.5,
    ),
    "aircraft": Form(
        what="aircraft",
        width_m=(7.0, 80.0),
        length_m=(7.0, 85.0),
        aspect=(1.0, 1.9),
        fill=(0.3, 0.85),
        spread=(0.02, 50.0),
        least_px=8.0,
    ),
}


def area_limits(form: Form, pixel_m: float | None) -> tuple[float, float]:
    """Area in pixels of the smallest and the largest object."""
    low, high = form.width_m, form.length_m
    if pixel_m:
        return max(6.0, 0.4 * low[0] * high[0] / pixel_m**2), 1.5 * low[1] * high[1] / pixel_m**2
    return max(6.0, WIDTHS_PX[0] ** 2 * form.aspect[0] * 0.5), WIDTHS_PX[1] ** 2 * form.aspect[1]


def proportions_fit(shapes: Shapes, form: Form, *, soft: float = 1.0) -> Floats:
    """How well fill and length over width fit, 0..1; `soft` widens the edges of the limits."""
    aspect = np.log(shapes.length / shapes.width)
    large = np.asarray(np.minimum(1.0, (shapes.width / form.least_px) ** 4), dtype=np.float64)
    filled = within(shapes.fill, *form.fill, soft=0.06 * soft)
    return large * filled * within(aspect, *np.log(form.aspect), soft=0.12 * soft)


def size_fit(shapes: Shapes, form: Form, *, width_px: float | None = None, pixel_m: float | None = None) -> Floats:
    """How well the size fits, 0..1: in metres where a pixel's size is known, else against the commonest width."""
    if pixel_m:
        width, length = np.log(shapes.width * pixel_m), np.log(shapes.length * pixel_m)
        return within(width, *np.log(form.width_m), soft=0.25) * within(length, *np.log(form.length_m), soft=0.25)
    if not width_px:
        return np.ones(len(shapes.width))
    return within(np.log(shapes.width / width_px), *np.log(form.spread), soft=0.15)


def within(value: NDArray[np.floating], low: float, high: float, *, soft: float) -> Floats:
    """1 inside the limits, falling as a Gaussian of width `soft` outside."""
    off = np.maximum(np.maximum(low - value, value - high), 0.0) / soft
    return np.asarray(np.exp(-0.5 * off * off), dtype=np.float64)
