"""The shift between two windows of equal size, from the phase of their edges' cross spectrum.

Edges survive a change of light and season where brightness does not, and an edge whose contrast turned round is still
the same edge. So windows are first turned into *double-angle gradients*, g^2 / |g| with g = gx + i gy: direction modulo
180 degrees, length as the gradient's. They average to nothing, so unknown pixels and borders are plain zeros and no taper
is needed. The phase of the cross spectrum peaks at the shift (Kuglin and Hines 1975); the peak is refined by evaluating the
inverse transform at sub-pixel steps around it (Guizar-Sicairos et al. 2008).
"""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

Pixels = NDArray[np.float32]
Known = NDArray[np.bool_]
Edges = NDArray[np.complex64]
Spectrum = NDArray[np.complex64]

PRESMOOTH_PX = 1.0  # Gaussian before the gradient: without it squaring folds noise above the Nyquist frequency back
BAND_CYCLES = 0.12  # cycles per pixel where a frequency's say has fallen to exp(-1/2); aliasing and noise live above
WIDTH_PX = 1.0 / (2.0 * np.pi * BAND_CYCLES)  # standard deviation of the peak that band makes
WHITEN = 0.5  # share of the mean amplitude added before dividing by it: empty frequencies must not vote
REACH_OF_EDGE_PX = 4  # an edge within this many pixels of an unknown pixel is the filling's, not the ground's
FILL_PX = 8.0  # Gaussian that fills unknown pixels
CAP = 3.0  # times the root mean square: no edge counts for more, so that one bright roof or ship cannot decide alone


@attrs.frozen(kw_only=True)
class Peak:
    """Where the correlation is greatest."""

    dx_px: float
    dy_px: float
    sharpness: float  # height of the peak over the spread (standard deviation) of the correlation elsewhere
    rival: float  # the best place elsewhere, as a share of the peak's height; near 1: a repeating pattern


def oriented_edges(pixels: Pixels) -> Edges:
    """Double-angle gradients of `(y, x)` pixels; 0 where NaN pixels are near."""
    known = np.isfinite(pixels)
    filled = fill_unknown(pixels, known)
    g = ndimage.gaussian_filter(filled, PRESMOOTH_PX, order=(0, 1)) + 1j * ndimage.gaussian_filter(
        filled, PRESMOOTH_PX, order=(1, 0)
    )
    sound = known
    if not known.all():
        sound = ndimage.binary_erosion(known, iterations=REACH_OF_EDGE_PX, border_value=1)
    length = np.abs(g)
    cap = CAP * float(np.sqrt(np.mean(length[sound] ** 2, dtype=np.float64))) if sound.any() else 0.0
    longest = np.maximum(length, 1e-30)
    edges = np.where(sound, g * g / longest * np.minimum(1.0, cap / longest), 0)
    # Streets run one way and so do their edges: their mean says nothing about the shift.
    return np.where(sound, edges - edges.sum() / max(int(sound.sum()), 1), 0).astype(np.complex64)


def fill_unknown(pixels: Pixels, known: Known) -> Pixels:
    """Unknown pixels replaced by a Gaussian mean of the known ones around them."""
    if known.all():
        return pixels
    plain = np.where(known, pixels, np.float32(0))
    mean = float(plain.sum(dtype=np.float64) / max(known.sum(), 1))
    near = ndimage.gaussian_filter(known.astype(np.float32), FILL_PX)
    smooth = (ndimage.gaussian_filter(plain, FILL_PX) + mean * 1e-3) / (near + 1e-3)
    return np.where(known, pixels, smooth).astype(np.float32)


def cross_spectrum(reference: Edges, image: Edges, *, pad: tuple[int, int] | None = None) -> Spectrum:
    """Cross spectrum of equal shapes; `pad` = (rows, columns) of the transform, for shifts that are no small part of it."""
    shape = pad or reference.shape
    product = fft.fft2(image, s=shape) * np.conj(fft.fft2(reference, s=shape))
    return np.asarray(product, dtype=np.complex64)


def find_peak(cross: Spectrum, *, reach_px: float) -> Peak:
    """The shift of the image against the reference, at most `reach_px` along either axis."""
    amplitude = np.abs(cross)
    fy, fx = fft.fftfreq(cross.shape[0])[:, None], fft.fftfreq(cross.shape[1])[None, :]
    band = np.exp(-0.5 * (fx * fx + fy * fy) / BAND_CYCLES**2)
    phase = cross / (amplitude + WHITEN * amplitude.mean() + 1e-30) * band
    row, col, sharpness, rival = _highest(fft.ifft2(phase).real, reach_px)
    dx, dy = _refine(phase, fx[0], fy[:, 0], float(col), float(row))
    return Peak(dx_px=dx, dy_px=dy, sharpness=sharpness, rival=rival)


def _highest(plane: NDArray[np.float64], reach_px: float) -> tuple[int, int, float, float]:
    """Signed row and column of the highest place within reach, its sharpness, and the best rival's share of it."""
    dy, dx = _signed(plane.shape[0]), _signed(plane.shape[1])
    allowed = (np.abs(dy)[:, None] <= reach_px) & (np.abs(dx)[None, :] <= reach_px)
    row, col = divmod(int(np.argmax(np.where(allowed, plane, -np.inf))), plane.shape[1])
    top = float(plane[row, col])
    apart = np.hypot((dy - dy[row])[:, None], (dx - dx[col])[None, :]) > 1.0 / BAND_CYCLES
    spread = float(plane[apart].std())
    if top <= 0 or spread <= 0:
        return 0, 0, 0.0, 1.0
    elsewhere = plane[apart & allowed]
    return int(dy[row]), int(dx[col]), top / spread, float(elsewhere.max()) / top if elsewhere.size else 0.0


def _signed(size: int) -> NDArray[np.int64]:
    """Shifts that the places of a transform stand for."""
    return np.asarray(np.rint(fft.fftfreq(size) * size), dtype=np.int64)


def _refine(
    phase: NDArray[np.complex64], fx: NDArray[np.float64], fy: NDArray[np.float64], dx: float, dy: float
) -> tuple[float, float]:
    """The peak below one pixel: two rounds of a finer grid around it, then a parabola."""
    for step in (1 / 6, 1 / 32):
        offsets = np.arange(-6, 7) * step
        rows = np.exp(2j * np.pi * (dy + offsets)[:, None] * fy[None, :])
        cols = np.exp(2j * np.pi * fx[:, None] * (dx + offsets)[None, :])
        fine = (rows @ phase @ cols).real
        row, col = divmod(int(np.argmax(fine)), len(offsets))
        dy, dx = dy + offsets[row], dx + offsets[col]
    if 0 < row < len(offsets) - 1 and 0 < col < len(offsets) - 1:
        dy += step * _vertex(fine[row - 1 : row + 2, col])
        dx += step * _vertex(fine[row, col - 1 : col + 2])
    return float(dx), float(dy)


def _vertex(three: NDArray[np.float64]) -> float:
    """Offset of a parabola's top from the middle of three equally spaced values."""
    bend = float(three[0] - 2 * three[1] + three[2])
    return 0.0 if bend >= 0 else 0.5 * float(three[0] - three[2]) / bend
