"""How well each story explains a structure's numbers: a lasting step, something passing, building work, or nothing.

A story is a time template f. With f centred over the used looks, its coefficient has variance noise / sum f^2; with a normal prior
on the coefficient the Bayes factor against 'nothing changed' is closed. A step has one template per gap between looks after. The
gap is common to all orbits; size and sign are free in each orbit, because what looks away from one orbit faces the other; the bands
of one orbit share them but for a remainder. What passes or is built adds echoes: these stories only brighten, and a building
brightens in all orbits alike.
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
Evidence = tuple[Floats, Floats]  # linear and quadratic term of a log likelihood in one size: e s - l s^2 / 2

LEAST_SQUARES = 1e-6  # a template without contrast over the used looks tells nothing
RAMP_STARTS_DAYS = (-60.0, -40.0, -20.0, 0.0, 20.0)  # building work begins, against the first look after
RAMP_LENGTHS_DAYS = (30.0, 60.0, 120.0)


@attrs.frozen(kw_only=True, eq=False)
class Weighed:
    """Natural logarithms of Bayes factors against 'nothing changed', summed over orbits and bands."""

    step: Floats  # (structure, gap) damage that begins in this gap, its bands alike
    loose: Floats  # (structure, gap) the same with sizes free in every band: what permuted dates are compared by
    passing: Floats  # (structure,) one or two looks off in some orbits
    clearness: Floats  # (structure,) how clearly a usual step would show: prior over noise variance, in the gap that shows it best
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
    step, loose = np.zeros((structures, len(after))), np.zeros((structures, len(after)))
    passing, square = np.zeros(structures), np.zeros((structures, len(after)))
    ramps = np.zeros((2, structures, len(RAMP_STARTS_DAYS) * len(RAMP_LENGTHS_DAYS)))
    for series in all_series:
        judged = series.judged[:, None]
        alike, free, clear = _step(series, step_templates(series, after), settings)
        square += np.where(judged, clear, 0)
        step += np.where(judged, alike, 0)
        loose += np.where(judged, free, 0)
        passing += np.where(series.judged, _passing(series, settings), 0)
        ramps += np.where(judged, np.stack(_ramps(series, after[0], settings)), 0)
    building = log_mean(_brighter((ramps[0], ramps[1]), settings.step_db), axis=1)
    clearness = square.max(axis=1) * settings.step_db**2
    return Weighed(step=step, loose=loose, passing=passing, clearness=clearness, building=building)


def _step(series: Series, templates: Single, settings: Settings) -> tuple[Floats, Floats, Floats]:
    """(structure, gap) log Bayes factor of a step: one size for all bands but for a remainder, and sizes free in every band.

    Third: one over the variance of that one size.

    In the directions of damage the prior is diagonal: the common step and single pixels together. So the free factor is taken
    first, the common step is divided out of it (Sherman-Morrison), and put in again with the prior that bands share.
    """
    _, squares = spread(series, templates)
    factor, constant = quadratic(series, squares, settings)
    projection = centred(series) @ templates
    free = np.einsum("kmbg,kmbg->kg", projection**2, factor) + constant
    scale = band_scale(series.value.shape[2], settings)
    size = settings.step_db**2 * scale[None, :, None]
    known = np.maximum(squares, LEAST_SQUARES)[:, None, None]
    pull = series.gain[:, :, None, None] / (
        series.noise[..., None] / known + (series.damage[:, :, None] * scale)[..., None]
    )
    strength = np.minimum((pull * series.gain[:, :, None, None]).sum(axis=1), 0.999 / size)
    pulled = (pull * projection / known).sum(axis=1)
    rest = 1 - size * strength
    seen = squares[:, None] > LEAST_SQUARES
    texture = free - np.where(seen, 0.5 * np.log(rest) + 0.5 * pulled**2 * size / rest, 0).sum(axis=1)
    evidence = np.where(seen, pulled / rest, 0), np.where(seen, strength / rest, 0)
    (linear, square), told = _spread_out(evidence, settings.band_db)
    share = np.sqrt(scale)[None, :, None]
    common = (linear * share).sum(axis=1), (square * share**2).sum(axis=1)
    alike = texture + told.sum(axis=1) + _spread_out(common, settings.step_db)[1]
    return alike, free, common[1]


def _spread_out(evidence: Evidence, deviation: float) -> tuple[Evidence, Floats]:
    """Evidence for the mean of sizes that scatter about it, and the log factor of scattering about 0."""
    linear, square = evidence
    wider = 1 + square * deviation**2
    told = 0.5 * (linear**2 * deviation**2 / wider - np.log(wider))
    return (linear / wider, square / wider), np.asarray(told)


def log_mean(values: Floats, axis: int, weight: Floats | None = None) -> Floats:
    """Log of the (weighted) mean of exponentials."""
    top = values.max(axis=axis, keepdims=True)
    share = 1 / values.shape[axis] if weight is None else weight
    return np.asarray(np.log((np.exp(values - top) * share).sum(axis=axis)) + top.squeeze(axis))


def _brighter(evidence: Evidence, deviation: float) -> Floats:
    """Log factor of a size above 0 (half normal)."""
    linear, square = evidence
    told = _spread_out(evidence, deviation)[1]
    return np.asarray(told + np.log(2) + log_normal_below(linear * deviation / np.sqrt(1 + square * deviation**2)))


def log_normal_below(deviate: Floats) -> Floats:
    """Log of the normal distribution function (Abramowitz & Stegun 26.2.17; its tail to a third, as much as stories need)."""
    size = np.abs(deviate)
    t = 1 / (1 + 0.2316419 * size)
    poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    tail = -0.5 * size**2 - 0.5 * np.log(2 * np.pi) + np.log(poly)
    return np.asarray(np.where(deviate < 0, tail, np.log1p(-np.exp(tail))))


def _common(series: Series, level: Floats, noise: Floats, templates: Floats, settings: Settings) -> Evidence:
    """(structure, template) evidence for one size of all bands of an orbit."""
    count = np.maximum(series.used.sum(axis=1), 1)
    squares = series.used @ templates**2 - (series.used @ templates) ** 2 / count[:, None]
    share = np.sqrt(band_scale(level.shape[1], settings))[None, :, None]
    square = (np.maximum(squares, 0)[:, None] / noise[..., None] * share**2).sum(axis=1)
    return ((level @ templates) / noise[..., None] * share).sum(axis=1), square


def _passing(series: Series, settings: Settings) -> Floats:
    """One look after, or two, brighter by the same amount; half of the weight on an orbit that saw nothing pass."""
    level, noise = whole_series(series)
    looks = np.flatnonzero(~series.orbit.before)
    single = np.eye(len(series.orbit.days))[:, looks]
    pairs = [single[:, one] + single[:, two] for one in range(len(looks)) for two in range(one + 1, len(looks))]
    told = [np.zeros(len(level))]
    for templates in (single, np.stack(pairs, axis=1)) if pairs else (single,):
        evidence = _common(series, level, noise, templates, settings)
        told.append(log_mean(_brighter(evidence, settings.step_db), axis=1))
    return log_mean(np.stack([told[0], log_mean(np.stack(told[1:], axis=1), axis=1)], axis=1), axis=1)


def _ramps(series: Series, first_after: float, settings: Settings) -> Evidence:
    """(structure, ramp) evidence of a brightening that begins and lasts as the ramp does."""
    level, noise = whole_series(series)
    since = series.orbit.days - first_after
    ramps = np.stack(
        [np.clip((since - start) / length, 0, 1) for start in RAMP_STARTS_DAYS for length in RAMP_LENGTHS_DAYS], axis=1
    )
    return _common(series, level, noise, ramps, settings)
