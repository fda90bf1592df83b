"""The JSON lines that other programs read: one function per kind of line, one set of keys per function.

A time is written as ISO 8601: a date where it falls on midnight UTC, else a UTC time to the second. `null` is
*unknown*; `".."` (as in EDTF) is an *open* end of a span whose other end is known. Ends are exclusive.
Distances are kilometres here, as people read them; records keep metres.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from trigpoint.model import Claim, Contradiction, Count, Event, Member, Observation, Place, Site, TimeSpan

Line = dict[str, Any]
OBSERVED = "obs-"  # how the ids of observations begin

CLAIM_KEYS = (
    "id", "file", "quote", "start", "end", "event_type", "when", "place", "actors", "targets", "outcome", "counts",
    "attribution", "modality", "negated", "aggregate",
)  # fmt: skip
PLACE_KEYS = ("file", "start", "end", "text", "name", "lat", "lon", "radius_km", "kind", "method", "reason")
DATE_KEYS = ("file", "start", "end", "text", "from", "to", "precision", "anchor")
EVENT_KEYS = (
    "event", "type", "title", "when", "place", "members", "origins", "contradictions", "probability", "grade",
    "aggregate", "counts", "modalities", "graph",
)  # fmt: skip
OBSERVATION_KEYS = (
    "id", "kind", "subject", "when", "place", "value", "unit", "low", "high", "details", "flags", "pictures", "captures",
    "method", "parameters", "supersedes",
)  # fmt: skip
SITE_KEYS = ("id", "name", "aliases", "type", "country", "lat", "lon", "radius_km", "source")


def claim_line(claim: Claim, *, file: str) -> Line:
    """A claim; `start`, `end` are characters of the file's text."""
    return {
        "id": claim.id,
        "file": file,
        "quote": claim.quote.text,
        "start": claim.quote.start,
        "end": claim.quote.end,
        "event_type": claim.event_type,
        "when": _when(claim.when),
        "place": _place(claim.where),
        "actors": list(claim.actors),
        "targets": list(claim.targets),
        "outcome": claim.outcome,
        "counts": [_count(c) for c in claim.counts],
        "attribution": [{"name": a.name, "kind": a.kind.value, "cue": a.cue} for a in claim.attribution],
        "modality": claim.modality.value,
        "negated": claim.negated,
        "aggregate": claim.aggregate,
    }


def place_line(place: Place, *, file: str, start: int, end: int) -> Line:
    """A place mention; `lat` null = abstained, and `reason` says why."""
    return {
        "file": file,
        "start": start,
        "end": end,
        "text": place.text,
        "name": place.name,
        "lat": _degrees(place.lat),
        "lon": _degrees(place.lon),
        "radius_km": _km(place.radius_m),
        "kind": place.kind.value,
        "method": place.method.value,
        "reason": place.reason,
    }


def date_line(span: TimeSpan, *, file: str, start: int, end: int, text: str) -> Line:
    """A time expression."""
    first, last = _ends(span)
    return {
        "file": file,
        "start": start,
        "end": end,
        "text": text,
        "from": first,
        "to": last,
        "precision": span.precision.value,
        "anchor": span.anchor.value,
    }


def event_line(event: Event) -> Line:
    """An event; `members[].claim` is the id that the claim line gave, else its 0-based number."""
    return {
        "event": event.id,
        "type": event.type,
        "title": event.title,
        "when": _when(event.when),
        "place": _place(event.where),
        "members": [_member(m) for m in event.members],
        "origins": [o.name for o in event.origins],
        "contradictions": [_contradiction(c) for c in event.contradictions],
        "probability": None if event.probability is None else round(event.probability, 4),
        "grade": event.grade,
        "aggregate": event.aggregate,
        "counts": [
            {
                "status": c.status,
                "unit": c.unit,
                "low": c.low,
                "high": c.high,
                "best": c.best,
                "method": c.method,
                "origins": c.origins,
            }
            for c in event.counts
        ],
        "modalities": list(event.modalities),
        "graph": [{"from": e.tail, "to": e.head, "kind": e.kind, "why": e.why} for e in event.graph],
    }


def _member(member: Member) -> Line:
    """A measurement of ours is named as such: it is no claim of anybody's."""
    kind = "observation" if member.id.startswith(OBSERVED) else "claim"
    said: Line = {kind: member.id, "why": member.why, "role": member.role.value}
    if member.compared:
        said["compared"] = [
            {"field": c.field, "score": c.score, "why": c.why, "left": c.left, "right": c.right}
            for c in member.compared
        ]
    return said | ({"decided": member.decided} if member.decided else {})


def observation_line(observation: Observation, *, files: Mapping[str, str]) -> Line:
    """A measurement; `pictures` are the names that its captures came under."""
    return {
        "id": observation.id,
        "kind": observation.kind,
        "subject": observation.subject,
        "when": _when(observation.when),
        "place": _place(observation.where),
        "value": observation.value,
        "unit": observation.unit,
        "low": observation.low,
        "high": observation.high,
        "details": dict(observation.details),
        "flags": list(observation.flags),
        "pictures": [files.get(c, c) for c in observation.captures],
        "captures": list(observation.captures),
        "method": observation.method,
        "parameters": dict(observation.parameters),
        "supersedes": observation.supersedes,
    }


def site_line(site: Site) -> Line:
    """A row of the sites list."""
    return {
        "id": site.id,
        "name": site.name,
        "aliases": list(site.aliases),
        "type": site.type,
        "country": site.country,
        "lat": site.lat,
        "lon": site.lon,
        "radius_km": _km(site.radius_m),
        "source": site.source,
    }


def _contradiction(found: Contradiction) -> Line:
    values = [{"value": v.value, "origins": list(v.origins)} for v in found.values]
    made = [{"value": r.value, "why": r.why, "author": r.author, "made": r.made.isoformat()} for r in found.resolutions]
    return {"field": found.field, "values": values, "leans": found.leans, "resolutions": made}


def _count(count: Count) -> Line:
    return {
        "min": count.min,
        "max": count.max,
        "unit": count.unit,
        "status": count.status.value,
        "qualifier": count.qualifier,
    }


def _place(place: Place | None) -> Line | None:
    if place is None:
        return None
    return {
        "text": place.text,
        "name": place.name,
        "lat": _degrees(place.lat),
        "lon": _degrees(place.lon),
        "radius_km": _km(place.radius_m),
        "kind": place.kind.value,
        "method": place.method.value,
        "reason": place.reason,
    }


def _when(span: TimeSpan) -> Line:
    first, last = _ends(span)
    return {"start": first, "end": last, "precision": span.precision.value, "anchor": span.anchor.value}


def _ends(span: TimeSpan) -> tuple[str | None, str | None]:
    if not span.is_known:
        return None, None
    return _iso(span.start), _iso(span.end)


def _iso(moment: datetime | None) -> str:
    if moment is None:
        return ".."
    if moment.hour == moment.minute == moment.second == moment.microsecond == 0:
        return moment.date().isoformat()
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _km(metres: float | None) -> float | None:
    return None if metres is None else round(metres / 1000, 3)


def _degrees(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
