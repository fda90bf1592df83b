"""Trouble with the positions themselves: navigation integrity that collapses, jumps, positions nobody broadcast."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.motion import KM_PER_NM, distances_km, steps_km
from trigpoint.model.positions import FixSource, Positions

LEAST_NACP, LEAST_NIC = 8, 7  # what traffic control demands (14 CFR 91.227); below it navigation is degraded
JUMP_KN, JUMP_KM = 1500.0, 8.0
AROUND_KM, AROUND_S = 250.0, 1200.0
OWN_S = 1200.0
NOT_BROADCAST = (FixSource.MLAT, FixSource.TISB, FixSource.MODE_S)


@attrs.frozen(kw_only=True, eq=False)
class SignalTable:
    """Fixes with poor integrity and jumps, in time order, for the whole feed."""

    time: NDArray[np.float64]  # every fix, sorted
    index: NDArray[np.int64]  # fix at that time
    is_poor: NDArray[np.int8]  # per fix of the feed: 1 poor, 0 good, -1 not told
    is_jump: NDArray[np.bool_]  # per fix: no aircraft flies from the fix before to it


@attrs.frozen(kw_only=True)
class SignalContext:
    """What is known of positions around a moment and place; shares are of those told."""

    own_told: int
    own_poor: int
    own_usual: float  # share of its fixes elsewhere that are poor
    own_jumps: int
    others_told: int  # other aircraft near with known integrity
    others_poor: int
    others_jumped: int
    others: int  # aircraft near


def signal_table(positions: Positions) -> SignalTable:
    """The table over a feed."""
    nac_p, nic = positions.nac_p, positions.nic
    poor = np.full(len(positions), -1, np.int8)
    if nac_p is not None:
        poor = np.where(nac_p >= 0, (nac_p < LEAST_NACP).astype(np.int8), poor)
    if nic is not None:
        poor = np.where(nic >= 0, np.maximum(poor, (nic < LEAST_NIC).astype(np.int8)), poor)
    seconds = np.diff(positions.time, prepend=positions.time[:1])
    seconds[positions.starts[:-1]] = np.inf
    km = steps_km(positions)
    jump = (km > JUMP_KM) & (km / KM_PER_NM / np.maximum(seconds, 1.0) * 3600 > JUMP_KN)
    order = np.argsort(positions.time, kind="stable")
    return SignalTable(time=positions.time[order], index=order, is_poor=poor, is_jump=jump)


def signal_around(positions: Positions, table: SignalTable, off: int, on: int) -> SignalContext:
    """Integrity and jumps of the aircraft itself near both ends, and of others around its last fix."""
    own = positions.mover[off]
    ends = [off] if on < 0 else [off, on]
    i, j = positions.starts[own], positions.starts[own + 1]
    own_near = np.zeros(j - i, bool)
    for end in ends:
        own_near |= np.abs(positions.time[i:j] - positions.time[end]) <= OWN_S
    own_index = i + np.flatnonzero(own_near)
    a, b = np.searchsorted(table.time, (positions.time[off] - AROUND_S, positions.time[off] + AROUND_S))
    index = table.index[a:b]
    index = index[positions.mover[index] != own]
    km = distances_km(positions.lat[off], positions.lon[off], positions.lat[index], positions.lon[index])
    index = index[(km <= AROUND_KM) | table.is_jump[index]]
    told, poor = table.is_poor[own_index], table.is_poor[index]
    movers = positions.mover[index]
    return SignalContext(
        own_told=int((told >= 0).sum()),
        own_poor=int((told == 1).sum()),
        own_usual=_usual(table.is_poor[i:j][~own_near]),
        own_jumps=int(table.is_jump[own_index].sum()),
        others_told=len(np.unique(movers[poor >= 0])),
        others_poor=len(np.unique(movers[poor == 1])),
        others_jumped=len(np.unique(movers[table.is_jump[index]])),
        others=len(np.unique(movers)),
    )


def _usual(poor: NDArray[np.int8]) -> float:
    told = poor >= 0
    return float((poor == 1).sum() / told.sum()) if told.any() else 0.0


def interference_log_ratio(context: SignalContext) -> float:
    """Log likelihood ratio of interference over none, each sign held loosely: they come together."""
    found = 0.0
    if context.own_told >= 5:
        share = context.own_poor / context.own_told
        found += float(np.clip(np.log((share + 0.01) / (0.04 + context.own_usual)), -2, 3))
    if context.others_told >= 2:
        share = context.others_poor / context.others_told
        found += float(np.clip(np.log((share + 0.03) / 0.15), -1.5, 2))
    if context.own_jumps:
        found += min(3.0, 1.5 + 0.25 * context.own_jumps) if context.others_jumped else 1.0
    if context.others_jumped >= 2 and context.others_jumped >= 0.1 * context.others:
        found += 2.0
    return found


def broadcast_only(positions: Positions) -> NDArray[np.int64] | None:
    """Indices of the fixes that were broadcast; None where the feed does not tell, or all were."""
    if positions.source is None:
        return None
    derived = np.isin(positions.source, [int(s) for s in NOT_BROADCAST])
    return np.flatnonzero(~derived) if derived.any() else None
