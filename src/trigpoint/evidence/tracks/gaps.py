"""A silence with the reasons that speak for and against each explanation.

First version: the mover alone, or reception around it, judged by what the others near by did (`field`). Landings, ports, broken
identities and jamming are not weighed yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
import numpy as np

from trigpoint.evidence.tracks.aircraft_gaps import explain_aircraft
from trigpoint.evidence.tracks.field import outage_evidence
from trigpoint.evidence.tracks.gap_record import Candidate as Candidate
from trigpoint.evidence.tracks.gap_record import Fix as Fix
from trigpoint.evidence.tracks.gap_record import Gap as Gap
from trigpoint.evidence.tracks.gap_record import KnownPlaces as KnownPlaces
from trigpoint.evidence.tracks.motion import KM_PER_NM, distances_km
from trigpoint.evidence.tracks.peers import Cadence, Peers, Presence, cadences, peers_of, presence
from trigpoint.evidence.tracks.silences import Silences, find_silences
from trigpoint.model.positions import Mover, MoverKind, Positions

PRIOR_ALONE = 0.2  # of silences in a well-heard feed; stated with every verdict
LEAST_PEERS = 1  # with none that says anything the feed cannot tell
SURE = 0.6  # below this for either explanation the verdict is open
MOST_LOG_ODDS = 6.0  # no number of peers makes a verdict surer than this: the model itself may be wrong
OFF = {MoverKind.VESSEL: "likely_disabled", MoverKind.AIRCRAFT: "likely_transponder_off"}
LOST = {MoverKind.VESSEL: "coverage_loss", MoverKind.AIRCRAFT: "coverage_hole_enroute"}


@attrs.frozen(kw_only=True, eq=False)
class Feed:
    """A position feed with what is worked out once."""

    positions: Positions
    silences: Silences
    presence: Presence
    cadence: Cadence


def explain_gaps(
    positions: Positions, places: KnownPlaces | None = None, movers: Mapping[str, Mover] | None = None
) -> Iterator[Gap]:
    """Every silence of a feed, with its class, probabilities and reasons."""
    if positions.kind is MoverKind.AIRCRAFT:
        yield from explain_aircraft(positions, places.airfields if places else None, movers)
        return
    silences = find_silences(positions)
    if not len(silences):
        return
    feed = Feed(positions=positions, silences=silences, presence=presence(positions), cadence=cadences(positions))
    for number in range(len(silences)):
        yield _explained(feed, number)


def _explained(feed: Feed, number: int) -> Gap:
    positions = feed.positions
    i, j = int(feed.silences.off[number]), int(feed.silences.on[number])
    off, kind = _fix(positions, i), positions.kind
    name = positions.names[positions.mover[i]]
    on = _fix(positions, j) if j >= 0 else None
    if on is None:
        hours = km = None
        verdict = "undetermined"
        weights: tuple[tuple[str, float], ...] = (("undetermined", 1.0),)
        reasons: tuple[str, ...] = ("not heard again before the feed ends",)
    else:
        hours = (on.time - off.time) / 3600
        km = float(distances_km(off.lat, off.lon, on.lat, on.lon))
        ends = (off.time, off.lat, off.lon), (on.time, on.lat, on.lon)
        peers = peers_of(positions, feed.presence, feed.cadence, int(positions.mover[i]), *ends)
        evidence, speaking = outage_evidence(peers, feed.cadence.heard[peers.mover], kind)
        verdict, weights = _weigh(kind, evidence, speaking)
        reasons = (_told(peers),)
    return Gap(
        id=f"gap-{name}-{int(off.time)}",
        entity=name,
        segment=f"{name}-0",
        kind=kind,
        off=off,
        on=on,
        duration_h=hours,
        distance_km=km,
        implied_speed_kn=km / KM_PER_NM / hours if km is not None and hours else None,
        verdict=verdict,
        probabilities=weights,
        reasons=reasons,
        alternatives=tuple(n for n, p in weights if n != verdict and p > 0),
    )


def _weigh(kind: MoverKind, evidence: float, speaking: float) -> tuple[str, tuple[tuple[str, float], ...]]:
    odds = np.log(PRIOR_ALONE / (1 - PRIOR_ALONE)) - np.clip(evidence, -MOST_LOG_ODDS, MOST_LOG_ODDS)
    alone = float(1 / (1 + np.exp(-odds)))
    weights = ((OFF[kind], alone), (LOST[kind], 1 - alone))
    if speaking < LEAST_PEERS:
        return "undetermined", weights
    if max(alone, 1 - alone) < SURE:
        return "undetermined", weights
    return (OFF if alone > 0.5 else LOST)[kind], weights


def _told(peers: Peers) -> str:
    known = (peers.state >= 0).any(axis=1)
    if not known.any():
        return "nobody else is known to have been near, so the feed cannot tell"
    heard = (peers.state == 1).sum(axis=1) >= (peers.state == 0).sum(axis=1)
    return f"of {int(known.sum())} others near the straight path {int((known & heard).sum())} were heard meanwhile"


def _fix(positions: Positions, index: int) -> Fix:
    return Fix(
        time=float(positions.time[index]),
        lat=float(positions.lat[index]),
        lon=float(positions.lon[index]),
        row=int(positions.row[index]),
    )
