"""Radar looks from before and after, outlines in; a judgement per structure out. Pure: arrays and records in, records out.

1 outlines to pixels (footing)   2 what looks have in common off (normalise)   3 directions of damage (directions)
4 numbers per structure and look (series)   5 stories weighed (steps)   6 p-values (chance)   7 neighbourhood (neighbourhood)
8 dates (brackets)   9 words (grading)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import UTC, datetime

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.coverage import Coverage
from trigpoint.evidence.imagery.sar import chance, directions, footing, normalise, series, steps
from trigpoint.evidence.imagery.sar.brackets import when_posterior
from trigpoint.evidence.imagery.sar.grading import Readings, StructureDamage, in_words
from trigpoint.evidence.imagery.sar.neighbourhood import Surroundings, look_around, posterior
from trigpoint.evidence.imagery.sar.settings import DEFAULT, Settings
from trigpoint.model.scene import Footprint, Scene

Single = NDArray[np.float32]
Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY_S = 86400.0
ONE_PASS_DAYS = 60 / DAY_S  # slices of one overpass follow one another within seconds
LEAST_WEIGHT = 0.02  # of a structure in a pixel, to be followed there
USUAL_CLEAR, LEAST_CLEAR = 6.0, 0.2  # the offset of the log Bayes factor is stated for scenes so clear in the middle
SECOND_LOOK = 0.06  # scene share of damage from which offsets are fitted again without what changed


@attrs.frozen(kw_only=True, eq=False)
class Stack:
    """What the looks show on the wanted pixels."""

    scenes: tuple[Scene, ...]  # each with its acquisition time
    after: Mask  # (look,) taken after
    pixels: Indices  # sorted: row * width + column
    power: Single  # (look, band, pixel) linear, NaN unknown; slices of one overpass are merged in place
    pixel_m: float


@attrs.frozen(kw_only=True, eq=False)
class Judged:
    """All structures of a run, in the order of their outlines."""

    structures: tuple[StructureDamage, ...]
    scenes: tuple[Scene, ...]  # all looks, in the order the looks' numbers refer to
    damage_share: float  # of structures in this scene, as estimated
    settings: Settings
    flags: tuple[str, ...] = ()
    told: Floats | None = (
        None  # (structure,) log Bayes factor as the stories give it, before it is fitted to simulated towns
    )
    clear: float = 0.0  # how clearly a usual step would show, in the middle of the structures; to fit by


def plan(coverage: Coverage, pixel_m: float, settings: Settings = DEFAULT) -> tuple[footing.Footing, Indices]:
    """Blurred outlines, and the sorted pixels that have to be read."""
    blurred = footing.blur(coverage, max(settings.resolution_m / pixel_m, 0.4)).within(LEAST_WEIGHT)
    return blurred, footing.wanted_pixels(blurred, compared=settings.least_share, sample=settings.fit_pixels)


def judge(
    footprints: Sequence[Footprint],
    coverage: Coverage,
    blurred: footing.Footing,
    stack: Stack,
    *,
    settings: Settings = DEFAULT,
    workers: Executor | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Judged:
    """Judge every structure. `blurred` is what `plan` gave, and the stack must hold the pixels it named.

    `workers`: threads that share the work; the results are the same with any number of them, and without.
    """
    orbits = _orbits(stack)
    if not len(stack.pixels) or not any(orbit.before.any() and (~orbit.before).any() for orbit in orbits):
        return _nothing(footprints, coverage, stack, orbits, settings)
    progress(1, 6)
    level = normalise.decibel(stack.power)
    shares = footing.power_shares(blurred, stack.pixels, _mean_power(stack))
    after, prior = series.timeline(orbits)
    weight = np.ones(len(stack.pixels))
    found: directions.Directions | None = None
    for attempt in (1, 2):
        measured, found = _measure(level, orbits, blurred, shares, coverage, stack, weight, found, settings, workers)
        weighed = steps.weigh(measured, after, settings)
        progress(1 + 2 * attempt, 6)
        told, clear = _told(weighed, prior, settings), _clear(weighed)
        bayes = _fitted(told, clear, settings)
        dated = _dated(bayes, settings.told_slope * weighed.step, prior)
        able = np.any([one.judged for one in measured], axis=0)
        column, row = _centres(coverage)
        around = look_around(column, row, dated, able, prior, stack.pixel_m, settings)
        here, when = _here(dated, around)
        hit = np.where(able, posterior(here, around.share), 0)
        if attempt == 2 or hit.sum() < SECOND_LOOK * max(able.sum(), 1):
            break
        weight = _unchanged(blurred, stack.pixels, hit)
    readings = Readings(
        series=measured,
        weighed=weighed,
        log_bayes=bayes,
        log_bayes_here=here,
        p_value=chance.p_values(measured, weighed.loose, after, prior, settings, workers),
        local=around.share,
        scene_share=around.scene,
        when=when,
        edges=np.concatenate([[max(float(o.days[o.before].max()) for o in orbits if o.before.any())], after]),
    )
    progress(6, 6)
    return Judged(
        structures=in_words(footprints, coverage, stack.scenes, readings, settings),
        scenes=stack.scenes,
        damage_share=around.scene,
        settings=settings,
        told=told,
        clear=clear,
    )


def _orbits(stack: Stack) -> list[series.Orbit]:
    """Looks by relative orbit, in time order. Looks whose orbit is unknown count as one orbit; one overpass is one look."""
    days = np.array([_days(scene) for scene in stack.scenes])
    numbers = [scene.relative_orbit for scene in stack.scenes]
    found = []
    for number in dict.fromkeys(numbers):
        looks = np.array([k for k, other in enumerate(numbers) if other == number], np.int64)
        looks = _overpasses(stack, looks[np.argsort(days[looks], kind="stable")], days)
        seen: Mask = np.asarray(np.isfinite(stack.power[looks]).all(axis=1))
        found.append(series.Orbit(number=number, looks=looks, days=days[looks], before=~stack.after[looks], seen=seen))
    return found


def _overpasses(stack: Stack, looks: Indices, days: Floats) -> Indices:
    """The looks without those that follow another within ONE_PASS_DAYS on the same side: these only fill its gaps."""
    kept: list[int] = []
    for look in looks.tolist():
        first = kept[-1] if kept else look
        if look != first and days[look] - days[first] < ONE_PASS_DAYS and stack.after[look] == stack.after[first]:
            gaps = np.isnan(stack.power[first])
            stack.power[first][gaps] = stack.power[look][gaps]
            continue
        kept.append(look)
    return np.array(kept, np.int64)


def _days(scene: Scene) -> float:
    if scene.acquired is None:
        raise ValueError(f"{scene.file}: a look without a time reached the series")
    return (scene.acquired - EPOCH).total_seconds() / DAY_S


def _mean_power(stack: Stack) -> Floats:
    """(pixel,) geometric mean of the first band before, over orbits alike."""
    level = np.log(np.maximum(stack.power[~stack.after, 0], np.float32(1e-9)))
    return np.asarray(np.exp(normalise.mean_known(level).astype(float)))


def _measure(
    level: Single,
    orbits: Sequence[series.Orbit],
    blurred: footing.Footing,
    shares: Floats,
    coverage: Coverage,
    stack: Stack,
    weight: Floats,
    found: directions.Directions | None,
    settings: Settings,
    workers: Executor | None,
) -> tuple[list[series.Series], directions.Directions]:
    """Numbers per structure of each orbit with looks on both sides; the directions are found once and handed on."""
    measured = []
    covered = blurred.total(stack.pixels)
    for orbit in orbits:
        if not orbit.before.any() or orbit.before.all():
            continue
        rest = normalise.without_common(
            level[orbit.looks], orbit.before, covered, stack.pixels, coverage.width,
            weight=weight, sample=settings.fit_pixels, workers=workers,
        )  # fmt: skip
        rest = normalise.without_season(
            rest,
            orbit.days,
            covered,
            stack.pixels,
            coverage.width,
            weight=weight,
            cell_px=settings.season_cell_px,
            prior_db=settings.season_db,
        )
        if found is None:
            length = normalise.speckle_length(rest[orbit.before], stack.pixels)
            found = directions.find_directions(blurred, shares, stack.pixels, length, settings, workers)
        measured.append(series.measure(rest, orbit, coverage, stack.pixels, found, settings, workers))
    if found is None:
        raise ValueError("no orbit has looks on both sides")
    return measured, found


def _told(weighed: steps.Weighed, prior: Floats, settings: Settings) -> Floats:
    """(structure,) log Bayes factor of damage against everything that is not damage, as the stories give it."""
    other = np.stack([np.zeros(len(weighed.passing)), weighed.passing, weighed.building], axis=1)
    rest = 1 - settings.passing_share - settings.building_share
    shares = np.array([rest, settings.passing_share, settings.building_share])
    return steps.log_mean(weighed.step, 1, prior) - steps.log_mean(other, 1, shares)


def _clear(weighed: steps.Weighed) -> float:
    known = weighed.clearness[weighed.clearness > 0]
    return max(float(np.median(known)), LEAST_CLEAR) if len(known) else USUAL_CLEAR


def _fitted(told: Floats, clear: float, settings: Settings) -> Floats:
    """(structure,) the same as far as simulated towns bear it out.

    The model's own factor is too sure of itself: it knows neither every disturbance nor all that can happen next door. Its slope
    and offset are fitted on simulated towns (docs/damage.md), and so is the chance that something no story knows makes an
    unchanged structure look like anything: beyond one over that, more of the same proves nothing more.
    """
    offset = settings.told_offset + settings.told_per_clear * np.log(clear / USUAL_CLEAR)
    return np.asarray(-np.logaddexp(-settings.told_slope * told - offset, np.log(settings.unknown_share)))


def _dated(bayes: Floats, step: Floats, prior: Floats) -> Floats:
    """(structure, gap) log Bayes factors of damage in each gap, whose mean by the prior of the gaps is `bayes`."""
    return np.asarray(bayes[:, None] + np.log(np.maximum(when_posterior(step, prior), 1e-300)) - np.log(prior))


def _here(dated: Floats, around: Surroundings) -> tuple[Floats, Floats]:
    """(structure,) log Bayes factor with the dates of the surroundings, and (structure, gap) when damage fell, if it did."""
    expected = around.rate / around.share[:, None]
    return steps.log_mean(dated, 1, expected), when_posterior(dated, expected)


def _centres(coverage: Coverage) -> tuple[Floats, Floats]:
    """(structure,) column and row of the covered area; 0 where nothing is covered."""
    row, column = np.divmod(coverage.pixels, coverage.width)
    area = np.maximum(coverage.area_px, 1e-9)
    x = np.bincount(coverage.owner, weights=coverage.share * column, minlength=len(coverage)) / area
    return x, np.bincount(coverage.owner, weights=coverage.share * row, minlength=len(coverage)) / area


def _unchanged(blurred: footing.Footing, pixels: Indices, probability: Floats) -> Floats:
    """(pixel,) 1 minus the chance that a structure on it changed."""
    at = np.searchsorted(pixels, blurred.pixels)
    at[at == len(pixels)] = 0
    known = pixels[at] == blurred.pixels
    hit = np.bincount(at[known], weights=(blurred.weight * probability[blurred.owner])[known], minlength=len(pixels))
    return np.asarray(np.clip(1 - 1.5 * hit, 0, 1))


def _nothing(
    footprints: Sequence[Footprint],
    coverage: Coverage,
    stack: Stack,
    orbits: Sequence[series.Orbit],
    settings: Settings,
) -> Judged:
    """No orbit has looks on both sides, or no structure lies in the picture: nothing can be judged, and each structure says why."""
    empty = Readings.without_looks(len(footprints), orbits)
    return Judged(
        structures=in_words(footprints, coverage, stack.scenes, empty, settings),
        scenes=stack.scenes,
        damage_share=0.0,
        settings=settings,
        flags=("no relative orbit has pictures both before and after: nothing can be compared",),
    )
