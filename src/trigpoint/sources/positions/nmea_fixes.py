"""Sentences of AIS as columns of positions."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from trigpoint.model.errors import InputError
from trigpoint.model.positions import FixSource, MoverKind
from trigpoint.sources.positions.nmea import REASONS, SOUND, NmeaFile, mmsi_text, read_nmea
from trigpoint.sources.positions.raw import RawColumns, Refused

NO_CLOCK = "has no receive times, so nothing can be said about when a signal stopped"


def read_nmea_positions(path: Path) -> RawColumns:
    """The positions of a file of sentences. Raises InputError where none has a receive time."""
    held = read_nmea(path)
    if len(held.time) and np.isnan(held.time).all():
        raise InputError(
            str(path), NO_CLOCK, r"log with tag blocks (\c:EPOCH*hh\!AIVDM...), or add it to a case for who is who"
        )
    numbers, code = np.unique(held.mmsi, return_inverse=True)
    faulty = {REASONS[k] for k in range(len(REASONS)) if k not in SOUND}
    return RawColumns(
        kind=MoverKind.VESSEL,
        names=tuple(mmsi_text(n) for n in numbers.tolist()),
        code=code.astype(np.int32),
        time=held.time,
        lat=held.lat,
        lon=held.lon,
        extra={
            "speed_kn": held.speed_kn,
            "course_deg": held.course_deg,
            "status": held.status,
            "source": np.full(len(held.line), FixSource.AIS, np.int8),
        },
        columns=(),
        movers=held.movers,
        flags=_told(held),
        row=held.line,
        refused=Refused(first=held.faults, counts={r: n for r, n in held.counts.items() if r in faulty}),
    )


def _told(held: NmeaFile) -> tuple[str, ...]:
    other = held.counts.get("is a message that carries no vessel's position", 0)
    return (
        (f"{other} messages carry no vessel's position (base stations, aids, binary) and were passed over",)
        if other
        else ()
    )
