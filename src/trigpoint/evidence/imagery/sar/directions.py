"""In which directions a structure's pixels move when it is damaged, against noise and neighbours: a matched subspace.

For structure k with pixel changes d (dB), noise N = C + r * sum_j w_j w_j' and damage P = s^2 a a' + h^2 diag(c).
C is the speckle's spatial correlation, w_j the power share of a neighbour whose change must not be taken for this one's, a the
blurred cover (all pixels move together); c lets single pixels move (the fixed interference pattern of a building is redrawn when
it is hit).
The vectors u with P u = l N u, u'N u = 1 give independent numbers u'd of equal noise whose damage variance is l.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.sar.batches import each
from trigpoint.evidence.imagery.sar.footing import Footing
from trigpoint.evidence.imagery.sar.settings import Settings

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

RIVALS = 6  # structures that can share one pixel
AT_ONCE = 256  # structures in one batch of small matrices
NUGGET = 0.05  # share of the speckle without spatial correlation: keeps the matrices well conditioned
SIZES = (0, 6, 9, 12, 16, 20, 25, 30, 40)


@attrs.frozen(kw_only=True, eq=False)
class Directions:
    """Structure k reads the pixels `place[k]` (indices into the pixel list, -1 none), averaged into elements of equal weight."""

    place: Indices  # (structure, slot)
    project: NDArray[np.float32]  # (structure, slot, mode): d . project = the numbers compared
    damage: Floats  # (structure, mode): damage variance over noise variance of one look, dB^2
    gain: Floats  # (structure, mode): what a step of 1 dB of all covered pixels gives
    power_gain: Floats  # (structure, mode): what a step of 1 dB of the structure's own power gives


def find_directions(
    footing: Footing,
    shares: Floats,
    pixels: Indices,
    speckle_px: float,
    settings: Settings,
    workers: Executor | None = None,
) -> Directions:
    """Directions of every structure. `shares` belong to the entries of `footing`; `pixels` is the sorted pixel list."""
    rival, rival_share = _rivals(footing, shares, pixels)
    own = footing.within(settings.least_share)
    own_share = shares[footing.weight >= settings.least_share]
    count = np.bincount(own.owner, minlength=own.structures)
    start = np.concatenate([[0], np.cumsum(count)])
    element, elements = _elements(own, count, start, settings.most_elements)
    slots = int(count.max(initial=1))
    place = np.full((own.structures, slots), -1, np.int64)
    place[own.owner, np.arange(len(own.owner)) - start[own.owner]] = np.searchsorted(pixels, own.pixels)
    project = np.zeros((own.structures, slots, settings.modes), np.float32)
    damage, gain = np.zeros((own.structures, settings.modes)), np.zeros((2, own.structures, settings.modes))
    pieces = [
        (batch, min(high, slots))
        for low, high in zip(SIZES, (*SIZES[1:], settings.most_elements), strict=True)
        for batch in _batches((elements > low) & (elements <= high), count > settings.most_elements)
    ]

    def find(piece: tuple[Indices, int]) -> None:
        batch, size = piece
        mean = _averages(place, element, start, count, batch, size)
        at = np.maximum(place[batch], 0)
        vector, value, one = _solve(
            own, own_share, start, count, batch, mean, rival[at], rival_share[at], speckle_px, settings
        )
        kept = min(settings.modes, size)
        project[batch, :, :kept] = np.einsum("ken,kem->knm", mean, vector[:, :, :kept])
        damage[batch, :kept], gain[:, batch, :kept] = value[:, :kept], one[:, :, :kept]

    each(find, pieces, workers)
    return Directions(place=place, project=project, damage=damage, gain=gain[0], power_gain=gain[1])


def _batches(chosen: NDArray[np.bool_], large: NDArray[np.bool_]) -> Iterator[Indices]:
    """The chosen structures in batches; those read in squares apart from those read in pixels."""
    for some in (np.flatnonzero(chosen & ~large), np.flatnonzero(chosen & large)):
        if len(some):
            yield from np.array_split(some, -(-len(some) // AT_ONCE))


def _rivals(footing: Footing, shares: Floats, pixels: Indices) -> tuple[Indices, Floats]:
    """(pixel, RIVALS) structures with the largest power in each pixel, -1 none, and their shares."""
    order = np.lexsort((-shares, footing.pixels))
    at, owner, share = footing.pixels[order], footing.owner[order], shares[order]
    first = np.flatnonzero(np.r_[True, at[1:] != at[:-1]]) if len(at) else np.zeros(0, np.int64)
    rank = np.arange(len(at)) - np.repeat(first, np.diff(np.r_[first, len(at)]))
    few = rank < RIVALS
    row = np.searchsorted(pixels, at[few])
    who, much = np.full((len(pixels), RIVALS), -1, np.int64), np.zeros((len(pixels), RIVALS))
    who[row, rank[few]], much[row, rank[few]] = owner[few], share[few]
    return who, much


def _elements(own: Footing, count: Indices, start: Indices, most: int) -> tuple[Indices, Indices]:
    """The element of each entry within its structure, and elements per structure: pixels, or squares of a large structure."""
    element = np.arange(len(own.owner)) - start[own.owner]
    elements = count.copy()
    for number in np.flatnonzero(count > most):
        mine = slice(start[number], start[number + 1])
        row, column = np.divmod(own.pixels[mine], own.width)
        side = int(np.ceil(np.sqrt(count[number] / most)))
        while True:
            _, found = np.unique((row // side) * own.width + column // side, return_inverse=True)
            if found.max() < most:
                break
            side += 1
        element[mine], elements[number] = found, found.max() + 1
    return element, elements


def _averages(
    place: Indices, element: Indices, start: Indices, count: Indices, batch: Indices, size: int
) -> NDArray[np.float32]:
    """(structure, element, slot) weights that average slots into elements."""
    mean = np.zeros((len(batch), size, place.shape[1]), np.float32)
    row = np.repeat(np.arange(len(batch)), count[batch])
    slot = np.arange(len(row)) - np.repeat(np.cumsum(count[batch]) - count[batch], count[batch])
    mean[row, element[start[batch][row] + slot], slot] = 1
    return np.asarray(mean / np.maximum(mean.sum(axis=2, keepdims=True), 1))


def _solve(
    own: Footing, own_share: Floats, start: Indices, count: Indices, batch: Indices, mean: NDArray[np.float32],
    rival: Indices, rival_share: Floats, speckle_px: float, settings: Settings,
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """(structure, element, mode) vectors, largest damage first, (structure, mode) damage, and (2, structure, mode) gains."""
    size, slots = mean.shape[1], mean.shape[2]
    entry = np.minimum(start[batch][:, None] + np.arange(slots), len(own.owner) - 1)
    real = np.arange(slots) < count[batch][:, None]
    row, column = np.divmod(own.pixels[entry], own.width)
    weight, share = np.where(real, own.weight[entry], 0), np.where(real, own_share[entry], 0)
    if (count[batch] <= size).all():  # elements are pixels
        weight, share, row, column = weight[:, :size], share[:, :size], row[:, :size], column[:, :size]
        rival, rival_share, real = rival[:, :size], rival_share[:, :size], real[:, :size]
        noise = _speckle(row, column, speckle_px) + settings.neighbour_ratio * _neighbours(batch, rival, rival_share)
    else:
        weight, share = (np.einsum("ken,kn->ke", mean, x) for x in (weight, share))
        pixels = (mean > 0).sum(axis=2)
        together = np.minimum(np.maximum(1, 4 * np.pi * speckle_px**2), np.maximum(pixels, 1))
        noise = np.eye(size) * (together / np.maximum(pixels, 1))[:, :, None]
        real = pixels > 0
    noise = np.where(real[:, :, None] & real[:, None], noise, np.eye(size))
    damage = settings.step_db**2 * weight[:, :, None] * weight[:, None]
    damage += settings.texture_db**2 * np.eye(size) * np.minimum(weight, 1)[:, :, None]
    inverse = np.linalg.inv(np.linalg.cholesky(noise))
    value, vector = np.linalg.eigh(inverse @ damage @ inverse.transpose(0, 2, 1))
    vector = inverse.transpose(0, 2, 1) @ vector[:, :, ::-1]
    return vector, value[:, ::-1], np.stack([np.einsum("ke,kem->km", x, vector) for x in (weight, share)])


def _speckle(row: Indices, column: Indices, speckle_px: float) -> Floats:
    apart = (row[:, :, None] - row[:, None]) ** 2 + (column[:, :, None] - column[:, None]) ** 2
    return np.asarray(np.exp(-apart / (4 * speckle_px**2)) * (1 - NUGGET) + np.eye(row.shape[1]) * NUGGET)


def _neighbours(batch: Indices, rival: Indices, share: Floats) -> Floats:
    """(structure, element, element) sum over other structures of the products of their power shares."""
    other = np.where(rival == batch[:, None, None], -1, rival)
    much = np.where(other >= 0, share, 0)
    size = rival.shape[1]
    found = np.zeros((len(batch), size, size))
    ranks = np.flatnonzero((much > 0).any(axis=(0, 1)))  # few pixels show many structures
    for one in ranks:
        for two in ranks:
            same = other[:, :, one, None] == other[:, None, :, two]
            found += same * (much[:, :, one, None] * much[:, None, :, two])
    return found
