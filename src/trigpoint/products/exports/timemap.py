"""Events as timemap reads them (forensic-architecture/timemap: events, associations, sources, sites).

Its validator wants every value as a string, latitude and longitude together, and a date it can parse; its default date
format is MM/DD/YYYY. Events without a day cannot be shown there and are left out by number.
"""

from __future__ import annotations

import json
from typing import Any

from trigpoint.model import Event
from trigpoint.products.exports.material import ExportMaterial, chain_text, happenings
from trigpoint.products.exports.precision import acled_time

PRECISIONS = {1: "day", 2: "week", 3: "month or less precise"}


def timemap(material: ExportMaterial) -> tuple[bytes, list[str]]:
    """One JSON object; its parts are the endpoints that a timemap instance asks for."""
    shown = [e for e in happenings(material) if e.when.start is not None]
    kinds = sorted({material.type_of(e).label for e in shown})
    plain = {
        "events": [_event(material, e) for e in shown],
        "associations": [
            {"id": kind, "title": kind, "desc": "", "mode": "FILTER", "filter_paths": ["Event type", kind]}
            for kind in kinds
        ],
        "sources": {s["id"]: s for e in shown for s in _sources(material, e)},
        "sites": [],
        "shapes": [],
        "notifications": [],
    }
    left = len(material.events) - len(shown)
    notes = [f"left out: {left} of {len(material.events)} events are totals or have no day to stand at"] if left else []
    return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"), notes


def _event(material: ExportMaterial, event: Event) -> dict[str, Any]:
    start = event.when.start
    assert start is not None
    place = event.where
    has_point = place is not None and place.lon is not None and place.lat is not None
    midnight = start.hour == start.minute == 0
    return {
        "id": event.id,
        "description": _description(material, event),
        "date": start.strftime("%m/%d/%Y"),
        "time": "" if midnight else start.strftime("%H:%M"),
        "time_precision": PRECISIONS.get(acled_time(event.when) or 0, ""),
        "time_display": event.when.edtf(),
        "location": (place.name or place.text) if place else "",
        "latitude": f"{place.lat:.6f}" if place and has_point else "",
        "longitude": f"{place.lon:.6f}" if place and has_point else "",
        "type": event.type,
        "category": material.type_of(event).label,
        "associations": [material.type_of(event).label],
        "sources": [s["id"] for s in _sources(material, event)],
        "comments": f"{event.grade}; place within {place.radius_m / 1000:g} km"
        if place and place.radius_m is not None
        else event.grade,
    }


def _description(material: ExportMaterial, event: Event) -> str:
    """timemap prints descriptions as text; no markup is written."""
    names = ", ".join(o.name for o in event.origins)
    note = f" [{material.notice}]" if material.notice else ""
    return f"{event.title}. {len(event.origins)} independent origins: {names}.{note}"


def _sources(material: ExportMaterial, event: Event) -> list[dict[str, Any]]:
    found = []
    for claim in material.claims_of(event):
        article = material.articles.get(claim.article)
        url = material.url_of(claim)
        found.append(
            {
                "id": claim.id,
                "title": (article.title if article else "") or material.outlet_of(claim),
                "thumbnail": "",
                "paths": [url] if url else [],
                "type": "Article",
                "affil_s": [],
                "url": url,
                "description": claim.quote.text,
                "parent": "",
                "author": chain_text(claim.attribution) or material.outlet_of(claim),
                "date": article.published.isoformat() if article and article.published else "",
                "notes": "",
            }
        )
    return found
