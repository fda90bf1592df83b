"""Whether a picture looks like the marked ones. Where it does not, a learned map is a guess and is left unknown.

A few smooth measures of texture, edges and colour, before and after, are compared with the marked pixels by the Mahalanobis
distance. The border is set by the marked scenes themselves: how far each lies from all the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from trigpoint.evidence.imagery.optical.appearance import Layer

Matrix = npt.NDArray[np.float32]

MEASURES = (
    "mean.8", "spread.2", "spread.8", "energy.8", "corner.8", "square.8", "roughness.16", "bright_patch.6", "dark_patch.6",
    "green.8", "warm.8", "ndvi.8",
)  # fmt: skip
FAR = 98.0  # percentile of a left-out scene's distances that still counts as near
ROOM = 1.25  # times the farthest scene's border: the next scene differs as these do, and some more
ROOM_ONE = 3.0  # the same with one scene, of which nothing is left out
RIDGE = 0.1


@attrs.frozen(eq=False, kw_only=True)
class Domain:
    """Centre, spread and border of the marked pixels."""

    names: tuple[str, ...]
    centre: npt.NDArray[np.float64]
    whiten: npt.NDArray[np.float64]
    border: float  # distance beyond which a pixel is unlike all that was marked


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
