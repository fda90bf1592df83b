"""How often dates in another order would look as damaged: a permutation test of 'this structure did not change'.

Looks of a structure that did not change are exchangeable within their orbit once season, offsets and shifts are off. The dates of
each orbit are permuted, all bands and pixels of a look together, and the step statistic is computed anew; the p-value is the
mid-rank of what was seen. It needs no distribution of speckle and is the same for one orbit and for four. Unused looks stay where
they are. Beyond the last permutation the tail goes on as an exponential, which is how sums of squares end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.sar.batches import each
from trigpoint.evidence.imagery.sar.series import Series
from trigpoint.evidence.imagery.sar.settings import Settings
from trigpoint.evidence.imagery.sar.steps import centred, log_mean, quadratic, spread, step_templates

Single = NDArray[np.float32]
Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

FIRST = 99  # permutations for every structure; more only where these leave the p-value low
LOW = 0.12
TAIL = 0.1  # share of the permutations from which the tail's decay is read
CELLS = 1_000_000  # numbers in one batch of permuted statistics: they stay in a processor's cache


def p_values(
    all_series: Sequence[Series],
    step: Floats,
    after: Floats,
    prior: Floats,
    settings: Settings,
    workers: Executor | None = None,
) -> Floats:
    """(structure,) p-value, NaN where no orbit judges the structure."""
    seen = log_mean(step, axis=1, weight=prior)
    found = np.full(len(seen), np.nan)
    for mine in _alike(all_series):
        found[mine] = _permuted(all_series, mine, seen, after, prior, settings, FIRST, workers)
        low = mine[found[mine] < LOW]
        if len(low):
            found[low] = _permuted(all_series, low, seen, after, prior, settings, settings.permutations, workers)
    return found


def _alike(all_series: Sequence[Series]) -> Iterator[Indices]:
    """Structures that were seen on exactly the same looks of all orbits that judge them."""
    pattern = np.concatenate([series.used & series.judged[:, None] for series in all_series], axis=1)
    packed = np.packbits(pattern, axis=1)
    _, group = np.unique(packed, axis=0, return_inverse=True)
    order = np.argsort(group.ravel(), kind="stable")
    for mine in np.split(order, np.flatnonzero(np.diff(group.ravel()[order])) + 1):
        if len(mine) and pattern[mine[0]].any():
            yield mine


def _permuted(
    all_series: Sequence[Series],
    mine: Indices,
    seen: Floats,
    after: Floats,
    prior: Floats,
    settings: Settings,
    times: int,
    workers: Executor | None,
) -> Floats:
    """(structure,) rank of what was seen under permuted dates, structures in batches that stay in a processor's cache."""
    rng = np.random.default_rng(
        settings.seed
    )  # every group sees the same draws: a structure's p does not hang on its neighbours
    drawn = []
    for series in all_series:
        if series.judged[mine[0]]:
            templates, kept = step_templates(series, after), np.flatnonzero(series.used[mine[0]])
            orders = rng.permuted(np.tile(kept, (times, 1)), axis=1)
            shuffled = templates[orders].transpose(1, 2, 0).reshape(len(kept), len(after) * times)
            drawn.append((series, templates, kept, shuffled))
    width = sum(series.value.shape[1] * series.value.shape[2] for series in all_series) * len(after) * times
    parts = np.array_split(mine, max(1, -(-len(mine) * width // CELLS)))

    def rank(part: Indices) -> Floats:
        return _ranked(seen[part], _permute_batch(drawn, part, prior, settings, times))

    return np.concatenate(each(rank, parts, workers))


def _permute_batch(
    drawn: Sequence[tuple[Series, Single, Indices, Single]],
    mine: Indices,
    prior: Floats,
    settings: Settings,
    times: int,
) -> Floats:
    """(structure, times) the step statistic under permuted dates."""
    told = np.zeros((len(mine), len(prior), times))
    for series, templates, kept, shuffled in drawn:
        some = _only(series, mine)
        _, squares = spread(some, templates)
        factor, constant = quadratic(some, squares, settings)
        values = np.ascontiguousarray(centred(some)[..., kept])
        size = (values.reshape(-1, len(kept)) @ shuffled).reshape(*values.shape[:3], len(prior), times)
        np.square(size, out=size)
        told += np.einsum("kmbgt,kmbg->kgt", size, factor, optimize=False) + constant[:, :, None]
    return log_mean(told, axis=1, weight=prior[:, None])


def _only(series: Series, mine: Indices) -> Series:
    """The same orbit for some structures."""
    arrays = {field.name: getattr(series, field.name) for field in attrs.fields(Series) if field.name != "orbit"}
    return Series(orbit=series.orbit, **{name: values[mine] for name, values in arrays.items()})


def _ranked(seen: Floats, null: Floats) -> Floats:
    """Mid-rank p-values; beyond the largest null value the tail's exponential."""
    times = null.shape[1]
    above = (null >= seen[:, None]).sum(axis=1)
    middle = (above + 0.5) / (times + 1)
    tail = max(int(times * TAIL), 2)
    highest = np.sort(null, axis=1)[:, -tail:]
    decay = np.maximum((highest[:, 1:] - highest[:, :1]).mean(axis=1), 1e-3)
    beyond = np.exp(-np.maximum(seen - highest[:, -1], 0) / decay) * 0.5 / (times + 1)
    return np.asarray(np.where(above == 0, np.minimum(middle, np.maximum(beyond, 1e-12)), middle))
