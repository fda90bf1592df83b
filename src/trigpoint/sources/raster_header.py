"""What a picture file claims to be, read from its first bytes by this module alone, before any decoder sees it.

A decoder makes room for what the header claims; so the claim is weighed here against the limits and against the size of the file.
Nothing here reads pixels. Formats: TIFF and BigTIFF (TIFF 6.0; BigTIFF as of libtiff 4), PNG (ISO/IEC 15948), JPEG (ITU T.81),
JPEG 2000 (ISO/IEC 15444-1: the boxed JP2 and the bare codestream).
"""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping

import attrs

from trigpoint.model.errors import RefusedInput, UnreadableFile, UnsupportedFormat
from trigpoint.sources.formats import seems
from trigpoint.sources.limits import MIB, Limits

READ_HERE = "Trigpoint reads GeoTIFF, JPEG 2000, PNG and JPEG pictures"
_TIFF = {b"II*\x00": ("<", False), b"MM\x00*": (">", False), b"II+\x00": ("<", True), b"MM\x00+": (">", True)}
_PNG = b"\x89PNG\r\n\x1a\n"
_JP2 = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_J2K = b"\xff\x4f\xff\x51"
_TYPES = {1: "B", 2: "s", 3: "H", 4: "I", 5: "8s", 6: "b", 7: "s", 8: "h", 9: "i", 10: "8s", 11: "f", 12: "d", 13: "I"}
_TYPES |= {16: "Q", 17: "q", 18: "Q"}
_MOST_IFDS = 64  # overviews, masks and pages; a COG has about ten
_MOST_VALUES = (
    2_000_000  # of one entry; the largest picture let in has 40,000 tiles, or some 60,000 rows stored one by one
)
_MOST_TILE_BYTES = 256 * MIB  # a decoder makes room for a whole tile
_MOST_ENTRIES = 4_096
_BIG_ENOUGH = 64 * MIB  # below this many decoded bytes nothing is a bomb


@attrs.frozen(kw_only=True)
class Header:
    """What the file claims."""

    driver: str  # GDAL's name
    media_type: str
    width: int
    height: int
    bands: int
    bits: int  # per sample
    is_complex: bool = False
    has_mask: bool = False  # a TIFF with a mask of its own
    flags: tuple[str, ...] = ()


def read_header(handle: Reader, where: str, limits: Limits) -> Header:
    """The claim of a file, weighed. Raises UnsupportedFormat, UnreadableFile or RefusedInput."""
    head = handle.read(0, 4096)
    if not head:
        raise UnreadableFile(where, "is empty")
    if head[:4] in _TIFF:
        header = _tiff(handle, head, where)
    elif head.startswith(_PNG):
        header = _png(head, where)
    elif head.startswith((_JP2, _J2K)):
        header = _jpeg2000(handle, head, where)
    elif head.startswith(b"\xff\xd8\xff"):
        header = _jpeg(handle, where)
    else:
        raise UnsupportedFormat(where, f"is no picture but {seems(head)}", READ_HERE)
    _weigh(header, handle.size, where, limits)
    return header


@attrs.frozen(kw_only=True)
class Reader:
    """Random reads of an open file."""

    fd: int
    size: int

    def read(self, at: int, length: int) -> bytes:
        """Up to `length` bytes from `at`; short at the end of the file."""
        return os.pread(self.fd, length, at) if 0 <= at < self.size else b""


def _weigh(header: Header, size: int, where: str, limits: Limits) -> None:
    width, height, bands = header.width, header.height, header.bands
    if width <= 0 or height <= 0:
        raise UnreadableFile(where, f"has {width:,} columns and {height:,} rows", "save it again from its source")
    if bands <= 0:
        raise UnreadableFile(where, "has no bands", "save it again from its source")
    if header.is_complex:
        raise UnsupportedFormat(where, "holds complex samples (phase)", "save its amplitude or power as float32")
    claim = f"claims {width:,} x {height:,} pixels in {bands:,} bands"
    if bands > limits.raster_bands:
        raise RefusedInput(where, f"{claim}; the limit is {limits.raster_bands:,} bands")
    is_whole = header.driver in ("PNG", "JPEG")
    most = limits.raster_whole_pixels if is_whole else limits.raster_pixels
    if width * height > most or width * height * bands > limits.raster_samples:
        raise RefusedInput(where, f"{claim}; the limit is {most:,} pixels", "cut out the part that is needed")
    decoded = width * height * bands * max(8, header.bits) // 8
    if decoded > _BIG_ENOUGH and decoded > limits.raster_ratio * size:
        raise RefusedInput(where, f"{claim} in {size:,} bytes: a decompression bomb, or empty")


