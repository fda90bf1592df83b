"""What a whole look has in common is not news: offsets, wet ground, sub-pixel shifts and the season are taken off.

Everything here works on a list of pixels, not on pictures: `level` is (look, band, pixel) float32 in dB, NaN unknown, one
relative orbit at a time, so that viewing geometry cancels.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor

import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.sar.batches import each

Single = NDArray[np.float32]
Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]

YEAR_DAYS = 365.25
LOG_TO_DB = 10 / np.log(10)
LEAST_OPEN = 2.0  # pixels of open ground in a cell whose season is measured


def decibel(power: Single) -> Single:
    """10 log10, NaN where nothing came back (noise removal leaves zeros and negatives)."""
    level = np.full(power.shape, np.nan, np.float32)
    with np.errstate(invalid="ignore"):
        np.log(power, out=level, where=power > 0)
    level *= np.float32(LOG_TO_DB)
    return level


def mean_known(level: Single) -> Single:
    """Mean over the first axis of what is known, NaN where nothing is."""
    known = np.isfinite(level)
    if known.all():  # the usual case: a plain sum is a third of the work
        return np.asarray(np.add.reduce(level, axis=0) / len(level), np.float32)
    count = known.sum(axis=0)
    total = np.add.reduce(level, axis=0, where=known)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan).astype(np.float32)


def slopes(mean: Single, beside: Sequence[Indices]) -> tuple[Floats, Floats]:
    """Central differences of `(pixel,)` along columns and rows; 0 where a neighbour is not in the list."""
    right, left, below, above = (np.append(mean, np.float32(np.nan))[at].astype(float) for at in beside)
    return np.nan_to_num((right - left) / 2), np.nan_to_num((below - above) / 2)


def neighbours(pixels: Indices, width: int) -> tuple[Indices, ...]:
    """For each pixel the numbers of those right, left, below and above in the sorted list; its length where there is none."""
    found = []
    for wanted in (pixels + 1, pixels - 1, pixels + width, pixels - width):
        place = np.minimum(np.searchsorted(pixels, wanted), len(pixels) - 1)
        found.append(np.where(pixels[place] == wanted, place, len(pixels)))
    return tuple(found)


def without_common(
    level: Single,
    before: Mask,
    cover: Floats,
    pixels: Indices,
    width: int,
    *,
    weight: Floats,
    sample: int,
    workers: Executor | None = None,
) -> Single:
    """Level minus each pixel's mean before, minus what the look has in common.

    Per look and band, by robust regression: an offset (calibration), a part that follows the covered share (rain lifts open
    ground and not buildings), and the mean's slopes (residual shift of the picture). The second difference is left out
    although it would catch blur: it shares the noise of the pixel itself and pulls structures towards the mean.
    `weight` (pixel,) 0..1 lets go of pixels known to have changed.
    """
    left = np.empty_like(level)
    chosen = np.linspace(0, len(pixels) - 1, min(len(pixels), sample)).astype(np.int64)
    beside = neighbours(pixels, width)
    for band in range(level.shape[1]):
        _take_off_common(level[:, band], left[:, band], before, cover, beside, chosen, weight[chosen], workers)
    return left


def _take_off_common(
    level: Single, left: Single, before: Mask, cover: Floats, beside: Sequence[Indices], chosen: Indices, trust: Floats,
    workers: Executor | None,
) -> None:  # fmt: skip
    """One band (look, pixel) into `left`; fitted at the `chosen` pixels, whose weights are `trust`."""
    mean = mean_known(level[before])
    design = np.stack([np.ones(len(cover)), cover, *slopes(mean, beside)], axis=1)
    rows = design[chosen]

    def take_off(look: int) -> None:
        rest = level[look] - mean
        left[look] = rest - (design @ _robust_fit(rows, rest[chosen].astype(float), trust)).astype(np.float32)

    each(take_off, range(len(level)), workers)


def _robust_fit(rows: Floats, values: Floats, weight: Floats) -> Floats:
    """Huber's regression in two rounds (threshold 2.5 robust standard deviations); zeros where nothing is known."""
    known = np.isfinite(values) & (weight > 0)
    if known.sum() < 10 * rows.shape[1]:
        return np.array([np.median(values[known]) if known.any() else 0.0, *[0.0] * (rows.shape[1] - 1)])
    if not known.all():
        rows, values, weight = rows[known], values[known], weight[known]
    rest = np.abs(values - rows @ _fit(rows, values, weight))
    limit = 2.5 * 1.4826 * float(np.median(rest))
    return _fit(rows, values, weight * np.minimum(1, limit / np.maximum(rest, 1e-6)))


def _fit(rows: Floats, values: Floats, weight: Floats) -> Floats:
    scaled = rows * weight[:, None]
    return np.asarray(np.linalg.solve(scaled.T @ rows + 1e-6 * np.eye(rows.shape[1]), scaled.T @ values))


