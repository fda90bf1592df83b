"""CSV and Parquet tables of positions through DuckDB: dirty rows become NULL, never an exception."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from trigpoint.model.errors import UnreadableFile
from trigpoint.sources.position_columns import IDENTITY, Column, kind_of, map_columns
from trigpoint.sources.position_identity import movers_of
from trigpoint.sources.positions import RawColumns, require, seconds

LONGEST_LINE = 4_000_000  # bytes
SAMPLE = 2_000  # rows looked at to tell the time format
TIME_FORMATS = ("%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%Y%m%dT%H%M%S", "%d-%m-%Y %H:%M:%S")
DAY_FIRST = ("# timestamp",)  # the Danish authority's header: day first


def read_table(path: Path, *, parquet: bool) -> RawColumns:
    """The columns of a table as arrays. Raises UnreadableFile, InputError."""
    session = _session()
    source, names = _source(session, path, parquet=parquet)
    columns = map_columns(names)
    require(path, columns, names)
    selected = ", ".join(_expression(session, source, column) for column in columns)
    try:
        table = session.sql(f"SELECT {selected} FROM {source}").to_arrow_table()  # noqa: S608  names are quoted
    except duckdb.Error as error:
        raise UnreadableFile(str(path), f"cannot be read as a table ({_first_line(error)})") from error
    identity = table["id"].combine_chunks().dictionary_encode()
    code, ids = _coded(identity)
    kind = kind_of(names)
    extra = {c.role: _extra(table[c.role], c.role) for c in columns if c.role not in ("id", "time", "lat", "lon")}
    return RawColumns(
        kind=kind, names=ids, code=code, time=seconds(_float64(table["time"])),
        lat=_float64(table["lat"]), lon=_float64(table["lon"]),
        extra=extra, columns=columns, movers=movers_of(kind, _identities(session, source, names, columns), "id"),
    )  # fmt: skip


def _session() -> Any:
    """A private database in memory that fetches and loads nothing."""
    session = duckdb.connect(":memory:")
    for setting in (
        "autoinstall_known_extensions=false",
        "autoload_known_extensions=false",
        "TimeZone='UTC'",
        "preserve_insertion_order=true",
    ):
        session.execute(f"SET {setting}")
    return session


def _source(session: Any, path: Path, *, parquet: bool) -> tuple[str, list[str]]:
    literal = "'" + str(path.resolve()).replace("'", "''") + "'"
    source = (
        f"read_parquet({literal})"
        if parquet
        else f"read_csv({literal}, all_varchar=true, header=true, ignore_errors=true, strict_mode=false, null_padding=true, "
        f"max_line_size={LONGEST_LINE}, sample_size=20480)"
    )
    try:
        described = session.sql(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608
    except duckdb.Error as error:
        raise UnreadableFile(str(path), f"cannot be read as a table ({_first_line(error)})") from error
    return source, [row[0] for row in described]


def _first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:160]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _expression(session: Any, source: str, column: Column) -> str:
    name = _quoted(column.name)
    if column.role == "id":
        return f"lower(trim(CAST({name} AS VARCHAR))) AS id"
    if column.role == "time":
        return f"{_time(session, source, name, column.name)} AS time"
    if column.role in ("lat", "lon"):
        return f"TRY_CAST({name} AS DOUBLE) AS {column.role}"
    if column.role == "on_ground":
        return f"TRY_CAST(TRY_CAST({name} AS BOOLEAN) AS FLOAT) AS on_ground"
    return f"TRY_CAST({name} AS FLOAT) * {column.factor!r}::FLOAT AS {column.role}"


def _time(session: Any, source: str, name: str, plain: str) -> str:
    """Seconds since 1970 as an expression; the format is told from the first rows. A time without a zone is UTC."""
    sample = session.sql(f"SELECT {name} FROM {source} WHERE {name} IS NOT NULL LIMIT {SAMPLE}").fetchall()  # noqa: S608
    values = [row[0] for row in sample]
    if values and not isinstance(values[0], str | int | float):
        return f"epoch_us(CAST({name} AS TIMESTAMPTZ)) / 1e6"
    if values and all(_is_number(v) for v in values[:50]):
        return f"TRY_CAST({name} AS DOUBLE)"
    for layout in TIME_FORMATS if plain.strip().lower() not in DAY_FIRST else TIME_FORMATS[:1]:
        first = f"(SELECT {name} AS v FROM {source} LIMIT {SAMPLE})"  # noqa: S608
        asked = f"SELECT count(*) FROM {first} WHERE try_strptime(v, '{layout}') IS NOT NULL"  # noqa: S608
        if session.sql(asked).fetchall()[0][0] > 0.9 * len(values) > 0:
            return f"epoch_us(try_strptime({name}, '{layout}')) / 1e6"
    return f"epoch_us(TRY_CAST({name} AS TIMESTAMPTZ)) / 1e6"


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def _coded(identity: Any) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    spelt = [v or "" for v in identity.dictionary.to_pylist()]
    order = sorted(range(len(spelt)), key=spelt.__getitem__)
    place = np.empty(len(spelt) + 1, np.int32)
    place[-1] = -1
    kept = [k for k in order if spelt[k]]
    place[:-1] = -1
    place[np.array(kept, np.int64)] = np.arange(len(kept), dtype=np.int32)
    indices = identity.indices.fill_null(len(spelt)).to_numpy(zero_copy_only=False)
    return place[indices], tuple(spelt[k] for k in kept)


def _float64(column: Any) -> NDArray[np.float64]:
    found: NDArray[np.float64] = column.cast(pa.float64()).combine_chunks().to_numpy(zero_copy_only=False)
    return found


def _extra(column: Any, role: str) -> NDArray[Any]:
    found: NDArray[np.float32] = column.combine_chunks().to_numpy(zero_copy_only=False).astype(np.float32, copy=False)
    if role in ("on_ground", "nic", "nac_p", "status"):
        small: NDArray[np.int8] = np.where(np.isnan(found) | (np.abs(found) > 100), -1, found).astype(np.int8)
        return small
    return found


def _identities(session: Any, source: str, names: Sequence[str], columns: Sequence[Column]) -> list[dict[str, Any]]:
    """One row per identity with what the file says of it."""
    lower = {name.strip().lower(): name for name in names}
    fields = {field: next((lower[n] for n in wanted if n in lower), "") for field, wanted in IDENTITY.items()}
    known = {field: column for field, column in fields.items() if column}
    if not known:
        return []
    identity = _quoted(next(c.name for c in columns if c.role == "id"))
    said = ", ".join(
        f"max(CAST({_quoted(column)} AS VARCHAR)) AS {_quoted(IDENTITY[field][0])}" for field, column in known.items()
    )
    asked = f"SELECT lower(trim(CAST({identity} AS VARCHAR))) AS id, {said} FROM {source} GROUP BY 1"  # noqa: S608
    return session.sql(asked).to_arrow_table().to_pylist()  # type: ignore[no-any-return]
