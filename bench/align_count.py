"""Alignment and proposals on simulated pictures of this file's own seeds: printed tables, no assertion.

Known shifts, speckle, clouds and turns for `align`; lots, harbours, aprons and radar seas for `count`. Simulations order methods on
what they model and say nothing about accuracy on real pictures.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from bench.count_scenes import Objects, apron, harbour, parking_lot, radar_sea
from bench.table import show
from trigpoint.evidence.imagery.align import estimate_shift, shift_image
from trigpoint.evidence.imagery.counting.detection import Detection
from trigpoint.evidence.imagery.counting.form import FORMS
from trigpoint.evidence.imagery.counting.optical import propose_shapes
from trigpoint.evidence.imagery.counting.radar import propose_radar_ships

Pixels = NDArray[np.float32]
SEEDS = (71, 72, 73)  # not those the rules were written against
TRIALS = 12
NEAR_PX = 6.0


class Draw(Protocol):
    """A scene by seed."""

    def __call__(self, seed: int, *, pixel_m: float) -> tuple[Pixels, Objects]: ...


def main() -> None:
    """Both tables."""
    show(
        "align: shifts up to 6 px known by construction, 400 x 400 px",
        ("case", "n", "refused", "median px", "p90 px", "within 2 rmse"),
        [align_row(name, change) for name, change in CHANGES.items()],
    )
    show(
        f"count: simulated scenes, seeds {', '.join(map(str, SEEDS))}",
        ("scene", "pixel size", "objects", "proposed", "precision", "recall", "F1", "s per scene"),
        list(count_rows()),
    )


def ground(seed: int, side: int = 400) -> Pixels:
    """Roofs and rolling ground."""
    rng = np.random.default_rng(seed)
    plane = ndimage.gaussian_filter(rng.normal(size=(side, side)), 12) * 40
    for _ in range(side * side // 600):
        row, col = rng.integers(0, side - 20, 2)
        high, wide = rng.integers(3, 18, 2)
        plane[row : row + high, col : col + wide] += rng.normal()
    smooth: Pixels = ndimage.gaussian_filter(plane, 0.7).astype(np.float32)
    return smooth


def _noise(x: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    return x, (0.8 * x + rng.normal(0, 0.3, x.shape)).astype(np.float32)


def _speckle(looks: float) -> Callable[[Pixels, np.random.Generator], tuple[Pixels, Pixels]]:
    def change(x: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
        return x, (3.5 * x + 10 * np.log10(rng.gamma(looks, 1 / looks, x.shape))).astype(np.float32)

    return change


def _cloud(x: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    hidden = ndimage.gaussian_filter(rng.normal(size=x.shape), 25) > 0
    return x, np.where(hidden, np.nan, x).astype(np.float32)


def _unmasked_cloud(x: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    hidden = ndimage.gaussian_filter(rng.normal(size=x.shape), 25) > 0.015
    return x, np.where(hidden, 4.0, x).astype(np.float32)


def _half_changed(x: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    other = ground(int(rng.integers(10_000, 20_000)), x.shape[0])
    changed = ndimage.gaussian_filter(rng.normal(size=x.shape), 25) > 0
    return x, np.where(changed, other, x).astype(np.float32)


def _elsewhere(x: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    return x, ground(int(rng.integers(10_000, 20_000)), x.shape[0])


CHANGES: dict[str, Callable[[Pixels, np.random.Generator], tuple[Pixels, Pixels]]] = {
    "noise, other contrast": _noise,
    "speckle, 4.4 looks (dB)": _speckle(4.4),
    "speckle, 1 look (dB)": _speckle(1.0),
    "half under known cloud": _cloud,
    "a third under unmarked cloud": _unmasked_cloud,
    "half of the ground changed": _half_changed,
    "another place (should be refused)": _elsewhere,
}


def align_row(name: str, change: Callable[[Pixels, np.random.Generator], tuple[Pixels, Pixels]]) -> list[object]:
    """One case over TRIALS shifts."""
    rng = np.random.default_rng(5)
    errors, bounded, refused = [], [], 0
    for trial in range(TRIALS):
        dx, dy = rng.uniform(-6, 6, 2)
        here = ground(500 + trial)
        _, other = change(shift_image(here, dx, dy), rng)
        found = estimate_shift(here, other)
        if not found.accepted:
            refused += 1
            continue
        errors.append(float(np.hypot(found.dx_px - dx, found.dy_px - dy)))
        bounded.append(errors[-1] <= 2 * found.rmse_px)
    if not errors:
        return [name, TRIALS, refused, "-", "-", "-"]
    return [
        name,
        TRIALS,
        refused,
        f"{np.median(errors):.3f}",
        f"{np.quantile(errors, 0.9):.3f}",
        f"{np.mean(bounded):.2f}",
    ]


def count_rows() -> Iterable[list[object]]:
    """Each scene with the pixel size unknown and known."""
    drawn: tuple[tuple[str, Draw, str, float], ...] = (
        ("lot", parking_lot, "vehicles", 0.25),
        ("harbour", harbour, "ships", 0.7),
        ("apron", apron, "aircraft", 0.8),
    )
    for name, draw, what, pixel_m in drawn:
        scenes = [draw(seed, pixel_m=pixel_m) for seed in SEEDS]
        for size in (None, pixel_m):
            begun = time.perf_counter()
            found = [propose_shapes(pixels, FORMS[what], pixel_m=size) for pixels, _ in scenes]
            yield _row(
                f"{name}, {pixel_m} m",
                "known" if size else "unknown",
                found,
                [o for _, o in scenes],
                time.perf_counter() - begun,
            )
    for looks in (1.0, 3.0, 8.0):
        scenes = [radar_sea(seed, looks=looks) for seed in SEEDS]
        begun = time.perf_counter()
        found = [propose_radar_ships(20 * np.log10(np.maximum(pixels, 1)), FORMS["ships"]) for pixels, _ in scenes]
        name = f"radar sea and coast, {looks:g} looks"
        yield _row(name, "unknown", found, [o for _, o in scenes], time.perf_counter() - begun)


def _row(name: str, size: str, found: list[list[Detection]], objects: list[Objects], seconds: float) -> list[object]:
    hits = sum(matched(f, o) for f, o in zip(found, objects, strict=True))
    proposed, truth = sum(map(len, found)), sum(map(len, objects))
    f1 = 2 * hits / max(proposed + truth, 1)
    ratios = f"{hits / max(proposed, 1):.2f}", f"{hits / max(truth, 1):.2f}", f"{f1:.2f}"
    return [name, size, truth, proposed, *ratios, f"{seconds / len(found):.1f}"]


def matched(found: list[Detection], objects: Objects) -> int:
    """Objects with a proposal of their own within half their length, best proposals first."""
    free = list(objects)
    for one in found:
        near = [o for o in free if np.hypot(o[0] - one.x, o[1] - one.y) <= max(NEAR_PX, o[2] / 2)]
        if near:
            free.remove(min(near, key=lambda o: np.hypot(o[0] - one.x, o[1] - one.y)))
    return len(objects) - len(free)


if __name__ == "__main__":
    main()
