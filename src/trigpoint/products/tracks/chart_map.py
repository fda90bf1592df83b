"""A map that stands alone: ways as lines, places and ships as marks, a heading and a legend. SVG, no style sheet or link."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import attrs

from trigpoint.products.basemap import Basemap
from trigpoint.products.geometry import Frame, Spot, fit_frame
from trigpoint.products.labels import Rect, centred, place_text, text_width
from trigpoint.products.map_ground import (
    INK,
    LAND,
    SANS,
    corners,
    country_labels,
    furniture,
    ground,
    sea_labels,
    town_labels,
)
from trigpoint.products.wording import shown

HEAD, ROW, BAND = 54.0, 20.0, "#ffd447"
MARK = 5.0
FOOT_SIZE = 11.5


@attrs.frozen(kw_only=True)
class Way:
    """A line over (lon, lat) points."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 2.0
    dashed: bool = False
    faint: bool = False


@attrs.frozen(kw_only=True)
class Mark:
    """A place or a ship. `shape`: "dot", "ring", "cross", "square": told apart without colour."""

    lon: float
    lat: float
    shape: str
    colour: str
    label: str = ""


@attrs.frozen(kw_only=True)
class Key:
    """A line of the legend: a way's colour, or a mark's shape and colour."""

    words: str
    colour: str
    shape: str = "line"
    dashed: bool = False


@attrs.frozen(kw_only=True)
class Sheet:
    """What a map shows and says."""

    title: str
    subtitle: str
    ways: tuple[Way, ...] = ()
    marks: tuple[Mark, ...] = ()
    legend: tuple[Key, ...] = ()
    notes: tuple[str, ...] = ()
    is_simulated: bool = False


def draw_sheet(sheet: Sheet, basemap: Basemap, *, width: float = 900.0) -> str:
    """SVG; "" where there is nothing to show or it crosses the antimeridian, which these maps cannot show."""
    spots = [Spot(lon, lat, 0.0) for way in sheet.ways for lon, lat in way.points]
    spots += [Spot(m.lon, m.lat, 0.0) for m in sheet.marks]
    if not spots or max(s.lon for s in spots) - min(s.lon for s in spots) > 180:
        return ""
    frame = fit_frame(spots, width, width * 0.45, width * 0.95, pad=0.1)
    bounds: Rect = (6, 6, frame.width - 6, frame.height - 6)
    taken = corners(frame)
    taken += [centred(*frame.xy(m.lon, m.lat), 13, 13) for m in sheet.marks]
    names = [_name(m, frame, taken, bounds) for m in sheet.marks if m.label]
    body = [
        ground(basemap, frame),
        *country_labels(basemap, frame, taken, bounds),
        *sea_labels(basemap, frame, taken, bounds),
        *town_labels(basemap, [Spot(m.lon, m.lat, 0.0) for m in sheet.marks], frame, taken, bounds),
        *(_line(way, frame) for way in sheet.ways),
        *(_mark(m.shape, m.colour, *frame.xy(m.lon, m.lat)) for m in sheet.marks),
        *names,
        furniture(frame),
    ]
    return _whole(sheet, frame, body)


