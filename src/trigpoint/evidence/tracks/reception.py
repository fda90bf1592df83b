"""Who else was heard, and who should have been: reception by cell and time bin, from the feed itself.

A silence says nothing alone. Where others near by were heard as usual the feed worked; where they fell silent too it did not.
"""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.motion import along
from trigpoint.model.positions import MoverKind, Positions

CELL_DEG = {MoverKind.VESSEL: 0.05, MoverKind.AIRCRAFT: 0.5}  # about 5 km and 55 km
BIN_S = {MoverKind.VESSEL: 600.0, MoverKind.AIRCRAFT: 300.0}
CROWD = 5  # more than this many others in one bin says no more than this many
EDGE = 0.1  # share of a silence at either end that is not looked at: others may fade in and out there
MOST_STEPS = 60


@attrs.frozen(kw_only=True, eq=False)
class Heard:
    """Distinct movers heard in each cell and bin. `key` = cell * bins + bin, ascending."""

    key: NDArray[np.int64]
    count: NDArray[np.int32]
    usual_cell: NDArray[np.int64]  # cells ever heard, ascending
    usual: NDArray[np.float64]  # movers a bin there, on average over the feed
    cell_deg: float
    bin_s: float
    start: float
    bins: int
    presence: NDArray[np.int64]  # (cell * bins + bin) * movers + mover, ascending: is *this* mover among them
    movers: int


def reception(positions: Positions) -> Heard:
    """The reception table of a feed."""
    cell_deg, bin_s = CELL_DEG[positions.kind], BIN_S[positions.kind]
    start = float(positions.time.min())
    bins = int((positions.time.max() - start) // bin_s) + 1
    slot = ((positions.time - start) // bin_s).astype(np.int64)
    cell = cell_of(positions.lat, positions.lon, cell_deg)
    movers = len(positions.names)
    presence = np.unique((cell * bins + slot) * movers + positions.mover)
    key, count = np.unique(presence // movers, return_counts=True)
    cells, where = np.unique(key // bins, return_inverse=True)
    usual = np.bincount(where, weights=count) / bins
    return Heard(
        key=key, count=count.astype(np.int32), usual_cell=cells, usual=usual, cell_deg=cell_deg, bin_s=bin_s, start=start,
        bins=bins, presence=presence, movers=movers,
    )  # fmt: skip


def cell_of(lat: NDArray[np.float64], lon: NDArray[np.float64], cell_deg: float) -> NDArray[np.int64]:
    """Number of the cell of a regular lat/lon grid."""
    wide = int(np.ceil(360 / cell_deg))
    return (
        np.floor((lat + 90) / cell_deg).astype(np.int64) * wide
        + np.floor((lon + 180) / cell_deg).astype(np.int64) % wide
    )


def others_along(
    heard: Heard, mover: int, off: tuple[float, float, float], on: tuple[float, float, float]
) -> tuple[float, float, int]:
    """Others heard, others usually heard, and bins looked at, along the straight path of a silence.

    `off`, `on` are (time s, lat, lon). Each bin counts `CROWD` others at most.
    """
    span = on[0] - off[0]
    steps = int(np.clip(span * (1 - 2 * EDGE) / heard.bin_s, 1, MOST_STEPS))
    share = np.linspace(EDGE, 1 - EDGE, steps)
    lat, lon = along(off[1], off[2], on[1], on[2], share)
    slot = ((off[0] + share * span - heard.start) // heard.bin_s).astype(np.int64)
    around = np.concatenate([
        cell_of(lat + a * heard.cell_deg, lon + b * heard.cell_deg, heard.cell_deg)[None] for a in (-1, 0, 1) for b in (-1, 0, 1)
    ])  # fmt: skip
    there = _count(heard, around * heard.bins + slot) - _is_there(heard, around * heard.bins + slot, mover)
    at = np.searchsorted(heard.usual_cell, around).clip(max=len(heard.usual_cell) - 1)
    usual = np.where(heard.usual_cell[at] == around, heard.usual[at], 0.0)
    return float(np.minimum(there.sum(0), CROWD).sum()), float(np.minimum(usual.sum(0), CROWD).sum()), steps


def _count(heard: Heard, key: NDArray[np.int64]) -> NDArray[np.int64]:
    at = np.searchsorted(heard.key, key).clip(max=len(heard.key) - 1)
    found: NDArray[np.int64] = np.where(heard.key[at] == key, heard.count[at], 0).astype(np.int64)
    return found


def _is_there(heard: Heard, key: NDArray[np.int64], mover: int) -> NDArray[np.int64]:
    wanted = key * heard.movers + mover
    at = np.searchsorted(heard.presence, wanted).clip(max=len(heard.presence) - 1)
    found: NDArray[np.int64] = (heard.presence[at] == wanted).astype(np.int64)
    return found
