"""A table of positions as the session reads it: where it comes from, what each column is asked for, which lines were none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.sources.positions.arrow import numbers_of
from trigpoint.sources.positions.columns import IDENTITY, SOURCE_WORDS, STATUS_WORDS, Column
from trigpoint.sources.positions.head import Layout
from trigpoint.sources.positions.order import Batch, Identities
from trigpoint.sources.positions.raw import MISMATCHED, REJECTED_KEPT, Refused
from trigpoint.sources.positions.session import Session, literal, quoted

LONGEST_LINE = 4_000_000  # bytes
BATCH = 250_000  # rows converted at a time
FOREIGN = "is not in the file's charset"
REJECTS = {
    "INVALID ENCODING": FOREIGN,
    "LINE SIZE OVER MAXIMUM": "is longer than 4 MB",
    "UNQUOTED VALUE": MISMATCHED,
    "TOO MANY COLUMNS": "has more columns than the header",
    "MISSING COLUMNS": "has fewer columns than the header",
}
DECIMAL_COMMA = r"^\s*-?\d{1,3},\d+\s*$"


@attrs.frozen(kw_only=True)
class Table:
    """A table as SQL sees it."""

    source: str
    names: tuple[str, ...]
    skip: int = 0  # lines before the first row
    flags: tuple[str, ...] = ()


@attrs.frozen(kw_only=True, eq=False)
class SessionTable:
    """A table read by the session, batch after batch."""

    opened: Session
    table: Table
    selected: Mapping[str, str]  # role -> SQL
    known: Identities
    is_epoch: bool
    is_parquet: bool = False

    @property
    def roles(self) -> list[str]:
        """What is read of each row, but for who it is."""
        return [role for role in self.selected if role != "id"]

    def batches(self) -> Iterator[tuple[NDArray[np.int32], Batch]]:
        """Identities by number and the other columns."""
        roles = self.roles
        for batch in self._read([*(self.selected[role] for role in roles), *self._who()]):
            yield self.known.coded(batch.columns[len(roles) :]), numbers_of(batch, roles, is_epoch=self.is_epoch)

    def identities(self) -> Iterator[NDArray[np.int32]]:
        """Identities alone."""
        return (self.known.coded(batch.columns) for batch in self._read(self._who()))

    def numbers(self) -> Iterator[Batch]:
        """The other columns alone."""
        asked = [self.selected[role] for role in self.roles]
        return (numbers_of(batch, self.roles, is_epoch=self.is_epoch) for batch in self._read(asked))

    def refused(self) -> tuple[Refused, NDArray[np.int64]]:
        """Lines the reader could not take: told, counted, and their rows so that the others keep their numbers."""
        if self.is_parquet:
            return Refused(), np.empty(0, np.int64)
        told = rejects(self.opened, self.table)
        counts: dict[str, int] = {}
        for _, reason, _ in told:
            counts[reason] = counts.get(reason, 0) + 1
        rows = np.array(sorted(max(row, 0) for row, _, _ in told), np.int64)
        return Refused(first=tuple(told[:REJECTED_KEPT]), counts=counts), rows

    def _who(self) -> list[str]:
        return [self.selected["id"], *(f"CAST({quoted(column)} AS VARCHAR)" for column in self.known.facts.values())]

    def _read(self, asked: Sequence[str]) -> Iterator[Any]:
        query = f"SELECT {', '.join(asked)} FROM {self.table.source}"  # noqa: S608
        return iter(self.opened.connection.sql(query).to_arrow_reader(BATCH))


def parquet_table(opened: Session) -> Table:
    """The session's file as Parquet."""
    source = f"read_parquet({literal(opened.file)})"
    described = opened.connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608
    return Table(source=source, names=tuple(row[0] for row in described))


def text_table(file: Path, layout: Layout, *, is_parallel: bool = True) -> Table:
    """A file within the session's reach as text."""
    columns = ", ".join(f"{string(name)}: 'VARCHAR'" for name in layout.names)
    source = (
        f"read_csv({literal(file)}, auto_detect=false, columns={{{columns}}}, delim={string(layout.delimiter)}, "
        f"quote='\"', escape='\"', header=false, skip={layout.skip}, encoding='{layout.encoding}', "
        f"compression='{'gzip' if layout.is_packed else 'none'}', null_padding=true, strict_mode=false, ignore_errors=true, "
        f"store_rejects=true, rejects_limit=0, max_line_size={LONGEST_LINE}, parallel={str(is_parallel).lower()})"
    )
    return Table(source=source, names=layout.names, skip=layout.skip, flags=layout.flags)


def string(text: str) -> str:
    """Text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def rejects(opened: Session, table: Table) -> list[tuple[int, str, str]]:
    """Row, reason and first letters of each line that could not be taken."""
    asked = "SELECT DISTINCT ON (line) line, error_type::VARCHAR, left(csv_line, 80) FROM reject_errors ORDER BY line"
    return [
        (int(line) - 1 - table.skip, REJECTS.get(kind, "is no row of the table"), text or "")
        for line, kind, text in opened.connection.execute(asked).fetchall()
    ]


def forget_rejects(opened: Session) -> None:
    """So that the next reading tells its own."""
    made = opened.connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'reject_%'"
    ).fetchall()
    for (name,) in made:
        opened.connection.execute(f"DELETE FROM {name}")  # noqa: S608


def has_decimal_comma(opened: Session, table: Table, columns: Sequence[Column]) -> bool:
    """Latitudes are written so."""
    name = quoted(name_of(columns, "lat"))
    asked = f"SELECT avg(regexp_matches({name}, '{DECIMAL_COMMA}')::INT) FROM (SELECT {name} FROM {table.source} LIMIT 2000)"  # noqa: S608
    return (opened.connection.execute(asked).fetchall()[0][0] or 0) > 0.5


def name_of(columns: Sequence[Column], role: str) -> str:
    """The column of a role."""
    return next(c.name for c in columns if c.role == role)


def expression(column: Column, when: str, *, has_comma: bool) -> str:
    """SQL for a column. `when`: that of the times."""
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
    cases = " ".join(f"WHEN {string(word)} THEN {int(value)}" for word, value in words.items())
    return f"(CASE lower(trim(CAST({name} AS VARCHAR))) {cases} END)::FLOAT"


def facts_of(names: Sequence[str]) -> dict[str, str]:
    """The columns that say who a mover is."""
    lower = {name.strip().lower(): name for name in names}
    fields = {field: next((lower[n] for n in wanted if n in lower), "") for field, wanted in IDENTITY.items()}
    return {field: column for field, column in fields.items() if column}
