"""A small coast map of where a picture lies."""

from __future__ import annotations

from trigpoint.products.basemap import shipped_basemap
from trigpoint.products.geometry import Spot, fit_frame
from trigpoint.products.labels import Rect
from trigpoint.products.map_ground import country_labels, framed_svg, ground, town_labels

SPAN_KM = 420.0  # half of what the inset shows across
_INK, _MARK = "#1b1d20", "#8a1c14"


def draw_locator(lon: float | None, lat: float | None, *, width: float, height: float) -> str:
    """SVG of the surroundings with a mark at the site; "" for a picture without a place on earth."""
    if lon is None or lat is None:
        return ""
    reach = SPAN_KM / 111.195 / 2
    corners = [Spot(lon - reach, lat - reach * 0.6, 0.0), Spot(lon + reach, lat + reach * 0.6, 0.0)]
    frame = fit_frame(corners, width, height, height, pad=0.02)
    x, y = frame.xy(lon, lat)
    taken: list[Rect] = [(x - 12, y - 12, x + 12, y + 12), (0, 0, width, 15), (0, 0, 40, height)]
    bounds: Rect = (4, 4, frame.width - 4, frame.height - 4)
    basemap = shipped_basemap()
    parts = [
        ground(basemap, frame),
        *town_labels(basemap, [Spot(lon, lat, 0.0)], frame, taken, bounds),
        *country_labels(basemap, frame, taken, bounds),
        f'<path d="M{x - 11:.1f} {y:.1f}H{x + 11:.1f}M{x:.1f} {y - 11:.1f}V{y + 11:.1f}" stroke="{_MARK}" stroke-width="1.6"/>'
        f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="none" stroke="{_MARK}" stroke-width="2"/>',
        f'<rect x="0.5" y="0.5" width="{frame.width - 1:.0f}" height="{frame.height - 1:.0f}" fill="none" stroke="{_INK}"/>',
    ]
    return framed_svg(frame, "Where the pictures lie", parts)
