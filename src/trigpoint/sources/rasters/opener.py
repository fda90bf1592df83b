"""The one module that opens pictures: what they are, their pixels, a stack of them, and writing one.

Pixels are float32 `(band, y, x)` or `(scene, band, y, x)`, NaN where unknown (no-data, not decodable), values in `scene.unit`.
A window is `(row0, row1, col0, col1)`, half-open. Files are decoded by processes of their own (`pool`).
"""

from __future__ import annotations

import hashlib
import mmap
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.model.errors import RefusedInput, UnreadableFile, UsageError
from trigpoint.model.scene import Scene
from trigpoint.sources.limits import Limits
from trigpoint.sources.rasters.begin import Begun, begin
from trigpoint.sources.rasters.file import picture_of_bytes
from trigpoint.sources.rasters.plain import PlainStack, plain_stack
from trigpoint.sources.rasters.pool import Job, Ticket
from trigpoint.sources.rasters.scene import WholeNumbers, make_scene
from trigpoint.sources.rasters.write import RasterWriter, write_raster

__all__ = [
    "Pixels",
    "RasterWriter",
    "Stack",
    "WholeNumbers",
    "Window",
    "describe",
    "open_stack",
    "read_pixels",
    "write_raster",
]

Window = tuple[int, int, int, int]
Pixels = NDArray[np.float32]
_PAGE = mmap.ALLOCATIONGRANULARITY
_CHUNK = 1 << 22


def describe(path: Path | str, *, sidecars: bool = True, limits: Limits | None = None) -> Scene:
    """Everything known of a picture but its pixels. Raises InputError.

    `sidecars`: also read a STAC item and a world file of the same stem beside it. Nothing they link to is opened.
    """
    with open_stack([path], sidecars=sidecars, limits=limits) as stack:
        return stack.identified()[0]


def describe_bytes(content: bytes, name: str, limits: Limits) -> tuple[Scene, str]:
    """As `describe`, for bytes in memory, without an id; and their media type."""
    picture = picture_of_bytes(content, name, limits)
    try:
        begun = Begun([picture], limits, workers=1)
    except BaseException:
        os.close(picture.handle)
        raise
    with Stack(begun, sidecars=False) as stack:
        return stack.scenes[0], picture.claim.media_type


def read_pixels(
    picture: Scene | Path | str,
    *,
    bands: Sequence[str] | None = None,
    window: Window | None = None,
    limits: Limits | None = None,
) -> Pixels:
    """Pixels of one picture. `bands`: names as in `scene.bands`; None: all."""
    path = picture.file if isinstance(picture, Scene) else picture
    with open_stack([path], limits=limits, sidecars=False) as stack:
        scene = stack.scenes[0]
        pixels: Pixels = stack.read(window or (0, scene.grid.height, 0, scene.grid.width), bands=bands)[0]
        return pixels


def open_stack(
    paths: Iterable[Path | str],
    *,
    workers: int = 2,
    sidecars: bool = True,
    limits: Limits | None = None,
) -> Stack:
    """Pictures opened together. A context manager. The pictures may differ in grid and bands; `Stack.read` says when they do."""
    stack = Stack(begin(paths, workers=workers, limits=limits), sidecars=sidecars)
    try:
        _ = stack.scenes  # what cannot be described is told here
    except BaseException:
        stack.close()
        raise
    return stack


