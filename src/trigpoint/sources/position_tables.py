"""CSV and Parquet tables of positions through DuckDB: dirty rows become NULL or are counted, never an exception."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import duckdb
import numpy as np
from numpy.typing import NDArray

from trigpoint.model.errors import UnreadableFile
from trigpoint.model.positions import MoverKind
from trigpoint.sources.position_arrow import numbers_of
from trigpoint.sources.position_columns import IDENTITY, SOURCE_WORDS, STATUS_WORDS, Column, kind_of, map_columns
from trigpoint.sources.position_head import NOT_UTF8, Layout, layout_of
from trigpoint.sources.position_identity import mover_of
from trigpoint.sources.position_large import HELD_ROWS, SortedOnDisk, sort_on_disk
from trigpoint.sources.position_open import is_packed, rescue
from trigpoint.sources.position_order import Batch, Identities, placed
from trigpoint.sources.position_raw import REJECTED_KEPT, RawColumns, Refused, require
from trigpoint.sources.position_session import Session, first_line, literal, quoted, session
from trigpoint.sources.position_times import time_expression
from trigpoint.sources.position_units import cells_with_units

LONGEST_LINE = 4_000_000  # bytes
BATCH = 250_000  # rows converted at a time
LEAST_LINE = 40  # bytes of a line of text, to tell about how many there are
PACKED = 4  # times as much, unpacked
BROKEN_OFF = "the packed file breaks off; the rows before that are read"
FOREIGN = "is not in the file's charset"
REJECTS = {
    "INVALID ENCODING": FOREIGN,
    "LINE SIZE OVER MAXIMUM": "is longer than 4 MB",
    "UNQUOTED VALUE": "has quotes that do not match",
    "TOO MANY COLUMNS": "has more columns than the header",
    "MISSING COLUMNS": "has fewer columns than the header",
}
DECIMAL_COMMA = r"^\s*-?\d{1,3},\d+\s*$"


@attrs.frozen(kw_only=True)
class _Table:
    """A table as SQL sees it."""

    source: str
    names: tuple[str, ...]
    skip: int = 0  # lines before the first row
    flags: tuple[str, ...] = ()


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
                return _read(opened, path, _parquet(opened), is_parquet=True, day_first=day_first)
            layout = layout_of(path)
            raw = _read(opened, path, _text(opened, layout), is_parquet=False, day_first=day_first)
            if FOREIGN not in raw.refused.counts or layout.encoding == "latin-1":
                return raw
            _forget_rejects(opened)  # letters of another charset far down in the file
            layout = attrs.evolve(layout, encoding="latin-1", flags=(*layout.flags, NOT_UTF8))
            return _read(opened, path, _text(opened, layout), is_parquet=False, day_first=day_first)
        except duckdb.Error as error:
            raise UnreadableFile(str(path), f"cannot be read as a table ({first_line(error)})") from error


def _read(opened: Session, path: Path, table: _Table, *, is_parquet: bool, day_first: bool | None) -> RawColumns:
    columns = map_columns(table.names)
    require(path, columns, table.names)
    rows = _about(opened, path, table, is_parquet=is_parquet)
    when, is_epoch, told = time_expression(
        opened.connection, path, table.source, _name_of(columns, "time"), day_first=day_first
    )
    has_comma = not is_parquet and _has_decimal_comma(opened, table, columns)
    selected = {column.role: _expression(column, when, has_comma=has_comma) for column in columns}
    for column in () if is_parquet or has_comma else columns:
        in_units, odd = cells_with_units(opened.connection, table.source, column)
        told = (*told, *odd)
        if in_units:
            selected[column.role] = f"{in_units} AS {column.role}"
    known = Identities(facts=_facts(table))
    kind = kind_of(table.names)
    refused, gone, on_disk = Refused(), np.empty(0, np.int64), None
    if rows > HELD_ROWS:
        on_disk, refused = _large(opened, table, selected, known, rows, kind, is_epoch=is_epoch, is_parquet=is_parquet)
        code, row = np.empty(0, np.int32), np.empty(0, np.int64)
        arrays: dict[str, NDArray[Any]] = {role: np.empty(0) for role in ("time", "lat", "lon")}
    else:
        code, row, arrays = _columns(opened, table, selected, known, is_epoch=is_epoch, is_parquet=is_parquet)
        refused, gone = (refused, gone) if is_parquet else _rejects(opened, table)
    return RawColumns(
        kind=kind, names=known.names, code=code, time=arrays.pop("time"), lat=arrays.pop("lat"), lon=arrays.pop("lon"),
        extra=arrays, columns=columns,
        movers={name: mover_of(name, kind, said) for name, said in known.said.items()},
        flags=(*table.flags, *told, *(("numbers are written with a decimal comma",) if has_comma else ())),
        row=_rows(row, gone) if len(gone) else row, refused=refused, on_disk=on_disk,
    )  # fmt: skip


def _parquet(opened: Session) -> _Table:
    source = f"read_parquet({literal(opened.file)})"
    described = opened.connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608
    return _Table(source=source, names=tuple(row[0] for row in described))


def _text(opened: Session, layout: Layout) -> _Table:
    columns = ", ".join(f"{_string(name)}: 'VARCHAR'" for name in layout.names)
    source = (
        f"read_csv({literal(opened.file)}, auto_detect=false, columns={{{columns}}}, delim={_string(layout.delimiter)}, "
        f"quote='\"', escape='\"', header=false, skip={layout.skip}, encoding='{layout.encoding}', "
        f"compression='{'gzip' if layout.is_packed else 'none'}', null_padding=true, strict_mode=false, ignore_errors=true, "
        f"store_rejects=true, rejects_limit=0, max_line_size={LONGEST_LINE}, parallel=true)"
    )
    return _Table(source=source, names=layout.names, skip=layout.skip, flags=layout.flags)


def _string(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _forget_rejects(opened: Session) -> None:
    for name in ("reject_errors", "reject_scans"):
        opened.connection.execute(f"DELETE FROM {name}")  # noqa: S608


def _about(opened: Session, path: Path, table: _Table, *, is_parquet: bool) -> int:
    """How many rows there are; of text, at most some so many."""
    if is_parquet:
        found: int = opened.connection.execute(f"SELECT count(*) FROM {table.source}").fetchall()[0][0]  # noqa: S608
        return found
    return path.stat().st_size // LEAST_LINE * (PACKED if is_packed(path) else 1)


def _name_of(columns: Sequence[Column], role: str) -> str:
    return next(c.name for c in columns if c.role == role)


def _has_decimal_comma(opened: Session, table: _Table, columns: Sequence[Column]) -> bool:
    name = quoted(_name_of(columns, "lat"))
    asked = f"SELECT avg(regexp_matches({name}, '{DECIMAL_COMMA}')::INT) FROM (SELECT {name} FROM {table.source} LIMIT 2000)"  # noqa: S608
    return (opened.connection.execute(asked).fetchall()[0][0] or 0) > 0.5


def _expression(column: Column, when: str, *, has_comma: bool) -> str:
    name = quoted(column.name)
    number = f"replace({name}, ',', '.')" if has_comma else name
    if column.role == "id":
        return f"{name} AS id"
    if column.role == "time":
        return f"{when} AS time"
    if column.role in ("lat", "lon"):
        return f"TRY_CAST({number} AS DOUBLE) AS {column.role}"
    if column.role == "on_ground":
        return f"TRY_CAST(TRY_CAST({name} AS BOOLEAN) AS FLOAT) AS on_ground"
    if column.role == "status":
        return f"coalesce(TRY_CAST({number} AS FLOAT), {_worded(name, STATUS_WORDS)}) AS status"
    if column.role == "source":
        return f"{_worded(name, SOURCE_WORDS)} AS source"
    return f"TRY_CAST({number} AS FLOAT) * {column.factor!r}::FLOAT AS {column.role}"


def _worded(name: str, words: Mapping[str, int]) -> str:
    cases = " ".join(f"WHEN {_string(word)} THEN {int(value)}" for word, value in words.items())
    return f"(CASE lower(trim(CAST({name} AS VARCHAR))) {cases} END)::FLOAT"


def _columns(
    opened: Session, table: _Table, selected: Mapping[str, str], known: Identities, *, is_epoch: bool, is_parquet: bool
) -> tuple[NDArray[np.int32], NDArray[np.int64], dict[str, NDArray[Any]]]:
    """Code, row and columns by mover. Parquet is asked for the identities first, so that all else goes to its place at once;
    text, which costs most to read, is read once and its batches are kept until then."""
    rest = [role for role in selected if role != "id"]
    numbers_asked, who = [selected[role] for role in rest], _who(selected, known)
    codes: list[NDArray[np.int32]] = []
    kept: list[Batch] = []
    numbers: Iterator[Batch]
    if is_parquet:
        codes = [known.coded(batch.columns) for batch in _batches(opened, table, who)]
        numbers = (numbers_of(b, rest, is_epoch=is_epoch) for b in _batches(opened, table, numbers_asked))
    else:
        for batch in _batches(opened, table, [*numbers_asked, *who]):
            codes.append(known.coded(batch.columns[len(rest) :]))
            kept.append(numbers_of(batch, rest, is_epoch=is_epoch))
        numbers = (kept.pop(0) for _ in range(len(kept)))
    code = known.by_name(np.concatenate(codes) if codes else np.empty(0, np.int32))
    code, row, columns = placed(code, len(known.names), numbers)
    return code, row, columns if len(row) else {role: np.empty(0) for role in rest}


def _large(
    opened: Session, table: _Table, selected: Mapping[str, str], known: Identities, rows: int, kind: MoverKind, *,
    is_epoch: bool, is_parquet: bool,
) -> tuple[SortedOnDisk, Refused]:  # fmt: skip
    """A table that is not held at once, and the lines of it that could not be taken."""
    rest = [role for role in selected if role != "id"]
    asked = [*(selected[role] for role in rest), *_who(selected, known)]
    batches = (
        (batch.columns[len(rest) :], numbers_of(batch, rest, is_epoch=is_epoch))
        for batch in _batches(opened, table, asked)
    )
    refused: list[Refused] = [Refused()]
    gone: list[NDArray[np.int64]] = []

    def numbered(row: NDArray[np.int64]) -> NDArray[np.int64]:
        if not gone:  # known once all is read
            refused[0], lines = (Refused(), np.empty(0, np.int64)) if is_parquet else _rejects(opened, table)
            gone.append(lines)
        return _rows(row, gone[0]) if len(gone[0]) else row

    found = sort_on_disk(batches, rows, known, kind, numbered)
    return found, refused[0]


def _who(selected: Mapping[str, str], known: Identities) -> list[str]:
    return [selected["id"], *(f"CAST({quoted(column)} AS VARCHAR)" for column in known.facts.values())]


def _batches(opened: Session, table: _Table, asked: Sequence[str]) -> Iterator[Any]:
    return iter(opened.connection.sql(f"SELECT {', '.join(asked)} FROM {table.source}").to_arrow_reader(BATCH))  # noqa: S608


def _rejects(opened: Session, table: _Table) -> tuple[Refused, NDArray[np.int64]]:
    """Lines the reader could not take: told, counted, and their rows so that the others keep their numbers."""
    asked = "SELECT DISTINCT ON (line) line, error_type::VARCHAR, left(csv_line, 80) FROM reject_errors ORDER BY line"
    found = opened.connection.execute(asked).fetchall()
    told = [
        (int(line) - 1 - table.skip, REJECTS.get(kind, "is no row of the table"), text or "")
        for line, kind, text in found
    ]
    counts: dict[str, int] = {}
    for _, reason, _ in told:
        counts[reason] = counts.get(reason, 0) + 1
    rows = np.array(sorted(max(row, 0) for row, _, _ in told), np.int64)
    return Refused(first=tuple(told[:REJECTED_KEPT]), counts=counts), rows


def _rows(kept: NDArray[np.int64], gone: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of the file for numbers of those that came through, given the rows that did not."""
    return kept + np.searchsorted(gone - np.arange(len(gone)), kept, side="right")


def _facts(table: _Table) -> dict[str, str]:
    """The columns that say who a mover is."""
    lower = {name.strip().lower(): name for name in table.names}
    fields = {field: next((lower[n] for n in wanted if n in lower), "") for field, wanted in IDENTITY.items()}
    return {field: column for field, column in fields.items() if column}
