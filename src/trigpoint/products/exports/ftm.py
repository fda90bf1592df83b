"""FollowTheMoney statements (JSON lines): one value of one property per line, each with the source it came from.

Statements keep what sources say apart, contradictions too: `dataset` is the outlet, `original_value` the words. Dates go out at the
precision they have (FollowTheMoney takes 2020-05). The schemata are those of FollowTheMoney 4: Event, Address, Article.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

import attrs

from trigpoint.model import Article, Event, TimeSpan
from trigpoint.products.exports.material import ExportMaterial, first_day

CASE = "trigpoint"
_KINDS = {  # the property types of FollowTheMoney
    "name": "name", "summary": "text", "startDate": "date", "endDate": "date", "location": "address", "addressEntity": "entity",
    "proof": "entity", "keywords": "string", "notes": "text", "recordId": "string", "full": "address", "remarks": "string",
    "latitude": "number", "longitude": "number", "country": "country", "title": "string", "publishedAt": "date",
    "publisher": "string", "language": "language", "fileName": "string", "sourceUrl": "url",
}  # fmt: skip


@attrs.frozen(kw_only=True)
class _Row:
    entity: str
    schema: str
    prop: str
    value: str
    dataset: str
    original: str = ""
    lang: str = ""


def ftm(material: ExportMaterial) -> tuple[bytes, list[str]]:
    """Statements of every event, its place and the articles it stands on, sorted: the same case gives the same lines."""
    rows = {row for event in material.events for row in _event(material, event)}
    rows |= {row for article in _articles(material) for row in _article(material, article)}
    seen = material.made.strftime("%Y-%m-%dT%H:%M:%S")
    ordered = sorted(rows, key=lambda r: (r.entity, r.prop, r.value, r.dataset))
    lines = [json.dumps(_line(row, seen), ensure_ascii=False) for row in ordered]
    return ("\n".join(lines) + "\n" if lines else "").encode("utf-8", "replace"), []


def _event(material: ExportMaterial, event: Event) -> Iterator[_Row]:
    def row(prop: str, value: str, dataset: str = CASE, original: str = "", lang: str = "") -> _Row:
        return _Row(
            entity=event.id, schema="Event", prop=prop, value=value, dataset=dataset, original=original, lang=lang
        )

    yield row("name", event.title)
    yield row("recordId", event.id)
    yield row("keywords", material.type_of(event).label)
    yield row("notes", f"{len(event.origins)} independent origins; {event.grade}".removesuffix("; "))
    if material.notice:
        yield row("notes", material.notice)
    yield from (row(prop, value) for prop, value in _dates(event.when))
    if event.where is not None:
        yield row("location", event.where.name or event.where.text)
        if event.where.is_resolved:
            yield row("addressEntity", f"{event.id}-place")
            yield from _address(event)
    for claim in material.claims_of(event):
        article = material.articles.get(claim.article)
        dataset = dataset_name(material.outlet_of(claim))
        language = _ISO_639_3.get(article.language if article else "", "")
        yield row("summary", claim.quote.text, dataset, lang=language)
        yield row("proof", claim.article, dataset)
        yield from (row(prop, value, dataset, claim.when.words) for prop, value in _dates(claim.when))
        if claim.where is not None:
            yield row("location", claim.where.name or claim.where.text, dataset, claim.where.text)


def _address(event: Event) -> Iterator[_Row]:
    place = event.where
    if place is None or place.lon is None or place.lat is None or place.radius_m is None:
        return
    values = {
        "full": place.name or place.text,
        "latitude": f"{place.lat:.6f}",
        "longitude": f"{place.lon:.6f}",
        "remarks": f"the place lies within {place.radius_m:.0f} m of the point",
        "country": place.country.lower(),
    }
    for prop, value in values.items():
        if value:
            yield _Row(entity=f"{event.id}-place", schema="Address", prop=prop, value=value, dataset=CASE)


def _articles(material: ExportMaterial) -> list[Article]:
    used = {c.article for e in material.events for c in material.claims_of(e)}
    return [material.articles[id_] for id_ in sorted(used) if id_ in material.articles]


def _article(material: ExportMaterial, article: Article) -> Iterator[_Row]:
    capture = material.captures.get(article.capture)
    values = {
        "title": article.title or article.outlet or article.id,
        "publisher": article.outlet,
        "publishedAt": article.published.isoformat() if article.published else "",
        "language": _ISO_639_3.get(article.language, ""),
        "notes": f"sha256 {capture.sha256}" if capture else "",  # contentHash takes SHA-1 alone
        "fileName": capture.uri if capture else "",
        "sourceUrl": article.url if article.url.startswith(("http://", "https://")) else "",
    }
    for prop, value in values.items():
        if value:
            yield _Row(
                entity=article.id,
                schema="Article",
                prop=prop,
                value=value,
                dataset=dataset_name(article.outlet or CASE),
            )


def _dates(span: TimeSpan) -> Iterator[tuple[str, str]]:
    """At the precision told: 2020-05 stays a month."""
    text = span.edtf().rstrip("~")
    if "/" in text:
        first, last = (edge.rstrip("~").removesuffix("Z") for edge in text.split("/"))
        yield from ((prop, edge) for prop, edge in (("startDate", first), ("endDate", last)) if edge != "..")
    elif text.endswith("X"):
        yield "startDate", first_day(span)[:4]
    elif text:
        yield "startDate", text.removesuffix("Z")


def dataset_name(outlet: str) -> str:
    """FollowTheMoney wants lowercase ASCII names of datasets; what is left of other scripts is a digest."""
    plain = re.sub(r"[^a-z0-9]+", "_", outlet.casefold()).strip("_")
    digest = hashlib.sha256(outlet.encode("utf-8", "replace")).hexdigest()[:8]
    return plain if plain and outlet.isascii() else f"source_{digest}"


def _line(row: _Row, seen: str) -> dict[str, str | bool | None]:
    key = f"{row.dataset}.{row.entity}.{row.prop}.{row.value}" + (f"@{row.lang}" if row.lang else "")
    return {
        "id": hashlib.sha1(
            key.encode("utf-8", "replace"), usedforsecurity=False
        ).hexdigest(),  # FollowTheMoney's own key
        "canonical_id": row.entity,
        "entity_id": row.entity,
        "prop": row.prop,
        "prop_type": _KINDS[row.prop],
        "schema": row.schema,
        "value": row.value,
        "dataset": row.dataset,
        "lang": row.lang or None,
        "original_value": row.original if row.original and row.original != row.value else None,
        "external": False,
        "first_seen": seen,
        "last_seen": seen,
        "origin": None,
    }


_ISO_639_3 = {
    "en": "eng", "ar": "ara", "fa": "fas", "ru": "rus", "uk": "ukr", "he": "heb", "fr": "fra", "de": "deu", "es": "spa",
    "it": "ita", "tr": "tur", "pt": "por", "nl": "nld", "pl": "pol", "zh": "zho", "ja": "jpn", "ko": "kor", "sv": "swe",
}  # fmt: skip
