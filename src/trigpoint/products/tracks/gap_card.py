"""A silence as a card: what was heard, what it is judged to be, why, what else it may be and what would change that.

How likely something is and what that rests on stand in sentences of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import attrs

from trigpoint.evidence.tracks.kept import KeptGap, gap_of, moment
from trigpoint.model import Capture, Observation
from trigpoint.products.basemap import Basemap
from trigpoint.products.labels import text_width
from trigpoint.products.map_ground import SANS
from trigpoint.products.tracks.track_map import draw_track_map, drawn_sites
from trigpoint.products.tracks.wording import (
    class_words,
    hours_words,
    percent,
    verdict_words,
    when_heard,
    where_heard,
)
from trigpoint.products.wording import number_of, shown

MOST_CARDS, MOST_OF_A_CLASS = 6, 2
LEAST_BAR = 0.01
SAY_LITTLE = ("coverage_loss", "receiver_outage", "coverage_hole_enroute", "sparse_reporting", "undetermined")
NO_INTENT = "A silence has many causes; nothing here says what anybody meant by it."
_INK, _SOFT, _BAR, _TRACK, _BAND = "#16181b", "#4f4b44", "#17456e", "#e9e5dc", "#ffd447"


@attrs.frozen(kw_only=True)
class GapCard:
    """What the templates print of one silence."""

    key: str  # anchor
    id: str  # of the observation
    title: str
    verdict: str
    lede: str
    map_wide: str  # SVG; "" = cannot be drawn
    map_narrow: str
    caption: str
    bars_wide: str
    bars_narrow: str
    reasons: tuple[str, ...]
    alternatives: tuple[str, ...]
    would_change_if: tuple[str, ...]
    caveats: tuple[str, ...]
    source: str  # file and method
    events: tuple[str, ...]  # numbers of the events it concerns
    is_simulated: bool


def gap_cards(
    found: Mapping[str, Observation], concerned: Mapping[str, Sequence[str]], captures: Mapping[str, Capture],
    basemap: Basemap, *, wide: float, narrow: float,
) -> tuple[tuple[GapCard, ...], str]:  # fmt: skip
    """Cards of the silences that say most, and a sentence on the others. `concerned`: event numbers by observation."""
    gaps = [(o, g) for o in found.values() if (g := gap_of(o)) is not None]
    gaps.sort(key=lambda one: _weight(one[0], one[1], concerned))
    shown_ = _told_in_full(gaps, concerned)
    cards = tuple(
        _card(n, o, g, concerned.get(o.id, ()), captures, basemap, wide, narrow)
        for n, (o, g) in enumerate(shown_ or gaps[:1], start=1)
    )
    drawn = {c.id for c in cards}
    return cards, _others([g for o, g in gaps if o.id not in drawn])


def _told_in_full(
    gaps: Sequence[tuple[Observation, KeptGap]], concerned: Mapping[str, Sequence[str]]
) -> list[tuple[Observation, KeptGap]]:
    """Those that concern an event, then a few of each class that says something."""
    told: list[tuple[Observation, KeptGap]] = []
    per_class: dict[str, int] = {}
    for measured, gap in gaps:
        per_class[gap.verdict] = per_class.get(gap.verdict, 0) + 1
        says_much = gap.verdict not in SAY_LITTLE and per_class[gap.verdict] <= MOST_OF_A_CLASS
        if len(told) < MOST_CARDS and (measured.id in concerned or says_much):
            told.append((measured, gap))
    return told


def _weight(measured: Observation, gap: KeptGap, concerned: Mapping[str, Sequence[str]]) -> tuple[object, ...]:
    lasting = -(gap.duration_h or 0.0)
    return (
        measured.id not in concerned, gap.verdict in SAY_LITTLE, gap.on is None, -round(gap.probability, 1), lasting,
        measured.subject, gap.off.time,
    )  # fmt: skip


def _others(rest: Sequence[KeptGap]) -> str:
    if not rest:
        return ""
    counts: dict[str, int] = {}
    for gap in rest:
        counts[gap.verdict] = counts.get(gap.verdict, 0) + 1
    told = ", ".join(f"{class_words(v).lower()} {n}" for v, n in sorted(counts.items(), key=lambda i: (-i[1], i[0])))
    marked = "SIMULATED " if any(g.simulated for g in rest) else ""
    return f"{number_of(len(rest), 'more ' + marked + 'silence')} stand in the case without a card, by likeliest class: {told}."


def _card(
    number: int, measured: Observation, gap: KeptGap, events: Sequence[str], captures: Mapping[str, Capture], basemap: Basemap,
    wide: float, narrow: float,
) -> GapCard:  # fmt: skip
    who = shown(gap.name)
    label = f"{gap.mover.capitalize()} {shown(measured.subject)}{f' ({who})' if who else ''}"
    files = ", ".join(shown(captures[c].uri) for c in measured.captures if c in captures) or "positions not in the case"
    return GapCard(
        key=f"silence-{number}",
        id=measured.id,
        title=("SIMULATED: " if gap.simulated else "") + label,
        verdict=verdict_words(gap.verdict),
        lede=_lede(gap),
        map_wide=draw_track_map(gap, basemap, width=wide),
        map_narrow=draw_track_map(gap, basemap, width=narrow),
        caption=_caption(gap),
        bars_wide=draw_bars(gap, width=min(wide, 560)),
        bars_narrow=draw_bars(gap, width=narrow),
        reasons=tuple(_sentence(r) for r in gap.reasons),
        alternatives=tuple(class_words(a) for a in gap.alternatives),
        would_change_if=tuple(_sentence(w) for w in gap.would_change_if),
        caveats=(
            *(("The positions are simulated; nobody flew or sailed this way.",) if gap.simulated else ()),
            NO_INTENT,
        ),
        source=f"{gap.modality} positions in {files}; {shown(measured.method)}",
        events=tuple(events),
        is_simulated=gap.simulated,
    )


def _lede(gap: KeptGap) -> str:
    off = f"Last heard {when_heard(moment(gap.off.time))} at {where_heard(gap.off.lat, gap.off.lon)}"
    if gap.on is None:
        return f"{off}; not heard again before the feed ends."
    later = f"{hours_words(gap.duration_h)} later" if gap.duration_h is not None else "later"
    apart = f", {gap.distance_km:,.0f} km away" if gap.distance_km is not None else ""
    return f"{off}; heard again {later}, {when_heard(moment(gap.on.time))}{apart}."


def _caption(gap: KeptGap) -> str:
    said = ["The solid line was heard; the broken one was not, and is drawn straight."]
    sites = drawn_sites(gap)
    if sites:
        said.append("Squares are sites it could have reached, each with its share of the probability.")
    said.append("Outline: Natural Earth.")
    return " ".join(said)


def _sentence(words: str) -> str:
    text = shown(words).rstrip(".")
    return text[:1].upper() + text[1:] + "." if text else ""


def draw_bars(gap: KeptGap, *, width: float) -> str:
    """SVG: a bar per class with its probability; classes under one percent are left out."""
    rows = [(class_words(n), p) for n, p in sorted(gap.probabilities, key=lambda i: (-i[1], i[0])) if p >= LEAST_BAR]
    if not rows:
        return ""
    step, top = 26.0, 26.0 if gap.simulated else 4.0
    left = min(max(text_width(n, 12.5) for n, _ in rows) + 14, width * 0.58)
    room = width - left - 52
    height = top + step * len(rows) + 4
    parts = []
    if gap.simulated:
        parts.append(f'<rect width="96" height="19" fill="{_BAND}"/>')
        parts.append(f'<text x="8" y="14" font-size="12" font-weight="700" fill="{_INK}">SIMULATED</text>')
    for n, (name, p) in enumerate(rows):
        y = top + step * n
        bar = max(2.0, room * min(1.0, p))
        parts.append(
            f'<text x="0" y="{y + 15:.0f}" font-size="12.5" fill="{_INK}">{escape(name)}</text>'
            f'<rect x="{left:.1f}" y="{y + 3:.1f}" width="{room:.1f}" height="16" fill="{_TRACK}"/>'
            f'<rect x="{left:.1f}" y="{y + 3:.1f}" width="{bar:.1f}" height="16" fill="{_BAR}"/>'
            f'<text x="{left + room + 7:.1f}" y="{y + 15.5:.1f}" font-size="12.5" font-weight="700" '
            f'fill="{_INK}">{escape(percent(p))}</text>'
        )
    label = escape(f"{'SIMULATED. ' if gap.simulated else ''}How likely each explanation is")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-label="{label}" font-family="{SANS}">{"".join(parts)}</svg>'
    )
