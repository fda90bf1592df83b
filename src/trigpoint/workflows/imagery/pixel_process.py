"""The pixel statistic and its raster, in a process of their own beside reading and judging.

Loading the compiler alone takes as long as judging a thousand structures, and holds the interpreter meanwhile: so the process is
started first of all, and blocks are handed to it in shared memory. It trusts what it is told: both ends are this program.
"""

from __future__ import annotations

import mmap
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import reduction
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.model import errors
from trigpoint.model.scene import Grid, Unit

Single = NDArray[np.float32]
Window = tuple[int, int, int, int]

LEAST_BEFORE = 3  # looks of one orbit on either side without which it has no statistic, as PWTT asks (Ballinger 2025)
LEAST_AFTER = 2
CLOSING_S = 30.0  # to take away what is half written


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


@attrs.frozen(kw_only=True)
class Order:
    """The raster to be written."""

    path: Path
    grid: Grid
    names: tuple[str, ...]
    tags: dict[str, str]
    groups: tuple[Group, ...]


@attrs.frozen(kw_only=True)
class Handed:
    """A block (look, band, y, x) float32 in shared memory: where it begins and how it lies there, bytes."""

    window: Window
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


class PixelProcess:
    """This end of the process. A context manager: leaving it ends the process, and what is not finished goes away."""

    def __init__(self) -> None:
        here, there = socket.socketpair()
        with there:
            self._child = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
                [sys.executable, "-P", "-m", __name__, str(there.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
                pass_fds=[there.fileno()],
            )
        self._channel = Connection(here.detach())
        self._path = ""

    def __enter__(self) -> PixelProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._channel.close()
        try:
            self._child.wait(CLOSING_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def begin(self, order: Order, memory: int) -> None:
        """Open the raster; `memory` is the handle of the shared memory."""
        self._path = str(order.path)
        self._tell(order)
        reduction.send_handle(self._channel, memory, self._child.pid)

    def hand(self, block: Handed) -> None:
        """Have a block computed and written."""
        self._tell(block)

    def wait(self) -> None:
        """Until the block handed over last is computed, and its memory can be used again."""
        try:
            told = self._channel.recv()
        except (EOFError, ConnectionError) as error:
            raise self._lost() from error
        if isinstance(told, tuple):
            kind, *words = told
            raise getattr(errors, kind)(*words)

    def finish(self) -> None:
        """Until the raster is whole and in its place."""
        self._tell(None)
        self.wait()

    def _tell(self, message: Any) -> None:
        try:
            self._channel.send(message)
        except ConnectionError:
            self.wait()  # why it ended, if it still could say so
            raise self._lost() from None

    def _lost(self) -> errors.UnreadableFile:
        return errors.UnreadableFile(self._path, "cannot be written (the process that computes it ended)", "try again")


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


class _Memory:
    """The shared memory as this process sees it; it grows."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._map: mmap.mmap | None = None

    def array(self, block: Handed) -> Single:
        end = block.offset + sum((n - 1) * step for n, step in zip(block.shape, block.strides, strict=True)) + 4
        if self._map is None or len(self._map) < end:
            self._map = mmap.mmap(self._handle, 0)
        return np.ndarray(block.shape, np.float32, self._map, block.offset, block.strides)


def _warm_up() -> None:
    """Load the machine code while the other end is busy.

    The compiler would load scipy's linear algebra, which takes as long as all the pixels; nothing in this process has a use for it.
    """
    sys.modules["scipy"] = None  # type: ignore[assignment] # imports of it fail, which the compiler allows for
    group = Group(orbit=None, before=(0, 1), after=(2, 3), unit=Unit.SIGMA0_LINEAR)
    measure_block(np.ones((4, 1, 1, 1), np.float32), [group])


def _serve(channel: Connection) -> None:
    """One raster: the order, the memory, blocks until None."""
    from trigpoint.sources.raster_write import RasterWriter

    _warm_up()
    order = channel.recv()
    memory = _Memory(reduction.recv_handle(channel))
    with (
        RasterWriter(order.path, grid=order.grid, names=order.names, tags=order.tags) as writer,
        ThreadPoolExecutor(1) as hand,
    ):
        pending: Future[None] | None = None
        while (block := channel.recv()) is not None:
            layers = measure_block(memory.array(block), order.groups)
            channel.send(True)
            if pending is not None:
                pending.result()
            pending = hand.submit(writer.write, block.window, layers)
        if pending is not None:
            pending.result()
    channel.send(True)


def main() -> None:
    """Serve the other end of the socket whose number is the first argument."""
    with Connection(int(sys.argv[1])) as channel:
        try:
            _serve(channel)
        except errors.InputError as error:
            channel.send((type(error).__name__, error.where, error.what, error.remedy))
        except (EOFError, ConnectionError):
            return  # the other end gave up


if __name__ == "__main__":
    main()
