"""Bytes to characters, and what is doubtful about the characters. The text itself is never changed."""

from __future__ import annotations

import codecs
import re
import unicodedata

import attrs

from trigpoint.model.errors import RefusedInput, UnreadableFile

# UAX #9 embeddings, overrides and isolates: they make a name read differently from its characters.
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# U+200C and U+200D join letters in Persian, Urdu and emoji; between Latin, Cyrillic or Hebrew letters they only hide.
ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e")
_HIDDEN_IN_WORD = re.compile("(?<=[A-Za-z\u00c0-\u024f\u0400-\u04ff\u0590-\u05ff])[\u200b-\u200d\u2060\ufeff]+(?=\\w)")
_TAGS = re.compile("[\U000e0000-\U000e007f]")  # invisible "tag" letters: text for machines that no reader sees
_LONG_LINE = 100_000  # characters; prose never comes near it

_LINE_BREAKS = frozenset("\t\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_JOINERS = frozenset("\u200c\u200d")
_JOINING = re.compile("[\u0620-\u06ff\u0750-\u077f\u0900-\u0dff]")

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Bytes that a code page leaves undefined fail to decode, so the order is from the strictest to the one that takes all.
_ARABIC = re.compile("[\u0621-\u064a]")
_CYRILLIC = re.compile("[\u0410-\u044f]")


@attrs.frozen(kw_only=True)
class Decoded:
    """Characters, the charset they were read with, and what was doubtful."""

    text: str
    charset: str
    flags: tuple[str, ...] = ()


def decode(content: bytes, where: str, *, declared: str = "") -> Decoded:
    """Text of bytes: by byte order mark, then UTF-8, then what was declared, then a guess that is flagged.

    UTF-8 goes before the declaration because text that decodes as UTF-8 by accident is rare and a false
    declaration is common. A leading byte order mark of UTF-8 stays in the text: offsets count it.
    """
    for mark, charset in _BOMS:
        if content.startswith(mark):
            return _strictly(content, charset, where)
    utf16 = _unmarked_utf16(content)
    if utf16:
        return attrs.evolve(_strictly(content, utf16, where), flags=(f"charset guessed: {utf16}",))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(content, declared)
    known = _codec(declared)
    wrong = known not in ("", "utf-8", "ascii") and not content.isascii()
    return Decoded(text=text, charset="utf-8", flags=(f"wrong charset declared: {declared}",) if wrong else ())


def _strictly(content: bytes, charset: str, where: str) -> Decoded:
    try:
        return Decoded(text=content.decode(charset), charset=charset)
    except UnicodeDecodeError as error:
        raise UnreadableFile(where, f"is damaged: not {charset.upper()} at byte {error.start}") from error


def _unmarked_utf16(content: bytes) -> str:
    """Western text in UTF-16 has a zero in every other byte; nothing else that is text has."""
    head = content[:4096]
    if len(head) < 16 or len(content) % 2:
        return ""
    half = len(head) // 2
    if head[1::2].count(0) > 0.7 * half and not head[0::2].count(0):
        return "utf-16-le"
    if head[0::2].count(0) > 0.7 * half and not head[1::2].count(0):
        return "utf-16-be"
    return ""


def _decode_legacy(content: bytes, declared: str) -> Decoded:
    known = _codec(declared)
    if known and known != "utf-8":
        try:
            return Decoded(text=content.decode(known), charset=known)
        except UnicodeDecodeError:
            pass
    charset = _guess(content)
    flags = [f"charset guessed: {charset}"]
    if declared:
        flags.insert(0, f"wrong charset declared: {declared}")
    return Decoded(text=content.decode(charset, errors="replace"), charset=charset, flags=tuple(flags))


def _codec(name: str) -> str:
    """The codec's own name when it is a text encoding, else ""."""
    try:
        info = codecs.lookup(name.strip().strip("\"'"))
    except (LookupError, ValueError):
        return ""
    return info.name if getattr(info, "_is_text_encoding", True) else ""


def _guess(content: bytes) -> str:
    """UTF-8 with a few broken bytes, else Windows code pages by the letters they would give."""
    if content.decode("utf-8", errors="replace").count("\ufffd") * 200 < len(content):
        multi = sum(1 for byte in content if byte >= 0xC0)
        if content.decode("utf-8", errors="replace").count("\ufffd") * 4 < multi:
            return "utf-8"
    high = sum(1 for byte in content if byte >= 0x80)
    if high * 4 > len(content):  # mostly non-Latin letters
        arabic = len(_ARABIC.findall(content.decode("cp1256", errors="replace")))
        cyrillic = len(_CYRILLIC.findall(content.decode("cp1251", errors="replace")))
        return "cp1256" if _common_arabic(content) or arabic > cyrillic else "cp1251"
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"


def _common_arabic(content: bytes) -> bool:
    """The article "al-" at word starts, which hardly any other reading of these bytes gives."""
    words = content.decode("cp1256", errors="replace").split()
    return sum(1 for word in words if word.startswith("ال")) * 10 > len(words)


def doubts(text: str) -> tuple[str, ...]:
    """What a reader of the text cannot see: flags for the capture, in a fixed order."""
    found = []
    if text.startswith("\ufeff"):
        found.append("byte order mark")
    if "\x00" in text:
        found.append("NUL characters")
    if "\ufffd" in text:
        found.append("undecodable bytes")
    if _REORDERING.search(text):
        found.append("bidi controls")
    if _HIDDEN_IN_WORD.search(text):
        found.append("zero-width characters inside words")
    if _TAGS.search(text):
        found.append("invisible tag characters")
    if len(text) > _LONG_LINE and max(map(len, text.split("\n"))) > _LONG_LINE:
        found.append("very long line")
    return tuple(found)


def visible(name: str) -> str:
    """A name or title as it is shown: controls, bidi marks and hidden characters out, spaces single.

    For display and comparison only; evidence keeps its characters. Joiners stay after Arabic and Indic letters, where
    spelling needs them.
    """
    kept: list[str] = []
    for character in name:
        if character in _LINE_BREAKS:
            kept.append(" ")
        elif not _is_hidden(character) or (character in _JOINERS and kept and _JOINING.match(kept[-1])):
            kept.append(character)
    return " ".join("".join(kept).split())


def _is_hidden(character: str) -> bool:
    if character in BIDI_CONTROLS or character in ZERO_WIDTH:
        return True
    return unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn") or "\U000e0000" <= character <= "\U000e007f"


def within(text: str, limit: int, where: str) -> str:
    """The text, or RefusedInput when it holds more than `limit` characters."""
    if len(text) > limit:
        raise RefusedInput(where, f"holds {len(text):,} characters of text; the limit is {limit:,}")
    return text
