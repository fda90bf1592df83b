"""Files of a folder in an order that does not depend on the machine; links lead nowhere."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import attrs

from trigpoint.model.errors import RefusedInput, TrigpointError, UnreadableFile
from trigpoint.sources.limits import Limits
from trigpoint.sources.text import visible

_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})


@attrs.frozen(kw_only=True)
class Found:
    """A regular file, or why it was not taken."""

    path: Path
    name: str  # relative to the folder the user named, "/" between parts, fit to be shown
    is_renamed: bool = False  # `name` differs from the bytes of the name: hidden or control characters
    error: TrigpointError | None = None


def files_under(folder: Path) -> Iterator[Found]:
    """Every file below `folder`, by name. Hidden files are passed over; links and devices come as errors."""
    yield from _walk(folder, folder)


def _walk(folder: Path, top: Path) -> Iterator[Found]:
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield _failed(folder, top, UnreadableFile(shown(folder, top), f"cannot be listed ({error.strerror})"))
        return
    for entry in listed:
        if entry.name.startswith(".") or entry.name.lower() in _SYSTEM_FILES:
            continue
        path = Path(entry.path)
        if entry.is_symlink():
            yield _failed(path, top, RefusedInput(shown(path, top), "is a link", "add the file it leads to"))
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(path, top)
        elif entry.is_file(follow_symlinks=False):
            name = shown(path, top)
            yield Found(path=path, name=name, is_renamed=name != path.relative_to(top).as_posix())
        else:
            yield _failed(path, top, RefusedInput(shown(path, top), "is a pipe, socket or device, not a file"))


def _failed(path: Path, top: Path, error: TrigpointError) -> Found:
    return Found(path=path, name=shown(path, top), error=error)


def shown(path: Path, top: Path) -> str:
    """The name within `top`, with nothing in it that could break or disguise a line of output."""
    relative = path.relative_to(top) if path != top else Path(path.name)
    return visible(os.fsencode(relative.as_posix()).decode("utf-8", errors="replace"))


def read_bytes(path: Path, name: str, limits: Limits, *, follow: bool = False) -> bytes:
    """The bytes of a regular file. The file opened is the file checked: no gap for a swap between the two."""
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | (0 if follow else os.O_NOFOLLOW)
    try:
        handle = os.open(path, flags)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableFile(name, f"cannot be opened ({reason})") from error
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise RefusedInput(name, "is a pipe, socket or device, not a file")
        content = b"" if status.st_size > limits.file_bytes else file.read(limits.file_bytes + 1)
        if status.st_size > limits.file_bytes or len(content) > limits.file_bytes:
            raise RefusedInput(name, f"is larger than {limits.file_bytes >> 20} MiB")
        return content
