"""How crowded it is: the chance that two claims meet in place and time without telling of one happening.

Counted from the claims themselves, at the same places on other days. On a front line ten other strikes fall on the same town
that day; in a quiet province two reports of one day are almost surely of one strike.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Protocol

import attrs
import h3

from trigpoint.fusion.facts import Facts

WINDOW, _CORE = 15, 2  # days looked at before and after, and days left out around the claim itself
_UNSEEN = 0.015  # happenings a day within 10 km that nobody among the claims told of
_BURST = 0.5  # others expected beside one that happened, where there is fighting: it comes in bursts
_QUIET = 0.005  # others a day from which that counts in full
_REGION, _SPILL = 3, 0.01  # H3 resolution of some 180 km around, and the share of its claims that might have been here
_OWN = 2  # days in a week or month that its own happening is taken to have filled, with a slip of a day
_LAYERS = (
    (8.0, 6),
    (25.0, 5),
    (70.0, 4),
    (180.0, 3),
    (math.inf, 2),
)  # radius in km up to which an H3 resolution serves
LAYERS = tuple(resolution for _, resolution in _LAYERS)


class Density(Protocol):
    """Days of claims by H3 cell and kind of happening."""

    def days_of(self, cell: str, kind: str) -> Sequence[int]:
        """Of this cell and kind, sorted."""
        ...


@attrs.frozen(kw_only=True)
class CountedDensity:
    """Counted over all claims at once."""

    days: Mapping[tuple[str, str], Sequence[int]]  # (cell, kind) -> sorted days

    def days_of(self, cell: str, kind: str) -> Sequence[int]:
        """Of this cell and kind, sorted."""
        return self.days.get((cell, kind), ())


def density_of(claims: Sequence[Facts]) -> Density:
    """Counted over fine claims only: a coarse one would count everywhere."""
    days: dict[tuple[str, str], list[int]] = defaultdict(list)
    for f in claims:
        if not f.is_fine or f.first is None or f.lat is None or f.lon is None:
            continue
        for resolution in LAYERS:
            cell = h3.latlng_to_cell(f.lat, f.lon, resolution)
            for kind in f.kinds:
                days[cell, kind].append(f.first)
    for found in days.values():
        found.sort()
    return CountedDensity(days=days)


def others_per_day(f: Facts, density: Density) -> float:
    """Claims a day of the same kind within reach of the claim's place, on the days around but not at its own.

    A claim of a week or a month is one of many in it: there its own days count too. A little of what is told in the region
    counts as well, so that only where nothing is told for weeks the number is 0.
    """
    if f.lat is None or f.lon is None or f.first is None or f.last is None:
        return 0.0
    here = next(r for radius, r in _LAYERS if f.radius_km <= radius)
    found = _rate(f, density, h3.latlng_to_cell(f.lat, f.lon, here))
    if here > _REGION:
        found += _SPILL * _rate(f, density, h3.latlng_to_cell(f.lat, f.lon, _REGION))
    return found


def _rate(f: Facts, density: Density, cell: str) -> float:
    """Claims a day in this cell and those around it."""
    first, last = f.first or 0, f.last or 0
    outer = (first - WINDOW, last + WINDOW)
    wide = last - first > _CORE + 1
    inner = (first, first) if wide else (first - _CORE, last + _CORE)
    best = 0
    for kind in f.kinds:
        count, told = 0, set[int]()
        for near in _around(cell):
            days = density.days_of(near, kind)
            if days and wide:
                told.update(days[bisect_left(days, outer[0]) : bisect_right(days, outer[1])])
            elif days:
                count += bisect_right(days, outer[1]) - bisect_left(days, outer[0])
                count -= bisect_right(days, inner[1]) - bisect_left(days, inner[0])
        best = max(best, len(told) - _OWN if wide else count)
    return best / (outer[1] - outer[0] if wide else 2 * (WINDOW - _CORE))


@lru_cache(maxsize=65536)
def _around(cell: str) -> tuple[str, ...]:
    return tuple(h3.grid_disk(cell, 1))


def prior(a: Facts, b: Facts, others: float) -> float:
    """Log-odds, before any detail is compared, that two claims which meet in place and time tell of one happening.

    Parameters
    ----------
    others : claims a day within reach that are about something else, of the more crowded of the two.
    """
    window = 1.0 if a.durable and b.durable else max(a.days, b.days) + 2.0
    reach = max(1.0, a.radius_km / 10, b.radius_km / 10)
    return -math.log(window * (others + _UNSEEN * reach) + _BURST * min(1.0, others / _QUIET))
