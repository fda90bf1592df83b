"""The JSON lines of `trigpoint gaps`, `visits` and `tracks --fixes`. Times are ISO 8601, UTC."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from trigpoint.evidence.tracks.aircraft_legs import Leg, LegEnd
from trigpoint.evidence.tracks.consistency import JudgedFix, TrackSummary
from trigpoint.evidence.tracks.gaps import Fix, Gap
from trigpoint.evidence.tracks.visits import Visit

Line = dict[str, Any]


def gap_line(gap: Gap) -> Line:
    """A gap; `on` null = not heard again."""
    return {
        "id": gap.id,
        "entity": gap.entity,
        "segment": gap.segment,
        "off": _end(gap.off),
        "on": _end(gap.on) if gap.on else None,
        "duration_h": _rounded(gap.duration_h, 4),
        "distance_km": _rounded(gap.distance_km, 2),
        "implied_speed_kn": _rounded(gap.implied_speed_kn, 2),
        "class": gap.verdict,
        "probabilities": {name: round(p, 4) for name, p in gap.probabilities},
        "reasons": list(gap.reasons),
        "alternatives": list(gap.alternatives),
        "would_change_if": list(gap.would_change_if),
        "candidates": [
            {"site": c.site, "lat": c.lat, "lon": c.lon, "probability": round(c.probability, 4)} for c in gap.candidates
        ],
    }


def visit_line(visit: Visit) -> Line:
    """A visit."""
    return {
        "entity": visit.entity,
        "site": visit.site,
        "from": utc(visit.start),
        "to": utc(visit.end),
        "confidence": round(visit.confidence, 2),
    }


def fix_line(fix: JudgedFix) -> Line:
    """A fix; `reason` "" where it hangs together with the rest."""
    place = {"lat": round(fix.lat, 6), "lon": round(fix.lon, 6)}
    return {"id": fix.entity, "time": utc(fix.time), **place, "ok": fix.is_ok, "reason": fix.reason}


def utc(seconds: float) -> str:
    """Seconds since 1970 as ISO 8601 with Z; milliseconds only where there are any."""
    when = datetime.fromtimestamp(round(seconds, 3), UTC)
    return when.isoformat(timespec="milliseconds" if when.microsecond else "seconds").replace("+00:00", "Z")


def _end(fix: Fix) -> Line:
    return {"time": utc(fix.time), "lat": round(fix.lat, 6), "lon": round(fix.lon, 6)}


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def gap_rows(gaps: Iterable[Gap]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Gaps for a person."""
    rows: list[tuple[str, ...]] = [
        (
            gap.entity,
            utc(gap.off.time),
            utc(gap.on.time) if gap.on else "not heard again",
            "" if gap.duration_h is None else f"{gap.duration_h:.1f} h",
            "" if gap.distance_km is None else f"{gap.distance_km:.0f} km",
            gap.verdict.replace("_", " "),
            f"{dict(gap.probabilities).get(gap.verdict, 0):.0%}",
            "; ".join(gap.reasons),
        )
        for gap in gaps
    ]
    return ("who", "last heard", "heard again", "silent", "apart", "judged", "probability", "reasons"), rows


def visit_rows(visits: Iterable[Visit]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Visits for a person."""
    rows: list[tuple[str, ...]] = [(v.entity, v.site, utc(v.start), utc(v.end), f"{v.confidence:.2f}") for v in visits]
    return ("who", "where", "from", "to", "confidence"), rows


def track_line(track: TrackSummary) -> Line:
    """A mover's whole track in one line."""
    mover = track.mover
    return {
        "id": track.entity,
        "name": mover.name if mover else "",
        "type": mover.type if mover else "",
        "registration": mover.registration if mover else "",
        "from": utc(track.start),
        "to": utc(track.end),
        "fixes": track.fixes,
        "not_ok": track.bad,
        "reasons": dict(track.reasons),
    }


def track_rows(tracks: Iterable[TrackSummary]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Tracks for a person."""
    rows: list[tuple[str, ...]] = []
    for track in tracks:
        name = (
            " ".join(filter(None, (track.mover.name or track.mover.callsign, track.mover.type))) if track.mover else ""
        )
        reasons = "; ".join(f"{count} {reason}" for reason, count in track.reasons)
        rows.append((track.entity, name, utc(track.start), utc(track.end), str(track.fixes), str(track.bad), reasons))
    return ("who", "name and type", "from", "to", "fixes", "not ok", "why"), rows


def fix_rows(fixes: Iterable[JudgedFix]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Fixes for a person."""
    rows: list[tuple[str, ...]] = [
        (fix.entity, utc(fix.time), f"{fix.lat:.5f}, {fix.lon:.5f}", "ok" if fix.is_ok else fix.reason) for fix in fixes
    ]
    return ("who", "when", "lat, lon", "judged"), rows


def leg_line(leg: Leg) -> Line:
    """A leg of an aircraft; `site` "" = not known."""
    return {
        "entity": leg.entity,
        "from": _leg_end(leg.origin),
        "to": _leg_end(leg.destination),
        "hours": round(leg.hours, 3),
        "fixes": leg.fixes,
        "track_km": round(leg.track_km, 1),
        "longest_silence_min": round(leg.longest_silence_s / 60, 1),
    }


def _leg_end(end: LegEnd) -> Line:
    return {"site": end.site, "probability": round(end.probability, 3), "time": utc(end.time), "basis": end.basis}


def leg_rows(legs: Iterable[Leg]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Legs for a person."""
    rows: list[tuple[str, ...]] = [
        (
            leg.entity,
            _named(leg.origin),
            utc(leg.origin.time),
            _named(leg.destination),
            utc(leg.destination.time),
            f"{leg.hours:.1f} h",
            f"{leg.track_km:.0f} km",
            f"{leg.longest_silence_s / 60:.0f} min",
        )
        for leg in legs
    ]
    return ("who", "from", "heard from", "to", "heard until", "time", "flown", "longest silence"), rows


def _named(end: LegEnd) -> str:
    how = f"{end.probability:.0%}, " if end.site and end.probability < 1 else ""
    return f"{end.site or 'not known'} ({how}{end.basis})"
