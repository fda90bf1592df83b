"""The chain of custody as W3C PROV (PROV-JSON): what was derived from what, by which method, and whom it is attributed to.

capture, article, claim, observation, event = prov:Entity; reading, measuring, joining = prov:Activity; outlets, speakers and this
program = prov:Agent. An attribution chain is written as `hadPrimarySource` of each link upon the next one in.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from trigpoint.products.exports.material import ExportMaterial, instant

if TYPE_CHECKING:
    from prov.model import ProvDocument

NAMESPACE = "https://trigpoint.invalid/ns#"  # a name, not an address: nothing is fetched from it


def prov_json(material: ExportMaterial) -> tuple[bytes, list[str]]:
    """PROV-JSON with sorted keys, so that the same case gives the same bytes."""
    from prov.model import ProvDocument

    document = ProvDocument()
    document.add_namespace("tp", NAMESPACE)
    document.agent("tp:software", {"prov:type": "prov:SoftwareAgent", "prov:label": material.tool})
    used = sorted({c.id for e in material.events for c in material.claims_of(e)})
    for capture in sorted({material.claims[i].quote.capture for i in used} & set(material.captures)):
        _capture(document, material, capture)
    for claim in used:
        _claim(document, material, claim)
    for measured in sorted({o.id for e in material.events for o in material.observations_of(e)}):
        _observation(document, material, measured)
    for event in material.events:
        _event(document, material, event.id)
    plain: Any = json.loads(document.serialize(format="json") or "{}")
    return (json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8", "replace"), []


def _capture(document: ProvDocument, material: ExportMaterial, id_: str) -> None:
    capture = material.captures[id_]
    document.entity(
        f"tp:{id_}",
        {
            "prov:type": "tp:Capture",
            "prov:label": capture.uri,
            "tp:sha256": capture.sha256,
            "tp:retrieved": instant(capture.retrieved),
        },
    )


def _claim(document: ProvDocument, material: ExportMaterial, id_: str) -> None:
    claim = material.claims[id_]
    document.entity(
        f"tp:{id_}",
        {
            "prov:type": "tp:Claim", "prov:value": claim.quote.text, "tp:start": claim.quote.start, "tp:end": claim.quote.end,
            "tp:modality": claim.modality.value, "tp:extractor": claim.extractor,
        },
    )  # fmt: skip
    if claim.quote.capture in material.captures:
        document.quotation(f"tp:{id_}", f"tp:{claim.quote.capture}")
    outlet = _agent(document, material.outlet_of(claim) or "unknown outlet", "outlet")
    document.attribution(f"tp:{id_}", outlet)
    inner = f"tp:{id_}"
    for depth, link in enumerate(a for a in claim.attribution if a.name != material.outlet_of(claim)):
        statement = f"tp:{id_}-source{depth}"
        document.entity(statement, {"prov:type": "tp:Statement", "prov:label": f"what {link.name} said"})
        document.attribution(statement, _agent(document, link.name, link.kind.value))
        document.primary_source(inner, statement)
        inner = statement


def _observation(document: ProvDocument, material: ExportMaterial, id_: str) -> None:
    measured = material.observations[id_]
    document.entity(f"tp:{id_}", {"prov:type": "tp:Observation", "tp:kind": measured.kind})
    activity = f"tp:measure-{id_}"
    document.activity(activity, other_attributes={"prov:type": "tp:Measuring", "tp:method": measured.method})
    document.wasGeneratedBy(f"tp:{id_}", activity)
    document.wasAssociatedWith(activity, "tp:software")
    for capture in measured.captures:
        if capture in material.captures:
            _capture(document, material, capture)
            document.used(activity, f"tp:{capture}")


def _event(document: ProvDocument, material: ExportMaterial, id_: str) -> None:
    event = next(e for e in material.events if e.id == id_)
    document.entity(
        f"tp:{id_}", {"prov:type": "tp:Event", "prov:label": event.title, "tp:grade": event.grade or "none"}
    )
    activity = f"tp:join-{id_}"
    document.activity(activity, endTime=material.made, other_attributes={"prov:type": "tp:Joining"})
    document.wasAssociatedWith(activity, "tp:software")
    document.wasGeneratedBy(f"tp:{id_}", activity)
    for member in event.members:
        if member.id in material.claims or member.id in material.observations:
            document.wasDerivedFrom(f"tp:{id_}", f"tp:{member.id}", activity, other_attributes={"tp:why": member.why})


def _agent(document: ProvDocument, name: str, kind: str) -> str:
    """Names may hold anything: the identifier is a digest, the name a label."""
    id_ = f"tp:agent-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:16]}"
    if not document.get_record(id_):
        document.agent(id_, {"prov:label": name, "tp:kind": kind})
    return id_
