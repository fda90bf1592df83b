"""Scenes of a search as one lazy array on one grid: odc-stac plans, `sources.web` fetches, `sources.rasters.opener` decodes.

Nothing is fetched before a block is computed; then each file it needs comes once, as a whole, into the folder named. odc-stac's own
reader, which would let GDAL open URLs, is replaced by one that reads the window through the guarded decoder.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from trigpoint.model.errors import UnreadableFile, UsageError
from trigpoint.model.found_scene import FoundScene
from trigpoint.sources.limits import Limits
from trigpoint.sources.rasters.opener import open_stack
from trigpoint.sources.scenes.stac import fetch_asset
from trigpoint.sources.web import Network

_CHUNK = 512


def load_scenes(
    scenes: Sequence[FoundScene],
    keys: Sequence[str],
    *,
    bbox: tuple[float, float, float, float],
    into: Path,
    crs: str,
    resolution: float,
    resampling: str = "bilinear",
    limits: Limits | None = None,
    network: Network | None = None,
) -> Any:
    """An xarray.Dataset (time, y, x) float32, NaN = unknown, one variable per asset key, values as the files have them.

    Parameters
    ----------
    scenes : as a search found them. A scene without one of the keys is NaN there.
    keys : asset keys, such as "vv", "vh".
    bbox : west, south, east, north, EPSG:4326; pixels outside are not loaded.
    into : folder for the files fetched.
    crs, resolution : of the common grid, and its pixel's side in units of the crs.
    resampling : "bilinear" for measured values, "nearest" for masks and classes.
    """
    import odc.stac
    import pystac

    if not scenes or not keys:
        raise UsageError("no scene or no asset to load")
    offered = {asset.key for scene in scenes for asset in scene.assets if not asset.refused}
    missing = [key for key in keys if key not in offered]
    if missing:
        raise UsageError(f"no scene has an asset {missing[0]!r}; they have {', '.join(sorted(offered)) or 'none'}")
    items = [pystac.Item.from_dict(_plannable(scene, keys)) for scene in scenes]
    driver = _Driver(scenes, into, limits or Limits(), network or Network())
    return odc.stac.load(
        items,
        bands=list(keys),
        bbox=bbox,
        crs=crs,
        resolution=resolution,
        resampling=resampling,
        dtype="float32",
        nodata=float("nan"),
        chunks={"x": _CHUNK, "y": _CHUNK},
        driver=driver,
    )


def _plannable(scene: FoundScene, keys: Sequence[str]) -> dict[str, Any]:
    """The item with the assets asked for, under the absolute addresses that were checked; its links lead nowhere."""
    own = scene.item["assets"]
    assets = {
        asset.key: {**own[asset.key], "href": asset.href, "type": "image/tiff", "roles": ["data"]}
        for asset in scene.assets
        if asset.key in keys and not asset.refused
    }
    return {**scene.item, "assets": assets, "links": [], "type": "Feature"}


class _Driver:
    """Reads for odc-stac (its `ReaderDriver` protocol). Fetches a file when its first window is read."""

    md_parser = dask_reader = aux_reader = None

    def __init__(self, scenes: Sequence[FoundScene], into: Path, limits: Limits, network: Network) -> None:
        self._known = {asset.href: (scene, asset.key) for scene in scenes for asset in scene.assets if asset.href}
        self._into = into
        self._limits = limits
        self._network = network
        self._lock = threading.Lock()  # two blocks of one file do not fetch it twice

    def new_load(self, geobox: Any, *, chunks: Any = None) -> None:
        """Nothing is prepared."""

    def finalise_load(self, load_state: Any) -> Any:
        """Nothing is closed."""
        return load_state

    def capture_env(self) -> dict[str, Any]:
        """No settings of GDAL are taken over."""
        return {}

    @contextmanager
    def restore_env(self, env: dict[str, Any], load_state: Any) -> Iterator[None]:  # noqa: ARG002
        """No settings of GDAL are put back."""
        yield None

    def open(self, src: Any, ctx: Any) -> _Reader:  # noqa: ARG002
        """A reader of one band; no byte is fetched yet."""
        return _Reader(self, str(src.uri), int(src.band))

    def path_of(self, uri: str) -> Path:
        """The file of an address that the search gave, fetched if need be."""
        if uri not in self._known:
            raise UnreadableFile(uri[:200], "is no address that the search gave")
        scene, key = self._known[uri]
        with self._lock:
            return fetch_asset(scene, key, self._into, limits=self._limits, network=self._network)


class _Reader:
    """One band of one file."""

    def __init__(self, driver: _Driver, uri: str, band: int) -> None:
        self._driver = driver
        self._uri = uri
        self._band = band

    def read(self, cfg: Any, dst_geobox: Any, *, dst: Any = None, selection: Any = None) -> Any:  # noqa: ARG002
        """The part of `dst_geobox` that the file covers: ((rows, columns), pixels)."""
        from affine import Affine
        from odc.geo.geobox import GeoBox
        from odc.geo.overlap import compute_reproject_roi
        from odc.geo.roi import roi_is_empty, roi_shape
        from odc.geo.warp import rio_reproject

        path = self._driver.path_of(self._uri)
        with open_stack([path], workers=1, sidecars=False) as stack:
            scene = stack.scenes[0]
            if not scene.grid.is_referenced or self._band > len(scene.bands):
                raise UnreadableFile(path.name, "has no place on earth or fewer bands than its item says")
            grid = scene.grid
            own = GeoBox((grid.height, grid.width), Affine(*grid.transform), grid.crs)
            overlap = compute_reproject_roi(own, dst_geobox)
            rows, columns = overlap.roi_dst
            found = np.full(roi_shape(overlap.roi_dst), np.nan, np.float32) if dst is None else dst[rows, columns]
            found[...] = np.nan
            if roi_is_empty(overlap.roi_dst) or roi_is_empty(overlap.roi_src):
                return (rows, columns), found
            down, across = overlap.roi_src
            window = (down.start, down.stop, across.start, across.stop)
            pixels = stack.read(window, bands=[scene.bands[self._band - 1]])[0, 0]
        nan = float("nan")
        target = dst_geobox[overlap.roi_dst]
        rio_reproject(
            pixels, found, own[overlap.roi_src], target, resampling=cfg.resampling, src_nodata=nan, dst_nodata=nan
        )
        return (rows, columns), found
