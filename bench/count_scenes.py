"""Simulated pictures to count in. Nothing here is a real place; what a method reaches here it need not reach on real pictures.

Every scene gives 0..255 float32 pixels `(y, x)` and the objects `(x, y, length)` in pixels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Pixels = NDArray[np.float32]
Objects = list[tuple[float, float, float]]
FINE = 3  # sub-pixels a side while drawing


def parking_lot(
    seed: int, *, pixel_m: float = 0.3, side: int = 560, rows: int = 6, trees: bool = True
) -> tuple[Pixels, Objects]:
    """Cars and lorries in bays of any direction on asphalt, with markings, kerbs, trees, roofs and shadows."""
    rng = np.random.default_rng(seed)
    big = side * FINE
    ground = 105 + 6 * ndimage.gaussian_filter(rng.normal(size=(big, big)), 9 * FINE) * 9 * FINE
    ground += rng.normal(0, 3, ground.shape)
    grass = ndimage.gaussian_filter(rng.normal(size=(big, big)), 30 * FINE) * 100
    ground = np.where(grass > 0.9, 75 + 10 * ndimage.gaussian_filter(rng.normal(size=(big, big)), FINE) * FINE, ground)
    objects: Objects = []
    angle = rng.uniform(0, np.pi)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    per_m = FINE / pixel_m
    centre = np.array([big / 2, big / 2])
    pitch = big / (rows + 1)
    for row in range(rows):
        lorry = rng.random() < 0.3
        length, width = (rng.uniform(9, 14), 2.5) if lorry else (4.5, 1.8)
        bay = width + rng.uniform(0.6, 1.1)
        start = centre + across * (row - (rows - 1) / 2) * pitch - along * 0.4 * big
        taken = rng.uniform(0.3, 0.95)
        for k in range(int(0.8 * big / (bay * per_m))):
            at = start + along * k * bay * per_m + rng.normal(0, 0.1, 2) * per_m
            if not (0.04 * big < at.min() and at.max() < 0.96 * big):
                continue
            if rng.random() < 0.7:  # the bay's line
                _paint(ground, at + along * bay * per_m / 2, angle + np.pi / 2, length * per_m, 0.12 * per_m, 180)
            if rng.random() > taken:
                continue
            own = length * rng.uniform(0.9, 1.1)
            _paint(
                ground,
                at + np.array([0.7, 0.9]) * per_m * (1.6 if lorry else 0.8),
                angle + np.pi / 2,
                own * per_m,
                width * per_m,
                45,
            )
            tone = (
                rng.choice([225.0, 200.0, 235.0, 150.0, 60.0, 40.0, 85.0])
                if not lorry
                else rng.choice([230.0, 215.0, 180.0])
            )
            _paint(ground, at, angle + np.pi / 2 + rng.normal(0, 0.03), own * per_m, width * per_m, tone)
            if not lorry:  # windscreens
                _paint(
                    ground,
                    at - across * 0.12 * own * per_m,
                    angle + np.pi / 2,
                    0.14 * own * per_m,
                    0.75 * width * per_m,
                    50 if tone > 100 else 90,
                )
            objects.append((at[0] / FINE - 0.5, at[1] / FINE - 0.5, own / pixel_m))
    if trees:
        _trees(ground, rng, per_m, objects)
    return _seen(ground, rng), objects


def harbour(seed: int, *, pixel_m: float = 1.0, side: int = 560, boats: int = 60) -> tuple[Pixels, Objects]:
    """Boats side by side at jetties and some under way, on dark water."""
    rng = np.random.default_rng(seed)
    big = side * FINE
    water = (
        45
        + 4 * ndimage.gaussian_filter(rng.normal(size=(big, big)), 8 * FINE) * 8 * FINE
        + rng.normal(0, 3, (big, big))
    )
    objects: Objects = []
    per_m = FINE / pixel_m
    angle = rng.uniform(0, np.pi)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    centre = np.array([big / 2, big / 2])
    for jetty in range(4):
        at = centre + across * (jetty - 1.5) * big / 5
        _paint(water, at, angle, 0.7 * big, 2.5 * per_m, 140)
        length = rng.uniform(9, 28)
        width = length / rng.uniform(3, 4.2)
        for k in range(int(0.7 * big / (width * 1.25 * per_m))):
            if len(objects) >= boats * (jetty + 1) / 4 or rng.random() < 0.2:
                continue
            here = at - along * 0.34 * big + along * k * width * 1.25 * per_m + across * (length / 2 + 2) * per_m
            if not (0.03 * big < here.min() and here.max() < 0.97 * big):
                continue
            _paint(water, here, angle + np.pi / 2, length * per_m, width * per_m, rng.uniform(170, 240), pointed=True)
            _paint(
                water,
                here + across * 0.1 * length * per_m,
                angle + np.pi / 2,
                0.25 * length * per_m,
                0.5 * width * per_m,
                110,
            )
            objects.append((here[0] / FINE - 0.5, here[1] / FINE - 0.5, length / pixel_m))
    return _seen(water, rng), objects


def apron(seed: int, *, pixel_m: float = 0.6, side: int = 640, count: int = 9) -> tuple[Pixels, Objects]:
    """Aircraft of one or two types on a concrete apron with painted lines, buildings and vehicles."""
    rng = np.random.default_rng(seed)
    big = side * FINE
    ground = (
        130
        + 5 * ndimage.gaussian_filter(rng.normal(size=(big, big)), 10 * FINE) * 10 * FINE
        + rng.normal(0, 3, (big, big))
    )
    per_m = FINE / pixel_m
    objects: Objects = []
    for _ in range(5):
        _paint(ground, rng.uniform(0, big, 2), rng.uniform(0, np.pi), big, 0.3 * per_m, 190)
    for _ in range(4):
        _paint(
            ground,
            rng.uniform(0, big, 2),
            0.0,
            rng.uniform(15, 60) * per_m,
            rng.uniform(10, 30) * per_m,
            rng.uniform(70, 220),
        )
    span = rng.uniform(12, 40)
    tone = rng.choice([230.0, 215.0, 70.0])
    for _ in range(count * 6):
        if len(objects) >= count:
            break
        at = rng.uniform(0.1, 0.9, 2) * big
        if any(np.hypot(at[0] / FINE - x, at[1] / FINE - y) < 1.2 * span / pixel_m for x, y, _l in objects):
            continue
        heading = rng.uniform(0, 2 * np.pi)
        size = span * per_m * rng.uniform(0.9, 1.1)
        for shade, off in ((60.0, np.array([0.08, 0.08]) * size), (tone, np.zeros(2))):
            _aircraft(ground, at + off, heading, size, shade)
        objects.append((at[0] / FINE - 0.5, at[1] / FINE - 0.5, size / FINE))
    return _seen(ground, rng), objects


def radar_sea(
    seed: int, *, looks: float = 3.0, side: int = 700, ships: int = 12, coast: bool = True
) -> tuple[Pixels, Objects]:
    """Amplitude, 8 bit: ships of bright points on speckled sea, textured land, a saturated giant now and then."""
    rng = np.random.default_rng(seed)
    power = np.exp(0.25 * ndimage.gaussian_filter(rng.normal(size=(side, side)), 25) * 25)
    rows, cols = np.mgrid[0:side, 0:side].astype(float)
    land = np.zeros((side, side), bool)
    if coast:
        edge = 0.16 * side + 0.06 * side * ndimage.gaussian_filter1d(rng.normal(size=side), 30) * 8
        land = cols < edge[:, None]
        power = np.where(
            land,
            rng.uniform(6, 14) * np.exp(0.4 * ndimage.gaussian_filter(rng.normal(size=(side, side)), 3) * 6),
            power,
        )
    objects: Objects = []
    for _ in range(ships * 10):
        if len(objects) >= ships:
            break
        length = rng.uniform(18, 110)
        x, y, angle = (
            rng.uniform(0.05 * side, 0.95 * side),
            rng.uniform(0.05 * side, 0.95 * side),
            rng.uniform(0, np.pi),
        )
        if land[int(y), max(0, int(x - length / 2 - 6))] or any(
            np.hypot(x - a, y - b) < 0.6 * (length + c) for a, b, c in objects
        ):
            continue
        width = length / rng.uniform(3.5, 7)
        u = (cols - x) * np.cos(angle) + (rows - y) * np.sin(angle)
        v = -(cols - x) * np.sin(angle) + (rows - y) * np.cos(angle)
        hull = (np.abs(u) < length / 2) & (
            np.abs(v) < width / 2 * np.clip(2.2 - 2.2 * np.abs(u) / length * 1.6, 0.2, 1)
        )
        power[hull] += rng.uniform(10, 60)
        for _p in range(int(length / 4)):
            k = rng.integers(hull.sum())
            py, px = np.nonzero(hull)[0][k], np.nonzero(hull)[1][k]
            power[py, px] += rng.uniform(200, 3000)
        objects.append((x, y, length))
    speckled = power * rng.gamma(looks, 1 / looks, power.shape)
    blurred = ndimage.gaussian_filter(speckled, 0.7)
    return np.clip(18 * np.sqrt(blurred), 0, 255).astype(np.float32).round(), objects


def _paint(
    canvas: NDArray[np.float64],
    at: NDArray[np.float64],
    angle: float,
    length: float,
    width: float,
    tone: float,
    *,
    pointed: bool = False,
) -> None:
    """A filled rectangle, or a hull with a bow, in place."""
    reach = int(np.hypot(length, width) / 2) + 2
    x0, x1 = max(0, int(at[0]) - reach), min(canvas.shape[1], int(at[0]) + reach + 1)
    y0, y1 = max(0, int(at[1]) - reach), min(canvas.shape[0], int(at[1]) + reach + 1)
    if x1 <= x0 or y1 <= y0:
        return
    rows, cols = np.mgrid[y0:y1, x0:x1]
    u = (cols - at[0]) * np.cos(angle) + (rows - at[1]) * np.sin(angle)
    v = -(cols - at[0]) * np.sin(angle) + (rows - at[1]) * np.cos(angle)
    half = width / 2 * (np.clip((length / 2 - u) / (0.35 * length), 0, 1) ** 0.5 if pointed else 1.0)
    canvas[y0:y1, x0:x1][(np.abs(u) <= length / 2) & (np.abs(v) <= half)] = tone


def _aircraft(canvas: NDArray[np.float64], at: NDArray[np.float64], heading: float, span: float, tone: float) -> None:
    """Fuselage, swept wings and tail."""
    ahead, side = np.array([np.cos(heading), np.sin(heading)]), np.array([-np.sin(heading), np.cos(heading)])
    _paint(canvas, at, heading, span, 0.11 * span, tone)
    for sign in (-1, 1):
        _paint(
            canvas,
            at + sign * side * 0.25 * span - ahead * 0.06 * span,
            heading + sign * 1.2,
            0.52 * span,
            0.15 * span,
            tone,
        )
        _paint(
            canvas,
            at + sign * side * 0.1 * span - ahead * 0.44 * span,
            heading + sign * 1.2,
            0.2 * span,
            0.09 * span,
            tone,
        )


def _trees(canvas: NDArray[np.float64], rng: np.random.Generator, per_m: float, objects: Objects) -> None:
    """Crowns with shadows along two borders, rough inside."""
    big = canvas.shape[0]
    for _ in range(90):
        at = np.array([rng.uniform(0, big), rng.uniform(0.94, 1.0) * big])
        at = at if rng.random() < 0.5 else at[::-1].copy()
        radius = rng.uniform(1.5, 4) * per_m
        if any(np.hypot(at[0] / FINE - x, at[1] / FINE - y) < length + radius / FINE for x, y, length in objects):
            continue
        rows, cols = np.ogrid[0:big, 0:big]
        y0, y1 = max(0, int(at[1] - radius)), min(big, int(at[1] + radius) + 1)
        x0, x1 = max(0, int(at[0] - radius)), min(big, int(at[0] + radius) + 1)
        crown = np.hypot(rows[y0:y1] - at[1], cols[:, x0:x1] - at[0]) < radius
        rough = 60 + 22 * ndimage.gaussian_filter(rng.normal(size=crown.shape), 0.4 * per_m) * 0.8 * per_m
        canvas[y0:y1, x0:x1] = np.where(crown, rough, canvas[y0:y1, x0:x1])


def _seen(canvas: NDArray[np.float64], rng: np.random.Generator) -> Pixels:
    """Blurred by the lens, averaged to pixels, noisy, 8 bit."""
    blurred = ndimage.gaussian_filter(canvas, 0.5 * FINE)
    side = canvas.shape[0] // FINE
    pixels = blurred[: side * FINE, : side * FINE].reshape(side, FINE, side, FINE).mean(axis=(1, 3))
    seen: Pixels = np.clip(pixels + rng.normal(0, 2, pixels.shape), 0, 255).astype(np.float32).round()
    return seen
