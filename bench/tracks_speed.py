"""Positions, stops and visits a second: a feed repeated to ten million fixes, sentences beside pyais.

`python -m bench.tracks_speed POSITIONS.parquet [SITES.csv] [LOG.nmea]`: SITES with columns latitude or lat, longitude or lon.
Printed are seconds of the processor, which a busy machine does not change much, and the best of three rounds.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv_out
import pyarrow.parquet as pq

from bench.table import peak_mb, show
from trigpoint.evidence.tracks.silences import find_silences
from trigpoint.evidence.tracks.stops import LEAST_S, LONGEST_SILENCE_S, RADIUS_KM_OF_STOP, stop_arrays
from trigpoint.evidence.tracks.visits import VisitedSite, find_visits
from trigpoint.model.positions import Positions
from trigpoint.sources.positions.nmea import decode
from trigpoint.sources.positions.read import read_positions
from trigpoint.sources.positions.sort import order_of

FIXES = 10_000_000
TABLE_ROWS = 3_000_000
LINES = 1_000_000
ROUNDS = 3
Row = tuple[str, str, str, str]


def main() -> None:
    """Print the table."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    rows: list[Row] = []
    paths = [Path(argument) for argument in sys.argv[1:]]
    sites = next((p for p in paths if p.suffix == ".csv"), None)
    for path in paths:
        if path.suffix == ".nmea":
            rows += sentences(path)
        elif path != sites:
            rows += feed(path, sites)
    show("Tracks, processor seconds, best of three", ("what", "items", "seconds", "million a second"), rows)
    print(f"  peak memory {peak_mb():,} MB")


def feed(path: Path, sites: Path | None) -> list[Row]:
    """Reading, sorting, silences, stops and visits of a repeated feed."""
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "feed.parquet"
        count = repeat(read_positions(path).positions, large)
        rows = [timed("read and sort a Parquet file in time order", count, lambda: read_positions(large), rounds=1)]
        found = read_positions(large).positions
        table = Path(folder) / "feed.csv"
        write_table(found, table)
        rows.append(
            timed("read and sort a MarineCadastre table of 17 columns", TABLE_ROWS, lambda: read_positions(table))
        )
    shuffled = np.random.default_rng(0).permutation(count)
    code, when = found.mover[shuffled], found.time[shuffled]
    rows.append(timed("order of shuffled fixes", count, lambda: order_of(code, when, len(found.names))))
    rows.append(timed("silences, sorted", count, lambda: find_silences(found)))
    rows.append(
        timed("stops, sorted", count, lambda: stop_arrays(found, RADIUS_KM_OF_STOP, LEAST_S, LONGEST_SILENCE_S))
    )
    if sites:
        places = sites_of(sites)
        rows.append(timed(f"visits to {len(places):,} sites, sorted", count, lambda: list(find_visits(found, places))))
    return rows


def repeat(positions: Positions, into: Path) -> int:
    """The feed again and again under new identities, 37 s later each time, in time order."""
    times = FIXES // len(positions) + 1
    shift = np.repeat(np.arange(times), len(positions))
    when = np.tile(positions.time, times) + 37.0 * shift
    order = np.argsort(when, kind="stable")
    mover = np.tile(positions.mover, times) + shift * len(positions.names) + 200_000_000
    columns = {"MMSI": mover, "time": when, "lat": np.tile(positions.lat, times), "lon": np.tile(positions.lon, times)}
    pq.write_table(pa.table({name: values[order] for name, values in columns.items()}), into)
    return len(order)


def write_table(positions: Positions, into: Path) -> None:
    """Some of the fixes in time order as MarineCadastre writes them, the identities with names and sizes."""
    order = np.argsort(positions.time, kind="stable")[:TABLE_ROWS]
    when = np.datetime_as_string((positions.time[order]).astype("datetime64[s]"))
    who = np.array(positions.names)[positions.mover[order]]
    same = {"SOG": "12.3", "COG": "-71.5", "Heading": "511.0"}
    who_is = {"VesselName": "SAMUEL NEWHOUSE", "IMO": "IMO7702774", "CallSign": "WYR3371", "VesselType": "60.0"}
    rest = {"Status": "0.0", "Length": "94.0", "Width": "21.0", "Draft": "", "Cargo": "69.0", "TransceiverClass": "B"}
    lat, lon = np.round(positions.lat[order], 5), np.round(positions.lon[order], 5)
    columns = {"MMSI": who, "BaseDateTime": when, "LAT": lat, "LON": lon}
    others = {name: pa.repeat(value, len(order)) for name, value in {**same, **who_is, **rest}.items()}
    options = csv_out.WriteOptions(quoting_style="none")
    csv_out.write_csv(pa.table({**columns, **others}), into, options)


def sites_of(path: Path) -> list[VisitedSite]:
    """Sites with 3 km around them."""
    with path.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    return [
        VisitedSite(
            name=str(k),
            lat=float(row.get("latitude") or row["lat"]),
            lon=float(row.get("longitude") or row["lon"]),
            radius_km=3,
        )
        for k, row in enumerate(rows)
    ]


def sentences(path: Path) -> list[Row]:
    """Sentences of a log, beside pyais on a tenth of them."""
    lines = [line for line in path.read_bytes().splitlines() if line.startswith((b"!", b"\\"))]
    times = LINES // len(lines) + 1
    many = b"\n".join(lines * times)
    rows = [timed("AIS sentences", len(lines) * times, lambda: decode(many))]
    try:
        from pyais import IterMessages
    except ImportError:
        return rows

    def theirs() -> None:
        for message in IterMessages(lines * (times // 10)):
            try:
                message.decode()
            except Exception:  # noqa: BLE001  broken sentences of the log
                continue

    return [*rows, timed("AIS sentences, pyais", len(lines) * (times // 10), theirs, rounds=1)]


def timed(name: str, items: int, job: Callable[[], Any], *, rounds: int = ROUNDS) -> Row:
    """A row; the first round of several only compiles."""
    taken = []
    for _ in range(rounds + (rounds > 1)):
        started = time.process_time()
        job()
        taken.append(time.process_time() - started)
    best = min(taken)
    return name, f"{items:,}", f"{best:.2f}", f"{items / best / 1e6:.2f}"


if __name__ == "__main__":
    main()
