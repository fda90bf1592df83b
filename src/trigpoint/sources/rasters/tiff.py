"""What a TIFF or BigTIFF claims to be (TIFF 6.0; BigTIFF as libtiff 4 writes it), read by this module alone.

Its directories are walked once, each entry bounded, so that a decoder never meets a loop, a list without end, or the name of
another file. Pixels are not read; where they are said to lie is compared with where the file ends.
"""

from __future__ import annotations

import html
import struct
import sys
from collections.abc import Mapping

import attrs

from trigpoint.model.errors import RefusedInput, UnreadableFile
from trigpoint.sources.limits import MIB
from trigpoint.sources.rasters.claim import AGAIN, Claim, PlainTiles, Reader, Words
from trigpoint.sources.rasters.words import KINDS, words_of

MAGIC = {b"II*\x00": ("<", False), b"MM\x00*": (">", False), b"II+\x00": ("<", True), b"MM\x00+": (">", True)}
_TYPES = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 13: "I", 16: "Q", 17: "q", 18: "Q"}  # TIFF 6.0 section 2
_KIND, _WIDTH, _HEIGHT, _BITS, _SAMPLES, _PLANES = 254, 256, 257, 258, 277, 284
_COMPRESSION, _FILL, _PREDICTOR = 259, 266, 317
_STRIPS, _STRIP_SIZES, _TILE_WIDTH, _TILE_HEIGHT, _TILES, _TILE_SIZES, _SAMPLE_KIND = 273, 279, 322, 323, 324, 325, 339
_GDAL_METADATA = 42112
_WANTED = frozenset({
    _KIND, _WIDTH, _HEIGHT, _BITS, _COMPRESSION, _FILL, _SAMPLES, _PLANES, _PREDICTOR, _TILE_WIDTH, _TILE_HEIGHT, _SAMPLE_KIND
})  # fmt: skip
_LISTS = frozenset({_STRIPS, _STRIP_SIZES, _TILES, _TILE_SIZES})
_IS_MASK = 4  # bit of NewSubfileType
_MOST_DIRECTORIES = 64  # overviews, masks and pages; a COG has about ten
_MOST_ENTRIES = 4_096
_MOST_VALUES = 2_000_000  # the largest picture let in has 40,000 tiles, or some 60,000 rows stored one by one
_MOST_WORDS = 1 << 16  # bytes of a value that is not numbers of the layout
_TWICE = 0  # no tag: stands for a tag given a second time, which readers take differently
_SIZES = {2: 1, 3: 2, 4: 4, 12: 8}  # bytes: text, whole numbers, double
_MOST_TILE_BYTES = 256 * MIB  # a decoder makes room for a whole tile

Tags = Mapping[int, tuple[int, ...]]


@attrs.frozen(kw_only=True)
class _Tiff:
    """The file and how its numbers are written."""

    file: Reader
    where: str
    order: str
    is_big: bool

    @property
    def offset_code(self) -> str:
        """Of `struct`, for an offset or a count of values."""
        return self.order + ("Q" if self.is_big else "I")

    @property
    def room(self) -> int:
        """Bytes of an entry's value field."""
        return 8 if self.is_big else 4

    def cut(self) -> UnreadableFile:
        """The error for a directory that is not all there."""
        return UnreadableFile(self.where, "is cut off inside its directory", AGAIN)


def read_tiff(file: Reader, head: bytes, where: str) -> Claim:
    """The claim of the first directory; masks and damage are looked for in those that follow it."""
    order, is_big = MAGIC[head[:4]]
    tiff = _Tiff(file=file, where=where, order=order, is_big=is_big)
    at = struct.unpack_from(tiff.offset_code, head, 8 if is_big else 4)[0] if len(head) >= 16 else 0
    first: Tags | None = None
    entries: dict[int, bytes] = {}
    has_mask = False
    doubts: list[str] = []
    seen: set[int] = set()
    while at and len(seen) < _MOST_DIRECTORIES:
        if at in seen:
            raise UnreadableFile(where, "has a directory that leads back to itself", AGAIN)
        seen.add(at)
        try:
            tags, at = _directory(tiff, at, entries if first is None else {})
        except UnreadableFile:
            if first is None:
                raise
            doubts.append("cut off: a later directory (overviews, masks or pages) is damaged")
            break
        if first is None:
            first = tags
        has_mask = has_mask or bool((tags.get(_KIND) or (0,))[0] & _IS_MASK)
    if first is None:
        raise UnreadableFile(where, "is cut off before its first directory", AGAIN)
    claim = _claim(tiff, first, has_mask=has_mask, doubts=tuple(doubts))
    return attrs.evolve(claim, words=_words(tiff, entries, claim)) if claim.plain and len(seen) == 1 else claim


