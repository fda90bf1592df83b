"""A product on disk, folder or zip: what it says of itself and which files hold its bands.

Nothing is unpacked to look at it. `unpack_band` writes one band file of a zip, and only that, where the caller says.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import attrs

from trigpoint.model.errors import RefusedInput, UnreadableFile, UnsupportedFormat
from trigpoint.sources.archive import check_member, unpacked
from trigpoint.sources.folder import files_under, read_bytes
from trigpoint.sources.limits import Limits
from trigpoint.sources.scenes.products import BandFile, Product, read_product
from trigpoint.sources.text import visible

_CHUNK = 1 << 20


def open_product(path: Path, limits: Limits | None = None) -> Product:
    """A SAFE or Landsat folder, or a zip of one.

    Raises UnsupportedFormat when it is no product known here, UnreadableFile or RefusedInput when its files are damaged or
    tricks.
    """
    limits = limits or Limits()
    name = path.name.removesuffix(".zip")
    if path.is_dir():
        found = {one.name: one.path.stat().st_size for one in files_under(path) if one.error is None}
        return read_product(found, lambda file: read_bytes(path / file, f"{path.name}/{file}", limits), name)
    with _opened(path) as archive:
        members = _members(archive, path.name, limits)
        sizes = {file: entry.file_size for file, entry in members.items()}
        return read_product(sizes, lambda file: _read(archive, members[file], path.name, limits), name)


def unpack_band(path: Path, band: BandFile, into: Path, limits: Limits | None = None) -> Path:
    """One band file of a zip, written to `into` under its own name. A file that is there already is not written over.

    Raises RefusedInput for a member that is a trick, too large or packed too tightly.
    """
    limits = limits or Limits()
    target = into / PurePosixPath(band.file).name
    with _opened(path) as archive:
        members = _members(archive, path.name, limits)
        if band.file not in members:
            raise UnreadableFile(path.name, f"holds no {visible(band.file)}", "list the product again")
        entry = members[band.file]
        full = f"{path.name}!/{visible(entry.filename)}"
        check_member(entry, path.name, attrs.evolve(limits, file_bytes=limits.raster_bytes), occurs=1)
        part = target.with_name(f"{target.name}.part")
        try:
            with archive.open(entry) as member, part.open("xb") as file:
                _copy(member.read, file.write, entry.file_size, full)
            os.link(part, target)
        except FileExistsError as error:
            raise RefusedInput(str(target), "is there already", "name another folder") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise UnreadableFile(full, f"cannot be unpacked ({visible(str(error))[:80]})") from error
        finally:
            part.unlink(missing_ok=True)
    return target


def _copy(read: Callable[[int], bytes], write: Callable[[bytes], object], size: int, where: str) -> None:
    """As many bytes as the archive says, and no more."""
    left = size
    while chunk := read(_CHUNK):
        left -= len(chunk)
        if left < 0:
            break
        write(chunk)
    if left:
        raise RefusedInput(where, "has another size than the archive says")


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise RefusedInput(path.name, "is a pipe, socket or device, not a file")
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableFile(path.name, f"is no product folder and no zip ({visible(str(error))[:80]})") from error


def _members(archive: zipfile.ZipFile, where: str, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    """Files of the product by their name within it: the one folder at the top is taken off."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > limits.archive_members:
        raise RefusedInput(where, f"holds {len(entries):,} files; the limit is {limits.archive_members:,}")
    tops = {entry.filename.partition("/")[0] for entry in entries if not entry.filename.startswith("__MACOSX/")}
    top = f"{tops.pop()}/" if len(tops) == 1 and all("/" in entry.filename for entry in entries) else ""
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = entry.filename.removeprefix(top)
        if name in found:
            raise RefusedInput(f"{where}!/{visible(name)}", "has a name that occurs twice in the archive")
        if ".." in name.split("/") or name.startswith("/") or "\\" in entry.orig_filename:
            raise RefusedInput(f"{where}!/{visible(name)}", "has a name that climbs out of the archive")
        found[name] = entry
    if not found:
        raise UnsupportedFormat(where, "is empty")
    return found


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, where: str, limits: Limits) -> bytes:
    check_member(entry, where, limits, occurs=1)
    return unpacked(archive, entry, where)
