"""A file of AIS sentences as a capture: kept as it is, with counts of what it holds. It has no text and no articles."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from trigpoint.model.errors import UnreadableFile
from trigpoint.sources.positions.nmea import NmeaFile, decode
from trigpoint.sources.positions.nmea_fixes import NO_CLOCK
from trigpoint.sources.reading import Reading

_READER = "trigpoint nmea 1"
LATEST = 4_102_444_800.0  # 2100: behind it a clock is broken
MEDIA_TYPE = "application/x-nmea0183"


def read_sentences(content: bytes, where: str) -> Reading:
    """Counts of a file's sentences. Raises UnreadableFile where none of them is sound."""
    held = decode(content)
    if not len(held.line) and not held.movers and not held.messages:
        raise UnreadableFile(where, f"holds no sound AIS sentence in {held.lines:,} lines")
    return Reading(text="", pieces=(), media_type=MEDIA_TYPE, reader=_READER, flags=tuple(_flags(held)))


def _flags(held: NmeaFile) -> list[str]:
    vessels = len(np.unique(held.mmsi))
    flags = [f"AIS: {len(held.line):,} positions of {vessels:,} vessels, {len(held.movers):,} say who they are"]
    times = held.time[(held.time >= 0) & (held.time < LATEST)]
    if len(times):
        first, last = (datetime.fromtimestamp(float(t), UTC) for t in (times.min(), times.max()))
        flags.append(f"received {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC (tag blocks)")
        if len(times) < len(held.line):
            flags.append(f"{len(held.line) - len(times):,} positions have no receive time")
    elif len(held.line):
        flags.append(NO_CLOCK)
    if held.broken:
        row, reason, _ = held.faults[0]
        flags.append(f"{held.broken:,} of {held.lines:,} lines are broken (line {row + 1}: {reason})")
    return flags
