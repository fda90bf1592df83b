"""Visits of some movers to some sites over time: rates with exposure, changes, alarms, and moves from one site to another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import attrs
import numpy as np

from trigpoint.evidence.tracks.visit_rates import (
    Every,
    Heard,
    Tallied,
    alive_hours,
    heard_hours,
    period_edges,
    tally_visits,
)
from trigpoint.evidence.tracks.visits import Visit, VisitedSite, find_visits
from trigpoint.fusion.trends.counts import Stratum, stratum
from trigpoint.fusion.trends.judgement import Trend, judge_series
from trigpoint.fusion.trends.shares import Rerouting, rerouting
from trigpoint.fusion.trends.watch import Direction
from trigpoint.model.errors import UsageError
from trigpoint.model.positions import MoverKind
from trigpoint.workflows.clock import Clock, utc_now
from trigpoint.workflows.counts_in import write_chart
from trigpoint.workflows.tracks.engines import read_visited_sites
from trigpoint.workflows.tracks.feeds import EVERYBODY, Asked, Feed, chosen, narrowed, read_feed
from trigpoint.workflows.tracks.findings import Finding, keep_findings
from trigpoint.workflows.tracks.stays import LEAST_TURNAROUND_S, stays

METHOD, KIND = "patterns/1", "pattern"
MOST_PAIRED, LEAST_VISITS = 6, 5  # sites held against each other, and visits that make one worth it
MOST_PERIODS = 2000


@attrs.frozen(kw_only=True, eq=False)
class SitePattern:
    """One site. `others`: the same for the movers not asked for, None where all are."""

    site: VisitedSite
    tallied: Tallied
    trend: Trend
    against_others: Rerouting | None  # has the share of those asked for among all visits changed?
    is_exposure_known: bool


@attrs.frozen(kw_only=True, eq=False)
class PatternRun:
    """What was found; `edges` of the periods in seconds UTC, half-open."""

    feeds: tuple[Feed, ...]
    edges: tuple[float, ...]
    every: Every
    alpha: float
    sites: tuple[SitePattern, ...]
    moves: tuple[Rerouting, ...]  # from one site to another: those that raised an alarm
    new: int | None = None


def patterns(
    feeds: Sequence[tuple[str, Path]], sites: Path, *, asked: Asked = EVERYBODY,
    every: str = "week", alpha: float = 0.05, direction: str = "both", is_strict: bool = False,
    case: Path | None = None, now: Clock = utc_now,
) -> PatternRun:  # fmt: skip
    """Files by the name of their feed in, one pattern per site out. `alpha`: of any false alarm in the whole run.

    1. Visits per feed; landings below the floor of coverage too. 2. Hours in which each feed heard others near each site.
    3. Counts by stratum. 4. Rates, changes, alarms. 5. Moves between sites.
    """
    places = read_visited_sites(sites)
    if not places:
        raise UsageError(f"{sites}: holds no site")
    read = _read(feeds)
    edges = _edges(read, Every(every))
    told = []
    wanted = [_chosen(feed, asked) for feed in read]
    if not any(wanted):
        raise UsageError(f"no file holds a mover called or of type {asked.words}")
    visits = [_visits(feed, names, places) for feed, names in zip(read, wanted, strict=True)]
    others = [_others(feed, names, places) for feed, names in zip(read, wanted, strict=True)]
    for site in places:
        heard = [_heard(feed, names, site) for feed, names in zip(read, wanted, strict=True)]
        mine = tally_visits(site.name, [(h, v[site.name]) for h, v in zip(heard, visits, strict=True)], edges)
        rest = tally_visits(site.name, [(h, v[site.name]) for h, v in zip(heard, others, strict=True)], edges)
        trend = judge_series(
            site.name, _strata(mine), alpha=alpha / len(places), direction=Direction(direction), is_strict=is_strict
        )
        told.append(
            SitePattern(
                site=site, tallied=mine, trend=trend, is_exposure_known=all(h.is_known for h in heard),
                against_others=_against(rest, mine, alpha),
            )
        )  # fmt: skip
    run = PatternRun(
        feeds=tuple(read), edges=tuple(edges.tolist()), every=Every(every), alpha=alpha, sites=tuple(told),
        moves=tuple(_moves(told, alpha, is_strict=is_strict)),
    )  # fmt: skip
    if case is None:
        return run
    new, _ = keep_findings(case, [path for _, path in feeds], [f for s in told for f in _findings(s, run)], now=now)
    return attrs.evolve(run, new=new)


def _read(feeds: Sequence[tuple[str, Path]]) -> list[Feed]:
    by_name: dict[str, list[Path]] = {}
    for name, path in feeds:
        by_name.setdefault(name, []).append(path)
    read = [read_feed(name, paths) for name, paths in by_name.items()]
    if len({feed.positions.kind for feed in read}) > 1:
        raise UsageError("vessels and aircraft do not visit the same sites; give the feeds of one kind")
    return read


def _edges(feeds: Sequence[Feed], every: Every) -> np.typing.NDArray[np.float64]:
    first = min(float(f.positions.time.min()) for f in feeds)
    last = max(float(f.positions.time.max()) for f in feeds)
    if (last - first) / 86400 / {"day": 1, "week": 7, "month": 30}[every.value] > MOST_PERIODS:
        raise UsageError(f"the positions span {(last - first) / 86400:.0f} days; take longer periods with --every")
    return period_edges(first, last, every)


def _chosen(feed: Feed, asked: Asked) -> frozenset[str]:
    """Those asked for; none where this feed holds none of them."""
    try:
        return chosen(feed, asked)
    except UsageError:
        return frozenset()


def _visits(feed: Feed, names: frozenset[str], places: Sequence[VisitedSite]) -> dict[str, list[Visit]]:
    found: dict[str, list[Visit]] = {site.name: [] for site in places}
    if not names:
        return found
    for visit in stays(feed, names, places):
        found[visit.site].append(visit)
    return found


def _others(feed: Feed, names: frozenset[str], places: Sequence[VisitedSite]) -> dict[str, list[Visit]]:
    """Visits of those not asked for, heard as such: what tells a rise from better reception."""
    rest = frozenset(feed.positions.names) - names
    found: dict[str, list[Visit]] = {site.name: [] for site in places}
    if rest:
        least = LEAST_TURNAROUND_S if feed.positions.kind is MoverKind.AIRCRAFT else 1800.0
        for visit in find_visits(narrowed(feed, rest), places, least_s=least):
            found[visit.site].append(visit)
    return found


def _heard(feed: Feed, counted: frozenset[str], site: VisitedSite) -> Heard:
    """Hours in which others were heard near; where all are counted or nobody else was, hours with any position at all."""
    heard = heard_hours(feed.name, feed.positions, counted, site)
    return heard if heard.is_known else alive_hours(feed.name, feed.positions)


def _strata(tallied: Tallied) -> list[Stratum]:
    return [stratum(s.name, s.count.tolist(), s.hours.tolist(), is_beside=s.is_beside) for s in tallied.strata]


def _against(rest: Tallied, mine: Tallied, alpha: float) -> Rerouting | None:
    """Share of the visits of those asked for among all, within the oldest feed."""
    if not rest.strata or not mine.strata or rest.strata[0].count.sum() < LEAST_VISITS:
        return None
    return rerouting(_strata(rest)[0], _strata(mine)[0], alpha=alpha)


def _moves(told: Sequence[SitePattern], alpha: float, *, is_strict: bool) -> list[Rerouting]:
    """Pairs of sites between which traffic moved, as the oldest feed of both heard it."""
    busy = sorted((s for s in told if s.trend.total >= LEAST_VISITS), key=lambda s: -s.trend.total)[:MOST_PAIRED]
    pairs = list(combinations(busy, 2))
    found = []
    for one, two in pairs:
        first, second = _strata(one.tallied), _strata(two.tallied)
        shared = [(a, b) for a in first for b in second if a.name == b.name and (a.looked & b.looked).any()]
        if not shared:
            continue
        a, b = max(shared, key=lambda p: float(p[0].count.sum() + p[1].count.sum()))
        names = (one.site.name, two.site.name)
        move = rerouting(
            attrs.evolve(a, name=names[0]),
            attrs.evolve(b, name=names[1]),
            alpha=alpha / len(pairs),
            is_strict=is_strict,
        )
        if move.alarm is not None:
            found.append(_with_movers(move, one.tallied.visits, two.tallied.visits))
    return found


def _with_movers(move: Rerouting, first: Sequence[Visit], second: Sequence[Visit]) -> Rerouting:
    """In the direction of the move, with how many movers were seen at the one before and at the other after."""
    if move.share_before is not None and move.share_after is not None and move.share_after < move.share_before:
        move = attrs.evolve(
            move, origin=move.destination, destination=move.origin, share_before=1 - move.share_before,
            share_after=1 - move.share_after,
        )  # fmt: skip
        first, second = second, first
    left, came = {v.entity: v.start for v in first}, {v.entity: v.start for v in second}
    return attrs.evolve(move, movers=sum(e in came and left[e] < came[e] for e in left))


def _findings(pattern: SitePattern, run: PatternRun) -> list[Finding]:
    """Each change of rate, and an alarm where one is due."""
    site, edges, trend = pattern.site, run.edges, pattern.trend
    found = []
    for change in trend.changes:
        told = (
            ("what", "change of rate"), ("before", f"{change.before.count:g} in {change.before.exposure:.0f} h heard"),
            ("after", f"{change.after.count:g} in {change.after.exposure:.0f} h heard"), ("every", run.every.value),
            ("probability", f"{change.probability:.3f}"), ("simulated", "yes" if _is_simulated(run) else "no"),
        )  # fmt: skip
        found.append(
            Finding(
                kind=KIND, subject=site.name, name=site.name, lat=site.lat, lon=site.lon, radius_m=site.radius_km * 1000,
                start=edges[change.earliest], end=edges[change.latest + 1], value=change.ratio, low=change.ratio_low,
                high=change.ratio_high, unit="rate after over rate before", method=METHOD, details=told,
            )
        )  # fmt: skip
    if trend.watch.alarm is not None:
        alarm = (
            ("what", "alarm"), ("alpha", f"{trend.watch.alpha:g}"), ("simulated", "yes" if _is_simulated(run) else "no"),
            ("dispersion", f"{trend.watch.dispersion:.2f}"),
        )  # fmt: skip
        found.append(
            Finding(
                kind=KIND, subject=site.name, name=site.name, lat=site.lat, lon=site.lon, radius_m=site.radius_km * 1000,
                start=edges[trend.watch.since or 0], end=edges[trend.watch.alarm + 1], value=round(trend.watch.peak, 1),
                unit="e-value", method=METHOD, details=alarm,
            )
        )  # fmt: skip
    return found


def _is_simulated(run: PatternRun) -> bool:
    return any(feed.is_simulated for feed in run.feeds)


def doubts(pattern: SitePattern) -> list[str]:
    """What weakens the reading of one site, in sentences."""
    told = []
    if not pattern.is_exposure_known:
        told.append(
            "Nobody but those counted was heard near, so the hours are those in which a feed delivered anything: whether it heard "
            "this site then is not known."
        )
    share, trend = pattern.against_others, pattern.trend
    if trend.changes or trend.watch.alarm is not None:
        if share is None:
            told.append("Too few others call here to tell a change of traffic from a change of reception.")
        elif share.alarm is None:
            told.append(
                "Other visits here changed alike as far as can be told: reception may have changed, not the traffic."
            )
        elif share.share_before is not None and share.share_after is not None:
            told.append(
                f"Their share of all visits here went from {share.share_before:.0%} to {share.share_after:.0%}: reception alone "
                "does not explain that."
            )
    return told


def draw(run: PatternRun, out: Path) -> None:
    """Write a chart of all sites."""
    trends = [one.trend for one in run.sites]
    write_chart(trends, run.edges, out, unit="hours heard", noun="visits", is_simulated=_is_simulated(run))
