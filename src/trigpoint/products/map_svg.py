"""The map of a brief as SVG: outline, graticule, scale bar, circles of true radius, numbered marks by grade.

Words go in as escaped text, nothing else of a document does. No style sheet, script, link or font is used, so the same
string serves the HTML and the PDF.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from html import escape

import attrs
import shapely

from trigpoint.products.basemap import Basemap, clipped_land, country_at
from trigpoint.products.cards import EventView
from trigpoint.products.geometry import Frame, Spot, fit_frame, theatres
from trigpoint.products.grades import svg_number
from trigpoint.products.labels import Rect, centred, is_free, place_mark, place_text, text_width
from trigpoint.products.wording import isolated

SEA, LAND, COAST, BORDER, GRID = "#dde7ec", "#f7f4ee", "#8fa3ad", "#9a9284", "#c3d0d6"
INK, FAINT, SEA_INK, COUNTRY_INK = "#1b1d20", "#5e5a52", "#4b6b7c", "#6f695d"
SANS = "'Source Sans 3','Helvetica Neue',Helvetica,Arial,'Noto Sans','Noto Naskh Arabic',sans-serif"
MARK = 22.0  # pixels across
ROUGH_KM = 30.0  # from here the radius stands beside the name
TOO_VAGUE_KM = 150.0  # a mark in the middle of a country would say more than the report does


@attrs.frozen(kw_only=True)
class Panel:
    """A drawn theatre."""

    letter: str  # "" when there is only one
    title: str  # countries it shows, in the outline map's words
    numbers: tuple[str, ...]  # of the events on it
    svg: str


@attrs.frozen(kw_only=True)
class EventMap:
    """All panels of one width, and what could not be drawn."""

    panels: tuple[Panel, ...]
    columns: int  # of the row under the first panel
    locator: str  # SVG of where the panels lie, "" with a single panel
    unplaced: tuple[str, ...]  # numbers of events without a point
    vague: tuple[tuple[str, str, str], ...]  # number, place and radius of those too vague to be given a mark


def draw_map(views: Sequence[EventView], basemap: Basemap, *, width: float, gap: float | None = None) -> EventMap:
    """Panels `width` pixels wide. With a `gap`, the panels after the first and the locator share one row's width."""
    points = [v for v in views if v.event.where is not None and v.event.where.is_resolved]
    fine = [v for v in points if _spot(v).radius_km <= TOO_VAGUE_KM]
    placed = fine or points
    spots = [_spot(v) for v in placed]
    groups = theatres(spots)
    columns = columns_of(len(groups))
    small = width if gap is None else (width - gap * (columns - 1)) / columns
    panels, frames = [], []
    for n, group in enumerate(groups):
        wide = width if n == 0 else small
        least, most = (0.5, 0.8) if wide > 500 else (0.75, 1.15)
        frame = fit_frame([spots[i] for i in group], wide, wide * least, wide * most)
        letter = chr(ord("A") + n) if len(groups) > 1 else ""
        panels.append(_panel([placed[i] for i in group], [spots[i] for i in group], frame, basemap, letter))
        frames.append(frame)
    drawn = {v.number for v in placed}
    return EventMap(
        panels=tuple(panels),
        columns=columns,
        locator=_locator(frames, basemap, small) if len(frames) > 1 else "",
        unplaced=tuple(v.number for v in views if v not in points),
        vague=tuple((v.number, v.place, v.radius) for v in points if v.number not in drawn),
    )


def columns_of(panels: int) -> int:
    """How many of the smaller panels and the locator stand in a row: two, or three when there are just three."""
    return 3 if panels == 3 else 2


def _spot(view: EventView) -> Spot:
    where = view.event.where
    if where is None or where.lon is None or where.lat is None:
        raise ValueError(f"event {view.number} has no point")
    return Spot(where.lon, where.lat, (where.radius_m or 0.0) / 1000)


