"""Silences and stops beside MovingPandas in one run: points a second, and whether both find the same stops.

`python -m bench.tracks_peer POSITIONS PYTHON`, where PYTHON has movingpandas. Theirs gets the file as it is, ours some ten million
fixes made of it. Both are timed from the file to the result, without imports and compiling, by the processor and by the clock.
A stop of theirs agrees where one of ours shares more than 0.8 of the time that the two span. Their measure (diagonal of the
least rectangle, 500 m) is tried in our scan too, in metres: that tells a difference in rule from a mistake.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numba
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bench.table import show
from bench.tracks_speed import repeat
from trigpoint.evidence.tracks.silences import find_silences
from trigpoint.evidence.tracks.stops import LEAST_S, LONGEST_SILENCE_S, RADIUS_KM_OF_STOP, Floats, Longs, stop_arrays
from trigpoint.model.positions import Positions
from trigpoint.sources.positions.read import read_positions

THEIRS = r"""
import json, os, sys, time, warnings, datetime as dt
warnings.filterwarnings("ignore")
import pandas as pd, movingpandas as mpd
def spent():
    t = os.times(); return t.user + t.system + t.children_user + t.children_system
def timed(job):
    c, w = spent(), time.perf_counter(); found = job(); return found, spent() - c, time.perf_counter() - w
def read():
    d = pd.read_parquet(sys.argv[1]).drop_duplicates(["id", "t"])
    return mpd.TrajectoryCollection(d, "id", t="t", x="lon", y="lat", crs=4326)
def gaps():
    tc = read(); return len(mpd.ObservationGapSplitter(tc).split(gap=dt.timedelta(hours=1)))
def stops():
    return mpd.TrajectoryStopDetector(read()).get_stop_time_ranges(max_diameter=500, min_duration=dt.timedelta(minutes=30))
_, gc, gw = timed(gaps); found, sc, sw = timed(stops)
print(json.dumps({"gaps": [gc, gw], "stops": [sc, sw], "found": [
    [str(r.traj_id), pd.Timestamp(r.t_0).timestamp(), pd.Timestamp(r.t_n).timestamp()] for r in found]}))
