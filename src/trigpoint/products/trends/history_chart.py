"""The history of a site on one line of time: a row for each sort of thing, looks and looks that showed nothing beneath. SVG."""

from __future__ import annotations

from datetime import datetime
from html import escape

from trigpoint.fusion.trends.history import HistoryEntry, HistoryKind, SiteHistory
from trigpoint.products.axis import Axis, fit_axis, ticks
from trigpoint.products.labels import text_width
from trigpoint.products.map_ground import SANS
from trigpoint.products.trends.history_lines import KINDS, history_sentences
from trigpoint.products.wording import shown

WIDTH, LEFT, ROW, LANE, HEAD = 900.0, 150.0, 30.0, 17.0, 50.0
MOST_LANES = 6
INK, SOFT, RULE, BAND = "#16181b", "#4f4b44", "#d8d3c8", "#ffd447"
COLOURS = {
    HistoryKind.STRIKE: "#8a1c14", HistoryKind.DAMAGE: "#b5301f", HistoryKind.CONSTRUCTION: "#2f6a4f", HistoryKind.COUNT: "#5e3c00",
    HistoryKind.PRESENCE: "#17456e", HistoryKind.VISIT: "#17456e", HistoryKind.SILENCE: "#7a3e8e", HistoryKind.OTHER: "#5c6068",
    HistoryKind.LOOK: "#5c6068", HistoryKind.NON_LOOK: "#5c6068",
}  # fmt: skip
NOTE = "A bar is as long as the doubt of its date. Hollow: told for a wider place, or a look that showed nothing."
HOLLOW = (HistoryKind.NON_LOOK, HistoryKind.SILENCE)


def draw_history(history: SiteHistory) -> str:
    """SVG; "" where nothing has a date."""
    axis = fit_axis([(e.when.start, e.when.end) for e in history.entries], LEFT, WIDTH - 8)
    if axis is None:
        return ""
    parts: list[str] = []
    y = HEAD
    shown_kinds = [k for k in HistoryKind if history.of(k)]
    for kind in shown_kinds:
        drawn, high = _row(history.of(kind), kind, axis, y)
        parts += drawn
        y += high
    lines = [*history_sentences(history), NOTE]
    dates = [
        f'<path d="M{axis.x(at):.1f} {HEAD - 8:.0f}V{y:.0f}" stroke="{RULE}" stroke-width="0.8"/>'
        + _text(axis.x(at) + 3, HEAD - 12, words, 10.5, SOFT)
        for stretch in axis.stretches
        for at, words in ticks(stretch, 90)
    ]
    foot = [_text(0, y + 22 + 16 * n, line, 12, SOFT) for n, line in enumerate(lines)]
    high = y + 30 + 16 * len(lines)
    name = shown(history.site.name)
    band = ""
    if any(e.words.startswith("SIMULATED") for e in history.entries):
        band = f'<rect x="{WIDTH - 104:.0f}" width="104" height="22" fill="{BAND}"/>'
        band += _text(WIDTH - 96, 16, "SIMULATED", 13, INK, bold=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 -8 {WIDTH + 20:.0f} {high + 8:.0f}" width="{WIDTH + 20:.0f}" '
        f'height="{high + 8:.0f}" role="img" aria-label="{escape(f"History of {name}")}" font-family="{SANS}">'
        f'<rect x="-10" y="-8" width="{WIDTH + 20:.0f}" height="{high + 8:.0f}" fill="#ffffff"/>'
        f"{_text(0, 14, name, 18, INK, bold=True)}{band}{''.join(dates)}{''.join(parts)}{''.join(foot)}</svg>"
    )


def _row(entries: tuple[HistoryEntry, ...], kind: HistoryKind, axis: Axis, top: float) -> tuple[list[str], float]:
    """Bars in as many lanes as they need, words beside them where there is room."""
    lanes: list[float] = []
    parts = [
        f'<path d="M0 {top:.1f}H{WIDTH:.0f}" stroke="{RULE}" stroke-width="0.8"/>',
        _text(0, top + 19, KINDS[kind], 12.5, INK, bold=True),
    ]
    left_out = 0
    for entry in entries:
        start, end = entry.when.start or entry.when.end, entry.when.end or entry.when.start
        if start is None or end is None:
            continue
        x0, x1 = axis.x(start), max(axis.x(end), axis.x(start) + 5)
        words, at, anchor, colour = _words(entry, kind, x0, x1)
        reach = max(x1 + 4, at + text_width(words, 11) + 12) if words and anchor == "start" else x1 + 4
        least = x0 if anchor == "start" else at - text_width(words, 11) - 8
        if entry.is_picture:
            reach, least = x0, x0  # one lane of ticks
        lane = next((n for n, until in enumerate(lanes) if until <= least), len(lanes))
        if lane == MOST_LANES:
            left_out += 1
            continue
        lanes[lane : lane + 1] = [reach]
        y = top + 8 + LANE * lane
        parts.append(_bar(entry, kind, x0, x1, y, (start, end)))
        if words:
            parts.append(_text(at, y + 9.5, words, 11, colour, anchor=anchor))
    if left_out:
        parts.append(_text(0, top + 34, f"{left_out} more", 11, SOFT))
    return parts, max(ROW, 14 + LANE * len(lanes), 40 if left_out else 0)


def _bar(
    entry: HistoryEntry, kind: HistoryKind, x0: float, x1: float, y: float, when: tuple[datetime, datetime]
) -> str:
    colour = COLOURS[kind]
    is_hollow = kind in HOLLOW or not entry.is_sure_of_place
    fill = "#ffffff" if is_hollow else colour
    dash = ' stroke-dasharray="2 2"' if is_hollow else ""
    title = escape(shown(f"{entry.when.edtf() or when[0].date().isoformat()}: {entry.words}"))
    return (
        f'<rect x="{x0:.1f}" y="{y:.1f}" width="{x1 - x0:.1f}" height="11" rx="2" fill="{fill}" stroke="{colour}" '
        f'stroke-width="1.4"{dash}><title>{title}</title></rect>'
    )


def _words(entry: HistoryEntry, kind: HistoryKind, x0: float, x1: float) -> tuple[str, float, str, str]:
    """The words of a bar, where they stand, which end of them, and their colour: beside it, within it, or before it."""
    if entry.is_picture:
        return "", x1, "start", SOFT
    words = shown(entry.words)
    wide = text_width(words, 11)
    if x1 + 5 + wide <= WIDTH - 4:
        return words, x1 + 5, "start", SOFT
    if x1 - x0 > wide + 12:
        is_hollow = kind in HOLLOW or not entry.is_sure_of_place
        return words, x0 + 6, "start", INK if is_hollow else "#ffffff"
    if x0 - 5 - wide >= LEFT:
        return words, x0 - 5, "end", SOFT
    return _cut(words, WIDTH - x1 - 9), x1 + 5, "start", SOFT


def _cut(words: str, room: float) -> str:
    """As much as fits; "" where hardly anything would."""
    clean = shown(words)
    if text_width(clean, 11) <= room:
        return clean
    while clean and text_width(clean + "…", 11) > room:
        clean = clean[:-1]
    return clean + "…" if len(clean) > 8 else ""


def _text(
    x: float, y: float, words: str, size: float, colour: str, *, bold: bool = False, anchor: str = "start"
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}" text-anchor="{anchor}"{weight}>'
        f"{escape(shown(words))}</text>"
    )
