"""Ships seen in a picture, as the matching with tracks takes them, and what a radar does to one under way."""

from __future__ import annotations

from enum import StrEnum

import attrs
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RANGE_OVER_SPEED_S = (
    115.0  # slant range over the satellite's speed: Sentinel-1 about 115 s, X-band satellites about 85 s
)
INCIDENCE_DEG = 37.0  # middle of the interferometric wide swath
INCLINATION_DEG = 98.2  # of sun-synchronous orbits


class Orbit(StrEnum):
    """Which way a satellite flew; all radars in use look to its right unless told."""

    ASCENDING = "ascending"
    DESCENDING = "descending"


@attrs.frozen(kw_only=True, eq=False)
class Detections:
    """Ships seen, in columns. Times in seconds UTC; lengths in metres, NaN = not known."""

    lat: Floats  # degrees, EPSG:4326
    lon: Floats
    time: Floats
    length_m: Floats
    row: NDArray[np.int64]  # of the input, so that each can be cited
    names: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.lat)

    def at(self, picked: NDArray[np.int64]) -> Detections:
        """Some of them."""
        return Detections(
            lat=self.lat[picked], lon=self.lon[picked], time=self.time[picked], length_m=self.length_m[picked],
            row=self.row[picked], names=tuple(self.names[i] for i in picked) if self.names else (),
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class Sensor:
    """What took the picture, as far as it moves what it shows."""

    is_radar: bool = True
    orbit: Orbit | None = None  # None: not known, both are weighed
    range_over_speed_s: float = RANGE_OVER_SPEED_S
    incidence_deg: float = INCIDENCE_DEG
    looks_left: bool = False


def azimuth_shifts(sensor: Sensor, lat: Floats, east_kmh: Floats, north_kmh: Floats) -> list[tuple[Floats, Floats]]:
    """By how much (east, north, km) a ship under way is displaced in the picture, for each orbit that is possible.

    A ship that moves away from a radar is drawn against the direction of flight by (range / speed of the satellite) times its speed
    along the line of sight (Raney 1971).
    """
    if not sensor.is_radar:
        return [(np.zeros(len(lat)), np.zeros(len(lat)))]
    found = []
    for orbit in [sensor.orbit] if sensor.orbit else list(Orbit):
        heading = _heading(lat, orbit)
        look = heading + (-np.pi / 2 if sensor.looks_left else np.pi / 2)
        away = (east_kmh * np.sin(look) + north_kmh * np.cos(look)) * np.sin(np.radians(sensor.incidence_deg))
        along = -away / 3600 * sensor.range_over_speed_s
        found.append((along * np.sin(heading), along * np.cos(heading)))
    return found


def _heading(lat: Floats, orbit: Orbit) -> Floats:
    """Of the ground track, radians from north, clockwise."""
    sine = np.clip(np.cos(np.radians(INCLINATION_DEG)) / np.maximum(np.cos(np.radians(lat)), 0.15), -1, 1)
    rising = np.arcsin(sine)
    found: Floats = rising if orbit is Orbit.ASCENDING else np.pi - rising
    return found
