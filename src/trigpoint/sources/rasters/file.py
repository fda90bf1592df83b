"""A picture file opened once: what is checked is what is decoded."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import attrs

from trigpoint.model.errors import RefusedInput, UnreadableFile
from trigpoint.sources.limits import Limits
from trigpoint.sources.rasters.claim import Claim, Reader
from trigpoint.sources.rasters.header import read_header
from trigpoint.sources.text import visible

_LONGEST_NAME = 200  # characters of a name in a message


@attrs.frozen(kw_only=True)
class OpenPicture:
    """A file whose claim was read and weighed. Whoever holds it closes `handle`."""

    handle: int
    path: Path
    name: str  # fit to be shown
    size: int
    claim: Claim


def picture_of_bytes(content: bytes, name: str, limits: Limits) -> OpenPicture:
    """A picture held in memory, put where a decoder can open it by handle alone."""
    handle = nameless_file("picture")
    try:
        with os.fdopen(os.dup(handle), "wb") as file:
            file.write(content)
        claim = read_header(Reader(fd=handle, size=len(content)), name, limits)
    except BaseException:
        os.close(handle)
        raise
    return OpenPicture(handle=handle, path=Path(name), name=name, size=len(content), claim=claim)


def nameless_file(purpose: str) -> int:
    """The handle of an empty file that nothing else can name, in memory where the system offers it."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create(purpose, os.MFD_CLOEXEC)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def open_picture(path: Path, limits: Limits) -> OpenPicture:
    """Open a regular file and weigh what it claims to be. Raises InputError."""
    name = visible(os.fsencode(path).decode("utf-8", errors="replace"))[:_LONGEST_NAME]
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        remedy = "name a file of this machine" if ":/" in name or name.startswith(("/vsi", "<")) else ""
        raise UnreadableFile(name, f"cannot be opened ({reason})", remedy) from error
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise RefusedInput(name, "is a folder, pipe, socket or device, not a file")
        if status.st_size > limits.raster_bytes:
            raise RefusedInput(name, f"is larger than {limits.raster_bytes >> 30} GiB")
        claim = read_header(Reader(fd=handle, size=status.st_size), name, limits)
    except BaseException:
        os.close(handle)
        raise
    return OpenPicture(handle=handle, path=path, name=name, size=status.st_size, claim=claim)
