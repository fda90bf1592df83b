"""Every silence of a feed of vessels, with its class, probabilities and reasons."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.consistency import judge_fixes
from trigpoint.evidence.tracks.field import Surroundings, surroundings
from trigpoint.evidence.tracks.gap_record import Candidate, Fix, Gap
from trigpoint.evidence.tracks.motion import KM_PER_NM, distance_km
from trigpoint.evidence.tracks.peers import habits, presence
from trigpoint.evidence.tracks.ports import KM_PER_DEG, Call, Ports, reachable_ports
from trigpoint.evidence.tracks.shore_near import shore_of
from trigpoint.evidence.tracks.silences import Silences, find_silences
from trigpoint.evidence.tracks.vessel_ends import Ends, ends_of
from trigpoint.evidence.tracks.vessel_own import EDGE_FIXES, Floats, OwnTrack, own_tracks
from trigpoint.evidence.tracks.vessel_reception import reception_map, usual_reception
from trigpoint.evidence.tracks.vessel_seaway import navigable_km
from trigpoint.evidence.tracks.vessel_weigh import MOORED_KN, UNDETERMINED, Verdict, VesselFacts, weigh
from trigpoint.evidence.tracks.vessel_words import CHANGES, reasons_of, reasons_of_open
from trigpoint.model.positions import MoverKind, Positions
from trigpoint.places.shore import ShoreMask

PORT_KM = 30.0  # a port further off is not told
SHORE_KM = 30.0
USUAL_KN = 12.0  # under way, of a vessel never seen under way


@attrs.frozen(kw_only=True, eq=False)
class Feed:
    """A feed with what is worked out once for all its silences."""

    positions: Positions
    silences: Silences
    ends: Ends
    own: OwnTrack
    around: Surroundings
    usual_share: Floats
    log_unheard: Floats
    doubtful: (
        Floats  # share of the fixes next to the silence that are off their vessel's consistent track; NaN: not judged
    )
    ports: Ports | None
    shore: ShoreMask | None


def explain_vessels(positions: Positions, ports: Ports | None = None, shore: ShoreMask | None = None) -> Iterator[Gap]:
    """The silences of a feed of vessels, ordered by vessel and time. Without ports and shore nothing is said of them."""
    silences = find_silences(positions)
    if not len(silences):
        return
    ends = ends_of(positions, silences)
    share, unheard = usual_reception(positions, silences, ends, reception_map(positions))
    own = own_tracks(positions, silences)
    around = surroundings(positions, silences, ends, presence(positions), habits(positions), _speed_kmh(own))
    feed = Feed(
        positions=positions,
        silences=silences,
        ends=ends,
        own=own,
        around=around,
        usual_share=share,
        log_unheard=unheard,
        doubtful=_doubtful(positions, silences),
        ports=ports,
        shore=shore,
    )
    end = float(positions.time.max())
    for number in range(len(silences)):
        yield _closed(feed, number) if silences.on[number] >= 0 else _open(feed, number, end)


def _doubtful(positions: Positions, silences: Silences) -> Floats:
    """Share of the fixes next to each closed silence that are off their vessel's consistent track."""
    found = np.full(len(silences), np.nan)
    closed = np.flatnonzero(silences.on >= 0)
    if len(closed):
        is_asked = np.zeros(len(positions.names), bool)
        is_asked[positions.mover[silences.off[closed]]] = True
        asked = is_asked[positions.mover]
        is_bad = np.zeros(len(positions), bool)
        is_bad[asked] = ~judge_fixes(_only(positions, asked)).ok
        bad = np.concatenate([[0], np.cumsum(is_bad)])
        off, on, starts = silences.off[closed], silences.on[closed], positions.starts
        mover = positions.mover[off]
        low, high = np.maximum(off + 1 - EDGE_FIXES, starts[mover]), np.minimum(on + EDGE_FIXES, starts[mover + 1])
        found[closed] = (bad[high] - bad[low]) / (high - low)
    return found


def _only(positions: Positions, kept: NDArray[np.bool_]) -> Positions:
    """The fixes kept, with what judging them needs."""
    speed, course = positions.speed_kn, positions.course_deg
    return Positions(
        kind=positions.kind, names=positions.names, mover=positions.mover[kept], time=positions.time[kept],
        lat=positions.lat[kept], lon=positions.lon[kept], row=positions.row[kept],
        speed_kn=None if speed is None else speed[kept], course_deg=None if course is None else course[kept],
    )  # fmt: skip


def _speed_kmh(own: OwnTrack) -> Floats:
    """Mean speed over the hours on either side; 0 for a vessel that lay still on both."""
    before, after = np.nan_to_num(own.kn_before), np.nan_to_num(own.kn_after)
    told = np.isfinite(own.kn_before).astype(float) + np.isfinite(own.kn_after)
    mean = (before + after) / np.maximum(told, 1)
    found: Floats = np.where(np.maximum(before, after) > MOORED_KN, mean * KM_PER_NM, 0.0)
    return found


def _closed(feed: Feed, number: int) -> Gap:
    positions = feed.positions
    i, j = int(feed.silences.off[number]), int(feed.silences.on[number])
    off, on = fix_at(positions, i), fix_at(positions, j)
    facts = _facts(feed, number, off, on)
    verdict = weigh(facts)
    calls = _calls(feed, number, off, on, facts)
    name = positions.names[positions.mover[i]]
    return Gap(
        id=f"gap-{name}-{int(off.time)}",
        entity=name,
        segment=f"{name}-0",
        kind=MoverKind.VESSEL,
        off=off,
        on=on,
        duration_h=facts.hours,
        distance_km=facts.km,
        implied_speed_kn=facts.kn,
        verdict=verdict.name,
        probabilities=verdict.probabilities,
        reasons=reasons_of(facts, calls),
        alternatives=tuple(n for n, p in verdict.probabilities if n != verdict.name and p >= 0.01),
        would_change_if=(CHANGES[verdict.name],),
        candidates=tuple(Candidate(site=c.name, lat=c.lat, lon=c.lon, probability=c.probability) for c in calls),
    )


