"""Position files in: AIS and ADS-B tables (CSV, Parquet), JSON records, readsb traces. Sorted once, here.

Bad rows come back as rows with reasons; the good ones are kept. Values that mean "not available" become unknown:
latitude 91, longitude 181, speed 102.3 kn, course 360 (ITU-R M.1371-5, tables 48 and 45).
"""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.model.errors import InputError, RefusedInput, UnreadableFile, UnsupportedFormat
from trigpoint.model.positions import Bytes, FixSource, Floats32, Mover, MoverKind, Positions, RejectedRow
from trigpoint.sources.position_columns import Column, kind_of, map_columns

MAX_JSON_BYTES = 1_500_000_000  # unpacked; a day of one provider in one piece
REJECTED_KEPT = 1000  # rows told one by one; the rest are counted
AIS_NO_SPEED_KN = 102.25  # 102.3 = not available
EARLIEST, LATEST = 0.0, 4_102_444_800.0  # 1970 to 2100: outside, a clock is broken
BOOLEANS = {"true": 1, "1": 1, "t": 1, "false": 0, "0": 0, "f": 0}


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


@attrs.frozen(kw_only=True, eq=False)
class RawColumns:
    """Columns as read, before any is judged. `id` is dictionary-coded."""

    kind: MoverKind
    names: tuple[str, ...]
    code: NDArray[np.int32]  # -1 = no identity
    time: NDArray[np.float64]  # NaN = cannot be read
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    extra: Mapping[str, NDArray[Any]]  # role -> float32 or int8
    columns: tuple[Column, ...]
    movers: Mapping[str, Mover]
    flags: tuple[str, ...] = ()


def read_positions(path: Path) -> PositionFile:
    """Every fix of a file, sorted by mover and time. Raises InputError where the file as a whole cannot be used."""
    raw = _raw(path)
    if not len(raw.time):
        raise InputError(str(path), "holds no positions")
    reasons = judge(raw)
    good = np.flatnonzero(reasons == 0)
    if not len(good):
        counted = Counter(REASONS[r] for r in reasons.tolist()).most_common(1)[0][0]
        raise InputError(str(path), f"none of its {len(reasons)} rows is a usable position ({counted})")
    bad = np.flatnonzero(reasons)
    rejected = tuple(RejectedRow(row=int(i), reason=REASONS[int(reasons[i])]) for i in bad[:REJECTED_KEPT])
    return PositionFile(
        file=str(path),
        positions=_sorted(raw, good),
        movers=raw.movers,
        columns=raw.columns,
        rows=len(reasons),
        rejected=rejected,
        rejected_count=len(bad),
        flags=raw.flags,
    )


REASONS = (
    "",
    "no identity",
    "the time cannot be read",
    "no position (empty, or AIS 91 / 181)",
    "latitude or longitude beyond the globe",
    "the time lies outside 1970 to 2100",
)


def judge(raw: RawColumns) -> NDArray[np.uint8]:
    """Index into REASONS for each row; 0 = a usable fix."""
    reason = np.zeros(len(raw.time), np.uint8)
    with np.errstate(invalid="ignore"):
        reason[(raw.time < EARLIEST) | (raw.time > LATEST)] = 5
        reason[(np.abs(raw.lat) > 90) | (np.abs(raw.lon) > 180)] = 4
    reason[np.isnan(raw.lat) | np.isnan(raw.lon) | (raw.lat == 91.0) | (raw.lon == 181.0)] = 3
    reason[np.isnan(raw.time)] = 2
    reason[raw.code < 0] = 1
    return reason


def _sorted(raw: RawColumns, good: NDArray[np.int64]) -> Positions:
    order = order_of(raw.code[good], raw.time[good], len(raw.names))
    picked = good[order]
    extra = {role: values[picked] for role, values in raw.extra.items()}
    if "speed_kn" in extra and raw.kind is MoverKind.VESSEL:
        extra["speed_kn"] = np.where(extra["speed_kn"] > AIS_NO_SPEED_KN, np.float32(np.nan), extra["speed_kn"])
    if "course_deg" in extra:
        course = extra["course_deg"]
        extra["course_deg"] = np.where((course >= 360) | (course < -360), np.float32(np.nan), course % 360)
    return Positions(
        kind=raw.kind,
        names=raw.names,
        mover=raw.code[picked],
        time=raw.time[picked],
        lat=raw.lat[picked],
        lon=raw.lon[picked],
        row=picked,
        **extra,
    )


def order_of(code: NDArray[np.int32], time: NDArray[np.float64], movers: int) -> NDArray[np.int64]:
    """The order by mover, then time. A feed comes in time order: then counting by mover is enough."""
    import scipy.sparse as sparse

    if len(time) and np.any(np.diff(time) < 0):
        by_time = np.argsort(time, kind="stable")
        return by_time[order_of(code[by_time], time[by_time], movers)]
    # a CSR matrix built from (mover, place in line) is a counting sort in C: linear, stable
    rows = sparse.coo_matrix(
        (np.ones(len(code), np.int8), (code, np.arange(len(code)))), shape=(movers, len(code))
    ).tocsr()
    order: NDArray[np.int64] = rows.indices.astype(np.int64)
    return order


