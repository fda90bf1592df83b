"""What a picture claims to be, and reading parts of its file: shared by the readers of headers."""

from __future__ import annotations

import os
from collections.abc import Mapping

import attrs

AGAIN = "save it again from its source"


@attrs.frozen(kw_only=True)
class PlainTiles:
    """Little-endian float32 tiles stored as they are, all there, all inside the file: they can be read without a decoder."""

    height: int  # of a tile, pixels
    width: int
    offsets: tuple[int, ...]  # row by row of tiles; band after band where each has tiles of its own
    by_pixel: bool  # the bands of a pixel beside one another


@attrs.frozen(kw_only=True)
class Words:
    """What a plain file says of itself beyond its claim (`words`)."""

    transform: tuple[float, ...]  # as of `Grid`
    epsg: int
    names: tuple[str, ...]  # of the bands, "" none
    tags: Mapping[str, str]
    has_no_data: bool  # NaN is stated to be it


@attrs.frozen(kw_only=True)
class Claim:
    """What the file's first bytes say. Nothing of it is believed before it was weighed."""

    driver: str  # GDAL's name
    media_type: str
    width: int
    height: int
    bands: int
    bits: int  # per sample
    is_complex: bool = False
    has_mask: bool = False  # a TIFF with a mask of its own
    is_sparse: bool = False  # a TIFF some blocks of which were never written
    rows: int | None = None  # of pixels that are there, where the file is known to end before the last; None: all
    flags: tuple[str, ...] = ()
    plain: PlainTiles | None = None
    words: Words | None = None  # where no decoder is needed to describe the file


@attrs.frozen(kw_only=True)
class Reader:
    """Random reads of an open file."""

    fd: int
    size: int

    def read(self, at: int, length: int) -> bytes:
        """Up to `length` bytes from `at`; short at the end of the file."""
        return os.pread(self.fd, length, at) if 0 <= at < self.size else b""