def _words(tiff: _Tiff, entries: Mapping[int, bytes], claim: Claim) -> Words | None:
    values: dict[int, bytes] = {}
    for tag in KINDS.keys() & entries.keys():
        kind = struct.unpack_from(tiff.order + "H", entries[tag], 2)[0]
        size = _count(tiff, entries[tag]) * _SIZES.get(kind, 1)
        if kind != KINDS[tag] or size > _MOST_WORDS:
            return None
        values[tag] = _raw(tiff, entries[tag], size)
        if len(values[tag]) < size:
            return None
    return words_of(frozenset(entries), values, claim.bands)


def _directory(tiff: _Tiff, at: int, entries: dict[int, bytes]) -> tuple[dict[int, tuple[int, ...]], int]:
    """Values that matter, all `entries` as they stand, and where the following directory lies (0: nowhere)."""
    count_code = tiff.order + ("Q" if tiff.is_big else "H")
    step = 20 if tiff.is_big else 12
    head = tiff.file.read(at, struct.calcsize(count_code))
    if len(head) < struct.calcsize(count_code):
        raise tiff.cut()
    count = struct.unpack(count_code, head)[0]
    if count > _MOST_ENTRIES:
        raise UnreadableFile(tiff.where, f"has a directory of {count:,} entries", AGAIN)
    body = tiff.file.read(at + len(head), count * step + tiff.room)
    if len(body) < count * step:
        raise tiff.cut()
    tags: dict[int, tuple[int, ...]] = {}
    for start in range(0, count * step, step):
        tag = struct.unpack_from(tiff.order + "H", body, start)[0]
        entries[tag if tag not in entries else _TWICE] = body[start : start + step]
        if tag == _GDAL_METADATA:
            _check_metadata(tiff, body[start : start + step])
        elif tag in _WANTED or tag in _LISTS:
            tags[tag] = _values(tiff, tag, body[start : start + step])
    tail = body[count * step :]
    return tags, struct.unpack(tiff.offset_code, tail)[0] if len(tail) == tiff.room else 0


def _values(tiff: _Tiff, tag: int, entry: bytes) -> tuple[int, ...]:
    """Whole numbers of an entry; a list cut off by the end of the file comes short, () for numbers of another kind."""
    code = _TYPES.get(struct.unpack_from(tiff.order + "H", entry, 2)[0])
    count = struct.unpack_from(tiff.offset_code, entry, 4)[0]
    if code is None:
        return ()
    if count > _MOST_VALUES:
        raise UnreadableFile(tiff.where, f"has a directory entry of {count:,} values", AGAIN)
    size = struct.calcsize(code)
    raw = _raw(tiff, entry, count * size)
    if len(raw) < count * size and tag not in _LISTS:
        raise tiff.cut()
    whole = len(raw) // size
    return struct.unpack(f"{tiff.order}{whole}{code}", raw[: whole * size])


def _count(tiff: _Tiff, entry: bytes) -> int:
    return int(struct.unpack_from(tiff.offset_code, entry, 4)[0])


def _raw(tiff: _Tiff, entry: bytes, length: int) -> bytes:
    """The bytes of a value: in the entry itself where they fit."""
    field = entry[-tiff.room :]
    return field[:length] if length <= tiff.room else tiff.file.read(struct.unpack(tiff.offset_code, field)[0], length)


