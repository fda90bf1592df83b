"""Several position files taken as feeds: which movers are meant, and the sites they can call at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs

from trigpoint.evidence.tracks.joined import joined, of_movers
from trigpoint.evidence.tracks.selection import KnownCraft, Selection, select
from trigpoint.evidence.tracks.visits import VisitedSite
from trigpoint.model.errors import UsageError
from trigpoint.model.positions import Mover, MoverKind, Positions
from trigpoint.sources.positions.read import PositionFile, read_positions

PORT_KM, FIELD_KM = 5.0, 5.0
LEAST_FIELD_WEIGHT = 1.0  # strips and pads lie beside real airfields and would take their visits
SIMULATED = "SIMULATED"
ANY = Selection(include_private=True)


@attrs.frozen(kw_only=True, eq=False)
class Feed:
    """One or more files of one receiver network."""

    name: str
    files: tuple[PositionFile, ...]
    positions: Positions
    movers: Mapping[str, Mover]

    @property
    def is_simulated(self) -> bool:
        """Made-up positions say so in the name of their file."""
        return any(SIMULATED in Path(f.file).name for f in self.files)


def read_feed(name: str, paths: Sequence[Path]) -> Feed:
    """Files as one feed. Raises InputError; UsageError where one holds vessels and another aircraft."""
    files = tuple(read_positions(path) for path in paths)
    kinds = {f.positions.kind for f in files}
    if len(kinds) != 1:
        raise UsageError(f"{', '.join(map(str, paths))}: vessels and aircraft are not one feed; give them apart")
    movers: dict[str, Mover] = {}
    for file in files:
        movers.update(file.movers)
    return Feed(name=name, files=files, positions=joined([f.positions for f in files]), movers=movers)


@attrs.frozen(kw_only=True)
class Asked:
    """Which movers are meant; empty = everybody."""

    ids: tuple[str, ...] = ()  # MMSI, ICAO address, registration, callsign or name
    selection: Selection = ANY

    @property
    def words(self) -> str:
        """What was asked for, for a person."""
        return ", ".join([*self.ids, *self.selection.types, *self.selection.operators]) or "public craft"


EVERYBODY = Asked()


def chosen(feed: Feed, asked: Asked = EVERYBODY) -> frozenset[str]:
    """Identities asked for. Raises UsageError where none fits."""
    from trigpoint.data.aircraft_types import load_operators, private_types

    known = KnownCraft(private_types=private_types(), operators=load_operators())
    # whoever is named is meant, yacht or not
    wanted = attrs.evolve(asked.selection, include_private=asked.selection.include_private or bool(asked.ids))
    found = select(feed.positions.kind, feed.positions.names, feed.movers, wanted, known).names
    if asked.ids:
        ids = {i.casefold() for i in asked.ids}
        found = frozenset(name for name in found if ids & _called(name, feed.movers.get(name)))
    if not found:
        raise UsageError(f"{feed.files[0].file}: holds no mover called or of type {asked.words}")
    return found


def _called(name: str, mover: Mover | None) -> set[str]:
    called = {name.casefold()}
    if mover is not None:
        called |= {mover.name.casefold(), mover.registration.casefold(), mover.callsign.casefold()} - {""}
    return called


def narrowed(feed: Feed, wanted: frozenset[str]) -> Positions:
    """The fixes of some movers."""
    return feed.positions if len(wanted) == len(feed.positions.names) else of_movers(feed.positions, wanted)


def known_sites(kind: MoverKind) -> tuple[VisitedSite, ...]:
    """The ports, or airfields, that ship with the package."""
    from trigpoint.data.sites import load_sites

    if kind is MoverKind.AIRCRAFT:
        from trigpoint.sources.airfields import read_airfields

        fields = read_airfields(load_sites()).fields
        return tuple(
            VisitedSite(name=f"{f.code} {f.name}", lat=f.lat, lon=f.lon, radius_km=FIELD_KM)
            for f in fields
            if f.weight >= LEAST_FIELD_WEIGHT
        )
    from trigpoint.sources.sea_ports import read_sea_ports

    names: dict[str, int] = {}
    found = []
    for name, lat, lon in read_sea_ports(load_sites()):
        names[name] = names.get(name, 0) + 1  # two ports of one name stay two
        called = name if names[name] == 1 else f"{name} ({lat:.1f}, {lon:.1f})"
        found.append(VisitedSite(name=called, lat=lat, lon=lon, radius_km=PORT_KM))
    return tuple(found)
