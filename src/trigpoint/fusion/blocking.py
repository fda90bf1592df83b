"""Which claims are worth comparing: those of one neighbourhood and a few days. Cost grows with neighbours, not with pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

import attrs
import h3

from trigpoint.fusion.comparators import distance_km
from trigpoint.fusion.facts import FINE_DAYS, FINE_KM, Facts

RESOLUTION = 4  # cells of about 1,770 km2: a disk of one ring reaches at least 30 km beyond the cell
SLIP_DAYS = 3  # the longest slip `compare_time` forgives
_RING_KM = 30.0
DISK_MOST_KM = 150.0  # five rings of cells; a coarser place is looked up by day alone
MOST_CLUSTERS = 800  # that a coarse claim may have in reach; where there are more it stays alone
_MOST_NEIGHBOURS = 1000  # compared with one claim, nearest days first: a flood must not cost its square
WEEK = 7


def fine_pairs(claims: Sequence[Facts], among: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs of fine claims (places in `among`) near enough in time, place and kind, each pair once, smaller first."""
    buckets: dict[tuple[str, int], list[int]] = defaultdict(list)
    cells = {i: cell_of(claims[i]) for i in among}
    for i in among:
        buckets[cells[i], claims[i].first or 0].append(i)
    for i in among:
        near = _near(claims[i], i, cells[i], claims, buckets)
        yield from ((i, j) for j in islice(near, _MOST_NEIGHBOURS))


def _near(
    f: Facts, i: int, cell: str, claims: Sequence[Facts], buckets: Mapping[tuple[str, int], Sequence[int]]
) -> Iterator[int]:
    first, last = f.first or 0, f.last or 0
    for day in sorted(range(first - FINE_DAYS - SLIP_DAYS, last + SLIP_DAYS), key=lambda d: (abs(d - first), d)):
        for near in _disk(cell, 1):
            for j in buckets.get((near, day), ()):
                if j > i and f.kinds & claims[j].kinds:
                    yield j


@attrs.frozen(kw_only=True)
class Gathered:
    """Where clusters lie, for looking up what a coarse claim might be about."""

    by_cell: Mapping[str, Mapping[int, Sequence[int]]]  # cell -> week -> clusters
    by_week: Mapping[int, Sequence[int]]


def gather(claims: Sequence[Facts], clusters: Sequence[Sequence[int]]) -> Gathered:
    """Every cluster under the cell and weeks of its first fine member."""
    by_cell: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    by_week: dict[int, list[int]] = defaultdict(list)
    for n, members in enumerate(clusters):
        f = next((claims[i] for i in members if claims[i].is_fine), None)
        if f is not None and f.first is not None and f.last is not None:
            for week in range(f.first // WEEK, (f.last - 1) // WEEK + 1):
                by_cell[cell_of(f)][week].append(n)
                by_week[week].append(n)
    return Gathered(by_cell=by_cell, by_week=by_week)


def near_clusters(f: Facts, gathered: Gathered) -> list[int] | None:
    """Clusters a claim might be about, by cell and week; None when there are more than `MOST_CLUSTERS`."""
    weeks = None
    if f.first is not None and f.last is not None:
        weeks = range((f.first - 1) // WEEK, f.last // WEEK + 1)
    found: set[int] = set()
    cells = _reach(f)
    if cells is None:
        if weeks is None or len(weeks) > 8:
            return None
        for week in weeks:
            found.update(gathered.by_week.get(week, ()))
            if len(found) > MOST_CLUSTERS:
                return None
        return sorted(found)
    for cell in cells:
        held = gathered.by_cell.get(cell)
        if not held:
            continue
        for week in held if weeks is None or len(weeks) > len(held) else weeks:
            if weeks is None or week in weeks:
                found.update(held.get(week, ()))
        if len(found) > MOST_CLUSTERS:
            return None
    return sorted(found)


def is_near(a: Facts, b: Facts) -> bool:
    """Within what the radii and blocks can reach."""
    apart = distance_km(a, b)
    return apart is not None and apart <= a.radius_km + b.radius_km + FINE_KM


@lru_cache(maxsize=65536)
def cell_at(lat: float, lon: float) -> str:
    """The H3 cell that neighbours are looked up by."""
    return str(h3.latlng_to_cell(lat, lon, RESOLUTION))


def cell_of(f: Facts) -> str:
    """The cell of a claim's point."""
    return cell_at(f.lat or 0.0, f.lon or 0.0)


def rings_of(radius_km: float) -> int:
    """Rings of cells that hold everything a claim of this radius may be about."""
    return 1 + int(radius_km // _RING_KM)


@lru_cache(maxsize=65536)
def _disk(cell: str, rings: int) -> tuple[str, ...]:
    return tuple(h3.grid_disk(cell, rings))


def _reach(f: Facts) -> tuple[str, ...] | None:
    if f.lat is None or f.lon is None:
        return None
    return None if f.radius_km >= DISK_MOST_KM else _disk(cell_of(f), rings_of(f.radius_km))
