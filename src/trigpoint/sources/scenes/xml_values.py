"""XML of a product: no document type, no entities, caps on size, depth and number of elements."""

from __future__ import annotations

import io
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from trigpoint.model.errors import RefusedInput, UnreadableFile
from trigpoint.sources.limits import Limits


def parse_xml(content: bytes, where: str, limits: Limits | None = None) -> Element:
    """The root element.

    Raises RefusedInput for a document type, entities, too many bytes or elements or levels, UnreadableFile for what is no XML.
    """
    limits = limits or Limits()
    if len(content) > limits.product_xml_bytes:
        raise RefusedInput(where, f"is larger than {limits.product_xml_bytes >> 20} MiB")
    root: Element | None = None
    depth = count = 0
    try:
        for event, element in iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
            root = element if root is None else root
            depth += 1 if event == "start" else -1
            count += 1
            if depth > limits.xml_depth or count > 2 * limits.product_xml_elements:
                raise RefusedInput(where, "is nested deeper or holds more than product metadata does")
    except DefusedXmlException as error:
        raise RefusedInput(where, "declares a document type or entities, which product metadata never do") from error
    except (ParseError, ValueError, LookupError) as error:  # LookupError: an encoding nobody knows
        raise UnreadableFile(
            where, f"is no XML ({str(error)[:80]})", "take the product from its source again"
        ) from error
    if root is None:
        raise UnreadableFile(where, "is no XML (empty)", "take the product from its source again")
    return root


def text_of(root: Element, name: str) -> str:
    """Text of the first element of that local name anywhere below, whatever its namespace; "" where there is none."""
    found = root.find(f".//{{*}}{name}")
    return (found.text or "").strip() if found is not None else ""


def texts_of(root: Element, name: str) -> tuple[str, ...]:
    """Text of every element of that local name, in order."""
    return tuple((found.text or "").strip() for found in root.iterfind(f".//{{*}}{name}"))
