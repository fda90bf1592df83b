"""Stays at sites for voyages and patterns: heard ones, and for aircraft those below the floor of coverage."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from trigpoint.evidence.tracks.gaps import explain_gaps
from trigpoint.evidence.tracks.visit_rates import unheard_landings
from trigpoint.evidence.tracks.visits import Visit, VisitedSite, find_visits
from trigpoint.model.positions import MoverKind, Positions
from trigpoint.workflows.tracks.engines import known_places
from trigpoint.workflows.tracks.feeds import Feed, narrowed

LEAST_TURNAROUND_S = 600.0
LANDED_SILENCE_S = 1800.0  # a silence at an airfield that long is a landing below the floor of coverage


def stays(feed: Feed, names: frozenset[str], places: Sequence[VisitedSite]) -> list[Visit]:
    """Stays of some movers of a feed."""
    positions = narrowed(feed, names)
    if positions.kind is MoverKind.VESSEL:
        return list(find_visits(positions, places))
    found = [v for v in find_visits(positions, places, least_s=LEAST_TURNAROUND_S) if is_landing(v)]
    by_mover: dict[str, list[Visit]] = {}
    for visit in found:
        by_mover.setdefault(visit.entity, []).append(visit)
    gaps = (g for g in explain_gaps(feed.positions, known_places(positions.kind), feed.movers) if g.entity in names)
    for landed in unheard_landings(gaps, places):
        if not any(v.start <= landed.end and landed.start <= v.end for v in by_mover.get(landed.entity, ())):
            found.append(_at_fixes(landed, positions))
    return found


def _at_fixes(visit: Visit, positions: Positions) -> Visit:
    """With the fixes before and after it, so that the ways to and from it are known."""
    mover = positions.names.index(visit.entity)
    low, high = (int(i) for i in positions.starts[mover : mover + 2])
    first, last = (low + int(np.searchsorted(positions.time[low:high], t)) for t in (visit.start, visit.end))
    return attrs.evolve(visit, first=min(first, high - 1), last=min(last, high - 1))


def is_landing(visit: Visit) -> bool:
    """Heard on the ground, or silent there long enough: whoever circles overhead does not land."""
    return visit.stopped or visit.longest_silence_s >= LANDED_SILENCE_S
