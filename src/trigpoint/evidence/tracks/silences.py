"""Silences: where a mover was not heard for longer than a threshold, open ends too."""

from __future__ import annotations

import attrs
import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.model.positions import MoverKind, Positions

LEAST_S = {MoverKind.VESSEL: 3600.0, MoverKind.AIRCRAFT: 600.0}
OPEN_S = 2700.0  # a track that ends earlier than this before the feed's end has an open silence


@attrs.frozen(kw_only=True, eq=False)
class Silences:
    """Indices into the positions: last fix before, first after (-1 = open: never heard again in this feed)."""

    off: NDArray[np.int64]
    on: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.off)


def find_silences(positions: Positions, *, least_s: float | None = None, ends_at: float | None = None) -> Silences:
    """Every silence of at least `least_s`, ordered by mover and time. `ends_at`: when the feed ends (default: its last fix)."""
    least = LEAST_S[positions.kind] if least_s is None else least_s
    mover, time = positions.mover, positions.time
    closed = _closed(mover, time, least)
    last = positions.starts[1:] - 1
    end = float(time.max()) if ends_at is None else ends_at
    opened = last[end - time[last] >= max(least, OPEN_S)]
    off = np.concatenate([closed, opened])
    on = np.concatenate([closed + 1, np.full(len(opened), -1)])
    order = np.argsort(off, kind="stable")
    return Silences(off=off[order], on=on[order])


@numba.njit(cache=True, nogil=True)
def _closed(mover: NDArray[np.int32], time: NDArray[np.float64], least_s: float) -> NDArray[np.int64]:
    """Fixes followed by a silence; counted first, so that nothing as long as the feed is made."""
    count = 0
    for k in range(1, len(time)):
        count += (mover[k] == mover[k - 1]) & (time[k] - time[k - 1] >= least_s)
    found = np.empty(count, np.int64)
    at = 0
    for k in range(1, len(time)):
        if mover[k] == mover[k - 1] and time[k] - time[k - 1] >= least_s:
            found[at] = k - 1
            at += 1
    return found
