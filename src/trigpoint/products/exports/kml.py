"""Events as KML 2.2 (OGC 07-147r2): a placemark per event with its time span, its doubt and its sources in words."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET  # written here, never read: nothing from outside is parsed

from trigpoint.model import Event
from trigpoint.products.exports.geojson import properties
from trigpoint.products.exports.material import ExportMaterial, chain_text

KML = "http://www.opengis.net/kml/2.2"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


def kml(material: ExportMaterial) -> tuple[bytes, list[str]]:
    """Events without a place are listed too, without a point."""
    root = ET.Element("kml", xmlns=KML)
    document = ET.SubElement(root, "Document")
    _text(document, "name", material.title)
    if material.notice:
        _text(document, "description", material.notice)
    for event in material.events:
        _placemark(document, material, event)
    ET.indent(root, " ")
    body = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n", []


def _placemark(document: ET.Element, material: ExportMaterial, event: Event) -> None:
    mark = ET.SubElement(document, "Placemark", id=event.id)
    _text(mark, "name", event.title)
    _text(mark, "description", _description(material, event))
    if event.when.is_known:
        span = ET.SubElement(mark, "TimeSpan")
        if event.when.start:
            _text(span, "begin", event.when.start.strftime("%Y-%m-%dT%H:%M:%SZ"))
        if event.when.end:
            _text(span, "end", event.when.end.strftime("%Y-%m-%dT%H:%M:%SZ"))
    data = ET.SubElement(mark, "ExtendedData")
    for name, value in properties(material, event).items():
        if value not in (None, [], ""):
            field = ET.SubElement(data, "Data", name=name)
            _text(field, "value", "; ".join(value) if isinstance(value, list) else str(value))
    if event.where is not None and event.where.lon is not None and event.where.lat is not None:
        point = ET.SubElement(mark, "Point")
        _text(point, "coordinates", f"{event.where.lon:.6f},{event.where.lat:.6f}")


def _description(material: ExportMaterial, event: Event) -> str:
    """Plain text. Google Earth takes descriptions for HTML, so the signs of markup are spelt as entities."""
    lines = [f"Grade: {event.grade or 'none'}. Independent origins: {len(event.origins)}."]
    if event.where is not None and event.where.radius_m is not None:
        lines.append(f"The point stands for a place within {event.where.radius_m / 1000:g} km of it.")
    lines += [
        f"“{' '.join(c.quote.text.split())}” ({chain_text(c.attribution) or material.outlet_of(c)})"
        for c in material.claims_of(event)
    ]
    text = "\n".join(lines)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = _NOT_XML.sub("\ufffd", text)
