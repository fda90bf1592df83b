"""Visits to a site per period, with the hours in which a feed could have heard one: strata for `fusion.trends`.

A feed's exposure is the hours in which it heard *others* near the site (low enough, for aircraft): hours in which it heard those
who are counted would grow with the count. A visit that several feeds heard is counted once, in the stratum of the oldest that
heard it, so a feed that is added takes nothing from the old one's counts: what it alone hears is a stratum of its own. While the
older feed is off the air, the same visits fall to the newer one; that is a stratum of its own again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.gap_record import Gap
from trigpoint.evidence.tracks.motion import distances_km
from trigpoint.evidence.tracks.visits import Visit, VisitedSite
from trigpoint.model.positions import MoverKind, Positions

HOUR = 3600.0
LANDED, LEAST_LANDED = "landed_under_coverage_floor", 0.5
NEAR_KM = 60.0  # others this near were heard by receivers that hear the site
LOW_FT = 12_000.0  # an aircraft higher up is heard where none on approach is
BLINK_H = 2  # a receiver that was heard from this many hours before or after was on the air
SAME_VISIT_S = 3 * HOUR  # two feeds hear one stay begin and end at different moments


class Every(StrEnum):
    """Length of a period."""

    DAY = "day"
    WEEK = "week"  # Monday to Sunday, UTC
    MONTH = "month"


@attrs.frozen(kw_only=True, eq=False)
class Heard:
    """Hours of a feed at one site, as whole hours since 1970."""

    feed: str
    hours: NDArray[np.int64]  # in which others near were heard, ascending
    is_known: bool  # False: nobody else was ever heard near, so nothing is known of reception


@attrs.frozen(kw_only=True, eq=False)
class VisitCounts:
    """Visits and hours heard of one stratum per period; the hours are those with the feed on the air."""

    name: str
    count: NDArray[np.float64]
    hours: NDArray[np.float64]
    is_beside: bool  # an older feed was on the air too


@attrs.frozen(kw_only=True, eq=False)
class Tallied:
    """One site's visits by stratum, and the visits that were counted."""

    site: str
    strata: tuple[VisitCounts, ...]
    visits: tuple[Visit, ...]


def heard_hours(feed: str, positions: Positions, counted: Collection[str], site: VisitedSite) -> Heard:
    """In which hours a feed heard others near a site."""
    others = np.array([name not in counted for name in positions.names], bool)[positions.mover]
    high = (site.radius_km + NEAR_KM) / 111.195
    near = others & (np.abs(positions.lat - site.lat) <= high)
    if positions.kind is MoverKind.AIRCRAFT and positions.altitude_ft is not None:
        with np.errstate(invalid="ignore"):
            near &= ~(positions.altitude_ft > LOW_FT)
    index = np.flatnonzero(near)
    km = distances_km(site.lat, site.lon, positions.lat[index], positions.lon[index])
    hours = np.unique((positions.time[index[km <= site.radius_km + NEAR_KM]] // HOUR).astype(np.int64))
    return Heard(feed=feed, hours=hours, is_known=len(hours) > 0)


def alive_hours(feed: str, positions: Positions) -> Heard:
    """In which hours a feed delivered anything at all: where nothing better is known."""
    return Heard(feed=feed, hours=np.unique((positions.time // HOUR).astype(np.int64)), is_known=False)


def unheard_landings(gaps: Iterable[Gap], sites: Sequence[VisitedSite]) -> Iterator[Visit]:
    """Silences best explained by a landing below the floor of coverage, as visits to the nearest site there."""
    lat, lon, radius = (np.array([getattr(s, f) for s in sites], np.float64) for f in ("lat", "lon", "radius_km"))
    for gap in gaps:
        best = max(gap.candidates, key=lambda c: c.probability, default=None)
        if gap.verdict != LANDED or best is None or best.probability < LEAST_LANDED or not len(lat):
            continue
        km = distances_km(best.lat, best.lon, lat, lon)
        nearest = int(np.argmin(km))
        if km[nearest] <= radius[nearest]:
            end = gap.on.time if gap.on else gap.off.time
            yield Visit(
                entity=gap.entity, site=sites[nearest].name, start=gap.off.time, end=end, entered=False, left=False,
                stopped=True, longest_silence_s=end - gap.off.time,
            )  # fmt: skip


def period_edges(first: float, last: float, every: Every) -> NDArray[np.float64]:
    """Edges of the periods that cover first to last (seconds UTC), half-open."""
    day = datetime.fromtimestamp(first, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if every is Every.WEEK:
        day -= timedelta(days=day.weekday())
    if every is Every.MONTH:
        day = day.replace(day=1)
    edges = [day]
    while edges[-1].timestamp() <= last:
        step = {Every.DAY: 1, Every.WEEK: 7}.get(every)
        after = edges[-1] + timedelta(days=step or 32)
        edges.append(after if step else after.replace(day=1))
    return np.array([e.timestamp() for e in edges])


def tally_visits(site: str, feeds: Sequence[tuple[Heard, Sequence[Visit]]], edges: NDArray[np.float64]) -> Tallied:
    """Visits of all feeds at one site, each counted once, by stratum and period of their begin."""
    order = sorted(feeds, key=lambda f: (int(f[0].hours[0]) if len(f[0].hours) else 2**62, f[0].feed))
    first, past = int(edges[0] // HOUR), int(edges[-1] // HOUR)
    on_air = np.zeros((len(order), max(past - first, 0)), bool)
    for k, (heard, _) in enumerate(order):
        inside = heard.hours[(heard.hours >= first) & (heard.hours < past)]
        for off in range(-BLINK_H, BLINK_H + 1):
            at = inside - first + off
            on_air[k, at[(at >= 0) & (at < on_air.shape[1])]] = True
    strata: list[VisitCounts] = []
    counted: list[Visit] = []
    starts = (edges // HOUR).astype(np.int64) - first
    for k, (heard, visits) in enumerate(order):
        # a visit begun while the feed was not known to hear has no exposure beside it, and is left out as those hours are
        fresh = [v for v in visits if edges[0] <= v.start < edges[-1] and on_air[k, int(v.start // HOUR) - first]]
        fresh = [v for v in fresh if not _is_among(v, tuple(counted))]
        counted += fresh
        older = on_air[:k].T @ (1 << np.arange(k)) if k else np.zeros(on_air.shape[1], np.int64)
        hour = np.array([int(v.start // HOUR) - first for v in fresh], np.int64)
        for beside in np.unique(np.concatenate([older[on_air[k]], older[hour]])).astype(int).tolist():
            exposed = on_air[k] & (older == beside)
            mine = hour[older[hour] == beside]
            strata.append(
                VisitCounts(
                    name=_name(heard.feed, [order[j][0].feed for j in range(k) if beside >> j & 1], is_first=k == 0),
                    count=np.histogram(mine, starts)[0].astype(np.float64),
                    hours=np.array([exposed[a:b].sum() for a, b in pairwise(starts.tolist())], np.float64),
                    is_beside=beside > 0,
                )
            )
    return Tallied(site=site, strata=tuple(strata), visits=tuple(sorted(counted, key=lambda v: (v.start, v.entity))))


def _name(feed: str, older: Sequence[str], *, is_first: bool) -> str:
    if is_first:
        return feed
    return f"{feed}, not heard by {' or '.join(older)}" if older else f"{feed} alone"


def _is_among(visit: Visit, counted: Sequence[Visit]) -> bool:
    """An older feed heard that stay too."""
    return any(
        v.entity == visit.entity and v.start <= visit.end + SAME_VISIT_S and visit.start <= v.end + SAME_VISIT_S
        for v in counted
    )
