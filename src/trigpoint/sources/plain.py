"""Plain text and Markdown: the rendition is the file decoded, character for character."""

from __future__ import annotations

import re

from trigpoint.model.errors import UnreadableFile
from trigpoint.sources.formats import looks_like_html
from trigpoint.sources.limits import Limits
from trigpoint.sources.plain_split import articles_in, title_of
from trigpoint.sources.reading import Piece, Reading
from trigpoint.sources.text import decode, visible, within

_HEADING = re.compile(r"^\ufeff?\s*#\s+(.+?)\s*#*\s*$", re.MULTILINE)


def read_plain(content: bytes, where: str, limits: Limits, *, is_markdown: bool = False) -> Reading:
    """One piece for each article pasted into the file. A date or outlet in the prose is for the reports side to find."""
    decoded = decode(content, where)
    text = within(decoded.text, limits.text_chars, where)
    if not visible(text):
        raise UnreadableFile(where, "is empty")
    flags = list(decoded.flags)
    if looks_like_html(content):
        flags.append("HTML markup in a text file")
    heading = _HEADING.search(text[:2000]) if is_markdown else None
    title = visible(heading.group(1)) if heading and not text[: heading.start()].strip("\ufeff \r\n") else ""
    parts = articles_in(text)
    several = [Piece(start=a, end=b, title=title_of(text[a:b])) for a, b in parts]
    return Reading(
        text=text,
        pieces=tuple(several) if len(parts) > 1 else (Piece(start=0, end=len(text), title=title),),
        media_type="text/markdown" if is_markdown else "text/plain",
        reader="plain 2",
        flags=tuple(flags),
    )
