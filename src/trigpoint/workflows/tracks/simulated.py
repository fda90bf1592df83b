"""Made-up positions of invented movers, for the demo. Simulated, and marked so in every file, record and drawing.

Two stories: a freighter that descends towards an airfield, is lost where all others are lost too and is heard again hours later,
climbing; and a cargo vessel on the Caspian that is not heard for half a day while those around it are.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.motion import KM_PER_NM, distances_km
from trigpoint.model.positions import Floats

SEED = 20_200_911
FLIGHTS_FROM = datetime(2020, 9, 9, 4, tzinfo=UTC)
VOYAGES_FROM = datetime(2020, 9, 6, tzinfo=UTC)
# addresses of the block ICAO keeps for temporary use, and MMSIs of a country code that is given to nobody: no real mover has them
FREIGHTER, ADDRESS = "f00001", "f0{:04x}"
CARGO, MMSI = "200000001", "2000{:05d}"

Point = tuple[float, float]  # lat, lon
FIELD: Point = (35.401, 35.949)
EAST: Point = (36.6, 41.2)
FLOOR_FT = 6500.0
AIR_EVERY_S, SEA_EVERY_S = 20.0, 600.0
GROUND_H = 3.4  # between landing and take-off
NORTH_PORT: Point = (44.80, 48.20)  # the road off the Volga's mouth
SOUTH_PORT: Point = (37.05, 53.20)
SEA_POINTS: tuple[Point, ...] = (
    (44.6, 48.6), (43.4, 50.6), (42.9, 48.2), (41.6, 49.6), (40.4, 50.9), (40.2, 52.3), (38.9, 51.2), (38.0, 50.4), (37.2, 51.8),
    (37.1, 53.0),
)  # fmt: skip
WAITS_H, LIES_H = 8.0, 40.0  # at anchor before and after
DARK_FROM_H, DARK_H = 42.0, 13.0


@attrs.frozen(kw_only=True)
class Leg:
    """A stretch of way, sampled: seconds, degrees, knots, course, and for aircraft feet and feet a minute."""

    time: Floats
    lat: Floats
    lon: Floats
    speed: Floats
    course: Floats
    height: Floats
    climb: Floats


def simulate_flights(folder: Path) -> Path:
    """A day of ADS-B around an airfield, with the freighter among others, as a CSV in the folder."""
    rng = np.random.default_rng(SEED)
    path = folder / "SIMULATED-flights.csv"
    rows = list(_flight_rows(FREIGHTER, "SIM101", _freighter(), rng))
    for n in range(2, 62):
        start, way = rng.uniform(0, 9.5) * 3600, rng.uniform(-0.9, 0.9, 2)
        if n % 3:
            bearing = rng.uniform(0, 2 * np.pi)
            ends = [
                (35.9 + 2.6 * np.cos(a) + way[0], 37.6 + 4.0 * np.sin(a) + way[1]) for a in (bearing, bearing + np.pi)
            ]
            legs = [_level(ends[0], ends[1], start, 445.0, 37_000.0 - 2000 * (n % 4))]
        else:
            legs = _calls_at((EAST[0] + way[0], EAST[1] + way[1]), start, rng.uniform(0.7, 1.8))
        rows += _flight_rows(ADDRESS.format(n), f"SIM{100 + n}", legs, rng)
    head = (
        "icao24",
        "time",
        "callsign",
        "latitude",
        "longitude",
        "altitude_ft",
        "ground_speed_kt",
        "track_deg",
        "vertical_rate_fpm",
        "onground",
    )
    _write(path, head, sorted(rows, key=lambda row: (row[1], row[0])))
    return path  # fmt: skip


def simulate_voyages(folder: Path) -> Path:
    """Five days of AIS on the Caspian, with the cargo vessel among others, as a CSV in the folder."""
    rng = np.random.default_rng(SEED + 1)
    path = folder / "SIMULATED-voyages.csv"
    way = (NORTH_PORT, (43.9, 49.4), (42.2, 50.2), (40.6, 51.4), (38.6, 51.6), SOUTH_PORT)
    sailed = _sailed(way, WAITS_H * 3600, 9.2)
    leg = _joined(
        [_waiting(NORTH_PORT, 0.0, WAITS_H), sailed, _waiting(SOUTH_PORT, float(sailed.time[-1]) + SEA_EVERY_S, LIES_H)]
    )
    dark = (leg.time > DARK_FROM_H * 3600) & (leg.time < (DARK_FROM_H + DARK_H) * 3600)
    rows = list(_voyage_rows(CARGO, "SIM CARGO", _taken(leg, ~dark), rng))
    for n in range(2, 46):
        legs, at, where = [], -rng.uniform(0, 20) * 3600, int(rng.integers(len(SEA_POINTS)))
        while at < 110 * 3600:
            to = int(np.clip(where + rng.choice([-1, 1]), 0, len(SEA_POINTS) - 1))
            if to == where:
                to = where + (1 if where == 0 else -1)
            off = rng.normal(0, 0.12, 4)
            a, b = SEA_POINTS[where], SEA_POINTS[to]
            legs.append(
                _sailed(((a[0] + off[0], a[1] + off[1]), (b[0] + off[2], b[1] + off[3])), at, rng.uniform(8, 12))
            )
            at, where = float(legs[-1].time[-1]) + SEA_EVERY_S, to
        for one in legs:
            rows += _voyage_rows(
                MMSI.format(n), f"SIM VESSEL {n}", _taken(one, (one.time >= 0) & (one.time < 110 * 3600)), rng
            )
    _write(
        path,
        ("MMSI", "BaseDateTime", "VesselName", "LAT", "LON", "SOG", "COG"),
        sorted(rows, key=lambda row: (row[1], row[0])),
    )
    return path  # fmt: skip


def _freighter() -> list[Leg]:
    return _calls_at(EAST, 1.5 * 3600, GROUND_H, speed=400.0)


def _calls_at(start: Point, at: float, ground_h: float, *, speed: float = 430.0) -> list[Leg]:
    """In from a point at cruising height down to the floor of reception, and out again hours later."""
    far = float(distances_km(*start, *FIELD))
    lost = (FIELD[0] + (start[0] - FIELD[0]) * 38 / far, FIELD[1] + (start[1] - FIELD[1]) * 38 / far)
    top = (FIELD[0] + (start[0] - FIELD[0]) * 190 / far, FIELD[1] + (start[1] - FIELD[1]) * 190 / far)
    cruise = _level(start, top, at, speed, 33_000.0)
    down = _sloped(top, lost, float(cruise.time[-1]) + AIR_EVERY_S, (speed, 230.0), (33_000.0, FLOOR_FT))
    up_at = float(down.time[-1]) + ground_h * 3600
    up = _sloped(lost, top, up_at, (250.0, speed), (FLOOR_FT, 31_000.0))
    return [cruise, down, up, _level(top, start, float(up.time[-1]) + AIR_EVERY_S, speed, 34_000.0)]


def _level(a: Point, b: Point, at: float, speed: float, height: float) -> Leg:
    return _sloped(a, b, at, (speed, speed), (height, height))


def _sloped(
    a: Point, b: Point, at: float, knots: tuple[float, float], feet: tuple[float, float], every: float = AIR_EVERY_S
) -> Leg:
    """Straight, at a speed and height that change evenly."""
    seconds = float(distances_km(*a, *b)) / KM_PER_NM / ((knots[0] + knots[1]) / 2) * 3600
    time = np.arange(0.0, seconds, every)
    share = time / seconds
    way = (knots[0] * share + (knots[1] - knots[0]) * share**2 / 2) / ((knots[0] + knots[1]) / 2)
    east = (b[1] - a[1]) * np.cos(np.radians((a[0] + b[0]) / 2))
    same = np.ones_like(time)
    return Leg(
        time=at + time, lat=a[0] + (b[0] - a[0]) * way, lon=a[1] + (b[1] - a[1]) * way,
        speed=knots[0] + (knots[1] - knots[0]) * share, course=same * (np.degrees(np.arctan2(east, b[0] - a[0])) % 360),
        height=feet[0] + (feet[1] - feet[0]) * share, climb=same * ((feet[1] - feet[0]) / seconds * 60),
    )  # fmt: skip


def _sailed(points: tuple[Point, ...], at: float, knots: float) -> Leg:
    legs = []
    for a, b in pairwise(points):
        legs.append(_sloped(a, b, at, (knots, knots), (0.0, 0.0), SEA_EVERY_S))
        at = float(legs[-1].time[-1]) + SEA_EVERY_S
    return _joined(legs)


def _waiting(at: Point, start: float, hours: float) -> Leg:
    """At anchor."""
    time = start + np.arange(0.0, hours * 3600, SEA_EVERY_S)
    still = np.zeros_like(time)
    return Leg(
        time=time, lat=still + at[0], lon=still + at[1], speed=still + 0.2, course=still, height=still, climb=still
    )


def _joined(legs: Sequence[Leg]) -> Leg:
    return Leg(**{f.name: np.concatenate([getattr(leg, f.name) for leg in legs]) for f in attrs.fields(Leg)})


def _taken(leg: Leg, kept: NDArray[np.bool_]) -> Leg:
    return Leg(**{f.name: getattr(leg, f.name)[kept] for f in attrs.fields(Leg)})


def _flight_rows(
    address: str, callsign: str, legs: Iterable[Leg], rng: np.random.Generator
) -> Iterator[tuple[str, ...]]:
    for leg in legs:
        for t, lat, lon, kn, course, feet, fpm in _noisy(leg, rng, 0.0003):
            yield (
                address,
                _utc(FLIGHTS_FROM, t),
                callsign,
                lat,
                lon,
                f"{round(float(feet), -2):.0f}",
                kn,
                course,
                fpm,
                "0",
            )


def _voyage_rows(mmsi: str, name: str, leg: Leg, rng: np.random.Generator) -> Iterator[tuple[str, ...]]:
    for t, lat, lon, kn, course, _, _ in _noisy(leg, rng, 0.0004):
        yield (mmsi, _utc(VOYAGES_FROM, t), name, lat, lon, kn, course)


def _noisy(
    leg: Leg, rng: np.random.Generator, degrees: float
) -> Iterator[tuple[float, str, str, str, str, float, str]]:
    n = len(leg.time)
    off, blur, late = rng.normal(0, degrees, (n, 2)), rng.normal(0, 0.15, n), rng.uniform(-2, 2, n)
    for i in range(n):
        yield (
            float(leg.time[i] + late[i]), f"{leg.lat[i] + off[i, 0]:.5f}", f"{leg.lon[i] + off[i, 1]:.5f}",
            f"{leg.speed[i] + blur[i]:.1f}",
            f"{leg.course[i]:.1f}", float(leg.height[i]), f"{leg.climb[i]:.0f}",
        )  # fmt: skip


def _utc(start: datetime, seconds: float) -> str:
    return f"{start + timedelta(seconds=round(seconds)):%Y-%m-%dT%H:%M:%SZ}"


def _write(path: Path, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="ascii", newline="") as file:
        csv.writer(file).writerows([head, *rows])
