"""XML of a product: no document type, no entities, a cap on size."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from trigpoint.model.errors import RefusedInput, UnreadableFile
from trigpoint.sources.limits import Limits


def parse_xml(content: bytes, where: str, limits: Limits | None = None) -> Element:
    """The root element.

    Raises RefusedInput for a document type, entities or too many bytes, UnreadableFile for what is no XML.
    """
    limits = limits or Limits()
    if len(content) > limits.file_bytes:
        raise RefusedInput(where, f"is larger than {limits.file_bytes >> 20} MiB")
    try:
        return fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise RefusedInput(where, "declares a document type or entities, which product metadata never do") from error
    except (ParseError, ValueError, LookupError) as error:  # LookupError: an encoding nobody knows
        raise UnreadableFile(
            where, f"is no XML ({str(error)[:80]})", "take the product from its source again"
        ) from error


def text_of(root: Element, name: str) -> str:
    """Text of the first element of that local name anywhere below, whatever its namespace; "" where there is none."""
    found = root.find(f".//{{*}}{name}")
    return (found.text or "").strip() if found is not None else ""


def texts_of(root: Element, name: str) -> tuple[str, ...]:
    """Text of every element of that local name, in order."""
    return tuple((found.text or "").strip() for found in root.iterfind(f".//{{*}}{name}"))