def _raw(path: Path) -> RawColumns:
    if not path.is_file():
        raise UnreadableFile(str(path), "is not a file", "name a CSV, Parquet or JSON file of positions")
    if path.stat().st_size == 0:
        raise UnreadableFile(str(path), "is empty")
    with path.open("rb") as opened:
        head = opened.read(4096)
    if head.startswith(b"PAR1"):
        return _table(path, parquet=True)
    if head.startswith(b"\x1f\x8b") or head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"["):
        return _json(path)
    if b"\0" in head[:64] and not head[:64].isascii():
        raise UnsupportedFormat(
            str(path), "is no table of positions", "give CSV, Parquet, JSON records or a readsb trace"
        )
    return _table(path, parquet=False)


# ---- tables, through DuckDB


def _table(path: Path, *, parquet: bool) -> RawColumns:
    from trigpoint.sources.position_tables import read_table

    return read_table(path, parquet=parquet)


# ---- JSON


def _json(path: Path) -> RawColumns:
    import orjson

    content = _unpacked(path)
    try:
        whole = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise UnreadableFile(str(path), f"is not JSON ({error})") from error
    if isinstance(whole, dict) and isinstance(whole.get("trace"), list):
        return _trace(path, whole)
    if isinstance(whole, dict) and isinstance(whole.get("states"), list):
        return _states(whole)
    if isinstance(whole, list) and whole and isinstance(whole[0], dict):
        return _records(path, whole)
    raise UnsupportedFormat(
        str(path), "is JSON without positions", "give a list of records, OpenSky states or a readsb trace"
    )


