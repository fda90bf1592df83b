"""Which other aircraft should have been heard while one was silent, at a height that tells something.

An aircraft that flies on through a hole in reception reappears where its speed puts it: so it is known where it was, and
that it was silent. One that ends, or begins, in level flight is known for some minutes beyond its last (first) fix, as
long as that is where others are heard. A peer higher up that is heard, or lower down that is silent, says nothing.
"""

from __future__ import annotations

import attrs
import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.aircraft_reception import Heard, is_inside
from trigpoint.evidence.tracks.aircraft_state import HIGHEST_FT
from trigpoint.evidence.tracks.motion import distance_km, distances_km
from trigpoint.model.positions import Positions

Floats = NDArray[np.float64]

REACH_KM = 300.0
LEAST_SLACK_S = 60.0  # heard this near in time is heard
CADENCES = 3.0
USUAL_S = 300.0  # longer intervals are silences, not cadence
BEYOND_S = 480.0  # an end in level flight is followed this long
LEVEL_FPM, LEVEL_FT = 600.0, 8000.0
FLEW_ON = 0.2  # implied speed agrees with the speeds at both ends to this share
LOWER_FT, HIGHER_FT = 2500.0, 2500.0
PRIOR_SHARE, PRIOR_S = 0.95, 1200.0

RADII_KM = (40.0, 70.0, 100.0, 140.0, 190.0, 260.0, 400.0)
TIGHT = (1.02, 1.12, 1.25)
BEARINGS, OFFSETS = 12, (0.0, 0.45, 0.8)  # of the radius: where the centre may lie
SPARED = (0.02, 0.15)  # share of aircraft in an outage that another antenna hears
OWN_TROUBLE = 0.08  # share of aircraft silent for reasons of their own
LEAK = 0.03
TOGETHER_S, TOGETHER_KM = 60.0, (60.0, 120.0, 200.0)
LOST_IF_OUTAGE, LOST_ANYHOW = 0.6, 0.03  # share of the aircraft near that break off within the same minute
LOOKS = 3.0  # independent looks one peer gives at most
RARELY, ALWAYS = 0.05, 0.97  # no aircraft is heard never, or always


@attrs.frozen(kw_only=True, eq=False)
class Traffic:
    """Every aircraft of a feed with how often it is heard."""

    positions: Positions
    altitude_ft: Floats
    speed_kn: Floats
    course_deg: Floats
    climb_fpm: Floats
    interval_s: Floats  # per mover
    heard: Floats  # share of its span in which it is heard, per mover
    box: Floats  # per mover: south, north, west, east


@attrs.frozen(kw_only=True, eq=False)
class Peers:
    """Peers of one silence; arrays of shape (peer, bin). East and north from the middle of the silent path."""

    mover: NDArray[np.int32]
    state: NDArray[np.int8]  # 1 heard, 0 silent, -1 not near, not known or not telling
    east_km: Floats
    north_km: Floats
    own_east_km: Floats
    own_north_km: Floats

    @property
    def known(self) -> int:
        """Peers that tell anything."""
        return int((self.state >= 0).any(axis=1).sum())

    @property
    def mostly_heard(self) -> int:
        """Peers heard in at least half of the bins in which they tell something."""
        heard, silent = (self.state == 1).sum(axis=1), (self.state == 0).sum(axis=1)
        return int(((heard >= silent) & (heard > 0)).sum())


@attrs.frozen(kw_only=True, eq=False)
class Path:
    """Where the silent aircraft is looked for: times and places of the bins."""

    time: Floats
    lat: Floats
    lon: Floats
    altitude_ft: Floats


def traffic_of(positions: Positions) -> Traffic:
    """What is needed of every aircraft, once a feed."""
    n = len(positions)
    columns = [
        np.full(n, np.nan) if values is None else values.astype(np.float64)
        for values in (positions.altitude_ft, positions.speed_kn, positions.course_deg, positions.climb_fpm)
    ]
    altitude = np.where((columns[0] > HIGHEST_FT) | (columns[0] < -2000), np.nan, columns[0])
    interval, heard, box = _habits(positions.time, positions.lat, positions.lon, positions.starts)
    return Traffic(
        positions=positions, altitude_ft=altitude, speed_kn=columns[1], course_deg=columns[2], climb_fpm=columns[3],
        interval_s=interval, heard=heard, box=box,
    )  # fmt: skip


