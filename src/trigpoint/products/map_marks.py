"""The marks of a map: one to an event, or one to a place where many happened; circles of true radius; names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import attrs

from trigpoint.products.cards import EventView
from trigpoint.products.geometry import Frame, Spot
from trigpoint.products.grades import ink_on, strongest, svg_mark, svg_number
from trigpoint.products.labels import Rect, centred, place_mark, place_text, text_width
from trigpoint.products.map_ground import FAINT, INK, label
from trigpoint.products.wording import isolated

MARK = 22.0  # pixels across
STACKED = 3  # events at one place from which one mark stands for all
SAME_PX = (2.5, 9.0, 16.0, 26.0, 40.0, 60.0)  # points closer than this are one; the greater ones for crowded maps
CROWDED = 45  # pins on a panel from which those near one another are joined
NUMBERS = 6  # of a stack, written out beside it
ROUGH_KM = 30.0  # from here the radius stands beside the name


@attrs.frozen(kw_only=True)
class Pin:
    """One mark and the events it stands for."""

    spot: Spot
    views: tuple[EventView, ...]

    @property
    def is_stack(self) -> bool:
        """Stands for several events."""
        return len(self.views) > 1

    @property
    def size(self) -> float:
        """Pixels it needs, with a margin."""
        return MARK + (12 if self.is_stack else 4)


def pins_of(views: Sequence[EventView], spots: Sequence[Spot], frame: Frame) -> list[Pin]:
    """A pin for each event, but one for all where several share a point; on a crowded map, or lie near one another."""
    pins: list[Pin] = []
    for reach in SAME_PX:
        pins = _grouped(views, spots, frame, reach)
        if len(pins) <= CROWDED:
            break
    return pins


def _grouped(views: Sequence[EventView], spots: Sequence[Spot], frame: Frame, reach: float) -> list[Pin]:
    groups: list[tuple[float, float, list[int]]] = []
    for n, spot in enumerate(spots):
        x, y = frame.xy(spot.lon, spot.lat)
        near = next((g for g in groups if math.hypot(g[0] - x, g[1] - y) < reach), None)
        if near is not None:
            near[2].append(n)
        else:
            groups.append((x, y, [n]))
    pins = []
    for _, _, group in groups:
        several = [group] if len(group) >= STACKED else [[n] for n in group]
        pins += [Pin(spot=spots[g[0]], views=tuple(views[n] for n in g)) for g in several]
    return pins


def draw_circles(spots: Sequence[Spot], frame: Frame) -> list[str]:
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


def place_pins(pins: Sequence[Pin], frame: Frame, taken: list[Rect], bounds: Rect) -> list[tuple[float, float]]:
    """Marks on their points or beside them; the space they and their lines take is recorded."""
    out: dict[int, tuple[float, float]] = {}
    for n in sorted(range(len(pins)), key=lambda n: (not pins[n].is_stack, n)):
        pin = pins[n]
        px, py = frame.xy(pin.spot.lon, pin.spot.lat)
        x, y = place_mark(px, py, pin.size, taken, bounds)
        taken.append(centred(x, y, pin.size, pin.size))
        taken += [centred(px + (x - px) * k / 6, py + (y - py) * k / 6, 5, 5) for k in range(6) if (x, y) != (px, py)]
        out[n] = (x, y)
    return [out[n] for n in range(len(pins))]


def draw_leaders(pins: Sequence[Pin], marks: Sequence[tuple[float, float]], frame: Frame) -> list[str]:
    """A line from a mark that had to step aside to its true point."""
    out = []
    for pin, (mx, my) in zip(pins, marks, strict=True):
        x, y = frame.xy(pin.spot.lon, pin.spot.lat)
        if math.hypot(mx - x, my - y) > 4:
            out.append(f'<path d="M{x:.1f} {y:.1f}L{mx:.1f} {my:.1f}" stroke="{INK}" stroke-width="0.9"/>')
            out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" fill="{INK}"/>')
    return out


def draw_pin(pin: Pin, x: float, y: float) -> str:
    """A numbered mark, or a stack that tells how many it stands for in the shape of the strongest grade among them."""
    words = "; ".join(f"{v.number}. {v.headline} ({v.when}; {v.grade.label})" for v in pin.views)
    if not pin.is_stack:
        drawn = svg_number(pin.views[0].grade, pin.views[0].number, x, y, MARK)
    else:
        style = strongest([v.grade for v in pin.views])
        behind = "".join(svg_mark(style, x + d, y - d, MARK) for d in (5.0, 2.5))
        text = f'font-size="10.5" font-weight="700" text-anchor="middle" fill="{ink_on(style)}"'
        drawn = (
            f'{behind}{svg_mark(style, x, y, MARK)}<text x="{x:.1f}" y="{y + 3.8:.1f}" {text}>×{len(pin.views)}</text>'
        )
    return f"<g><title>{escape(words)}</title>{drawn}</g>"


def place_names(
    pins: Sequence[Pin], marks: Sequence[tuple[float, float]], frame: Frame, taken: list[Rect], bounds: Rect
) -> list[str]:
    """The name of each place beside its marks, once; beside a stack also the numbers it stands for."""
    groups: dict[tuple[str, str, float, float], list[int]] = {}
    for n, pin in enumerate(pins):
        radius = pin.views[0].radius if pin.spot.radius_km > ROUGH_KM else ""
        groups.setdefault((pin.views[0].place, radius, round(pin.spot.lon, 3), round(pin.spot.lat, 3)), []).append(n)
    out = []
    for (place, radius, _, _), members in sorted(groups.items(), key=lambda kv: -len(pins[kv[1][0]].views)):
        boxes = [centred(*marks[n], pins[n].size, pins[n].size) for n in members]
        x, y = frame.xy(pins[members[0]].spot.lon, pins[members[0]].spot.lat)
        boxes.append((x, y, x, y))
        around = (
            min(b[0] for b in boxes),
            min(b[1] for b in boxes),
            max(b[2] for b in boxes),
            max(b[3] for b in boxes),
        )
        text = place if len(place) <= 28 else place[:26].rstrip() + "…"
        text = f"{isolated(text)} {radius}" if radius else text
        text += " and nearby" if len({v.place for v in pins[members[0]].views}) > 1 else ""
        under = _numbers(pins[members[0]]) if pins[members[0]].is_stack else ""
        width = max(text_width(text, 12, bold=True), text_width(under, 10.5)) + 4
        box = place_text(around, width, 28 if under else 15, taken, bounds)
        if box is not None:
            taken.append(box)
            out.append(label((box[0], box[1], box[2], box[1] + 15), text, 12, INK, 'font-weight="600"'))
            out += [label((box[0], box[1] + 14, box[2], box[3]), under, 10.5, FAINT)] if under else []
    return out


def _numbers(pin: Pin) -> str:
    """`nos. 3, 7, 9`, the rest as a count."""
    told = [v.number for v in pin.views]
    more = len(told) - NUMBERS
    return f"nos. {', '.join(told[:NUMBERS])}" + (f" and {more} more" if more > 0 else "")
