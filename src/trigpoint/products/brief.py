"""The brief: one self-contained HTML file, and a PDF set from the same view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from trigpoint.products.basemap import shipped_basemap
from trigpoint.products.cards import Card, EventView
from trigpoint.products.grades import GRADES, UNGRADED, GradeStyle, svg_mark, svg_number
from trigpoint.products.map_svg import draw_map
from trigpoint.products.material import EXERCISE_NOTICE, BriefMaterial
from trigpoint.products.method import METHOD
from trigpoint.products.pdf import WIDTH as PAPER
from trigpoint.products.pdf import typeset
from trigpoint.products.timeline_svg import draw_timeline, narrow_layout, wide_layout
from trigpoint.products.view import BriefView, brief_view

__all__ = ["EXERCISE_NOTICE", "BriefMaterial", "render_html", "render_pdf"]

WIDE, GAP, NARROW = 1040.0, 21.0, 368.0  # pixels: the page, between two maps, a phone


def render_html(material: BriefMaterial) -> str:
    """The brief as one HTML file: no script, no font, no request. Equal material gives equal text."""
    view = brief_view(material, wide=WIDE, narrow=NARROW)
    rows = [card.view for card in view.happenings]
    basemap = shipped_basemap()
    template = _environment().get_template("brief.html.j2")
    return template.render(
        view=view,
        css=_safe(_css()),
        maps=_marked(draw_map(rows, basemap, width=WIDE, gap=GAP)),
        maps_narrow=_marked(draw_map(rows, basemap, width=NARROW)),
        timeline_wide=_safe(draw_timeline(rows, wide_layout(WIDE), "w")),
        timeline_narrow=_safe(draw_timeline(rows, narrow_layout(NARROW), "n")),
        undated=[v.number for v in rows if not v.event.when.is_known],
        legend=_legend(view),
        grades=_grades_used(view.cards) or GRADES,
        method=METHOD,
        mark=_mark,
    )


def render_pdf(material: BriefMaterial) -> bytes:
    """The brief as PDF. Equal material gives equal bytes on one machine with the same fonts."""
    return typeset(brief_view(material, wide=PAPER, narrow=NARROW), material.made)


def _safe(ours: str) -> Markup:
    """Marks as finished what this package drew itself; each word of a document in it was escaped when it was put in."""
    return Markup(ours)  # noqa: S704


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("trigpoint.products", "templates"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["exact"] = _exact
    environment.filters["drawn"] = _safe
    return environment


def _css() -> str:
    environment = Environment(loader=PackageLoader("trigpoint.products", "templates"), autoescape=True)
    source, _, _ = environment.loader.get_source(environment, "brief.css")  # type: ignore[union-attr]
    return source


def _exact(text: str) -> Markup:
    """Escaped, with carriage returns that a parser would otherwise turn into line feeds."""
    return _safe(str(escape(text)).replace("\r", "&#13;"))


def _marked(drawn: Any) -> dict[str, Any]:
    """A map whose SVG is known to be safe: every word in it was escaped when it was drawn."""
    return {
        "panels": [{"letter": p.letter, "title": p.title, "svg": _safe(p.svg)} for p in drawn.panels],
        "columns": drawn.columns,
        "locator": _safe(drawn.locator),
        "vague": drawn.vague,
        "unplaced": drawn.unplaced,
    }


def _grades_used(cards: Sequence[Card]) -> list[GradeStyle]:
    used = {card.view.grade.label: card.view.grade for card in cards}
    order = [g.label for g in GRADES]
    known = [used[label] for label in order if label in used]
    return known + [used[label] for label in sorted(used) if label not in order]


def _legend(view: BriefView) -> Markup:
    items = [
        f'<li><svg viewBox="0 0 24 24" aria-hidden="true">{svg_mark(g, 12, 12, 17)}</svg>{escape(g.label)}</li>'
        for g in _grades_used(view.happenings) or [UNGRADED]
    ]
    return _safe(f'<ul class="legend" aria-label="Grades">{"".join(items)}</ul>')


def _mark(row: EventView) -> Markup:
    """An event's number in the mark of its grade."""
    drawn = svg_number(row.grade, row.number, 14, 14, 22)
    return _safe(f'<svg viewBox="0 0 28 28" font-family="sans-serif" aria-hidden="true">{drawn}</svg>')
