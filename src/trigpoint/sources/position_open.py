"""Bytes of a position file, unpacked where gzip whatever its name says, in blocks and under a cap."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from trigpoint.model.errors import RefusedInput, UnreadableFile

MAX_UNPACKED = 64_000_000_000  # bytes read block by block
MAX_WHOLE = 1_500_000_000  # bytes held at once (JSON)
BLOCK = 1 << 25
LONGEST_LINE = 1 << 22  # a longer one is cut where the block ends
GZIP = b"\x1f\x8b"


def head_of(path: Path, count: int = 65536) -> tuple[bytes, bool]:
    """The first bytes, unpacked, and whether they were packed. Raises UnreadableFile."""
    packed = is_packed(path)
    try:
        with opened(path) as stream:
            return stream.read(count), packed
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path, error) from error


def is_packed(path: Path) -> bool:
    """Begins as gzip does."""
    with path.open("rb") as stream:
        return stream.read(2) == GZIP


def opened(path: Path) -> BinaryIO:
    """The unpacked bytes as a stream."""
    return gzip.open(path, "rb") if is_packed(path) else path.open("rb")  # type: ignore[return-value]


def whole(path: Path) -> bytes:
    """All bytes at once. Raises UnreadableFile, RefusedInput."""
    try:
        with opened(path) as stream:
            content = stream.read(MAX_WHOLE + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path, error) from error
    if len(content) > MAX_WHOLE:
        raise RefusedInput(str(path), f"unpacks to more than {MAX_WHOLE // 10**6} MB", "split it by day")
    return content


def blocks_of_lines(path: Path, size: int = BLOCK) -> Iterator[bytes]:
    """Blocks of whole lines. Raises UnreadableFile, RefusedInput."""
    total, rest = 0, b""
    try:
        with opened(path) as stream:
            while block := stream.read(size):
                total += len(block)
                if total > MAX_UNPACKED:
                    raise RefusedInput(str(path), f"unpacks to more than {MAX_UNPACKED // 10**9} GB", "split it by day")
                block = rest + block
                cut = block.rfind(b"\n") + 1
                if not cut and len(block) > LONGEST_LINE:
                    cut = len(block)
                rest = block[cut:]
                if cut:
                    yield block[:cut]
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path, error) from error
    if rest:
        yield rest


def unreadable(path: Path, error: Exception) -> UnreadableFile:
    """For bytes that cannot be unpacked."""
    return UnreadableFile(str(path), f"cannot be unpacked ({str(error)[:120]})", "fetch it again")
