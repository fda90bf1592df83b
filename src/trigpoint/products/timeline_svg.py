"""The timeline of a brief as SVG. A solid bar has sharp ends; a bar that fades happened somewhere inside; an arrow is open."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import attrs

from trigpoint.model import Precision
from trigpoint.products.axis import Axis, fit_axis, ticks
from trigpoint.products.cards import EventView
from trigpoint.products.grades import svg_number
from trigpoint.products.labels import text_width
from trigpoint.products.map_ground import SANS

TOP = 34.0  # pixels for the scale
INK, FAINT, GRID, BAND = "#1b1d20", "#5e5a52", "#d9d5cb", "#f4f1ea"
SHARP = {Precision.SECOND, Precision.MINUTE, Precision.HOUR, Precision.PART_OF_DAY, Precision.DAY}


@attrs.frozen(kw_only=True)
class Layout:
    """Where things stand in a timeline of one width."""

    width: float
    left: float  # where the axis begins
    row: float
    head: float  # height of a group's heading
    is_stacked: bool  # words above the bar, not beside it


def wide_layout(width: float) -> Layout:
    """Words beside the bars."""
    return Layout(width=width, left=min(290.0, width * 0.32), row=25, head=30, is_stacked=False)


def narrow_layout(width: float) -> Layout:
    """Words above the bars."""
    return Layout(width=width, left=14, row=43, head=30, is_stacked=True)


def draw_timeline(views: Sequence[EventView], layout: Layout, prefix: str) -> str:
    """One row per dated event, grouped by type; "" when nothing is dated. `prefix` keeps gradient ids apart."""
    return "".join(draw_timelines(views, layout, prefix, most=float("inf")))


def draw_timelines(views: Sequence[EventView], layout: Layout, prefix: str, *, most: float) -> list[str]:
    """The timeline in pieces no higher than `most` pixels, on one axis; a group that is cut is headed again."""
    dated = [v for v in views if v.event.when.is_known]
    axis = fit_axis([(v.event.when.start, v.event.when.end) for v in dated], layout.left, layout.width - 16)
    if axis is None:
        return []
    groups: dict[str, list[EventView]] = {}
    for view in dated:
        groups.setdefault(view.type_label, []).append(view)
    pieces: list[tuple[list[str], float]] = []
    rows: list[str] = []
    y = TOP
    for label, members in groups.items():
        for n, view in enumerate(members):
            if rows and y + layout.row + (0 if n else layout.head) > most:
                pieces.append((rows, y))
                rows, y = [], TOP
            if n == 0 or not rows:
                rows.append(_heading(label if n == 0 else f"{label}, continued", y, layout))
                y += layout.head
            rows.append(_row(view, y, axis, layout, prefix))
            y += layout.row
    pieces.append((rows, y))
    return [_framed(rows, axis, layout, end + 12, _gradients(dated, prefix)) for rows, end in pieces]


def _framed(rows: Sequence[str], axis: Axis, layout: Layout, height: float, gradients: str) -> str:
    size = f'viewBox="0 0 {layout.width:.0f} {height:.0f}" width="{layout.width:.0f}" height="{height:.0f}"'
    words = "Timeline of the dated events, grouped by type and keyed to the table"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{words}" font-family="{SANS}">'
    return "".join([head, gradients, _scale(axis, layout, height), *rows, "</svg>"])


def _gradients(views: Sequence[EventView], prefix: str) -> str:
    """Per colour: fading at both ends, to the left, to the right."""
    stops = {
        "both": ((0, 0.08), (28, 0.85), (72, 0.85), (100, 0.08)),
        "left": ((0, 0.0), (45, 0.8), (100, 1.0)),
        "right": ((0, 1.0), (55, 0.8), (100, 0.0)),
    }
    out = ["<defs>"]
    for style in sorted({(v.grade.key, v.grade.colour) for v in views}):
        for name, points in stops.items():
            inner = "".join(f'<stop offset="{p}%" stop-color="{style[1]}" stop-opacity="{o}"/>' for p, o in points)
            out.append(f'<linearGradient id="{prefix}-{style[0]}-{name}">{inner}</linearGradient>')
    return "".join(out) + "</defs>"


def _scale(axis: Axis, layout: Layout, height: float) -> str:
    """Ticks with their words, and a sign at each fold."""
    parts = [f'<g font-size="11" fill="{FAINT}">']
    last = -1e9
    for stretch in axis.stretches:
        parts.append(f'<path d="M{stretch.left:.1f} 24H{stretch.right:.1f}" stroke="{INK}" stroke-width="1.2"/>')
        for moment, words in ticks(stretch, 62):
            x = axis.x(moment)
            parts.append(f'<path d="M{x:.1f} 20V{height - 8:.0f}" stroke="{GRID}" stroke-width="0.8"/>')
            half = text_width(words, 11) / 2
            at = min(max(x, layout.left + half - 10), layout.width - half - 2)
            if at - half > last + 6:
                parts.append(f'<text x="{at:.1f}" y="15" text-anchor="middle">{words}</text>')
                last = at + half
    for one, two in zip(axis.stretches, axis.stretches[1:], strict=False):
        x = (one.right + two.left) / 2
        parts.append(
            f'<path d="M{x - 6:.1f} 30L{x - 1:.1f} 18M{x + 1:.1f} 30L{x + 6:.1f} 18" stroke="{INK}" stroke-width="1.2"/>'
            f'<rect x="{one.right + 4:.1f}" y="34" width="{two.left - one.right - 8:.1f}" height="{height - 42:.0f}" '
            f'fill="{BAND}"/>'
        )
    return "".join(parts) + "</g>"


def _heading(label: str, y: float, layout: Layout) -> str:
    return (
        f'<path d="M0 {y + 5:.1f}H{layout.width:.0f}" stroke="{GRID}"/>'
        f'<text x="0" y="{y + 22:.1f}" font-size="12.5" font-weight="700" fill="{INK}">{escape(label)}</text>'
    )


def _row(view: EventView, y: float, axis: Axis, layout: Layout, prefix: str) -> str:
    title = escape(f"{view.number}. {view.headline} ({view.when}; {view.grade.label})")
    middle = y + 11
    bar_y = y + 31 if layout.is_stacked else middle
    most = layout.width - 70 if layout.is_stacked else layout.left - 46
    words = _shortened(view.place or "place not named", most, 12)
    label = (
        f"{svg_number(view.grade, view.number, 11, middle, 19)}"
        f'<text x="28" y="{middle + 4:.1f}" font-size="12" fill="{INK}">{escape(words)}</text>'
    )
    if layout.is_stacked:
        left = 28 + text_width(words, 12) + 10
        room = layout.width - left
        when = _shortened(view.when, room, 11) if room > 40 else ""
        label += (
            f'<text x="{layout.width - 2:.0f}" y="{middle + 4:.1f}" font-size="11" text-anchor="end" fill="{FAINT}">'
            f"{escape(when)}</text>"
        )
    return f"<g><title>{title}</title>{label}{_bar(view, bar_y, axis, prefix)}</g>"


def _bar(view: EventView, y: float, axis: Axis, prefix: str) -> str:
    """The span. Its fill says how its ends are known."""
    when, colour, key = view.event.when, view.grade.colour, f"{prefix}-{view.grade.key}"
    if when.start is None or when.end is None:
        return _open_bar(view, y, axis, key)
    x0, x1 = axis.x(when.start), axis.x(when.end)
    sharp = when.precision in SHARP
    if x1 - x0 < 7:
        x0, x1 = (x0 + x1) / 2 - 3.5, (x0 + x1) / 2 + 3.5
    fill = colour if sharp else f"url(#{key}-both)"
    bar = f'<rect x="{x0:.1f}" y="{y - 5:.1f}" width="{x1 - x0:.1f}" height="10" rx="1.5" fill="{fill}"/>'
    if when.precision is Precision.ONGOING:
        bar += _arrow(x1 + 2, y, 7, colour)
    if not axis.holds(when.start):
        bar += _arrow(x0 - 2, y, -7, colour)
    if not sharp:
        bar += (
            f'<path d="M{x0:.1f} {y + 7:.1f}H{x1:.1f}" stroke="{colour}" stroke-width="0.8" stroke-dasharray="1.5 2"/>'
        )
    return bar


def _open_bar(view: EventView, y: float, axis: Axis, key: str) -> str:
    """Open at one side: fades that way and ends in an arrow."""
    when, colour = view.event.when, view.grade.colour
    edge = when.start or when.end
    if edge is None:
        return ""
    x = axis.x(edge)
    if when.end is None:  # said to hold on: the line runs to the end of the axis
        sign, side, far = 1, "right", max(x + 30, axis.stretches[-1].right)
    else:  # some time before: how long before is not said
        sign, side, far = -1, "left", min(x - 30, max(axis.stretches[0].left, x - 116))
    near = x + sign * min(abs(far - x), 110.0)
    left, right = min(x, near), max(x, near)
    return (
        f'<path d="M{x:.1f} {y:.1f}H{far:.1f}" stroke="{colour}" stroke-width="1.4" stroke-dasharray="2 3"/>'
        f'<rect x="{left:.1f}" y="{y - 5:.1f}" width="{right - left:.1f}" height="10" fill="url(#{key}-{side})"/>'
        f'<path d="M{x:.1f} {y - 7:.1f}v14" stroke="{colour}" stroke-width="1.6"/>'
    ) + _arrow(far - sign * 2, y, sign * 8, colour)


def _arrow(x: float, y: float, length: float, colour: str) -> str:
    return f'<path d="M{x:.1f} {y - 5:.1f}L{x + length:.1f} {y:.1f}L{x:.1f} {y + 5:.1f}Z" fill="{colour}"/>'


def _shortened(text: str, most: float, size: float) -> str:
    if text_width(text, size) <= most:
        return text
    kept = text
    while kept and text_width(kept + "…", size) > most:
        kept = kept[:-1]
    return kept.rstrip() + "…"
