"""What the last joining knew, as arrays: enough to find the neighbourhood of a new claim, and to join that alone.

A new claim is compared within some days and kilometres. Events with a claim in that reach are opened, and those within reach of
them; all others stay as they are. How common values are, which names mean one source and how far sources are right is taken
over from the last whole joining: a new document hardly moves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias
from zlib import crc32

import attrs
import numpy as np

from trigpoint.fusion.chains import Habits
from trigpoint.fusion.comparators import Shares
from trigpoint.fusion.density import WINDOW, Density, density_of_points
from trigpoint.fusion.facts import FINE_DAYS, Facts
from trigpoint.fusion.probability import NOTHING_LEARNED, Accuracies

REACH_DAYS = FINE_DAYS + 3  # as far as two fine claims are compared
REACH_KM = 60.0  # beyond both radii: a ring of cells and its corners
MOST_OPENED = 4000  # claims; in a denser place only the first ring is opened
_KM_PER_DEGREE = 111.0
Floats: TypeAlias = np.ndarray[tuple[int], np.dtype[np.float64]]
Ints: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int64]]
Words: TypeAlias = np.ndarray[tuple[int], np.dtype[np.str_]]
Flags: TypeAlias = np.ndarray[tuple[int], np.dtype[np.bool_]]


@attrs.frozen(kw_only=True)
class Learned:
    """What is counted over all claims."""

    shares: Shares
    settled: Mapping[str, str]  # a source's name as written -> the name that stands for it
    habits: Habits
    accuracies: Accuracies = NOTHING_LEARNED


@attrs.frozen(kw_only=True, eq=False)
class Ground:
    """One row per claim. `first`, `last` are proleptic ordinals, half-open, 0 where no time is known; degrees, km."""

    claims: Words
    events: Words
    lat: Floats  # NaN = no point
    lon: Floats
    radius: Floats
    first: Ints
    last: Ints
    kinds: Ints  # row of `kind_sets`
    place: Ints  # checksum of the place key, 0 = none
    is_fine: Flags
    kind_sets: tuple[frozenset[str], ...]
    learned: Learned


ARRAYS = ("claims", "events", "lat", "lon", "radius", "first", "last", "kinds", "place", "is_fine")


def ground_of(
    rows: Iterable[tuple[str, str, Facts]], learned: Learned, kind_sets: Sequence[frozenset[str]] = ()
) -> Ground:
    """From (claim id, event id, facts)."""
    held = list(rows)
    facts = [f for _, _, f in held]
    row_of = {kinds: n for n, kinds in enumerate(kind_sets)}
    for f in facts:
        row_of.setdefault(f.kinds, len(row_of))
    return Ground(
        claims=np.array([c for c, _, _ in held], dtype=np.str_),
        events=np.array([e for _, e, _ in held], dtype=np.str_),
        lat=np.array([np.nan if f.lat is None else f.lat for f in facts], dtype=np.float64),
        lon=np.array([np.nan if f.lon is None else f.lon for f in facts], dtype=np.float64),
        radius=np.array([f.radius_km for f in facts], dtype=np.float64),
        first=np.array([f.first or 0 for f in facts], dtype=np.int64),
        last=np.array([f.last or 0 for f in facts], dtype=np.int64),
        kinds=np.array([row_of[f.kinds] for f in facts], dtype=np.int64),
        place=np.array([_checksum(f.place_key) for f in facts], dtype=np.int64),
        is_fine=np.array([f.is_fine for f in facts], dtype=np.bool_),
        kind_sets=tuple(row_of),
        learned=learned,
    )


@attrs.frozen(kw_only=True)
class Opened:
    """Ids of the events that new claims concern."""

    near: tuple[str, ...]  # with a claim within reach: these may change
    around: tuple[str, ...]  # within reach of those: looked at, so that nothing is joined for want of its rival

    @property
    def both(self) -> tuple[str, ...]:
        """All of them, by id."""
        return tuple(sorted({*self.near, *self.around}))


def touched(ground: Ground, new: Sequence[Facts]) -> Opened:
    """The events to open for new claims."""
    near = np.zeros(len(ground.claims), dtype=np.bool_)
    near_fine = near.copy()  # a coarse claim takes one home and bridges nothing: none look beyond its homes
    for f in new:
        found = _within(ground, f.lat, f.lon, f.radius_km, f.first or 0, f.last or 0, f.kinds, _checksum(f.place_key))
        near |= found
        if f.is_fine:
            near_fine |= found & ground.is_fine
    near_ids = np.unique(ground.events[near]).tolist()
    opened = np.isin(ground.events, np.unique(ground.events[near_fine])) & ground.is_fine
    wider = set[str]()
    if opened.sum() < MOST_OPENED:
        around = _in_days_of(ground, opened)
        for row in np.flatnonzero(opened).tolist():
            found = _within(
                around, float(ground.lat[row]), float(ground.lon[row]), float(ground.radius[row]),
                int(ground.first[row]), int(ground.last[row]), ground.kind_sets[int(ground.kinds[row])], int(ground.place[row]),
            )  # fmt: skip
            wider.update(around.events[found].tolist())
    return Opened(near=tuple(near_ids), around=tuple(sorted(wider - set(near_ids))))


def _in_days_of(ground: Ground, rows: Flags) -> Ground:
    """The part of the ground that lies in the days of these rows, so that each of them asks few."""
    dated = rows & (ground.first > 0)
    if not dated.any():
        return ground
    first, last = int(ground.first[dated].min()), int(ground.last[dated].max())
    kept = (ground.first == 0) | ((ground.first < last + REACH_DAYS) & (first < ground.last + REACH_DAYS))
    return attrs.evolve(ground, **{name: getattr(ground, name)[kept] for name in ARRAYS})


def members_of_events(ground: Ground, events: Sequence[str]) -> dict[str, str]:
    """Ids of the claims of these events -> the event's id."""
    rows = np.isin(ground.events, np.array(events, dtype=np.str_))
    return dict(zip(ground.claims[rows].tolist(), ground.events[rows].tolist(), strict=True))


