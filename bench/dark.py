"""Ships seen against vessels heard, on simulated pictures over real or simulated tracks: who is matched, who is not, how surely.

    python -m bench.dark [POSITIONS]

From each look at tracks (a file of real ones, or a made-up fleet of several densities) some vessels are taken out of the feed
altogether, the fixes of the others around the look are taken out for up to an hour, and everybody within a disc is taken out of
the feed for three hours. Ships seen are where the vessels truly were, shifted as a radar shifts them; one in ten is missed, and
false echoes are added. No figure here is of a picture that was taken.
"""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import attrs
import numpy as np
from numpy.typing import NDArray

from bench.table import show
from trigpoint.evidence.tracks.dark import DarkDetection, Seen, judge_detections
from trigpoint.evidence.tracks.detections import Detections, Orbit, Sensor, azimuth_shifts
from trigpoint.evidence.tracks.expected_positions import (
    KM_PER_DEG,
    Expected,
    Motion,
    expected_at,
    learned_drift,
    motion_of,
)
from trigpoint.evidence.tracks.motion import distances_km
from trigpoint.model.positions import Mover, MoverKind, Positions
from trigpoint.sources.positions.read import read_positions

DARK, MISSED, FALSE_PER_SHIP = 0.2, 0.1, 0.05
HOLE_KM, HOLE_S = 25.0, 5400.0
KNOWN_S = 360.0  # a vessel heard this close in time on both sides is known to have been where it is interpolated
SENSOR = Sensor(orbit=Orbit.ASCENDING)


@attrs.frozen(kw_only=True, eq=False)
class Look:
    """A made picture with what is true of it."""

    detections: Detections
    positions: Positions
    movers: dict[str, Mover]
    truth: tuple[str, ...]  # vessel each detection is; "" = false echo
    dark: frozenset[str]
    holed: frozenset[str]


def fleet(rng: np.random.Generator, vessels: int, *, hours: float = 12.0, degrees: float = 2.0) -> Positions:
    """Vessels that sail straight, turn now and then, or lie still, heard every few minutes."""
    columns = []
    for k in range(vessels):
        time = np.cumsum(rng.exponential(rng.choice([60.0, 180.0, 360.0]), 3000))
        time = time[time < hours * 3600]
        speed = 0.0 if rng.random() < 0.3 else rng.uniform(3, 40)
        turns = np.cumsum(
            rng.normal(0, 0.03, len(time)) + (rng.random(len(time)) < 0.01) * rng.normal(0, 1.2, len(time))
        )
        course = rng.uniform(0, 2 * np.pi) + turns
        step = np.diff(time, prepend=0) / 3600 * speed
        lat = 36 + rng.uniform(0, degrees) + np.cumsum(step * np.cos(course)) / KM_PER_DEG
        lon = 50 + rng.uniform(0, degrees) + np.cumsum(step * np.sin(course)) / KM_PER_DEG / np.cos(np.radians(36))
        noise = rng.normal(0, 0.02 / KM_PER_DEG, (2, len(time)))
        columns.append(np.stack([np.full(len(time), k), time, lat + noise[0], lon + noise[1]]))
    mover, time, lat, lon = np.concatenate(columns, axis=1)
    return Positions(
        kind=MoverKind.VESSEL, names=tuple(f"{200000000 + k}" for k in range(vessels)), mover=mover.astype(np.int32),
        time=1.6e9 + time, lat=lat, lon=lon, row=np.arange(len(time)),
    )  # fmt: skip


