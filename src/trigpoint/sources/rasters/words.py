"""What a plain radar GeoTIFF says of itself, read without a decoder, which takes a fifth of a second to start.

Only the usual form is understood, and all of it: one directory of known tags, uncompressed float32 tiles (`tiff`), north up
in a zone of WGS 84 / UTM, tags as GDAL writes them without a character to be resolved. Anything else is for the decoder, and
what both say is the same (a test).
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from trigpoint.sources.rasters.claim import Claim, Words

_SCALE, _TIE, _KEYS, _KEY_TEXT, _METADATA, _NO_DATA = 33550, 33922, 34735, 34737, 42112, 42113
_PHOTOMETRIC, _EXTRA = 262, 338
PLAIN_TAGS = frozenset({256, 257, 258, 259, 277, 284, 317, 322, 323, 324, 325, 339, _PHOTOMETRIC, _EXTRA}) | {
    _SCALE, _TIE, _KEYS, _KEY_TEXT, _METADATA, _NO_DATA
}  # fmt: skip
KINDS = {  # the TIFF type of each, as GDAL writes it: text, short, double
    _PHOTOMETRIC: 3, _EXTRA: 3, _SCALE: 12, _TIE: 12, _KEYS: 3, _KEY_TEXT: 2, _METADATA: 2, _NO_DATA: 2,
}  # fmt: skip
_ZONES = frozenset((*range(32601, 32661), *range(32701, 32761)))  # WGS 84 / UTM, north and south
_FIXED = {1024: 1, 1025: 1, 2048: 4326, 2054: 9102, 3076: 9001}  # projected, pixels are areas, WGS 84, degrees, metres
_CITATIONS = frozenset({1026, 2049, 3073})
_CODE = 3072
_TEXT = r"[!-%'-;=?-~](?:[ -%'-;=?-~]{0,3000}[!-%'-;=?-~])?"
_ITEM = re.compile(
    rf'\s*<Item name="([A-Za-z0-9_]{{1,100}})"(?: sample="(\d{{1,3}})" role="description")?>({_TEXT})</Item>'
)
_OWN = (
    "TIFFTAG",
    "AREA_OR_POINT",
    "EXIF",
    "OVERVIEW",
    "NODATA",
    "METADATATYPE",
    "INTERLEAVE",
)  # GDAL takes them for something else
_MOST_TAGS = 300


def words_of(tags: frozenset[int], values: Mapping[int, bytes], bands: int) -> Words | None:
    """What the first directory says, None where it is not as usual. `values`: the bytes of the tags of `KINDS` that it has."""
    if not tags <= PLAIN_TAGS or not {_SCALE, _TIE, _KEYS} <= tags:
        return None

    def value(tag: int) -> bytes:
        return values.get(tag, b"")

    if value(_PHOTOMETRIC) not in (b"\x01\x00", b"") or value(_EXTRA).strip(b"\x00"):
        return None
    if len(value(_EXTRA)) != 2 * (bands - 1) or (_NO_DATA in tags and value(_NO_DATA) != b"nan\x00"):
        return None
    scale, tie, zone = _doubles(value(_SCALE), 3), _doubles(value(_TIE), 6), _zone(value(_KEYS), value(_KEY_TEXT))
    said = _said(value(_METADATA), bands) if _METADATA in tags else ({}, ("",) * bands)
    if scale is None or tie is None or zone is None or said is None:
        return None
    if any(tie[:3]) or not (scale[0] > 0 and scale[1] > 0):
        return None
    return Words(
        transform=(scale[0], 0.0, tie[3], 0.0, -scale[1], tie[4]),
        epsg=zone,
        names=said[1],
        tags={**said[0], "AREA_OR_POINT": "Area"},
        has_no_data=_NO_DATA in tags,
    )


def _doubles(raw: bytes, count: int) -> tuple[float, ...] | None:
    return struct.unpack(f"<{count}d", raw) if len(raw) == 8 * count else None


def _zone(raw: bytes, text: bytes) -> int | None:
    if not re.fullmatch(rb"(?:[ -~]*\|)?\x00?", text):
        return None
    numbers = struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])
    if len(numbers) < 4 or numbers[:2] != (1, 1) or numbers[2] > 1 or len(numbers) != 4 + 4 * numbers[3]:
        return None
    found: dict[int, int] = {}
    for at in range(4, len(numbers), 4):
        key, where, length, value = numbers[at : at + 4]
        if key in _CITATIONS and where == _KEY_TEXT and length and text[value + length - 1 : value + length] == b"|":
            continue
        if where or length != 1 or key in found or not (key == _CODE or _FIXED.get(key) == value):
            return None
        found[key] = value
    is_whole = found.get(1024) == 1 and found.get(1025) == 1
    return found[_CODE] if is_whole and found.get(_CODE) in _ZONES else None


def _said(raw: bytes, bands: int) -> tuple[dict[str, str], tuple[str, ...]] | None:
    """Tags, and the names of the bands."""
    text = raw.rstrip(b"\x00").decode("ascii", errors="replace").strip()
    head, tail = "<GDALMetadata>", "</GDALMetadata>"
    if not (text.startswith(head) and text.endswith(tail)):
        return None
    tags: dict[str, str] = {}
    names: dict[int, str] = {}
    at, end = len(head), len(text) - len(tail)
    while text[at:end].strip():
        item = _ITEM.match(text, at, end)
        if item is None or len(tags) >= _MOST_TAGS - 1:
            return None
        name, sample, words = item.groups()
        if sample is None:
            if name.upper() in map(str.upper, tags) or name.upper().startswith(_OWN):
                return None
            tags[name] = words
        elif name != "DESCRIPTION" or int(sample) >= bands or int(sample) in names:
            return None
        else:
            names[int(sample)] = words
        at = item.end()
    return tags, tuple(names.get(band, "") for band in range(bands))


def told_by(claim: Claim, words: Words) -> Mapping[str, Any]:
    """As the decoder would describe the file (`child.describe`)."""
    tiles = claim.plain
    if tiles is None:
        raise ValueError("only plain tiles are described here")
    return {
        "width": claim.width,
        "height": claim.height,
        "dtypes": ["float32"] * claim.bands,
        "names": list(words.names),
        "colours": ["gray", *["undefined"] * (claim.bands - 1)],
        "palette": False,
        "nodata": ["nan" if words.has_no_data else None] * claim.bands,
        "transform": [repr(number) for number in words.transform],
        "is_placed": True,
        "epsg": words.epsg,
        "wkt": "PROJCS",
        "doubt": "",
        "lonlat": _lonlat(words.epsg, words.transform, claim.width, claim.height),
        "has_gcps": False,
        "has_rpcs": False,
        "tags": dict(words.tags),
        "block": [tiles.height, tiles.width],
        "is_scaled": False,
    }


@lru_cache(maxsize=8)
def _lonlat(epsg: int, transform: tuple[float, ...], width: int, height: int) -> list[list[str]] | None:
    """Corners, centre, and one pixel right of and below it; None outside the projection. The pictures of a stack share them."""
    import pyproj

    a, _, c, _, e, f = transform
    across, down = width / 2, height / 2
    places = [(0, 0), (width, 0), (width, height), (0, height), (across, down), (across + 1, down), (across, down + 1)]
    move = pyproj.Transformer.from_crs(epsg, "OGC:CRS84", always_xy=True)
    lons, lats = move.transform([a * x + c for x, _ in places], [e * y + f for _, y in places])
    if not all(map(math.isfinite, (*lons, *lats))):
        return None
    return [[repr(float(lon)), repr(float(lat))] for lon, lat in zip(lons, lats, strict=True)]
