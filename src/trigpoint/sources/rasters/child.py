"""Decodes pictures in a process of its own, which may die without harm.

Run as `python -I -B rasters/child.py`, so that it imports nothing of the project. Standard input: a line of JSON with the
limits, the handle of the shared memory and the files (handle and driver of each), then one line of JSON for each request.
Standard output: `ready`, then for `{"do": "describe", "file": i}` a line of JSON, and for `{"do": "read", ...}` one line per
job: the number of blocks that could not be decoded, or an object with the error. Pixels go into the shared memory, float32, NaN
where unknown; or, for a job that names a kind of whole numbers, as they are, with its `unseen` where they cannot be decoded.

A file is opened through its handle (`/proc/self/fd/N`), by the driver that its first bytes name. So it has no neighbours, whatever
lies beside it, and a file that changes its name or its kind in between stays the file that was checked.
"""

from __future__ import annotations

import json
import mmap
import os
import resource
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import rasterio
import rasterio.warp
from rasterio.enums import ColorInterp
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window

_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.remove", "os.rename")
_LONGEST_TAG = 4_000  # characters; facts are short, embedded XML documents are not read
_MOST_TAGS = 300
_MOST_PARTS = 4
_ALIKE = 1e-6  # relative: a no-data value written as text loses digits


def give_up_rights(memory_bytes: int) -> None:
    """Bound memory, then refuse network and processes for the rest of this process; nothing can be written to disk."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(_guard)


def _guard(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not allowed while reading a picture")


class Files:
    """The pictures of this process: each is opened when first asked for and stays open."""

    def __init__(self, files: list[dict[str, Any]]) -> None:
        self._files = files
        self._open: dict[int, Any] = {}

    def dataset(self, index: int) -> Any:
        """The open dataset."""
        if index not in self._open:
            file = self._files[index]
            name = f"/proc/self/fd/{file['fd']}"
            if not os.path.exists(name):
                name = f"/dev/fd/{file['fd']}"
            self._open[index] = rasterio.open(name, driver=file["driver"])
        return self._open[index]


def describe(dataset: Any) -> dict[str, Any]:
    """What the file says of itself, without a pixel read."""
    transform = dataset.transform
    epsg, wkt, doubt = _crs(dataset)
    return {
        "width": dataset.width,
        "height": dataset.height,
        "dtypes": list(dataset.dtypes),
        "names": [name or "" for name in dataset.descriptions],
        "colours": [colour.name for colour in dataset.colorinterp],
        "palette": dataset.colorinterp[0] is ColorInterp.palette,
        "nodata": [None if value is None else repr(float(value)) for value in dataset.nodatavals],
        "transform": [repr(float(value)) for value in tuple(transform)[:6]],
        "is_placed": not transform.is_identity and any(tuple(transform)[:6]),
        "epsg": epsg,
        "wkt": wkt,
        "doubt": doubt,
        "lonlat": _lonlat(dataset),
        "has_gcps": bool(dataset.gcps[0]),
        "has_rpcs": dataset.rpcs is not None,
        "tags": _tags(dataset),
        "block": list(dataset.block_shapes[0]),
        "is_scaled": set(zip(dataset.scales, dataset.offsets, strict=True)) != {(1.0, 0.0)},
    }


def _crs(dataset: Any) -> tuple[int | None, str, str]:
    try:
        crs = dataset.crs
        if crs is None:
            return None, "", ""
        return crs.to_epsg(confidence_threshold=90), crs.to_wkt(), ""
    except Exception as error:  # noqa: BLE001 - any failure of the projection library is the file's
        return None, "", f"{type(error).__name__}: {error}"[:200]


def _lonlat(dataset: Any) -> list[list[str]] | None:
    """Longitude and latitude of the four corners, the centre, and one pixel right of and below the centre."""
    width, height = dataset.width, dataset.height
    middle = (width / 2, height / 2)
    places = [(0, 0), (width, 0), (width, height), (0, height), middle, (middle[0] + 1, middle[1])]
    places.append((middle[0], middle[1] + 1))
    try:
        if dataset.crs is None:
            return None
        points = [
            dataset.transform @ place if hasattr(dataset.transform, "__matmul__") else dataset.transform * place
            for place in places
        ]
        lons, lats = rasterio.warp.transform(dataset.crs, "EPSG:4326", [p[0] for p in points], [p[1] for p in points])
    except Exception:  # noqa: BLE001 - a projection that cannot be computed places nothing
        return None
    return [[repr(float(lon)), repr(float(lat))] for lon, lat in zip(lons, lats, strict=True)]


def _tags(dataset: Any) -> dict[str, str]:
    pairs = list(dataset.tags().items())[:_MOST_TAGS]
    return {str(key)[:200]: str(value) for key, value in pairs if len(str(value)) <= _LONGEST_TAG}


def read_into(
    target: Any, dataset: Any, window: tuple[int, int, int, int], bands: list[int], plan: dict[str, Any]
) -> int:
    """Fill `target` (band, y, x) float32; the number of blocks that could not be decoded comes back and they stay NaN."""
    row0, row1, col0, col1 = window
    where = Window(col0, row0, col1 - col0, row1 - row0)
    if "kind" in plan:
        return _read_bands(target, dataset, where, bands, plan["unseen"])
    bad = (
        _read_palette(target, dataset, where, bands)
        if plan.get("palette")
        else _read_numbers(target, dataset, where, bands)
    )
    if plan.get("alpha"):
        clear = np.empty((1, *target.shape[1:]), np.float32)
        bad += _read_bands(clear, dataset, where, [plan["alpha"]])
        target[:, ~(clear[0] > 0)] = np.nan
    if plan.get("mask"):
        target[:, dataset.read_masks(1, window=where) == 0] = np.nan
    if plan.get("sparse"):
        _forget_unwritten(target, dataset, where, bands)
    if plan.get("rows"):
        target[:, max(0, plan["rows"] - row0) :] = np.nan
    return bad


def _read_numbers(target: Any, dataset: Any, where: Window, bands: list[int]) -> int:
    bad = _read_bands(target, dataset, where, bands)
    for layer, band in zip(target, bands, strict=True):
        _forget_nodata(layer, dataset.nodatavals[band - 1])
        scale, offset = dataset.scales[band - 1], dataset.offsets[band - 1]
        if (scale, offset) != (1.0, 0.0):
            layer *= np.float32(scale)
            layer += np.float32(offset)
    return bad


def _read_bands(target: Any, dataset: Any, where: Window, bands: list[int], unseen: float = np.nan) -> int:
    try:
        dataset.read(bands, window=where, out=target)
    except RasterioError:
        return _read_what_can_be(target, dataset, where, bands, unseen)
    return 0


def _read_what_can_be(target: Any, dataset: Any, where: Window, bands: list[int], unseen: float) -> int:
    """Block by block; what cannot be decoded is `unseen`."""
    target[:] = unseen
    bad = 0
    for layer, band in zip(target, bands, strict=True):
        for _, window, part in _blocks(layer, dataset, where, band):
            try:
                part[:] = dataset.read(band, window=window, out_dtype=target.dtype)
            except RasterioError:
                bad += 1
    return bad


def _blocks(layer: Any, dataset: Any, where: Window, band: int) -> Iterator[tuple[tuple[int, int], Window, Any]]:
    """The stored blocks that `where` touches: number across and down, the part of each inside, and that part of `layer`."""
    high, wide = dataset.block_shapes[band - 1]
    bottom, right = where.row_off + where.height, where.col_off + where.width
    for down in range(where.row_off // high, -(-bottom // high)):
        for across in range(where.col_off // wide, -(-right // wide)):
            row0, row1 = max(down * high, where.row_off), min((down + 1) * high, bottom)
            col0, col1 = max(across * wide, where.col_off), min((across + 1) * wide, right)
            part = layer[row0 - where.row_off : row1 - where.row_off, col0 - where.col_off : col1 - where.col_off]
            yield (across, down), Window(col0, row0, col1 - col0, row1 - row0), part


def _forget_unwritten(target: Any, dataset: Any, where: Window, bands: list[int]) -> None:
    """A decoder shows zeros for blocks that were never written; they are unknown."""
    for layer, band in zip(target, bands, strict=True):
        for (across, down), _, part in _blocks(layer, dataset, where, band):
            if dataset.get_tag_item(f"BLOCK_OFFSET_{across}_{down}", "TIFF", bidx=band) is None:
                part[:] = np.nan


def _forget_nodata(layer: Any, nodata: float | None) -> None:
    if nodata is not None and not np.isnan(nodata):
        layer[np.isclose(layer, np.float32(nodata), rtol=_ALIKE, atol=0.0)] = np.nan
    if not np.isfinite(layer.sum()):  # one pass tells the common case, all finite, apart
        layer[np.isinf(layer)] = np.nan


def _read_palette(target: Any, dataset: Any, where: Window, bands: list[int]) -> int:
    codes = dataset.read(1, window=where)
    table = np.full((65_536 if codes.dtype.itemsize > 1 else 256, 4), np.nan, np.float32)
    for code, colour in dataset.colormap(1).items():
        if 0 <= code < len(table):
            table[code] = colour
    table[table[:, 3] == 0] = np.nan
    if dataset.nodatavals[0] is not None and 0 <= dataset.nodatavals[0] < len(table):
        table[int(dataset.nodatavals[0])] = np.nan
    for layer, band in zip(target, bands, strict=True):
        layer[:] = table[codes.astype(np.intp) % len(table), band - 1]
    return 0


def _serve_read(request: dict[str, Any], files: Files, memory: Any, answer: Any) -> None:
    row0, row1, col0, col1 = request["window"]
    for index, at, bands, plan in request["jobs"]:
        shape = (len(bands), row1 - row0, col1 - col0)
        kind = plan.get("kind", "float32")
        target = np.frombuffer(memory, kind, shape[0] * shape[1] * shape[2], at).reshape(shape)
        try:
            answer(read_into(target, files.dataset(index), (row0, row1, col0, col1), bands, plan))
        except Exception as error:  # noqa: BLE001 - a decoder may fail in any way; its failure is the file's
            answer({"error": _words(error)})


def _words(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "needs more memory than a picture may take"
    return f"{type(error).__name__}: {error}"[:300]


def main() -> None:
    """Serve requests until the input ends."""
    warnings.simplefilter("ignore", NotGeoreferencedWarning)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    header = json.loads(source.readline())
    files = Files(header["files"])
    parts: dict[tuple[int, int], mmap.mmap] = {}  # of the shared memory: mapping one anew costs a fault per page

    def answer(value: Any) -> None:
        sink.write(json.dumps(value).encode("ascii") + b"\n")
        sink.flush()

    with rasterio.Env():  # settings come by the environment
        rasterio.crs.CRS.from_epsg(
            4326
        ).to_wkt()  # the projection library opens its own files before rights are given up
        give_up_rights(header["memory_bytes"])
        answer("ready")
        while line := source.readline():
            request = json.loads(line)
            if request["do"] == "read":
                part = (request["offset"], request["size"])
                if part not in parts:
                    if len(parts) >= _MOST_PARTS:
                        parts.clear()
                    parts[part] = mmap.mmap(header["arena"], part[1], offset=part[0])
                _serve_read(request, files, parts[part], answer)
                continue
            try:
                answer(describe(files.dataset(request["file"])))
            except Exception as error:  # noqa: BLE001 - as above
                answer({"error": _words(error)})


if __name__ == "__main__":
    import logging

    logging.disable(logging.CRITICAL)
    main()
