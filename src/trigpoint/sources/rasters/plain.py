"""Reads uncompressed float32 tiles without a decoder: where they lie was checked with the header (`tiff`).

Windows are cut so that each lies within one tile: in each picture it is one run of bytes (one a band, where bands have tiles of
their own), read straight to where it is used. Infinite values are handed on as they are.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.model.errors import UnreadableFile
from trigpoint.sources.rasters.claim import PlainTiles

Pixels = NDArray[np.float32]
Indices = NDArray[np.int64]
Window = tuple[int, int, int, int]
READERS = 2  # threads


@attrs.frozen(kw_only=True)
class PlainStack:
    """Pictures whose tiles lie alike."""

    handles: tuple[int, ...]
    names: tuple[str, ...]  # fit to be shown
    tiles: tuple[PlainTiles, ...]
    bands: int
    height: int
    width: int

    @property
    def _across(self) -> int:
        return -(-self.width // self.tiles[0].width)

    def windows(self, most_rows: int) -> list[Window]:
        """Windows that cover the pictures: tiles, or some rows of one."""
        high, wide = self.tiles[0].height, self.tiles[0].width
        return [
            (row, min(row + most_rows, top + high, self.height), col, min(col + wide, self.width))
            for top in range(0, self.height, high)
            for col in range(0, self.width, wide)
            for row in range(top, min(top + high, self.height), most_rows)
        ]

    def starts(self, window: Window) -> Indices:
        """(scene, plane) the byte where the first row of a window begins, which lies within one row of tiles."""
        return np.array([self._starts(window, scene) for scene in range(len(self.handles))], np.int64)

    def _starts(self, window: Window, scene: int) -> list[int]:
        row, col = window[0], window[2]
        tiles = self.tiles[0]
        place = row // tiles.height * self._across + col // tiles.width
        skipped = row % tiles.height * tiles.width * 4 * (self.bands if tiles.by_pixel else 1)
        plane = -(-self.height // tiles.height) * self._across
        offsets = self.tiles[scene].offsets
        return [offsets[place + number * plane] + skipped for number in range(1 if tiles.by_pixel else self.bands)]

    def check(self, scene: int, window: Window) -> None:
        """Read a window of one scene again that could not be read, to tell why."""
        rows = window[1] - window[0]
        self._read_scene(np.empty(rows * self.tiles[0].width * self.bands, np.float32), window, scene)

    def _read_scene(self, memory: Pixels, window: Window, scene: int) -> None:
        starts = self._starts(window, scene)
        for start, part in zip(starts, memory.reshape(len(starts), -1), strict=True):
            self._fill(part, scene, start)

    def _fill(self, part: Pixels, scene: int, at: int) -> None:
        left = part.data.cast("B")
        while left:
            try:
                count = os.preadv(self.handles[scene], [left], at)
            except OSError as error:
                why = f"cannot be read ({error.strerror})"
                raise UnreadableFile(self.names[scene], why, "fetch it again from its source") from error
            if not count:
                raise UnreadableFile(
                    self.names[scene], "was cut off while it was read", "fetch it again from its source"
                )
            left, at = left[count:], at + count

    def pick(self, pixels: Indices) -> Pixels:
        """(scene, band, pixel) of some pixels, sorted row * width + column; only their rows are read."""
        found = np.empty((len(self.handles), self.bands, len(pixels)), np.float32)
        wanted = list(self._wanted(pixels))

        def some(scenes: range) -> None:
            memory = np.empty(0, np.float32)
            for strips, inside, place in wanted:
                size = sum(row1 - row0 for row0, row1, _, _ in strips) * self.tiles[0].width * self.bands
                memory = memory if len(memory) >= size else np.empty(size, np.float32)
                for scene in scenes:
                    self._read_strips(memory, strips, scene)
                    for band in range(self.bands):
                        found[scene, band, inside] = memory[place[band]]

        halves = [range(start, len(self.handles), READERS) for start in range(READERS)]
        with ThreadPoolExecutor(READERS) as readers:
            for job in [readers.submit(some, half) for half in halves]:
                job.result()
        return found

    def _wanted(self, pixels: Indices) -> Iterator[tuple[list[Window], Indices, list[Indices]]]:
        """Tile by tile: strips of rows to read, the numbers of the pixels inside, and where they lie in the strips' pixels."""
        high, wide = self.tiles[0].height, self.tiles[0].width
        row, column = np.divmod(pixels, self.width)
        tile = row // high * self._across + column // wide
        order = np.argsort(tile, kind="stable")
        for inside in np.split(order, np.flatnonzero(np.diff(tile[order])) + 1):
            if not len(inside):
                continue
            rows = row[inside]  # ascending
            left = int(column[inside[0]]) // wide * wide
            known, rank = np.unique(rows, return_inverse=True)
            edges = np.flatnonzero(np.diff(known) > 1) + 1
            runs = np.split(known, edges)
            right = min(left + wide, self.width)
            strips = [(int(run[0]), int(run[-1]) + 1, left, right) for run in runs]
            yield strips, inside, self._places(rank, column[inside] - left, runs)

    def _places(self, rank: Indices, column: Indices, runs: Sequence[Indices]) -> list[Indices]:
        """(band) (pixel,) items of the pixels among those of all strips, which lie behind one another."""
        wide = self.tiles[0].width
        if self.tiles[0].by_pixel:
            return [(rank * wide + column) * self.bands + band for band in range(self.bands)]
        lengths = np.array([len(run) for run in runs])
        before = np.cumsum(lengths) - lengths  # rows of the strips above
        strip = np.repeat(np.arange(len(runs)), lengths)[rank]
        return [
            (before[strip] * self.bands + lengths[strip] * band + rank - before[strip]) * wide + column
            for band in range(self.bands)
        ]

    def _read_strips(self, memory: Pixels, strips: Sequence[Window], scene: int) -> None:
        at = 0
        for strip in strips:
            size = (strip[1] - strip[0]) * self.tiles[0].width * self.bands
            self._read_scene(memory[at : at + size], strip, scene)
            at += size


def plain_stack(
    handles: Sequence[int],
    names: Sequence[str],
    tiles: Sequence[PlainTiles | None],
    *,
    bands: int,
    height: int,
    width: int,
) -> PlainStack | None:
    """The pictures as one, or None where one of them needs a decoder or their tiles differ."""
    known = tuple(one for one in tiles if one is not None)
    if len(known) < len(tiles) or len({(one.height, one.width, one.by_pixel) for one in known}) != 1:
        return None
    return PlainStack(handles=tuple(handles), names=tuple(names), tiles=known, bands=bands, height=height, width=width)
