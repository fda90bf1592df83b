"""Legs of aircraft from airfield to airfield: between landings that were seen, and those that silences speak for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.aircraft_feed import AirFeed, air_feed, field_of_end
from trigpoint.evidence.tracks.aircraft_gaps import explain_feed
from trigpoint.evidence.tracks.aircraft_state import GROUND_FT, GROUND_KN, fastest_kn, state_at
from trigpoint.evidence.tracks.aircraft_weigh import LANDED
from trigpoint.evidence.tracks.gap_record import Gap
from trigpoint.evidence.tracks.motion import distances_km
from trigpoint.model.positions import Mover, Positions
from trigpoint.places.airfields import Airfields

FIELD_KM = 6.0  # an aircraft on the ground this near to a field is at it
LEAST_GROUND = 3  # fixes on the ground that make a landing
LEAST_FLIGHT_S = 300.0  # what is in the air for less has not left
LOW_FT = 12_000.0  # first (last) heard lower than this, it came from (went to) a field near by
LEAST_SHARE = 0.3  # a field less likely than this is not named


@attrs.frozen(kw_only=True)
class LegEnd:
    """Where a leg began or ended."""

    site: str  # code of the airfield; "" = not known
    probability: float  # 1 = seen on the ground there
    basis: str  # how it is known, in words
    time: float  # s since 1970: last heard at the origin, first at the destination; in the air where it was not seen


@attrs.frozen(kw_only=True)
class Leg:
    """One flight of one aircraft."""

    entity: str
    origin: LegEnd
    destination: LegEnd
    fixes: int
    track_km: float  # along the fixes
    longest_silence_s: float

    @property
    def hours(self) -> float:
        """Time between both ends, as far as heard."""
        return (self.destination.time - self.origin.time) / 3600


@attrs.frozen(kw_only=True)
class _Stop:
    """A stay on the ground: last fix of the flight before, first of the one after, and where."""

    before: int
    after: int
    site: str
    probability: float
    basis: str


def find_legs(positions: Positions, airfields: Airfields, movers: Mapping[str, Mover] | None = None) -> Iterator[Leg]:
    """Legs of every aircraft, by mover and time."""
    feed = air_feed(positions, airfields, movers or {})
    silent: dict[int, list[tuple[int, int, Gap]]] = {}
    pairs = zip(feed.silences.off.tolist(), feed.silences.on.tolist(), explain_feed(feed), strict=True)
    for i, j, gap in pairs:
        silent.setdefault(int(positions.mover[i]), []).append((i, j, gap))
    for k in range(len(positions.names)):
        low, high = int(positions.starts[k]), int(positions.starts[k + 1])
        if high > low:
            yield from _legs_of(feed, low, high, silent.get(k, []))


def _legs_of(feed: AirFeed, low: int, high: int, silent: Sequence[tuple[int, int, Gap]]) -> Iterator[Leg]:
    stops = _merged(sorted([*_seen(feed, low, high), *_unseen(silent)], key=lambda stop: stop.before))
    first = low
    origin = None
    for stop in stops:
        if stop.before > first:
            yield from _leg(feed, first, stop.before, origin, stop)
        first, origin = stop.after, stop
    if 0 <= first < high - 1:
        opened = next((gap for i, j, gap in silent if j < 0 and gap.verdict == LANDED), None)
        yield from _leg(feed, first, high - 1, origin, _landed(high - 1, -1, opened) if opened else None)


def _seen(feed: AirFeed, low: int, high: int) -> Iterator[_Stop]:
    """Stays on the ground that were heard, at an airfield."""
    positions = feed.positions
    ground = on_ground(positions, low, high)
    edges = np.flatnonzero(np.diff(np.r_[0, ground.astype(np.int8), 0]))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if end - start < LEAST_GROUND:
            continue
        lat, lon = (
            float(positions.lat[low + start : low + end].mean()),
            float(positions.lon[low + start : low + end].mean()),
        )
        near = feed.airfields.near(lat, lon, FIELD_KM)
        if len(near):
            km = distances_km(lat, lon, feed.airfields.lat[near], feed.airfields.lon[near])
            nearest = int(near[np.argmin(km - np.log(feed.airfields.weight[near]))])  # a strip beside a hub is the hub
            site = feed.airfields.fields[nearest].code
            yield _Stop(
                before=low + start, after=low + end - 1, site=site, probability=1.0, basis="heard on the ground"
            )


def on_ground(positions: Positions, low: int, high: int) -> NDArray[np.bool_]:
    """Which fixes of [low, high), all of one mover, are on the ground: it says so, or it is low and slow for what flies."""
    said = np.zeros(high - low, bool) if positions.on_ground is None else positions.on_ground[low:high] == 1
    if positions.speed_kn is None or not fastest_kn(positions, int(positions.mover[low])) > 2 * GROUND_KN:
        return said
    slow = positions.speed_kn[low:high] < GROUND_KN
    if positions.altitude_ft is not None:
        slow &= positions.altitude_ft[low:high] < GROUND_FT
    found: NDArray[np.bool_] = said | slow
    return found


def _unseen(silent: Sequence[tuple[int, int, Gap]]) -> Iterator[_Stop]:
    """Stays that silences speak for."""
    for i, j, gap in silent:
        if j >= 0 and gap.verdict == LANDED:
            yield _landed(i, j, gap)


def _landed(i: int, j: int, gap: Gap) -> _Stop:
    share = dict(gap.probabilities)[LANDED]
    best = gap.candidates[0] if gap.candidates and gap.candidates[0].probability >= LEAST_SHARE else None
    basis = "lost and found as if it had landed" if j >= 0 else "lost as if it landed"
    if best is None:
        return _Stop(before=i, after=j, site="", probability=share, basis=basis)
    return _Stop(before=i, after=j, site=best.site, probability=share * best.probability, basis=basis)


def _merged(stops: Sequence[_Stop]) -> list[_Stop]:
    """Stays that touch are one: what was seen tells where."""
    found: list[_Stop] = []
    for stop in stops:
        if found and stop.before <= found[-1].after:
            best = max(found[-1], stop, key=lambda one: one.probability)
            found[-1] = attrs.evolve(best, before=found[-1].before, after=max(found[-1].after, stop.after))
        else:
            found.append(stop)
    return found


def _leg(feed: AirFeed, first: int, last: int, origin: _Stop | None, destination: _Stop | None) -> Iterator[Leg]:
    positions = feed.positions
    time = positions.time[first : last + 1]
    if time[-1] - time[0] < LEAST_FLIGHT_S:
        return
    lat, lon = positions.lat[first : last + 1], positions.lon[first : last + 1]
    yield Leg(
        entity=positions.names[int(positions.mover[first])],
        origin=_end(feed, first, origin, is_arrival=False),
        destination=_end(feed, last, destination, is_arrival=True),
        fixes=last - first + 1,
        track_km=float(distances_km(lat[:-1], lon[:-1], lat[1:], lon[1:]).sum()),
        longest_silence_s=float(np.diff(time).max()),
    )


def _end(feed: AirFeed, fix: int, stop: _Stop | None, *, is_arrival: bool) -> LegEnd:
    time = float(feed.positions.time[fix])
    if stop is not None:
        return LegEnd(site=stop.site, probability=stop.probability, basis=stop.basis, time=time)
    state = state_at(feed.positions, fix, is_end=is_arrival)
    how = "last heard" if is_arrival else "first heard"
    rate = -state.climb_fpm if is_arrival else state.climb_fpm
    if not (state.altitude_ft < LOW_FT and rate > 0):
        return LegEnd(site="", probability=0.0, basis=f"{how} in the air", time=time)
    best = field_of_end(feed, fix, is_arrival=is_arrival)
    if best is None or best[1] < LEAST_SHARE:
        return LegEnd(site="", probability=0.0, basis=f"{how} low in the air", time=time)
    basis = f"{how} low, {'descending' if is_arrival else 'climbing'}"
    return LegEnd(site=feed.airfields.fields[best[0]].code, probability=best[1], basis=basis, time=time)