class Stack:
    """Pictures that stay open. `scenes` have no id before `identified` has hashed them."""

    def __init__(self, begun: Begun, *, sidecars: bool = True) -> None:
        self._begun = begun
        self._pictures, self._limits = begun.pictures, begun.limits
        self._sidecars = sidecars
        self._hashing: threading.Thread | None = None
        self._digests: list[str] = []
        self._lost: set[int] = set()
        self._scenes: tuple[Scene, ...] = ()

    def _describe(self) -> None:
        self._told = self._begun.described()
        made = [
            make_scene(picture, answer, self._limits, sidecars=self._sidecars)
            for picture, answer in zip(self._pictures, self._told, strict=True)
        ]
        self._scenes = tuple(scene for scene, _ in made)
        self._layouts = tuple(layout for _, layout in made)

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """What is known of each picture; waits for the decoders. Raises InputError."""
        if not self._scenes:
            self._describe()
        return self._scenes

    @property
    def is_waiting(self) -> bool:
        """Whether a decoder has still to say what a picture is."""
        return not self._scenes and self._begun.is_waiting

    def __enter__(self) -> Stack:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the decoders and close the files."""
        if self._hashing is not None:
            self._hashing.join()
            self._hashing = None
        self._begun.close()

    def start_hashing(self) -> None:
        """Begin to compute digests beside other work; `identified` waits for them."""
        if self._hashing is None:
            self._hashing = threading.Thread(target=self._hash_all, daemon=True)
            self._hashing.start()

    def identified(self) -> tuple[Scene, ...]:
        """The scenes with id and digest."""
        self.start_hashing()
        if self._hashing is not None:
            self._hashing.join()
        self._scenes = tuple(
            attrs.evolve(scene, sha256=digest, id=f"cap-{digest[:16]}")
            for scene, digest in zip(self.scenes, self._digests, strict=True)
        )
        return self.scenes

    def _hash_all(self) -> None:
        if not self._digests:
            self._digests = [_digest(picture.handle) for picture in self._pictures]

    @property
    def flags(self) -> tuple[str, ...]:
        """What could not be decoded in what was read so far."""
        return tuple(
            f"{self._pictures[index].name}: some blocks of pixels could not be decoded and count as unknown"
            for index in sorted(self._lost)
        )

    @property
    def block_shape(self) -> tuple[int, int]:
        """Rows and columns of the blocks the first file is stored in; (1, width) for rows stored one by one."""
        return self._layouts[0].block

    def windows(self, *, bytes_at_once: int = 96 << 20, indices: Sequence[int] | None = None) -> list[Window]:
        """Windows that cover the first picture's grid, whole stored blocks each, so that nothing is decoded twice."""
        grid = self.scenes[0].grid
        chosen = range(len(self.scenes)) if indices is None else indices
        per_pixel = 4 * sum(len(self.scenes[index].bands) for index in chosen)
        high, wide = self.block_shape
        wide = min(wide, grid.width)
        room = max(1, bytes_at_once // max(1, per_pixel))
        across = min(grid.width, max(1, room // (wide * high)) * wide)
        down = min(grid.height, max(1, room // (across * high)) * high)
        return [
            (row, min(row + down, grid.height), col, min(col + across, grid.width))
            for row in range(0, grid.height, down)
            for col in range(0, grid.width, across)
        ]

    def read(
        self, window: Window, indices: Sequence[int] | None = None, *, bands: Sequence[str] | None = None
    ) -> Pixels:
        """One window of the pictures at `indices` (all), as an array of its own: (scene, band, y, x)."""
        _, shared = next(self.blocks([window], indices, ahead=0, bands=bands))
        try:
            own: Pixels = shared.copy()
            return own
        except MemoryError as error:
            why = f"needs {shared.nbytes >> 20:,} MiB of memory at once, which this machine does not give"
            raise RefusedInput(self._pictures[0].name, why, "read it in smaller windows") from error

    def blocks(
        self,
        windows: Iterable[Window],
        indices: Sequence[int] | None = None,
        *,
        ahead: int = 2,
        bands: Sequence[str] | None = None,
        whole: WholeNumbers | None = None,
    ) -> Iterator[tuple[Window, Any]]:
        """Windows in order, decoded up to `ahead` of the one in use.

        The array is shared memory and holds its pixels only until the next one is asked for: copy what is to stay.
        `whole`: from `whole_numbers`; the pixels then stay as the files have them, which takes half of the memory.
        """
        chosen = tuple(range(len(self.scenes))) if indices is None else tuple(indices)
        picked = [self._layouts[index].picked(bands) for index in chosen]
        if len({len(numbers) for numbers in picked}) > 1:
            raise UsageError("the pictures of a stack have different bands: name those that all of them have")
        wanted = list(windows)
        run = _Run(self, chosen, picked, wanted, whole)
        slots = max(1, min(ahead + 1, len(wanted), self._limits.raster_read_bytes // run.slot_bytes))
        if run.slot_bytes > self._limits.raster_read_bytes:
            raise RefusedInput(
                self._pictures[chosen[0]].name,
                f"{run.slot_bytes >> 20:,} MiB of pixels asked for at once; the limit is {self._limits.raster_read_bytes >> 20:,}",
                "cut out the part that is needed, or read it in windows",
            )
        waiting: deque[tuple[int, Ticket]] = deque()
        try:
            for number in range(len(wanted) + slots - 1):
                if number < len(wanted):
                    waiting.append((number, run.submit(number, number % slots)))
                if number >= slots - 1:
                    done, ticket = waiting.popleft()
                    self._settle(self._begun.pool.wait(ticket), chosen)
                    yield wanted[done], run.array(done, done % slots)
        finally:
            self._drain(waiting)

    @property
    def is_geographic(self) -> bool | None:
        """Whether the first picture lies in degrees; None: neither in degrees nor on a map projection."""
        wkt = str(self._told[0]["wkt"])
        if wkt.startswith(("GEOGCS", "GEOGCRS", "GEODCRS")):
            return True
        return False if wkt.startswith(("PROJCS", "PROJCRS")) else None

    def whole_numbers(self) -> WholeNumbers | None:
        """How all pictures keep their samples, where these are whole numbers of one kind."""
        found = {layout.whole for layout in self._layouts}
        return found.pop() if len(found) == 1 else None

    def plain(self, bands: Sequence[str]) -> PlainStack | None:
        """All pictures as one that needs no decoder; None where one needs it, they lie differently, or have further bands."""
        sizes = {(scene.grid.height, scene.grid.width) for scene in self.scenes}
        wanted = tuple(range(1, len(bands) + 1))
        if len(sizes) > 1 or any(
            layout.picked(bands) != wanted or picture.claim.bands != len(wanted)
            for layout, picture in zip(self._layouts, self._pictures, strict=True)
        ):
            return None
        height, width = sizes.pop()
        return plain_stack(
            [one.handle for one in self._pictures],
            [one.name for one in self._pictures],
            [one.plain for one in self._layouts],
            bands=len(wanted),
            height=height,
            width=width,
        )

    def _drain(self, waiting: Iterable[tuple[int, Ticket]]) -> None:
        """What is on its way is awaited, so that the next answers belong to the next questions."""
        for _, ticket in waiting:
            self._begun.pool.wait(ticket)

    def _settle(self, told: dict[int, int | str], chosen: Sequence[int]) -> None:
        for index in chosen:
            answer = told.get(index, 0)
            if isinstance(answer, str):
                raise UnreadableFile(
                    self._pictures[index].name, f"cannot be decoded ({answer})", "fetch it again from its source"
                )
            if answer:
                self._lost.add(index)


class _Run:
    """One pass over windows: where each window's pixels lie in the shared memory."""

    def __init__(
        self,
        stack: Stack,
        chosen: Sequence[int],
        picked: Sequence[Sequence[int]],
        windows: list[Window],
        whole: WholeNumbers | None,
    ) -> None:
        self._stack, self._chosen, self._picked, self._windows = stack, chosen, picked, windows
        self._kind = np.dtype(whole.kind if whole else "float32")
        self._more = {"kind": whole.kind, "unseen": whole.unseen} if whole else {}
        self._bands = len(picked[0]) if picked else 0
        largest = max((self._shape(window)[2] * self._shape(window)[3] for window in windows), default=0)
        size = max(1, largest * self._kind.itemsize * self._bands * len(chosen))
        self.slot_bytes = -(-size // _PAGE) * _PAGE
        self._maps: dict[int, mmap.mmap] = {}

    def _shape(self, window: Window) -> tuple[int, int, int, int]:
        row0, row1, col0, col1 = window
        if row1 <= row0 or col1 <= col0:
            raise UsageError(f"window {window} is empty: (row0, row1, col0, col1), half-open")
        return len(self._chosen), self._bands, row1 - row0, col1 - col0

    def submit(self, number: int, slot: int) -> Ticket:
        """Ask for a window, with NaN put where it reaches outside a picture."""
        array = self.array(number, slot)
        window = self._windows[number]
        jobs = []
        for place, (index, bands) in enumerate(zip(self._chosen, self._picked, strict=True)):
            grid = self._stack.scenes[index].grid
            row0, row1, col0, col1 = window
            if row0 < 0 or col0 < 0 or row1 > grid.height or col1 > grid.width:
                raise UsageError(f"window {window} reaches outside {self._stack.scenes[index].file}")
            jobs.append(
                Job(
                    file=index,
                    at=place * array[0].nbytes,
                    bands=tuple(bands),
                    plan=self._stack._layouts[index].plan | self._more,
                )
            )
        return self._stack._begun.pool.submit(window, jobs, slot * self.slot_bytes, self.slot_bytes)

    def array(self, number: int, slot: int) -> NDArray[Any]:
        """The window's pixels in shared memory."""
        if slot not in self._maps:
            self._maps[slot] = self._stack._begun.pool.memory(slot * self.slot_bytes, self.slot_bytes)
        shape = self._shape(self._windows[number])
        count = int(np.prod(shape))
        return np.frombuffer(self._maps[slot], self._kind, count).reshape(shape)


def _digest(handle: int) -> str:
    digest = hashlib.sha256()
    at = 0
    while part := os.pread(handle, _CHUNK, at):
        digest.update(part)
        at += len(part)
    return digest.hexdigest()
