"""What a picture file claims to be, read from its bytes here, before any decoder sees it.

A decoder makes room for what the header claims; so the claim is weighed against the limits and against the size of the file. A
decoder also fills in black or grey where a PNG or JPEG ends too early, and says nothing; so their ends are looked for.
Formats: TIFF (`tiff`), PNG (ISO/IEC 15948), JPEG (ITU T.81), JPEG 2000 (ISO/IEC 15444-1: boxed JP2 and bare codestream).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import attrs

from trigpoint.model.errors import RefusedInput, UnreadableFile, UnsupportedFormat
from trigpoint.sources.formats import seems
from trigpoint.sources.limits import MIB, Limits
from trigpoint.sources.rasters.claim import AGAIN, Claim, Reader
from trigpoint.sources.rasters.tiff import MAGIC as TIFF
from trigpoint.sources.rasters.tiff import read_tiff

_READ_HERE = "Trigpoint reads GeoTIFF, JPEG 2000, PNG and JPEG pictures"
_PNG = b"\x89PNG\r\n\x1a\n"
_JP2 = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_J2K = b"\xff\x4f\xff\x51"
_BIG_ENOUGH = 64 * MIB  # below this many decoded bytes nothing is a bomb
_STEP = MIB


def read_header(file: Reader, where: str, limits: Limits) -> Claim:
    """The claim of a file, weighed. Raises UnsupportedFormat, UnreadableFile or RefusedInput."""
    head = file.read(0, 4096)
    if not head:
        raise UnreadableFile(where, "is empty")
    if head[:4] in TIFF:
        claim = read_tiff(file, head, where)
    elif head.startswith(_PNG):
        claim = _png(head, where)
    elif head.startswith((_JP2, _J2K)):
        claim = _jpeg2000(file, head, where)
    elif head.startswith(b"\xff\xd8\xff"):
        claim = _jpeg(file, where)
    else:
        raise UnsupportedFormat(where, f"is no picture but {seems(head)}", _READ_HERE)
    _weigh(claim, file.size, where, limits)
    if claim.driver == "PNG":
        return _png_pixels(file, claim, head, where)
    if claim.driver == "JPEG":
        _check_jpeg_end(file, where)
    return claim


def _weigh(claim: Claim, size: int, where: str, limits: Limits) -> None:
    width, height, bands = claim.width, claim.height, claim.bands
    if width <= 0 or height <= 0:
        raise UnreadableFile(where, f"has {width:,} columns and {height:,} rows", AGAIN)
    if bands <= 0:
        raise UnreadableFile(where, "has no bands", AGAIN)
    if claim.is_complex:
        raise UnsupportedFormat(where, "holds complex samples (phase)", "save its amplitude or power as float32")
    words = f"claims {width:,} x {height:,} pixels in {bands:,} band{'s' if bands > 1 else ''}"
    if bands > limits.raster_bands:
        raise RefusedInput(where, f"{words}; the limit is {limits.raster_bands:,} bands")
    most = limits.raster_whole_pixels if claim.driver in ("PNG", "JPEG") else limits.raster_pixels
    if width * height > most or width * height * bands > limits.raster_samples:
        raise RefusedInput(where, f"{words}; the limit is {most:,} pixels", "cut out the part that is needed")
    decoded = width * height * bands * max(8, claim.bits) // 8
    if decoded > _BIG_ENOUGH and decoded > limits.raster_ratio * size:
        raise RefusedInput(where, f"{words} in {size:,} bytes: a decompression bomb, or empty")


# PNG -------------------------------------------------------------------------------------------------

_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type, table 11.1
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def _png(head: bytes, where: str) -> Claim:
    if len(head) < 33 or head[12:16] != b"IHDR":
        raise UnreadableFile(where, "is cut off inside its header", AGAIN)
    width, height, bits, colour = struct.unpack_from(">IIBB", head, 16)
    return Claim(
        driver="PNG",
        media_type="image/png",
        width=width,
        height=height,
        bands=_SAMPLES.get(colour, 0),
        bits=bits,
    )


def _png_pixels(file: Reader, claim: Claim, head: bytes, where: str) -> Claim:
    """Rows that are there. A decoder shows zeros for those that are not, and a zero is a measurement."""
    wanted = _png_bytes(claim, is_interlaced=bool(head[28]))
    found = _png_inflated(file, wanted)
    if found >= wanted:
        return claim
    rows = 0 if head[28] else found // (1 + (claim.width * claim.bands * claim.bits + 7) // 8)
    if not rows:
        raise UnreadableFile(where, "is cut off: no row of pixels is whole", "fetch it again from its source")
    words = f"cut off: {claim.height - rows:,} of {claim.height:,} rows of pixels are missing"
    return attrs.evolve(claim, rows=rows, flags=(*claim.flags, words))


def _png_bytes(claim: Claim, *, is_interlaced: bool) -> int:
    """Length of the pixels before compression: each row of each pass begins with its filter (section 7.3)."""
    depth = claim.bands * claim.bits
    if not is_interlaced:
        return claim.height * (1 + (claim.width * depth + 7) // 8)
    passes = [(-(-(claim.width - x) // step_x), -(-(claim.height - y) // step_y)) for x, y, step_x, step_y in _ADAM7]
    return sum(rows * (1 + (columns * depth + 7) // 8) for columns, rows in passes if columns > 0 and rows > 0)


def _png_inflated(file: Reader, wanted: int) -> int:
    """Length of what the chunks IDAT unpack to, counted up to `wanted`; damage ends the count."""
    inflate = zlib.decompressobj()
    at, found = len(_PNG), 0
    while found < wanted and not inflate.eof:
        head = file.read(at, 8)
        if len(head) < 8 or head[4:] == b"IEND":
            break
        length = struct.unpack_from(">I", head)[0]
        if head[4:] == b"IDAT":
            for start in range(at + 8, at + 8 + length, _STEP):
                part = file.read(start, min(_STEP, at + 8 + length - start))
                try:
                    while part and found < wanted:
                        found += len(inflate.decompress(part, _STEP))
                        part = inflate.unconsumed_tail
                except zlib.error:
                    return found
        at += 12 + length
    return found


# JPEG ------------------------------------------------------------------------------------------------

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # start of frame of any process; not DHT, JPG, DAC
_SCAN, _END = 0xDA, 0xD9


def _jpeg(file: Reader, where: str) -> Claim:
    for marker, at in _jpeg_segments(file):
        head = file.read(at, 10)
        if marker in _FRAMES and len(head) == 10:
            bits, height, width, bands = struct.unpack_from(">BHHB", head, 4)
            return Claim(driver="JPEG", media_type="image/jpeg", width=width, height=height, bands=bands, bits=bits)
    raise UnreadableFile(where, "has no frame header: it is cut off or damaged", AGAIN)


def _jpeg_segments(file: Reader) -> Iterator[tuple[int, int]]:
    """Markers before the first scan, the scan's own last, and where they lie."""
    at = 2
    for _ in range(2_000):
        head = file.read(at, 4)
        if len(head) < 4 or head[0] != 0xFF:
            return
        marker = head[1]
        if marker == 0xFF:  # fill
            at += 1
        elif marker == 0x01 or 0xD0 <= marker <= 0xD7:  # without a length
            at += 2
        else:
            yield marker, at
            if marker in (_SCAN, _END):
                return
            at += 2 + struct.unpack_from(">H", head, 2)[0]


