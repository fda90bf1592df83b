"""The pixel statistic and its raster, in a process of their own beside reading and judging.

It takes as long as judging a thousand structures, so both run at once. Plain pictures it reads by itself, through the handles it
is given; of others it is handed the decoded blocks in shared memory. The other end is `pixel_child`.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import attrs

from trigpoint.model import errors
from trigpoint.model.scene import Grid, Unit
from trigpoint.sources.raster_plain import PlainStack
from trigpoint.workflows.imagery.channel import Channel

Window = tuple[int, int, int, int]

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
    is_geographic: bool | None  # its projection is degrees; None: neither degrees nor a map projection
    names: tuple[str, ...]
    tags: dict[str, str]
    groups: tuple[Group, ...]
    bands: int
    kind: str = "float32"  # of the pixels
    unseen: float = float("nan")  # a value of them that stands for unknown
    plain: PlainStack | None = None  # read these; None: blocks are handed over


@attrs.frozen(kw_only=True)
class Handed:
    """A block (look, band, y, x) in shared memory: where it begins and how it lies there, bytes."""

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
                [sys.executable, "-P", "-m", "trigpoint.workflows.imagery.pixel_child", str(there.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
                pass_fds=[there.fileno()],
            )
        self._channel = Channel(here)
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

    def begin(self, order: Order, handles: Sequence[int]) -> None:
        """Begin the raster. `handles`: of the pictures of `order.plain`, or of the one shared memory."""
        self._path = str(order.path)
        self._tell(order, handles)

    def hand(self, block: Handed) -> None:
        """Have a block computed and written."""
        self._tell(block)

    def wait(self) -> None:
        """Until the block handed over last is computed, and its memory can be used again."""
        try:
            told, _ = self._channel.receive()
        except EOFError as error:
            raise self._lost() from error
        if isinstance(told, tuple):
            kind, *words = told
            raise getattr(errors, kind)(*words)

    def finish(self) -> None:
        """Until the raster is whole and in its place."""
        self._tell(None)
        self.wait()

    def _tell(self, message: Any, handles: Sequence[int] = ()) -> None:
        try:
            self._channel.send(message, handles)
        except EOFError:
            self.wait()  # why it ended, if it still could say so
            raise self._lost() from None

    def _lost(self) -> errors.UnreadableFile:
        return errors.UnreadableFile(self._path, "cannot be written (the process that computes it ended)", "try again")
