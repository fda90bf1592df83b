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
    subject: str = ""  # what was measured: a footprint's, a site's or a vessel's id
    details: tuple[tuple[str, str], ...] = ()  # what else was found: ("grade", "severe"), ("p_value", "0.004")
    supersedes: str = ""