"""
Span = tuple[float, float]
Row = tuple[str, str, str, str, str]


def main() -> None:
    """Print both tables."""
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    path, peer = Path(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.parquet", Path(folder) / "large.parquet"
        positions = read_positions(path).positions
        _write(positions, small)
        count = repeat(positions, large)
        ran = subprocess.run([peer, "-c", THEIRS, str(small)], capture_output=True, text=True, check=True)
        theirs = json.loads(ran.stdout.splitlines()[-1])
        rows: list[Row] = []
        jobs: dict[str, Callable[[Positions], object]] = {"gaps": find_silences, "stops": _stops}
        for what, job in jobs.items():
            cpu, wall = theirs[what]
            rows.append(_row(f"{what}, MovingPandas", len(positions), cpu, wall))
            cpu_ours, wall_ours = _timed(partial(_from_file, job, large))
            rows.append(_row(f"{what}, read, sorted and found", count, cpu_ours, wall_ours))
            ratios = [(count / a) / (len(positions) / b) for a, b in ((cpu_ours, cpu), (wall_ours, wall))]
            rows.append(("  times as many", "", f"{ratios[0]:,.0f}", "", f"{ratios[1]:,.0f}"))
    show("Beside MovingPandas", ("what", "points", "a processor second", "seconds", "a second"), rows)
    agreement(positions, theirs["found"])


def _from_file(job: Callable[[Positions], object], path: Path) -> object:
    return job(read_positions(path).positions)


def _stops(positions: Positions) -> tuple[Longs, Longs, Floats, Floats]:
    return stop_arrays(positions, RADIUS_KM_OF_STOP, LEAST_S, LONGEST_SILENCE_S)


def _row(what: str, points: int, cpu: float, wall: float) -> Row:
    return what, f"{points:,}", f"{points / cpu:,.0f}", f"{wall:.2f}", f"{points / wall:,.0f}"


def _timed(job: Callable[[], object], rounds: int = 3) -> tuple[float, float]:
    best = []
    for _ in range(rounds):
        before, started = os.times(), time.perf_counter()
        job()
        after = os.times()
        best.append((after.user + after.system - before.user - before.system, time.perf_counter() - started))
    return min(cpu for cpu, _ in best), min(wall for _, wall in best)


def _write(positions: Positions, into: Path) -> None:
    """In time order, as a feed delivers it."""
    order = np.argsort(positions.time, kind="stable")
    names = np.array(positions.names)[positions.mover]
    when = (positions.time * 1e6).astype("int64").astype("datetime64[us]")
    columns = {"id": names, "t": when, "lat": positions.lat, "lon": positions.lon}
    pq.write_table(pa.table({name: values[order] for name, values in columns.items()}), into)


def agreement(positions: Positions, found: list[tuple[str, float, float]]) -> None:
    """How many of their stops ours agree with, by our rule and by their measure."""
    theirs: dict[str, list[Span]] = {}
    for name, first, last in found:
        theirs.setdefault(name, []).append((first, last))
    rules: list[tuple[str, Longs, Longs]] = [
        ("within 500 m of where it came to lie", *_stops(positions)[:2]),
        ("the same, carried over any silence", *stop_arrays(positions, RADIUS_KM_OF_STOP, LEAST_S, np.inf)[:2]),
        ("least rectangle, diagonal 500 m", *_boxed(positions.mover, positions.time, positions.lat, positions.lon)),
    ]
    rows = []
    for rule, i, j in rules:
        ours: dict[str, list[Span]] = {}
        for a, b in zip(i.tolist(), j.tolist(), strict=True):
            ours.setdefault(positions.names[positions.mover[a]], []).append((positions.time[a], positions.time[b]))
        best = np.array(
            [max((_shared(s, o) for o in ours.get(n, ())), default=0.0) for n, all_ in theirs.items() for s in all_]
        )
        rows.append((rule, str(len(i)), str(len(best)), f"{(best > 0.8).mean():.1%}", f"{(best > 0).mean():.1%}"))
    show("Their stops in ours", ("our rule", "ours", "theirs", "agree", "overlap"), rows)


def _shared(a: Span, b: Span) -> float:
    return max(min(a[1], b[1]) - max(a[0], b[0]), 0.0) / max(max(a[1], b[1]) - min(a[0], b[0]), 1.0)


@numba.njit(nogil=True)
def _boxed(mover: NDArray[np.int32], time: Floats, lat: Floats, lon: Floats) -> tuple[Longs, Longs]:
    """First and last fix of each longest run whose least rectangle (of eight directions) has a diagonal under 500 m."""
    firsts, lasts = [0], [0]
    cos, sin = np.cos(np.arange(16) * np.pi / 16), np.sin(np.arange(16) * np.pi / 16)
    i = 0
    while i < len(time):
        low, high = np.zeros(16), np.zeros(16)
        j = i + 1
        while j < len(time) and mover[j] == mover[i]:
            north, east = (lat[j] - lat[i]) * 111.195, (lon[j] - lon[i]) * 111.195 * np.cos(np.radians(lat[i]))
            low, high = np.minimum(low, east * cos + north * sin), np.maximum(high, east * cos + north * sin)
            wide, tall = (high - low)[:8], (high - low)[8:]
            least = np.argmin(wide * tall)
            if np.hypot(wide[least], tall[least]) >= 0.5:
                break
            j += 1
        if time[j - 1] - time[i] >= LEAST_S:
            firsts.append(i)
            lasts.append(j - 1)
            i = j
        else:
            i += 1
    return np.array(firsts[1:]), np.array(lasts[1:])


if __name__ == "__main__":
    main()
