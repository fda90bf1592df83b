"""One proposal, whoever made it."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import numpy as np


@attrs.frozen(kw_only=True)
class Detection:
    """A proposed object in pixels of its picture: centre of the first pixel = 0, 0; x right, y down."""

    x: float
    y: float
    length_px: float | None
    width_px: float | None
    angle_deg: float | None  # of the long axis, from the x axis towards y, -90..90; None where unknown
    score: float  # 0..1, an ordering, not a probability
    lon: float | None = None  # EPSG:4326
    lat: float | None = None
    length_m: float | None = None


def best_of_overlapping(found: Iterable[Detection]) -> list[Detection]:
    """The better of any two that overlap (another polarity, smoothing or tile), best first."""
    kept: list[Detection] = []
    for one in sorted(found, key=lambda d: (-d.score, d.y, d.x)):
        if not any(overlaps(one, other) for other in kept):
            kept.append(one)
    return kept


def overlaps(one: Detection, other: Detection) -> bool:
    """Whether either's centre lies in the other's rectangle."""
    return holds(one, other.x, other.y) or holds(other, one.x, one.y)


def holds(box: Detection, x: float, y: float) -> bool:
    """Whether a point lies in the proposal's rectangle."""
    angle = np.radians(box.angle_deg or 0.0)
    along = (x - box.x) * np.cos(angle) + (y - box.y) * np.sin(angle)
    across = -(x - box.x) * np.sin(angle) + (y - box.y) * np.cos(angle)
    half_length, half_width = (box.length_px or 6.0) / 2, (box.width_px or 6.0) / 2
    return bool(abs(along) <= half_length and abs(across) <= half_width)
