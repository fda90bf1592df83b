"""Pixels a second of the radar statistic: the kernel in memory, whole processes, and blocks from compressed files.

`python -m bench.imagery_speed [kernel] [process] [blocks] [large]`; `large` (10,000 x 10,000 x 35 x 2) only where named.
Rivals take turns, so that a busy machine slows all of them; printed are medians and the spread of the ratios round by round.
Seconds of processor stand beside those of the clock: on a busy machine they say more.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.imagery_peers import blocked, mapped
from bench.table import show

LOOKS, SPLIT, BANDS = 35, 30, 2
ROUNDS = 7
PASS = ["s", "Mpixel/s", "processor s", "Mpixel/s by two idle cores", "peak MB, parent", "child"]
Job = Callable[[], Any]
Times = dict[str, NDArray[np.float64]]


def main() -> None:
    """The parts named on the command line; without names all but `large`."""
    parts = {"kernel": kernel, "process": process, "blocks": blocks, "large": large, "gather": gather_child}
    for name in sys.argv[1:2] if sys.argv[1:2] == ["gather"] else sys.argv[1:] or ["kernel", "process", "blocks"]:
        parts[name]()


def in_turn(jobs: Mapping[str, Job], rounds: int = ROUNDS) -> tuple[Times, Times]:
    """Seconds of the clock and of the processors for each job in each round; the first round only warms up."""
    clock: dict[str, list[float]] = {name: [] for name in jobs}
    worked: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(rounds + 1):
        for name, job in jobs.items():
            began, started = time.perf_counter(), time.process_time()
            job()
            if number:
                clock[name].append(time.perf_counter() - began)
                worked[name].append(time.process_time() - started)
    return {k: np.array(v) for k, v in clock.items()}, {k: np.array(v) for k, v in worked.items()}


def versus(seconds: Mapping[str, NDArray[np.float64]], rival: str, ours: str) -> str:
    """How many times faster: median and range of the ratios round by round."""
    ratio = seconds[rival] / seconds[ours]
    return f"{np.median(ratio):.2f} ({ratio.min():.2f}-{ratio.max():.2f})"


def kernel() -> None:
    """t and df of a stack in memory."""
    from trigpoint.evidence.imagery.sar.kernel import welch
    from trigpoint.model.scene import Unit
    from trigpoint.workflows.imagery import kept_code

    high, wide = 512, 2048
    rng = np.random.default_rng(0)
    power = np.empty((LOOKS, BANDS, high, wide), np.float32)
    base = rng.gamma(4.4, 0.06 / 4.4, (BANDS, high, wide)).astype(np.float32)
    for look in range(LOOKS):
        power[look] = np.roll(base, 911 * look, axis=2)
    logs = np.log(power).reshape(LOOKS, BANDS, -1)
    flat = power.reshape(LOOKS, BANDS, -1)
    hundredths = np.round(1000 * np.log10(power)).astype(np.int16)
    sides = np.arange(SPLIT), np.arange(SPLIT, LOOKS)
    floats, numbers = kept_code.entry("float32"), kept_code.entry("int16")
    with ThreadPoolExecutor(2) as two:
        jobs: dict[str, Job] = {
            "kernel, log inside, 2 threads": lambda: welch(
                power, *sides, unit=Unit.SIGMA0_LINEAR, code=floats, workers=two, strips=8
            ),
            "kernel, log inside, 1 thread": lambda: welch(power, *sides, unit=Unit.SIGMA0_LINEAR, code=floats),
            "kernel, int16 hundredths of dB, 2 threads": lambda: welch(
                hundredths, *sides, unit=Unit.CENTI_DECIBEL, code=numbers, workers=two, strips=8
            ),
            "numpy in blocks, logs given, 2 threads": lambda: blocked(logs, SPLIT, is_log=True, workers=two),
            "numpy in blocks, log inside, 2 threads": lambda: blocked(flat, SPLIT, is_log=False, workers=two),
            "dask map_blocks, logs given, 2 threads": lambda: mapped(logs, SPLIT, is_log=True),
            "reading the stack once, 2 threads": lambda: list(two.map(np.max, np.array_split(flat.reshape(-1), 2))),
        }
        seconds, worked = in_turn(jobs)
    ours = next(iter(jobs))
    rows = [
        [name, f"{high * wide / np.median(times) / 1e6:.1f}", versus(seconds, name, ours), versus(worked, name, ours)]
        for name, times in seconds.items()
    ]
    head = ["what", "Mpixel/s", "first line is faster by", "and takes less processor by"]
    show(f"Kernel, {LOOKS} looks x {BANDS} bands in memory", head, rows)
    read = power.nbytes / np.median(seconds["reading the stack once, 2 threads"]) / 1e9
    share = np.median(seconds["reading the stack once, 2 threads"] / seconds[ours])
    print(f"  read bandwidth {read:.1f} GB/s; the kernel reads at {share:.0%} of it")


def make_stack(folder: Path, size: int, *, kinds: int = 4, **profile: Any) -> list[str]:
    """`LOOKS` pictures of generated speckle; the same tile of 512 pixels again and again, another in each of `kinds` files."""
    import rasterio
    from rasterio.transform import from_origin

    rng = np.random.default_rng(1)
    dtype = profile.setdefault("dtype", "float32")
    names = []
    for look in range(LOOKS):
        name = folder / f"look{look:02}.tif"
        names.append(str(name))
        if look >= kinds:
            os.link(names[look % kinds], name)
            continue
        tile = rng.gamma(4.4, 0.06 / 4.4, (BANDS, 512, 512))
        tile = np.round(1000 * np.log10(tile)) if dtype == "int16" else tile
        with rasterio.open(
            name, "w", driver="GTiff", width=size, height=size, count=BANDS, crs="EPSG:32637", tiled=True, blockxsize=512,
            blockysize=512, transform=from_origin(319_700, 3_987_000, 10, 10), nodata=-32768 if dtype == "int16" else np.nan,
            **profile,
        ) as picture:  # fmt: skip
            for row in range(0, size, 512):
                high = min(512, size - row)
                strip = np.tile(tile, (1, 1, -(-size // 512)))[:, :high, :size].astype(dtype)
                picture.write(strip, window=((row, row + high), (0, size)))
            for number, band in enumerate(("VV", "VH"), start=1):
                picture.set_band_description(number, band)
            unit = "centi_db" if dtype == "int16" else "sigma0_linear"
            day = np.datetime64("2023-01-01T15:34:11") + np.timedelta64(12 * look, "D")
            picture.update_tags(
                ACQUISITION_TIME=f"{day}Z", RELATIVE_ORBIT=14, ORBIT_STATE="ascending", UNITS=unit, SIMULATED="yes"
            )
    return names


def outlines(path: Path, size: int) -> None:
    """3,600 squares of 2 x 2 pixels."""
    from pyproj import Transformer

    steps = np.arange(5, size - 5, max(size // 60, 6))[:60]
    east, north = (one.ravel() for one in np.meshgrid(319_700 + steps * 10, 3_987_000 - steps * 10))
    to_degrees = Transformer.from_crs(32637, 4326, always_xy=True).transform
    corners = [to_degrees(east + dx, north + dy) for dx, dy in ((0, 0), (20, 0), (20, -20), (0, -20), (0, 0))]
    features = [
        {
            "type": "Feature",
            "id": f"b{k}",
            "properties": {},
            "geometry": {"type": "Polygon", "coordinates": [[[float(x[k]), float(y[k])] for x, y in corners]]},
        }
        for k in range(len(east))
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def timed(command: list[str]) -> tuple[float, float, float]:
    """Wall seconds, seconds of processor, and peak MB of a process and its largest child."""
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
        said = running.stderr.read() if running.stderr else b""
        _, status, use = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise SystemExit(said.decode("utf-8", "replace"))
    return time.perf_counter() - began, use.ru_utime + use.ru_stime, use.ru_maxrss / 1024


def process(size: int = 2048, rounds: int = 3) -> None:
    """Whole processes: `trigpoint damage` with outlines and raster, and the peers, which write t and df alone."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        files = make_stack(where, size, kinds=LOOKS)
        outlines(where / "outlines.geojson", size)
        program = str(Path(sys.executable).with_name("trigpoint"))
        out = str(where / "out.tif")
        peer = [sys.executable, "-m", "bench.imagery_peers"]
        tool = [
            program,
            "damage",
            *files[:SPLIT],
            "--after",
            *files[SPLIT:],
            "--footprints",
            str(where / "outlines.geojson"),
        ]
        commands = {
            "trigpoint damage": [*tool, "--raster", out, "--json"],
            "numpy": [*peer, "numpy", str(SPLIT), out, *files],
            "dask": [*peer, "dask", str(SPLIT), out, *files],
        }
        taken: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
        for number in range(rounds + 1):
            for name, command in commands.items():
                use = timed(command)
                taken[name] += [use] if number else []
    wall = {name: np.array([use[0] for use in uses]) for name, uses in taken.items()}
    rows = [
        [
            name,
            f"{np.median(wall[name]):.2f}",
            f"{size * size / np.median(wall[name]) / 1e6:.2f}",
            f"{np.median([use[1] for use in uses]):.1f}",
            f"{max(use[2] for use in uses):.0f}",
            versus(wall, name, "trigpoint damage"),
        ]
        for name, uses in taken.items()
    ]
    head = ["whole process", "s", "Mpixel/s", "processor s", "peak MB", "damage is faster by"]
    show(f"{LOOKS} pictures of {size} x {size} x {BANDS}, float32, uncompressed", head, rows)


