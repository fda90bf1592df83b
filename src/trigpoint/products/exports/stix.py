"""Events as a STIX 2.1 bundle: incidents with an extension for what STIX has no field for.

`confidence` in STIX is confidence in the object, not likelihood, so it stays out; the probability, the dates with
their precision, the grade and the origins go into a property extension (STIX 2.1, section 7.3) whose definition travels
in the bundle. Locations carry `precision` in metres. Who denies or contradicts is an `opinion`. Identifiers are UUIDv5
of our own ids: the same case gives the same bundle.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid5

from trigpoint.model import Event, Role
from trigpoint.products.exports.geojson import properties
from trigpoint.products.exports.material import ExportMaterial, instant

_SPACE = UUID("5c1a7a52-6a0f-5e0e-9d8e-7f6a3f1d2b90")  # of Trigpoint's identifiers
EXTENSION = f"extension-definition--{uuid5(_SPACE, 'event')}"
SCHEMA = "https://trigpoint.invalid/schemas/event-1.0.json"  # a name; nothing is fetched from it
_OPINIONS = {Role.DENIES: "strongly-disagree", Role.CONTRADICTS: "disagree"}


def stix(material: ExportMaterial) -> tuple[bytes, list[str]]:
    """The bundle, built and checked by the stix2 library."""
    import stix2

    stamps = {"created": instant(material.made), "modified": instant(material.made)}
    author = stix2.Identity(id=_id("identity", "trigpoint"), name=material.tool, identity_class="system", **stamps)
    shared = stamps | {"created_by_ref": author.id}
    objects: dict[str, Any] = {author.id: author}
    _keep(
        objects,
        stix2.ExtensionDefinition(
            id=EXTENSION, name="Trigpoint event", version="1.0.0", schema=SCHEMA, extension_types=["property-extension"],
            description="Date interval with precision, place with radius, independent origins, probability and grade.", **shared,
        ),
    )  # fmt: skip
    for event in material.events:
        for made in _event(material, event, shared):
            _keep(objects, made)
    if material.events:
        _keep(objects, _report(material, list(objects), shared))
    bundle = {
        "type": "bundle",
        "id": _id("bundle", material.title, *(e.id for e in material.events)),
        "objects": [json.loads(o.serialize()) for o in objects.values()],
    }
    return (json.dumps(bundle, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"), []


def _keep(objects: dict[str, Any], made: Any) -> None:
    objects.setdefault(made.id, made)


def _event(material: ExportMaterial, event: Event, shared: dict[str, str]) -> list[Any]:
    import stix2

    extra = {k: v for k, v in properties(material, event).items() if v not in (None, [], "") and k != "title"}
    incident = stix2.Incident(
        id=_id("incident", event.id), name=event.title,
        extensions={EXTENSION: {"extension_type": "property-extension", "event_id": event.id, **extra}}, **shared,
    )  # fmt: skip
    made: list[Any] = [incident]
    if event.where is not None and event.where.lat is not None and event.where.lon is not None:
        place = stix2.Location(
            id=_id("location", event.id), name=event.where.name or event.where.text, latitude=round(event.where.lat, 6),
            longitude=round(event.where.lon, 6), precision=float(event.where.radius_m or 0.0), **shared,
        )  # fmt: skip
        link = stix2.Relationship(
            id=_id("relationship", event.id, "located-at"), relationship_type="located-at", source_ref=incident.id,
            target_ref=place.id, allow_custom=True, **shared,
        )  # fmt: skip
        made += [place, link]
    roles = {m.id: m.role for m in event.members}
    for claim in material.claims_of(event):
        outlet = material.outlet_of(claim) or "unknown outlet"
        speaker = stix2.Identity(id=_id("identity", outlet), name=outlet, identity_class="organization", **shared)
        made.append(speaker)
        url = material.url_of(claim)
        reference = {"source_name": outlet, "description": claim.quote.text} | ({"url": url} if url else {})
        note = {"object_refs": [incident.id], "external_references": [reference], "authors": [outlet], **shared}
        if roles[claim.id] in _OPINIONS:
            made.append(
                stix2.Opinion(
                    id=_id("opinion", event.id, claim.id),
                    opinion=_OPINIONS[roles[claim.id]],
                    explanation=claim.quote.text,
                    **note,
                )
            )
        else:
            made.append(
                stix2.Note(id=_id("note", event.id, claim.id), content=claim.quote.text, abstract="reported", **note)
            )
    return made


def _report(material: ExportMaterial, refs: list[str], shared: dict[str, str]) -> Any:
    import stix2

    notice = {"description": material.notice} if material.notice else {}
    return stix2.Report(
        id=_id("report", material.title, *(e.id for e in material.events)), name=material.title or "Trigpoint case",
        published=shared["created"], object_refs=refs, report_types=["incident"], **notice, **shared,
    )  # fmt: skip


def _id(kind: str, *parts: str) -> str:
    return f"{kind}--{uuid5(_SPACE, '|'.join((kind, *parts)))}"
