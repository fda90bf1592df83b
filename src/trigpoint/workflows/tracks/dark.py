"""Ships seen in pictures held against vessels heard: a file of detections and a file of positions in, judgements out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from trigpoint.evidence.tracks.dark import DarkDetection, Seen, judge_detections
from trigpoint.evidence.tracks.detections import Detections, Orbit, Sensor
from trigpoint.model import SceneKind
from trigpoint.model.errors import InputError, RefusedInput, UnreadableFile, UnsupportedFormat, UsageError
from trigpoint.model.positions import MoverKind, RejectedRow
from trigpoint.sources.positions.read import PositionFile, read_positions
from trigpoint.workflows.clock import Clock, utc_now
from trigpoint.workflows.tracks.feeds import SIMULATED
from trigpoint.workflows.tracks.findings import Finding, keep_findings

LARGEST = 64 << 20
METHOD, KIND = "dark detections/1", "dark detection"
SHIP_RADIUS_M = 300.0
Box = tuple[float, float, float, float]
_NAMES = {
    "lon": ("lon", "longitude", "lng", "x_lon", "detect_lon"), "lat": ("lat", "latitude", "y_lat", "detect_lat"),
    "time": ("time", "timestamp", "datetime", "acquired", "detect_timestamp", "date"),
    "length_m": ("length_m", "length", "detect_length"), "name": ("name", "id", "number", "detect_id"),
}  # fmt: skip


@attrs.frozen(kw_only=True)
class Seeing:
    """How a picture was taken, as far as is known. Seconds UTC."""

    sensor: Sensor
    time: float | None = None
    box: Box | None = None  # west, south, east, north of what it shows


@attrs.frozen(kw_only=True)
class DarkRun:
    """The positions as taken in, the ships seen and judged, and the rows that are no ship seen."""

    taken: PositionFile
    found: tuple[DarkDetection, ...]
    rejected: tuple[RejectedRow, ...]
    rejected_count: int
    box: Box | None
    new: int | None = None  # findings new to the case; None: no case


def dark(
    detections: Path, positions: Path, *, image: Path | None = None, at: datetime | None = None, sensor: str | None = None,
    orbit: str | None = None, case: Path | None = None, now: Clock = utc_now,
) -> DarkRun:  # fmt: skip
    """Judge every ship of `detections`. Raises InputError, UsageError; NotACase."""
    seeing = how_taken(image, at=at, sensor=sensor, orbit=orbit)
    seen, rejected, count = read_detections(detections, seeing.time)
    taken = read_positions(positions)
    if taken.positions.kind is not MoverKind.VESSEL:
        raise UsageError(f"{positions}: holds aircraft; ships seen are held against vessels")
    _overlap(seen, taken, detections)
    found = tuple(judge_detections(seen, taken.positions, taken.movers, sensor=seeing.sensor, box=seeing.box))
    new = None
    if case is not None:
        files = [detections, positions, *([image] if image else [])]
        unmatched = sorted(found, key=lambda d: (d.verdict is not Seen.NOT_BROADCASTING, -d.probability, d.row))
        new, _ = keep_findings(case, files, [_finding(d, is_simulated=is_simulated(taken)) for d in unmatched], now=now)
    return DarkRun(taken=taken, found=found, rejected=rejected, rejected_count=count, box=seeing.box, new=new)


def how_taken(image: Path | None, *, at: datetime | None, sensor: str | None, orbit: str | None) -> Seeing:
    """From the picture itself where it is given, what the user says going first."""
    time, box, kind, found_orbit = (at.timestamp() if at else None), None, sensor, orbit
    made = Sensor()
    if image is not None:
        from trigpoint.sources.rasters.opener import describe
        from trigpoint.workflows.imagery.common_grid import lon_lat

        scene = describe(image)
        time = time if time is not None else scene.acquired.timestamp() if scene.acquired else None
        kind = kind or (
            "optical" if scene.kind is SceneKind.OPTICAL else "sar" if scene.kind is SceneKind.SAR else None
        )
        found_orbit = found_orbit or scene.orbit_state or None
        made = attrs.evolve(
            made, incidence_deg=scene.incidence_deg or made.incidence_deg, looks_left=scene.look_direction == "left"
        )
        if scene.grid.is_referenced:
            wide, high = float(scene.grid.width), float(scene.grid.height)
            lon, lat = lon_lat(scene.grid, np.array([0, wide, 0, wide]), np.array([0, 0, high, high]))
            if np.isfinite(lon).all() and lon.max() - lon.min() < 180:
                box = (float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))
    orbit_known = Orbit(found_orbit) if found_orbit in tuple(Orbit) else None
    return Seeing(sensor=attrs.evolve(made, is_radar=kind != "optical", orbit=orbit_known), time=time, box=box)


def read_detections(path: Path, taken_at: float | None) -> tuple[Detections, tuple[RejectedRow, ...], int]:
    """Ships seen: JSON lines of `trigpoint count --json`, or a CSV with lon, lat and time, length_m where measured.

    A row that a reviewer rejected is left out; one that is no ship seen comes back with a reason. `taken_at` (seconds UTC) stands
    in where a row has no time.
    """
    good: list[tuple[float, float, float, float, int, str]] = []
    bad: list[RejectedRow] = []
    count = 0
    for row, cells in _rows(path):
        if str(cells.get("verdict") or "").lower() == "reject":
            continue
        try:
            good.append((*_ship(cells, taken_at), row, str(_cell(cells, "name") or "")))
        except (TypeError, ValueError) as error:
            count += 1
            if len(bad) < 1000:
                bad.append(RejectedRow(row=row, reason=str(error)))
    if not good:
        why = f" ({bad[0].reason})" if bad else ""
        raise InputError(
            str(path), f"holds no ship seen{why}", "give lon, lat and time; --at or --image where no row has a time"
        )
    lat, lon, time, length, rows, names = zip(*good, strict=True)
    found = Detections(
        lat=np.array(lat),
        lon=np.array(lon),
        time=np.array(time),
        length_m=np.array(length),
        row=np.array(rows),
        names=names,
    )
    return found, tuple(bad), count


def _ship(cells: Mapping[str, Any], taken_at: float | None) -> tuple[float, float, float, float]:
    """lat, lon, seconds, length. Raises ValueError with the reason."""
    lon, lat = _number(_cell(cells, "lon"), "lon"), _number(_cell(cells, "lat"), "lat")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"lon {lon:g}, lat {lat:g} is not on the globe")
    said = _cell(cells, "time")
    if said in (None, ""):
        if taken_at is None:
            raise ValueError("no time: give --at, or the picture with --image")
        time = taken_at
    else:
        time = _seconds(said)
    length = _cell(cells, "length_m")
    metres = float("nan") if length in (None, "") else _number(length, "length_m")
    return lat, lon, time, metres if 1 <= metres <= 600 else float("nan")


def _cell(cells: Mapping[str, Any], role: str) -> Any:
    return next((cells[name] for name in _NAMES[role] if cells.get(name) not in (None, "")), None)


def _number(value: Any, name: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {'missing' if value in (None, '') else 'no number'}") from None
    if not np.isfinite(number):
        raise ValueError(f"{name} is no number")
    return number


def _seconds(value: Any) -> float:
    """ISO 8601 (read as UTC where no zone is told) or seconds since 1970."""
    try:
        when = datetime.fromisoformat(str(value).strip())
    except ValueError:
        try:
            seconds = float(value)
        except ValueError:
            raise ValueError("the time cannot be read: give 2024-05-01T04:05:06Z") from None
        if not 0 < seconds < 4.1e9:
            raise ValueError("the time lies outside 1970 to 2100") from None
        return seconds
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Rows with their line numbers: JSON lines where the first character is a brace, else CSV with a head."""
    try:
        if path.stat().st_size > LARGEST:
            raise RefusedInput(str(path), f"is larger than {LARGEST >> 20} MiB, too large for ships seen")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableFile(str(path), f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise UnsupportedFormat(
            str(path), "is no text", "give JSON lines of `trigpoint count --json`, or CSV"
        ) from error
    if text.lstrip().startswith("{"):
        for row, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                yield row, _object(line)
        return
    try:
        for row, cells in enumerate(csv.DictReader(io.StringIO(text.replace("\0", ""))), start=2):
            yield row, {str(k).strip().lower(): v for k, v in cells.items() if k is not None}
    except csv.Error as error:
        raise UnreadableFile(str(path), f"is no CSV ({error})", "give lon, lat, time in columns") from error


def _object(line: str) -> Mapping[str, Any]:
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return plain if isinstance(plain, dict) else {}


def _overlap(seen: Detections, taken: PositionFile, path: Path) -> None:
    """Raises UsageError where the two files are of different times: everything would seem unheard."""
    first, last = float(taken.positions.time.min()), float(taken.positions.time.max())
    if seen.time.max() < first - 3600 or seen.time.min() > last + 3600:
        stamp = [datetime.fromtimestamp(t, UTC).strftime("%Y-%m-%d %H:%M") for t in (seen.time.min(), first, last)]
        raise UsageError(
            f"{path}: ships seen at {stamp[0]}, but the positions reach from {stamp[1]} to {stamp[2]} (UTC)"
        )


def is_simulated(taken: PositionFile) -> bool:
    """Made-up positions say so in the name of their file."""
    return SIMULATED in Path(taken.file).name


def _finding(one: DarkDetection, *, is_simulated: bool) -> Finding:
    told: Sequence[tuple[str, object]] = (
        ("modality", "picture and AIS"), ("verdict", one.verdict.value), ("mover", one.mover), ("reasons", "; ".join(one.reasons)),
        ("missed_match", round(one.missed_match, 3)), ("unheard", "" if one.unheard is None else round(one.unheard, 3)),
        ("cover", "" if one.cover is None else round(one.cover, 3)), ("length_m", one.length_m or ""),
        ("simulated", "yes" if is_simulated else "no"),
    )  # fmt: skip
    return Finding(
        kind=KIND, subject=one.mover or f"ship seen, row {one.row}", name=one.name or f"row {one.row}", lat=one.lat, lon=one.lon,
        radius_m=SHIP_RADIUS_M, start=one.time, end=one.time + 1, value=round(one.probability, 3), unit="probability",
        method=METHOD, flags=(one.verdict.value.replace("_", " "),), details=tuple((k, str(v)) for k, v in told),
    )  # fmt: skip


def draw(run: DarkRun, out: Path) -> None:
    """Write the map. Raises UsageError where it cannot be drawn."""
    from trigpoint.products.tracks.dark_map import dark_sheet
    from trigpoint.workflows.tracks.maps import write_sheet

    write_sheet(dark_sheet(run.found, run.box, is_simulated=is_simulated(run.taken)), out)