def blocks(size: int = 4096) -> None:
    """Files to raster, decoding beside computing."""
    rows = []
    kinds: tuple[tuple[str, dict[str, Any]], ...] = (
        ("int16, LERC + ZSTD", {"dtype": "int16", "compress": "lerc_zstd", "max_z_error": 0}),
        ("int16, ZSTD", {"dtype": "int16", "compress": "zstd", "predictor": 2}),
        ("float32, uncompressed", {}),
    )
    for label, profile in kinds:
        with tempfile.TemporaryDirectory() as folder:
            files = make_stack(Path(folder), size, **profile)
            rows.append([label, *_gather_row(files, size)])
    show(
        f"Files to raster, {LOOKS} x {size} x {size} x {BANDS}",
        ["files", *PASS],
        rows,
    )


def large() -> None:
    """Memory is bounded by the block."""
    with tempfile.TemporaryDirectory() as folder:
        files = make_stack(Path(folder), 10_000, kinds=2, dtype="int16", compress="zstd", predictor=2)
        row = _gather_row(files, 10_000)
    show(
        f"10,000 x 10,000 x {LOOKS} x {BANDS} ({10_000**2 * LOOKS * BANDS * 4 / 1e9:.0f} GB decoded)",
        PASS,
        [row],
    )


def _gather_row(files: list[str], size: int) -> list[str]:
    told = subprocess.run(
        [sys.executable, "-m", "bench.imagery_speed", "gather", *files], check=True, capture_output=True, text=True
    )
    use = json.loads(told.stdout.splitlines()[-1])
    pace = size * size / 1e6
    return [
        f"{use['s']:.1f}", f"{pace / use['s']:.1f}", f"{use['worked']:.1f}", f"{2 * pace / use['worked']:.1f}",
        f"{use['parent_mb']}", f"{use['child_mb']}",
    ]  # fmt: skip


def gather_child() -> None:
    """One pass with a raster, and what it took; a process of its own for the memory's sake."""
    import resource

    from trigpoint.sources.rasters.opener import open_stack
    from trigpoint.workflows.imagery.stack import gather

    files = sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder, open_stack(files) as stack:
        grid = stack.scenes[0].grid
        pixels = np.arange(0, grid.width * grid.height, 997)
        began = time.perf_counter()
        gather(stack, pixels, ("VV", "VH"), split=SPLIT, raster=Path(folder) / "out.tif")
        seconds = time.perf_counter() - began
    parent, child = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    worked = parent.ru_utime + parent.ru_stime + child.ru_utime + child.ru_stime  # imports and start-up are in it
    told = {"s": seconds, "worked": worked, "parent_mb": parent.ru_maxrss // 1024, "child_mb": child.ru_maxrss // 1024}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
