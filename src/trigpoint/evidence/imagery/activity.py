"""Building and disturbed ground at a site over a series of looks.

Every look is compared with the mean of the first ones (the baseline), after a season or another exposure that changes *all* ground
has been taken off: the surroundings' median change, and their spread as the yardstick. A pixel is

- *disturbed* where a layer (radar decibel; optical brightness, vegetation index) departs by `DEPARTURE` spreads;
- *built* where it is disturbed, sharp structure has come up within a few pixels, and every later usable look agrees.

The share of pixels that the surroundings show by the same rule is false alarm and is taken off; the interval covers chance in
both shares (Wilson, with neighbouring pixels counted together). A look with too little of the site clear is listed and not
judged: it is neither quiet nor busy. A field ploughed inside the site is disturbed ground; uses are not told.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Pixels = NDArray[np.float32]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

METHOD = "activity-1"
CLEAR_ENOUGH = 0.6  # share of the site
DEPARTURE = 4.0  # spreads of the surroundings
SMOOTH_PX = 1.0
BLUR_PX, HALF = (
    3,
    0.45,
)  # beside a change this many times stronger within so many pixels, a departure is that change's blur
EDGE_REACH_PX = 4  # built ground has a sharp new edge this near
TOGETHER = 9.0  # neighbouring pixels that tell one thing
FEW_AROUND = 400  # pixels of surroundings; with fewer the site itself is the yardstick
Z = 1.96  # 95 per cent


@attrs.frozen(kw_only=True)
class Share:
    """A share of the site's clear pixels, false alarms taken off, with a 95 per cent interval."""

    value: float
    low: float
    high: float


@attrs.frozen(kw_only=True)
class LookActivity:
    """One look at the site. Shares are None where it was not judged."""

    clear_share: float
    unusable: str  # why it was not judged; "" = it was
    baseline: bool
    disturbed: Share | None = None
    built: Share | None = None
    confirmed: bool = False  # later looks were there to agree with `built`
    flags: tuple[str, ...] = ()


@attrs.frozen(kw_only=True, eq=False)
class Layers:
    """What one look tells of every pixel: `(layer, y, x)` float32, NaN unknown; `structure` rises with sharp objects."""

    ground: Pixels
    structure: Pixels


def radar_layers(decibel: Pixels) -> Layers:
    """`(y, x)` backscatter in decibel: its mean is the ground, and walls that face the radar are its structure."""
    smooth = _smoothed(decibel)
    return Layers(ground=smooth[None], structure=smooth)


def optical_layers(bands: Pixels, names: Sequence[str]) -> Layers:
    """`(band, y, x)`: brightness of the visible bands and, with red and near infrared, NDVI; structure is edge strength."""
    lower = [name.lower() for name in names]
    infrared = _first(lower, ("nir", "b08", "b8", "nir08", "near infrared"))
    red = _first(lower, ("red", "b04", "b4"))
    visible = [i for i in range(len(lower)) if i != infrared][:3]
    bright = bands[visible].mean(axis=0)
    layers = [_smoothed(bright)]
    if infrared is not None and red is not None:
        total = bands[infrared] + bands[red]
        with np.errstate(divide="ignore", invalid="ignore"):
            layers.append(
                _smoothed(np.where(total > 0, (bands[infrared] - bands[red]) / total, np.nan).astype(np.float32))
            )
    known = np.isfinite(bright)
    filled = np.where(known, bright, np.nanmedian(bright) if known.any() else 0)
    steep = ndimage.gaussian_gradient_magnitude(filled, 1.0)
    return Layers(ground=np.stack(layers), structure=np.where(known, steep, np.nan).astype(np.float32))


def measure_activity(
    looks: Sequence[Layers], site: Mask, *, baseline: int = 2, unusable: Sequence[str] = ()
) -> tuple[LookActivity, ...]:
    """Each look in order of time against the first `baseline` usable ones.

    Parameters
    ----------
    site : `(y, x)` pixels of the site; the rest of the picture is its surroundings.
    unusable : per look, why it cannot be used at all ("could not be aligned"); "" or missing = it can.

    Raises ValueError where shapes differ or no look is usable.
    """
    if any(look.structure.shape != site.shape for look in looks) or not site.any():
        raise ValueError("looks and site need one shape, and the site a pixel")
    clear = [float(np.isfinite(look.ground)[:, site].all(axis=0).mean()) for look in looks]
    given = [*unusable, *[""] * (len(looks) - len(unusable))]
    reasons = [why or _unclear(share) for why, share in zip(given, clear, strict=True)]
    usable = [i for i, why in enumerate(reasons) if not why]
    if not usable:
        return tuple(
            LookActivity(clear_share=c, unusable=w, baseline=False) for c, w in zip(clear, reasons, strict=True)
        )
    base = usable[: max(1, min(baseline, len(usable) - 1))]
    around, flags = _surroundings(site)
    before = _mean([looks[i].ground for i in base])
    structure = _mean([looks[i].structure[None] for i in base])
    disturbed = {i: _departs(looks[i].ground, before, around) for i in usable}
    risen = {i: _rises(looks[i].structure[None], structure, around) for i in usable}
    found = []
    for i, (share, why) in enumerate(zip(clear, reasons, strict=True)):
        if why:
            found.append(LookActivity(clear_share=share, unusable=why, baseline=False))
            continue
        later = [k for k in usable if k > i]
        built = disturbed[i][0] & risen[i]
        for k in later:
            built = built & (disturbed[k][0] | ~disturbed[k][1])  # unknown later: no contradiction
        known = disturbed[i][1]
        found.append(LookActivity(
            clear_share=share, unusable="", baseline=i in base, confirmed=bool(later), flags=flags,
            disturbed=_share(disturbed[i][0], known, site, around), built=_share(built, known, site, around),
        ))  # fmt: skip
    return tuple(found)


