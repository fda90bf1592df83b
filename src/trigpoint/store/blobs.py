"""Bytes on disk under their SHA-256: `captures/ab/abcd...`. Written once, never changed.

A file appears under its digest only when all of it is on the disk (written aside, flushed, renamed), so a program
killed in the middle leaves at most a stray file in `captures/.incoming`.
"""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

from trigpoint.model.errors import UnreadableFile

INCOMING = ".incoming"
PIECE = 1 << 20  # bytes copied at a time
STALE_S = 24 * 3600  # an unfinished file older than this belongs to nobody that still runs


def digest_of(content: bytes) -> str:
    """SHA-256, lowercase hex."""
    return hashlib.sha256(content).hexdigest()


def blob_path(root: Path, digest: str) -> Path:
    """Where the bytes with this digest lie."""
    return root / digest[:2] / digest


def put_blob(root: Path, content: bytes) -> str:
    """Keep `content` and give its digest. Keeping it twice changes nothing."""
    digest = digest_of(content)
    target = blob_path(root, digest)
    if not target.exists():
        aside = root / INCOMING / f"{digest}.{os.getpid()}"
        write_through(aside, content)
        aside.chmod(0o444)
        _make_folder(target.parent)
        aside.replace(target)
        sync_folder(target.parent)
    return digest


def put_file(root: Path, path: Path, digest: str) -> None:
    """Keep a file of any size, copied and hashed in pieces. Raises UnreadableFile when it has another digest."""
    target = blob_path(root, digest)
    if target.exists():
        return
    aside = root / INCOMING / f"{digest}.{os.getpid()}"
    _make_folder(aside.parent)
    hashed = hashlib.sha256()
    with path.open("rb") as source, aside.open("wb") as copy:
        while piece := source.read(PIECE):
            hashed.update(piece)
            copy.write(piece)
        copy.flush()
        os.fsync(copy.fileno())
    if hashed.hexdigest() != digest:
        aside.unlink()
        raise UnreadableFile(str(path), "changed since it was measured", "measure it again")
    aside.chmod(0o444)
    _make_folder(target.parent)
    aside.replace(target)
    sync_folder(target.parent)


def read_blob(root: Path, digest: str) -> bytes:
    """The bytes. Raises FileNotFoundError."""
    return blob_path(root, digest).read_bytes()


def write_through(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it."""
    _make_folder(path.parent)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the folder's entries: a rename is safe only then."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep_incoming(root: Path) -> None:
    """Remove what killed programs left unfinished."""
    folder = root / INCOMING
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.stat().st_mtime < time.time() - STALE_S:
            path.unlink(missing_ok=True)


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        sync_folder(folder.parent)