def _panel(views: Sequence[EventView], spots: Sequence[Spot], frame: Frame, basemap: Basemap, letter: str) -> Panel:
    title = _countries_named(spots, basemap)
    bounds: Rect = (6, 6, frame.width - 6, frame.height - 6)
    taken = _corners(frame)
    marks = _place_marks(spots, frame, taken, bounds)
    parts = [_ground(basemap, frame)]
    parts += _circles(spots, frame)
    names = _place_labels(views, spots, marks, frame, taken, bounds)
    backdrop = _country_labels(basemap, frame, taken, bounds) + _sea_labels(basemap, frame, taken, bounds)
    parts += backdrop + _towns(basemap, spots, frame, taken, bounds) + _leaders(spots, marks, frame) + names
    parts += [_numbered_mark(v, x, y) for v, (x, y) in zip(views, marks, strict=True)]
    parts += [_furniture(frame)]
    label = (
        f"Map{' ' + letter if letter else ''} of {title or 'the events'}: numbered marks keyed to the table of events"
    )
    return Panel(letter=letter, title=title, numbers=tuple(v.number for v in views), svg=_svg(frame, label, parts))


def _corners(frame: Frame) -> list[Rect]:
    """What the scale bar and the north arrow take."""
    return [(0, frame.height - 34, 150, frame.height), (frame.width - 34, 0, frame.width, 46)]


def _svg(frame: Frame, label: str, parts: Sequence[str]) -> str:
    size = f'viewBox="0 0 {frame.width:.0f} {frame.height:.0f}" width="{frame.width:.0f}" height="{frame.height:.0f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(label)}"'
    return f'{head} font-family="{SANS}">{"".join(parts)}</svg>'


def _countries_named(spots: Sequence[Spot], basemap: Basemap) -> str:
    found = Counter(country_at(basemap, s.lon, s.lat) for s in spots)
    found.pop("", None)
    names = [name for name, _ in sorted(found.items(), key=lambda kv: (-kv[1], kv[0]))]
    if len(names) > 3:
        return ", ".join(names[:3]) + " and others"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _path(coordinates: Sequence[tuple[float, float]], frame: Frame, *, closed: bool) -> str:
    """A path, points nearer than 0.7 px to the line left out."""
    pixels = [frame.xy(lon, lat) for lon, lat in coordinates]
    line = shapely.LineString(pixels).simplify(0.7, preserve_topology=False) if len(pixels) > 2 else None
    kept = list(line.coords) if line is not None and not line.is_empty else pixels
    return "M" + " ".join(f"{x:.1f} {y:.1f}" for x, y in kept) + ("Z" if closed else "")


def _ground(basemap: Basemap, frame: Frame) -> str:
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


def _circles(spots: Sequence[Spot], frame: Frame) -> list[str]:
    """Each radius once, the widest first; wide ones as an outline alone so that they do not tint the whole map."""
    out = []
    for spot in sorted(set(spots), key=lambda s: (-s.radius_km, s.lon, s.lat)):
        rx, ry = frame.ellipse(spot)
        if ry < 3:
            continue
        x, y = frame.xy(spot.lon, spot.lat)
        fill = 'fill="#8c4a1f" fill-opacity="0.10"' if ry < frame.height * 0.3 else 'fill="none"'
        out.append(
            f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" {fill} '
            'stroke="#8c4a1f" stroke-width="1" stroke-dasharray="5 3"/>'
        )
    return out


def _place_marks(spots: Sequence[Spot], frame: Frame, taken: list[Rect], bounds: Rect) -> list[tuple[float, float]]:
    """Marks on their points or beside them; the space they take is recorded."""
    out = []
    for spot in spots:
        px, py = frame.xy(spot.lon, spot.lat)
        x, y = place_mark(px, py, MARK + 4, taken, bounds)
        taken.append(centred(x, y, MARK + 4, MARK + 4))
        taken += [centred(px + (x - px) * k / 6, py + (y - py) * k / 6, 5, 5) for k in range(6) if (x, y) != (px, py)]
        out.append((x, y))
    return out


def _leaders(spots: Sequence[Spot], marks: Sequence[tuple[float, float]], frame: Frame) -> list[str]:
    """A line from a mark that had to step aside to its true point."""
    out = []
    for spot, (mx, my) in zip(spots, marks, strict=True):
        x, y = frame.xy(spot.lon, spot.lat)
        if math.hypot(mx - x, my - y) > 4:
            out.append(f'<path d="M{x:.1f} {y:.1f}L{mx:.1f} {my:.1f}" stroke="{INK}" stroke-width="0.9"/>')
            out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" fill="{INK}"/>')
    return out


def _numbered_mark(view: EventView, x: float, y: float) -> str:
    title = escape(f"{view.number}. {view.headline} ({view.when}; {view.grade.label})")
    return f"<g><title>{title}</title>{svg_number(view.grade, view.number, x, y, MARK)}</g>"


