"""Members of a zip archive, read one by one into memory under caps. Nothing is ever unpacked to disk."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator

from trigpoint.model.errors import InputError, RefusedInput, UnreadableFile
from trigpoint.sources.limits import MIB, Limits
from trigpoint.sources.reading import Inner
from trigpoint.sources.text import visible

_DRIVE = re.compile(r"^[A-Za-z]:")
_RATIO_FROM = MIB  # text packs well: below this size the ratio says nothing


def members(content: bytes, where: str, limits: Limits) -> Iterator[Inner | InputError]:
    """Every file of the archive in the order of names, or why that one was not taken.

    Raises UnreadableFile for a damaged archive, RefusedInput for one whose totals are beyond the limits.
    """
    with opened(content, where) as archive:
        entries = checked_entries(archive, where, limits)
        names = Counter(_folded(entry.filename) for entry in entries)
        for entry in sorted(entries, key=lambda entry: entry.filename):
            if entry.is_dir() or _is_furniture(entry.filename):
                continue
            try:
                check_member(entry, where, limits, occurs=names[_folded(entry.filename)])
                yield Inner(name=entry.filename, content=unpacked(archive, entry, where))
            except InputError as error:
                yield error


def opened(content: bytes, where: str) -> zipfile.ZipFile:
    """The archive in memory. Raises UnreadableFile for a damaged one."""
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableFile(where, f"is a damaged archive ({visible(str(error))[:80]})") from error


def checked_entries(archive: zipfile.ZipFile, where: str, limits: Limits) -> list[zipfile.ZipInfo]:
    """The directory of the archive, if its totals are within the limits."""
    entries = archive.infolist()
    if len(entries) > limits.archive_members:
        raise RefusedInput(where, f"holds {len(entries):,} files; the limit is {limits.archive_members:,}")
    total = sum(entry.file_size for entry in entries)
    if total > limits.archive_bytes:
        raise RefusedInput(where, f"unpacks to {total >> 20:,} MiB; the limit is {limits.archive_bytes >> 20} MiB")
    return entries


def _folded(name: str) -> str:
    return name.casefold().rstrip(". ")


def _is_furniture(name: str) -> bool:
    """What operating systems leave in archives."""
    parts = name.split("/")
    return "__MACOSX" in parts or parts[-1] in (".DS_Store", "Thumbs.db", "desktop.ini")


def check_member(entry: zipfile.ZipInfo, where: str, limits: Limits, *, occurs: int) -> None:
    """Refuse a member whose name or kind is a trick."""
    name = entry.filename
    full = f"{where}!/{visible(name)}"
    mode = entry.external_attr >> 16
    if name.startswith("/") or "\\" in name or "\\" in entry.orig_filename or _DRIVE.match(name):
        raise RefusedInput(full, "has an absolute path or a path of another system for a name")
    if ".." in name.split("/"):
        raise RefusedInput(full, "has a name that climbs out of the archive")
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise RefusedInput(full, "is a link or device, not a file")
    if occurs > 1:
        raise RefusedInput(full, "has a name that occurs twice in the archive, perhaps in other letter case")
    if entry.flag_bits & 0x1:
        raise RefusedInput(full, "is encrypted", "unpack it and add the file")
    if entry.file_size > limits.file_bytes:
        raise RefusedInput(full, f"is larger than {limits.file_bytes >> 20} MiB")
    if entry.file_size > max(_RATIO_FROM, limits.archive_ratio * entry.compress_size):
        raise RefusedInput(full, f"is packed more than {limits.archive_ratio} times: a decompression bomb")


def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, where: str) -> bytes:
    """The bytes of a member that was checked."""
    full = f"{where}!/{visible(entry.filename)}"
    try:
        with archive.open(entry) as member:
            content = member.read(entry.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError, RuntimeError) as error:
        raise UnreadableFile(full, f"cannot be unpacked ({visible(str(error))[:80]})") from error
    if len(content) != entry.file_size:
        raise RefusedInput(full, "has another size than the archive says")
    return content