def density_near(ground: Ground, claims: Sequence[Facts], new: Sequence[Facts]) -> Density:
    """Density as far in time as these claims are weighed by it; `new` are the claims the ground does not hold."""
    days = [d for f in claims if f.is_fine for d in (f.first, f.last) if d is not None]
    if not days:
        return density_of_points([])
    rows = np.flatnonzero(ground.is_fine & (ground.first >= min(days) - WINDOW) & (ground.first <= max(days) + WINDOW))
    return density_of_points([*_points(ground, rows), *_points_of(new)])


def grown(ground: Ground, opened: Sequence[str], rows: Iterable[tuple[str, str, Facts]], learned: Learned) -> Ground:
    """The ground with the opened events' claims replaced by these rows."""
    kept = ~np.isin(ground.events, np.array(opened, dtype=np.str_))
    added = ground_of(rows, learned, ground.kind_sets)
    arrays = {n: np.concatenate([getattr(ground, n)[kept], getattr(added, n)]) for n in ARRAYS}
    return Ground(**arrays, kind_sets=added.kind_sets, learned=learned)


def _within(
    g: Ground,
    lat: float | None,
    lon: float | None,
    radius: float,
    first: int,
    last: int,
    kinds: frozenset[str],
    place: int,
) -> Flags:
    """Rows that could be compared with a claim of this place, time and kind."""
    found = np.array([bool(kinds & told) for told in g.kind_sets], dtype=np.bool_)[g.kinds]
    if first:
        found &= (g.first == 0) | ((g.first < last + REACH_DAYS) & (first < g.last + REACH_DAYS))
    named = (g.place == place) & bool(place)
    if lat is None or lon is None or np.isnan(lat):
        return np.asarray(found & (named if place else np.isnan(g.lat)), dtype=np.bool_)
    reach = (g.radius + radius + REACH_KM) / _KM_PER_DEGREE
    narrow = max(0.05, float(np.cos(np.radians(lat))))
    east = np.abs((g.lon - lon + 180) % 360 - 180) * narrow
    with np.errstate(invalid="ignore"):
        close = (np.abs(g.lat - lat) <= reach) & (east <= reach)
    return np.asarray(found & (close | named), dtype=np.bool_)


def _checksum(key: str) -> int:
    return crc32(key.encode()) if key else 0


def _points(g: Ground, rows: Ints) -> Iterator[tuple[float, float, int, frozenset[str]]]:
    for row in rows.tolist():
        yield float(g.lat[row]), float(g.lon[row]), int(g.first[row]), g.kind_sets[int(g.kinds[row])]


def _points_of(claims: Sequence[Facts]) -> Iterator[tuple[float, float, int, frozenset[str]]]:
    for f in claims:
        if f.is_fine and f.first is not None and f.lat is not None and f.lon is not None:
            yield f.lat, f.lon, f.first, f.kinds
