"""`trigpoint damage`: radar pictures and outlines from files to judged structures, observations, and a raster of the statistic."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import numpy as np

from trigpoint.evidence.imagery.sar.settings import DEFAULT, Settings
from trigpoint.model.errors import UnsupportedFormat, UsageError
from trigpoint.model.observation import Observation
from trigpoint.model.scene import Footprint, Grid, Scene, SceneKind
from trigpoint.sources.rasters import opener as raster_edge
from trigpoint.sources.rasters.begin import Begun, begin
from trigpoint.sources.scenes.sidecar import missing_sentence
from trigpoint.workflows.imagery.pixel_work import PixelWork
from trigpoint.workflows.imagery.stack import begin_raster, gather
from trigpoint.workflows.imagery.stack_checks import check_kind, check_pair

if TYPE_CHECKING:  # loaded where they are used, while the raster is being computed
    from trigpoint.evidence.imagery.sar.grading import StructureDamage
    from trigpoint.evidence.imagery.sar.judge import Judged
    from trigpoint.sources.footprints import Outlines

Progress = Callable[[int, int], None]
WORKERS = 2  # threads that judge
DEFAULT_PIXEL_M = 10.0  # of an unreferenced stack: Sentinel-1 GRD
PRELIMINARY = "preliminary, not validated in the field; damage under an intact roof is not visible"


@attrs.frozen(kw_only=True, eq=False)
class DamageRun:
    """What one run of `trigpoint damage` found."""

    structures: tuple[StructureDamage, ...]
    scenes: tuple[Scene, ...]  # before, then after; looks in structures are indices into it
    flags: tuple[str, ...]
    split: int  # number of scenes from before
    judged: Judged
    damage_share: float  # of structures in the scene, as estimated
    reported: date | None = None

    @property
    def observations(self) -> tuple[Observation, ...]:
        """One per structure."""
        from trigpoint.workflows.imagery.damage_observations import observations_of

        return observations_of(self.judged, self.split, reported=self.reported)

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands under every table or map of this run."""
        simulated = any(scene.simulated for scene in self.scenes)
        return (PRELIMINARY, *(("simulated pictures: nothing here was measured on the ground",) if simulated else ()))


def assess_damage(
    before: Sequence[Path],
    after: Sequence[Path | str],
    footprints: Path | None,
    *,
    raster: Path | None = None,
    case: Path | None = None,
    reported: date | None = None,
    settings: Settings = DEFAULT,
    identify: bool = True,
    begun: Begun | None = None,
    progress: Progress = lambda _done, _total: None,
) -> DamageRun:
    """Judge the structures of `footprints` from radar pictures. Raises InputError, UsageError.

    `identify`: give the scenes their digests, which observations name; False where only grades are wanted: a stack of gigabytes
    takes as long to hash as to judge. `begun`: the pictures of `before` and `after`, where they were begun with earlier.

    1 check the pictures  2 read the pixels near structures, once  3 judge  4 write the raster  5 keep in the case
    """
    if footprints is None and raster is None:
        raise UsageError("name the outlines of the structures with --footprints FILE.geojson")
    if not before or not after:
        raise UsageError("name at least one picture from before, and one from after behind --after")
    with (
        raster_edge.Stack(begun or begin([*before, *after])) as stack,
        ExitStack() as further,
        _uncollected(),
    ):
        if identify:
            stack.start_hashing()
        read = _read(footprints) if stack.is_waiting else None  # while the decoder starts
        flags = [*_check(stack.scenes[: len(before)], stack.scenes[len(before) :])]
        work = None
        if raster:
            work = further.enter_context(PixelWork())
            begin_raster(work, stack, _common_bands(stack.scenes), len(before), raster)
        outlines = _place(read or _read(footprints), stack.scenes[0].grid)  # while the raster is computed
        judged = _judge(stack, len(before), outlines, raster, work, settings, progress)
        if work:
            work.finish()
        scenes = stack.identified() if identify else stack.scenes
        flags += stack.flags
    judged = attrs.evolve(judged, scenes=scenes)
    found = DamageRun(
        structures=judged.structures,
        scenes=scenes,
        flags=tuple(dict.fromkeys((*flags, *judged.flags))),
        split=len(before),
        judged=judged,
        damage_share=judged.damage_share,
        reported=reported,
    )
    if case is not None:
        from trigpoint.workflows.imagery.observe import keep_observations  # the database comes with it

        keep_observations(case, scenes, found.observations, outlines=footprints)
    return found


