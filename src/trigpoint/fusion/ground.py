"""What the last joining knew, as arrays: enough to find the neighbourhood of a new claim, and to join that alone.

How common values are, which names mean one source and how far sources are right is taken over from the last whole joining: a new
document hardly moves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias
from zlib import crc32

import attrs
import h3
import numpy as np

from trigpoint.fusion.abridged import Abridged
from trigpoint.fusion.blocking import RESOLUTION
from trigpoint.fusion.chains import Habits
from trigpoint.fusion.comparators import Shares
from trigpoint.fusion.density import LAYERS
from trigpoint.fusion.facts import Facts, Standing
from trigpoint.fusion.probability import NOTHING_LEARNED, Accuracies

Floats: TypeAlias = np.ndarray[tuple[int], np.dtype[np.float64]]
Ints: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int64]]
Cells: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.uint64]]
Bytes: TypeAlias = np.ndarray[tuple[int], np.dtype[np.bytes_]]
Flags: TypeAlias = np.ndarray[tuple[int], np.dtype[np.bool_]]

STANDINGS = tuple(Standing)
NEIGHBOURS = LAYERS.index(RESOLUTION)  # the layer by which linking looks neighbours up


@attrs.frozen(kw_only=True)
class Learned:
    """What is counted over all claims."""

    shares: Shares
    settled: Mapping[str, str]  # a source's name as written -> the name that stands for it
    habits: Habits
    written: Mapping[str, int]  # a place's name as written -> outlets that write it so
    accuracies: Accuracies = NOTHING_LEARNED


@attrs.frozen(kw_only=True, eq=False)
class Ground:
    """One row per claim. `first`, `last` are proleptic ordinals, half-open, 0 where no time is known; degrees, km."""

    claims: Bytes  # ids
    events: Bytes  # ids
    home: Ints  # the first row of the event
    same: Ints  # equal for claims that one outlet repeats
    lat: Floats  # NaN = no point
    lon: Floats
    radius: Floats
    first: Ints
    last: Ints
    kinds: Ints  # row of `kind_sets`
    place: Ints  # checksum of the place key, 0 = none
    standing: Ints  # row of STANDINGS
    is_fine: Flags
    cells: Cells  # (row, layer): H3 cells of `LAYERS`; 0 = not fine
    kind_sets: tuple[frozenset[str], ...]
    learned: Learned

    def __len__(self) -> int:
        return len(self.claims)

    def part(self, rows: Ints | Flags) -> Ground:
        """Some rows; their homes are still rows of the whole."""
        return attrs.evolve(self, **{name: getattr(self, name)[rows] for name in ARRAYS})


ARRAYS = (
    "claims", "events", "home", "same", "lat", "lon", "radius", "first", "last", "kinds", "place", "standing", "is_fine", "cells",
)  # fmt: skip


def ground_of(
    rows: Sequence[tuple[Abridged, str]], learned: Learned, kind_sets: Sequence[frozenset[str]] = ()
) -> Ground:
    """From claims with the ids of their events."""
    facts = [one.facts for one, _ in rows]
    row_of = {kinds: n for n, kinds in enumerate(kind_sets)}
    for f in facts:
        row_of.setdefault(f.kinds, len(row_of))
    first: dict[str, int] = {}
    for n, (_, event) in enumerate(rows):
        first.setdefault(event, n)
    return Ground(
        claims=_ids(one.id for one, _ in rows),
        events=_ids(event for _, event in rows),
        home=np.array([first[event] for _, event in rows], dtype=np.int64),
        same=np.array([checksum(one.same) for one, _ in rows], dtype=np.int64),
        lat=np.array([np.nan if f.lat is None else f.lat for f in facts], dtype=np.float64),
        lon=np.array([np.nan if f.lon is None else f.lon for f in facts], dtype=np.float64),
        radius=np.array([f.radius_km for f in facts], dtype=np.float64),
        first=np.array([f.first or 0 for f in facts], dtype=np.int64),
        last=np.array([f.last or 0 for f in facts], dtype=np.int64),
        kinds=np.array([row_of[f.kinds] for f in facts], dtype=np.int64),
        place=np.array([checksum(f.place_key) for f in facts], dtype=np.int64),
        standing=np.array([STANDINGS.index(f.standing) for f in facts], dtype=np.int64),
        is_fine=np.array([f.is_fine for f in facts], dtype=np.bool_),
        cells=np.array([_cells_of(f) for f in facts], dtype=np.uint64).reshape(len(facts), len(LAYERS)),
        kind_sets=tuple(row_of),
        learned=learned,
    )


def grown(ground: Ground, new: Sequence[Abridged], events: Mapping[str, Sequence[str]], learned: Learned) -> Ground:
    """The ground with these claims below it, and these events (id -> claim ids) in place of those that held their claims."""
    below = joined_rows(ground, ground_of([(one, "") for one in new], learned, ground.kind_sets))
    arrays = {n: getattr(below, n) for n in ARRAYS}
    wide = max(arrays["events"].itemsize, *map(len, events), 1)
    arrays["events"] = arrays["events"].astype(f"S{wide}")
    wanted = sorted({c for members in events.values() for c in members})
    rows = rows_of(arrays["claims"], wanted)
    for event, members in events.items():
        mine = np.array([rows[c] for c in members], dtype=np.int64)
        arrays["events"][mine] = event.encode()
        arrays["home"][mine] = mine.min()
    return attrs.evolve(below, **arrays)


def joined_rows(ground: Ground, added: Ground) -> Ground:
    """The rows of both; `added` was made with the kinds of `ground`."""
    arrays = {n: np.concatenate([getattr(ground, n), getattr(added, n)]) for n in ARRAYS}
    return Ground(**arrays, kind_sets=added.kind_sets, learned=added.learned)


def rows_of(claims: Bytes, ids: Sequence[str]) -> dict[str, int]:
    """Where these ids stand."""
    found = np.flatnonzero(np.isin(claims, _ids(ids)))
    return {claims[n].decode(): int(n) for n in found.tolist()}


def event_ids(ground: Ground) -> dict[str, str]:
    """Claim id -> event id, of all."""
    return {c.decode(): e.decode() for c, e in zip(ground.claims.tolist(), ground.events.tolist(), strict=True)}


def checksum(key: str) -> int:
    """Of a name; 0 for none."""
    return crc32(key.encode()) if key else 0


def _cells_of(f: Facts) -> list[int]:
    if not f.is_fine or f.lat is None or f.lon is None:
        return [0] * len(LAYERS)
    return [int(h3.latlng_to_cell(f.lat, f.lon, layer), 16) for layer in LAYERS]


def cells_around(cell: str, rings: int) -> Cells:
    """H3 cells as numbers."""
    return np.array([int(c, 16) for c in h3.grid_disk(cell, rings)], dtype=np.uint64)


def _ids(ids: Iterable[str]) -> Bytes:
    held = [i.encode() for i in ids]
    return np.array(held, dtype=f"S{max(map(len, held), default=1) or 1}")