def without_season(
    rest: Single,
    days: Floats,
    cover: Floats,
    pixels: Indices,
    width: int,
    *,
    weight: Floats,
    cell_px: int,
    prior_db: float,
) -> Single:
    """Minus a yearly wave of the open ground, per neighbourhood, shrunken to what the scene shows.

    Fields and trees follow the year, walls do not: the wave is measured where little is built, over all looks, and taken off each
    pixel by its uncovered share. So it holds after the event as well, and damage hardly enters. Square cells of `cell_px` share
    one sine and cosine, the same in all bands; between cell centres it is interpolated. Fewer than six looks: unchanged.
    """
    if len(rest) < 6:
        return rest
    phase = 2 * np.pi * days / YEAR_DAYS
    wave = np.stack([np.sin(phase), np.cos(phase)], axis=1)
    wave -= wave.mean(axis=0)
    row, column = np.divmod(pixels, width)
    across = width // cell_px + 1
    cells = int(row.max()) // cell_px + 1, across
    open_share = 1 - cover
    mean = _cell_means(rest, (row // cell_px) * across + column // cell_px, cells[0] * across, open_share, weight)
    found = _shrunken(wave, mean, prior_db)
    field = _interpolated(found.reshape(*cells, 2), row, column, cell_px) * open_share[:, None]
    return np.asarray(rest - (wave @ field.T).astype(np.float32)[:, None], np.float32)


def _cell_means(rest: Single, cell: Indices, count: int, open_share: Floats, weight: Floats) -> Floats:
    """(look, cell) least-squares change of fully open ground over pixels and bands, NaN where a cell has next to none."""
    means = np.empty((len(rest), count))
    usual = weight * open_share
    everywhere = np.bincount(cell, weights=usual * open_share, minlength=count)
    for look, values in enumerate(rest):
        known = np.isfinite(values).all(axis=0)
        if known.all():
            total, number = np.bincount(cell, weights=usual * values.mean(axis=0), minlength=count), everywhere
        else:
            trust = np.where(known, usual, 0)
            total = np.bincount(cell, weights=trust * np.where(known, values.mean(axis=0), 0), minlength=count)
            number = np.bincount(cell, weights=trust * open_share, minlength=count)
        means[look] = np.where(number > LEAST_OPEN, total / np.maximum(number, 1e-9), np.nan)
    return means


def _shrunken(wave: Floats, mean: Floats, prior_db: float) -> Floats:
    """(cell, 2) ridge coefficients; the prior variance is what least squares leaves beyond noise, if the span allows."""
    found = np.zeros((mean.shape[1], 2))
    seen = np.isfinite(mean).all(axis=0)
    if seen.sum() < 3:
        return found
    values = mean[:, seen] - mean[:, seen].mean(axis=0)
    gram = wave.T @ wave
    free, spans = np.linalg.pinv(gram) @ wave.T @ values, np.linalg.cond(gram) < 20
    noise = float((values - wave @ free).var(axis=0).mean()) * len(values) / max(len(values) - 3, 1)
    spread = prior_db**2
    if spans and seen.sum() > 10:
        spread = max(float(free.var()) - noise * float(np.trace(np.linalg.inv(gram))) / 2, 1e-4)
    found[seen] = np.linalg.solve(gram + np.eye(2) * noise / spread, wave.T @ values).T
    return found


def _interpolated(field: Floats, row: Indices, column: Indices, cell_px: int) -> Floats:
    """Bilinear between cell centres, constant beyond the outer ones."""
    high, wide = field.shape[:2]
    y = np.clip((row + 0.5) / cell_px - 0.5, 0, high - 1)
    x = np.clip((column + 0.5) / cell_px - 0.5, 0, wide - 1)
    top, left = np.floor(y).astype(int), np.floor(x).astype(int)
    low, right = np.minimum(top + 1, high - 1), np.minimum(left + 1, wide - 1)
    v, u = (y - top)[:, None], (x - left)[:, None]
    upper = field[top, left] * (1 - u) + field[top, right] * u
    lower = field[low, left] * (1 - u) + field[low, right] * u
    return np.asarray(upper * (1 - v) + lower * v)


def speckle_length(rest: Single, pixels: Indices) -> float:
    """Correlation of neighbouring residuals as the width s of exp(-d^2 / (4 s^2)), pixels; 0.15 at the least."""
    place = np.minimum(np.searchsorted(pixels, pixels + 1), len(pixels) - 1)
    here = np.flatnonzero(pixels[place] == pixels + 1)[:50_000]
    one, two = rest[:, :, here], rest[:, :, place[here]]
    both = np.isfinite(one) & np.isfinite(two)
    if both.sum() < 100:
        return 0.6
    if not both.all():
        one, two = np.where(both, one, 0), np.where(both, two, 0)
    product, square = (float((one * other).sum() / both.sum()) for other in (two, one))
    return float(np.sqrt(-1 / (4 * np.log(np.clip(product / max(square, 1e-9), 1e-5, 0.95)))))
