"""Processes that decode pictures: started with the files they may read, asked in order, ended when they take too long."""

from __future__ import annotations

import json
import mmap
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from types import TracebackType
from typing import Any

import attrs

from trigpoint.model.errors import RefusedInput
from trigpoint.sources.limits import Limits
from trigpoint.sources.rasters.file import nameless_file

_CHUNK = 1 << 16
_START_S = 60.0  # imports, on a machine that is busy
# No neighbours of a file, no network, no virtual formats, no second reading of georeference from beside the file.
SETTINGS = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_GEOREF_SOURCES": "INTERNAL",
    "GDAL_SKIP": "VRT WMS WCS WMTS HTTP STACIT STACTA EEDA EEDAI PLMOSAIC DERIVED GTI MRF",
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "CPL_VSIL_CURL_NON_CACHED": "/vsicurl/",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_MAX_RETRY": "0",
    "PROJ_NETWORK": "OFF",
    "GDAL_CACHEMAX": "32",  # MB; windows are whole blocks, so a larger cache only costs fresh memory
    "GDAL_NUM_THREADS": "1",
    "GTIFF_SRS_SOURCE": "GEOKEYS",
    "JPEGMEM": "256M",
    "OPENBLAS_NUM_THREADS": "1",  # each thread of the matrix library reserves address space
}


@attrs.frozen(kw_only=True)
class Source:
    """An open file and the driver its first bytes name."""

    handle: int
    driver: str
    name: str  # fit to be shown


@attrs.frozen(kw_only=True)
class Job:
    """Decode bands (1-based) of one file to byte `at` of the block's memory."""

    file: int
    at: int
    bands: tuple[int, ...]
    plan: dict[str, Any]


@attrs.frozen(kw_only=True)
class Ticket:
    """Jobs on their way: for each worker the files it was asked for, in order."""

    asked: tuple[tuple[int, ...], ...]


class Pool:
    """Workers that decode the given files into one shared memory. A context manager: leaving it ends them.

    File i is always decoded by worker i modulo their number, so each opens its files once.
    """

    def __init__(self, sources: Sequence[Source], limits: Limits, *, workers: int = 1) -> None:
        self._sources = tuple(sources)
        self._limits = limits
        self._arena = nameless_file("pixels")
        self._children: list[subprocess.Popen[bytes]] = []
        self._unread: list[bytes] = []
        self._is_ready: list[bool] = []  # it said that it has given up its rights
        try:
            for _ in range(max(1, min(workers, len(self._sources)))):
                self._children.append(self._start())
                self._unread.append(b"")
                self._is_ready.append(False)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ask(self, files: Sequence[int]) -> None:
        """Ask what each file says of itself; `described` gives the answers."""
        for file in files:
            self._send(self._worker(file), {"do": "describe", "file": file}, file)

    def described(self, files: Sequence[int]) -> list[dict[str, Any]]:
        """What each file says of itself, as asked. An answer with "error" is the file's own failure."""
        return [self._answer(self._worker(file), file, self._limits.raster_open_s) for file in files]

    def memory(self, offset: int, size: int) -> mmap.mmap:
        """A part of the shared memory, made large enough. `offset` is a multiple of the page size."""
        try:
            if os.fstat(self._arena).st_size < offset + size:
                os.ftruncate(self._arena, offset + size)
            return mmap.mmap(self._arena, size, offset=offset)
        except OSError as error:
            why = f"needs {size >> 20:,} MiB of memory at once, which this machine does not give"
            raise RefusedInput(self._sources[0].name, why, "read it in smaller windows") from error

    def submit(self, window: tuple[int, int, int, int], jobs: Sequence[Job], offset: int, size: int) -> Ticket:
        """Ask for jobs; what was submitted is to be awaited in the same order."""
        shares: list[list[Job]] = [[] for _ in self._children]
        for job in jobs:
            shares[self._worker(job.file)].append(job)
        for worker, share in enumerate(shares):
            if share:
                packed = [[job.file, job.at, job.bands, job.plan] for job in share]
                request = {"do": "read", "window": window, "offset": offset, "size": size, "jobs": packed}
                self._send(worker, request, share[0].file)
        return Ticket(asked=tuple(tuple(job.file for job in share) for share in shares))

    def wait(self, ticket: Ticket) -> dict[int, int | str]:
        """For each file the number of blocks that could not be decoded, or what went wrong."""
        told: dict[int, int | str] = {}
        for worker, files in enumerate(ticket.asked):
            for file in files:
                answer = self._answer(worker, file, self._limits.raster_s)
                told[file] = answer if isinstance(answer, int) else str(answer["error"])
        return told

    def close(self) -> None:
        """End the workers and give the memory back."""
        for child in self._children:
            child.kill()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except BrokenPipeError:
                        continue  # what was still to be written is for nobody
            child.wait()
        self._children = []
        if self._arena >= 0:
            os.close(self._arena)
            self._arena = -1

    def _worker(self, file: int) -> int:
        return file % len(self._children)

    def _start(self) -> subprocess.Popen[bytes]:
        spec = find_spec("trigpoint.sources.rasters.child")
        if spec is None or spec.origin is None:
            raise RuntimeError("the picture decoder is not installed")
        child = subprocess.Popen(  # noqa: S603 - this interpreter, our own file, no words from the picture
            [sys.executable, "-I", "-B", "-X", "utf8", spec.origin],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=SETTINGS,
            pass_fds=[self._arena, *(source.handle for source in self._sources)],
        )
        header = {
            "memory_bytes": self._limits.raster_memory_bytes,
            "arena": self._arena,
            "files": [{"fd": source.handle, "driver": source.driver} for source in self._sources],
        }
        if child.stdin is not None:
            child.stdin.write(json.dumps(header).encode() + b"\n")
            child.stdin.flush()
            os.set_blocking(child.stdin.fileno(), False)
        return child

    def _send(self, worker: int, request: dict[str, Any], file: int) -> None:
        """Write a request without waiting for ever: a decoder that hangs reads nothing."""
        stdin = self._children[worker].stdin
        if stdin is None:
            raise RuntimeError("the decoder was started without pipes")
        left = json.dumps(request).encode() + b"\n"
        with selectors.DefaultSelector() as selector:
            selector.register(stdin, selectors.EVENT_WRITE)
            while left:
                if not selector.select(self._limits.raster_s):
                    raise RefusedInput(
                        self._sources[file].name, f"takes more than {self._limits.raster_s:.0f} s to decode"
                    )
                try:
                    left = left[os.write(stdin.fileno(), left) :]
                except BlockingIOError:
                    continue
                except BrokenPipeError as error:
                    raise RefusedInput(self._sources[file].name, "made the picture decoder fail") from error

    def _answer(self, worker: int, file: int, seconds: float) -> Any:
        where = self._sources[file].name
        try:
            if not self._is_ready[worker]:
                self._line(worker, _START_S)
                self._is_ready[worker] = True
            return json.loads(self._line(worker, seconds))
        except EOFError as error:
            raise RefusedInput(where, "made the picture decoder fail", "save it again from its source") from error
        except TimeoutError as error:
            raise RefusedInput(where, f"takes more than {seconds:.0f} s to decode") from error

    def _line(self, worker: int, seconds: float) -> bytes:
        stdout = self._children[worker].stdout
        if stdout is None:
            raise RuntimeError("the decoder was started without pipes")
        deadline = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            while b"\n" not in self._unread[worker]:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise TimeoutError
                part = os.read(stdout.fileno(), _CHUNK)
                if not part:
                    raise EOFError
                self._unread[worker] += part
        line, _, self._unread[worker] = self._unread[worker].partition(b"\n")
        return line
