"""The picture a person reviews: numbered proposals on the pixels, verdicts by colour and by form."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.counting.detection import Detection

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

LONGEST_PX = 4000  # side of the picture written; larger ones are thinned
COLOURS = {"": (255, 176, 0), "accept": (0, 200, 120), "reject": (150, 150, 150), "add": (80, 160, 255)}
LINE_PX = 14  # of a caption


def draw_proposals(
    path: Path,
    bands: NDArray[np.float32],
    proposals: Sequence[Detection],
    verdicts: Sequence[str],
    added: Sequence[Detection],
    *,
    caption: Sequence[str] = (),
) -> None:
    """Write a PNG: `bands` (1 or 3, y, x); unjudged amber, accepted green, rejected grey and crossed out, added blue rings."""
    from PIL import Image, ImageDraw

    step = -(-max(bands.shape[1:]) // LONGEST_PX)
    planes = [
        _stretched(band[::step, ::step]) for band in (bands if len(bands) == 3 else np.repeat(bands[:1], 3, axis=0))
    ]
    ground = np.stack(planes, axis=-1)
    foot = LINE_PX * len(caption) + (6 if caption else 0)
    canvas = Image.new("RGB", (max(ground.shape[1], 240), ground.shape[0] + foot), (255, 255, 255))
    canvas.paste(Image.fromarray(ground), (0, 0))
    pen = ImageDraw.Draw(canvas)
    for number, (item, verdict) in enumerate(zip(proposals, verdicts, strict=True), start=1):
        _box(pen, item, step, COLOURS[verdict], str(number), crossed=verdict == "reject")
    for item in added:
        x, y = item.x / step, item.y / step
        pen.ellipse((x - 8, y - 8, x + 8, y + 8), outline=COLOURS["add"], width=2)
    for row, line in enumerate(caption):
        pen.text(
            (4, ground.shape[0] + 3 + LINE_PX * row),
            line.encode("latin-1", "replace").decode("latin-1"),
            fill=(0, 0, 0),
        )
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=".proposals.", suffix=".part")
    with os.fdopen(handle, "wb") as file:
        canvas.save(file, format="PNG")
    os.replace(part, path)


def _box(
    pen: ImageDraw, item: Detection, step: int, colour: tuple[int, int, int], number: str, *, crossed: bool
) -> None:
    """The proposal's rectangle with its number at the upper right."""
    angle = np.radians(item.angle_deg or 0.0)
    along = np.array([np.cos(angle), np.sin(angle)]) * (item.length_px or 12.0) / 2 / step
    across = np.array([-np.sin(angle), np.cos(angle)]) * (item.width_px or 12.0) / 2 / step
    middle = np.array([item.x, item.y]) / step
    corners = [
        tuple(middle + along + across),
        tuple(middle + along - across),
        tuple(middle - along - across),
        tuple(middle - along + across),
    ]
    pen.polygon(corners, outline=colour)
    if crossed:
        pen.line((*corners[0], *corners[2]), fill=colour)
    pen.text((max(c[0] for c in corners) + 1, min(c[1] for c in corners) - 6), number, fill=colour)


def _stretched(band: NDArray[np.float32]) -> NDArray[np.uint8]:
    """0..255 between the 1st and 99th percentile; unknown pixels are white."""
    known = np.isfinite(band)
    if not known.any():
        return np.full(band.shape, 255, dtype=np.uint8)
    low, high = np.percentile(band[known], [1, 99])
    scaled = np.clip((np.where(known, band, low) - low) / max(float(high - low), 1e-9), 0, 1) * 255
    return np.where(known, scaled, 255).astype(np.uint8)
