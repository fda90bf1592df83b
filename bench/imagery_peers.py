"""What the pixel statistic is measured against: numpy in cache-sized blocks on two threads, and dask's map_blocks.

Run as `python -m bench.imagery_peers numpy|dask SPLIT OUT FILE...` it is a whole process that reads pictures and writes t and df.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

Single = NDArray[np.float32]
BLOCK = 512
RUN = 32_768  # pixels at once: 35 dates x 2 bands x 4 bytes of them stay in the third-level cache


def welch(logs: Single, split: int) -> Single:
    """(t and df, band, ...) of (date, band, ...)."""
    before, after = logs[:split], logs[split:]
    n1, n2 = len(before), len(after)
    u, v = before.var(0, ddof=1) / n1, after.var(0, ddof=1) / n2
    s = u + v
    t = (after.mean(0) - before.mean(0)) / np.sqrt(s)
    return np.stack([t, s * s / (u * u / (n1 - 1) + v * v / (n2 - 1))])


def blocked(values: Single, split: int, *, is_log: bool, workers: ThreadPoolExecutor) -> Single:
    """(t and df, band, pixel) of (date, band, pixel), run by run."""
    out = np.empty((2, *values.shape[1:]), np.float32)

    def one(start: int) -> None:
        part = values[..., start : start + RUN]
        out[..., start : start + RUN] = welch(part if is_log else np.log(part), split)

    list(workers.map(one, range(0, values.shape[-1], RUN)))
    return out


def mapped(values: Single, split: int, *, is_log: bool) -> Single:
    """The same by dask's map_blocks on two threads."""
    import dask
    import dask.array as da

    blocks = da.from_array(values, chunks=(*values.shape[:2], 8 * RUN))  # type: ignore[no-untyped-call]
    with dask.config.set(scheduler="threads", num_workers=2):
        job = blocks.map_blocks(
            lambda part: welch(part if is_log else np.log(part), split),
            chunks=(2, 2, 8 * RUN),
            dtype=np.float32,
        )
        return np.asarray(job.compute())


def main() -> None:
    """One peer as a process."""
    kind, split, out, *files = sys.argv[1:]
    {"numpy": _by_numpy, "dask": _by_dask}[kind](files, int(split), out)


def _reader(files: list[str]) -> Callable[[Any], Single]:
    import rasterio

    mine = threading.local()

    def read(window: Any) -> Single:
        if not hasattr(mine, "files"):
            mine.files = [rasterio.open(file, driver="GTiff") for file in files]
        logs: Single = np.log(np.stack([file.read(window=window) for file in mine.files]))
        return logs

    return read


def _profile(file: str) -> dict[str, Any]:
    import rasterio

    with rasterio.open(file, driver="GTiff") as picture:
        return {**picture.profile, "count": 4, "compress": None}


def _by_numpy(files: list[str], split: int, out: str) -> None:
    import rasterio
    from rasterio.windows import Window

    profile, read, lock = _profile(files[0]), _reader(files), threading.Lock()
    high, wide = profile["height"], profile["width"]
    windows = [
        Window(x, y, min(BLOCK, wide - x), min(BLOCK, high - y))
        for y in range(0, high, BLOCK)
        for x in range(0, wide, BLOCK)
    ]
    with rasterio.open(out, "w", **profile) as sink, ThreadPoolExecutor(2) as workers:

        def one(window: Any) -> None:
            logs = read(window)
            found = np.concatenate([welch(logs[:, :, i : i + 64], split) for i in range(0, logs.shape[2], 64)], 2)
            with lock:
                sink.write(found.reshape(4, *found.shape[2:]), window=window)

        list(workers.map(one, windows))


def _by_dask(files: list[str], split: int, out: str) -> None:
    import dask
    import dask.array as da
    import rasterio
    from rasterio.windows import Window

    profile, read = _profile(files[0]), _reader(files)
    high, wide = profile["height"], profile["width"]

    def block(block_info: Any = None) -> Single:
        (y0, y1), (x0, x1) = block_info[None]["array-location"][2:]
        return welch(read(Window(x0, y0, x1 - x0, y1 - y0)), split)

    def cuts(size: int) -> tuple[int, ...]:
        return tuple(min(BLOCK, size - start) for start in range(0, size, BLOCK))

    with dask.config.set(scheduler="threads", num_workers=2):
        found = da.map_blocks(block, chunks=((2,), (2,), cuts(high), cuts(wide)), dtype=np.float32).compute()  # type: ignore[no-untyped-call]
    with rasterio.open(out, "w", **profile) as sink:
        sink.write(found.reshape(4, high, wide))


if __name__ == "__main__":
    main()