# TIFF ------------------------------------------------------------------------------------------------


def _tiff(handle: Reader, head: bytes, where: str) -> Header:
    order, is_big = _TIFF[head[:4]]
    at = struct.unpack_from(order + ("Q" if is_big else "I"), head, 8 if is_big else 4)[0] if len(head) >= 16 else 0
    first: Mapping[int, tuple[int, ...]] | None = None
    has_mask = False
    doubts: list[str] = []
    seen: set[int] = set()
    while at:
        if at in seen:
            raise UnreadableFile(where, "has a directory that leads back to itself", "save it again from its source")
        if len(seen) >= _MOST_IFDS:
            break  # the decoder reads the first directory and the overviews, which come soon after it
        seen.add(at)
        try:
            tags, at = _directory(handle, at, order, where, is_big=is_big)
        except UnreadableFile:
            if first is None:
                raise
            doubts.append("cut off: a later directory (overviews, masks or pages) is damaged")
            break
        if first is None:
            first = tags
        elif tags.get(254, (0,))[0] & 4:
            has_mask = True
    if first is None:
        raise UnreadableFile(where, "is cut off before its first directory", "save it again from its source")
    claim = _tiff_claim(handle, first, where, has_mask=has_mask)
    return attrs.evolve(claim, flags=(*claim.flags, *doubts))


_WANTED = frozenset({254, 256, 257, 258, 259, 273, 277, 278, 279, 284, 317, 322, 323, 324, 325, 339})
_LISTS = frozenset({273, 279, 324, 325})  # strip and tile offsets and sizes
_GDAL_METADATA = 42112


def _directory(
    handle: Reader, at: int, order: str, where: str, *, is_big: bool
) -> tuple[dict[int, tuple[int, ...]], int]:
    cut = UnreadableFile(where, "is cut off inside its directory", "save it again from its source")
    count_code, entry_size, next_code = ("Q", 20, "Q") if is_big else ("H", 12, "I")
    count_size = struct.calcsize(order + count_code)
    raw = handle.read(at, count_size)
    if len(raw) < count_size:
        raise cut
    count = struct.unpack(order + count_code, raw)[0]
    if count > _MOST_ENTRIES:
        raise UnreadableFile(where, f"has a directory of {count:,} entries", "save it again from its source")
    body = handle.read(at + count_size, count * entry_size + struct.calcsize(order + next_code))
    if len(body) < count * entry_size:
        raise cut
    tags: dict[int, tuple[int, ...]] = {}
    for number in range(count):
        tag, kind = struct.unpack_from(order + "HH", body, number * entry_size)
        if tag in _WANTED or tag == _GDAL_METADATA:
            tags[tag] = _values(handle, body, number * entry_size, kind, order, where, is_big=is_big, tag=tag)
    tail = body[count * entry_size :]
    following = struct.unpack(order + next_code, tail)[0] if len(tail) == struct.calcsize(order + next_code) else 0
    return tags, following


