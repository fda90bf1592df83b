"""Position files in: AIS and ADS-B tables (CSV, Parquet), JSON records, readsb traces, NMEA. Sorted once, here.

Bad rows come back as rows with reasons; the good ones are kept. Values that mean "not available" become unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.model.errors import InputError, UnreadableFile, UnsupportedFormat, UsageError
from trigpoint.model.positions import Mover, Positions, RejectedRow
from trigpoint.sources.positions.columns import Column
from trigpoint.sources.positions.conventions import Conventions, as_said
from trigpoint.sources.positions.identity import doubted
from trigpoint.sources.positions.judge import REASONS, blank_unavailable, judge
from trigpoint.sources.positions.large import SortedOnDisk
from trigpoint.sources.positions.opening import head_of
from trigpoint.sources.positions.order import counted
from trigpoint.sources.positions.raw import REJECTED_KEPT, RawColumns
from trigpoint.sources.positions.sort import is_ordered, order_of, repeats, taken
from trigpoint.sources.positions.units import unlikely_units

AS_WRITTEN = Conventions()
GIVE = "give CSV, Parquet, JSON records, a readsb trace (or a folder or tar of them) or NMEA"


@attrs.frozen(kw_only=True, eq=False)
class PositionFile:
    """What a file of positions held."""

    file: str
    positions: Positions
    movers: Mapping[str, Mover]
    columns: tuple[Column, ...]  # how the columns were read: told to the user
    rows: int  # rows in the file
    rejected: tuple[RejectedRow, ...]  # the first thousand
    rejected_count: int
    flags: tuple[str, ...] = ()
    reasons: Mapping[str, int] = attrs.field(factory=dict)  # why rows were rejected, and how many


def read_positions(path: Path, conventions: Conventions = AS_WRITTEN) -> PositionFile:
    """Every fix of a file, sorted by mover and time. Raises InputError where the file as a whole cannot be used."""
    raw = as_said(read_raw(path, day_first=conventions.day_first), conventions)
    refused = sum(raw.refused.counts.values())
    if not len(raw.time) and raw.on_disk is None:
        why = f" ({_most(raw.refused.counts)})" if refused else ""
        raise InputError(str(path), f"holds no positions{why}")
    if raw.on_disk is not None:
        if conventions != attrs.evolve(AS_WRITTEN, day_first=conventions.day_first):
            raise UsageError(
                f"{path}: is too large to be read in another zone or unit; write it in UTC, knots and feet"
            )
        return _from_disk(path, raw, raw.on_disk)
    reasons = judge(raw.code, raw.time, raw.lat, raw.lon)
    bad = np.flatnonzero(reasons)
    counts = Counter({REASONS[k]: int(n) for k, n in enumerate(np.bincount(reasons)) if k and n})
    if len(bad) == len(reasons):
        raise InputError(str(path), f"none of its {len(reasons)} rows is a usable position ({_most(counts)})")
    counts.update(raw.refused.counts)
    positions, flags = _sorted(raw, reasons)
    if raw.row is not None:
        bad = bad[np.argsort(raw.row[bad], kind="stable")]
    rows = bad[:REJECTED_KEPT] if raw.row is None else raw.row[bad[:REJECTED_KEPT]]
    told = [
        RejectedRow(row=int(row), reason=REASONS[int(reasons[i])])
        for row, i in zip(rows, bad[:REJECTED_KEPT], strict=True)
    ]
    told += [RejectedRow(row=row, reason=reason, text=text) for row, reason, text in raw.refused.first]
    movers, doubts = doubted(positions.kind, positions.names, raw.movers)
    return PositionFile(
        file=str(path),
        positions=positions,
        movers=movers,
        columns=raw.columns,
        rows=len(reasons) + refused,
        rejected=tuple(sorted(told, key=lambda r: r.row)[:REJECTED_KEPT]),
        rejected_count=len(bad) + refused,
        flags=(*raw.flags, *flags, *doubts, *unlikely_units(positions)),
        reasons=dict(counts.most_common()),
    )


def _most(counts: Mapping[str, int]) -> str:
    return max(counts, key=lambda reason: counts[reason])


def _sorted(raw: RawColumns, reasons: NDArray[np.uint8]) -> tuple[Positions, tuple[str, ...]]:
    code, row = raw.code, np.arange(len(raw.code)) if raw.row is None else raw.row
    roles = ("time", "lat", "lon", *raw.extra)
    columns = [raw.time, raw.lat, raw.lon, *raw.extra.values()]
    if reasons.any():
        good = reasons == 0
        code, row, columns = code[good], row[good], [values[good] for values in columns]
    unsorted = 0
    in_order = is_ordered(code, columns[0])
    if not in_order:
        picked, unsorted = order_of(code, columns[0], len(raw.names))
        columns, row = taken(columns, picked), row[picked]
    fixes = counted(code, len(raw.names))[:-1]
    held = dict(zip(roles, columns, strict=True))
    blank_unavailable(raw.kind, held)
    heard = fixes > 0  # an identity without a usable fix is no mover
    positions = Positions(
        kind=raw.kind,
        names=tuple(name for name, is_heard in zip(raw.names, heard.tolist(), strict=True) if is_heard),
        mover=code if in_order and heard.all() else np.repeat(np.arange(heard.sum(), dtype=np.int32), fixes[heard]),
        row=row,
        **held,
    )
    return positions, _order_flags(positions, unsorted)


def _from_disk(path: Path, raw: RawColumns, found: SortedOnDisk) -> PositionFile:
    """What a large table held: judged and sorted already."""
    counts = Counter(found.reasons)
    counts.update(raw.refused.counts)
    if not len(found.row):
        raise InputError(str(path), f"none of its rows is a usable position ({_most(counts)})")
    positions = Positions(kind=raw.kind, names=raw.names, mover=found.mover, row=found.row, **found.columns)
    movers, doubts = doubted(positions.kind, positions.names, raw.movers)
    told = sorted((*found.first, *raw.refused.first))[:REJECTED_KEPT]
    flags = _order_flags(positions, found.unsorted)
    return PositionFile(
        file=str(path),
        positions=positions,
        movers=movers,
        columns=raw.columns,
        rows=len(found.row) + counts.total(),
        rejected=tuple(RejectedRow(row=row, reason=reason, text=text) for row, reason, text in told),
        rejected_count=counts.total(),
        flags=(*raw.flags, *flags, *doubts, *unlikely_units(positions)),
        reasons=dict(counts.most_common()),
    )


def _order_flags(positions: Positions, unsorted: int) -> tuple[str, ...]:
    same, other = repeats(positions.mover, positions.time, positions.lat, positions.lon)
    flags = []
    if unsorted:
        flags.append(f"the times of {unsorted} of {len(positions.names)} movers were not in order; they are sorted")
    if same:
        flags.append(f"{same} rows repeat the mover, time and place of another")
    if other:
        flags.append(f"{other} rows give a mover a second place at the same time")
    return tuple(flags)


def read_raw(path: Path, *, day_first: bool | None = None) -> RawColumns:
    """The columns of a file or folder, unjudged. `day_first`: None = the rows tell. Raises InputError."""
    if path.is_dir():
        from trigpoint.sources.positions.traces import read_folder

        return read_folder(path)
    if not path.is_file():
        raise UnreadableFile(str(path), "is not a file", "name a CSV, Parquet, JSON or NMEA file of positions")
    if path.stat().st_size == 0:
        raise UnreadableFile(str(path), "is empty")
    head, packed = head_of(path)
    if not head:
        raise UnreadableFile(str(path), "is empty once unpacked")
    if head.startswith(b"PAR1") and not packed:
        return _table(path, is_parquet=True, day_first=day_first)
    if head[257:262] == b"ustar":
        from trigpoint.sources.positions.traces import read_archive

        return read_archive(path)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"["):
        from trigpoint.sources.positions.json_file import read_json

        return read_json(path)
    if is_nmea(head):
        from trigpoint.sources.positions.nmea_fixes import read_nmea_positions

        return read_nmea_positions(path)
    if not is_text(head):
        raise UnsupportedFormat(str(path), "is no table of positions", GIVE)
    return _table(path, is_parquet=False, day_first=day_first)


def is_nmea(head: bytes) -> bool:
    """An AIS sentence stands in one of the first lines."""
    return any(b"VDM," in line or b"VDO," in line for line in head.split(b"\n")[:200])


def is_text(head: bytes) -> bool:
    """Hardly any control characters. A log that was cut off by a crash holds runs of NUL: those do not count."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    letters = head.replace(b"\0", b"")
    controls = sum(letters.count(bytes([code])) for code in (*range(1, 9), *range(14, 32)))
    return len(letters) > 0 and controls * 50 <= len(letters) and head.count(0) * 2 < len(head)


def _table(path: Path, *, is_parquet: bool, day_first: bool | None) -> RawColumns:
    from trigpoint.sources.positions.tables import read_table

    return read_table(path, is_parquet=is_parquet, day_first=day_first)
