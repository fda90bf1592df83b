"""Which way movers take between two places: corridors with their shares, one real track for each, and times of passage.

Ways are compared at points evenly spread over their length; those that run close to each other on average are one corridor
(average linkage), drawn by its medoid: the track nearest to all others of it, which somebody sailed. A way that was mostly not
heard counts as a voyage, but tells no corridor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from trigpoint.evidence.tracks.motion import distances_km
from trigpoint.evidence.tracks.voyages import Voyage
from trigpoint.model.positions import MoverKind, Positions

Floats = NDArray[np.float64]

POINTS = 64
APART_KM, APART_SHARE = 8.0, 0.06  # mean distance, alone and over the length, up to which two ways are one corridor
UNHEARD_S = {MoverKind.VESSEL: 7200.0, MoverKind.AIRCRAFT: 900.0}  # a step longer than this is drawn, not heard
MOST_UNHEARD = 0.4  # of the length of a way that still tells its corridor
MOST_WAYS = 500  # compared with each other; of more, evenly picked ones


@attrs.frozen(kw_only=True, eq=False)
class Corridor:
    """One way that several voyages took."""

    voyages: int
    share: float  # of the voyages whose way was heard
    movers: tuple[str, ...]
    lat: Floats  # of the medoid
    lon: Floats
    entity: str  # whose track the medoid is
    departed: float  # seconds UTC
    spread_km: float  # mean distance of the others from it
    hours: float  # middle time of passage


@attrs.frozen(kw_only=True)
class Route:
    """All voyages from one place to another."""

    origin: str
    destination: str
    voyages: int
    movers: tuple[str, ...]
    unheard: int  # voyages whose way was mostly not heard
    hours: float  # middle, and the middle eight tenths, of the time of passage
    hours_low: float
    hours_high: float
    months: tuple[tuple[str, int], ...]  # departures, "2024-05"
    corridors: tuple[Corridor, ...]  # the commonest first


def find_routes(voyages: Iterable[Voyage], positions: Positions, *, least: int = 1) -> Iterator[Route]:
    """Routes with at least `least` voyages, the commonest first. Round trips are left out."""
    pairs: dict[tuple[str, str], list[Voyage]] = {}
    for voyage in voyages:
        if voyage.origin != voyage.destination:
            pairs.setdefault((voyage.origin, voyage.destination), []).append(voyage)
    for (origin, destination), mine in sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(mine) >= least:
            yield _route(origin, destination, mine, positions)


def _route(origin: str, destination: str, voyages: Sequence[Voyage], positions: Positions) -> Route:
    heard = [v for v in voyages if unheard_share(v, positions) <= MOST_UNHEARD]
    hours = np.quantile([v.hours for v in voyages], [0.1, 0.5, 0.9])
    months = Counter(datetime.fromtimestamp(v.departed, UTC).strftime("%Y-%m") for v in voyages)
    return Route(
        origin=origin, destination=destination, voyages=len(voyages), movers=tuple(sorted({v.entity for v in voyages})),
        unheard=len(voyages) - len(heard), hours_low=float(hours[0]), hours=float(hours[1]), hours_high=float(hours[2]),
        months=tuple(sorted(months.items())), corridors=_corridors(heard, positions),
    )  # fmt: skip


def unheard_share(voyage: Voyage, positions: Positions) -> float:
    """Share of the way's length that lies in silences; 1 where the fixes are not known."""
    if voyage.first < 0 or voyage.last <= voyage.first:
        return 1.0
    way = slice(voyage.first, voyage.last + 1)
    lat, lon = positions.lat[way], positions.lon[way]
    km = distances_km(lat[:-1], lon[:-1], lat[1:], lon[1:])
    silent = np.diff(positions.time[way]) > UNHEARD_S[positions.kind]
    return float(km[silent].sum() / km.sum()) if km.sum() > 0 else 1.0


def _corridors(voyages: Sequence[Voyage], positions: Positions) -> tuple[Corridor, ...]:
    if not voyages:
        return ()
    if len(voyages) > MOST_WAYS:
        voyages = [voyages[i] for i in np.linspace(0, len(voyages) - 1, MOST_WAYS).round().astype(int)]
    lat, lon, length = (np.array(c) for c in zip(*(_even(v, positions) for v in voyages), strict=True))
    apart = np.zeros((len(voyages), len(voyages)))
    for i in range(1, len(voyages)):
        apart[i, :i] = apart[:i, i] = distances_km(lat[i], lon[i], lat[:i], lon[:i]).mean(axis=1)
    group = np.ones(1, int)
    if len(voyages) > 1:
        limit = max(APART_KM, APART_SHARE * float(np.median(length)))
        group = fcluster(linkage(squareform(apart), "average"), limit, "distance")
    found = [_corridor(np.flatnonzero(group == g), voyages, apart, lat, lon) for g in np.unique(group)]
    return tuple(sorted(found, key=lambda c: (-c.voyages, c.departed)))


def _corridor(mine: NDArray[np.int64], voyages: Sequence[Voyage], apart: Floats, lat: Floats, lon: Floats) -> Corridor:
    inner = apart[np.ix_(mine, mine)]
    middle = int(np.argmin(inner.sum(axis=1)))
    medoid = int(mine[middle])
    return Corridor(
        voyages=len(mine), share=len(mine) / len(voyages), movers=tuple(sorted({voyages[i].entity for i in mine})),
        lat=lat[medoid], lon=lon[medoid], entity=voyages[medoid].entity, departed=voyages[medoid].departed,
        spread_km=float(inner[middle].sum() / max(len(mine) - 1, 1)),
        hours=float(np.median([voyages[i].hours for i in mine])),
    )  # fmt: skip


def _even(voyage: Voyage, positions: Positions) -> tuple[Floats, Floats, float]:
    """Points evenly spread over the length of a way, and that length in km."""
    way = slice(voyage.first, voyage.last + 1)
    lat = positions.lat[way]
    lon = np.unwrap(positions.lon[way], period=360.0)
    km = np.concatenate([[0.0], distances_km(lat[:-1], lon[:-1], lat[1:], lon[1:]).cumsum()])
    at = np.linspace(0, km[-1], POINTS)
    return np.interp(at, km, lat), (np.interp(at, km, lon) + 180) % 360 - 180, float(km[-1])
