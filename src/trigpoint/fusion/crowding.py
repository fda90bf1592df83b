"""How crowded it is around a few claims, counted from the ground and not from the claims."""

from __future__ import annotations

from collections.abc import Sequence

import h3
import numpy as np

from trigpoint.fusion.abridged import Abridged
from trigpoint.fusion.density import LAYERS, WINDOW, others_per_day
from trigpoint.fusion.facts import Facts
from trigpoint.fusion.ground import Cells, Ground, Ints, ground_of, joined_rows

_BESIDE = 60  # days held beside those asked for


class Crowding:
    """Claims a day of a kind within reach, asked for few claims: counted over the days that are asked for."""

    def __init__(self, ground: Ground, new: Sequence[Abridged]) -> None:
        fine = [(one, "") for one in new if one.facts.is_fine]
        self._ground, self._new = ground, ground_of(fine, ground.learned, ground.kind_sets)
        self._held = self._new
        self._days = (0, 0)
        self._order: dict[int, tuple[Cells, Ints]] = {}  # layer -> its cells sorted, and the rows in that order
        self._told: dict[tuple[str, str], list[int]] = {}
        self._known: dict[tuple[object, ...], float] = {}

    def __call__(self, f: Facts) -> float:
        key = (f.lat, f.lon, f.radius_km, f.first, f.last, f.kinds)
        if key not in self._known:
            self._reach((f.first or 0) - WINDOW, (f.last or 0) + WINDOW)
            self._known[key] = others_per_day(f, self)
        return self._known[key]

    def most(self, *claims: Facts) -> float:
        """Of the more crowded."""
        return max(map(self, claims))

    def days_of(self, cell: str, kind: str) -> Sequence[int]:
        """Of this cell and kind, sorted."""
        if (cell, kind) not in self._told:
            layer, held = LAYERS.index(h3.get_resolution(cell)), self._held
            if layer not in self._order:
                order = np.lexsort((held.first, held.cells[:, layer]))
                self._order[layer] = held.cells[order, layer], order
            cells, order = self._order[layer]
            number = np.uint64(int(cell, 16))
            rows = order[cells.searchsorted(number, "left") : cells.searchsorted(number, "right")]
            is_told = np.array([kind in kinds for kinds in held.kind_sets], dtype=np.bool_)
            self._told[cell, kind] = held.first[rows[is_told[held.kinds[rows]]]].tolist()
        return self._told[cell, kind]

    def _reach(self, first: int, last: int) -> None:
        """Hold the days [first, last] and some beside."""
        if self._days[0] <= first and last <= self._days[1]:
            return
        was = self._days if self._days != (0, 0) else (first, last)
        self._days = (min(first - _BESIDE, was[0]), max(last + _BESIDE, was[1]))
        asked = self._ground.is_fine & (self._ground.first >= self._days[0]) & (self._ground.first <= self._days[1])
        held = joined_rows(self._ground.part(np.flatnonzero(asked & (self._ground.first > 0))), self._new)
        self._held = held.part(np.unique(held.same, return_index=True)[1])
        self._order, self._told = {}, {}


class OthersOf(Sequence[float]):
    """By position, worked out when asked."""

    def __init__(self, facts: Sequence[Facts], crowding: Crowding) -> None:
        self._facts, self._crowding = facts, crowding

    def __len__(self) -> int:
        return len(self._facts)

    def __getitem__(self, n: int) -> float:  # type: ignore[override]
        return self._crowding(self._facts[n])
