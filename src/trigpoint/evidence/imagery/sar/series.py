"""From pixels to numbers per structure and look: what was seen, how noisy it is, and whether it can be judged at all."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.coverage import Coverage
from trigpoint.evidence.imagery.sar.batches import each
from trigpoint.evidence.imagery.sar.directions import Directions
from trigpoint.evidence.imagery.sar.normalise import YEAR_DAYS
from trigpoint.evidence.imagery.sar.settings import Settings

Single = NDArray[np.float32]
Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]


COVER_DOUBT = 0.005  # outlines are rounded: at the very border a structure counts as not seen
AMPLITUDE_DB = np.float32(20 / np.log(10))  # decibels of a factor e in amplitude
LEAST_PART = np.float32(1e-3)  # of the mean amplitude before: darker is nothing that pictures tell
ALIKE = (60.0, 1000.0)  # limits of the weight of the scene's noise level, degrees of freedom
LEAST_ALIKE = 50  # structures from which it is told
LEAST_WAVE, MOST_CONDITION, MOST_SEEN = (
    10,
    20.0,
    0.7,
)  # looks before, how well they tell a yearly wave, share that is used
NINE_TENTHS = 0.744  # variance of two normal deviates within the ellipse that holds nine tenths of them
LEAST_DRIFT = 50  # structures from which a change common to most can be told from their own


@attrs.frozen(kw_only=True, eq=False)
class Orbit:
    """All looks of one relative orbit over the wanted pixels, in time order."""

    number: int | None
    looks: Indices  # of the whole series
    days: Floats  # since an epoch, UTC
    before: Mask
    seen: Mask  # (look, pixel): known in every polarisation

    def well_seen(self, settings: Settings) -> Mask:
        """(pixel,) seen in enough looks before and after."""
        enough_before = self.seen[self.before].sum(axis=0) >= settings.least_before
        return np.asarray(enough_before & (self.seen[~self.before].sum(axis=0) >= settings.least_after))


@attrs.frozen(kw_only=True, eq=False)
class Series:
    """One orbit's numbers. Unused looks are zero in `value`."""

    orbit: Orbit
    value: Single  # (structure, mode, band, look)
    used: Mask  # (structure, look)
    noise: Floats  # (structure, mode, band): variance of one look
    judged: Mask  # (structure,) enough looks of enough of the footprint
    share: Floats  # (structure,) of the footprint that enough looks see
    damage: Floats  # (structure, mode)
    gain: Floats  # (structure, mode)
    power_gain: Floats  # (structure, mode)


def seen_share(coverage: Coverage, pixels: Indices, good: Mask) -> Floats:
    """(structure,) share of the footprint's area on good pixels."""
    at = np.minimum(np.searchsorted(pixels, coverage.pixels), len(pixels) - 1)
    under = np.bincount(coverage.owner, weights=coverage.share * good[at], minlength=len(coverage))
    return np.asarray(under / np.maximum(coverage.area_px, 1e-9))


def measure(
    rest: Single,
    orbit: Orbit,
    coverage: Coverage,
    pixels: Indices,
    found: Directions,
    settings: Settings,
    workers: Executor | None = None,
) -> Series:
    """Numbers of every structure in one orbit from the residuals (look, band, pixel).

    The first direction, in which a structure moves as a whole, is read from the mean amplitude of its pixels and not from their
    mean in decibels: the logarithm of speckle scatters more than speckle does (by an eighth at four looks), that of a mean less.
    """
    good = orbit.well_seen(settings)
    share = seen_share(coverage, pixels, good)
    readable = (found.damage[:, 0] > 0) & (share > settings.least_cover + COVER_DOUBT)
    place = np.maximum(found.place, 0)
    real = (found.place >= 0) & good[place]
    count = np.maximum(real.sum(axis=1), 1)
    modes, bands = found.damage.shape[1], rest.shape[1]
    value = np.zeros((len(place), modes, bands, len(rest)), np.float32)
    used = np.zeros((len(place), len(rest)), bool)
    project = found.project * real[:, :, None]
    whole = project[:, :, 0].sum(axis=1)
    part = np.maximum(project[:, :, 0] * np.sign(whole)[:, None], 0)
    part /= np.maximum(part.sum(axis=1, keepdims=True), 1e-9)

    def read(look: int) -> None:
        used[:, look] = readable & ((orbit.seen[look][place] & real).sum(axis=1) >= 0.95 * count)
        for band in range(bands):
            values = np.nan_to_num(rest[look, band])[place]
            value[:, :, band, look] = np.matmul(values[:, None], project)[:, 0]
            amplitude = np.exp(values / AMPLITUDE_DB)
            value[:, 0, band, look] = (
                whole * AMPLITUDE_DB * np.log(np.maximum((part * amplitude).sum(axis=1), LEAST_PART))
            )

    each(read, range(len(rest)), workers)
    value *= used[:, None, None]
    judged = (used[:, orbit.before].sum(axis=1) >= settings.least_before) & (
        used[:, ~orbit.before].sum(axis=1) >= settings.least_after
    )
    real = found.damage > 0
    value = _season_down(value, used, orbit, judged[:, None] & real, _noise(value, used, orbit.before, judged, real))
    noise = _noise(value, used, orbit.before, judged, real)
    drift = _drift(value, used, orbit.before, judged, noise, found.gain)
    value[..., ~orbit.before] -= (found.gain[:, :, None] * drift)[..., None] * used[:, None, None, ~orbit.before]
    return Series(
        orbit=orbit,
        value=value,
        used=used,
        noise=noise,
        judged=judged,
        share=share,
        damage=found.damage,
        gain=found.gain,
        power_gain=found.power_gain,
    )


