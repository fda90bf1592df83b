"""How far one picture's content lies from another's, in pixels of one grid.

1. coarse: the whole pictures, thinned to at most 640 pixels a side, padded so that half a picture's shift is found;
2. tiles: up to 7 x 7 windows at that shift each find their own, and vote; a tile whose peak is not above its noise abstains;
3. fine: the cross spectra of the tiles that agree are summed, and the peak of the sum is the shift.

`rmse_px` is the root mean square distance of the agreeing tiles' own shifts from the shift found (how well *any one place* is
aligned by it) together with what the width and sharpness of the summed peak leave open; it bounds the error of the shift.
A shift is refused, with the reason, where there is no common texture, where tiles disagree (turned, stretched or differently
projected pictures, tall terrain) or where too little is known in both.

Not handled: rotation and scale are told, not undone. Moving clouds must be NaN.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

from trigpoint.evidence.imagery.align_spectrum import (
    WIDTH_PX,
    Edges,
    Peak,
    Pixels,
    Spectrum,
    cross_spectrum,
    fill_unknown,
    find_peak,
    oriented_edges,
)
from trigpoint.evidence.imagery.align_votes import Vote, agree, tiles_apart, turned_or_stretched

METHOD = "align-1"
COARSE_PX = 640  # longest side of the thinned pictures of the coarse step
TILES = 7  # at most so many a side
TILE_PX = (64, 256)  # smallest and largest side of a tile
SMALLEST_PX = 32  # side of a picture; below it one tile has too few edges
MARGIN_PX = 6  # around a tile while its edges are found, so that the filter's border is not in it
KNOWN_SHARE = 0.5  # of a tile, in both pictures, before it may vote
SHARP_ENOUGH = 6.0  # standard deviations; peaks of independent noise reach about 4.5
FEW = 5  # tiles apart that a picture has room for; with fewer, their sum must stand out further instead
SHARP_ALONE = 14.0  # one object alike by chance gives 12
AGREEING = 0.5  # share of the votes' weight that must agree
APART = 0.15  # of the tiles that do not overlap one another: three tiles on one object are one witness
HUGE = 1e9  # values above are scaled down
REPEATS = 0.75  # another place this nearly as high as the peak
FLOOR_PX = 0.02  # the method's own error on one picture shifted; rmse_px is never below
SELF_NOISE = (
    2.0  # the correlation is rougher near its peak than far from it, where the spread is taken: simulated scenes
)


@attrs.frozen(kw_only=True)
class Shift:
    """Positive dx, dy: the image's content lies right of, below the reference's."""

    dx_px: float
    dy_px: float
    rmse_px: float  # scatter of the agreeing tiles around the shift; inf where refused
    accepted: bool
    reason: str = ""  # why it was refused; "" = accepted
    tiles: tuple[Vote, ...] = ()  # every tile that was tried
    cautions: tuple[str, ...] = ()  # accepted, but: each a short sentence


def estimate_shift(reference: Pixels, image: Pixels, *, max_shift_px: float | None = None) -> Shift:
    """The shift of `image` against `reference`: `(y, x)` float arrays of one shape, NaN unknown.

    Parameters
    ----------
    max_shift_px : greatest shift along either axis to look for; None: half the shorter side.

    Give SAR pictures in decibel: speckle then has the same spread everywhere. Raises ValueError for shapes that differ.
    """
    if reference.ndim != 2 or reference.shape != image.shape:
        raise ValueError(f"two (y, x) arrays of one shape are needed, not {reference.shape} and {image.shape}")
    if min(reference.shape) < SMALLEST_PX:
        return _refused(f"smaller than {SMALLEST_PX} x {SMALLEST_PX} pixels")
    reference, image = _tamed(reference), _tamed(image)
    if min(np.isfinite(reference).mean(), np.isfinite(image).mean()) < 0.05:
        return _refused("less than a twentieth of a picture is known (no-data or cloud elsewhere)")
    reach = min(max_shift_px or np.inf, min(reference.shape) / 2)
    start_x, start_y, thinning = _coarse(reference, image, reach)
    found = _settle(reference, image, (start_x, start_y), look_px=2.0 * thinning + 6.0)
    again = round(found.dx_px), round(found.dy_px)
    if found.accepted and again != (start_x, start_y):  # windows that hold the same ground bias less
        found = _settle(reference, image, again, look_px=6.0)
    return found


def shift_image(pixels: Pixels, dx_px: float, dy_px: float, *, order: int = 3) -> Pixels:
    """Content moved right by `dx_px` and down by `dy_px`; `(..., y, x)`; what comes from outside or from NaN is NaN.

    `order` is the spline's; 1 never leaves the range of the pixels, which calibrated SAR power needs.
    """
    flat = np.asarray(pixels, dtype=np.float32).reshape(-1, *pixels.shape[-2:])
    out = np.empty_like(flat)
    for i, plane in enumerate(flat):
        known = np.isfinite(plane)
        filled = fill_unknown(plane, known) if known.any() else np.zeros_like(plane)
        moved = ndimage.shift(filled, (dy_px, dx_px), order=order, mode="nearest", output=np.float32)
        share = ndimage.shift(known.astype(np.float32), (dy_px, dx_px), order=1, mode="constant", cval=0.0)
        out[i] = np.where(share > 0.999, moved, np.nan)
    return out.reshape(pixels.shape)


def bring_onto(pixels: Pixels, shift: Shift, *, order: int = 3) -> Pixels:
    """The image's pixels moved so that they lie on the reference's."""
    return shift_image(pixels, -shift.dx_px, -shift.dy_px, order=order)


def _refused(reason: str, votes: Sequence[Vote] = (), dx: float = 0.0, dy: float = 0.0) -> Shift:
    return Shift(dx_px=dx, dy_px=dy, rmse_px=float("inf"), accepted=False, reason=reason, tiles=tuple(votes))


def _tamed(pixels: Pixels) -> Pixels:
    """Float32 with infinities unknown, scaled down where squares would overflow; the shift does not depend on scale."""
    known = np.isfinite(pixels)
    sound = np.where(known, pixels, np.nan) if not known.all() else pixels
    largest = float(np.max(np.abs(pixels), where=known, initial=0.0))
    return np.asarray(sound / (largest / HUGE) if largest > HUGE else sound, dtype=np.float32)


def _coarse(reference: Pixels, image: Pixels, reach_px: float) -> tuple[int, int, int]:
    """Whole-pixel shift and how many pixels one thinned pixel stands for."""
    factor = max(1, -(-max(reference.shape) // COARSE_PX))
    thin = [oriented_edges(_thinned(x, factor)) for x in (reference, image)]
    reach = reach_px / factor
    pad = tuple(fft.next_fast_len(int(side + min(reach, side / 2) + 4)) for side in thin[0].shape)
    peak = find_peak(cross_spectrum(*thin, pad=(pad[0], pad[1])), reach_px=max(reach, 1.0))
    return round(peak.dx_px * factor), round(peak.dy_px * factor), factor


def _thinned(pixels: Pixels, factor: int) -> Pixels:
    """Means of `factor` x `factor` blocks over known pixels; NaN where fewer than half are known."""
    if factor == 1:
        return pixels
    rows, cols = (side // factor * factor for side in pixels.shape)
    blocks = pixels[:rows, :cols].reshape(rows // factor, factor, cols // factor, factor)
    known = np.isfinite(blocks)
    count = known.sum(axis=(1, 3))
    total = np.where(known, blocks, np.float32(0)).sum(axis=(1, 3), dtype=np.float64)
    return np.where(count * 2 >= factor * factor, total / np.maximum(count, 1), np.nan).astype(np.float32)


def _tiles(
    reference: Pixels, image: Pixels, start: tuple[int, int], *, reach_px: float
) -> Iterator[tuple[Vote, Spectrum]]:
    """Each window's own shift, and its cross spectrum with the start taken off."""
    dx, dy = start
    height, width = reference.shape
    rows, cols = (
        (max(0, -dy), min(height, height - dy)),
        (max(0, -dx), min(width, width - dx)),
    )  # where both have pixels
    room = min(rows[1] - rows[0], cols[1] - cols[0])
    side = min(room, int(np.clip(room // 3, *TILE_PX)))
    if side < SMALLEST_PX:
        return
    for row in _spaced(*rows, side):
        for col in _spaced(*cols, side):
            here, there = _window(reference, row, col, side), _window(image, row + dy, col + dx, side)
            if here is None or there is None:
                continue
            cross = cross_spectrum(here * _inner(side), there)
            peak = find_peak(cross, reach_px=min(reach_px, side / 3))
            yield (
                Vote(
                    x=col + side / 2, y=row + side / 2, side=side, dx_px=dx + peak.dx_px, dy_px=dy + peak.dy_px,
                    sharpness=peak.sharpness, counts=peak.sharpness >= SHARP_ENOUGH,
                ),
                cross,
            )  # fmt: skip


def _window(pixels: Pixels, row: int, col: int, side: int) -> Edges | None:
    """Edges of a window; None where too little of it is known."""
    if np.isfinite(pixels[row : row + side, col : col + side]).mean() < KNOWN_SHARE:
        return None
    top, left = max(0, row - MARGIN_PX), max(0, col - MARGIN_PX)
    wide = oriented_edges(pixels[top : row + side + MARGIN_PX, left : col + side + MARGIN_PX])
    return wide[row - top : row - top + side, col - left : col - left + side]


def _inner(side: int) -> NDArray[np.float32]:
    """Weights that fade out a tile's rim, on the reference alone.

    An edge cut off by the rim ends at the same place in both windows and would pull the shift to zero; with the reference
    faded and the image whole, every edge of the reference finds its counterpart.
    """
    rim = max(6, side // 8)
    ramp = np.clip((np.arange(side) + 0.5) / rim, 0, 1)
    line = 0.5 - 0.5 * np.cos(np.pi * np.minimum(ramp, ramp[::-1]))
    return np.outer(line, line).astype(np.float32)


def _spaced(low: int, high: int, side: int) -> list[int]:
    """Starts of windows from `low` to `high`, overlapping by half, at most TILES of them."""
    room = high - low - side
    if room < 0:
        return []
    count = min(TILES, 1 + -(-2 * room // side))
    return [low + int(start) for start in np.linspace(0, room, count)]


def _settle(reference: Pixels, image: Pixels, start: tuple[int, int], *, look_px: float) -> Shift:
    """The shift of the tiles that agree, or why there is none; tiles look `look_px` around the start."""
    tried = list(_tiles(reference, image, start, reach_px=look_px))
    votes = [vote for vote, _ in tried]
    if not votes:
        return _refused("no part of the pictures is known in both", votes, *start)
    counting = [vote for vote in votes if vote.counts]
    if not counting:
        return _refused("no common texture: no tile's correlation stands above its noise", votes, *start)
    agreeing, share = agree(counting)
    room, apart = tiles_apart(votes), tiles_apart(agreeing)
    if share < AGREEING or (room >= FEW and apart < max(3, APART * room)):
        few = f"tiles disagree: {len(agreeing)} of {len(votes)} agree on one shift"
        return _refused(turned_or_stretched(counting) or few, votes, *start)
    total = np.sum([_levelled(cross) for vote, cross in tried if vote in agreeing], axis=0)
    peak = find_peak(total, reach_px=look_px)
    if room < FEW and peak.sharpness < SHARP_ALONE:
        return _refused(
            "so small a picture has few tiles, and their correlation hardly stands above noise", votes, *start
        )
    dx, dy = start[0] + peak.dx_px, start[1] + peak.dy_px
    off = [(vote.dx_px - dx) ** 2 + (vote.dy_px - dy) ** 2 for vote in agreeing]
    scatter = float(np.average(off, weights=[vote.weight for vote in agreeing]))
    rmse = float(np.sqrt(scatter + (SELF_NOISE * WIDTH_PX / peak.sharpness) ** 2 + FLOOR_PX**2))
    cautions = _cautions(votes, counting, agreeing, peak)
    return Shift(dx_px=dx, dy_px=dy, rmse_px=rmse, accepted=True, tiles=tuple(votes), cautions=cautions)


def _levelled(cross: Spectrum) -> NDArray[np.complex64]:
    """A tile's spectrum with a mean amplitude of 1, so that one bright tile does not outweigh the rest."""
    return np.asarray(cross / (np.abs(cross).mean() + 1e-30), dtype=np.complex64)


def _cautions(votes: list[Vote], counting: list[Vote], agreeing: list[Vote], peak: Peak) -> tuple[str, ...]:
    """What a person should know beside an accepted shift."""
    found = []
    form = turned_or_stretched(counting)
    if form:
        found.append(form)
    if len(agreeing) < len(votes) / 3:
        found.append(f"only {len(agreeing)} of {len(votes)} tiles bear the shift out")
    if peak.rival > REPEATS:
        found.append("the ground repeats itself (rows, blocks): the shift may be off by a whole period")
    return tuple(found)
