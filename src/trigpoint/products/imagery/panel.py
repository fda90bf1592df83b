"""Before and after, side by side, at one scale and one stretch, with the numbers of the table on the structures.

Radar pictures are shown as the mean of a few looks of one orbit, because a single one is grainy; the caption says of how many.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape

import attrs
import numpy as np

from trigpoint.model import Footprint, Grid, Observation
from trigpoint.products.imagery.grades_table import DamageStyle, damage_style, grade_of
from trigpoint.products.imagery.locator import draw_locator
from trigpoint.products.imagery.look import (
    Look,
    Pixels,
    SheetMaterial,
    main_geometry,
    orbit_of,
    sensor_words,
    utc_words,
)
from trigpoint.products.imagery.raster_png import Stretch, data_png, decibels, stretch_of
from trigpoint.products.wording import shown

MEAN_OF = 6  # radar looks that are averaged on either side, at most
NUMBERED = 40  # structures with a number on the picture; beyond, only those damaged or not assessable
SIMULATED = "SIMULATED"
WITHIN = timedelta(seconds=2)  # a bracket of a pair ends just after its second look, so that it holds it
_SANS = "'Source Sans 3',Helvetica,Arial,'Noto Sans',sans-serif"
_INK, _PAPER = "#16181b", "#ffffff"
_APART = DamageStyle(key="", label="", colour="#5b6470", letter="–")  # a structure that the panel is not about
_ROUND_M = (20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1)


@attrs.frozen(kw_only=True)
class Panel:
    """A drawn panel and what must be said beside it."""

    wide: str  # SVG
    narrow: str  # SVG, for a phone
    caption: tuple[str, ...]  # sentences


@attrs.frozen(kw_only=True, eq=False)
class _Side:
    """One of the two pictures."""

    title: str
    dates: str
    pixels: Pixels
    is_after: bool
    picture: str = ""  # the pixels as a data address, encoded once for all widths


def draw_panel(
    sheet: SheetMaterial,
    first: datetime,
    last: datetime,
    *,
    wide: float,
    narrow: float,
    about: frozenset[str] | None = None,
) -> Panel | None:
    """The panel of a bracket: looks up to `first`, and from `last` on. None where one side has no usable look.

    `about`: ids of the measurements it is drawn for; the other structures stay without a grade. None: all of them.
    """
    looks = main_geometry(sheet.looks)
    before = [k for k in looks if k.time is not None and k.time <= first]
    after = [k for k in looks if k.time is not None and k.time >= last - WITHIN]
    if not before or not after:
        return None
    count = MEAN_OF if sheet.is_sar else 1
    chosen = before[-count:], after[:count]
    sides = [_side(sheet, part, n == 1) for n, part in enumerate(chosen)]
    stretch = stretch_of([s.pixels for s in sides], "dB" if sheet.is_sar else "")
    sides = [attrs.evolve(s, picture=data_png(s.pixels, stretch, side=512)) for s in sides]
    return Panel(
        wide=_drawn(sheet, sides, wide, about),
        narrow=_drawn(sheet, sides, narrow, about),
        caption=caption_of(sheet, [k for part in chosen for k in part], stretch, [s.pixels for s in sides]),
    )


def caption_of(
    sheet: SheetMaterial, looks: Sequence[Look], stretch: Stretch, drawn: Sequence[Pixels]
) -> tuple[str, ...]:
    """Sensor, geometry, band, stretch, scale, attribution: what a newsroom prints under a picture."""
    orbit = orbit_of(looks[0].scene) if looks else ""
    credits_ = list(dict.fromkeys(shown(k.scene.attribution) for k in looks if k.scene.attribution))
    pixel = sheet.grid.pixel_m
    parts = [
        "SIMULATED pictures: made by a program, not taken by a satellite." if sheet.is_simulated else "",
        f"{sensor_words(looks)}; {'; '.join(filter(None, (orbit, f'band {sheet.band}')))}.",
        f"Both at one scale{f', pixels of {pixel:g} m' if pixel else ''}, and one stretch: {stretch.words}.",
        "Hatched: no data." if any(not np.isfinite(p).all() for p in drawn) else "",
        f"{'; '.join(credits_)}." if credits_ else "Attribution not stated in the files.",
        _centre_words(sheet),
    ]
    return tuple(p for p in parts if p)


def _centre_words(sheet: SheetMaterial) -> str:
    """A centre never without its precision."""
    if sheet.lon is None or sheet.lat is None:
        return "The pictures have no place on earth."
    pixel = f" ± {sheet.grid.pixel_m:g} m" if sheet.grid.pixel_m else ""
    north, east = "N" if sheet.lat >= 0 else "S", "E" if sheet.lon >= 0 else "W"
    centre = f"{abs(sheet.lat):.4f}° {north}, {abs(sheet.lon):.4f}° {east}"
    return f"Centre {centre}{pixel}, {shown(sheet.grid.crs)[:40]}."


def _side(sheet: SheetMaterial, looks: Sequence[Look], is_after: bool) -> _Side:
    pile = np.stack([k.pixels for k in looks])
    with np.errstate(invalid="ignore"):
        known = np.isfinite(pile).sum(axis=0)
        mean = np.where(known > 0, np.nansum(pile, axis=0) / np.maximum(known, 1), np.nan).astype(np.float32)
    times = [k.time for k in looks]
    dates = utc_words(times[0], clock=len(looks) == 1)
    title = "After" if is_after else "Before"
    if len(looks) > 1:
        dates, title = f"{dates} to {utc_words(times[-1])}", f"{title}, mean of {len(looks)} looks"
    return _Side(title=title, dates=dates, pixels=decibels(mean) if sheet.is_sar else mean, is_after=is_after)


def _drawn(sheet: SheetMaterial, sides: Sequence[_Side], width: float, about: frozenset[str] | None) -> str:
    """Side by side with the locator at the right; on a phone one above the other."""
    is_wide = width > 600
    grid = sheet.grid
    inset = 0.2 * width if is_wide and sheet.lon is not None else 0.0
    gap = 12.0
    side = (width - inset - gap * (2 if inset else 1)) / 2 if is_wide else width
    tall = side * grid.height / grid.width
    head = 38.0
    parts, y, x = [], 0.0, 0.0
    for one in sides:
        parts.append(f'<g transform="translate({x:.1f} {y:.1f})">{_frame(sheet, one, (side, tall, head), about)}</g>')
        x, y = (x + side + gap, y) if is_wide else (x, y + head + tall + gap)
    if sheet.lon is not None:
        box = (inset, inset * 0.8) if inset else (width, width * 0.42)
        place = draw_locator(sheet.lon, sheet.lat, width=box[0], height=box[1])
        at = (x, head) if inset else (0.0, y)
        parts.append(_nested(place, *at))
        y = y if is_wide else y + box[1]
    height = head + tall if is_wide else y
    label = escape(
        f"Before and after, {'simulated ' if sheet.is_simulated else ''}pictures of {len(sheet.structures)} structures"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-label="{label}" font-family="{_SANS}">{"".join(parts)}</svg>'
    )


def _nested(svg: str, x: float, y: float) -> str:
    return svg.replace("<svg ", f'<svg x="{x:.1f}" y="{y:.1f}" ', 1) if svg else ""


def _frame(
    sheet: SheetMaterial,
    one: _Side,
    size: tuple[float, float, float],
    about: frozenset[str] | None,
) -> str:
    """One picture; `size`: width and height of it, and of the head above it."""
    width, height, head = size
    scale = width / sheet.grid.width
    outlines, numbers = _outlines(sheet, scale, width, about, is_after=one.is_after)
    return (
        text(0, 15, one.title, 15, _INK, 'font-weight="700"')
        + text(0, 31, one.dates, 12, "#4f4b44")
        + f'<svg x="0" y="{head:.1f}" width="{width:.1f}" height="{height:.1f}" viewBox="0 0 {width:.1f} {height:.1f}">'
        f'<image href="{one.picture}" width="{width:.1f}" height="{height:.1f}" preserveAspectRatio="none"/>'
        + outlines
        + (simulated_mark(width, height) if sheet.is_simulated else "")
        + _scale_bar(sheet.grid, scale, width, height)
        + _north(sheet.grid, width)
        + numbers
        + f'<rect x="0.5" y="0.5" width="{width - 1:.1f}" height="{height - 1:.1f}" fill="none" stroke="{_INK}"/></svg>'
    )


def _outlines(
    sheet: SheetMaterial, scale: float, width: float, about: frozenset[str] | None, *, is_after: bool
) -> tuple[str, str]:
    """Outlines in the colour of their grade, dashed before; numbers in the picture of after."""
    by_id = {f.id: f for f in sheet.structures}
    lines, labels = [], []
    many = len(sheet.observations) > NUMBERED
    for number, measured in enumerate(sheet.observations, start=1):
        structure, grade = by_id.get(measured.subject), grade_of(measured)
        if structure is None:
            continue
        style = damage_style(grade) if about is None or measured.id in about else _APART
        lines.append(_outline(structure, style, scale, dashed=not is_after))
        if is_after and not (many and grade in ("no_visible_damage", "no_change")):
            labels.append(_number(structure, number, style, scale, width))
    return "".join(lines), "".join(labels)


def _outline(structure: Footprint, style: DamageStyle, scale: float, *, dashed: bool) -> str:
    rings = "".join(
        "M" + " ".join(f"{c * scale:.1f} {r * scale:.1f}" for c, r in ring) + "Z"
        for polygon in structure.polygons
        for ring in polygon
    )
    dash = ' stroke-dasharray="4 3"' if dashed or style.key == "not_assessable" else ""
    return (
        f'<path d="{rings}" fill="none" stroke="{_PAPER}" stroke-width="3.4" stroke-opacity="0.85"/>'
        f'<path d="{rings}" fill="none" stroke="{style.colour}" stroke-width="1.9"{dash}/>'
    )


def _number(structure: Footprint, number: int, style: DamageStyle, scale: float, width: float) -> str:
    """A plate at the outline's upper right corner, kept inside the picture."""
    points = [p for polygon in structure.polygons for ring in polygon for p in ring]
    words = f"{number}{'' if style.letter == '–' else style.letter}"
    wide = 7.4 * len(words) + 7
    x = min(max(c for c, _ in points) * scale + 1, width - wide - 2)
    y = max(min(r for _, r in points) * scale - 8, 2)
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="16" fill="{style.colour}" stroke="{_PAPER}"/>'
        + text(x + wide / 2, y + 12.2, words, 11.5, _PAPER, 'text-anchor="middle" font-weight="700"')
    )


