"""The brief: one self-contained HTML file, and a PDF set from the same view."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from trigpoint.products.basemap import shipped_basemap
from trigpoint.products.cards import EventView
from trigpoint.products.grades import GRADES, UNGRADED, GradeStyle, svg_mark
from trigpoint.products.map_svg import draw_map
from trigpoint.products.material import EXERCISE_NOTICE, BriefMaterial
from trigpoint.products.method import METHOD
from trigpoint.products.pdf import typeset
from trigpoint.products.timeline_svg import draw_timeline, narrow_layout, wide_layout
from trigpoint.products.view import BriefView, brief_view

__all__ = ["EXERCISE_NOTICE", "BriefMaterial", "render_html", "render_pdf"]

WIDE, SMALL, NARROW = 1040.0, 510.0, 368.0  # pixels: the page, half of it, a phone


def render_html(material: BriefMaterial) -> str:
    """The brief as one HTML file: no script, no font, no request. Equal material gives equal text."""
    view = brief_view(material)
    rows = [card.view for card in view.happenings]
    basemap = shipped_basemap()
    template = _environment().get_template("brief.html.j2")
    return template.render(
        view=view,
        css=Markup(_css()),
        maps=_marked(draw_map(rows, basemap, width=WIDE, small=SMALL)),
        maps_narrow=_marked(draw_map(rows, basemap, width=NARROW)),
        timeline_wide=Markup(draw_timeline(rows, wide_layout(WIDE), "w")),
        timeline_narrow=Markup(draw_timeline(rows, narrow_layout(NARROW), "n")),
        undated=[v.number for v in rows if not v.event.when.is_known],
        legend=_legend(view),
        grades=_grades_used(view) or GRADES,
        method=METHOD,
        mark=_mark,
    )


def render_pdf(material: BriefMaterial) -> bytes:
    """The brief as PDF. Equal material gives equal bytes on one machine with the same fonts."""
    return typeset(brief_view(material), material.made)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("trigpoint.products", "templates"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["exact"] = _exact
    return environment


def _css() -> str:
    environment = Environment(loader=PackageLoader("trigpoint.products", "templates"), autoescape=True)
    source, _, _ = environment.loader.get_source(environment, "brief.css")  # type: ignore[union-attr]
    return source


def _exact(text: str) -> Markup:
    """Escaped, with carriage returns that a parser would otherwise turn into line feeds."""
    return Markup(str(escape(text)).replace("\r", "&#13;"))


def _marked(drawn: Any) -> dict[str, Any]:
    """A map whose SVG is known to be safe: every word in it was escaped when it was drawn."""
    return {
        "panels": [{"letter": p.letter, "title": p.title, "svg": Markup(p.svg)} for p in drawn.panels],
        "locator": Markup(drawn.locator),
        "vague": drawn.vague,
        "unplaced": drawn.unplaced,
    }


def _grades_used(view: BriefView) -> list[GradeStyle]:
    used = {card.view.grade.label: card.view.grade for card in view.cards}
    order = [g.label for g in GRADES]
    known = [used[label] for label in order if label in used]
    return known + [used[label] for label in sorted(used) if label not in order]


def _legend(view: BriefView) -> Markup:
    items = [
        f'<li><svg viewBox="0 0 24 24" aria-hidden="true">{svg_mark(g, 12, 12, 17)}</svg>{escape(g.label)}</li>'
        for g in _grades_used(view) or [UNGRADED]
    ]
    return Markup(f'<ul class="legend" aria-label="Grades">{"".join(items)}</ul>')


def _mark(row: EventView) -> Markup:
    """An event's number in the mark of its grade."""
    drop = 19.6 if row.grade.shape == "triangle" else 18.0
    size = 11.5 if len(row.number) < 3 else 9.5
    return Markup(
        f'<svg viewBox="0 0 28 28" aria-hidden="true">{svg_mark(row.grade, 14, 14, 22)}<text x="14" y="{drop}" '
        f'text-anchor="middle" font-size="{size}" font-weight="700" font-family="sans-serif" fill="#ffffff">'
        f"{escape(row.number)}</text></svg>"
    )
