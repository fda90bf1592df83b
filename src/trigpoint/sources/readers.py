"""Which reader reads what. Readers are imported when first needed: most runs need one or two of them."""

from __future__ import annotations

from datetime import datetime

from trigpoint.model.errors import UnreadableFile
from trigpoint.sources.formats import PICTURES, Format
from trigpoint.sources.limits import Limits
from trigpoint.sources.reading import Reading

MARKUP = frozenset({Format.HTML, Format.MHTML, Format.FEED, Format.MAIL})


def read_as(
    kind: Format, content: bytes, where: str, limits: Limits, now: datetime, *, url: str = "", declared_type: str = ""
) -> Reading:
    """The rendition of one item. `url`: where it was fetched from. Raises InputError."""
    if not content:
        raise UnreadableFile(where, "is empty")
    if kind in (Format.TEXT, Format.MARKDOWN):
        from trigpoint.sources.plain import read_plain

        return read_plain(content, where, limits, is_markdown=kind is Format.MARKDOWN)
    if kind is Format.HTML:
        from trigpoint.sources.pages.page import read_page

        return read_page(content, where, limits, now, url=url, declared_type=declared_type)
    if kind is Format.FEED:
        from trigpoint.sources.feed import read_feed

        return read_feed(content, where, limits, now, url=url)
    if kind in (Format.MAIL, Format.MHTML):
        from trigpoint.sources.mail import read_mail, read_mhtml

        return (read_mhtml if kind is Format.MHTML else read_mail)(content, where, limits, now)
    if kind in PICTURES:
        from trigpoint.sources.picture import read_picture

        return read_picture(content, where, limits)
    if kind is Format.TABLE:
        from trigpoint.sources.table_kinds import read_table

        return read_table(content, where, limits, now)
    if kind is Format.NMEA:
        from trigpoint.sources.positions.nmea_capture import read_sentences

        return read_sentences(content, where)
    from trigpoint.sources.document import read_document

    return read_document(content, where, limits, now, is_pdf=kind is Format.PDF)
