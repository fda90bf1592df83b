"""Which pixels tell of which structure: outlines blurred by the radar's point spread, and each structure's share of the power."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.coverage import Coverage

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


@attrs.frozen(kw_only=True, eq=False)
class Footing:
    """(entry,) arrays, sorted by structure and pixel: pixel `pixels[e]` shows structure `owner[e]`."""

    owner: Indices
    pixels: Indices  # row * width + column
    weight: Floats  # blurred covered share, 0..1
    structures: int
    height: int
    width: int

    def within(self, least: float) -> Footing:
        """Entries of at least this weight."""
        keep = self.weight >= least
        return attrs.evolve(self, owner=self.owner[keep], pixels=self.pixels[keep], weight=self.weight[keep])

    def total(self, pixels: Indices) -> Floats:
        """(pixels,) weight under any structure, at most 1, for sorted unique pixels; others are ignored."""
        at = np.searchsorted(pixels, self.pixels)
        at[at == len(pixels)] = 0
        known = pixels[at] == self.pixels
        return np.minimum(np.bincount(at[known], weights=self.weight[known], minlength=len(pixels)), 1)


def blur(coverage: Coverage, sigma_px: float) -> Footing:
    """Coverage seen through a Gaussian point spread, cut at 2.5 standard deviations and at the picture's edge."""
    radius = int(np.ceil(2.5 * sigma_px))
    line = np.exp(-(np.arange(-radius, radius + 1) ** 2) / (2 * sigma_px**2))
    spread = np.outer(line, line).ravel() / line.sum() ** 2
    down, right = (offset.ravel() for offset in np.mgrid[-radius : radius + 1, -radius : radius + 1])
    row, column = np.divmod(coverage.pixels, coverage.width)
    rows, columns = row[:, None] + down, column[:, None] + right
    inside = (rows >= 0) & (rows < coverage.height) & (columns >= 0) & (columns < coverage.width)
    cells = coverage.height * coverage.width
    key = (coverage.owner[:, None] * cells + rows * coverage.width + columns)[inside]
    order = np.argsort(key, kind="stable")
    first = _firsts(key[order])
    kept = key[order][first]
    weight = np.add.reduceat((coverage.share[:, None] * spread)[inside][order], first) if len(kept) else np.zeros(0)
    return Footing(
        owner=kept // cells,
        pixels=kept % cells,
        weight=weight,
        structures=len(coverage),
        height=coverage.height,
        width=coverage.width,
    )


def power_shares(footing: Footing, pixels: Indices, power: Floats, *, rounds: int = 15) -> Floats:
    """(entry,) share of its pixel's power that comes from the structure, 0..1.

    Brightness of each structure and of open ground by Richardson-Lucy: pixel power = sum of weight x brightness. A bright
    structure lends power to its neighbours' pixels; this says how much. `power` is (pixels,) linear, NaN unknown.
    """
    at = np.searchsorted(pixels, footing.pixels)
    seen = np.isfinite(power)
    bare = 1 - footing.total(pixels)
    open_ground = seen & (bare > 0.9)
    ground = float(np.median(power[open_ground] if open_ground.sum() > 50 else power[seen])) if seen.any() else 1.0
    known = np.where(seen, power, 0.0)
    usable = footing.weight * seen[at]
    norm = np.maximum(np.bincount(footing.owner, weights=usable, minlength=footing.structures), 1e-9)
    bright = np.bincount(footing.owner, weights=usable * known[at], minlength=footing.structures) / norm
    for _ in range(rounds):
        ratio = known / np.maximum(_predicted(footing, at, bright, bare, ground), 1e-12)
        bright = bright * np.bincount(footing.owner, weights=usable * ratio[at], minlength=footing.structures) / norm
    predicted = _predicted(footing, at, bright, bare, ground)
    return np.clip(footing.weight * bright[footing.owner] / np.maximum(predicted[at], 1e-12), 0, 1)


def _predicted(footing: Footing, at: Indices, bright: Floats, bare: Floats, ground: float) -> Floats:
    return bare * ground + np.bincount(at, weights=footing.weight * bright[footing.owner], minlength=len(bare))


def wanted_pixels(footing: Footing, *, compared: float, sample: int, margin: int = 20) -> Indices:
    """Sorted pixels to read: under structures, beside those `compared` (of at least this weight), and an even sample around."""
    if not len(footing.pixels):
        return np.zeros(0, np.int64)
    row, column = np.divmod(footing.pixels, footing.width)
    beside = [footing.pixels]
    for down, right in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        near = (footing.weight >= compared) & _inside(footing, row + down, column + right)
        beside.append((row[near] + down) * footing.width + column[near] + right)
    top, bottom = max(int(row.min()) - margin, 0), min(int(row.max()) + margin + 1, footing.height)
    left, right = max(int(column.min()) - margin, 0), min(int(column.max()) + margin + 1, footing.width)
    every = max(1, int(np.ceil(np.sqrt((bottom - top) * (right - left) / sample))))
    rows, columns = np.mgrid[top:bottom:every, left:right:every]
    found = np.sort(np.concatenate([*beside, (rows * footing.width + columns).ravel()]))
    return found[_firsts(found)]


def _firsts(ordered: Indices) -> Indices:
    """Where each new value of a sorted array begins (np.unique hashes, which is slower on these)."""
    return np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else np.zeros(0, np.int64)


def _inside(footing: Footing, rows: Indices, columns: Indices) -> NDArray[np.bool_]:
    return (rows >= 0) & (rows < footing.height) & (columns >= 0) & (columns < footing.width)
