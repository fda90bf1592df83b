"""A silence or a stay as it is kept: between the finding of an engine and the details of an observation.

Knows no arrays, so that reading a case loads none.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import attrs

from trigpoint.model.observation import Observation

GAP, VISIT, TRACK = "gap", "visit", "track"


@attrs.frozen(kw_only=True)
class Spot:
    """Where a mover was heard. `time` in seconds UTC since 1970."""

    time: float
    lat: float
    lon: float


@attrs.frozen(kw_only=True)
class KeptCandidate:
    """A site that could have been reached; `probability` 0..1 that it was."""

    site: str
    lat: float
    lon: float
    probability: float


@attrs.frozen(kw_only=True)
class KeptGap:
    """A silence with its reasons, as an observation holds it."""

    mover: str  # "vessel", "aircraft"
    modality: str  # "AIS", "ADS-B"
    verdict: str
    off: Spot
    on: Spot | None  # None: not heard again in the feed
    name: str = ""  # what the mover calls itself, and its type
    duration_h: float | None = None
    distance_km: float | None = None
    speed_kn: float | None = None  # implied by both
    probabilities: tuple[tuple[str, float], ...] = ()
    reasons: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    would_change_if: tuple[str, ...] = ()
    candidates: tuple[KeptCandidate, ...] = ()
    before: tuple[Spot, ...] = ()  # the way heard before, thinned; ends with `off`
    after: tuple[Spot, ...] = ()  # and after; begins with `on`
    simulated: bool = False

    @property
    def probability(self) -> float:
        """Of the verdict."""
        return dict(self.probabilities).get(self.verdict, 0.0)


@attrs.frozen(kw_only=True)
class KeptVisit:
    """A stay at a site, as an observation holds it."""

    mover: str
    modality: str
    site: str
    confidence: float  # share of entry, stop and exit that was heard
    entered: bool = False
    left: bool = False
    stopped: bool = False
    name: str = ""
    simulated: bool = False


def gap_details(gap: KeptGap) -> tuple[tuple[str, str], ...]:
    """As an observation's details, which are words: lists are written as JSON."""
    plain = attrs.asdict(gap, filter=lambda a, _: a.name not in ("simulated", "before", "after", "off", "on"))
    told = [("simulated", "yes" if gap.simulated else "no")]
    told += [(name, value if isinstance(value, str) else _json(value)) for name, value in plain.items()]
    told += [("off", _json(_triple(gap.off))), ("on", _json(_triple(gap.on) if gap.on else None))]
    told += [(name, _json([_triple(s) for s in getattr(gap, name)])) for name in ("before", "after")]
    return tuple(told)


def gap_of(observation: Observation) -> KeptGap | None:
    """The silence that an observation holds; None for another kind, or one whose details cannot be read."""
    if observation.kind != GAP:
        return None
    said = dict(observation.details)
    try:
        read = {name: json.loads(said[name]) for name in _LISTS}
        return KeptGap(
            mover=said["mover"], modality=said["modality"], verdict=said["verdict"], name=said.get("name", ""),
            off=_spot(read["off"]), on=_spot(read["on"]) if read["on"] else None,
            duration_h=read["duration_h"], distance_km=read["distance_km"], speed_kn=read["speed_kn"],
            probabilities=tuple((str(n), float(p)) for n, p in read["probabilities"]),
            reasons=tuple(map(str, read["reasons"])), alternatives=tuple(map(str, read["alternatives"])),
            would_change_if=tuple(map(str, read["would_change_if"])),
            candidates=tuple(KeptCandidate(**c) for c in read["candidates"]),
            before=tuple(map(_spot, read["before"])), after=tuple(map(_spot, read["after"])),
            simulated=said.get("simulated") == "yes",
        )  # fmt: skip
    except (KeyError, TypeError, ValueError):
        return None


_LISTS = (
    "off", "on", "duration_h", "distance_km", "speed_kn", "probabilities", "reasons", "alternatives", "would_change_if",
    "candidates", "before", "after",
)  # fmt: skip


def visit_details(visit: KeptVisit) -> tuple[tuple[str, str], ...]:
    """As an observation's details."""
    plain = attrs.asdict(visit)
    return tuple((n, ("yes" if v else "no") if isinstance(v, bool) else str(v)) for n, v in plain.items())


def visit_of(observation: Observation) -> KeptVisit | None:
    """The stay that an observation holds; None for another kind, or one whose details cannot be read."""
    if observation.kind != VISIT:
        return None
    said = dict(observation.details)
    try:
        yes = {name: said.get(name) == "yes" for name in ("entered", "left", "stopped", "simulated")}
        return KeptVisit(
            mover=said["mover"], modality=said["modality"], site=said["site"], confidence=float(said["confidence"]),
            name=said.get("name", ""), **yes,
        )  # fmt: skip
    except (KeyError, ValueError):
        return None


def moment(seconds: float) -> datetime:
    """Seconds since 1970 as a UTC time."""
    return datetime.fromtimestamp(seconds, UTC)


def _triple(spot: Spot) -> list[float]:
    return [round(spot.time, 3), round(spot.lat, 6), round(spot.lon, 6)]


def _spot(values: list[float]) -> Spot:
    time, lat, lon = values
    return Spot(time=float(time), lat=float(lat), lon=float(lon))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
