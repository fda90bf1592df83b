"""Welch's t, its degrees of freedom and its normal score for every pixel of a stack, in one pass over the data.

For each pixel and band: t = (mean after - mean before) / sqrt(v1 / n1 + v2 / n2) of the *logarithm* of intensity, with the
Satterthwaite degrees of freedom (Welch 1947; Satterthwaite 1946), and z as in `pixel_scores.normal_score`. Missing looks are
left out pixel by pixel. The work is done by machine code (`sweep`), which the caller hands in; here stands how a block lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from itertools import pairwise
from typing import cast

import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.sar.machine_code import SCRATCH, Entry, address_of, plan_of
from trigpoint.model.scene import Unit

Single = NDArray[np.float32]
Pixels = NDArray[np.float32] | NDArray[np.int16] | NDArray[np.uint16]

LEAST_BEFORE = 3  # looks without which a pixel has no t, as PWTT asks (Ballinger 2025)
LEAST_AFTER = 2
NO_VALUE = float("nan")


def welch(
    values: Pixels,
    before: NDArray[np.int64],
    after: NDArray[np.int64],
    *,
    unit: Unit,
    code: Entry,
    unseen: float = NO_VALUE,
    least_before: int = LEAST_BEFORE,
    least_after: int = LEAST_AFTER,
    workers: Executor | None = None,
    strips: int = 2,
) -> tuple[Single, Single, Single]:
    """t, degrees of freedom and z, each (band, y, x) float32; t > 0: brighter after.

    Parameters
    ----------
    values : (look, band, y, x) in `unit`, float32 or whole numbers of 16 bits; scaled or not, t is the same. Infinite values and
        NaN are unknown; so are linear values that are zero, negative or below 1.2e-38.
    before, after : numbers of the looks on either side.
    code : for this kind of pixels, from `machine_code.load`.
    unseen : a value that also stands for unknown.
    least_before, least_after : looks without which a pixel is NaN; at least 2 each. A pixel that never varies is NaN as well.
    workers : runs `strips` strips of rows at a time; None: this thread alone.
    """
    out = np.empty((3, *values.shape[1:]), np.float32)
    rows = values.shape[2]
    edges = np.linspace(0, rows, min(strips, rows) + 1).astype(int) if workers else np.array([0, rows])

    def strip(low: int, high: int) -> None:
        welch_into(
            tuple(out[:, :, low:high]), values[:, :, low:high], before, after, unit=unit, code=code, unseen=unseen,
            least_before=least_before, least_after=least_after,
        )  # fmt: skip

    if workers is None:
        strip(0, rows)
    else:
        for job in [workers.submit(strip, int(low), int(high)) for low, high in pairwise(edges)]:
            job.result()
    return out[0], out[1], out[2]


def welch_into(
    out: Sequence[Single],
    values: Pixels,
    before: NDArray[np.int64],
    after: NDArray[np.int64],
    *,
    unit: Unit,
    code: Entry,
    unseen: float = NO_VALUE,
    least_before: int = LEAST_BEFORE,
    least_after: int = LEAST_AFTER,
) -> None:
    """As `welch`; t, df and z, each (band, y, x), into `out`, which lie alike, the pixels of a row beside one another."""
    if not out[0].size:
        return
    source = _beside(values)
    size = source.itemsize
    look, band, line, pixel = (step // size for step in source.strides)
    bands, rows, wide = source.shape[1:]
    beside = bands if bands > 1 and band == 1 and pixel == bands else 1
    plan = plan_of(
        bands=1 if beside > 1 else bands,
        wide=wide,
        beside=beside,
        row0=0,
        row1=rows,
        look_step=look,
        band_step=band,
        row_step=line,
        layer_step=out[0].strides[0] // 4,
        line_step=out[0].strides[1] // 4,
        linear=unit not in (Unit.DECIBEL, Unit.CENTI_DECIBEL),
        count=len(before) + len(after),
        split=len(before),
        looks=np.concatenate([before, after]),
    )
    given = np.array([max(2, least_before), max(2, least_after), unseen], np.float32)
    scratch = np.empty(SCRATCH, np.float32)
    t, df, z = (address_of(layer) for layer in out)
    code(address_of(source), address_of(plan), address_of(given), address_of(scratch), z, t, df)


def _beside(values: Pixels) -> Pixels:
    """The block itself where pixels of a row, with or without all their bands, lie beside one another; else a copy."""
    size = values.itemsize
    bands, wide = values.shape[1], values.shape[3]
    by_pixel = bands > 1 and values.strides[1] == size and values.strides[3] == size * bands
    if by_pixel or wide == 1 or values.strides[3] == size:
        return values
    return cast(Pixels, np.ascontiguousarray(values))
