"""How well each story explains a structure's numbers: a lasting step, something passing, building work, or nothing.

A story is a time template f. With f centred over the used looks, its coefficient has variance noise / sum f^2; with a normal prior
on the coefficient the Bayes factor against 'nothing changed' is closed. A step has one template per gap between looks after; the
gap is common to all orbits and bands, size and sign are free in each.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.sar.series import Series
from trigpoint.evidence.imagery.sar.settings import Settings

Single = NDArray[np.float32]
Floats = NDArray[np.float64]

RAMP_STARTS_DAYS = (-60.0, -40.0, -20.0, 0.0, 20.0)  # building work begins, against the first look after
RAMP_LENGTHS_DAYS = (30.0, 60.0, 120.0)


@attrs.frozen(kw_only=True, eq=False)
class Weighed:
    """Natural logarithms of Bayes factors against 'nothing changed', summed over orbits and bands."""

    step: Floats  # (structure, gap) damage that begins in this gap
    passing: Floats  # (structure,) one or two looks off in some orbits
    building: Floats  # (structure,) a ramp of brightening, the best mix of starts and lengths


def step_templates(series: Series, after: Floats) -> Single:
    """(look, gap) 1 from the look that closes the gap on."""
    return (series.orbit.days[:, None] >= after[None] - 1e-6).astype(np.float32)


def spread(series: Series, templates: Single) -> tuple[Floats, Floats]:
    """(structure, gap) used looks, and sum of squares of the centred templates."""
    count = np.maximum(series.used.sum(axis=1), 1)
    mean = series.used.astype(np.float32) @ templates
    return count, (series.used.astype(np.float32) @ templates**2 - mean**2 / count[:, None]).astype(float)


def band_scale(bands: int, settings: Settings) -> Floats:
    """(band,) prior variance of further polarisations against the first."""
    return np.array([1.0, *[settings.cross_share**2] * (bands - 1)])


def quadratic(series: Series, squares: Floats, settings: Settings) -> tuple[Single, Floats]:
    """Log Bayes factor = sum of `factor` x projection^2 + `constant`: (structure, mode, band, gap) and (structure, gap)."""
    prior = series.damage[:, :, None] * band_scale(series.value.shape[2], settings)
    squares = squares[:, None, None]
    ratio = prior[..., None] * squares / series.noise[..., None]
    factor = np.where(
        squares > 1e-6, 0.5 / np.maximum(squares, 1e-6) / series.noise[..., None] * ratio / (1 + ratio), 0
    )
    constant = np.where(squares > 1e-6, -0.5 * np.log1p(ratio), 0).sum(axis=(1, 2))
    return factor.astype(np.float32), constant


def centred(series: Series) -> Single:
    """Values about their mean over the used looks."""
    count = np.maximum(series.used.sum(axis=1), 1)[:, None, None]
    mean = series.value.sum(axis=-1) / count
    return np.asarray((series.value - mean[..., None]) * series.used[:, None, None], np.float32)


def whole_series(series: Series, gain: Floats | None = None) -> tuple[Floats, Floats]:
    """(structure, band, look) the structure's mean change in dB, best weighted, and (structure, band) its variance per look.

    `gain`: of which dB; None: of the covered pixels (`series.gain`).
    """
    gain = series.gain if gain is None else gain
    weight = gain[:, :, None] / series.noise
    strength = np.maximum((gain[:, :, None] * weight).sum(axis=1), 1e-9)
    level = np.einsum("kmb,kmbl->kbl", weight, centred(series)) / strength[..., None]
    return level, 1 / strength


def weigh(all_series: Sequence[Series], after: Floats, settings: Settings) -> Weighed:
    """All stories for all structures; an orbit in which a structure is not judged says nothing."""
    structures = len(all_series[0].judged)
    step = np.zeros((structures, len(after)))
    passing = np.zeros(structures)
    ramps = np.zeros((structures, len(RAMP_STARTS_DAYS) * len(RAMP_LENGTHS_DAYS)))
    for series in all_series:
        templates = step_templates(series, after)
        _, squares = spread(series, templates)
        factor, constant = quadratic(series, squares, settings)
        told = np.einsum("kmbg,kmbg->kg", (centred(series) @ templates) ** 2, factor) + constant
        step += np.where(series.judged[:, None], told, 0)
        passing += np.where(series.judged, _passing(series, settings), 0)
        ramps += np.where(series.judged[:, None], _ramps(series, after[0], settings), 0)
    return Weighed(step=step, passing=passing, building=log_mean(ramps, axis=1))


def log_mean(values: Floats, axis: int, weight: Floats | None = None) -> Floats:
    """Log of the (weighted) mean of exponentials."""
    top = values.max(axis=axis, keepdims=True)
    share = 1 / values.shape[axis] if weight is None else weight
    return np.asarray(np.log((np.exp(values - top) * share).sum(axis=axis)) + top.squeeze(axis))


def _coefficient(
    level: Floats, noise: Floats, used: NDArray[np.bool_], templates: Floats, settings: Settings
) -> Floats:
    """(structure, template) log Bayes factor of the whole structure following a template, free size in each band."""
    count = np.maximum(used.sum(axis=1), 1)
    squares = used @ templates**2 - (used @ templates) ** 2 / count[:, None]
    squares = np.maximum(squares, 0)[:, None]
    prior = settings.step_db**2 * band_scale(level.shape[1], settings)[None, :, None]
    ratio = prior * squares / noise[..., None]
    size = (level @ templates) ** 2 / np.maximum(squares, 1e-6) / noise[..., None]
    told = 0.5 * (size * ratio / (1 + ratio) - np.log1p(ratio))
    return np.asarray(np.where(squares > 1e-6, told, 0).sum(axis=1))


def _passing(series: Series, settings: Settings) -> Floats:
    """One look after, or two, off by the same amount; half of the weight on an orbit that saw nothing pass."""
    level, noise = whole_series(series)
    looks = np.flatnonzero(~series.orbit.before)
    single = np.eye(len(series.orbit.days))[:, looks]
    pairs = [single[:, one] + single[:, two] for one in range(len(looks)) for two in range(one + 1, len(looks))]
    told = [log_mean(_coefficient(level, noise, series.used, single, settings), axis=1)]
    if len(looks) > 3:
        told.append(log_mean(_coefficient(level, noise, series.used, np.stack(pairs, axis=1), settings), axis=1))
    return log_mean(np.stack([np.zeros(len(level)), *told], axis=1), axis=1)


def _ramps(series: Series, first_after: float, settings: Settings) -> Floats:
    level, noise = whole_series(series)
    since = series.orbit.days - first_after
    ramps = np.stack(
        [np.clip((since - start) / length, 0, 1) for start in RAMP_STARTS_DAYS for length in RAMP_LENGTHS_DAYS], axis=1
    )
    return _coefficient(level, noise, series.used, ramps, settings)