def _drift(value: Single, used: Mask, before: Mask, judged: Mask, noise: Floats, gain: Floats) -> Floats:
    """(band,) change in dB that most structures share after the split: what damage, vehicles and building work left in the offsets.

    Each structure's change is known to a few tenths of a decibel, a single look's is not; so the common part is taken here, as the
    mean of those within one and a half standard errors of it. Under `LEAST_DRIFT` structures: none.
    """
    bands = value.shape[2]
    if judged.sum() < LEAST_DRIFT:
        return np.zeros(bands)
    ahead, late = used[judged][:, before].sum(axis=1), used[judged][:, ~before].sum(axis=1)
    change = value[judged][..., ~before].sum(axis=-1) / late[:, None, None]
    change = change - value[judged][..., before].sum(axis=-1) / ahead[:, None, None]
    weight = gain[judged][:, :, None] / noise[judged]
    strength = np.maximum((gain[judged][:, :, None] * weight).sum(axis=1), 1e-9)
    level = (weight * change).sum(axis=1) / strength
    error = np.sqrt((1 / ahead + 1 / late)[:, None] / strength)
    found = np.median(level, axis=0)
    for _ in range(20):
        close = np.abs(level - found) < 1.5 * error
        found = (level * close / error**2).sum(axis=0) / np.maximum((close / error**2).sum(axis=0), 1e-9)
    return np.asarray(found)


def _season_down(value: Single, used: Mask, orbit: Orbit, real: Mask, noise: Floats) -> Single:
    """What is left of the season weighs no more than noise: `value` whitened along a yearly wave, per mode.

    Structures keep some of the year that open ground around them does not show. A wave of covariance A beside noise of variance 1
    has covariance I + W A W' over looks; multiplied by the inverse root of it, looks are exchangeable again, which permuted dates
    take for granted. A is what waves fitted to looks before scatter beyond their own error; so the looks before must span enough
    of the year to tell it from a step, else nothing is done. `real`: (structure, mode) what was measured.
    """
    phase = 2 * np.pi * orbit.days / YEAR_DAYS
    wave = np.stack([np.sin(phase), np.cos(phase)], axis=1)
    ahead, seen = wave[orbit.before], used[:, orbit.before].astype(float)
    middle = ahead - ahead.mean(axis=0)
    gram = middle.T @ middle
    enough = real[:, 0] & (seen.sum(axis=1) > MOST_SEEN * len(ahead))
    if enough.sum() < LEAST_ALIKE or len(ahead) < LEAST_WAVE or np.linalg.cond(gram) > MOST_CONDITION:
        return value
    own = (ahead[None] - (seen @ ahead / np.maximum(seen.sum(axis=1), 1)[:, None])[:, None]) * seen[..., None]
    own[~enough] = middle
    fit = own @ np.linalg.inv(np.linalg.cholesky(own.transpose(0, 2, 1) @ own)).transpose(0, 2, 1)
    base, root = np.linalg.qr(wave - wave.mean(axis=0))
    scale = root @ np.linalg.inv(np.linalg.cholesky(gram)).T
    down = centre(value, used)
    for mode in range(value.shape[1]):
        some = enough & real[:, mode]
        if some.sum() < LEAST_ALIKE:
            continue
        scaled = value[some, mode][..., orbit.before] / np.sqrt(noise[some, mode])[..., None]
        found = scaled @ fit[some]  # independent, variance 1 where nothing is left
        more = scale @ _positive(_covariance(found.reshape(-1, 2)) - np.eye(2)) @ scale.T
        size, turn = np.linalg.eigh(np.eye(2) + more)
        less = np.eye(2) - (turn / np.sqrt(size)) @ turn.T
        down[:, mode] -= down[:, mode] @ (base @ less).astype(np.float32) @ base.T.astype(np.float32)
    return np.asarray(down * used[:, None, None], np.float32)


