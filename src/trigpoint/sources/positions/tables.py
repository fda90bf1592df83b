"""CSV and Parquet tables of positions: dirty rows become unknown or are counted, never an exception.

Plain text is read straight from its bytes; whatever is not plain, and Parquet, through the session. Both give the same.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import duckdb
import numpy as np
from numpy.typing import NDArray

from trigpoint.model.errors import UnreadableFile
from trigpoint.model.positions import MoverKind
from trigpoint.sources.positions.columns import Column, kind_of, map_columns
from trigpoint.sources.positions.head import NOT_UTF8, Layout, layout_of
from trigpoint.sources.positions.identity import mover_of
from trigpoint.sources.positions.large import HELD_ROWS, SortedOnDisk, sort_on_disk
from trigpoint.sources.positions.opening import blocks_of_lines, is_packed, rescue
from trigpoint.sources.positions.order import Batch, Identities, placed
from trigpoint.sources.positions.plain import NotPlain, PlainTable, Rejected, wanted_of
from trigpoint.sources.positions.raw import RawColumns, Refused, require
from trigpoint.sources.positions.session import Session, first_line, quoted, session
from trigpoint.sources.positions.sql import (
    FOREIGN,
    SessionTable,
    Table,
    expression,
    facts_of,
    forget_rejects,
    has_decimal_comma,
    name_of,
    parquet_table,
    rejects,
    text_table,
)
from trigpoint.sources.positions.times import Times, read_times
from trigpoint.sources.positions.units import cells_with_units

LEAST_LINE = 40  # bytes of a line of text, to tell about how many there are
PACKED = 4  # times as much, unpacked
BROKEN_OFF = "the packed file breaks off; the rows before that are read"
SWALLOWED = "is part of a quoted cell that runs over lines"
COMMA = "numbers are written with a decimal comma"


@attrs.frozen(kw_only=True)
class _Asked:
    """What is read of a table, and how."""

    columns: tuple[Column, ...]
    selected: Mapping[str, str]  # role -> SQL
    times: Times
    facts: Mapping[str, str]
    altered: tuple[str, ...]  # roles whose cells are more than a number
    told: tuple[str, ...]
    kind: MoverKind


def read_table(path: Path, *, is_parquet: bool, day_first: bool | None = None) -> RawColumns:
    """The columns of a table as arrays. `day_first`: None = the rows tell. Raises UnreadableFile, InputError."""
    try:
        return _read_table(path, is_parquet=is_parquet, day_first=day_first)
    except UnreadableFile:
        if is_parquet or not is_packed(path):
            raise
        with tempfile.TemporaryDirectory(prefix="positions-") as made:
            rest = Path(made) / path.name
            if not rescue(path, rest):
                raise
            raw = _read_table(rest, is_parquet=False, day_first=day_first)
            return attrs.evolve(raw, flags=(*raw.flags, BROKEN_OFF))


def _read_table(path: Path, *, is_parquet: bool, day_first: bool | None) -> RawColumns:
    with session(path) as opened:
        try:
            if is_parquet:
                return _read(opened, path, parquet_table(opened), None, day_first=day_first)
            try:
                return _read_text(opened, path, day_first=day_first)
            except duckdb.Error as error:
                if "parallel=false" not in str(error):  # cells that run over lines are read one after the other only
                    raise
                forget_rejects(opened)
                return _read_text(opened, path, day_first=day_first, is_parallel=False)
        except duckdb.Error as error:
            raise UnreadableFile(str(path), f"cannot be read as a table ({first_line(error)})") from error


def _read_text(opened: Session, path: Path, *, day_first: bool | None, is_parallel: bool = True) -> RawColumns:
    layout = layout_of(path)
    table = text_table(opened.file, layout, is_parallel=is_parallel)
    raw = _read(opened, path, table, layout, day_first=day_first)
    if FOREIGN not in raw.refused.counts or layout.encoding == "latin-1":
        return raw
    forget_rejects(opened)  # letters of another charset far down in the file
    layout = attrs.evolve(layout, encoding="latin-1", flags=(*layout.flags, NOT_UTF8))
    table = text_table(opened.file, layout, is_parallel=is_parallel)
    return _read(opened, path, table, layout, day_first=day_first)


def _read(opened: Session, path: Path, table: Table, layout: Layout | None, *, day_first: bool | None) -> RawColumns:
    """A table; `layout`: of text, None = Parquet."""
    asked = _asked(opened, path, table, day_first=day_first, is_parquet=layout is None)
    rows = _about(opened, path, table, is_parquet=layout is None)
    if layout is not None and (plain := _plain(opened, path, layout, asked)):
        try:
            return _raw(plain, asked, rows)
        except NotPlain:
            forget_rejects(opened)
    known = Identities(facts=asked.facts)
    is_epoch = asked.times.is_epoch
    through = SessionTable(
        opened=opened, table=table, selected=asked.selected, known=known, is_epoch=is_epoch, is_parquet=layout is None
    )
    raw = _raw(through, asked, rows)
    return raw if layout is None or layout.encoding == "utf-16" else _with_swallowed(path, layout, raw)


def _with_swallowed(path: Path, layout: Layout, raw: RawColumns) -> RawColumns:
    """Counts the lines that an unclosed quote made part of a cell: the session takes them for none."""
    lines, has_quotes = -layout.skip, False
    for block in blocks_of_lines(path):
        has_quotes |= b'"' in block
        lines += sum(1 for line in block.split(b"\n") if line.strip(b"\r"))
    held = len(raw.time) if raw.on_disk is None else len(raw.on_disk.row) + sum(raw.on_disk.reasons.values())
    lost = lines - held - sum(raw.refused.counts.values())
    if not has_quotes or lost <= 0:
        return raw
    return attrs.evolve(raw, refused=attrs.evolve(raw.refused, counts={**raw.refused.counts, SWALLOWED: lost}))


def _asked(opened: Session, path: Path, table: Table, *, day_first: bool | None, is_parquet: bool) -> _Asked:
    columns = map_columns(table.names)
    require(path, columns, table.names)
    times = read_times(opened.connection, path, table.source, name_of(columns, "time"), day_first=day_first)
    has_comma = not is_parquet and has_decimal_comma(opened, table, columns)
    selected = {column.role: expression(column, times.sql, has_comma=has_comma) for column in columns}
    altered, told = [c.role for c in columns] if has_comma else [], [*table.flags, *times.told]
    for column in () if is_parquet or has_comma else columns:
        in_units, odd = cells_with_units(opened.connection, table.source, column)
        told += odd
        if in_units:
            altered.append(column.role)
            selected[column.role] = f"{in_units} AS {column.role}"
    return _Asked(
        columns=columns, selected=selected, times=times, facts=facts_of(table.names), altered=tuple(altered),
        told=(*told, *((COMMA,) if has_comma else ())), kind=kind_of(table.names),
    )  # fmt: skip


def _raw(read: SessionTable | PlainTable, asked: _Asked, rows: int) -> RawColumns:
    on_disk: SortedOnDisk | None = None
    if rows > HELD_ROWS:
        on_disk, refused = _large(read, rows, asked.kind)
        code, row, gone = np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.int64)
        arrays: dict[str, NDArray[Any]] = {role: np.empty(0) for role in ("time", "lat", "lon")}
    else:
        code, row, arrays = _held(read)
        refused, gone = read.refused()
    known = read.known
    return RawColumns(
        kind=asked.kind, names=known.names, code=code, time=arrays.pop("time"), lat=arrays.pop("lat"),
        lon=arrays.pop("lon"), extra=arrays, columns=asked.columns,
        movers={name: mover_of(name, asked.kind, said) for name, said in known.said.items()},
        flags=asked.told, row=_rows(row, gone) if len(gone) else row, refused=refused, on_disk=on_disk,
    )  # fmt: skip


def _plain(opened: Session, path: Path, layout: Layout, asked: _Asked) -> PlainTable | None:
    """The table as one of plain lines, where it may be one."""
    wanted = wanted_of(layout, asked.columns, asked.facts, asked.times.layout, asked.altered)
    if wanted is None:
        return None
    known = Identities(facts=asked.facts)
    names = {column.role: quoted(column.name) for column in asked.columns}
    odd = attrs.evolve(layout, skip=0, is_packed=False)
    file = opened.folder / "odd.csv"

    def read_odd(lines: bytes) -> tuple[NDArray[np.int32], Mapping[str, NDArray[Any]], Rejected]:
        file.write_bytes(lines)
        forget_rejects(opened)  # met while looking at the first rows
        read = SessionTable(
            opened=opened, table=text_table(file, odd), selected=asked.selected, known=known, is_epoch=False
        )
        parts = list(read.batches())
        told = rejects(opened, read.table)
        forget_rejects(opened)
        code = np.concatenate([code for code, _ in parts]) if parts else np.empty(0, np.int32)
        return code, {role: np.concatenate([batch[role] for _, batch in parts]) for role in read.roles if parts}, told

    def ask(role: str, word: str) -> float | None:
        query = f"SELECT {asked.selected[role]} FROM (SELECT ?::VARCHAR AS {names[role]})"  # noqa: S608
        found: float | None = opened.connection.execute(query, [word]).fetchall()[0][0]
        return found

    return PlainTable(path=path, layout=layout, wanted=wanted, known=known, read_odd=read_odd, ask=ask)


def _about(opened: Session, path: Path, table: Table, *, is_parquet: bool) -> int:
    """How many rows there are; of text, at most some so many."""
    if is_parquet:
        found: int = opened.connection.execute(f"SELECT count(*) FROM {table.source}").fetchall()[0][0]  # noqa: S608
        return found
    return path.stat().st_size // LEAST_LINE * (PACKED if is_packed(path) else 1)


def _held(
    read: SessionTable | PlainTable,
) -> tuple[NDArray[np.int32], NDArray[np.int64], dict[str, NDArray[Any]]]:
    """Code, row and columns by mover. Parquet is asked for the identities first, so that all else goes to its place at once;
    text, which costs most to read, is read once and its batches are kept until then."""
    codes: list[NDArray[np.int32]] = []
    kept: list[Batch] = []
    if isinstance(read, SessionTable) and read.is_parquet:
        codes = list(read.identities())
        numbers: Iterator[Batch] = read.numbers()
    else:
        for numbered, batch in read.batches():
            codes.append(numbered)
            kept.append(batch)
        numbers = (kept.pop(0) for _ in range(len(kept)))
    code = read.known.by_name(np.concatenate(codes) if codes else np.empty(0, np.int32))
    code, row, columns = placed(code, len(read.known.names), numbers)
    return code, row, columns if len(row) else {role: np.empty(0) for role in ("time", "lat", "lon")}


def _large(read: SessionTable | PlainTable, rows: int, kind: MoverKind) -> tuple[SortedOnDisk, Refused]:
    """A table that is not held at once, and the lines of it that could not be taken."""
    refused: list[Refused] = [Refused()]
    gone: list[NDArray[np.int64]] = []

    def numbered(row: NDArray[np.int64]) -> NDArray[np.int64]:
        if not gone:  # known once all is read
            refused[0], lines = read.refused()
            gone.append(lines)
        return _rows(row, gone[0]) if len(gone[0]) else row

    return sort_on_disk(read.batches(), rows, read.known, kind, numbered), refused[0]


def _rows(kept: NDArray[np.int64], gone: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of the file for numbers of those that came through, given the rows that did not."""
    return kept + np.searchsorted(gone - np.arange(len(gone)), kept, side="right")
