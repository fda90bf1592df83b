"""Made-up radar pictures of an invented site, for the demo. Simulated, and marked so in every file, record and drawing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs

from trigpoint.model import Grid, Scene

SEED = 20_200_911
GRID = Grid(
    width=64, height=64, transform=(10.0, 0.0, 352_150.0, 0.0, -10.0, 3_991_720.0), crs="EPSG:32637", pixel_m=10.0
)
SPLIT = datetime(2020, 5, 3, tzinfo=UTC)  # the day from which looks are "after": before the first reported strike
BEFORE_DAYS, AFTER_DAYS = 380.0, 175.0  # a year before, so that seasons are known
# structure -> days after the split, size of the change in dB; invented like the structures
HITS: Mapping[str, tuple[float, float]] = {
    "workshop 6": (17.3, -7.0),
    "hall 2": (131.04, -8.0),
    "store 11": (131.04, -5.0),
}


ATTRIBUTION, LICENCE = "Simulated by Trigpoint, no real place was measured", "CC0-1.0"
UNSEEN = (48, 54, 48, 56)  # rows and columns in layover in every look: a structure there cannot be assessed


@attrs.frozen(kw_only=True)
class SimulatedSeries:
    """Files as a user would have them, in order of time."""

    before: tuple[Path, ...]
    after: tuple[Path, ...]


def simulate_series(folder: Path, outlines: Path) -> SimulatedSeries:
    """Write a Sentinel-1-like series over `GRID` into the folder, one GeoTIFF per look with its facts beside it.

    The same seed gives the same pixels on one machine with the same libraries.
    """
    import numpy as np

    from trigpoint.evidence.imagery.sar.simulation import Circumstances, simulate_stack
    from trigpoint.sources.footprints import read_footprints
    from trigpoint.sources.rasters.opener import write_raster

    circumstances = Circumstances(
        event=SPLIT, days_before=BEFORE_DAYS, days_after=AFTER_DAYS, building=0.0, passing=0.0, layover=1
    )
    made = simulate_stack(
        np.random.default_rng(SEED), grid=GRID, circumstances=circumstances, footprints=read_footprints(outlines, GRID),
        hits=HITS,
    )  # fmt: skip
    row0, row1, col0, col1 = UNSEEN
    made.power[:, :, row0:row1, col0:col1] = np.nan
    before: list[Path] = []
    after: list[Path] = []
    for scene, power in zip(made.scenes, made.power, strict=True):
        path = folder / _name(scene)
        write_raster(path, power, grid=GRID, names=scene.bands, tags=_tags(scene))
        beside = path.with_suffix(".scene.yaml")
        beside.write_text(f"attribution: {ATTRIBUTION}\nlicence: {LICENCE}\nsimulated: true\n", encoding="utf8")
        (before if scene.acquired is not None and scene.acquired < SPLIT else after).append(path)
    return SimulatedSeries(before=tuple(before), after=tuple(after))


def _name(scene: Scene) -> str:
    when = _whole(scene)
    return f"SIMULATED-{when:%Y%m%dT%H%M%S}-orbit{scene.relative_orbit:03d}.tif"


def _whole(scene: Scene) -> datetime:
    """To the second, as tags carry it."""
    return ((scene.acquired or SPLIT) + timedelta(seconds=0.5)).replace(microsecond=0)


def _tags(scene: Scene) -> dict[str, str]:
    return {
        "ACQUISITION_TIME": f"{_whole(scene):%Y-%m-%dT%H:%M:%SZ}",
        "RELATIVE_ORBIT": str(scene.relative_orbit),
        "ORBIT_STATE": scene.orbit_state,
        "UNITS": scene.unit.value,
        "PLATFORM": "Sentinel-1-like",
        "SENSOR": "C-SAR",
        "SIMULATED": "simulated by Trigpoint",
    }