def _open(feed: Feed, number: int, end: float) -> Gap:
    """Not heard again: it may have left the area, the feed may have ended first. Judged over its next hours at most."""
    positions, own, ends = feed.positions, feed.own, feed.ends
    i = int(feed.silences.off[number])
    name, off = positions.names[positions.mover[i]], fix_at(positions, i)
    before = own.kn_before[number]
    motion = f", at {before:.1f} kn over its last hour" if np.isfinite(before) else ""
    told = f"not heard again in the {(end - off.time) / 3600:.1f} h before the feed ends{motion}"
    verdict = Verdict(name=UNDETERMINED, probabilities=((UNDETERMINED, 1.0),))
    reasons: tuple[str, ...] = ()
    if np.isfinite(ends.time[number]):
        on = Fix(time=end, lat=float(ends.lat[number]), lon=float(ends.lon[number]), row=-1)
        facts = _facts(feed, number, off, on)
        verdict, reasons = weigh(facts), reasons_of_open(facts, (ends.time[number] - off.time) / 3600)
    return Gap(
        id=f"gap-{name}-{int(off.time)}",
        entity=name,
        segment=f"{name}-0",
        kind=MoverKind.VESSEL,
        off=off,
        on=None,
        duration_h=None,
        distance_km=None,
        implied_speed_kn=None,
        verdict=verdict.name,
        probabilities=verdict.probabilities,
        reasons=(told, *reasons),
        alternatives=tuple(n for n, p in verdict.probabilities if n != verdict.name and p >= 0.01),
        would_change_if=("a longer feed, or one of the waters around, has the vessel again",),
    )


def _facts(feed: Feed, number: int, off: Fix, on: Fix) -> VesselFacts:
    """Of a silence with its end; for an open one that is reckoned, and the feed's end the time."""
    own, around = feed.own, feed.around
    is_open = bool(feed.silences.on[number] < 0)
    km = distance_km(off.lat, off.lon, on.lat, on.lon) if is_open else float(own.km[number])
    port_km, port = _nearest_port(feed.ports, off)
    is_ashore, shore_km = shore_of(feed.shore, off.lat, off.lon, SHORE_KM) if feed.shore else (False, float("nan"))
    return VesselFacts(
        is_open=is_open,
        hours=(on.time - off.time) / 3600,
        km=km,
        kn=float(own.kn[number]),
        navigable_km=navigable_km(feed.shore, (off.lat, off.lon), (on.lat, on.lon))
        if feed.shore and not is_open
        else km,
        kn_before=float(own.kn_before[number]),
        kn_after=float(own.kn_after[number]),
        fixes=tuple(own.fixes[number].tolist()),
        cadence_z=float(own.cadence_z[number]),
        similar=float(own.similar[number]),
        similar_per_h=float(own.similar_per_h[number]),
        jump_kn=float(own.jump_kn[number]),
        doubtful=float(feed.doubtful[number]),
        shore_km=shore_km,
        is_ashore=is_ashore,
        port_km=port_km,
        port=port,
        log_outage=float(around.log_outage[number]),
        known=int(around.known[number]),
        heard=int(around.heard[number]),
        silent=int(around.silent[number]),
        together=int(around.together[number]),
        heard_km=float(around.heard_km[number]),
        silent_km=float(around.silent_km[number]),
        usual_share=float(feed.usual_share[number]),
        log_unheard=float(feed.log_unheard[number]),
    )


def _nearest_port(ports: Ports | None, off: Fix) -> tuple[float, str]:
    if ports is None:
        return float("nan"), ""
    best, km = _nearest(ports.lat, ports.lon, off.lat, off.lon, PORT_KM)
    return (km, ports.names[best]) if best >= 0 else (float("nan"), "")


@numba.njit(cache=True, nogil=True)
def _nearest(lat: Floats, lon: Floats, to_lat: float, to_lon: float, most_km: float) -> tuple[int, float]:
    """The nearest of points in order of latitude, and how far it is; -1 where none lies within `most_km`."""
    best, least = -1, np.inf
    for k in range(np.searchsorted(lat, to_lat - most_km / KM_PER_DEG), len(lat)):
        if lat[k] > to_lat + most_km / KM_PER_DEG:
            break
        km = distance_km(to_lat, to_lon, lat[k], lon[k])
        if km <= most_km and km < least:
            best, least = k, km
    return best, least


def _calls(feed: Feed, number: int, off: Fix, on: Fix, facts: VesselFacts) -> tuple[Call, ...]:
    if feed.ports is None:
        return ()
    cruise = float(feed.own.cruise_kn[number])
    speed = cruise if np.isfinite(cruise) else USUAL_KN
    return reachable_ports(feed.ports, (off.lat, off.lon), (on.lat, on.lon), facts.hours, max(speed, facts.kn))


def fix_at(positions: Positions, index: int) -> Fix:
    """One end of a gap."""
    return Fix(
        time=float(positions.time[index]),
        lat=float(positions.lat[index]),
        lon=float(positions.lon[index]),
        row=int(positions.row[index]),
    )
