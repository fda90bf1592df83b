"""A table of findings with what stands around it: one shape for every part of a brief that is made of rows."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class FindingTable:
    """Printed with its heading, notes, and what is not known."""

    key: str  # anchor
    title: str
    lede: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    unknown: str  # never empty
    notes: tuple[str, ...] = ()
    is_simulated: bool = False
    wide: str = ""  # SVG; "" = no drawing
    narrow: str = ""
    shares: tuple[float, ...] = ()  # of each row, 0..1, drawn as a bar in its second cell; () = none
