"""Damage per structure from an optical pair: what an outline held before and holds no more.

Bare differences inside an outline are near chance; what tells is structural: is the pattern inside lost, has the edge along
the outline gone or come, has the contrast to the ring around changed, is the inside rougher, is the shadow beside it gone.
Each structure is compared with places of the same shape on ground without structures in the same pair (decoys): the p-value
is the share of them that changed at least as much. Season, sun angle and viewing angle move real edges more than open ground,
so a small p says "changed more than ground does", not "damaged": without an analyst's marks no grade above severe is given,
and no probability.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import attrs
import numpy as np
import numpy.typing as npt
from scipy import ndimage as ndi

from trigpoint.evidence.imagery.coverage import cover
from trigpoint.evidence.imagery.optical.appearance import Layer, smooth
from trigpoint.evidence.imagery.optical.features import structure_loss
from trigpoint.evidence.imagery.optical.marked_structures import MarkedSkill, learn_structures
from trigpoint.evidence.imagery.sar.grading import Grade
from trigpoint.model.scene import Footprint

Pixels = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

METHOD = "outline measures 1"
MEASURES = ("pattern", "outline", "contrast", "roughness", "shadow")
LEAST_PX = 9  # 3 x 3: a smaller structure has no inside
KNOWN = 0.5  # share of a structure that must be seen in both looks
DECOYS = 199
LEAST_DECOYS = 39
TRIES = 1500
SEVERE, MODERATE, POSSIBLE = 0.01, 0.02, 0.10  # p without marks
MARKED_SEVERE, MARKED_MODERATE, MARKED_POSSIBLE = 0.9, 0.5, 0.25  # probability with marks
GROUND_ONLY = (
    "graded against open ground of the same pair: sun, season and viewing angle also move edges of intact structures; mark some "
    "structures with --labels FILE.csv to learn from them"
)


@attrs.frozen(kw_only=True)
class StructureChange:
    """One structure's verdict."""

    footprint: Footprint
    grade: Grade
    score: float | None = None  # greater = more surely changed; None: not assessable
    p_value: float | None = None  # of no more change than open ground shows; None: not assessable or too few decoys
    probability: float | None = None  # of damage, learned from marks; None without marks
    measures: tuple[tuple[str, float], ...] = ()
    between: tuple[datetime | None, datetime | None] = (None, None)
    flags: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Judged:
    """All structures, in the order of the outlines."""

    structures: tuple[StructureChange, ...]
    flags: tuple[str, ...]
    skill: MarkedSkill | None = None


@attrs.frozen(eq=False)
class _Ground:
    """Layers that the measures are read from."""

    grey: tuple[Layer, Layer]
    slope: tuple[Layer, Layer]
    dark: tuple[Layer, Layer]
    loss: Layer
    known: Mask
    built: Mask


@attrs.frozen(eq=False)
class _Shape:
    """Pixels of a structure relative to its upper left pixel: inside, along the outline, in the ring around."""

    row: int
    col: int
    inside: npt.NDArray[np.int64]  # (pixels, 2) row, column
    outline: npt.NDArray[np.int64]
    ring: npt.NDArray[np.int64]


def judge_structures(
    before: Pixels, after: Pixels, footprints: Sequence[Footprint], *, marks: Mapping[str, bool]
) -> Judged:
    """Judge every footprint on `before` and `after` (band, y, x), NaN unknown, `after` on before's radiometry.

    `marks`: footprint id -> damaged, by an analyst; empty = none.
    """
    ground, shapes = _ground(before, after, footprints)
    reasons = [_unusable(one, shape, ground) for one, shape in zip(footprints, shapes, strict=True)]
    rng = np.random.default_rng(0)
    count = DECOYS if len(footprints) <= 400 else 99
    measured: dict[int, Floats] = {}
    decoys: dict[int, Floats] = {}
    for k, shape in enumerate(shapes):
        if shape is not None and not reasons[k]:
            measured[k] = _measure(ground, shape, np.array([[shape.row, shape.col]]))[0]
            places = _decoy_places(ground, shape, rng, count)
            decoys[k] = _measure(ground, shape, places) if len(places) else np.zeros((0, len(MEASURES)))
    learned, told = learn_structures(
        {footprints[k].id: values for k, values in measured.items()}, marks
    ) if marks else (None, [GROUND_ONLY])  # fmt: skip
    pool = np.concatenate(list(decoys.values())) if decoys else np.zeros((0, len(MEASURES)))
    out = []
    for k, one in enumerate(footprints):
        if reasons[k]:
            out.append(StructureChange(footprint=one, grade=Grade.NOT_ASSESSABLE, flags=(*one.flags, reasons[k])))
            continue
        score, p_value = _against_decoys(measured[k], decoys[k], pool)
        probability = learned.probability.get(one.id) if learned else None
        out.append(_verdict(one, measured[k], score, p_value, probability))
    return Judged(structures=tuple(out), flags=tuple(told), skill=learned.skill if learned else None)


