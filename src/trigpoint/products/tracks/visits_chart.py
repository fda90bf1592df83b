"""Stays at sites on a line of time: a row per site and mover, the fuller the bar the more of the stay was heard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

import attrs

from trigpoint.evidence.tracks.kept import KeptVisit, visit_of
from trigpoint.model import Capture, Observation
from trigpoint.products.axis import Axis, fit_axis, ticks
from trigpoint.products.map_ground import SANS
from trigpoint.products.wording import number_of, shown

MOST_ROWS = 24
MOST_LETTERS = 34
HEAD = 26.0  # pixels of a site's heading
_INK, _SOFT, _RULE, _BAR, _BAND = "#16181b", "#4f4b44", "#d8d3c8", "#17456e", "#ffd447"
Row = tuple[str, str, list[tuple[Observation, KeptVisit]]]  # site, mover, stays


@attrs.frozen(kw_only=True)
class VisitsChart:
    """The stays of a case."""

    wide: str  # SVG
    narrow: str
    caption: str
    is_simulated: bool


def visits_chart(
    found: Iterable[Observation], captures: Mapping[str, Capture], *, wide: float, narrow: float
) -> VisitsChart | None:
    """None where no stay was measured."""
    stays = [(o, v) for o in found if (v := visit_of(o)) is not None and o.when.start and o.when.end]
    if not stays:
        return None
    rows = _rows(stays)
    drawn = rows[:MOST_ROWS]
    simulated = any(v.simulated for _, v in stays)
    files = sorted({shown(captures[c].uri) for o, _ in stays for c in o.captures if c in captures})
    more = f" {number_of(len(rows) - MOST_ROWS, 'more row')} not drawn." if len(rows) > MOST_ROWS else ""
    caption = (
        f"{'SIMULATED: nobody called there. ' if simulated else ''}{number_of(len(stays), 'stay')}. A bar is a stay, the darker "
        "the more of its entry, stop and exit was heard; a stay nobody heard is missing, so an empty row is no absence."
        f"{more} Positions: {', '.join(files) or 'not in the case'}."
    )
    return VisitsChart(
        wide=_draw(drawn, wide, simulated), narrow=_draw(drawn, narrow, simulated), caption=caption,
        is_simulated=simulated,
    )  # fmt: skip


def _rows(stays: Sequence[tuple[Observation, KeptVisit]]) -> list[Row]:
    groups: dict[tuple[str, str], list[tuple[Observation, KeptVisit]]] = {}
    for o, v in sorted(stays, key=lambda one: (str(one[0].when.start), one[0].id)):
        groups.setdefault((shown(v.site), shown(v.name) or shown(o.subject)), []).append((o, v))
    ordered = sorted(groups.items(), key=lambda item: (item[0][0], -len(item[1]), item[0][1]))
    return [(site, who, mine) for (site, who), mine in ordered]


def _draw(rows: Sequence[Row], width: float, simulated: bool) -> str:
    left = 230.0 if width > 600 else 8.0
    step = 26.0 if width > 600 else 40.0
    axis = fit_axis([(o.when.start, o.when.end) for _, _, mine in rows for o, _ in mine], left, width - 8)
    if axis is None:
        return ""
    top = 48.0 if simulated else 24.0
    bottom = top + step * len(rows) + HEAD * len({site for site, _, _ in rows})
    parts = [*_ticks(axis, top, bottom)]
    y, last = top, ""
    for site, who, mine in rows:
        if site != last:
            parts.append(
                f'<text x="0" y="{y + 17:.1f}" font-size="12.5" font-weight="700" fill="{_INK}">{escape(_cut(site))}</text>'
            )
            y, last = y + HEAD, site
        bar = y + (6 if width > 600 else 20)
        parts.append(f'<path d="M0 {y + step:.1f}H{width:.0f}" stroke="{_RULE}" stroke-width="0.7"/>')
        parts.append(f'<text x="0" y="{y + 16:.1f}" font-size="12" fill="{_INK}">{escape(_cut(who))}</text>')
        parts += [_bar(o, v, axis, bar) for o, v in mine]
        y += step
    if simulated:
        parts.append(f'<rect width="96" height="19" fill="{_BAND}"/>')
        parts.append(f'<text x="8" y="14" font-size="12" font-weight="700" fill="{_INK}">SIMULATED</text>')
    label = escape(f"{'SIMULATED. ' if simulated else ''}Stays at sites over time")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {bottom + 6:.0f}" width="{width:.0f}" '
        f'height="{bottom + 6:.0f}" role="img" aria-label="{label}" font-family="{SANS}">{"".join(parts)}</svg>'
    )


def _bar(measured: Observation, visit: KeptVisit, axis: Axis, y: float) -> str:
    start, end = measured.when.start, measured.when.end
    if start is None or end is None:
        return ""
    x0, x1 = axis.x(start), axis.x(end)
    return (
        f'<rect x="{x0:.1f}" y="{y:.1f}" width="{max(3.0, x1 - x0):.1f}" height="14" fill="{_BAR}" '
        f'fill-opacity="{0.25 + 0.7 * visit.confidence:.2f}" stroke="{_BAR}"/>'
    )


def _cut(words: str) -> str:
    return words if len(words) <= MOST_LETTERS else words[: MOST_LETTERS - 1] + "…"


def _ticks(axis: Axis, top: float, bottom: float) -> list[str]:
    parts = []
    for stretch in axis.stretches:
        for when, words in ticks(stretch, 70.0):
            x = axis.x(when)
            parts.append(f'<path d="M{x:.1f} {top - 4:.1f}V{bottom:.1f}" stroke="{_RULE}" stroke-width="0.7"/>')
            parts.append(
                f'<text x="{x + 3:.1f}" y="{top - 8:.1f}" font-size="11" fill="{_SOFT}">{escape(words)}</text>'
            )
    return parts