def simulated_mark(width: float, height: float) -> str:
    """The word across the picture, over everything but the outlines' numbers; it cannot be cropped away unseen."""
    size = min(width, height) / 6.2
    angle = -math.degrees(math.atan2(height, width))
    return (
        f'<g transform="translate({width / 2:.1f} {height / 2:.1f}) rotate({angle:.1f})" text-anchor="middle">'
        f'<text y="{size * 0.36:.1f}" font-size="{size:.1f}" font-weight="700" letter-spacing="{size * 0.08:.1f}" fill="#ffd447" '
        f'fill-opacity="0.55" stroke="{_INK}" stroke-opacity="0.5" stroke-width="{size / 45:.2f}">{SIMULATED}</text></g>'
    )


def _scale_bar(grid: Grid, scale: float, width: float, height: float) -> str:
    """A round length of about a quarter of the picture; pixels where the picture has no place on earth."""
    per_unit = scale / grid.pixel_m if grid.pixel_m else scale
    length = next((m for m in _ROUND_M if m * per_unit <= width * 0.34), 1)
    words = (f"{length} m" if length < 1000 else f"{length // 1000} km") if grid.pixel_m else f"{length} pixels"
    bar = length * per_unit
    y = height - 12
    return (
        f'<rect x="6" y="{y - 18:.1f}" width="{bar + 20:.1f}" height="25" fill="{_PAPER}" fill-opacity="0.86"/>'
        f'<path d="M16 {y - 3:.1f}V{y + 2:.1f}H{16 + bar:.1f}V{y - 3:.1f}" fill="none" stroke="{_INK}" stroke-width="1.6"/>'
        + text(16 + bar / 2, y - 5, words, 11, _INK, 'text-anchor="middle"')
    )