def _verdict(
    one: Footprint, values: Floats, score: float | None, p_value: float | None, probability: float | None
) -> StructureChange:
    flags = list(one.flags)
    if probability is not None:
        steps = ((MARKED_SEVERE, Grade.SEVERE), (MARKED_MODERATE, Grade.MODERATE), (MARKED_POSSIBLE, Grade.POSSIBLE))
        grade = next((grade for least, grade in steps if probability >= least), Grade.NO_VISIBLE_DAMAGE)
    elif p_value is None:
        flags.append("too little open ground around to compare with")
        return StructureChange(footprint=one, grade=Grade.NOT_ASSESSABLE, flags=tuple(flags))
    else:
        lost = values[MEASURES.index("pattern")] > 0.6
        steps = (
            (SEVERE, Grade.SEVERE if lost else Grade.MODERATE),
            (MODERATE, Grade.MODERATE),
            (POSSIBLE, Grade.POSSIBLE),
        )
        grade = next((grade for most, grade in steps if p_value <= most), Grade.NO_VISIBLE_DAMAGE)
    return StructureChange(
        footprint=one, grade=grade, score=probability if probability is not None else score, p_value=p_value,
        probability=probability, measures=tuple(zip(MEASURES, map(float, values), strict=True)), flags=tuple(flags),
    )  # fmt: skip


def _against_decoys(values: Floats, decoys: Floats, pool: Floats) -> tuple[float | None, float | None]:
    """Mean of the measures in spreads of the decoys, and the share of decoys with as much; the pool lends its spread."""
    if len(decoys) < LEAST_DECOYS:
        return None, None
    middle = np.median(decoys, axis=0)
    spread = np.maximum(1.4826 * np.median(np.abs(decoys - middle), axis=0), 0.25 * pool.std(axis=0) + 1e-6)
    weight = np.array([1.0, 1.0, 1.0, 0.5, 0.5])

    def total(rows: Floats) -> Floats:
        return np.asarray((np.clip((rows - middle) / spread, -2, 8) * weight).sum(axis=1) / weight.sum(), np.float64)

    score = float(total(values[None])[0])
    return score, float((1 + (total(decoys) >= score).sum()) / (1 + len(decoys)))