def _words(box: Rect, text: str, size: float, colour: str, extra: str = "") -> str:
    x, y = (box[0] + box[2]) / 2, box[3] - size * 0.28
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="{size:g}" fill="{colour}" '
        f'stroke="{LAND}" stroke-width="2.6" stroke-linejoin="round" paint-order="stroke" {extra}>{escape(text)}</text>'
    )


def _place_labels(
    views: Sequence[EventView],
    spots: Sequence[Spot],
    marks: Sequence[tuple[float, float]],
    frame: Frame,
    taken: list[Rect],
    bounds: Rect,
) -> list[str]:
    """The name of each place beside its marks, once."""
    groups: dict[tuple[str, str, float, float], list[tuple[float, float]]] = {}
    for view, spot, mark in zip(views, spots, marks, strict=True):
        radius = view.radius if spot.radius_km > ROUGH_KM else ""
        key = (view.place, radius, round(spot.lon, 3), round(spot.lat, 3))
        groups.setdefault(key, [frame.xy(spot.lon, spot.lat)]).append(mark)
    out = []
    for (place, radius, _, _), points in groups.items():
        text = place if len(place) <= 28 else place[:26].rstrip() + "…"
        text = f"{isolated(text)} {radius}" if radius else text
        half = (MARK + 4) / 2
        around = (
            min(x for x, _ in points) - half, min(y for _, y in points) - half,
            max(x for x, _ in points) + half, max(y for _, y in points) + half,
        )  # fmt: skip
        box = place_text(around, text_width(text, 12, bold=True) + 4, 15, taken, bounds)
        if box is not None:
            taken.append(box)
            out.append(_words(box, text, 12, INK, 'font-weight="600"'))
    return out


def _country_labels(basemap: Basemap, frame: Frame, taken: list[Rect], bounds: Rect) -> list[str]:
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
                out.append(_words(room, text, size, COUNTRY_INK, 'letter-spacing="2" font-weight="600"'))
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


def _sea_labels(basemap: Basemap, frame: Frame, taken: list[Rect], bounds: Rect) -> list[str]:
    out = []
    for sea in basemap.seas:
        if not frame.shows(sea.lon, sea.lat):
            continue
        x, y = frame.xy(sea.lon, sea.lat)
        room = centred(x, y, text_width(sea.name, 11, spacing=0.6), 14)
        wide = sea.width / (frame.east - frame.west) * frame.width
        if wide > (room[2] - room[0]) * 0.7 and is_free(room, taken, bounds):
            taken.append(room)
            halo = _words(room, sea.name, 11, SEA_INK, 'font-style="italic" letter-spacing="0.6"')
            out.append(halo.replace(f'stroke="{LAND}"', f'stroke="{SEA}"'))
    return out


def _towns(basemap: Basemap, spots: Sequence[Spot], frame: Frame, taken: list[Rect], bounds: Rect) -> list[str]:
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
            out.append(dot_svg + _words(box, town.name, 10.5, FAINT))
    return out


def _furniture(frame: Frame) -> str:
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


def _locator(frames: Sequence[Frame], basemap: Basemap, width: float) -> str:
    """A small map of where the lettered panels lie."""
    corners = [Spot(lon, lat, 0.0) for f in frames for lon in (f.west, f.east) for lat in (f.south, f.north)]
    frame = fit_frame(corners, width, width * 0.5, width * 0.8, pad=0.2)
    parts = [_ground(basemap, frame)]
    taken: list[Rect] = []
    for n, panel in enumerate(frames):
        (x0, y0), (x1, y1) = frame.xy(panel.west, panel.north), frame.xy(panel.east, panel.south)
        letter = chr(ord("A") + n)
        taken.append((x0, y0, x1, y1))
        parts.append(
            f'<rect x="{x0:.1f}" y="{y0:.1f}" width="{max(6, x1 - x0):.1f}" height="{max(6, y1 - y0):.1f}" '
            f'fill="#ffffff" fill-opacity="0.35" stroke="{INK}" stroke-width="1.6"/>'
            f'<text x="{x0 + 6:.1f}" y="{y0 + 17:.1f}" font-size="15" font-weight="700" fill="{INK}">{letter}</text>'
        )
    taken += _corners(frame)
    bounds: Rect = (6, 6, frame.width - 6, frame.height - 6)
    parts += _country_labels(basemap, frame, taken, bounds) + _sea_labels(basemap, frame, taken, bounds)
    return _svg(frame, "Where the lettered maps lie", [*parts, _furniture(frame)])