@contextmanager
def _uncollected() -> Iterator[None]:
    """Thousands of outlines and judgements are small records without cycles: looking for some takes a tenth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _check(before: Sequence[Scene], after: Sequence[Scene]) -> tuple[str, ...]:
    """What is doubtful about the pictures as a radar series. Raises UnsupportedFormat where they are none."""
    check_kind((*before, *after), SceneKind.SAR, "use `trigpoint change` for pictures of other kinds")
    flags = check_pair(before, after)
    for scene in (*before, *after):
        if scene.acquired is None:
            where, _, what = missing_sentence(scene, ("acquired",)).partition(": ")
            raise UnsupportedFormat(where, *what.split("; ", 1))
    if any(scene.relative_orbit is None for scene in (*before, *after)):
        flags = (*flags, "the relative orbit of some pictures is unknown: they are taken as of one viewing geometry")
    return flags


def _read(path: Path | None) -> Outlines | None:
    from trigpoint.sources.footprints import read_outlines

    return read_outlines(path) if path else None


def _place(read: Outlines | None, grid: Grid) -> tuple[Footprint, ...]:
    from trigpoint.sources.footprints import place_outlines

    return place_outlines(read, grid) if read else ()


def _judge(
    stack: raster_edge.Stack,
    split: int,
    outlines: Sequence[Footprint],
    raster: Path | None,
    work: PixelWork | None,
    settings: Settings,
    progress: Progress,
) -> Judged:
    from trigpoint.evidence.imagery.coverage import cover
    from trigpoint.evidence.imagery.sar.judge import Stack, judge, plan

    grid = stack.scenes[0].grid
    pixel_m = grid.pixel_m or DEFAULT_PIXEL_M
    covered = cover(outlines, height=grid.height, width=grid.width)
    blurred, pixels = plan(covered, pixel_m, settings)
    bands = _common_bands(stack.scenes)
    power = gather(stack, pixels, bands, split=split, raster=raster, work=work)
    looks = Stack(
        scenes=stack.scenes,
        after=np.arange(len(stack.scenes)) >= split,
        pixels=pixels,
        power=power,
        pixel_m=pixel_m,
    )
    with ThreadPoolExecutor(WORKERS) as workers:
        return judge(outlines, covered, blurred, looks, settings=settings, workers=workers, progress=progress)


def _common_bands(scenes: Sequence[Scene]) -> tuple[str, ...]:
    """Bands that all pictures have, co-polarised first."""
    shared = [band for band in scenes[0].bands if all(band in scene.bands for scene in scenes)]
    return tuple(sorted(shared, key=lambda band: band.upper() not in ("VV", "HH")))


def against_report(found: StructureDamage, reported: date) -> str:
    """Where the reported day (UTC, whole) lies against the bracket, in words; "" where there is no bracket."""
    if found.damaged_between is None:
        return ""
    first, last = found.damaged_between
    start = datetime(reported.year, reported.month, reported.day, tzinfo=UTC)
    if start + timedelta(days=1) <= first:
        return f"the reported day {reported} lies before the bracket: the structure was still seen intact on {first:%Y-%m-%d}"
    if start > last:
        return f"the reported day {reported} lies after the bracket: damage was seen on {last:%Y-%m-%d} already"
    return f"the reported day {reported} lies inside the bracket"
