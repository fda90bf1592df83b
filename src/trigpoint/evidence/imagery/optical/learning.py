"""Few-label change: a few marked pairs in, a model fitted on the spot, a probability of change per pixel out.

1. Every pair is described twice: each picture on its own scale, and all pictures on one common scale.
2. Extremely randomised trees (Geurts 2006) are fitted for either description.
3. Each marked scene in turn is left out and predicted. From these predictions alone come the weight between the two
   descriptions, the width of smoothing, the threshold and the skill that is reported.
4. The models are fitted again on all the marked scenes.

With one marked scene nothing can be left out: the middle of every choice is taken, and the skill is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from trigpoint.evidence.imagery.optical.appearance import Layer, Mask, grown, smooth
from trigpoint.evidence.imagery.optical.domain import (
    Domain,
    Kind,
    distance,
    domain_names,
    fit_domain,
    fit_kind,
    kind_distance,
    kind_of,
)  # fmt: skip
from trigpoint.evidence.imagery.optical.features import (
    PairTones,
    Scales,
    common_scales,
    in_tiles,
    own_scales,
    pair_features,
)  # fmt: skip
from trigpoint.evidence.imagery.optical.skill import THRESHOLDS, Counts, Skill, cut_counts, f1_of, measure_skill
from trigpoint.evidence.imagery.optical.unlabelled import otsu

METHOD = "few-label trees 1"
PLACES = 20_000  # pixels of a marked picture that are described at most, on a regular grid
PER_CLASS = 1200  # pixels of either class taken from a marked picture to fit on, at most
PER_CLASS_LEFT_OUT = 600  # the same for the fits with a scene left out
ADAPT = 0.5  # how far a map follows its own scene's cut
LEAF = 6  # pixels: neighbours are much alike, a smaller leaf learns them by heart
WINDOW = 512  # side of the parts of a large picture that tell its kind, pixels
FOLDS = 5
WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)  # of the common scale
WIDTHS = (1.0, 2.0, 4.0, 6.0)  # sigma of the smoothing of probabilities, pixels

Matrix = npt.NDArray[np.float32]
Families = tuple[Matrix, Matrix]  # own scale, common scale: (pixel, measure)


@attrs.frozen(eq=False)
class Marked:
    """A pair with what an analyst marked as changed."""

    name: str
    scene: str  # pairs cut from one picture share it and are left out together
    tones: PairTones
    changed: Mask


@attrs.frozen(kw_only=True)
class Effort:
    """How much is spent on fitting; time grows with trees times rows."""

    trees: int = 150
    rows: int = 12_000  # pixels of all pictures together
    trees_left_out: int = 60
    rows_left_out: int = 4_800


FULL = Effort()


@attrs.frozen(kw_only=True)
class Choice:
    """What is settled by the left-out scenes."""

    weight: float = 0.5  # of the common scale against each picture's own
    width: float = 2.0  # sigma of the smoothing, pixels
    threshold: float = 0.5  # changed = probability above it


@attrs.frozen(eq=False, kw_only=True)
class Learned:
    """Fitted models with the choices made for them and what the left-out scenes say of them."""

    models: tuple[Any, Any]
    scales: tuple[Scales, Scales]  # the common scale
    choice: Choice
    domain: Domain
    kind: Kind
    skill: Skill | None  # None: one scene only, nothing could be left out
    scenes: int
    pairs: int


@attrs.frozen(eq=False)
class _Described:
    scene: str
    families: Families
    near: Matrix  # measures of the domain
    kind: npt.NDArray[np.float64] | None  # None: nothing of it is known
    changed: Mask  # (rows, cols) of the grid
    known: Mask
    step: int


def learn(marked: Sequence[Marked], *, also: Sequence[PairTones] = (), effort: Effort = FULL) -> Learned:
    """Fit on marked pairs; `also` are unmarked pairs that share the common scale."""
    scales = common_scales([*(one.tones for one in marked), *also])
    names, described = _describe_all(marked, scales)
    groups = [[one for one in described if one.scene == scene] for scene in sorted({one.scene for one in described})]
    left_out = _leave_out(groups, effort)
    choice, skill = _settle(groups, left_out)
    take = min(PER_CLASS, effort.rows // (2 * len(described)))
    models = tuple(_fit(*_samples(described, family, take), trees=effort.trees) for family in (0, 1))
    near = [np.concatenate([one.near[one.known.ravel()] for one in group]) for group in groups]
    domain = fit_domain([rows for rows in near if rows.size], names)
    return Learned(
        models=(models[0], models[1]), scales=scales, choice=choice, domain=domain, kind=_kind(groups), skill=skill,
        scenes=len(groups), pairs=len(marked),
    )  # fmt: skip


def _kind(groups: Sequence[Sequence[_Described]]) -> Kind:
    points = [[one.kind for one in group if one.kind is not None] for group in groups]
    return fit_kind([np.mean(seen, axis=0) for seen in points if seen])


def strangeness(learned: Learned, pair: PairTones) -> float:
    """How far the picture as a whole lies from the marked scenes, in borders; see `kind_distance`.

    A large picture is judged by its middle and corners.
    """
    own = own_scales(pair)
    height, width = pair.known.shape
    seen = []
    for row, col in ((0.5, 0.5), (0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)):
        top, left = int(row * max(0, height - WINDOW)), int(col * max(0, width - WINDOW))
        part = pair.part(np.s_[top : top + WINDOW, left : left + WINDOW])
        if part.known.any():
            seen.append(kind_of(pair_features(part, own), part.known))
        if max(height, width) <= WINDOW:
            break
    return kind_distance(learned.kind, np.mean(seen, axis=0)) if seen else 0.0


def predict(learned: Learned, pair: PairTones, *, step: int = 2) -> tuple[Layer, Layer]:
    """Probability of change, and how far each pixel is from what was marked (above 1: unlike it), both (y, x) float32.

    NaN where unknown. Computed on every `step`-th pixel, then enlarged.
    """
    step = 1 if min(pair.known.shape) < 64 else step
    own = own_scales(pair)

    def measure(part: PairTones, *, far: bool) -> Layer:
        shape = part.known.shape
        first = pair_features(part, own)
        if far:
            matrix, grid = _thinned({name: first[name] for name in learned.domain.names}, step)
            small = smooth(distance(learned.domain, matrix).reshape(grid), 4.0 / step)
        else:
            maps = []
            for model, scales in zip(learned.models, (None, learned.scales), strict=True):
                matrix, grid = _thinned(first if scales is None else pair_features(part, scales), step)
                maps.append(_probability(model, matrix).reshape(grid))
            small = _mixed((maps[0], maps[1]), learned.choice.weight, learned.choice.width / step)
        return np.where(part.known, grown(small, step, shape), np.nan).astype(np.float32)

    found = in_tiles(pair, partial(measure, far=False))
    return _adapted(found, pair.known), in_tiles(pair, partial(measure, far=True))


def _describe_all(marked: Sequence[Marked], scales: tuple[Scales, Scales]) -> tuple[tuple[str, ...], list[_Described]]:
    """The names of the domain's measures, and every pair on its grid."""
    names: tuple[str, ...] = ()
    out = []
    for one in marked:
        step = max(1, int(np.ceil(np.sqrt(one.changed.size / PLACES))))
        layers = pair_features(one.tones, own_scales(one.tones))
        names = domain_names(layers)
        own, grid = _thinned(layers, step)
        near, _ = _thinned({name: layers[name] for name in names}, step)
        common, _ = _thinned(pair_features(one.tones, scales), step)
        at = np.s_[step // 2 :: step, step // 2 :: step]
        changed, known = one.changed[at].reshape(grid), one.tones.known[at].reshape(grid)
        kind = kind_of(layers, one.tones.known) if one.tones.known.any() else None
        out.append(_Described(one.scene, (own, common), near, kind, changed & known, known, step))
    return names, out


def _thinned(layers: Mapping[str, Layer], step: int) -> tuple[Matrix, tuple[int, int]]:
    """Every `step`-th pixel, from the middle of its block, as (pixel, measure)."""
    parts = [layer[step // 2 :: step, step // 2 :: step] for layer in layers.values()]
    return np.stack([part.ravel() for part in parts], axis=-1), (parts[0].shape[0], parts[0].shape[1])


def _samples(described: Sequence[_Described], family: int, per_class: int) -> tuple[Matrix, Mask]:
    """Pixels and their class; every scene and either class have the same number, repeated where there are fewer."""
    rng = np.random.default_rng(0)  # the same pixels every time
    rows, classes = [], []
    for one in described:
        known, changed = one.known.ravel(), one.changed.ravel()
        for value in (True, False):
            places = np.flatnonzero(known & (changed == value))
            if places.size:
                chosen = np.resize(rng.permutation(places)[:per_class], per_class)
                rows.append(one.families[family][chosen])
                classes.append(np.full(per_class, value))
    return np.concatenate(rows), np.concatenate(classes)


def _fit(rows: Matrix, classes: Mask, *, trees: int) -> Any:
    from sklearn.ensemble import ExtraTreesClassifier

    # One thread: sums over trees in another order would differ in the last digit.
    model = ExtraTreesClassifier(trees, min_samples_leaf=LEAF, max_features="sqrt", random_state=0, n_jobs=1)
    return model.fit(rows, classes)


def _probability(model: Any, rows: Matrix) -> npt.NDArray[np.float32]:
    return np.asarray(model.predict_proba(rows)[:, 1], np.float32)


def _mixed(pair: tuple[Layer, Layer], weight: float, sigma: float) -> Layer:
    mixed = (1 - weight) * pair[0] + weight * pair[1]
    return smooth(mixed.astype(np.float32), sigma) if sigma > 0.3 else mixed


def _adapted(mixed: Layer, known: Mask) -> Layer:
    """Moved half way from one half to the scene's own cut between its two heaps of values.

    A scene that differs from the marked ones moves all its probabilities up or down together; their order stays right.
    """
    cut = otsu(np.where(known, mixed, np.nan).astype(np.float32))
    return np.clip(mixed + ADAPT * (0.5 - cut), 0, 1).astype(np.float32) if np.isfinite(cut) else mixed


def _leave_out(groups: Sequence[Sequence[_Described]], effort: Effort) -> list[list[tuple[Layer, Layer]]]:
    """Each picture of each scene predicted, in either description, by models without that scene. Empty for one scene."""
    if len(groups) < 2:
        return []
    out: list[list[list[Layer]]] = [[[] for _ in group] for group in groups]
    for family in (0, 1):
        for fold in range(min(FOLDS, len(groups))):
            kept = [one for k, group in enumerate(groups) if k % FOLDS != fold for one in group]
            take = min(PER_CLASS_LEFT_OUT, effort.rows_left_out // (2 * len(kept)))
            model = _fit(*_samples(kept, family, take), trees=effort.trees_left_out)
            for k in range(fold, len(groups), FOLDS):
                for maps, one in zip(out[k], groups[k], strict=True):
                    maps.append(_probability(model, one.families[family]).reshape(one.changed.shape))
    return [[(maps[0], maps[1]) for maps in group] for group in out]


def _settle(
    groups: Sequence[Sequence[_Described]], left_out: Sequence[Sequence[tuple[Layer, Layer]]]
) -> tuple[Choice, Skill | None]:
    """The choice that serves the left-out scenes best, and the skill of each scene under the choice of the others."""
    if not left_out:
        return Choice(), None
    tried = [(weight, width) for weight in WEIGHTS for width in WIDTHS]
    maps = {
        at: [
            [_adapted(_mixed(p, at[0], at[1] / one.step), one.known) for p, one in zip(pair, group, strict=True)]
            for pair, group in zip(left_out, groups, strict=True)
        ]
        for at in tried
    }
    counts = np.array([
        [sum(cut_counts(m[one.known], one.changed[one.known]) for m, one in zip(scene, group, strict=True))
         for scene, group in zip(maps[at], groups, strict=True)]
        for at in tried
    ])  # fmt: skip
    everyone = list(range(len(groups)))
    choice = _best(tried, counts, everyone)
    scored, cuts = [], []
    for k, group in enumerate(groups):
        own = _best(tried, counts, [j for j in everyone if j != k])
        scored.append([
            (m, one.changed, one.known) for m, one in zip(maps[own.weight, own.width][k], group, strict=True)
        ])  # fmt: skip
        cuts.append(own.threshold)
    return choice, measure_skill(scored, cuts)


def _best(tried: Sequence[tuple[float, float]], counts: Counts, scenes: Sequence[int]) -> Choice:
    """The best pooled F1 over `scenes`; near ties go to the middle, and few scenes move the threshold little."""
    found = f1_of(counts[:, scenes].sum(axis=1))  # (tried, thresholds)
    middle = Choice()
    pull = np.array([0.01 * abs(weight - middle.weight) + 0.002 * abs(width - middle.width) for weight, width in tried])
    place = int(np.argmax(found.max(axis=1) - pull))
    near = np.flatnonzero(found[place] >= found[place].max() - 0.002)
    cut = float(THRESHOLDS[near[len(near) // 2]])
    trust = len(scenes) / (len(scenes) + 6)
    return Choice(weight=tried[place][0], width=tried[place][1], threshold=0.5 + (cut - 0.5) * trust)
