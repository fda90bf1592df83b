"""Positions of several files as one feed, and some movers of many."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import attrs
import numpy as np

from trigpoint.model.positions import Positions

_COLUMNS = tuple(f.name for f in attrs.fields(Positions) if f.name not in ("kind", "names", "mover"))


def joined(parts: Sequence[Positions]) -> Positions:
    """One value over parts of one kind; a fix that two parts hold stays twice. Raises ValueError for mixed kinds or no part.

    A column that one part lacks is unknown there; `row` counts on from part to part.
    """
    if len(parts) == 1:
        return parts[0]
    if not parts or len({p.kind for p in parts}) > 1:
        raise ValueError("vessels and aircraft cannot be one feed" if parts else "no positions")
    names = tuple(sorted({name for part in parts for name in part.names}))
    number = {name: k for k, name in enumerate(names)}
    mover = np.concatenate([np.array([number[n] for n in p.names], np.int32)[p.mover] for p in parts])
    time = np.concatenate([p.time for p in parts])
    order = np.lexsort((time, mover))
    columns: dict[str, Any] = {}
    for name in _COLUMNS:
        values = [getattr(p, name) for p in parts]
        known = next((v for v in values if v is not None), None)
        if known is None:
            columns[name] = None
            continue
        unknown = np.nan if known.dtype.kind == "f" else -1
        filled = [np.full(len(p), unknown, known.dtype) if v is None else v for p, v in zip(parts, values, strict=True)]
        columns[name] = np.concatenate(filled)[order]
    starts = np.cumsum([0, *(int(p.row.max()) + 1 if len(p) else 0 for p in parts)])
    columns["row"] = np.concatenate([p.row + s for p, s in zip(parts, starts, strict=False)])[order]
    return attrs.evolve(parts[0], names=names, mover=mover[order], **columns)


def of_movers(positions: Positions, wanted: Collection[str]) -> Positions:
    """The fixes of some movers."""
    chosen = np.array([name in wanted for name in positions.names], bool)
    kept = chosen[positions.mover]
    fresh = np.cumsum(chosen) - 1
    columns: dict[str, Any] = {
        n: None if getattr(positions, n) is None else getattr(positions, n)[kept] for n in _COLUMNS
    }
    names = tuple(n for n, c in zip(positions.names, chosen, strict=True) if c)
    return attrs.evolve(positions, names=names, mover=fresh[positions.mover[kept]].astype(np.int32), **columns)