@numba.njit(cache=True, nogil=True)
def _habits(time: Floats, lat: Floats, lon: Floats, starts: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
    movers = len(starts) - 1
    interval, heard, box = np.full(movers, LEAST_SLACK_S), np.full(movers, PRIOR_SHARE), np.zeros((movers, 4))
    for k in range(movers):
        i, j = starts[k], starts[k + 1]
        if i == j:
            continue
        box[k] = (lat[i:j].min(), lat[i:j].max(), lon[i:j].min(), lon[i:j].max())
        steps = np.diff(time[i:j])
        usual = steps[steps <= USUAL_S]
        if not len(usual):
            continue
        interval[k] = np.median(usual)
        slack = 2 * max(CADENCES * interval[k], LEAST_SLACK_S)
        lost, span = 0.0, 0.0
        for s in steps:
            if s > 3600:  # another flight, not a share of this one
                continue
            span += s
            lost += max(0.0, s - slack)
        heard[k] = (span - lost + PRIOR_SHARE * PRIOR_S) / (span + PRIOR_S)
    return interval, heard, box


def peers_along(traffic: Traffic, heard: Heard, own: int, path: Path) -> Peers:
    """The peers of a silence of mover `own` along a path."""
    p = traffic.positions
    middle = float(path.lat.mean()), float(path.lon.mean())
    mover, state, lat, lon, altitude = _along(
        p.time, p.lat, p.lon, traffic.altitude_ft, traffic.speed_kn, traffic.course_deg, traffic.climb_fpm, p.starts,
        traffic.interval_s, traffic.box, own, path.time, path.lat, path.lon, REACH_KM,
    )  # fmt: skip
    height = np.broadcast_to(path.altitude_ft, altitude.shape)
    with np.errstate(invalid="ignore"):
        state[(state == 1) & (altitude > height + HIGHER_FT)] = -1
        state[((state == 0) | (state == 2)) & (altitude < height - LOWER_FT)] = -1
    r, b = np.nonzero((state == 0) | (state == 2))  # silent: that tells only where others are heard all around
    if len(r):
        known = is_inside(heard, lat[r, b], lon[r, b], altitude[r, b], but=mover[r])
        state[r, b] = np.where(known, 0, -1)
    kept = (state >= 0).any(axis=1)
    km_north = 111.195
    km_east = km_north * max(np.cos(np.radians(middle[0])), 0.05)
    return Peers(
        mover=mover[kept],
        state=state[kept],
        east_km=(lon[kept] - middle[1]) * km_east,
        north_km=(lat[kept] - middle[0]) * km_north,
        own_east_km=(path.lon - middle[1]) * km_east,
        own_north_km=(path.lat - middle[0]) * km_north,
    )


@numba.njit(cache=True, nogil=True)
def _along(  # one kernel over flat arrays
    time: Floats, lat: Floats, lon: Floats, altitude: Floats, speed: Floats, course: Floats, climb: Floats,
    starts: NDArray[np.int64], interval: Floats, box: Floats, own: int, at: Floats, own_lat: Floats, own_lon: Floats,
    reach: float,
) -> tuple[NDArray[np.int32], NDArray[np.int8], Floats, Floats, Floats]:  # fmt: skip
    bins, movers = len(at), len(starts) - 1
    high = reach / 111.195
    wide = high / max(np.cos(np.radians(own_lat[0])), 0.05)
    margin = high + 1.0
    south, north = own_lat.min() - margin, own_lat.max() + margin
    west, east = own_lon.min() - wide - 1.5, own_lon.max() + wide + 1.5
    chosen = [np.int64(0)]
    for m in range(movers):
        i0, i1 = starts[m], starts[m + 1]
        if m == own or i0 == i1 or time[i1 - 1] + BEYOND_S < at[0] or time[i0] - BEYOND_S > at[bins - 1]:
            continue
        if box[m, 0] <= north and box[m, 1] >= south and box[m, 2] <= east and box[m, 3] >= west:
            chosen.append(np.int64(m))
    n = len(chosen) - 1
    state = np.full((n, bins), np.int8(-1))
    lats, lons, heights = np.zeros((n, bins)), np.zeros((n, bins)), np.full((n, bins), np.nan)
    found = np.empty(n, np.int32)
    for p in range(n):
        c = chosen[p + 1]
        found[p] = c
        i0, i1 = starts[c], starts[c + 1]
        slack = max(CADENCES * interval[c], LEAST_SLACK_S)
        for b in range(bins):
            j = i0 + np.searchsorted(time[i0:i1], at[b])
            before = at[b] - time[j - 1] if j > i0 else np.inf
            after = time[j] - at[b] if j < i1 else np.inf
            kind = -1
            if min(before, after) <= slack:
                k = j - 1 if before <= after else j
                kind, y, x, h = 1, lat[k], lon[k], altitude[k]
            elif j > i0 and j < i1 and _flew_on(time, lat, lon, speed, altitude, j):
                share = before / (before + after)
                y = lat[j - 1] + (lat[j] - lat[j - 1]) * share
                x = lon[j - 1] + (lon[j] - lon[j - 1]) * share
                kind, h = 0, min(altitude[j - 1], altitude[j])
            elif before <= after and before <= BEYOND_S and _is_level(altitude[j - 1], climb[j - 1], speed[j - 1]):
                y, x = _beyond(lat[j - 1], lon[j - 1], speed[j - 1], course[j - 1], before)
                kind, h = 2, altitude[j - 1]
            elif after < before and after <= BEYOND_S and _is_level(altitude[j], climb[j], speed[j]):
                y, x = _beyond(lat[j], lon[j], speed[j], course[j], -after)
                kind, h = 2, altitude[j]
            if kind < 0 or np.isnan(y) or distance_km(y, x, own_lat[b], own_lon[b]) > reach:
                continue
            state[p, b], lats[p, b], lons[p, b], heights[p, b] = kind, y, x, h
    return found, state, lats, lons, heights


@numba.njit(cache=True, nogil=True)
def _flew_on(time: Floats, lat: Floats, lon: Floats, speed: Floats, altitude: Floats, j: int) -> bool:
    """Whether the fixes before and at j are joined by a flight straight on at the speeds broadcast."""
    hours = (time[j] - time[j - 1]) / 3600
    usual = (speed[j - 1] + speed[j]) / 2
    if hours > 2.0 or np.isnan(usual) or usual < 150 or min(altitude[j - 1], altitude[j]) < LEVEL_FT:
        return False
    implied = distance_km(lat[j - 1], lon[j - 1], lat[j], lon[j]) / 1.852 / hours
    return bool(abs(implied - usual) <= FLEW_ON * usual)


@numba.njit(cache=True, nogil=True)
def _is_level(altitude: float, climb: float, speed: float) -> bool:
    return altitude >= LEVEL_FT and speed >= 150 and not abs(climb) > LEVEL_FPM


@numba.njit(cache=True, nogil=True)
def _beyond(lat: float, lon: float, speed: float, course: float, seconds: float) -> tuple[float, float]:
    km = speed * 1.852 * seconds / 3600
    y = lat + km * np.cos(np.radians(course)) / 111.195
    return y, lon + km * np.sin(np.radians(course)) / (111.195 * max(np.cos(np.radians(lat)), 0.05))


def outage_log_ratio(peers: Peers, usual: Floats) -> float:
    """Log likelihood ratio of an outage of any radius and centre around the path over reception as usual.

    `usual` is the share of time each peer is heard, (peer,). Bins of one peer hang together: tempered to a few looks.
    """
    known = peers.state >= 0
    looks = known.sum(axis=1)
    if not looks.any():
        return 0.0
    share = np.clip(usual, RARELY, ALWAYS)[:, None]
    weight = np.minimum(1.0, LOOKS / np.maximum(looks, 1))[:, None]
    is_heard = peers.state == 1
    outside = weight * np.where(known, np.where(is_heard, np.log(share), np.log1p(-share)), 0.0)
    inside = weight * np.where(known, np.where(is_heard, np.log(LEAK), np.log1p(-LEAK)), 0.0)
    alone = np.logaddexp(np.log1p(-OWN_TROUBLE) + outside.sum(axis=1), np.log(OWN_TROUBLE) + inside.sum(axis=1))
    ratios = _disc_ratios(
        outside, inside, alone, peers.east_km, peers.north_km, peers.own_east_km, peers.own_north_km,
        _radii_km(peers), np.array(OFFSETS), np.array(SPARED),
    )  # fmt: skip
    return float(np.logaddexp.reduce(ratios) - np.log(len(ratios))) if len(ratios) else 0.0


def _radii_km(peers: Peers) -> Floats:
    """The usual radii, and the smallest that hold the whole silent path: its ends lie at the edge of an outage."""
    half = float(np.hypot(peers.own_east_km, peers.own_north_km).max())
    return np.array(sorted({*RADII_KM, *(share * half for share in TIGHT if share * half > RADII_KM[0])}))


@numba.njit(cache=True, nogil=True)
def _disc_ratios(  # one kernel over flat arrays
    outside: Floats, inside: Floats, alone: Floats, east: Floats, north: Floats, own_east: Floats, own_north: Floats,
    radii: Floats, offsets: Floats, spared: Floats,
) -> Floats:  # fmt: skip
    """Log ratios of every disc that holds the whole silent path, for each share of aircraft spared by it."""
    peers, bins = outside.shape
    found = [0.0]
    for radius in radii:
        for offset in offsets:
            for k in range(BEARINGS if offset > 0 else 1):
                x = radius * offset * np.sin(2 * np.pi * k / BEARINGS)
                y = radius * offset * np.cos(2 * np.pi * k / BEARINGS)
                if np.hypot(own_east - x, own_north - y).max() > radius:
                    continue
                totals = np.zeros(len(spared))
                for p in range(peers):
                    hit, is_hit = 0.0, False
                    for b in range(bins):
                        if (east[p, b] - x) ** 2 + (north[p, b] - y) ** 2 <= radius * radius:
                            hit += inside[p, b]
                            is_hit = True
                        else:
                            hit += outside[p, b]
                    if is_hit:
                        for s in range(len(spared)):
                            totals[s] += np.logaddexp(np.log1p(-spared[s]) + hit - alone[p], np.log(spared[s]))
                found.extend(totals)
    return np.array(found[1:])


@attrs.frozen(kw_only=True, eq=False)
class Losses:
    """When and where tracks of a feed broke off: last fixes before a silence or an end, in time order."""

    time: Floats
    mover: NDArray[np.int32]
    lat: Floats
    lon: Floats
    altitude_ft: Floats  # NaN = not told


def losses_of(traffic: Traffic, silent_after: NDArray[np.int64]) -> Losses:
    """The table, from the fixes after which nothing came for long."""
    positions = traffic.positions
    order = silent_after[np.argsort(positions.time[silent_after], kind="stable")]
    return Losses(
        time=positions.time[order],
        mover=positions.mover[order],
        lat=positions.lat[order],
        lon=positions.lon[order],
        altitude_ft=traffic.altitude_ft[order],
    )


def together_log_ratio(traffic: Traffic, losses: Losses, index: int, altitude_ft: float) -> float:
    """Log likelihood ratio of an outage at the moment of a loss, from how many others near by were lost with it.

    Those lost much lower do not count: low down some are always lost.
    """
    p = traffic.positions
    own, time, lat, lon = p.mover[index], p.time[index], p.lat[index], p.lon[index]
    a, b = np.searchsorted(losses.time, (time - TOGETHER_S, time + TOGETHER_S))
    is_lower = losses.altitude_ft[a:b] < altitude_ft - LOWER_FT
    lost = np.arange(a, b)[(losses.mover[a:b] != own) & ~is_lower]
    lost_km = distances_km(lat, lon, losses.lat[lost], losses.lon[lost])
    active_km = _active(p.time, p.lat, p.lon, p.starts, traffic.box, own, time, lat, lon, TOGETHER_S)
    if_gone = np.log(LOST_IF_OUTAGE / LOST_ANYHOW)
    if_heard = np.log((1 - LOST_IF_OUTAGE) / (1 - LOST_ANYHOW))
    ratios = []
    for radius in TOGETHER_KM:
        near = int((active_km <= radius).sum())
        gone = min(int((lost_km <= radius).sum()), near)
        ratios.append(gone * if_gone + (near - gone) * if_heard)
    return float(np.logaddexp.reduce(np.array(ratios)) - np.log(len(TOGETHER_KM)))


@numba.njit(cache=True, nogil=True)
def _active(
    times: Floats, lats: Floats, lons: Floats, starts: NDArray[np.int64], box: Floats,
    own: int, time: float, lat: float, lon: float, within_s: float,
) -> Floats:  # fmt: skip
    """Distances (km) of the other movers heard just before a moment."""
    margin = 3.0 / max(np.cos(np.radians(lat)), 0.05)
    found = [0.0]
    for m in range(len(starts) - 1):
        if (
            m == own
            or box[m, 0] > lat + 3
            or box[m, 1] < lat - 3
            or box[m, 2] > lon + margin
            or box[m, 3] < lon - margin
        ):
            continue
        i0, i1 = starts[m], starts[m + 1]
        j = i0 + np.searchsorted(times[i0:i1], time + within_s) - 1
        if j >= i0 and time - times[j] <= 2 * within_s:
            found.append(distance_km(lats[j], lons[j], lat, lon))
    return np.array(found[1:])
