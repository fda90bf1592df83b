"""The pixel statistic and its raster, by threads beside whoever judges.

Plain pictures they read themselves, window by window, by machine code that needs no interpreter (`sweep_files`); of others they are
handed the decoded blocks. It takes as long as judging a thousand structures, so both run at once.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.sar.kernel import LEAST_AFTER, LEAST_BEFORE, Pixels, welch_into
from trigpoint.evidence.imagery.sar.machine_code import SCRATCH, Entry, Table, address_of, plan_of
from trigpoint.evidence.imagery.sar.pixel_scores import over_orbits
from trigpoint.model.scene import Grid, Unit
from trigpoint.sources.rasters.plain import PlainStack
from trigpoint.sources.rasters.write import RasterWriter, open_writer
from trigpoint.sources.rasters.write_plain import PlainWriter
from trigpoint.workflows.imagery import kept_code

Single = NDArray[np.float32]
Indices = NDArray[np.int64]
Window = tuple[int, int, int, int]

WORKERS = 2
CHUNK_BYTES = 1 << 20  # read and computed at once: what was read is still in a cache, and reads are not too many
WINDOW_ROWS = 256  # of a window: whole tiles of the raster
MOST_WAITING = 2  # blocks computed and not yet written
PATIENCE = 10  # steps of niceness: a tenth of the share of others


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
    is_geographic: bool | None  # its projection is degrees; None: neither degrees nor a map projection
    names: tuple[str, ...]
    tags: dict[str, str]
    groups: tuple[Group, ...]
    bands: int
    kind: str = "float32"  # of the pixels
    unseen: float = float("nan")  # a value of them that stands for unknown
    plain: PlainStack | None = None  # read these; None: blocks are handed over


class PixelWork:
    """The threads of one raster. A context manager: leaving it ends them, and what is not finished goes away."""

    def __init__(self) -> None:
        self._further = ExitStack()
        self._threads = ThreadPoolExecutor(WORKERS)
        self._jobs: deque[Future[None]] = deque()
        self._stop = np.zeros(1, np.int64)  # read by the machine code

    def __enter__(self) -> PixelWork:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop[0] = 1
        self._threads.shutdown(cancel_futures=True)
        # Still open: it was not finished.
        self._further.__exit__(GeneratorExit, GeneratorExit("the raster was given up"), None)

    def begin(self, order: Order) -> None:
        """Open the raster. What can be read here is begun with."""
        self._order = order
        writer = open_writer(
            order.path, grid=order.grid, names=order.names, tags=order.tags, is_geographic=order.is_geographic
        )
        self._writer: RasterWriter | PlainWriter = writer
        self._further.enter_context(writer)
        if order.plain is None:
            return
        windows = deque(order.plain.windows(WINDOW_ROWS))
        for number in range(WORKERS):
            self._jobs.append(self._threads.submit(self._read_plain, order.plain, windows, number))

    def hand(self, window: Window, block: Pixels) -> Callable[[], None]:
        """Have a block computed and written; comes back: what waits until it is computed, and its memory can be used again."""
        while len(self._jobs) >= MOST_WAITING:
            self._jobs.popleft().result()
        computed = threading.Event()
        job = self._threads.submit(self._compute, window, block, computed)
        self._jobs.append(job)

        def wait() -> None:
            computed.wait()
            if job.done():
                job.result()

        return wait

    def finish(self) -> None:
        """Until the raster is whole and in its place."""
        while self._jobs:
            self._jobs.popleft().result()
        self._further.close()

    def _compute(self, window: Window, block: Pixels, computed: threading.Event) -> None:
        try:
            layers = np.empty((len(self._order.names), *block.shape[2:]), np.float32)
            measure_block(layers, block, self._order, kept_code.entry(self._order.kind))
        finally:
            computed.set()
        self._writer.write(window, layers)

    def _read_plain(self, plain: PlainStack, windows: deque[Window], number: int) -> None:
        """Windows, one after another, by each thread with memory of its own."""
        _step_back(number)
        try:
            reader = _Reader(plain, self._order, kept_code.entry(kept_code.FILES), self._stop)
            while windows and not self._stop[0]:
                try:
                    window = windows.popleft()
                except IndexError:  # another thread was faster
                    return
                layers = reader.measure(window)
                if not self._stop[0]:
                    self._writer.write(window, layers)
        except BaseException:
            windows.clear()  # nothing is left for the others
            raise


class _Reader:
    """Computes windows of plain pictures. For one thread."""

    def __init__(self, plain: PlainStack, order: Order, code: Entry, stop: Indices) -> None:
        self._plain, self._order, self._code, self._stop = plain, order, code, stop
        self._scratch = np.empty(SCRATCH, np.float32)
        self._given = np.array([LEAST_BEFORE, LEAST_AFTER, order.unseen], np.float32)
        self._memory = np.empty(0, np.float32)
        self._layers = np.empty(0, np.float32)

    def measure(self, window: Window) -> Single:
        """(layer, y, x) of a window; valid until the next."""
        order, bands = self._order, self._order.bands
        rows, wide = window[1] - window[0], window[3] - window[2]
        scores = len(order.groups) if len(order.groups) > 1 else 0  # of each orbit: behind the layers
        count = len(order.names) + bands * scores
        if self._layers.size < count * rows * wide:
            self._layers = np.empty(count * rows * wide, np.float32)
        layers = self._layers[: count * rows * wide].reshape(count, rows, wide)
        if not order.groups:
            layers[:] = np.nan
            return layers
        table = self._table(window, rows, wide)
        memory, given, scratch, out = map(address_of, (self._memory, self._given, self._scratch, self._layers))
        stop = address_of(self._stop)
        self._code(memory, address_of(table), given, scratch, out, stop, stop)
        if table[Table.DONE] < 0:
            self._plain.check(-1 - int(table[Table.DONE]), window)
        if scores:
            each = layers[len(order.names) :].reshape(scores, bands, rows, wide)
            layers[:bands] = over_orbits(list(each))
        return layers[: len(order.names)]

    def _table(self, window: Window, rows: int, wide: int) -> Indices:
        plain, order, bands = self._plain, self._order, self._order.bands
        looks, tiles = len(plain.handles), plain.tiles[0]
        planes, beside = (1, bands) if tiles.by_pixel else (bands, 1)
        row = tiles.width * beside
        step = min(rows, max(1, CHUNK_BYTES // (looks * planes * row * 4)))
        size = looks * planes * step * row
        if self._memory.size < size:
            self._memory = np.empty(size, np.float32)
        groups = [
            np.concatenate(
                [
                    places * (rows * wide),
                    plan_of(
                        bands=1 if beside > 1 else bands,
                        wide=wide,
                        beside=beside,
                        row0=0,
                        row1=0,
                        look_step=planes * step * row,
                        band_step=step * row,
                        row_step=row,
                        layer_step=rows * wide,
                        line_step=wide,
                        linear=group.unit not in (Unit.DECIBEL, Unit.CENTI_DECIBEL),
                        count=len(group.before) + len(group.after),
                        split=len(group.before),
                        looks=np.array((*group.before, *group.after), np.int64),
                    ),
                ]
            )
            for group, places in zip(order.groups, self._places(), strict=True)
        ]
        length = max(map(len, groups))
        head = np.zeros(Table.REST, np.int64)
        head[[Table.LOOKS, Table.PLANES, Table.ROW, Table.ROWS, Table.STEP]] = looks, planes, row, rows, step
        head[[Table.GROUPS, Table.LENGTH]] = len(groups), length
        padded = [np.pad(group, (0, length - len(group))) for group in groups]
        return np.concatenate([head, np.array(plain.handles), plain.starts(window).ravel(), *padded])

    def _places(self) -> Iterator[Indices]:
        """For each orbit the layers where its z, t and degrees of freedom begin; with several orbits z lies behind all layers."""
        bands = self._order.bands
        for number in range(len(self._order.groups)):
            own = bands * (1 + 2 * number)
            score = len(self._order.names) + bands * number if len(self._order.groups) > 1 else 0
            yield np.array([score, own, own + bands], np.int64)


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


def _step_back(number: int) -> None:
    """All threads but the first leave the processors to whoever judges beside them; where nobody does, they have them all."""
    if number and sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.nice(0) + PATIENCE)
