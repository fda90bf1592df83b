"""One pass over a stack of radar pictures, block by block: the pixels near structures out, the pixel statistic to a raster.

Decoding runs ahead in processes of its own (`sources.raster_pool`) while this one computes. Memory is bounded by the blocks
in flight (`SLOT_BYTES` each) and by the pixels asked for, never by the pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trigpoint.model.scene import Scene, Unit
from trigpoint.sources.raster import Stack, Window
from trigpoint.sources.raster_plain import PlainStack, shared_floats
from trigpoint.workflows.imagery.pixel_process import LEAST_AFTER, LEAST_BEFORE, Group, Handed, Order, PixelProcess

Single = NDArray[np.float32]
Indices = NDArray[np.int64]
Progress = Callable[[int, int], None]

METHOD = "sar-pixel-welch/1"
SLOT_BYTES = 96 << 20  # of decoded pixels per block, unless one stored block of all pictures is larger
MOST_SLOT_BYTES = (
    320 << 20
)  # above it windows are cut within stored blocks, at the price of decoding them more than once
SLOTS = 3  # blocks read without a decoder: one in use, two being read


def groups(scenes: Sequence[Scene], split: int) -> tuple[Group, ...]:
    """Viewing geometries with looks enough on both sides; the scenes below `split` were taken before."""
    found = []
    for orbit in dict.fromkeys(scene.relative_orbit for scene in scenes):
        members = [k for k, scene in enumerate(scenes) if scene.relative_orbit == orbit]
        before = tuple(k for k in members if k < split)
        after = tuple(k for k in members if k >= split)
        if len(before) >= LEAST_BEFORE and len(after) >= LEAST_AFTER:
            found.append(Group(orbit=orbit, before=before, after=after, unit=scenes[members[0]].unit))
    return tuple(found)


def gather(
    stack: Stack,
    pixels: Indices,
    bands: Sequence[str],
    *,
    split: int,
    raster: Path | None = None,
    process: PixelProcess | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Single:
    """(look, band, pixel) linear power of the wanted pixels, NaN where unknown; and, in the same pass, the raster.

    Parameters
    ----------
    pixels : row * width + column, sorted. Blocks without any are not read, unless a raster is asked for.
    split : the scenes below it were taken before, the others after.
    raster : written as by `raster_bands`.
    process : what writes it, where it was started earlier.
    """
    grid = stack.scenes[0].grid
    found = np.full((len(stack.scenes), len(bands), len(pixels)), np.nan, np.float32)
    plain = stack.plain(bands)
    windows = plain.windows() if plain else block_windows(stack, len(bands))
    members = _members(pixels, grid.width, windows)
    if raster is None:
        windows, members = _only_wanted(windows, members)
    with (
        _blocks(stack, plain, windows, bands) as (memory, blocks),
        _sink(raster, stack.scenes, bands, split, memory, process) as sink,
    ):
        for done, (window, block, offset) in enumerate(blocks):
            progress(done, len(windows))
            if sink:
                sink.hand(Handed(window=window, offset=offset, shape=block.shape, strides=block.strides))
            inside, local = members[done]
            if len(inside):
                found[:, :, inside] = block[:, :, *np.divmod(local, block.shape[3])]
            if sink:
                sink.wait()
    if plain:
        found[np.isinf(found)] = np.nan
    for look, scene in enumerate(stack.scenes):
        found[look] = as_power(found[look], scene.unit)
    progress(len(windows), len(windows))
    return found


Blocks = Iterator[tuple[Window, Single, int]]


@contextmanager
def _blocks(
    stack: Stack, plain: PlainStack | None, windows: Sequence[Window], bands: Sequence[str]
) -> Iterator[tuple[int, Blocks]]:
    """The handle of a shared memory, and each window's pixels with the byte of it where they begin."""
    if plain is None:
        blocks = stack.blocks(windows, ahead=2, bands=bands)
        yield stack.memory_handle, ((window, block, stack.place(block)) for window, block in blocks)
        return
    largest = max((int(np.prod(plain.shape(window))) for window in windows), default=1)
    with shared_floats(SLOTS * largest) as (handle, memory):
        start = memory.__array_interface__["data"][0]
        parts = plain.blocks(windows, list(memory.reshape(SLOTS, largest)))
        yield handle, ((window, part, part.__array_interface__["data"][0] - start) for window, part in parts)


def as_power(values: Single, unit: Unit) -> Single:
    """Power from whatever the file holds; an uncalibrated amplitude is squared."""
    if unit is Unit.DECIBEL:
        return np.asarray(np.power(10, values / 10), np.float32)
    if unit is Unit.CENTI_DECIBEL:
        return np.asarray(np.power(10, values / 1000), np.float32)
    return np.square(values) if unit is Unit.DIGITAL_NUMBER else values


def block_windows(stack: Stack, bands: int) -> list[Window]:
    """Windows of whole stored blocks where a slot can hold them, else of parts of blocks."""
    per_pixel = 4 * bands * len(stack.scenes)
    cut = []
    for row0, row1, col0, col1 in stack.windows(bytes_at_once=SLOT_BYTES):
        rows = max(1, MOST_SLOT_BYTES // max(1, per_pixel * (col1 - col0)))
        cut += [(row, min(row + rows, row1), col0, col1) for row in range(row0, row1, rows)]
    return cut


def _members(pixels: Indices, width: int, windows: Sequence[Window]) -> list[tuple[Indices, Indices]]:
    """For each window the numbers of the pixels inside, and where they lie in the window's block."""
    row, column = np.divmod(pixels, width)
    members = []
    for row0, row1, col0, col1 in windows:
        start, stop = np.searchsorted(pixels, (row0 * width, row1 * width))  # sorted: rows are runs
        inside = start + np.flatnonzero((column[start:stop] >= col0) & (column[start:stop] < col1))
        members.append((inside, (row[inside] - row0) * (col1 - col0) + column[inside] - col0))
    return members


def _only_wanted(
    windows: Sequence[Window], members: Sequence[tuple[Indices, Indices]]
) -> tuple[list[Window], list[tuple[Indices, Indices]]]:
    kept = [(window, member) for window, member in zip(windows, members, strict=True) if len(member[0])]
    return [window for window, _ in kept], [member for _, member in kept]


def raster_bands(scenes: Sequence[Scene], bands: Sequence[str], split: int) -> tuple[str, ...]:
    """Names of the raster's bands: per polarisation z over all orbits; per orbit and polarisation t, then degrees of freedom."""
    found = groups(scenes, split)
    names = [f"z {band}, all orbits" for band in bands]
    for group in found:
        names += [f"t {band}, {group.name}" for band in bands]
        names += [f"df {band}, {group.name}" for band in bands]
    return tuple(names)


@contextmanager
def _sink(
    path: Path | None,
    scenes: Sequence[Scene],
    bands: Sequence[str],
    split: int,
    memory: int,
    process: PixelProcess | None,
) -> Iterator[PixelProcess | None]:
    """The process that writes the raster, told what to write; None where there is no raster."""
    if path is None:
        yield None
        return
    tags = {
        "METHOD": METHOD,
        "NO_CHANGE": "z is standard normal where nothing changed; t has the degrees of freedom beside it; > 0: brighter after",
        "SIMULATED": "yes" if any(scene.simulated for scene in scenes) else "no",
    }
    names, found = raster_bands(scenes, bands, split), groups(scenes, split)
    with nullcontext(process) if process else PixelProcess() as sink:
        sink.begin(Order(path=path, grid=scenes[0].grid, names=names, tags=tags, groups=found), memory)
        yield sink
        sink.finish()
