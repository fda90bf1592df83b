"""Pages, feeds and mails through a process of their own.

libxml2 and the extractors above it have inputs that take hours (an element with a million attributes), and a call
into C cannot be interrupted. A process can. One serves a whole folder and is started again after it was stopped.
"""

from __future__ import annotations

import base64
import json
import os
import selectors
import subprocess
import sys
import time
from datetime import datetime
from types import TracebackType
from typing import Any

import attrs

from trigpoint.model.errors import InputError, RefusedInput, UnreadableFile, UnsupportedFormat
from trigpoint.model.records import from_json
from trigpoint.sources.formats import Format
from trigpoint.sources.limits import Limits
from trigpoint.sources.reading import Inner, Piece, Reading
from trigpoint.sources.text import visible

_ERRORS: dict[str, type[InputError]] = {
    error.__name__: error for error in (RefusedInput, UnreadableFile, UnsupportedFormat)
}
_COMMAND = ("-I", "-B", "-X", "utf8", "-m", "trigpoint.sources.markup_child")
_CHUNK = 1 << 20
_START_S = 60.0  # imports, on a machine that is busy


class MarkupReader:
    """Hands items to the child and waits for each answer. Use as a context manager: leaving it ends the child."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> MarkupReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def read(
        self, kind: Format, content: bytes, where: str, now: datetime, *, url: str = "", declared_type: str = ""
    ) -> Reading:
        """As `readers.read_as`; RefusedInput when the child takes too long or dies."""
        limits = attrs.asdict(self._limits, filter=lambda field, _: field.name != "ports")
        header = {
            "kind": kind.value,
            "where": where,
            "url": url,
            "declared_type": declared_type,
            "now": now.isoformat(),
            "size": len(content),
            "limits": limits,
            "memory_bytes": self._limits.markup_memory_bytes,
        }
        line = self._exchange(json.dumps(header).encode() + b"\n" + content, where)
        return _reading(line, where)

    def _exchange(self, request: bytes, where: str) -> bytes:
        try:
            child = self._child or self._start()
            if child.stdin is None or child.stdout is None:
                raise RuntimeError("the reading process was started without pipes")
            child.stdin.write(request)
            child.stdin.flush()
            return _line(child.stdout.fileno(), self._limits.markup_s)
        except (BrokenPipeError, EOFError) as error:
            self._stop()
            raise RefusedInput(where, "made the page reader fail") from error
        except TimeoutError as error:
            self._stop()
            raise RefusedInput(where, f"takes more than {self._limits.markup_s:.0f} s to read") from error

    def _start(self) -> subprocess.Popen[bytes]:
        self._child = subprocess.Popen(  # noqa: S603 - this interpreter, our own module, no words from the document
            [sys.executable, *_COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"OPENBLAS_NUM_THREADS": "1"},  # each thread of the matrix library reserves address space
        )
        if self._child.stdout is not None:
            _line(self._child.stdout.fileno(), _START_S)
        return self._child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue  # what was still to be written is for nobody
        child.wait()


def _line(handle: int, seconds: float) -> bytes:
    """Bytes up to a line end. Raises TimeoutError, or EOFError when the child has gone."""
    deadline = time.monotonic() + seconds
    parts: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        selector.register(handle, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            part = os.read(handle, _CHUNK)
            if not part:
                raise EOFError
            parts.append(part)
            if part.endswith(b"\n"):
                return b"".join(parts)


def _reading(line: bytes, where: str) -> Reading:
    try:
        answer: dict[str, Any] = json.loads(line)
    except ValueError as error:
        raise RefusedInput(where, "made the page reader fail") from error
    if "error" in answer:
        kind = _ERRORS.get(answer["error"], UnreadableFile)
        raise kind(answer.get("where") or where, visible(answer["what"]), answer.get("remedy", ""))
    return Reading(
        text=answer["text"],
        pieces=tuple(from_json(Piece, piece) for piece in answer["pieces"]),
        media_type=answer["media_type"],
        reader=answer["reader"],
        flags=tuple(answer["flags"]),
        inner=tuple(Inner(name=name, content=base64.b64decode(packed)) for name, packed in answer["inner"]),
    )