def _unpacked(path: Path) -> bytes:
    """The bytes, unpacked where gzip, whatever the name says; capped."""
    with path.open("rb") as opened:
        packed = opened.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(path) if packed else path.open("rb") as opened:
            content = opened.read(MAX_JSON_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFile(str(path), f"cannot be unpacked ({error})", "fetch it again") from error
    if len(content) > MAX_JSON_BYTES:
        raise RefusedInput(str(path), f"unpacks to more than {MAX_JSON_BYTES // 10**6} MB", "split it by day")
    return content


def _records(path: Path, rows: Sequence[Mapping[str, Any]]) -> RawColumns:
    names = list(dict.fromkeys(name for row in rows[:200] for name in row))
    columns = map_columns(names)
    by_role = {column.role: column for column in columns}
    require(path, columns, names)
    codes, ids = _codes([row.get(by_role["id"].name) for row in rows])
    extra = {
        role: _scaled([row.get(column.name) for row in rows], column, role)
        for role, column in by_role.items()
        if role not in ("id", "time", "lat", "lon")
    }
    from trigpoint.sources.position_identity import movers_of

    kind = kind_of(names)
    return RawColumns(
        kind=kind,
        names=ids,
        code=codes,
        time=_times([row.get(by_role["time"].name) for row in rows]),
        lat=_floats([row.get(by_role["lat"].name) for row in rows]),
        lon=_floats([row.get(by_role["lon"].name) for row in rows]),
        extra=extra,
        columns=columns,
        movers=movers_of(kind, rows, by_role["id"].name),
    )


STATE_COLUMNS = (
    "icao24",
    "callsign",
    "origin",
    "time_position",
    "last_contact",
    "lon",
    "lat",
    "baro_altitude",
    "on_ground",
    "velocity",
    "true_track",
    "vertical_rate_ms",
    "sensors",
    "geo_altitude",
    "squawk",
    "spi",
    "position_source",
)


def _states(whole: Mapping[str, Any]) -> RawColumns:
    """OpenSky `/states/all`: metres and metres a second."""
    rows = [dict(zip(STATE_COLUMNS, state, strict=False)) for state in whole["states"] if isinstance(state, list)]
    for row in rows:
        row["time"] = row["time_position"]
        row["vertrate"] = row["vertical_rate_ms"]
    return _records(Path("states"), rows)


TRACE_SOURCES = {
    "adsb_icao": FixSource.ADSB,
    "adsb_icao_nt": FixSource.ADSB,
    "adsr_icao": FixSource.ADSB,
    "adsb_other": FixSource.ADSB,
    "mlat": FixSource.MLAT,
    "tisb_icao": FixSource.TISB,
    "tisb_other": FixSource.TISB,
    "tisb_trackfile": FixSource.TISB,
    "adsc": FixSource.ADSC,
    "mode_s": FixSource.MODE_S,
    "other": FixSource.UNKNOWN,
}


def _trace(path: Path, whole: Mapping[str, Any]) -> RawColumns:
    """A readsb or tar1090 trace: [seconds, lat, lon, altitude | "ground", gs, track, flags, rate, details, source, ...]."""
    rows = [row for row in whole["trace"] if isinstance(row, list) and len(row) >= 4]
    name = str(whole.get("icao") or "").lower()
    if not name or not isinstance(whole.get("timestamp"), int | float):
        raise UnreadableFile(
            str(path), "is a trace without an address or a time", "give the file as the provider serves it"
        )
    ground = np.array([row[3] == "ground" for row in rows], np.int8)
    details = [row[8] if len(row) > 8 and isinstance(row[8], dict) else {} for row in rows]
    start = float(whole["timestamp"])
    extra: dict[str, NDArray[Any]] = {
        "altitude_ft": np.where(ground == 1, np.float32(0), _floats([row[3] for row in rows]).astype(np.float32)),
        "speed_kn": _column32(rows, 4),
        "course_deg": _column32(rows, 5),
        "climb_fpm": _column32(rows, 7),
        "on_ground": ground,
        "nic": _small([d.get("nic") for d in details]),
        "nac_p": _small([d.get("nac_p") for d in details]),
        "source": np.array(
            [TRACE_SOURCES.get(row[9], FixSource.UNKNOWN) if len(row) > 9 else 0 for row in rows], np.int8
        ),
    }
    flags = int(whole.get("dbFlags") or 0)
    mover = Mover(
        id=name,
        kind=MoverKind.AIRCRAFT,
        type=str(whole.get("t") or ""),
        registration=str(whole.get("r") or ""),
        operator=str(whole.get("ownOp") or ""),
        military=bool(flags & 1),
        flags=tuple(
            text
            for bit, text in ((2, "interesting"), (4, "PIA address"), (8, "LADD: blocked by some providers"))
            if flags & bit
        ),
    )
    return RawColumns(
        kind=MoverKind.AIRCRAFT,
        names=(name,),
        code=np.zeros(len(rows), np.int32),
        time=start + _floats([row[0] for row in rows]),
        lat=_floats([row[1] for row in rows]),
        lon=_floats([row[2] for row in rows]),
        extra=extra,
        columns=(),
        movers={name: mover},
    )


def _column32(rows: Sequence[Sequence[Any]], index: int) -> Floats32:
    return _floats([row[index] if len(row) > index else None for row in rows]).astype(np.float32)


def require(path: Path, columns: Sequence[Column], names: Sequence[str]) -> None:
    """Raises InputError naming the columns that are missing."""
    from trigpoint.sources.position_columns import missing

    lacking = missing(columns)
    if lacking:
        have = ", ".join(str(n) for n in list(names)[:12])
        raise InputError(
            str(path),
            f"has no column for {', '.join(lacking)} (it has {have})",
            "name the columns as a public feed does",
        )


def _codes(values: Sequence[Any]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    spelt = [None if v is None or v == "" else str(v).strip().lower() for v in values]
    names = tuple(sorted({v for v in spelt if v}))
    index = {name: k for k, name in enumerate(names)}
    return np.array([index.get(v, -1) if v else -1 for v in spelt], np.int32), names


def _floats(values: Sequence[Any]) -> NDArray[np.float64]:
    try:
        return np.array(values, np.float64)  # None becomes NaN
    except (TypeError, ValueError):
        return np.array([_float(v) for v in values], np.float64)


def _float(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def _small(values: Sequence[Any]) -> Bytes:
    found = _floats(values)
    return np.where(np.isnan(found) | (np.abs(found) > 100), -1, found).astype(np.int8)


def _scaled(values: Sequence[Any], column: Column, role: str) -> NDArray[Any]:
    if role == "on_ground":
        return np.array([BOOLEANS.get(str(v).lower(), -1) for v in values], np.int8)
    if role in ("nic", "nac_p", "status"):
        return _small(values)
    return (_floats(values) * column.factor).astype(np.float32)


def _times(values: Sequence[Any]) -> NDArray[np.float64]:
    """Epoch seconds or milliseconds, or ISO 8601 (UTC where no zone stands)."""
    if all(v is None or isinstance(v, int | float) for v in values):
        return seconds(_floats(values))
    spelt = np.array([_iso(v) for v in values], "datetime64[ms]")
    found = spelt.astype(np.int64).astype(np.float64) / 1000
    return np.where(np.isnat(spelt), np.nan, found)


def seconds(found: NDArray[np.float64]) -> NDArray[np.float64]:
    """Epoch numbers in s, ms, µs or ns, told apart by their size (year 1972 and later)."""
    size = np.abs(found)
    with np.errstate(invalid="ignore"):
        return np.where(
            size > 1e17, found / 1e9, np.where(size > 1e14, found / 1e6, np.where(size > 4.2e9, found / 1e3, found))
        )


def _iso(value: Any) -> np.datetime64:
    from datetime import UTC, datetime

    try:
        when = datetime.fromisoformat(str(value))
    except ValueError:
        return np.datetime64("NaT")
    return np.datetime64((when if when.tzinfo is None else when.astimezone(UTC).replace(tzinfo=None)), "ms")
