"""Writes measurements as an uncompressed tiled GeoTIFF without a library: float32, NaN where unknown, never half written.

What can be said in a few tags (TIFF 6.0; BigTIFF; OGC GeoTIFF 1.1, a map projection by its EPSG code) is written straight to the
file, from any thread. Everything else is for `write`.
"""

from __future__ import annotations

import os
import struct
import tempfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from trigpoint.model.errors import UnreadableFile
from trigpoint.model.scene import Grid

TILE = 256
_SHORT, _LONG, _DOUBLE, _ASCII, _LONG8 = 3, 4, 12, 2, 16  # TIFF 6.0 section 2; BigTIFF
_CODES = {_SHORT: "H", _LONG: "I", _DOUBLE: "d", _LONG8: "Q"}
_BIG_FROM = 4_000_000_000  # bytes; offsets of the older format have 32 bits
_PROJECTED, _GEOGRAPHIC = 3072, 2048  # GeoTIFF 1.1: keys of the code

Tag = tuple[int, int, Sequence[float] | bytes]


def is_plain(grid: Grid, *, is_geographic: bool | None) -> bool:
    """Whether this module can say where the pixels lie. `is_geographic`: in degrees; None: neither degrees nor a map projection."""
    return max(grid.width, grid.height) > TILE and (
        not grid.is_referenced
        or (is_geographic is not None and grid.crs.startswith("EPSG:") and grid.crs[5:].isdigit())
    )


