"""When each structure was damaged, as a bracket between two looks, beside the dates that reports give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from html import escape

import attrs

from trigpoint.model import Observation, TimeSpan
from trigpoint.products.imagery.grades_table import FOUND, damage_style, grade_of
from trigpoint.products.imagery.look import SheetMaterial
from trigpoint.products.imagery.panel import text
from trigpoint.products.wording import MONTHS, shown

MOST = 24  # rows
_INK, _SOFT, _RULE, _REPORT = "#16181b", "#4f4b44", "#d8d3c8", "#17456e"
_SANS = "'Source Sans 3',Helvetica,Arial,'Noto Sans',sans-serif"


@attrs.frozen(kw_only=True)
class Reported:
    """A date that reports give for an event at the site."""

    number: str  # of the event in the brief
    when: TimeSpan


@attrs.frozen(kw_only=True)
class _Axis:
    """Days to pixels."""

    first: datetime
    last: datetime
    left: float
    right: float

    def x(self, moment: datetime) -> float:
        share = (moment - self.first) / (self.last - self.first)
        return self.left + min(1.0, max(0.0, share)) * (self.right - self.left)


def draw_brackets(sheet: SheetMaterial, reported: Sequence[Reported], *, width: float) -> str:
    """SVG: a row per structure that changed, the looks as ticks on top, reported dates as upright bands. "" without rows."""
    rows = [(n, o) for n, o in enumerate(sheet.observations, start=1) if grade_of(o) in (*FOUND, "possible")][:MOST]
    rows = [(n, o) for n, o in rows if o.when.start is not None and o.when.end is not None]
    times = [k.time for k in sheet.looks if k.time is not None]
    if not rows or len(times) < 2:
        return ""
    left = 128.0 if width > 500 else 62.0
    axis = _zoomed(rows, reported, times, left, width - 8)
    top, step = 74.0, 26.0
    height = top + step * len(rows) + 26
    parts = [
        *_reports(reported, axis, height - 22),
        *_looks(sheet, axis, 50.0, left),
        *(part for i, (n, o) in enumerate(rows) for part in _row(n, o, axis, top + step * i, left)),
        *_months(axis, height - 8, top),
    ]
    label = escape("Between which looks each structure was damaged, and the dates that reports give")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-label="{label}" font-family="{_SANS}">{"".join(parts)}</svg>'
    )


def _zoomed(
    rows: Sequence[tuple[int, Observation]],
    reported: Sequence[Reported],
    times: Sequence[datetime],
    left: float,
    right: float,
) -> _Axis:
    """From before the first bracket or report to after the last, within what was looked at."""
    edges = [t for _, o in rows for t in (o.when.start, o.when.end) if t is not None]
    edges += [t for r in reported for t in (r.when.start, r.when.end) if t is not None]
    pad = max(timedelta(10), (max(edges) - min(edges)) * 0.08)
    first, last = min(edges) - pad, max(edges) + pad
    return _Axis(first=max(first, min([*times, *edges])), last=min(last, max([*times, *edges])), left=left, right=right)


def _reports(reported: Sequence[Reported], axis: _Axis, bottom: float) -> list[str]:
    parts, taken = [], -99.0
    for one in sorted(reported, key=lambda r: (r.when.start is None, r.when.start)):
        if one.when.start is None or one.when.end is None:
            continue
        x0, x1 = axis.x(one.when.start), max(axis.x(one.when.end), axis.x(one.when.start) + 2)
        parts.append(
            f'<rect x="{x0:.1f}" y="22" width="{x1 - x0:.1f}" height="{bottom - 22:.1f}" fill="{_REPORT}" fill-opacity="0.28"/>'
        )
        x = max((x0 + x1) / 2, taken + 15)
        taken = x + 7 * len(one.number)
        parts.append(text(x, 17, one.number, 12, _REPORT, 'text-anchor="middle" font-weight="700"'))
    label = "Reported: event no." if axis.left > 100 else "Event no."
    return [text(0, 17, label, 11.5, _REPORT), *parts]


def _looks(sheet: SheetMaterial, axis: _Axis, y: float, left: float) -> list[str]:
    """Usable looks as upright ticks, unusable ones as small crosses."""
    parts = [text(0, y + 4, "Looks (× unusable)" if left > 100 else "Looks", 11.5, _SOFT)]
    for look in sheet.looks:
        if look.time is None or not axis.first <= look.time <= axis.last:
            continue
        x = axis.x(look.time)
        shape = f"M{x - 3:.1f} {y - 3}l6 6m0 -6l-6 6" if look.reason else f"M{x:.1f} {y - 6}V{y + 6}"
        colour = "#8a1c14" if look.reason else _INK
        parts.append(f'<path d="{shape}" stroke="{colour}" stroke-width="1.4" fill="none"/>')
    return parts


def _row(number: int, measured: Observation, axis: _Axis, y: float, left: float) -> list[str]:
    style = damage_style(grade_of(measured))
    x0, x1 = axis.x(measured.when.start or axis.first), axis.x(measured.when.end or axis.last)
    name = f"{number}  {style.label}" if left > 100 else f"{number} {style.letter}"
    return [
        f'<path d="M0 {y + 19:.1f}H{axis.right:.1f}" stroke="{_RULE}" stroke-width="0.7"/>',
        text(0, y + 11, name, 12 if left > 100 else 10.5, _INK),
        f'<rect x="{x0:.1f}" y="{y + 1:.1f}" width="{max(3.0, x1 - x0):.1f}" height="12" fill="{style.colour}"/>',
        f'<path d="M{x0:.1f} {y - 2:.1f}v18M{max(x1, x0 + 3):.1f} {y - 2:.1f}v18" stroke="{_INK}" stroke-width="1.4"/>',
    ]


def _months(axis: _Axis, y: float, top: float) -> list[str]:
    """Months; of many only every second, third, sixth."""
    starts, at = [], datetime(axis.first.year, axis.first.month, 1, tzinfo=UTC)
    while at <= axis.last:
        if at >= axis.first:
            starts.append(at)
        at = datetime(at.year + at.month // 12, at.month % 12 + 1, 1, tzinfo=UTC)
    room = max(1, int((axis.right - axis.left) / 58))
    every = next((k for k in (1, 2, 3, 6, 12) if len(starts) / k <= room), 24)
    parts = []
    for n, start in enumerate(starts):
        x = axis.x(start)
        parts.append(f'<path d="M{x:.1f} {top - 8:.1f}V{y - 14:.1f}" stroke="{_RULE}" stroke-width="0.7"/>')
        if n % every == 0 and x < axis.right - 40:
            parts.append(text(x + 2, y, f"{MONTHS[start.month - 1][:3]} {start.year}", 11, _SOFT))
    if not starts:
        parts.append(
            text(axis.left, y, shown(f"{axis.first:%d} to {axis.last:%d} {MONTHS[axis.last.month - 1]}"), 11, _SOFT)
        )
    return parts
