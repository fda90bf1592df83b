"""A silence with the reasons that speak for and against each explanation.

First version: vessels and aircraft are judged by who else was heard along the straight path against who usually is.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np

from trigpoint.evidence.tracks.motion import KM_PER_NM, distances_km
from trigpoint.evidence.tracks.reception import Heard, others_along, reception
from trigpoint.evidence.tracks.silences import Silences, find_silences
from trigpoint.model.positions import MoverKind, Positions

LEAST_EXPECTED = 3.0  # others to be expected before silence around says anything
OFF = {MoverKind.VESSEL: "likely_disabled", MoverKind.AIRCRAFT: "likely_transponder_off"}
LOST = {MoverKind.VESSEL: "coverage_loss", MoverKind.AIRCRAFT: "coverage_hole_enroute"}
SLOPE, MIDDLE = 4.0, 0.5  # of the log-odds of "off" against heard / expected


@attrs.frozen(kw_only=True)
class Fix:
    """One end of a gap."""

    time: float  # seconds UTC since 1970
    lat: float
    lon: float
    row: int  # of the input


@attrs.frozen(kw_only=True)
class Candidate:
    """A site that could have been reached, with its share of the probability."""

    site: str
    lat: float
    lon: float
    probability: float


@attrs.frozen(kw_only=True)
class Gap:
    """One silence, explained as far as the feed allows. Never a statement of intent."""

    id: str
    entity: str
    segment: str
    kind: MoverKind
    off: Fix
    on: Fix | None  # None: not heard again in this feed
    duration_h: float | None
    distance_km: float | None
    implied_speed_kn: float | None
    verdict: str
    probabilities: tuple[tuple[str, float], ...]
    reasons: tuple[str, ...]
    alternatives: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()


def explain_gaps(positions: Positions) -> Iterator[Gap]:
    """Every silence of a feed, with its class, probabilities and reasons."""
    silences = find_silences(positions)
    if not len(silences):
        return
    heard = reception(positions)
    for number in range(len(silences)):
        yield _explained(positions, silences, heard, number)


def _explained(positions: Positions, silences: Silences, heard: Heard, number: int) -> Gap:
    i, j = int(silences.off[number]), int(silences.on[number])
    off = _fix(positions, i)
    name = positions.names[positions.mover[i]]
    base = {
        "id": f"gap-{name}-{int(off.time)}",
        "entity": name,
        "segment": f"{name}-0",
        "kind": positions.kind,
        "off": off,
    }
    if j < 0:
        return Gap(
            **base, on=None, duration_h=None, distance_km=None, implied_speed_kn=None, verdict="undetermined",
            probabilities=(("undetermined", 1.0),), reasons=("not heard again before the feed ends",),
        )  # fmt: skip
    on = _fix(positions, j)
    hours = (on.time - off.time) / 3600
    km = float(distances_km(off.lat, off.lon, on.lat, on.lon))
    there, usual, steps = others_along(
        heard, int(positions.mover[i]), (off.time, off.lat, off.lon), (on.time, on.lat, on.lon)
    )
    verdict, probabilities = _weigh(positions.kind, there, usual)
    reason = f"others heard along the straight path: {there:.0f} in {steps} bins, where {usual:.1f} are usual"
    return Gap(
        **base, on=on, duration_h=hours, distance_km=km, implied_speed_kn=km / KM_PER_NM / hours, verdict=verdict,
        probabilities=probabilities, reasons=(reason,), alternatives=tuple(n for n, _ in probabilities if n != verdict),
    )  # fmt: skip


def _weigh(kind: MoverKind, there: float, usual: float) -> tuple[str, tuple[tuple[str, float], ...]]:
    if usual < LEAST_EXPECTED:
        return "undetermined", ((OFF[kind], 0.2), (LOST[kind], 0.3), ("undetermined", 0.5))
    off = 1 / (1 + np.exp(-SLOPE * ((there + 0.5) / (usual + 0.5) - MIDDLE)))
    verdict = OFF[kind] if off >= 0.5 else LOST[kind]
    return verdict, ((OFF[kind], float(off)), (LOST[kind], float(1 - off)))


def _fix(positions: Positions, index: int) -> Fix:
    return Fix(
        time=float(positions.time[index]), lat=float(positions.lat[index]), lon=float(positions.lon[index]),
        row=int(positions.row[index]),
    )  # fmt: skip
