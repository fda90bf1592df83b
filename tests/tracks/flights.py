"""Made-up flights and the feeds they make."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trigpoint.model.positions import MoverKind, Positions
from trigpoint.places.airfields import Airfield, gathered

START = 1.7e9
EVERY_S = 10.0
KN = 420.0
DEG_S = KN * 1.852 / 111.195 / 3600  # degrees of latitude a second
FIELD = Airfield(code="XAAA", name="Alpha", lat=36.0, lon=50.0, elevation_ft=0.0, weight=10.0)
OTHER = Airfield(code="XBBB", name="Beta", lat=37.6, lon=51.5, elevation_ft=0.0, weight=10.0)
FIELDS = gathered((FIELD, OTHER))
Track = dict[str, NDArray[np.float64]]


def flight(
    lon: float, *, south: float = 34.0, minutes: float = 40.0, begins: float = 0.0, height: float = 35000.0
) -> Track:
    """Level, northwards."""
    t = np.arange(0.0, minutes * 60, EVERY_S)
    return {
        "time": START + begins * 60 + t,
        "lat": south + DEG_S * t,
        "lon": np.full(len(t), lon),
        "alt": np.full(len(t), height),
        "climb": np.zeros(len(t)),
        "speed": np.full(len(t), KN),
        "course": np.zeros(len(t)),
    }


def without(track: Track, start_min: float, end_min: float) -> Track:
    """The same, unheard between two minutes after the start."""
    minute = (track["time"] - START) / 60
    return {name: values[(minute < start_min) | (minute > end_min)] for name, values in track.items()}


def stay(arrival_min: float, hours: float) -> Track:
    """Down to FIELD from the south until 6,000 ft; from 6,000 ft up to the south some hours later."""
    seconds = np.arange(0.0, 600.0, EVERY_S)
    speed = 250.0
    km = 35 + speed * 1.852 / 3600 * seconds
    height = 6000 + 1500 / 60 * seconds
    down, up = arrival_min * 60 + 600 - seconds[::-1], arrival_min * 60 + 600 + hours * 3600 + seconds
    n = len(seconds)
    return {
        "time": START + np.r_[down, up],
        "lat": FIELD.lat - np.r_[km[::-1], km] / 111.195,
        "lon": np.full(2 * n, FIELD.lon),
        "alt": np.r_[height[::-1], height],
        "climb": np.r_[np.full(n, -1500.0), np.full(n, 1500.0)],
        "speed": np.full(2 * n, speed),
        "course": np.r_[np.zeros(n), np.full(n, 180.0)],
    }


def feed(tracks: dict[str, Track], source: dict[str, NDArray[np.int8]] | None = None) -> Positions:
    """The feed of some tracks."""
    names = tuple(sorted(tracks))

    def put(column: str) -> NDArray[np.float64]:
        return np.concatenate([tracks[name][column] for name in names])

    return Positions(
        kind=MoverKind.AIRCRAFT,
        names=names,
        mover=np.concatenate([np.full(len(tracks[name]["time"]), k, np.int32) for k, name in enumerate(names)]),
        time=put("time"),
        lat=put("lat"),
        lon=put("lon"),
        row=np.arange(len(put("time"))),
        altitude_ft=put("alt").astype(np.float32),
        climb_fpm=put("climb").astype(np.float32),
        speed_kn=put("speed").astype(np.float32),
        course_deg=put("course").astype(np.float32),
        source=np.concatenate([source[name] for name in names]) if source else None,
    )
