"""Maps of the track verbs, written to a file."""

from __future__ import annotations

from pathlib import Path

from trigpoint.model.errors import UsageError
from trigpoint.products.basemap import shipped_basemap
from trigpoint.products.tracks.chart_map import Sheet, draw_sheet


def write_sheet(sheet: Sheet, out: Path) -> None:
    """Write an SVG. Raises UsageError for another ending, and where there is nothing these maps can show."""
    if out.suffix.lower() != ".svg":
        raise UsageError(f"{out}: maps are written as SVG; name it {out.with_suffix('.svg').name}")
    drawn = draw_sheet(sheet, shipped_basemap())
    if not drawn:
        raise UsageError(f"{out}: nothing to draw, or it crosses the antimeridian, which these maps cannot show")
    out.write_text(drawn, encoding="utf8")