def _north(grid: Grid, width: float) -> str:
    """Grid north, from the transform: a turned picture has a turned arrow. None where there is no north."""
    a, b, _, d, e, _ = grid.transform
    bottom = a * e - b * d
    if not grid.is_referenced or not bottom:
        return ""
    column, row = -b / bottom, a / bottom  # where a step of one to the north leads in pixels
    turn = math.degrees(math.atan2(column, -row))
    x, y = width - 22, 26
    return (
        f'<circle cx="{x:.1f}" cy="{y}" r="18" fill="{_PAPER}" fill-opacity="0.86"/>'
        f'<g transform="rotate({turn:.1f} {x:.1f} {y})">'
        f'<path d="M{x:.1f} {y - 14}L{x + 5:.1f} {y + 3}L{x:.1f} {y}L{x - 5:.1f} {y + 3}Z" fill="{_INK}"/>'
        + text(x, y + 14, "N", 11, _INK, 'text-anchor="middle" font-weight="700"')
        + "</g>"
    )


def text(x: float, y: float, words: str, size: float, colour: str, extra: str = "") -> str:
    """A line of words, escaped."""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}" {extra}>{escape(words)}</text>'


def bracket_of(found: Sequence[Observation]) -> tuple[datetime, datetime] | None:
    """From the earliest last look intact to the latest first look damaged."""
    starts = [o.when.start for o in found if o.when.start is not None]
    ends = [o.when.end for o in found if o.when.end is not None]
    return (min(starts), max(ends)) if starts and ends else None