def _values(
    handle: Reader, body: bytes, at: int, kind: int, order: str, where: str, *, is_big: bool, tag: int
) -> tuple[int, ...]:
    count = struct.unpack_from(order + ("Q" if is_big else "I"), body, at + 4)[0]
    room = 8 if is_big else 4
    start = at + (12 if is_big else 8)
    code = _TYPES.get(kind, "")
    if tag == _GDAL_METADATA:
        offset = struct.unpack_from(order + ("Q" if is_big else "I"), body, start)[0]
        text = handle.read(offset, min(count, 4 * MIB)) if count > room else body[start : start + room]
        return (int(b"OVERVIEW_FILE" in text.upper()),)
    if code in ("", "s", "8s", "f", "d"):
        return ()
    if count > _MOST_VALUES:
        raise UnreadableFile(where, f"has a directory entry of {count:,} values", "save it again from its source")
    length = count * struct.calcsize(order + code)
    if length <= room:
        raw = body[start : start + length]
    else:
        raw = handle.read(struct.unpack_from(order + ("Q" if is_big else "I"), body, start)[0], length)
        if tag not in _LISTS and len(raw) < length:
            raise UnreadableFile(where, "is cut off inside its directory", "save it again from its source")
    raw = raw[: len(raw) // struct.calcsize(order + code) * struct.calcsize(order + code)]
    return struct.unpack(f"{order}{len(raw) // struct.calcsize(order + code)}{code}", raw)


def _tiff_claim(handle: Reader, tags: Mapping[int, tuple[int, ...]], where: str, *, has_mask: bool) -> Header:
    def one(tag: int, default: int) -> int:
        return tags.get(tag, (default,))[0] if tags.get(tag) else default

    if tags.get(_GDAL_METADATA) == (1,):
        raise RefusedInput(where, "names another file to be read in its place", "save it again from its source")
    sample = one(339, 1)
    tile = one(322, 0) * one(323, 0) * max(8, one(258, 1)) // 8 * (one(277, 1) if one(284, 1) == 1 else 1)
    if tile > _MOST_TILE_BYTES:
        raise RefusedInput(where, f"is stored in tiles of {tile >> 20:,} MiB", "store it in tiles of 512 x 512")
    flags = _cut_blocks(handle, tags, where)
    return Header(
        driver="GTiff",
        media_type="image/tiff",
        width=one(256, 0),
        height=one(257, 0),
        bands=one(277, 1),
        bits=one(258, 1),
        is_complex=sample in (5, 6),
        has_mask=has_mask,
        flags=flags,
    )


def _cut_blocks(handle: Reader, tags: Mapping[int, tuple[int, ...]], where: str) -> tuple[str, ...]:
    """Blocks said to lie beyond the end of the file. Offset 0 is a block that was never written: no data."""
    offsets = tags.get(324) or tags.get(273) or ()
    sizes = tags.get(325) or tags.get(279) or ()
    if not sizes:
        sizes = (1,) * len(offsets)
    pairs = list(zip(offsets, sizes, strict=False))
    beyond = sum(1 for offset, size in pairs if offset and offset + size > handle.size)
    written = sum(1 for offset, _ in pairs if offset)
    if pairs and not written:
        return ("no pixels were ever written: everything is unknown",)
    if not beyond:
        return ()
    if beyond == written:
        raise UnreadableFile(where, "is cut off: no block of pixels is whole", "fetch it again from its source")
    return (f"cut off: {beyond:,} of {written:,} blocks of pixels lie beyond the end of the file",)


# PNG, JPEG, JPEG 2000 --------------------------------------------------------------------------------


def _png(head: bytes, where: str) -> Header:
    if len(head) < 33 or head[12:16] != b"IHDR":
        raise UnreadableFile(where, "is cut off inside its header", "save it again from its source")
    width, height, bits, colour = struct.unpack_from(">IIBB", head, 16)
    bands = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour, 0)
    return Header(driver="PNG", media_type="image/png", width=width, height=height, bands=bands, bits=bits)


_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # start of frame of any process; not DHT, JPG, DAC


def _jpeg(handle: Reader, where: str) -> Header:
    at = 2
    for _ in range(2_000):
        head = handle.read(at, 12)
        if len(head) < 4 or head[0] != 0xFF:
            break
        if head[1] in (0xFF, 0x01) or 0xD0 <= head[1] <= 0xD7:
            at += 1 if head[1] == 0xFF else 2
            continue
        if head[1] in _FRAMES and len(head) >= 10:
            bits, height, width, bands = struct.unpack_from(">BHHB", head, 4)
            return Header(driver="JPEG", media_type="image/jpeg", width=width, height=height, bands=bands, bits=bits)
        if head[1] in (0xD9, 0xDA):
            break
        at += 2 + struct.unpack_from(">H", head, 2)[0]
    raise UnreadableFile(where, "has no frame header: it is cut off or damaged", "save it again from its source")


def _jpeg2000(handle: Reader, head: bytes, where: str) -> Header:
    at = 0 if head.startswith(_J2K) else _codestream(handle, where)
    raw = handle.read(at, 64)
    if len(raw) < 43 or raw[:4] != _J2K:
        raise UnreadableFile(where, "has no codestream: it is cut off or damaged", "save it again from its source")
    right, bottom, left, top = struct.unpack_from(">IIII", raw, 8)
    bands, depth = struct.unpack_from(">HB", raw, 40)
    return Header(
        driver="JP2OpenJPEG",
        media_type="image/jp2",
        width=right - left,
        height=bottom - top,
        bands=bands,
        bits=(depth & 0x7F) + 1,
    )


def _codestream(handle: Reader, where: str) -> int:
    """Where the box `jp2c` has its contents."""
    at = 0
    for _ in range(1_000):
        raw = handle.read(at, 16)
        if len(raw) < 8:
            break
        length, kind = struct.unpack_from(">I4s", raw)
        start = 8
        if length == 1 and len(raw) == 16:
            length, start = struct.unpack_from(">Q", raw, 8)[0], 16
        if kind == b"jp2c":
            return at + start
        if length < start:
            break
        at += length
    raise UnreadableFile(where, "has no codestream: it is cut off or damaged", "save it again from its source")
