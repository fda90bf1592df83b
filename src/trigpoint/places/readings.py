"""What a name may mean: a row of the lists with the score it has in this text."""

from __future__ import annotations

import attrs

from trigpoint.places.gazetteer import RowClass

SETTLED = (RowClass.CITY, RowClass.VILLAGE)
NEAR_M = 250_000.0  # how fast a neighbour's pull fades

Key = tuple[str, str, bool]  # a name, what its head says it is, and whether no list has it


@attrs.frozen(kw_only=True)
class Reading:
    """A row that may be meant."""

    row: int
    score: float
    lon: float
    lat: float
