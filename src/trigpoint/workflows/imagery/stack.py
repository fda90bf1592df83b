"""One pass over a stack of radar pictures, block by block: the pixels near structures out, the pixel statistic to a raster.

Decoding runs ahead in processes of its own (`sources.rasters.pool`) while this one computes. Memory is bounded by the blocks
in flight (`SLOT_BYTES` each) and by the pixels asked for, never by the pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.sar.kernel import LEAST_AFTER, LEAST_BEFORE
from trigpoint.model.scene import Scene, Unit
from trigpoint.sources.rasters.opener import Stack, Window
from trigpoint.workflows.imagery.pixel_work import Group, Order, PixelWork

Single = NDArray[np.float32]
Indices = NDArray[np.int64]
Progress = Callable[[int, int], None]

METHOD = "sar-pixel-welch/1"
SLOT_BYTES = 96 << 20  # of decoded pixels per block, unless one stored block of all pictures is larger
MOST_SLOT_BYTES = (
    320 << 20
)  # above it windows are cut within stored blocks, at the price of decoding them more than once


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
    work: PixelWork | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Single:
    """(look, band, pixel) linear power of the wanted pixels, NaN where unknown; and the raster.

    Parameters
    ----------
    pixels : row * width + column, sorted. Blocks without any are not read, unless a raster is asked for.
    split : the scenes below it were taken before, the others after.
    raster : written as by `raster_bands`.
    work : what writes it, where it was begun (`begin_raster`); who began it lets it `finish`.
    """
    if raster is not None and work is None:
        with PixelWork() as own:
            begin_raster(own, stack, bands, split, raster)
            found = gather(stack, pixels, bands, split=split, raster=raster, work=own, progress=progress)
            own.finish()
            return found
    plain = stack.plain(bands)
    if plain:
        found = plain.pick(pixels)
        found[np.isinf(found)] = np.nan
        progress(1, 1)
    else:
        found = _decoded(stack, pixels, bands, work, progress)
    for look, scene in enumerate(stack.scenes):
        found[look] = as_power(found[look], scene.unit)
    return found


def begin_raster(work: PixelWork, stack: Stack, bands: Sequence[str], split: int, path: Path) -> None:
    """Tell the threads what to write. What they can read by themselves they begin with at once."""
    plain, whole = stack.plain(bands), stack.whole_numbers()
    tags = {
        "METHOD": METHOD,
        "NO_CHANGE": "z is standard normal where nothing changed; t has the degrees of freedom beside it; > 0: brighter after",
        "SIMULATED": "yes" if any(scene.simulated for scene in stack.scenes) else "no",
    }
    order = Order(
        path=path,
        grid=stack.scenes[0].grid,
        is_geographic=stack.is_geographic,
        names=raster_bands(stack.scenes, bands, split),
        tags=tags,
        groups=groups(stack.scenes, split),
        bands=len(bands),
        plain=plain,
        kind=whole.kind if whole else "float32",
        unseen=whole.unseen if whole else float("nan"),
    )
    work.begin(order)


def _decoded(stack: Stack, pixels: Indices, bands: Sequence[str], work: PixelWork | None, progress: Progress) -> Single:
    """The wanted pixels out of blocks that are decoded ahead; each block goes to the threads of the raster as well."""
    found = np.full((len(stack.scenes), len(bands), len(pixels)), np.nan, np.float32)
    whole = stack.whole_numbers()
    windows = block_windows(stack, len(bands) * (np.dtype(whole.kind).itemsize if whole else 4))
    members = _members(pixels, stack.scenes[0].grid.width, windows)
    if work is None:
        windows, members = _only_wanted(windows, members)
    for done, (window, block) in enumerate(stack.blocks(windows, ahead=2, bands=bands, whole=whole)):
        progress(done, len(windows))
        wait = work.hand(window, block) if work else None
        inside, local = members[done]
        if len(inside):
            found[:, :, inside] = block[:, :, *np.divmod(local, block.shape[3])]
        if wait:
            wait()
    if whole:
        found[found == whole.unseen] = np.nan
    progress(len(windows), len(windows))
    return found


def as_power(values: Single, unit: Unit) -> Single:
    """Power from whatever the file holds; an uncalibrated amplitude is squared."""
    if unit is Unit.DECIBEL:
        return np.asarray(np.power(10, values / 10), np.float32)
    if unit is Unit.CENTI_DECIBEL:
        return np.asarray(np.power(10, values / 1000), np.float32)
    return np.square(values) if unit is Unit.DIGITAL_NUMBER else values


def block_windows(stack: Stack, bytes_each: int) -> list[Window]:
    """Windows of whole stored blocks where a slot can hold them, else of parts of blocks; `bytes_each`: a pixel of a picture."""
    per_pixel = bytes_each * len(stack.scenes)
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
