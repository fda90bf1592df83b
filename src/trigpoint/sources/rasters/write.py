"""Writes measurements as a GeoTIFF: float32, NaN where unknown, tiled, never half written."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trigpoint.model.errors import UnreadableFile
from trigpoint.model.scene import Grid
from trigpoint.sources.rasters.write_plain import PlainWriter, is_plain

if TYPE_CHECKING:
    from collections.abc import Iterator

_TILE = 256
_LOCKED = {"GDAL_PAM_ENABLED": "NO", "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_TIFF_INTERNAL_MASK": "YES"}


def write_raster(
    path: Path | str, bands: NDArray[np.float32], *, grid: Grid, names: Sequence[str], tags: Mapping[str, str]
) -> None:
    """Write `(band, y, x)` float32 at once. See `RasterWriter`."""
    with RasterWriter(path, grid=grid, names=names, tags=tags) as writer:
        writer.write((0, grid.height, 0, grid.width), bands)


def open_writer(
    path: Path | str, *, grid: Grid, names: Sequence[str], tags: Mapping[str, str], is_geographic: bool | None
) -> RasterWriter | PlainWriter:
    """The one that writes without a library where it can. `is_geographic`: as for `write_plain.is_plain`."""
    if is_plain(grid, is_geographic=is_geographic):
        return PlainWriter(path, grid=grid, names=names, tags=tags, is_geographic=is_geographic)
    return RasterWriter(path, grid=grid, names=names, tags=tags)


class RasterWriter:
    """A GeoTIFF written window by window, put in place when it is whole. A context manager."""

    def __init__(self, path: Path | str, *, grid: Grid, names: Sequence[str], tags: Mapping[str, str]) -> None:
        self._path = Path(path)
        self._grid, self._names, self._tags = grid, tuple(names), dict(tags)
        self._part: Path | None = None
        self._dataset: Any = None
        self._turn = threading.Lock()  # the library writes one window at a time

    def __enter__(self) -> RasterWriter:
        import rasterio

        with _named(self._path):
            handle, part = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name[:60]}.", suffix=".part")
            os.close(handle)
            self._part = Path(part)
            with _quiet(), rasterio.Env(**_LOCKED):
                self._dataset = rasterio.open(part, "w", **_profile(self._grid, len(self._names)))
                for number, name in enumerate(self._names, start=1):
                    self._dataset.set_band_description(number, name)
                self._dataset.update_tags(**self._tags)
        return self

    def write(self, window: tuple[int, int, int, int], bands: NDArray[np.float32]) -> None:
        """`bands` (band, y, x) at `window` (row0, row1, col0, col1)."""
        from rasterio.windows import Window

        row0, row1, col0, col1 = window
        with _named(self._path), self._turn:
            self._dataset.write(
                bands.astype(np.float32, copy=False), window=Window(col0, row0, col1 - col0, row1 - row0)
            )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        part, self._part = self._part, None
        try:
            with _named(self._path):
                self._dataset.close()
                if kind is None and part is not None:
                    os.chmod(part, 0o666 & ~_umask())
                    os.replace(part, self._path)
                    part = None
        finally:
            if part is not None:
                part.unlink(missing_ok=True)


def _profile(grid: Grid, count: int) -> dict[str, Any]:
    from rasterio.crs import CRS
    from rasterio.transform import Affine

    profile: dict[str, Any] = {
        "driver": "GTiff",
        "width": grid.width,
        "height": grid.height,
        "count": count,
        "dtype": "float32",
        "nodata": float("nan"),
        "interleave": "band",
        "BIGTIFF": "IF_SAFER",
    }
    if max(grid.width, grid.height) > _TILE:  # of a smaller picture a tile would be mostly padding
        profile |= {"tiled": True, "blockxsize": _TILE, "blockysize": _TILE}
    if grid.is_referenced:
        profile |= {"crs": CRS.from_user_input(grid.crs), "transform": Affine(*grid.transform)}
    return profile


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


@contextmanager
def _quiet() -> Iterator[None]:
    """A picture without a place on earth is written on purpose; the library warns of it."""
    import warnings

    from rasterio.errors import NotGeoreferencedWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        yield


@contextmanager
def _named(path: Path) -> Iterator[None]:
    from rasterio.errors import RasterioError

    try:
        yield
    except OSError as error:
        raise UnreadableFile(
            str(path), f"cannot be written ({error.strerror or error})", "name another place"
        ) from error
    except RasterioError as error:
        raise UnreadableFile(str(path), f"cannot be written ({error})", "name another place") from error
