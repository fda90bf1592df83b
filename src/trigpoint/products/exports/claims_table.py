"""Claims as a table that another desk can add to its own case: quotes, attribution chains and doubts travel with them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from trigpoint.model import Claim
from trigpoint.model.cells import CLAIM_COLUMNS
from trigpoint.products.exports.cells import csv_table
from trigpoint.products.exports.material import ExportMaterial
from trigpoint.products.lines import claim_line

NUMBERS = frozenset({"latitude", "longitude", "radius_km", "start", "end"})


def claims_csv(material: ExportMaterial) -> tuple[bytes, list[str]]:
    """Every claim, also those that joined no event."""
    joined: dict[str, list[str]] = {}
    for event in material.events:
        for member in event.members:
            joined.setdefault(member.id, []).append(event.id)
    ordered = sorted(material.claims.values(), key=lambda c: (c.quote.capture, c.quote.start, c.quote.end, c.id))
    return csv_table(CLAIM_COLUMNS, _rows(material, ordered, joined), numbers=NUMBERS), []


def _rows(material: ExportMaterial, claims: list[Claim], joined: dict[str, list[str]]) -> Iterator[dict[str, str]]:
    for claim in claims:
        yield _row(material, claim) | {"events": " ".join(joined.get(claim.id, ()))}


def _row(material: ExportMaterial, claim: Claim) -> dict[str, str]:
    article, capture = material.articles.get(claim.article), material.captures.get(claim.quote.capture)
    line = claim_line(claim, file="")
    place, when = line["place"] or {}, line["when"]
    return {
        "claim_id": claim.id,
        "outlet": material.outlet_of(claim),
        "published": article.published.isoformat() if article and article.published else "",
        "url": material.url_of(claim),
        "title": article.title if article else "",
        "language": article.language if article else "",
        "quote": claim.quote.text,
        "event_type": claim.event_type,
        "when_start": when["start"] or "",
        "when_end": when["end"] or "",
        "precision": when["precision"],
        "anchor": when["anchor"],
        "words": claim.when.words,
        "place_text": place.get("text", ""),
        "place_name": place.get("name", ""),
        "latitude": _number(place.get("lat")),
        "longitude": _number(place.get("lon")),
        "radius_km": _number(place.get("radius_km")),
        "place_kind": place.get("kind", ""),
        "country": claim.where.country if claim.where else "",
        **{name: _list(line[name]) for name in ("actors", "targets", "counts", "attribution")},
        "outcome": claim.outcome,
        "modality": claim.modality.value,
        "negated": "yes" if claim.negated else "",
        "aggregate": "yes" if claim.aggregate else "",
        "extractor": claim.extractor,
        "sha256": capture.sha256 if capture else "",
        "start": str(claim.quote.start),
        "end": str(claim.quote.end),
        "notice": material.notice,
    }


def _list(value: list[object]) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if value == int(value) else repr(value)
