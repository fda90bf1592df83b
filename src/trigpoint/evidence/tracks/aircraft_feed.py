"""A feed of aircraft with what is worked out once: reception, losses, the ends of flights and where they belong."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.aircraft_flows import AirEnds, Flows, learned_flows
from trigpoint.evidence.tracks.aircraft_peers import Losses, Traffic, losses_of, traffic_of
from trigpoint.evidence.tracks.aircraft_reception import Ends, Heard, heard_cells
from trigpoint.evidence.tracks.aircraft_signal import SignalTable, signal_table
from trigpoint.evidence.tracks.aircraft_state import State, state_at
from trigpoint.evidence.tracks.aircraft_weigh import LEAST_STOP_MIN, LEVEL_FPM
from trigpoint.evidence.tracks.motion import KM_PER_NM, distances_km
from trigpoint.evidence.tracks.silences import Silences, find_silences
from trigpoint.model.positions import Mover, Positions
from trigpoint.places.airfields import Airfields

EVEN_KM = 150.0  # fields lie evenly in a disc of this radius, for comparison
END_FT = 20_000.0
TAIL_S = 600.0  # tracks that are heard this near to the feed's end did not break off
MOST_TEACHING = 4000  # ends of flights that teach where flights go: a day of a region has so many
FEW_TRACKS = 20  # a file of fewer is one of flights, not of a region
LEAST_KN = 150.0
BLOCKED = ("LADD", "PIA")


@attrs.frozen(kw_only=True, eq=False)
class AirFeed:
    """A feed of aircraft with what is worked out once."""

    positions: Positions
    traffic: Traffic
    heard: Heard
    ends: Ends
    losses: Losses
    signals: SignalTable
    airfields: Airfields
    air_ends: AirEnds
    flows: Flows
    silences: Silences
    blocked: frozenset[str]
    end: float


def air_feed(positions: Positions, airfields: Airfields, movers: Mapping[str, Mover]) -> AirFeed:
    """The feed, its silences found."""
    silences = with_last_approaches(positions, find_silences(positions))
    ends = _air_ends(positions, silences)
    known = np.isfinite([state.altitude_ft for state in ends.states])
    taught = np.flatnonzero((ends.teaches > 0) & known)
    traffic = traffic_of(positions)
    return AirFeed(
        positions=positions,
        traffic=traffic,
        heard=heard_cells(positions),
        ends=Ends(
            fix=ends.fix[taught],
            lat=np.array([ends.states[e].lat for e in taught], np.float64),
            lon=np.array([ends.states[e].lon for e in taught], np.float64),
            altitude_ft=np.array([ends.states[e].altitude_ft for e in taught], np.float64),
        ),
        losses=losses_of(traffic, _lost(positions, ends)),
        signals=signal_table(positions),
        airfields=airfields,
        air_ends=ends,
        flows=learned_flows(airfields, ends),
        silences=silences,
        blocked=frozenset(n for n, m in movers.items() if any(b in flag for flag in m.flags for b in BLOCKED)),
        end=float(positions.time.max()),
    )


def with_last_approaches(positions: Positions, silences: Silences) -> Silences:
    """The silences, and in a file of a few tracks the ends in the air below cruise.

    Where a file holds a flight or two nobody tells when it ends: a track that breaks off low is an open silence.
    """
    if len(positions.names) >= FEW_TRACKS:
        return silences
    last = positions.starts[1:] - 1
    found = [int(i) for i in last if int(i) not in set(silences.off.tolist()) and _breaks_off(positions, int(i))]
    off = np.r_[silences.off, np.array(found, np.int64)]
    on = np.r_[silences.on, np.full(len(found), -1, np.int64)]
    order = np.argsort(off, kind="stable")
    return Silences(off=off[order], on=on[order])


def _breaks_off(positions: Positions, index: int) -> bool:
    """In the air, and neither in cruise nor climbing."""
    state = state_at(positions, index, is_end=True)
    is_high = state.altitude_ft >= END_FT or state.climb_fpm > LEVEL_FPM
    return not state.is_on_ground and not is_high


def _lost(positions: Positions, ends: AirEnds) -> NDArray[np.int64]:
    """Last fixes before a silence, or of a track that broke off before the feed's end; but for those on their way down.

    Where many land, some are always lost together under the floor.
    """
    last = ends.fix[ends.is_arrival & (ends.teaches == 0)]
    found: NDArray[np.int64] = last[positions.time[last] < positions.time.max() - TAIL_S]
    return found


def _air_ends(positions: Positions, silences: Silences) -> AirEnds:
    """Every end of a silence or a track: arrivals, then departures, each in order of its fix."""
    is_closed = silences.on >= 0
    arrivals = np.unique(np.r_[silences.off, positions.starts[1:] - 1])
    departures = np.unique(np.r_[silences.on[is_closed], positions.starts[:-1]])
    states = [state_at(positions, int(i), is_end=True) for i in arrivals]
    states += [state_at(positions, int(i), is_end=False) for i in departures]
    partner = np.full(len(states), -1, np.int64)
    before = np.searchsorted(arrivals, silences.off[is_closed])
    after = len(arrivals) + np.searchsorted(departures, silences.on[is_closed])
    for a, d in zip(before.tolist(), after.tolist(), strict=True):
        if _may_have_stopped(states[a], states[d]):
            partner[a], partner[d] = d, a
    is_arrival = np.arange(len(states)) < len(arrivals)
    teaches = np.array([_is_low(s, is_end=bool(a)) for s, a in zip(states, is_arrival, strict=True)], np.float64)
    if (low := np.flatnonzero(teaches)).size > MOST_TEACHING:
        teaches[np.setdiff1d(low, low[:: -(-low.size // MOST_TEACHING)])] = 0.0
    return AirEnds(
        fix=np.r_[arrivals, departures],
        states=tuple(states),
        is_arrival=is_arrival,
        partner=partner,
        teaches=teaches,
    )


def _may_have_stopped(off: State, on: State) -> bool:
    """Time is left over for a landing and a take-off."""
    km = float(distances_km(off.lat, off.lon, on.lat, on.lon))
    speed = max([LEAST_KN, *(s for s in (off.speed_kn, on.speed_kn) if np.isfinite(s))])
    return on.time - off.time - km / KM_PER_NM / speed * 3600 > 60 * LEAST_STOP_MIN


def _is_low(state: State, *, is_end: bool) -> bool:
    """On its way down (up), or on the ground."""
    towards = -state.climb_fpm if is_end else state.climb_fpm
    return state.is_on_ground or (state.altitude_ft < END_FT and towards > 200)


def landing_fields(feed: AirFeed, i: int, j: int) -> tuple[dict[int, float], float, float]:
    """If the aircraft lost at fix i, found again at fix j (-1 = never), landed meanwhile:

    (share of each airfield, log ratio of fields over any place, density of the reappearance in km^-2).
    """
    arrivals = int(feed.air_ends.is_arrival.sum())
    index, density, weight = feed.flows.of(int(np.searchsorted(feed.air_ends.fix[:arrivals], i)))
    total = float((weight * density).sum())
    if total <= 0:
        return {}, -4.0, 1e-8
    even = float(weight.sum()) / (np.pi * EVEN_KM**2)
    ratio = float(np.clip(np.log(total / even + 1e-9), -6, 3))
    back = 0.0
    joint = weight * density
    if j >= 0:
        up, up_density, _ = feed.flows.of(arrivals + int(np.searchsorted(feed.air_ends.fix[arrivals:], j)))
        known = dict(zip(up.tolist(), up_density.tolist(), strict=True))
        again = joint * np.array([known.get(k, 0.0) for k in index.tolist()])
        back = max(float(again.sum()) / total, 1e-9)
        joint = again if again.sum() > 0 else joint
    return dict(zip(index.tolist(), (joint / joint.sum()).tolist(), strict=True)), ratio, back


def field_of_end(feed: AirFeed, fix: int, *, is_arrival: bool) -> tuple[int, float] | None:
    """The likeliest field of an end of a flight, with its share; None where none fits."""
    arrivals = int(feed.air_ends.is_arrival.sum())
    fixes = feed.air_ends.fix[:arrivals] if is_arrival else feed.air_ends.fix[arrivals:]
    at = int(np.searchsorted(fixes, fix))
    index, density, weight = feed.flows.of(at if is_arrival else arrivals + at)
    joint = weight * density
    if not len(index) or joint.sum() <= 0:
        return None
    best = int(np.argmax(joint))
    return int(index[best]), float(joint[best] / joint.sum())
