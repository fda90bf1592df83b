"""Keeping positions and what was found in them in a case."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import attrs
import numpy as np

from trigpoint import store
from trigpoint.evidence.tracks.consistency import TrackSummary
from trigpoint.evidence.tracks.gap_record import Fix, Gap
from trigpoint.evidence.tracks.kept import (
    GAP,
    TRACK,
    VISIT,
    KeptCandidate,
    KeptGap,
    KeptVisit,
    Spot,
    gap_details,
    moment,
    visit_details,
)
from trigpoint.evidence.tracks.visits import Visit, VisitedSite
from trigpoint.model import Capture, Observation, Place, PlaceKind, PlaceMethod, Precision, TimeSpan, record_id
from trigpoint.model.errors import UsageError
from trigpoint.model.positions import MoverKind, Positions
from trigpoint.model.time import Anchor
from trigpoint.sources.positions.read import PositionFile
from trigpoint.workflows.clock import Clock, utc_now
from trigpoint.workflows.keep import open_case

MOST = 2000  # silences of one file that a case takes: the rest are coverage, thousands a day in a large feed
SHOWN_S = 12 * 3600.0  # of the way before and after a silence that is kept with it
SHOWN_FIXES = 60
FIX_RADIUS_M = 500.0
METHODS = {GAP: "track gaps/1", VISIT: "track visits/1", TRACK: "track consistency/1"}
SIMULATED = "SIMULATED"  # in a file's name: made up
_MODALITY = {MoverKind.VESSEL: "AIS", MoverKind.AIRCRAFT: "ADS-B"}
_SAYS_LITTLE = ("coverage_loss", "receiver_outage", "coverage_hole_enroute", "sparse_reporting", "undetermined")
_MEDIA = {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet", ".json": "application/json"}


@attrs.frozen(kw_only=True)
class KeptTracks:
    """What the case took. `left_out`: findings beyond the most that a case takes of one file."""

    observations: int  # new ones
    left_out: int


def keep_gaps(case: Path, taken: PositionFile, gaps: Sequence[Gap], *, now: Clock = utc_now) -> KeptTracks:
    """Keep the file and its silences in the case; the same run twice writes nothing. Raises NotACase, UsageError."""
    ordered = sorted(gaps, key=_weight)
    capture = _capture(taken, now)
    found = [_gap_observation(gap, taken, capture) for gap in ordered[:MOST]]
    return _keep(case, taken, capture, found, max(0, len(ordered) - MOST), now)


def keep_visits(
    case: Path, taken: PositionFile, visits: Sequence[Visit], sites: Sequence[VisitedSite], *, now: Clock = utc_now
) -> KeptTracks:
    """Keep the file and the stays found in it."""
    capture, known = _capture(taken, now), {site.name: site for site in sites}
    ordered = sorted(visits, key=lambda v: (-v.confidence, v.start, v.entity, v.site))
    found = [_visit_observation(visit, known[visit.site], taken, capture) for visit in ordered[:MOST]]
    return _keep(case, taken, capture, found, max(0, len(ordered) - MOST), now)


def keep_summaries(
    case: Path, taken: PositionFile, tracks: Sequence[TrackSummary], *, now: Clock = utc_now
) -> KeptTracks:
    """Keep the file and, for each mover, how many of its fixes do not hang together."""
    capture = _capture(taken, now)
    ordered = sorted(tracks, key=lambda t: (-t.bad, t.entity))
    found = [_track_observation(track, taken, capture) for track in ordered[:MOST]]
    return _keep(case, taken, capture, found, max(0, len(ordered) - MOST), now)


def _keep(
    case: Path, taken: PositionFile, capture: Capture, found: Iterable[Observation], left_out: int, now: Clock
) -> KeptTracks:
    opened = open_case(case)
    store.sweep(opened)
    store.add_file(opened, capture, Path(taken.file), now=now())
    return KeptTracks(
        observations=store.write_observations(opened, list(found), now=now()),
        left_out=left_out,
    )


def _weight(gap: Gap) -> tuple[object, ...]:
    """What says most first: not mere coverage, then the surer, then the longer."""
    return (
        gap.verdict in _SAYS_LITTLE, -dict(gap.probabilities).get(gap.verdict, 0.0), -(gap.duration_h or 0.0), gap.entity,
        gap.off.time,
    )  # fmt: skip


def _gap_observation(gap: Gap, taken: PositionFile, capture: Capture) -> Observation:
    kept = _kept_gap(gap, taken)
    last = gap.on.time if gap.on else float(taken.positions.time.max())
    return _observation(
        kind=GAP,
        subject=gap.entity,
        where=_point(gap.entity, gap.off.lat, gap.off.lon, FIX_RADIUS_M),
        when=_span(gap.off.time, last),
        value=_number(gap.duration_h),
        unit="hours",
        flags=() if gap.on else ("not heard again in this feed",),
        details=gap_details(kept),
        capture=capture,
    )


def _kept_gap(gap: Gap, taken: PositionFile) -> KeptGap:
    off, on = _spot(gap.off), _spot(gap.on) if gap.on else None
    before, after = _ways(taken.positions, gap)
    return KeptGap(
        mover=gap.kind.value,
        modality=_MODALITY[gap.kind],
        verdict=gap.verdict,
        name=_name(taken, gap.entity),
        off=off,
        on=on,
        duration_h=_number(gap.duration_h),
        distance_km=_number(gap.distance_km),
        speed_kn=_number(gap.implied_speed_kn),
        probabilities=tuple((name, round(float(p), 4)) for name, p in gap.probabilities),
        reasons=gap.reasons,
        alternatives=gap.alternatives,
        would_change_if=gap.would_change_if,
        candidates=tuple(
            KeptCandidate(
                site=c.site, lat=round(float(c.lat), 5), lon=round(float(c.lon), 5), probability=round(float(c.probability), 4)
            )
            for c in gap.candidates
        ),
        before=before,
        after=after,
        simulated=is_simulated(taken),
    )  # fmt: skip


def _ways(positions: Positions, gap: Gap) -> tuple[tuple[Spot, ...], tuple[Spot, ...]]:
    """The way heard before and after, thinned evenly."""
    mover = positions.names.index(gap.entity)
    first, past = (int(i) for i in positions.starts[mover : mover + 2])
    time = positions.time[first:past]
    off = first + int(np.searchsorted(time, gap.off.time, "right")) - 1
    begin = first + int(np.searchsorted(time, gap.off.time - SHOWN_S))
    if gap.on is None:
        return _thinned(positions, begin, off + 1), ()
    on = first + int(np.searchsorted(time, gap.on.time))
    end = first + int(np.searchsorted(time, gap.on.time + SHOWN_S, "right"))
    return _thinned(positions, begin, off + 1), _thinned(positions, on, end)


def _thinned(positions: Positions, first: int, past: int) -> tuple[Spot, ...]:
    if past <= first:
        return ()
    picked = np.unique(np.linspace(first, past - 1, min(SHOWN_FIXES, past - first)).round().astype(int))
    return tuple(
        Spot(time=float(positions.time[i]), lat=float(positions.lat[i]), lon=float(positions.lon[i])) for i in picked
    )


def _visit_observation(visit: Visit, site: VisitedSite, taken: PositionFile, capture: Capture) -> Observation:
    kind = taken.positions.kind
    kept = KeptVisit(
        mover=kind.value, modality=_MODALITY[kind], site=visit.site, confidence=round(visit.confidence, 2),
        entered=visit.entered, left=visit.left, stopped=visit.stopped, name=_name(taken, visit.entity),
        simulated=is_simulated(taken),
    )  # fmt: skip
    return _observation(
        kind=VISIT,
        subject=visit.entity,
        where=_point(visit.site, site.lat, site.lon, site.radius_km * 1000),
        when=_span(visit.start, visit.end),
        value=round(visit.confidence, 2),
        unit="confidence",
        flags=(),
        details=visit_details(kept),
        capture=capture,
    )


def _track_observation(track: TrackSummary, taken: PositionFile, capture: Capture) -> Observation:
    positions = taken.positions
    last = int(positions.starts[positions.names.index(track.entity) + 1]) - 1
    told = [
        ("mover", positions.kind.value),
        ("modality", _MODALITY[positions.kind]),
        ("name", _name(taken, track.entity)),
    ]
    told += [("simulated", "yes" if is_simulated(taken) else "no"), ("fixes", str(track.fixes))]
    return _observation(
        kind=TRACK,
        subject=track.entity,
        where=_point(track.entity, float(positions.lat[last]), float(positions.lon[last]), FIX_RADIUS_M),
        when=_span(track.start, track.end),
        value=float(track.bad),
        unit="fixes that do not hang together",
        flags=tuple(f"{count} {reason}" for reason, count in track.reasons),
        details=tuple(told),
        capture=capture,
    )  # fmt: skip


def _observation(
    *, kind: str, subject: str, where: Place, when: TimeSpan, value: float | None, unit: str, flags: tuple[str, ...],
    details: tuple[tuple[str, str], ...], capture: Capture,
) -> Observation:  # fmt: skip
    """Its id is its content: what another version finds is another record, and supersedes this one."""
    start = when.start.isoformat() if when.start else ""
    about = (capture.sha256, kind, subject, start, where.lon, where.lat, value, flags, details, METHODS[kind])
    return Observation(
        id=record_id("obs", *about),
        kind=kind,
        where=where,
        when=when,
        value=value,
        unit=unit,
        flags=flags,
        captures=(capture.id,),
        method=METHODS[kind],
        # a mover falls silent more than once at one place: from when on tells its silences apart
        parameters=(("after_from", start),),
        subject=subject,
        details=details,
    )


def is_simulated(taken: PositionFile) -> bool:
    """Made-up positions say so in the name of their file."""
    return SIMULATED in Path(taken.file).name


def _name(taken: PositionFile, entity: str) -> str:
    mover = taken.movers.get(entity)
    return " ".join(filter(None, (mover.name or mover.callsign or mover.registration, mover.type))) if mover else ""


def _spot(fix: Fix) -> Spot:
    return Spot(time=fix.time, lat=fix.lat, lon=fix.lon)


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(float(value), 3)


def _point(text: str, lat: float, lon: float, radius_m: float) -> Place:
    return Place(
        text=text, name=text, lat=round(float(lat), 6), lon=round(float(lon), 6), radius_m=radius_m, kind=PlaceKind.OTHER,
        method=PlaceMethod.COORDINATES,
    )  # fmt: skip


def _span(first: float, last: float) -> TimeSpan:
    return TimeSpan(
        start=moment(first), end=moment(max(last, first + 1)), precision=Precision.RANGE, anchor=Anchor.TEXT
    )


def _capture(taken: PositionFile, now: Clock) -> Capture:
    path = Path(taken.file)
    if not path.is_file():
        raise UsageError(f"{path}: is a folder, and a case keeps files; pack it as one tar and name that")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Capture(
        id=f"cap-{digest[:16]}",
        sha256=digest,
        uri=path.name,
        media_type=_MEDIA.get(path.suffix.lower(), "application/octet-stream"),
        size=path.stat().st_size,
        retrieved=now(),
        reader="positions",
    )
