"""The map of a brief as SVG, in panels where events lie far apart.

Words go in as escaped text, nothing else of a document does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import attrs

from trigpoint.products.basemap import Basemap, country_at
from trigpoint.products.cards import EventView
from trigpoint.products.geometry import Frame, Spot, fit_frame, theatres
from trigpoint.products.labels import Rect
from trigpoint.products.map_ground import (
    INK,
    corners,
    country_labels,
    framed_svg,
    furniture,
    ground,
    sea_labels,
    town_labels,
)
from trigpoint.products.map_marks import draw_circles, draw_leaders, draw_pin, pins_of, place_names, place_pins

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
        least, most = (0.5, 0.8) if wide > 600 else (0.6, 0.85) if wide > 400 else (0.6, 1.15)
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
    taken = corners(frame)
    pins = pins_of(views, spots, frame)
    marks = place_pins(pins, frame, taken, bounds)
    names = place_names(pins, marks, frame, taken, bounds)
    parts = [
        ground(basemap, frame),
        *draw_circles(spots, frame),
        *country_labels(basemap, frame, taken, bounds),
        *sea_labels(basemap, frame, taken, bounds),
        *town_labels(basemap, spots, frame, taken, bounds),
        *draw_leaders(pins, marks, frame),
        *names,
        *(draw_pin(pin, x, y) for pin, (x, y) in zip(pins, marks, strict=True)),
        furniture(frame),
    ]
    of = f"{letter} of {title or 'the events'}".strip()
    svg = framed_svg(frame, f"Map {of}: numbered marks keyed to the table of events", parts)
    return Panel(letter=letter, title=title, numbers=tuple(v.number for v in views), svg=svg)


def _countries_named(spots: Sequence[Spot], basemap: Basemap) -> str:
    found = Counter(country_at(basemap, s.lon, s.lat) for s in spots)
    found.pop("", None)
    names = [name for name, _ in sorted(found.items(), key=lambda kv: (-kv[1], kv[0]))]
    if len(names) > 3:
        return ", ".join(names[:3]) + " and others"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _locator(frames: Sequence[Frame], basemap: Basemap, width: float) -> str:
    """A small map of where the lettered panels lie."""
    reach = [Spot(lon, lat, 0.0) for f in frames for lon in (f.west, f.east) for lat in (f.south, f.north)]
    frame = fit_frame(reach, width, width * 0.5, width * 0.8, pad=0.2)
    parts = [ground(basemap, frame)]
    taken = corners(frame)
    for n, panel in enumerate(frames):
        (x0, y0), (x1, y1) = frame.xy(panel.west, panel.north), frame.xy(panel.east, panel.south)
        x1, y1 = max(x1, x0 + 7), max(y1, y0 + 7)
        lx, ly = (x0 + 6, y0 + 17) if x1 - x0 > 26 and y1 - y0 > 24 else (x1 + 4, y0 + 11)
        taken += [(x0, y0, x1, y1), (lx, ly - 14, lx + 14, ly + 2)]
        parts.append(
            f'<rect x="{x0:.1f}" y="{y0:.1f}" width="{x1 - x0:.1f}" height="{y1 - y0:.1f}" '
            f'fill="#ffffff" fill-opacity="0.35" stroke="{INK}" stroke-width="1.6"/>'
            f'<text x="{lx:.1f}" y="{ly:.1f}" font-size="15" font-weight="700" fill="{INK}">{chr(ord("A") + n)}</text>'
        )
    bounds: Rect = (6, 6, frame.width - 6, frame.height - 6)
    parts += country_labels(basemap, frame, taken, bounds) + sea_labels(basemap, frame, taken, bounds)
    return framed_svg(frame, "Where the lettered maps lie", [*parts, furniture(frame)])
