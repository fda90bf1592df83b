"""Reads uncompressed float32 tiles without a decoder: where they lie was checked with the header (`raster_tiff`).

Blocks are cut so that each lies within one tile: in each picture it is one run of bytes (one a band, where bands have tiles of
their own), read straight to where it is used, and never copied. Infinite values are handed on as they are.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.model.errors import UnreadableFile
from trigpoint.sources.raster_claim import PlainTiles
from trigpoint.sources.raster_file import nameless_file

Pixels = NDArray[np.float32]
Window = tuple[int, int, int, int]
BLOCK_BYTES = 20 << 20  # of one window: those being read, and the one in use, stay in a processor's cache


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

    def windows(self) -> list[Window]:
        """Windows that cover the pictures: tiles, or some rows of one."""
        high, wide = self.tiles[0].height, self.tiles[0].width
        rows = high
        while rows % 2 == 0 and rows * wide * 4 * self.bands * len(self.handles) > BLOCK_BYTES:
            rows //= 2
        return [
            (row, min(row + rows, top + high, self.height), col, min(col + wide, self.width))
            for top in range(0, self.height, high)
            for col in range(0, self.width, wide)
            for row in range(top, min(top + high, self.height), rows)
        ]

    def shape(self, window: Window) -> tuple[int, int, int, int]:
        """(scene, band, row, column) of the memory a window takes; columns are those of a whole tile."""
        return len(self.handles), self.bands, window[1] - window[0], self.tiles[0].width

    def view(self, memory: Pixels, window: Window) -> Pixels:
        """(scene, band, y, x) of a window read into `memory`."""
        scenes, bands, rows, wide = self.shape(window)
        if self.tiles[0].by_pixel:
            block = memory.reshape(scenes, rows, wide, bands).transpose(0, 3, 1, 2)
        else:
            block = memory.reshape(scenes, bands, rows, wide)
        return block[..., : window[3] - window[2]]

    def read(self, memory: Pixels, window: Window, scenes: Sequence[int]) -> None:
        """Read some scenes of one window to their places in `memory`."""
        row, col = window[0], window[2]
        tiles = self.tiles[0]
        place = row // tiles.height * self._across + col // tiles.width
        parts = memory.reshape(len(self.handles), 1 if tiles.by_pixel else self.bands, -1)
        skipped = row % tiles.height * tiles.width * 4 * (self.bands if tiles.by_pixel else 1)
        plane = -(-self.height // tiles.height) * self._across
        for scene in scenes:
            for number, part in enumerate(parts[scene]):
                at = self.tiles[scene].offsets[place + number * plane] + skipped
                self._fill(part, scene, at)

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

    def blocks(self, windows: Sequence[Window], slots: Sequence[Pixels]) -> Iterator[tuple[Window, Pixels]]:
        """Windows in order, read ahead into `slots` (each as large as the largest window) by threads of their own."""
        halves = (range(0, len(self.handles), 2), range(1, len(self.handles), 2))
        waiting: list[list[Future[None]]] = []
        with ThreadPoolExecutor(len(halves)) as readers:

            def memory(number: int) -> Pixels:
                return slots[number % len(slots)][: int(np.prod(self.shape(windows[number])))]

            for number in range(len(windows) + len(slots) - 1):
                if number < len(windows):
                    into = memory(number)
                    waiting.append([readers.submit(self.read, into, windows[number], half) for half in halves])
                done = number - len(slots) + 1
                if done >= 0:
                    for job in waiting[done]:
                        job.result()
                    yield windows[done], self.view(memory(done), windows[done])


@contextmanager
def shared_floats(count: int) -> Iterator[tuple[int, Pixels]]:
    """Memory that other processes can see, by its handle."""
    handle = nameless_file("blocks")
    try:
        os.ftruncate(handle, 4 * count)
        yield handle, np.frombuffer(mmap.mmap(handle, 4 * count), np.float32)
    finally:
        os.close(handle)


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
