"""Findings of the track engines kept in a case: the files they rest on, and an observation each."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from pathlib import Path

import attrs

from trigpoint import store
from trigpoint.evidence.tracks.kept import moment
from trigpoint.model import Capture, Observation, Place, PlaceKind, PlaceMethod, Precision, TimeSpan, record_id
from trigpoint.model.errors import UsageError
from trigpoint.model.time import Anchor
from trigpoint.workflows.clock import Clock, utc_now
from trigpoint.workflows.keep import open_case

MOST = 2000  # findings of one run that a case takes
_MEDIA = {
    ".csv": "text/csv", ".parquet": "application/vnd.apache.parquet", ".json": "application/json",
    ".jsonl": "application/jsonl", ".geojson": "application/geo+json",
}  # fmt: skip


@attrs.frozen(kw_only=True)
class Finding:
    """What one observation says. Seconds UTC, degrees, EPSG:4326."""

    kind: str
    subject: str
    name: str  # of the place
    lat: float
    lon: float
    radius_m: float
    start: float
    end: float
    value: float | None
    unit: str
    method: str
    low: float | None = None
    high: float | None = None
    flags: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()


def keep_findings(
    case: Path, files: Sequence[Path], found: Sequence[Finding], *, now: Clock = utc_now
) -> tuple[int, int]:
    """Keep the files and the first MOST findings: how many are new, how many are left out. Raises NotACase, UsageError."""
    opened = open_case(case)
    store.sweep(opened)
    captures = [capture_of(path, now) for path in files]
    for capture, path in zip(captures, files, strict=True):
        store.add_file(opened, capture, path, now=now())
    observations = [_observation(one, captures) for one in found[:MOST]]
    return store.write_observations(opened, observations, now=now()), max(0, len(found) - MOST)


def capture_of(path: Path, now: Clock) -> Capture:
    """The file as a capture. Raises UsageError for a folder."""
    if not path.is_file():
        raise UsageError(f"{path}: is a folder, and a case keeps files; pack it as one tar and name that")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Capture(
        id=f"cap-{digest[:16]}", sha256=digest, uri=path.name,
        media_type=_MEDIA.get(path.suffix.lower(), "application/octet-stream"), size=path.stat().st_size, retrieved=now(),
        reader="positions",
    )  # fmt: skip


def _observation(one: Finding, captures: Sequence[Capture]) -> Observation:
    """Its id is its content: the same finding of the same files is the same record."""
    lat, lon = round(float(one.lat), 6), round(float(one.lon), 6)
    value, low, high = (_number(v) for v in (one.value, one.low, one.high))
    start, end = moment(one.start), moment(max(one.end, one.start + 1))
    about = (
        [c.sha256 for c in captures], one.kind, one.subject, start.isoformat(), end.isoformat(), lon, lat, value, one.flags,
        one.details, one.method,
    )  # fmt: skip
    return Observation(
        id=record_id("obs", *about), kind=one.kind, subject=one.subject,
        where=Place(
            text=one.name, name=one.name, lat=lat, lon=lon, radius_m=round(one.radius_m, 1), kind=PlaceKind.OTHER,
            method=PlaceMethod.COORDINATES,
        ),
        when=TimeSpan(start=start, end=end, precision=Precision.RANGE, anchor=Anchor.TEXT),
        value=value, unit=one.unit, low=low, high=high, flags=one.flags, captures=tuple(c.id for c in captures),
        method=one.method, parameters=(("after_from", start.isoformat()),), details=one.details,
    )  # fmt: skip


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(float(value), 4)