def _check_jpeg_end(file: Reader, where: str) -> None:
    """Where the end is missing a decoder fills the rest with grey, and which rows those are it does not say.

    Inside of a scan 0xFF is always followed by a zero or a restart marker (B.1.1.5), and thumbnails lie before it; so the first end
    behind the first scan is that of the picture. What cameras append behind it does not matter.
    """
    at = next((at for marker, at in _jpeg_segments(file) if marker == _SCAN), file.size)
    while part := file.read(at, _STEP):
        if b"\xff\xd9" in part:
            return
        if len(part) == 1:
            break
        at += len(part) - 1  # the two bytes may lie on both sides of a step
    raise UnreadableFile(where, "is cut off: the end of the picture is missing", "fetch it again from its source")


# JPEG 2000 -------------------------------------------------------------------------------------------


def _jpeg2000(file: Reader, head: bytes, where: str) -> Claim:
    at = 0 if head.startswith(_J2K) else _codestream(file, where)
    raw = file.read(at, 64)
    if len(raw) < 43 or raw[:4] != _J2K:
        raise UnreadableFile(where, "has no codestream: it is cut off or damaged", AGAIN)
    right, bottom, left, top = struct.unpack_from(">IIII", raw, 8)
    bands, depth = struct.unpack_from(">HB", raw, 40)
    return Claim(
        driver="JP2OpenJPEG",
        media_type="image/jp2",
        width=right - left,
        height=bottom - top,
        bands=bands,
        bits=(depth & 0x7F) + 1,
    )


def _codestream(file: Reader, where: str) -> int:
    """Where the box `jp2c` has its contents."""
    at = 0
    for _ in range(1_000):
        raw = file.read(at, 16)
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
    raise UnreadableFile(where, "has no codestream: it is cut off or damaged", AGAIN)