def look_at(
    positions: Positions, time: float, box: tuple[float, float, float, float], rng: np.random.Generator
) -> Look:
    """Make a picture of a box at a time."""
    motion: Motion = motion_of(positions)
    there = expected_at(positions, motion, learned_drift(positions, motion), time)
    west, south, east, north = box
    known = there.is_bridged & (there.since_s <= KNOWN_S / 2)
    vague = {positions.names[m] for m in there.mover[~known]}  # where these truly were nobody can say: not in the test
    known &= (there.lat >= south) & (there.lat <= north) & (there.lon >= west) & (there.lon <= east)
    there = attrs.evolve(there, **{f.name: getattr(there, f.name)[known] for f in attrs.fields(Expected)})
    n = len(there.lat)
    names = np.array([positions.names[m] for m in there.mover])
    centre = rng.integers(n)
    holed = distances_km(there.lat[centre], there.lon[centre], there.lat, there.lon) <= HOLE_KM
    dark = (rng.random(n) < DARK) & ~holed
    seen = rng.random(n) > MISSED
    ((de, dn),) = azimuth_shifts(SENSOR, there.lat, there.east_kmh, there.north_kmh)
    noise = rng.normal(0, 0.04, (2, n))
    lat = there.lat + (dn + noise[0]) / KM_PER_DEG
    lon = there.lon + (de + noise[1]) / KM_PER_DEG / np.cos(np.radians(there.lat))
    length = rng.lognormal(4.6, 0.6, n)
    false = rng.poisson(FALSE_PER_SHIP * n)
    echoes = rng.uniform(size=(2, false))
    echo_length = rng.lognormal(4.2, 0.6, false)
    measured = length * rng.lognormal(0, 0.2, n)
    detections = Detections(
        lat=np.concatenate([lat[seen], south + echoes[0] * (north - south)]),
        lon=np.concatenate([lon[seen], west + echoes[1] * (east - west)]),
        time=np.full(int(seen.sum()) + false, time), length_m=np.concatenate([measured[seen], echo_length]),
        row=np.arange(int(seen.sum()) + false),
    )  # fmt: skip
    movers = {
        name: Mover(id=name, kind=MoverKind.VESSEL, length_m=float(metres))
        for name, metres in zip(names, length, strict=True)
        if rng.random() < 0.7
    }
    kept = _heard(positions, time, vague | set(names[dark]), there.lat[centre], there.lon[centre], rng)
    return Look(
        detections=detections, positions=kept, movers=movers, truth=(*names[seen].tolist(), *[""] * false),
        dark=frozenset(names[dark]), holed=frozenset(names[holed]),
    )  # fmt: skip


def _heard(
    positions: Positions, time: float, left_out: set[str], lat: float, lon: float, rng: np.random.Generator
) -> Positions:
    """The feed without those left out, without the hole, and with gaps around the look."""
    gap = rng.choice([0.0, 300.0, 900.0, 1800.0, 3600.0], len(positions.names), p=[0.4, 0.2, 0.2, 0.1, 0.1])
    off = rng.uniform(-0.5, 0.5, len(gap)) * gap
    apart = positions.time - time - off[positions.mover]
    kept: NDArray[np.bool_] = np.abs(apart) >= gap[positions.mover] / 2
    kept &= ~np.array([name in left_out for name in positions.names])[positions.mover]
    near = distances_km(lat, lon, positions.lat, positions.lon) <= HOLE_KM
    kept &= ~(near & (np.abs(positions.time - time) <= HOLE_S))
    there = np.flatnonzero(np.bincount(positions.mover[kept], minlength=len(positions.names)))
    fresh = np.full(len(positions.names), -1)
    fresh[there] = np.arange(len(there))
    columns = {
        f.name: getattr(positions, f.name)[kept]
        for f in attrs.fields(Positions)
        if isinstance(getattr(positions, f.name), np.ndarray)
    }
    columns["mover"] = fresh[columns["mover"]].astype(np.int32)
    return attrs.evolve(positions, names=tuple(positions.names[k] for k in there), **columns)


