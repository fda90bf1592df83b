"""The process that computes and writes the pixel statistic; `pixel_process` starts it. It trusts what it is told."""

from __future__ import annotations

import mmap
import os
import socket
import sys
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.sar.kernel import LEAST_AFTER, LEAST_BEFORE, Pixels, welch_into
from trigpoint.evidence.imagery.sar.machine_code import Entry
from trigpoint.evidence.imagery.sar.pixel_scores import over_orbits
from trigpoint.model.errors import InputError
from trigpoint.sources.raster_plain import PlainStack
from trigpoint.sources.raster_write import RasterWriter, open_writer
from trigpoint.sources.raster_write_plain import PlainWriter
from trigpoint.workflows.imagery import kept_code
from trigpoint.workflows.imagery.channel import Channel
from trigpoint.workflows.imagery.pixel_process import Handed, Order, Window

Single = NDArray[np.float32]

CHUNK_BYTES = 2 << 20  # read and computed at once: what was read is still in a cache, and reads are not too many
WINDOW_ROWS = 512  # of a window: whole tiles of the raster
WORKERS = 2
PATIENCE = 10  # steps of niceness: a tenth of the share of others


def measure_block(layers: Single, block: Pixels, order: Order, code: Entry) -> None:
    """One block (look, band, y, x) into `layers` (layer, y, x), whose order `stack.raster_bands` tells."""
    bands = order.bands
    if not order.groups:
        layers[:] = np.nan
        return
    scores = []
    for number, group in enumerate(order.groups):
        at = bands * (1 + 2 * number)
        own = layers[at : at + 2 * bands].reshape(2, bands, *layers.shape[1:])
        score = layers[:bands] if len(order.groups) == 1 else np.empty((bands, *layers.shape[1:]), np.float32)
        welch_into(
            (own[0], own[1], score),
            block,
            np.array(group.before, np.int64),
            np.array(group.after, np.int64),
            unit=group.unit,
            code=code,
            unseen=order.unseen,
            least_before=LEAST_BEFORE,
            least_after=LEAST_AFTER,
        )
        scores.append(score)
    if len(scores) > 1:
        layers[:bands] = over_orbits(scores)


class _Memory:
    """The shared memory as this process sees it; it grows."""

    def __init__(self, handle: int, kind: str) -> None:
        self._handle, self._kind = handle, np.dtype(kind)
        self._map: mmap.mmap | None = None

    def array(self, block: Handed) -> Pixels:
        """A block in it."""
        end = block.offset + sum((n - 1) * step for n, step in zip(block.shape, block.strides, strict=True))
        if self._map is None or len(self._map) < end + self._kind.itemsize:
            self._map = mmap.mmap(self._handle, 0)
        return np.ndarray(block.shape, self._kind, self._map, block.offset, block.strides)


def _serve(channel: Channel) -> None:
    """One raster: the order, then blocks until None; or None alone where it reads for itself."""
    order, handles = channel.receive()
    code = kept_code.entry(order.kind)
    with open_writer(
        order.path, grid=order.grid, names=order.names, tags=order.tags, is_geographic=order.is_geographic
    ) as writer:
        if order.plain is not None:
            _read_plain(channel, attrs.evolve(order.plain, handles=tuple(handles)), order, code, writer)
            channel.receive()
        else:
            _take_blocks(channel, _Memory(handles[0], order.kind), order, code, writer)
    channel.send(True)


def _take_blocks(
    channel: Channel, memory: _Memory, order: Order, code: Entry, writer: RasterWriter | PlainWriter
) -> None:
    with ThreadPoolExecutor(1) as hand:
        pending = None
        while (block := channel.receive()[0]) is not None:
            layers = np.empty((len(order.names), *block.shape[2:]), np.float32)
            measure_block(layers, memory.array(block), order, code)
            channel.send(True)
            if pending is not None:
                pending.result()
            pending = hand.submit(writer.write, block.window, layers)
        if pending is not None:
            pending.result()


def _read_plain(
    channel: Channel, plain: PlainStack, order: Order, code: Entry, writer: RasterWriter | PlainWriter
) -> None:
    """All windows, by threads that take one after another, each with memory of its own. EOFError where nobody waits any more."""
    windows = iter(plain.windows(WINDOW_ROWS))  # taking the next of a list is safe from any thread

    def some() -> None:
        memory = np.empty(0, np.float32)
        for window in windows:
            if channel.is_left():
                raise EOFError
            layers = np.empty((len(order.names), window[1] - window[0], window[3] - window[2]), np.float32)
            for part in _parts(plain, window):
                size = int(np.prod(plain.shape(part)))
                memory = memory if len(memory) >= size else np.empty(size, np.float32)
                plain.read(memory[:size], part)
                rows = slice(part[0] - window[0], part[1] - window[0])
                measure_block(layers[:, rows], plain.view(memory[:size], part), order, code)
            writer.write(window, layers)

    def take(number: int) -> None:
        _step_back(number)
        try:
            some()
        except BaseException:
            deque(windows, 0)  # nothing is left for the others
            raise

    with ThreadPoolExecutor(WORKERS) as workers:
        jobs = [workers.submit(take, number) for number in range(WORKERS)]
        for job in jobs:
            job.result()


def _step_back(number: int) -> None:
    """All threads but the first leave the processors to whoever judges beside them; where nobody does, they have them all."""
    if number and sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.nice(0) + PATIENCE)


def _parts(plain: PlainStack, window: Window) -> Iterator[Window]:
    """A window in strips of rows of about CHUNK_BYTES."""
    row0, row1, col0, col1 = window
    each = int(np.prod(plain.shape((row0, row0 + 1, col0, col1)))) * 4
    rows = max(1, CHUNK_BYTES // each)
    for row in range(row0, row1, rows):
        yield row, min(row + rows, row1), col0, col1


def main() -> None:
    """Serve the other end of the socket whose number is the first argument."""
    with Channel(socket.socket(fileno=int(sys.argv[1]))) as channel:
        try:
            _serve(channel)
        except InputError as error:
            channel.send((type(error).__name__, error.where, error.what, error.remedy))
        except EOFError:
            return  # the other end gave up


if __name__ == "__main__":
    main()
