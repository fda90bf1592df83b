"""Hostile pictures, built byte by byte when asked for: nothing here is stored as a file in the project.

`REFUSED` names pictures that must not be opened at all, with words of the message; `DOUBTED` those that open with a flag.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping

Entry = tuple[int, list[float] | bytes]  # TIFF type, values
WIDTH, HEIGHT = 48, 32
_CODES = {1: "B", 2: "s", 3: "H", 4: "I", 12: "d", 16: "Q"}
PIXELS = bytes(range(1, 49)) * HEIGHT
KEYS_UTM_37N = [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32637]
KEYS_LONLAT = [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326]


def tiff(entries: Mapping[int, Entry], payload: bytes = PIXELS, *, order: str = "<", following: int = 0) -> bytes:
    """A TIFF of one directory right behind the header; tag 273 or 324 with no values points to the payload."""
    count = len(entries)
    extra = 8 + 2 + 12 * count + 4
    packed: dict[int, tuple[int, int, bytes]] = {}
    size = extra
    for tag, (kind, values) in sorted(entries.items()):
        raw = values if isinstance(values, bytes) else struct.pack(f"{order}{len(values)}{_CODES[kind]}", *values)
        packed[tag] = (kind, len(values), raw)
        size += len(raw) if len(raw) > 4 else 0
    directory, beyond = b"", b""
    for tag, (kind, number, raw) in packed.items():
        if tag in (273, 324) and not number:
            kind, number, raw = 4, 1, struct.pack(f"{order}I", size)
        if len(raw) > 4:
            value = struct.pack(f"{order}I", extra + len(beyond))
            beyond += raw
        else:
            value = raw.ljust(4, b"\0")
        directory += struct.pack(f"{order}HHI", tag, kind, number) + value
    magic = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8)
    return magic + struct.pack(f"{order}H", count) + directory + struct.pack(f"{order}I", following) + beyond + payload


def entries(**changed: Entry | None) -> dict[int, Entry]:
    """A sound grey picture's tags; `t257=(4, [9])` changes one, None leaves it out."""
    plain: dict[int, Entry] = {
        256: (4, [WIDTH]),
        257: (4, [HEIGHT]),
        258: (3, [8]),
        259: (3, [1]),
        262: (3, [1]),
        273: (4, []),
        277: (3, [1]),
        278: (4, [HEIGHT]),
        279: (4, [WIDTH * HEIGHT]),
    }
    for name, entry in changed.items():
        plain.pop(int(name[1:]), None)
        if entry is not None:
            plain[int(name[1:])] = entry
    return plain


def placed(scale: list[float], tie: list[float], keys: list[float]) -> dict[str, Entry]:
    """Tags of a place on earth: pixel size, a tie point, GeoTIFF keys."""
    return {"t33550": (12, scale), "t33922": (12, tie), "t34735": (3, keys)}


UTM = placed([10, 10, 0], [0, 0, 0, 350_000, 3_990_000, 0], [*KEYS_UTM_37N])


def sound(**changed: Entry | None) -> bytes:
    """A GeoTIFF of 48 x 32 pixels of 10 m in UTM 37N."""
    return tiff(entries(**{**UTM, **changed}))


def png(width: int, height: int, *, colour: int = 0) -> bytes:
    """A PNG that claims a size; its pixels are one empty chunk."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def jpeg_header(width: int, height: int) -> bytes:
    """Start of image and a baseline frame header, no scan."""
    return b"\xff\xd8\xff\xe0\x00\x04JF\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"


def codestream(width: int, height: int, bands: int = 1) -> bytes:
    """A bare JPEG 2000 codestream's SIZ segment."""
    size = struct.pack(">HHIIIIIIIIH", 38 + 3 * bands, 0, width, height, 0, 0, width, height, 0, 0, bands)
    return b"\xff\x4f\xff\x51" + size + b"\x07\x01\x01" * bands


def virtual(source: str) -> bytes:
    """A GDAL virtual raster whose pixels are somewhere else."""
    return (
        f'<VRTDataset rasterXSize="4" rasterYSize="4"><VRTRasterBand dataType="Byte" band="1"><SimpleSource>'
        f"<SourceFilename>{source}</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>"
    ).encode()


def with_overview_elsewhere(target: str) -> bytes:
    """A sound GeoTIFF whose own metadata name another file as its overview."""
    item = f'<GDALMetadata><Item name="OVERVIEW_FILE" domain="OVERVIEWS">{target}</Item></GDALMetadata>\0'
    return sound(t42112=(2, item.encode()))


def leading_to_itself() -> bytes:
    """A directory whose following directory is itself."""
    return tiff(entries(**UTM), following=8)


def big_tiff(entry_count: int) -> bytes:
    """A BigTIFF header whose directory claims so many entries."""
    return b"II+\0" + struct.pack("<HHQQ", 8, 0, 16, entry_count)


