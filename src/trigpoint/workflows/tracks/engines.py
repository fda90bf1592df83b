"""The track engines used alone: a position file in, findings out."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from trigpoint.evidence.tracks.consistency import JudgedFix, TrackSummary, judged_fixes, summarise
from trigpoint.evidence.tracks.gaps import Gap, KnownPlaces, explain_gaps
from trigpoint.evidence.tracks.visits import Visit, VisitedSite, find_visits
from trigpoint.model.errors import BadVocabulary
from trigpoint.model.positions import MoverKind
from trigpoint.sources.positions import PositionFile, read_positions


def gaps(path: Path) -> tuple[PositionFile, Iterator[Gap]]:
    """The silences of a position file with their reasons."""
    taken = read_positions(path)
    return taken, explain_gaps(taken.positions, _known_places(taken.positions.kind), taken.movers)


def _known_places(kind: MoverKind) -> KnownPlaces:
    """What the explanations of a kind's silences need to know of the map."""
    from trigpoint.data.sites import load_sites

    if kind is MoverKind.AIRCRAFT:
        from trigpoint.sources.airfields import read_airfields

        return KnownPlaces(airfields=read_airfields(load_sites()))
    from trigpoint.evidence.tracks.ports import gathered_ports
    from trigpoint.places.shore import shipped_mask
    from trigpoint.sources.sea_ports import read_sea_ports

    return KnownPlaces(ports=gathered_ports(read_sea_ports(load_sites())), shore=shipped_mask())


def visits(path: Path, sites: Path) -> tuple[PositionFile, Iterator[Visit]]:
    """Stays of the file's movers at the sites of a CSV (site, lat, lon, radius_km)."""
    places = read_visited_sites(sites)
    taken = read_positions(path)
    return taken, find_visits(taken.positions, places)


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


def fixes(path: Path) -> tuple[PositionFile, Iterator[JudgedFix]]:
    """Every fix of a position file, judged."""
    taken = read_positions(path)
    return taken, judged_fixes(taken.positions)


def tracks(path: Path) -> tuple[PositionFile, Iterator[TrackSummary]]:
    """A line per mover of a position file."""
    taken = read_positions(path)
    return taken, summarise(taken.positions, taken.movers)
