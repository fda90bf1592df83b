"""A series as bars with what was looked at beneath, its changes and its alarm. SVG, no style sheet or link."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from itertools import cycle

from trigpoint.fusion.trends.judgement import Trend
from trigpoint.products.labels import text_width
from trigpoint.products.map_ground import SANS
from trigpoint.products.tracks.trend_lines import day, trend_sentences
from trigpoint.products.tracks.visits_chart import MOST_ROWS
from trigpoint.products.wording import shown

WIDTH, PLOT, LOOKS, LEFT = 900.0, 150.0, 26.0, 46.0
INK, SOFT, RULE, CHANGE, BAND = "#16181b", "#4f4b44", "#d8d3c8", "#b5301f", "#ffd447"
TONES = ("#17456e", "#8fb4d2", "#c99a3c", "#7d9a5b")  # a stratum each, the oldest feed first
LETTERS = 130  # of a sentence in a line


def draw_trends(trends: Sequence[Trend], begins: Sequence[float], *, unit: str, noun: str, is_simulated: bool) -> str:
    """One chart per series, below each other; the first MOST_ROWS of them."""
    parts, y = [], 34.0
    for trend in trends[:MOST_ROWS]:
        drawn, high = _chart(trend, begins, y, unit=unit, noun=noun)
        parts += drawn
        y += high + 30
    label = f"{'SIMULATED. ' if is_simulated else ''}{noun} over time, with what was looked at"
    band = ""
    if is_simulated:
        band = f'<rect width="104" height="22" fill="{BAND}"/>' + _text(8, 16, "SIMULATED", 13, bold=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 -6 {WIDTH + 20:.0f} {y + 6:.0f}" width="{WIDTH + 20:.0f}" '
        f'height="{y + 6:.0f}" role="img" aria-label="{escape(label)}" font-family="{SANS}">'
        f'<rect x="-10" y="-6" width="{WIDTH + 20:.0f}" height="{y + 6:.0f}" fill="#ffffff"/>{band}{"".join(parts)}</svg>'
    )


def _chart(trend: Trend, begins: Sequence[float], top: float, *, unit: str, noun: str) -> tuple[list[str], float]:
    n = len(trend.rates)
    step = (WIDTH - LEFT) / max(n, 1)
    most = max((r.count for r in trend.rates), default=0) or 1
    tick = _round_step(most / 3)
    ceiling = max(most * 1.08, tick)
    base = top + 22 + PLOT
    full = max((r.exposure for r in trend.rates), default=0) or 1
    parts = [_text(0, top + 4, shown(trend.name) or noun, 15, bold=True)]
    value = 0.0
    while value <= ceiling:
        y = base - PLOT * value / ceiling
        parts.append(f'<path d="M{LEFT:.0f} {y:.1f}H{WIDTH:.0f}" stroke="{RULE}" stroke-width="0.8"/>')
        parts.append(_text(LEFT - 6, y + 4, f"{value:g}", 11, anchor="end"))
        value += tick
    parts += _changes(trend, step, base)
    for k, rate in enumerate(trend.rates):
        x, wide = LEFT + k * step, max(step - min(2.0, 0.2 * step), 0.6)
        if rate.exposure <= 0:
            parts.append(
                f'<rect x="{x:.1f}" y="{base - PLOT:.1f}" width="{step:.1f}" height="{PLOT:.0f}" fill="#eceae5"/>'
            )
            continue
        y = base
        for tone, (_, counts) in zip(cycle(TONES), trend.counts, strict=False):
            high = PLOT * counts[k] / ceiling
            if high:
                y -= high
                parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="{tone}"/>')
        look = LOOKS * rate.exposure / full
        parts.append(f'<rect x="{x:.1f}" y="{base + 5:.1f}" width="{wide:.1f}" height="{look:.1f}" fill="#9aa3ab"/>')
    if len(trend.counts) > 1:
        parts += _legend(trend, top)
    parts.append(_text(LEFT - 6, base + 20, "looked", 10, anchor="end"))
    parts += _dates(begins[:n], step, base)
    if trend.watch.alarm is not None:
        x = LEFT + (trend.watch.alarm + 1) * step
        parts.append(f'<path d="M{x:.1f} {base - PLOT - 4:.1f}V{base:.1f}" stroke="{CHANGE}" stroke-width="2"/>')
        is_left = x > WIDTH - 90
        parts.append(
            _text(
                x + (-5 if is_left else 5),
                base - PLOT + 6,
                "alarm",
                12,
                CHANGE,
                bold=True,
                anchor="end" if is_left else "start",
            )
        )
    lines = [line for s in trend_sentences(trend, begins, unit=unit, noun=noun) for line in _wrapped(s)]
    lines.append("Grey columns: nobody looked. Shaded: where a change lies, nine times in ten.")
    foot = base + LOOKS + 34
    parts += [_text(0, foot + 16 * k, line, 12, SOFT) for k, line in enumerate(lines)]
    return parts, foot + 16 * len(lines) - top


def _legend(trend: Trend, top: float) -> list[str]:
    parts, x = [], WIDTH
    for tone, (name, _) in reversed(list(zip(cycle(TONES), trend.counts, strict=False))):
        x -= text_width(shown(name), 12) + 26
        parts.append(f'<rect x="{x:.1f}" y="{top - 6:.1f}" width="12" height="12" fill="{tone}"/>')
        parts.append(_text(x + 17, top + 4.5, name, 12))
    return parts


def _changes(trend: Trend, step: float, base: float) -> list[str]:
    parts = []
    for change in trend.changes:
        x0, x1 = LEFT + change.earliest * step, LEFT + (change.latest + 1) * step
        parts.append(
            f'<rect x="{x0:.1f}" y="{base - PLOT:.1f}" width="{x1 - x0:.1f}" height="{PLOT:.0f}" fill="{CHANGE}" '
            'fill-opacity="0.16"/>'
        )
        x = LEFT + change.period * step
        dash = 'stroke-width="1.6" stroke-dasharray="4 3"'
        parts.append(f'<path d="M{x:.1f} {base - PLOT:.1f}V{base:.1f}" stroke="{CHANGE}" {dash}/>')
    return parts


def _dates(begins: Sequence[float], step: float, base: float) -> list[str]:
    every = max(1, math.ceil(84 / step))
    return [
        _text(LEFT + k * step, base + LOOKS + 18, day(begin), 10.5, SOFT)
        for k, begin in enumerate(begins)
        if k % every == 0 and LEFT + k * step < WIDTH - 60
    ]


def _round_step(least: float) -> float:
    size: float = 10.0 ** math.floor(math.log10(max(least, 0.01)))
    return next(m * size for m in (1, 2, 5, 10) if m * size >= least * 0.999)


def _wrapped(sentence: str) -> list[str]:
    lines = [""]
    for word in shown(sentence).split():
        if len(lines[-1]) + len(word) >= LETTERS:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _text(
    x: float, y: float, words: str, size: float, colour: str = INK, *, bold: bool = False, anchor: str = "start"
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}" text-anchor="{anchor}"{weight}>'
        f"{escape(shown(words))}</text>"
    )
