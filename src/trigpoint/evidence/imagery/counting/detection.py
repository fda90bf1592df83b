"""One proposal, whoever made it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

UNSIZED_PX = 6.0  # side given to a proposal that has none


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
    """The better of any two of which either's centre lies in the other's rectangle, best first."""
    ranked = sorted(found, key=lambda d: (-d.score, d.y, d.x))
    boxes = Boxes.of(ranked)
    kept = np.zeros(len(ranked), dtype=bool)
    for i in range(len(ranked)):
        rivals = np.flatnonzero(kept[:i])
        kept[i] = not (boxes.hold(rivals, i) | boxes.held(rivals, i)).any()
    return [one for one, keep in zip(ranked, kept, strict=True) if keep]


def holds(box: Detection, x: float, y: float) -> bool:
    """Whether a point lies in the proposal's rectangle."""
    point = Detection(x=x, y=y, length_px=0.0, width_px=0.0, angle_deg=0.0, score=0.0)
    return bool(Boxes.of([box, point]).hold(np.array([0]), 1)[0])


@attrs.frozen(kw_only=True, eq=False)
class Boxes:
    """Proposals as columns, so that one can be compared with many."""

    x: Floats
    y: Floats
    cos: Floats
    sin: Floats
    half_length: Floats
    half_width: Floats

    @classmethod
    def of(cls, found: Sequence[Detection]) -> Boxes:
        """Rectangles; a proposal without a size has one of UNSIZED_PX."""
        rows = [
            (d.x, d.y, d.angle_deg or 0.0, _or(d.length_px, UNSIZED_PX) / 2, _or(d.width_px, UNSIZED_PX) / 2)
            for d in found
        ]
        x, y, angle, length, width = np.array(rows, dtype=np.float64).reshape(-1, 5).T
        return cls(
            x=x, y=y, cos=np.cos(np.radians(angle)), sin=np.sin(np.radians(angle)), half_length=length, half_width=width
        )

    def hold(self, rows: Integers, i: int, *, longer: float = 1.0, wider: float = 1.0) -> Mask:
        """Which of `rows`, made longer and wider, hold the centre of box `i`."""
        x, y = self.x[i] - self.x[rows], self.y[i] - self.y[rows]
        along, across = x * self.cos[rows] + y * self.sin[rows], y * self.cos[rows] - x * self.sin[rows]
        inside: Mask = (np.abs(along) <= longer * self.half_length[rows]) & (
            np.abs(across) <= wider * self.half_width[rows]
        )
        return inside

    def held(self, rows: Integers, i: int) -> Mask:
        """Of which of `rows` box `i` holds the centre."""
        x, y = self.x[rows] - self.x[i], self.y[rows] - self.y[i]
        along, across = x * self.cos[i] + y * self.sin[i], y * self.cos[i] - x * self.sin[i]
        inside: Mask = (np.abs(along) <= self.half_length[i]) & (np.abs(across) <= self.half_width[i])
        return inside


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value
