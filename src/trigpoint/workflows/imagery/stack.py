"""One pass over a stack of radar pictures, block by block: the pixels near structures out, the pixel statistic to a raster.

Decoding runs ahead in processes of its own (`sources.raster_pool`) while this one computes. Memory is bounded by the blocks
in flight (`SLOT_BYTES` each) and by the pixels asked for, never by the pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.model.scene import Scene, Unit
from trigpoint.sources.raster import RasterWriter, Stack, Window
from trigpoint.sources.raster_plain import PlainStack

Single = NDArray[np.float32]
Indices = NDArray[np.int64]
Progress = Callable[[int, int], None]

METHOD = "sar-pixel-welch/1"
SLOT_BYTES = 96 << 20  # of decoded pixels per block, unless one stored block of all pictures is larger
MOST_SLOT_BYTES = (
    320 << 20
)  # above it windows are cut within stored blocks, at the price of decoding them more than once
SLOTS = 3  # blocks read without a decoder: one in use, two being read
LEAST_BEFORE = 3  # looks of one orbit on either side without which it has no statistic, as PWTT asks (Ballinger 2025)
LEAST_AFTER = 2


@attrs.frozen(kw_only=True)
class Group:
    """Pictures of one viewing geometry: only these may be compared with one another."""

    orbit: int | None
    before: tuple[int, ...]  # numbers of the stack's scenes
    after: tuple[int, ...]
    unit: Unit

    @property
    def name(self) -> str:
        """As band names say it."""
        return "orbit unknown" if self.orbit is None else f"orbit {self.orbit}"


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
    progress: Progress = lambda _done, _total: None,
) -> Single:
    """(look, band, pixel) linear power of the wanted pixels, NaN where unknown; and, in the same pass, the raster.

    Parameters
    ----------
    pixels : row * width + column, sorted. Blocks without any are not read, unless a raster is asked for.
    split : the scenes below it were taken before, the others after.
    raster : written as by `raster_bands`.
    """
    grid = stack.scenes[0].grid
    found = np.full((len(stack.scenes), len(bands), len(pixels)), np.nan, np.float32)
    plain = stack.plain(bands)
    windows = plain.windows() if plain else block_windows(stack, len(bands))
    members = _members(pixels, grid.width, windows)
    if raster is None:
        windows, members = _only_wanted(windows, members)
    with _sink(raster, stack.scenes, bands, split) as sink:
        blocks = _plain_blocks(plain, windows) if plain else stack.blocks(windows, ahead=2, bands=bands)
        for done, (window, block) in enumerate(blocks):
            progress(done, len(windows))
            sink(window, block)
            inside, local = members[done]
            if len(inside):
                found[:, :, inside] = block[:, :, *np.divmod(local, block.shape[3])]
    if plain:
        found[np.isinf(found)] = np.nan
    for look, scene in enumerate(stack.scenes):
        found[look] = as_power(found[look], scene.unit)
    progress(len(windows), len(windows))
    return found


def _plain_blocks(plain: PlainStack, windows: Sequence[Window]) -> Iterator[tuple[Window, Single]]:
    largest = max((int(np.prod(plain.shape(window))) for window in windows), default=0)
    slots = np.empty((SLOTS, largest), np.float32)
    return plain.blocks(windows, list(slots))


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
    path: Path | None, scenes: Sequence[Scene], bands: Sequence[str], split: int
) -> Iterator[Callable[[Window, Single], None]]:
    """What takes each block: nothing, or the kernel and behind it the writer, which writes one block while the next is computed."""
    if path is None:
        yield lambda _window, _block: None
        return
    found = groups(scenes, split)
    tags = {
        "METHOD": METHOD,
        "NO_CHANGE": "z is standard normal where nothing changed; t has the degrees of freedom beside it; > 0: brighter after",
        "SIMULATED": "yes" if any(scene.simulated for scene in scenes) else "no",
    }
    names = raster_bands(scenes, bands, split)
    with (
        RasterWriter(path, grid=scenes[0].grid, names=names, tags=tags) as writer,
        ThreadPoolExecutor(2) as workers,
        ThreadPoolExecutor(1) as hand,
    ):
        pending: list[Future[None]] = []

        def take(window: Window, block: Single) -> None:
            layers = measure_block(block, found, workers)
            for job in pending:
                job.result()
            pending[:] = [hand.submit(writer.write, window, layers)]

        yield take
        for job in pending:
            job.result()


def measure_block(block: Single, found: Sequence[Group], workers: ThreadPoolExecutor | None = None) -> Single:
    """(layer, y, x) of one block (look, band, y, x), in the order of `raster_bands`."""
    from trigpoint.evidence.imagery.sar.kernel import welch  # a compiler comes with it: only where it is needed
    from trigpoint.evidence.imagery.sar.pixel_scores import normal_score, over_orbits

    bands = block.shape[1]
    layers = np.full((bands * (1 + 2 * len(found)), *block.shape[2:]), np.nan, np.float32)
    scores = []
    for number, group in enumerate(found):
        t, df = welch(
            block,
            np.array(group.before, np.int64),
            np.array(group.after, np.int64),
            unit=group.unit,
            least_before=LEAST_BEFORE,
            least_after=LEAST_AFTER,
            workers=workers,
        )
        at = bands * (1 + 2 * number)
        layers[at : at + bands], layers[at + bands : at + 2 * bands] = t, df
        scores.append(normal_score(t, df))
    if scores:
        layers[:bands] = over_orbits(scores)
    return layers