def _whole(sheet: Sheet, frame: Frame, body: Sequence[str]) -> str:
    """Heading, map, legend in one or two columns, notes."""
    columns = 2 if all(text_width(shown(k.words), 12) < frame.width / 2 - 44 for k in sheet.legend) else 1
    rows = -(-len(sheet.legend) // columns)
    notes = [line for note in sheet.notes for line in _wrapped(note, frame.width)]
    below = HEAD + frame.height + 12
    high = below + ROW * rows + 16 * len(notes) + 14
    parts = [
        f'<rect width="{frame.width:.0f}" height="{high:.0f}" fill="#ffffff"/>',
        _text(0, 20, _cut(sheet.title, 18, frame.width - (120 if sheet.is_simulated else 0)), 18, bold=True),
        _text(0, 41, sheet.subtitle, 12.5),
        f'<svg x="0" y="{HEAD:.0f}" width="{frame.width:.0f}" height="{frame.height:.0f}" '
        f'viewBox="0 0 {frame.width:.0f} {frame.height:.0f}">{"".join(body)}</svg>',
    ]
    if sheet.is_simulated:
        parts.append(f'<rect x="{frame.width - 104:.0f}" y="2" width="104" height="22" fill="{BAND}"/>')
        parts.append(_text(frame.width - 96, 18, "SIMULATED", 13, bold=True))
    for n, key in enumerate(sheet.legend):
        x, y = (n % columns) * frame.width / columns, below + ROW * (n // columns)
        parts.append(_key(key, x, y + 9))
        parts.append(_text(x + 34, y + 13, key.words, 12))
    for n, note in enumerate(notes):
        parts.append(_text(0, below + ROW * rows + 12 + 16 * n, note, FOOT_SIZE))
    label = escape(f"{'SIMULATED. ' if sheet.is_simulated else ''}{shown(sheet.title)}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -8 {frame.width + 24:.0f} {high + 8:.0f}" '
        f'width="{frame.width + 24:.0f}" height="{high + 8:.0f}" role="img" aria-label="{label}" '
        f'font-family="{SANS}"><rect x="-12" y="-8" width="{frame.width + 24:.0f}" height="{high + 8:.0f}" fill="#ffffff"/>'
        f"{''.join(parts)}</svg>"
    )


def _cut(words: str, size: float, room: float) -> str:
    clean = shown(words)
    while clean and text_width(clean, size, bold=True) > room:
        clean = clean[:-2].rstrip() + "…"
    return clean


def _wrapped(text: str, width: float) -> list[str]:
    lines = [""]
    for word in shown(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, FOOT_SIZE) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _text(x: float, y: float, words: str, size: float, *, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{INK}"{weight}>{escape(shown(words))}</text>'


def _line(way: Way, frame: Frame) -> str:
    path = "M" + " ".join(f"{x:.1f} {y:.1f}" for x, y in (frame.xy(*p) for p in way.points))
    dash = ' stroke-dasharray="3 5"' if way.dashed else ""
    faint = ' stroke-opacity="0.35"' if way.faint else ""
    return (
        f'<path d="{path}" fill="none" stroke="{way.colour}" stroke-width="{way.width:.1f}" stroke-linejoin="round" '
        f'stroke-linecap="round"{dash}{faint}/>'
    )


def _mark(shape: str, colour: str, x: float, y: float) -> str:
    if shape == "square":
        return (
            f'<rect x="{x - MARK:.1f}" y="{y - MARK:.1f}" width="10" height="10" fill="{LAND}" stroke="{colour}" '
            'stroke-width="2.2"/>'
        )
    if shape == "cross":
        d = f"M{x - 4:.1f} {y - 4:.1f}l8 8M{x - 4:.1f} {y + 4:.1f}l8 -8"
        return (
            f'<path d="{d}" stroke="#ffffff" stroke-width="5"/>'
            f'<path d="{d}" stroke="{colour}" stroke-width="2.6" fill="none"/>'
        )
    fill = colour if shape == "dot" else LAND
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{MARK - 1:g}" fill="{fill}" stroke="{colour}" stroke-width="2"/>'


def _key(key: Key, x: float, y: float) -> str:
    if key.shape != "line":
        return _mark(key.shape, key.colour, x + 13, y)
    dash = ' stroke-dasharray="3 5"' if key.dashed else ""
    return f'<path d="M{x:.1f} {y:.1f}h26" stroke="{key.colour}" stroke-width="3"{dash}/>'


def _name(mark: Mark, frame: Frame, taken: list[Rect], bounds: Rect) -> str:
    words, size = shown(mark.label), 11.5
    x, y = frame.xy(mark.lon, mark.lat)
    box = place_text(centred(x, y, 13, 13), text_width(words, size, bold=True) + 4, 15, taken, bounds)
    if box is None:
        return ""
    taken.append(box)
    return (
        f'<text x="{(box[0] + box[2]) / 2:.1f}" y="{box[3] - 3.5:.1f}" text-anchor="middle" font-size="{size:g}" '
        f'font-weight="700" fill="{mark.colour}" stroke="{LAND}" stroke-width="3" stroke-linejoin="round" '
        f'paint-order="stroke">{escape(words)}</text>'
    )
