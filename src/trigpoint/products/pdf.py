"""The brief as PDF, set by typst.

Document text reaches typst as JSON in an input and is shown as string values, so no character of it is markup. The
faces in `fonts/` come first; what they lack (a script other than Latin, Greek, Cyrillic and Arabic) is taken from the
fonts of the machine, and if there is none either, typst draws the box of a missing glyph.
"""

from __future__ import annotations

import json
import unicodedata
from datetime import datetime
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import attrs
import typst

from trigpoint.products.basemap import shipped_basemap
from trigpoint.products.cards import Card
from trigpoint.products.grades import GRADES, svg_mark, svg_number
from trigpoint.products.map_svg import EventMap, draw_map
from trigpoint.products.method import COLOPHON, METHOD
from trigpoint.products.timeline_svg import draw_timelines, wide_layout
from trigpoint.products.view import BriefView
from trigpoint.products.wording import HIDDEN, isolated, listed, number_of

WIDTH, GAP = 700.0, 10.0  # pixels of the drawings: 12 px come out as 8.5 points on A4
PIECE = 430.0  # pixels of a timeline that are not parted: half a page, so that no page stays empty


def typeset(view: BriefView, made: datetime) -> bytes:
    """The PDF's bytes; `made` is its time stamp, so equal views give equal bytes with the same fonts."""
    data = json.dumps(_data(view), ensure_ascii=False, sort_keys=True)
    source = (files("trigpoint.products") / "templates" / "brief.typ").read_bytes()
    stamp = int(made.timestamp())
    pdf: bytes = typst.compile(source, format="pdf", font_paths=_fonts(), sys_inputs={"brief": data}, timestamp=stamp)
    return pdf


@cache
def _fonts() -> typst.Fonts:
    """The faces that ship, then those of the machine. Found once."""
    with as_file(files("trigpoint.products") / "fonts") as folder:
        return typst.Fonts(font_paths=[str(folder)])


def _data(view: BriefView) -> dict[str, Any]:
    """What the template prints, as plain values."""
    rows = [card.view for card in view.happenings]
    drawn = draw_map(rows, shipped_basemap(), width=WIDTH, gap=GAP)
    panels = [{"title": f"{p.letter}. {p.title or 'At sea'}" if p.letter else "", "svg": p.svg} for p in drawn.panels]
    if drawn.locator:
        panels.append({"title": "Where the maps lie", "svg": drawn.locator})
    undated = [v.number for v in rows if not v.event.when.is_known]
    plain = {
        name: [attrs.asdict(record, filter=_not_event) for record in getattr(view, name)]
        for name in (
            "facts",
            "summary",
            "gaps",
            "notes",
            "sheets",
            "counts",
            "silences",
            "assessments",
            "matrices",
            "watched",
        )
    }
    for note in plain["notes"]:
        note["quote"] = _printable(note["quote"])
    return plain | {
        "title": view.title,
        "subtitle": view.subtitle,
        "made": view.made,
        "notice": view.notice,
        "footer": f"Trigpoint  ·  {view.title}",
        "panels": panels,
        "columns": drawn.columns,
        "map_caption": _caption(drawn),
        "timelines": draw_timelines(rows, wide_layout(WIDTH), "p", most=PIECE),
        "more_silences": view.more_silences,
        "unknown_of_assessments": view.unknown_of_assessments,
        "track_tables": [attrs.asdict(t) for t in (view.dark, view.voyages) if t is not None],
        "visits": attrs.asdict(view.visits) if view.visits else None,
        "undated": f"Without a date: nos. {listed(undated)}." if undated else "",
        "legend": _legend(view),
        "happenings": [_card(c) for c in view.happenings],
        "parts": [
            {"title": title, "lede": lede, "cards": [_card(c) for c in cards]}
            for title, lede, cards in (
                ("Events in full", None, view.happenings),
                ("Reported totals", "Figures over a period. They are not added to the events above.", view.totals),
                ("Denials, plans and forecasts", "Not told as having happened.", view.unrealised),
            )
        ],
        "notes_lede": "Each note quotes the sentence it stands on as the article has it. The code is the start of the "
        "SHA-256 digest of the item taken in.",
        "sources": [{"name": s.name, "amount": number_of(s.articles, "article")} for s in view.sources],
        "unread": list(view.unread),
        "method": [[title, list(paragraphs)] for title, paragraphs in METHOD],
        "grades": [{"label": g.label, "meaning": g.meaning} for g in GRADES],
        "colophon": COLOPHON,
    }


def _legend(view: BriefView) -> list[dict[str, str]]:
    used = {c.view.grade.label: c.view.grade for c in view.happenings}
    return [{"label": g.label, "svg": _framed(svg_mark(g, 12, 12, 17), 24)} for g in used.values()]


def _not_event(attribute: attrs.Attribute[Any], _: Any) -> bool:
    return attribute.name != "event"


def _card(card: Card) -> dict[str, Any]:
    row = card.view
    plain = attrs.asdict(card, filter=_not_event)
    return plain | {"is_short": card.is_short, "svg": _framed(svg_number(row.grade, row.number, 14, 14, 22), 28)}


def _framed(inner: str, size: int) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-family="Noto Sans">{inner}</svg>'


def _caption(drawn: EventMap) -> str:
    parts = []
    if drawn.vague:
        named = listed([f"no. {number} ({isolated(place)} {radius})" for number, place, radius in drawn.vague])
        parts.append(f"Known only to a wide area and so given no mark: {named}.")
    if drawn.unplaced:
        named = listed([f"{n}" for n in drawn.unplaced])
        parts.append(f"Not on the map, because no place is named or it could not be found: nos. {named}.")
    parts.append(
        "Equirectangular projection. Outline: Natural Earth; broken lines are armistice, ceasefire or disputed lines. "
        "No line here is a statement about legal status."
    )
    return " ".join(parts)


def _printable(quote: str) -> str:
    """A quote without characters that reorder, hide or control: the paper has no isolates to hold them in."""
    bare = HIDDEN.sub("", quote)
    return "".join(c if unicodedata.category(c) not in {"Cc", "Cs"} else " " for c in bare)
