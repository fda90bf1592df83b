"""The shift between two picture files, measured on the reference's grid."""

from __future__ import annotations

import hashlib
from pathlib import Path

import attrs
import numpy as np

from trigpoint.evidence.imagery.align import METHOD, Shift, estimate_shift
from trigpoint.evidence.imagery.align_spectrum import Pixels
from trigpoint.model import Observation
from trigpoint.model.errors import UsageError
from trigpoint.model.scene import Scene, SceneKind, Unit
from trigpoint.sources.rasters.opener import Window, open_stack
from trigpoint.workflows.imagery.common_grid import Floats, onto_grid, pixel_between, scene_place, scene_time
from trigpoint.workflows.imagery.observe import keep_observations

LONGEST_PX = 4096  # side of the part that is read; a larger picture is measured in its middle
CO_POLARISED = ("VV", "HH")
NOT_GROUND = ("alpha", "mask", "qa", "scl", "dataset mask")


@attrs.frozen(kw_only=True)
class Alignment:
    """What was measured between two files."""

    reference: Scene
    image: Scene
    shift: Shift
    flags: tuple[str, ...]
    observation: Observation


def measure_shift(reference: Path, image: Path, *, case: Path | None = None) -> Alignment:
    """How far IMG's content lies right of and below REF's, in pixels of REF. Raises InputError, UsageError.

    Where both have a place on earth, IMG is laid on REF's grid first, so the shift is what their georeferences leave.
    `case`: keep both pictures and the measurement there.
    """
    with open_stack([reference, image]) as stack:
        one, two = stack.identified()
        flags: list[str] = list(_doubts(one, two))
        ref_window, img_window = _windows(one, two, flags)
        ref_pixels = _plane(stack.read(ref_window, [0])[0], one)
        img_pixels = _plane(stack.read(img_window, [1])[0], two)
        flags += stack.flags
    if one.grid.is_referenced and two.grid.is_referenced:
        img_pixels = onto_grid(img_pixels, of=_cut(two, img_window).grid, onto=_cut(one, ref_window).grid)
    else:
        rows, cols = (min(ref_pixels.shape[i], img_pixels.shape[i]) for i in (0, 1))
        ref_pixels, img_pixels = ref_pixels[:rows, :cols], img_pixels[:rows, :cols]
    shift = estimate_shift(ref_pixels, img_pixels)
    flags += shift.cautions
    if not shift.accepted:
        flags.append(f"the pictures could not be aligned: {shift.reason}")
    observation = _observe(one, two, shift, flags)
    if case is not None:
        keep_observations(case, (one, two), (observation,))
    return Alignment(reference=one, image=two, shift=shift, flags=tuple(flags), observation=observation)


def _doubts(one: Scene, two: Scene) -> list[str]:
    """What makes the comparison doubtful before a pixel is read."""
    found = []
    if one.grid.is_referenced != two.grid.is_referenced:
        lone = two if one.grid.is_referenced else one
        found.append(f"{lone.file}: has no place on earth; compared from the upper left corner, pixel by pixel")
    elif not one.grid.is_referenced and (one.grid.width, one.grid.height) != (two.grid.width, two.grid.height):
        found.append("the pictures differ in size and have no place on earth; compared from the upper left corner")
    if SceneKind.UNREFERENCED not in (one.kind, two.kind) and one.kind is not two.kind:
        found.append(f"{one.kind.value} against {two.kind.value}: edges may lie elsewhere in each")
    if one.relative_orbit is not None and two.relative_orbit is not None and one.relative_orbit != two.relative_orbit:
        found.append(f"orbits {one.relative_orbit} and {two.relative_orbit}: tall things lean to different sides")
    return found


def _windows(one: Scene, two: Scene, flags: list[str]) -> tuple[Window, Window]:
    """The part of REF to measure in, and the part of IMG that covers it."""
    if not (one.grid.is_referenced and two.grid.is_referenced):
        rows, cols = min(one.grid.height, two.grid.height), min(one.grid.width, two.grid.width)
        window = _middle((0, rows, 0, cols), flags)
        return window, window
    common = _seen(two, (0, two.grid.height, 0, two.grid.width), one)
    ref_window = _middle(common, flags)
    return ref_window, _seen(one, ref_window, two, margin=16)


