"""All looks at one site in order of time, the unusable ones among them with the reason."""

from __future__ import annotations

import attrs
import numpy as np

from trigpoint.products.imagery.look import Look, Pixels, SheetMaterial, orbit_of, utc_words
from trigpoint.products.imagery.panel import simulated_mark
from trigpoint.products.imagery.raster_png import Stretch, data_png, decibels, stretch_of
from trigpoint.products.wording import shown

MOST = 80  # thumbnails; of more looks an even choice is shown, and the caption says so
SIDE = 84.0  # pixels of a thumbnail as drawn


@attrs.frozen(kw_only=True)
class Thumbnail:
    """One look."""

    svg: str
    date: str
    orbit: str
    reason: str  # "" = usable


@attrs.frozen(kw_only=True)
class Strip:
    """Every look, and how many there are."""

    thumbnails: tuple[Thumbnail, ...]
    caption: str


def draw_strip(sheet: SheetMaterial) -> Strip:
    """Thumbnails under one stretch."""
    looks = list(sheet.looks)
    chosen = looks if len(looks) <= MOST else [looks[round(n)] for n in np.linspace(0, len(looks) - 1, MOST)]
    shown_ = {id(k): decibels(k.pixels) if sheet.is_sar else k.pixels for k in chosen}
    stretch = stretch_of(list(shown_.values()), "dB" if sheet.is_sar else "")
    unusable = sum(bool(k.reason) for k in looks)
    state = f"{unusable} of them not usable" if unusable else "all usable"
    left_out = f" {len(chosen)} of them are shown, evenly chosen." if len(chosen) < len(looks) else ""
    return Strip(
        thumbnails=tuple(_thumbnail(sheet, k, shown_[id(k)], stretch) for k in chosen),
        caption=f"{len(looks)} looks, {state} here.{left_out} One stretch for all: {stretch.words}. Days are UTC.",
    )


def _thumbnail(sheet: SheetMaterial, look: Look, pixels: Pixels, stretch: Stretch) -> Thumbnail:
    height = SIDE * sheet.grid.height / sheet.grid.width
    cross = (
        f'<path d="M0 0L{SIDE:.0f} {height:.1f}M{SIDE:.0f} 0L0 {height:.1f}" stroke="#8a1c14" stroke-width="2.4"/>'
        if look.reason
        else ""
    )
    date = utc_words(look.time)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE:.0f} {height:.1f}" width="{SIDE:.0f}" height="{height:.1f}" '
        f'role="img" aria-label="{date}" font-family="Helvetica,Arial,\'Noto Sans\',sans-serif">'
        f'<image href="{data_png(pixels, stretch, side=64)}" width="{SIDE:.0f}" height="{height:.1f}" preserveAspectRatio="none"/>'
        f"{cross}{simulated_mark(SIDE, height) if sheet.is_simulated else ''}"
        f'<rect x="0.5" y="0.5" width="{SIDE - 1:.0f}" height="{height - 1:.1f}" fill="none" stroke="#16181b"/></svg>'
    )
    return Thumbnail(svg=svg, date=date, orbit=orbit_of(look.scene), reason=shown(look.reason))
