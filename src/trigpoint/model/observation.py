"""One measurement of ours, reproducible from its captures."""

from __future__ import annotations

import attrs

from trigpoint.model.place import Place
from trigpoint.model.time import TimeSpan


@attrs.frozen(kw_only=True)
class Observation:
    """What this program measured. What a newspaper says a satellite saw is a Claim."""

    id: str
    kind: str  # "damage", "gap", "visit"
    where: Place
    when: TimeSpan
    value: float | None  # None: looked, could not be measured; the flags say why
    unit: str
    low: float | None = None  # interval around value, in `unit`
    high: float | None = None
    flags: tuple[str, ...] = ()
    captures: tuple[str, ...] = ()  # Capture ids it was computed from
    method: str = ""  # name and version
    parameters: tuple[tuple[str, str], ...] = ()
    supersedes: str = ""