def _seen(here: Scene, window: Window, there: Scene, margin: int = 0) -> Window:
    """The part of `there` that shows the ground of a window of `here`. Raises UsageError where it shows none of it."""
    top, bottom, left, right = window
    across, down = np.meshgrid(np.linspace(left, right, 9), np.linspace(top, bottom, 9))
    x, y = pixel_between(here.grid, there.grid, across, down)
    found = _clipped(x, y, there, margin)
    if found is None:
        raise UsageError(f"{here.file} and {there.file} show no common ground")
    return found


def _clipped(x: Floats, y: Floats, scene: Scene, margin: int) -> Window | None:
    """Bounding window of pixel coordinates inside a scene; None where they miss it."""
    sound = np.isfinite(x) & np.isfinite(y)
    if not sound.any():
        return None
    top, bottom = max(0, int(np.floor(y[sound].min())) - margin), int(np.ceil(y[sound].max())) + margin
    left, right = max(0, int(np.floor(x[sound].min())) - margin), int(np.ceil(x[sound].max())) + margin
    bottom, right = min(bottom, scene.grid.height), min(right, scene.grid.width)
    return (top, bottom, left, right) if bottom > top and right > left else None


def _middle(window: Window, flags: list[str]) -> Window:
    """At most LONGEST_PX a side."""
    top, bottom, left, right = window
    if max(bottom - top, right - left) <= LONGEST_PX:
        return window
    flags.append(f"measured in the middle {LONGEST_PX} x {LONGEST_PX} pixels")
    high, wide = min(bottom - top, LONGEST_PX), min(right - left, LONGEST_PX)
    top, left = (top + bottom - high) // 2, (left + right - wide) // 2
    return top, top + high, left, left + wide


def _cut(scene: Scene, window: Window) -> Scene:
    """The scene whose grid is the window's."""
    a, b, c, d, e, f = scene.grid.transform
    top, bottom, left, right = window
    moved = (a, b, c + a * left + b * top, d, e, f + d * left + e * top)
    return attrs.evolve(scene, grid=attrs.evolve(scene.grid, width=right - left, height=bottom - top, transform=moved))


def _plane(bands: Pixels, scene: Scene) -> Pixels:
    """One plane to align by: mean of up to three optical bands; the co-polarised SAR band in decibel."""
    names = [name.lower() for name in scene.bands]
    if scene.kind is SceneKind.SAR:
        chosen = next((i for i, name in enumerate(scene.bands) if name.upper() in CO_POLARISED), 0)
        return decibel(bands[chosen], scene.unit)
    ground = [i for i, name in enumerate(names) if name not in NOT_GROUND][:3] or [0]
    return np.asarray(bands[ground].mean(axis=0), dtype=np.float32)


def decibel(power: Pixels, unit: Unit) -> Pixels:
    """Backscatter in decibel whatever the unit; an uncalibrated amplitude is squared first. Nothing received is unknown."""
    if unit is Unit.DECIBEL:
        return power
    if unit is Unit.CENTI_DECIBEL:
        return np.asarray(power / np.float32(100), dtype=np.float32)
    factor = np.float32(20 if unit is Unit.DIGITAL_NUMBER else 10)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(power > 0, factor * np.log10(power), np.nan).astype(np.float32)


def _observe(one: Scene, two: Scene, shift: Shift, flags: list[str]) -> Observation:
    """The measurement, so that a re-run of the same bytes gives the same record."""
    known = shift.accepted
    length = float(np.hypot(shift.dx_px, shift.dy_px))
    name = hashlib.sha256(f"{METHOD} {one.sha256} {two.sha256}".encode()).hexdigest()[:16]
    return Observation(
        id=f"obs-{name}",
        kind="alignment",
        where=scene_place(one),
        when=scene_time(one, two),
        value=round(length, 4) if known else None,
        unit="px",
        low=round(max(0.0, length - 2 * shift.rmse_px), 4) if known else None,
        high=round(length + 2 * shift.rmse_px, 4) if known else None,
        flags=tuple(flags),
        captures=(one.id, two.id),
        method=METHOD,
        subject=two.id,
        details=(
            ("dx_px", f"{shift.dx_px:.4f}"), ("dy_px", f"{shift.dy_px:.4f}"), ("rmse_px", f"{shift.rmse_px:.4f}"),
            ("tiles", f"{sum(vote.counts for vote in shift.tiles)} of {len(shift.tiles)}"),
        ) if known else (("refused", shift.reason),),
    )  # fmt: skip
