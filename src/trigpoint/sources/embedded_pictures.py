"""Pictures that came in with a page or a mail: parts of a saved page, pictures written into HTML, files beside them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.parser import BytesParser
from pathlib import PurePosixPath

from trigpoint.sources.text import visible

LEAST, MOST = 4_000, 20_000_000  # bytes of a picture worth comparing; smaller ones are icons
_MOST_PICTURES = 40  # of one item
_DATA = re.compile(rb"data:image/(png|jpe?g);base64,([A-Za-z0-9+/=\s%]{4000,})", re.IGNORECASE)
_SIGNED = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_PAGES = (".html", ".htm", ".xhtml")


def pictures_in(content: bytes, media_type: str) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of the PNG and JPEG pictures inside a saved page; none for anything else, or where it cannot be read."""
    found = (
        _parts(content)
        if media_type == "multipart/related"
        else _written(content)
        if "html" in media_type
        else iter(())
    )
    for n, (name, picture) in enumerate(found):
        if n >= _MOST_PICTURES:
            return
        if LEAST <= len(picture) <= MOST and picture.startswith(_SIGNED):
            yield visible(name)[:200] or f"picture {n + 1}", picture


def belongs_to(picture: str, item: str) -> bool:
    """Whether a picture of this name came with that item: attached to it, in the folder saved beside a page, or of its stem.

    `mail.eml!/a.jpg` and `mail.eml`; `page_files/a.jpg` and `page.html`; `story.jpg` or `story-2.jpg` and `story.txt`.
    """
    if picture.startswith(f"{item}!/"):
        return True
    shown, of = PurePosixPath(picture), PurePosixPath(item)
    if not of.stem or shown == of:
        return False
    if of.suffix.lower() in _PAGES and shown.parent == of.with_name(f"{of.stem}_files"):
        return True
    numbered = re.fullmatch(re.escape(of.stem) + r"(?:[-_ ]\d{1,3})?", shown.stem)
    return shown.parent == of.parent and numbered is not None


def _parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(content)
    except (MessageError, ValueError, TypeError, AttributeError, IndexError, RecursionError):
        return
    for part in message.walk():
        if part.get_content_type() in ("image/png", "image/jpeg"):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield str(part.get("Content-Location", "")).rsplit("/", 1)[-1], payload


def _written(content: bytes) -> Iterator[tuple[str, bytes]]:
    for n, found in enumerate(_DATA.finditer(content), start=1):
        try:
            yield f"picture {n} of the page", base64.b64decode(re.sub(rb"\s|%0[AaDd]", b"", found[2]), validate=True)
        except (binascii.Error, ValueError):
            continue