def _ground(before: Pixels, after: Pixels, footprints: Sequence[Footprint]) -> tuple[_Ground, list[_Shape | None]]:
    known: Mask = np.asarray(np.isfinite(before).all(axis=0) & np.isfinite(after).all(axis=0), np.bool_)
    grey = [np.where(known, look[:3].mean(axis=0), 0).astype(np.float32) for look in (before, after)]
    low, middle, high = np.percentile(grey[0][known], (16, 50, 84))
    scaled = [np.clip((g - middle) / max((high - low) / 2, 1e-6), -6, 6).astype(np.float32) for g in grey]
    scaled = [np.where(known, g, 0).astype(np.float32) for g in scaled]
    slopes = [np.asarray(ndi.gaussian_gradient_magnitude(g, 1.0), np.float32) for g in scaled]
    dark = [smooth((1 / (1 + np.exp(4 * (g + 1.2)))).astype(np.float32), 1.0) for g in scaled]
    height, width = known.shape
    coverage = cover(footprints, height=height, width=width)
    ground = _Ground(
        (scaled[0], scaled[1]), (slopes[0], slopes[1]), (dark[0], dark[1]), structure_loss(scaled[0], scaled[1])["loss.2"],
        known, ndi.binary_dilation(coverage.total() > 0.1, iterations=2),
    )  # fmt: skip
    shapes: list[_Shape | None] = []
    for k in range(len(footprints)):
        part = slice(coverage.starts[k], coverage.starts[k + 1])
        pixels = coverage.pixels[part][coverage.share[part] >= 0.5]
        shapes.append(_shape(pixels // width, pixels % width) if pixels.size else None)
    return ground, shapes


def _shape(rows: npt.NDArray[np.int64], cols: npt.NDArray[np.int64]) -> _Shape:
    top, left, margin = int(rows.min()), int(cols.min()), 8
    inside = np.zeros((int(np.ptp(rows)) + 1 + 2 * margin, int(np.ptp(cols)) + 1 + 2 * margin), bool)
    inside[rows - top + margin, cols - left + margin] = True
    core = ndi.binary_erosion(inside) if inside.sum() > 25 else inside
    outline = ndi.binary_dilation(inside) & ~ndi.binary_erosion(inside)
    ring = ndi.binary_dilation(inside, iterations=6) & ~ndi.binary_dilation(inside, iterations=2)
    at = [np.argwhere(mask) - margin for mask in (core if core.any() else inside, outline, ring)]
    return _Shape(top, left, at[0], at[1], at[2])


def _measure(ground: _Ground, shape: _Shape, places: npt.NDArray[np.int64]) -> Floats:
    """(places, measures) of the shape laid at each (row, column)."""
    inside, outline, ring = (_Reader(ground, part, places) for part in (shape.inside, shape.outline, shape.ring))
    pattern = inside.mean(ground.loss)
    edge = [outline.mean(slope) - ring.mean(slope) for slope in ground.slope]
    contrast = [inside.mean(grey) - ring.mean(grey) for grey in ground.grey]
    rough = [inside.spread(grey) for grey in ground.grey]
    dark = [ring.mean(layer) for layer in ground.dark]
    return np.stack([
        pattern, np.abs(edge[1] - edge[0]), np.abs(contrast[1] - contrast[0]),
        np.abs(np.log((rough[1] + 0.05) / (rough[0] + 0.05))), np.maximum(dark[0] - dark[1], 0),
    ], axis=1)  # fmt: skip


class _Reader:
    """Means over a set of offsets at many places at once; pixels unknown or outside carry no weight."""

    def __init__(self, ground: _Ground, offsets: npt.NDArray[np.int64], places: npt.NDArray[np.int64]) -> None:
        height, width = ground.known.shape
        rows = places[:, :1] + offsets[:, 0]
        cols = places[:, 1:] + offsets[:, 1]
        within = (rows >= 0) & (rows < height) & (cols >= 0) & (cols < width)
        self._flat = np.where(within, rows * width + cols, 0)
        self._weight = within & ground.known.ravel()[self._flat]
        self._count = np.maximum(self._weight.sum(axis=1), 1)

    @property
    def seen(self) -> Floats:
        """Share of the offsets that is known."""
        return np.asarray(self._weight.mean(axis=1), np.float64)

    def any_of(self, mask: Mask) -> npt.NDArray[np.float64]:
        """Share of the offsets under a mask."""
        return np.asarray((mask.ravel()[self._flat] & self._weight).mean(axis=1), np.float64)

    def mean(self, layer: Layer) -> Floats:
        return np.asarray((layer.ravel()[self._flat] * self._weight).sum(axis=1) / self._count, np.float64)

    def spread(self, layer: Layer) -> Floats:
        return np.asarray(np.sqrt(np.maximum(self.mean(layer * layer) - self.mean(layer) ** 2, 0)), np.float64)


def _decoy_places(ground: _Ground, shape: _Shape, rng: np.random.Generator, count: int) -> npt.NDArray[np.int64]:
    """Places where the shape lies on known ground without structures."""
    height, width = ground.known.shape
    high, wide = shape.inside.max(axis=0) + 1
    if high + 4 >= height or wide + 4 >= width:
        return np.zeros((0, 2), np.int64)
    places = np.stack([rng.integers(2, height - high - 1, TRIES), rng.integers(2, width - wide - 1, TRIES)], axis=1)
    reader = _Reader(ground, shape.outline, places)
    free = (reader.any_of(ground.built) == 0) & (reader.seen > 0.95)
    places = places[free]
    inner = _Reader(ground, shape.inside, places)
    found: npt.NDArray[np.int64] = places[(inner.any_of(ground.built) == 0) & (inner.seen > 0.95)][:count]
    return found


def _unusable(one: Footprint, shape: _Shape | None, ground: _Ground) -> str:
    """Why a structure cannot be judged; "" = it can."""
    if one.unusable:
        return one.unusable
    if shape is None or len(shape.inside) < LEAST_PX:
        return f"smaller than {LEAST_PX} pixels in these pictures"
    seen = float(_Reader(ground, shape.inside, np.array([[shape.row, shape.col]])).seen[0])
    if seen < KNOWN:
        return f"only {seen:.0%} of it is seen in both pictures (cloud, no data or edge of the picture)"
    return ""