def change_between(earlier: Share, later: Share) -> Share:
    """Later less earlier; half widths add in squares."""
    value = later.value - earlier.value
    down = np.hypot(later.value - later.low, earlier.high - earlier.value)
    up = np.hypot(later.high - later.value, earlier.value - earlier.low)
    return Share(value=value, low=value - float(down), high=value + float(up))


def _unclear(share: float) -> str:
    return "" if share >= CLEAR_ENOUGH else f"only {share:.0%} of the site is clear (cloud or no-data elsewhere)"


def _surroundings(site: Mask) -> tuple[Mask, tuple[str, ...]]:
    """Pixels outside, kept off the site's rim; the site itself where the picture shows too little else."""
    around = ~ndimage.binary_dilation(site, iterations=EDGE_REACH_PX)
    if around.sum() >= FEW_AROUND:
        return around, ()
    return np.ones_like(site), ("the picture shows hardly more than the site: more than half of it must be unchanged",)


def _departs(ground: Pixels, before: Pixels, around: Mask) -> tuple[Mask, Mask]:
    """Disturbed pixels, and those where that is known."""
    difference = ground - before
    known: Mask = np.asarray(np.isfinite(difference).all(axis=0))
    far = np.zeros(known.shape, dtype=bool)
    for layer in difference:
        size = np.abs(_in_spreads(layer, around & known))
        strongest = ndimage.maximum_filter(np.where(known, size, 0), size=2 * BLUR_PX + 1)
        far |= (size > DEPARTURE) & (size >= HALF * strongest)
    return np.asarray(far & known), known


def _rises(structure: Pixels, before: Pixels, around: Mask) -> Mask:
    """Pixels with risen structure within reach."""
    difference = (structure - before)[0]
    known = np.isfinite(difference)
    up = (_in_spreads(difference, around & known) > DEPARTURE) & known
    return np.asarray(ndimage.binary_dilation(up, iterations=EDGE_REACH_PX), dtype=bool)


def _in_spreads(difference: Pixels, around: Mask) -> Pixels:
    """Difference less the surroundings' median, in robust spreads of theirs."""
    if not around.any():
        return np.zeros_like(difference)
    here = difference[around]
    middle = float(np.median(here))
    spread = 1.4826 * float(np.median(np.abs(here - middle)))
    return (difference - middle) / np.float32(max(spread, 1e-9 + 1e-3 * float(np.abs(here).max())))


def _share(flagged: Mask, known: Mask, site: Mask, around: Mask) -> Share:
    """Share of the site beyond what the surroundings show by the same rule."""
    here, there = site & known, around & known & ~site
    value, low, high = _wilson(flagged, here)
    false, false_low, false_high = _wilson(flagged, there) if there.sum() >= FEW_AROUND else (0.0, 0.0, 0.0)
    return Share(
        value=_beyond(value, false), low=min(_beyond(low, false_high), _beyond(value, false)),
        high=max(_beyond(high, false_low), _beyond(value, false)),
    )  # fmt: skip


def _beyond(share: float, false: float) -> float:
    return float(np.clip((share - false) / max(1.0 - false, 1e-6), 0.0, 1.0))


def _wilson(flagged: Mask, among: Mask) -> tuple[float, float, float]:
    """Share with a 95 per cent interval (Wilson 1927), neighbouring pixels counted together."""
    count = int(among.sum())
    if not count:
        return 0.0, 0.0, 1.0
    share, n = float(flagged[among].mean()), max(1.0, count / TOGETHER)
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * float(np.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)))
    return share, max(0.0, middle - half), min(1.0, middle + half)


def _mean(layers: Sequence[Pixels]) -> Pixels:
    """Mean over looks of known pixels; NaN where none is."""
    stack = np.stack(layers)
    known = np.isfinite(stack)
    total = np.where(known, stack, 0).sum(axis=0, dtype=np.float64)
    count = known.sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan).astype(np.float32)


def _smoothed(plane: Pixels) -> Pixels:
    """Gaussian over known pixels; unknown stays unknown."""
    known = np.isfinite(plane)
    total = ndimage.gaussian_filter(np.where(known, plane, np.float32(0)), SMOOTH_PX)
    weight = ndimage.gaussian_filter(known.astype(np.float32), SMOOTH_PX)
    return np.where(known, total / np.maximum(weight, 1e-6), np.nan).astype(np.float32)


def _first(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)
