"""Positions as bulk data: many fixes of many movers, as arrays that lie side by side.

A *mover* is a vessel or an aircraft under the identity it broadcasts (MMSI, ICAO 24-bit address). Who is behind an identity, and
whether two hulls share one, is for `evidence.tracks` to find out.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from functools import cached_property

import attrs
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]
Bytes = NDArray[np.int8]


class MoverKind(StrEnum):
    """What moves."""

    VESSEL = "vessel"
    AIRCRAFT = "aircraft"


class FixSource(IntEnum):
    """How a position came about. An MLAT fix means: the transponder answers but broadcasts no position."""

    UNKNOWN = 0
    AIS = 1  # receiver not stated
    AIS_TERRESTRIAL = 2
    AIS_SATELLITE = 3
    ADSB = 4
    MLAT = 5
    ADSC = 6  # by satellite contract
    TISB = 7  # rebroadcast of radar
    MODE_S = 8  # other Mode S derived
    ESTIMATED = 9


@attrs.frozen(kw_only=True, eq=False)
class Positions:
    """Fixes sorted by mover, then by time. All arrays have length n; None = the feed has no such column.

    A value the feed leaves out for one fix is NaN in a float array and -1 in an int8 one.
    """

    kind: MoverKind
    names: tuple[str, ...]  # identity of mover k: nine-digit MMSI, six-digit lowercase hex
    mover: NDArray[np.int32]  # index into `names`, ascending
    time: Floats  # seconds since 1970-01-01T00:00:00Z, ascending within a mover
    lat: Floats  # degrees, EPSG:4326
    lon: Floats
    row: NDArray[np.int64]  # 0-based row of the input, so that every finding can be cited
    speed_kn: Floats32 | None = None  # over ground
    course_deg: Floats32 | None = None  # over ground, 0 = north, clockwise
    altitude_ft: Floats32 | None = None  # barometric; 0 on the ground
    climb_fpm: Floats32 | None = None
    on_ground: Bytes | None = None  # 1, 0
    nic: Bytes | None = None  # navigation integrity category (DO-260B)
    nac_p: Bytes | None = None  # navigation accuracy category, position
    status: Bytes | None = None  # AIS navigational status (ITU-R M.1371), 0..15
    source: Bytes | None = None  # FixSource

    def __len__(self) -> int:
        return len(self.time)

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """First index of each mover, and n at the end: mover k is [starts[k], starts[k + 1])."""
        movers = np.arange(len(self.names) + 1, dtype=np.int32)  # of the same type: else all of `mover` would be copied
        return np.searchsorted(self.mover, movers).astype(np.int64)


@attrs.frozen(kw_only=True)
class Mover:
    """Who is behind an identity, as registers and the mover itself say. "" = not said."""

    id: str  # MMSI or ICAO 24-bit address
    kind: MoverKind
    name: str = ""  # ship's name
    callsign: str = ""  # the last one broadcast
    type: str = ""  # ICAO type designator (A124) or AIS ship type in words
    registration: str = ""  # tail number, or IMO number for a ship
    operator: str = ""
    flag: str = ""  # ISO 3166-1 alpha-2
    military: bool | None = None  # None: no register says
    length_m: float | None = None
    flags: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class RejectedRow:
    """A row of the input that is no usable fix."""

    row: int  # 0-based
    reason: str
    text: str = ""  # what stood there, cut short