def figures(looks: list[tuple[Look, list[DarkDetection]]]) -> tuple[list[str], list[tuple[float, bool]]]:
    """Precision and recall of the pairs and of the unheard, ships in the hole called dark; and (said, was) of the unheard."""
    pairs = wrong = outside = wrong_outside = covered = right = broadcast = dark_called = dark_right = dark_all = (
        in_hole
    ) = hole_dark = open_ = ships = 0
    said: list[tuple[float, bool]] = []
    for look, judged in looks:
        for one, name in zip(sorted(judged, key=lambda j: j.row), look.truth, strict=True):
            ships += 1
            is_dark = not name or name in look.dark
            pairs += bool(one.mover)
            wrong += bool(one.mover) and one.mover != name
            outside += bool(one.mover) and name not in look.holed
            wrong_outside += bool(one.mover) and one.mover != name and name not in look.holed
            right += bool(one.mover) and one.mover == name and name not in look.holed
            broadcast += not is_dark and name not in look.holed
            if name in look.holed:
                in_hole += 1
                hole_dark += one.verdict is Seen.NOT_BROADCASTING
                continue
            dark_all += is_dark
            covered += is_dark and one.verdict is not Seen.COVERAGE_UNKNOWN
            dark_called += one.verdict is Seen.NOT_BROADCASTING
            dark_right += one.verdict is Seen.NOT_BROADCASTING and is_dark
            open_ += one.verdict in (Seen.COVERAGE_UNKNOWN, Seen.UNDETERMINED)
            if one.unheard is not None and one.verdict is not Seen.BROADCASTING:
                said.append((1 - one.missed_match - one.unheard, is_dark))
            elif one.verdict is Seen.BROADCASTING:
                said.append((1 - one.probability, is_dark))
    calibration = sum(
        abs(sum(p for p, _ in part) - sum(w for _, w in part))
        for low, high in pairwise(np.linspace(0, 1.0001, 11))
        if (part := [x for x in said if low <= x[0] < high])
    ) / max(len(said), 1)
    shown = [
        str(ships), f"{1 - wrong / max(pairs, 1):.3f}", f"{1 - wrong_outside / max(outside, 1):.3f}",
        f"{right / max(broadcast, 1):.3f}", f"{dark_right / max(dark_called, 1):.3f}", f"{dark_right / max(dark_all, 1):.3f}",
        f"{dark_right / max(covered, 1):.3f}", f"{hole_dark / max(in_hole, 1):.3f} of {in_hole}",
        f"{open_ / max(ships - in_hole, 1):.3f}", f"{calibration:.3f}",
    ]  # fmt: skip
    return shown, said


HEAD = (
    "tracks", "ships", "pairs right", "outside holes", "found", "unheard right", "found", "found where covered", "hole called dark",
    "open", "ECE",
)  # fmt: skip


def main(arguments: list[str]) -> None:
    rows = []
    for vessels, looks in ((40, 30), (150, 10), (600, 4)):
        made = []
        for seed in range(looks):
            rng = np.random.default_rng(5000 + seed)
            look = look_at(fleet(rng, vessels), 1.6e9 + rng.uniform(3, 9) * 3600, (50.0, 36.0, 52.0, 38.0), rng)
            made.append((look, list(judge_detections(look.detections, look.positions, look.movers, sensor=SENSOR))))
        rows.append([f"made up, {vessels} in 2 x 2 degrees", *figures(made)[0]])
    for file in arguments:
        positions = read_positions(Path(file)).positions
        made = []
        for seed in range(25):
            rng = np.random.default_rng(6000 + seed)
            time = rng.uniform(*np.quantile(positions.time, [0.15, 0.85]))
            near = np.abs(positions.time - time) < KNOWN_S
            cell = rng.choice(np.flatnonzero(near))
            lat, lon = positions.lat[cell], positions.lon[cell]
            look = look_at(positions, time, (lon - 1.5, lat - 1, lon + 1.5, lat + 1), rng)
            made.append((look, list(judge_detections(look.detections, look.positions, look.movers, sensor=SENSOR))))
        rows.append([Path(file).stem, *figures(made)[0]])
    show("Ships seen and vessels heard", HEAD, rows)


if __name__ == "__main__":
    main(sys.argv[1:])
