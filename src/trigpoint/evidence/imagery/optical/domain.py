"""Whether a picture looks like the marked ones. Where it does not, a learned map is a guess and is left unknown.

Asked twice. Of each pixel: a few smooth measures of texture, edges and colour, before and after, are compared with the marked
pixels by the Mahalanobis distance. Of the picture as a whole: the mean of measures that tell the kind of picture (sensor, pixel
size, noise; light and gain do not matter) is compared with those of the marked scenes. Either border is set by the marked
scenes themselves: how far each lies from all the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from trigpoint.evidence.imagery.optical.appearance import Layer, Mask

Matrix = npt.NDArray[np.float32]

MEASURES = (
    "mean.8", "spread.2", "spread.8", "energy.8", "corner.8", "square.8", "roughness.16", "bright_patch.6", "dark_patch.6",
    "green.8", "warm.8", "ndvi.8",
)  # fmt: skip
FAR = 98.0  # percentile of a left-out scene's distances that still counts as near
ROOM = 1.25  # times the farthest scene's border: the next scene differs as these do, and some more
ROOM_ONE = 3.0  # the same with one scene, of which nothing is left out
RIDGE = 0.1

_LOOK = (
    "spread.1", "spread.2", "spread.4", "spread.8", "slope.1", "slope.2", "slope.4", "corner.8", "square.8", "roughness.16",
    "bright_patch.6", "dark_patch.6", "from_edge.0", "parallel.3",
)  # fmt: skip
KIND_MEASURES = (
    *(f"{when} {name}" for when in ("before", "after") for name in _LOOK),
    *(f"loss.{sigma}" for sigma in (1, 2, 4, 8)),
)
SPREAD = 0.25  # of the log of such a mean between scenes of one kind, where the marked scenes tell no more
NARROW = 0.8  # least border: two or three scenes may be alike by chance
ALONE = 1.0  # border around a single scene, of which nothing is left out
UNLIKE = 1.2  # borders: beyond it the kind is in doubt
FOREIGN, FOREIGN_FEW = (
    1.5,
    2.0,
)  # beyond it the picture is of another kind; fewer than three scenes know their spread badly


@attrs.frozen(eq=False, kw_only=True)
class Domain:
    """Centre, spread and border of the marked pixels."""

    names: tuple[str, ...]
    centre: npt.NDArray[np.float64]
    whiten: npt.NDArray[np.float64]
    border: float  # distance beyond which a pixel is unlike all that was marked


@attrs.frozen(eq=False, kw_only=True)
class Kind:
    """Middle, spread and border of the marked scenes, each scene one point."""

    centre: npt.NDArray[np.float64]
    spread: npt.NDArray[np.float64]
    border: float
    foreign: float  # borders beyond which nothing is said of a picture


def kind_of(layers: Mapping[str, Layer], known: Mask) -> npt.NDArray[np.float64]:
    """Log of the mean of each kind measure over the known pixels; `layers` on each picture's own scale."""
    means = [float(layers[name][known].mean(dtype=np.float64)) for name in KIND_MEASURES]
    return np.log(np.maximum(means, 0) + 0.01)


def fit_kind(scenes: Sequence[npt.NDArray[np.float64]]) -> Kind:
    """From one point for each marked scene."""
    points = np.stack(scenes)
    centre, spread = _middle(points)
    border = ALONE
    if len(points) > 1:
        rest = [_middle(np.delete(points, k, axis=0)) for k in range(len(points))]
        border = max(NARROW, *(_apart(point, *other) for point, other in zip(points, rest, strict=True)))
    return Kind(centre=centre, spread=spread, border=border, foreign=FOREIGN if len(points) > 2 else FOREIGN_FEW)


def kind_distance(kind: Kind, point: npt.NDArray[np.float64]) -> float:
    """How far a picture lies from the marked scenes, in borders: above `UNLIKE` in doubt, above `kind.foreign` another kind."""
    return _apart(point, kind.centre, kind.spread) / kind.border


def _middle(points: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    own = points.var(axis=0, ddof=1) if len(points) > 1 else np.zeros(points.shape[1])
    return points.mean(axis=0), np.sqrt(own + SPREAD**2)


def _apart(point: npt.NDArray[np.float64], centre: npt.NDArray[np.float64], spread: npt.NDArray[np.float64]) -> float:
    return float(np.sqrt((((point - centre) / spread) ** 2).mean()))


def domain_names(layers: Mapping[str, Layer]) -> tuple[str, ...]:
    """Which layers the distance is taken on."""
    wanted = {f"{when} {name}" for when in ("before", "after") for name in MEASURES}
    return tuple(name for name in layers if name in wanted)


def fit_domain(scenes: Sequence[Matrix], names: Sequence[str]) -> Domain:
    """From the marked scenes' pixels, each (pixel, measure)."""
    centre, whiten = _shape(np.concatenate(scenes))
    if len(scenes) == 1:
        border = ROOM_ONE * float(np.percentile(_far(scenes[0], centre, whiten), FAR))
    else:
        farthest = 0.0
        for k, scene in enumerate(scenes):
            rest = _shape(np.concatenate([other for j, other in enumerate(scenes) if j != k]))
            farthest = max(farthest, float(np.percentile(_far(scene, *rest), FAR)))
        border = ROOM * farthest
    return Domain(names=tuple(names), centre=centre, whiten=whiten, border=border)


def distance(domain: Domain, rows: Matrix) -> npt.NDArray[np.float32]:
    """Of each pixel (pixel, measure), as a share of the border: above 1 = unlike what was marked."""
    return (_far(rows, domain.centre, domain.whiten) / max(domain.border, 1e-9)).astype(np.float32)


def _shape(rows: Matrix) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    values = rows.astype(np.float64)
    spread = np.cov(values, rowvar=False)
    spread = (1 - RIDGE) * spread + RIDGE * np.diag(np.diag(spread) + 1e-3)
    power, axes = np.linalg.eigh(spread)
    return values.mean(axis=0), axes / np.sqrt(np.maximum(power, 1e-6))


def _far(rows: Matrix, centre: npt.NDArray[np.float64], whiten: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    part = (rows.astype(np.float64) - centre) @ whiten
    return np.asarray(np.sqrt((part * part).mean(axis=1)), np.float64)
