"""What the marks of a map stand on: outline, graticule, names of countries, seas and towns, scale bar and north.

No style sheet, script, link or font is used, so the same string serves the HTML and the PDF.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import shapely

from trigpoint.products.basemap import Basemap, clipped_land
from trigpoint.products.geometry import Frame, Spot
from trigpoint.products.labels import Rect, centred, is_free, place_text, text_width

SEA, LAND, COAST, BORDER, GRID = "#dde7ec", "#f7f4ee", "#8fa3ad", "#9a9284", "#c3d0d6"
INK, FAINT, SEA_INK, COUNTRY_INK = "#1b1d20", "#5e5a52", "#4b6b7c", "#6f695d"
SANS = "'Source Sans 3','Helvetica Neue',Helvetica,Arial,'Noto Sans','Noto Naskh Arabic',sans-serif"


def _path(coordinates: Sequence[tuple[float, float]], frame: Frame, *, closed: bool) -> str:
    """A path, points nearer than 0.7 px to the line left out."""
    pixels = [frame.xy(lon, lat) for lon, lat in coordinates]
    line = shapely.LineString(pixels).simplify(0.7, preserve_topology=False) if len(pixels) > 2 else None
    kept = list(line.coords) if line is not None and not line.is_empty else pixels
    return "M" + " ".join(f"{x:.1f} {y:.1f}" for x, y in kept) + ("Z" if closed else "")


def ground(basemap: Basemap, frame: Frame) -> str:
    """Sea, land, graticule, coasts and borders."""
    dx, dy = (frame.east - frame.west) * 0.01, (frame.north - frame.south) * 0.01
    box = (frame.west - dx, frame.south - dy, frame.east + dx, frame.north + dy)
    land = [
        _path(ring.coords, frame, closed=True)
        for country in basemap.countries
        for part in clipped_land(country, box)
        for ring in (part.exterior, *part.interiors)
    ]
    lines: dict[str, list[str]] = {"coast": [], "border": [], "broken": []}
    for stretch in basemap.lines:
        x0, y0, x1, y1 = stretch.line.bounds
        if x0 <= box[2] and x1 >= box[0] and y0 <= box[3] and y1 >= box[1]:
            for piece in shapely.get_parts(shapely.clip_by_rect(stretch.line, *box)):
                if isinstance(piece, shapely.LineString) and not piece.is_empty:
                    lines[stretch.kind].append(_path(piece.coords, frame, closed=False))
    return (
        f'<rect width="{frame.width:.0f}" height="{frame.height:.0f}" fill="{SEA}"/>'
        f'<path d="{"".join(land)}" fill="{LAND}" stroke="{LAND}" stroke-width="0.6" fill-rule="evenodd"/>'
        + _graticule(frame)
        + f'<g fill="none" stroke-linejoin="round"><path d="{"".join(lines["coast"])}" stroke="{COAST}"/>'
        f'<path d="{"".join(lines["border"])}" stroke="{BORDER}" stroke-width="1.1"/>'
        f'<path d="{"".join(lines["broken"])}" stroke="{BORDER}" stroke-width="1.1" stroke-dasharray="4 3"/></g>'
    )


def _graticule(frame: Frame) -> str:
    """Meridians and parallels at a round step, named at the frame."""
    span = max(frame.east - frame.west, frame.north - frame.south)
    step = next((s for s in (0.1, 0.25, 0.5, 1, 2, 5, 10, 20) if span / s <= 7), 30)
    digits = 0 if step >= 1 else 1 if step in (0.1, 0.5) else 2
    parts = [f'<g stroke="{GRID}" stroke-width="0.7" font-size="10" fill="{FAINT}">']
    for n in range(math.ceil(frame.west / step), math.floor(frame.east / step) + 1):
        x = frame.xy(n * step, 0)[0]
        parts.append(f'<path d="M{x:.1f} 0V{frame.height:.0f}" fill="none"/>')
        if 30 < x < frame.width - 60:
            half = "E" if n * step >= 0 else "W"
            parts.append(f'<text stroke="none" x="{x + 3:.1f}" y="11">{abs(n * step):.{digits}f}° {half}</text>')
    for n in range(math.ceil(frame.south / step), math.floor(frame.north / step) + 1):
        y = frame.xy(0, n * step)[1]
        parts.append(f'<path d="M0 {y:.1f}H{frame.width:.0f}" fill="none"/>')
        if 24 < y < frame.height - 44:
            half = "N" if n * step >= 0 else "S"
            parts.append(f'<text stroke="none" x="4" y="{y - 3:.1f}">{abs(n * step):.{digits}f}° {half}</text>')
    return "".join(parts) + "</g>"


def furniture(frame: Frame) -> str:
    """Scale bar, north arrow, frame."""
    target = frame.km_per_px * 110
    km = next(s for s in (2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.1) if s <= target or s == 0.1)
    length = km / frame.km_per_px
    y = frame.height - 14
    x = frame.width - 20
    return (
        f'<g stroke="{INK}" fill="none" stroke-width="1.4"><path d="M12 {y - 5:.0f}V{y:.0f}H{12 + length:.1f}V{y - 5:.0f}"/></g>'
        f'<text x="{16 + length:.1f}" y="{y:.0f}" font-size="11" fill="{INK}" stroke="{LAND}" stroke-width="2.6" '
        f'paint-order="stroke">{km:g} km</text>'
        f'<path d="M{x:.0f} 12L{x + 6:.0f} 30L{x:.0f} 25L{x - 6:.0f} 30Z" fill="{INK}"/>'
        f'<text x="{x:.0f}" y="42" font-size="11" font-weight="700" text-anchor="middle" fill="{INK}">N</text>'
        f'<rect x="0.5" y="0.5" width="{frame.width - 1:.0f}" height="{frame.height - 1:.0f}" fill="none" stroke="#a9a294"/>'
    )


def corners(frame: Frame) -> list[Rect]:
    """What the scale bar and the north arrow take."""
    return [(0, frame.height - 34, 150, frame.height), (frame.width - 34, 0, frame.width, 46)]


def framed_svg(frame: Frame, label: str, parts: Sequence[str]) -> str:
    size = f'viewBox="0 0 {frame.width:.0f} {frame.height:.0f}" width="{frame.width:.0f}" height="{frame.height:.0f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(label)}"'
    return f'{head} font-family="{SANS}">{"".join(parts)}</svg>'


def label(box: Rect, text: str, size: float, colour: str, extra: str = "") -> str:
    x, y = (box[0] + box[2]) / 2, box[3] - size * 0.28
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="{size:g}" fill="{colour}" '
        f'stroke="{LAND}" stroke-width="2.6" stroke-linejoin="round" paint-order="stroke" {extra}>{escape(text)}</text>'
    )


def country_labels(basemap: Basemap, frame: Frame, taken: list[Rect], bounds: Rect) -> list[str]:
    """Each country's name inside its visible part, if there is room that no mark takes."""
    out = []
    box = (frame.west, frame.south, frame.east, frame.north)
    for country in basemap.countries:
        parts = clipped_land(country, box)
        if not parts:
            continue
        biggest = max(parts, key=lambda p: p.area)
        text = country.name.upper()
        size = 12 if frame.width > 500 else 10
        width = text_width(text, size, spacing=2.0)
        for lon, lat in _inner_points(biggest):
            x, y = frame.xy(lon, lat)
            room = centred(x, y, width, size + 4)
            if is_free(room, taken, bounds) and _holds(biggest, room, frame):
                taken.append(room)
                out.append(label(room, text, size, COUNTRY_INK, 'letter-spacing="2" font-weight="600"'))
                break
    return out


