"""The track engines used alone: a position file in, findings out."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from trigpoint.evidence.tracks.consistency import JudgedFix, TrackSummary, judged_fixes, summarise
from trigpoint.evidence.tracks.gaps import Gap, KnownPlaces, explain_gaps
from trigpoint.evidence.tracks.selection import KnownCraft, Selection, select
from trigpoint.evidence.tracks.visits import Visit, VisitedSite, find_visits
from trigpoint.model.errors import BadVocabulary, UsageError
from trigpoint.model.positions import MoverKind
from trigpoint.sources.positions.conventions import Conventions
from trigpoint.sources.positions.read import AS_WRITTEN, PositionFile, read_positions

if TYPE_CHECKING:
    from trigpoint.evidence.tracks.aircraft_legs import Leg

EVERYBODY = Selection(include_private=True)


def chosen(path: Path, wanted: Selection, written: Conventions = AS_WRITTEN) -> tuple[PositionFile, frozenset[str]]:
    """A position file, which says who of it was left out, and the movers that are meant.

    Raises InputError; UsageError where nobody fits.
    """
    from trigpoint.data.aircraft_types import load_operators, private_types

    taken = read_positions(path, written)
    known = KnownCraft(private_types=private_types(), operators=load_operators())
    found = select(taken.positions.kind, taken.positions.names, taken.movers, wanted, known)
    if not found.names:
        reasons = ", ".join(f"{count} {reason}" for reason, count in found.left_out)
        raise UsageError(f"{path}: nobody fits what was asked for ({reasons})")
    told = tuple(f"left out {count} {reason}" for reason, count in found.left_out)
    return attrs.evolve(taken, flags=(*taken.flags, *told)), found.names


def gaps(
    path: Path, wanted: Selection = EVERYBODY, written: Conventions = AS_WRITTEN
) -> tuple[PositionFile, Iterator[Gap]]:
    """The silences of a position file with their reasons. Those left out still tell what could be heard."""
    taken, names = chosen(path, wanted, written)
    explained = explain_gaps(taken.positions, known_places(taken.positions.kind), taken.movers)
    return taken, (gap for gap in explained if gap.entity in names)


def legs(
    path: Path, wanted: Selection = EVERYBODY, written: Conventions = AS_WRITTEN
) -> tuple[PositionFile, Iterator[Leg]]:
    """Flights from airfield to airfield. Raises UsageError for vessels."""
    from trigpoint.evidence.tracks.aircraft_legs import find_legs

    taken, names = chosen(path, wanted, written)
    if taken.positions.kind is not MoverKind.AIRCRAFT:
        raise UsageError(f"{path}: holds vessels; legs are of aircraft (trigpoint voyages tells theirs)")
    airfields = known_places(taken.positions.kind).airfields
    assert airfields is not None  # loaded for aircraft
    flown = find_legs(taken.positions, airfields, taken.movers)
    return taken, (leg for leg in flown if leg.entity in names)


def known_places(kind: MoverKind) -> KnownPlaces:
    """What the explanations of a kind's silences need to know of the map."""
    from trigpoint.data.sites import load_sites

    if kind is MoverKind.AIRCRAFT:
        from trigpoint.sources.airfields import read_airfields

        return KnownPlaces(airfields=read_airfields(load_sites()))
    from trigpoint.evidence.tracks.ports import gathered_ports
    from trigpoint.places.shore import shipped_mask
    from trigpoint.sources.sea_ports import read_sea_ports

    return KnownPlaces(ports=gathered_ports(read_sea_ports(load_sites())), shore=shipped_mask())


def visits(
    path: Path, sites: Path, wanted: Selection = EVERYBODY, written: Conventions = AS_WRITTEN
) -> tuple[PositionFile, Iterator[Visit]]:
    """Stays of the file's movers at the sites of a CSV (site, lat, lon, radius_km)."""
    places = read_visited_sites(sites)
    taken, names = chosen(path, wanted, written)
    return taken, (v for v in find_visits(taken.positions, places) if v.entity in names)


def read_visited_sites(path: Path) -> tuple[VisitedSite, ...]:
    """Sites from a CSV with columns site, lat, lon, radius_km. Raises BadVocabulary naming the row."""
    found = []
    with path.open(encoding="utf-8-sig", newline="") as opened:
        for number, row in enumerate(csv.DictReader(opened), 2):
            try:
                found.append(
                    VisitedSite(
                        name=str(row["site"]),
                        lat=float(row["lat"]),
                        lon=float(row["lon"]),
                        radius_km=float(row.get("radius_km") or 3),
                    )
                )
            except (KeyError, TypeError, ValueError) as error:
                raise BadVocabulary(
                    f"{path}:{number}", "is no site", "give the columns site, lat, lon, radius_km"
                ) from error
    return tuple(found)


def fixes(
    path: Path, wanted: Selection = EVERYBODY, written: Conventions = AS_WRITTEN
) -> tuple[PositionFile, Iterator[JudgedFix]]:
    """Every fix of a position file, judged."""
    taken, names = chosen(path, wanted, written)
    return taken, (fix for fix in judged_fixes(taken.positions) if fix.entity in names)


def tracks(
    path: Path, wanted: Selection = EVERYBODY, written: Conventions = AS_WRITTEN
) -> tuple[PositionFile, Iterator[TrackSummary]]:
    """A line per mover of a position file."""
    taken, names = chosen(path, wanted, written)
    return taken, (track for track in summarise(taken.positions, taken.movers) if track.entity in names)
