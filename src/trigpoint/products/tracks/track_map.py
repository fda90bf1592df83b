"""A silence on the map: the way heard as a line, the way not heard as a broken one, and where it may have been."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from trigpoint.evidence.tracks.kept import KeptCandidate, KeptGap, Spot, moment
from trigpoint.products.basemap import Basemap
from trigpoint.products.geometry import Frame, fit_frame
from trigpoint.products.geometry import Spot as MapSpot
from trigpoint.products.labels import Rect, centred, place_text, text_width
from trigpoint.products.map_ground import (
    INK,
    LAND,
    corners,
    country_labels,
    framed_svg,
    furniture,
    ground,
    sea_labels,
    town_labels,
)
from trigpoint.products.tracks.wording import percent
from trigpoint.products.wording import shown

WAY, UNHEARD, SITE, BAND = "#17456e", "#8a1c14", "#5e3c00", "#ffd447"
MOST_SITES = 3
LEAST_SHARE = 0.02  # of a site that is drawn
LANDED = "landed_under_coverage_floor"


def draw_track_map(gap: KeptGap, basemap: Basemap, *, width: float) -> str:
    """SVG; "" where the way crosses the antimeridian, which these maps cannot show."""
    sites = drawn_sites(gap)
    points = [*gap.before, *gap.after, gap.off, *([gap.on] if gap.on else [])]
    spots = [MapSpot(p.lon, p.lat, 0.0) for p in points] + [MapSpot(s.lon, s.lat, 0.0) for s in sites]
    if max(s.lon for s in spots) - min(s.lon for s in spots) > 180:
        return ""
    least, most = (0.45, 0.62) if width > 600 else (0.7, 1.15)
    frame = fit_frame(spots, width, width * least, width * most)
    bounds: Rect = (6, 6, frame.width - 6, frame.height - 6)
    taken = corners(frame) + ([(0, 0, 128, 24)] if gap.simulated else [])
    marks = _marks(gap, sites, frame, taken, bounds)
    taken += _along(points, frame)
    parts = [
        ground(basemap, frame),
        *country_labels(basemap, frame, taken, bounds),
        *sea_labels(basemap, frame, taken, bounds),
        *town_labels(basemap, spots[:1], frame, taken, bounds),
        _line(gap.before, frame),
        _line(gap.after, frame),
        _unheard(gap, sites, frame),
        *marks,
        furniture(frame),
        *([_band()] if gap.simulated else []),
    ]
    label = (
        f"{'SIMULATED ' if gap.simulated else ''}Track of {shown(gap.name) or 'the ' + gap.mover}: heard, and not heard"
    )
    return framed_svg(frame, label, parts)


def drawn_sites(gap: KeptGap) -> tuple[KeptCandidate, ...]:
    """The likelier of the sites it could have reached."""
    best = sorted(gap.candidates, key=lambda c: (-c.probability, c.site))
    return tuple(c for c in best if c.probability >= LEAST_SHARE)[:MOST_SITES]


def _line(way: Sequence[Spot], frame: Frame) -> str:
    if len(way) < 2:
        return ""
    pixels = [frame.xy(p.lon, p.lat) for p in way]
    path = "M" + " ".join(f"{x:.1f} {y:.1f}" for x, y in pixels)
    return f'<path d="{path}" fill="none" stroke="{WAY}" stroke-width="2.2" stroke-linejoin="round"/>'


def _unheard(gap: KeptGap, sites: Sequence[KeptCandidate], frame: Frame) -> str:
    """Straight from where it was last heard to where it was heard again, by way of the likeliest site if it landed."""
    ends = [(gap.off.lon, gap.off.lat)]
    if gap.verdict == LANDED and sites:
        ends.append((sites[0].lon, sites[0].lat))
    if gap.on is not None:
        ends.append((gap.on.lon, gap.on.lat))
    if len(ends) < 2:
        return ""
    path = "M" + " ".join(f"{x:.1f} {y:.1f}" for x, y in (frame.xy(*end) for end in ends))
    return f'<path d="{path}" fill="none" stroke="{UNHEARD}" stroke-width="2" stroke-dasharray="3 5"/>'


def _along(points: Sequence[Spot], frame: Frame) -> list[Rect]:
    """Room that names keep clear of the way."""
    return [centred(*frame.xy(p.lon, p.lat), 12, 12) for p in points]


def _marks(gap: KeptGap, sites: Sequence[KeptCandidate], frame: Frame, taken: list[Rect], bounds: Rect) -> list[str]:
    """Where it was last heard and heard again, and the sites, each named where there is room."""
    out: list[str] = []
    size = 11.5
    ends = [(gap.off, f"last heard {moment(gap.off.time):%H:%M}", LAND)]
    if gap.on is not None:
        ends.append((gap.on, f"heard again {moment(gap.on.time):%H:%M}", UNHEARD))
    for spot, _, _ in ends:
        taken.append(centred(*frame.xy(spot.lon, spot.lat), 14, 14))
    for site in sites:
        taken.append(centred(*frame.xy(site.lon, site.lat), 14, 14))
    for spot, words, fill in ends:
        x, y = frame.xy(spot.lon, spot.lat)
        out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{fill}" stroke="{UNHEARD}" stroke-width="2.2"/>')
        out += _named(words, (x, y), size, UNHEARD, taken, bounds)
    for site in sites:
        x, y = frame.xy(site.lon, site.lat)
        out.append(
            f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="{LAND}" stroke="{SITE}" stroke-width="2"/>'
        )
        words = f"{shown(site.site)} {percent(site.probability)}"
        out += _named(words, (x, y), size, SITE, taken, bounds)
    return out


def _named(words: str, at: tuple[float, float], size: float, colour: str, taken: list[Rect], bounds: Rect) -> list[str]:
    box = place_text(centred(*at, 15, 15), text_width(words, size, bold=True) + 4, 15, taken, bounds)
    if box is None:
        return []
    taken.append(box)
    return [
        f'<text x="{(box[0] + box[2]) / 2:.1f}" y="{box[3] - 3.5:.1f}" text-anchor="middle" font-size="{size:g}" '
        f'font-weight="700" fill="{colour}" stroke="{LAND}" stroke-width="3" stroke-linejoin="round" '
        f'paint-order="stroke">{escape(words)}</text>'
    ]


def _band() -> str:
    return (
        f'<rect x="0" y="0" width="120" height="22" fill="{BAND}"/>'
        f'<text x="10" y="16" font-size="13" font-weight="700" fill="{INK}">SIMULATED</text>'
    )