def _inner_points(part: shapely.Polygon) -> list[tuple[float, float]]:
    """Candidate anchors: a grid over the part, those deepest inside first."""
    x0, y0, x1, y1 = part.bounds
    grid = [(x0 + (x1 - x0) * i / 10, y0 + (y1 - y0) * j / 10) for i in range(1, 10) for j in range(1, 10)]
    points = shapely.points(grid)
    inside = shapely.contains(part, points)
    depth = shapely.distance(part.exterior, points)
    order = sorted(range(len(grid)), key=lambda n: -depth[n])
    return [grid[n] for n in order if inside[n]]


def _holds(part: shapely.Polygon, room: Rect, frame: Frame) -> bool:
    """Whether a box of pixels lies within a country."""

    def degrees(x: float, y: float) -> tuple[float, float]:
        lon = frame.west + x / frame.width * (frame.east - frame.west)
        return lon, frame.north - y / frame.height * (frame.north - frame.south)

    (west, north), (east, south) = degrees(room[0], room[1]), degrees(room[2], room[3])
    return bool(part.is_valid and part.contains(shapely.box(west, south, east, north)))


def sea_labels(basemap: Basemap, frame: Frame, taken: list[Rect], bounds: Rect) -> list[str]:
    out = []
    for sea in basemap.seas:
        if not frame.shows(sea.lon, sea.lat):
            continue
        x, y = frame.xy(sea.lon, sea.lat)
        room = centred(x, y, text_width(sea.name, 11, spacing=0.6), 14)
        wide = sea.width / (frame.east - frame.west) * frame.width
        if wide > (room[2] - room[0]) * 0.7 and is_free(room, taken, bounds):
            taken.append(room)
            halo = label(room, sea.name, 11, SEA_INK, 'font-style="italic" letter-spacing="0.6"')
            out.append(halo.replace(f'stroke="{LAND}"', f'stroke="{SEA}"'))
    return out


def town_labels(basemap: Basemap, spots: Sequence[Spot], frame: Frame, taken: list[Rect], bounds: Rect) -> list[str]:
    """Towns for orientation: the more important first, none on top of an event."""
    out: list[str] = []
    most = 16 if frame.width > 500 else 7
    own = [frame.xy(s.lon, s.lat) for s in spots]
    for town in basemap.towns:
        if len(out) >= most:
            break
        if not frame.shows(town.lon, town.lat):
            continue
        x, y = frame.xy(town.lon, town.lat)
        dot = centred(x, y, 6, 6)
        if any(math.hypot(x - a, y - b) < 16 for a, b in own) or not is_free(dot, taken, bounds):
            continue
        box = place_text(dot, text_width(town.name, 10.5) + 2, 13, taken, bounds)
        if box is not None:
            taken += [box, centred(x, y, 40, 30)]
            dot_svg = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.9" fill="{FAINT}"/>'
            out.append(dot_svg + label(box, town.name, 10.5, FAINT))
    return out
