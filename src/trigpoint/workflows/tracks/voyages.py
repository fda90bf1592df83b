"""Voyages from port to port, legs from airfield to airfield, and the routes they make: position files in, tables and a map out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs

from trigpoint.evidence.tracks.routes import Route, find_routes
from trigpoint.evidence.tracks.visits import VisitedSite
from trigpoint.evidence.tracks.voyages import Voyage, find_voyages
from trigpoint.model.errors import UsageError
from trigpoint.model.positions import MoverKind
from trigpoint.workflows.clock import Clock, utc_now
from trigpoint.workflows.tracks.engines import read_visited_sites
from trigpoint.workflows.tracks.feeds import EVERYBODY, Asked, Feed, chosen, known_sites, narrowed, read_feed
from trigpoint.workflows.tracks.findings import Finding, keep_findings
from trigpoint.workflows.tracks.maps import write_sheet
from trigpoint.workflows.tracks.stays import stays

METHOD, KIND = "voyages/1", "voyage"
_MODALITY = {MoverKind.VESSEL: "AIS", MoverKind.AIRCRAFT: "ADS-B"}


@attrs.frozen(kw_only=True, eq=False)
class VoyageRun:
    """What was found, in order of time."""

    feed: Feed
    sites: dict[str, VisitedSite]
    voyages: tuple[Voyage, ...]
    routes: tuple[Route, ...]
    new: int | None = None  # findings new to the case; None: no case


def voyages(
    files: Sequence[Path], *, ports: Path | None = None, asked: Asked = EVERYBODY, origin: str = "",
    destination: str = "", case: Path | None = None, now: Clock = utc_now,
) -> VoyageRun:  # fmt: skip
    """Voyages of the movers asked for, between the sites of a CSV or the shipped ones. Raises InputError, UsageError."""
    feed = read_feed("", files)
    wanted = chosen(feed, asked)
    positions = narrowed(feed, wanted)
    sites = {s.name: s for s in (read_visited_sites(ports) if ports else known_sites(positions.kind))}
    ends = [_named(word, sites) if word else None for word in (origin, destination)]
    found = [
        voyage
        for voyage in find_voyages(stays(feed, wanted, tuple(sites.values())), positions)
        if all(
            meant is None or end in meant for meant, end in zip(ends, (voyage.origin, voyage.destination), strict=True)
        )
    ]
    found.sort(key=lambda v: (v.departed, v.entity))
    run = VoyageRun(feed=feed, sites=sites, voyages=tuple(found), routes=tuple(find_routes(found, positions)), new=None)
    if case is None:
        return run
    new, _ = keep_findings(case, files, [_finding(v, run) for v in found], now=now)
    return attrs.evolve(run, new=new)


def _named(word: str, sites: dict[str, VisitedSite]) -> frozenset[str]:
    """Sites whose name is the word, else holds it."""
    folded = word.casefold()
    exact = frozenset(n for n in sites if n.casefold() == folded or n.casefold().split()[0] == folded)
    found = exact or frozenset(n for n in sites if folded in n.casefold())
    if not found:
        raise UsageError(f"no site is called {word!r}; give one of the list's names, or --ports with your own list")
    return found


def _finding(voyage: Voyage, run: VoyageRun) -> Finding:
    there = run.sites[voyage.destination]
    mover = run.feed.movers.get(voyage.entity)
    told = (
        ("mover", run.feed.positions.kind.value), ("modality", _MODALITY[run.feed.positions.kind]), ("origin", voyage.origin),
        ("destination", voyage.destination), ("track_km", "" if voyage.track_km is None else f"{voyage.track_km:.0f}"),
        ("longest_silence_h", "" if voyage.longest_silence_s is None else f"{voyage.longest_silence_s / 3600:.1f}"),
        ("confidence", f"{voyage.confidence:.2f}"), ("name", (mover.name or mover.registration) if mover else ""),
        ("simulated", "yes" if run.feed.is_simulated else "no"),
    )  # fmt: skip
    return Finding(
        kind=KIND, subject=voyage.entity, name=voyage.destination, lat=there.lat, lon=there.lon, radius_m=there.radius_km * 1000,
        start=voyage.departed, end=voyage.arrived, value=voyage.hours, unit="hours", method=METHOD, details=told,
    )  # fmt: skip


def draw(run: VoyageRun, out: Path) -> None:
    """Write the map of the routes. Raises UsageError where there is none to draw."""
    from trigpoint.products.tracks.route_map import route_sheet

    if not any(route.corridors for route in run.routes):
        raise UsageError(f"{out}: no voyage whose way was heard, so there is nothing to draw")
    write_sheet(route_sheet(run.routes, run.sites, run.feed.movers, is_simulated=run.feed.is_simulated), out)
