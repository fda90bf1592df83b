"""What a file is: its first bytes and its name must agree.

A file is read as what its name says only when the bytes do not contradict it; a file without a telling name is
judged by its bytes alone. Bytes nobody here reads are refused by what they are, so the message can say it.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePosixPath

from trigpoint.model.errors import UnreadableFile, UnsupportedFormat


class Format(StrEnum):
    """What there is a reader for."""

    TEXT = "text"
    MARKDOWN = "Markdown"
    HTML = "HTML"
    MHTML = "MHTML"
    PDF = "PDF"
    DOCX = "Word (docx)"
    MAIL = "mail (eml)"
    ZIP = "zip archive"
    FEED = "RSS or Atom feed"
    TIFF = "TIFF picture"
    JPEG2000 = "JPEG 2000 picture"
    PNG = "PNG picture"
    JPEG = "JPEG picture"
    NMEA = "NMEA file of AIS"
    TABLE = "CSV table"


BY_NAME = {
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".mhtml": Format.MHTML,
    ".mht": Format.MHTML,
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".eml": Format.MAIL,
    ".zip": Format.ZIP,
    ".rss": Format.FEED,
    ".atom": Format.FEED,
    ".xml": Format.FEED,
    ".rdf": Format.FEED,
    ".tif": Format.TIFF,
    ".tiff": Format.TIFF,
    ".jp2": Format.JPEG2000,
    ".j2k": Format.JPEG2000,
    ".png": Format.PNG,
    ".jpg": Format.JPEG,
    ".jpeg": Format.JPEG,
    ".nmea": Format.NMEA,
    ".nm4": Format.NMEA,
    ".aivdm": Format.NMEA,
    ".csv": Format.TABLE,
}
PICTURES = frozenset({Format.TIFF, Format.JPEG2000, Format.PNG, Format.JPEG})
_PICTURE_MAGIC = (
    (b"II*\x00", Format.TIFF),
    (b"MM\x00*", Format.TIFF),
    (b"II+\x00", Format.TIFF),
    (b"MM\x00+", Format.TIFF),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", Format.JPEG2000),
    (b"\xff\x4f\xff\x51", Format.JPEG2000),
    (b"\x89PNG\r\n\x1a\n", Format.PNG),
    (b"\xff\xd8\xff", Format.JPEG),
)
_BINARY = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or office file"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"II+\x00", "a TIFF image"),
    (b"MM\x00+", "a TIFF image"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "a JPEG 2000 image"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 image"),
    (b"\x1f\x8b", "gzip data"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (doc, xls, ppt)"),
    (b"\x7fELF", "a program (ELF)"),
    (b"\xca\xfe\xba\xbe", "a program (Mach-O or Java)"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"OggS", "an Ogg recording"),
    (b"ID3", "an MP3 recording"),
    (b"RIFF", "a RIFF file (WebP, WAV, AVI)"),
    (b"{\\rtf", "an RTF document"),
)
_TEXTUAL = (Format.TABLE, Format.TEXT, Format.MARKDOWN, Format.HTML, Format.MHTML, Format.MAIL, Format.FEED)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|article)\b", re.IGNORECASE)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|(?:\w+:)?feed)\b")
_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}")
_RELATED = re.compile(rb"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_MARKUP = (
    (re.compile(rb"<(?:OGR)?VRTDataset|<OGRVRTDataSource", re.IGNORECASE), "a GDAL virtual raster (VRT)"),
    (re.compile(rb"<GDAL_W\w+|<WMS_|<WCS_", re.IGNORECASE), "the description of a web map service"),
    (re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE), "a web page"),
    (re.compile(rb'"stac_version"'), "a STAC item"),
    (re.compile(rb"\s*<"), "an XML document"),
    (re.compile(rb"\s*[{\[]"), "JSON"),
)
_AIS = re.compile(rb"![A-Z]{2}VD[MO],")
_READ_HERE = (
    "Trigpoint reads txt, md, html, mhtml, pdf, docx, eml, RSS/Atom, zip, CSV of claims, NMEA (AIS), and pictures "
    "as GeoTIFF, JPEG 2000, PNG or JPEG"
)


def detect(name: str, content: bytes, *, where: str = "") -> Format:
    """The format of a file.

    Raises UnreadableFile when the bytes are not what the name promises, UnsupportedFormat when nothing here reads them.
    """
    promised = BY_NAME.get(PurePosixPath(name).suffix.lower())
    binary = binary_kind(content)
    where = where or name
    if promised is None:
        return _unnamed(name, content, binary, where)
    if promised in _TEXTUAL:
        if binary:
            raise UnreadableFile(where, f"is named like {promised} but holds {binary}", "rename it after what it is")
        return _textual(promised, content)
    if not content:
        raise UnreadableFile(where, "is empty")
    if promised in PICTURES:
        return _picture(promised, content, where)
    if promised is Format.NMEA:
        if not _AIS.search(content[:65536]):
            raise UnreadableFile(where, f"is named like an {promised} but holds {binary or 'no AIS sentence'}")
        return promised
    if promised is Format.PDF and b"%PDF-" not in content[:1024]:
        raise UnreadableFile(where, f"is named .pdf but holds {binary or 'no PDF'}", "save it again from its source")
    if promised in (Format.DOCX, Format.ZIP) and not content.startswith(b"PK"):
        raise UnreadableFile(where, f"is named like a {promised} but holds {binary or 'something else'}")
    return promised


def _picture(promised: Format, content: bytes, where: str) -> Format:
    """A picture of another kind than its name says is still that picture; anything else is not read as one."""
    held = picture_kind(content)
    if held is None:
        raise UnreadableFile(
            where, f"is named like a {promised} but holds {seems(content)}", "rename it after what it is"
        )
    return held


def picture_kind(content: bytes) -> Format | None:
    """The kind of picture by the first bytes alone; None for what is no picture read here."""
    return next((kind for magic, kind in _PICTURE_MAGIC if content.startswith(magic)), None)


def seems(content: bytes) -> str:
    """What bytes that are no picture are, in words."""
    head = content[:4096].removeprefix(b"\xef\xbb\xbf")
    kind = binary_kind(head)
    return kind or next((words for pattern, words in _MARKUP if pattern.search(head)), "text")


def _unnamed(name: str, content: bytes, binary: str, where: str) -> Format:
    if content.startswith(b"%PDF-"):
        return Format.PDF
    if (picture := picture_kind(content)) is not None:
        return picture
    if binary:
        raise UnsupportedFormat(where, f"is {binary}", _READ_HERE)
    has_suffix = bool(PurePosixPath(name).suffix)
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if _FEED.search(head) and head.startswith(b"<"):
        return Format.FEED
    if _HTML.match(head):
        return Format.HTML
    if has_suffix:
        raise UnsupportedFormat(where, "is a kind of file there is no reader for", _READ_HERE)
    return Format.TEXT


def _textual(promised: Format, content: bytes) -> Format:
    head = content[:4096]
    if promised is Format.FEED and _HTML.match(head.lstrip(b"\xef\xbb\xbf \t\r\n")):
        return Format.HTML  # .xml that is XHTML
    if promised is Format.MAIL and _RELATED.search(head) and b"text/html" in content[:16384]:
        return Format.MHTML
    return promised


def binary_kind(content: bytes) -> str:
    """What the bytes are when they are no text, in words; "" for text."""
    for magic, what in _BINARY:
        if content.startswith(magic):
            return what
    if content[4:8] == b"ftyp":
        return "a video or HEIC image"
    head = content[:65536]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or not head:
        return ""
    controls = sum(head.count(code) for code in (*range(1, 9), *range(14, 27), *range(28, 32), 127))
    zeros = head.count(0)
    half = len(head) // 2
    is_utf16 = zeros > 0.35 * len(head) and (head[1::2].count(0) == zeros or head[0::2].count(0) == zeros) and half > 8
    if controls * 50 > len(head) or (zeros * 50 > len(head) and not is_utf16):
        return "binary data"
    return ""


def looks_like_mail(content: bytes) -> bool:
    """Begins with two or more header lines."""
    return bool(_MAIL.match(content[:8192]))


def looks_like_html(content: bytes) -> bool:
    """Begins as an HTML document does."""
    return bool(_HTML.search(content[:1024]))
