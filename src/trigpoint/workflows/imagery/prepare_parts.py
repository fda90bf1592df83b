"""What `prepare` does with any pictures: one grid, one box, one sky, one file that describes itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import attrs
import numpy as np
import yaml
from numpy.typing import NDArray

from trigpoint.evidence.imagery.clouds import Cover, SkyMap, on_grid, sky_of_qa_pixel, sky_of_scl, widened
from trigpoint.model.errors import UnsupportedFormat, UsageError
from trigpoint.model.found_scene import Facts
from trigpoint.model.scene import Grid, Scene, Unit
from trigpoint.sources.rasters.opener import Window, open_stack
from trigpoint.sources.scenes.sidecar import sidecar_name
from trigpoint.workflows.imagery.stack_checks import is_same_grid

Pixels = NDArray[np.float32]
Box = tuple[float, float, float, float]  # west, south, east, north, EPSG:4326
MASKS: dict[str, Callable[[Pixels], SkyMap]] = {"SCL": sky_of_scl, "QA_PIXEL": sky_of_qa_pixel}
_ROWS = 1024  # of a strip: one row of Sentinel-2's tiles, two of most COGs
_MARGIN_M = 60.0  # product masks stop short of the thin edge of a cloud
_STATED = (
    "platform", "sensor", "product", "look_direction", "incidence_deg", "off_nadir_deg", "sun_azimuth_deg", "sun_elevation_deg",
    "gsd_m", "licence", "attribution",
)  # fmt: skip


@attrs.frozen(kw_only=True)
class Prepared:
    """The picture written, and how much of the box is hidden; None: nothing was said of clouds."""

    path: Path
    bands: tuple[str, ...]
    cover: Cover | None
    flags: tuple[str, ...]


def cut_out(grids: Sequence[Grid], bbox: Box | None, where: str) -> tuple[Grid, tuple[int, int]]:
    """The grid of the box, and the (row, column) of its first pixel in the files, which must lie on one grid."""
    grid = grids[0]
    if not all(is_same_grid(grid, other) for other in grids):
        raise UnsupportedFormat(where, "has these bands on several grids", "name bands of one pixel size")
    if not grid.is_referenced:
        raise UnsupportedFormat(where, "has bands without a place on earth", "take the product from its source again")
    if bbox is None:
        return grid, (0, 0)
    if grid.transform[1] or grid.transform[3]:
        raise UnsupportedFormat(where, "is not north up, so that no box is cut out of it", "leave out --bbox")
    from pyproj import Transformer

    left, bottom, right, top = Transformer.from_crs("EPSG:4326", grid.crs, always_xy=True).transform_bounds(*bbox)
    a, _, c, _, e, f = grid.transform
    columns = sorted(((left - c) / a, (right - c) / a))
    rows = sorted(((bottom - f) / e, (top - f) / e))
    col0, row0 = max(0, int(np.floor(columns[0]))), max(0, int(np.floor(rows[0])))
    col1, row1 = min(grid.width, int(np.ceil(columns[1]))), min(grid.height, int(np.ceil(rows[1])))
    if col1 <= col0 or row1 <= row0:
        raise UsageError(f"{where}: does not reach into the box {','.join(f'{part:g}' for part in bbox)}")
    transform = (a, 0.0, c + a * col0, 0.0, e, f + e * row0)
    return attrs.evolve(grid, width=col1 - col0, height=row1 - row0, transform=transform), (row0, col0)


def windows_of(grid: Grid, offset: tuple[int, int]) -> list[Window]:
    """Strips of the files that cover the cut grid."""
    row, column = offset
    ends = (row + grid.height, column + grid.width)
    return [(at, min(at + _ROWS, ends[0]), column, ends[1]) for at in range(row, ends[0], _ROWS)]


def moved(window: Window, offset: tuple[int, int]) -> Window:
    """A window of the files as one of the cut grid."""
    row0, row1, col0, col1 = window
    return row0 - offset[0], row1 - offset[0], col0 - offset[1], col1 - offset[1]


def sky_over(path: Path, band: str, grid: Grid) -> SkyMap:
    """What hides the ground on that grid, by the product's own mask."""
    with open_stack([path], workers=1, sidecars=False) as stack:
        own = stack.scenes[0].grid
        values = stack.read((0, own.height, 0, own.width))[0, 0]
    sky = MASKS[band](values)
    try:
        return on_grid(widened(sky, margin_px=_MARGIN_M / (own.pixel_m or _MARGIN_M)), own, grid)
    except ValueError as error:
        raise UnsupportedFormat(path.name, str(error), "leave the mask out") from error


def tags_of(known: Facts | Scene, unit: Unit) -> dict[str, str]:
    """Tags that `describe` reads."""
    said = {
        "ACQUISITION_TIME": f"{known.acquired:%Y-%m-%dT%H:%M:%SZ}" if known.acquired else "",
        "RELATIVE_ORBIT": str(known.relative_orbit or ""),
        "ORBIT_STATE": known.orbit_state,
        "PLATFORM": known.platform,
        "SENSOR": known.sensor,
        "UNITS": unit.value,
        "SIMULATED": "simulated" if known.simulated else "",
    }
    return {key: value for key, value in said.items() if value}


def write_sidecar(target: Path, known: Facts | Scene, found: Cover | None) -> None:
    """What tags have no place for. Cloud is what was found in the box, not what the product says of its whole tile."""
    said = {field: getattr(known, field) for field in _STATED}
    said["kind"] = known.kind.value if known.kind else None
    said["cloud_pct"] = None if found is None or found.cloud_pct is None else round(found.cloud_pct, 1)
    stated = {field: value for field, value in said.items() if value not in (None, "")}
    target.with_name(sidecar_name(target.name)).write_text(yaml.safe_dump(stated, allow_unicode=True), encoding="utf-8")


def free_target(into: Path, stem: str) -> Path:
    """Where the picture goes. Raises UsageError where one is already."""
    into.mkdir(parents=True, exist_ok=True)
    target = into / f"{stem}.tif"
    if target.exists():
        raise UsageError(f"{target} is there already; take it away or name another folder")
    return target
