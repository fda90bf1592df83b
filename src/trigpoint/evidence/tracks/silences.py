"""Silences: where a mover was not heard for longer than a threshold, open ends too."""

from __future__ import annotations

import attrs
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
    closed = np.flatnonzero((mover[1:] == mover[:-1]) & (np.diff(time) >= least))
    last = positions.starts[1:] - 1
    end = float(time.max()) if ends_at is None else ends_at
    opened = last[end - time[last] >= max(least, OPEN_S)]
    off = np.concatenate([closed, opened])
    on = np.concatenate([closed + 1, np.full(len(opened), -1)])
    order = np.argsort(off, kind="stable")
    return Silences(off=off[order], on=on[order])
