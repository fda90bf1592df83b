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
    """The first bytes, unpacked, and whether they were packed; fewer of a file that breaks off. Raises UnreadableFile."""
    packed, found = is_packed(path), b""
    try:
        with opened(path) as stream:
            while len(found) < count and (block := stream.read(min(count - len(found), 8192))):
                found += block
            return found, packed
    except EOFError as error:
        if found:
            return found, packed
        raise unreadable(path, error) from error
    except (OSError, zlib.error) as error:
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
                cut = block.rfind(b"\n") + 1
                if cut:
                    yield b"".join((rest, memoryview(block)[:cut]))
                    rest = block[cut:]
                    continue
                rest += block
                if len(rest) > LONGEST_LINE:
                    yield rest
                    rest = b""
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path, error) from error
    if rest:
        yield rest


def unreadable(path: Path, error: Exception) -> UnreadableFile:
    """For bytes that cannot be unpacked."""
    return UnreadableFile(str(path), f"cannot be unpacked ({str(error)[:120]})", "fetch it again")


def rescue(path: Path, into: Path) -> bool:
    """Unpack the whole lines of a gzip file that ends too early. False where it does not, or where what it holds is damaged:
    then nobody knows from which byte on."""
    total, kept, unpack = 0, 0, zlib.decompressobj(31)
    with path.open("rb") as packed, into.open("wb") as out:
        while piece := packed.read(BLOCK):
            while piece:
                if unpack.eof:
                    unpack = zlib.decompressobj(31)  # another member
                try:
                    block = unpack.decompress(piece, BLOCK)
                except zlib.error:
                    return False
                piece = unpack.unconsumed_tail or unpack.unused_data
                if b"\n" in block:
                    kept = total + block.rfind(b"\n") + 1
                total += out.write(block)
                if total > MAX_UNPACKED:
                    return False
        out.truncate(kept)
    return not unpack.eof and kept > 0