class PlainWriter:
    """As `write.RasterWriter`, for what `is_plain`. Windows may come from several threads at once."""

    def __init__(
        self, path: Path | str, *, grid: Grid, names: Sequence[str], tags: Mapping[str, str], is_geographic: bool | None
    ) -> None:
        self._path, self._grid, self._bands = Path(path), grid, len(names)
        self._across, self._down = -(-grid.width // TILE), -(-grid.height // TILE)
        self._size = 4 * TILE * TILE
        data = self._across * self._down * self._bands * self._size
        self._is_big = data > _BIG_FROM
        self._tags = _tags(grid, names, tags, is_geographic=is_geographic)
        blank = self._directory(0)
        self._start = -(-len(blank) // 4096) * 4096
        self._length = self._start + data
        self._handle, self._part = -1, Path()

    def __enter__(self) -> PlainWriter:
        try:
            self._handle, part = tempfile.mkstemp(
                dir=self._path.parent, prefix=f".{self._path.name[:60]}.", suffix=".part"
            )
            self._part = Path(part)
            os.pwrite(self._handle, self._directory(self._start), 0)
            os.ftruncate(self._handle, self._length)
        except OSError as error:
            raise self._told(error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            os.fchmod(self._handle, 0o666 & ~_umask())
            os.close(self._handle)
            if kind is None:
                os.replace(self._part, self._path)
        except OSError as failure:
            raise self._told(failure) from failure
        finally:
            self._part.unlink(missing_ok=True)

    def write(self, window: tuple[int, int, int, int], bands: NDArray[np.float32]) -> None:
        """`bands` (band, y, x) at `window` (row0, row1, col0, col1)."""
        row0, row1, col0, col1 = window
        try:
            for top in range(row0 - row0 % TILE, row1, TILE):
                for left in range(col0 - col0 % TILE, col1, TILE):
                    rows = max(top, row0), min(top + TILE, row1)
                    columns = max(left, col0), min(left + TILE, col1)
                    part = bands[:, rows[0] - row0 : rows[1] - row0, columns[0] - col0 : columns[1] - col0]
                    self._write_part(top, left, rows[0] - top, columns[0] - left, part)
        except OSError as error:
            raise self._told(error) from error

    def _write_part(self, top: int, left: int, row: int, column: int, part: NDArray[np.float32]) -> None:
        """A part of one tile, its first pixel `row` and `column` from the tile's own."""
        at = self._offset(top // TILE * self._across + left // TILE, 0)
        if part.shape[1:] == (TILE, TILE):
            _fill(self._handle, np.ascontiguousarray(part, np.float32), at)
            return
        for band, values in enumerate(part):
            for number, line in enumerate(values):
                beyond = ((row + number) * TILE + column) * 4 + band * self._size
                _fill(self._handle, np.ascontiguousarray(line, np.float32), at + beyond)

    def _offset(self, tile: int, band: int, start: int | None = None) -> int:
        """Where a tile of a band lies: the bands of a tile behind one another."""
        return (self._start if start is None else start) + (tile * self._bands + band) * self._size

    def _told(self, error: OSError) -> UnreadableFile:
        return UnreadableFile(str(self._path), f"cannot be written ({error.strerror or error})", "name another place")

    def _directory(self, start: int) -> bytes:
        """Header, directory and its values, for pixels that begin at byte `start`."""
        tiles = self._across * self._down
        offsets = [self._offset(tile, band, start) for band in range(self._bands) for tile in range(tiles)]
        tags: list[Tag] = [
            *self._tags,
            (324, _LONG8 if self._is_big else _LONG, offsets),
            (325, _LONG, [self._size] * len(offsets)),
        ]
        return _packed(sorted(tags), is_big=self._is_big)


def _fill(handle: int, values: NDArray[np.float32], at: int) -> None:
    left = values.reshape(-1).data.cast("B")
    while left:
        count = os.pwrite(handle, left, at)
        left, at = left[count:], at + count


def _tags(grid: Grid, names: Sequence[str], tags: Mapping[str, str], *, is_geographic: bool | None) -> list[Tag]:
    """All but where the tiles lie."""
    bands = len(names)
    found: list[Tag] = [
        (256, _LONG, [grid.width]),
        (257, _LONG, [grid.height]),
        (258, _SHORT, [32] * bands),
        (259, _SHORT, [1]),  # not compressed
        (262, _SHORT, [1]),  # zero is black
        (277, _SHORT, [bands]),
        (284, _SHORT, [2 if bands > 1 else 1]),  # bands apart
        (322, _SHORT, [TILE]),
        (323, _SHORT, [TILE]),
        (339, _SHORT, [3] * bands),  # floating point
        (42112, _ASCII, _metadata(names, tags)),
        (42113, _ASCII, b"nan\x00"),
    ]
    if bands > 1:
        found.append((338, _SHORT, [0] * (bands - 1)))
    if grid.is_referenced:
        key, model = (_GEOGRAPHIC, 2) if is_geographic else (_PROJECTED, 1)
        # version 1.1.0 and three keys: the model, pixels are areas (1), the code
        keys = [1, 1, 0, 3, 1024, 0, 1, model, 1025, 0, 1, 1, key, 0, 1, int(grid.crs[5:])]
        found.append((34735, _SHORT, keys))
        a, b, c, d, e, f = grid.transform
        if b == d == 0 and a > 0 > e:
            found += [(33550, _DOUBLE, [a, -e, 0]), (33922, _DOUBLE, [0, 0, 0, c, f, 0])]
        else:
            found.append((34264, _DOUBLE, [a, b, 0, c, d, e, 0, f, 0, 0, 0, 0, 0, 0, 0, 1]))
    return found


def _metadata(names: Sequence[str], tags: Mapping[str, str]) -> bytes:
    """As GDAL reads it, which resolves entities twice."""
    items = [f'  <Item name="{escape(name)}">{escape(escape(text))}</Item>\n' for name, text in tags.items()]
    items += [
        f'  <Item name="DESCRIPTION" sample="{number}" role="description">{escape(escape(name))}</Item>\n'
        for number, name in enumerate(names)
    ]
    return f"<GDALMetadata>\n{''.join(items)}</GDALMetadata>\n".encode() + b"\x00"


def _packed(tags: Sequence[Tag], *, is_big: bool) -> bytes:
    """Header, entries, and behind them the values that do not fit into an entry."""
    word, room = ("Q", 8) if is_big else ("I", 4)
    head = struct.pack("<2sHHHQ", b"II", 43, 8, 0, 16) if is_big else struct.pack("<2sHI", b"II", 42, 8)
    count = struct.pack("<Q" if is_big else "<H", len(tags))
    behind = len(head) + len(count) + len(tags) * (12 + 2 * (room - 4)) + room
    entries, values = b"", b""
    for tag, kind, content in tags:
        raw = content if isinstance(content, bytes) else struct.pack(f"<{len(content)}{_CODES[kind]}", *content)
        entries += struct.pack(f"<HH{word}", tag, kind, len(content))
        if len(raw) <= room:
            entries += raw.ljust(room, b"\x00")
            continue
        entries += struct.pack(f"<{word}", behind + len(values))
        values += raw + b"\x00" * (-len(raw) % 8)
    return head + count + entries + b"\x00" * room + values


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