_COUNT_324: tuple[bytes, bytes] = (struct.pack("<HHI", 324, 4, 1), struct.pack("<HHI", 324, 4, 2**31))
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.tif": (lambda: b"", "is empty"),
    "virtual.tif": (lambda: virtual("/vsicurl/http://127.0.0.1:9/a.tif"), "virtual raster"),
    "virtual_with_mark.tif": (lambda: b"\xef\xbb\xbf\n " + virtual("/etc/passwd"), "virtual raster"),
    "service.tif": (lambda: b"<GDAL_WMS><Service name='TMS'></Service></GDAL_WMS>", "web map service"),
    "page.png": (lambda: b"<!DOCTYPE html><title>404</title>", "a web page"),
    "item.tif": (lambda: b'{"stac_version": "1.0.0", "assets": {}}', "a STAC item"),
    "hdf.tif": (lambda: b"\x89HDF\r\n\x1a\n" + bytes(64), "binary data"),
    "zip.tif": (lambda: b"PK\x03\x04" + bytes(64), "zip archive"),
    "huge.tif": (lambda: sound(t256=(4, [2**31 - 1]), t257=(4, [2**31 - 1])), "the limit is"),
    "many_bands.tif": (lambda: sound(t277=(3, [60_000])), "bands"),
    "sparse.tif": (lambda: sound(t256=(4, [40_000]), t257=(4, [40_000])), "decompression bomb"),
    "huge_tile.tif": (
        lambda: sound(t322=(4, [65_536]), t323=(4, [65_536]), t273=None, t279=None, t324=(4, []), t325=(4, [9])),
        "tiles of",
    ),
    "no_bands.tif": (lambda: sound(t277=(3, [0])), "no bands"),
    "no_rows.tif": (lambda: sound(t257=(4, [0])), "0 rows"),
    "complex.tif": (lambda: sound(t339=(3, [6])), "complex"),
    "cut_header.tif": (lambda: sound()[:6], "cut off"),
    "cut_directory.tif": (lambda: sound()[:70], "cut off"),
    "directory_elsewhere.tif": (lambda: b"II*\0" + struct.pack("<I", 2**31), "cut off"),
    "loop.tif": (leading_to_itself, "leads back to itself"),
    "endless_directory.tif": (lambda: big_tiff(2**60), "entries"),
    "endless_offsets.tif": (lambda: sound(t273=None, t324=(4, [8])).replace(*_COUNT_324), "values"),
    "pixels_beyond.tif": (lambda: sound(t273=(4, [2**31])), "cut off"),
    "overview_elsewhere.tif": (lambda: with_overview_elsewhere("/vsicurl/http://127.0.0.1:9/o"), "another file"),
    "huge.png": (lambda: png(60_000, 60_000), "the limit is"),
    "huge_flat.png": (lambda: png(19_000, 19_000), "decompression bomb"),
    "no_pixels.png": (lambda: png(40, 30), "no row of pixels is whole"),
    "cut.png": (lambda: png(4, 4)[:20], "cut off"),
    "huge.jpg": (lambda: jpeg_header(65_000, 65_000), "the limit is"),
    "no_end.jpg": (lambda: jpeg_header(400, 300), "the end of the picture is missing"),
    "no_frame.jpg": (lambda: b"\xff\xd8\xff\xe0\x00\x04JF\xff\xd9", "no frame"),
    "huge.j2k": (lambda: codestream(2**31, 2**31), "the limit is"),
    "no_stream.jp2": (lambda: b"\x00\x00\x00\x0cjP  \r\n\x87\n", "no codestream"),
    "endless_box.jp2": (lambda: b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(8), "no codestream"),
}
DOUBTED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nan.tif": (
        lambda: sound(**placed([float("nan"), 10, 0], [0, 0, 0, float("nan"), 0, 0], [*KEYS_UTM_37N])),
        "not placed",
    ),
    "far.tif": (lambda: sound(**placed([10, 10, 0], [0, 0, 0, 1e300, 1e300, 0], [*KEYS_UTM_37N])), "not placed"),
    "swapped.tif": (
        lambda: sound(**placed([0.001, 0.001, 0], [0, 0, 0, 33.3, 138.7, 0], [*KEYS_LONLAT])),
        "swapped",
    ),
    "metres.tif": (
        lambda: sound(**placed([10, 10, 0], [0, 0, 0, 350_000, 3_990_000, 0], [*KEYS_LONLAT])),
        "metres given as degrees",
    ),
    "other_continent.tif": (
        lambda: sound(**placed([10, 10, 0], [0, 0, 0, 350_000, 3_990_000, 0], [*KEYS_UTM_37N[:-1], 2154])),
        "far outside",
    ),
    "no_projection.tif": (lambda: sound(t34735=None), "no known map projection"),
    "half_there.tif": (
        lambda: tiff(entries(**UTM, t278=(4, [16]), t273=(4, [600, 2**30]), t279=(4, [768, 768])), PIXELS + bytes(600)),
        "1 of 2 blocks",
    ),
}