def _covariance(rows: Floats) -> Floats:
    """(2, 2) about 0, of the nine tenths of rows nearest to it: damage or works before the split must not count as season."""
    found = rows.T @ rows / len(rows) + 1e-9 * np.eye(2)
    for _ in range(3):
        far = np.einsum("nk,kl,nl->n", rows, np.linalg.inv(found), rows)
        near = far <= np.quantile(far, 0.9)
        found = rows[near].T @ rows[near] / near.sum() / NINE_TENTHS
    return np.asarray(found)


def _positive(matrix: Floats) -> Floats:
    size, turn = np.linalg.eigh(matrix)
    return np.asarray((turn * np.maximum(size, 0)) @ turn.T)


def _noise(value: Single, used: Mask, before: Mask, judged: Mask, modes: Mask) -> Floats:
    """(structure, mode, band) variance of one look.

    Per mode and band the scene's own level, from looks before; times a factor per structure and band, pooled over its modes and
    shrunken to 1 as far as structures are alike. The factor counts all looks alike, so that it does not favour looks before when
    dates are permuted.
    """
    if not judged.any():
        return np.ones(value.shape[:3])
    ahead, freedom = _squares(value[judged][..., before], used[judged][:, before])
    scene = np.maximum(ahead.sum(axis=0) / np.maximum(freedom @ modes[judged], 1.0)[:, None], 1e-6)
    weight = _alikeness((ahead / scene).sum(axis=1), freedom * modes[judged].sum(axis=1))
    squares, free = _squares(value, used)
    ratio = (squares / scene).sum(axis=1)
    pooled = (free * modes.sum(axis=1))[:, None]
    factor = (ratio + weight) / (pooled + weight)
    return np.asarray(scene[None] * factor[:, None])


def _alikeness(ratio: Floats, freedom: Floats) -> float:
    """Weight, in degrees of freedom, of the scene's noise level against a structure's own: the more alike structures are, the more.

    If levels scatter as scaled inverse chi squares (Smyth 2004), what variances scatter beyond their own degrees of freedom tells
    that weight. Deciles, because damage and works before the split must not count.
    """
    enough = freedom > 0
    if enough.sum() < LEAST_ALIKE:
        return ALIKE[0]
    scaled = (np.log(ratio[enough] / freedom[enough, None]) * np.sqrt(freedom[enough, None] / 2)).ravel()
    low, high = np.quantile(scaled, (0.1, 0.9))
    excess = ((high - low) / 2.563) ** 2 - 1  # in units of what the degrees of freedom explain
    usual = float(np.median(freedom[enough]))
    return float(np.clip(usual / max(excess, 1e-3), *ALIKE))


def centre(value: Single, used: Mask) -> Single:
    """(structure, mode, band, look) values about their mean over the used looks."""
    count = np.maximum(used.sum(axis=1), 1)[:, None, None]
    return np.asarray((value - (value.sum(axis=-1) / count)[..., None]) * used[:, None, None], np.float32)


def _squares(value: Single, used: Mask) -> tuple[Floats, Floats]:
    """Sum of squares about the mean over used looks, and its degrees of freedom (structure,)."""
    count = used.sum(axis=1)
    mean = value.sum(axis=-1) / np.maximum(count, 1)[:, None, None]
    off = (value - mean[..., None]) * used[:, None, None]
    return (off.astype(float) ** 2).sum(axis=-1), np.maximum(count - 1, 0).astype(float)


def timeline(orbits: Sequence[Orbit]) -> tuple[Floats, Floats]:
    """Days of the looks after over all orbits, ascending, and the prior that damage fell in the gap that each one closes.

    Even per day, but a long gap (the pictures before may end early) counts for three usual ones at most.
    """
    after = np.unique(np.concatenate([orbit.days[~orbit.before] for orbit in orbits]))
    last = max(float(orbit.days[orbit.before].max()) for orbit in orbits if orbit.before.any())
    gap = np.maximum(np.diff(np.concatenate([[last], after])), 1e-3)
    gap = np.minimum(gap, np.median(gap) * 3) if len(gap) > 2 else gap
    return after, gap / gap.sum()
