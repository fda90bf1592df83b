"""Placing marks and words so that none covers another. Greedy, in order of importance; what finds no room is left out."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence

Rect = tuple[float, float, float, float]  # left, top, right, bottom in pixels


def text_width(text: str, size: float, *, spacing: float = 0.0, bold: bool = False) -> float:
    """An estimate, a little generous: the real font is not known here."""
    em = 0.0
    for c in text:
        wide = unicodedata.east_asian_width(c) in {"W", "F"}
        em += 1.0 if wide else 0.3 if c in "iljtf.,:;'|! ()" else 0.68 if c.isupper() else 0.86 if c in "mwMW" else 0.55
    return size * em * (1.06 if bold else 1.0) + spacing * len(text)


def overlaps(a: Rect, b: Rect, gap: float = 1.0) -> bool:
    """Whether two boxes come closer than `gap`."""
    return a[0] < b[2] + gap and b[0] < a[2] + gap and a[1] < b[3] + gap and b[1] < a[3] + gap


def is_free(box: Rect, taken: Iterable[Rect], bounds: Rect) -> bool:
    """Inside the bounds and clear of everything taken."""
    inside = box[0] >= bounds[0] and box[1] >= bounds[1] and box[2] <= bounds[2] and box[3] <= bounds[3]
    return inside and not any(overlaps(box, other) for other in taken)


def centred(x: float, y: float, width: float, height: float) -> Rect:
    """A box around a point."""
    return (x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def place_mark(x: float, y: float, size: float, taken: Sequence[Rect], bounds: Rect) -> tuple[float, float]:
    """Where a mark of `size` may stand: on its point, else on the nearest free place around it."""
    for ring in range(12):
        steps = 1 if ring == 0 else 6 * ring
        for n in range(steps):
            angle = 2 * math.pi * n / steps - math.pi / 2
            cx, cy = x + ring * size * 1.02 * math.cos(angle), y + ring * size * 1.02 * math.sin(angle)
            if is_free(centred(cx, cy, size, size), taken, bounds):
                return cx, cy
    return min(max(x, bounds[0] + size), bounds[2] - size), min(max(y, bounds[1] + size), bounds[3] - size)


def place_text(around: Rect, width: float, height: float, taken: Sequence[Rect], bounds: Rect) -> Rect | None:
    """A free box beside another: right, left, below, above, then the corners; None when there is no room."""
    left, top, right, bottom = around
    mid_x, mid_y, gap = (left + right) / 2, (top + bottom) / 2, 4.0
    candidates = [
        (right + gap, mid_y - height / 2),
        (left - gap - width, mid_y - height / 2),
        (mid_x - width / 2, bottom + gap - 1),
        (mid_x - width / 2, top - gap - height + 1),
        (right + gap, top - height / 2),
        (right + gap, bottom - height / 2),
        (left - gap - width, top - height / 2),
        (left - gap - width, bottom - height / 2),
    ]
    for x, y in candidates:
        box = (x, y, x + width, y + height)
        if is_free(box, taken, bounds):
            return box
    return None
