"""A silence with the reasons that speak for and against each explanation: vessels and aircraft each have their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trigpoint.evidence.tracks.gap_record import Candidate as Candidate
from trigpoint.evidence.tracks.gap_record import Fix as Fix
from trigpoint.evidence.tracks.gap_record import Gap as Gap
from trigpoint.evidence.tracks.gap_record import KnownPlaces as KnownPlaces
from trigpoint.model.positions import Mover, MoverKind, Positions


def explain_gaps(
    positions: Positions, places: KnownPlaces | None = None, movers: Mapping[str, Mover] | None = None
) -> Iterator[Gap]:
    """Every silence of a feed, with its class, probabilities and reasons."""
    known = places or KnownPlaces()
    if positions.kind is MoverKind.AIRCRAFT:  # either half is loaded where it is wanted: half a second
        from trigpoint.evidence.tracks.aircraft_gaps import explain_aircraft

        yield from explain_aircraft(positions, known.airfields, movers)
    else:
        from trigpoint.evidence.tracks.vessel_gaps import explain_vessels

        yield from explain_vessels(positions, known.ports, known.shore)
