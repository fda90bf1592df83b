"""JSON positions: lists of records, OpenSky states, readsb and tar1090 traces."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trigpoint.model.errors import UnreadableFile, UnsupportedFormat
from trigpoint.model.positions import FixSource, Floats32, Mover, MoverKind
from trigpoint.sources.positions.columns import kind_of, map_columns
from trigpoint.sources.positions.identity import movers_of
from trigpoint.sources.positions.opening import whole
from trigpoint.sources.positions.raw import RawColumns, codes, floats, require, scaled, small, times


def read_json(path: Path) -> RawColumns:
    """The columns of a JSON file, packed or not. Raises InputError."""
    return parse_json(path, whole(path))


def parse_json(path: Path, content: bytes) -> RawColumns:
    """The columns of JSON text; `path` names it in messages. Raises InputError."""
    with _uncollected():
        return _parsed(path, content)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Millions of new lists without a cycle among them: looking for one takes as long as reading them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _parsed(path: Path, content: bytes) -> RawColumns:
    import orjson

    try:
        held = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise UnreadableFile(str(path), f"is not JSON ({error})") from error
    if isinstance(held, dict) and isinstance(held.get("trace"), list):
        return _trace(path, held)
    if isinstance(held, dict) and isinstance(held.get("states"), list):
        return _states(path, held)
    if isinstance(held, dict) and isinstance(held.get("result"), dict):
        return _playback(path, held)
    if isinstance(held, dict):  # a list under some name: {"data": [{...}]}
        held = next((v for v in held.values() if isinstance(v, list) and v and isinstance(v[0], dict)), held)
    if isinstance(held, list):
        rows = [row for row in held if isinstance(row, dict)]
        if rows:
            return _records(path, rows)
    raise UnsupportedFormat(
        str(path), "is JSON without positions", "give a list of records, OpenSky states or a readsb trace"
    )


def _playback(path: Path, held: Mapping[str, Any]) -> RawColumns:
    """A flight as a tracker's playback serves it: result.response.data.flight with its `track`; feet and knots."""
    flight: Any = held
    for step in ("result", "response", "data", "flight"):
        flight = flight.get(step) if isinstance(flight, dict) else None
    if not isinstance(flight, dict) or not isinstance(flight.get("track"), list):
        raise UnsupportedFormat(str(path), "is a playback without a track", "save the flight again")
    name = str(_inside(flight, "aircraft", "identification", "modes") or "").lower()
    rows = [
        {
            "icao24": name, "time": fix.get("timestamp"), "lat": fix.get("latitude"), "lon": fix.get("longitude"),
            "altitude_ft": _inside(fix, "altitude", "feet"), "speed_kn": _inside(fix, "speed", "kts"),
            "track": fix.get("heading"), "vertical_rate": _inside(fix, "verticalSpeed", "fpm"),
            "callsign": _inside(flight, "identification", "callsign"),
            "registration": _inside(flight, "aircraft", "identification", "registration"),
            "typecode": _inside(flight, "aircraft", "model", "code"),
        }
        for fix in flight["track"] if isinstance(fix, dict)
    ]  # fmt: skip
    return _records(path, rows)


def _inside(held: Mapping[str, Any], *steps: str) -> Any:
    found: Any = held
    for step in steps:
        found = found.get(step) if isinstance(found, dict) else None
    return found


def _records(path: Path, rows: Sequence[Mapping[str, Any]]) -> RawColumns:
    names = list(dict.fromkeys(name for row in rows[:200] for name in row))
    columns = map_columns(names)
    by_role = {column.role: column for column in columns}
    require(path, columns, names)
    code, ids = codes([row.get(by_role["id"].name) for row in rows])
    extra = {
        role: scaled([row.get(column.name) for row in rows], column, role)
        for role, column in by_role.items()
        if role not in ("id", "time", "lat", "lon")
    }
    kind = kind_of(names)
    return RawColumns(
        kind=kind,
        names=ids,
        code=code,
        time=times([row.get(by_role["time"].name) for row in rows]),
        lat=floats([row.get(by_role["lat"].name) for row in rows]),
        lon=floats([row.get(by_role["lon"].name) for row in rows]),
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


STATE_SOURCES = {0: "adsb", 2: "mlat"}  # 1 is ASTERIX, 3 is FLARM


def _states(path: Path, held: Mapping[str, Any]) -> RawColumns:
    """OpenSky `/states/all`: metres and metres a second."""
    rows = [dict(zip(STATE_COLUMNS, state, strict=False)) for state in held["states"] if isinstance(state, list)]
    for row in rows:
        row["time"] = row.get("time_position")
        row["vertrate"] = row.get("vertical_rate_ms")
        row["position_source"] = STATE_SOURCES.get(row.get("position_source", -1))
    return _records(path, rows)


TRACE_WIDTH = 10  # columns of a trace that are read
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


def _trace(path: Path, held: Mapping[str, Any]) -> RawColumns:
    """A readsb or tar1090 trace: [seconds, lat, lon, altitude | "ground", gs, track, flags, rate, details, source, ...]."""
    rows = [row for row in held["trace"] if isinstance(row, list) and len(row) >= 4]
    name = str(held.get("icao") or "").lower()
    if not name or not isinstance(held.get("timestamp"), int | float):
        raise UnreadableFile(
            str(path), "is a trace without an address or a time", "give the file as the provider serves it"
        )
    if any(len(row) < TRACE_WIDTH for row in rows):
        rows = [row + [None] * (TRACE_WIDTH - len(row)) for row in rows]
    columns = list(zip(*rows, strict=False)) or [()] * TRACE_WIDTH
    grounded = [value == "ground" for value in columns[3]]
    ground = np.array(grounded, np.int8)
    start = float(held["timestamp"])
    extra: dict[str, NDArray[Any]] = {
        "altitude_ft": _floats32([0.0 if on else value for on, value in zip(grounded, columns[3], strict=True)]),
        "speed_kn": _floats32(columns[4]),
        "course_deg": _floats32(columns[5]),
        "climb_fpm": _floats32(columns[7]),
        "on_ground": ground,
        "nic": _detail(columns[8], "nic"),
        "nac_p": _detail(columns[8], "nac_p"),
        "source": np.array([TRACE_SOURCES.get(str(value), FixSource.UNKNOWN) for value in columns[9]], np.int8),
    }
    flags = int(held.get("dbFlags") or 0)
    mover = Mover(
        id=name,
        kind=MoverKind.AIRCRAFT,
        type=str(held.get("t") or ""),
        registration=str(held.get("r") or ""),
        operator=str(held.get("ownOp") or ""),
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
        time=start + floats(columns[0]),
        lat=floats(columns[1]),
        lon=floats(columns[2]),
        extra=extra,
        columns=(),
        movers={name: mover},
    )


def _floats32(values: Sequence[Any]) -> Floats32:
    return floats(values).astype(np.float32)


def _detail(details: Sequence[Any], name: str) -> NDArray[np.int8]:
    """A small number of the details that come with some rows of a trace; -1 for the others."""
    found = np.full(len(details), -1, np.int8)
    rows = [k for k, detail in enumerate(details) if isinstance(detail, dict)]
    if rows:
        found[rows] = small([details[k].get(name) for k in rows])
    return found