def _check_metadata(tiff: _Tiff, entry: bytes) -> None:
    """GDAL opens the file that an item OVERVIEW_FILE names, by any of its drivers and over the network too."""
    count = struct.unpack_from(tiff.offset_code, entry, 4)[0]
    text = _raw(tiff, entry, min(count, 4 * MIB)).decode("utf-8", errors="replace")
    if "OVERVIEW_FILE" in html.unescape(text).upper():
        raise RefusedInput(tiff.where, "names another file to be read in its place", AGAIN)


def _claim(tiff: _Tiff, tags: Tags, *, has_mask: bool, doubts: tuple[str, ...]) -> Claim:
    def one(tag: int, default: int) -> int:
        return (tags.get(tag) or (default,))[0]

    bands, bits = one(_SAMPLES, 1), max(8, one(_BITS, 1))
    tile = one(_TILE_WIDTH, 0) * one(_TILE_HEIGHT, 0) * bits // 8 * (bands if one(_PLANES, 1) == 1 else 1)
    if tile > _MOST_TILE_BYTES:
        raise RefusedInput(tiff.where, f"is stored in tiles of {tile >> 20:,} MiB", "store it in tiles of 512 x 512")
    is_sparse, flags = _blocks(tiff, tags)
    return Claim(
        driver="GTiff",
        media_type="image/tiff",
        width=one(_WIDTH, 0),
        height=one(_HEIGHT, 0),
        bands=bands,
        bits=bits,
        is_complex=one(_SAMPLE_KIND, 1) in (5, 6),
        has_mask=has_mask,
        is_sparse=is_sparse,
        flags=(*flags, *doubts),
        plain=None if has_mask or is_sparse or flags else _plain(tiff, tags, bands),
    )


def _plain(tiff: _Tiff, tags: Tags, bands: int) -> PlainTiles | None:
    """The tiles, where they are float32 as this machine has it in memory, each of just the length it should have."""
    high, wide, rows, columns = ((tags.get(tag) or (0,))[0] for tag in (_TILE_HEIGHT, _TILE_WIDTH, _HEIGHT, _WIDTH))
    by_pixel = tags.get(_PLANES, (1,)) == (1,)
    offsets, sizes = tags.get(_TILES, ()), tags.get(_TILE_SIZES, ())
    if not high or not wide or tiff.order != "<" or sys.byteorder != "little":
        return None
    down, across = -(-rows // high), -(-columns // wide)
    if (
        tags.get(_COMPRESSION, (1,)) != (1,)
        or tags.get(_FILL, (1,)) != (1,)
        or tags.get(_PREDICTOR, (1,)) != (1,)
        or set(tags.get(_BITS, ())) != {32}
        or set(tags.get(_SAMPLE_KIND, ())) != {3}
        or len(offsets) != len(sizes)
        or len(offsets) != down * across * (1 if by_pixel else bands)
        or set(sizes) != {4 * high * wide * (bands if by_pixel else 1)}
    ):
        return None
    return PlainTiles(height=high, width=wide, offsets=offsets, by_pixel=by_pixel)


def _blocks(tiff: _Tiff, tags: Tags) -> tuple[bool, tuple[str, ...]]:
    """Whether some blocks were never written (no data, whatever a decoder makes of them), and which lie beyond the end."""
    offsets = tags.get(_TILES) or tags.get(_STRIPS) or ()
    sizes = tags.get(_TILE_SIZES) or tags.get(_STRIP_SIZES) or (1,) * len(offsets)
    written = [(offset, size) for offset, size in zip(offsets, sizes, strict=False) if offset and size]
    beyond = sum(offset + size > tiff.file.size for offset, size in written)
    if offsets and not written:
        return True, ("no pixels were ever written: everything is unknown",)
    if written and beyond == len(written):
        raise UnreadableFile(tiff.where, "is cut off: no block of pixels is whole", "fetch it again from its source")
    if not beyond:
        return len(written) < len(offsets), ()
    words = f"cut off: {beyond:,} of {len(written):,} blocks of pixels lie beyond the end of the file"
    return len(written) < len(offsets), (words,)
