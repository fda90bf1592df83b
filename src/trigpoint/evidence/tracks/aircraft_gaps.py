"""Why an aircraft was not heard: the record of each silence, from everybody in the feed and the airfields around."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.aircraft_feed import LEAST_KN, AirFeed, air_feed, landing_fields
from trigpoint.evidence.tracks.aircraft_peers import (
    Path,
    outage_log_ratio,
    peers_along,
    together_log_ratio,
)
from trigpoint.evidence.tracks.aircraft_reception import Floor, floor_at, is_covered
from trigpoint.evidence.tracks.aircraft_signal import broadcast_only, signal_around
from trigpoint.evidence.tracks.aircraft_state import State, ahead, state_at
from trigpoint.evidence.tracks.aircraft_weigh import WITHHELD, Evidence, verdict_of, weigh
from trigpoint.evidence.tracks.aircraft_words import reasons_for, told_withheld, would_change
from trigpoint.evidence.tracks.gap_record import Candidate, Fix, Gap
from trigpoint.evidence.tracks.motion import KM_PER_NM, along, distances_km
from trigpoint.model.positions import Mover, MoverKind, Positions
from trigpoint.places.airfields import Airfields, gathered

BINS = 12
PAD = 0.08  # of the silence left out at both ends
WINDOW_S = 2700.0  # reception is looked at for this long where the path is not known
LOSS_S = 600.0  # an outage of this long explains a loss, whatever came then
ON_COURSE_S = 240.0  # and the aircraft is followed on its course this long
STRAIGHT_SLACK = 0.25  # of the direct flight: less left over and the path is taken as straight
LEAST_SLACK_MIN = 6.0
PAUSES_S = 900.0
AHEAD_S = np.arange(30.0, 930.0, 60.0)
LEFT_SHARE = 0.34  # less than this covered from there on: it has left
DESCENT_STEPS = 8
CANDIDATES = 5
LEAST_SHARE = 0.01
LEAST_WITHHELD = 3  # derived fixes within a silence of broadcasts


def explain_aircraft(
    positions: Positions, airfields: Airfields | None = None, movers: Mapping[str, Mover] | None = None
) -> Iterator[Gap]:
    """Every silence of the aircraft of a feed, with its class, probabilities and reasons."""
    withheld = _withheld(positions)
    found = explain_feed(air_feed(positions, airfields or gathered(()), movers or {}))
    found += [_not_broadcast(positions, i, j, count) for i, j, count in withheld]
    yield from sorted(found, key=lambda gap: (gap.entity, gap.off.time))


def explain_feed(feed: AirFeed) -> list[Gap]:
    """A gap per silence of the feed, in the order of its silences."""
    ends = zip(feed.silences.off.tolist(), feed.silences.on.tolist(), strict=True)
    return [_explained(feed, i, j) for i, j in ends]


def _explained(feed: AirFeed, i: int, j: int) -> Gap:
    positions = feed.positions
    off = state_at(positions, i, is_end=True)
    on = state_at(positions, j, is_end=False) if j >= 0 else None
    evidence, shares = _evidence(feed, i, j, off, on)
    probabilities = weigh(evidence)
    verdict = verdict_of(evidence, probabilities)
    candidates = _candidates(feed.airfields, shares)
    ranked = sorted(probabilities.items(), key=lambda item: -item[1])
    return _gap(
        positions,
        i,
        j,
        verdict=verdict,
        probabilities=tuple(ranked),
        reasons=reasons_for(evidence, verdict, candidates),
        alternatives=tuple(name for name, p in ranked if name != verdict and p >= 0.05),
        would_change_if=would_change(verdict),
        candidates=candidates,
    )


def _evidence(feed: AirFeed, i: int, j: int, off: State, on: State | None) -> tuple[Evidence, dict[int, float]]:
    """The evidence, and the share of each airfield if it landed."""
    positions, own = feed.positions, int(feed.positions.mover[i])
    gap_s = (on.time if on else feed.end) - off.time
    km = float(distances_km(off.lat, off.lon, on.lat, on.lon)) if on else 0.0
    speeds = [s for s in (off.speed_kn, on.speed_kn if on else np.nan) if np.isfinite(s)]
    own_kn = max([LEAST_KN, *speeds])
    paths = _paths(off, on, gap_s, km, own_kn)
    peers = [peers_along(feed.traffic, feed.heard, own, path) for path in paths]
    ratios = [outage_log_ratio(p, feed.traffic.heard[p.mover]) for p in peers]
    first = peers[0] if len(paths) == 1 and on else peers_along(feed.traffic, feed.heard, own, _at_loss(off, gap_s))
    shares, field_ratio, back = landing_fields(feed, i, j)
    best = max(shares, key=lambda k: shares[k]) if shares else None
    floor = floor_at(feed.heard, feed.ends, off.lat, off.lon, but=(i, j))
    evidence = Evidence(
        off=off,
        on=on,
        gap_min=gap_s / 60,
        direct_km=km,
        own_kn=own_kn,
        # the loss is what is to be explained: what was heard around the reappearance only bears on it
        peers_log_ratio=ratios[0] + (float(np.clip(ratios[1], -1.5, 1.5)) if len(ratios) > 1 else 0.0),
        loss_log_ratio=max(
            outage_log_ratio(first, feed.traffic.heard[first.mover]),
            together_log_ratio(feed.traffic, feed.losses, i, off.altitude_ft),
        ),
        peers_known=peers[0].known,
        peers_heard=peers[0].mostly_heard,
        ahead_min=_covered_ahead(feed, off, own),
        floor=floor,
        pause_min=_pause_min(positions, i),
        covered_min=0.0 if best is None else _covered_minutes(feed, off, best, floor, (i, j)),
        field_log_ratio=field_ratio,
        back_density=back,
        signal=signal_around(positions, feed.signals, i, j),
        is_blocked=positions.names[own] in feed.blocked,
    )
    return evidence, shares


def _pause_min(positions: Positions, i: int) -> float:
    """Minutes of the longer pauses (95th percentile of time) in the quarter of an hour before a fix."""
    low = int(positions.starts[positions.mover[i]])
    times = positions.time[low : i + 1]
    steps = np.diff(times[times >= times[-1] - PAUSES_S])
    if not len(steps):
        return 0.0
    steps = np.sort(steps)
    return float(steps[np.searchsorted(np.cumsum(steps), 0.9 * steps.sum())] / 60)


def _paths(off: State, on: State | None, gap_s: float, km: float, own_kn: float) -> list[Path]:
    """Where to look for peers: along the straight way where it explains the time, else around both ends."""
    share = PAD + (1 - 2 * PAD) * (np.arange(BINS) + 0.5) / BINS
    direct_s = km / KM_PER_NM / own_kn * 3600
    if on and gap_s - direct_s <= max(60 * LEAST_SLACK_MIN, STRAIGHT_SLACK * direct_s):
        lat, lon = along(off.lat, off.lon, on.lat, on.lon, share)
        height = np.full(BINS, np.nanmean([off.altitude_ft, on.altitude_ft]) if _both(off, on) else np.nan)
        return [Path(time=off.time + share * gap_s, lat=lat, lon=lon, altitude_ft=height)]
    window = min(gap_s, WINDOW_S)
    found = [_around(off, off.time + share * window, 1.0)]
    if on:
        found.append(_around(on, on.time - share[::-1] * window, -1.0))
    return found


def _at_loss(off: State, gap_s: float) -> Path:
    """The first minutes after the loss."""
    share = PAD + (1 - 2 * PAD) * (np.arange(BINS) + 0.5) / BINS
    return _around(off, off.time + share * min(gap_s, LOSS_S), 1.0)


def _both(off: State, on: State) -> bool:
    return bool(np.isfinite(off.altitude_ft) and np.isfinite(on.altitude_ft))


def _around(state: State, time: NDArray[np.float64], sign: float) -> Path:
    """The surroundings of an end: followed on its course for some minutes, then left there."""
    km = np.zeros(len(time))
    if np.isfinite(state.course_deg) and np.isfinite(state.speed_kn):
        followed = np.minimum(np.abs(time - state.time), ON_COURSE_S)
        km = sign * state.speed_kn * KM_PER_NM * followed / 3600
    lat, lon = ahead(state.lat, state.lon, state.course_deg if np.isfinite(state.course_deg) else 0.0, km)
    return Path(time=time, lat=lat, lon=lon, altitude_ft=np.full(len(time), state.altitude_ft))


def _covered_ahead(feed: AirFeed, off: State, own: int) -> float:
    """Minutes straight on, at its height, until it leaves what the feed hears; NaN = its course or height is unknown."""
    if not (np.isfinite(off.course_deg) and np.isfinite(off.speed_kn) and np.isfinite(off.altitude_ft)):
        return float("nan")
    lat, lon = ahead(off.lat, off.lon, off.course_deg, off.speed_kn * KM_PER_NM * AHEAD_S / 3600)
    covered = is_covered(feed.heard, lat, lon, off.altitude_ft, but=own)
    left = np.cumsum(covered[::-1])[::-1] / np.arange(len(covered), 0, -1)  # share covered from here on
    gone = np.flatnonzero(left < LEFT_SHARE)
    return float(AHEAD_S[gone[0]] - AHEAD_S[0]) / 60 if len(gone) else float(AHEAD_S[-1]) / 60


def _covered_minutes(feed: AirFeed, off: State, field: int, floor: Floor, but: tuple[int, int]) -> float:
    """Minutes the descent to a field would have been heard, as far as the floor along it is known."""
    if not np.isfinite(off.altitude_ft) or off.is_on_ground:
        return 0.0
    to = float(feed.airfields.lat[field]), float(feed.airfields.lon[field])
    down = max(off.altitude_ft - float(feed.airfields.elevation_ft[field]), 0.0)
    km = max(float(distances_km(off.lat, off.lon, *to)), down / 350.0)
    speed = 0.75 * max(off.speed_kn if np.isfinite(off.speed_kn) else LEAST_KN, LEAST_KN)
    minutes = km / KM_PER_NM / speed * 60
    share = (np.arange(DESCENT_STEPS) + 0.5) / DESCENT_STEPS
    lat, lon = along(off.lat, off.lon, *to, share)
    total = 0.0
    for k in range(DESCENT_STEPS):
        here = floor if floor.others else floor_at(feed.heard, feed.ends, float(lat[k]), float(lon[k]), but=but)
        if np.isfinite(here.height_ft):
            height = max(off.altitude_ft - down * share[k], 50.0)
            above = 1 / (1 + np.exp(-1.7 * np.log(height / here.height_ft) / here.spread))
            total += minutes / DESCENT_STEPS * above
    return float(total)


def _candidates(fields: Airfields, shares: dict[int, float]) -> tuple[Candidate, ...]:
    best = sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:CANDIDATES]
    return tuple(
        Candidate(
            site=fields.fields[k].code, lat=fields.fields[k].lat, lon=fields.fields[k].lon, probability=min(share, 1.0)
        )
        for k, share in best
        if share >= LEAST_SHARE
    )


def _withheld(positions: Positions) -> list[tuple[int, int, int]]:
    """Silences of broadcasts during which the transponder was located by others: (fix before, fix after, fixes within)."""
    kept = broadcast_only(positions)
    if kept is None or not len(kept):
        return []
    mover, time = positions.mover[kept], positions.time[kept]
    quiet = np.flatnonzero((mover[1:] == mover[:-1]) & (np.diff(time) >= 600.0))
    pairs = [(int(kept[q]), int(kept[q + 1])) for q in quiet]
    return [(i, j, j - i - 1) for i, j in pairs if j - i - 1 >= LEAST_WITHHELD]


def _not_broadcast(positions: Positions, i: int, j: int, count: int) -> Gap:
    return _gap(
        positions,
        i,
        j,
        verdict=WITHHELD,
        probabilities=((WITHHELD, 0.95), ("undetermined", 0.05)),
        reasons=told_withheld(count, (positions.time[j] - positions.time[i]) / 60),
        alternatives=(),
        would_change_if=("the provider marked the source of these fixes wrongly",),
        candidates=(),
    )


def _gap(
    positions: Positions,
    i: int,
    j: int,
    *,
    verdict: str,
    probabilities: tuple[tuple[str, float], ...],
    reasons: tuple[str, ...],
    alternatives: tuple[str, ...],
    would_change_if: tuple[str, ...],
    candidates: tuple[Candidate, ...],
) -> Gap:
    name = positions.names[positions.mover[i]]
    off, on = _fix(positions, i), _fix(positions, j) if j >= 0 else None
    hours = (on.time - off.time) / 3600 if on else None
    km = float(distances_km(off.lat, off.lon, on.lat, on.lon)) if on else None
    return Gap(
        id=f"gap-{name}-{int(off.time)}" + ("-withheld" if verdict == WITHHELD else ""),
        entity=name,
        segment=f"{name}-0",
        kind=MoverKind.AIRCRAFT,
        off=off,
        on=on,
        duration_h=hours,
        distance_km=km,
        implied_speed_kn=km / KM_PER_NM / hours if km is not None and hours else None,
        verdict=verdict,
        probabilities=probabilities,
        reasons=reasons,
        alternatives=alternatives,
        would_change_if=would_change_if,
        candidates=candidates,
    )


def _fix(positions: Positions, index: int) -> Fix:
    return Fix(
        time=float(positions.time[index]),
        lat=float(positions.lat[index]),
        lon=float(positions.lon[index]),
        row=int(positions.row[index]),
    )
