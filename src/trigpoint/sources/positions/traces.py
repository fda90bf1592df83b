"""Many traces at once: a folder of them, or the daily tar an aggregator publishes. A broken one is told and passed over."""

from __future__ import annotations

import gzip
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trigpoint.model.errors import InputError, RefusedInput, UnreadableFile
from trigpoint.model.positions import Mover, MoverKind
from trigpoint.sources.positions.json_file import parse_json
from trigpoint.sources.positions.opening import GZIP, opened
from trigpoint.sources.positions.raw import REJECTED_KEPT, SMALL, RawColumns, Refused

LONGEST = 256_000_000  # bytes of one trace, unpacked
MOST = 400_000  # traces; a day of the world has some 90,000
ENDINGS = (".json", ".json.gz", ".gz")


def read_folder(folder: Path) -> RawColumns:
    """Every trace below a folder, in the order of their names. Raises InputError."""
    found = (p for p in sorted(folder.rglob("*")) if p.is_file() and p.name.endswith(ENDINGS) and not p.is_symlink())
    return _gathered(folder, ((str(p.relative_to(folder)), _bytes(p)) for p in found))


def read_archive(path: Path) -> RawColumns:
    """Every trace of a tar, packed or not. Nothing is written to disk. Raises InputError."""
    return _gathered(path, _members(path))


def _bytes(path: Path) -> bytes | None:
    if path.stat().st_size > LONGEST:
        return None
    with path.open("rb") as stream:
        return stream.read()


def _members(path: Path) -> Iterator[tuple[str, bytes | None]]:
    try:
        with opened(path) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                if not member.isfile() or not PurePosixPath(member.name).name.endswith(ENDINGS):
                    continue
                held = archive.extractfile(member) if member.size <= LONGEST else None
                yield member.name, held.read() if held else None
    except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
        raise UnreadableFile(str(path), f"is a tar that breaks off ({str(error)[:80]})", "fetch it again") from error


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(GZIP):
        return content
    unpack = zlib.decompressobj(31)
    found = unpack.decompress(content, LONGEST)
    if not unpack.eof:
        raise gzip.BadGzipFile("breaks off or unpacks to too much")
    return found


def _gathered(where: Path, files: Iterator[tuple[str, bytes | None]]) -> RawColumns:
    parts: list[RawColumns] = []
    faults: list[tuple[int, str, str]] = []
    row = 0
    for number, (name, content) in enumerate(files):
        if number >= MOST:
            raise RefusedInput(str(where), f"holds more than {MOST} traces", "split it")
        try:
            if content is None:
                raise RefusedInput(name, "is too large for a trace")
            part = parse_json(Path(name), _unpacked(content))
        except InputError as error:
            faults.append((row, error.what, name))
            continue
        except (OSError, zlib.error) as error:
            faults.append((row, f"cannot be unpacked ({str(error)[:60]})", name))
            continue
        parts.append(part)
        row += len(part.time)
    if not parts:
        first = f": {faults[0][2]} {faults[0][1]}" if faults else ""
        raise InputError(str(where), f"holds no trace that can be read{first}", "give readsb or tar1090 trace files")
    return _joined(parts, faults)


def _joined(parts: list[RawColumns], faults: list[tuple[int, str, str]]) -> RawColumns:
    names = tuple(sorted({name for part in parts for name in part.names}))
    place = {name: k for k, name in enumerate(names)}
    codes = [_moved(part, place) for part in parts]
    roles = sorted({role for part in parts for role in part.extra})
    movers: dict[str, Mover] = {}
    for part in parts:
        movers.update(part.movers)
    flags = (f"{len(faults)} traces could not be read (first: {faults[0][2]} {faults[0][1]})",) if faults else ()
    return RawColumns(
        kind=MoverKind.AIRCRAFT if any(p.kind is MoverKind.AIRCRAFT for p in parts) else MoverKind.VESSEL,
        names=names,
        code=np.concatenate(codes),
        time=np.concatenate([p.time for p in parts]),
        lat=np.concatenate([p.lat for p in parts]),
        lon=np.concatenate([p.lon for p in parts]),
        extra={role: np.concatenate([_role(p, role) for p in parts]) for role in roles},
        columns=parts[0].columns,
        movers=movers,
        flags=flags,
        refused=Refused(
            first=tuple(faults[:REJECTED_KEPT]),
            counts={"is a trace that cannot be read": len(faults)} if faults else {},
        ),
    )


def _moved(part: RawColumns, place: dict[str, int]) -> NDArray[np.int32]:
    lookup = np.array([place[name] for name in part.names] + [-1], np.int32)
    return lookup[part.code]


def _role(part: RawColumns, role: str) -> NDArray[Any]:
    if role in part.extra:
        return part.extra[role]
    return np.full(len(part.time), -1, np.int8) if role in SMALL else np.full(len(part.time), np.nan, np.float32)
